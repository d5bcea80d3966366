// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonopensearchserverless.html
import { same, type IamActions } from '../iam-actions.js'

const actions: IamActions = same('opensearchserverless', 'aoss', 'ListCollections', 'BatchGetCollection', 'ListSecurityPolicies', 'GetSecurityPolicy', 'ListAccessPolicies', 'GetAccessPolicy')
export default actions
