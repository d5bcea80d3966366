// Guardrails, account settings and log groups: mappers fed with real answers, and with the cases those answers do not have.
import type { LoggingConfig } from '@aws-sdk/client-bedrock'
import { describe, expect, it } from 'vitest'
import settings, { enforcedFacts, loggingEdges, loggingFacts } from '../../src/connectors/aws/bedrock/account-settings.js'
import { bedrockAlarms } from '../../src/connectors/aws/bedrock/account-settings-alarms.js'
import { organizationGuardrails } from '../../src/connectors/aws/bedrock/account-settings-policy.js'
import guardrail, { guardrailProps, latest } from '../../src/connectors/aws/bedrock/guardrail.js'
import logGroup, { logGroupName, logGroupProps } from '../../src/connectors/aws/logs/log-group.js'
import { misfit } from '../../src/core/shape.js'
import { samples, samplesPresent } from './samples.js'

const place = { partition: 'aws', account: '111122223333', region: 'us-east-1' }
// oxlint-disable-next-line typescript/no-explicit-any -- the mappers are typed from the SDK, the samples are what they are
type Body = any
const bodies = (service: string, operation: string): [file: string, body: Body][] => samples(service, operation).map(({ file, data }) => [file, data])
const arn = 'arn:aws:bedrock:us-east-1:111122223333:guardrail/orchardguard'

describe('a guardrail', () => {
  // One of the published ones has a shape that no guardrail has.
  const real = bodies('bedrock', 'GetGuardrail').filter(([, body]) => body.guardrailArn !== undefined)

  it.skipIf(!samplesPresent)('has the declared shape in real answers', () => {
    expect(real.length).toBeGreaterThan(2)
    for (const [file, body] of real) expect(misfit(guardrail.props, { ...guardrailProps(body), published: false }), file).toBeNull()
  })

  it.skipIf(!samplesPresent)('as AWS creates it looks at one category, and says nothing of actions', () => {
    const { contentFilters, contentTier, piiEntities, topics, words } = guardrailProps(real[0]?.[1])
    expect({ contentTier, piiEntities, topics, words }).toEqual({ contentTier: 'CLASSIC', piiEntities: [], topics: [], words: 0 })
    expect(contentFilters).toEqual([{
      type: 'HATE', inputStrength: 'MEDIUM', outputStrength: 'MEDIUM', inputModalities: [], outputModalities: [],
      inputAction: null, outputAction: null, inputEnabled: null, outputEnabled: null,
    }])
  })

  it('keeps how many words are blocked, and not which', () => {
    const words = ['one', 'two'].map((text) => ({ text }))
    const body: Body = { wordPolicy: { words, managedWordLists: [{ type: 'PROFANITY', inputEnabled: false }] } }
    const props = guardrailProps(body)
    expect(props.words).toBe(2)
    expect(props.managedWordLists).toEqual([{ type: 'PROFANITY', inputAction: null, outputAction: null, inputEnabled: false, outputEnabled: null }])
    expect(JSON.stringify(props)).not.toContain('two')
  })

  it.each([
    [['DRAFT'], 'DRAFT'], [['DRAFT', '1', '2'], '2'], [['9', '10', 'DRAFT'], '10'], [[], 'DRAFT'],
  ])('of versions %j is judged in %s', (versions, expected) => {
    const row = { id: 'orchardguard', arn, name: 'orchard-guard', status: 'READY' as const, createdAt: undefined, updatedAt: undefined }
    expect(latest(versions.map((version) => ({ ...row, version })))).toBe(expected)
  })
})

describe('invocation logging', () => {
  it.skipIf(!samplesPresent)('has the declared shape in real answers, and is null when it is off', () => {
    const facts = bodies('bedrock', 'GetModelInvocationLoggingConfiguration').map(([, body]) => loggingFacts(body.loggingConfig, place))
    expect(facts).toContain(null)
    for (const one of facts) expect(misfit(settings.props.fields.invocationLogging, one)).toBeNull()
  })

  it('goes to buckets and to a log group', () => {
    const config: LoggingConfig = {
      s3Config: { bucketName: 'orchard-prompts', keyPrefix: 'chat/' },
      cloudWatchConfig: { logGroupName: '/orchard/prompts', roleArn: 'arn:aws:iam::111122223333:role/orchard-logs', largeDataDeliveryS3Config: { bucketName: 'orchard-large' } },
      textDataDeliveryEnabled: false,
    }
    expect(loggingFacts(config, place)).toMatchObject({ bucket: 'orchard-prompts', prefix: 'chat/', logGroup: '/orchard/prompts', largeDataBucket: 'orchard-large', text: false, image: null,
      uris: ['s3://orchard-prompts/chat/AWSLogs/111122223333/BedrockModelInvocationLogs', 's3://orchard-large/AWSLogs/111122223333/BedrockModelInvocationLogs'] })
    expect(loggingEdges(config, place).map((edge) => edge?.to)).toEqual([
      'arn:aws:s3:::orchard-prompts', 'arn:aws:s3:::orchard-large', 'arn:aws:logs:us-east-1:111122223333:log-group:/orchard/prompts',
    ])
    expect(loggingEdges(undefined, place)).toEqual([null, null, null])
  })
})

