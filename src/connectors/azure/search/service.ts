// Azure AI Search: the services that keep vector indexes. All out of Resource Graph but for logs, and on request the number of keys.
import { bool, listOf, mapOf, nullable, number, oneOf, shape, string } from '../../../core/shape.js'
import { collector, known } from '../../kit/collector.js'
import { post, type Page } from '../calls.js'
import { diagnosticSettings, diagnosticsOf, diagnosticsShape, loggedTo } from '../diagnostics.js'
import { ownedBy } from '../edges.js'
import { identityOf, identityShape, runsAs, runsAsTargets } from '../identity.js'
import { armId, idOf, said, word } from '../names.js'
import { networkOf, networkShape, privateEndpointsOf, privateEndpointsShape } from '../network.js'
import { endpointOf, serviceRows, type SearchService } from './services.js'

export default collector({
  type: 'azure.search.service',
  kind: 'vector-store',
  service: 'search',
  per: 'account',
  props: shape({
    location: nullable(string),
    tags: mapOf(string),
    /** `free`, `basic`, `standard`, `standard2` ... */
    sku: nullable(string),
    state: nullable(string),
    replicas: nullable(number),
    partitions: nullable(number),
    /** Whether API keys open it. */
    localAuth: nullable(bool),
    /** `apikeyonly`: roles of Entra ID count for nothing. */
    authMode: nullable(oneOf('apikeyonly', 'aadorapikey')),
    network: networkShape,
    privateEndpoints: privateEndpointsShape,
    /** Private ways from the service to what its indexers and skills read. */
    sharedPrivateLinks: listOf(shape({ name: string, target: nullable(string), group: nullable(string), status: nullable(string) })),
    identity: identityShape,
    /** `blockall`: indexers and skills may not send anything out. */
    exfiltrationProtections: listOf(string),
    cmk: shape({ enforcement: nullable(string), compliance: nullable(string) }),
    /** How many keys for queries there are; null where no key opens it. */
    queryKeys: nullable(number),
    diagnostics: diagnosticsShape,
  }),
  relates: { 'owned-by': ['azure.resources.subscription'], 'runs-as': runsAsTargets, 'logged-to': ['azure.storage.account'] },
  calls: {
    services: serviceRows,
    diagnostics: diagnosticSettings,
    // The answer holds the keys: it is counted and let go.
    queryKeys: post<Page<object>>('search:queryKeys.list', '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.Search/searchServices/{searchServiceName}/listQueryKeys', { with: 'keys' }),
  },
  async list({ call, each, emit }) {
    await each(call.services.rows(), async (row) => {
      const { id, name, location, tags, sku, identity } = row
      const of: SearchService = row.properties ?? {}
      const localAuth = of.disableLocalAuth == null ? null : !of.disableLocalAuth
      const [settings, keys] = await Promise.all([call.diagnostics.all({ of: id ?? '' }), localAuth === false ? null : call.queryKeys({ of: id ?? '' })])
      const own = identityOf(identity)
      const acls = of.networkRuleSet
      emit({
        id: armId(id ?? ''), name: name ?? '', aliases: [endpointOf(row)],
        props: {
          location: said(location), tags: { ...tags }, sku: word(sku?.name), state: word(of.status), replicas: of.replicaCount ?? null, partitions: of.partitionCount ?? null,
          localAuth, authMode: of.authOptions?.apiKeyOnly != null ? 'apikeyonly' : of.authOptions?.aadOrApiKey != null ? 'aadorapikey' : null,
          // Without rules everybody is let in, with one only those named.
          network: networkOf(of.publicNetworkAccess, { ...acls, defaultAction: (acls?.ipRules ?? []).length > 0 ? 'deny' : null }),
          privateEndpoints: privateEndpointsOf(of.privateEndpointConnections), sharedPrivateLinks: linksOf(of), identity: own,
          exfiltrationProtections: (of.dataExfiltrationProtections ?? []).map((one) => one.toLowerCase()).toSorted(),
          cmk: { enforcement: word(of.encryptionWithCmk?.enforcement), compliance: word(of.encryptionWithCmk?.encryptionComplianceStatus) },
          queryKeys: keys === null ? null : known(keys, (page) => (page.value ?? []).length), diagnostics: diagnosticsOf(settings),
        },
        edges: [ownedBy(id ?? ''), ...runsAs(own), ...loggedTo(settings)],
      })
    })
  },
})

function linksOf({ sharedPrivateLinkResources }: SearchService): { name: string; target: string | null; group: string | null; status: string | null }[] {
  return (sharedPrivateLinkResources ?? []).map(({ name, properties }) => ({
    name: name ?? '', target: idOf(properties?.privateLinkResourceId), group: word(properties?.groupId), status: word(properties?.status),
  }))
}
