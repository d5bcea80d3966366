// Actions of API Gateway's management are HTTP methods on paths; both of its SDK clients sign alike.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagementv2.html
import type { IamActions } from '../iam-actions.js'

const first = ['GetRestApis', 'GetResources', 'GetStages', 'GetUsagePlans']
const second = ['GetApis', 'GetIntegrations', 'GetRoutes', 'GetStages']
const actions: IamActions = [
  ...first.map((operation) => [`api-gateway:${operation}`, ['apigateway:GET']] as const),
  ...second.map((operation) => [`apigatewayv2:${operation}`, ['apigateway:GET']] as const),
]
export default actions
