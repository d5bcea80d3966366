// What online and batch deployments say alike: the model they serve, the environment it runs in, and their settings.
import { bool, listOf, nullable, oneOf, shape, string } from '../../../core/shape.js'
import { known, type Answer, type Edge, type GapMark } from '../../kit/collector.js'
import { secretHits, secretsIn, type SecretHit } from '../../../artifacts/text/secrets.js'
import { rows, type Resource } from '../calls.js'
import { lastOf, said } from '../names.js'
import { addressOf } from './addresses.js'
import { datastoreIn, referenceOf } from './references.js'

export const deploymentFields = {
  /** As the deployment names it; less user, password and query. */
  model: nullable(string),
  /** `version`: a registered one. `registry`: shared by workspaces. `label`: what the label stands on. `path`: bare files. `none`: no model. */
  modelKind: oneOf('version', 'registry', 'label', 'path', 'none'),
  /** The registry of a model that is none of the workspace's; `own`: it is in this subscription. */
  modelRegistry: nullable(shape({ name: string, own: bool })),
  environment: nullable(string),
  environmentVariables: listOf(string),
  secrets: secretHits,
}

/** Registries of the subscription, out of Resource Graph. */
export const registryRows = rows<Resource<object>>('Microsoft.MachineLearningServices/registries')

/** Registries by name, asked only where something refers to one. */
export async function registryOf(registry: string | null, own: () => Promise<Answer<Resource<object>[]>>): Promise<{ name: string; own: boolean } | null | GapMark> {
  if (registry === null) return null
  return known(await own(), (found) => ({ name: registry, own: found.some((row) => row.name?.toLowerCase() === registry) }))
}

export function modelFacts(model: string | null | undefined, workspace: string): { model: string | null; modelKind: string; registry: string | null; edges: (Edge | null)[] } {
  const reference = referenceOf(model, workspace, 'models')
  const files = reference?.kind === 'path' ? datastoreIn(model, workspace) : null
  return {
    // An address of bare files may carry a token.
    model: reference?.kind === 'path' ? addressOf(model).shown : said(model),
    modelKind: reference === null ? 'none' : reference.kind === 'registry' && !reference.isPinned ? 'label' : reference.kind,
    registry: reference?.kind === 'registry' ? reference.registry : null,
    edges: [
      reference?.kind === 'version' ? { type: 'serves', target: 'azure.ml.model', to: reference.id, via: 'model' } : null,
      files === null ? null : { type: 'stored-in', target: 'azure.ml.datastore', to: files.datastore, via: 'model' },
    ],
  }
}

export function environmentEdge(environment: string | null | undefined, workspace: string): Edge | null {
  const reference = referenceOf(environment, workspace, 'environments')
  return reference?.kind === 'version' ? { type: 'runs-image', target: 'azure.ml.environment', to: reference.id, via: 'environmentId' } : null
}

export const deploymentTargets = { serves: ['azure.ml.model'], 'stored-in': ['azure.ml.datastore'], 'runs-image': ['azure.ml.environment'] } as const

interface Settings {
  environmentId?: string | null
  environmentVariables?: Readonly<Record<string, string | null>> | null
}

export function settingsOf({ environmentId, environmentVariables }: Settings): { environment: string | null; environmentVariables: string[]; secrets: SecretHit[] } {
  const set = Object.entries(environmentVariables ?? {}).flatMap(([name, value]): [string, string][] => (value === null ? [] : [[name, value]]))
  return {
    environment: said(environmentId), environmentVariables: Object.keys(environmentVariables ?? {}).toSorted(),
    secrets: secretsIn('environmentVariables', Object.fromEntries(set)),
  }
}

/** `chat/blue`: the name of a deployment is only one within its endpoint. */
export function deploymentName(endpoint: string, name: string | null | undefined): string {
  return `${lastOf(endpoint)}/${name ?? ''}`
}
