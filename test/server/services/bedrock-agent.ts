// Bedrock agents of the made-up account: a draft and a version behind an alias, with a tool and a collaborator.
import { described, listed, made, type ServiceAnswers } from '../serve.js'

const agents = made('bedrock.agents', (i, place) => ({
  agentId: `AGENT${String(i).padStart(5, '0')}`, agentName: `orchard-agent-${i}`, agentArn: place.arn('bedrock', `agent/AGENT${String(i).padStart(5, '0')}`), agentVersion: 'DRAFT',
  agentStatus: 'PREPARED', agentResourceRoleArn: place.role(i), foundationModel: 'anthropic.claude-3-haiku-20240307-v1:0', idleSessionTTLInSeconds: 600,
  instruction: 'Answer questions about apples, and about nothing else than apples.', createdAt: '2026-03-01T00:00:00Z', updatedAt: '2026-03-02T00:00:00Z',
}))

const group = { actionGroupId: 'GROUP00001', actionGroupName: 'orchard-orders', actionGroupState: 'ENABLED', updatedAt: '2026-03-02T00:00:00Z' }

export default {
  'bedrock-agent.ListAgents': listed(agents, { rows: 'agentSummaries', max: 1000, fields: ['agentId', 'agentName', 'agentStatus', 'updatedAt'] }),
  'bedrock-agent.GetAgent': described(agents, { by: { agentId: 'agentId' }, in: 'agent' }),
  'bedrock-agent.GetAgentVersion': described(agents, {
    by: { agentId: 'agentId' }, in: 'agentVersion', as: ({ agentVersion: _draft, ...row }, { agentVersion }) => ({ ...row, version: agentVersion, guardrailConfiguration: { guardrailIdentifier: 'orchardguard', guardrailVersion: '1' } }),
  }),
  'bedrock-agent.ListAgentAliases': listed(agents, {
    rows: 'agentAliasSummaries', max: 1000, where: (row, { agentId }) => row['agentId'] === agentId,
    as: (row) => ({ agentAliasId: `ALIAS${String(row['agentId']).slice(5)}`, agentAliasName: 'live', agentAliasStatus: 'PREPARED', routingConfiguration: [{ agentVersion: '1' }], createdAt: row['createdAt'], updatedAt: row['updatedAt'] }),
  }),
  'bedrock-agent.ListAgentActionGroups': () => ({ json: { actionGroupSummaries: [group] } }),
  'bedrock-agent.GetAgentActionGroup': (account, { region, input }) => ({ json: { agentActionGroup: {
    ...group, agentId: input['agentId'], agentVersion: input['agentVersion'], createdAt: '2026-03-01T00:00:00Z',
    actionGroupExecutor: { lambda: `arn:aws:lambda:${region}:${account.account}:function:orchard-orders-0` },
    functionSchema: { functions: [{ name: 'cancel_order', description: 'Cancels an order', parameters: { order: { type: 'string', required: true } }, requireConfirmation: 'DISABLED' }] },
  } } }),
  'bedrock-agent.ListAgentKnowledgeBases': () => ({ json: { agentKnowledgeBaseSummaries: [{ knowledgeBaseId: 'KB00000000', knowledgeBaseState: 'ENABLED', updatedAt: '2026-03-02T00:00:00Z' }] } }),
  'bedrock-agent.ListAgentCollaborators': () => ({ json: { agentCollaboratorSummaries: [] } }),
} satisfies ServiceAnswers
