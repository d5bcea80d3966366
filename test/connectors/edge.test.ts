// Lambda, API Gateway, networks and containers: mappers fed with real answers, and with the cases those answers do not have.
import type { DescribeSecurityGroupsCommandOutput, DescribeVpcEndpointsCommandOutput, RouteTable } from '@aws-sdk/client-ec2'
import type { GetFunctionUrlConfigCommandOutput, GetPolicyCommandOutput, ListFunctionsCommandOutput } from '@aws-sdk/client-lambda'
import { describe, expect, it } from 'vitest'
import { aiGrants, aiVariables, isModelHost, matchesGlob } from '../../src/connectors/aws/ai-signs.js'
import { httpRoutes, httpStages } from '../../src/connectors/aws/apigateway/http.js'
import { restPolicy, restRoutes, restStages } from '../../src/connectors/aws/apigateway/rest.js'
import { targetIn, targetOf } from '../../src/connectors/aws/apigateway/targets.js'
import { limitsOf } from '../../src/connectors/aws/ec2/endpoint-policy.js'
import instance, { instanceEdges, instanceProps, openIngress } from '../../src/connectors/aws/ec2/instance.js'
import { isPublic } from '../../src/connectors/aws/ec2/network.js'
import securityGroup, { securityGroupProps } from '../../src/connectors/aws/ec2/security-group.js'
import vpcEndpoint, { vpcEndpointProps } from '../../src/connectors/aws/ec2/vpc-endpoint.js'
import { serviceWord, servicesOf } from '../../src/connectors/aws/ec2/vpc.js'
import taskDefinition, { taskDefinitionEdges, taskDefinitionProps } from '../../src/connectors/aws/ecs/task-definition.js'
import lambdaFunction, { functionEdges, functionProps, urlFacts } from '../../src/connectors/aws/lambda/function.js'
import { functionRecord } from '../../src/connectors/aws/lambda/functions.js'
import { agentEdges, endpointEdges, namedResources } from '../../src/connectors/aws/lambda/invocable.js'
import { apisAllowed, joinPolicies, withoutUrlGrants } from '../../src/connectors/aws/lambda/policies.js'
import { runtimeEnd } from '../../src/connectors/aws/lambda/runtimes.js'
import type { AnyCollector, Edge } from '../../src/connectors/kit/collector.js'
import { misfit, type ShapeNode } from '../../src/core/shape.js'
import { samples, samplesPresent } from './samples.js'

const place = { partition: 'aws', account: '111122223333', region: 'us-east-1' }
const fn = (name: string): string => `arn:aws:lambda:us-east-1:111122223333:function:${name}`
const unread = { policy: null, functionUrls: [], reservedConcurrency: null, codeSigningConfig: null }

/** What a mapper gives must be all that is declared, JSON through and through, and its relations declared ones. */
function fits(c: AnyCollector, props: object, edges: (Edge | null)[] = []): void {
  const declared: ShapeNode = c.props
  expect(misfit(declared, props)).toBeNull()
  expect(JSON.parse(JSON.stringify(props))).toEqual(props)
  for (const edge of edges) if (edge !== null) expect(c.relates[edge.type] ?? [], edge.type).toContain(edge.target)
}

function answers<T>(service: string, operation: string): T[] {
  // The mappers are typed from the SDK, the samples are what they are.
  return samples(service, operation).filter((sample) => sample.error === undefined).map(({ data }) => data as T)
}

describe.skipIf(!samplesPresent)('real answers (skipped: ../shared/data/api-samples is absent)', () => {
  it('functions', () => {
    const all = answers<ListFunctionsCommandOutput>('lambda', 'ListFunctions').flatMap((answer) => answer.Functions ?? [])
    expect(all.length).toBeGreaterThan(1)
    for (const one of all) fits(lambdaFunction, { ...functionProps(functionRecord(one), []), ...unread }, functionEdges(functionRecord(one), place))
  })

  it('policies of functions, and their URLs', () => {
    const policies = answers<GetPolicyCommandOutput>('lambda', 'GetPolicy')
    expect(policies).toHaveLength(1)
    for (const policy of policies) expect(joinPolicies([{ ok: true, value: policy }])).toMatchObject({ ok: true, value: { Statement: [{ Effect: 'Allow' }] } })
    expect(answers<GetFunctionUrlConfigCommandOutput>('lambda', 'GetFunctionUrlConfig').map(urlFacts)).toMatchObject([{ qualifier: null, authType: expect.stringMatching(/NONE|AWS_IAM/) }])
  })

  it('security groups and VPC endpoints', () => {
    const groups = answers<DescribeSecurityGroupsCommandOutput>('ec2', 'DescribeSecurityGroups').flatMap((answer) => answer.SecurityGroups ?? [])
    const endpoints = answers<DescribeVpcEndpointsCommandOutput>('ec2', 'DescribeVpcEndpoints').flatMap((answer) => answer.VpcEndpoints ?? [])
    expect(groups.length).toBeGreaterThan(1)
    expect(endpoints.length).toBeGreaterThan(3)
    for (const group of groups) fits(securityGroup, securityGroupProps(group))
    for (const endpoint of endpoints) fits(vpcEndpoint, vpcEndpointProps(endpoint))
    expect(endpoints.map(vpcEndpointProps).find(({ service }) => service === 's3')).toMatchObject({ state: 'available', limits: [], ai: false })
  })
})

