// What watches over AI: mappers fed with real answers, and with the cases that those do not have.
import type { Budget } from '@aws-sdk/client-budgets'
import type { AdvancedFieldSelector, GetEventSelectorsCommandOutput, Trail } from '@aws-sdk/client-cloudtrail'
import type { KeyMetadata } from '@aws-sdk/client-kms'
import { describe, expect, it } from 'vitest'
import { misfit, type ShapeNode } from '../../src/core/shape.js'
import analyzer, { analyzerProps, externalAnalyzer } from '../../src/connectors/aws/accessanalyzer/analyzer.js'
import { budgetFacts, notifying } from '../../src/connectors/aws/budgets/account.js'
import { recorded } from '../../src/connectors/aws/cloudtrail/selectors.js'
import trail, { mainTrail, trailProps } from '../../src/connectors/aws/cloudtrail/trail.js'
import { recorderProps } from '../../src/connectors/aws/config/recorder.js'
import { detectorProps } from '../../src/connectors/aws/guardduty/detector.js'
import { byActor, probesOf } from '../../src/connectors/aws/iam/model-probes.js'
import { policyDocument, tagMap } from '../../src/connectors/aws/iam/policy-document.js'
import credential, { credentialProps } from '../../src/connectors/aws/iam/service-specific-credential.js'
import { scanned } from '../../src/connectors/aws/inspector2/account.js'
import key, { foreignKey, keyProps, rotates } from '../../src/connectors/aws/kms/key.js'
import { jobBuckets, notInUse } from '../../src/connectors/aws/macie2/account.js'
import { deniedBy } from '../../src/connectors/aws/organizations/denials.js'
import { childrenMayOverride, optedOut } from '../../src/connectors/aws/organizations/settings.js'
import { modelProvider, namesCredential } from '../../src/connectors/aws/secretsmanager/model-providers.js'
import secret, { secretEdges, secretProps } from '../../src/connectors/aws/secretsmanager/secret.js'
import { hubProps } from '../../src/connectors/aws/securityhub/account.js'
import parameter, { holdsModelKey, parameterProps } from '../../src/connectors/aws/ssm/parameter.js'
import bucket from '../../src/connectors/aws/s3/bucket.js'
import type { AnyCollector } from '../../src/connectors/kit/collector.js'
import { samples, samplesPresent } from './samples.js'

/** Each property that a mapper gives fits the collector's declaration. */
function fits(c: AnyCollector, props: Record<string, unknown>): void {
  const fields = c.props.fields as Record<string, ShapeNode>
  for (const [name, value] of Object.entries(props)) expect(misfit(fields[name] ?? { is: 'record', fields: {} }, value, name), name).toBeNull()
}

describe.skipIf(!samplesPresent)('real answers (skipped: ../shared/data/api-samples is absent)', () => {
  // oxlint-disable-next-line typescript/no-explicit-any -- the mappers are typed from the SDK, the samples are what they are
  type Body = any
  const table: [service: string, operation: string, answers: number, feed: (body: Body) => void][] = [
    ['kms', 'DescribeKey', 2, (b) => fits(key, keyProps(b.KeyMetadata))],
    ['kms', 'GetKeyPolicy', 2, (b) => expect(policyDocument(b.Policy)).toHaveProperty('Statement')],
    ['cloudtrail', 'DescribeTrails', 2, (b) => b.trailList.forEach((t: Body) => fits(trail, trailProps(t)))],
    ['cloudtrail', 'GetEventSelectors', 2, (b) => fits(trail, { ...recorded(b) })],
    ['iam', 'ListServiceSpecificCredentials', 2, (b) => b.ServiceSpecificCredentials.forEach((c: Body) => fits(credential, credentialProps(c)))],
    ['secretsmanager', 'ListSecrets', 2, (b) => b.SecretList.forEach((s: Body) => fits(secret, secretProps(s)))],
    ['secretsmanager', 'DescribeSecret', 2, (b) => fits(secret, secretProps(b))],
    ['s3', 'GetBucketTagging', 5, (b) => fits(bucket, { tags: tagMap(b.TagSet) })],
  ]
  it.each(table)('%s %s: %i answers', (service, operation, count, feed) => {
    const answers = samples(service, operation)
    expect(answers.length).toBe(count)
    for (const { data, error } of answers) if (error === undefined) feed(data)
  })

  it('read the trail of a landing zone, and one for the writes to one bucket', () => {
    expect(samples('cloudtrail', 'GetEventSelectors').map(({ data }) => recorded(data as unknown as GetEventSelectorsCommandOutput))).toEqual([
      { managementEvents: 'All', excludedSources: [], dataEvents: [] },
      { managementEvents: null, excludedSources: [], dataEvents: [{ type: 'AWS::S3::Object', access: 'WriteOnly', prefixes: ['arn:aws:s3:::bucket-with-data-events/'] }] },
    ])
  })
})

