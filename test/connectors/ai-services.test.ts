// Comprehend, Rekognition, Lex and the smaller AI services: what is read of each, and what counts as live.
import { describe, expect, it } from 'vitest'
import type { DescribeBotAliasCommandOutput, BotAliasSummary } from '@aws-sdk/client-lex-models-v2'
import type { DescribeStreamProcessorCommandOutput, ProjectVersionDescription } from '@aws-sdk/client-rekognition'
import type { DocumentClassifierProperties, FlywheelProperties } from '@aws-sdk/client-comprehend'
import flywheel, { flywheelEdges, flywheelProps } from '../../src/connectors/aws/comprehend/flywheel.js'
import job, { jobEdges, jobPast, jobProps, type JobRecord } from '../../src/connectors/aws/comprehend/job.js'
import model, { classifierRecord, modelEdges, modelProps, newestOf, recognizerRecord } from '../../src/connectors/aws/comprehend/model.js'
import forecast, { datasetProps } from '../../src/connectors/aws/forecast/dataset.js'
import eventType, { customerKey } from '../../src/connectors/aws/frauddetector/event-type.js'
import { policyDocument } from '../../src/connectors/aws/iam/policy-document.js'
import { generativeEdges } from '../../src/connectors/aws/lex/bot.js'
import botAlias, { aliasEdges, logFacts } from '../../src/connectors/aws/lex/bot-alias.js'
import bot from '../../src/connectors/aws/lex/bot.js'
import { routed, speakers } from '../../src/connectors/aws/lex/bots.js'
import personalize, { datasetGroupProps } from '../../src/connectors/aws/personalize/dataset-group.js'
import { wholePolicy } from '../../src/connectors/aws/rekognition/project.js'
import { liveOf } from '../../src/connectors/aws/rekognition/project-version.js'
import { streamProcessorEdges, streamProcessorProps } from '../../src/connectors/aws/rekognition/stream-processor.js'
import { GapMark, type Edge, type UnreadEdges } from '../../src/connectors/kit/collector.js'
import { misfit } from '../../src/core/shape.js'
import { collect, type AnyCollector } from '../kit/kit.js'
import { fakeConnector, refuse, type Handler } from '../kit/fake-session.js'
import { samples, samplesPresent } from './samples.js'

const place = { partition: 'aws', account: '111122223333', region: 'us-east-1' }
const drawn = (edges: readonly (Edge | UnreadEdges | null)[]): string[] => edges.flatMap((edge) => (edge === null ? [] : 'unread' in edge ? [`${edge.type} ?`] : [`${edge.type} ${edge.to}`]))
// The answers of the SDK name every member; the tests only those that matter.
function answer<T>(part: object): T {
  return part as T
}

