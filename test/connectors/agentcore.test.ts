// AgentCore: mappers fed with answers in the published shapes (nobody has published recorded ones), and one scan of the made-up account.
import type {
  GetGatewayTargetCommandOutput, GetRegistryRecordCommandOutput, Harness, MemoryStrategy, TargetConfiguration,
} from '@aws-sdk/client-bedrock-agentcore-control'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hostOf, runtimeBehind, toAgentcore } from '../../src/connectors/aws/agentcore/arns.js'
import { browserEdges, browserProps } from '../../src/connectors/aws/agentcore/browser.js'
import { readCedar } from '../../src/connectors/aws/agentcore/cedar.js'
import { gatewayEdges, gatewayFacts } from '../../src/connectors/aws/agentcore/gateway.js'
import { targetEdges, targetFacts } from '../../src/connectors/aws/agentcore/gateway-target.js'
import { harnessEdges, harnessFacts } from '../../src/connectors/aws/agentcore/harness-version.js'
import { memoryEdges, strategyFacts } from '../../src/connectors/aws/agentcore/memory.js'
import { inUse, targetsByAddress } from '../../src/connectors/aws/agentcore/registry.js'
import { runtimeEdges, runtimeFacts, type RuntimeVersion } from '../../src/connectors/aws/agentcore/runtime.js'
import { servedVersions } from '../../src/connectors/aws/agentcore/versions.js'
import aws from '../../src/connectors/aws/index.js'
import { collect, type Collected } from '../../src/connectors/kit/collect.js'
import { GapMark, type Answer } from '../../src/connectors/kit/collector.js'
import { makeAccount, sizes } from '../server/account.js'
import { AwsServer } from '../server/server.js'

const place = { partition: 'aws', account: '111122223333', region: 'us-east-1' }
const arn = (resource: string, account = '111122223333'): string => `arn:aws:bedrock-agentcore:us-east-1:${account}:${resource}`
const role = 'arn:aws:iam::111122223333:role/orchard-agent'
const ok = <T>(value: T): Answer<T> => ({ ok: true, value })
const gap = new GapMark('bedrock-agentcore-control:Get:denied:aws/111122223333/us-east-1')
const hidden: Answer<never> = { ok: false, gap }
const planted = ['x7', 'Qm2', 'Vt9', 'Lk4', 'Zp8', 'Wn3'].join('')

describe('runtimes', () => {
  const container: RuntimeVersion = {
    agentRuntimeVersion: '2', roleArn: role, networkConfiguration: { networkMode: 'VPC', networkModeConfig: { subnets: ['subnet-1'], securityGroups: ['sg-1'] } },
    agentRuntimeArtifact: { containerConfiguration: { containerUri: `111122223333.dkr.ecr.us-east-1.amazonaws.com/agent@sha256:${'a'.repeat(64)}` } },
    environmentVariables: { DB_PASSWORD: planted }, requestHeaderConfiguration: { requestHeaderAllowlist: ['Authorization'] },
    authorizerConfiguration: { customJWTAuthorizer: { discoveryUrl: 'https://id.example.com/.well-known/openid-configuration', allowedClients: ['web'] } },
    metadataConfiguration: { requireMMDSV2: true },
  }
  const code: RuntimeVersion = {
    agentRuntimeVersion: '1', roleArn: role,
    agentRuntimeArtifact: { codeConfiguration: { code: { s3: { bucket: 'orchard-agents', prefix: 'agent.zip' } }, runtime: 'PYTHON_3_13', entryPoint: ['main.py'] } },
  }

  it('tell what a version runs, and never what its secrets are', () => {
    expect(runtimeFacts(container)).toMatchObject({
      version: '2', networkMode: 'VPC', requireMmdsV2: true, forwardedHeaders: ['Authorization'], jwt: { clients: ['web'], audiences: [], namesWorkloads: false },
      imageDigest: `sha256:${'a'.repeat(64)}`, code: null, secrets: [{ type: 'password', at: 'DB_PASSWORD', length: planted.length }],
    })
    expect(JSON.stringify(runtimeFacts(container))).not.toContain(planted)
    expect(runtimeFacts(code)).toMatchObject({ networkMode: null, requireMmdsV2: null, jwt: null, image: null, code: { bucket: 'orchard-agents', key: 'agent.zip', versionId: null } })
  })

  it('serve the latest version, and those that endpoints are held at', () => {
    expect(servedVersions('3', [{ liveVersion: '3' }, { liveVersion: '1' }, { liveVersion: undefined }])).toEqual(['3', '1'])
  })

  it('are related to what all served versions use', () => {
    expect(runtimeEdges([ok(container), ok(code)], ok([]), place).map((edge) => edge !== null && 'to' in edge && `${edge.type} ${edge.to.split(':').at(-1)}`)).toEqual([
      'runs-as role/orchard-agent', `runs-image ${'a'.repeat(64)}`, 'placed-in subnet/subnet-1', 'placed-in security-group/sg-1', 'runs-as role/orchard-agent', 'stored-in orchard-agents',
    ])
  })

  it('have relations that may be more, where the endpoints or a version are unread', () => {
    const types = ['runs-as', 'runs-image', 'stored-in', 'placed-in']
    expect(runtimeEdges([ok(code)], hidden, place).filter((edge) => edge !== null && 'unread' in edge).map((edge) => edge?.type)).toEqual(types)
    expect(runtimeEdges([hidden], ok([]), place)).toEqual(types.map((type) => ({ type, unread: gap })))
  })
})

