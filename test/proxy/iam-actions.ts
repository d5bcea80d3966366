// Which IAM actions AWS checks for each operation, after its service authorization reference. Written by hand and
// apart from the collectors: it is the second opinion on what they declare.
// Services beside these stand in `services/`, one file each.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html

import { readdirSync } from 'node:fs'

export type IamActions = readonly (readonly [operation: string, actions: readonly string[]])[]

/** Operations whose action has their own name, under the service's prefix in IAM. */
export function same(service: string, prefix: string, ...operations: string[]): IamActions {
  return operations.map((operation) => [`${service}:${operation}`, [`${prefix}:${operation}`]])
}

const own: IamActions = [
  // No permissions are required to ask who one is.
  ['sts:GetCallerIdentity', []],
  ...same('ec2', 'ec2', 'DescribeRegions'),
  ...same('organizations', 'organizations', 'DescribeOrganization', 'ListAccounts', 'ListParents', 'ListPoliciesForTarget', 'DescribePolicy'),
  ...same('iam', 'iam', 'GetAccountAuthorizationDetails', 'ListAccessKeys', 'GenerateServiceLastAccessedDetails', 'GetServiceLastAccessedDetails'),
  ['s3:ListBuckets', ['s3:ListAllMyBuckets']],
  ['s3:HeadBucket', ['s3:ListBucket']],
  ['s3:ListObjectsV2', ['s3:ListBucket']],
  ['s3:GetBucketLocation', ['s3:GetBucketLocation']],
  ['s3:GetBucketPolicy', ['s3:GetBucketPolicy']],
  ['s3:GetPublicAccessBlock', ['s3:GetBucketPublicAccessBlock']],
  ['s3:GetBucketAcl', ['s3:GetBucketAcl']],
  ['s3:GetBucketOwnershipControls', ['s3:GetBucketOwnershipControls']],
  ['s3:GetBucketEncryption', ['s3:GetEncryptionConfiguration']],
  ['s3:GetBucketVersioning', ['s3:GetBucketVersioning']],
  ['s3:GetBucketLogging', ['s3:GetBucketLogging']],
  ['s3:GetObjectLockConfiguration', ['s3:GetBucketObjectLockConfiguration']],
  ['s3-control:GetPublicAccessBlock', ['s3:GetAccountPublicAccessBlock']],
  ...same('ecr', 'ecr', 'DescribeImages', 'DescribeRepositories', 'GetRepositoryPolicy', 'DescribeImageScanFindings', 'DescribeImageSigningStatus', 'GetRegistryScanningConfiguration', 'GetSigningConfiguration'),
  ...same('sagemaker', 'sagemaker',
    'ListNotebookInstances', 'DescribeNotebookInstance', 'DescribeNotebookInstanceLifecycleConfig', 'ListModels', 'DescribeModel', 'ListEndpoints', 'DescribeEndpoint',
    'DescribeEndpointConfig', 'ListTrainingJobs', 'DescribeTrainingJob', 'ListDomains', 'DescribeDomain', 'ListUserProfiles', 'DescribeUserProfile', 'ListModelPackageGroups',
    'GetModelPackageGroupPolicy', 'ListModelPackages', 'DescribeModelPackage', 'Search', 'ListMonitoringSchedules'),
]

const folder = new URL('services/', import.meta.url)
const services = await Promise.all(readdirSync(folder).filter((file) => file.endsWith('.ts')).map(async (file) => (await import(new URL(file, folder).href) as { default: IamActions }).default))

export const iamActions: ReadonlyMap<string, readonly string[]> = new Map([...own, ...services.flat()])
