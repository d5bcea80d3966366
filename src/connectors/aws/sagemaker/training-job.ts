// Training jobs: what ran with which data, code and rights, and left which model behind.
import type {
  DescribeTrainingJobCommandInput, DescribeTrainingJobCommandOutput, ListTrainingJobsCommandInput, ListTrainingJobsCommandOutput, TrainingJob,
  TrainingJobSummary,
} from '@aws-sdk/client-sagemaker'
import { bool, listOf, nullable, number, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, type Edge, type GapMark } from '../../kit/collector.js'
import { secretHits, secretsIn, type SecretHit } from '../../../artifacts/text/secrets.js'
import { parseS3Uri } from '../arn.js'
import { list, read } from '../calls.js'
import { encryptedBy, placedIn, runsAs, runsImage, toBucket } from '../edges.js'
import { jobOfArtifact } from './artifacts.js'
import { imageFacts, imageFields, imageRepository } from './images.js'
import { hasEnded } from './jobs.js'
import { iso, placeOf, said, type Place } from '../names.js'
import { search, sweep } from './search.js'

export default collector({
  type: 'aws.sagemaker.training_job',
  kind: 'training-job',
  service: 'sagemaker',
  per: 'region',
  props: shape({
    status: nullable(oneOf('InProgress', 'Completed', 'Failed', 'Stopping', 'Stopped', 'Deleting')),
    createdAt: nullable(time),
    endedAt: nullable(time),
    roleArn: nullable(string),
    ...imageFields,
    networkIsolation: nullable(bool),
    interContainerEncryption: nullable(bool),
    /** Over all instance groups. */
    instanceCount: nullable(number),
    instanceTypes: listOf(string),
    volumeKmsKeyId: nullable(string),
    outputKmsKeyId: nullable(string),
    outputPath: nullable(string),
    artifact: nullable(string),
    subnetIds: listOf(string),
    inputs: listOf(shape({ channel: string, uri: nullable(string) })),
    sourceDir: nullable(string),
    /** In hyperparameters and environment, both readable by whoever may describe or search jobs. */
    secrets: secretHits,
    /** Whether a shell can be opened into the running containers; null once the job ended. */
    remoteDebug: nullable(bool),
  }),
  relates: {
    'runs-as': ['aws.iam.role'], 'trained-on': ['aws.s3.bucket'], 'stored-in': ['aws.s3.bucket'], 'built-by': ['aws.s3.bucket'],
    'runs-image': ['aws.ecr.image'], 'encrypted-by': ['aws.kms.key'], 'placed-in': ['aws.ec2.subnet', 'aws.ec2.security_group'],
  },
  calls: {
    list: list<ListTrainingJobsCommandInput, ListTrainingJobsCommandOutput, TrainingJobSummary>(
      'sagemaker:ListTrainingJobs', { items: (page) => page.TrainingJobSummaries },
    ),
    search,
    describe: read<DescribeTrainingJobCommandInput, DescribeTrainingJobCommandOutput>('sagemaker:DescribeTrainingJob'),
  },
  async list(ctx) {
    const { call, emit } = ctx
    const place = placeOf(ctx)
    await sweep<TrainingJobSummary, TrainingJob>(ctx, {
      // Never filtered by the service: its filters are applied after a page is cut and give pages without rows.
      rows: call.list.rows({ SortBy: 'CreationTime', SortOrder: 'Descending' }),
      search: call.search,
      resource: 'TrainingJob',
      record: (found) => found.TrainingJob,
      id: (of) => of.TrainingJobArn,
      createdAt: (of) => of.CreationTime,
      since: ctx.historySince,
      found: async (job) => {
        if (hasEnded(job.TrainingJobStatus)) return emit(trainingJob(job, null, place))
        // Search records lack RemoteDebugConfig, which matters while there is something to open a shell into.
        const detail = await call.describe({ TrainingJobName: job.TrainingJobName })
        emit(detail.ok ? described(detail.value, place) : trainingJob(job, detail.gap, place))
      },
      describe: async (row) => {
        const detail = await call.describe({ TrainingJobName: row.TrainingJobName })
        if (detail.ok) return emit(described(detail.value, place))
        emit({ id: row.TrainingJobArn ?? '', name: row.TrainingJobName ?? '', props: detail.gap, edges: detail.gap })
      },
    })
  },
  /** The job that wrote a model's artifact, however long ago. */
  async resolve(ref, ctx) {
    const name = jobOfArtifact(ref.id)
    if (name === null) return
    const detail = await ctx.call.describe({ TrainingJobName: name })
    // An unread job stays unknown as a gap of the call; whether this artifact is its work is not known either.
    if (!detail.ok || !sameArtifact(detail.value.ModelArtifacts?.S3ModelArtifacts, ref.id)) return
    ctx.emit(described(detail.value, placeOf(ctx)))
  },
})

