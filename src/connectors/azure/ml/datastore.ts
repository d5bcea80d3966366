// Datastores: the storage that jobs of a workspace read and write by name, and the credentials kept for it.
import { bool, nullable, shape, string, time } from '../../../core/shape.js'
import { collector, edgesOf, known, type Edge } from '../../kit/collector.js'
import { mlList, type Resource } from '../calls.js'
import { childOf, to } from '../edges.js'
import { armId, iso, said, subscriptionIn, subscriptionName, word } from '../names.js'
import { containerId } from '../storage/blobs.js'
import { storageNames } from './storage-names.js'
import { eachWorkspace, seenWorkspaces } from './workspaces.js'

interface Datastore {
  datastoreType?: string | null
  isDefault?: boolean | null
  accountName?: string | null
  containerName?: string | null
  filesystem?: string | null
  fileShareName?: string | null
  endpoint?: string | null
  protocol?: string | null
  subscriptionId?: string | null
  resourceGroup?: string | null
  serviceDataAccessAuthIdentity?: string | null
  credentials?: { credentialsType?: string | null } | null
}

export default collector({
  type: 'azure.ml.datastore',
  kind: 'dataset',
  service: 'machinelearningservices',
  per: 'account',
  props: shape({
    /** `azureblob`, `azuredatalakegen2`, `azurefile`, `onelake` and the like. */
    datastoreType: nullable(string),
    isDefault: nullable(bool),
    /** Name of the storage account; null where it is none, as with OneLake. */
    account: nullable(string),
    /** Container, file system or share in it. */
    container: nullable(string),
    endpoint: nullable(string),
    protocol: nullable(string),
    /** Subscription of the account: as the datastore says, or found by name in the workspace's own; null where neither tells. */
    subscription: nullable(string),
    /** What is stored: `accountkey`, `sas`, `serviceprincipal`, `certificate` or `none`. */
    credentials: nullable(string),
    /** As whom the service itself reads, such as `workspacesystemassignedidentity`. */
    serviceIdentity: nullable(string),
    createdAt: nullable(time),
  }),
  relates: { 'owned-by': ['azure.ml.workspace'], 'stored-in': ['azure.storage.account', 'azure.storage.container'], 'governed-by': ['azure.resources.subscription'] },
  reads: [seenWorkspaces, storageNames],
  calls: {
    list: mlList<Resource<Datastore>>('machinelearningservices:datastores.list', '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.MachineLearningServices/workspaces/{workspaceName}/datastores', { group: 'datastores', method: 'list' }),
  },
  async list(ctx) {
    const { call, each, emit, read } = ctx
    await eachWorkspace(ctx, (workspace) => each(call.list.rows({ of: workspace }), async ({ name, systemData, properties: of }) => {
      const account = word(of?.accountName)
      const written = writtenIn(of ?? {})
      // The name is looked up only where the datastore does not say where its account stands.
      const place = account === null || written !== null ? { ok: true as const, value: written } : await foundBy(account)
      const container = said(of?.containerName) ?? said(of?.filesystem)
      const home = (id: string | null): string | null => (id === null ? word(of?.subscriptionId) : subscriptionIn(id))
      emit({
        id: armId(`${workspace}/datastores/${name ?? ''}`), name: name ?? '',
        props: {
          datastoreType: word(of?.datastoreType), isDefault: of?.isDefault ?? null, account, container: container ?? said(of?.fileShareName),
          endpoint: word(of?.endpoint), protocol: word(of?.protocol), subscription: known(place, home),
          credentials: word(of?.credentials?.credentialsType), serviceIdentity: word(of?.serviceDataAccessAuthIdentity), createdAt: iso(systemData?.createdAt),
        },
        edges: [
          childOf('azure.ml.workspace', workspace),
          ...edgesOf(place, 'stored-in', (id) => [
            to('stored-in', 'azure.storage.account', id, 'accountName'), id === null || container === null ? null : to('stored-in', 'azure.storage.container', containerId(id, container), 'containerName'),
          ]),
          ...edgesOf(place, 'governed-by', (id) => [standsIn(home(id))]),
        ],
      })
    }))

    async function foundBy(account: string): ReturnType<typeof read<string | null>> {
      const names = await read(storageNames)
      return names.ok ? { ok: true, value: names.value.get(account) ?? null } : names
    }
  },
})

/** Inferred, so that a subscription which the scan does not cover counts as not there, and not as unread: it is somebody else's. */
function standsIn(subscription: string | null): Edge | null {
  return subscription === null ? null : { type: 'governed-by', target: 'azure.resources.subscription', to: subscriptionName(subscription), basis: 'inferred', via: 'subscriptionId' }
}

/** Id of the account where the datastore says in which subscription and group it stands. */
function writtenIn({ subscriptionId, resourceGroup, accountName }: Datastore): string | null {
  const [subscription, group, account] = [said(subscriptionId), said(resourceGroup), said(accountName)]
  return subscription === null || group === null || account === null ? null
    : armId(`/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.Storage/storageAccounts/${account}`)
}
