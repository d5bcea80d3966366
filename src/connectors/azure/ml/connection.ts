// Connections of a workspace or hub: where its jobs, flows and agents reach out to, and as whom. Credentials are never read.
import { bool, listOf, nullable, shape, string, time } from '../../../core/shape.js'
import { collector, type Edge } from '../../kit/collector.js'
import { mlList, type Resource } from '../calls.js'
import { childOf, to } from '../edges.js'
import { armId, idOf, iso, word } from '../names.js'
import { addressOf } from './addresses.js'
import { eachWorkspace, kindOf, seenWorkspaces } from './workspaces.js'

interface Connection {
  /** `AzureOpenAI`, `CognitiveSearch`, `Git` and the like. */
  category?: string | null
  authType?: string | null
  target?: string | null
  expiryTime?: string | null
  isSharedToAll?: boolean | null
  sharedUserList?: readonly string[] | null
  useWorkspaceManagedIdentity?: boolean | null
  createdByWorkspaceArmId?: string | null
  metadata?: Readonly<Record<string, unknown>> | null
}

export default collector({
  type: 'azure.ml.connection',
  kind: 'secret',
  service: 'machinelearningservices',
  per: 'account',
  props: shape({
    category: nullable(string),
    /** `aad`, `managedidentity`, `none`, or what kind of secret is stored: `apikey`, `pat`, `sas` and the like. */
    authType: nullable(string),
    /** Less user, password and query. */
    target: nullable(string),
    scheme: nullable(string),
    host: nullable(string),
    /** The Azure resource behind it, where one is named. */
    resource: nullable(string),
    expiresAt: nullable(time),
    /** Everybody in the workspace may use it; of a hub, every project. Null: not said. */
    sharedToAll: nullable(bool),
    sharedWith: listOf(string),
    workspaceIdentity: nullable(bool),
  }),
  relates: {
    'owned-by': ['azure.ml.workspace'], 'can-invoke': ['azure.ai.account'], 'retrieves-from': ['azure.search.service'],
    'can-read': ['azure.storage.account', 'azure.cosmos.account'], 'stored-in': ['azure.acr.registry'],
  },
  reads: [seenWorkspaces],
  calls: {
    list: mlList<Resource<Connection>>('machinelearningservices:connections.list', '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.MachineLearningServices/workspaces/{workspaceName}/connections', { group: 'workspaceConnections', method: 'list' }),
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    await eachWorkspace(ctx, (workspace, row) => each(call.list.rows({ of: workspace }), ({ name, properties: of }) => {
      const madeIn = idOf(of?.createdByWorkspaceArmId)
      // A project lists what its hub shares, too: that is the hub's.
      if (kindOf(row) === 'project' && madeIn !== null && madeIn === idOf(row.properties?.hubResourceId)) return
      const { shown, scheme, host } = addressOf(of?.target)
      const resource = resourceIn(of?.metadata)
      emit({
        // Answers do not agree on how the id of a connection is spelt.
        id: armId(`${workspace}/connections/${name ?? ''}`), name: name ?? '',
        props: {
          category: word(of?.category), authType: word(of?.authType), target: shown, scheme, host, resource, expiresAt: iso(of?.expiryTime),
          sharedToAll: of?.isSharedToAll ?? null, sharedWith: [...(of?.sharedUserList ?? [])].toSorted(), workspaceIdentity: of?.useWorkspaceManagedIdentity ?? null,
        },
        edges: [childOf('azure.ml.workspace', workspace), reaches(resource)],
      })
    }))
  },
})

/** Metadata is whatever its author put there; one name in it is Azure's own. */
function resourceIn(metadata: Connection['metadata']): string | null {
  const [, id] = Object.entries(metadata ?? {}).find(([name]) => name.toLowerCase() === 'resourceid') ?? []
  return typeof id === 'string' ? idOf(id) : null
}

const behind: readonly [mark: RegExp, type: Edge['type'], target: string][] = [
  [/\/microsoft\.cognitiveservices\/accounts\/[^/]+$/, 'can-invoke', 'azure.ai.account'],
  [/\/microsoft\.search\/searchservices\/[^/]+$/, 'retrieves-from', 'azure.search.service'],
  [/\/microsoft\.storage\/storageaccounts\/[^/]+$/, 'can-read', 'azure.storage.account'],
  [/\/microsoft\.documentdb\/databaseaccounts\/[^/]+$/, 'can-read', 'azure.cosmos.account'],
  [/\/microsoft\.containerregistry\/registries\/[^/]+$/, 'stored-in', 'azure.acr.registry'],
]

function reaches(resource: string | null): Edge | null {
  const [, type, target] = behind.find(([mark]) => resource !== null && mark.test(resource)) ?? []
  return type === undefined || target === undefined ? null : to(type, target, resource, 'metadata.ResourceId')
}
