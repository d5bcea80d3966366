// Lex bots: what answers people, under which role, with which models, and who outside may use or change it.
import type {
  DescribeBotCommandInput, DescribeBotCommandOutput, DescribeResourcePolicyCommandInput, DescribeResourcePolicyCommandOutput,
} from '@aws-sdk/client-lex-models-v2'
import { any, listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, edgesOf, known, type Answer, type Edge, type UnreadEdges } from '../../kit/collector.js'
import { guardrailId, modelTypeNames, toModel } from '../bedrock/arns.js'
import { read, readOrNull } from '../calls.js'
import { runsAs } from '../edges.js'
import { policyDocument } from '../iam/policy-document.js'
import { iso, placeOf, said, type Place } from '../names.js'
import { botArn, bots, draft, type BotRecord, type Generative } from './bots.js'

export default collector({
  type: 'aws.lex.bot',
  kind: 'agent',
  service: 'lex-models-v2',
  per: 'region',
  props: shape({
    status: nullable(oneOf('Creating', 'Available', 'Inactive', 'Deleting', 'Failed', 'Versioning', 'Importing', 'Updating')),
    lastUpdatedAt: nullable(time),
    roleArn: nullable(string),
    /** The versions that aliases route to; the draft while none does. */
    versions: listOf(string),
    /** Where in those versions a model of Bedrock takes part while people talk. */
    generative: listOf(shape({ where: string, model: nullable(string), guardrailId: nullable(string), guardrailVersion: nullable(string) })),
    policy: nullable(any),
  }),
  relates: { 'runs-as': ['aws.iam.role'], 'guarded-by': ['aws.bedrock.guardrail'], serves: modelTypeNames },
  calls: {
    describe: read<DescribeBotCommandInput, DescribeBotCommandOutput>('lex-models-v2:DescribeBot'),
    policy: readOrNull<DescribeResourcePolicyCommandInput, DescribeResourcePolicyCommandOutput>('lex-models-v2:DescribeResourcePolicy', ['ResourceNotFoundException']),
  },
  reads: [bots],
  async list(ctx) {
    const { call, each, emit } = ctx
    const listed = await ctx.read(bots)
    if (!listed.ok) return ctx.unlisted(listed.gap)
    await each(listed.value, async (record) => {
      const id = botArn(placeOf(ctx), record.bot.botId ?? '')
      const [detail, policy] = await Promise.all([call.describe({ botId: record.bot.botId }), call.policy({ resourceArn: id })])
      emit({
        id,
        name: record.bot.botName ?? '',
        props: { ...botProps(record), roleArn: known(detail, (bot) => said(bot.roleArn)), policy: known(policy, (answer) => policyDocument(answer?.policy)) },
        edges: [...edgesOf(detail, 'runs-as', (bot) => [runsAs(said(bot.roleArn), 'roleArn')]), ...generativeEdges(record.generative, placeOf(ctx))],
      })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function botProps({ bot, versions, generative }: BotRecord) {
  return {
    status: bot.botStatus ?? null,
    lastUpdatedAt: iso(bot.lastUpdatedDateTime),
    versions: known(versions, (all) => all),
    generative: known(generative, (all) => all.map(({ where, model }) => (
      { where, model: said(model.modelArn), guardrailId: said(model.guardrail?.identifier), guardrailVersion: said(model.guardrail?.version) }
    ))),
  }
}

export function generativeEdges(generative: Answer<Generative[]>, place: Place): (Edge | UnreadEdges | null)[] {
  return [
    ...edgesOf(generative, 'guarded-by', (all) => all.map(({ where, model }): Edge | null => {
      const identifier = said(model.guardrail?.identifier)
      return identifier === null ? null : { type: 'guarded-by', target: 'aws.bedrock.guardrail', to: guardrailId(place, identifier, model.guardrail?.version ?? draft), via: where }
    })),
    ...edgesOf(generative, 'serves', (all) => all.map(({ where, model }) => toModel('serves', model.modelArn, place, where))),
  ]
}