/** What Search records and DescribeTrainingJob answers have in common. */
export type TrainingJobRecord = Pick<TrainingJob,
  | 'TrainingJobName' | 'TrainingJobArn' | 'TrainingJobStatus' | 'CreationTime' | 'TrainingEndTime' | 'LastModifiedTime' | 'RoleArn'
  | 'AlgorithmSpecification' | 'EnableNetworkIsolation' | 'EnableInterContainerTrafficEncryption' | 'ResourceConfig' | 'OutputDataConfig'
  | 'ModelArtifacts' | 'VpcConfig' | 'InputDataConfig' | 'HyperParameters' | 'Environment'>

function described(job: DescribeTrainingJobCommandOutput, place: Place): ReturnType<typeof trainingJob> {
  return trainingJob(job, hasEnded(job.TrainingJobStatus) ? null : job.RemoteDebugConfig?.EnableRemoteDebug ?? null, place)
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
function trainingJob(job: TrainingJobRecord, remoteDebug: boolean | null | GapMark, place: Place) {
  return {
    id: job.TrainingJobArn ?? '',
    name: job.TrainingJobName ?? '',
    aliases: artifactAliases(job),
    props: trainingJobProps(job, remoteDebug, place),
    edges: trainingJobEdges(job, place),
    past: trainingJobPast(job),
  }
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function trainingJobProps<D extends boolean | null | GapMark>(job: TrainingJobRecord, remoteDebug: D, place: Place) {
  return {
    status: job.TrainingJobStatus ?? null,
    createdAt: iso(job.CreationTime),
    endedAt: iso(job.TrainingEndTime),
    roleArn: said(job.RoleArn),
    ...imageFacts(job.AlgorithmSpecification?.TrainingImage, place.account),
    networkIsolation: job.EnableNetworkIsolation ?? null,
    interContainerEncryption: job.EnableInterContainerTrafficEncryption ?? null,
    ...fleet(job.ResourceConfig),
    volumeKmsKeyId: said(job.ResourceConfig?.VolumeKmsKeyId),
    outputKmsKeyId: said(job.OutputDataConfig?.KmsKeyId),
    outputPath: said(job.OutputDataConfig?.S3OutputPath),
    artifact: said(job.ModelArtifacts?.S3ModelArtifacts),
    subnetIds: job.VpcConfig?.Subnets ?? [],
    inputs: inputsOf(job),
    sourceDir: sourceDirOf(job),
    secrets: secretsOf(job),
    remoteDebug,
  }
}

/** Instances come as one kind, as groups, or as preferences out of which one kind was selected. */
function fleet(resources: TrainingJob['ResourceConfig']): { instanceCount: number | null; instanceTypes: string[] } {
  const groups = resources?.InstanceGroups ?? []
  if (groups.length > 0) {
    return {
      instanceCount: groups.reduce((sum, group) => sum + (group.InstanceCount ?? 0), 0),
      instanceTypes: [...new Set(groups.flatMap((group) => group.InstanceType ?? []))],
    }
  }
  const type = resources?.InstanceType ?? resources?.SelectedInstanceType
  return {
    instanceCount: resources?.InstanceCount ?? resources?.SelectedInstanceCount ?? null,
    instanceTypes: type === undefined ? [...new Set((resources?.InstancePreferences ?? []).flatMap((one) => one.InstanceType ?? []))] : [type],
  }
}

function inputsOf(job: TrainingJobRecord): { channel: string; uri: string | null }[] {
  return (job.InputDataConfig ?? []).map((input) => ({ channel: input.ChannelName ?? '', uri: said(input.DataSource?.S3DataSource?.S3Uri) }))
}

/** The SageMaker SDK writes hyperparameters as JSON, so that a text stands in quotes. */
function sourceDirOf(job: TrainingJobRecord): string | null {
  return said(job.HyperParameters?.['sagemaker_submit_directory']?.replace(/^"(.*)"$/, '$1'))
}

function secretsOf(job: TrainingJobRecord): SecretHit[] {
  return [
    ...secretsIn('HyperParameters', job.HyperParameters),
    ...secretsIn('Environment', job.Environment),
  ]
}

export function trainingJobEdges(job: TrainingJobRecord, place: Place): (Edge | null)[] {
  const { account, partition } = place
  return [
    runsAs(said(job.RoleArn), 'RoleArn'),
    ...inputsOf(job).map(({ uri }) => toBucket('trained-on', uri, partition, 'InputDataConfig')),
    toBucket('stored-in', job.OutputDataConfig?.S3OutputPath, partition, 'OutputDataConfig.S3OutputPath'),
    toBucket('built-by', sourceDirOf(job), partition, 'HyperParameters.sagemaker_submit_directory'),
    runsImage(job.AlgorithmSpecification?.TrainingImage, account, partition, 'AlgorithmSpecification.TrainingImage'),
    encryptedBy(job.ResourceConfig?.VolumeKmsKeyId, 'ResourceConfig.VolumeKmsKeyId'),
    encryptedBy(job.OutputDataConfig?.KmsKeyId, 'OutputDataConfig.KmsKeyId'),
    ...placedIn(job.VpcConfig?.Subnets, job.VpcConfig?.SecurityGroupIds, place, 'VpcConfig'),
  ]
}

/** Jobs of one family run the same code under the same rights in the same place: what is wrong with one is wrong with all. */
export function trainingJobPast(job: TrainingJobRecord): { family: string; at: string } | null {
  const at = job.TrainingEndTime ?? job.LastModifiedTime ?? job.CreationTime
  if (!hasEnded(job.TrainingJobStatus) || at === undefined) return null
  const buckets = inputsOf(job).flatMap(({ uri }) => (uri === null ? [] : parseS3Uri(uri)?.bucket ?? []))
  const family = [
    said(job.RoleArn) ?? '-',
    imageRepository(job.AlgorithmSpecification?.TrainingImage) ?? said(job.AlgorithmSpecification?.AlgorithmName) ?? '-',
    job.EnableNetworkIsolation === true ? 'isolated' : 'open',
    (job.VpcConfig?.Subnets ?? []).toSorted().join(','),
    [...new Set(buckets)].toSorted().join(','),
  ].join('|')
  return { family, at: at.toISOString() }
}

/** Models refer to what a job wrote by its address, with or without the slash at the end of a folder. */
function artifactAliases(job: TrainingJobRecord): string[] {
  const uri = said(job.ModelArtifacts?.S3ModelArtifacts)
  if (uri === null) return []
  const bare = uri.replace(/\/$/, '')
  return bare.endsWith('.tar.gz') ? [uri] : [bare, `${bare}/`]
}

function sameArtifact(one: string | undefined, other: string): boolean {
  return one !== undefined && one.replace(/\/$/, '') === other.replace(/\/$/, '')
}
