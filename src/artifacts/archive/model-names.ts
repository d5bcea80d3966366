// Which containers frameworks write under which names, and which names and first bytes mean that a model is at hand.
import type { Coding } from './codings.js'

const joblib: readonly (Coding | 'zip' | 'tar')[] = ['zlib', 'gzip', 'bzip2', 'xz', 'lzma', 'lz4']

/** By extension: containers that a framework writes under it. Formats of their own, such as PyTorch's zip, never come here. */
const written: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ...['.pt', '.pth', '.ckpt', '.safetensors', '.gguf', '.ggml', '.onnx', '.h5', '.hdf5', '.tflite', '.pte', '.npy', '.mlmodel', '.pdparams', '.pdmodel', '.engine', '.plan', '.cbm', '.llamafile']
    .map((extension): [string, string[]] => [extension, []]),
  ['.keras', ['zip']], ['.npz', ['zip']], ['.skops', ['zip']], ['.pt2', ['zip']], ['.mar', ['zip', 'tar', 'gzip']], ['.nemo', ['tar', 'gzip']],
  ['.joblib', joblib], ['.pkl', joblib], ['.pickle', joblib], ['.dill', joblib],
])
/** Names under which weights lie whose extension means nothing by itself. */
const weights = /^(?:pytorch_model|adapter_model|diffusion_pytorch_model|model|consolidated|training_args|optimizer|scheduler|flax_model)[\w.-]*\.(?:bin|msgpack)$/i
const models = /\.(?:pt|pth|ckpt|safetensors|gguf|ggml|onnx|h5|hdf5|keras|tflite|pte|pt2|npy|npz|mlmodel|pdparams|pdmodel|engine|plan|cbm|pkl|pickle|joblib|dill|skops|nemo|mar|llamafile)$/i

/** `a 7z archive under the name of a .pt model`, where no framework writes that container under the name; or null. */
export function nonstandardAs(container: string, { name, extension }: { name: string; extension: string }): string | null {
  const allowed = written.get(extension) ?? (weights.test(name) ? [] : undefined)
  if (allowed === undefined || allowed.includes(container)) return null
  const article = /^(?:lz|x)/.test(container) ? 'an' : 'a'
  return `${article} ${container} container under the name of a ${extension} model`
}

/** Whether a name or the first bytes say that this is a model. */
export function looksLikeModel(name: string, head: Uint8Array): boolean {
  const last = name.slice(name.lastIndexOf('/') + 1)
  if (models.test(last) || weights.test(last)) return true
  const at = (...bytes: number[]): boolean => head.length >= bytes.length && bytes.every((byte, i) => head[i] === byte)
  const pickle = head[0] === 0x80 && (head[1] ?? 0) >= 2 && (head[1] ?? 0) <= 5
  return pickle || at(0x47, 0x47, 0x55, 0x46) || at(0x89, 0x48, 0x44, 0x46, 0x0d) || at(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59)
}
