// SageMaker's jobs, monitors, pipelines and feature groups: what is read of each, how little is asked for, and what is past.
import { beforeAll, describe, expect, it } from 'vitest'
import type {
  DescribeAutoMLJobV2CommandOutput, DescribeCompilationJobCommandOutput, DescribeDataQualityJobDefinitionCommandOutput, DescribeLabelingJobCommandOutput,
  DescribeModelBiasJobDefinitionCommandOutput, DescribeProcessingJobCommandOutput, DescribeTransformJobCommandOutput, MonitoringScheduleSummary,
} from '@aws-sdk/client-sagemaker'
import aws from '../../src/connectors/aws/index.js'
import { renderError } from '../../src/connectors/aws/wire.js'
import automl, { autoMLJobEdges, autoMLJobProps } from '../../src/connectors/aws/sagemaker/automl-job.js'
import compilation, { compilationJobProps } from '../../src/connectors/aws/sagemaker/compilation-job.js'
import featureGroup, { featureGroupEdges, featureGroupProps } from '../../src/connectors/aws/sagemaker/feature-group.js'
import tuning, { tuningJobEdges, tuningJobPast, tuningJobProps, type TuningJobRecord } from '../../src/connectors/aws/sagemaker/hyperparameter-tuning-job.js'
import { recent } from '../../src/connectors/aws/sagemaker/jobs.js'
import { labelingJobEdges } from '../../src/connectors/aws/sagemaker/labeling-job.js'
import { dataQualityJob, modelBiasJob } from '../../src/connectors/aws/sagemaker/monitoring-job-definition.js'
import { monitoringEdges, monitoringFacts } from '../../src/connectors/aws/sagemaker/monitoring.js'
import { monitoringScheduleEdges } from '../../src/connectors/aws/sagemaker/monitoring-schedule.js'
import { pipelineFacts } from '../../src/connectors/aws/sagemaker/pipeline-definition.js'
import processing, { processingJobEdges, processingJobPast, processingJobProps } from '../../src/connectors/aws/sagemaker/processing-job.js'
import transform, { transformJobProps } from '../../src/connectors/aws/sagemaker/transform-job.js'
import { collect, silent } from '../../src/connectors/kit/collect.js'
import { GapMark, type Edge, type UnreadEdges } from '../../src/connectors/kit/collector.js'
import type { WireAnswer } from '../../src/connectors/kit/recording.js'
import type { Inventory } from '../../src/core/index.js'
import { misfit } from '../../src/core/shape.js'
import { makeAccount, sizes, type MadeAccount } from '../server/account.js'
import { AwsServer, type Asked, type Fault } from '../server/server.js'
import { searchable } from '../server/services/sagemaker-jobs.js'
import { samples, samplesPresent } from './samples.js'

const place = { partition: 'aws', account: '111122223333', region: 'us-east-1' }
const role = 'arn:aws:iam::111122223333:role/orchard'
const drawn = (edges: readonly (Edge | UnreadEdges | null)[]): string[] => edges.flatMap((edge) => (edge === null ? [] : 'unread' in edge ? [`${edge.type} ?`] : [`${edge.type} ${edge.to}`]))
// The answers of the SDK name every member; the tests only those that matter.
function answer<T>(part: object): T {
  return part as T
}

describe.skipIf(!samplesPresent)('published answers', () => {
  it.each([
    ['DescribeProcessingJob', processing, (data: never) => processingJobProps(data, place)], ['DescribeTransformJob', transform, (data: never) => transformJobProps(data)],
    ['DescribeHyperParameterTuningJob', tuning, (data: never) => tuningJobProps(data, place)], ['DescribeAutoMLJobV2', automl, (data: never) => autoMLJobProps(data)],
    ['DescribeCompilationJob', compilation, (data: never) => compilationJobProps(data)],
  ] as const)('of %s give whole assets', (operation, collector, props) => {
    const found = samples('sagemaker', operation).filter(({ error }) => error === undefined)
    expect(found.length).toBeGreaterThan(0)
    for (const { file, data } of found) expect(misfit(collector.props, props(data as never), file)).toBeNull()
  })

  it('of DescribeDataQualityJobDefinition say what the monitor runs on', () => {
    const [one] = samples('sagemaker', 'DescribeDataQualityJobDefinition')
    const job = dataQualityJob(one?.data as unknown as DescribeDataQualityJobDefinitionCommandOutput)
    expect(monitoringFacts(job)).toMatchObject({ networkIsolation: null, instanceCount: 1, instanceType: 'ml.t3.medium', volumeKmsKeyId: null })
    expect(drawn(monitoringEdges(job, place))).toContain('retrieves-from arn:aws:sagemaker:us-east-1:111122223333:endpoint/c7n-test-endpoint')
  })
})

