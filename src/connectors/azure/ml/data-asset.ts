// Data assets: named, versioned pointers at training data. The latest version of each is read, and those that something refers to.
import { bool, listOf, mapOf, nullable, shape, string, time } from '../../../core/shape.js'
import { collector, edgesOf, known, type Ctx, type Emission } from '../../kit/collector.js'
import { list, mlGet, mlList, type Resource } from '../calls.js'
import { childOf, parseBlobUri, to } from '../edges.js'
import { armId, iso, lastOf, parentOf, word } from '../names.js'
import { addressOf } from './addresses.js'
import { datastoreIn } from './references.js'
import { storageNames } from './storage-names.js'
import { eachWorkspace, seenWorkspaces } from './workspaces.js'

const data = '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.MachineLearningServices/workspaces/{workspaceName}/data'

interface Version {
  dataType?: string | null
  dataUri?: string | null
  /** Of tables: what their definition reads. */
  referencedUris?: readonly string[] | null
  isArchived?: boolean | null
  tags?: Readonly<Record<string, string>> | null
}
type Row = Resource<Version>
type Edges = ReturnType<typeof edgesOf>

const props = shape({
  version: string,
  /** `uri_file`, `uri_folder` or `mltable`. */
  dataType: nullable(string),
  /** Where the data lies, tables' references among them; less user, password and query. */
  sources: listOf(shape({ uri: nullable(string), scheme: nullable(string), host: nullable(string) })),
  archived: nullable(bool),
  tags: mapOf(string),
  createdAt: nullable(time),
})

const calls = {
  list: mlList<Resource<object>>('machinelearningservices:data.list', data, { group: 'dataContainers', method: 'list' }),
  /** The client library takes no order: asked for plainly, one page of one row. */
  latest: list<Row>('machinelearningservices:data.versions.list', `${data}/{name}/versions`),
  version: mlGet<Row>('machinelearningservices:data.versions.get', `${data}/{name}/versions/{version}`, { group: 'dataVersions', method: 'get' }),
} as const

export default collector({
  type: 'azure.ml.data_asset',
  kind: 'dataset-version',
  service: 'machinelearningservices',
  per: 'account',
  props,
  relates: { 'owned-by': ['azure.ml.workspace'], 'stored-in': ['azure.ml.datastore', 'azure.storage.account'] },
  reads: [seenWorkspaces, storageNames],
  calls,
  async list(ctx) {
    const { call, each, emit } = ctx
    await eachWorkspace(ctx, (workspace) => each(call.list.rows({ of: workspace }), async ({ name }) => {
      const container = `${workspace}/data/${name ?? ''}`
      const answer = await call.latest.page({ of: container, $orderBy: 'createdtime desc', $top: 1 })
      const [row] = answer.ok ? answer.value.value ?? [] : []
      // A name may be registered before anything lies under it.
      if (answer.ok && row === undefined) return
      if (row !== undefined) return emit(await assetOf(row, workspace, container, ctx))
      const gap = known(answer, () => null)
      if (gap !== null) emit({ id: armId(container), name: name ?? '', props: gap, edges: [childOf('azure.ml.workspace', workspace), { type: 'stored-in', unread: gap }] })
    }))
  },
  async resolve(ref, ctx) {
    const container = parentOf(ref.id)
    const workspace = parentOf(container)
    const answer = await ctx.call.version({ of: ref.id })
    if (answer.ok) return ctx.emit({ ...await assetOf(answer.value, workspace, container, ctx), id: ref.id })
    const gap = known(answer, () => null)
    if (gap !== null) ctx.emit({ id: ref.id, name: `${lastOf(container)}:${lastOf(ref.id)}`, props: gap, edges: [childOf('azure.ml.workspace', workspace), { type: 'stored-in', unread: gap }] })
  },
})

async function assetOf({ id, name, systemData, properties: of }: Row, workspace: string, container: string, ctx: Ctx<typeof props, typeof calls>): Promise<Emission<typeof props>> {
  const version = name ?? lastOf(id ?? '')
  const uris = [of?.dataUri, ...(of?.referencedUris ?? [])].filter((uri) => uri != null)
  return {
    id: armId(`${container}/versions/${version}`), name: `${lastOf(container)}:${version}`,
    props: {
      version, dataType: word(of?.dataType), archived: of?.isArchived ?? null, tags: { ...of?.tags }, createdAt: iso(systemData?.createdAt),
      sources: uris.map((uri) => {
        const { shown, scheme, host } = addressOf(uri)
        return { uri: shown, scheme, host }
      }),
    },
    edges: [childOf('azure.ml.workspace', workspace), ...(await Promise.all(uris.map((uri) => liesIn(uri, workspace, ctx)))).flat()],
  }
}

/** The datastore that an address names, or the storage account of this subscription behind it. */
async function liesIn(uri: string, workspace: string, { read }: Ctx<typeof props, typeof calls>): Promise<Edges> {
  const inside = datastoreIn(uri, workspace)
  if (inside !== null) return [{ type: 'stored-in', target: 'azure.ml.datastore', to: inside.datastore, via: 'dataUri' }]
  const blob = parseBlobUri(uri)
  if (blob === null) return []
  return edgesOf(await read(storageNames), 'stored-in', (names) => [to('stored-in', 'azure.storage.account', names.get(blob.account), 'dataUri')])
}