describe('a trail', () => {
  const selectors = (...advanced: Record<string, Omit<AdvancedFieldSelector, 'Field'>>[]) =>
    recorded({ $metadata: {}, AdvancedEventSelectors: advanced.map((fields) => ({ FieldSelectors: Object.entries(fields).map(([Field, rest]) => ({ Field, ...rest })) })) })

  it('records management events whole, in part, or not at all', () => {
    const management = { Equals: ['Management'] }
    expect(selectors({ eventCategory: management }).managementEvents).toBe('All')
    expect(selectors({ eventCategory: management, readOnly: { Equals: ['false'] } }).managementEvents).toBe('WriteOnly')
    expect(selectors({ eventCategory: management, readOnly: { Equals: ['false'] } }, { eventCategory: management, readOnly: { Equals: ['true'] } }).managementEvents).toBe('All')
    expect(selectors({ eventCategory: management, eventSource: { NotEquals: ['kms.amazonaws.com'] } })).toMatchObject({ managementEvents: 'All', excludedSources: ['kms.amazonaws.com'] })
    // Some events only, or those of some services, are not the management events.
    expect(selectors({ eventCategory: management, eventName: { Equals: ['CreateUser'] } }).managementEvents).toBeNull()
    expect(selectors({ eventCategory: management, eventSource: { Equals: ['iam.amazonaws.com'] } }).managementEvents).toBeNull()
  })

  it('says for which resources it records data events', () => {
    expect(selectors({ eventCategory: { Equals: ['Data'] }, 'resources.type': { Equals: ['AWS::S3::Object'] }, 'resources.ARN': { StartsWith: ['arn:aws:s3:::orchard/'] }, readOnly: { Equals: ['true'] } }).dataEvents)
      .toEqual([{ type: 'AWS::S3::Object', access: 'ReadOnly', prefixes: ['arn:aws:s3:::orchard/'] }])
    expect(selectors({ eventCategory: { Equals: ['Data'] }, 'resources.type': { Equals: ['AWS::Bedrock::AgentAlias'] } }).dataEvents)
      .toEqual([{ type: 'AWS::Bedrock::AgentAlias', access: 'All', prefixes: [] }])
  })

  it('of the account and of all Regions is the one to mend', () => {
    const one = (account: string, name: string, IsMultiRegionTrail: boolean): Trail => ({ Name: name, TrailARN: `arn:aws:cloudtrail:us-east-1:${account}:trail/${name}`, IsMultiRegionTrail })
    const all = [one('444455556666', 'organisation', true), one('111122223333', 'near', false), one('111122223333', 'wide', true)]
    expect(mainTrail(all, '111122223333')?.Name).toBe('wide')
    expect(mainTrail(all.slice(0, 2), '111122223333')?.Name).toBe('near')
    expect(mainTrail(all.slice(0, 1), '111122223333')?.Name).toBe('organisation')
  })
})

