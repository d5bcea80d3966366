// Names of files in a signed manifest: which are fit to be looked up, which are left out, and which no signature should leave out.

/** Left out of every signature: https://github.com/ossf/model-signing-spec/blob/main/spec/v1.0.md */
const neverSigned: ReadonlySet<string> = new Set(['.git', '.gitignore', '.gitattributes', '.github'])

/** Relative, with forward slashes, and no two ways to write it. */
export function isCanonical(name: string): boolean {
  return name !== '' && !/[\\\0]/.test(name) && !/^[a-z]:\//i.test(name) && name.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
}

/** Whether a path is one of these, or below one of them. `.` stands for everything. */
export function isBelow(path: string, tops: readonly string[]): boolean {
  return tops.some((top) => top === '.' || path === top || path.startsWith(`${top}/`))
}

export function isNeverSigned(path: string): boolean {
  return neverSigned.has(path.split('/', 1)[0] ?? '')
}

/** `./sub/` is written `sub`. */
export function plainPath(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  return parts.length === 0 ? '.' : parts.join('/')
}

const weights = /\.(?:safetensors|gguf|ggml|bin|pt|pth|ckpt|pkl|pickle|joblib|npy|npz|onnx|pb|tflite|h5|hdf5|keras|mlmodel|pdparams|engine|plan|msgpack|nemo|llamafile|model|dat|data|zip|tar|gz|7z|skops|pte|mar)$/i
const code = /\.(?:py|pyc|pyd|ipynb|so|dll|dylib|exe|sh|bat|js|ts|wasm|jar|class|lua|r|rs|c|cpp|cu)$/i
const settings = /\.(?:json|jsonl|ya?ml|toml|jinja2?|j2|txt|cfg|ini|xml|vocab|merges|spm|tiktoken|proto|prototxt|pbtxt)$/i

/** What loading a model reads of a file by that name: `weights`, `code`, `settings`; null for papers and pictures. */
export function loadedAs(path: string): 'weights' | 'code' | 'settings' | null {
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (code.test(name)) return 'code'
  if (/^(?:modelfile|dockerfile|makefile|mlmodel)$/i.test(name)) return 'settings'
  if (/^(?:license|licence|readme|notice)/i.test(name)) return null
  return weights.test(name) ? 'weights' : settings.test(name) ? 'settings' : null
}

/** Papers and pictures: nobody loads them, and a model works without. */
export function isPaper(path: string): boolean {
  return loadedAs(path) === null && /(?:\.(?:md|rst|pdf|png|jpe?g|gif|svg|webp|sig|asc|sha256|sha512|md5)$|(?:^|\/)(?:license|licence|readme|notice|copying|authors)[^/]*$|sums(?:\.txt)?$)/i.test(path)
}
