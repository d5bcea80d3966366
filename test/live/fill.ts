// Puts a small ML team into the emulator, through the SDK.
import { CloudTrailClient, CreateTrailCommand, StartLoggingCommand } from '@aws-sdk/client-cloudtrail'
import { CreateRepositoryCommand, ECRClient } from '@aws-sdk/client-ecr'
import { AttachRolePolicyCommand, CreateAccessKeyCommand, CreatePolicyCommand, CreateRoleCommand, CreateUserCommand, IAMClient, PutRolePolicyCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam'
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { CreateBucketCommand, PutBucketPolicyCommand, PutBucketVersioningCommand, PutPublicAccessBlockCommand, S3Client } from '@aws-sdk/client-s3'
import {
  CreateDomainCommand, CreateEndpointCommand, CreateEndpointConfigCommand, CreateModelCommand, CreateModelPackageCommand, CreateModelPackageGroupCommand,
  CreateNotebookInstanceCommand, CreateNotebookInstanceLifecycleConfigCommand, CreateTrainingJobCommand, SageMakerClient,
} from '@aws-sdk/client-sagemaker'
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'

export const account = '123456789012'
export const trainingJobs = 250

const trust = (service: string): string => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }] })
const allow = (action: string | string[], resource: string): string => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: resource }] })

/** The end record of an archive without files. */
const emptyZip = Buffer.from('504b0506000000000000000000000000000000000000', 'hex')

