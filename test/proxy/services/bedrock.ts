// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
import { same, type IamActions } from '../iam-actions.js'

const actions: IamActions = [
  ...same('bedrock', 'bedrock', 'ListGuardrails', 'GetGuardrail', 'GetModelInvocationLoggingConfiguration', 'GetAccountDataRetention',
    'ListEnforcedGuardrailsConfiguration'),
  ...same('cloudwatch', 'cloudwatch', 'ListMetrics', 'DescribeAlarms'),
]
export default actions
