// A made-up AWS account of any size, in the shapes the SDK's types give. Same seed, same account.

export interface MadeAccount {
  account: string
  regions: string[]
  buckets: { name: string; region: string; public: boolean; versioned: boolean }[]
  roles: { name: string; admin: boolean }[]
  users: { name: string }[]
  byRegion: Map<string, MadeRegion>
  /** Member of an organisation, with a service control policy on every level. */
  organized: boolean
  /** Rows of a page at most, whatever was asked for. */
  pageCap: number
  /** How many there are of each kind that the services in `services/` make. */
  others: number
  /** Seconds since 1970. */
  madeAt: number
}
export interface MadeRegion {
  notebooks: Row[]
  models: Row[]
  endpointConfigs: Map<string, Row>
  endpoints: Row[]
  trainingJobs: Row[]
  domains: Row[]
  groups: Row[]
  packages: Row[]
  lifecycleConfigs: Row[]
  /** By domain id. */
  profiles: Map<string, Row[]>
}
export type Row = Record<string, unknown>

export interface Size {
  notebooks: number
  models: number
  endpoints: number
  trainingJobs: number
  domains: number
  groups: number
  packages: number
  buckets: number
  roles: number
  users: number
  lifecycleConfigs: number
  /** Of each domain. */
  profiles: number
  /** Of each kind that the services in `services/` make. */
  others: number
}

export const sizes: Record<'XS' | 'S' | 'M' | 'L', Size> = {
  XS: { notebooks: 2, models: 3, endpoints: 2, trainingJobs: 3, domains: 1, groups: 1, packages: 3, buckets: 2, roles: 2, users: 1, lifecycleConfigs: 1, profiles: 2, others: 1 },
  S: { notebooks: 5, models: 20, endpoints: 10, trainingJobs: 50, domains: 1, groups: 3, packages: 9, buckets: 30, roles: 20, users: 4, lifecycleConfigs: 1, profiles: 2, others: 2 },
  M: { notebooks: 50, models: 200, endpoints: 100, trainingJobs: 500, domains: 4, groups: 20, packages: 100, buckets: 300, roles: 200, users: 20, lifecycleConfigs: 5, profiles: 2, others: 10 },
  L: { notebooks: 500, models: 2000, endpoints: 1000, trainingJobs: 5000, domains: 20, groups: 100, packages: 800, buckets: 3000, roles: 2000, users: 100, lifecycleConfigs: 50, profiles: 2, others: 50 },
}

export const allRegions = [
  'us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-central-1', 'eu-north-1', 'ap-south-1',
  'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-southeast-1', 'ap-southeast-2', 'ca-central-1', 'sa-east-1',
]

/** mulberry32: small, seeded, good enough to vary settings. */
export function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

interface MakeOptions {
  account?: string
  regions?: string[]
  seed?: number
  now?: number
  organized?: boolean
  pageCap?: number
}

