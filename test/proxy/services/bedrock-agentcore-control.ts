// https://docs.aws.amazon.com/service-authorization/latest/reference/list_bedrock-agentcore.html
import { same, type IamActions } from '../iam-actions.js'

const actions: IamActions = [
  ...same('bedrock-agentcore-control', 'bedrock-agentcore',
    'ListAgentRuntimes', 'GetAgentRuntime', 'ListAgentRuntimeEndpoints', 'GetResourcePolicy', 'ListGateways', 'GetGateway', 'ListGatewayTargets', 'GetGatewayTarget',
    'ListGatewayRateLimits', 'ListBrowsers', 'GetBrowser', 'ListCodeInterpreters', 'GetCodeInterpreter', 'ListHarnesses', 'GetHarness', 'ListHarnessEndpoints', 'ListMemories', 'GetMemory',
    'ListPolicyEngineSummaries', 'ListPolicies', 'ListPolicySummaries', 'ListRegistries', 'GetRegistry', 'ListRegistryRecords', 'GetRegistryRecord', 'ListWorkloadIdentities',
    'GetWorkloadIdentity', 'GetTokenVault'),
  // Beside gateways and memories that have their logs delivered.
  ...same('cloudwatch-logs', 'logs', 'DescribeDeliverySources', 'DescribeDeliveries'),
]
export default actions
