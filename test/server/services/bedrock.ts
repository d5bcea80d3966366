// Bedrock of the made-up account, its models apart: guardrails with two versions each, one of them enforced, and calls that are logged.
import type { Row } from '../account.js'
import { atHome, listed, made, placeOf, type ServiceAnswers } from '../serve.js'

const versions = ['DRAFT', '1', '2']

/** Each guardrail in each of its versions. Agents name the first one in its first version. */
const guardrails = made('bedrock.guardrails', (i, place) => {
  const guardrailId = `orchardguard${Math.floor(i / versions.length) || ''}`
  return {
    guardrailId, guardrailArn: place.arn('bedrock', `guardrail/${guardrailId}`), name: `orchard-guard-${Math.floor(i / versions.length)}`, version: versions[i % versions.length],
    status: 'READY', createdAt: '2026-03-01T00:00:00Z', updatedAt: '2026-03-02T00:00:00Z', kmsKeyArn: place.arn('kms', 'key/0aa00000-0000-4000-8000-000000000001'),
    contentPolicy: {
      filters: ['HATE', 'PROMPT_ATTACK'].map((type) => ({ type, inputStrength: 'HIGH', outputStrength: type === 'HATE' ? 'MEDIUM' : 'NONE', inputAction: 'BLOCK', inputEnabled: true })),
      tier: { tierName: 'CLASSIC' },
    },
    sensitiveInformationPolicy: { piiEntities: [{ type: 'EMAIL', action: 'ANONYMIZE' }], regexes: [] },
    blockedInputMessaging: 'No.', blockedOutputsMessaging: 'No.',
  }
}, versions.length)

const named = (row: Row, identifier: unknown): boolean => row['guardrailId'] === identifier || row['guardrailArn'] === identifier

export default {
  'bedrock.ListGuardrails': listed(guardrails, {
    rows: 'guardrails', max: 1000,
    where: (row, { guardrailIdentifier }) => (guardrailIdentifier === undefined ? row['version'] === 'DRAFT' : named(row, guardrailIdentifier)),
    as: ({ guardrailId, guardrailArn, name, version, status, createdAt, updatedAt }) => ({ id: guardrailId, arn: guardrailArn, name, version, status, createdAt, updatedAt }),
  }),
  'bedrock.GetGuardrail': (account, { region, input }) => {
    const { guardrailIdentifier, guardrailVersion = 'DRAFT' } = input
    const row = guardrails(account, region).find((one) => named(one, guardrailIdentifier) && one['version'] === guardrailVersion)
    return row === undefined ? { error: 'ResourceNotFoundException', message: 'no such guardrail', status: 404 } : { json: row }
  },
  'bedrock.GetModelInvocationLoggingConfiguration': (account, { region }) => {
    const place = placeOf(account, region)
    return { json: region !== account.regions[0] ? {} : { loggingConfig: {
      s3Config: { bucketName: place.bucket(0), keyPrefix: 'bedrock' },
      cloudWatchConfig: { logGroupName: '/orchard/prompts', roleArn: place.role(0), largeDataDeliveryS3Config: { bucketName: place.bucket(1) } },
      textDataDeliveryEnabled: true, imageDataDeliveryEnabled: true, embeddingDataDeliveryEnabled: false,
    } } }
  },
  'bedrock.GetAccountDataRetention': atHome({ mode: 'none', updatedAt: '2026-03-01T00:00:00Z' }, { mode: 'inherit' }),
  'bedrock.ListEnforcedGuardrailsConfiguration': (account, { region }) => ({ json: { guardrailsConfig: guardrails(account, region).slice(0, 1).map(({ guardrailId, guardrailArn }) => (
    { configId: 'config1', guardrailId, guardrailArn, guardrailVersion: '2', owner: 'ACCOUNT', selectiveContentGuarding: { system: 'COMPREHENSIVE', messages: 'COMPREHENSIVE' } }
  )) } }),
  'cloudwatch.ListMetrics': atHome({ Metrics: [{ Namespace: 'AWS/Bedrock', MetricName: 'Invocations' }] }, { Metrics: [] }),
  'cloudwatch.DescribeAlarms': atHome({ MetricAlarms: [{
    AlarmName: 'orchard-guard-intervenes', Namespace: 'AWS/Bedrock/Guardrails', MetricName: 'InvocationsIntervened', ActionsEnabled: true, AlarmActions: ['arn:aws:sns:us-east-1:111122223333:orchard-alerts'],
  }] }, { MetricAlarms: [] }),
} satisfies ServiceAnswers
