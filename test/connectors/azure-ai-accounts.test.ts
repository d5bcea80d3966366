// AI accounts, API gateways and bots of Azure: facts out of published and recorded answers, and what absent settings mean.
import { describe, expect, it } from 'vitest'
import account from '../../src/connectors/azure/ai/account.js'
import deleted from '../../src/connectors/azure/ai/deleted-account.js'
import managedNetwork from '../../src/connectors/azure/ai/managed-network.js'
import { defenderPlan } from '../../src/connectors/azure/ai/defender.js'
import { requestsAsked, requestsIn } from '../../src/connectors/azure/ai/requests.js'
import { seenAccounts } from '../../src/connectors/azure/ai/accounts.js'
import { aiHostsIn, isAzureModels } from '../../src/connectors/azure/apim/ai-hosts.js'
import api from '../../src/connectors/azure/apim/api.js'
import backend from '../../src/connectors/azure/apim/backend.js'
import { gateways, keySourceOf } from '../../src/connectors/azure/apim/gateways.js'
import { busiestIn, workspacesOf } from '../../src/connectors/azure/apim/gateway-logs.js'
import { parsePolicy } from '../../src/connectors/azure/apim/policy-xml.js'
import bot from '../../src/connectors/azure/bot/service.js'
import { GapMark, type AnyCollector, type Emission } from '../../src/connectors/kit/collector.js'
import { misfit } from '../../src/core/shape.js'
import { samples, samplesPresent } from './samples.js'

const subscription = '11111111-2222-3333-4444-555555555555'
const group = `/subscriptions/${subscription}/resourceGroups/rg-orchard/providers`
const denied = new GapMark('test:denied')
const ok = <T>(value: T) => ({ ok: true as const, value })
const refused = { ok: false as const, gap: denied }

/** What a collector emits when its calls and shared reads are answered like this; `undefined` stands for a refusal. */
async function emitted(c: AnyCollector, answers: Record<string, unknown>): Promise<{ found: Emission<unknown>[]; unlisted: GapMark[] }> {
  const found: Emission<unknown>[] = []
  const unlisted: GapMark[] = []
  const answer = (name: string) => Promise.resolve(answers[name] === undefined ? refused : ok(answers[name]))
  const call = Object.fromEntries(Object.keys(c.calls).map((name) => [name, Object.assign(() => answer(name), { all: () => answer(name), rows: () => answers[name] ?? [] })]))
  const each = async (rows: Iterable<unknown>, body: (row: unknown) => unknown) => {
    for (const row of rows) await body(row)
  }
  const ctx = {
    scope: { provider: 'azure', account: subscription }, takenAt: new Date('2026-06-01T00:00:00Z'), with: new Set(['activity']), call, each,
    emit: (one: Emission<unknown>) => found.push(one), read: (shared: { id: string }) => answer(shared.id), unlisted: (gap: GapMark) => unlisted.push(gap),
  }
  await c.list?.(ctx as never)
  for (const { props, edges } of found) {
    if (props instanceof GapMark) continue
    const gaps = new Set(Object.entries(props as object).filter(([, value]) => value instanceof GapMark).map(([name]) => name))
    expect(misfit(c.props, props, '', gaps)).toBeNull()
    for (const edge of Array.isArray(edges) ? edges : []) if (edge != null && 'target' in edge) expect(c.relates[edge.type] ?? [], edge.type).toContain(edge.target)
  }
  return { found, unlisted }
}
const propsOf = (one: Emission<unknown> | undefined): Record<string, unknown> => (one?.props ?? {}) as Record<string, unknown>
const first = async (c: AnyCollector, answers: Record<string, unknown>): Promise<Record<string, unknown>> => propsOf((await emitted(c, answers)).found[0])

/** Bodies of published examples and of recordings, as they come over the wire. */
function bodies(service: string, ...operations: string[]): Record<string, unknown>[] {
  return operations.flatMap((operation) => samples(service, operation, 'azure')).map(({ data }) => {
    const { responses, response } = data as { responses?: Record<string, { body: unknown }>; response?: { body: { data: unknown } } }
    return JSON.parse(JSON.stringify(responses?.['200']?.body ?? response?.body.data ?? data)) as Record<string, unknown>
  })
}
const rowsOf = (all: Record<string, unknown>[]): Record<string, unknown>[] => all.flatMap((body) => (Array.isArray(body['value']) ? body['value'] as Record<string, unknown>[] : [body]))

