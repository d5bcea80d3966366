// AgentCore of the made-up account: an agent in two served versions, a gateway with a tool, and what they use and are kept in check by.
import type { Row } from '../account.js'
import { described, listed, made, placeOf, type RowPlace, type ServiceAnswers } from '../serve.js'

const createdAt = '2026-03-01T00:00:00Z'
const updatedAt = '2026-03-02T00:00:00Z'
const suffix = (i: number): string => `a1b2c3d${String(i).padStart(3, '0')}`
const arn = (place: RowPlace, resource: string): string => place.arn('bedrock-agentcore', resource)
const jwt = { customJWTAuthorizer: { discoveryUrl: 'https://id.example.com/.well-known/openid-configuration', allowedAudience: ['orchard'] } }

const runtimes = made('agentcore.runtimes', (i, place) => ({
  agentRuntimeArn: arn(place, `runtime/orchard_agent-${suffix(i)}`), agentRuntimeId: `orchard_agent-${suffix(i)}`, agentRuntimeName: `orchard_agent_${i}`, agentRuntimeVersion: '2',
  createdAt, lastUpdatedAt: updatedAt, roleArn: place.role(i), networkConfiguration: { networkMode: 'PUBLIC' }, status: 'READY', lifecycleConfiguration: { idleRuntimeSessionTimeout: 900 },
  agentRuntimeArtifact: { containerConfiguration: { containerUri: `${place.account}.dkr.ecr.${place.region}.amazonaws.com/orchard-agent:v${i}` } },
  protocolConfiguration: { serverProtocol: 'HTTP' }, environmentVariables: { LOG_LEVEL: 'info' }, metadataConfiguration: { requireMMDSV2: true }, authorizerConfiguration: jwt,
}))
const endpoint = (row: Row, name: string, liveVersion: unknown): Row => ({
  name, liveVersion, agentRuntimeEndpointArn: `${String(row['agentRuntimeArn'])}/runtime-endpoint/${name}`, agentRuntimeArn: row['agentRuntimeArn'], status: 'READY', id: name, createdAt,
  lastUpdatedAt: updatedAt,
})

const gateways = made('agentcore.gateways', (i, place) => ({
  gatewayArn: arn(place, `gateway/orchard-tools-${suffix(i)}`), gatewayId: `orchard-tools-${suffix(i)}`, gatewayUrl: `https://orchard-tools-${suffix(i)}.gateway.bedrock-agentcore.${place.region}.amazonaws.com/mcp`,
  createdAt, updatedAt, status: 'READY', name: `orchard-tools-${i}`, roleArn: place.role(i), protocolType: 'MCP', authorizerType: 'CUSTOM_JWT', authorizerConfiguration: jwt,
  policyEngineConfiguration: { arn: arn(place, `policy-engine/orchard_rules-${suffix(i)}`), mode: 'ENFORCE' },
}))
const targets = made('agentcore.targets', (i, place) => ({
  gatewayArn: arn(place, `gateway/orchard-tools-${suffix(i)}`), gatewayIdentifier: `orchard-tools-${suffix(i)}`, targetId: `TARGET${String(i).padStart(4, '0')}`, createdAt, updatedAt, status: 'READY',
  name: 'orders', targetType: 'MCP_SERVER', listingMode: 'DEFAULT',
  targetConfiguration: { mcp: { mcpServer: { endpoint: `https://orders-${i}.example.com/mcp`, listingMode: 'DEFAULT' } } },
  credentialProviderConfigurations: [{ credentialProviderType: 'OAUTH' }],
}))

