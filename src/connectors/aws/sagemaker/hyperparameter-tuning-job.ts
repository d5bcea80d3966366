// Hyperparameter tuning jobs: many training jobs started from a few definitions, all with the same rights and network.
import type {
  DescribeHyperParameterTuningJobCommandInput, DescribeHyperParameterTuningJobCommandOutput, HyperParameterTrainingJobDefinition,
  HyperParameterTuningJobSearchEntity, HyperParameterTuningJobSummary, ListHyperParameterTuningJobsCommandInput,
  ListHyperParameterTuningJobsCommandOutput,
} from '@aws-sdk/client-sagemaker'
import { bool, listOf, nullable, number, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, type Edge } from '../../kit/collector.js'
import { secretHits, secretsIn, type SecretHit } from '../../../artifacts/text/secrets.js'
import { list, read } from '../calls.js'
import { encryptedBy, placedIn, runsAs, runsImage, toBucket } from '../edges.js'
import { iso, placeOf, said, type Place } from '../names.js'
import { imageFacts, imageFields, imageRepository } from './images.js'
import { listPart, pastJob } from './jobs.js'
import { search, sweep } from './search.js'

export default collector({
  type: 'aws.sagemaker.hyperparameter_tuning_job',
  kind: 'training-job',
  service: 'sagemaker',
  per: 'region',
  props: shape({
    status: nullable(oneOf('InProgress', 'Completed', 'Failed', 'Stopping', 'Stopped', 'Deleting', 'DeleteFailed')),
    createdAt: nullable(time),
    endedAt: nullable(time),
    /** Every training job is started from one of these. */
    definitions: listOf(shape({
      name: nullable(string),
      roleArn: nullable(string),
      ...imageFields,
      networkIsolation: nullable(bool),
      interContainerEncryption: nullable(bool),
      subnetIds: listOf(string),
      /** The most that one training job may run on. */
      instanceCount: nullable(number),
      instanceTypes: listOf(string),
      volumeKmsKeyId: nullable(string),
      outputKmsKeyId: nullable(string),
      outputPath: nullable(string),
    })),
    /** In static hyperparameters and environments. */
    secrets: secretHits,
  }),
  relates: {
    'runs-as': ['aws.iam.role'], 'trained-on': ['aws.s3.bucket'], 'stored-in': ['aws.s3.bucket'], 'runs-image': ['aws.ecr.image'],
    'encrypted-by': ['aws.kms.key'], 'placed-in': ['aws.ec2.subnet', 'aws.ec2.security_group'],
  },
  calls: {
    list: list<ListHyperParameterTuningJobsCommandInput, ListHyperParameterTuningJobsCommandOutput, HyperParameterTuningJobSummary>(
      'sagemaker:ListHyperParameterTuningJobs', { items: (page) => page.HyperParameterTuningJobSummaries },
    ),
    search,
    describe: read<DescribeHyperParameterTuningJobCommandInput, DescribeHyperParameterTuningJobCommandOutput>('sagemaker:DescribeHyperParameterTuningJob'),
  },
  async list(ctx) {
    const { call, emit } = ctx
    const place = placeOf(ctx)
    await sweep<HyperParameterTuningJobSummary, HyperParameterTuningJobSearchEntity>(ctx, {
      rows: call.list.rows({ SortBy: 'CreationTime', SortOrder: 'Descending' }),
      search: call.search,
      resource: 'HyperParameterTuningJob',
      record: (found) => found.HyperParameterTuningJob,
      id: (of) => of.HyperParameterTuningJobArn,
      createdAt: (of) => of.CreationTime,
      since: ctx.historySince,
      found: (job) => emit(tuningJob(job, place)),
      describe: async (row) => {
        const detail = await call.describe({ HyperParameterTuningJobName: row.HyperParameterTuningJobName })
        if (detail.ok) return emit(tuningJob(detail.value, place))
        emit({ id: row.HyperParameterTuningJobArn ?? '', name: row.HyperParameterTuningJobName ?? '', props: detail.gap, edges: detail.gap })
      },
    })
  },
})

/** What Search records and DescribeHyperParameterTuningJob answers have in common. */
export type TuningJobRecord = Pick<HyperParameterTuningJobSearchEntity,
  | 'HyperParameterTuningJobName' | 'HyperParameterTuningJobArn' | 'HyperParameterTuningJobStatus' | 'CreationTime' | 'HyperParameterTuningEndTime'
  | 'LastModifiedTime' | 'TrainingJobDefinition' | 'TrainingJobDefinitions'>

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
function tuningJob(job: TuningJobRecord, place: Place) {
  return {
    id: job.HyperParameterTuningJobArn ?? '', name: job.HyperParameterTuningJobName ?? '',
    props: tuningJobProps(job, place), edges: tuningJobEdges(job, place), past: tuningJobPast(job),
  }
}