describe.skipIf(!samplesPresent)('published answers', () => {
  it('of Comprehend give whole models, flywheels and jobs', () => {
    const rows = samples('comprehend', 'ListDocumentClassifiers').flatMap(({ data }) => data['DocumentClassifierPropertiesList'] as DocumentClassifierProperties[]).map(classifierRecord)
    expect(rows.length).toBeGreaterThan(1)
    for (const row of rows) expect(misfit(model.props, { ...modelProps(row), policy: null })).toBeNull()
    expect(rows.map((row) => modelProps(row)).find(({ volumeKmsKeyId }) => volumeKmsKeyId !== null)).toMatchObject({ kind: 'document-classifier', settings: 'own', modelKmsKeyId: null })
    const [wheel] = samples('comprehend', 'DescribeFlywheel').map(({ data }) => data['FlywheelProperties'] as FlywheelProperties)
    expect(misfit(flywheel.props, flywheelProps(wheel ?? {}))).toBeNull()
    expect(drawn(flywheelEdges(wheel ?? {}, place))).toContain('trained-on arn:aws:s3:::c7n-test-s3-bucket')
    const [ran] = samples('comprehend', 'ListDocumentClassificationJobs').flatMap(({ data }) => data['DocumentClassificationJobPropertiesList'] as JobRecord[])
    expect(misfit(job.props, jobProps(ran ?? {}))).toBeNull()
    expect(jobProps(ran ?? {})).toMatchObject({ kind: 'document-classification-job', status: 'FAILED', outputKmsKeyId: null })
  })

  it('of Comprehend and Lex name who else may', () => {
    for (const [service, field] of [['comprehend', 'ResourcePolicy'], ['lexv2-models', 'policy']] as const) {
      const policies = samples(service, 'DescribeResourcePolicy').filter(({ error }) => error === undefined)
      expect(policies.length).toBeGreaterThan(0)
      for (const { data } of policies) expect(policyDocument(String(data[field]))).toMatchObject({ Version: '2012-10-17' })
    }
    // "There is none" is this error, not an empty answer.
    expect(samples('lexv2-models', 'DescribeResourcePolicy').flatMap(({ error }) => error ?? [])).toEqual(['ResourceNotFoundException'])
  })

  it('of Lex tell what is recorded of the talk', () => {
    const [alias] = samples('lexv2-models', 'DescribeBotAlias').map(({ data }) => data as unknown as DescribeBotAliasCommandOutput)
    expect(logFacts(alias ?? answer({}))).toMatchObject({ audioLogs: [{ enabled: false, bucket: 'arn:aws:s3:::example-abc-123' }], textLogs: [{ enabled: true }] })
    // What is off goes nowhere.
    expect(drawn(aliasEdges(alias ?? answer({}), place))).toEqual(['logged-to arn:aws:logs:us-east-1:111111111111:log-group:/aws/lambda/xyz-dev'])
  })
})

describe('Comprehend models', () => {
  const version = (name: string, status: string, day: number, extra: object = {}): DocumentClassifierProperties => answer({
    DocumentClassifierArn: `arn:aws:comprehend:us-east-1:111122223333:document-classifier/${name}`, Status: status, SubmitTime: new Date(Date.UTC(2026, 4, day)), ...extra,
  })
  it.each([
    ['the newest of its versions', [version('a', 'TRAINED', 1), version('a/version/2', 'TRAINED', 2), version('a/version/3', 'IN_ERROR', 3)], ['a/version/2']],
    ['one of each name', [version('a', 'TRAINED', 1), version('b', 'TRAINED_WITH_WARNING', 2)], ['a', 'b']],
    ['what is being made, too', [version('a', 'TRAINED', 1), version('a/version/2', 'TRAINING', 2), version('a/version/3', 'SUBMITTED', 3)], ['a', 'a/version/2', 'a/version/3']],
    ['nothing that failed', [version('a', 'IN_ERROR', 1), version('b', 'STOPPED', 1)], []],
  ] as const)('are live: %s', (_name, versions, live) => {
    expect([...newestOf(versions.map(classifierRecord))].map((arn) => arn.split('document-classifier/')[1] ?? '').toSorted((a, b) => (a < b ? -1 : 1))).toEqual([...live])
  })

  it.each([['own', {}], ['imported', { SourceModelArn: 'arn:aws:comprehend:us-east-1:444455556666:document-classifier/x' }], ['flywheel', { FlywheelArn: 'arn:aws:comprehend:us-east-1:111122223333:flywheel/w' }]])('have %s settings', (settings, extra) => {
    expect(modelProps(classifierRecord(version('a', 'TRAINED', 1, extra))).settings).toBe(settings)
  })

  it('draw all that they learnt from', () => {
    const recognizer = recognizerRecord(answer({ EntityRecognizerArn: 'arn:aws:comprehend:us-east-1:111122223333:entity-recognizer/t', FlywheelArn: 'arn:w', InputDataConfig: { Documents: { S3Uri: 's3://one/a' }, Annotations: { S3Uri: 's3://two/b' }, AugmentedManifests: [{ S3Uri: 's3://three/c' }] } }))
    expect(drawn(modelEdges(recognizer, place))).toEqual(['trained-on arn:aws:s3:::one', 'trained-on arn:aws:s3:::two', 'trained-on arn:aws:s3:::three', 'built-by arn:w'])
  })
})

