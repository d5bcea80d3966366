// Foundry: deployments, filters, projects, connections, hosts and published agents, out of published and recorded answers.
import { describe, expect, it } from 'vitest'
import application from '../../src/connectors/azure/ai/agent-application.js'
import { toolsOf } from '../../src/connectors/azure/ai/agents.js'
import blocklist from '../../src/connectors/azure/ai/blocklist.js'
import host from '../../src/connectors/azure/ai/capability-host.js'
import connection from '../../src/connectors/azure/ai/connection.js'
import { connections, isOwn, meant } from '../../src/connectors/azure/ai/connections.js'
import deployment from '../../src/connectors/azure/ai/deployment.js'
import { filtersOf } from '../../src/connectors/azure/ai/filters.js'
import project from '../../src/connectors/azure/ai/project.js'
import { agentsAddress, hasProjects, projects } from '../../src/connectors/azure/ai/projects.js'
import policy from '../../src/connectors/azure/ai/rai-policy.js'
import { storeOf, targetOf } from '../../src/connectors/azure/ai/targets.js'
import { GapMark, type AnyCollector, type Answer, type Emission } from '../../src/connectors/kit/collector.js'
import { misfit } from '../../src/core/shape.js'
import { samples, samplesPresent } from './samples.js'

const scope = { provider: 'azure', account: '11111111-2222-3333-4444-555555555555' }
const denied = new GapMark('test:denied')
const account = `/subscriptions/${scope.account}/resourceGroups/rg-orchard/providers/Microsoft.CognitiveServices/accounts/orchard-ai`
const accountRow = { id: account, kind: 'AIServices', location: 'westeurope', properties: { allowProjectManagement: true } }
const chat = `${account}/projects/chat`
const around = { 'azure.ai-accounts-seen': { rows: [accountRow], gap: null }, 'azure.ai-projects': { rows: [{ id: chat }], unread: [] }, 'azure.ai-connections': { held: [], unread: [] } }

/** What a collector emits when its calls are answered like this; what is left out is refused. */
async function emitted(c: AnyCollector, answers: Record<string, unknown>): Promise<Emission<unknown>[]> {
  const found: Emission<unknown>[] = []
  const all: Record<string, unknown> = { ...around, ...answers }
  const answer = (name: string): Promise<Answer<unknown>> => Promise.resolve(all[name] === undefined ? { ok: false, gap: denied } : { ok: true, value: all[name] })
  const call = Object.fromEntries(Object.keys(c.calls).map((name) => [name, Object.assign(() => answer(name), { all: () => answer(name), rows: () => all[name] ?? [] })]))
  const each = async (rows: unknown[], body: (row: unknown) => Promise<void>): Promise<void> => {
    for (const row of rows) await body(row)
  }
  await c.list?.({ scope, call, each, with: new Set(), emit: (one: Emission<unknown>) => found.push(one), read: ({ id }: { id: string }) => answer(id), unlisted: () => undefined } as never)
  for (const { props, edges, id } of found) {
    expect(id).toBe(id.toLowerCase())
    const gaps = new Set(Object.entries(props as object).filter(([, value]) => value instanceof GapMark).map(([name]) => name))
    expect(misfit(c.props, props, '', gaps)).toBeNull()
    for (const edge of Array.isArray(edges) ? edges : []) if (edge != null && 'target' in edge) expect(c.relates[edge.type] ?? [], edge.type).toContain(edge.target)
  }
  return found
}
const propsOf = async (...asked: Parameters<typeof emitted>): Promise<Record<string, unknown>[]> => (await emitted(...asked)).map(({ props }) => props as Record<string, unknown>)
/** Where its edges of a type lead; what could not be read stands as `unread`. */
const targets = ({ edges }: Emission<unknown>, type: string): string[] => (Array.isArray(edges) ? edges : []).flatMap((edge) => (edge == null || edge.type !== type ? [] : 'to' in edge ? [edge.to] : ['unread']))

