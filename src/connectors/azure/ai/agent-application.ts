// Published agents of Foundry: who may call them, over which protocols, and as whom they act.
import { bool, listOf, mapOf, nullable, shape, string, time } from '../../../core/shape.js'
import { collector, edgesOf, known, type Answer, type Edge } from '../../kit/collector.js'
import { getOrNull, list, type Resource } from '../calls.js'
import { childOf } from '../edges.js'
import { armId, iso, parentOf, principalName, said, word } from '../names.js'
import { seenAccounts } from './accounts.js'
import { toolsOf, toolsShape, type AgentVersion } from './agents.js'
import { agentsAddress, eachProject, projects } from './projects.js'

interface Application {
  displayName?: string | null
  baseUrl?: string | null
  isEnabled?: boolean | null
  /** The preview writes the word in one member, what came after it in the other. */
  authorizationPolicy?: { type?: string | null; authorizationScheme?: string | null } | null
  defaultInstanceIdentity?: { principalId?: string | null } | null
  agentIdentityBlueprint?: { principalId?: string | null } | null
  agents?: readonly AgentReference[] | null
  tags?: Readonly<Record<string, string>> | null
}

interface AgentReference {
  agentName?: string | null
  agentVersion?: string | null
}

interface Deployment {
  state?: string | null
  deploymentType?: string | null
  protocols?: readonly { protocol?: string | null }[] | null
  agents?: readonly AgentReference[] | null
}

const version = '2025-10-01-preview'
const path = '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.CognitiveServices/accounts/{accountName}/projects/{projectName}/applications'
const agentsRead = ['data:Microsoft.CognitiveServices/accounts/AIServices/agents/read']

export default collector({
  type: 'azure.ai.agent_application',
  kind: 'agent',
  service: 'cognitiveservices',
  per: 'account',
  props: shape({
    displayName: nullable(string),
    enabled: bool,
    /** Who may call it: `default` asks for a role, `organizationscope` lets in the tenant, `channels` Teams and the like. */
    authorization: nullable(string),
    /** Object ids of what it acts as, and of the blueprint that is made from. */
    instance: nullable(string),
    blueprint: nullable(string),
    deployments: listOf(shape({ name: string, state: nullable(string), type: nullable(string), protocols: listOf(string) })),
    /** Tools of the agents that it answers with; only `--with data-plane`. */
    tools: toolsShape,
    tags: mapOf(string),
    createdAt: nullable(time),
  }),
  relates: { 'owned-by': ['azure.ai.project'], 'runs-as': ['azure.rbac.principal'], 'guarded-by': ['azure.ai.rai_policy'], 'can-invoke': ['azure.ai.deployment'] },
  reads: [seenAccounts, projects],
  calls: {
    list: list<Resource<Application>>('cognitiveservices:accounts.projects.applications.list', path, { version }),
    deployments: list<Resource<Deployment>>('cognitiveservices:accounts.projects.applications.agentDeployments.list', `${path}/{appName}/agentDeployments`, { version }),
    agent: getOrNull<{ versions?: { latest?: AgentVersion | null } | null }>('foundry:agents.get', '/agents/{agentName}', { plane: 'foundry', with: 'data-plane', needs: agentsRead }),
    agentVersion: getOrNull<AgentVersion>('foundry:agents.versions.get', '/agents/{agentName}/versions/{agentVersion}', { plane: 'foundry', with: 'data-plane', needs: agentsRead }),
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    await eachProject(ctx, (project, row) => each(call.list.rows({ of: project }), async ({ id, name, systemData, properties }) => {
      const deployed = await call.deployments.all({ of: project, appName: name ?? '' })
      const agents = await agentsOf(properties?.agents, deployed, agentsAddress(row, properties?.baseUrl))
      const policy = properties?.authorizationPolicy
      const [instance, blueprint] = [properties?.defaultInstanceIdentity, properties?.agentIdentityBlueprint].map((one) => said(one?.principalId)?.toLowerCase() ?? null)
      emit({
        id: armId(id ?? ''), name: name ?? '',
        props: {
          displayName: said(properties?.displayName), enabled: properties?.isEnabled !== false, authorization: word(policy?.type) ?? word(policy?.authorizationScheme),
          instance: instance ?? null, blueprint: blueprint ?? null,
          deployments: known(deployed, (all) => all.map((one) => ({
            name: one.name ?? '', state: word(one.properties?.state), type: word(one.properties?.deploymentType), protocols: (one.properties?.protocols ?? []).flatMap(({ protocol }) => word(protocol) ?? []),
          }))),
          tools: known(agents, (all) => all.flatMap(toolsOf)), tags: { ...properties?.tags }, createdAt: iso(systemData?.createdAt),
        },
        edges: [
          childOf('azure.ai.project', project), actsAs(instance, 'defaultInstanceIdentity'), actsAs(blueprint, 'agentIdentityBlueprint'),
          ...edgesOf(agents, 'guarded-by', (all) => all.map((one) => guard(one, parentOf(armId(project))))),
          ...edgesOf(agents, 'can-invoke', (all) => all.map((one) => model(one, parentOf(armId(project))))),
        ],
      })
    }))

    /** The agents that run, in the version that runs; what is deployed nowhere counts in its latest. */
    async function agentsOf(named: Application['agents'], deployed: Answer<Resource<Deployment>[]>, host: string): Promise<Answer<AgentVersion[]>> {
      if (!deployed.ok) return deployed
      const running = deployed.value.flatMap(({ properties }) => properties?.agents ?? [])
      const wanted = new Map((running.length > 0 ? running : named ?? []).map((one) => [`${one.agentName ?? ''} ${one.agentVersion ?? ''}`, one]))
      const found: AgentVersion[] = []
      for (const { agentName, agentVersion } of wanted.values()) {
        const input = { host, 'api-version': 'v1', agentName: agentName ?? '' }
        const answer = said(agentVersion) === null ? await latest(input) : await call.agentVersion({ ...input, agentVersion })
        if (!answer.ok) return answer
        if (answer.value !== null) found.push(answer.value)
      }
      return { ok: true, value: found }
    }

    async function latest(input: object): Promise<Answer<AgentVersion | null>> {
      const answer = await call.agent({ ...input })
      return answer.ok ? { ok: true, value: answer.value?.versions?.latest ?? null } : answer
    }
  },
})

function actsAs(principal: string | null | undefined, via: string): Edge | null {
  return principal == null ? null : { type: 'runs-as', target: 'azure.rbac.principal', to: principalName(principal), via }
}

/** A filter of the agent's own; it may be named by its id or by its name. */
function guard({ definition }: AgentVersion, account: string): Edge | null {
  const name = said(definition?.rai_config?.rai_policy_name)
  return name === null ? null : { type: 'guarded-by', target: 'azure.ai.rai_policy', to: armId(name.startsWith('/') ? name : `${account}/raiPolicies/${name}`), via: 'rai_config' }
}

/** A model of the same account; one behind a connection is written with the connection's name before it. */
function model({ definition }: AgentVersion, account: string): Edge | null {
  const name = said(definition?.model)
  return name === null || name.includes('/') ? null : { type: 'can-invoke', target: 'azure.ai.deployment', to: armId(`${account}/deployments/${name}`), via: 'model' }
}
