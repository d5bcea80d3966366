// Guardrails: what they look for in prompts and answers, how hard, and what they do when they find it.
import type { GetGuardrailCommandInput, GetGuardrailCommandOutput, GuardrailSummary } from '@aws-sdk/client-bedrock'
import { bool, listOf, nullable, number, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Answer } from '../../kit/collector.js'
import { parseArn } from '../arn.js'
import { read } from '../calls.js'
import { encryptedBy } from '../edges.js'
import { iso, said } from '../names.js'
import { guardrails, listGuardrails } from './guardrails.js'

const draft = 'DRAFT'
const action = nullable(oneOf('BLOCK', 'NONE'))
const strength = nullable(oneOf('NONE', 'LOW', 'MEDIUM', 'HIGH'))
const tier = nullable(oneOf('CLASSIC', 'STANDARD'))
/** What happens on either side of the model. Null means block, and enabled. */
const sides = { inputAction: action, outputAction: action, inputEnabled: nullable(bool), outputEnabled: nullable(bool) }
const maskOrBlock = nullable(oneOf('BLOCK', 'ANONYMIZE', 'NONE'))
/** `action` holds for a side that has none of its own. */
const maskingSides = { action: maskOrBlock, inputAction: maskOrBlock, outputAction: maskOrBlock, inputEnabled: nullable(bool), outputEnabled: nullable(bool) }