describe('a key', () => {
  const made: KeyMetadata = { KeyId: 'k', KeyManager: 'CUSTOMER', Origin: 'AWS_KMS', KeySpec: 'SYMMETRIC_DEFAULT', KeyState: 'Enabled' }
  it.each<[string, Partial<KeyMetadata>, boolean]>([
    ['of its owner and of its own material rotates', {}, true],
    ['of AWS is not asked', { KeyManager: 'AWS' }, false],
    ['with imported material is not asked', { Origin: 'EXTERNAL' }, false],
    ['for signing is not asked', { KeySpec: 'RSA_2048' }, false],
    ['about to be deleted is not asked', { KeyState: 'PendingDeletion' }, false],
  ])('%s', (_, differs, asked) => expect(rotates({ ...made, ...differs })).toBe(asked))

  it('of another account is known to be one, and no more', () => {
    expect(misfit(key.props, foreignKey)).toBeNull()
    expect(misfit(key.props, { ...keyProps(made), rotation: null, rotationDays: null, policy: null })).toBeNull()
  })
})

describe('secrets and parameters', () => {
  it.each<[string, string | null]>([
    ['orchard/openai', 'openai'], ['OPENAI_API_KEY', 'openai'], ['orchardAnthropicKey', 'anthropic'], ['hf-token', 'hugging-face'], ['prod/huggingFaceHub', 'hugging-face'],
    ['team/pinecone-prod', 'pinecone'], ['bedrock-api-key', 'bedrock'], ['orchard/database', null], ['wolf-token', null], ['half-key', null], ['coherent', null],
    ['together-with-others', null], ['max-tokens', null],
  ])('%s is of %s', (name, provider) => expect(modelProvider(name)).toBe(provider))

  it.each<[string, boolean]>([
    ['/orchard/openai-api-key', true], ['/orchard/ANTHROPIC_TOKEN', true], ['/orchard/openaiSecret', true],
    ['/orchard/openai-model', false], ['/orchard/openai-max-tokens', false], ['/orchard/openai-key-id', false], ['/orchard/openai-secret-arn', false], ['/orchard/api-key', false],
  ])('%s holds a provider\'s credential: %s', (Name, holds) => expect(holdsModelKey({ Name })).toBe(holds))

  it('name a credential, or something about one', () => {
    expect(['api-key', 'token', 'clientSecret'].map(namesCredential)).toEqual([true, true, true])
    expect(['tokens-per-minute', 'public-key', 'endpoint'].map(namesCredential)).toEqual([false, false, false])
  })

  it('fit what is declared, without anything of what they hold', () => {
    const props = secretProps({ Name: 'x', Description: 'for Claude', KmsKeyId: 'arn:aws:kms:us-east-1:111122223333:key/k' })
    fits(secret, props)
    expect(props).toMatchObject({ provider: 'anthropic', rotationEnabled: false })
    expect(JSON.stringify(props)).not.toContain('for Claude')
    expect(secretEdges({ KmsKeyId: 'alias/aws/secretsmanager' })).toEqual([null])
    fits(parameter, parameterProps({ Name: '/openai-key', Type: 'String' }))
  })
})

