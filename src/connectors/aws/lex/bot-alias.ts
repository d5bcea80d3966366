// Lex bot aliases: the names under which bots are called, what is recorded of the talk, and who outside may call.
import type {
  BotAliasSummary, DescribeBotAliasCommandInput, DescribeBotAliasCommandOutput, DescribeResourcePolicyCommandInput, DescribeResourcePolicyCommandOutput,
} from '@aws-sdk/client-lex-models-v2'
import { any, bool, listOf, nullable, oneOf, shape, string } from '../../../core/shape.js'
import { collector, GapMark, known, type Edge } from '../../kit/collector.js'
import { parseArn } from '../arn.js'
import { read, readOrNull } from '../calls.js'
import { encryptedBy, invokes, toLogGroup } from '../edges.js'
import { policyDocument } from '../iam/policy-document.js'
import { placeOf, said, type Place } from '../names.js'
import { botArn, bots, type BotRecord } from './bots.js'

export default collector({
  type: 'aws.lex.bot_alias',
  kind: 'endpoint',
  service: 'lex-models-v2',
  per: 'region',
  props: shape({
    status: nullable(oneOf('Creating', 'Available', 'Deleting', 'Failed')),
    botVersion: nullable(string),
    audioLogs: listOf(shape({ enabled: bool, bucket: nullable(string), kmsKeyArn: nullable(string) })),
    textLogs: listOf(shape({ enabled: bool, logGroup: nullable(string) })),
    policy: nullable(any),
  }),
  relates: {
    serves: ['aws.lex.bot'], 'logged-to': ['aws.s3.bucket', 'aws.logs.log_group'], 'can-invoke': ['aws.lambda.function'], 'encrypted-by': ['aws.kms.key'],
  },
  calls: {
    describe: read<DescribeBotAliasCommandInput, DescribeBotAliasCommandOutput>('lex-models-v2:DescribeBotAlias'),
    policy: readOrNull<DescribeResourcePolicyCommandInput, DescribeResourcePolicyCommandOutput>('lex-models-v2:DescribeResourcePolicy', ['ResourceNotFoundException']),
  },
  reads: [bots],
  async list(ctx) {
    const { call, each, emit } = ctx
    const listed = await ctx.read(bots)
    if (!listed.ok) return ctx.unlisted(listed.gap)
    const place = placeOf(ctx)
    const emitAlias = async ({ bot: { botId = '', botName = '' } }: BotRecord, alias: BotAliasSummary): Promise<void> => {
      const botAliasId = alias.botAliasId ?? ''
      const id = `${botArn(place, botId).replace(':bot/', ':bot-alias/')}/${botAliasId}`
      const [detail, policy] = await Promise.all([call.describe({ botId, botAliasId }), call.policy({ resourceArn: id })])
      const serves: Edge = { type: 'serves', target: 'aws.lex.bot', to: botArn(place, botId), via: `version ${alias.botVersion ?? 'none'}` }
      const logs = known(detail, logFacts)
      emit({
        id,
        name: `${botName}/${alias.botAliasName ?? botAliasId}`,
        props: {
          status: alias.botAliasStatus ?? null,
          botVersion: said(alias.botVersion),
          audioLogs: logs instanceof GapMark ? logs : logs.audioLogs,
          textLogs: logs instanceof GapMark ? logs : logs.textLogs,
          policy: known(policy, (answer) => policyDocument(answer?.policy)),
        },
        edges: [
          serves,
          ...(detail.ok ? aliasEdges(detail.value, place) : (['logged-to', 'can-invoke', 'encrypted-by'] as const).map((type) => ({ type, unread: detail.gap }))),
        ],
      })
    }
    for (const record of listed.value) {
      // Without its aliases nothing is known of what stands under this bot.
      if (record.aliases.ok) await each(record.aliases.value, (alias) => emitAlias(record, alias))
      else ctx.unlisted(record.aliases.gap)
    }
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function logFacts({ conversationLogSettings: logs }: DescribeBotAliasCommandOutput) {
  return {
    audioLogs: (logs?.audioLogSettings ?? []).map(({ enabled, destination }) => (
      { enabled: enabled === true, bucket: said(destination?.s3Bucket?.s3BucketArn), kmsKeyArn: said(destination?.s3Bucket?.kmsKeyArn) }
    )),
    textLogs: (logs?.textLogSettings ?? []).map(({ enabled, destination }) => ({ enabled: enabled === true, logGroup: said(destination?.cloudWatch?.cloudWatchLogGroupArn) })),
  }
}

export function aliasEdges(alias: DescribeBotAliasCommandOutput, place: Place): (Edge | null)[] {
  const { audioLogs, textLogs } = logFacts(alias)
  const functions = Object.values(alias.botAliasLocaleSettings ?? {}).flatMap((locale) => said(locale.codeHookSpecification?.lambdaCodeHook?.lambdaARN) ?? [])
  const on = audioLogs.filter(({ enabled }) => enabled)
  return [
    ...on.map(({ bucket }): Edge | null => (bucket === null || parseArn(bucket) === null ? null : { type: 'logged-to', target: 'aws.s3.bucket', to: bucket, via: 'audioLogSettings' })),
    ...on.map(({ kmsKeyArn }) => encryptedBy(kmsKeyArn, 'audioLogSettings')),
    ...textLogs.filter(({ enabled }) => enabled).map(({ logGroup }) => toLogGroup(logGroup, place, 'textLogSettings')),
    ...functions.map((arn) => invokes(arn, 'lambdaCodeHook')),
  ]
}
