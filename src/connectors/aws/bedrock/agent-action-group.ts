// Action groups: the tools of an agent, and what happens when it calls one.
import type { AgentActionGroup, Function as AgentFunction, GetAgentActionGroupCommandInput, GetAgentActionGroupCommandOutput } from '@aws-sdk/client-bedrock-agent'
import { bool, listOf, nullable, oneOf, shape, string } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { bucketArn } from '../arn.js'
import { read } from '../calls.js'
import { invokes } from '../edges.js'
import { placeOf, said } from '../names.js'
import { actionGroupId, agentArn } from './agent.js'
import { agents } from './agents.js'
import { operationsOf, type ToolFunction } from './openapi.js'

export default collector({
  type: 'aws.bedrock.agent_action_group',
  kind: 'tool',
  service: 'bedrock-agent',
  per: 'region',
  props: shape({
    agentId: string,
    agentVersion: string,
    actionGroupId: string,
    state: nullable(oneOf('ENABLED', 'DISABLED')),
    /** What AWS or Anthropic ships: asking the user, a code interpreter, or a computer to drive. */
    parentSignature: nullable(oneOf('AMAZON.UserInput', 'AMAZON.CodeInterpreter', 'ANTHROPIC.Computer', 'ANTHROPIC.Bash', 'ANTHROPIC.TextEditor')),
    lambdaArn: nullable(string),
    /** The caller gets the parameters and acts for itself. */
    returnsControl: bool,
    schemaBucket: nullable(string),
    schemaKey: nullable(string),
    /** Of the function details, or of an OpenAPI document that is kept in the action group itself; one in a bucket is not read. */
    functions: listOf(shape({
      name: string,
      /** Of an OpenAPI operation: `POST`. */
      method: nullable(string),
      description: nullable(string),
      requireConfirmation: nullable(oneOf('ENABLED', 'DISABLED')),
      parameters: listOf(shape({ name: string, type: nullable(string), required: bool })),
    })),
  }),
  relates: { 'can-invoke': ['aws.lambda.function'], 'stored-in': ['aws.s3.bucket'] },
  calls: {
    get: read<GetAgentActionGroupCommandInput, GetAgentActionGroupCommandOutput>('bedrock-agent:GetAgentActionGroup'),
  },
  reads: [agents],
  async list(ctx) {
    const listed = await ctx.read(agents)
    if (!listed.ok) return ctx.unlisted(listed.gap)
    const place = placeOf(ctx)
    for (const agent of listed.value) {
      // Tools of versions that nobody could name.
      if (!agent.aliases.ok) ctx.unlisted(agent.aliases.gap)
      for (const { version, actionGroups } of agent.live) {
        if (!actionGroups.ok) {
          ctx.unlisted(actionGroups.gap)
          continue
        }
        await ctx.each(actionGroups.value, async ({ actionGroupId: group = '', actionGroupName }) => {
          const detail = await ctx.call.get({ agentId: agent.id, agentVersion: version, actionGroupId: group })
          ctx.emit({
            id: actionGroupId(agentArn(place, agent.id), group, version),
            name: `${agent.name}/${actionGroupName ?? group}`,
            props: known(detail, (answer) => actionGroupProps(answer.agentActionGroup, { agentId: agent.id, agentVersion: version, actionGroupId: group })),
            edges: known(detail, (answer) => actionGroupEdges(answer.agentActionGroup, place.partition)),
          })
        })
      }
    }
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function actionGroupProps(group: AgentActionGroup | undefined, ids: { agentId: string; agentVersion: string; actionGroupId: string }) {
  return {
    ...ids,
    state: group?.actionGroupState ?? null,
    parentSignature: group?.parentActionSignature ?? null,
    lambdaArn: said(group?.actionGroupExecutor?.lambda),
    returnsControl: group?.actionGroupExecutor?.customControl === 'RETURN_CONTROL',
    schemaBucket: said(group?.apiSchema?.s3?.s3BucketName),
    schemaKey: said(group?.apiSchema?.s3?.s3ObjectKey),
    functions: [...(group?.functionSchema?.functions ?? []).map(toolFunction), ...operationsOf(group?.apiSchema?.payload ?? '')],
  }
}

function toolFunction({ name = '', description, requireConfirmation, parameters = {} }: AgentFunction): ToolFunction {
  return {
    name, method: null, description: said(description), requireConfirmation: requireConfirmation ?? null,
    parameters: Object.entries(parameters).map(([of, parameter]) => ({ name: of, type: parameter.type ?? null, required: parameter.required === true })),
  }
}

export function actionGroupEdges(group: AgentActionGroup | undefined, partition: string): (Edge | null)[] {
  const bucket = said(group?.apiSchema?.s3?.s3BucketName)
  return [
    invokes(said(group?.actionGroupExecutor?.lambda), 'actionGroupExecutor.lambda'),
    bucket === null ? null : { type: 'stored-in', target: 'aws.s3.bucket', to: bucketArn(partition, bucket), via: 'apiSchema.s3' },
  ]
}
