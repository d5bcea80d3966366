// Search services and the databases that keep vectors: facts out of published and recorded answers, what absent settings mean, what counts as AI's.
import { describe, expect, it } from 'vitest'
import { isNamedForAi } from '../../src/connectors/azure/ai-use.js'
import account from '../../src/connectors/azure/cosmos/account.js'
import mongo from '../../src/connectors/azure/cosmos/mongo-cluster.js'
import { firewallOf } from '../../src/connectors/azure/firewall.js'
import server from '../../src/connectors/azure/postgres/server.js'
import { extensionsOf, isOn } from '../../src/connectors/azure/postgres/settings.js'
import cache from '../../src/connectors/azure/redis/cache.js'
import datasource, { authOf } from '../../src/connectors/azure/search/datasource.js'
import index from '../../src/connectors/azure/search/search-index.js'
import service from '../../src/connectors/azure/search/service.js'
import skillset, { secretsOf } from '../../src/connectors/azure/search/skillset.js'
import { GapMark, type AnyCollector, type Emission } from '../../src/connectors/kit/collector.js'
import { misfit } from '../../src/core/shape.js'
import { samples, samplesPresent } from './samples.js'

const denied = new GapMark('test:denied')
const group = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-orchard/providers'
const at = (type: string, name: string): { id: string; name: string } => ({ id: `${group}/${type}/${name}`, name })

interface Found {
  emitted: Emission<unknown>[]
  unlisted: GapMark[]
}

/** What a collector does when its calls are answered like this; `undefined` stands for a refusal. */
async function asked(c: AnyCollector, answers: Record<string, unknown>, ref?: string): Promise<Found> {
  const found: Found = { emitted: [], unlisted: [] }
  const answer = (name: string) => Promise.resolve(answers[name] === undefined ? { ok: false, gap: denied } : { ok: true, value: answers[name] })
  const call = Object.fromEntries(Object.keys(c.calls as object).map((name) => [name, Object.assign(() => answer(name), { all: () => answer(name), rows: () => answers[name] ?? [] })]))
  const ctx = {
    scope: { provider: 'azure', account: '11111111-2222-3333-4444-555555555555' }, call, emit: (one: Emission<unknown>) => found.emitted.push(one), unlisted: (gap: GapMark) => found.unlisted.push(gap),
    read: (shared: { id: string }) => answer(shared.id), each: async (rows: unknown[], body: (row: unknown) => unknown) => { for (const row of rows) await body(row) },
  }
  await (ref === undefined ? c.list?.(ctx as never) : c.resolve?.({ type: c.type, id: ref, from: '' }, ctx as never))
  for (const { id, props, edges } of found.emitted) {
    expect(id).toBe(id.toLowerCase())
    for (const edge of Array.isArray(edges) ? edges : []) if (edge != null && 'target' in edge) expect(c.relates[edge.type] ?? [], edge.type).toContain(edge.target)
    if (props instanceof GapMark) continue
    const gaps = new Set(Object.entries(props as object).filter(([, value]) => value instanceof GapMark).map(([name]) => name))
    expect(misfit(c.props, props, '', gaps)).toBeNull()
  }
  return found
}
const props = (one: Emission<unknown> | undefined): Record<string, unknown> => (one?.props ?? {}) as Record<string, unknown>
const first = async (...args: Parameters<typeof asked>): Promise<Record<string, unknown>> => props((await asked(...args)).emitted[0])

const targetsOf = (one: Emission<unknown> | undefined): string[] => (Array.isArray(one?.edges) ? one.edges : []).flatMap((edge) => (edge != null && 'target' in edge ? [edge.target] : []))

interface Published {
  responses?: Record<string, { body?: object }>
  response?: { body?: { data?: object } }
}

function rowsOf(folder: string, operations: string[]): object[] {
  return operations.flatMap((operation) => samples(folder, operation, 'azure')).flatMap(({ data }) => {
    const { responses, response } = data as Published
    const body = responses?.['200']?.body ?? response?.body?.data ?? {}
    return 'value' in body ? (body as { value: object[] }).value : [body]
  })
}

