// Studio, HyperPod, MLflow and what else of SageMaker the made-up account has beside its models and jobs.
import type { Row } from '../account.js'
import { described, listed, made, type ServiceAnswers } from '../serve.js'

const paged = { token: 'NextToken', size: 'MaxResults' } as const
const gone = 'ResourceNotFound'

const spaces = made('sagemaker.spaces', (i, place) => ({
  DomainId: 'd-orchard0', SpaceName: `orchard-space-${i}`, Status: 'InService', CreationTime: place.ago(50), LastModifiedTime: place.ago(40),
  SpaceSettingsSummary: { AppType: 'JupyterLab', RemoteAccess: i % 2 === 0 ? 'ENABLED' : 'DISABLED' }, SpaceSharingSettingsSummary: { SharingType: i % 2 === 0 ? 'Shared' : 'Private' },
  OwnershipSettingsSummary: { OwnerUserProfileName: 'orchard-person-0' },
}))

const apps = made('sagemaker.apps', (i, place) => ({
  DomainId: 'd-orchard0', SpaceName: `orchard-space-${i}`, AppType: 'JupyterLab', AppName: 'default', Status: 'InService', CreationTime: place.ago(3),
  ResourceSpec: {
    InstanceType: 'ml.t3.medium', SageMakerImageVersionArn: place.arn('sagemaker', `image-version/orchard-image-${i}/2`), LifecycleConfigArn: place.arn('sagemaker', `studio-lifecycle-config/orchard-start-${i}`),
  },
}))

const scripts = made('sagemaker.studio-lifecycle-configs', (i, place) => ({
  StudioLifecycleConfigName: `orchard-start-${i}`, StudioLifecycleConfigArn: place.arn('sagemaker', `studio-lifecycle-config/orchard-start-${i}`), CreationTime: place.ago(90), LastModifiedTime: place.ago(90),
  StudioLifecycleConfigAppType: 'JupyterLab', StudioLifecycleConfigContent: Buffer.from('#!/bin/bash\npip install orchard\n').toString('base64'),
}))

const images = made('sagemaker.images', (i, place) => ({
  ImageName: `orchard-image-${i}`, ImageArn: place.arn('sagemaker', `image/orchard-image-${i}`), ImageStatus: 'CREATED', CreationTime: place.ago(90), LastModifiedTime: place.ago(80),
}))

const imageVersion = (row: Row): Row => ({
  ImageArn: row['ImageArn'], ImageVersionArn: `${String(row['ImageArn']).replace(':image/', ':image-version/')}/2`, Version: 2, ImageVersionStatus: 'CREATED', VendorGuidance: 'STABLE',
  BaseImage: '111122223333.dkr.ecr.us-east-1.amazonaws.com/orchard-studio:2', CreationTime: row['CreationTime'], LastModifiedTime: row['LastModifiedTime'],
})

const workforces = made('sagemaker.workforces', (_i, place) => ({
  WorkforceName: 'default', WorkforceArn: place.arn('sagemaker', 'workforce/default'), Status: 'Active', CreateDate: place.ago(900), SourceIpConfig: { Cidrs: [] },
  CognitoConfig: { UserPool: 'us-east-1_Orchard', ClientId: 'orchard' },
}), 0.01)

const cards = made('sagemaker.model-cards', (i, place) => ({
  ModelCardName: `orchard-card-${i}`, ModelCardArn: place.arn('sagemaker', `model-card/orchard-card-${i}`), ModelCardVersion: 1, ModelCardStatus: 'Draft', CreationTime: place.ago(30 + i), CreatedBy: {},
  Content: JSON.stringify({ model_overview: { model_id: place.arn('sagemaker', `model/orchard-model-${i}`) }, intended_uses: { risk_rating: 'High' } }),
}))

