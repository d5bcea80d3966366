// Batch transform jobs: a model's answers to a whole data set at once, written to S3.
import type {
  DescribeTransformJobCommandInput, DescribeTransformJobCommandOutput, ListTransformJobsCommandInput, ListTransformJobsCommandOutput, TransformJobSummary,
} from '@aws-sdk/client-sagemaker'
import { nullable, number, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { secretHits, secretsIn } from '../../../artifacts/text/secrets.js'
import { parseS3Uri } from '../arn.js'
import { list, read } from '../calls.js'
import { encryptedBy, toBucket } from '../edges.js'
import { iso, placeOf, said, type Place } from '../names.js'
import { pastJob, recent, startedBy } from './jobs.js'
import { arnOf } from './names.js'

export default collector({
  type: 'aws.sagemaker.transform_job',
  kind: 'batch-job',
  service: 'sagemaker',
  per: 'region',
  props: shape({
    status: nullable(oneOf('InProgress', 'Completed', 'Failed', 'Stopping', 'Stopped')),
    createdAt: nullable(time),
    endedAt: nullable(time),
    modelName: nullable(string),
    instanceType: nullable(string),
    instanceCount: nullable(number),
    volumeKmsKeyId: nullable(string),
    outputKmsKeyId: nullable(string),
    inputUri: nullable(string),
    outputPath: nullable(string),
    /** In the environment that the job gives the model's container. */
    secrets: secretHits,
    startedBy,
  }),
  relates: { serves: ['aws.sagemaker.model'], 'retrieves-from': ['aws.s3.bucket'], 'stored-in': ['aws.s3.bucket'], 'logged-to': ['aws.s3.bucket'], 'encrypted-by': ['aws.kms.key'] },
  calls: {
    list: list<ListTransformJobsCommandInput, ListTransformJobsCommandOutput, TransformJobSummary>(
      'sagemaker:ListTransformJobs', { items: (page) => page.TransformJobSummaries },
    ),
    describe: read<DescribeTransformJobCommandInput, DescribeTransformJobCommandOutput>('sagemaker:DescribeTransformJob'),
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    const rows = call.list.rows({ SortBy: 'CreationTime', SortOrder: 'Descending' })
    await each(recent(rows, (row) => row.CreationTime, ctx.historySince), async (row) => {
      const name = row.TransformJobName ?? ''
      const detail = await call.describe({ TransformJobName: name })
      emit({
        id: row.TransformJobArn ?? '',
        name,
        props: known(detail, transformJobProps),
        edges: known(detail, (job) => transformJobEdges(job, placeOf(ctx))),
        past: detail.ok ? transformJobPast(detail.value) : null,
      })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function transformJobProps(job: DescribeTransformJobCommandOutput) {
  return {
    status: job.TransformJobStatus ?? null,
    createdAt: iso(job.CreationTime),
    endedAt: iso(job.TransformEndTime),
    modelName: said(job.ModelName),
    instanceType: job.TransformResources?.InstanceType ?? null,
    instanceCount: job.TransformResources?.InstanceCount ?? null,
    volumeKmsKeyId: said(job.TransformResources?.VolumeKmsKeyId),
    outputKmsKeyId: said(job.TransformOutput?.KmsKeyId),
    inputUri: inputOf(job),
    outputPath: said(job.TransformOutput?.S3OutputPath),
    secrets: secretsIn('Environment', job.Environment),
    startedBy: said(job.LabelingJobArn) ?? said(job.AutoMLJobArn),
  }
}

function inputOf(job: DescribeTransformJobCommandOutput): string | null {
  return said(job.TransformInput?.DataSource?.S3DataSource?.S3Uri)
}

export function transformJobEdges(job: DescribeTransformJobCommandOutput, place: Place): (Edge | null)[] {
  const model = said(job.ModelName)
  return [
    model === null ? null : { type: 'serves', target: 'aws.sagemaker.model', to: arnOf(place, 'model', model), via: 'ModelName' },
    toBucket('retrieves-from', inputOf(job), place.partition, 'TransformInput.DataSource'),
    toBucket('stored-in', job.TransformOutput?.S3OutputPath, place.partition, 'TransformOutput.S3OutputPath'),
    toBucket('logged-to', job.DataCaptureConfig?.DestinationS3Uri, place.partition, 'DataCaptureConfig.DestinationS3Uri'),
    encryptedBy(job.TransformResources?.VolumeKmsKeyId, 'TransformResources.VolumeKmsKeyId'),
    encryptedBy(job.TransformOutput?.KmsKeyId, 'TransformOutput.KmsKeyId'),
  ]
}

export function transformJobPast(job: DescribeTransformJobCommandOutput): { family: string; at: string } | null {
  const bucket = (uri: string | null): string | undefined => (uri === null ? undefined : parseS3Uri(uri)?.bucket)
  return pastJob(job.TransformJobStatus, job.TransformEndTime ?? job.CreationTime, [
    job.ModelName, bucket(inputOf(job)), bucket(said(job.TransformOutput?.S3OutputPath)),
  ])
}