describe('gateways and targets', () => {
  const target = (targetConfiguration: TargetConfiguration, rest: Partial<GetGatewayTargetCommandOutput> = {}): Pick<GetGatewayTargetCommandOutput, 'targetConfiguration' | 'credentialProviderConfigurations'> =>
    ({ targetConfiguration, credentialProviderConfigurations: [], ...rest })
  const mcp = (endpoint: string): TargetConfiguration => ({ mcp: { mcpServer: { endpoint, listingMode: 'DYNAMIC' } } })
  const runtimeUrl = (id: string): string => `https://bedrock-agentcore.us-east-1.amazonaws.com/runtimes/${encodeURIComponent(id)}/invocations?qualifier=DEFAULT`

  it.each<[string, TargetConfiguration, boolean]>([
    ['a server on the internet', mcp('https://mcp.example.com/'), true],
    ['a runtime of the account', mcp(runtimeUrl(arn('runtime/search-1'))), false],
    ['a runtime of another account', mcp(runtimeUrl(arn('runtime/search-1', '444455556666'))), true],
    ['a function URL', mcp('https://abc.lambda-url.us-east-1.on.aws/mcp'), false],
    ['a host that only looks like AWS', mcp('https://amazonaws.com.example.net/mcp'), true],
    ['a function', { mcp: { lambda: { lambdaArn: 'arn:aws:lambda:us-east-1:111122223333:function:orders', toolSchema: { inlinePayload: [] } } } }, false],
    ['a model provider', { inference: { provider: { endpoint: 'https://api.example.com/v1' } } }, true],
  ])('%s: external is %#', (_what, configuration, external) => {
    expect(targetFacts(ok(target(configuration)), place).external).toBe(external)
  })

  it('what is reached through a VPC of the account is not external', () => {
    const privately = target(mcp('https://mcp.example.com/'), { privateEndpoint: { selfManagedLatticeResource: { resourceConfigurationIdentifier: 'rcfg-1' } } })
    expect(targetFacts(ok(privately), place)).toMatchObject({ external: false, host: 'mcp.example.com', listingMode: 'DYNAMIC', fixedTools: false })
  })

  it('an unread target hides its settings and nothing else', () => {
    expect(new Set(Object.values(targetFacts(hidden, place)))).toEqual(new Set([gap]))
  })

  it('point at what they call, and at whoever writes their schema', () => {
    const to = (configuration: TargetConfiguration): string[] => targetEdges(target(configuration), place).flatMap((edge) => (edge === null ? [] : [`${edge.type} ${edge.to}`]))
    expect(to({ mcp: { lambda: { lambdaArn: 'arn:aws:lambda:us-east-1:111122223333:function:orders:live', toolSchema: { s3: { uri: 's3://orchard-schemas/orders.json' } } } } }))
      .toEqual(['can-invoke arn:aws:lambda:us-east-1:111122223333:function:orders', 'stored-in arn:aws:s3:::orchard-schemas'])
    expect(to({ mcp: { apiGateway: { restApiId: 'a1b2c3', stage: 'prod', apiGatewayToolConfiguration: { toolFilters: [] } } } })).toEqual(['can-invoke arn:aws:apigateway:us-east-1::/restapis/a1b2c3'])
    expect(to(mcp(runtimeUrl(arn('runtime/search-1'))))).toEqual([`can-invoke ${arn('runtime/search-1')}`])
    expect(to({ http: { agentcoreRuntime: { arn: arn('runtime/search-1') } } })).toEqual([`can-invoke ${arn('runtime/search-1')}`])
  })

  it('a gateway knows its targets even where its own settings are unread, and the other way round', () => {
    const targets = ok([{ summary: { targetId: 'T1', name: 'orders', status: 'READY' as const, createdAt: new Date(0), updatedAt: new Date(0) }, detail: hidden }])
    expect(gatewayEdges('g-1', hidden, targets, place).map((edge) => edge !== null && ('to' in edge ? edge.to : edge.type))).toEqual(['runs-as', 'encrypted-by', 'governed-by', 'can-invoke', arn('gateway/g-1/target/T1')])
    expect(gatewayEdges('g-1', ok({ roleArn: role }), hidden, place).filter((edge) => edge !== null)).toEqual([
      { type: 'runs-as', target: 'aws.iam.role', to: role, via: 'roleArn' }, { type: 'calls-tool', unread: gap },
    ])
    expect(gatewayFacts(ok({ roleArn: role }))).toMatchObject({ jwt: null, policyMode: null, exceptionLevel: null, interceptors: [] })
  })

  it.each([
    [runtimeUrl(arn('runtime/search-1')), arn('runtime/search-1')], ['https://mcp.example.com/runtimes/arn%3Aaws', null], ['not an address', null], [null, null],
  ])('%s leads to the runtime %s', (url, runtime) => {
    expect(runtimeBehind(url)).toBe(runtime)
  })

  it('AWS\'s own tools are no assets', () => {
    expect(toAgentcore('calls-tool', 'aws.agentcore.browser', 'arn:aws:bedrock-agentcore:us-east-1:aws:browser/aws.browser.v1', 'tools')).toBeNull()
    expect([hostOf('https://Mcp.Example.com:8443/x'), hostOf(''), hostOf(undefined)]).toEqual(['mcp.example.com', null, null])
  })
})