export async function fill(endpoint: string): Promise<void> {
  const common = { endpoint, credentials: { accessKeyId: 'live', secretAccessKey: 'live' }, maxAttempts: 1 }
  const iam = new IAMClient({ ...common, region: 'us-east-1' })
  const s3 = new S3Client({ ...common, region: 'us-east-1', forcePathStyle: true })
  const role = (name: string): string => `arn:aws:iam::${account}:role/${name}`

  await iam.send(new CreateRoleCommand({ RoleName: 'orchard-lab-role', AssumeRolePolicyDocument: trust('sagemaker.amazonaws.com') }))
  const admin = await iam.send(new CreatePolicyCommand({ PolicyName: 'orchard-everything', PolicyDocument: allow('*', '*') }))
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'orchard-lab-role', PolicyArn: admin.Policy?.Arn }))
  await iam.send(new CreateRoleCommand({ RoleName: 'orchard-runtime', AssumeRolePolicyDocument: trust('sagemaker.amazonaws.com') }))
  await iam.send(new PutRolePolicyCommand({ RoleName: 'orchard-runtime', PolicyName: 'read-models', PolicyDocument: allow('s3:GetObject', 'arn:aws:s3:::orchard-models/*') }))
  await iam.send(new CreateUserCommand({ UserName: 'orchard-alex' }))
  await iam.send(new PutUserPolicyCommand({ UserName: 'orchard-alex', PolicyName: 'chat', PolicyDocument: allow('bedrock:InvokeModel', '*') }))
  await iam.send(new CreateAccessKeyCommand({ UserName: 'orchard-alex' }))

  for (const name of ['orchard-corpus', 'orchard-models', 'orchard-private', 'orchard-unrelated']) await s3.send(new CreateBucketCommand({ Bucket: name }))
  await s3.send(new PutBucketPolicyCommand({ Bucket: 'orchard-corpus', Policy: JSON.stringify({ Version: '2012-10-17', Statement: [{ Sid: 'Everyone', Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::orchard-corpus/*' }] }) }))
  await s3.send(new PutPublicAccessBlockCommand({ Bucket: 'orchard-models', PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true } }))
  await s3.send(new PutBucketVersioningCommand({ Bucket: 'orchard-models', VersioningConfiguration: { Status: 'Enabled' } }))

  const here = { ...common, region: 'us-east-1' }
  const key = await new KMSClient(here).send(new CreateKeyCommand({ Description: 'orchard' }))
  await iam.send(new CreateRoleCommand({ RoleName: 'orchard-front', AssumeRolePolicyDocument: trust('lambda.amazonaws.com') }))
  // A key of the right shape and of no use to anybody.
  const providerKey = ['sk', 'proj', Array.from({ length: 48 }, (_, i) => String.fromCharCode(97 + ((i * 7) % 26))).join('').replace(/(.{6})/g, (part, _all, at: number) => `${part}${at}`)].join('-')
  await new LambdaClient(here).send(new CreateFunctionCommand({
    FunctionName: 'orchard-front', Runtime: 'python3.13', Handler: 'app.handler', Role: role('orchard-front'), Code: { ZipFile: emptyZip }, Environment: { Variables: { OPENAI_API_KEY: providerKey } },
  }))
  await new SecretsManagerClient(here).send(new CreateSecretCommand({ Name: 'orchard/openai-api-key', SecretString: 'none' }))
  const trails = new CloudTrailClient(here)
  await s3.send(new CreateBucketCommand({ Bucket: 'orchard-trail' }))
  await trails.send(new CreateTrailCommand({ Name: 'orchard-audit', S3BucketName: 'orchard-trail', IsMultiRegionTrail: true }))
  await trails.send(new StartLoggingCommand({ Name: 'orchard-audit' }))

  for (const region of ['us-east-1', 'eu-west-1']) {
    const sagemaker = new SageMakerClient({ ...common, region })
    const ecr = new ECRClient({ ...common, region })
    await ecr.send(new CreateRepositoryCommand({ repositoryName: 'orchard-serving' }))
    await sagemaker.send(new CreateNotebookInstanceLifecycleConfigCommand({ NotebookInstanceLifecycleConfigName: 'orchard-start', OnStart: [{ Content: Buffer.from('#!/bin/bash\ncurl https://example.com/setup.sh | bash\n').toString('base64') }] }))
    await sagemaker.send(new CreateNotebookInstanceCommand({ NotebookInstanceName: 'orchard-lab', InstanceType: 'ml.t3.medium', RoleArn: role('orchard-lab-role'), RootAccess: 'Enabled', DirectInternetAccess: 'Enabled', LifecycleConfigName: 'orchard-start' }))
    for (const name of ['orchard-chat', 'orchard-embeddings', 'orchard-rerank']) {
      await sagemaker.send(new CreateModelCommand({
        ModelName: name, ExecutionRoleArn: role('orchard-runtime'), EnableNetworkIsolation: name === 'orchard-embeddings',
        PrimaryContainer: { Image: `${account}.dkr.ecr.${region}.amazonaws.com/orchard-serving:v1`, ModelDataUrl: `s3://orchard-models/${name}/model.tar.gz`, Environment: name === 'orchard-chat' ? { HF_MODEL_ID: 'orchard/chat', HF_TRUST_REMOTE_CODE: 'true' } : {} },
      }))
    }
    await sagemaker.send(new CreateEndpointConfigCommand({ EndpointConfigName: 'orchard-chat', ProductionVariants: [{ VariantName: 'AllTraffic', ModelName: 'orchard-chat', InitialInstanceCount: 1, InstanceType: 'ml.m5.large', InitialVariantWeight: 1 }] }))
    await sagemaker.send(new CreateEndpointCommand({ EndpointName: 'orchard-chat', EndpointConfigName: 'orchard-chat' }))
    await sagemaker.send(new CreateDomainCommand({ DomainName: 'orchard-studio', AuthMode: 'IAM', DefaultUserSettings: { ExecutionRole: role('orchard-runtime') }, SubnetIds: ['subnet-1'], VpcId: 'vpc-1' }))
    await sagemaker.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName: 'orchard-models', ModelPackageGroupDescription: 'what we serve' }))
    await sagemaker.send(new CreateModelPackageCommand({
      ModelPackageGroupName: 'orchard-models', ModelApprovalStatus: 'Approved', ModelPackageDescription: 'first',
      InferenceSpecification: { Containers: [{ Image: `${account}.dkr.ecr.${region}.amazonaws.com/orchard-serving:v1`, ModelDataUrl: 's3://orchard-models/orchard-chat/model.tar.gz' }], SupportedContentTypes: ['text/csv'], SupportedResponseMIMETypes: ['text/csv'] },
    }))
  }
  const sagemaker = new SageMakerClient({ ...common, region: 'us-east-1' })
  for (let i = 0; i < trainingJobs; i++) {
    await sagemaker.send(new CreateTrainingJobCommand({
      TrainingJobName: `orchard-train-${i}`, RoleArn: role('orchard-runtime'), AlgorithmSpecification: { TrainingImage: `${account}.dkr.ecr.us-east-1.amazonaws.com/orchard-serving:v1`, TrainingInputMode: 'File' },
      InputDataConfig: [{ ChannelName: 'train', DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://orchard-corpus/train' } } }],
      OutputDataConfig: { S3OutputPath: 's3://orchard-models/out' }, ResourceConfig: { InstanceType: 'ml.m5.xlarge', InstanceCount: 2, VolumeSizeInGB: 10, VolumeKmsKeyId: key.KeyMetadata?.Arn }, StoppingCondition: { MaxRuntimeInSeconds: 60 },
    }))
  }
}
