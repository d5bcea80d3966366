// APIs through which people reach AI: a function that asks models, or an AI service directly. All others are left alone.
import type {
  Api, GetIntegrationsCommandInput, GetIntegrationsCommandOutput, GetRoutesCommandInput, GetRoutesCommandOutput, GetStagesCommandInput as GetHttpStagesCommandInput,
  GetStagesCommandOutput as GetHttpStagesCommandOutput, Integration, Route, Stage as HttpStage,
} from '@aws-sdk/client-apigatewayv2'
import type { GetResourcesCommandInput, GetResourcesCommandOutput, GetStagesCommandInput, GetStagesCommandOutput, Resource, RestApi } from '@aws-sdk/client-api-gateway'
import { any, bool, listOf, nullable, number, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, GapMark, known, type Ctx, type Edge, type UnreadEdges } from '../../kit/collector.js'
import { list, listMarked, read } from '../calls.js'
import { toLogGroup } from '../edges.js'
import { authorizationDetails } from '../iam/authorization-details.js'
import { aiFunctions, functions } from '../lambda/functions.js'
import { apiArn } from '../lambda/policies.js'
import { iso, nameOf, placeOf } from '../names.js'
import { byPosition, httpApis, needs, restApis, usagePlans } from './apis.js'
import { directRoles } from './direct-roles.js'
import { httpRoutes, httpStages } from './http.js'
import { endpointTypeOf, restPolicy, restRoutes, restStages } from './rest.js'
import { hasVariables, type StageVariables } from './targets.js'

export interface Routed {
  route: string
  /** `NONE`, `AWS_IAM`, `CUSTOM`, `JWT`, `COGNITO_USER_POOLS` */
  authorization: string
  apiKeyRequired: boolean
  target: string
  edge: Edge | null
}
export interface StageFacts {
  [field: string]: string | number | boolean | null
  name: string
  accessLog: string | null
  logsBodies: boolean
  rateLimit: number | null
  usagePlan: boolean
  webAcl: string | null
}

const props = shape({
  protocol: oneOf('REST', 'HTTP', 'WEBSOCKET'),
  createdAt: nullable(time),
  /** PRIVATE is reached from a VPC only. Null for HTTP and WebSocket APIs, which are always public. */
  endpointType: nullable(oneOf('REGIONAL', 'EDGE', 'PRIVATE')),
  /** REST only; its resources are written on the API's own id. */
  policy: nullable(any),
  /** The routes that reach AI; `target` is the ARN of the function, endpoint or agent, or the service or host that is called. */
  routes: listOf(shape({ route: string, authorization: string, apiKeyRequired: bool, target: string })),
  stages: listOf(shape({
    name: string,
    /** The log group or stream. */
    accessLog: nullable(string),
    /** Whole requests and answers are written to the execution log. */
    logsBodies: bool,
    /** Requests a second that somebody has set for the stage; the account's own limit is none. */
    rateLimit: nullable(number),
    /** A usage plan with a throttle or a quota covers the stage. */
    usagePlan: bool,
    webAcl: nullable(string),
  })),
})
const calls = {
  resources: listMarked<GetResourcesCommandInput, GetResourcesCommandOutput, Resource>('api-gateway:GetResources', { needs, per: 'item', items: (page) => page.items, ...byPosition }),
  stages: read<GetStagesCommandInput, GetStagesCommandOutput>('api-gateway:GetStages', { needs }),
  integrations: list<GetIntegrationsCommandInput, GetIntegrationsCommandOutput, Integration>('apigatewayv2:GetIntegrations', { needs, per: 'item', items: (page) => page.Items, max: null }),
  routes: list<GetRoutesCommandInput, GetRoutesCommandOutput, Route>('apigatewayv2:GetRoutes', { needs, per: 'item', items: (page) => page.Items, max: null }),
  httpStages: list<GetHttpStagesCommandInput, GetHttpStagesCommandOutput, HttpStage>('apigatewayv2:GetStages', { needs, per: 'item', items: (page) => page.Items, max: null }),
}
type ApiCtx = Ctx<typeof props, typeof calls>
type IsAi = (functionArn: string) => boolean

export default collector({
  type: 'aws.apigateway.api',
  kind: 'gateway',
  service: 'api-gateway',
  per: 'region',
  props,
  relates: { 'can-invoke': ['aws.lambda.function', 'aws.sagemaker.endpoint', 'aws.bedrock.agent'], 'logged-to': ['aws.logs.log_group'] },
  calls,
  reads: [restApis, httpApis, usagePlans, functions, aiFunctions, authorizationDetails, directRoles],
  async list(ctx) {
    const [rest, http] = await Promise.all([ctx.read(restApis), ctx.read(httpApis)])
    if (!rest.ok) ctx.unlisted(rest.gap)
    if (!http.ok) ctx.unlisted(http.gap)
    const [ofRest, ofHttp] = [rest.ok ? rest.value : [], http.ok ? http.value : []]
    if (ofRest.length + ofHttp.length === 0) return
    // What stands behind an API costs a call each: only where something of AI could stand there.
    const [ai, direct] = await Promise.all([ctx.read(aiFunctions), ctx.read(directRoles)])
    if (!ai.ok) ctx.unlisted(ai.gap)
    else if (ai.value.unreadRoles !== null) ctx.unlisted(ai.value.unreadRoles)
    const byArn = ai.ok ? ai.value.byArn : new Map<string, unknown>()
    if (byArn.size === 0 && direct.ok && !direct.value) return
    const isAi: IsAi = (arn) => byArn.has(arn)
    await Promise.all([ctx.each(ofRest, (api) => emitRest(ctx, api, isAi)), ctx.each(ofHttp, (api) => emitHttp(ctx, api, isAi))])
  },
  /** A function that is AI only because an agent calls it names the APIs that may call it, too. */
  async resolve(ref, ctx) {
    const [shared, id] = [await ctx.read(aiFunctions), nameOf(ref.id)]
    const isAi: IsAi = (arn) => arn === ref.from || (shared.ok && shared.value.byArn.has(arn))
    const [rest, http] = await Promise.all([ctx.read(restApis), ctx.read(httpApis)])
    const one = ref.id.includes('/restapis/') ? rest.ok && rest.value.find((api) => api.id === id) : undefined
    const two = ref.id.includes('/apis/') ? http.ok && http.value.find((api) => api.ApiId === id) : undefined
    if (one !== undefined && one !== false) await emitRest(ctx, one, isAi)
    if (two !== undefined && two !== false) await emitHttp(ctx, two, isAi)
  },
})