describe.skipIf(!samplesPresent)('published and recorded answers (skipped: ../shared/data/api-samples is absent)', () => {
  it('of search services', async () => {
    const rows = rowsOf('search', ['SearchGetService', 'SearchListServicesBySubscription', 'SearchListServicesByResourceGroup', 'recorded'])
    const { emitted } = await asked(service, { services: rows, diagnostics: [], queryKeys: { value: [{}, {}] } })
    expect(emitted.length).toBe(rows.length)
    expect(emitted.length).toBeGreaterThan(8)
    expect(new Set(emitted.map((one) => props(one)['sku']))).toContain('free')
  })
  it('of Cosmos DB accounts, each as if something referred to it', async () => {
    const rows = rowsOf('cosmosdb', ['CosmosDBDatabaseAccountGet', 'CosmosDBDatabaseAccountList', 'CosmosDBDatabaseAccountListByResourceGroup', 'recorded'])
    for (const row of rows) await asked(account, { accounts: [row] }, '/subscriptions/s/resourcegroups/g/providers/microsoft.documentdb/databaseaccounts/a')
    expect(rows.length).toBeGreaterThan(5)
    expect((await asked(account, { accounts: rows })).emitted).toEqual([])
  })
  it('of PostgreSQL servers, their settings and firewalls', async () => {
    const rows = rowsOf('postgresql', ['ServerGet', 'ServerList', 'ServerListByResourceGroup', 'ServerGetWithVnet', 'ServerGetWithPrivateEndpoints'])
    const [settings, firewall] = [rowsOf('postgresql', ['ConfigurationListByServer']), rowsOf('postgresql', ['FirewallRuleListByServer'])]
    for (const row of rows) await asked(server, { servers: [row], settings, firewall }, '/subscriptions/s/resourcegroups/g/providers/microsoft.dbforpostgresql/flexibleservers/a')
    expect(rows.length).toBeGreaterThan(4)
    expect(settings.length).toBeGreaterThan(100)
    expect(firewallOf(firewall).map(({ addresses }) => addresses)).toEqual([2 ** 32, 254 * 2 ** 24 + 1])
  })
})