const browsers = made('agentcore.browsers', (i, place) => ({
  browserId: `orchard_browser-${suffix(i)}`, browserArn: arn(place, `browser-custom/orchard_browser-${suffix(i)}`), name: `orchard_browser_${i}`, executionRoleArn: place.role(i),
  networkConfiguration: { networkMode: 'PUBLIC' }, recording: { enabled: true, s3Location: { bucket: place.bucket(i), prefix: 'sessions/' } }, status: 'READY', createdAt, lastUpdatedAt: updatedAt,
}))
const interpreters = made('agentcore.interpreters', (i, place) => ({
  codeInterpreterId: `orchard_code-${suffix(i)}`, codeInterpreterArn: arn(place, `code-interpreter-custom/orchard_code-${suffix(i)}`), name: `orchard_code_${i}`, executionRoleArn: place.role(i),
  networkConfiguration: { networkMode: 'SANDBOX' }, status: 'READY', createdAt, lastUpdatedAt: updatedAt,
}))
const harnesses = made('agentcore.harnesses', (i, place) => ({
  harnessId: `orchard_harness-${suffix(i)}`, harnessName: `orchard_harness_${i}`, arn: arn(place, `harness/orchard_harness-${suffix(i)}`), status: 'READY', harnessVersion: '1', executionRoleArn: place.role(i),
  createdAt, updatedAt, model: { bedrockModelConfig: { modelId: 'anthropic.claude-3-haiku-20240307-v1:0' } }, systemPrompt: [{ text: 'Answer questions about apples.' }],
  tools: [{ type: 'agentcore_gateway', name: 'tools', config: { agentCoreGateway: { gatewayArn: arn(place, `gateway/orchard-tools-${suffix(i)}`) } } }],
  skills: [], allowedTools: ['@tools'], truncation: { strategy: 'none' }, maxIterations: 20,
}))
const memories = made('agentcore.memories', (i, place) => ({
  arn: arn(place, `memory/orchard_memory-${suffix(i)}`), id: `orchard_memory-${suffix(i)}`, name: `orchard_memory_${i}`, eventExpiryDuration: 30, status: 'ACTIVE', createdAt, updatedAt,
  strategies: [{ strategyId: `facts-${suffix(i)}`, name: 'facts', type: 'SEMANTIC', namespaces: ['/actors/{actorId}/'], namespaceTemplates: ['/actors/{actorId}/'] }],
}))
const engines = made('agentcore.engines', (i, place) => ({
  policyEngineId: `orchard_rules-${suffix(i)}`, name: `orchard_rules_${i}`, createdAt, updatedAt, policyEngineArn: arn(place, `policy-engine/orchard_rules-${suffix(i)}`), status: 'ACTIVE',
}))
const policies = made('agentcore.policies', (i, place) => ({
  policyId: `orders-${suffix(i)}`, name: 'orders', policyEngineId: `orchard_rules-${suffix(i)}`, createdAt, updatedAt, status: 'ACTIVE', enforcementMode: 'ACTIVE', statusReasons: [],
  policyArn: arn(place, `policy-engine/orchard_rules-${suffix(i)}/policy/orders-${suffix(i)}`),
  definition: { cedar: { statement: 'permit(principal is AgentCore::OAuthUser, action == AgentCore::Action::"orders___find", resource is AgentCore::Gateway);' } },
}))
const registries = made('agentcore.registries', (i, place) => ({
  name: `orchard_registry_${i}`, registryId: `orchardreg${String(i).padStart(4, '0')}`, registryArn: arn(place, `registry/orchardreg${String(i).padStart(4, '0')}`), authorizerType: 'AWS_IAM',
  approvalConfiguration: { autoApproval: false }, status: 'READY', createdAt, updatedAt,
}))
const records = made('agentcore.records', (i, place) => {
  const registryArn = arn(place, `registry/orchardreg${String(i).padStart(4, '0')}`)
  return {
    registryArn, registryId: `orchardreg${String(i).padStart(4, '0')}`, recordArn: `${registryArn}/record/orders000000`, recordId: 'orders000000', name: 'orders', descriptorType: 'MCP', recordVersion: '1.0.0',
    status: 'PENDING_APPROVAL', createdAt, updatedAt, descriptors: { mcp: { server: { inlineContent: JSON.stringify({ remotes: [{ url: `https://orders-${i}.example.com/mcp` }] }) } } },
  }
})
const identities = made('agentcore.identities', (i, place) => ({
  name: `orchard-identity-${i}`, workloadIdentityArn: arn(place, `workload-identity-directory/default/workload-identity/orchard-identity-${i}`), createdTime: createdAt, lastUpdatedTime: updatedAt,
  allowedResourceOauth2ReturnUrls: ['https://orchard.example.com/callback'],
}))

/** The rows are made with what their lists are asked by, which no answer has. */
const without = (...fields: string[]) => (row: Row): Row => Object.fromEntries(Object.entries(row).filter(([field]) => !fields.includes(field)))
const summary = ['createdAt', 'updatedAt', 'lastUpdatedAt', 'status', 'name']
const control = 'bedrock-agentcore-control'

