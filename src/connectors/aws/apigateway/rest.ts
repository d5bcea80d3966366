// REST APIs: their methods and stages in the words that both kinds of API share.
import type { Resource, RestApi, Stage, UsagePlan } from '@aws-sdk/client-api-gateway'
import type { Json } from '../../../core/index.js'
import { policyDocument } from '../iam/policy-document.js'
import { said, type Place } from '../names.js'
import { jsonRecord, policyStatements } from '../policy-json.js'
import { targetIn, type StageVariables } from './targets.js'
import type { Routed, StageFacts } from './api.js'

/** The rate that every stage has without being asked, which limits nobody's bill. */
const accountRate = 10_000

/** Methods that reach AI, as `POST /chat`. An `OPTIONS` answers browsers and carries nothing. */
export function restRoutes(resources: readonly Resource[], variables: readonly StageVariables[], place: Place, isAi: (arn: string) => boolean): Routed[] {
  return resources.flatMap(({ path, resourceMethods }) => Object.entries(resourceMethods ?? {}).flatMap(([verb, method]) => {
    if (method.methodIntegration?.type === 'MOCK') return []
    const found = targetIn(said(method.methodIntegration?.uri) ?? undefined, variables, place, isAi)
    if (found === null || verb === 'OPTIONS') return []
    return [{ ...found, route: `${verb} ${path ?? ''}`, authorization: method.authorizationType ?? 'NONE', apiKeyRequired: method.apiKeyRequired === true }]
  }))
}

export function restStages(stages: readonly Stage[], apiId: string, plans: readonly UsagePlan[]): StageFacts[] {
  return stages.map((stage) => {
    const settings = Object.values(stage.methodSettings ?? {})
    const rate = stage.methodSettings?.['*/*']?.throttlingRateLimit
    return {
      name: stage.stageName ?? '',
      accessLog: said(stage.accessLogSettings?.destinationArn),
      logsBodies: settings.some((setting) => setting.dataTraceEnabled === true),
      rateLimit: rate === undefined || rate < 0 || rate >= accountRate ? null : rate,
      usagePlan: plans.some((plan) => (plan.throttle !== undefined || plan.quota !== undefined)
        && plan.apiStages?.some((of) => of.apiId === apiId && of.stage === stage.stageName) === true),
      webAcl: said(stage.webAclArn),
    }
  })
}

export function endpointTypeOf(api: RestApi): string | null {
  return api.endpointConfiguration?.types?.[0] ?? null
}

/**
 * The API's resource policy. API Gateway hands it out with its quotes escaped, and its resources are written for the
 * API's data side (`execute-api:/prod/*`): they are written here on the id of the API itself, of which each is a part.
 */
export function restPolicy(text: string | undefined, id: string): Json {
  const document = policyDocument(text?.replaceAll('\\"', '"').replaceAll('\\/', '/'))
  if (jsonRecord(document) === null) return document
  const onApi = (resource: Json): Json => (typeof resource === 'string' ? resource.replace(/^(?:execute-api:|arn:[^:]+:execute-api:[^:]*:[^:]*:[^/]*)\/?/, `${id}/`) : resource)
  return {
    ...jsonRecord(document),
    Statement: policyStatements(document).map((statement) => {
      const resource = statement['Resource']
      return resource === undefined ? statement : { ...statement, Resource: Array.isArray(resource) ? resource.map(onApi) : onApi(resource) }
    }),
  }
}
