// Agents, their tools and their guards: facts out of recorded answers, and what absent settings mean.
import { describe, expect, it } from 'vitest'
import agent from '../../src/connectors/gcp/dialogflow/agent.js'
import { inHeaders, ofSession, written } from '../../src/connectors/gcp/dialogflow/credentials.js'
import tool from '../../src/connectors/gcp/dialogflow/tool.js'
import webhook from '../../src/connectors/gcp/dialogflow/webhook.js'
import dataStore from '../../src/connectors/gcp/discoveryengine/data-store.js'
import processor from '../../src/connectors/gcp/documentai/processor.js'
import floorSetting from '../../src/connectors/gcp/modelarmor/floor-setting.js'
import template from '../../src/connectors/gcp/modelarmor/template.js'
import { server, serversOf } from '../../src/connectors/gcp/openapi.js'
import extension from '../../src/connectors/gcp/vertex/extension.js'
import engine from '../../src/connectors/gcp/vertex/reasoning-engine.js'
import { GapMark, type AnyCollector, type Emission } from '../../src/connectors/kit/collector.js'
import { misfit } from '../../src/core/shape.js'
import { samples, samplesPresent } from './samples.js'

const denied = new GapMark('test:denied')
// Put together here, so that no file holds one.
const password = ['gr', 'een', '7', 'App', 'le', '42'].join('')

type Answers = Record<string, unknown>

/** What a collector emits when its calls are answered like this; a call by name, else `undefined` stands for a refusal. */
async function emitted(c: AnyCollector, answers: Answers): Promise<{ id: string; name: string; props: Record<string, unknown>; edges: string[] }[]> {
  const found: Emission<unknown>[] = []
  const given = (name: string, input: { name?: string }): unknown => {
    const answer = answers[name]
    return typeof answer === 'function' ? (answer as (name: string) => unknown)(input.name ?? '') : answer
  }
  const answer = (name: string, input: { name?: string }) => {
    const value = given(name, input)
    return Promise.resolve(value === undefined ? { ok: false, gap: denied } : { ok: true, value })
  }
  const call = Object.fromEntries(Object.keys(c.calls).map((name) => [name, Object.assign((input: object) => answer(name, input), { all: (input: object) => answer(name, input), rows: (input: object) => given(name, input) ?? [] })]))
  const ctx = {
    scope: { provider: 'gcp', account: 'orchard-ml', ...(c.per === 'region' && { region: 'us-central1' }) }, number: '111122223333', call,
    emit: (one: Emission<unknown>) => found.push(one), unlisted: () => undefined,
    read: (shared: { id: string }) => answer(shared.id, {}),
    each: (rows: unknown[], body: (row: unknown) => unknown) => Promise.all(rows.map(body)),
  }
  await c.list?.(ctx as never)
  return found.map(({ id, name, props, edges }) => {
    const values = props as Record<string, unknown>
    const gaps = new Set(Object.entries(values).filter(([, value]) => value instanceof GapMark).map(([key]) => key))
    expect(misfit(c.props, values, '', gaps), name).toBeNull()
    const drawn = (Array.isArray(edges) ? edges : []).flatMap((edge) => (edge != null && 'target' in edge ? [edge] : []))
    for (const edge of drawn) expect(c.relates[edge.type] ?? [], edge.type).toContain(edge.target)
    return { id, name, props: values, edges: drawn.map(({ type, to }) => `${type} ${to}`) }
  })
}
const first = async (c: AnyCollector, answers: Answers): Promise<Awaited<ReturnType<typeof emitted>>[number]> => {
  const [one] = await emitted(c, answers)
  if (one === undefined) throw new Error('nothing was emitted')
  return one
}