describe('harnesses', () => {
  const made = (rest: Partial<Harness>): ReturnType<typeof harnessFacts> => harnessFacts(rest)

  it.each<[Partial<Harness>['model'], object]>([
    [{ bedrockModelConfig: { modelId: 'amazon.nova-lite-v1:0' } }, { provider: 'bedrock', externalModel: false, modelHost: null }],
    [{ openAiModelConfig: { modelId: 'gpt-5', apiKeyArn: 'arn:x' } }, { provider: 'openai', externalModel: true, modelHost: 'api.openai.com' }],
    [{ openAiModelConfig: { modelId: 'own', apiKeyArn: 'arn:x', apiBase: 'https://llm.orchard.example/v1' } }, { externalModel: true, modelHost: 'llm.orchard.example' }],
    [{ geminiModelConfig: { modelId: 'gemini', apiKeyArn: 'arn:x' } }, { provider: 'gemini', externalModel: true, modelHost: 'generativelanguage.googleapis.com' }],
    [{ liteLlmModelConfig: { modelId: 'bedrock/amazon.nova-lite-v1:0' } }, { provider: 'litellm', externalModel: false }],
    [{ liteLlmModelConfig: { modelId: 'groq/llama' } }, { provider: 'litellm', externalModel: true, modelHost: null }],
    [undefined, { provider: null, externalModel: false }],
  ])('%j', (model, facts) => {
    expect(made(model === undefined ? {} : { model })).toMatchObject(facts)
  })

  it('tell of secrets by place: headers, environment and prompt', () => {
    const facts = made({
      tools: [{ type: 'remote_mcp', name: 'search', config: { remoteMcp: { url: 'HTTP://mcp.example.com', headers: { 'Authorization': `Bearer ${planted}`, 'x-api-key': planted, 'x-tenant': 'orchard' } } } }],
      environmentVariables: { DB_PASSWORD: planted }, systemPrompt: [{ text: `The password is\npassword = ${planted}` }],
    })
    expect(facts.secrets.map(({ at }) => at)).toEqual(['header Authorization of search', 'header x-api-key of search', 'DB_PASSWORD', 'system prompt line 2'])
    expect(facts.tools).toEqual([{ type: 'remote_mcp', name: 'search', host: 'mcp.example.com', plainHttp: true }])
    expect(JSON.stringify(facts)).not.toContain(planted)
  })

  it('point at their tools, memory and runtime', () => {
    const edges = harnessEdges([ok({
      harnessVersion: '1', executionRoleArn: role,
      tools: [
        { type: 'agentcore_browser', config: { agentCoreBrowser: { browserArn: arn('browser-custom/b-1') } } }, { type: 'agentcore_code_interpreter', config: { agentCoreCodeInterpreter: {} } },
        { type: 'agentcore_gateway', config: { agentCoreGateway: { gatewayArn: arn('gateway/g-1') } } },
      ],
      memory: { managedMemoryConfiguration: { arn: arn('memory/m-1') } },
    })], ok([]), place)
    expect(edges.flatMap((edge) => (edge !== null && 'to' in edge ? [`${edge.type} ${edge.to}`] : []))).toEqual([
      `runs-as ${role}`, `retrieves-from ${arn('memory/m-1')}`, `calls-tool ${arn('browser-custom/b-1')}`, `calls-tool ${arn('gateway/g-1')}`,
    ])
  })
})