describe('Comprehend jobs', () => {
  const ran: JobRecord = answer({
    JobArn: 'arn:aws:comprehend:us-east-1:111122223333:pii-entities-detection-job/1', JobStatus: 'COMPLETED', EndTime: new Date(0), DataAccessRoleArn: 'arn:aws:iam::111122223333:role/r', InputDataConfig: { S3Uri: 's3://in/x' }, OutputDataConfig: { S3Uri: 's3://out/y', KmsKeyId: 'k' },
  })
  it('are of one family when they read and write in the same buckets', () => {
    expect(jobPast(ran)).toEqual({ family: 'pii-entities-detection-job|arn:aws:iam::111122223333:role/r|in|out', at: '1970-01-01T00:00:00.000Z' })
    expect(jobPast({ ...ran, JobStatus: 'STOP_REQUESTED' })).toBeNull()
    expect(drawn(jobEdges(ran, place))).toEqual(['runs-as arn:aws:iam::111122223333:role/r', 'retrieves-from arn:aws:s3:::in', 'stored-in arn:aws:s3:::out'])
  })
})

describe('Rekognition', () => {
  it('joins the policies of a project, whichever of its versions they name', () => {
    const policy = (statement: object): { PolicyDocument: string } => ({ PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: statement }) })
    const version = 'arn:aws:rekognition:us-east-1:111122223333:project/orchard-fruit/version/v1/1'
    expect(wholePolicy([policy({ Effect: 'Allow', Principal: '*', Resource: version }), policy([{ Effect: 'Deny', Principal: '*', Resource: version }])])).toEqual({
      Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*' }, { Effect: 'Deny', Principal: '*', Resource: version }],
    })
    expect([wholePolicy([]), wholePolicy([policy([]), { PolicyDocument: 'no JSON' }])]).toEqual([null, 'no JSON'])
  })

  it('versions are live that run, are being made, or could be run next', () => {
    const version = (Status: string, day: number): ProjectVersionDescription => answer({ Status, CreationTimestamp: new Date(Date.UTC(2026, 4, day)) })
    const versions = [version('RUNNING', 1), version('TRAINING_COMPLETED', 2), version('STOPPED', 3), version('TRAINING_FAILED', 4), version('TRAINING_IN_PROGRESS', 5)]
    expect(versions.filter((one) => liveOf(versions).has(one)).map(({ Status }) => Status)).toEqual(['RUNNING', 'STOPPED', 'TRAINING_IN_PROGRESS'])
  })

  it('streams say whether AWS may keep them', () => {
    const of = answer<DescribeStreamProcessorCommandOutput>({ Settings: { ConnectedHome: { Labels: ['PERSON'] } }, DataSharingPreference: { OptIn: true }, Output: { S3Destination: { Bucket: 'orchard-gate' } } })
    expect(streamProcessorProps(of)).toMatchObject({ looksFor: 'connected-home', dataSharing: true, kmsKeyId: null })
    expect(drawn(streamProcessorEdges(of, place))).toEqual(['stored-in arn:aws:s3:::orchard-gate'])
    expect(streamProcessorProps(answer({ Settings: { FaceSearch: {} } }))).toMatchObject({ looksFor: 'faces', dataSharing: null })
  })
})