describe('what says AI', () => {
  const table: [variables: Record<string, string>, told: string[]][] = [
    [{ OPENAI_API_KEY: 'x' }, ['OPENAI_API_KEY']],
    [{ bedrockModelId: 'x', knowledge_base_id: 'KB1' }, ['bedrockModelId', 'knowledge_base_id']],
    [{ MODEL: 'eu.anthropic.claude-3-haiku-20240307-v1:0', TARGET: 'arn:aws:sagemaker:us-east-1:111122223333:endpoint/orchard-chat' }, ['MODEL', 'TARGET']],
    [{ UPSTREAM: 'https://orchard.openai.azure.com/' }, ['UPSTREAM']],
    [{ TABLE: 'orders', AGENT: 'mozilla', S3_REPLICATE_BUCKET: 'a', AGENT_ID: '7', HFILE: '1', MODEL_TRAIN: 'ice 3', LLMAMA: '' }, []],
  ]
  it.each(table)('variables %o name %o', (variables, told) => expect(aiVariables(variables)).toEqual(told))

  it('hosts of providers, and no others', () => {
    expect(['https://api.anthropic.com/v1', 'bedrock-runtime.us-east-1.amazonaws.com', 'https://api.example.com'].map(isModelHost)).toEqual([true, true, false])
  })

  it('grants that name the service, never those of everything', () => {
    const role = (...statements: object[]): Parameters<typeof aiGrants>[0] => ({ RolePolicyList: [{ PolicyName: 'own', PolicyDocument: JSON.stringify({ Statement: statements }) }] })
    const details = { roles: [], users: [], groups: [], policies: new Map() }
    const actions = (...statements: object[]): string[] => aiGrants(role(...statements), details).map(({ action }) => action)
    expect(actions({ Effect: 'Allow', Action: 'bedrock:InvokeModel', Resource: '*' })).toEqual(['bedrock:invokemodel'])
    expect(actions({ Effect: 'Allow', Action: ['sagemaker:*'], Resource: '*' })).toHaveLength(3)
    expect(actions({ Effect: 'Allow', Action: '*', Resource: '*' }, { Effect: 'Deny', Action: 'bedrock:InvokeModel', Resource: '*' }, { Effect: 'Allow', Action: 'bedrock:List*', Resource: '*' })).toEqual([])
  })

  it('globs', () => {
    const cases: [string, string, boolean][] = [['a*c', 'abbc', true], ['a?c', 'abc', true], ['a*', 'b', false], ['*', '', true], ['*a*a*a*b', 'a'.repeat(5000), false]]
    for (const [pattern, text, matches] of cases) expect(matchesGlob(pattern, text), pattern).toBe(matches)
  })
})

