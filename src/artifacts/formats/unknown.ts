// A file that is named like a model and is of no format that is known: truncated, encrypted, or something else entirely.
import { shape, string } from '../../core/shape.js'
import { format } from '../format.js'

/** Names that frameworks give to models and nobody gives to anything else. */
const named = new Map([
  ['.pt', 'PyTorch'], ['.pth', 'PyTorch'], ['.ckpt', 'a checkpoint'], ['.safetensors', 'safetensors'], ['.gguf', 'GGUF'], ['.ggml', 'GGML'],
  ['.onnx', 'ONNX'], ['.h5', 'HDF5'], ['.hdf5', 'HDF5'], ['.keras', 'Keras'], ['.pkl', 'a pickle'], ['.pickle', 'a pickle'], ['.joblib', 'joblib'],
  ['.dill', 'dill'], ['.npy', 'NumPy'], ['.npz', 'NumPy'], ['.tflite', 'TensorFlow Lite'], ['.pte', 'ExecuTorch'], ['.mlmodel', 'Core ML'],
  ['.pdparams', 'PaddlePaddle'], ['.pdmodel', 'PaddlePaddle'], ['.nemo', 'NeMo'], ['.mar', 'TorchServe'], ['.skops', 'skops'], ['.llamafile', 'llamafile'],
  ['.rds', 'R'], ['.rdata', 'R'], ['.cbm', 'CatBoost'], ['.ubj', 'XGBoost'], ['.engine', 'TensorRT'], ['.msgpack', 'msgpack'], ['.parquet', 'Parquet'],
])
/** Weights under a name that much else has, too. */
const weights = /^(?:pytorch_model|model|adapter_model|diffusion_pytorch_model|tf_model|flax_model|saved_model)[\w.-]*\.(?:bin|pb)$/

export default format({
  type: 'artifact.file',
  kind: 'artifact',
  props: shape({
    /** What its name says it is. */
    named: string,
  }),
  recognise: ({ name, extension, bytes }) => ((named.has(extension) && !(extension === '.pth' && isText(bytes))) || weights.test(name) ? 1 : 0),
  read(file) {
    const claim = named.get(file.extension) ?? 'weights of a model'
    if (file.size === 0) file.unread.push({ reason: 'truncated', what: 'is empty', member: '' })
    else if (file.bytes.length === 0) file.unread.push({ reason: 'unreadable', what: 'cannot be opened', member: '' })
    else file.unread.push({ reason: 'malformed', what: `is named like ${claim} and has the content of no known format`, member: '' })
    return Promise.resolve({ props: { named: claim } })
  },
})

/** Python lists import paths in small text files under the same ending. */
function isText(bytes: Uint8Array): boolean {
  return bytes.length > 0 && bytes.every((byte) => byte === 9 || byte === 10 || byte === 13 || (byte >= 32 && byte < 127))
}