describe('an organisation\'s policies', () => {
  const deny = (rest: object): object => ({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Resource: '*', ...rest }] })
  it.each<[string, object, string[]]>([
    ['API keys of Bedrock', deny({ Action: 'iam:CreateServiceSpecificCredential', Condition: { StringEquals: { 'iam:ServiceSpecificCredentialServiceName': 'bedrock.amazonaws.com' } } }), ['bedrock-api-keys']],
    ['their use', deny({ Action: 'bedrock:CallWith*' }), ['bedrock-api-keys']],
    ['keys of another service', deny({ Action: 'iam:CreateServiceSpecificCredential', Condition: { StringEquals: { 'iam:ServiceSpecificCredentialServiceName': 'codecommit.amazonaws.com' } } }), []],
    ['all models but some', { Statement: { Effect: 'Deny', Action: ['bedrock:InvokeModel*'], NotResource: 'arn:aws:bedrock:*::foundation-model/amazon.nova*' } }, ['models']],
    ['all but some Regions, which is about no model', deny({ NotAction: ['iam:*'], Condition: { StringNotEquals: { 'aws:RequestedRegion': 'us-east-1' } } }), []],
    ['notebooks on the internet', deny({ Action: 'sagemaker:CreateNotebookInstance', Condition: { StringEquals: { 'sagemaker:DirectInternetAccess': 'Enabled' } } }), ['sagemaker-settings']],
    ['strangers', deny({ Principal: '*', Action: 's3:*', Condition: { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-exam123456' } } }), ['strangers']],
    ['plain HTTP, which keeps no stranger out', deny({ Principal: '*', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }), []],
    ['nothing, for they allow', { Statement: [{ Effect: 'Allow', Action: 'bedrock:CallWithBearerToken', Resource: '*' }] }, []],
  ])('deny %s', (_, document, denied) => expect(deniedBy([JSON.parse(JSON.stringify(document))])).toEqual(denied))

  it('opt out of AI data use, as written and as it comes out', () => {
    expect(optedOut({ services: { default: { opt_out_policy: 'optOut' } } })).toBe(true)
    expect(optedOut({ services: { default: { opt_out_policy: { '@@assign': 'optOut' } } } })).toBe(true)
    expect(optedOut({ services: { default: { opt_out_policy: 'optIn' } } })).toBe(false)
    expect(optedOut({ services: { lex: { opt_out_policy: 'optOut' } } })).toBeNull()
    expect(optedOut(null)).toBeNull()
  })

  it('may be undone below, or not', () => {
    expect(childrenMayOverride({ services: { default: { opt_out_policy: { '@@assign': 'optOut' } } } })).toBe(true)
    expect(childrenMayOverride({ services: { default: { opt_out_policy: { '@@assign': 'optOut', '@@operators_allowed_for_child_policies': ['@@none'] } } } })).toBe(false)
  })
})

describe('services that watch', () => {
  it('say what they look at, and when they are off', () => {
    expect(detectorProps({ $metadata: {}, ServiceRole: 'r', Status: 'ENABLED', Features: [{ Name: 'AI_PROTECTION', Status: 'DISABLED' }] })).toEqual({ enabled: true, features: { AI_PROTECTION: 'DISABLED' } })
    expect(scanned(undefined)).toMatchObject({ enabled: false, ecr: false, lambda: false })
    expect(hubProps([null])).toEqual({ enabled: false, standards: [] })
    expect(hubProps([])).toEqual({ enabled: true, standards: [] })
    expect(hubProps([{ StandardsSubscriptionArn: 'a', StandardsArn: 'arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0', StandardsInput: {}, StandardsStatus: 'READY' }]).standards)
      .toEqual([{ name: 'cis-aws-foundations-benchmark/v/1.2.0', status: 'READY' }])
  })

  it('tells Macie that is not in use from Macie that may not be asked', () => {
    const refusal = (message: string) => ({ code: 'AccessDeniedException', message, status: 403, headers: {} })
    expect(notInUse(refusal('Macie is not enabled.'))).toEqual({})
    expect(notInUse(refusal('User is not authorized to perform: macie2:GetMacieSession'))).toBeUndefined()
    expect(jobBuckets([{ jobStatus: 'CANCELLED', bucketDefinitions: [{ accountId: '1', buckets: ['old'] }] }, { jobStatus: 'IDLE', bucketDefinitions: [{ accountId: '1', buckets: ['corpus'] }] }])).toEqual(['corpus'])
  })

  it('reads recorders of both ages', () => {
    expect(recorderProps({ recordingGroup: { allSupported: true } })).toMatchObject({ strategy: 'ALL_SUPPORTED_RESOURCE_TYPES' })
    expect(recorderProps({ recordingGroup: { allSupported: false, resourceTypes: ['AWS::IAM::Role'] } })).toMatchObject({ strategy: 'INCLUSION_BY_RESOURCE_TYPES', included: ['AWS::IAM::Role'] })
    expect(recorderProps({ recordingGroup: { exclusionByResourceTypes: { resourceTypes: ['AWS::EC2::Volume'] }, recordingStrategy: { useOnly: 'EXCLUSION_BY_RESOURCE_TYPES' } } })).toMatchObject({ excluded: ['AWS::EC2::Volume'] })
  })

  it('takes an analyzer of external access that works before one that does not, and none of another kind', () => {
    const one = (name: string, type: 'ACCOUNT' | 'ACCOUNT_UNUSED_ACCESS', status: 'ACTIVE' | 'DISABLED') => ({ arn: name, name, type, status, createdAt: new Date(0) })
    expect(externalAnalyzer([one('a', 'ACCOUNT', 'DISABLED'), one('b', 'ACCOUNT', 'ACTIVE')])?.name).toBe('b')
    expect(externalAnalyzer([one('a', 'ACCOUNT_UNUSED_ACCESS', 'ACTIVE')])).toBeUndefined()
    fits(analyzer, analyzerProps(undefined))
  })
})

describe('a budget', () => {
  const told = notifying([{ BudgetName: 'models', Notifications: [{ NotificationType: 'ACTUAL', ComparisonOperator: 'GREATER_THAN', Threshold: 80 }] }, { BudgetName: 'silent' }])
  it.each<[string, Partial<Budget>, string[]]>([
    ['without filters watches everything', {}, ['*']],
    ['of a service watches that', { CostFilters: { Service: ['Amazon Bedrock'] } }, ['Amazon Bedrock']],
    ['of a tag watches something else', { CostFilters: { TagKeyValue: ['user:team$orchard'] } }, ['other']],
    ['may say so by an expression', { FilterExpression: { Dimensions: { Key: 'SERVICE', Values: ['Amazon SageMaker'] } } }, ['Amazon SageMaker']],
    ['may name services among other things', { FilterExpression: { And: [{ Dimensions: { Key: 'SERVICE', Values: ['Amazon Bedrock'] } }, { Tags: { Key: 'team', Values: ['orchard'] } }] } }, ['Amazon Bedrock', 'other']],
    ['does not watch what it leaves out', { FilterExpression: { Not: { Dimensions: { Key: 'SERVICE', Values: ['Amazon Bedrock'] } } } }, ['other']],
  ])('%s', (_, filters, watches) => {
    const budget: Budget = { BudgetName: 'models', BudgetType: 'COST', TimeUnit: 'MONTHLY', ...filters }
    expect(budgetFacts(budget, told)).toEqual({ name: 'models', type: 'COST', watches, notifies: true })
    expect(budgetFacts({ ...budget, BudgetName: 'silent' }, told).notifies).toBe(false)
  })
})

describe('calls that feel out models', () => {
  const event = (EventName: string, at: string, record: object) => ({ EventName, EventTime: new Date(at), CloudTrailEvent: JSON.stringify(record) })
  const session = { userIdentity: { arn: 'arn:aws:sts::111122223333:assumed-role/lab/ada', sessionContext: { sessionIssuer: { arn: 'arn:aws:iam::111122223333:role/lab' } } } }

  it('are those of the role behind a session, of one day, each kind once', () => {
    const seen = byActor([
      event('GetFoundationModelAvailability', '2026-05-31T12:00:00Z', session),
      event('GetFoundationModelAvailability', '2026-05-31T13:00:00Z', { ...session, errorCode: 'AccessDenied' }),
      event('PutUseCaseForModelAccess', '2026-05-29T12:00:00Z', session),
      event('PutUseCaseForModelAccess', '2026-05-31T12:00:00Z', { userIdentity: { arn: 'arn:aws:iam::111122223333:user/ada' } }),
      { EventName: 'PutUseCaseForModelAccess', EventTime: new Date(), CloudTrailEvent: 'cut off' },
    ])
    const now = new Date('2026-06-01T00:00:00Z')
    expect(probesOf('arn:aws:iam::111122223333:role/lab', seen, now)).toEqual([{ event: 'GetFoundationModelAvailability', count: 2, lastAt: '2026-05-31T13:00:00.000Z', refused: true }])
    expect(probesOf('arn:aws:iam::111122223333:user/ada', seen, now).map((probe) => probe.event)).toEqual(['PutUseCaseForModelAccess'])
    expect(probesOf('arn:aws:iam::111122223333:user/bo', seen, now)).toEqual([])
  })
})
