// What installs the libraries that load models: pinned versions, and those of which a loader is known to be broken.
import { listOf, number, oneOf, shape, string } from '../../core/shape.js'
import { textOf } from '../bytes.js'
import { format, type Opened } from '../format.js'
import { Signs, signs } from '../sign.js'
import { dialectOf, pinsIn, type Dialect, type Pin } from '../torch/requirements.js'
import { compare, isOlder, newest } from '../torch/versions.js'

/** Libraries that read model files. */
const wanted = new Set([
  'torch', 'tensorflow', 'keras', 'onnx', 'onnxruntime', 'transformers', 'diffusers', 'safetensors', 'numpy', 'scikit-learn', 'joblib', 'skops', 'pyarrow',
  'mlflow', 'nemo-toolkit', 'lightning', 'pytorch-lightning', 'hydra-core', 'xgboost', 'lightgbm', 'catboost', 'jax', 'flax', 'orbax-checkpoint', 'llama-cpp-python',
  'vllm', 'peft', 'sentence-transformers', 'timm', 'ultralytics', 'spacy', 'cloudpickle', 'dill', 'gguf', 'executorch', 'torchserve',
])

/** Longest file of this kind that is read. */
const longest = 2 ** 20

export default format({
  type: 'artifact.dependency',
  kind: 'artifact',
  props: shape({
    dialect: oneOf('requirements', 'toml', 'conda', 'docker'),
    /** Libraries that load models, in the order of the file. */
    pins: listOf(shape({ package: string, specifier: string, line: number })),
    /** PyTorch that is certainly older than a fix of `torch.load(weights_only=True)`. */
    exposedTorch: signs,
    /** Keras that is certainly older than a fix of its safe mode. */
    exposedKeras: signs,
  }),

  recognise: (head) => (dialectOf(head.name) === null || head.bytes.includes(0) ? 0 : 2),

  /** A project without such a library is none of ours. */
  confirm: async (file) => (await pinsOf(file)).pins.length > 0,

  async read(file) {
    const { pins, dialect } = await pinsOf(file)
    if (file.size > longest) file.unread.push({ reason: 'limit', what: `is longer than ${longest} bytes`, member: '' })
    const exposed = { torch: new Signs(), keras: new Signs() }
    for (const pin of pins) {
      if (pin.package === 'torch') noteTorch(pin, exposed.torch)
      if (pin.package === 'keras') noteKeras(pin, exposed.keras)
    }
    return { props: { dialect, pins: pins.slice(0, 100), exposedTorch: exposed.torch.list, exposedKeras: exposed.keras.list } }
  },
})

async function pinsOf(file: Opened): Promise<{ pins: Pin[]; dialect: Dialect }> {
  const dialect = dialectOf(file.name) ?? 'requirements'
  return { pins: pinsIn(await textOf(file.content, longest), dialect, wanted), dialect }
}

interface Defect {
  id: string
  mended: readonly number[]
  what: string
}

/** Holes in `torch.load(weights_only=True)`, by the release that closed them. */
const torchDefects: readonly Defect[] = [
  { id: 'CVE-2025-32434', mended: [2, 6, 0], what: 'runs code in spite of weights_only' },
  { id: 'CVE-2026-24747', mended: [2, 10, 0], what: 'corrupts memory in spite of weights_only' },
]

/** Holes in the safe mode of Keras 3. */
const kerasDefects: readonly Defect[] = [
  { id: 'CVE-2025-1550', mended: [3, 9, 0], what: 'configuration calls any function in spite of safe mode' },
  { id: 'CVE-2025-8747', mended: [3, 11, 0], what: 'configuration reaches gadgets in spite of safe mode' },
  { id: 'CVE-2025-9905', mended: [3, 11, 3], what: '.h5 files ignore safe mode' },
  { id: 'CVE-2026-1462', mended: [3, 13, 2], what: 'a TFSMLayer loads a graph in spite of safe mode' },
]

function noteTorch(pin: Pin, exposed: Signs): void {
  note(pin, torchDefects, exposed)
}

/** Keras 2 has no safe mode before 2.13; of the others nothing is certain. */
function noteKeras(pin: Pin, exposed: Signs): void {
  const allowed = newest(pin.specifier)
  if (allowed === null) return
  const isThree = compare(allowed.release, [3]) > 0 || (allowed.included && compare(allowed.release, [3]) === 0)
  if (isThree) note(pin, kerasDefects, exposed)
  else note(pin, [{ id: 'CVE-2024-3660', mended: [2, 13, 0], what: 'Lambda layers run code unasked' }], exposed)
}

function note(pin: Pin, defects: readonly Defect[], exposed: Signs): void {
  const allowed = newest(pin.specifier)
  const open = defects.filter((defect) => isOlder(allowed, defect.mended))
  if (open.length === 0) return
  const mended = open.at(-1)?.mended.join('.') ?? ''
  exposed.add(`${pin.package} ${pin.specifier}`, { detail: `line ${pin.line}: ${open[0]?.what ?? ''} (${open.map(({ id }) => id).join(', ')}); mended in ${mended}` })
}