describe('functions', () => {
  it('keep names of variables and what detectors say, and no value', () => {
    const key = 'kqzvwtrm'.split('').map((letter, i) => `${letter}${i * 7}P`).join('')
    const record = functionRecord({ FunctionName: 'orchard-front', FunctionArn: fn('orchard-front'), Environment: { Variables: { OPENAI_API_KEY: key, ENDPOINT_NAME: 'orchard-chat' } }, LastModified: '2026-03-01T10:00:00.000+0000' })
    expect(record).toMatchObject({ variables: ['ENDPOINT_NAME', 'OPENAI_API_KEY'], endpointNames: ['orchard-chat'], lastModified: '2026-03-01T10:00:00.000Z', environmentHidden: false })
    expect(record.secrets).toMatchObject([{ at: 'OPENAI_API_KEY', length: key.length }])
    expect(JSON.stringify(record)).not.toContain(key)
  })

  it('reach endpoints and agents by name and by pattern', () => {
    const grants = [
      { action: 'sagemaker:invokeendpoint', resources: ['arn:aws:sagemaker:us-east-1:111122223333:endpoint/Orchard-*', 'arn:aws:sagemaker:eu-west-1:111122223333:endpoint/far'] },
      { action: 'bedrock:invokeagent', resources: ['arn:aws:bedrock:us-east-1:111122223333:agent-alias/NAMED12345/LIVE123456', 'arn:aws:bedrock:*:*:agent-alias/A*/LIVE123456'] },
    ]
    const { endpoints, agents } = namedResources(grants)
    expect(endpointEdges(endpoints, ['arn:aws:sagemaker:us-east-1:111122223333:endpoint/orchard-chat', 'arn:aws:sagemaker:us-east-1:111122223333:endpoint/other']).map(({ to }) => to))
      .toEqual(['arn:aws:sagemaker:eu-west-1:111122223333:endpoint/far', 'arn:aws:sagemaker:us-east-1:111122223333:endpoint/orchard-chat'])
    expect(agentEdges(agents, ['AGENT12345', 'OTHER12345'], place).map(({ to }) => to.split('/')[1])).toEqual(['NAMED12345', 'AGENT12345'])
    expect(agentEdges(['*'], ['AGENT12345'], place)).toHaveLength(1)
  })

  it('join the policies of aliases, and leave grants for URLs out where there is none', () => {
    const own = { Policy: JSON.stringify({ Statement: [{ Sid: 'own', Effect: 'Allow', Principal: '*', Action: 'lambda:InvokeFunction', Resource: fn('a'), Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } } }] }) }
    const alias = { Policy: JSON.stringify({ Statement: { Sid: 'alias', Effect: 'Allow', Principal: { Service: 'bedrock.amazonaws.com' }, Action: 'lambda:InvokeFunction', Resource: `${fn('a')}:live` } }) }
    const joined = joinPolicies([{ ok: true, value: own }, { ok: true, value: null }, { ok: true, value: alias }])
    expect(joined).toMatchObject({ value: { Statement: [{ Sid: 'own' }, { Sid: 'alias' }] } })
    expect(joined.ok && withoutUrlGrants(joined.value)).toMatchObject({ Statement: [{ Sid: 'alias' }] })
    expect(joinPolicies([{ ok: true, value: null }])).toEqual({ ok: true, value: null })
    expect(joinPolicies([{ ok: true, value: { Policy: 'no policy' } }, { ok: true, value: alias }])).toEqual({ ok: true, value: 'no policy' })
  })

  it('name the APIs that may call them', () => {
    const statement = { Effect: 'Allow', Principal: { Service: 'apigateway.amazonaws.com' }, Action: 'lambda:InvokeFunction', Resource: fn('a') }
    const from = (source: string): string[] => apisAllowed({ Statement: [{ ...statement, Condition: { ArnLike: { 'AWS:SourceArn': source } } }] }, place).map(({ to }) => to)
    expect(from('arn:aws:execute-api:us-east-1:111122223333:a1b2c3d4e5/*/POST/chat')).toEqual(['arn:aws:apigateway:us-east-1::/restapis/a1b2c3d4e5', 'arn:aws:apigateway:us-east-1::/apis/a1b2c3d4e5'])
    expect(from('arn:aws:execute-api:us-east-1:111122223333:*/*')).toEqual([])
  })

  it('know when their runtime ends', () => expect(['python3.9', 'cobol', null].map(runtimeEnd)).toEqual(['2025-12-15T00:00:00.000Z', null, null]))
})