/** One definition, or several for tuning over algorithms. */
function definitionsOf(job: TuningJobRecord): HyperParameterTrainingJobDefinition[] {
  return [...(job.TrainingJobDefinition === undefined ? [] : [job.TrainingJobDefinition]), ...(job.TrainingJobDefinitions ?? [])]
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function tuningJobProps(job: TuningJobRecord, place: Place) {
  return {
    status: job.HyperParameterTuningJobStatus ?? null,
    createdAt: iso(job.CreationTime),
    endedAt: iso(job.HyperParameterTuningEndTime),
    definitions: definitionsOf(job).map((definition) => definitionFacts(definition, place)),
    secrets: definitionsOf(job).flatMap(secretsOf),
  }
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
function definitionFacts(definition: HyperParameterTrainingJobDefinition, place: Place) {
  // Instances stand either in the definition, or as choices for the tuner.
  const [fixed, tuned] = [definition.ResourceConfig, definition.HyperParameterTuningResourceConfig]
  const groups = [...(fixed?.InstanceGroups ?? []), ...(tuned?.InstanceConfigs ?? [])]
  const counts = [fixed?.InstanceCount, tuned?.InstanceCount, ...groups.map((group) => group.InstanceCount)].flatMap((count) => count ?? [])
  return {
    name: said(definition.DefinitionName),
    roleArn: said(definition.RoleArn),
    ...imageFacts(definition.AlgorithmSpecification?.TrainingImage, place.account),
    networkIsolation: definition.EnableNetworkIsolation ?? null,
    interContainerEncryption: definition.EnableInterContainerTrafficEncryption ?? null,
    subnetIds: definition.VpcConfig?.Subnets ?? [],
    instanceCount: counts.length === 0 ? null : Math.max(...counts),
    instanceTypes: [...new Set([fixed?.InstanceType, tuned?.InstanceType, ...groups.map((group) => group.InstanceType)].flatMap((type) => type ?? []))],
    volumeKmsKeyId: said(fixed?.VolumeKmsKeyId) ?? said(tuned?.VolumeKmsKeyId),
    outputKmsKeyId: said(definition.OutputDataConfig?.KmsKeyId),
    outputPath: said(definition.OutputDataConfig?.S3OutputPath),
  }
}

function secretsOf(definition: HyperParameterTrainingJobDefinition): SecretHit[] {
  const where = definition.DefinitionName === undefined ? '' : `${definition.DefinitionName}.`
  return [
    ...secretsIn(`${where}StaticHyperParameters`, definition.StaticHyperParameters),
    ...secretsIn(`${where}Environment`, definition.Environment),
  ]
}

export function tuningJobEdges(job: TuningJobRecord, place: Place): (Edge | null)[] {
  return definitionsOf(job).flatMap((definition) => [
    runsAs(said(definition.RoleArn), 'TrainingJobDefinition.RoleArn'),
    ...(definition.InputDataConfig ?? []).map((input) => toBucket('trained-on', input.DataSource?.S3DataSource?.S3Uri, place.partition, 'TrainingJobDefinition.InputDataConfig')),
    toBucket('stored-in', definition.OutputDataConfig?.S3OutputPath, place.partition, 'TrainingJobDefinition.OutputDataConfig'),
    runsImage(definition.AlgorithmSpecification?.TrainingImage, place.account, place.partition, 'TrainingJobDefinition.AlgorithmSpecification'),
    encryptedBy(definition.ResourceConfig?.VolumeKmsKeyId ?? definition.HyperParameterTuningResourceConfig?.VolumeKmsKeyId, 'TrainingJobDefinition.ResourceConfig'),
    encryptedBy(definition.OutputDataConfig?.KmsKeyId, 'TrainingJobDefinition.OutputDataConfig'),
    ...placedIn(definition.VpcConfig?.Subnets, definition.VpcConfig?.SecurityGroupIds, place, 'TrainingJobDefinition.VpcConfig'),
  ])
}

export function tuningJobPast(job: TuningJobRecord): { family: string; at: string } | null {
  return pastJob(job.HyperParameterTuningJobStatus, job.HyperParameterTuningEndTime ?? job.LastModifiedTime ?? job.CreationTime, definitionsOf(job).flatMap((definition) => [
    definition.RoleArn,
    imageRepository(definition.AlgorithmSpecification?.TrainingImage) ?? definition.AlgorithmSpecification?.AlgorithmName,
    definition.EnableNetworkIsolation === true ? 'isolated' : 'open',
    listPart(definition.VpcConfig?.Subnets),
  ]))
}
