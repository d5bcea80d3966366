// PostgreSQL flexible servers that keep vectors or call models. Which extensions are allowed is told by one list of all settings a server;
// the firewall is only asked for where that, a name or a reference says that it matters, and the public address is open.
import { bool, listOf, mapOf, nullable, oneOf, shape, string } from '../../../core/shape.js'
import { collector, known, type Answer, type Emission } from '../../kit/collector.js'
import { aiUseShape, isNamedForAi, type AiUse } from '../ai-use.js'
import { list, rows } from '../calls.js'
import { ownedBy } from '../edges.js'
import { firewallOf, firewallShape, type FirewallRow } from '../firewall.js'
import { identityOf, identityShape, runsAs, runsAsTargets } from '../identity.js'
import { armId, lastOf, said } from '../names.js'
import { networkOf, networkShape, privateEndpointsOf, privateEndpointsShape } from '../network.js'
import { extensionsOf, isOn, valueOf, type ServerRow, type Server, type SettingRow } from './settings.js'

const props = shape({
  /** `missing`: something refers to it, and it is not there. */
  state: oneOf('there', 'missing'),
  aiUse: aiUseShape,
  location: nullable(string),
  tags: mapOf(string),
  version: nullable(string),
  /** Extensions that may be created in its databases, such as `vector`, `pg_diskann`, `azure_ai`. */
  extensions: listOf(string),
  /** Whether passwords of PostgreSQL's own users are taken. */
  localAuth: nullable(bool),
  entraAuth: nullable(bool),
  requireTls: nullable(bool),
  /** Nobody comes in by the public address whom the firewall does not name. */
  network: networkShape,
  firewall: firewallShape,
  /** Subnet that it stands in; there it has no public address. */
  subnet: nullable(string),
  privateEndpoints: privateEndpointsShape,
  identity: identityShape,
})

interface Read {
  row: ServerRow | undefined
  settings: Answer<SettingRow[]>
  rules: Answer<FirewallRow[]>
}

export default collector({
  type: 'azure.postgres.server',
  kind: 'vector-store',
  service: 'postgresql',
  per: 'account',
  props,
  relates: { 'owned-by': ['azure.resources.subscription'], 'runs-as': runsAsTargets },
  calls: {
    servers: rows<ServerRow>('Microsoft.DBforPostgreSQL/flexibleServers'),
    settings: list<SettingRow>('postgresql:configurations.list', '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.DBforPostgreSQL/flexibleServers/{serverName}/configurations'),
    firewall: list<FirewallRow>('postgresql:firewallRules.list', '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.DBforPostgreSQL/flexibleServers/{serverName}/firewallRules'),
  },
  async list({ call, each, emit, unlisted }) {
    await each(call.servers.rows(), async (row) => {
      const settings = await call.settings.all({ of: row.id ?? '' })
      const use = useOf(row, settings)
      // It may keep vectors or not: nobody can tell.
      if (!settings.ok && use.length === 0) return unlisted(settings.gap)
      if (use.length > 0) emit(server(row.id ?? '', use, { row, settings, rules: await rulesOf(row, (of) => call.firewall.all({ of })) }))
    })
  },
  async resolve({ id }, { call, emit }) {
    const found = await call.servers.all({ of: id })
    if (!found.ok) return emit({ id, name: lastOf(id), props: found.gap, edges: [ownedBy(id)] })
    const [row] = found.value
    const settings: Answer<SettingRow[]> = row === undefined ? { ok: true, value: [] } : await call.settings.all({ of: row.id ?? '' })
    emit(server(id, ['referenced'], { row, settings, rules: await rulesOf(row, (of) => call.firewall.all({ of })) }))
  },
})

function useOf({ name, tags }: ServerRow, settings: Answer<SettingRow[]>): AiUse[] {
  const extensions = settings.ok ? extensionsOf(settings.value) : []
  return [
    ...(extensions.some((one) => one === 'vector' || one === 'pg_diskann') ? ['vectors' as const] : []),
    ...(extensions.includes('azure_ai') ? ['calls-models' as const] : []), ...(isNamedForAi(name, tags) ? ['named' as const] : []),
  ]
}

function rulesOf(row: ServerRow | undefined, ask: (id: string) => Promise<Answer<FirewallRow[]>>): Answer<FirewallRow[]> | Promise<Answer<FirewallRow[]>> {
  const isOpen = row !== undefined && networkOf(row.properties?.network?.publicNetworkAccess, null).publicAccess !== 'disabled'
  return isOpen ? ask(row.id ?? '') : { ok: true, value: [] }
}

function server(id: string, aiUse: AiUse[], { row, settings, rules }: Read): Emission<typeof props> {
  const of: Server = row?.properties ?? {}
  const own = identityOf(row?.identity)
  return {
    id: armId(id), name: row?.name ?? lastOf(id),
    props: {
      state: row === undefined ? 'missing' : 'there', aiUse, location: said(row?.location), tags: { ...row?.tags }, version: said(of.version),
      extensions: known(settings, extensionsOf), localAuth: isOn(of.authConfig?.passwordAuth), entraAuth: isOn(of.authConfig?.activeDirectoryAuth),
      requireTls: known(settings, (all) => isOn(valueOf(all, 'require_secure_transport'))),
      network: networkOf(of.network?.publicNetworkAccess, { defaultAction: 'deny' }), firewall: known(rules, firewallOf), subnet: said(of.network?.delegatedSubnetResourceId)?.toLowerCase() ?? null,
      privateEndpoints: privateEndpointsOf(of.privateEndpointConnections), identity: own,
    },
    edges: [ownedBy(id), ...runsAs(own)],
  }
}
