// Bedrock agents: what they may call, under which role, guarded by what, in the versions that are called.
import type { AgentCollaboratorSummary } from '@aws-sdk/client-bedrock-agent'
import { listOf, nullable, number, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, edgesOf, known, type Edge, type UnreadEdges } from '../../kit/collector.js'
import { secretHits, secretsAt, type SecretHit } from '../../../artifacts/text/secrets.js'
import { parseArn } from '../arn.js'
import { encryptedBy, invokes, runsAs } from '../edges.js'
import { iso, placeOf, said, type Place } from '../names.js'
import { agents, type AgentRecord, type LiveVersion, type VersionDetail } from './agents.js'
import { bedrockArn, governedBySettings, modelTypeNames, toAgent, toModel } from './arns.js'
import { guardedBy, guardrailUse, guardrailUses } from './guardrail-use.js'
import { allFrom, allOf } from './routes.js'

export default collector({
  type: 'aws.bedrock.agent',
  kind: 'agent',
  service: 'bedrock-agent',
  per: 'region',
  props: shape({
    agentId: string,
    status: nullable(oneOf('CREATING', 'PREPARING', 'PREPARED', 'NOT_PREPARED', 'DELETING', 'FAILED', 'VERSIONING', 'UPDATING')),
    createdAt: nullable(time),
    /** Without the alias for tests. */
    aliases: listOf(shape({ id: string, name: string, versions: listOf(string) })),
    /** The versions that aliases route to; the draft while none does. */
    versions: listOf(shape({
      version: string,
      foundationModel: nullable(string),
      roleArn: nullable(string),
      kmsKeyArn: nullable(string),
      guardrailId: nullable(string),
      guardrailVersion: nullable(string),
      /** Seconds. */
      idleSessionTtl: nullable(number),
      memoryTypes: listOf(string),
      memoryDays: nullable(number),
      collaboration: nullable(oneOf('SUPERVISOR', 'SUPERVISOR_ROUTER', 'DISABLED')),
      prompts: listOf(shape({ type: string, state: nullable(oneOf('ENABLED', 'DISABLED')), mode: nullable(oneOf('DEFAULT', 'OVERRIDDEN')) })),
      /** In the instruction and in the prompt templates. */
      secrets: secretHits,
    })),
    guardrails: guardrailUses,
    /** Agents that it hands work to, in the accounts their aliases belong to. */
    collaborators: listOf(shape({ agentVersion: string, name: string, aliasArn: string, account: string })),
  }),
  relates: {
    'runs-as': ['aws.iam.role'], 'guarded-by': ['aws.bedrock.guardrail'], 'calls-tool': ['aws.bedrock.agent_action_group'],
    'retrieves-from': ['aws.bedrock.knowledge_base'], 'delegates-to': ['aws.bedrock.agent'], 'encrypted-by': ['aws.kms.key'],
    serves: modelTypeNames, 'can-invoke': ['aws.lambda.function'], 'governed-by': ['aws.bedrock.account_settings'],
  },
  calls: {},
  reads: [agents],
  async list(ctx) {
    const listed = await ctx.read(agents)
    if (!listed.ok) return ctx.unlisted(listed.gap)
    const place = placeOf(ctx)
    for (const agent of listed.value) {
      ctx.emit({ id: agentArn(place, agent.id), name: agent.name, props: agentProps(agent), edges: [...agentEdges(agent, place), governedBySettings(place)] })
    }
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function collaborator({ collaboratorName, agentDescriptor }: AgentCollaboratorSummary, agentVersion: string) {
  const aliasArn = agentDescriptor?.aliasArn ?? ''
  return { agentVersion, name: collaboratorName ?? '', aliasArn, account: parseArn(aliasArn)?.account ?? '' }
}

export function agentArn(place: Place, id: string): string {
  return bedrockArn(place, `agent/${id}`)
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
function agentProps({ id, detail, aliases, live }: AgentRecord) {
  return {
    agentId: id,
    status: known(detail, (agent) => agent.agentStatus ?? null),
    createdAt: known(detail, (agent) => iso(agent.createdAt)),
    ...routedProps(aliases, live),
  }
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
function routedProps(aliases: AgentRecord['aliases'], live: readonly LiveVersion[]) {
  // Which versions are called is as unknown as the aliases that route to them.
  if (!aliases.ok) return { aliases: aliases.gap, versions: aliases.gap, guardrails: aliases.gap, collaborators: aliases.gap }
  return {
    aliases: aliases.value,
    versions: allOf(live, ({ version, detail }) => known(detail, (of) => ({ version, ...versionFacts(of) }))),
    guardrails: allFrom(live, ({ version, detail }) => known(detail, (of) => guardrailUse(of.guardrailConfiguration, `version ${version}`))),
    collaborators: allFrom(live, ({ version, collaborators }) => known(collaborators, (all) => all.map((one) => collaborator(one, version)))),
  }
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function versionFacts(agent: VersionDetail) {
  return {
    foundationModel: said(agent.foundationModel),
    roleArn: said(agent.agentResourceRoleArn),
    kmsKeyArn: said(agent.customerEncryptionKeyArn),
    guardrailId: said(agent.guardrailConfiguration?.guardrailIdentifier),
    guardrailVersion: said(agent.guardrailConfiguration?.guardrailVersion),
    idleSessionTtl: agent.idleSessionTTLInSeconds ?? null,
    memoryTypes: agent.memoryConfiguration?.enabledMemoryTypes ?? [],
    memoryDays: agent.memoryConfiguration?.storageDays ?? null,
    collaboration: agent.agentCollaboration ?? null,
    prompts: (agent.promptOverrideConfiguration?.promptConfigurations ?? []).map((prompt) => (
      { type: prompt.promptType ?? '', state: prompt.promptState ?? null, mode: prompt.promptCreationMode ?? null }
    )),
    secrets: secretsOf(agent),
  }
}

function secretsOf(agent: VersionDetail): SecretHit[] {
  const texts = [
    ['instruction', agent.instruction] as const,
    // The templates that AWS fills in are its own.
    ...(agent.promptOverrideConfiguration?.promptConfigurations ?? []).filter((prompt) => prompt.promptCreationMode !== 'DEFAULT')
      .map((prompt) => [`${prompt.promptType ?? 'prompt'} template`, prompt.basePromptTemplate] as const),
  ]
  return texts.flatMap(([where, text]) => secretsAt(where, text))
}

export function agentEdges({ id, aliases, live }: AgentRecord, place: Place): (Edge | UnreadEdges | null)[] {
  if (!aliases.ok) {
    const ofVersions = ['runs-as', 'guarded-by', 'calls-tool', 'retrieves-from', 'delegates-to', 'encrypted-by', 'serves', 'can-invoke'] as const
    return ofVersions.map((type) => ({ type, unread: aliases.gap }))
  }
  return live.flatMap((version) => versionEdges(agentArn(place, id), version, place))
}

function versionEdges(agent: string, { version, detail, actionGroups, knowledgeBases, collaborators }: LiveVersion, place: Place): (Edge | UnreadEdges | null)[] {
  const via = (what: string): string => `${what} of version ${version}`
  return [
    ...edgesOf(detail, 'runs-as', (of) => [runsAs(said(of.agentResourceRoleArn), via('agentResourceRoleArn'))]),
    ...edgesOf(detail, 'guarded-by', (of) => [guardedBy(of.guardrailConfiguration, place, via('guardrailConfiguration'))]),
    ...edgesOf(detail, 'encrypted-by', (of) => [encryptedBy(of.customerEncryptionKeyArn, via('customerEncryptionKeyArn'))]),
    ...edgesOf(detail, 'serves', (of) => [toModel('serves', of.foundationModel, place, via('foundationModel'))]),
    // Functions that steer the agent itself: its own orchestration, its own reading of the model's answers.
    ...edgesOf(detail, 'can-invoke', (of) => [
      invokes(said(of.customOrchestration?.executor?.lambda), via('customOrchestration')),
      invokes(said(of.promptOverrideConfiguration?.overrideLambda), via('overrideLambda')),
    ]),
    ...edgesOf(actionGroups, 'calls-tool', (groups) => groups.map((group): Edge => (
      { type: 'calls-tool', target: 'aws.bedrock.agent_action_group', to: actionGroupId(agent, group.actionGroupId ?? '', version), via: via('action group') }
    ))),
    ...edgesOf(knowledgeBases, 'retrieves-from', (bases) => bases.filter((base) => base.knowledgeBaseState !== 'DISABLED').map((base): Edge => (
      { type: 'retrieves-from', target: 'aws.bedrock.knowledge_base', to: bedrockArn(place, `knowledge-base/${base.knowledgeBaseId ?? ''}`), via: via('knowledge base') }
    ))),
    ...edgesOf(collaborators, 'delegates-to', (all) => all.map(({ agentDescriptor }) => toAgent(agentDescriptor?.aliasArn, via('collaborator')))),
  ]
}

/** An agent in one version of its tools: `<agent ARN>/actiongroup/<id>#<version>`. */
export function actionGroupId(agent: string, group: string, version: string): string {
  return `${agent}/actiongroup/${group}#${version}`
}