describe('Lex', () => {
  const claude = { modelArn: 'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0' }
  it('bots are looked at in the versions that aliases route to', () => {
    const alias = (botAliasId: string, botVersion?: string): BotAliasSummary => answer({ botAliasId, botVersion })
    expect([routed([alias('TSTALIASID', 'DRAFT')]), routed([alias('TSTALIASID', 'DRAFT'), alias('A', '2'), alias('B', '1'), alias('C', '2'), alias('D')]), routed([])]).toEqual([['DRAFT'], ['1', '2'], ['DRAFT']])
  })

  it('models count that speak while people talk, and only where they are on', () => {
    const of = { botVersion: '1', localeId: 'en_US' }
    const slots = (enabled: boolean): object => ({ generativeAISettings: { runtimeSettings: { slotResolutionImprovement: { enabled, bedrockModelSpecification: claude } }, buildtimeSettings: { sampleUtteranceGeneration: { enabled: true, bedrockModelSpecification: claude } } } })
    expect(speakers(of, answer(slots(true)), [{ intentName: 'AskUs', qnAIntentConfiguration: answer({ bedrockModelConfiguration: claude }) }, { intentName: 'Order', qnAIntentConfiguration: undefined }]).map(({ where }) => where))
      .toEqual(['version 1, en_US, slot resolution', 'version 1, en_US, intent AskUs'])
    expect(speakers(of, answer(slots(false)), [])).toEqual([])
  })

  it('guardrails and models are drawn, or said to be unread', () => {
    expect(drawn(generativeEdges({ ok: true, value: [{ where: 'x', model: { ...claude, guardrail: { identifier: 'orchardguard', version: '3' } } }] }, place))).toEqual([
      'guarded-by arn:aws:bedrock:us-east-1:111122223333:guardrail/orchardguard#3', `serves ${claude.modelArn}`,
    ])
    expect(drawn(generativeEdges({ ok: false, gap: new GapMark('g') }, place))).toEqual(['guarded-by ?', 'serves ?'])
  })

  it('aliases reach their functions and their recordings', () => {
    const alias = answer<DescribeBotAliasCommandOutput>({
      botAliasLocaleSettings: { en_US: { enabled: true, codeHookSpecification: { lambdaCodeHook: { lambdaARN: 'arn:aws:lambda:us-east-1:111122223333:function:orders:live' } } } },
      conversationLogSettings: { audioLogSettings: [{ enabled: true, destination: { s3Bucket: { s3BucketArn: 'arn:aws:s3:::orchard-calls', kmsKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/k' } } }] },
    })
    expect(drawn(aliasEdges(alias, place))).toEqual(['logged-to arn:aws:s3:::orchard-calls', 'encrypted-by arn:aws:kms:us-east-1:111122223333:key/k', 'can-invoke arn:aws:lambda:us-east-1:111122223333:function:orders'])
  })
})

describe('what is read', () => {
  async function run(collectors: AnyCollector[], handlers: Record<string, Handler>): Promise<{ found: unknown[]; gaps: string[]; calls: string[]; services: unknown }> {
    const connector = fakeConnector(collectors, handlers)
    const { inventory } = await collect({
      connectors: [{ connector, settings: { scopes: [], regions: [], maxRate: 1 } }], takenAt: new Date('2026-06-01T00:00:00Z'), historySince: new Date('2026-03-01T00:00:00Z'), with: new Set(),
      concurrency: 8, requestTimeout: 2000, signal: new AbortController().signal, random: () => 0, env: {},
    })
    return {
      found: inventory.assets.map(({ name, props, gaps }) => [name, props, Object.keys(gaps)]), gaps: inventory.gaps.map((gap) => `${gap.call} ${gap.reason} ${String(gap.list)}`),
      calls: connector.log.map((line) => line.split(' ')[1] ?? ''), services: inventory.scopes.find(({ scope }) => scope.region === 'here')?.services,
    }
  }
  const denied: Handler = () => refuse({ class: 'denied', code: 'AccessDeniedException' })
  const absent: Handler = () => refuse({ class: 'not-offered', code: 'UnknownOperationException' })
  const none = (member: string): Handler => () => ({ [member]: [] })

  it('a service that is not offered is no gap, and one that is denied is', async () => {
    const lists = { 'personalize:ListDatasetGroups': none('datasetGroups'), 'forecast:ListDatasets': absent, 'frauddetector:GetEventTypes': denied }
    expect(await run([personalize, forecast, eventType], lists)).toMatchObject({
      gaps: ['frauddetector:GetEventTypes denied true'], services: { personalize: 'enabled', forecast: 'not-offered', frauddetector: 'enabled' },
    })
  })

  it('Fraud Detector is asked for its key once, and only when it keeps something', async () => {
    const types = ['ENABLED', 'ENABLED', 'DISABLED'].map((eventIngestion, i) => ({ name: `event-${i}`, arn: `arn:aws:frauddetector:here:111122223333:event-type/event-${i}`, eventIngestion, createdTime: '2026-05-01T00:00:00Z' }))
    const handlers = { 'frauddetector:GetEventTypes': (): object => ({ eventTypes: types }), 'frauddetector:GetKMSEncryptionKey': (): object => ({ kmsKey: { kmsEncryptionKeyArn: 'DEFAULT' } }) }
    const { found, calls } = await run([eventType], handlers)
    expect(found).toMatchObject([['event-0', { kmsKeyArn: null }, []], ['event-1', { kmsKeyArn: null }, []]])
    expect(calls.filter((call) => call === 'frauddetector:GetKMSEncryptionKey')).toHaveLength(1)
    expect((await run([eventType], { ...handlers, 'frauddetector:GetEventTypes': none('eventTypes') })).calls).toEqual(['frauddetector:GetEventTypes'])
    expect(await run([eventType], { ...handlers, 'frauddetector:GetKMSEncryptionKey': denied })).toMatchObject({ found: [['event-0', {}, ['kmsKeyArn', '->encrypted-by']], ['event-1', {}, ['kmsKeyArn', '->encrypted-by']]] })
    expect([customerKey(undefined), customerKey('DEFAULT'), customerKey('arn:aws:kms:us-east-1:111122223333:key/k')]).toEqual([null, null, 'arn:aws:kms:us-east-1:111122223333:key/k'])
  })

  it('data sets say under which key they lie', () => {
    expect(datasetGroupProps({ name: 'tastes', kmsKeyArn: 'k', domain: 'ECOMMERCE' })).toMatchObject({ kmsKeyArn: 'k', domain: 'ECOMMERCE', roleArn: null })
    expect([datasetProps(answer({})).kmsKeyArn, datasetProps(answer({ EncryptionConfig: { KMSKeyArn: 'k', RoleArn: 'r' } })).kmsKeyArn]).toEqual([null, 'k'])
  })

  it('bots and aliases share their reads, and one denied locale hides no policy', async () => {
    const handlers: Record<string, Handler> = {
      'lex-models-v2:ListBots': () => ({ botSummaries: [{ botId: 'B1', botName: 'help', botStatus: 'Available', botType: 'Bot' }, { botId: 'B2', botName: 'net', botType: 'BotNetwork' }] }),
      'lex-models-v2:ListBotAliases': () => ({ botAliasSummaries: [{ botAliasId: 'A1', botAliasName: 'live', botVersion: '1' }] }),
      'lex-models-v2:ListBotLocales': () => ({ botLocaleSummaries: [{ localeId: 'en_US' }] }),
      'lex-models-v2:DescribeBotLocale': denied, 'lex-models-v2:ListIntents': none('intentSummaries'), 'lex-models-v2:DescribeBot': () => ({}), 'lex-models-v2:DescribeBotAlias': () => ({}),
      'lex-models-v2:DescribeResourcePolicy': () => refuse({ class: 'gone', code: 'ResourceNotFoundException' }),
    }
    const { found, calls } = await run([bot, botAlias], handlers)
    expect(found).toMatchObject([['help/live', { policy: null }, []], ['net/live', { policy: null }, []], ['help', { policy: null, versions: ['1'] }, ['generative', '->guarded-by', '->serves']], ['net', { generative: [], policy: null }, []]])
    expect(calls.filter((call) => call === 'lex-models-v2:ListBots' || call === 'lex-models-v2:ListBotLocales')).toHaveLength(2)
  })
})
