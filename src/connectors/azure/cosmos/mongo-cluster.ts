// Clusters of Azure DocumentDB (Cosmos DB for MongoDB vCore). Every one can keep vectors, so its name, a tag or a reference tells
// which does; the firewall is only asked for where the public address is open.
import { listOf, mapOf, nullable, oneOf, shape, string } from '../../../core/shape.js'
import { collector, known, type Answer, type Emission } from '../../kit/collector.js'
import { aiUseShape, isNamedForAi, type AiUse } from '../ai-use.js'
import { list, rows, type Resource } from '../calls.js'
import { ownedBy } from '../edges.js'
import { firewallOf, firewallShape, type FirewallRow } from '../firewall.js'
import { armId, lastOf, said } from '../names.js'
import { networkOf, networkShape, privateEndpointsOf, privateEndpointsShape } from '../network.js'

interface Cluster {
  serverVersion?: string | null
  publicNetworkAccess?: string | null
  authConfig?: { allowedModes?: readonly string[] | null } | null
  privateEndpointConnections?: Parameters<typeof privateEndpointsOf>[0]
}
type ClusterRow = Resource<Cluster>

const props = shape({
  /** `missing`: something refers to it, and it is not there. */
  state: oneOf('there', 'missing'),
  aiUse: aiUseShape,
  location: nullable(string),
  tags: mapOf(string),
  version: nullable(string),
  /** `nativeauth` is by password, `microsoftentraid`. */
  authModes: listOf(string),
  /** Nobody comes in by the public address whom the firewall does not name. */
  network: networkShape,
  firewall: firewallShape,
  privateEndpoints: privateEndpointsShape,
})

export default collector({
  type: 'azure.cosmos.mongo_cluster',
  kind: 'vector-store',
  service: 'cosmosdb',
  per: 'account',
  props,
  relates: { 'owned-by': ['azure.resources.subscription'] },
  calls: {
    clusters: rows<ClusterRow>('Microsoft.DocumentDB/mongoClusters'),
    firewall: list<FirewallRow>('cosmosdb:mongoClusters.firewallRules.list', '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.DocumentDB/mongoClusters/{mongoClusterName}/firewallRules', { version: '2024-07-01' }),
  },
  async list({ call, each, emit }) {
    await each(call.clusters.rows(), async (row) => {
      if (isNamedForAi(row.name, row.tags)) emit(cluster(row.id ?? '', row, ['named'], await rulesOf(row, (of) => call.firewall.all({ of }))))
    })
  },
  async resolve({ id }, { call, emit }) {
    const found = await call.clusters.all({ of: id })
    if (!found.ok) return emit({ id, name: lastOf(id), props: found.gap, edges: [ownedBy(id)] })
    const [row] = found.value
    emit(cluster(id, row, ['referenced'], await rulesOf(row, (of) => call.firewall.all({ of }))))
  },
})

function rulesOf(row: ClusterRow | undefined, ask: (id: string) => Promise<Answer<FirewallRow[]>>): Answer<FirewallRow[]> | Promise<Answer<FirewallRow[]>> {
  const isOpen = row !== undefined && networkOf(row.properties?.publicNetworkAccess, null).publicAccess !== 'disabled'
  return isOpen ? ask(row.id ?? '') : { ok: true, value: [] }
}

function cluster(id: string, row: ClusterRow | undefined, aiUse: AiUse[], rules: Answer<FirewallRow[]>): Emission<typeof props> {
  const of: Cluster = row?.properties ?? {}
  return {
    id: armId(id), name: row?.name ?? lastOf(id),
    props: {
      state: row === undefined ? 'missing' : 'there', aiUse, location: said(row?.location), tags: { ...row?.tags }, version: said(of.serverVersion),
      authModes: (of.authConfig?.allowedModes ?? []).map((mode) => mode.toLowerCase()).toSorted(),
      network: networkOf(of.publicNetworkAccess, { defaultAction: 'deny' }), firewall: known(rules, firewallOf),
      privateEndpoints: privateEndpointsOf(of.privateEndpointConnections),
    },
    edges: [ownedBy(id)],
  }
}