const components = made('sagemaker.inference-components', (i, place) => ({
  InferenceComponentName: `orchard-component-${i}`, InferenceComponentArn: place.arn('sagemaker', `inference-component/orchard-component-${i}`), InferenceComponentStatus: 'InService',
  EndpointName: 'orchard-endpoint-0', EndpointArn: place.arn('sagemaker', 'endpoint/orchard-endpoint-0'), VariantName: 'AllTraffic', CreationTime: place.ago(9), LastModifiedTime: place.ago(9),
  Specification: { ModelName: 'orchard-model-0', Container: { ArtifactUrl: `s3://${place.bucket(i)}/adapters/${i}.tar.gz`, Environment: { ADAPTER: 'orchard' } } },
}))

const servers = made('sagemaker.mlflow-servers', (i, place) => ({
  TrackingServerName: `orchard-runs-${i}`, TrackingServerArn: place.arn('sagemaker', `mlflow-tracking-server/orchard-runs-${i}`), TrackingServerStatus: 'Created', IsActive: 'Active', MlflowVersion: '2.16.2',
  ArtifactStoreUri: `s3://${place.bucket(i)}/mlflow`, RoleArn: place.role(i), AutomaticModelRegistration: false, S3BucketOwnerVerification: true, S3BucketOwnerAccountId: place.account, CreationTime: place.ago(60),
}))

const mlflowApps = made('sagemaker.mlflow-apps', (i, place) => ({
  Name: `orchard-mlflow-${i}`, Arn: place.arn('sagemaker', `mlflow-app/app-ORCHARD${i}`), Status: 'Created', MlflowVersion: '3.4', ArtifactStoreUri: `s3://${place.bucket(i)}/mlflow-app`, RoleArn: place.role(i),
  ModelRegistrationMode: 'AutoModelRegistrationDisabled', CreationTime: place.ago(50),
}))

const clusters = made('sagemaker.clusters', (i, place) => ({
  ClusterName: `orchard-pretrain-${i}`, ClusterArn: place.arn('sagemaker', `cluster/orchard${String(i).padStart(5, '0')}`), ClusterStatus: 'InService', CreationTime: place.ago(500),
  VpcConfig: { Subnets: ['subnet-1'], SecurityGroupIds: ['sg-1'] }, Orchestrator: { Eks: { ClusterArn: place.arn('eks', `cluster/orchard-eks-${i}`) } },
  InstanceGroups: [{
    InstanceGroupName: 'workers', InstanceType: 'ml.p5.48xlarge', ExecutionRole: place.role(i), ImageVersionStatus: 'UpToDate', LifeCycleConfig: { SourceS3Uri: `s3://${place.bucket(i)}/hyperpod`, OnCreate: 'on_create.sh' },
    InstanceStorageConfigs: [{ EbsVolumeConfig: { VolumeSizeInGB: 500 } }],
  }],
}))

const eksClusters = made('eks.clusters', (i, place) => ({
  name: `orchard-eks-${i}`, arn: place.arn('eks', `cluster/orchard-eks-${i}`), status: 'ACTIVE', resourcesVpcConfig: { endpointPublicAccess: true, publicAccessCidrs: ['203.0.113.0/24'], endpointPrivateAccess: true },
}))

const targets = made('application-auto-scaling.targets', (i, place) => ({
  ServiceNamespace: 'sagemaker', ResourceId: `endpoint/orchard-endpoint-${i}/variant/AllTraffic`, ScalableDimension: 'sagemaker:variant:DesiredInstanceCount', MinCapacity: 1, MaxCapacity: 4, RoleARN: place.role(0), CreationTime: place.ago(9),
}))

