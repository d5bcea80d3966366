// As what a bill of materials lists an asset: a component of some type, or a service.
import type { Asset, Kind } from '../../core/index.js'

export type ComponentType = 'application' | 'container' | 'data' | 'file' | 'machine-learning-model' | 'platform'
export type DataType = 'dataset' | 'configuration' | 'definition' | 'other'

export type Part =
  | { as: 'service' }
  | { as: 'component'; type: Exclude<ComponentType, 'data'> }
  | { as: 'component'; type: 'data'; data: DataType }

const service: Part = { as: 'service' }
const model: Part = { as: 'component', type: 'machine-learning-model' }
const file: Part = { as: 'component', type: 'file' }
const container: Part = { as: 'component', type: 'container' }
const application: Part = { as: 'component', type: 'application' }
const dataset: Part = { as: 'component', type: 'data', data: 'dataset' }
const configuration: Part = { as: 'component', type: 'data', data: 'configuration' }
const definition: Part = { as: 'component', type: 'data', data: 'definition' }
const store: Part = { as: 'component', type: 'data', data: 'other' }

/** What stands around AI, such as roles and networks: listed only where something is said of it. */
export const around: Part = { as: 'component', type: 'platform' }

const byKind: Partial<Record<Kind, Part>> = {
  model, 'model-version': model, adapter: model,
  artifact: file, checkpoint: file,
  dataset, 'dataset-version': dataset, 'eval-dataset': dataset, 'feature-group': dataset, 'retrieval-source': dataset,
  bucket: store,
  'reward-config': configuration, guardrail: configuration, prompt: definition, skill: definition,
  image: container,
  notebook: application, pipeline: application, workflow: application, workload: application, repo: application,
  'training-job': application, 'embedding-job': application, 'batch-job': application,
  endpoint: service, 'inference-server': service, 'provisioned-capacity': service, gateway: service,
  agent: service, tool: service, 'mcp-server': service, 'memory-store': service, 'saas-ai': service,
  'knowledge-base': service, 'vector-store': service, index: service, 'feature-store': service, experiment: service, registry: service,
}

/** Types that are something else than most of their kind. */
const byType = new Map<string, Part>([
  // A folder with weights, their configuration and their card: what a hub calls a model.
  ['artifact.repo', model],
  // The folder that was scanned, of which the whole bill is.
  ['artifact.checkout', around],
  ['aws.sagemaker.endpoint_config', configuration],
  ['azure.ai.deleted_account', around],
])

export function partOf(asset: Asset): Part {
  return byType.get(asset.type) ?? byKind[asset.kind] ?? around
}
