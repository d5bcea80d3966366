// What a Keras configuration may name: which modules are Keras's own, which of its functions no model needs, which classes open files.
import { dangerOf, reasons } from '../pickle/dangerous.js'
import { frameworkOf } from '../pickle/known.js'
import { standardLibrary } from '../pickle/standard-library.js'

export type Judgement = { is: 'fine' | 'custom' } | { is: 'foreign' | 'gadget'; why: string }

/** Keras under its names, and the libraries of layers that its own project keeps. */
const own = ['keras', 'tf_keras', 'tensorflow.keras', 'tensorflow.python.keras', 'keras_hub', 'keras_nlp', 'keras_cv', 'keras_core', 'tensorflow_addons']
/** Modules of Keras whose functions models refer to. */
const forModels: ReadonlySet<string> = new Set([
  'activations', 'losses', 'metrics', 'initializers', 'regularizers', 'constraints', 'ops', 'random', 'layers', 'optimizers', 'backend',
  'applications', 'quantizers', 'dtype_policies',
])
/** Functions and classes of Keras that do more than compute, by what they do. */
const gadgets: ReadonlyMap<string, string> = new Map([
  ['get_file', 'downloads a file from an address and unpacks it'], ['extract_archive', 'unpacks an archive'],
  ['enable_unsafe_deserialization', 'turns safe mode off for everything that is loaded after it'],
  ['load_model', 'loads another model'], ['load_weights', 'loads a file of weights'], ['save_model', 'writes a file'],
  ['save_weights', 'writes a file'], ['save_img', 'writes a file'],
  ['model_from_json', 'loads another model'], ['model_from_config', 'loads another model'], ['model_from_yaml', 'loads another model'],
  ['deserialize_keras_object', 'loads whatever its argument describes'], ['func_load', 'turns marshalled bytes into code'],
  ['image_dataset_from_directory', 'reads a folder'], ['text_dataset_from_directory', 'reads a folder'],
  ['audio_dataset_from_directory', 'reads a folder'],
  ['load_img', 'opens a file'], ['plot_model', 'starts the program dot and writes a file'], ['load_data', 'downloads a dataset'],
  ['RemoteMonitor', 'sends to an address'], ['ModelCheckpoint', 'writes files'], ['BackupAndRestore', 'writes files'],
  ['CSVLogger', 'writes a file'], ['TensorBoard', 'writes files'],
  ['LambdaCallback', 'calls what it is given'], ['ExportArchive', 'writes files'], ['OrbaxCheckpoint', 'writes files'],
])
/** Built-in functions that only make values. */
const constructors: ReadonlySet<string> = new Set([
  'list', 'dict', 'tuple', 'set', 'frozenset', 'int', 'float', 'str', 'bytes', 'bool', 'complex', 'slice', 'range', 'object', 'NoneType',
])
const builtins: ReadonlySet<string> = new Set([
  'eval', 'exec', 'compile', '__import__', 'open', 'getattr', 'setattr', 'delattr', 'hasattr', 'globals', 'locals', 'vars', 'dir', 'input',
  'breakpoint', 'print',
  'map', 'filter', 'type', 'super', 'memoryview', 'exit', 'quit', 'help', 'callable', 'classmethod', 'staticmethod', 'property', 'iter',
  'next', 'apply', 'execfile', 'file',
])
/** Values that Keras writes with the module of another library. */
const values: ReadonlySet<string> = new Set([
  'tensorflow.TensorSpec', 'tensorflow.RaggedTensorSpec', 'tensorflow.SparseTensorSpec', 'tensorflow.TensorShape', 'tensorflow.DType',
  'numpy.ndarray', 'numpy.dtype',
])

/** `name`: of the class, or of the function where `isFunction`. */
export function judge(module: string, name: string, isFunction: boolean): Judgement {
  if (/(?:^|\.)__\w+__/.test(name) || name.includes('.')) return { is: 'foreign', why: 'reaches through an object for something else' }
  if (isOwn(module)) return judgeOwn(module, name, isFunction)
  if (module === 'builtins' || module === '__builtin__') {
    return builtins.has(name) && !constructors.has(name) ? { is: 'foreign', why: 'is a built-in function of Python' } : { is: 'fine' }
  }
  if (module === '__main__' || values.has(`${module}.${name}`)) return { is: module === '__main__' ? 'custom' : 'fine' }
  const danger = dangerOf(module, name)
  if (danger !== undefined) return { is: 'foreign', why: reasons[danger] }
  const [top = ''] = module.split('.')
  if (standardLibrary.has(top) || top.startsWith('_')) return { is: 'foreign', why: "is of Python's standard library" }
  // It has layers for Keras of its own, which honest models name.
  if (top === 'transformers' && !isFunction) return { is: 'custom' }
  if (frameworkOf(module) !== undefined || installed.has(top)) return { is: 'foreign', why: 'is of a library that has nothing to do with Keras' }
  return { is: 'custom' }
}

/** Libraries that stand beside Keras wherever it runs, and are no layers. */
const installed: ReadonlySet<string> = new Set([
  'tensorflow', 'numpy', 'torch', 'jax', 'jaxlib', 'scipy', 'pandas', 'sklearn', 'h5py', 'absl', 'google', 'six', 'yaml', 'requests',
  'urllib3', 'setuptools', 'pip', 'pkg_resources',
  'wheel', 'joblib', 'dill', 'cloudpickle', 'psutil', 'IPython', 'matplotlib', 'PIL', 'rich', 'optree', 'ml_dtypes', 'namex',
  'transformers', 'huggingface_hub', 'gast', 'astunparse', 'wrapt',
  'tensorboard', 'werkzeug', 'flask', 'fsspec', 'boto3', 'botocore', 'cv2', 'onnx', 'onnxruntime',
])

function isOwn(module: string): boolean {
  return own.some((one) => module === one || module.startsWith(`${one}.`))
}

/** Parts of a path to Keras that say nothing of what is there. */
const prefixes: ReadonlySet<string> = new Set([
  'keras', 'tf_keras', 'tensorflow', 'python', 'src', 'api', '_tf_keras', 'legacy', 'v2', 'v1', 'compat',
])

function judgeOwn(module: string, name: string, isFunction: boolean): Judgement {
  const does = gadgets.get(name)
  if (does !== undefined) return { is: 'gadget', why: does }
  if (!isFunction) return { is: 'fine' }
  const area = module.split('.').find((part) => !prefixes.has(part))
  if (area === undefined || forModels.has(area) || !module.includes('keras')) return { is: 'fine' }
  return { is: 'gadget', why: `is a function of ${module}, which no model refers to` }
}

/** Layers that read what their configuration names; by class, since Keras finds its own by the class alone. */
export const openers: ReadonlyMap<string, { field: string; does: string }> = new Map([
  ['TFSMLayer', { field: 'filepath', does: 'loads a SavedModel from a path, graph and all' }],
  ['TorchModuleWrapper', { field: 'module', does: 'unpickles a PyTorch module' }],
  ['StringLookup', { field: 'vocabulary', does: 'reads its vocabulary from a file' }],
  ['IntegerLookup', { field: 'vocabulary', does: 'reads its vocabulary from a file' }],
  ['IndexLookup', { field: 'vocabulary', does: 'reads its vocabulary from a file' }],
  ['TextVectorization', { field: 'vocabulary', does: 'reads its vocabulary from a file' }],
])
