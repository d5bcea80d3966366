// Rate limits that the server enforces, as AWS does or is taken to do: a table of its own, not the scanner's.

const limits: readonly { action: RegExp; perSecond: number; burst: number }[] = [
  { action: /^ec2:Describe/, perSecond: 20, burst: 100 },
  { action: /^iam:GetAccountAuthorizationDetails$/, perSecond: 5, burst: 5 },
  { action: /^iam:/, perSecond: 15, burst: 15 },
  { action: /^sagemaker:ListTrainingJobs$/, perSecond: 2, burst: 2 },
  { action: /^bedrock-agentcore-control:(?:ListMemories|ListPolic\w+|ListRegistries|GetRegistry)$/, perSecond: 5, burst: 5 },
  { action: /^bedrock-agentcore-control:(?:Get|List)(?:Workload|Browser|CodeInterpreter)/, perSecond: 20, burst: 20 },
  { action: /^bedrock-agentcore-control:GetAgentRuntime$/, perSecond: 100, burst: 100 },
  { action: /^cloudtrail:LookupEvents$/, perSecond: 2, burst: 2 },
  { action: /^cloudwatch:DescribeAlarms$/, perSecond: 9, burst: 9 },
  { action: /^api-gateway:GetResources$/, perSecond: 2, burst: 2 },
  { action: /^(?:api-gateway|apigatewayv2):/, perSecond: 5, burst: 20 },
  { action: /^s3(-control)?:/, perSecond: 100, burst: 100 },
]
const assumed = { perSecond: 10, burst: 10 }

export function rateOf(action: string): { perSecond: number; burst: number } {
  return limits.find((limit) => limit.action.test(action)) ?? assumed
}
