// SageMaker: mappers fed with real answers, and with the cases those answers do not have.
import type { DescribeEndpointConfigCommandOutput, DescribeModelCommandOutput, DescribeTrainingJobCommandOutput, ModelPackage } from '@aws-sdk/client-sagemaker'
import { describe, expect, it } from 'vitest'
import { misfit, type ShapeNode } from '../../src/core/shape.js'
import { commonChecksum, isSignature, jobOfArtifact, storedObject } from '../../src/connectors/aws/sagemaker/artifacts.js'
import { awsImageAccounts } from '../../src/connectors/aws/sagemaker/aws-image-accounts.js'
import domain, { domainEdges, domainProps } from '../../src/connectors/aws/sagemaker/domain.js'
import endpointConfig, { endpointConfigEdges, endpointConfigProps } from '../../src/connectors/aws/sagemaker/endpoint-config.js'
import type { ScalableTarget } from '@aws-sdk/client-application-auto-scaling'
import { scalingOf } from '../../src/connectors/aws/sagemaker/autoscaling.js'
import endpoint, { endpointEdges, endpointProps, scheduleFacts } from '../../src/connectors/aws/sagemaker/endpoint.js'
import { environmentFacts } from '../../src/connectors/aws/sagemaker/environment.js'
import { imageFacts, imageRepository } from '../../src/connectors/aws/sagemaker/images.js'
import packageGroup, { hasNoPolicy, modelPackageGroupProps } from '../../src/connectors/aws/sagemaker/model-package-group.js'
import modelPackage, { modelPackageEdges, modelPackagePast, modelPackageProps } from '../../src/connectors/aws/sagemaker/model-package.js'
import model, { modelEdges, modelProps } from '../../src/connectors/aws/sagemaker/model.js'
import { spellings } from '../../src/connectors/aws/names.js'
import notebook, { notebookInstanceEdges, notebookInstanceProps } from '../../src/connectors/aws/sagemaker/notebook-instance.js'
import lifecycleConfig, { lifecycleConfigProps } from '../../src/connectors/aws/sagemaker/notebook-lifecycle-config.js'
import { remoteScripts } from '../../src/connectors/aws/sagemaker/remote-scripts.js'
import trainingJob, { trainingJobEdges, trainingJobPast, trainingJobProps } from '../../src/connectors/aws/sagemaker/training-job.js'
import type { AnyCollector, Edge } from '../../src/connectors/kit/collector.js'
import { samples, samplesPresent } from './samples.js'

const place = { partition: 'aws', account: '111122223333', region: 'us-east-1' }
const arn = (resource: string): string => `arn:aws:sagemaker:us-east-1:111122223333:${resource}`
const ecr = (account: string, rest: string): string => `${account}.dkr.ecr.us-east-1.amazonaws.com/${rest}`

/** What a mapper gives must be all that is declared, JSON through and through, and its relations declared ones. */
function fits(c: AnyCollector, props: object, edges: (Edge | null)[] = []): void {
  const declared: ShapeNode = c.props
  expect(misfit(declared, props)).toBeNull()
  expect(JSON.parse(JSON.stringify(props))).toEqual(props)
  for (const edge of edges) if (edge !== null) expect(c.relates[edge.type] ?? [], edge.type).toContain(edge.target)
}