export default {
  'sagemaker.ListSpaces': listed(spaces, { rows: 'Spaces', ...paged }),
  'sagemaker.ListApps': listed(apps, { rows: 'Apps', ...paged }),
  'sagemaker.ListStudioLifecycleConfigs': listed(scripts, { rows: 'StudioLifecycleConfigs', ...paged, fields: ['StudioLifecycleConfigName', 'StudioLifecycleConfigArn', 'CreationTime', 'StudioLifecycleConfigAppType'] }),
  'sagemaker.DescribeStudioLifecycleConfig': described(scripts, { by: { StudioLifecycleConfigName: 'StudioLifecycleConfigName' }, gone }),
  'sagemaker.ListImages': listed(images, { rows: 'Images', ...paged }),
  'sagemaker.DescribeImageVersion': described(images, { by: { ImageName: 'ImageName' }, as: imageVersion, gone }),
  'sagemaker.ListWorkforces': listed(workforces, { rows: 'Workforces', ...paged }),
  'sagemaker.DescribeHubContent': (_account, { region, input }) => ({ json: {
    HubName: input['HubName'], HubArn: `arn:aws:sagemaker:${region}:aws:hub/${String(input['HubName'])}`, HubContentName: input['HubContentName'], HubContentType: input['HubContentType'], HubContentStatus: 'Available',
    HubContentArn: `arn:aws:sagemaker:${region}:aws:hub-content/${[input['HubName'], input['HubContentType'], input['HubContentName'], input['HubContentVersion']].join('/')}`, HubContentVersion: input['HubContentVersion'],
    SupportStatus: 'Supported', DocumentSchemaVersion: '2.0.0', HubContentDocument: '{}', CreationTime: 1767225600,
  } }),
  'sagemaker.DescribeCodeRepository': (account, { region, input }) => ({ json: {
    CodeRepositoryName: input['CodeRepositoryName'], CodeRepositoryArn: `arn:aws:sagemaker:${region}:${account.account}:code-repository/${String(input['CodeRepositoryName'])}`, CreationTime: 1767225600, LastModifiedTime: 1767225600,
    GitConfig: { RepositoryUrl: 'https://git.example.com/orchard/notebooks', Branch: 'main', SecretArn: `arn:aws:secretsmanager:${region}:${account.account}:secret:git-AbCdEf` },
  } }),
  'sagemaker.ListModelCards': listed(cards, { rows: 'ModelCardSummaries', ...paged, fields: ['ModelCardName', 'ModelCardArn', 'ModelCardStatus', 'CreationTime'] }),
  'sagemaker.DescribeModelCard': described(cards, { by: { ModelCardName: 'ModelCardName' }, gone }),
  'sagemaker.ListInferenceComponents': listed(components, {
    rows: 'InferenceComponents', ...paged, fields: ['InferenceComponentName', 'InferenceComponentArn', 'EndpointName', 'EndpointArn', 'VariantName', 'InferenceComponentStatus', 'CreationTime', 'LastModifiedTime'],
  }),
  'sagemaker.DescribeInferenceComponent': described(components, { by: { InferenceComponentName: 'InferenceComponentName' }, gone }),
  'sagemaker.ListMlflowTrackingServers': listed(servers, { rows: 'TrackingServerSummaries', ...paged, fields: ['TrackingServerName', 'TrackingServerArn', 'TrackingServerStatus', 'IsActive', 'MlflowVersion', 'CreationTime'] }),
  'sagemaker.DescribeMlflowTrackingServer': described(servers, { by: { TrackingServerName: 'TrackingServerName' }, gone }),
  'sagemaker.ListMlflowApps': listed(mlflowApps, { rows: 'Summaries', ...paged, fields: ['Arn', 'Name', 'Status', 'MlflowVersion', 'CreationTime'] }),
  'sagemaker.DescribeMlflowApp': described(mlflowApps, { by: { Arn: 'Arn' }, gone }),
  'sagemaker.ListClusters': listed(clusters, { rows: 'ClusterSummaries', ...paged, fields: ['ClusterArn', 'ClusterName', 'ClusterStatus', 'CreationTime'] }),
  'sagemaker.DescribeCluster': described(clusters, { by: { ClusterName: 'ClusterName' }, gone }),
  'eks.DescribeCluster': described(eksClusters, { by: { name: 'name' }, in: 'cluster' }),
  'application-auto-scaling.DescribeScalableTargets': listed(targets, { rows: 'ScalableTargets', ...paged, max: 50 }),
} satisfies ServiceAnswers