describe.skipIf(!samplesPresent)('published and recorded answers (skipped: ../shared/data/api-samples is absent)', () => {
  /** Resources in answers: published ones lie in `responses`, recorded ones in `response`. */
  const bodies = (operation: string, file = /./): Record<string, unknown>[] => samples('cognitiveservices', operation, 'azure').filter((one) => file.test(one.file)).flatMap(({ data }) => {
    const at = (from: unknown, ...path: string[]): unknown => path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], from)
    const body = (at(data, 'responses', '200', 'body') ?? at(data, 'response', 'body', 'data')) as { value?: Record<string, unknown>[] }
    return body.value ?? [body as Record<string, unknown>]
  })
  const table: [name: string, c: AnyCollector, rows: Record<string, unknown>[], more: Record<string, unknown>, fed: number][] = [
    ['deployments', deployment, [...bodies('ListDeployments'), ...bodies('GetDeployment'), ...bodies('recorded', /_deployments\.json$/)], { models: bodies('ListLocationModels') }, 8],
    ['content filters', policy, [...bodies('ListRaiPolicies'), ...bodies('GetRaiPolicy')], { providers: bodies('ListRaiExternalSafetyProviders') }, 5],
    ['blocklists', blocklist, [...bodies('ListBlocklists'), ...bodies('GetRaiBlocklist')], { items: bodies('ListBlocklistItems') }, 2],
    ['applications', application, [...bodies('AgentApplication_get'), ...bodies('recorded', /_applications\.json$/)], { deployments: bodies('AgentDeployment_list') }, 2],
    ['hosts', host, [...bodies('AccountCapabilityHost_get')], { ofProject: bodies('ProjectCapabilityHost_list') }, 1],
  ]
  it.each(table)('of %s', async (_, c, rows, more, fed) => {
    const found = await emitted(c, { list: rows, ofAccount: rows, ...more })
    expect([rows.length, found.length]).toEqual([fed, fed + (c === host ? 1 : 0)])
  })
  it('of projects', async () => {
    const rows = [...bodies('ListProjects'), ...bodies('GetProject'), ...bodies('recorded', /_projects\.json$/)]
    const found = await emitted(project, { 'azure.ai-projects': { rows, unread: [] } })
    expect(found.length).toBe(rows.length)
    expect(found.map(({ name }) => name).filter((name) => name.includes('/'))).toEqual([])
    expect(rows.length).toBeGreaterThan(8)
  })
  it('of connections', async () => {
    const rows = [...bodies('ProjectConnection_list'), ...bodies('recorded', /_connections\.json$/)]
    const held = [{ parent: account, isProject: false, found: { ok: true, value: bodies('AccountConnection_list') } }, { parent: chat, isProject: true, found: { ok: true, value: rows } }]
    const props = await propsOf(connection, { 'azure.ai-connections': { held, unread: [] } })
    expect(props.filter(({ level }) => level === 'account').map(({ authType, holdsSecret }) => [authType, holdsSecret])).toEqual([['pat', true], ['pat', true]])
    // In projects the published ones carry ids of the account.
    expect(props.filter(({ level }) => level === 'project').map(({ category, host: at, microsoft }) => [category, String(at).endsWith('.cognitiveservices.azure.com'), microsoft])).toEqual(rows.slice(2).map(() => ['azureopenai', true, true]))
  })
  it('the preview writes who may call an application in a member of its own', async () => {
    const [found] = await emitted(application, { list: bodies('recorded', /agents__17_applications/), deployments: [] })
    expect(found?.props).toMatchObject({ authorization: 'default', enabled: true, instance: 'b1881f37-65ec-41b3-931c-9ee559dec898', tools: denied })
    expect(found === undefined ? [] : targets(found, 'runs-as')).toEqual(['/principals/b1881f37-65ec-41b3-931c-9ee559dec898', '/principals/97121558-92b9-4af9-906e-bdb8cddec805'])
  })
})

describe('deployments', () => {
  const one = (model: object, more: object = {}): object => ({ id: `${account}/deployments/d`, name: 'd', sku: { name: 'Standard', capacity: 1 }, properties: { model, ...more } })
  it.each([
    [{ name: 'gpt-4o' }, false], [{ name: 'gpt-4o-mini-2024-07-18.ft-0f3c' }, true], [{ name: 'ft-lauderdale' }, false], [{ name: 'llama', source: 'azureml://registries/azureml/models/llama/versions/1?x=1' }, true],
  ])('%j is tuned: %s', async (model, fineTuned) => {
    const [props] = await propsOf(deployment, { list: [one(model)], models: [] })
    expect(props).toMatchObject({ fineTuned, sku: 'standard', capacity: 1, raiPolicy: null, dynamicThrottling: null })
  })
  it('of models that a region withdraws, in any spelling; of a region that was not read nothing is known', async () => {
    const models = [{ model: { name: 'GPT-4', version: '0613', format: 'OpenAI', lifecycleStatus: 'Deprecated', deprecation: { inference: '2026-06-06T00:00:00Z' } } }, {}]
    const list = [one({ name: 'gpt-4', version: '0613', format: 'OpenAI' }), one({ name: 'gpt-4', version: '1106', format: 'OpenAI' })]
    expect((await propsOf(deployment, { list, models })).map(({ lifecycle, retiresAt }) => [lifecycle, retiresAt])).toEqual([['deprecated', '2026-06-06T00:00:00.000Z'], [null, null]])
    expect((await propsOf(deployment, { list: list.slice(1) }))[0]).toMatchObject({ lifecycle: denied, retiresAt: denied })
  })
  it('are guarded by the policy they name, and by none they do not name', async () => {
    const found = await emitted(deployment, { list: [one({}, { raiPolicyName: 'Orchard-Strict' }), one({})], models: [] })
    expect(found.map((each) => targets(each, 'guarded-by'))).toEqual([[`${account}/raipolicies/orchard-strict`.toLowerCase()], []])
  })
  it('are not asked of accounts that serve no models', async () => {
    expect(await emitted(deployment, { 'azure.ai-accounts-seen': { rows: [{ ...accountRow, kind: 'SpeechServices' }], gap: null }, list: [one({})] })).toEqual([])
  })
})