describe.skipIf(!samplesPresent)('recorded answers (skipped: ../shared/data/api-samples is absent)', () => {
  // Some recordings have enumerations as numbers, which Google's own answers to plain requests are not.
  const words: Record<string, string> = { industryVertical: 'GENERIC', contentConfig: 'NO_CONTENT', state: 'ENABLED' }
  const bodies = (service: string, file: RegExp): unknown[] => samples(service, 'kcc', 'gcp').filter((one) => file.test(one.file))
    .map(({ data }): unknown => JSON.parse(JSON.stringify(data), (name, value: unknown) => (typeof value === 'number' ? words[name] ?? value : value)))
  const table: [string, AnyCollector, Answers, unknown[], number][] = [
    ['templates', template, { locations: [{ locationId: 'us-central1' }] }, bodies('modelarmor', /GetTemplate/), 3],
    ['data stores', dataStore, { collections: [{ name: 'x' }] }, bodies('discoveryengine', /datastoreminimal__\d\d_dataStores/), 2],
    ['processors', processor, { locations: [{ locationId: 'us' }] }, bodies('documentai', /__03_processors/), 1],
  ]
  it.each(table)('of %s', async (_, c, around, rows, fed) => {
    const found = await emitted(c, { ...around, list: rows })
    expect(rows.length).toBe(fed)
    expect(found.length).toBeGreaterThanOrEqual(fed)
    for (const { id, name } of found) expect([id, name]).toEqual([expect.stringMatching(/^\/\/\w+\.googleapis\.com\/projects\//), expect.stringMatching(/./)])
  })

  it('of a template: what was set is found, and what nobody set is off', async () => {
    const [maximal, , minimal] = await emitted(template, { locations: [{ locationId: 'us-central1' }], list: bodies('modelarmor', /GetTemplate/) })
    expect(maximal?.props).toMatchObject({
      jailbreak: { enabled: true, confidence: 'LOW_AND_ABOVE' }, maliciousUris: true, enforcement: 'INSPECT_AND_BLOCK', ignoresFailures: true, logsScreenings: true, multiLanguage: true,
      sensitiveData: { basic: true }, harms: [{ type: 'HATE_SPEECH' }, { type: 'HARASSMENT' }],
    })
    expect(minimal?.props).toMatchObject({ jailbreak: { enabled: true }, maliciousUris: false, harms: [], sensitiveData: { basic: false }, enforcement: 'INSPECT_AND_BLOCK', ignoresFailures: false })
  })
})

describe('a deployed agent', () => {
  const of = (spec: object, more: object = {}) => first(engine, { list: [{ name: 'projects/111122223333/locations/us-central1/reasoningEngines/5501', displayName: 'harvest', spec, ...more }] })
  const principal = 'agents.global.org-900100200300.system.id.goog/resources/aiplatform/projects/111122223333/locations/us-central1/reasoningEngines/5501'

  it.each([
    ['nothing said', { packageSpec: {} }, [null, null], 'service-111122223333@gcp-sa-aiplatform-re.iam.gserviceaccount.com'],
    ['an account', { packageSpec: {}, serviceAccount: 'harvest-agent@orchard-ml.iam.gserviceaccount.com', identityType: 'SERVICE_ACCOUNT' }, ['harvest-agent@orchard-ml.iam.gserviceaccount.com', null], 'harvest-agent@orchard-ml.iam.gserviceaccount.com'],
    ['an identity of its own', { packageSpec: {}, identityType: 'AGENT_IDENTITY', effectiveIdentity: principal }, [null, `principal://${principal}`], undefined],
  ])('runs as: %s', async (_, spec, [account, member], runs) => {
    const { props, edges } = await of(spec)
    expect(props).toMatchObject({ serviceAccount: account, member, deployed: true })
    expect(edges.find((edge) => edge.startsWith('runs-as'))).toBe(runs === undefined ? undefined : `runs-as //iam.googleapis.com/projects/orchard-ml/serviceAccounts/${runs}`)
  })

  it('without code runs as nobody', async () => {
    const { props, edges } = await of({})
    expect(props['deployed']).toBe(false)
    expect(edges).toEqual(['owned-by //cloudresourcemanager.googleapis.com/projects/111122223333'])
  })

  it('keeps names of variables and where a secret stands, and no value', async () => {
    const { props } = await of({ containerSpec: { imageUri: 'us-central1-docker.pkg.dev/orchard-ml/agents/harvest:latest' }, deploymentSpec: {
      env: [{ name: 'DB_PASSWORD', value: password }, { name: 'STOCK_API_KEY', value: 'projects/orchard-ml/secrets/stock/versions/3' }, { name: 'REGION', value: 'us-central1' }],
      secretEnv: [{ name: 'HF_TOKEN', secretRef: { secret: 'hf', version: 'latest' } }],
    } })
    expect(props).toMatchObject({ environment: ['DB_PASSWORD', 'STOCK_API_KEY', 'REGION'], secrets: [{ at: 'env.DB_PASSWORD' }], secretRefs: [{ name: 'HF_TOKEN', secret: 'hf', version: 'latest' }], imageDigest: null })
    expect(JSON.stringify(props)).not.toContain(password)
  })
})

describe('an extension', () => {
  const of = (authConfig: object, apiSpec: object = {}) => first(extension, { list: [{ name: 'projects/111122223333/locations/us-central1/extensions/1', displayName: 'stock', manifest: { authConfig, apiSpec } }] })

  it.each([
    [{ authType: 'API_KEY_AUTH', apiKeyConfig: { apiKeySecret: 'projects/orchard-ml/secrets/stock/versions/3' } }, true, 0],
    [{ authType: 'API_KEY_AUTH', apiKeyConfig: { apiKeyString: password } }, false, 1],
    [{ authType: 'OAUTH', oauthConfig: {} }, false, 0],
    [{ authType: 'OIDC_AUTH', oidcConfig: { serviceAccount: 'desk@orchard-ml.iam.gserviceaccount.com' } }, true, 0],
    [{ authType: 'NO_AUTH' }, false, 0],
  ])('%j', async (auth, kept, secrets) => {
    const { props } = await of(auth)
    expect(props).toMatchObject({ credentialKept: kept, authType: auth.authType })
    expect(props['secrets']).toHaveLength(secrets)
    expect(JSON.stringify(props)).not.toContain(password)
  })

  it('of Google\'s own is called as Google\'s agent, and its description is no bucket of the project', async () => {
    const { edges } = await of({ authType: 'GOOGLE_SERVICE_ACCOUNT_AUTH' }, { openApiGcsUri: 'gs://vertex-extension-public/code_interpreter.yaml' })
    expect(edges).toEqual(['owned-by //cloudresourcemanager.googleapis.com/projects/111122223333',
      'runs-as //iam.googleapis.com/projects/orchard-ml/serviceAccounts/service-111122223333@gcp-sa-vertex-ex.iam.gserviceaccount.com'])
  })
})

describe('a floor', () => {
  const floors = (own: object, above: Record<string, object | undefined>) => ({
    own: [own], project: { parent: 'folders/1' }, folder: (name: string) => (name === 'folders/1' ? { parent: 'folders/2' } : { parent: 'organizations/9' }),
    ofFolder: (name: string) => above[name.split('/locations/')[0] ?? ''], ofOrganization: () => above['organizations/9'],
  })
  it.each([
    ['its own', { enableFloorSettingEnforcement: true }, {}, true, null],
    ['the nearest above', {}, { 'folders/1': {}, 'folders/2': { enableFloorSettingEnforcement: true }, 'organizations/9': { enableFloorSettingEnforcement: true } }, false, 'folders/2'],
    ['none', {}, { 'folders/1': {}, 'folders/2': {}, 'organizations/9': {} }, false, null],
    ['unread on the way, and one above that', {}, { 'folders/1': {}, 'folders/2': undefined, 'organizations/9': { enableFloorSettingEnforcement: true } }, false, 'organizations/9'],
    ['unread on the way, and none above', {}, { 'folders/1': {}, 'folders/2': undefined, 'organizations/9': {} }, false, denied],
  ])('is enforced: %s', async (_, own, above, enforced, where) => {
    expect((await first(floorSetting, floors(own, above))).props).toMatchObject({ enforced, enforcedAbove: where })
  })
})

describe('conversational agents', () => {
  const name = 'projects/orchard-ml/locations/eu/agents/7e8b'
  const owned = (of: object = {}) => ({ 'gcp.dialogflow.agents': { agents: [{ agent: { name, displayName: 'desk', ...of }, name, location: 'eu' }], unread: [] } })

  it.each([
    [{ enableStackdriverLogging: true }, true, false],
    [{ advancedSettings: { loggingSettings: { enableStackdriverLogging: true } } }, true, false],
    [{ advancedSettings: { loggingSettings: { enableInteractionLogging: true } } }, false, true],
    [{}, false, false],
  ])('%j are logged', async (of, cloud, interactions) => {
    expect((await first(agent, owned(of))).props).toMatchObject({ cloudLogging: cloud, interactionLogging: interactions, security: null, endpoint: 'eu-dialogflow.googleapis.com', agentId: '7e8b' })
  })

  it('whose settings may not be read keep quiet about them', async () => {
    expect((await first(agent, owned({ securitySettings: 'projects/orchard-ml/locations/eu/securitySettings/1' }))).props['security']).toBe(denied)
  })

  it.each([
    [{ apiKeyConfig: { apiKey: password } }, 'api-key', 1, false],
    [{ apiKeyConfig: { secretVersionForApiKey: 'projects/orchard-ml/secrets/stock/versions/3' } }, 'api-key', 0, false],
    [{ bearerTokenConfig: { token: '$session.params.user_token' } }, 'bearer', 0, true],
    [{ bearerTokenConfig: { token: password } }, 'bearer', 1, false],
    [{ serviceAgentAuthConfig: { serviceAgentAuth: 'ID_TOKEN' } }, 'service-agent', 0, false],
    [undefined, null, 0, false],
  ])('have tools that sign with %j', async (authentication, way, secrets, ofPerson) => {
    const { props } = await first(tool, { ...owned(), list: [{ name: `${name}/tools/1`, displayName: 'orders', openApiSpec: { textSchema: '', authentication } }] })
    expect(props).toMatchObject({ sort: 'open-api', authentication: way, tokenOfSession: ofPerson })
    expect(props['secrets']).toHaveLength(secrets)
  })

  it.each([
    [{}, ['id-token']], [{ serviceAgentAuth: 'NONE' }, []], [{ serviceAgentAuth: 'ACCESS_TOKEN' }, ['access-token']],
    [{ serviceAgentAuth: 'NONE', username: 'desk' }, ['basic']], [{ serviceAgentAuth: 'NONE', oauthConfig: { clientId: 'x' } }, ['oauth']],
    [{ serviceAgentAuth: 'NONE', secretVersionsForRequestHeaders: { 'X-Key': {} } }, ['header']], [{ serviceAgentAuth: 'NONE', requestHeaders: { Accept: 'text/plain' } }, []],
  ])('have webhooks that sign with %j', async (service, ways) => {
    const { props } = await first(webhook, { ...owned(), list: [{ name: `${name}/webhooks/1`, genericWebService: { uri: `https://desk:${password}@hooks.orchard.example/x?key=${password}`, ...service } }] })
    expect(props).toMatchObject({ authentication: ways, uri: 'https://hooks.orchard.example/x', scheme: 'https', host: 'hooks.orchard.example' })
  })

  it('answer from stores by their names', async () => {
    const connection = { dataStore: 'projects/orchard-ml/locations/eu/collections/default_collection/dataStores/handbook' }
    const { edges } = await first(tool, { ...owned(), list: [{ name: `${name}/tools/1`, dataStoreSpec: { dataStoreConnections: [connection] } }] })
    expect(edges).toContain('retrieves-from //discoveryengine.googleapis.com/projects/111122223333/locations/eu/collections/default_collection/dataStores/handbook')
  })
})

describe('what is written down', () => {
  it.each([[null, 0], ['', 0], ['$session.params.token', 0], ['********', 0], [password, 1]])('%s is %i credentials', (value, hits) => {
    expect(written('password', 'x', value)).toHaveLength(hits)
  })
  it('is told from headers by their names', () => {
    const headers = { Authorization: `Bearer ${password}`, 'X-API-Key': password, Accept: 'text/plain', 'X-Request': password }
    expect(inHeaders('h', headers).map(({ at, length }) => [at, length])).toEqual([['h.Authorization', password.length], ['h.X-API-Key', password.length]])
  })
  it('belongs to a session by its name', () => {
    expect([ofSession('$session.params.x'), ofSession(password), ofSession(null)]).toEqual([true, false, false])
  })
})

describe('servers', () => {
  it.each([
    ['openapi: 3.0.0\nservers: [{ url: "https://a.example/v1?x=1" }, { url: /relative }]', [['https', 'a.example'], [null, null]]],
    ['{"swagger":"2.0","host":"b.example:8080","schemes":["http","https"]}', [['http', 'b.example'], ['https', 'b.example']]],
    ['{"swagger":"2.0","host":"b.example"}', [['https', 'b.example']]],
    ['a: &x [*x, *x]', []], [': not yaml: [', []], ['', []],
  ])('of %s', (document, expected) => {
    expect(serversOf(document).map(({ scheme, host }) => [scheme, host])).toEqual(expected)
  })
  it('lose what may be a credential', () => {
    expect(server(`https://u:${password}@c.example/x?k=${password}#f`)).toEqual({ url: 'https://c.example/x', scheme: 'https', host: 'c.example' })
  })
})
