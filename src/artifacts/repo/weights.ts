// Which files of a folder are its weights, and which of them a loader falls back to.
import type { Folder, FolderFile } from '../folder.js'
import type { Signs } from '../sign.js'

/** Types that hold the weights of a model. */
export const weightTypes: ReadonlySet<string> = new Set([
  'artifact.safetensors', 'artifact.gguf', 'artifact.ggml', 'artifact.onnx', 'artifact.torch', 'artifact.torchscript', 'artifact.torch_export',
  'artifact.executorch', 'artifact.tensorflow', 'artifact.tflite', 'artifact.keras', 'artifact.keras_h5', 'artifact.pickle', 'artifact.joblib',
  'artifact.skops', 'artifact.xgboost', 'artifact.lightgbm', 'artifact.catboost', 'artifact.coreml', 'artifact.openvino', 'artifact.tensorrt',
  'artifact.paddle', 'artifact.mxnet', 'artifact.flax', 'artifact.nemo', 'artifact.torchserve_mar', 'artifact.llamafile', 'artifact.r_serialized',
  'artifact.pmml', 'artifact.mlflow',
])
export const runsCode: ReadonlySet<string> = new Set(['artifact.torch', 'artifact.pickle', 'artifact.joblib'])

export interface Weights {
  file: FolderFile
  type: string
}

export function weightsOf(folder: Folder): Weights[] {
  return folder.files.flatMap((file) => {
    const type = folder.found(file.name)[0]?.type
    return type !== undefined && weightTypes.has(type) ? [{ file, type }] : []
  })
}

/** Files beside the weights that training leaves behind: no loader of models opens them by itself. */
const leftovers = /(?:optimizer|scheduler|rng_state|training_args|scaler)/i

/** Weights in a format that runs code, in a folder that has safetensors: a loader takes them when the others are missing or not asked for. */
export function fallbacks(weights: readonly Weights[], into: Signs): void {
  const folders = new Set(weights.filter(({ type }) => type === 'artifact.safetensors').map(({ file }) => folderOf(file.name)))
  for (const { file, type } of weights) {
    if (runsCode.has(type) && folders.has(folderOf(file.name)) && !leftovers.test(file.name)) into.add(file.name, { detail: 'beside safetensors' })
  }
}

function folderOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('/')))
}
