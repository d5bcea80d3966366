// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
import { same, type IamActions } from '../iam-actions.js'

const actions: IamActions = same('lambda', 'lambda', 'ListFunctions', 'GetFunctionConfiguration', 'GetPolicy', 'ListFunctionUrlConfigs', 'GetFunctionConcurrency',
  'ListCodeSigningConfigs', 'ListFunctionsByCodeSigningConfig')
export default actions
