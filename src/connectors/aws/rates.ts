// Known rate limits of AWS read operations, per account and region. One table, easy to change.
import type { Rate } from '../kit/limits.js'

/** First match wins. `assumed` limits have no public figure. */
const limits: readonly { action: RegExp; rate: Rate; source: string }[] = [
  { action: /^ec2:Describe/, rate: { perSecond: 20, burst: 100 }, source: 'EC2 API throttling guide' },
  { action: /^iam:GetAccountAuthorizationDetails$/, rate: { perSecond: 5, burst: 5 }, source: 'assumed' },
  { action: /^iam:/, rate: { perSecond: 15, burst: 15 }, source: 'seen in throttling reports' },
  { action: /^sagemaker:ListTrainingJobs$/, rate: { perSecond: 2, burst: 2 }, source: 'deepracer-on-aws issue 87' },
  // https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/bedrock-agentcore-limits.html; the runtime reads share their limits.
  { action: /^bedrock-agentcore-control:(?:ListMemories|ListPolic\w+|ListRegistries|GetRegistry)$/, rate: { perSecond: 5, burst: 5 }, source: 'AgentCore quotas' },
  { action: /^bedrock-agentcore-control:(?:Get|List)(?:Workload|Browser|CodeInterpreter)/, rate: { perSecond: 20, burst: 20 }, source: 'AgentCore quotas' },
  { action: /^bedrock-agentcore-control:GetAgentRuntime$/, rate: { perSecond: 100, burst: 100 }, source: 'AgentCore quotas' },
  { action: /^cloudtrail:LookupEvents$/, rate: { perSecond: 2, burst: 2 }, source: 'CloudTrail quotas' },
  { action: /^cloudwatch:DescribeAlarms$/, rate: { perSecond: 9, burst: 9 }, source: 'CloudWatch quotas' },
  { action: /^api-gateway:GetResources$/, rate: { perSecond: 2, burst: 2 }, source: 'API Gateway quotas' },
  // Ten a second over all operations together.
  { action: /^(?:api-gateway|apigatewayv2):/, rate: { perSecond: 5, burst: 20 }, source: 'API Gateway quotas' },
  { action: /^s3(-control)?:/, rate: { perSecond: 100, burst: 100 }, source: 'assumed' },
]
const assumed: Rate = { perSecond: 10, burst: 10 }

export function rateOf(action: string): Rate {
  return limits.find((limit) => limit.action.test(action))?.rate ?? assumed
}
