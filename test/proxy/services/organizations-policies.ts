// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html
import { same, type IamActions } from '../iam-actions.js'

const actions: IamActions = same('organizations', 'organizations', 'DescribeEffectivePolicy', 'ListPolicies', 'ListTargetsForPolicy')
export default actions
