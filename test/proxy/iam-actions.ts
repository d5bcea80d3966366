// Which IAM actions AWS checks for each operation, after its service authorization reference. Written by hand and
// apart from the collectors: it is the second opinion on what they declare.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html

const same = (service: string, ...operations: string[]): [string, string[]][] => operations.map((operation) => [`${service}:${operation}`, [`${service}:${operation}`]])

export const iamActions: ReadonlyMap<string, string[]> = new Map([
  // No permissions are required to ask who one is.
  ['sts:GetCallerIdentity', []],
  ...same('ec2', 'DescribeRegions'),
  ...same('organizations', 'DescribeOrganization', 'ListAccounts', 'ListParents', 'ListPoliciesForTarget', 'DescribePolicy'),
  ...same('iam', 'GetAccountAuthorizationDetails', 'ListAccessKeys', 'GenerateServiceLastAccessedDetails', 'GetServiceLastAccessedDetails'),
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
  ...same('ecr', 'DescribeImages', 'DescribeRepositories', 'GetRepositoryPolicy', 'DescribeImageScanFindings', 'DescribeImageSigningStatus', 'GetRegistryScanningConfiguration', 'GetSigningConfiguration'),
  ...same('sagemaker',
    'ListNotebookInstances', 'DescribeNotebookInstance', 'DescribeNotebookInstanceLifecycleConfig', 'ListModels', 'DescribeModel', 'ListEndpoints', 'DescribeEndpoint',
    'DescribeEndpointConfig', 'ListTrainingJobs', 'DescribeTrainingJob', 'ListDomains', 'DescribeDomain', 'ListUserProfiles', 'DescribeUserProfile', 'ListModelPackageGroups',
    'GetModelPackageGroupPolicy', 'ListModelPackages', 'DescribeModelPackage', 'Search', 'ListMonitoringSchedules'),
])