async function emitRest(ctx: ApiCtx, api: RestApi, isAi: IsAi): Promise<void> {
  const place = placeOf(ctx)
  const restApiId = api.id ?? ''
  const resources = await ctx.call.resources.all({ restApiId, embed: ['methods'] })
  // Whether the API is AI at all is as unknown as what stands behind it.
  if (!resources.ok) return ctx.unlisted(resources.gap)
  const uris = resources.value.flatMap(({ resourceMethods }) => Object.values(resourceMethods ?? {}).map((method) => method.methodIntegration?.uri))
  const routesIn = (variables: readonly StageVariables[]): Routed[] => restRoutes(resources.value, variables, place, isAi)
  const varied = uris.some(hasVariables)
  if (!varied && routesIn([]).length === 0) return
  const stages = await ctx.call.stages({ restApiId })
  if (varied && !stages.ok) return ctx.unlisted(stages.gap)
  const routed = routesIn(stages.ok ? (stages.value.item ?? []).map((stage) => stage.variables ?? {}) : [])
  if (routed.length === 0) return
  const plans = await ctx.read(usagePlans)
  const id = apiArn(place, `restapis/${restApiId}`)
  const facts = !stages.ok ? stages.gap : known(plans, (all) => restStages(stages.value.item ?? [], restApiId, all))
  ctx.emit({
    id,
    name: api.name ?? restApiId,
    props: { protocol: 'REST', createdAt: iso(api.createdDate), endpointType: endpointTypeOf(api), policy: restPolicy(api.policy, id), routes: routeFacts(routed), stages: facts },
    edges: apiEdges(ctx, routed, facts),
  })
}

async function emitHttp(ctx: ApiCtx, api: Api, isAi: IsAi): Promise<void> {
  const place = placeOf(ctx)
  const { ApiId = '' } = api
  const integrations = await ctx.call.integrations.all({ ApiId })
  if (!integrations.ok) return ctx.unlisted(integrations.gap)
  const webSocket = api.ProtocolType === 'WEBSOCKET'
  const every = integrations.value.map((one): Route => ({ RouteKey: '', Target: `integrations/${one.IntegrationId ?? ''}` }))
  const routesIn = (routes: readonly Route[], variables: readonly StageVariables[]): Routed[] => httpRoutes(routes, integrations.value, webSocket, variables, place, isAi)
  const varied = integrations.value.some((one) => hasVariables(one.IntegrationUri))
  // Stages and routes are read only where an integration may reach AI.
  if (!varied && routesIn(every, []).length === 0) return
  const stages = await ctx.call.httpStages.all({ ApiId })
  if (varied && !stages.ok) return ctx.unlisted(stages.gap)
  const variables = stages.ok ? stages.value.map((stage) => stage.StageVariables ?? {}) : []
  const reaches = routesIn(every, variables)
  if (reaches.length === 0) return
  const routes = await ctx.call.routes.all({ ApiId })
  const facts = known(stages, httpStages)
  ctx.emit({
    id: apiArn(place, `apis/${ApiId}`),
    name: api.Name ?? ApiId,
    props: {
      protocol: api.ProtocolType ?? 'HTTP', createdAt: iso(api.CreatedDate), endpointType: null, policy: null,
      routes: known(routes, (all) => routeFacts(routesIn(all, variables))), stages: facts,
    },
    edges: apiEdges(ctx, reaches, facts),
  })
}

function routeFacts(routes: readonly Routed[]): Omit<Routed, 'edge'>[] {
  return routes.map(({ route, authorization, apiKeyRequired, target }) => ({ route, authorization, apiKeyRequired, target })).toSorted((a, b) => (a.route < b.route ? -1 : 1))
}

function apiEdges(ctx: ApiCtx, routes: readonly Routed[], stages: readonly StageFacts[] | GapMark): (Edge | UnreadEdges | null)[] {
  const logs = (all: readonly StageFacts[]): (Edge | null)[] =>
    all.map(({ accessLog }) => (accessLog?.includes(':logs:') === true ? toLogGroup(accessLog, placeOf(ctx), 'accessLogSettings') : null))
  return [...routes.map((route) => route.edge), ...(stages instanceof GapMark ? [{ type: 'logged-to' as const, unread: stages }] : logs(stages))]
}
