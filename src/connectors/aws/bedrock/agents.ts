// Agents with the versions that matter: read once a region, for the agents themselves and for their tools.
import type {
  ActionGroupSummary, AgentAliasSummary, AgentCollaboratorSummary, AgentKnowledgeBaseSummary, AgentSummary, GetAgentCommandInput, GetAgentCommandOutput,
  GetAgentVersionCommandInput, GetAgentVersionCommandOutput, ListAgentActionGroupsCommandInput, ListAgentActionGroupsCommandOutput,
  ListAgentAliasesCommandInput, ListAgentAliasesCommandOutput, ListAgentCollaboratorsCommandInput, ListAgentCollaboratorsCommandOutput,
  ListAgentKnowledgeBasesCommandInput, ListAgentKnowledgeBasesCommandOutput, ListAgentsCommandInput, ListAgentsCommandOutput,
  Agent, AgentVersion,
} from '@aws-sdk/client-bedrock-agent'
import { known, sharedRead, type Answer } from '../../kit/collector.js'
import { listLower, read } from '../calls.js'

/** The alias that every agent has for trying out its draft; nothing in production calls it. */
const testAlias = 'TSTALIASID'
export const draft = 'DRAFT'

export type VersionDetail = Pick<Agent & AgentVersion,
  'instruction' | 'foundationModel' | 'idleSessionTTLInSeconds' | 'agentResourceRoleArn' | 'customerEncryptionKeyArn' | 'promptOverrideConfiguration'
  | 'guardrailConfiguration' | 'memoryConfiguration' | 'agentCollaboration' | 'orchestrationType' | 'customOrchestration'>

export interface LiveVersion {
  version: string
  detail: Answer<VersionDetail>
  actionGroups: Answer<ActionGroupSummary[]>
  knowledgeBases: Answer<AgentKnowledgeBaseSummary[]>
  collaborators: Answer<AgentCollaboratorSummary[]>
}

export interface AgentRecord {
  id: string
  name: string
  detail: Answer<Agent>
  aliases: Answer<AgentAliasSummary[]>
  /** Versions that aliases route to; the draft while none does, or while the aliases could not be read. */
  live: LiveVersion[]
}

export const agents = sharedRead({
  id: 'bedrock.agents',
  per: 'region',
  calls: {
    list: listLower<ListAgentsCommandInput, ListAgentsCommandOutput, AgentSummary>('bedrock-agent:ListAgents', { items: (page) => page.agentSummaries }),
    get: read<GetAgentCommandInput, GetAgentCommandOutput>('bedrock-agent:GetAgent'),
    aliases: listLower<ListAgentAliasesCommandInput, ListAgentAliasesCommandOutput, AgentAliasSummary>('bedrock-agent:ListAgentAliases', { items: (page) => page.agentAliasSummaries }),
    version: read<GetAgentVersionCommandInput, GetAgentVersionCommandOutput>('bedrock-agent:GetAgentVersion'),
    actionGroups: listLower<ListAgentActionGroupsCommandInput, ListAgentActionGroupsCommandOutput, ActionGroupSummary>(
      'bedrock-agent:ListAgentActionGroups', { items: (page) => page.actionGroupSummaries },
    ),
    knowledgeBases: listLower<ListAgentKnowledgeBasesCommandInput, ListAgentKnowledgeBasesCommandOutput, AgentKnowledgeBaseSummary>(
      'bedrock-agent:ListAgentKnowledgeBases', { items: (page) => page.agentKnowledgeBaseSummaries },
    ),
    collaborators: listLower<ListAgentCollaboratorsCommandInput, ListAgentCollaboratorsCommandOutput, AgentCollaboratorSummary>(
      'bedrock-agent:ListAgentCollaborators', { items: (page) => page.agentCollaboratorSummaries },
    ),
  },
  async load({ call, each }): Promise<Answer<AgentRecord[]>> {
    const listed = await call.list.all({})
    if (!listed.ok) return listed
    const records: AgentRecord[] = []
    await each(listed.value, async ({ agentId = '', agentName = '' }) => {
      const [got, aliases] = await Promise.all([call.get({ agentId }), call.aliases.all({ agentId })])
      const detail: Answer<Agent> = got.ok ? { ok: true, value: got.value.agent ?? noAgent } : got
      const live = await Promise.all(routed(aliases).map(async (agentVersion): Promise<LiveVersion> => {
        const of = { agentId, agentVersion }
        const [version, actionGroups, knowledgeBases, collaborators] = await Promise.all([
          agentVersion === draft ? detail : call.version(of).then(versionOf), call.actionGroups.all(of), call.knowledgeBases.all(of), call.collaborators.all(of),
        ])
        return { version: agentVersion, detail: version, actionGroups, knowledgeBases, collaborators }
      }))
      records.push({ id: agentId, name: agentName, detail, aliases, live })
    })
    return { ok: true, value: records.toSorted((a, b) => (a.id < b.id ? -1 : 1)) }
  },
})

const noAgent: Agent = {
  agentId: undefined, agentName: undefined, agentArn: undefined, agentVersion: undefined, agentStatus: undefined, idleSessionTTLInSeconds: undefined,
  agentResourceRoleArn: undefined, createdAt: undefined, updatedAt: undefined,
}

function versionOf(answer: Answer<GetAgentVersionCommandOutput>): Answer<VersionDetail> {
  return answer.ok ? { ok: true, value: answer.value.agentVersion ?? { idleSessionTTLInSeconds: undefined, agentResourceRoleArn: undefined } } : answer
}

/** Versions that somebody can call: those behind aliases, the draft when there is no alias but the one for tests. */
function routed(aliases: Answer<AgentAliasSummary[]>): string[] {
  const versions = known(aliases, (all) => all.filter((alias) => alias.agentAliasId !== testAlias).flatMap((alias) => versionsOf(alias)))
  return Array.isArray(versions) && versions.length > 0 ? [...new Set(versions)].toSorted() : [draft]
}

export function versionsOf(alias: AgentAliasSummary): string[] {
  return (alias.routingConfiguration ?? []).flatMap((route) => route.agentVersion ?? [])
}
