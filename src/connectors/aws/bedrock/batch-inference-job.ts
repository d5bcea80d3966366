// Batch inference: files of prompts in, files of answers out. Its list says everything.
import type { ListModelInvocationJobsCommandInput, ListModelInvocationJobsCommandOutput, ModelInvocationJobSummary } from '@aws-sdk/client-bedrock'
import { listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, type Edge } from '../../kit/collector.js'
import { listLower } from '../calls.js'
import { encryptedBy, placedIn, runsAs, toBucket } from '../edges.js'
import { iso, placeOf, said, type Place } from '../names.js'
import { modelTypeNames, toModel } from './arns.js'

const running: ReadonlySet<string> = new Set(['Submitted', 'InProgress', 'Stopping', 'Scheduled', 'Validating'])

export default collector({
  type: 'aws.bedrock.batch_inference_job',
  kind: 'batch-job',
  service: 'bedrock',
  per: 'region',
  props: shape({
    status: nullable(oneOf('Submitted', 'InProgress', 'Completed', 'Failed', 'Stopping', 'Stopped', 'PartiallyCompleted', 'Expired', 'Validating', 'Scheduled')),
    submittedAt: nullable(time),
    modelId: nullable(string),
    roleArn: nullable(string),
    inputUri: nullable(string),
    outputUri: nullable(string),
    outputKmsKeyId: nullable(string),
    subnetIds: listOf(string),
  }),
  relates: {
    'runs-as': ['aws.iam.role'], 'retrieves-from': ['aws.s3.bucket'], 'stored-in': ['aws.s3.bucket'], 'encrypted-by': ['aws.kms.key'],
    'placed-in': ['aws.ec2.subnet', 'aws.ec2.security_group'], serves: modelTypeNames,
  },
  calls: {
    list: listLower<ListModelInvocationJobsCommandInput, ListModelInvocationJobsCommandOutput, ModelInvocationJobSummary>(
      'bedrock:ListModelInvocationJobs', { items: (page) => page.invocationJobSummaries, max: 1000 },
    ),
  },
  async list(ctx) {
    await ctx.each(ctx.call.list.rows({ submitTimeAfter: ctx.historySince, sortBy: 'CreationTime', sortOrder: 'Descending' }), (job) => {
      ctx.emit({ id: job.jobArn ?? '', name: job.jobName ?? '', props: batchJobProps(job), edges: batchJobEdges(job, placeOf(ctx)), past: batchJobPast(job) })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function batchJobProps(job: ModelInvocationJobSummary) {
  return {
    status: job.status ?? null,
    submittedAt: iso(job.submitTime),
    modelId: said(job.modelId),
    roleArn: said(job.roleArn),
    inputUri: said(job.inputDataConfig?.s3InputDataConfig?.s3Uri),
    outputUri: said(job.outputDataConfig?.s3OutputDataConfig?.s3Uri),
    outputKmsKeyId: said(job.outputDataConfig?.s3OutputDataConfig?.s3EncryptionKeyId),
    subnetIds: job.vpcConfig?.subnetIds ?? [],
  }
}

export function batchJobEdges(job: ModelInvocationJobSummary, place: Place): (Edge | null)[] {
  const output = job.outputDataConfig?.s3OutputDataConfig
  return [
    runsAs(said(job.roleArn), 'roleArn'),
    toBucket('retrieves-from', job.inputDataConfig?.s3InputDataConfig?.s3Uri, place.partition, 'inputDataConfig.s3InputDataConfig.s3Uri'),
    toBucket('stored-in', output?.s3Uri, place.partition, 'outputDataConfig.s3OutputDataConfig.s3Uri'),
    encryptedBy(output?.s3EncryptionKeyId, 'outputDataConfig.s3OutputDataConfig.s3EncryptionKeyId'),
    ...placedIn(job.vpcConfig?.subnetIds, job.vpcConfig?.securityGroupIds, place, 'vpcConfig'),
    toModel('serves', job.modelId, place, 'modelId'),
  ]
}

/** Jobs under one role, on one model and in one network share what is wrong with them. */
export function batchJobPast(job: ModelInvocationJobSummary): { family: string; at: string } | null {
  const at = job.endTime ?? job.lastModifiedTime ?? job.submitTime
  if (job.status === undefined || running.has(job.status) || at === undefined) return null
  return { family: [said(job.roleArn) ?? '-', said(job.modelId) ?? '-', (job.vpcConfig?.subnetIds ?? []).toSorted().join(',')].join('|'), at: at.toISOString() }
}