describe('what says that a database serves AI', () => {
  it.each([['orchard-rag', {}, true], ['orchard', { workload: 'embeddings' }, true], ['orchard-ai', {}, true], ['mail', { team: 'retail' }, false], ['storage', undefined, false], [undefined, null, false]])('%s %j: %s', (name, tags, is) => {
    expect(isNamedForAi(name, tags)).toBe(is)
  })
  it('Cosmos DB: the capability, a name, a reference; what is gone is told as well', async () => {
    const row = (name: string, capabilities: object[] = []) => ({ ...at('Microsoft.DocumentDB/databaseAccounts', name), properties: { capabilities } })
    const { emitted } = await asked(account, { accounts: [row('shop'), row('recipes', [{ name: 'EnableNoSQLVectorSearch' }]), row('chat-agent')] })
    expect(emitted.map((one) => [one.name, props(one)['aiUse']])).toEqual([['recipes', ['vectors']], ['chat-agent', ['named']]])
    expect(await first(account, { accounts: [] }, `${group}/x/y/gone`)).toMatchObject({ state: 'missing', aiUse: ['referenced'], localAuth: null })
    expect((await asked(account, {}, `${group}/x/y/hidden`.toLowerCase())).emitted[0]?.props).toBe(denied)
  })
  it('PostgreSQL: extensions that are allowed; one whose settings are hidden leaves the list unread unless its name tells', async () => {
    const row = (name: string) => ({ ...at('Microsoft.DBforPostgreSQL/flexibleServers', name), properties: { network: { publicNetworkAccess: 'Enabled' } } })
    const settings = [{ name: 'azure.extensions', properties: { value: 'pg_trgm, VECTOR,AZURE_AI', defaultValue: '' } }]
    expect(await first(server, { servers: [row('shop')], settings, firewall: [] })).toMatchObject({ aiUse: ['vectors', 'calls-models'], extensions: ['azure_ai', 'pg_trgm', 'vector'], requireTls: null })
    expect(await asked(server, { servers: [row('shop')] })).toEqual({ emitted: [], unlisted: [denied] })
    expect(await first(server, { servers: [row('orchard-vectors')] })).toMatchObject({ aiUse: ['named'], extensions: denied, requireTls: denied, firewall: denied })
    expect([extensionsOf([]), isOn('ON'), isOn('Disabled'), isOn('maybe')]).toEqual([[], true, false, null])
  })
  it('Redis: the module of a database, wherever it is told; keys and encryption are those of the worst database', async () => {
    const cluster = at('Microsoft.Cache/redisEnterprise', 'lookup')
    const database = (name: string, properties: object) => ({ id: `${cluster.id}/databases/${name}`, name, properties })
    const search = database('default', { modules: [{ name: 'RediSearch' }], accessKeysAuthentication: 'Disabled' })
    expect(await first(cache, { clusters: [cluster], known: [search] })).toMatchObject({ product: 'enterprise', aiUse: ['vectors'], localAuth: false, plaintext: null })
    const both = [search, database('b', { accessKeysAuthentication: 'Enabled', clientProtocol: 'Plaintext' })]
    expect(await first(cache, { clusters: [cluster], known: [], databases: both })).toMatchObject({ localAuth: true, plaintext: true })
    expect(await asked(cache, { clusters: [cluster], databases: [database('a', {})] })).toEqual({ emitted: [], unlisted: [] })
    expect(await asked(cache, { clusters: [cluster] })).toEqual({ emitted: [], unlisted: [denied] })
    const { emitted } = await asked(cache, { clusters: [cluster], known: [search] }, `${cluster.id}/databases/default`.toLowerCase())
    expect(emitted[0]).toMatchObject({ id: cluster.id.toLowerCase(), props: { aiUse: ['referenced'], modules: ['redisearch'] } })
  })
  it('a classic cache and a MongoDB cluster: a name or a reference', async () => {
    const row = { ...at('Microsoft.Cache/Redis', 'llm-cache'), properties: { sku: { name: 'Premium' } } }
    expect(await first(cache, { caches: [row] })).toMatchObject({ product: 'redis', sku: 'premium', localAuth: null, plaintext: null })
    const clusters = [{ ...at('Microsoft.DocumentDB/mongoClusters', 'rag'), properties: { publicNetworkAccess: 'Disabled' } }]
    // Closed: no need to ask for the firewall.
    expect(await first(mongo, { clusters })).toMatchObject({ firewall: [], network: { publicAccess: 'disabled', defaultAction: 'deny' } })
  })
})

describe('firewalls', () => {
  it('count addresses; what cannot be read counts as all', () => {
    const rule = (start: string, end: string) => ({ name: start, properties: { startIpAddress: start, endIpAddress: end } })
    expect(firewallOf([rule('10.0.0.0', '10.0.1.255'), rule('0.0.0.0', '0.0.0.0'), rule('x', '1.2.3.4')]).map(({ addresses }) => addresses)).toEqual([1, 512, 2 ** 32])
  })
})