describe('enforced guardrails', () => {
  it('of the account are told with what they leave out', () => {
    expect(enforcedFacts({ guardrailArn: arn, guardrailVersion: '2', inputTags: 'HONOR', modelEnforcement: { includedModels: ['ALL'], excludedModels: ['orchard.model-v1'] } })).toEqual({
      guardrailArn: arn, guardrailVersion: '2', inputTags: 'HONOR', system: null, messages: null, includedModels: ['ALL'], excludedModels: ['orchard.model-v1'],
    })
  })

  const policy = (config: object): Parameters<typeof organizationGuardrails>[0] => (
    { $metadata: {}, EffectivePolicy: { PolicyContent: JSON.stringify({ bedrock: { guardrail_inference: { 'us-east-1': { orchard: config } } } }) } }
  )

  it.each([
    ['in force', { identifier: `${arn}:3`, input_tags: 'ignore', model_enforcement: { included_models: ['ALL'] } }],
    ['as attached', { identifier: { '@@assign': `${arn}:3` }, input_tags: { '@@assign': 'ignore' }, model_enforcement: { included_models: { '@@assign': ['ALL'] } } }],
  ])('of the organisation are those of the region, in a policy %s', (_how, config) => {
    expect(organizationGuardrails(policy(config), 'us-east-1')).toEqual([
      { guardrailArn: arn, guardrailVersion: '3', inputTags: 'IGNORE', system: null, messages: null, includedModels: ['ALL'], excludedModels: [] },
    ])
    expect(organizationGuardrails(policy(config), 'eu-west-1')).toEqual([])
  })

  it('are none where there is no policy, or one that names no guardrail', () => {
    expect(organizationGuardrails(null, 'us-east-1')).toEqual([])
    expect(organizationGuardrails(policy({ identifier: 'orchardguard' }), 'us-east-1')).toEqual([])
  })
})

describe('alarms on Bedrock', () => {
  it.each([
    ['one metric', { Namespace: 'AWS/Bedrock/Guardrails', MetricName: 'InvocationsIntervened' }, ['AWS/Bedrock/Guardrails InvocationsIntervened']],
    ['a computed one', { Metrics: [{ Id: 'm', MetricStat: { Metric: { Namespace: 'AWS/Bedrock', MetricName: 'InvocationThrottles' }, Period: 60, Stat: 'Sum' } }, { Id: 'e', Expression: 'm * 2' }] }, ['AWS/Bedrock InvocationThrottles']],
    ['a query', { Metrics: [{ Id: 'q', Expression: 'SELECT SUM(InputTokenCount) FROM "AWS/Bedrock"' }] }, ['AWS/Bedrock']],
    ['agents beside it', { Namespace: 'AWS/Bedrock-AgentCore', MetricName: 'Errors' }, undefined],
    ['something else', { Namespace: 'AWS/EC2', MetricName: 'CPUUtilization' }, undefined],
  ])('watch %s', (_what, alarm, metrics) => {
    expect(bedrockAlarms([{ AlarmName: 'orchard', ActionsEnabled: true, AlarmActions: ['arn:aws:sns:us-east-1:111122223333:orchard'], ...alarm }])).toEqual(
      metrics === undefined ? [] : [{ name: 'orchard', metrics, actionsEnabled: true, actions: 1 }],
    )
  })
})

describe('a log group', () => {
  it.skipIf(!samplesPresent)('has the declared shape in real answers', () => {
    for (const [file, body] of bodies('logs', 'DescribeLogGroups')) {
      for (const group of body.logGroups) expect(misfit(logGroup.props, logGroupProps(group)), file).toBeNull()
    }
  })

  it('that is not there is no group without retention', () => {
    expect(logGroupProps(undefined)).toMatchObject({ exists: false, retentionDays: null, kmsKeyArn: null, dataProtection: null })
    expect(logGroupProps({ logGroupName: '/orchard', creationTime: 0, inheritedProperties: ['ACCOUNT_DATA_PROTECTION'] })).toMatchObject(
      { exists: true, createdAt: '1970-01-01T00:00:00.000Z', accountDataProtection: true },
    )
  })

  it.each([
    ['arn:aws:logs:us-east-1:111122223333:log-group:/orchard/prompts', '/orchard/prompts'],
    ['arn:aws:logs:us-east-1:111122223333:log-group:/orchard/prompts:*', '/orchard/prompts'],
    ['arn:aws:s3:::orchard', null],
  ])('is named %s', (id, name) => {
    expect(logGroupName(id)).toBe(name)
  })
})
