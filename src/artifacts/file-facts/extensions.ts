// What a file's extension promises. A promise of plain data is what disguises live on; many extensions promise nothing.

/** Extensions of formats that hold data only: their loaders run nothing. */
const passive: ReadonlyMap<string, string> = new Map([
  ['.safetensors', 'tensors (safetensors)'], ['.gguf', 'a GGUF model'], ['.ggml', 'a GGML model'], ['.onnx', 'an ONNX graph'],
  ['.tflite', 'a TensorFlow Lite model'], ['.npy', 'a NumPy array'], ['.h5', 'HDF5 data'], ['.hdf5', 'HDF5 data'], ['.pb', 'a TensorFlow graph'],
  ['.msgpack', 'msgpack data'], ['.cbm', 'a CatBoost model'], ['.ubj', 'UBJSON data'], ['.parquet', 'a Parquet table'], ['.arrow', 'an Arrow table'],
  ['.feather', 'an Arrow table'], ['.csv', 'a CSV table'], ['.tsv', 'a table'], ['.json', 'JSON'], ['.jsonl', 'JSON lines'], ['.ndjson', 'JSON lines'],
  ['.txt', 'text'], ['.md', 'text'], ['.yaml', 'YAML'], ['.yml', 'YAML'], ['.toml', 'TOML'], ['.xml', 'XML'], ['.pmml', 'a PMML model'], ['.jinja', 'a template'],
  ['.png', 'an image'], ['.jpg', 'an image'], ['.jpeg', 'an image'], ['.gif', 'an image'], ['.webp', 'an image'], ['.wav', 'sound'], ['.mp3', 'sound'],
])

/** Extensions under which frameworks look for weights, beside the passive ones; what lies there is loaded. */
const weights: ReadonlySet<string> = new Set([
  '.bin', '.pt', '.pth', '.ckpt', '.pkl', '.pickle', '.joblib', '.dill', '.model', '.bst', '.keras', '.npz', '.nemo', '.mar', '.pte', '.pt2', '.skops', '.mlmodel',
  '.weights', '.params', '.pdparams', '.pdmodel', '.engine', '.plan', '.rds', '.rda', '.rdata', '.t7', '.dat', '.data',
])

/** What the extension says the content is, where it names a format that holds data only. */
export function passiveName(extension: string): string | null {
  return passive.get(extension) ?? null
}

/** Does the name say that this is a model or its data? */
export function isModelName(extension: string): boolean {
  return weights.has(extension) || passive.has(extension)
}
