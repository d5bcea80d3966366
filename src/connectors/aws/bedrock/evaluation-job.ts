// Evaluation jobs: prompts and answers of a test, written to a bucket.
import type { EvaluationSummary, GetEvaluationJobCommandInput, GetEvaluationJobCommandOutput } from '@aws-sdk/client-bedrock'
import { listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { read } from '../calls.js'
import { encryptedBy, runsAs, toBucket } from '../edges.js'
import { iso, placeOf, said } from '../names.js'
import { evaluationJobs, modelsIn } from './evaluations.js'

export default collector({
  type: 'aws.bedrock.evaluation_job',
  kind: 'experiment',
  service: 'bedrock',
  per: 'region',
  props: shape({
    status: nullable(oneOf('InProgress', 'Completed', 'Failed', 'Stopping', 'Stopped', 'Deleting')),
    createdAt: nullable(time),
    jobType: nullable(oneOf('Human', 'Automated')),
    /** As the job names them: ARNs, ids or names. */
    models: listOf(string),
    roleArn: nullable(string),
    outputUri: nullable(string),
    kmsKeyId: nullable(string),
  }),
  relates: { 'runs-as': ['aws.iam.role'], 'stored-in': ['aws.s3.bucket'], 'encrypted-by': ['aws.kms.key'] },
  calls: { get: read<GetEvaluationJobCommandInput, GetEvaluationJobCommandOutput>('bedrock:GetEvaluationJob') },
  reads: [evaluationJobs],
  async list(ctx) {
    const listed = await ctx.read(evaluationJobs)
    if (!listed.ok) return ctx.unlisted(listed.gap)
    const recent = listed.value.filter((job) => job.creationTime === undefined || job.creationTime >= ctx.historySince)
    await ctx.each(recent, async (row) => {
      const detail = await ctx.call.get({ jobIdentifier: row.jobArn })
      ctx.emit({
        id: row.jobArn ?? '',
        name: row.jobName ?? '',
        props: known(detail, (job) => evaluationJobProps(row, job)),
        edges: known(detail, (job) => evaluationJobEdges(job, placeOf(ctx).partition)),
        past: evaluationJobPast(row, detail.ok ? detail.value : undefined),
      })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function evaluationJobProps(row: EvaluationSummary, job: GetEvaluationJobCommandOutput) {
  return {
    status: job.status ?? null,
    createdAt: iso(job.creationTime),
    jobType: job.jobType ?? null,
    models: modelsIn(row),
    roleArn: said(job.roleArn),
    outputUri: said(job.outputDataConfig?.s3Uri),
    kmsKeyId: said(job.customerEncryptionKeyId),
  }
}

export function evaluationJobEdges(job: GetEvaluationJobCommandOutput, partition: string): (Edge | null)[] {
  return [
    runsAs(said(job.roleArn), 'roleArn'),
    toBucket('stored-in', job.outputDataConfig?.s3Uri, partition, 'outputDataConfig.s3Uri'),
    encryptedBy(job.customerEncryptionKeyId, 'customerEncryptionKeyId'),
  ]
}

export function evaluationJobPast(row: EvaluationSummary, job: GetEvaluationJobCommandOutput | undefined): { family: string; at: string } | null {
  const at = job?.lastModifiedTime ?? row.creationTime
  if (row.status === undefined || row.status === 'InProgress' || row.status === 'Stopping' || at === undefined) return null
  return { family: [said(job?.roleArn) ?? '-', said(job?.outputDataConfig?.s3Uri) ?? '-'].join('|'), at: at.toISOString() }
}
