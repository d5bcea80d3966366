// Cosmos DB accounts that keep vectors or agents' threads. All out of Resource Graph: vector search is a capability of the account,
// so that neither databases nor containers have to be listed.
import { bool, listOf, mapOf, nullable, oneOf, shape, string } from '../../../core/shape.js'
import { collector, type Emission } from '../../kit/collector.js'
import { aiUseShape, isNamedForAi, type AiUse } from '../ai-use.js'
import { rows, type Resource } from '../calls.js'
import { ownedBy } from '../edges.js'
import { identityOf, identityShape, runsAs, runsAsTargets } from '../identity.js'
import { armId, lastOf, said, word } from '../names.js'
import { networkOf, networkShape, privateEndpointsOf, privateEndpointsShape, type NetworkAcls } from '../network.js'

interface Account {
  documentEndpoint?: string | null
  capabilities?: readonly { name?: string | null }[] | null
  disableLocalAuth?: boolean | null
  disableKeyBasedMetadataWriteAccess?: boolean | null
  publicNetworkAccess?: string | null
  isVirtualNetworkFilterEnabled?: boolean | null
  ipRules?: NetworkAcls['ipRules']
  networkAclBypass?: string | null
  privateEndpointConnections?: Parameters<typeof privateEndpointsOf>[0]
  minimalTlsVersion?: string | null
}
type AccountRow = Resource<Account>

const props = shape({
  /** `missing`: something refers to it, and it is not there. */
  state: oneOf('there', 'missing'),
  aiUse: aiUseShape,
  location: nullable(string),
  tags: mapOf(string),
  /** `globaldocumentdb` or `mongodb`. */
  api: nullable(string),
  capabilities: listOf(string),
  /** Whether account keys open it. */
  localAuth: nullable(bool),
  /** Whether they may change databases, containers and throughput as well. */
  keysChangeMetadata: nullable(bool),
  /** `defaultAction` is `deny` as soon as an address or a subnet is named. */
  network: networkShape,
  privateEndpoints: privateEndpointsShape,
  /** `tls`, `tls11`, `tls12`. */
  minTls: nullable(string),
  identity: identityShape,
})

export default collector({
  type: 'azure.cosmos.account',
  kind: 'vector-store',
  service: 'cosmosdb',
  per: 'account',
  props,
  relates: { 'owned-by': ['azure.resources.subscription'], 'runs-as': runsAsTargets },
  calls: { accounts: rows<AccountRow>('Microsoft.DocumentDB/databaseAccounts') },
  async list({ call, each, emit }) {
    await each(call.accounts.rows(), (row) => {
      const use = useOf(row)
      if (use.length > 0) emit(account(row.id ?? '', row, use))
    })
  },
  async resolve({ id }, { call, emit }) {
    const found = await call.accounts.all({ of: id })
    if (!found.ok) return emit({ id, name: lastOf(id), props: found.gap, edges: [ownedBy(id)] })
    const [row] = found.value
    emit(account(id, row, ['referenced']))
  },
})

/** Vector search and hybrid search are switched on for the whole account before a container can have them. */
function useOf({ name, tags, properties }: AccountRow): AiUse[] {
  const isVectors = (properties?.capabilities ?? []).some((one) => word(one.name) === 'enablenosqlvectorsearch')
  return [...(isVectors ? ['vectors' as const] : []), ...(isNamedForAi(name, tags) ? ['named' as const] : [])]
}

function account(id: string, row: AccountRow | undefined, aiUse: AiUse[]): Emission<typeof props> {
  const of: Account = row?.properties ?? {}
  const own = identityOf(row?.identity)
  const isFiltered = of.isVirtualNetworkFilterEnabled === true || (of.ipRules ?? []).length > 0
  const endpoint = said(of.documentEndpoint)
  return {
    id: armId(id), name: row?.name ?? lastOf(id), ...(endpoint !== null && { aliases: [endpoint.replace(/(?::443)?\/*$/, '').toLowerCase()] }),
    props: {
      state: row === undefined ? 'missing' : 'there', aiUse, location: said(row?.location), tags: { ...row?.tags }, api: word(row?.kind),
      capabilities: (of.capabilities ?? []).flatMap((one) => word(one.name) ?? []).toSorted(),
      localAuth: of.disableLocalAuth == null ? null : !of.disableLocalAuth,
      keysChangeMetadata: of.disableKeyBasedMetadataWriteAccess == null ? null : !of.disableKeyBasedMetadataWriteAccess,
      network: networkOf(of.publicNetworkAccess, { ipRules: of.ipRules ?? [], bypass: of.networkAclBypass ?? null, defaultAction: isFiltered ? 'deny' : null }),
      privateEndpoints: privateEndpointsOf(of.privateEndpointConnections), minTls: word(of.minimalTlsVersion), identity: own,
    },
    edges: [ownedBy(id), ...runsAs(own)],
  }
}