describe.skipIf(!samplesPresent)('real answers (skipped: ../shared/data/api-samples is absent)', () => {
  // oxlint-disable-next-line typescript/no-explicit-any -- the mappers are typed from the SDK, the samples are what they are
  type Body = any
  const table: [operation: string, fed: number, feed: (body: Body) => void][] = [
    ['DescribeModel', 2, (b) => fits(model, { ...modelProps(b, place), artifactObjects: [], artifactChecksum: null, signatures: [] }, modelEdges(b, place))],
    ['DescribeEndpointConfig', 3, (b) => fits(endpointConfig, endpointConfigProps(b), endpointConfigEdges(b, place))],
    ['DescribeEndpoint', 5, (b) => fits(endpoint, { ...endpointProps(b, place), monitoringSchedules: [], autoscaling: [] }, endpointEdges(b, place))],
    ['DescribeTrainingJob', 4, (b) => fits(trainingJob, trainingJobProps(b, null, place), trainingJobEdges(b, place))],
    ['DescribeDomain', 2, (b) => fits(domain, { ...domainProps(b), defaultRoleShared: false }, domainEdges(b, place))],
    ['DescribeNotebookInstance', 11, (b) => fits(notebook, notebookInstanceProps(b), notebookInstanceEdges(b, place))],
  ]
  it.each(table)('%s: %i answers', (operation, fed, feed) => {
    const answers = samples('sagemaker', operation).filter((sample) => sample.error === undefined)
    for (const { data } of answers) feed(data)
    expect(answers.length).toBe(fed)
  })

  it('reads the facts of a recorded job', () => {
    const recorded = samples('sagemaker', 'DescribeTrainingJob').find(({ file }) => file.includes('training_job_query'))?.data
    const job = trainingJobProps(recorded as unknown as DescribeTrainingJobCommandOutput, null, place)
    expect(job).toMatchObject({
      status: 'Failed', image: '382416733822.dkr.ecr.us-east-1.amazonaws.com/kmeans:latest', imageOwner: 'aws', imageDigest: null, instanceCount: 2,
      // The answer holds an empty text where nothing was set.
      outputKmsKeyId: null, networkIsolation: null, artifact: null, inputs: [{ channel: 'train', uri: 's3://c7n-sm-test/kmeans_highlevel_example/data' }],
    })
  })
})