describe('search', () => {
  const one = { ...at('Microsoft.Search/searchServices', 'Orchard-Search'), properties: { endpoint: 'https://orchard-search.search.windows.net/' } }
  it('a service that says nothing is open, and keys are only counted where they work', async () => {
    expect(await first(service, { services: [{ ...one, properties: {} }], diagnostics: [] })).toMatchObject({ localAuth: null, network: { publicAccess: null, defaultAction: null }, queryKeys: denied })
    expect(await first(service, { services: [{ ...one, properties: { disableLocalAuth: true, networkRuleSet: { ipRules: [{ value: '203.0.113.7' }] } } }], diagnostics: [], queryKeys: { value: [{}] } })).toMatchObject({ localAuth: false, queryKeys: null, network: { defaultAction: 'deny', ipRules: ['203.0.113.7'] } })
    const kept = await asked(service, { services: [one], diagnostics: [], queryKeys: { value: [{ name: 'x', key: 'never kept' }] } })
    expect(props(kept.emitted[0])['queryKeys']).toBe(1)
    expect(JSON.stringify(kept)).not.toContain('never kept')
  })
  const secret = ['abcDEF0123456789', 'ghijklMNOPQR'].join('')
  it.each([
    ['ResourceId=/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/docs;', 'identity'], ['ResourceId=/subscriptions/s/x;Database=d;IdentityAuthType=AccessToken', 'identity'],
    [`DefaultEndpointsProtocol=https;AccountName=docs;AccountKey=${secret};EndpointSuffix=core.windows.net`, 'key'], [`BlobEndpoint=https://docs.blob.core.windows.net/;SharedAccessSignature=sv=2022&sig=${secret}`, 'sas'],
    [`Server=tcp:x.database.windows.net;Database=d;User ID=u;Password=${secret};`, 'password'], [`SharePointOnlineEndpoint=https://x;ApplicationId=a;ApplicationSecret=${secret}`, 'key'], ['', null], [null, null],
  ])('a data source with %s opens by %s', async (connectionString, auth) => {
    expect(authOf({ credentials: { connectionString } })).toBe(auth)
    const found = await asked(datasource, { 'azure.search-services': [one], list: [{ name: 'Docs', type: 'azureblob', container: { name: 'c' }, credentials: { connectionString } }] })
    expect(JSON.stringify(found)).not.toContain(secret)
  })
  it('a data source is told by its service, and draws relations to what it reads', async () => {
    const connectionString = `ResourceId=${group}/Microsoft.Storage/storageAccounts/docs;`
    const { emitted } = await asked(datasource, { 'azure.search-services': [one], list: [{ name: 'Docs', type: 'adlsgen2', container: { name: 'manuals' }, credentials: { connectionString } }] })
    expect(emitted[0]).toMatchObject({ name: 'Orchard-Search/Docs', props: { source: `${group}/microsoft.storage/storageaccounts/docs`.toLowerCase(), address: 'https://orchard-search.search.windows.net/datasources/Docs' } })
    expect(targetsOf(emitted[0])).toEqual(['azure.search.service', 'azure.storage.account', 'azure.storage.container'])
    expect((await asked(datasource, {})).unlisted).toEqual([denied])
    expect(authOf({ credentials: null, identity: { userAssignedIdentity: '/subscriptions/x' } })).toBe('identity')
  })
  it('an index is told by its fields, those inside others among them', async () => {
    const fields = [{ name: 'id' }, { name: 'meta', fields: [{ name: 'groups', filterable: true, permissionFilter: 'groupIds' }] }]
    expect(await first(index, { 'azure.search-services': [one], list: [{ name: 'docs', fields, vectorSearch: { profiles: [{}] }, corsOptions: { allowedOrigins: ['*'] }, permissionFilterOption: 'enabled' }] }))
      .toMatchObject({ fields: 3, filterableFields: ['meta/groups'], permissionFields: ['meta/groups'], permissionFilter: 'enabled', vectors: true, corsOrigins: ['*'], customerKey: false })
    expect(await first(index, { 'azure.search-services': [one], list: [{ name: 'docs' }] })).toMatchObject({ vectors: false, permissionFilter: null, corsOrigins: [] })
  })
  it('keys of custom skills are found and not kept', async () => {
    const uri = `https://enrich.orchard.example/api/tag?code=${secret}`
    const found = await asked(skillset, { 'azure.search-services': [one], list: [{ name: 's', skills: [{ '@odata.type': '#Microsoft.Skills.Custom.WebApiSkill', uri, httpHeaders: { 'x-functions-key': secret } }, { '@odata.type': '#Microsoft.Skills.Text.SplitSkill', name: 'split' }] }] })
    expect(props(found.emitted[0])).toMatchObject({ skills: ['splitskill', 'webapiskill'], calls: [{ skill: '#1', kind: 'webapiskill', scheme: 'https', host: 'enrich.orchard.example', identity: false }] })
    expect((props(found.emitted[0])['secretHits'] as { at: string }[]).map((hit) => hit.at)).toEqual(['skill #1 uri', 'skill #1 httpHeaders.x-functions-key'])
    expect(JSON.stringify(found)).not.toContain(secret)
    expect([secretsOf({ uri: 'https://x.example/api?code=<redacted-by-the-service>' }, 'a'), secretsOf({ uri: 'no address' }, 'a'), secretsOf({}, 'a')]).toEqual([[], [], []])
  })
})