describe('APIs', () => {
  const isAi = (arn: string): boolean => arn === fn('orchard-front')
  const table: [uri: string | undefined, target: string | null, relation: string | null][] = [
    [`arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${fn('orchard-front')}:live/invocations`, fn('orchard-front'), 'aws.lambda.function'],
    [fn('orchard-front'), fn('orchard-front'), 'aws.lambda.function'],
    [fn('orchard-shop'), null, null],
    ['arn:aws:apigateway:us-east-1:runtime.sagemaker:path//endpoints/orchard-chat/invocations', 'arn:aws:sagemaker:us-east-1:111122223333:endpoint/orchard-chat', 'aws.sagemaker.endpoint'],
    ['arn:aws:apigateway:us-east-1:bedrock-agent-runtime:path/agents/AGENT12345/agentAliases/LIVE/sessions/1/text', 'arn:aws:bedrock:us-east-1:111122223333:agent/AGENT12345', 'aws.bedrock.agent'],
    ['arn:aws:apigateway:us-east-1:bedrock-runtime:path/model/amazon.nova-lite-v1:0/invoke', 'bedrock-runtime', null],
    ['https://api.openai.com/v1/chat/completions', 'api.openai.com', null],
    ['arn:aws:apigateway:us-east-1:dynamodb:action/GetItem', null, null],
    ['https://orders.example.com', null, null],
    [undefined, null, null],
  ]
  it.each(table)('%s reaches %s', (uri, target, relation) => {
    const found = targetOf(uri, place, isAi)
    expect([found?.target ?? null, found?.edge?.target ?? null]).toEqual([target, relation])
  })

  it('are followed through the variables of their stages', () => {
    const uri = 'arn:aws:lambda:us-east-1:111122223333:function:${stageVariables.fn}'
    expect(targetIn(uri, [{ fn: 'orchard-shop' }, { fn: 'orchard-front' }], place, isAi)?.target).toBe(fn('orchard-front'))
    expect(targetIn(uri, [{}], place, isAi)).toBeNull()
  })

  it('of REST: methods but preflights, and a policy written on the API itself', () => {
    const methodIntegration = { type: 'AWS_PROXY', uri: fn('orchard-front') } as const
    const routes = restRoutes([{ path: '/chat', resourceMethods: { POST: { methodIntegration }, OPTIONS: { methodIntegration }, GET: { authorizationType: 'CUSTOM', apiKeyRequired: true, methodIntegration: { type: 'MOCK' } } } }], [], place, isAi)
    expect(routes).toMatchObject([{ route: 'POST /chat', authorization: 'NONE', apiKeyRequired: false }])
    const id = 'arn:aws:apigateway:us-east-1::/restapis/a1b2c3d4e5'
    const text = (resource: unknown): string => JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: resource }] })
    expect(restPolicy(text('execute-api:/live/*').replaceAll('"', String.raw`\"`), id)).toMatchObject({ Statement: [{ Resource: `${id}/live/*` }] })
    expect(restPolicy(text(['arn:aws:execute-api:us-east-1:111122223333:a1b2c3d4e5/*', '*']), id)).toMatchObject({ Statement: [{ Resource: [`${id}/*`, '*'] }] })
    expect(restPolicy(undefined, id)).toBeNull()
  })

  it('of REST: only a rate below the account\'s own is a limit, and only a plan with a limit counts', () => {
    const stage = (rate?: number): object => ({ stageName: 'live', methodSettings: { '*/*': { throttlingRateLimit: rate } } })
    const limits = (rate: number | undefined, plans: object[] = []): unknown => restStages([stage(rate)], 'a1', plans).map(({ rateLimit, usagePlan }) => [rateLimit, usagePlan])
    expect(limits(20)).toEqual([[20, false]])
    expect(limits(10_000)).toEqual([[null, false]])
    expect(limits(-1, [{ apiStages: [{ apiId: 'a1', stage: 'live' }] }])).toEqual([[null, false]])
    expect(limits(undefined, [{ quota: { limit: 5 }, apiStages: [{ apiId: 'a1', stage: 'live' }] }])).toEqual([[null, true]])
  })

  it('of WebSockets ask who somebody is when he connects', () => {
    const integrations = [{ IntegrationId: 'front', IntegrationUri: fn('orchard-front') }]
    const routes = [{ RouteKey: '$connect', AuthorizationType: 'AWS_IAM' as const }, { RouteKey: 'ask', AuthorizationType: 'NONE' as const, Target: 'integrations/front' }]
    expect(httpRoutes(routes, integrations, true, [], place, isAi)).toMatchObject([{ route: 'ask', authorization: 'AWS_IAM' }])
    expect(httpRoutes(routes, integrations, false, [], place, isAi)).toMatchObject([{ route: 'ask', authorization: 'NONE' }])
    expect(httpStages([{ StageName: '$default', RouteSettings: { ask: { DataTraceEnabled: true } } }])).toMatchObject([{ logsBodies: true, rateLimit: null, webAcl: null }])
  })
})

