// Agents with the versions that matter: read once a region, for the agents themselves and for their tools.
import type {
  ActionGroupSummary, AgentAliasSummary, AgentCollaboratorSummary, AgentKnowledgeBaseSummary, AgentSummary, GetAgentCommandInput, GetAgentCommandOutput,
  GetAgentVersionCommandInput, GetAgentVersionCommandOutput, ListAgentActionGroupsCommandInput, ListAgentActionGroupsCommandOutput,
  ListAgentAliasesCommandInput, ListAgentAliasesCommandOutput, ListAgentCollaboratorsCommandInput, ListAgentCollaboratorsCommandOutput,
  ListAgentKnowledgeBasesCommandInput, ListAgentKnowledgeBasesCommandOutput, ListAgentsCommandInput, ListAgentsCommandOutput,
  Agent, AgentVersion,
} from '@aws-sdk/client-bedrock-agent'
import { sharedRead, type Answer } from '../../kit/collector.js'
import { listLower, read } from '../calls.js'
import { draft, maxPage as max, routed, withoutTests, type Alias } from './routes.js'

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
  /** Without the alias for tests. */
  aliases: Answer<Alias[]>
  /** Versions that aliases route to; the draft while none does, none while the aliases could not be read. */
  live: LiveVersion[]
}

export const agents = sharedRead({
  id: 'bedrock.agents',
  per: 'region',
  calls: {
    list: listLower<ListAgentsCommandInput, ListAgentsCommandOutput, AgentSummary>('bedrock-agent:ListAgents', { items: (page) => page.agentSummaries, max }),
    get: read<GetAgentCommandInput, GetAgentCommandOutput>('bedrock-agent:GetAgent'),
    aliases: listLower<ListAgentAliasesCommandInput, ListAgentAliasesCommandOutput, AgentAliasSummary>(
      'bedrock-agent:ListAgentAliases', { items: (page) => page.agentAliasSummaries, max, per: 'item' },
    ),
    version: read<GetAgentVersionCommandInput, GetAgentVersionCommandOutput>('bedrock-agent:GetAgentVersion'),
    actionGroups: listLower<ListAgentActionGroupsCommandInput, ListAgentActionGroupsCommandOutput, ActionGroupSummary>(
      'bedrock-agent:ListAgentActionGroups', { items: (page) => page.actionGroupSummaries, max, per: 'item' },
    ),
    knowledgeBases: listLower<ListAgentKnowledgeBasesCommandInput, ListAgentKnowledgeBasesCommandOutput, AgentKnowledgeBaseSummary>(
      'bedrock-agent:ListAgentKnowledgeBases', { items: (page) => page.agentKnowledgeBaseSummaries, max, per: 'item' },
    ),
    collaborators: listLower<ListAgentCollaboratorsCommandInput, ListAgentCollaboratorsCommandOutput, AgentCollaboratorSummary>(
      'bedrock-agent:ListAgentCollaborators', { items: (page) => page.agentCollaboratorSummaries, max, per: 'item' },
    ),
  },
  async load({ call, each }): Promise<Answer<AgentRecord[]>> {
    const listed = await call.list.all({})
    if (!listed.ok) return listed
    const records: AgentRecord[] = []
    await each(listed.value, async ({ agentId = '', agentName = '' }) => {
      const [got, named] = await Promise.all([call.get({ agentId }), call.aliases.all({ agentId })])
      const aliases: Answer<Alias[]> = named.ok ? { ok: true, value: withoutTests(named.value.map(aliasOf)) } : named
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

export function aliasOf({ agentAliasId = '', agentAliasName = '', routingConfiguration = [] }: AgentAliasSummary): Alias {
  return { id: agentAliasId, name: agentAliasName, versions: routingConfiguration.flatMap((route) => route.agentVersion ?? []) }
}