describe('jobs', () => {
  it('keep the place and the kind of a secret, in the environment and in two words of the command', () => {
    const password = ['kj8', 'Xw2', 'pQ9', 'zR4'].join('')
    const job = answer<DescribeProcessingJobCommandOutput>({ AppSpecification: { ImageUri: 'x', ContainerArguments: ['--db-password', password] }, Environment: { FEED_PASSWORD: password, STAGE: 'clean' } })
    expect(processingJobProps(job, place).secrets).toEqual([{ type: 'password', at: 'Environment.FEED_PASSWORD', length: 12 }, { type: 'password', at: 'AppSpecification.ContainerArguments', length: 12 }])
  })

  it('tell what started them, and draw their inputs, outputs and network', () => {
    const schedule = 'arn:aws:sagemaker:us-east-1:111122223333:monitoring-schedule/orchard-drift'
    const job = answer<DescribeProcessingJobCommandOutput>({
      RoleArn: role, MonitoringScheduleArn: schedule, AppSpecification: { ImageUri: '111122223333.dkr.ecr.us-east-1.amazonaws.com/clean:7' },
      ProcessingInputs: [{ InputName: 'in', S3Input: { S3Uri: 's3://orchard-raw/a' } }, { InputName: 'query', DatasetDefinition: {} }],
      ProcessingOutputConfig: { Outputs: [{ OutputName: 'out', S3Output: { S3Uri: 's3://orchard-clean/a' } }] }, NetworkConfig: { VpcConfig: { Subnets: ['subnet-1'], SecurityGroupIds: ['sg-1'] } },
    })
    expect(processingJobProps(job, place)).toMatchObject({ startedBy: schedule, inputs: ['s3://orchard-raw/a'], outputs: ['s3://orchard-clean/a'], imageOwner: 'own' })
    expect(drawn(processingJobEdges(job, place))).toEqual([
      `runs-as ${role}`, 'retrieves-from arn:aws:s3:::orchard-raw', 'stored-in arn:aws:s3:::orchard-clean', 'runs-image arn:aws:ecr:us-east-1:111122223333:repository/clean:7',
      'placed-in arn:aws:ec2:us-east-1:111122223333:subnet/subnet-1', 'placed-in arn:aws:ec2:us-east-1:111122223333:security-group/sg-1',
    ])
  })

  it('are of one family from hour to hour, whatever the image is tagged, and past only when they ended', () => {
    const at = new Date('2026-05-01T00:00:00Z')
    const job = (status: string, tag: string): DescribeProcessingJobCommandOutput => answer({ ProcessingJobStatus: status, CreationTime: at, RoleArn: role, AppSpecification: { ImageUri: `111122223333.dkr.ecr.us-east-1.amazonaws.com/clean:${tag}` } })
    const [one, other] = [processingJobPast(job('Completed', '1')), processingJobPast(job('Stopped', '2'))]
    expect(one?.family).toBe(other?.family)
    expect(one?.at).toBe('2026-05-01T00:00:00.000Z')
    expect([processingJobPast(job('InProgress', '1')), processingJobPast(job('Stopping', '1'))]).toEqual([null, null])
  })

  it('read a model with a transform, and data of people with labels', () => {
    expect(transformJobProps(answer<DescribeTransformJobCommandOutput>({ ModelName: 'orchard', LabelingJobArn: 'arn:label', TransformResources: { InstanceType: 'ml.m5.large', InstanceCount: 2 } })))
      .toMatchObject({ modelName: 'orchard', startedBy: 'arn:label', instanceCount: 2, outputKmsKeyId: null })
    const label = answer<DescribeLabelingJobCommandOutput>({
      RoleArn: role, OutputConfig: { S3OutputPath: 's3://orchard-labels/1' }, HumanTaskConfig: {
        PreHumanTaskLambdaArn: 'arn:aws:lambda:us-east-1:432418664414:function:PRE-BoundingBox',
        AnnotationConsolidationConfig: { AnnotationConsolidationLambdaArn: 'arn:aws:lambda:us-east-1:111122223333:function:orchard-votes:3' },
      },
    })
    // The functions of AWS are nobody's to look at.
    expect(drawn(labelingJobEdges(label, place))).toEqual([`runs-as ${role}`, 'stored-in arn:aws:s3:::orchard-labels', 'can-invoke arn:aws:lambda:us-east-1:111122223333:function:orchard-votes'])
  })

  it('name the platform where no device is named', () => {
    expect(compilationJobProps(answer<DescribeCompilationJobCommandOutput>({ OutputConfig: { S3OutputLocation: 's3://a/b', TargetPlatform: { Os: 'LINUX', Arch: 'ARM64' } } }))).toMatchObject({ target: 'LINUX/ARM64', outputKmsKeyId: null })
    expect(drawn(autoMLJobEdges(answer<DescribeAutoMLJobV2CommandOutput>({ RoleArn: role, AutoMLJobInputDataConfig: [{ DataSource: { S3DataSource: { S3Uri: 's3://orchard-raw/x' } } }] }), place))).toEqual([`runs-as ${role}`, 'trained-on arn:aws:s3:::orchard-raw'])
  })

  it('that tune have one definition or many, with fixed instances or with choices', () => {
    const job = answer<TuningJobRecord>({
      HyperParameterTuningJobStatus: 'Completed', CreationTime: new Date(0), TrainingJobDefinitions: [
        { RoleArn: role, AlgorithmSpecification: { AlgorithmName: 'xgboost' }, ResourceConfig: { InstanceType: 'ml.m5.xlarge', InstanceCount: 2, VolumeKmsKeyId: 'k' }, EnableNetworkIsolation: true, OutputDataConfig: { S3OutputPath: 's3://orchard-models/tuned' } },
        { RoleArn: role, HyperParameterTuningResourceConfig: { InstanceConfigs: [{ InstanceType: 'ml.g5.xlarge', InstanceCount: 4 }, { InstanceType: 'ml.p3.2xlarge', InstanceCount: 1 }] } },
      ],
    })
    expect(tuningJobProps(job, place).definitions).toMatchObject([
      { instanceCount: 2, instanceTypes: ['ml.m5.xlarge'], volumeKmsKeyId: 'k', networkIsolation: true }, { instanceCount: 4, instanceTypes: ['ml.g5.xlarge', 'ml.p3.2xlarge'], volumeKmsKeyId: null, networkIsolation: null },
    ])
    expect(drawn(tuningJobEdges(job, place))).toEqual([`runs-as ${role}`, 'stored-in arn:aws:s3:::orchard-models', `runs-as ${role}`])
    expect(tuningJobPast(job)?.family).toBe(`${role}|xgboost|isolated|-|${role}|-|open|-`)
  })

  it('too old are not walked to', async () => {
    const asked: number[] = []
    async function* rows(): AsyncIterable<number> {
      for (let hours = 1; ; hours++) {
        asked.push(hours)
        yield hours
      }
    }
    const kept: number[] = []
    for await (const row of recent(rows(), (hours) => new Date(10_000 - hours), new Date(9_997))) kept.push(row)
    expect([kept, asked]).toEqual([[1, 2, 3], [1, 2, 3, 4]])
  })
})