describe('memories', () => {
  const strategy = (rest: Partial<MemoryStrategy>): MemoryStrategy => ({ strategyId: 's', name: 'facts', type: 'SEMANTIC', namespaces: [], namespaceTemplates: [], ...rest })

  it.each<[string, Partial<MemoryStrategy>, string[]]>([
    ['by actor', { namespaceTemplates: ['/strategies/{memoryStrategyId}/actors/{actorId}'] }, []],
    ['by session', { namespaceTemplates: ['/talks/{sessionId}'] }, []],
    ['by a key of one\'s own', { namespaceTemplates: ['/tenants/{tenant}'] }, []],
    ['by strategy only', { namespaceTemplates: ['/strategies/{memoryStrategyId}'] }, ['/strategies/{memoryStrategyId}']],
    ['in the older field', { namespaces: ['/'] }, ['/']],
    ['reflections apart', { namespaceTemplates: ['/{actorId}'], configuration: { reflection: { episodicReflectionConfiguration: { namespaceTemplates: ['/lessons'] } } } }, ['/lessons']],
  ])('%s', (_how, rest, shared) => {
    expect(strategyFacts(strategy(rest)).shared).toEqual(shared)
  })

  it('point at the bucket that self-managed strategies are handed events in', () => {
    const configuration = { selfManagedConfiguration: { triggerConditions: [], historicalContextWindowSize: 4, invocationConfiguration: { topicArn: 'arn:t', payloadDeliveryBucketName: 'orchard-events' } } }
    expect(memoryEdges({ arn: '', id: '', name: '', eventExpiryDuration: 7, status: 'ACTIVE', createdAt: new Date(0), updatedAt: new Date(0), strategies: [strategy({ type: 'CUSTOM', configuration })] }, place).at(-1))
      .toMatchObject({ type: 'stored-in', to: 'arn:aws:s3:::orchard-events' })
  })
})

describe('policies', () => {
  const gateway = 'resource == AgentCore::Gateway::"arn:aws:bedrock-agentcore:us-east-1:111122223333:gateway/g-1"'

  it.each<[string, boolean]>([
    ['permit(principal, action, resource);', true],
    [`permit(principal is AgentCore::OAuthUser, action, ${gateway});`, true],
    ['// for everybody\n@id("all")\npermit (\n  principal,\n  action in AgentCore::Action::"CallTool",\n  resource is AgentCore::Gateway\n) when { true };', true],
    [`permit(principal, action == AgentCore::Action::"orders___find", ${gateway});`, false],
    [`permit(principal, action in [AgentCore::Action::"orders___find"], ${gateway});`, false],
    ['permit(principal == AgentCore::OAuthUser::"john", action, resource);', false],
    ['permit(principal, action, resource) when { principal.hasTag("scope") && principal.getTag("scope") like "*tools*" };', false],
    ['permit(principal, action, resource) unless { context.input.amount > 500 };', false],
    ['forbid(principal, action, resource);', false],
    ['// permit(principal, action, resource);\nforbid(principal, action, resource);', false],
    ['forbid(principal, action, resource) when { context.input.note like "permit(principal, action, resource);" };', false],
    ['', false],
  ])('%s: permits everything is %s', (statement, permitsAll) => {
    expect(readCedar(statement).permitsAll).toBe(permitsAll)
  })

  it('tell their effects', () => {
    expect(readCedar(`forbid(principal, action, ${gateway}) when { context.input.url == "https://x/(y)" };`).effects).toEqual(['forbid'])
    expect(readCedar(undefined)).toEqual({ effects: [], permitsAll: false })
  })
})

