// The fewest calls that read a made-up account, and the least time they can take: every term by collector.

const page = (n, size) => Math.max(1, Math.ceil(n / size))
const bucketOf = (uri) => /^s3:\/\/([^/]+)/.exec(uri ?? '')?.[1]

/** Calls by `<region or global> <service>:<Action>`. Where Search gives whole records it stands for list and details. */
export function fewestCalls(account, historySince) {
  const calls = new Map()
  const add = (where, action, n) => { if (n > 0) calls.set(`${where} ${action}`, (calls.get(`${where} ${action}`) ?? 0) + n) }
  const buckets = new Set()
  // Who, where, whose.
  add('global', 'sts:GetCallerIdentity', 1)
  add('global', 'ec2:DescribeRegions', 1)
  add('global', 'organizations:DescribeOrganization', 1)
  add('global', 's3-control:GetPublicAccessBlock', 1)
  // aws.account.account: whether the predictable bucket of each region is free; nothing tells this in bulk.
  add('global', 's3:HeadBucket', account.regions.length)
  // aws.iam.*: one bulk read; access keys have none.
  add('global', 'iam:GetAccountAuthorizationDetails', page(account.roles.length + account.users.length + 1, 1000))
  add('global', 'iam:ListAccessKeys', account.users.length)
  add('global', 's3:ListBuckets', page(account.buckets.length, 10_000))
  for (const [region, made] of account.byRegion) {
    const searched = (kind, list, n) => add(region, n > 1 ? `sagemaker:Search ${kind}` : list, n > 1 ? page(n, 100) : 1)
    const one = (n, action) => { if (n === 1) add(region, action, 1) }
    // aws.sagemaker.notebook_instance, .notebook_lifecycle_config
    add(region, 'sagemaker:ListNotebookInstances', page(made.notebooks.length, 100))
    add(region, 'sagemaker:DescribeNotebookInstance', made.notebooks.length)
    add(region, 'sagemaker:DescribeNotebookInstanceLifecycleConfig', new Set(made.notebooks.map((n) => n.NotebookInstanceLifecycleConfigName).filter(Boolean)).size)
    // aws.sagemaker.domain, .user_profile, .space, .app: one list each for all domains of the region.
    add(region, 'sagemaker:ListDomains', page(made.domains.length, 100))
    add(region, 'sagemaker:DescribeDomain', made.domains.length)
    add(region, 'sagemaker:ListUserProfiles', page([...made.profiles.values()].reduce((sum, profiles) => sum + profiles.length, 0), 100))
    add(region, 'sagemaker:DescribeUserProfile', [...made.profiles.values()].reduce((sum, profiles) => sum + profiles.length, 0))
    // aws.sagemaker.model, .endpoint, .endpoint_config
    searched('Model', 'sagemaker:ListModels', made.models.length)
    one(made.models.length, 'sagemaker:DescribeModel')
    searched('Endpoint', 'sagemaker:ListEndpoints', made.endpoints.length)
    one(made.endpoints.length, 'sagemaker:DescribeEndpoint')
    one(made.endpoints.length, 'sagemaker:ListMonitoringSchedules')
    add(region, 'sagemaker:DescribeEndpointConfig', made.endpointConfigs.size)
    // aws.sagemaker.training_job: those of the window; what still runs is described, since Search lacks its debug setting.
    const jobs = made.trainingJobs.filter((job) => job.CreationTime * 1000 >= historySince)
    searched('TrainingJob', 'sagemaker:ListTrainingJobs', jobs.length)
    add(region, 'sagemaker:DescribeTrainingJob', jobs.length === 1 ? 1 : jobs.filter((job) => job.TrainingJobStatus === 'InProgress').length)
    // aws.sagemaker.model_package_group, .model_package
    add(region, 'sagemaker:ListModelPackageGroups', page(made.groups.length, 100))
    add(region, 'sagemaker:GetModelPackageGroupPolicy', made.groups.length)
    searched('ModelPackage', 'sagemaker:ListModelPackages', made.packages.length)
    one(made.packages.length, 'sagemaker:DescribeModelPackage')
    // aws.ecr.*: repositories and tags come a hundred a call, the rest one by one.
    const containers = [...made.models.map((m) => m.PrimaryContainer), ...made.packages.flatMap((p) => p.InferenceSpecification.Containers)]
    const images = new Set([...containers.map((c) => c.Image), ...jobs.map((job) => job.AlgorithmSpecification.TrainingImage)])
    const repositories = new Map()
    for (const image of images) repositories.set(image.split(':')[0], (repositories.get(image.split(':')[0]) ?? 0) + 1)
    add(region, 'ecr:DescribeImages', [...repositories.values()].reduce((sum, n) => sum + page(n, 100), 0))
    add(region, 'ecr:DescribeImageScanFindings', images.size)
    add(region, 'ecr:DescribeImageSigningStatus', images.size)
    add(region, 'ecr:DescribeRepositories', repositories.size === 0 ? 0 : page(repositories.size, 100))
    add(region, 'ecr:GetRepositoryPolicy', repositories.size)
    if (repositories.size > 0) for (const action of ['ecr:GetRegistryScanningConfiguration', 'ecr:GetSigningConfiguration']) add(region, action, 1)
    for (const uri of [
      ...containers.map((c) => c.ModelDataUrl), ...jobs.flatMap((job) => [...job.InputDataConfig.map((input) => input.DataSource.S3DataSource.S3Uri), job.OutputDataConfig.S3OutputPath]),
      ...[...made.endpointConfigs.values()].map((config) => config.DataCaptureConfig?.DestinationS3Uri),
    ]) if (uri !== undefined) buckets.add(bucketOf(uri))
  }
  // aws.s3.bucket: only what something points at, in the bucket's own region.
  for (const { name, region } of account.buckets) {
    if (!buckets.has(name)) continue
    for (const read of ['GetBucketPolicy', 'GetPublicAccessBlock', 'GetBucketAcl', 'GetBucketOwnershipControls', 'GetBucketEncryption', 'GetBucketVersioning', 'GetBucketLogging', 'GetObjectLockConfiguration']) add(region, `s3:${read}`, 1)
  }
  return calls
}

