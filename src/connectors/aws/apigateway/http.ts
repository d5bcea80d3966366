// HTTP and WebSocket APIs: their routes and stages in the words that both kinds of API share.
import type { Integration, Route, Stage } from '@aws-sdk/client-apigatewayv2'
import { said, type Place } from '../names.js'
import { targetIn, type StageVariables } from './targets.js'
import type { Routed, StageFacts } from './api.js'

/** Routes that reach AI, as `POST /chat` or `$default`. A WebSocket asks who somebody is when he connects, and never after. */
export function httpRoutes(
  routes: readonly Route[], integrations: readonly Integration[], webSocket: boolean, variables: readonly StageVariables[], place: Place, isAi: (arn: string) => boolean,
): Routed[] {
  const uris = new Map(integrations.map((one) => [`integrations/${one.IntegrationId ?? ''}`, one.IntegrationUri]))
  const connect = routes.find((route) => route.RouteKey === '$connect')
  return routes.flatMap((route) => {
    const found = targetIn(uris.get(route.Target ?? ''), variables, place, isAi)
    if (found === null) return []
    const gate = webSocket ? connect ?? route : route
    return [{ ...found, route: route.RouteKey ?? '', authorization: gate.AuthorizationType ?? 'NONE', apiKeyRequired: gate.ApiKeyRequired === true }]
  })
}

/** Web ACLs do not exist for these APIs, and usage plans neither. */
export function httpStages(stages: readonly Stage[]): StageFacts[] {
  return stages.map((stage) => ({
    name: stage.StageName ?? '',
    accessLog: said(stage.AccessLogSettings?.DestinationArn),
    logsBodies: [stage.DefaultRouteSettings, ...Object.values(stage.RouteSettings ?? {})].some((settings) => settings?.DataTraceEnabled === true),
    rateLimit: stage.DefaultRouteSettings?.ThrottlingRateLimit ?? null,
    usagePlan: false,
    webAcl: null,
  }))
}