describe('content filters', () => {
  it.each([
    [{ name: 'Indirect Attack', blocking: true, enabled: true, source: 'Prompt' }, { name: 'indirectattack', source: 'prompt', enabled: true, blocking: true, threshold: null }],
    [{ name: 'protected_material_text', enabled: true, source: 'Completion' }, { name: 'protectedmaterialtext', source: 'completion', enabled: true, blocking: false, threshold: null }],
    [{ name: 'hate', allowedContentLevel: 'High', blocking: true }, { name: 'hate', source: null, enabled: false, blocking: true, threshold: 'high' }],
    [{ name: 'Jailbreak', enabled: true, blocking: true, action: 'ANNOTATING', source: 'PreToolCall' }, { name: 'jailbreak', source: 'pretoolcall', enabled: true, blocking: false, threshold: null }],
    [{ name: 'Jailbreak', enabled: true, action: 'HITL', source: 'elsewhere' }, { name: 'jailbreak', source: null, enabled: true, blocking: true, threshold: null }],
    [{ enabled: true, blocking: true, action: 'None' }, { name: '', source: null, enabled: true, blocking: true, threshold: null }],
  ])('%j', (written, meaning) => {
    expect(filtersOf([written])).toEqual([meaning])
    expect(filtersOf(null)).toEqual([])
  })
  it('of Microsoft are told by type or name; providers are asked for only where one is named', async () => {
    const list = [
      { id: `${account}/raiPolicies/Microsoft.DefaultV2`, name: 'Microsoft.DefaultV2', properties: {} },
      { id: `${account}/raiPolicies/own`, name: 'own', properties: { type: 'UserManaged', safetyProviders: [{ safetyProviderName: 'House' }, { safetyProviderName: 'gone' }] } },
    ]
    const providers = [{ name: 'house', properties: { url: 'HTTP://user:word@10.0.0.4:8080/hook?code=1' } }]
    const [microsoft, own] = await propsOf(policy, { list, providers })
    expect(microsoft).toMatchObject({ managed: true, safetyProviders: [] })
    expect(own).toMatchObject({ managed: false, safetyProviders: [{ name: 'House', blocking: false, scheme: 'http', host: '10.0.0.4' }, { name: 'gone', blocking: false, scheme: null, host: null }] })
    expect((await propsOf(policy, { list })).map(({ safetyProviders }) => safetyProviders)).toEqual([[], denied])
  })
})