describe('models', () => {
  const answer = {
    ModelName: 'Orchard-Chat', ModelArn: arn('model/orchard-chat'), CreationTime: new Date(0), ExecutionRoleArn: 'arn:aws:iam::111122223333:role/orchard-runtime',
    EnableNetworkIsolation: true, VpcConfig: { Subnets: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
    Containers: [
      {
        Image: ecr('763104351884', 'djl-inference:0.32.0'), Mode: 'SingleModel', ModelDataUrl: 's3://orchard-models/runs/orchard-7/output/model.tar.gz',
        Environment: { OPTION_MODEL_ID: 'orchard/chat-7b', OPTION_TRUST_REMOTE_CODE: 'True', HF_TOKEN: 'orchardreadaccess' },
      },
      {
        Image: ecr('111122223333', `serve@sha256:${'a'.repeat(64)}`), ModelPackageName: arn('model-package/orchard/3'),
        ModelDataSource: { S3DataSource: { S3Uri: 's3://orchard-weights/v3/', S3DataType: 'S3Prefix', CompressionType: 'None', ETag: '"e1"', ManifestEtag: 'm1' } },
        AdditionalModelDataSources: [{ ChannelName: 'draft', S3DataSource: { S3Uri: 's3://orchard-drafts/x/', S3DataType: 'S3Prefix', CompressionType: 'None' } }],
      },
    ],
  } as unknown as DescribeModelCommandOutput

  it('have facts without a value of their environment', () => {
    const props = modelProps(answer, place)
    fits(model, { ...props, artifactObjects: [{ key: 'v3/a', size: 1 }], artifactChecksum: null, signatures: ['v3/model.sig'] }, modelEdges(answer, place))
    expect(props.containers[0]).toMatchObject({
      imageAccount: '763104351884', imageOwner: 'aws', imageDigest: null, hubModel: 'orchard/chat-7b', hubRevision: null, trustRemoteCode: true,
      environment: [
        { name: 'HF_TOKEN', secrets: [{ type: 'hugging-face-token', at: 'HF_TOKEN', length: 17 }] }, { name: 'OPTION_MODEL_ID', secrets: [] },
        { name: 'OPTION_TRUST_REMOTE_CODE', secrets: [] },
      ],
    })
    expect(props.containers[1]).toMatchObject({ imageOwner: 'own', imageDigest: `sha256:${'a'.repeat(64)}`, modelDataUrl: 's3://orchard-weights/v3/', manifestEtag: 'm1', hubModel: null })
    expect(JSON.stringify(props)).not.toContain('orchardreadaccess')
  })

  it('point at role, buckets, image, package and job', () => {
    expect(modelEdges(answer, place).filter((edge) => edge !== null).map(({ type, to, basis }) => [type, to, basis])).toEqual([
      ['runs-as', 'arn:aws:iam::111122223333:role/orchard-runtime', undefined],
      ['stored-in', 'arn:aws:s3:::orchard-models', undefined],
      ['derived-from', 's3://orchard-models/runs/orchard-7/output/model.tar.gz', 'inferred'],
      ['runs-image', `arn:aws:ecr:us-east-1:111122223333:repository/serve@sha256:${'a'.repeat(64)}`, undefined],
      ['stored-in', 'arn:aws:s3:::orchard-weights', undefined],
      ['stored-in', 'arn:aws:s3:::orchard-drafts', undefined],
      ['derived-from', arn('model-package/orchard/3'), undefined],
      ['placed-in', 'arn:aws:ec2:us-east-1:111122223333:subnet/subnet-1', undefined],
      ['placed-in', 'arn:aws:ec2:us-east-1:111122223333:security-group/sg-1', undefined],
    ])
  })

  it('are known by either spelling of their ARN', () => {
    expect(spellings(arn('model/orchard-chat'), arn('model/Orchard-Chat'))).toEqual([arn('model/Orchard-Chat')])
    expect(spellings(arn('model/Orchard-Chat'), arn('model/Orchard-Chat'))).toEqual([arn('model/orchard-chat')])
    expect(spellings(arn('model/orchard'), arn('model/orchard'))).toEqual([])
  })

  it.each([
    ['HF_MODEL_ID', 'orchard/chat', 'orchard/chat'], ['SM_VLLM_MODEL', 'orchard/chat', 'orchard/chat'], ['HF_MODEL_ID', '/opt/ml/model', null], ['OPTION_MODEL_ID', 's3://orchard-models/x/', null],
    ['HF_MODEL_ID', '', null], ['MODEL_NAME', 'orchard/chat', null],
  ])('%s=%s downloads %s', (name, value, hub) => expect(environmentFacts({ [name]: value }).hubModel).toBe(hub))
  it.each([['HF_TRUST_REMOTE_CODE', '1', true], ['SM_VLLM_TRUST_REMOTE_CODE', 'TRUE', true], ['TRUST_REMOTE_CODE', 'false', false], ['OPTION_TRUST_REMOTE_CODE', '0', false], ['X', 'true', false]])(
    '%s=%s runs remote code: %s', (name, value, trusts) => expect(environmentFacts({ [name]: value }).trustRemoteCode).toBe(trusts))
  it('keeps a credential out of the name of the model to download', () => {
    const facts = environmentFacts({ HF_MODEL_ID: `https://ci:${'a1B2'.repeat(6)}@hub.orchard.example/chat` })
    expect(facts.hubModel).toBe('‹redacted›')
    expect(facts.environment[0]?.secrets).toHaveLength(1)
  })
})

describe('images', () => {
  it.each([
    [ecr('111122223333', 'serve:1'), 'own'], [ecr('444455556666', 'serve:1'), 'other'], [ecr('763104351884', 'vllm:latest'), 'aws'], ['public.ecr.aws/orchard/serve:1', 'unknown'],
    ['docker.io/vllm/vllm-openai:latest', 'unknown'], [undefined, 'unknown'], ['', 'unknown'],
  ])('%s is of owner %s', (image, owner) => expect(imageFacts(image, '111122223333').imageOwner).toBe(owner))
  it('of AWS come from accounts of twelve digits', () => {
    expect(awsImageAccounts.size).toBe(362)
    expect([...awsImageAccounts].filter((id) => !/^\d{12}$/.test(id))).toEqual([])
  })
  it.each([
    [ecr('111122223333', 'train:1'), '111122223333/us-east-1/train'], ['orchard.example:5000/train:2', 'orchard.example:5000/train'], [`orchard.example/train@sha256:${'b'.repeat(64)}`, 'orchard.example/train'],
  ])('%s is a build of %s', (image, repository) => expect(imageRepository(image)).toBe(repository))
})

describe('endpoints', () => {
  it('run the digests that were resolved', () => {
    const edges = endpointEdges({
      EndpointName: 'orchard-chat', EndpointArn: arn('endpoint/orchard-chat'), EndpointConfigName: 'orchard-chat-2', EndpointStatus: 'InService', CreationTime: new Date(0),
      ProductionVariants: [{ VariantName: 'main', DeployedImages: [{ SpecifiedImage: ecr('111122223333', 'serve:1'), ResolvedImage: ecr('111122223333', `serve@sha256:${'c'.repeat(64)}`) }] }],
    }, place)
    const repository = 'arn:aws:ecr:us-east-1:111122223333:repository/serve'
    expect(edges.map((edge) => edge?.to)).toEqual([arn('endpoint-config/orchard-chat-2'), `${repository}@sha256:${'c'.repeat(64)}`, `${repository}:1`])
  })
  it.each([
    ['by tag', ecr('111122223333', 'serve:1'), [{ variant: 'main', repository: 'arn:aws:ecr:us-east-1:111122223333:repository/serve', tag: '1', digest: `sha256:${'c'.repeat(64)}` }]],
    ['by no tag', ecr('111122223333', 'serve'), [{ variant: 'main', repository: 'arn:aws:ecr:us-east-1:111122223333:repository/serve', tag: 'latest', digest: `sha256:${'c'.repeat(64)}` }]],
    ['by digest', ecr('111122223333', `serve@sha256:${'c'.repeat(64)}`), []], ['from elsewhere', ecr('763104351884', 'djl:1'), []], ['without a word', undefined, []],
  ])('remember what an image named %s was', (_, SpecifiedImage, taggedImages) => {
    const resolved = (SpecifiedImage ?? ecr('111122223333', 'serve')).replace(/[:@](?!.*\/).*$/, '')
    const props = endpointProps({
      EndpointName: 'orchard', EndpointArn: arn('endpoint/orchard'), EndpointStatus: 'InService', CreationTime: new Date(0),
      ProductionVariants: [{ VariantName: 'main', DeployedImages: [{ SpecifiedImage, ResolvedImage: `${resolved}@sha256:${'c'.repeat(64)}` }] }],
    }, place)
    expect(props.taggedImages).toEqual(taggedImages)
  })
  it('know their own scaling targets', () => {
    const target = (ResourceId: string): ScalableTarget => ({
      ServiceNamespace: 'sagemaker', ResourceId, ScalableDimension: 'sagemaker:variant:DesiredInstanceCount', MinCapacity: 1, MaxCapacity: 8, RoleARN: undefined, CreationTime: undefined,
    })
    expect(scalingOf([target('endpoint/Chat/variant/b'), target('endpoint/chat/variant/a'), target('endpoint/chat-2/variant/a'), target('inference-component/chat')], 'chat')).toEqual([
      { variant: 'a', minCapacity: 1, maxCapacity: 8 }, { variant: 'b', minCapacity: 1, maxCapacity: 8 },
    ])
  })
  it('tell their schedules in order', () => {
    const facts = scheduleFacts([{ MonitoringScheduleName: 'quality', MonitoringScheduleStatus: 'Stopped', MonitoringType: 'ModelBias' }, { MonitoringScheduleName: 'drift' }])
    expect(facts).toEqual([{ name: 'drift', status: null, type: null }, { name: 'quality', status: 'Stopped', type: 'ModelBias' }])
    fits(endpoint, { status: null, configName: null, createdAt: null, monitoringSchedules: facts, taggedImages: [], autoscaling: [] })
  })
  it('are configured with shadows, pools and captures', () => {
    const config = {
      EndpointConfigName: 'orchard', CreationTime: new Date(0), EnableNetworkIsolation: false, DataCaptureConfig: { EnableCapture: true, DestinationS3Uri: 's3://orchard-capture/chat' },
      AsyncInferenceConfig: { OutputConfig: { S3OutputPath: 's3://orchard-answers/out', S3FailurePath: 's3://orchard-failures/out' } }, VpcConfig: { Subnets: ['subnet-1'], SecurityGroupIds: [] },
      ProductionVariants: [{ VariantName: 'main', ModelName: 'Orchard', EnableSSMAccess: true, CoreDumpConfig: { DestinationS3Uri: 's3://orchard-dumps/main', KmsKeyId: '' }, InstancePools: [{ InstanceType: 'ml.g5.xlarge', ModelNameOverride: 'Orchard-small', Priority: 1 }] }],
      ShadowProductionVariants: [{ VariantName: 'next', ModelName: 'Orchard-next', ServerlessConfig: { MemorySizeInMB: 1024, MaxConcurrency: 1 } }],
    } as unknown as DescribeEndpointConfigCommandOutput
    const props = endpointConfigProps(config)
    fits(endpointConfig, props, endpointConfigEdges(config, place))
    expect(props.variants).toMatchObject([{ ssmAccess: true, shadow: false, instancePool: ['ml.g5.xlarge'], serverless: false, coreDump: { destination: 's3://orchard-dumps/main', kmsKeyId: null } }, { coreDump: null, ssmAccess: false, shadow: true, serverless: true }])
    expect(endpointConfigEdges(config, place).flatMap((edge) => edge?.to ?? [])).toEqual([arn('model/Orchard'), arn('model/Orchard-small'), arn('model/Orchard-next'), 'arn:aws:s3:::orchard-capture', 'arn:aws:s3:::orchard-dumps', 'arn:aws:s3:::orchard-answers', 'arn:aws:s3:::orchard-failures', 'arn:aws:ec2:us-east-1:111122223333:subnet/subnet-1'])
    expect(props).toMatchObject({ asyncOutput: { destination: 's3://orchard-answers/out', failures: 's3://orchard-failures/out', kmsKeyId: null }, subnetIds: ['subnet-1'] })
  })
})

describe('training jobs', () => {
  const answer = {
    TrainingJobName: 'orchard-7', TrainingJobArn: arn('training-job/orchard-7'), TrainingJobStatus: 'Completed', CreationTime: new Date(0), TrainingEndTime: new Date(60_000),
    RoleArn: 'arn:aws:iam::111122223333:role/orchard-train', AlgorithmSpecification: { TrainingImage: ecr('111122223333', 'train:7'), TrainingInputMode: 'File' },
    ResourceConfig: { InstanceGroups: [{ InstanceType: 'ml.p4d.24xlarge', InstanceCount: 2 }, { InstanceType: 'ml.c5.xlarge', InstanceCount: 1 }], VolumeKmsKeyId: '' },
    OutputDataConfig: { S3OutputPath: 's3://orchard-models/runs' }, ModelArtifacts: { S3ModelArtifacts: 's3://orchard-models/runs/orchard-7/output/model.tar.gz' },
    InputDataConfig: [{ ChannelName: 'train', DataSource: { S3DataSource: { S3Uri: 's3://orchard-corpus/v1', S3DataType: 'S3Prefix' } } }, { ChannelName: 'fs', DataSource: { FileSystemDataSource: {} } }],
    HyperParameters: { sagemaker_submit_directory: '"s3://orchard-code/src.tar.gz"', epochs: '3' }, Environment: { WANDB_API_KEY: 'orchard-not-shaped-9' },
    VpcConfig: { Subnets: ['subnet-2', 'subnet-1'], SecurityGroupIds: [] },
  } as unknown as DescribeTrainingJobCommandOutput

  it('add their instance groups up and unquote what the SDK quoted', () => {
    const props = trainingJobProps(answer, null, place)
    fits(trainingJob, props, trainingJobEdges(answer, place))
    expect(props).toMatchObject({
      instanceCount: 3, instanceTypes: ['ml.p4d.24xlarge', 'ml.c5.xlarge'], sourceDir: 's3://orchard-code/src.tar.gz', volumeKmsKeyId: null,
      secrets: [{ type: 'wandb-api-key', at: 'Environment.WANDB_API_KEY', length: 20 }], inputs: [{ channel: 'train', uri: 's3://orchard-corpus/v1' }, { channel: 'fs', uri: null }],
    })
    expect(trainingJobEdges(answer, place).flatMap((edge) => (edge === null ? [] : `${edge.type} ${edge.to}`))).toEqual([
      'runs-as arn:aws:iam::111122223333:role/orchard-train', 'trained-on arn:aws:s3:::orchard-corpus', 'stored-in arn:aws:s3:::orchard-models', 'built-by arn:aws:s3:::orchard-code',
      'runs-image arn:aws:ecr:us-east-1:111122223333:repository/train:7', 'placed-in arn:aws:ec2:us-east-1:111122223333:subnet/subnet-2', 'placed-in arn:aws:ec2:us-east-1:111122223333:subnet/subnet-1',
    ])
  })

  it('belong to a family that outlives tags, and are past once they ended', () => {
    const next = { ...answer, AlgorithmSpecification: { TrainingImage: ecr('111122223333', 'train:8'), TrainingInputMode: 'File' as const } }
    expect(trainingJobPast(answer)).toEqual({
      family: 'arn:aws:iam::111122223333:role/orchard-train|111122223333/us-east-1/train|open|subnet-1,subnet-2|orchard-corpus', at: '1970-01-01T00:01:00.000Z',
    })
    expect(trainingJobPast(next)?.family).toBe(trainingJobPast(answer)?.family)
    expect(trainingJobPast({ ...answer, EnableNetworkIsolation: true })?.family).not.toBe(trainingJobPast(answer)?.family)
    expect(trainingJobPast({ ...answer, TrainingJobStatus: 'InProgress' })).toBeNull()
  })

  it.each([
    ['s3://orchard-models/runs/orchard-7/output/model.tar.gz', 'orchard-7'], ['s3://orchard-models/orchard-7/output/model.tar.gz', 'orchard-7'], ['s3://orchard-models/orchard-7/output/model/', 'orchard-7'],
    ['s3://orchard-models/model.tar.gz', null], ['s3://orchard-models/orchard-7/model.tar.gz', null], ['https://orchard.example/x/output/model.tar.gz', null],
  ])('%s was written by %s', (uri, job) => expect(jobOfArtifact(uri)).toBe(job))
})

describe('the registry', () => {
  const version: ModelPackage = {
    ModelPackageArn: arn('model-package/orchard/3'), ModelPackageGroupName: 'orchard', ModelPackageVersion: 3, ModelApprovalStatus: 'Approved', ModelPackageStatus: 'Completed', CreationTime: new Date(0),
    CreatedBy: { UserProfileArn: arn('user-profile/d-1/ana'), IamIdentity: { Arn: 'arn:aws:sts::111122223333:assumed-role/studio/ana' } }, LastModifiedBy: { IamIdentity: { Arn: 'arn:aws:sts::111122223333:assumed-role/ci/x' } },
    MetadataProperties: { CommitId: 'abc', Repository: '' },
    InferenceSpecification: {
      Containers: [{ Image: ecr('444455556666', 'serve:3'), ImageDigest: 'sha256:x', ModelDataUrl: 's3://orchard-models/3/model.tar.gz', ModelDataETag: '"e3"', BaseModel: { HubContentName: 'orchard-base' }, ProductId: 'prod-1' }],
      SupportedContentTypes: [], SupportedResponseMIMETypes: [],
    },
  }
  it('tells who made a version from what', () => {
    const props = modelPackageProps(version, place)
    fits(modelPackage, { ...props, latestApproved: true, artifacts: [{ uri: 's3://orchard-models/3/model.tar.gz', etag: 'e3', lastModified: null }] }, modelPackageEdges(version, place))
    expect(props).toMatchObject({
      createdBy: arn('user-profile/d-1/ana'), lastModifiedBy: 'arn:aws:sts::111122223333:assumed-role/ci/x', commitId: 'abc', repository: null,
      containers: [{ imageOwner: 'other', imageDigest: null, modelDataEtag: 'e3', baseModel: 'orchard-base', productId: 'prod-1' }],
    })
    expect(modelPackageEdges(version, place).flatMap((edge) => edge?.to ?? [])).toEqual([arn('model-package-group/orchard'), 'arn:aws:s3:::orchard-models'])
  })
  it('tells what a version says of itself', () => {
    const told = modelPackageProps({
      ...version, SecurityConfig: { KmsKeyId: 'alias/registry' }, SkipModelValidation: 'All', ModelMetrics: { ModelQuality: { Statistics: { ContentType: 'json', S3Uri: 's3://orchard/q' } }, Bias: {} },
      ModelCard: { ModelCardStatus: 'Draft', ModelCardContent: JSON.stringify({ intended_uses: { risk_rating: 'High' } }) },
    }, place)
    expect(told).toMatchObject({ kmsKeyId: 'alias/registry', validationSkipped: true, metrics: ['ModelQuality'], cardStatus: 'Draft', riskRating: 'High' })
    expect(modelPackageProps({ ...version, ModelCard: { ModelCardStatus: 'Draft', ModelCardContent: '{}' } }, place)).toMatchObject({ cardStatus: null, riskRating: null, metrics: [] })
  })
  it('lets go of what is not the latest approved', () => {
    const props = modelPackageProps(version, place)
    expect(modelPackagePast(props, true)).toBeNull()
    expect(modelPackagePast(props, false)).toEqual({ family: 'orchard', at: '1970-01-01T00:00:00.000Z' })
    expect(modelPackagePast({ ...props, group: null }, false)).toBeNull()
  })
  it('tells no policy from no group', () => {
    fits(packageGroup, { ...modelPackageGroupProps({ ModelPackageGroupName: 'orchard', ModelPackageGroupArn: arn('model-package-group/orchard'), CreationTime: new Date(0), ModelPackageGroupStatus: 'Completed' }), policy: { Statement: [] } })
    expect(hasNoPolicy({ code: 'ValidationException', message: `Cannot find resource policy for: ${arn('model-package-group/orchard')}` })).toBeNull()
    expect(hasNoPolicy({ code: 'ValidationException', message: `Cannot find Model Package Group: ${arn('model-package-group/orchard')}` })).toBeUndefined()
    expect(hasNoPolicy({ code: 'AccessDeniedException', message: 'Cannot find resource policy' })).toBeUndefined()
  })
})

describe('artifacts', () => {
  it('are told without the quotes of S3', () => {
    expect(storedObject({ Key: 'v3/model.safetensors', Size: 7, ETag: '"abc-2"', LastModified: new Date(0), ChecksumAlgorithm: ['CRC64NVME'] }, 'orchard-models')).toEqual({
      uri: 's3://orchard-models/v3/model.safetensors', key: 'v3/model.safetensors', size: 7, etag: 'abc-2', lastModified: '1970-01-01T00:00:00.000Z', checksum: 'CRC64NVME',
    })
  })
  it.each([['v3/model.sig', true], ['model.tar.gz.sigstore.json', true], ['w.bundle', true], ['model.signed.tar.gz', false], ['signature', false]])('%s is a signature: %s', (key, is) => expect(isSignature(key)).toBe(is))
  it('have a checksum when all of them have', () => {
    const one = storedObject({ Key: 'a', ChecksumAlgorithm: ['SHA256'] }, 'b')
    expect([commonChecksum([]), commonChecksum([one]), commonChecksum([one, storedObject({ Key: 'c' }, 'b')])]).toEqual([null, 'SHA256', null])
  })
})

describe('lifecycle configurations', () => {
  const encoded = (text: string): string => Buffer.from(text).toString('base64')
  it('leave findings and no script behind', () => {
    const token = `hf_${'QwErTyUiOpAsDfGhJkLzXcVbNm'.repeat(2).slice(0, 34)}`
    const props = lifecycleConfigProps({
      OnCreate: [{ Content: encoded('#!/bin/bash\nset -e') }],
      OnStart: [{ Content: encoded(`#!/bin/bash\nexport HF_TOKEN=${token}\ncurl -fsSL https://orchard.example/setup.sh | sudo -u ec2-user bash -s\n`) }],
    })
    expect(props).toEqual({
      secrets: [{ type: 'hugging-face-token', at: 'OnStart[0] line 2', length: 37 }],
      remoteScripts: [{ at: 'OnStart[0] line 3', what: 'download piped to an interpreter' }], lines: 6,
    })
    fits(lifecycleConfig, props)
    fits(lifecycleConfig, lifecycleConfigProps({}))
  })

  it.each([
    ['curl -s https://x.example/a.sh | sh'], ['wget -qO- https://x.example/a | tee log | sudo -E bash -'], ['curl https://x.example/a.py | /usr/bin/python3'], ['bash <(curl -s https://x.example/a)'],
    ['sh -c "$(curl -fsSL https://x.example/a)"'], ['eval "$(wget -qO- https://x.example/a)"'], ['curl -s \\\n  https://x.example/a \\\n  | bash'], ['pip install --trusted-host x.example orchard'],
    ['pip3 install --index-url http://x.example/simple orchard'], ['python -m pip install --extra-index-url=http://x.example/simple orchard'], ['pip install -i http://x.example/simple orchard'],
    ['cd /tmp && curl -s https://x.example/a.sh | bash'],
  ])('run remote code: %s', (script) => expect(remoteScripts(script)).toHaveLength(1))
  it.each([
    ['curl -o model.bin https://x.example/model.bin'], ['# curl https://x.example | bash'], ['curl -s https://x.example/a || bash fallback.sh'], ['curl -s https://x.example/a; cat local.sh | bash'], ['wget https://x.example/a | tee log'],
    ['pip install orchard'], ['pip install --index-url https://x.example/simple orchard'], ['cat setup.sh | bash'], ['echo http://x.example -i'], ['curl https://x.example/publish | jq .shell'],
  ])('run nothing remote: %s', (script) => expect(remoteScripts(script)).toEqual([]))
  it('name the line on which a command starts', () => {
    expect(remoteScripts('set -e\ncurl -s \\\n https://x.example/a | bash\n\npip install --trusted-host x y').map(({ at }) => at)).toEqual(['line 2', 'line 5'])
  })
})