describe('monitors', () => {
  const row = answer<MonitoringScheduleSummary>({ MonitoringScheduleName: 'drift', MonitoringType: 'ModelBias', EndpointName: 'Orchard-Chat', MonitoringJobDefinitionName: 'Bias' })

  it('point at their endpoint as its ARN spells it, and at their definition', () => {
    expect(drawn(monitoringScheduleEdges(row, { ok: true, value: null }, place))).toEqual([
      'retrieves-from arn:aws:sagemaker:us-east-1:111122223333:endpoint/orchard-chat', 'configured-by arn:aws:sagemaker:us-east-1:111122223333:model-bias-job-definition/Bias',
    ])
  })

  it('whose job could not be read still watch an endpoint', () => {
    const { MonitoringJobDefinitionName: _, ...inline } = row
    const unread = { ok: false as const, gap: new GapMark('denied') }
    expect(drawn(monitoringScheduleEdges(inline, unread, place))).toEqual(['retrieves-from arn:aws:sagemaker:us-east-1:111122223333:endpoint/orchard-chat', 'runs-as ?', 'stored-in ?', 'encrypted-by ?', 'placed-in ?'])
    expect(drawn(monitoringScheduleEdges({ ...inline, EndpointName: undefined }, unread, place))).toContain('retrieves-from ?')
  })

  it('read what batches captured', () => {
    const job = modelBiasJob(answer<DescribeModelBiasJobDefinitionCommandOutput>({ RoleArn: role, ModelBiasJobInput: { BatchTransformInput: { DataCapturedDestinationS3Uri: 's3://orchard-capture/x' } }, ModelBiasJobOutputConfig: { KmsKeyId: 'k' } }))
    expect(monitoringFacts(job)).toMatchObject({ roleArn: role, outputKmsKeyId: 'k', instanceCount: null })
    expect(drawn(monitoringEdges(job, place))).toEqual(['retrieves-from arn:aws:s3:::orchard-capture', `runs-as ${role}`])
  })
})

