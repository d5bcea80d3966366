// What an integration of an API reaches: a function, an AI service by its own API, or a model provider elsewhere.
import type { Edge } from '../../kit/collector.js'
import { isModelHost } from '../ai-signs.js'
import { parseArn } from '../arn.js'
import { bedrockArn } from '../bedrock/arns.js'
import { functionArn, invokes } from '../edges.js'
import type { Place } from '../names.js'
import { arnOf } from '../sagemaker/names.js'

export interface Target {
  /** The function's ARN, the endpoint's or the agent's; the service's word where the call names no such thing. */
  target: string
  edge: Edge | null
}

const aiServices = /^(?:runtime\.sagemaker|bedrock-runtime|bedrock-agent-runtime|bedrock-agentcore|qbusiness|bedrock)$/

/** Variables of one stage, which stand in an integration's address as `${stageVariables.name}`. */
export type StageVariables = Readonly<Record<string, string>>
const variable = /\$\{stageVariables\.([A-Za-z0-9_]+)\}/g

export function hasVariables(uri: string | undefined): boolean {
  return uri?.includes('${stageVariables.') === true
}

/** The first thing of AI that the address reaches in any of the stages. */
export function targetIn(uri: string | undefined, stages: readonly StageVariables[], place: Place, isAi: (functionArn: string) => boolean): Target | null {
  if (!hasVariables(uri)) return targetOf(uri, place, isAi)
  for (const variables of stages) {
    const found = targetOf(uri?.replaceAll(variable, (_, name: string) => variables[name] ?? ''), place, isAi)
    if (found !== null) return found
  }
  return null
}

/**
 * `arn:aws:apigateway:<region>:<service>:path/<path>` or a function's own ARN. Null for whatever is no business of ours.
 * `isAi`: whether a function is.
 */
export function targetOf(uri: string | undefined, place: Place, isAi: (functionArn: string) => boolean): Target | null {
  if (uri === undefined) return null
  const fn = /arn:[^:]+:lambda:[^:]*:\d{12}:function:[A-Za-z0-9_-]+/.exec(uri)?.[0]
  if (fn !== undefined) {
    const arn = functionArn(fn)
    return isAi(arn) ? { target: arn, edge: invokes(arn, 'integration') } : null
  }
  const arn = parseArn(uri)
  if (arn === null) return isModelHost(uri) ? { target: new URL(uri).host, edge: null } : null
  // In the place of the account stands the service.
  if (arn.service !== 'apigateway' || !aiServices.test(arn.account)) return null
  const endpoint = /endpoints\/([A-Za-z0-9-]+)\//.exec(arn.resource)?.[1]
  const agent = /agents\/([A-Z0-9]+)\//.exec(arn.resource)?.[1]
  if (endpoint !== undefined) return pointing('aws.sagemaker.endpoint', arnOf(place, 'endpoint', endpoint))
  if (agent !== undefined) return pointing('aws.bedrock.agent', bedrockArn(place, `agent/${agent}`))
  return { target: arn.account, edge: null }
}

function pointing(target: string, to: string): Target {
  return { target: to, edge: { type: 'can-invoke', target, to, via: 'integration' } }
}