const known = { [defenderPlan.id]: null, diagnostics: [], defender: [], perimeters: [], metrics: {} }
const seen = (...rows: object[]) => ({ [seenAccounts.id]: { rows, gap: null } })

describe.skipIf(!samplesPresent)('published and recorded answers (skipped: ../shared/data/api-samples is absent)', () => {
  it('of accounts', async () => {
    const rows = rowsOf(bodies('cognitiveservices', 'GetAccount', 'ListAccountsBySubscription', 'recorded', 'recorded__AIFoundryAgentTest.ai-foundry-agents-filter', 'recorded__CognitiveServiceTest.test_find_by_name'))
      .filter((row) => row['type'] === 'Microsoft.CognitiveServices/accounts' && typeof row['properties'] === 'object')
    expect(rows.length).toBeGreaterThan(10)
    const perimeters = rowsOf(bodies('cognitiveservices', 'ListNetworkSecurityPerimeterConfigurations'))
    const defender = rowsOf(bodies('cognitiveservices', 'ListDefenderForAISetting'))
    const { found } = await emitted(account, { ...known, ...seen(...rows), perimeters, defender })
    expect(found.length).toBe(rows.length)
    expect(propsOf(found[0])['perimeters']).toEqual(perimeters.map(() => ({ id: '/subscriptions/00000000-0000-0000-0000-000000000000/resourcegroups/resourcegroupname/providers/microsoft.network/networksecurityperimeters/perimeter', mode: 'enforced' })))
    expect(propsOf(found[0])['defender']).toBe('enabled')
  })
  it('of gateways', async () => {
    const backends = rowsOf(bodies('apimanagement', 'ApiManagementListBackends', 'ApiManagementGetBackend'))
    const apis = rowsOf(bodies('apimanagement', 'ApiManagementListApis'))
    const values = rowsOf(bodies('apimanagement', 'ApiManagementListNamedValues'))
    const policies = bodies('apimanagement', 'ApiManagementGetApiPolicy', 'ApiManagementGetPolicy', 'ApiManagementGetProductPolicy')
    expect(backends.length * apis.length * values.length * policies.length).toBeGreaterThan(0)
    const gateway = { id: `${group}/Microsoft.ApiManagement/service/apimService1`, name: 'apimService1', values: ok(values), backends: ok(backends) }
    const read = { [gateways.id]: { all: [gateway], gap: null }, ...seen() }
    expect((await emitted(backend, read)).found).toEqual([])
    for (const policy of policies) expect((await emitted(api, { ...read, apis, policy })).found).toEqual([])
    // The same APIs before a model, with everything else as published.
    const answers = {
      ...read, apis: apis.map((one) => ({ ...one, properties: { ...one['properties'] as object, serviceUrl: 'https://orchard.openai.azure.com/openai' } })), policy: policies[0], global: policies[1] ?? null, productPolicy: null,
      products: rowsOf(bodies('apimanagement', 'ApiManagementListProducts')), diagnostics: rowsOf(bodies('apimanagement', 'ApiManagementListApiDiagnostics')),
      allDiagnostics: rowsOf(bodies('apimanagement', 'ApiManagementListDiagnostics')), fragments: rowsOf(bodies('apimanagement', 'ApiManagementListPolicyFragments')), settings: [],
    }
    const { found, unlisted } = await emitted(api, answers)
    expect(unlisted).toEqual([])
    expect(found.length).toBe(apis.length)
  })
  it('of bots', async () => {
    const bots = rowsOf(bodies('botservice', 'ListBotsBySubscription', 'GetBot'))
    const { found } = await emitted(bot, { bots, channels: rowsOf(bodies('botservice', 'ListChannelsByBotService', 'GetChannel', 'GetDirectLineSpeechChannel')) })
    expect(found.map(({ props }) => (props as Record<string, unknown>)['appType'])).toEqual(bots.map(() => 'userassignedmsi'))
  })
})

