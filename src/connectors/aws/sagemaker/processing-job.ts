// Processing jobs: scripts that clean, split and judge data, with the rights of a role.
import type {
  DescribeProcessingJobCommandInput, DescribeProcessingJobCommandOutput, ListProcessingJobsCommandInput, ListProcessingJobsCommandOutput, ProcessingJobSummary,
} from '@aws-sdk/client-sagemaker'
import { bool, listOf, nullable, number, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { findSecrets, secretHits, secretsIn, type SecretHit } from '../../../artifacts/text/secrets.js'
import { parseS3Uri } from '../arn.js'
import { list, read } from '../calls.js'
import { encryptedBy, placedIn, runsAs, runsImage, toBucket } from '../edges.js'
import { iso, placeOf, said, type Place } from '../names.js'
import { imageFacts, imageFields, imageRepository } from './images.js'
import { listPart, pastJob, recent, startedBy } from './jobs.js'

export default collector({
  type: 'aws.sagemaker.processing_job',
  kind: 'batch-job',
  service: 'sagemaker',
  per: 'region',
  props: shape({
    status: nullable(oneOf('InProgress', 'Completed', 'Failed', 'Stopping', 'Stopped')),
    createdAt: nullable(time),
    endedAt: nullable(time),
    roleArn: nullable(string),
    ...imageFields,
    networkIsolation: nullable(bool),
    interContainerEncryption: nullable(bool),
    subnetIds: listOf(string),
    instanceCount: nullable(number),
    instanceTypes: listOf(string),
    volumeKmsKeyId: nullable(string),
    outputKmsKeyId: nullable(string),
    inputs: listOf(string),
    outputs: listOf(string),
    /** In the environment, in the command and in its arguments. */
    secrets: secretHits,
    startedBy,
  }),
  relates: {
    'runs-as': ['aws.iam.role'], 'retrieves-from': ['aws.s3.bucket'], 'stored-in': ['aws.s3.bucket'], 'runs-image': ['aws.ecr.image'],
    'encrypted-by': ['aws.kms.key'], 'placed-in': ['aws.ec2.subnet', 'aws.ec2.security_group'],
  },
  calls: {
    list: list<ListProcessingJobsCommandInput, ListProcessingJobsCommandOutput, ProcessingJobSummary>(
      'sagemaker:ListProcessingJobs', { items: (page) => page.ProcessingJobSummaries },
    ),
    describe: read<DescribeProcessingJobCommandInput, DescribeProcessingJobCommandOutput>('sagemaker:DescribeProcessingJob'),
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    const place = placeOf(ctx)
    const rows = call.list.rows({ SortBy: 'CreationTime', SortOrder: 'Descending' })
    await each(recent(rows, (row) => row.CreationTime, ctx.historySince), async (row) => {
      const name = row.ProcessingJobName ?? ''
      const detail = await call.describe({ ProcessingJobName: name })
      emit({
        id: row.ProcessingJobArn ?? '',
        name,
        props: known(detail, (job) => processingJobProps(job, place)),
        edges: known(detail, (job) => processingJobEdges(job, place)),
        past: detail.ok ? processingJobPast(detail.value) : null,
      })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function processingJobProps(job: DescribeProcessingJobCommandOutput, place: Place) {
  const cluster = job.ProcessingResources?.ClusterConfig
  const instanceType = cluster?.InstanceType ?? cluster?.SelectedInstanceType
  return {
    status: job.ProcessingJobStatus ?? null,
    createdAt: iso(job.CreationTime),
    endedAt: iso(job.ProcessingEndTime),
    roleArn: said(job.RoleArn),
    ...imageFacts(job.AppSpecification?.ImageUri, place.account),
    networkIsolation: job.NetworkConfig?.EnableNetworkIsolation ?? null,
    interContainerEncryption: job.NetworkConfig?.EnableInterContainerTrafficEncryption ?? null,
    subnetIds: job.NetworkConfig?.VpcConfig?.Subnets ?? [],
    instanceCount: cluster?.InstanceCount ?? cluster?.SelectedInstanceCount ?? null,
    instanceTypes: instanceType === undefined ? [...new Set((cluster?.InstancePreferences ?? []).flatMap((one) => one.InstanceType ?? []))] : [instanceType],
    volumeKmsKeyId: said(cluster?.VolumeKmsKeyId),
    outputKmsKeyId: said(job.ProcessingOutputConfig?.KmsKeyId),
    inputs: inputsOf(job),
    outputs: outputsOf(job),
    secrets: secretsOf(job),
    startedBy: said(job.MonitoringScheduleArn) ?? said(job.AutoMLJobArn) ?? said(job.TrainingJobArn),
  }
}

function inputsOf(job: DescribeProcessingJobCommandOutput): string[] {
  return (job.ProcessingInputs ?? []).flatMap((input) => said(input.S3Input?.S3Uri) ?? [])
}

function outputsOf(job: DescribeProcessingJobCommandOutput): string[] {
  return (job.ProcessingOutputConfig?.Outputs ?? []).flatMap((output) => said(output.S3Output?.S3Uri) ?? [])
}

function secretsOf(job: DescribeProcessingJobCommandOutput): SecretHit[] {
  const command = [...(job.AppSpecification?.ContainerEntrypoint ?? []), ...(job.AppSpecification?.ContainerArguments ?? [])]
  return [
    ...secretsIn('Environment', job.Environment),
    // A flag and its value are two words of the list.
    ...findSecrets(command.join(' ')).map((hit) => ({ ...hit, at: 'AppSpecification.ContainerArguments' })),
  ]
}

export function processingJobEdges(job: DescribeProcessingJobCommandOutput, place: Place): (Edge | null)[] {
  const vpc = job.NetworkConfig?.VpcConfig
  return [
    runsAs(said(job.RoleArn), 'RoleArn'),
    ...inputsOf(job).map((uri) => toBucket('retrieves-from', uri, place.partition, 'ProcessingInputs')),
    ...outputsOf(job).map((uri) => toBucket('stored-in', uri, place.partition, 'ProcessingOutputConfig.Outputs')),
    runsImage(job.AppSpecification?.ImageUri, place.account, place.partition, 'AppSpecification.ImageUri'),
    encryptedBy(job.ProcessingResources?.ClusterConfig?.VolumeKmsKeyId, 'ProcessingResources.ClusterConfig.VolumeKmsKeyId'),
    encryptedBy(job.ProcessingOutputConfig?.KmsKeyId, 'ProcessingOutputConfig.KmsKeyId'),
    ...placedIn(vpc?.Subnets, vpc?.SecurityGroupIds, place, 'NetworkConfig.VpcConfig'),
  ]
}

export function processingJobPast(job: DescribeProcessingJobCommandOutput): { family: string; at: string } | null {
  return pastJob(job.ProcessingJobStatus, job.ProcessingEndTime ?? job.LastModifiedTime ?? job.CreationTime, [
    job.RoleArn,
    imageRepository(job.AppSpecification?.ImageUri),
    job.NetworkConfig?.EnableNetworkIsolation === true ? 'isolated' : 'open',
    listPart(job.NetworkConfig?.VpcConfig?.Subnets),
    // Jobs of one schedule differ in nothing but the hour.
    job.MonitoringScheduleArn ?? listPart([...inputsOf(job), ...outputsOf(job)].flatMap((uri) => parseS3Uri(uri)?.bucket ?? [])),
  ])
}