describe('networks', () => {
  const table = (routes: RouteTable['Routes'], subnet?: string): RouteTable => ({ VpcId: 'vpc-1', Routes: routes, Associations: [subnet === undefined ? { Main: true } : { SubnetId: subnet }] })
  const open = [{ DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1' }]
  const cases: [what: string, tables: RouteTable[], found: boolean | null][] = [
    ['its own table', [table([], 's1'), table(open)], false],
    ['the main table of its VPC', [table([], 's2'), table(open)], true],
    ['IPv6 alone', [table([{ DestinationIpv6CidrBlock: '::/0', GatewayId: 'igw-1' }])], true],
    ['a NAT gateway', [table([{ DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1' }])], false],
    ['a gateway that is gone', [table([{ DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1', State: 'blackhole' }])], false],
    ['no table that we may see', [], null],
  ]
  it.each(cases)('a subnet is public by %s', (_, tables, found) => expect(isPublic({ SubnetId: 's1', VpcId: 'vpc-1' }, tables)).toBe(found))

  it('services are told without their region', () => {
    expect(['com.amazonaws.us-east-1.bedrock-runtime', 'com.amazonaws.us-gov-west-1.sagemaker.api', 'aws.sagemaker.us-east-1.studio', 'cn.com.amazonaws.cn-north-1.sagemaker.runtime'].map(serviceWord))
      .toEqual(['bedrock-runtime', 'sagemaker.api', 'sagemaker.studio', 'sagemaker.runtime'])
    expect(servicesOf([{ VpcId: 'v', State: 'Available', ServiceName: 'com.amazonaws.us-east-1.s3' }, { VpcId: 'v', State: 'Pending', ServiceName: 'com.amazonaws.us-east-1.bedrock' }], 'v')).toEqual(['s3'])
  })

  const star = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }
  const policies: [what: string, policy: unknown, limits: string[]][] = [
    ['the default', { Statement: [star] }, []],
    ['none at all', null, []],
    ['who asks', { Statement: [{ ...star, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-orchard' } } }] }, ['principal']],
    ['whose buckets', { Statement: [{ ...star, Resource: ['arn:aws:s3:::orchard-models/*'] }] }, ['resource']],
    ['any bucket by its start', { Statement: [{ ...star, Resource: 'arn:aws:s3:::*/public/*' }] }, []],
    ['one statement of two', { Statement: [{ ...star, Condition: { StringEquals: { 'aws:ResourceAccount': '111122223333' } } }, star] }, []],
    ['a refusal of the rest', { Statement: [star, { ...star, Effect: 'Deny', Condition: { StringNotEqualsIfExists: { 'aws:ResourceOrgID': 'o-orchard' } } }] }, ['resource']],
    ['a star as value', { Statement: [{ ...star, Condition: { StringLike: { 'aws:PrincipalArn': '*' } } }] }, []],
  ]
  it.each(policies)('an endpoint policy limits by %s', (_, policy, limits) => expect(limitsOf(policy as Parameters<typeof limitsOf>[0])).toEqual(limits))
})

describe('machines', () => {
  const group = (...ports: [number, number][]): ReturnType<typeof openIngress> => openIngress({ IpPermissions: ports.map(([FromPort, ToPort]) => ({ IpProtocol: 'tcp', FromPort, ToPort, IpRanges: [{ CidrIp: '0.0.0.0/0' }] })) })

  it('show ports of model servers only where a rule of few ports names them', () => {
    const props = (...ports: [number, number][]): ReturnType<typeof instanceProps> => instanceProps({ SecurityGroups: [{ GroupId: 'g' }] }, new Map([['g', group(...ports)]]))
    expect(props([11434, 11434], [22, 22])).toMatchObject({ openAiPorts: [11434], open: [{ fromPort: 11434 }] })
    expect(props([0, 65_535])).toMatchObject({ openAiPorts: [], open: [{ fromPort: 0 }] })
    expect(props([8000, 8090]).openAiPorts).toEqual([])
  })

  it('are told by their tags and by every address', () => {
    const one = { InstanceId: 'i-1', SubnetId: 's1', SecurityGroups: [{ GroupId: 'g' }], Tags: [{ Key: 'Name', Value: 'orchard-vllm' }, { Key: 'team', Value: 'storage' }], PublicIpAddress: '203.0.113.10', NetworkInterfaces: [{ Ipv6Addresses: [{ Ipv6Address: '2600::1' }], Association: { PublicIp: '203.0.113.10' } }] }
    const props = instanceProps(one, new Map([['g', group([8000, 8000])]]))
    expect(props).toMatchObject({ aiTags: ['Name=orchard-vllm'], publicAddresses: ['203.0.113.10', '2600::1'] })
    fits(instance, props, instanceEdges(one, place))
  })
})

it('container tasks are AI by image, by variable, or by a secret that is filled in', () => {
  const task = { family: 'orchard', taskRoleArn: '', containerDefinitions: [
    { name: 'a', image: 'ollama/ollama:0.6.0' }, { name: 'b', image: 'nginx:1.27' }, { name: 'c', image: '111122223333.dkr.ecr.us-east-1.amazonaws.com/orchard/chat:1', secrets: [{ name: 'HF_TOKEN', valueFrom: 'arn' }] },
  ] }
  const props = taskDefinitionProps(task)
  expect(props.containers.map(({ aiSigns }) => aiSigns)).toEqual([['image ollama/ollama:0.6.0'], [], ['variable HF_TOKEN']])
  fits(taskDefinition, props, taskDefinitionEdges(task, place))
})
