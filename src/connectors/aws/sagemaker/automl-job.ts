// AutoML jobs (Autopilot): SageMaker looks for a model by itself, on data and under a role that it was given.
import type {
  AutoMLJobSummary, DescribeAutoMLJobV2CommandInput, DescribeAutoMLJobV2CommandOutput, ListAutoMLJobsCommandInput, ListAutoMLJobsCommandOutput,
} from '@aws-sdk/client-sagemaker'
import { bool, listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { parseS3Uri } from '../arn.js'
import { list, read } from '../calls.js'
import { encryptedBy, placedIn, runsAs, toBucket } from '../edges.js'
import { iso, placeOf, said, type Place } from '../names.js'
import { listPart, pastJob, recent } from './jobs.js'

export default collector({
  type: 'aws.sagemaker.automl_job',
  kind: 'training-job',
  service: 'sagemaker',
  per: 'region',
  props: shape({
    status: nullable(oneOf('InProgress', 'Completed', 'Failed', 'Stopping', 'Stopped')),
    createdAt: nullable(time),
    endedAt: nullable(time),
    roleArn: nullable(string),
    /** Such as `TextGeneration`. */
    problem: nullable(string),
    interContainerEncryption: nullable(bool),
    subnetIds: listOf(string),
    volumeKmsKeyId: nullable(string),
    outputKmsKeyId: nullable(string),
    outputPath: nullable(string),
    inputs: listOf(string),
  }),
  relates: {
    'runs-as': ['aws.iam.role'], 'trained-on': ['aws.s3.bucket'], 'stored-in': ['aws.s3.bucket'], 'encrypted-by': ['aws.kms.key'],
    'placed-in': ['aws.ec2.subnet', 'aws.ec2.security_group'],
  },
  calls: {
    list: list<ListAutoMLJobsCommandInput, ListAutoMLJobsCommandOutput, AutoMLJobSummary>('sagemaker:ListAutoMLJobs', { items: (page) => page.AutoMLJobSummaries }),
    // Describes the jobs of the first version of the operation, too.
    describe: read<DescribeAutoMLJobV2CommandInput, DescribeAutoMLJobV2CommandOutput>('sagemaker:DescribeAutoMLJobV2'),
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    const rows = call.list.rows({ SortBy: 'CreationTime', SortOrder: 'Descending' })
    await each(recent(rows, (row) => row.CreationTime, ctx.historySince), async (row) => {
      const name = row.AutoMLJobName ?? ''
      const detail = await call.describe({ AutoMLJobName: name })
      emit({
        id: row.AutoMLJobArn ?? '',
        name,
        props: known(detail, autoMLJobProps),
        edges: known(detail, (job) => autoMLJobEdges(job, placeOf(ctx))),
        past: detail.ok ? autoMLJobPast(detail.value) : null,
      })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function autoMLJobProps(job: DescribeAutoMLJobV2CommandOutput) {
  return {
    status: job.AutoMLJobStatus ?? null,
    createdAt: iso(job.CreationTime),
    endedAt: iso(job.EndTime),
    roleArn: said(job.RoleArn),
    problem: said(job.AutoMLProblemTypeConfigName),
    interContainerEncryption: job.SecurityConfig?.EnableInterContainerTrafficEncryption ?? null,
    subnetIds: job.SecurityConfig?.VpcConfig?.Subnets ?? [],
    volumeKmsKeyId: said(job.SecurityConfig?.VolumeKmsKeyId),
    outputKmsKeyId: said(job.OutputDataConfig?.KmsKeyId),
    outputPath: said(job.OutputDataConfig?.S3OutputPath),
    inputs: inputsOf(job),
  }
}

function inputsOf(job: DescribeAutoMLJobV2CommandOutput): string[] {
  return (job.AutoMLJobInputDataConfig ?? []).flatMap((channel) => said(channel.DataSource?.S3DataSource?.S3Uri) ?? [])
}

export function autoMLJobEdges(job: DescribeAutoMLJobV2CommandOutput, place: Place): (Edge | null)[] {
  const vpc = job.SecurityConfig?.VpcConfig
  return [
    runsAs(said(job.RoleArn), 'RoleArn'),
    ...inputsOf(job).map((uri) => toBucket('trained-on', uri, place.partition, 'AutoMLJobInputDataConfig')),
    toBucket('stored-in', job.OutputDataConfig?.S3OutputPath, place.partition, 'OutputDataConfig.S3OutputPath'),
    encryptedBy(job.SecurityConfig?.VolumeKmsKeyId, 'SecurityConfig.VolumeKmsKeyId'),
    encryptedBy(job.OutputDataConfig?.KmsKeyId, 'OutputDataConfig.KmsKeyId'),
    ...placedIn(vpc?.Subnets, vpc?.SecurityGroupIds, place, 'SecurityConfig.VpcConfig'),
  ]
}

export function autoMLJobPast(job: DescribeAutoMLJobV2CommandOutput): { family: string; at: string } | null {
  return pastJob(job.AutoMLJobStatus, job.EndTime ?? job.LastModifiedTime ?? job.CreationTime, [
    job.RoleArn, job.AutoMLProblemTypeConfigName, listPart(job.SecurityConfig?.VpcConfig?.Subnets),
    listPart(inputsOf(job).flatMap((uri) => parseS3Uri(uri)?.bucket ?? [])),
  ])
}
