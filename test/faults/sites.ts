// Where faults are put in: every kind of read a scan makes.

export interface Site {
  /** As the collectors declare it. */
  action: string
  /** `bulk`: another way to the same facts exists. `start`: without it there is no scan. */
  kind: 'start' | 'list' | 'shared' | 'detail' | 'setting' | 'bulk'
  protocol: 'json' | 'xml' | 'head'
  /** The tiny account has several pages of it. */
  paged?: true
  /** Only references lead to it: what is gone was never listed. */
  referred?: true
  /** What is collected for it: the spine when left out. */
  types?: ReadonlySet<string>
}

/** The asset types that the sites below feed; other reads get their faults one by one. */
export const spine: ReadonlySet<string> = new Set([
  'aws.account.account', 'aws.ecr.image', 'aws.ecr.repository', 'aws.iam.group', 'aws.iam.policy', 'aws.iam.role', 'aws.iam.user', 'aws.s3.bucket',
  ...['domain', 'endpoint', 'endpoint_config', 'model', 'model_package', 'model_package_group', 'notebook_instance', 'notebook_lifecycle_config', 'training_job'].map((noun) => `aws.sagemaker.${noun}`),
])

export const sites: Site[] = [
  { action: 'sts:GetCallerIdentity', kind: 'start', protocol: 'xml' },
  { action: 'ec2:DescribeRegions', kind: 'start', protocol: 'xml' },
  { action: 'iam:GetAccountAuthorizationDetails', kind: 'shared', protocol: 'xml', paged: true },
  { action: 'iam:ListAccessKeys', kind: 'setting', protocol: 'xml' },
  { action: 'organizations:DescribeOrganization', kind: 'setting', protocol: 'json' },
  { action: 'organizations:ListParents', kind: 'setting', protocol: 'json' },
  { action: 'organizations:ListPoliciesForTarget', kind: 'setting', protocol: 'json' },
  { action: 'organizations:DescribePolicy', kind: 'setting', protocol: 'json' },
  { action: 's3:ListBuckets', kind: 'shared', protocol: 'xml', paged: true },
  { action: 's3:HeadBucket', kind: 'setting', protocol: 'head' },
  { action: 's3:GetBucketPolicy', kind: 'setting', protocol: 'json' },
  { action: 's3:GetPublicAccessBlock', kind: 'setting', protocol: 'xml' },
  { action: 's3:GetBucketAcl', kind: 'setting', protocol: 'xml' },
  { action: 's3:GetBucketEncryption', kind: 'setting', protocol: 'xml' },
  { action: 's3:GetBucketVersioning', kind: 'setting', protocol: 'xml' },
  { action: 's3-control:GetPublicAccessBlock', kind: 'setting', protocol: 'xml' },
  { action: 'sagemaker:ListNotebookInstances', kind: 'list', protocol: 'json' },
  { action: 'sagemaker:DescribeNotebookInstance', kind: 'detail', protocol: 'json' },
  { action: 'sagemaker:DescribeNotebookInstanceLifecycleConfig', kind: 'detail', protocol: 'json' },
  { action: 'sagemaker:ListModels', kind: 'list', protocol: 'json', paged: true },
  { action: 'sagemaker:Search', kind: 'bulk', protocol: 'json', paged: true },
  { action: 'sagemaker:ListEndpoints', kind: 'list', protocol: 'json', paged: true },
  { action: 'sagemaker:DescribeEndpointConfig', kind: 'detail', protocol: 'json' },
  { action: 'sagemaker:ListTrainingJobs', kind: 'list', protocol: 'json', paged: true },
  { action: 'sagemaker:DescribeTrainingJob', kind: 'detail', protocol: 'json' },
  { action: 'sagemaker:ListDomains', kind: 'list', protocol: 'json' },
  { action: 'sagemaker:DescribeDomain', kind: 'detail', protocol: 'json' },
  { action: 'sagemaker:ListUserProfiles', kind: 'setting', protocol: 'json' },
  { action: 'sagemaker:ListModelPackageGroups', kind: 'list', protocol: 'json' },
  { action: 'sagemaker:GetModelPackageGroupPolicy', kind: 'setting', protocol: 'json' },
  { action: 'sagemaker:ListModelPackages', kind: 'list', protocol: 'json', paged: true },
  { action: 'ecr:DescribeImages', kind: 'detail', protocol: 'json' },
  { action: 'ecr:DescribeImageScanFindings', kind: 'setting', protocol: 'json' },
  { action: 'ecr:DescribeRepositories', kind: 'detail', protocol: 'json' },
  { action: 'ecr:GetRepositoryPolicy', kind: 'setting', protocol: 'json' },
  { action: 'ecr:GetRegistryScanningConfiguration', kind: 'shared', protocol: 'json' },
]
