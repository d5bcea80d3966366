// Customization jobs: under which role and in which network a custom model was trained. Read where a model comes from one.
import type { GetModelCustomizationJobCommandInput, GetModelCustomizationJobCommandOutput } from '@aws-sdk/client-bedrock'
import { listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { read } from '../calls.js'
import { placedIn, runsAs, toBucket } from '../edges.js'
import { iso, nameOf, placeOf, said, type Place } from '../names.js'

export default collector({
  type: 'aws.bedrock.model_customization_job',
  kind: 'training-job',
  service: 'bedrock',
  per: 'region',
  props: shape({
    status: nullable(oneOf('InProgress', 'Completed', 'Failed', 'Stopping', 'Stopped')),
    createdAt: nullable(time),
    endedAt: nullable(time),
    customizationType: nullable(string),
    roleArn: nullable(string),
    outputModelArn: nullable(string),
    subnetIds: listOf(string),
    securityGroups: listOf(string),
  }),
  relates: { 'runs-as': ['aws.iam.role'], 'placed-in': ['aws.ec2.subnet', 'aws.ec2.security_group'], 'trained-on': ['aws.s3.bucket'], 'stored-in': ['aws.s3.bucket'] },
  calls: { get: read<GetModelCustomizationJobCommandInput, GetModelCustomizationJobCommandOutput>('bedrock:GetModelCustomizationJob') },
  async resolve({ id }, ctx) {
    const detail = await ctx.call.get({ jobIdentifier: id })
    ctx.emit({
      id,
      name: detail.ok ? detail.value.jobName ?? nameOf(id) : nameOf(id),
      props: known(detail, customizationJobProps),
      edges: known(detail, (job) => customizationJobEdges(job, placeOf(ctx))),
      past: detail.ok ? customizationJobPast(detail.value) : null,
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function customizationJobProps(job: GetModelCustomizationJobCommandOutput) {
  return {
    status: job.status ?? null,
    createdAt: iso(job.creationTime),
    endedAt: iso(job.endTime),
    customizationType: said(job.customizationType),
    roleArn: said(job.roleArn),
    outputModelArn: said(job.outputModelArn),
    subnetIds: job.vpcConfig?.subnetIds ?? [],
    securityGroups: job.vpcConfig?.securityGroupIds ?? [],
  }
}

export function customizationJobEdges(job: GetModelCustomizationJobCommandOutput, place: Place): (Edge | null)[] {
  return [
    runsAs(said(job.roleArn), 'roleArn'),
    ...placedIn(job.vpcConfig?.subnetIds, job.vpcConfig?.securityGroupIds, place, 'vpcConfig'),
    toBucket('trained-on', job.trainingDataConfig?.s3Uri, place.partition, 'trainingDataConfig.s3Uri'),
    toBucket('stored-in', job.outputDataConfig?.s3Uri, place.partition, 'outputDataConfig.s3Uri'),
  ]
}

/** Jobs under one role and in one network share what is wrong with them. */
export function customizationJobPast(job: GetModelCustomizationJobCommandOutput): { family: string; at: string } | null {
  const at = job.endTime ?? job.lastModifiedTime ?? job.creationTime
  if (job.status === undefined || job.status === 'InProgress' || job.status === 'Stopping' || at === undefined) return null
  return { family: [said(job.roleArn) ?? '-', (job.vpcConfig?.subnetIds ?? []).toSorted().join(',')].join('|'), at: at.toISOString() }
}