describe('registries', () => {
  const record = (inlineContent: string): Pick<GetRegistryRecordCommandOutput, 'name' | 'status' | 'descriptors'> => ({ name: 'search', status: 'REJECTED', descriptors: { mcp: { server: { inlineContent } } } })

  it('find the target that calls what a record describes', () => {
    const targets = new Map([['https://mcp.example.com/search', 'tools/search']])
    expect(inUse(record(JSON.stringify({ remotes: [{ url: 'https://mcp.example.com/search/' }] })), targets)).toEqual([{ record: 'search', status: 'REJECTED', target: 'tools/search' }])
    expect(inUse(record('{"remotes":[{"url":"https:\\/\\/mcp.example.com\\/search"}]}'), targets)).toHaveLength(1)
    expect(inUse(record(JSON.stringify({ websiteUrl: 'https://mcp.example.com/' })), targets)).toEqual([])
  })

  it('do not know what is called while targets are unread', () => {
    expect(targetsByAddress(hidden)).toEqual(hidden)
    const summary = { gatewayId: 'g-1', name: 'tools', status: 'READY' as const, createdAt: new Date(0), updatedAt: new Date(0), authorizerType: 'AWS_IAM' as const }
    expect(targetsByAddress(ok([{ id: 'g-1', summary, detail: hidden, targets: hidden }]))).toEqual(hidden)
  })
})

describe('browsers', () => {
  const browser = { browserId: 'b-1', browserArn: arn('browser-custom/b-1'), name: 'b', status: 'READY' as const, createdAt: new Date(0), lastUpdatedAt: new Date(0), networkConfiguration: { networkMode: 'PUBLIC' as const } }

  it('record only where that is switched on', () => {
    const s3Location = { bucket: 'orchard-sessions', prefix: 'b/' }
    expect(browserProps(browser).recording).toBeNull()
    expect(browserEdges({ ...browser, recording: { enabled: false, s3Location } }, place).filter((edge) => edge !== null)).toEqual([])
    expect(browserEdges({ ...browser, recording: { enabled: true, s3Location } }, place)).toContainEqual({ type: 'logged-to', target: 'aws.s3.bucket', to: 'arn:aws:s3:::orchard-sessions', via: 'recording.s3Location' })
  })
})

describe('a made-up account', () => {
  let server: AwsServer
  let found: Collected
  let types: ReadonlySet<string>
  beforeAll(async () => {
    server = await AwsServer.start(makeAccount(sizes.XS, { regions: ['us-east-1', 'us-east-2'], pageCap: 2 }))
    types = new Set((await aws.collectors()).map((one) => one.type).filter((type) => type.startsWith('aws.agentcore.')))
    found = await collect({
      connectors: [{ connector: aws, settings: { scopes: [], regions: [], maxRate: 1000 } }], takenAt: new Date('2026-06-01T00:00:00Z'), historySince: new Date(0), types,
      with: new Set(), concurrency: 16, requestTimeout: 5000, signal: AbortSignal.timeout(30_000), random: () => 0.5, env: server.env(),
    }, { scope: () => undefined, skipped: () => undefined, bug: (error, where) => console.error(where, error) })
  })
  afterAll(() => server.stop())

  it('is read whole: each type, and the versions that endpoints serve', () => {
    expect({ bugs: found.bugs, gaps: found.inventory.gaps }).toEqual({ bugs: 0, gaps: [] })
    expect(new Set(found.inventory.assets.map((asset) => asset.type))).toEqual(types)
    const runtime = found.inventory.assets.find((asset) => asset.type === 'aws.agentcore.runtime')
    expect(runtime?.props).toMatchObject({ versions: [{ version: '2' }, { version: '1' }], endpoints: [{ name: 'DEFAULT', version: '2' }, { name: 'live', version: '1' }] })
  })

  it('gives the ids that others refer to', () => {
    const ids = new Set(found.inventory.assets.map((asset) => asset.id))
    const within = found.inventory.relations.filter((relation) => relation.target.startsWith('aws.agentcore.'))
    expect(within.map((relation) => relation.type).toSorted()).toEqual(['calls-tool', 'calls-tool', 'governed-by', 'owned-by'])
    expect(within.filter((relation) => !ids.has(relation.to))).toEqual([])
  })
})
