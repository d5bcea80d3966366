// What monitoring schedules and the job definitions that they share have in common.
import type { EndpointInput, MonitoringOutputConfig, MonitoringResources, MonitoringType } from '@aws-sdk/client-sagemaker'
import { bool, nullable, number, string } from '../../../core/shape.js'
import type { Edge } from '../../kit/collector.js'
import { encryptedBy, placedIn, runsAs, toBucket } from '../edges.js'
import { said, type Place } from '../names.js'
import { arnOf } from './names.js'

/** A monitoring job, wherever it is defined. */
export interface MonitoringJob {
  role: string | undefined
  network: { EnableNetworkIsolation?: boolean | undefined; EnableInterContainerTrafficEncryption?: boolean | undefined; VpcConfig?: { Subnets: string[] | undefined; SecurityGroupIds: string[] | undefined } | undefined } | undefined
  resources: MonitoringResources | undefined
  output: MonitoringOutputConfig | undefined
  inputs: readonly ({ EndpointInput?: EndpointInput | undefined; BatchTransformInput?: { DataCapturedDestinationS3Uri: string | undefined } | undefined } | undefined)[]
}

export const monitoringFields = {
  roleArn: nullable(string),
  networkIsolation: nullable(bool),
  interContainerEncryption: nullable(bool),
  instanceCount: nullable(number),
  instanceType: nullable(string),
  volumeKmsKeyId: nullable(string),
  outputKmsKeyId: nullable(string),
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function monitoringFacts({ role, network, resources, output }: MonitoringJob) {
  const cluster = resources?.ClusterConfig
  return {
    roleArn: said(role),
    networkIsolation: network?.EnableNetworkIsolation ?? null,
    interContainerEncryption: network?.EnableInterContainerTrafficEncryption ?? null,
    instanceCount: cluster?.InstanceCount ?? null,
    instanceType: cluster?.InstanceType ?? null,
    volumeKmsKeyId: said(cluster?.VolumeKmsKeyId),
    outputKmsKeyId: said(output?.KmsKeyId),
  }
}

export function endpointsOf({ inputs }: MonitoringJob): string[] {
  return [...new Set(inputs.flatMap((input) => said(input?.EndpointInput?.EndpointName) ?? []))]
}

export const monitoringRelates = {
  'retrieves-from': ['aws.sagemaker.endpoint', 'aws.s3.bucket'], 'runs-as': ['aws.iam.role'], 'stored-in': ['aws.s3.bucket'], 'encrypted-by': ['aws.kms.key'],
  'placed-in': ['aws.ec2.subnet', 'aws.ec2.security_group'],
} as const

export function monitoringEdges(job: MonitoringJob, place: Place): (Edge | null)[] {
  const { role, network, resources, output, inputs } = job
  return [
    ...endpointsOf(job).map((name) => fromEndpoint(name, place)),
    ...inputs.map((input) => toBucket('retrieves-from', input?.BatchTransformInput?.DataCapturedDestinationS3Uri, place.partition, 'BatchTransformInput')),
    runsAs(said(role), 'RoleArn'),
    ...(output?.MonitoringOutputs ?? []).map((one) => toBucket('stored-in', one.S3Output?.S3Uri, place.partition, 'MonitoringOutputs')),
    encryptedBy(resources?.ClusterConfig?.VolumeKmsKeyId, 'ClusterConfig.VolumeKmsKeyId'),
    encryptedBy(output?.KmsKeyId, 'MonitoringOutputConfig.KmsKeyId'),
    ...placedIn(network?.VpcConfig?.Subnets, network?.VpcConfig?.SecurityGroupIds, place, 'NetworkConfig.VpcConfig'),
  ]
}

/** The endpoint whose captured traffic is looked at. SageMaker writes endpoint names in lower case in their ARNs. */
export function fromEndpoint(name: string, place: Place): Edge {
  return { type: 'retrieves-from', target: 'aws.sagemaker.endpoint', to: arnOf(place, 'endpoint', name.toLowerCase()), via: 'EndpointName' }
}

const definitionWords: Record<MonitoringType, string> = {
  DataQuality: 'data-quality', ModelQuality: 'model-quality', ModelBias: 'model-bias', ModelExplainability: 'model-explainability',
}

/** A definition is named, and told from others of its name by what it monitors. */
export function definitionArn(type: MonitoringType, name: string, place: Place): string {
  return arnOf(place, `${definitionWords[type]}-job-definition`, name)
}
