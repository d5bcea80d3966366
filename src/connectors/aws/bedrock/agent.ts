// Bedrock agents: what they may call, under which role, guarded by what, in the versions that are called.
import { listOf, nullable, number, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, edgesOf, GapMark, known, type Edge, type UnreadEdges } from '../../kit/collector.js'
import { findSecrets, secretHits, type SecretHit } from '../../kit/secrets.js'
import { parseArn } from '../arn.js'
import { encryptedBy, runsAs } from '../edges.js'
import { iso, placeOf, said, type Place } from '../names.js'
import { agents, versionsOf, type AgentRecord, type LiveVersion, type VersionDetail } from './agents.js'
import { bedrockArn, guardrailId, modelTypeNames, toModel } from './arns.js'

export default collector({
  type: 'aws.bedrock.agent',
  kind: 'agent',
  service: 'bedrock-agent',
  per: 'region',
  props: shape({
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
  }),
  relates: {
    'runs-as': ['aws.iam.role'], 'guarded-by': ['aws.bedrock.guardrail'], 'calls-tool': ['aws.bedrock.agent_action_group'],
    'retrieves-from': ['aws.bedrock.knowledge_base'], 'delegates-to': ['aws.bedrock.agent'], 'encrypted-by': ['aws.kms.key'],
    serves: modelTypeNames,
  },
  calls: {},
  reads: [agents],
  async list(ctx) {
    const listed = await ctx.read(agents)
    if (!listed.ok) return ctx.unlisted(listed.gap)
    for (const agent of listed.value) {
      ctx.emit({ id: agentArn(placeOf(ctx), agent.id), name: agent.name, props: agentProps(agent), edges: agentEdges(agent, placeOf(ctx)) })
    }
  },
})

export function agentArn(place: Place, id: string): string {
  return bedrockArn(place, `agent/${id}`)
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
function agentProps({ detail, aliases, live }: AgentRecord) {
  return {
    status: known(detail, (agent) => agent.agentStatus ?? null),
    createdAt: known(detail, (agent) => iso(agent.createdAt)),
    aliases: known(aliases, (all) => all.filter((alias) => alias.agentAliasId !== 'TSTALIASID').map((alias) => (
      { id: alias.agentAliasId ?? '', name: alias.agentAliasName ?? '', versions: versionsOf(alias) }
    ))),
    // Which versions are called is as unknown as the aliases that route to them.
    versions: aliases.ok ? allOf(live, ({ version, detail: of }) => known(of, (facts) => ({ version, ...versionFacts(facts) }))) : aliases.gap,
  }
}

/** All of them, or the gap of the first that could not be read. */
function allOf<T, U>(items: readonly T[], take: (item: T) => U | GapMark): U[] | GapMark {
  const taken: U[] = []
  for (const item of items) {
    const one = take(item)
    if (one instanceof GapMark) return one
    taken.push(one)
  }
  return taken
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
    ...(agent.promptOverrideConfiguration?.promptConfigurations ?? []).map((prompt) => [`${prompt.promptType ?? 'prompt'} template`, prompt.basePromptTemplate] as const),
  ]
  return texts.flatMap(([where, text]) => findSecrets(text ?? '').map((hit) => ({ ...hit, at: `${where} ${hit.at}` })))
}

export function agentEdges({ id, aliases, live }: AgentRecord, place: Place): (Edge | UnreadEdges | null)[] {
  if (!aliases.ok) {
    return (['runs-as', 'guarded-by', 'calls-tool', 'retrieves-from', 'delegates-to', 'encrypted-by', 'serves'] as const).map((type) => ({ type, unread: aliases.gap }))
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
    ...edgesOf(actionGroups, 'calls-tool', (groups) => groups.map((group): Edge => (
      { type: 'calls-tool', target: 'aws.bedrock.agent_action_group', to: actionGroupId(agent, group.actionGroupId ?? '', version), via: via('action group') }
    ))),
    ...edgesOf(knowledgeBases, 'retrieves-from', (bases) => bases.filter((base) => base.knowledgeBaseState !== 'DISABLED').map((base): Edge => (
      { type: 'retrieves-from', target: 'aws.bedrock.knowledge_base', to: bedrockArn(place, `knowledge-base/${base.knowledgeBaseId ?? ''}`), via: via('knowledge base') }
    ))),
    ...edgesOf(collaborators, 'delegates-to', (all) => all.map(({ agentDescriptor }) => delegatesTo(agentDescriptor?.aliasArn, via('collaborator')))),
  ]
}

export function guardedBy(guardrail: { guardrailIdentifier?: string | undefined; guardrailVersion?: string | undefined } | undefined, place: Place, via: string): Edge | null {
  const identifier = said(guardrail?.guardrailIdentifier)
  return identifier === null ? null : { type: 'guarded-by', target: 'aws.bedrock.guardrail', to: guardrailId(place, identifier, guardrail?.guardrailVersion ?? 'DRAFT'), via }
}

/** An agent in one version of its tools: `<agent ARN>/actiongroup/<id>#<version>`. */
export function actionGroupId(agent: string, group: string, version: string): string {
  return `${agent}/actiongroup/${group}#${version}`
}

/** Collaborators are named by alias: `arn:aws:bedrock:us-east-1:111122223333:agent-alias/<agent>/<alias>`. */
function delegatesTo(alias: string | undefined, via: string): Edge | null {
  const arn = alias === undefined ? null : parseArn(alias)
  const agent = arn === null ? undefined : /^agent-alias\/([^/]+)\//.exec(arn.resource)?.[1]
  if (arn === null || agent === undefined) return null
  return { type: 'delegates-to', target: 'aws.bedrock.agent', to: `arn:${arn.partition}:bedrock:${arn.region}:${arn.account}:agent/${agent}`, via }
}
