// Gateways: the door through which agents call tools, who may enter it, and what is checked on the way.
import type {
  GatewayInterceptorConfiguration, GatewayRateLimitDetail, GetGatewayCommandOutput, GetResourcePolicyCommandInput, GetResourcePolicyCommandOutput,
  ListGatewayRateLimitsCommandInput, ListGatewayRateLimitsCommandOutput,
} from '@aws-sdk/client-bedrock-agentcore-control'
import { any, bool, listOf, nullable, number, oneOf, shape, string } from '../../../core/shape.js'
import { collector, edgesOf, known, type Answer, type Edge, type UnreadEdges } from '../../kit/collector.js'
import { listLower, readOrNull } from '../calls.js'
import { encryptedBy, invokes, runsAs } from '../edges.js'
import { policyDocument } from '../iam/policy-document.js'
import { deliveries } from '../logs/deliveries.js'
import { placeOf, said, type Place } from '../names.js'
import { agentcoreArn, targetId, toAgentcore } from './arns.js'
import { jwtFacts, jwtFields } from './authorizer.js'
import { gateways, type GatewayRecord, type TargetRecord } from './gateways.js'

export default collector({
  type: 'aws.agentcore.gateway',
  kind: 'gateway',
  service: 'bedrock-agentcore-control',
  per: 'region',
  props: shape({
    gatewayId: string,
    status: nullable(oneOf('CREATING', 'UPDATING', 'UPDATE_UNSUCCESSFUL', 'DELETING', 'READY', 'FAILED')),
    /** `AUTHENTICATE_ONLY` checks who calls and leaves what they may do to targets, interceptors or a policy engine. */
    authorizerType: nullable(oneOf('CUSTOM_JWT', 'AWS_IAM', 'AUTHENTICATE_ONLY', 'NONE')),
    jwt: jwtFields,
    roleArn: nullable(string),
    kmsKeyArn: nullable(string),
    policyEngineArn: nullable(string),
    policyMode: nullable(oneOf('ENFORCE', 'LOG_ONLY')),
    /** Null: callers get a general error message. */
    exceptionLevel: nullable(oneOf('DEBUG')),
    webAclArn: nullable(string),
    wafFailureMode: nullable(oneOf('FAIL_OPEN', 'FAIL_CLOSE')),
    interceptors: listOf(shape({ functionArn: nullable(string), points: listOf(oneOf('REQUEST', 'RESPONSE')), getsHeaders: bool })),
    /** Rate limits that are in force. */
    rateLimits: number,
    policy: nullable(any),
    /** Callers sign with IAM, so that the policy decides whom to let in from outside. */
    iamCallers: bool,
    /** Log types that are delivered anywhere, such as `APPLICATION_LOGS`. */
    deliveredLogs: listOf(string),
  }),
  relates: {
    'runs-as': ['aws.iam.role'], 'encrypted-by': ['aws.kms.key'], 'governed-by': ['aws.agentcore.policy_engine'],
    'calls-tool': ['aws.agentcore.gateway_target'], 'can-invoke': ['aws.lambda.function'],
  },
  calls: {
    rateLimits: listLower<ListGatewayRateLimitsCommandInput, ListGatewayRateLimitsCommandOutput, GatewayRateLimitDetail>(
      'bedrock-agentcore-control:ListGatewayRateLimits', { items: (page) => page.rateLimits },
    ),
    policy: readOrNull<GetResourcePolicyCommandInput, GetResourcePolicyCommandOutput>(
      'bedrock-agentcore-control:GetResourcePolicy', ['ResourceNotFoundException'],
    ),
  },
  reads: [gateways, deliveries],
  async list(ctx) {
    const { call, each, emit } = ctx
    const listed = await ctx.read(gateways)
    if (!listed.ok) return ctx.unlisted(listed.gap)
    const place = placeOf(ctx)
    await each(listed.value, async ({ id, summary, detail, targets }) => {
      const arn = agentcoreArn(place, `gateway/${id}`)
      const [limits, policy, logs] = await Promise.all([
        call.rateLimits.all({ gatewayIdentifier: id }), call.policy({ resourceArn: arn }), ctx.read(deliveries),
      ])
      emit({
        id: arn,
        name: summary.name ?? id,
        props: {
          gatewayId: id,
          ...summaryFacts(summary),
          ...gatewayFacts(detail),
          rateLimits: known(limits, (all) => all.filter((limit) => limit.status === 'ACTIVE' || limit.status === 'UPDATING').length),
          policy: known(policy, (answer) => policyDocument(answer?.policy)),
          iamCallers: summary.authorizerType === 'AWS_IAM',
          deliveredLogs: known(logs, (delivered) => [...delivered.get(arn) ?? []]),
        },
        edges: gatewayEdges(id, detail, targets, place),
      })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
function summaryFacts(summary: GatewayRecord['summary']) {
  return { status: summary.status ?? null, authorizerType: summary.authorizerType ?? null }
}

export type GatewayDetail = Pick<GetGatewayCommandOutput,
  | 'authorizerConfiguration' | 'roleArn' | 'kmsKeyArn' | 'policyEngineConfiguration' | 'exceptionLevel' | 'webAclArn' | 'wafConfiguration'
  | 'interceptorConfigurations' | 'customTransformConfiguration'>

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function gatewayFacts(detail: Answer<GatewayDetail>) {
  return {
    jwt: known(detail, (gateway) => jwtFacts(gateway.authorizerConfiguration)),
    roleArn: known(detail, (gateway) => said(gateway.roleArn)),
    kmsKeyArn: known(detail, (gateway) => said(gateway.kmsKeyArn)),
    policyEngineArn: known(detail, (gateway) => said(gateway.policyEngineConfiguration?.arn)),
    policyMode: known(detail, (gateway) => gateway.policyEngineConfiguration?.mode ?? null),
    exceptionLevel: known(detail, (gateway) => gateway.exceptionLevel ?? null),
    webAclArn: known(detail, (gateway) => said(gateway.webAclArn)),
    wafFailureMode: known(detail, (gateway) => gateway.wafConfiguration?.failureMode ?? null),
    interceptors: known(detail, (gateway) => (gateway.interceptorConfigurations ?? []).map(interceptorFacts)),
  }
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
function interceptorFacts(of: GatewayInterceptorConfiguration) {
  return {
    functionArn: said(of.interceptor?.lambda?.arn), points: of.interceptionPoints ?? [], getsHeaders: of.inputConfiguration?.passRequestHeaders === true,
  }
}

export function gatewayEdges(id: string, detail: Answer<GatewayDetail>, targets: Answer<TargetRecord[]>, place: Place): (Edge | UnreadEdges | null)[] {
  return [
    ...edgesOf(detail, 'runs-as', (gateway) => [runsAs(said(gateway.roleArn), 'roleArn')]),
    ...edgesOf(detail, 'encrypted-by', (gateway) => [encryptedBy(gateway.kmsKeyArn, 'kmsKeyArn')]),
    ...edgesOf(detail, 'governed-by', (gateway) => [
      toAgentcore('governed-by', 'aws.agentcore.policy_engine', said(gateway.policyEngineConfiguration?.arn), 'policyEngineConfiguration.arn'),
    ]),
    ...edgesOf(detail, 'can-invoke', (gateway) => [
      ...(gateway.interceptorConfigurations ?? []).map((one) => invokes(said(one.interceptor?.lambda?.arn), 'interceptorConfigurations')),
      invokes(said(gateway.customTransformConfiguration?.lambda?.arn), 'customTransformConfiguration'),
    ]),
    ...edgesOf(targets, 'calls-tool', (all) => all.map(({ summary }): Edge => (
      { type: 'calls-tool', target: 'aws.agentcore.gateway_target', to: targetId(place, id, summary.targetId ?? ''), via: 'targets' }
    ))),
  ]
}
