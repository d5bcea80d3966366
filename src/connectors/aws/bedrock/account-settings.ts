// What an account has set for all of Bedrock in a region: what is logged, what AWS keeps, which guardrails nobody can leave out.
import type {
  AccountEnforcedGuardrailOutputConfiguration, GetAccountDataRetentionCommandInput, GetAccountDataRetentionCommandOutput,
  GetModelInvocationLoggingConfigurationCommandInput, GetModelInvocationLoggingConfigurationCommandOutput,
  ListEnforcedGuardrailsConfigurationCommandInput, ListEnforcedGuardrailsConfigurationCommandOutput, LoggingConfig,
} from '@aws-sdk/client-bedrock'
import { bool, listOf, nullable, number, oneOf, shape, string } from '../../../core/shape.js'
import { collector, edgesOf, known, sharedRead, type Answer, type Edge } from '../../kit/collector.js'
import { bucketArn, parseArn } from '../arn.js'
import { listLower, read } from '../calls.js'
import { runsAs, toLogGroup } from '../edges.js'
import { placeOf, said, type Place } from '../names.js'
import { bedrockAlarm, bedrockAlarms, cloudwatchCalls } from './account-settings-alarms.js'
import { bedrockPolicy, enforcedGuardrail, organizationGuardrails, type EnforcedGuardrail } from './account-settings-policy.js'
import { bedrockArn, guardrailId } from './arns.js'
import { guardrails } from './guardrails.js'

/** Shared, so that a region without Bedrock shows as such. */
const invocationLogging = sharedRead({
  id: 'bedrock.invocationLogging',
  per: 'region',
  calls: {
    logging: read<GetModelInvocationLoggingConfigurationCommandInput, GetModelInvocationLoggingConfigurationCommandOutput>(
      'bedrock:GetModelInvocationLoggingConfiguration', { per: 'region' },
    ),
  },
  load: ({ call }) => call.logging({}),
})

