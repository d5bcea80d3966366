// Which endpoints and agents a function's role lets it call: drawn from the resources that the grants name.
import type { AgentSummary, ListAgentsCommandInput, ListAgentsCommandOutput } from '@aws-sdk/client-bedrock-agent'
import type { EndpointSummary, ListEndpointsCommandInput, ListEndpointsCommandOutput } from '@aws-sdk/client-sagemaker'
import { sharedRead, type Answer, type Edge } from '../../kit/collector.js'
import { matchesGlob, type AiGrant } from '../ai-signs.js'
import { bedrockArn } from '../bedrock/arns.js'
import { list, listLower } from '../calls.js'
import type { Place } from '../names.js'
import { arnOf } from '../sagemaker/names.js'

/** ARNs of what can be called in a region. */
export type Invocable = readonly string[]

/** Endpoints, only asked for where a grant names them by a pattern. */
export const endpointArns = sharedRead({
  id: 'lambda.endpointArns',
  per: 'region',
  calls: { list: list<ListEndpointsCommandInput, ListEndpointsCommandOutput, EndpointSummary>('sagemaker:ListEndpoints', { items: (page) => page.Endpoints }) },
  async load({ call }): Promise<Answer<Invocable>> {
    const listed = await call.list.all({})
    return listed.ok ? { ok: true, value: listed.value.map((row) => row.EndpointArn ?? '') } : listed
  },
})

/** Agents, likewise. */
export const agentIds = sharedRead({
  id: 'lambda.agentIds',
  per: 'region',
  calls: { list: listLower<ListAgentsCommandInput, ListAgentsCommandOutput, AgentSummary>('bedrock-agent:ListAgents', { items: (page) => page.agentSummaries }) },
  async load({ call }): Promise<Answer<Invocable>> {
    const listed = await call.list.all({})
    return listed.ok ? { ok: true, value: listed.value.map((row) => row.agentId ?? '') } : listed
  },
})

const onEndpoints = /^sagemaker:invokeendpoint/
const onAgents = 'bedrock:invokeagent'

/** What the grants name, by kind of resource. */
export function namedResources(grants: readonly AiGrant[]): { endpoints: string[]; agents: string[] } {
  const of = (wanted: (action: string) => boolean): string[] => [...new Set(grants.filter((grant) => wanted(grant.action)).flatMap((grant) => grant.resources))]
  return { endpoints: of((action) => onEndpoints.test(action)), agents: of((action) => action === onAgents) }
}

export function isPattern(resource: string): boolean {
  return /[*?]/.test(resource)
}

/** SageMaker writes names in lower case in some ARNs. */
export function endpointEdges(resources: readonly string[], listed: Invocable): Edge[] {
  const found = new Set(resources.filter((resource) => !isPattern(resource) && resource.includes(':endpoint/')))
  for (const arn of listed) if (resources.some((resource) => matchesGlob(resource.toLowerCase(), arn.toLowerCase()))) found.add(arn)
  return [...found].map((to) => ({ type: 'can-invoke', target: 'aws.sagemaker.endpoint', to, basis: 'inferred', via: 'role policy, sagemaker:InvokeEndpoint' }))
}

/** Agents are granted by alias: `arn:aws:bedrock:us-east-1:111122223333:agent-alias/<agent>/<alias>`. */
export function agentEdges(resources: readonly string[], listed: Invocable, place: Place): Edge[] {
  const found = new Set(resources.flatMap((resource) => {
    const [agent = '', kind] = resource.split('/').slice(0, 2).toReversed()
    return kind?.endsWith(':agent-alias') === true && !isPattern(`${kind}${agent}`) ? [`${kind.replace(/agent-alias$/, 'agent')}/${agent}`] : []
  }))
  for (const id of listed) {
    const alias = bedrockArn(place, `agent-alias/${id}`)
    if (resources.some((resource) => matchesGlob(resource, `${alias}/ALIAS`) || matchesGlob(resource.split('/').slice(0, 2).join('/'), alias))) found.add(bedrockArn(place, `agent/${id}`))
  }
  return [...found].map((to) => ({ type: 'can-invoke', target: 'aws.bedrock.agent', to, basis: 'inferred', via: 'role policy, bedrock:InvokeAgent' }))
}

/** Endpoints that a variable of the function names. */
export function namedByVariable(names: readonly string[], place: Place): Edge[] {
  return names.map((name) => ({ type: 'can-invoke', target: 'aws.sagemaker.endpoint', to: arnOf(place, 'endpoint', name), basis: 'inferred', via: 'environment variable' }))
}