describe('pipelines', () => {
  const token = ['hf', '_', 'abcdefGHIJ', 'klmnopQRST', 'uvwxyzABCD', '1234'].join('')
  const definition = {
    Version: '2020-12-01', Parameters: [{ Name: 'Approval', Type: 'String', DefaultValue: 'Approved' }, { Name: 'DbPassword', Type: 'String', DefaultValue: ['kj8', 'Xw2', 'pQ9', 'zR4'].join('') }],
    Steps: [
      { Name: 'train', Type: 'Training', Arguments: { Environment: { HF_TOKEN: token, STAGE: 'x' }, HyperParameters: { epochs: '3' } } },
      { Name: 'good', Type: 'Condition', Arguments: { Conditions: [], IfSteps: [{ Name: 'register', Type: 'RegisterModel', Arguments: { ModelApprovalStatus: { Get: 'Parameters.Approval' } } }], ElseSteps: [{ Name: 'stop', Type: 'Fail' }] } },
      { Name: 'draft', Type: 'RegisterModel', Arguments: { ModelApprovalStatus: { Get: 'Parameters.Unknown' } } },
    ],
    Tags: [{ Key: 'team', Value: 'orchard' }],
  }

  it('tell their steps, those in branches, and what a parameter stands for', () => {
    expect(pipelineFacts(JSON.stringify(definition)).steps).toEqual([
      { name: 'train', type: 'Training', approval: null }, { name: 'good', type: 'Condition', approval: null }, { name: 'register', type: 'RegisterModel', approval: 'Approved' },
      { name: 'stop', type: 'Fail', approval: null }, { name: 'draft', type: 'RegisterModel', approval: null },
    ])
  })

  it('tell where secrets stand, and no value', () => {
    const { secrets } = pipelineFacts(JSON.stringify(definition))
    expect(secrets.map(({ type, at }) => [type, at])).toEqual([['password', 'Parameters.DbPassword.DefaultValue'], ['hugging-face-token', 'Steps.train.Arguments.Environment.HF_TOKEN']])
    expect(JSON.stringify(secrets)).not.toContain(token)
  })

  it.each([[undefined], [''], ['string'], ['[]'], ['{']])('without a definition that can be read have no steps to judge: %s', (text) => {
    expect(pipelineFacts(text).steps).toBeNull()
  })

  it('of any depth are walked', () => {
    const deep = `{"Steps":[{"Name":"a","Type":"b","Arguments":${'{"x":['.repeat(2000)}1${']}'.repeat(2000)}}]}`
    expect(pipelineFacts(deep).steps).toHaveLength(1)
  })
})

describe('feature groups', () => {
  it.each([
    ['online only', { OnlineStoreConfig: { EnableOnlineStore: true, SecurityConfig: { KmsKeyId: 'k' } } }, { online: { enabled: true, storage: null, kmsKeyId: 'k' }, offline: null }, []],
    ['offline only', { OfflineStoreConfig: { S3StorageConfig: { S3Uri: 's3://orchard-features', ResolvedOutputS3Uri: 's3://orchard-features/111122223333/x/data' } } },
      { online: null, offline: { uri: 's3://orchard-features/111122223333/x/data', kmsKeyId: null, status: null } }, ['stored-in arn:aws:s3:::orchard-features']],
    ['being made', { OfflineStoreConfig: { S3StorageConfig: { S3Uri: 's3://orchard-features' } }, OfflineStoreStatus: { Status: 'Blocked' } }, { offline: { uri: 's3://orchard-features', kmsKeyId: null, status: 'Blocked' } }, ['stored-in arn:aws:s3:::orchard-features']],
  ] as const)('%s', (_name, group, props, edges) => {
    expect(featureGroupProps(answer(group))).toMatchObject(props)
    expect(misfit(featureGroup.props, featureGroupProps(answer(group)))).toBeNull()
    expect(drawn(featureGroupEdges(answer(group), place))).toEqual(edges)
  })
})

