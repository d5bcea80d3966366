// The APIs of a region by name, REST and HTTP alike: two lists, whatever is behind them.
import type { Api, GetApisCommandInput, GetApisCommandOutput } from '@aws-sdk/client-apigatewayv2'
import type { GetRestApisCommandInput, GetRestApisCommandOutput, GetUsagePlansCommandInput, GetUsagePlansCommandOutput, RestApi, UsagePlan } from '@aws-sdk/client-api-gateway'
import { sharedRead, type Answer } from '../../kit/collector.js'
import { list, listMarked } from '../calls.js'

/** Every read of API Gateway is one action in IAM; what differs is the path. */
export const needs = ['apigateway:GET']
/** `position` goes in and comes out; the first version takes up to 500 rows a page. */
export const byPosition = { token: 'position', next: (page: { position?: string | undefined }) => page.position, size: { field: 'limit', max: 500 } }

export const restApis = sharedRead({
  id: 'apigateway.restApis',
  per: 'region',
  calls: { list: listMarked<GetRestApisCommandInput, GetRestApisCommandOutput, RestApi>('api-gateway:GetRestApis', { needs, items: (page) => page.items, ...byPosition }) },
  load: ({ call }): Promise<Answer<RestApi[]>> => call.list.all({}),
})

export const httpApis = sharedRead({
  id: 'apigateway.httpApis',
  per: 'region',
  calls: { list: list<GetApisCommandInput, GetApisCommandOutput, Api>('apigatewayv2:GetApis', { needs, items: (page) => page.Items, max: null }) },
  load: ({ call }): Promise<Answer<Api[]>> => call.list.all({}),
})

/** Asked only where a REST API reaches AI. */
export const usagePlans = sharedRead({
  id: 'apigateway.usagePlans',
  per: 'region',
  calls: { list: listMarked<GetUsagePlansCommandInput, GetUsagePlansCommandOutput, UsagePlan>('api-gateway:GetUsagePlans', { needs, items: (page) => page.items, ...byPosition }) },
  load: ({ call }): Promise<Answer<UsagePlan[]>> => call.list.all({}),
})
