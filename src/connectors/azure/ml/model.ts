// Registered models, version by version: where the files lie, what loads them, and who says where they come from.
import { bool, listOf, mapOf, nullable, shape, string, time } from '../../../core/shape.js'
import { collector, edgesOf, type Answer, type Ctx, type Emission } from '../../kit/collector.js'
import { list, mlGet, type Resource } from '../calls.js'
import { childOf, parseBlobUri } from '../edges.js'
import { iso, said, word } from '../names.js'
import { addressOf } from './addresses.js'
import { datastoreIn } from './references.js'
import { storageNames } from './storage-names.js'
import { eachLatest, emitted, identified, models, modelsPath, newest, spelled } from './versions.js'

export interface ModelVersion {
  modelType?: string | null
  modelUri?: string | null
  flavors?: Readonly<Record<string, { data?: Readonly<Record<string, string>> | null } | null>> | null
  jobName?: string | null
  stage?: string | null
  isArchived?: boolean | null
  isAnonymous?: boolean | null
  tags?: Readonly<Record<string, string>> | null
  properties?: Readonly<Record<string, string>> | null
}
export type ModelRow = Resource<ModelVersion>

const props = shape({
  version: string,
  /** `custom_model`, `mlflow_model`, `triton_model` and what may follow. */
  modelType: nullable(string),
  /** Where the files lie; less user, password and query. */
  uri: nullable(string),
  /** Ways in which MLflow can load it, with the files that each reads. */
  flavors: listOf(shape({ name: string, loader: nullable(string), format: nullable(string), files: listOf(string) })),
  /** The job that made it. */
  job: nullable(string),
  stage: nullable(string),
  archived: bool,
  /** Made along the way, under a name that nobody gave it. */
  anonymous: bool,
  tags: mapOf(string),
  /** Names of the properties that the service and its clients keep. */
  properties: listOf(string),
  createdAt: nullable(time),
  createdBy: nullable(string),
})

const calls = {
  version: mlGet<ModelRow>('machinelearningservices:models.versions.get', `${modelsPath}/{name}/versions/{version}`, { group: 'modelVersions', method: 'get' }),
  /** The client library takes no order: asked for plainly, one page of one row, and only where the list of names does not tell. */
  newest: list<ModelRow>('machinelearningservices:models.versions.list', `${modelsPath}/{name}/versions`),
} as const
type ModelCtx = Ctx<typeof props, typeof calls>

export default collector({
  type: 'azure.ml.model',
  kind: 'model-version',
  service: 'machinelearningservices',
  per: 'account',
  props,
  relates: { 'owned-by': ['azure.ml.workspace'], 'stored-in': ['azure.ml.datastore', 'azure.storage.container'], 'built-by': ['azure.ml.job'] },
  reads: [models, storageNames],
  calls,
  async list(ctx) {
    await eachLatest(ctx, await ctx.read(models), (container, version) => (version === null ? readNewest(ctx, container) : read(ctx, container, version)))
  },
  async resolve(ref, ctx) {
    const { container, version } = spelled(ref.id, await ctx.read(models))
    await read(ctx, container, version)
  },
})

async function read(ctx: ModelCtx, container: string, version: string): Promise<void> {
  await tell(ctx, await ctx.call.version({ of: container, version }), container, version)
}

async function readNewest(ctx: ModelCtx, container: string): Promise<void> {
  const page = await ctx.call.newest.page({ of: container, ...newest })
  if (!page.ok) return ctx.unlisted(page.gap)
  const [row] = page.value.value ?? []
  if (row !== undefined) await tell(ctx, { ok: true, value: row }, container, row.name ?? '')
}

async function tell(ctx: ModelCtx, answer: Answer<ModelRow>, container: string, version: string): Promise<void> {
  const of = identified(container, version)
  const places = answer.ok ? await placesOf(answer.value.properties?.modelUri, ctx) : { ok: true as const, value: new Map<string, string>() }
  ctx.emit(emitted(answer, of, ['stored-in', 'built-by'], (row) => model(row, of, places)))
}

/** Accounts by name, asked only where the files lie at an address that names one. */
async function placesOf(uri: string | null | undefined, { read: ask }: ModelCtx): Promise<Answer<ReadonlyMap<string, string>>> {
  return parseBlobUri(uri) === null ? { ok: true, value: new Map() } : ask(storageNames)
}

export function model(
  { properties: of, systemData }: ModelRow, { name, workspace }: ReturnType<typeof identified>, places: Answer<ReadonlyMap<string, string>>,
): Pick<Emission<typeof props>, 'props' | 'edges'> {
  const [blob, inside, job] = [parseBlobUri(of?.modelUri), datastoreIn(of?.modelUri, workspace), said(of?.jobName)]
  return {
    props: {
      version: name.slice(name.lastIndexOf(':') + 1), modelType: word(of?.modelType), uri: addressOf(of?.modelUri).shown,
      flavors: Object.entries(of?.flavors ?? {}).map(([flavor, one]) => ({ name: flavor.toLowerCase(), ...loadedBy(one?.data ?? {}) })),
      job, stage: said(of?.stage), archived: of?.isArchived === true, anonymous: of?.isAnonymous === true,
      tags: { ...of?.tags }, properties: Object.keys(of?.properties ?? {}).toSorted(), createdAt: iso(systemData?.createdAt), createdBy: said(systemData?.createdBy),
    },
    edges: [
      childOf('azure.ml.workspace', workspace),
      inside === null ? null : { type: 'stored-in', target: 'azure.ml.datastore', to: inside.datastore, via: 'modelUri' },
      ...edgesOf(places, 'stored-in', (found) => {
        const account = blob === null ? undefined : found.get(blob.account)
        if (blob === null || account === undefined) return []
        return [{ type: 'stored-in' as const, target: 'azure.storage.container', to: `${account}/blobservices/default/containers/${blob.container.toLowerCase()}`, via: 'modelUri' }]
      }),
      // Jobs of long ago are not read.
      job === null ? null : { type: 'built-by', target: 'azure.ml.job', to: `${workspace}/jobs/${job}`.toLowerCase(), via: 'jobName', basis: 'inferred' },
    ],
  }
}

/** Members of a flavour that name files; the others are versions and settings. */
const fileMembers = ['data', 'model_data', 'model_path', 'model_binary', 'pickled_model', 'python_model', 'saved_model_dir']

function loadedBy(data: Readonly<Record<string, string>>): { loader: string | null; format: string | null; files: string[] } {
  return {
    loader: word(data['loader_module']), format: word(data['serialization_format']),
    files: [...new Set(fileMembers.flatMap((member) => said(data[member]) ?? []))].toSorted(),
  }
}