describe('Search and List with Describe', () => {
  const now = new Date('2026-06-01T00:00:00Z')
  const made = (others: number): MadeAccount => makeAccount({ ...sizes.XS, others }, { regions: ['us-east-1', 'eu-west-1'], now: now.getTime() / 1000 })
  const large = made(130)
  const swept = new Set(['aws.sagemaker.hyperparameter_tuning_job', 'aws.sagemaker.feature_group'])
  type Swept = { inventory: Inventory; calls: ReadonlyMap<string, number> }

  async function sweep(change: (asked: Asked, found: readonly object[]) => readonly object[] | 'denied', types: ReadonlySet<string> = swept, account = large): Promise<Swept> {
    const calls = new Map<string, number>()
    const fault: Fault = (asked): WireAnswer | undefined => {
      calls.set(`${asked.region} ${asked.action}`, (calls.get(`${asked.region} ${asked.action}`) ?? 0) + 1)
      const kind = asked.action === 'Search' ? String(asked.input['Resource']) : ''
      const rows = searchable[kind]
      if (rows === undefined) return undefined
      const from = Number(asked.input['NextToken'] ?? 0)
      const all = rows(account, asked.region)
      const found = change(asked, all.slice(from, from + 100).map((row) => ({ [kind]: row })))
      if (found === 'denied') return renderError('AccessDeniedException', 'no', 400, asked)
      return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: Buffer.from(JSON.stringify({ Results: found, ...(from + 100 < all.length && { NextToken: String(from + 100) }) })) }
    }
    const server = await AwsServer.start(account, { fault })
    try {
      const { inventory } = await collect({
        connectors: [{ connector: aws, settings: { scopes: [], regions: [], maxRate: 1000 } }], types, takenAt: now, historySince: new Date(now.getTime() - 90 * 864e5),
        with: new Set(), concurrency: 32, requestTimeout: 20_000, signal: AbortSignal.timeout(60_000), random: () => 0.01, env: server.env(),
      }, silent)
      return { inventory, calls }
    } finally {
      await server.stop()
    }
  }
  const bytes = ({ inventory }: Swept): string => JSON.stringify([inventory.assets, inventory.relations, inventory.gaps], null, 1)
  let searched: Swept
  beforeAll(async () => { searched = await sweep((_asked, found) => found) })

  it('130 of each take two pages of Search and a look at the list', () => {
    const of = (call: string): number => searched.calls.get(`us-east-1 ${call}`) ?? 0
    expect(searched.inventory.assets).toHaveLength(260)
    expect([of('Search'), of('ListHyperParameterTuningJobs'), of('ListFeatureGroups'), of('DescribeHyperParameterTuningJob'), of('DescribeFeatureGroup')]).toEqual([4, 1, 1, 0, 0])
    expect(searched.inventory.gaps).toEqual([])
  })

  it.each<[string, Parameters<typeof sweep>[0]]>([
    ['is denied', () => 'denied'],
    ['leaves out every third row', (_asked, found) => found.filter((_, i) => i % 3 !== 1)],
    ['is denied on its second page', (asked, found) => (asked.input['NextToken'] === undefined ? found : 'denied')],
    ['gives every row twice', (_asked, found) => [...found, ...found]],
  ])('the same bytes when Search %s', async (_name, change) => {
    expect(bytes(await sweep(change))).toBe(bytes(searched))
  })

  it('an empty region costs one list a type, and one for each kind of definition', async () => {
    const types = new Set((await aws.collectors()).map(({ type }) => type).filter((type) => /^aws\.sagemaker\.(?:processing|transform|hyper|automl|compilation|labeling|flow_def|monitoring|pipeline|feature)/.test(type)))
    const { calls } = await sweep((_asked, found) => found, types, made(1))
    const there = [...calls].filter(([key]) => key.startsWith('eu-west-1 ')).map(([key, n]) => `${key.slice(10)} ${n}`)
    expect(there.toSorted()).toEqual([
      'AutoMLJobs', 'CompilationJobs', 'DataQualityJobDefinitions', 'FeatureGroups', 'FlowDefinitions', 'HyperParameterTuningJobs', 'LabelingJobs', 'ModelBiasJobDefinitions', 'ModelExplainabilityJobDefinitions',
      'ModelQualityJobDefinitions', 'MonitoringSchedules', 'Pipelines', 'ProcessingJobs', 'TransformJobs',
    ].map((name) => `List${name} 1`))
  })
})