describe('an account', () => {
  const id = `${group}/Microsoft.CognitiveServices/accounts/orchard`
  const row = (properties: object, more: object = {}): object => ({ id, name: 'orchard', kind: 'OpenAI', ...more, properties })
  it('that says nothing is not taken for a closed one', async () => {
    expect(await first(account, { ...known, ...seen(row({})) })).toMatchObject({ localAuth: null, network: { publicAccess: null, defaultAction: null }, storedCompletions: null, restrictsOutbound: null, keySource: null, customSubdomain: null, defender: null, hasProjects: null })
    expect((await first(account, { ...known, ...seen({ id }) }))['identity']).toEqual({ type: null, principalId: null, userAssigned: [] })
  })
  it('has gaps where its details were refused, and only there', async () => {
    const props = await first(account, { ...seen(row({ disableLocalAuth: true })), [defenderPlan.id]: null })
    expect(props).toMatchObject({ localAuth: false, defender: denied, defenderPlan: null, perimeters: denied, diagnostics: denied, requests: denied })
    const { found } = await emitted(account, { ...seen(row({})), [defenderPlan.id]: null })
    expect(found[0]?.edges).toContainEqual({ type: 'logged-to', unread: denied })
  })
  it('that is seen is kept when others may be hidden', async () => {
    const { found, unlisted } = await emitted(account, { ...known, [seenAccounts.id]: { rows: [row({})], gap: denied } })
    expect([found.length, unlisted]).toEqual([1, [denied]])
  })
  it.each([
    [{ scenario: 'agent', subnetArmId: `${group}/Microsoft.Network/virtualNetworks/v/subnets/S` }], [[{ scenario: 'Agent', subnetArmId: `${group}/Microsoft.Network/virtualNetworks/v/subnets/S` }]],
  ])('injects agents into a network: %j', async (networkInjections) => {
    expect((await first(account, { ...known, ...seen(row({ networkInjections })) }))['networkInjections']).toEqual([{ scenario: 'agent', subnet: `${group}/Microsoft.Network/virtualNetworks/v/subnets/S`.toLowerCase(), managed: null }])
  })
  it('counts the calls of all series', () => {
    expect(requestsIn({ value: [{ timeseries: [{ data: [{ total: 2 }, {}, { total: null }] }, { data: [{ total: 3 }] }] }, { timeseries: [] }] })).toBe(5)
    expect(requestsAsked('openai', new Date('2026-06-01T00:00:00Z'))).toMatchObject({ metricnames: 'AzureOpenAIRequests', timespan: '2026-05-02T00:00:00.000Z/2026-06-01T00:00:00.000Z' })
  })
  it('that was deleted is an asset of its own', async () => {
    const props = await first(deleted, { list: [{ id: `/subscriptions/${subscription}/providers/Microsoft.CognitiveServices/locations/westeurope/resourceGroups/rg/deletedAccounts/trial`, name: 'trial', kind: 'OpenAI', properties: { scheduledPurgeDate: '2026-07-02T00:00:00Z' } }] })
    expect(props).toEqual({ accountKind: 'openai', location: null, deletedAt: null, purgeAt: '2026-07-02T00:00:00.000Z' })
  })
  it('is asked for managed networks only where Foundry is', async () => {
    const list = [{ id: `${id}/managedNetworks/default`, name: 'default', properties: { managedNetwork: { isolationMode: 'AllowInternetOutbound', outboundRules: { a: { type: 'FQDN', destination: 'pypi.org' }, b: { type: 'ServiceTag', destination: { serviceTag: 'Storage' } } } } } }]
    expect((await emitted(managedNetwork, { ...seen(row({})), list })).found).toEqual([])
    expect(await first(managedNetwork, { ...seen(row({ allowProjectManagement: true })), list })).toMatchObject({ isolation: 'allowinternetoutbound', hosts: ['pypi.org'], isActive: null })
  })
})