describe('connections', () => {
  it.each([
    ['https://orchard.search.windows.net/', { scheme: 'https', host: 'orchard.search.windows.net', microsoft: true }],
    ['http://tickets.azurewebsites.net:8080/mcp', { scheme: 'http', host: 'tickets.azurewebsites.net', microsoft: false }],
    ['https://evil.example/?x=.search.windows.net', { scheme: 'https', host: 'evil.example', microsoft: false }],
    ['https://notsearch.windows.net.example', { scheme: 'https', host: 'notsearch.windows.net.example', microsoft: false }],
    ['postgresql://ada:word@db.orchard.example:5432/x', { scheme: 'postgresql', host: 'db.orchard.example', microsoft: false }],
    ['_', { scheme: null, host: null, microsoft: null }], [null, { scheme: null, host: null, microsoft: null }],
  ])('target %s', (target, meaning) => {
    expect(targetOf(target)).toEqual(meaning)
  })
  it.each([
    [{ ResourceId: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/St/blobServices/default/containers/c' }, 'azure.storage.account /subscriptions/s/resourcegroups/g/providers/microsoft.storage/storageaccounts/st'],
    [{ resourceId: '/subscriptions/s/resourceGroups/g/providers/Microsoft.DocumentDB/databaseAccounts/c' }, 'azure.cosmos.account /subscriptions/s/resourcegroups/g/providers/microsoft.documentdb/databaseaccounts/c'],
    [{ ResourceId: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Search/searchServices/c/' }, 'azure.search.service /subscriptions/s/resourcegroups/g/providers/microsoft.search/searchservices/c'],
    [{ ResourceId: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/c' }, null], [{ ResourceId: 'none' }, null], [null, null],
  ])('behind %j', (metadata, expected) => {
    const edge = storeOf(metadata)
    expect(edge === null ? null : `${edge.target} ${edge.to}`).toBe(expected)
  })
  it('keep no address and no metadata, only what they give away', async () => {
    const word = ['Sup3r', 'Orchard', '77x'].join('')
    const row = { name: 'old', properties: { authType: 'None', target: `https://ada:${word}@tools.example/x`, metadata: { note: 'plain', nothing: null } } }
    const [props] = await propsOf(connection, { 'azure.ai-connections': { held: [{ parent: account, isProject: false, found: { ok: true, value: [row] } }], unread: [] } })
    expect(JSON.stringify(props)).not.toContain(word)
    expect(props).toMatchObject({ host: 'tools.example', holdsSecret: false, sharedToAll: null, secrets: [{ at: 'target line 1' }] })
  })
  it('of the account that a project shows are not its own', () => {
    const held = { parent: chat.toLowerCase(), isProject: true, found: { ok: false as const, gap: denied } }
    expect([isOwn(held, { id: `${account}/connections/a` }), isOwn(held, { id: `${chat}/connections/a` }), isOwn(held, {})]).toEqual([false, true, true])
  })
  it('a host means the project\'s own before the account\'s', () => {
    const parent = chat.toLowerCase()
    const of = (place: string, isProject: boolean, ...names: string[]) => ({ parent: place.toLowerCase(), isProject, found: { ok: true as const, value: names.map((name) => ({ name })) } })
    const all = { held: [of(account, false, 'docs', 'blobs'), of(chat, true, 'Docs')], unread: [] }
    expect(['DOCS', 'blobs', 'gone'].map((name) => meant(name, parent, all))).toEqual([`${parent}/connections/docs`, `${account}/connections/blobs`.toLowerCase(), undefined])
    expect(meant('gone', parent, { ...all, unread: [denied] })).toBe(denied)
    expect(meant('blobs', parent, { held: [of(account, false), { parent, isProject: true, found: { ok: false, gap: denied } }], unread: [] })).toBe(denied)
  })
  it('are read of accounts with projects only; a refusal is kept beside the others', async () => {
    const load = async (answers: Record<string, Answer<unknown>>) => connections.load({ call: { ofAccount: { all: () => Promise.resolve(answers['ofAccount']) }, ofProject: { all: () => Promise.resolve(answers['ofProject']) } }, read: ({ id }: { id: string }) => Promise.resolve(answers[id]) } as never)
    const found = await load({
      'azure.ai-accounts-seen': { ok: true, value: { rows: [accountRow, { ...accountRow, id: `${account}2`, kind: 'OpenAI' }], gap: null } }, 'azure.ai-projects': { ok: true, value: { rows: [{ id: chat }], unread: [denied] } },
      ofAccount: { ok: false, gap: denied }, ofProject: { ok: true, value: [] },
    })
    expect(found.ok ? { places: found.value.held.map((one) => [one.parent === chat.toLowerCase(), one.found.ok]), unread: found.value.unread } : null).toEqual({ places: [[false, false], [true, true]], unread: [denied] })
  })
})

describe('projects', () => {
  const ok = (value: unknown): Answer<unknown> => ({ ok: true, value })
  const refused: Answer<unknown> = { ok: false, gap: denied }
  const rowsOf = async ({ shown = ok([]), whole = shown, accounts = ok({ rows: [accountRow], gap: null }), below = ok([]) }: Record<string, Answer<unknown>>) => {
    const page = shown.ok ? ok({ value: shown.value }) : shown
    const found = await projects.load({ call: { projects: { page: () => Promise.resolve(page), all: () => Promise.resolve(whole) }, below: { all: () => Promise.resolve(below) } }, read: () => Promise.resolve(accounts) } as never)
    return found.ok ? [found.value.rows.map(({ id }) => id), found.value.unread] : found.gap
  }
  it('that Resource Graph does not show are asked of their account', async () => {
    expect(await rowsOf({ shown: ok([{ id: chat.toUpperCase() }]), below: refused })).toEqual([[chat.toUpperCase()], []])
    expect(await rowsOf({ below: ok([{ id: chat }]) })).toEqual([[chat], []])
    expect(await rowsOf({ below: refused })).toEqual([[], [denied]])
  })
  it('that are seen count, whatever hides others', async () => {
    const shown = ok([{ id: chat }])
    expect(await rowsOf({ shown, whole: refused })).toEqual([[chat], [denied]])
    expect(await rowsOf({ shown, accounts: refused })).toEqual([[chat], [denied]])
    expect(await rowsOf({ shown, accounts: ok({ rows: [], gap: denied }) })).toEqual([[chat], [denied]])
    expect(await rowsOf({ shown: refused })).toBe(denied)
  })
  it.each([['AIServices', undefined, true], ['AIServices', false, false], ['OpenAI', true, false]])('%s with allowProjectManagement %s may have some: %s', (kind, allowProjectManagement, may) => {
    expect(hasProjects({ kind, properties: allowProjectManagement === undefined ? {} : { allowProjectManagement } })).toBe(may)
  })
  it('are asked for their agents where they say, or where their applications are', () => {
    const own = { endpoints: { other: 'https://x.openai.azure.com/', 'AI Foundry API': 'https://x.services.ai.azure.com/api/projects/chat' } }
    expect(agentsAddress({ id: chat, properties: own }, null)).toBe('https://x.services.ai.azure.com/api/projects/chat')
    expect(agentsAddress({ id: chat }, 'https://y.services.ai.azure.com/api/projects/chat/applications/a')).toBe('https://y.services.ai.azure.com/api/projects/chat')
    expect(agentsAddress({ id: chat }, undefined)).toBe('https://orchard-ai.services.ai.azure.com/api/projects/chat')
  })
})

describe('tools of agents that change things and ask nobody', () => {
  const writes = { name: 'orders', spec: { paths: { '/a': { get: {} }, '/b': { GET: {}, Delete: {} } } } }
  it.each([
    [{ type: 'mcp', server_label: 'x', require_approval: 'never' }, true], [{ type: 'mcp', require_approval: 'always' }, false], [{ type: 'mcp' }, false],
    [{ type: 'mcp', require_approval: { always: { tool_names: ['a'] } } }, false], [{ type: 'mcp', require_approval: { never: { tool_names: ['a'] } } }, true], [{ type: 'mcp', require_approval: { never: { read_only: true } } }, false],
    [{ type: 'mcp', require_approval: 'never', allowed_tools: { read_only: true } }, false], [{ type: 'mcp', require_approval: 'never', allowed_tools: ['a'] }, true],
    [{ type: 'openapi', openapi: writes }, true], [{ type: 'openapi', openapi: { spec: { paths: { '/a': { get: {} }, '/b': null } } } }, false], [{ type: 'function', name: 'drop' }, false], [{}, false],
  ])('%j: %s', (tool, unapproved) => {
    expect(toolsOf({ name: 'a', definition: { tools: [tool] } }).map((one) => one.unapproved)).toEqual([unapproved])
  })
  it('are read in the version that is deployed, with the filter and the model behind them', async () => {
    const list = [{ id: `${chat}/applications/support`, name: 'support', properties: { agents: [{ agentName: 'support' }] } }]
    const agent = { name: 'support', definition: { model: 'gpt', rai_config: { rai_policy_name: 'Strict' }, tools: [{ type: 'mcp', require_approval: 'never' }] } }
    const running = [{ name: 'main', properties: { state: 'Running', agents: [{ agentName: 'support', agentVersion: '3' }] } }]
    const [found] = await emitted(application, { list, deployments: running, agentVersion: agent })
    expect(found?.props).toMatchObject({ authorization: null, tools: [{ agent: 'support', type: 'mcp', unapproved: true }] })
    expect(found === undefined ? [] : [...targets(found, 'guarded-by'), ...targets(found, 'can-invoke')]).toEqual([`${account}/raipolicies/strict`, `${account}/deployments/gpt`].map((id) => id.toLowerCase()))
    expect((await propsOf(application, { list, deployments: [], agent: { versions: { latest: agent } } }))[0]).toMatchObject({ tools: [{ unapproved: true }] })
    expect((await propsOf(application, { list, deployments: [], agent: null }))[0]).toMatchObject({ tools: [] })
    const [blind] = await emitted(application, { list, agentVersion: agent })
    expect(blind?.props).toMatchObject({ deployments: denied, tools: denied })
    expect(blind === undefined ? [] : targets(blind, 'guarded-by')).toEqual(['unread'])
  })
})