export default collector({
  type: 'aws.bedrock.account_settings',
  kind: 'account',
  service: 'bedrock',
  per: 'region',
  props: shape({
    /** Null: no call of a model is logged. */
    invocationLogging: nullable(shape({
      bucket: nullable(string),
      prefix: nullable(string),
      logGroup: nullable(string),
      /** Takes what is too large for the log group. */
      largeDataBucket: nullable(string),
      /** Below which the buckets hold prompts and answers. */
      uris: listOf(string),
      roleArn: nullable(string),
      text: nullable(bool), image: nullable(bool), embedding: nullable(bool), audio: nullable(bool), video: nullable(bool),
    })),
    /** What happens to prompts and answers after the call. `inherit`: nothing is set, each model's own default holds. */
    dataRetention: nullable(oneOf('default', 'inherit', 'none', 'aws_review', 'provider_data_share')),
    enforcedGuardrails: listOf(enforcedGuardrail),
    /** By the organisation's Bedrock policy. */
    organizationGuardrails: listOf(enforcedGuardrail),
    /** How many there are in the region, in use or not. */
    guardrails: number,
    /** Whether a model was called here in the last two weeks. */
    invoked: bool,
    /** Alarms on Bedrock. Null: not asked for, since no model was called. */
    alarms: nullable(listOf(bedrockAlarm)),
  }),
  relates: {
    'logged-to': ['aws.s3.bucket', 'aws.logs.log_group'], 'guarded-by': ['aws.bedrock.guardrail'], 'runs-as': ['aws.iam.role'],
    'owned-by': ['aws.account.account'],
  },
  calls: {
    retention: read<GetAccountDataRetentionCommandInput, GetAccountDataRetentionCommandOutput>('bedrock:GetAccountDataRetention', { per: 'region' }),
    enforced: listLower<ListEnforcedGuardrailsConfigurationCommandInput, ListEnforcedGuardrailsConfigurationCommandOutput, AccountEnforcedGuardrailOutputConfiguration>(
      'bedrock:ListEnforcedGuardrailsConfiguration', { items: (page) => page.guardrailsConfig, max: null },
    ),
    ...cloudwatchCalls,
  },
  reads: [invocationLogging, guardrails, bedrockPolicy],
  async list(ctx) {
    const { call } = ctx
    const place = placeOf(ctx)
    const logging = await ctx.read(invocationLogging)
    if (!logging.ok && logging.gap.fact !== undefined) return ctx.unlisted(logging.gap)
    const called = async () => {
      const invoked = known(await call.metrics.all({ Namespace: 'AWS/Bedrock', MetricName: 'Invocations' }), (metrics) => metrics.length > 0)
      const unasked: Answer<null> = { ok: true, value: null }
      return { invoked, alarms: invoked === false ? unasked : await call.alarms.all({ AlarmTypes: ['MetricAlarm'] }) }
    }
    const [retention, enforced, policy, all, { invoked, alarms }] = await Promise.all([
      call.retention({}), call.enforced.all({}), ctx.read(bedrockPolicy), ctx.read(guardrails), called(),
    ])
    ctx.emit({
      id: bedrockArn(place, 'account-settings'),
      name: `Bedrock in ${place.region}`,
      props: {
        invocationLogging: known(logging, (answer) => loggingFacts(answer.loggingConfig, place)),
        dataRetention: known(retention, (answer) => answer.mode ?? null),
        enforcedGuardrails: known(enforced, (configs) => configs.map(enforcedFacts)),
        organizationGuardrails: known(policy, (answer) => organizationGuardrails(answer, place.region)),
        guardrails: known(all, (rows) => rows.length),
        invoked,
        alarms: known<Parameters<typeof bedrockAlarms>[0] | null, ReturnType<typeof bedrockAlarms> | null>(alarms, (rows) => (rows === null ? null : bedrockAlarms(rows))),
      },
      edges: [
        ...edgesOf(logging, 'logged-to', (answer) => loggingEdges(answer.loggingConfig, place)),
        ...edgesOf(logging, 'runs-as', (answer) => [runsAs(said(answer.loggingConfig?.cloudWatchConfig?.roleArn), 'cloudWatchConfig.roleArn')]),
        ...edgesOf(enforced, 'guarded-by', (configs) => configs.map((config) => guards(enforcedFacts(config), place, 'enforced by the account'))),
        ...edgesOf(policy, 'guarded-by', (answer) => organizationGuardrails(answer, place.region)
          // Those of the management account are judged there.
          .filter(({ guardrailArn }) => parseArn(guardrailArn)?.account === place.account)
          .map((config) => guards(config, place, 'enforced by the organisation'))),
        { type: 'owned-by', target: 'aws.account.account', to: `arn:${place.partition}:iam::${place.account}:root` },
      ],
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function loggingFacts(config: LoggingConfig | undefined, { account }: Pick<Place, 'account'>) {
  if (config === undefined) return null
  const large = config.cloudWatchConfig?.largeDataDeliveryS3Config
  return {
    bucket: said(config.s3Config?.bucketName),
    prefix: said(config.s3Config?.keyPrefix),
    logGroup: said(config.cloudWatchConfig?.logGroupName),
    largeDataBucket: said(large?.bucketName),
    uris: [config.s3Config, large].flatMap((to) => {
      const bucket = said(to?.bucketName)
      const prefix = (to?.keyPrefix ?? '').replace(/\/+$/, '')
      return bucket === null ? [] : `s3://${bucket}/${prefix === '' ? '' : `${prefix}/`}AWSLogs/${account}/BedrockModelInvocationLogs`
    }),
    roleArn: said(config.cloudWatchConfig?.roleArn),
    text: config.textDataDeliveryEnabled ?? null, image: config.imageDataDeliveryEnabled ?? null, embedding: config.embeddingDataDeliveryEnabled ?? null,
    audio: config.audioDataDeliveryEnabled ?? null, video: config.videoDataDeliveryEnabled ?? null,
  }
}

export function loggingEdges(config: LoggingConfig | undefined, place: Place): (Edge | null)[] {
  const toBucket = (name: string | null, via: string): Edge | null => (
    name === null ? null : { type: 'logged-to', target: 'aws.s3.bucket', to: bucketArn(place.partition, name), via }
  )
  const logs = config?.cloudWatchConfig
  return [
    toBucket(said(config?.s3Config?.bucketName), 's3Config.bucketName'),
    toBucket(said(logs?.largeDataDeliveryS3Config?.bucketName), 'cloudWatchConfig.largeDataDeliveryS3Config'),
    toLogGroup(logs?.logGroupName, place, 'cloudWatchConfig.logGroupName'),
  ]
}

export function enforcedFacts(config: AccountEnforcedGuardrailOutputConfiguration): EnforcedGuardrail {
  return {
    guardrailArn: config.guardrailArn ?? config.guardrailId ?? '',
    guardrailVersion: config.guardrailVersion ?? '',
    inputTags: config.inputTags ?? null,
    system: config.selectiveContentGuarding?.system ?? null,
    messages: config.selectiveContentGuarding?.messages ?? null,
    includedModels: config.modelEnforcement?.includedModels ?? [],
    excludedModels: config.modelEnforcement?.excludedModels ?? [],
  }
}

function guards({ guardrailArn, guardrailVersion }: EnforcedGuardrail, place: Place, via: string): Edge {
  return { type: 'guarded-by', target: 'aws.bedrock.guardrail', to: guardrailId(place, guardrailArn, guardrailVersion), via }
}