export default {
  [`${control}.ListAgentRuntimes`]: listed(runtimes, { rows: 'agentRuntimes', fields: ['agentRuntimeArn', 'agentRuntimeId', 'agentRuntimeVersion', 'agentRuntimeName', 'lastUpdatedAt', 'status'] }),
  [`${control}.GetAgentRuntime`]: described(runtimes, { by: { agentRuntimeId: 'agentRuntimeId' }, as: (row, { version = row['agentRuntimeVersion'] }) => ({ ...row, agentRuntimeVersion: version }) }),
  [`${control}.ListAgentRuntimeEndpoints`]: described(runtimes, {
    by: { agentRuntimeId: 'agentRuntimeId' }, in: 'runtimeEndpoints', as: (row) => [endpoint(row, 'DEFAULT', row['agentRuntimeVersion']), endpoint(row, 'live', '1')],
  }),
  [`${control}.GetResourcePolicy`]: (account, { region, input }) => (String(input['resourceArn']).includes(':runtime/')
    ? { json: { policy: JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: { AWS: placeOf(account, region).role(0) }, Action: 'bedrock-agentcore:InvokeAgentRuntime', Resource: input['resourceArn'] }] }) } }
    : { error: 'ResourceNotFoundException', status: 404, message: 'no policy' }),
  [`${control}.ListGateways`]: listed(gateways, { rows: 'items', max: 1000, fields: ['gatewayId', 'authorizerType', 'protocolType', ...summary] }),
  [`${control}.GetGateway`]: described(gateways, { by: { gatewayIdentifier: 'gatewayId' } }),
  [`${control}.ListGatewayRateLimits`]: listed(gateways, {
    rows: 'rateLimits', where: (row, { gatewayIdentifier }) => row['gatewayId'] === gatewayIdentifier,
    as: (row) => ({ rateLimitId: 'limit-1', gatewayIdentifier: row['gatewayId'], dimensionKeys: [], entries: [{ dimensions: {}, requests: [{ rate: 100, period: 'MINUTE' }] }], status: 'ACTIVE', createdAt, updatedAt }),
  }),
  [`${control}.ListGatewayTargets`]: listed(targets, {
    rows: 'items', max: 1000, where: (row, { gatewayIdentifier }) => row['gatewayIdentifier'] === gatewayIdentifier, fields: ['targetId', 'targetType', 'listingMode', ...summary],
  }),
  [`${control}.GetGatewayTarget`]: described(targets, { by: { gatewayIdentifier: 'gatewayIdentifier', targetId: 'targetId' }, as: without('gatewayIdentifier', 'targetType', 'listingMode') }),
  [`${control}.ListBrowsers`]: listed(browsers, { rows: 'browserSummaries', fields: ['browserId', 'browserArn', ...summary] }),
  [`${control}.GetBrowser`]: described(browsers, { by: { browserId: 'browserId' } }),
  [`${control}.ListCodeInterpreters`]: listed(interpreters, { rows: 'codeInterpreterSummaries', fields: ['codeInterpreterId', 'codeInterpreterArn', ...summary] }),
  [`${control}.GetCodeInterpreter`]: described(interpreters, { by: { codeInterpreterId: 'codeInterpreterId' } }),
  [`${control}.ListHarnesses`]: listed(harnesses, { rows: 'harnesses', fields: ['harnessId', 'harnessName', 'arn', 'harnessVersion', ...summary] }),
  [`${control}.GetHarness`]: described(harnesses, { by: { harnessId: 'harnessId' }, in: 'harness' }),
  [`${control}.ListHarnessEndpoints`]: described(harnesses, {
    by: { harnessId: 'harnessId' }, in: 'endpoints',
    as: (row) => [{ harnessId: row['harnessId'], harnessName: row['harnessName'], endpointName: 'DEFAULT', arn: `${String(row['arn'])}/harness-endpoint/DEFAULT`, status: 'READY', createdAt, updatedAt, liveVersion: '1' }],
  }),
  [`${control}.ListMemories`]: listed(memories, { rows: 'memories', max: 50, fields: ['arn', 'id', 'status', 'createdAt', 'updatedAt'] }),
  [`${control}.GetMemory`]: described(memories, { by: { memoryId: 'id' }, in: 'memory' }),
  [`${control}.ListPolicyEngineSummaries`]: listed(engines, { rows: 'policyEngines' }),
  [`${control}.ListPolicies`]: listed(policies, { rows: 'policies', where: (row, { policyEngineId }) => row['policyEngineId'] === policyEngineId }),
  [`${control}.ListPolicySummaries`]: listed(policies, { rows: 'policies', where: (row, { policyEngineId }) => row['policyEngineId'] === policyEngineId, as: without('definition', 'statusReasons') }),
  [`${control}.ListRegistries`]: listed(registries, { rows: 'registries', fields: ['registryId', 'registryArn', 'authorizerType', ...summary] }),
  [`${control}.GetRegistry`]: described(registries, { by: { registryId: 'registryId' } }),
  [`${control}.ListRegistryRecords`]: listed(records, { rows: 'registryRecords', where: (row, { registryId }) => row['registryId'] === registryId, as: without('registryId', 'descriptors') }),
  [`${control}.GetRegistryRecord`]: described(records, { by: { registryId: 'registryId', recordId: 'recordId' }, as: without('registryId') }),
  [`${control}.ListWorkloadIdentities`]: listed(identities, { rows: 'workloadIdentities', max: 20, fields: ['name', 'workloadIdentityArn'] }),
  [`${control}.GetWorkloadIdentity`]: described(identities, { by: { name: 'name' } }),
  // In every region, used or not.
  [`${control}.GetTokenVault`]: (account, { input }) => ({ json: { tokenVaultId: input['tokenVaultId'], kmsConfiguration: { keyType: 'ServiceManagedKey' }, lastModifiedDate: account.madeAt } }),
} satisfies ServiceAnswers
