// Where an asset stands in the AWS console, in forms that AWS documents or that tools of AWS print.
import type { Asset } from '../../core/index.js'
import { addressPart, addressPath } from '../kit/address-part.js'
import { parseArn } from './arn.js'

/** The console of each partition; the others have none that is public. */
const hosts: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  // https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/using-govcloud-differences.html
  'aws-us-gov': 'console.amazonaws-us-gov.com',
  // https://docs.amazonaws.cn/en_us/aws/latest/userguide/introduction.html
  'aws-cn': 'console.amazonaws.cn',
}

/** What an address is made of; all of it may stand in one as it is. */
interface Parts {
  region: string
  account: string
  arn: string
  /** The ARN's resource behind its type; for what has none, such as buckets, all of it. */
  name: string
  /** The last part of that. */
  last: string
  /** What people call it. */
  called: string
}

type Page = (parts: Parts) => string

const home = (service: string): Page => ({ region }) => `/${service}/home?region=${region}`
const within = (service: string, path: (parts: Parts) => string): Page => (parts) => `/${service}/home?region=${parts.region}#${path(parts)}`

/** By type, or by service where its assets have no pages that an address leads to. A type that is not here has none that is certain. */
const regional: Readonly<Record<string, Page>> = {
  'aws.agentcore': home('bedrock-agentcore'),
  'aws.apigateway.api': ({ region, arn, last }) => (arn.includes('restapis') ? `/apigateway/main/apis/${last}/resources?api=${last}&region=${region}` : `/apigateway/main/api-detail?api=${last}&region=${region}`),
  'aws.bedrock.account_settings': within('bedrock', () => '/settings'),
  'aws.bedrock.agent': within('bedrock', ({ last }) => `/agents/${last}`),
  'aws.bedrock.guardrail': within('bedrock', () => '/guardrails'),
  'aws.bedrock.knowledge_base': within('bedrock', ({ last }) => `/knowledge-bases/${last}`),
  'aws.cloudtrail.trail': within('cloudtrailv2', ({ arn }) => `/trails/${arn.replaceAll('%3A', ':').replaceAll('%2F', '/')}`),
  'aws.config.recorder': home('config'),
  'aws.ec2.instance': within('ec2', ({ last }) => `InstanceDetails:instanceId=${last}`),
  'aws.ec2.security_group': within('ec2', ({ last }) => `SecurityGroup:groupId=${last}`),
  'aws.ec2.subnet': within('vpcconsole', ({ last }) => `SubnetDetails:subnetId=${last}`),
  'aws.ec2.vpc': within('vpcconsole', ({ last }) => `VpcDetails:VpcId=${last}`),
  'aws.ec2.vpc_endpoint': within('vpcconsole', ({ last }) => `EndpointDetails:vpcEndpointId=${last}`),
  'aws.ecr.repository': ({ region, account, name }) => `/ecr/repositories/private/${account}/${name}?region=${region}`,
  'aws.eks.cluster': within('eks', ({ name }) => `/clusters/${name}`),
  'aws.guardduty.detector': home('guardduty'),
  'aws.inspector2.account': home('inspector/v2'),
  'aws.kms.key': within('kms', ({ last }) => `/kms/keys/${last}`),
  'aws.lambda.function': within('lambda', ({ name }) => `/functions/${name}`),
  // Encoded twice, and the second time with dollar signs: how that page writes names of log groups itself.
  'aws.logs.log_group': within('cloudwatch', ({ called }) => `logsV2:log-groups/log-group/${encodeURIComponent(called).replaceAll('%', '$')}`),
  'aws.macie2.account': home('macie'),
  'aws.opensearch.domain': within('aos', ({ name }) => `opensearch/domains/${name}`),
  'aws.opensearchserverless.collection': within('aos', ({ called }) => `opensearch/collections/${called}`),
  'aws.rds.db_cluster': within('rds', ({ name }) => `database:id=${name};is-cluster=true`),
  'aws.s3.bucket': ({ region, name }) => `/s3/buckets/${name}?region=${region}`,
  'aws.sagemaker.domain': within('sagemaker', ({ last }) => `/studio/${last}`),
  'aws.sagemaker.endpoint': within('sagemaker', ({ last }) => `/endpoints/${last}`),
  'aws.sagemaker.endpoint_config': within('sagemaker', ({ last }) => `/endpointConfig/${last}`),
  'aws.sagemaker.hyperparameter_tuning_job': within('sagemaker', ({ last }) => `/hyper-tuning-jobs/${last}`),
  'aws.sagemaker.model': within('sagemaker', ({ last }) => `/models/${last}`),
  'aws.sagemaker.notebook_instance': within('sagemaker', ({ last }) => `/notebook-instances/${last}`),
  'aws.sagemaker.processing_job': within('sagemaker', ({ last }) => `/processing-jobs/${last}`),
  'aws.sagemaker.training_job': within('sagemaker', ({ last }) => `/jobs/${last}`),
  'aws.sagemaker.transform_job': within('sagemaker', ({ last }) => `/transform-jobs/${last}`),
  'aws.secretsmanager.secret': ({ region, called }) => `/secretsmanager/secret?name=${called}&region=${region}`,
  'aws.securityhub.account': home('securityhub'),
}

const global: Readonly<Record<string, Page>> = {
  'aws.budgets.account': () => '/billing/home#/budgets',
  'aws.iam.group': ({ last }) => `/iam/home#/groups/details/${last}`,
  'aws.iam.policy': ({ arn }) => `/iam/home#/policies/details/${arn}`,
  'aws.iam.role': ({ last }) => `/iam/home#/roles/details/${last}`,
  'aws.iam.user': ({ last }) => `/iam/home#/users/details/${last}`,
}

export function consolePage(asset: Asset): string | undefined {
  const arn = parseArn(asset.id)
  const host = arn === null ? undefined : hosts[arn.partition]
  if (arn === null || host === undefined) return undefined
  const name = arn.resource.replace(/^[^/:]*[/:]/, '')
  const parts = {
    account: addressPart(asset.scope.account), arn: addressPart(asset.id), name: addressPath(name), last: addressPart(/[^/:]*$/.exec(name)?.[0] ?? ''), called: addressPart(asset.name),
  }
  const everywhere = global[asset.type]
  if (everywhere !== undefined) return `https://${host}${everywhere({ ...parts, region: '' })}`
  const page = regional[asset.type] ?? regional[asset.type.split('.', 2).join('.')]
  const region = regionOf(asset, arn.region)
  if (page === undefined || region === undefined) return undefined
  // Only in the public partition is it certain that each region has a host.
  return `https://${arn.partition === 'aws' ? `${region}.` : ''}${host}${page({ ...parts, region })}`
}

/** Buckets and trails belong to the whole account, and stand in one region all the same. */
function regionOf({ scope, props }: Asset, inArn: string): string | undefined {
  const region = scope.region ?? (inArn === '' ? props['region'] : inArn)
  return typeof region === 'string' && /^[a-z]{2,}(?:-[a-z]+)+-\d+$/.test(region) ? region : undefined
}