/**
 * Adds the reads that no term above stands for. Their bound is every question once: it shows what is asked twice, not
 * what need not be asked; pages and details of each kind are counted by tests beside the collectors.
 */
export function addOthers(calls, questions) {
  const counted = new Set([...calls.keys()].map((key) => key.split(' ')[1].replace(':', '.')))
  for (const [action, n] of Object.entries(questions)) if (!counted.has(action)) calls.set(`global ${action.replace('.', ':')}`, n)
}

export const total = (calls) => [...calls.values()].reduce((sum, n) => sum + n, 0)

/** Seconds: the longest chain, the pipe, the buckets, the processor; whichever is worst. */
export function leastTime({ account, calls, historySince, latency, inFlight, cpuPerCall, startup, rate }) {
  const jobs = Math.max(...[...account.byRegion.values()].map((made) => made.trainingJobs.filter((job) => job.CreationTime * 1000 >= historySince).length))
  // Identity, regions, pages of the longest list, the settings of a bucket that its last row points at.
  const depth = 2 + page(jobs, 100) + 1
  const buckets = [...calls].map(([key, n]) => {
    const limit = rate?.(key.split(' ')[1])
    return limit === undefined ? 0 : Math.max(0, n - limit.burst) / limit.perSecond
  })
  const terms = { depth: latency * depth, pipe: (latency * total(calls)) / inFlight, buckets: Math.max(...buckets), cpu: cpuPerCall * total(calls) }
  return { seconds: startup + Math.max(...Object.values(terms)), startup, ...terms }
}
