// Which objects of a folder are files of a model, by their names: the others are not opened.

/** Weights and what holds weights, under the names that frameworks give them. */
const weights = /\.(?:pt|pth|pt2|pte|ckpt|bin|safetensors|gguf|ggml|ggla|onnx|h5|hdf5|keras|tflite|npy|npz|pb|pbtxt|mlmodel|mlpackage|pdparams|pdmodel|pdiparams|engine|plan|cbm|ubj|bst|model|pkl|pickle|joblib|dill|skops|nemo|mar|llamafile|msgpack|params|rds|rdata|pmml|t7|weights)$/i
const archives = /\.(?:tar|tgz|tar\.(?:gz|bz2|xz|zst|lz4)|zip|7z|rar|gz|bz2|xz|zst)$/i
/** What stands beside weights and decides what a loader does with them. */
const beside = /(?:^|\/)(?:(?:adapter_|tokenizer_|generation_|preprocessor_|processor_)?config\.json|tokenizer\.json|special_tokens_map\.json|[\w.-]+\.index\.json|model_index\.json|MLmodel|requirements[\w.-]*\.txt|conda\.ya?ml|[\w.-]+\.(?:py|jinja2?|ipynb|ya?ml))$/

export function isModelFile(path: string): boolean {
  return !path.endsWith('/') && (weights.test(path) || archives.test(path) || beside.test(path))
}

/** Files of one folder that are looked into. */
export const filesLookedInto = 1000