describe('policies', () => {
  const names = (xml: string): string[] => parsePolicy(xml).elements.map(({ section, name }) => `${section} ${name}`)
  it('are read by section; comments are not', () => {
    expect(names('<policies><inbound><base /><!-- <llm-token-limit /> --><rate-limit calls="3"/></inbound><outbound><set-header name="a"><value>b</value></set-header></outbound></policies>'))
      .toEqual(['inbound base', 'inbound rate-limit', 'outbound set-header', 'outbound value'])
    expect(parsePolicy('<policies><inbound></inbound><outbound><base/></outbound></policies>').inherits).toBe(false)
  })
  it('hold expressions with quotes, brackets and angle brackets, escaped or not', () => {
    const raw = '<policies><inbound><base/><choose><when condition="@(context.Request.Headers.GetValueOrDefault("x-team","") == "a" && new List<string>().Count > 0)"><set-backend-service backend-id="b"/></when></choose><set-header name="api-key"><value>@(new Dictionary<string,string>()["k"])</value></set-header><llm-token-limit counter-key="@(context.Subscription.Id)"/></inbound></policies>'
    const escaped = raw.replace('"@(context.Request.Headers.GetValueOrDefault("x-team","") == "a" && new List<string>().Count > 0)"', '"@(context.Request.Headers.GetValueOrDefault(&quot;x-team&quot;,&quot;&quot;) == &quot;a&quot; &amp;&amp; new List&lt;string&gt;().Count &gt; 0)"')
    for (const xml of [raw, escaped]) {
      expect(names(xml)).toEqual(expect.arrayContaining(['inbound set-backend-service', 'inbound llm-token-limit']))
      expect(parsePolicy(xml).elements.find(({ name }) => name === 'set-backend-service')?.attributes).toEqual({ 'backend-id': 'b' })
      expect(parsePolicy(xml).elements.find(({ name }) => name === 'when')?.attributes['condition']).toContain('"x-team"')
    }
  })
  it.each(['', '<', '<policies', '<policies><inbound><a b="c', '<a b=@("></a>', '</inbound></inbound>', '<!-- <a/>', '<a b="@((((">'])('broken as %j are read as far as they go', (xml) => {
    expect(() => parsePolicy(xml)).not.toThrow()
  })
  it('name hosts of models, their own or those of others', () => {
    expect(aiHostsIn('x https://a.openai.azure.com/openai "https://cognitiveservices.azure.com" API.OpenAI.com/v1 https://notopenai.azure.com.evil.example a.eu.inference.ml.azure.com')).toEqual(['a.eu.inference.ml.azure.com', 'a.openai.azure.com', 'api.openai.com'])
    expect(['a.openai.azure.com', 'westeurope.api.cognitive.microsoft.com', 'api.openai.com', 'openai.azure.com'].map(isAzureModels)).toEqual([true, true, false, false])
  })
})