/** Everything lives in the first two regions, three to one; the others are empty, as in most accounts. */
export function makeAccount(size: Size, options: MakeOptions = {}): MadeAccount {
  const { account = '111122223333', regions = allRegions, seed = 7, now = Date.UTC(2026, 5, 1) / 1000, organized = false, pageCap = Infinity } = options
  const next = random(seed)
  const yes = (share: number): boolean => next() < share
  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)]!
  const roles = many(size.roles, (i) => ({ name: `orchard-role-${i}`, admin: i % 25 === 0 }))
  const buckets = many(size.buckets, (i) => ({ name: `orchard-data-${account}-${i}`, region: regions[i % 4 === 3 ? 1 : 0] ?? 'us-east-1', public: i % 40 === 7, versioned: yes(0.5) }))
  const made: MadeAccount = { account, regions, buckets, roles, users: many(size.users, (i) => ({ name: `orchard-user-${i}` })), byRegion: new Map(), organized, pageCap, others: size.others, madeAt: now }
  const roleArn = (): string => `arn:aws:iam::${account}:role/${pick(roles).name}`
  for (const [at, region] of regions.entries()) {
    const n = (key: keyof Size): number => {
      const second = regions.length > 1 ? Math.floor(size[key] / 4) : 0
      return at === 0 ? size[key] - second : at === 1 ? second : 0
    }
    const arn = (resource: string): string => `arn:aws:sagemaker:${region}:${account}:${resource}`
    const home = buckets.filter((bucket) => bucket.region === region)
    const uri = (key: string): string => `s3://${(home.length > 0 ? pick(home) : buckets[0])?.name ?? 'none'}/${key}`
    const time = (i: number): number => now - i * 3600
    const models = many(n('models'), (i) => ({
      ModelName: `orchard-model-${i}`, ModelArn: arn(`model/orchard-model-${i}`), CreationTime: time(i), ExecutionRoleArn: roleArn(),
      PrimaryContainer: { Image: `${account}.dkr.ecr.${region}.amazonaws.com/orchard-serving:v${i % 5}`, ModelDataUrl: uri(`models/${i}/model.tar.gz`), Environment: yes(0.1) ? { HF_MODEL_ID: 'orchard/embeddings' } : {}, Mode: 'SingleModel' },
      EnableNetworkIsolation: yes(0.5), ...(yes(0.5) && { VpcConfig: { Subnets: ['subnet-1'], SecurityGroupIds: ['sg-1'] } }),
    }))
    const endpointConfigs = new Map<string, Row>()
    const endpoints = many(n('endpoints'), (i) => {
      const config = `orchard-config-${i}`
      endpointConfigs.set(config, {
        EndpointConfigName: config, EndpointConfigArn: arn(`endpoint-config/${config}`), CreationTime: time(i), EnableNetworkIsolation: false,
        ProductionVariants: [{ VariantName: 'AllTraffic', ModelName: models.length > 0 ? models[i % models.length]?.ModelName : undefined, InitialInstanceCount: 1 + (i % 3), InstanceType: 'ml.m5.large' }],
        ...(yes(0.3) && { DataCaptureConfig: { EnableCapture: true, InitialSamplingPercentage: 100, DestinationS3Uri: uri('capture'), CaptureOptions: [{ CaptureMode: 'Input' }] } }),
      })
      return { EndpointName: `orchard-endpoint-${i}`, EndpointArn: arn(`endpoint/orchard-endpoint-${i}`), EndpointConfigName: config, EndpointStatus: 'InService', CreationTime: time(i), LastModifiedTime: time(i) }
    })
    const lifecycleConfigs = many(n('lifecycleConfigs'), (i) => ({
      NotebookInstanceLifecycleConfigName: `orchard-setup-${i}`, NotebookInstanceLifecycleConfigArn: arn(`notebook-instance-lifecycle-config/orchard-setup-${i}`), CreationTime: time(i),
      OnStart: [{ Content: Buffer.from('#!/bin/bash\ncurl -s https://example.com/setup.sh | bash\n').toString('base64') }],
    }))
    const domains = many(n('domains'), (i) => ({
      DomainId: `d-orchard${i}`, DomainArn: arn(`domain/d-orchard${i}`), DomainName: `orchard-studio-${i}`, Status: 'InService', AuthMode: 'IAM', CreationTime: time(i), LastModifiedTime: time(i),
      AppNetworkAccessType: 'PublicInternetOnly', VpcId: 'vpc-1', SubnetIds: ['subnet-1'], DefaultUserSettings: { ExecutionRole: roleArn() },
    }))
    made.byRegion.set(region, {
      lifecycleConfigs, domains,
      profiles: new Map(domains.map(({ DomainId }) => [DomainId, many(size.profiles, (i) => ({ DomainId, UserProfileName: `orchard-person-${i}`, Status: 'InService', CreationTime: time(i), LastModifiedTime: time(i) }))])),
      models, endpointConfigs, endpoints,
      notebooks: many(n('notebooks'), (i) => ({
        NotebookInstanceName: `orchard-lab-${i}`, NotebookInstanceArn: arn(`notebook-instance/orchard-lab-${i}`), NotebookInstanceStatus: 'InService', InstanceType: 'ml.t3.medium',
        RoleArn: roleArn(), RootAccess: yes(0.5) ? 'Enabled' : 'Disabled', DirectInternetAccess: yes(0.5) ? 'Enabled' : 'Disabled', PlatformIdentifier: 'notebook-al2-v3',
        CreationTime: time(i), InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion: '2' },
        ...(i === 0 && { DefaultCodeRepository: 'orchard-notebooks' }),
        ...(i % 2 === 0 && lifecycleConfigs.length > 0 && { NotebookInstanceLifecycleConfigName: lifecycleConfigs[(i / 2) % lifecycleConfigs.length]?.NotebookInstanceLifecycleConfigName }),
      })),
      trainingJobs: many(n('trainingJobs'), (i) => ({
        TrainingJobName: `orchard-train-${i}`, TrainingJobArn: arn(`training-job/orchard-train-${i}`), ...(i % 50 === 0 ? { TrainingJobStatus: 'InProgress', SecondaryStatus: 'Training' } : { TrainingJobStatus: 'Completed', SecondaryStatus: 'Completed', TrainingEndTime: time(i) + 600 }), RoleArn: roleArn(),
        CreationTime: time(i), AlgorithmSpecification: { TrainingImage: `${account}.dkr.ecr.${region}.amazonaws.com/orchard-train:latest`, TrainingInputMode: 'File' },
        InputDataConfig: [{ ChannelName: 'train', DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: uri('train') } } }], OutputDataConfig: { S3OutputPath: uri('out') },
        ModelArtifacts: { S3ModelArtifacts: uri(`out/orchard-train-${i}/output/model.tar.gz`) },
        ResourceConfig: { InstanceType: 'ml.m5.xlarge', InstanceCount: 1 + (i % 2), VolumeSizeInGB: 30 }, StoppingCondition: { MaxRuntimeInSeconds: 3600 },
        EnableNetworkIsolation: yes(0.2), EnableInterContainerTrafficEncryption: false,
      })),
      groups: many(n('groups'), (i) => ({ ModelPackageGroupName: `orchard-registry-${i}`, ModelPackageGroupArn: arn(`model-package-group/orchard-registry-${i}`), CreationTime: time(i), ModelPackageGroupStatus: 'Completed' })),
      packages: n('groups') === 0 ? [] : many(n('packages'), (i) => {
        const group = `orchard-registry-${i % n('groups')}`
        const version = 1 + Math.floor(i / n('groups'))
        return {
          ModelPackageGroupName: group, ModelPackageVersion: version, ModelPackageArn: arn(`model-package/${group}/${version}`), CreationTime: time(n('packages') - i), ModelPackageStatus: 'Completed',
          ModelApprovalStatus: yes(0.5) ? 'Approved' : 'PendingManualApproval',
          InferenceSpecification: { Containers: [{ Image: `${account}.dkr.ecr.${region}.amazonaws.com/orchard-serving:v1`, ModelDataUrl: uri(`packages/${i}/model.tar.gz`), ...(i === 0 && { ModelDataSource: hubSource(region) }) }], SupportedContentTypes: ['text/csv'], SupportedResponseMIMETypes: ['text/csv'] },
        }
      }),
    })
  }
  return made
}

function hubSource(region: string): Row {
  return { S3DataSource: { S3Uri: 's3://orchard-hub/chat/', S3DataType: 'S3Prefix', CompressionType: 'None', HubAccessConfig: { HubContentArn: `arn:aws:sagemaker:${region}:aws:hub-content/SageMakerPublicHub/Model/orchard-chat/1.0.0` } } }
}

function many<T>(n: number, make: (i: number) => T): T[] {
  return Array.from({ length: n }, (_, i) => make(i))
}
