// Labeling jobs (Ground Truth): people, or crowds, look at data and say what it shows; models believe them.
import type {
  DescribeLabelingJobCommandInput, DescribeLabelingJobCommandOutput, LabelingJobSummary, ListLabelingJobsCommandInput, ListLabelingJobsCommandOutput,
} from '@aws-sdk/client-sagemaker'
import { listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { parseArn } from '../arn.js'
import { list, read } from '../calls.js'
import { encryptedBy, invokes, placedIn, runsAs, toBucket } from '../edges.js'
import { iso, placeOf, said, type Place } from '../names.js'
import { pastJob, recent } from './jobs.js'

export default collector({
  type: 'aws.sagemaker.labeling_job',
  kind: 'batch-job',
  service: 'sagemaker',
  per: 'region',
  props: shape({
    status: nullable(oneOf('Initializing', 'InProgress', 'Completed', 'Failed', 'Stopping', 'Stopped')),
    createdAt: nullable(time),
    /** Who labels: `…:workteam/private-crowd/name`, `…/vendor-crowd/…`, or `…/public-crowd/default` for anybody on Mechanical Turk. */
    workteamArn: nullable(string),
    roleArn: nullable(string),
    outputPath: nullable(string),
    outputKmsKeyId: nullable(string),
    /** What the owner declares about the data, such as `FreeOfPersonallyIdentifiableInformation`. */
    contentClassifiers: listOf(string),
  }),
  relates: {
    'runs-as': ['aws.iam.role'], 'retrieves-from': ['aws.s3.bucket'], 'stored-in': ['aws.s3.bucket'], 'can-invoke': ['aws.lambda.function'],
    'encrypted-by': ['aws.kms.key'], 'placed-in': ['aws.ec2.subnet', 'aws.ec2.security_group'],
  },
  calls: {
    list: list<ListLabelingJobsCommandInput, ListLabelingJobsCommandOutput, LabelingJobSummary>(
      'sagemaker:ListLabelingJobs', { items: (page) => page.LabelingJobSummaryList },
    ),
    describe: read<DescribeLabelingJobCommandInput, DescribeLabelingJobCommandOutput>('sagemaker:DescribeLabelingJob'),
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    const rows = call.list.rows({ SortBy: 'CreationTime', SortOrder: 'Descending' })
    await each(recent(rows, (row) => row.CreationTime, ctx.historySince), async (row) => {
      const name = row.LabelingJobName ?? ''
      const detail = await call.describe({ LabelingJobName: name })
      emit({
        id: row.LabelingJobArn ?? '',
        name,
        props: {
          status: row.LabelingJobStatus ?? null,
          createdAt: iso(row.CreationTime),
          workteamArn: said(row.WorkteamArn),
          roleArn: known(detail, (job) => said(job.RoleArn)),
          outputPath: known(detail, (job) => said(job.OutputConfig?.S3OutputPath)),
          outputKmsKeyId: known(detail, (job) => said(job.OutputConfig?.KmsKeyId)),
          contentClassifiers: row.InputConfig?.DataAttributes?.ContentClassifiers ?? [],
        },
        edges: known(detail, (job) => labelingJobEdges(job, placeOf(ctx))),
        past: labelingJobPast(row),
      })
    })
  },
})

export function labelingJobEdges(job: DescribeLabelingJobCommandOutput, place: Place): (Edge | null)[] {
  const resources = job.LabelingJobAlgorithmsConfig?.LabelingJobResourceConfig
  const functions = [job.HumanTaskConfig?.PreHumanTaskLambdaArn, job.HumanTaskConfig?.AnnotationConsolidationConfig?.AnnotationConsolidationLambdaArn]
  return [
    runsAs(said(job.RoleArn), 'RoleArn'),
    toBucket('retrieves-from', job.InputConfig?.DataSource?.S3DataSource?.ManifestS3Uri, place.partition, 'InputConfig.DataSource'),
    toBucket('stored-in', job.OutputConfig?.S3OutputPath, place.partition, 'OutputConfig.S3OutputPath'),
    // The ready-made functions live in accounts of AWS.
    ...functions.filter((arn) => arn !== undefined && parseArn(arn)?.account === place.account).map((arn) => invokes(arn, 'HumanTaskConfig')),
    encryptedBy(job.OutputConfig?.KmsKeyId, 'OutputConfig.KmsKeyId'),
    encryptedBy(resources?.VolumeKmsKeyId, 'LabelingJobAlgorithmsConfig.LabelingJobResourceConfig'),
    ...placedIn(resources?.VpcConfig?.Subnets, resources?.VpcConfig?.SecurityGroupIds, place, 'LabelingJobAlgorithmsConfig.LabelingJobResourceConfig'),
  ]
}

export function labelingJobPast(row: LabelingJobSummary): { family: string; at: string } | null {
  return pastJob(row.LabelingJobStatus, row.LastModifiedTime ?? row.CreationTime, [row.WorkteamArn, row.PreHumanTaskLambdaArn])
}