describe('a gateway', () => {
  const at = `${group}/Microsoft.ApiManagement/service/apim`
  const values = [{ name: 'kv', properties: { displayName: 'kv', secret: true, keyVault: { secretIdentifier: 'x' } } }, { name: 'sec', properties: { displayName: 'sec', secret: true } }, { name: 'url', properties: { displayName: 'Url', value: 'https://a.openai.azure.com/openai' } }]
  const gateway = (more: object = {}): object => ({ id: at, name: 'apim', values: ok(values), backends: ok([]), ...more })
  const read = (more: object = {}): Record<string, unknown> => ({ [gateways.id]: { all: [gateway(more)], gap: null }, ...seen({ id: `${group}/Microsoft.CognitiveServices/accounts/a`, properties: { customSubDomainName: 'A' } }) })
  const policy = (inbound: string): object => ({ properties: { value: `<policies><inbound>${inbound}</inbound></policies>` } })
  const rest = { apis: [{ id: `${at}/apis/chat`, name: 'chat', properties: { subscriptionRequired: true } }], global: null, products: [], productPolicy: null, diagnostics: [], allDiagnostics: [], fragments: [], settings: [] }

  it.each([['{{kv}}', 'key-vault'], ['Bearer {{sec}}', 'named-value'], ['{{gone}}', 'named-value'], ['{{kv}}{{sec}}', 'named-value'], ['abc', 'literal'], ['@(context.User.Id)', null], ['', null]])('has a key %j from %s', (text, source) => {
    expect(keySourceOf(text, values)).toBe(source)
  })
  it('takes addresses out of named values, and keeps no key', async () => {
    const secret = ['k', 'e', 'y'].join('') + '1'.repeat(30)
    const backends = ok([{ id: `${at}/backends/b`, name: 'b', properties: { url: '{{url}}', credentials: { header: { 'api-key': [secret], accept: ['x'] }, query: { code: ['{{sec}}'] } } } }, { id: `${at}/backends/p`, name: 'p', properties: { type: 'Pool', pool: { services: [{ id: `${at}/backends/b`.toUpperCase() }] } } }])
    const { found } = await emitted(backend, read({ backends }))
    expect(found.map(({ props }) => (props as Record<string, unknown>)['hosts'])).toEqual([['a.openai.azure.com'], ['a.openai.azure.com']])
    expect(propsOf(found[0])['keys']).toEqual([{ at: 'header api-key', source: 'literal' }, { at: 'query code', source: 'named-value' }])
    expect(found[0]?.edges).toContainEqual({ type: 'can-invoke', target: 'azure.ai.account', to: `${group}/Microsoft.CognitiveServices/accounts/a`.toLowerCase(), via: 'url' })
    expect(JSON.stringify(found)).not.toContain(secret)
  })
  it('has an API of AI by its policy; one without the base leaves the outer policies out', async () => {
    const global = policy('<llm-token-limit tokens-per-minute="1" /><validate-jwt />')
    const own = (inbound: string) => first(api, { ...read(), ...rest, global, policy: policy(inbound) })
    expect(await own('<base /><set-backend-service base-url="{{url}}" />')).toMatchObject({ hosts: ['a.openai.azure.com'], otherHosts: [], keyless: false, policies: expect.arrayContaining(['llm-token-limit', 'validate-jwt']) as unknown })
    expect((await own('<set-backend-service base-url="{{url}}" />'))['policies']).toEqual(['set-backend-service'])
  })
  it('counts what products ask only where every way in asks it', async () => {
    const products = ['x', 'y'].map((name) => ({ name, properties: { state: 'published', subscriptionRequired: true } }))
    const of = async (more: object) => first(api, { ...read(), ...rest, policy: policy('<base /><set-backend-service base-url="{{url}}" />'), productPolicy: policy('<quota />'), products, ...more })
    expect((await of({}))['policies']).toContain('quota')
    expect(await of({ products: [...products, { name: 'z', properties: { state: 'published', subscriptionRequired: false } }] })).toMatchObject({ keyless: true, policies: ['base', 'set-backend-service'] })
    expect(await of({ productPolicy: undefined })).toMatchObject({ policies: denied, keyless: false })
  })
  it('whose parts were refused may have more of AI than is seen', async () => {
    const hidden = await emitted(api, { ...read({ backends: refused }), ...rest, policy: policy('<set-backend-service backend-id="b" />') })
    expect([hidden.found, hidden.unlisted]).toEqual([[], [denied]])
    expect((await emitted(api, { ...read(), ...rest })).unlisted).toEqual([denied])
    expect((await emitted(backend, read({ backends: refused }))).unlisted).toEqual([denied])
    expect((await emitted(backend, { ...seen() })).unlisted).toEqual([denied])
    const partly = await emitted(api, { ...read(), ...rest, apis: [{ id: `${at}/apis/chat`, name: 'chat', properties: { serviceUrl: 'https://a.openai.azure.com' } }] })
    expect(partly.found[0]?.props).toMatchObject({ hosts: denied, policies: denied, keys: denied, keyless: true })
    expect(partly.found[0]?.edges).toContainEqual({ type: 'can-invoke', unread: denied })
  })
  it('keeps of its log how many, and not who', () => {
    expect(busiestIn({ tables: [{ rows: [['Chat', 19, 25]] }] })).toEqual(new Map([['chat', { operations: 19, calls: 25 }]]))
    expect(busiestIn({})).toEqual(new Map())
    expect(workspacesOf([{ properties: { workspaceId: '/subscriptions/X/W', logs: [{ categoryGroup: 'allLogs', enabled: true }] } }, { properties: { workspaceId: '/subscriptions/x/v', logs: [{ category: 'GatewayLogs', enabled: false }] } }])).toEqual(['/subscriptions/x/w'])
  })
})

describe('a bot', () => {
  it('with sites that are off has no open door; one that was refused has a gap', async () => {
    const bots = [{ id: `${group}/Microsoft.BotService/botServices/b`, name: 'b', properties: {} }]
    const channels = [{ properties: { channelName: 'DirectLineChannel', properties: { sites: [{ siteName: 'a', isEnabled: false }, { siteName: 'b' }] } } }, { properties: { channelName: 'MsTeamsChannel', properties: {} } }]
    expect(await first(bot, { bots, channels })).toMatchObject({ sites: [{ channel: 'directline', name: 'b', secure: false, trustedOrigins: [] }], localAuth: null, appType: null, customerKey: null, network: { publicAccess: null } })
    expect((await first(bot, { bots }))['sites']).toBe(denied)
  })
})
