// Compilation jobs (Neo): a trained model made over for one kind of hardware, and written to S3 again.
import type {
  CompilationJobSummary, DescribeCompilationJobCommandInput, DescribeCompilationJobCommandOutput, ListCompilationJobsCommandInput,
  ListCompilationJobsCommandOutput,
} from '@aws-sdk/client-sagemaker'
import { listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { parseS3Uri } from '../arn.js'
import { list, read } from '../calls.js'
import { encryptedBy, placedIn, runsAs, toBucket } from '../edges.js'
import { iso, placeOf, said, type Place } from '../names.js'
import { pastJob, recent } from './jobs.js'

export default collector({
  type: 'aws.sagemaker.compilation_job',
  kind: 'batch-job',
  service: 'sagemaker',
  per: 'region',
  props: shape({
    status: nullable(oneOf('INPROGRESS', 'COMPLETED', 'FAILED', 'STARTING', 'STOPPING', 'STOPPED')),
    createdAt: nullable(time),
    endedAt: nullable(time),
    roleArn: nullable(string),
    target: nullable(string),
    /** The model that was compiled; null when it came from a model package. */
    inputUri: nullable(string),
    outputLocation: nullable(string),
    outputKmsKeyId: nullable(string),
    subnetIds: listOf(string),
  }),
  relates: {
    'runs-as': ['aws.iam.role'], 'retrieves-from': ['aws.s3.bucket'], 'stored-in': ['aws.s3.bucket'], 'derived-from': ['aws.sagemaker.model_package'],
    'encrypted-by': ['aws.kms.key'], 'placed-in': ['aws.ec2.subnet', 'aws.ec2.security_group'],
  },
  calls: {
    list: list<ListCompilationJobsCommandInput, ListCompilationJobsCommandOutput, CompilationJobSummary>(
      'sagemaker:ListCompilationJobs', { items: (page) => page.CompilationJobSummaries },
    ),
    describe: read<DescribeCompilationJobCommandInput, DescribeCompilationJobCommandOutput>('sagemaker:DescribeCompilationJob'),
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    const rows = call.list.rows({ SortBy: 'CreationTime', SortOrder: 'Descending' })
    await each(recent(rows, (row) => row.CreationTime, ctx.historySince), async (row) => {
      const name = row.CompilationJobName ?? ''
      const detail = await call.describe({ CompilationJobName: name })
      emit({
        id: row.CompilationJobArn ?? '',
        name,
        props: known(detail, compilationJobProps),
        edges: known(detail, (job) => compilationJobEdges(job, placeOf(ctx))),
        past: detail.ok ? compilationJobPast(detail.value) : null,
      })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function compilationJobProps(job: DescribeCompilationJobCommandOutput) {
  const platform = job.OutputConfig?.TargetPlatform
  return {
    status: job.CompilationJobStatus ?? null,
    createdAt: iso(job.CreationTime),
    endedAt: iso(job.CompilationEndTime),
    roleArn: said(job.RoleArn),
    target: job.OutputConfig?.TargetDevice ?? said([platform?.Os, platform?.Arch, platform?.Accelerator].filter((part) => part !== undefined).join('/')),
    inputUri: said(job.InputConfig?.S3Uri),
    outputLocation: said(job.OutputConfig?.S3OutputLocation),
    outputKmsKeyId: said(job.OutputConfig?.KmsKeyId),
    subnetIds: job.VpcConfig?.Subnets ?? [],
  }
}

export function compilationJobEdges(job: DescribeCompilationJobCommandOutput, place: Place): (Edge | null)[] {
  const modelPackage = said(job.ModelPackageVersionArn)
  return [
    runsAs(said(job.RoleArn), 'RoleArn'),
    toBucket('retrieves-from', job.InputConfig?.S3Uri, place.partition, 'InputConfig.S3Uri'),
    toBucket('stored-in', job.OutputConfig?.S3OutputLocation, place.partition, 'OutputConfig.S3OutputLocation'),
    modelPackage === null ? null : { type: 'derived-from', target: 'aws.sagemaker.model_package', to: modelPackage, via: 'ModelPackageVersionArn' },
    encryptedBy(job.OutputConfig?.KmsKeyId, 'OutputConfig.KmsKeyId'),
    ...placedIn(job.VpcConfig?.Subnets, job.VpcConfig?.SecurityGroupIds, place, 'VpcConfig'),
  ]
}

export function compilationJobPast(job: DescribeCompilationJobCommandOutput): { family: string; at: string } | null {
  const output = said(job.OutputConfig?.S3OutputLocation)
  return pastJob(job.CompilationJobStatus, job.CompilationEndTime ?? job.LastModifiedTime ?? job.CreationTime, [
    job.RoleArn, output === null ? null : parseS3Uri(output)?.bucket,
  ])
}