export default collector({
  type: 'aws.bedrock.guardrail',
  kind: 'guardrail',
  service: 'bedrock',
  per: 'region',
  props: shape({
    guardrailId: string,
    version: string,
    /** Whether there is any numbered version. */
    published: bool,
    status: nullable(oneOf('CREATING', 'UPDATING', 'VERSIONING', 'READY', 'FAILED', 'DELETING')),
    statusReasons: listOf(string),
    createdAt: nullable(time),
    updatedAt: nullable(time),
    kmsKeyArn: nullable(string),
    /** Prompts may be checked in the regions of this profile. */
    crossRegionProfile: nullable(string),
    contentFilters: listOf(shape({
      type: string, inputStrength: strength, outputStrength: strength,
      /** Empty means text alone. */
      inputModalities: listOf(string), outputModalities: listOf(string), ...sides,
    })),
    contentTier: tier,
    topics: listOf(shape({ name: string, ...sides })),
    topicTier: tier,
    managedWordLists: listOf(shape({ type: string, ...sides })),
    words: number,
    piiEntities: listOf(shape({ type: string, ...maskingSides })),
    regexes: listOf(shape({ name: string, ...maskingSides })),
    groundingFilters: listOf(shape({ type: string, threshold: nullable(number), action, enabled: nullable(bool) })),
    automatedReasoningPolicies: listOf(string),
  }),
  relates: { 'encrypted-by': ['aws.kms.key'] },
  calls: {
    versions: listGuardrails,
    get: read<GetGuardrailCommandInput, GetGuardrailCommandOutput>('bedrock:GetGuardrail'),
  },
  reads: [guardrails],
  // The version published last is what a user of the guardrail gets by default; others are read where something names them.
  async list(ctx) {
    const listed = await ctx.read(guardrails)
    if (!listed.ok) return ctx.unlisted(listed.gap)
    await ctx.each(listed.value, async ({ id: guardrailIdentifier = '', arn = '', name = '' }) => {
      const versions = await ctx.call.versions.all({ guardrailIdentifier })
      // Which version counts is not known then, so that none is taken for it.
      if (!versions.ok) return ctx.emit({ id: arn, name, props: versions.gap })
      const version = latest(versions.value)
      ctx.emit({ ...emission(await ctx.call.get({ guardrailIdentifier, guardrailVersion: version }), arn, name, version, version !== draft), aliases: [arn] })
    })
  },
  async resolve({ id }, ctx) {
    const [arn = '', version = draft] = id.split('#')
    const guardrailIdentifier = parseArn(arn)?.resource.split('/')[1]
    if (guardrailIdentifier === undefined) return
    const answer = await ctx.call.get({ guardrailIdentifier, guardrailVersion: version })
    const published = version !== draft || known(await ctx.call.versions.all({ guardrailIdentifier }), (all) => latest(all) !== draft)
    ctx.emit(emission(answer, arn, guardrailIdentifier, version, published))
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
function emission<P>(answer: Answer<GetGuardrailCommandOutput>, arn: string, name: string, version: string, published: P) {
  return {
    id: `${arn}#${version}`,
    name: `${answer.ok ? answer.value.name ?? name : name} ${version === draft ? 'draft' : `v${version}`}`,
    props: answer.ok ? { ...guardrailProps(answer.value), published } : answer.gap,
    edges: known(answer, (guardrail) => [encryptedBy(guardrail.kmsKeyArn, 'kmsKeyArn')]),
  }
}

/** The numbered version with the highest number; the draft when there is none. */
export function latest(versions: readonly GuardrailSummary[]): string {
  const numbers = versions.flatMap(({ version = '' }) => (/^\d+$/.test(version) ? Number(version) : []))
  return numbers.length === 0 ? draft : String(Math.max(...numbers))
}

interface Sides<A> {
  inputAction?: A | undefined
  outputAction?: A | undefined
  inputEnabled?: boolean | undefined
  outputEnabled?: boolean | undefined
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
function sidesOf<A>(of: Sides<A>) {
  return { inputAction: of.inputAction ?? null, outputAction: of.outputAction ?? null, inputEnabled: of.inputEnabled ?? null, outputEnabled: of.outputEnabled ?? null }
}

type Guardrail = Omit<GetGuardrailCommandOutput, '$metadata'>

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function guardrailProps(guardrail: Guardrail) {
  const { contentPolicy, topicPolicy, wordPolicy, sensitiveInformationPolicy: sensitive, contextualGroundingPolicy: grounding } = guardrail
  return {
    guardrailId: guardrail.guardrailId ?? '',
    version: guardrail.version ?? draft,
    status: guardrail.status ?? null,
    statusReasons: guardrail.statusReasons ?? [],
    createdAt: iso(guardrail.createdAt),
    updatedAt: iso(guardrail.updatedAt),
    kmsKeyArn: said(guardrail.kmsKeyArn),
    crossRegionProfile: said(guardrail.crossRegionDetails?.guardrailProfileId),
    contentFilters: (contentPolicy?.filters ?? []).map((filter) => ({
      type: filter.type ?? '', inputStrength: filter.inputStrength ?? null, outputStrength: filter.outputStrength ?? null,
      inputModalities: filter.inputModalities ?? [], outputModalities: filter.outputModalities ?? [], ...sidesOf(filter),
    })),
    contentTier: contentPolicy?.tier?.tierName ?? null,
    topics: (topicPolicy?.topics ?? []).map((topic) => ({ name: topic.name ?? '', ...sidesOf(topic) })),
    topicTier: topicPolicy?.tier?.tierName ?? null,
    managedWordLists: (wordPolicy?.managedWordLists ?? []).map((list) => ({ type: list.type ?? '', ...sidesOf(list) })),
    words: wordPolicy?.words?.length ?? 0,
    piiEntities: (sensitive?.piiEntities ?? []).map((entity) => ({ type: entity.type ?? '', action: entity.action ?? null, ...sidesOf(entity) })),
    regexes: (sensitive?.regexes ?? []).map((regex) => ({ name: regex.name ?? '', action: regex.action ?? null, ...sidesOf(regex) })),
    groundingFilters: (grounding?.filters ?? []).map((filter) => (
      { type: filter.type ?? '', threshold: filter.threshold ?? null, action: filter.action ?? null, enabled: filter.enabled ?? null }
    )),
    automatedReasoningPolicies: guardrail.automatedReasoningPolicy?.policies ?? [],
  }
}
