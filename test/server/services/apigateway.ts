// APIs of the made-up account in front of a function that asks a model: one of REST, one of HTTP.
import { always, described, listed, made, type ServiceAnswers } from '../serve.js'

const rest = made('apigateway.rest', (i) => ({ id: `rest${String(i).padStart(6, '0')}`, name: `orchard-edge-${i}`, createdDate: '2026-03-01T00:00:00Z', endpointConfiguration: { types: ['REGIONAL'] } }))
const http = made('apigateway.http', (i) => ({
  ApiId: `http${String(i).padStart(6, '0')}`, Name: `orchard-live-${i}`, ProtocolType: 'HTTP', RouteSelectionExpression: '$request.method $request.path', CreatedDate: '2026-03-01T00:00:00Z',
}))

const front = (region: string, account: string): string => `arn:aws:lambda:${region}:${account}:function:orchard-front-0`
const byPosition = { token: 'position', size: 'limit', max: 500 }
const byToken = { token: 'NextToken', size: 'MaxResults', max: 1000 }

export default {
  'api-gateway.GetRestApis': listed(rest, { rows: 'items', ...byPosition }),
  'api-gateway.GetResources': (account, { region }) => ({ json: { items: [{
    id: 'chat', path: '/chat', pathPart: 'chat', resourceMethods: { POST: { httpMethod: 'POST', authorizationType: 'AWS_IAM', apiKeyRequired: false, methodIntegration: {
      type: 'AWS_PROXY', httpMethod: 'POST', uri: `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${front(region, account.account)}/invocations`,
    } } },
  }] } }),
  'api-gateway.GetStages': always({ item: [{ stageName: 'live', deploymentId: 'orchard', createdDate: '2026-03-01T00:00:00Z', methodSettings: { '*/*': { throttlingRateLimit: 10, throttlingBurstLimit: 20, dataTraceEnabled: false } } }] }),
  'api-gateway.GetUsagePlans': listed((account, region) => rest(account, region).map((api) => ({ id: `plan-${String(api['id'])}`, name: 'orchard', throttle: { rateLimit: 10 }, apiStages: [{ apiId: api['id'], stage: 'live' }] })), { rows: 'items', ...byPosition }),
  'apigatewayv2.GetApis': listed(http, { rows: 'Items', ...byToken }),
  'apigatewayv2.GetIntegrations': described(http, { by: { ApiId: 'ApiId' }, gone: 'NotFoundException', as: () => ({ Items: [{ IntegrationId: 'orchard', IntegrationType: 'AWS_PROXY', IntegrationUri: 'arn:aws:lambda:us-east-1:111122223333:function:orchard-front-0' }] }) }),
  'apigatewayv2.GetRoutes': always({ Items: [{ RouteId: 'chat', RouteKey: 'POST /chat', AuthorizationType: 'JWT', Target: 'integrations/orchard' }] }),
  'apigatewayv2.GetStages': always({ Items: [{ StageName: '$default', DefaultRouteSettings: { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 } }] }),
} satisfies ServiceAnswers
