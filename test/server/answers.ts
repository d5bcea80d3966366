// What a made-up AWS account answers to each read, as JSON in the SDK's shapes or as XML on the wire.
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { operationsOf } from '../../src/connectors/aws/operations.js'
import type { MadeAccount, MadeRegion, Row } from './account.js'
import { undeclared } from './check.js'
import type { ServiceAnswers } from './serve.js'
import { searchable as searchableJobs } from './services/sagemaker-jobs.js'

export interface Question {
  service: string
  action: string
  region: string
  input: Row
}
export type Answered = { json: unknown } | { raw: string | Uint8Array; status?: number; headers?: Record<string, string> } | { error: string; message?: string; status?: number }

export type Handler = (account: MadeAccount, question: Question) => Answered

/** One page of rows; the token is the offset, in the clear, so that a wrong one is noticed. */
function page(rows: readonly unknown[], input: Row, names: { token: string; size: string; max: number; next: string; rows: string }, cap: number): Record<string, unknown> {
  const from = Number(input[names.token] ?? 0)
  const size = Math.min(Number(input[names.size] ?? 10), names.max, cap)
  const slice = rows.slice(from, from + size)
  return { [names.rows]: slice, ...(from + size < rows.length && { [names.next]: String(from + size) }) }
}

const sagemakerPage = (rows: readonly unknown[], input: Row, name: string, { pageCap }: MadeAccount): Answered =>
  ({ json: page(rows, input, { token: 'NextToken', size: 'MaxResults', max: 100, next: 'NextToken', rows: name }, pageCap) })

function summary(row: Row, fields: string[]): Row {
  return Object.fromEntries(fields.flatMap((field) => (row[field] === undefined ? [] : [[field, row[field]]])))
}

function newestFirst(rows: readonly Row[]): Row[] {
  return rows.toSorted((a, b) => Number(b['CreationTime']) - Number(a['CreationTime']))
}

const notFound = (what: unknown): Answered => ({ error: 'ValidationException', message: `Could not find ${String(what)}.` })

function list(rows: (region: MadeRegion) => readonly Row[], name: string, fields: string[]): Handler {
  return (account, { region, input }) => {
    const since = Number(input['CreationTimeAfter'] ?? 0)
    const found = newestFirst(rows(account.byRegion.get(region)!)).filter((row) => Number(row['CreationTime']) >= since)
    return sagemakerPage(found.map((row) => summary(row, fields)), input, name, account)
  }
}
function describe(rows: (region: MadeRegion) => readonly Row[], field: string): Handler {
  return (account, { region, input }) => {
    const found = rows(account.byRegion.get(region)!).find((row) => row[field] === input[field])
    return found === undefined ? notFound(input[field]) : { json: found }
  }
}

const searchable: Record<string, { rows: (region: MadeRegion) => readonly Row[]; record: (row: Row) => Row }> = {
  Model: { rows: (r) => r.models, record: (row) => ({ Model: { Model: row } }) },
  Endpoint: { rows: (r) => r.endpoints, record: (row) => ({ Endpoint: row }) },
  TrainingJob: { rows: (r) => r.trainingJobs, record: (row) => ({ TrainingJob: row }) },
  ModelPackageGroup: { rows: (r) => r.groups, record: (row) => ({ ModelPackageGroup: row }) },
  ModelPackage: { rows: (r) => r.packages, record: (row) => ({ ModelPackage: row }) },
}

const search: Handler = (account, { region, input }) => {
  const resource = String(input['Resource'])
  const rows = searchableJobs[resource]
  if (rows !== undefined) return sagemakerPage(newestFirst(rows(account, region)).map((row) => ({ [resource]: row })), input, 'Results', account)
  const kind = searchable[resource]
  if (kind === undefined) return { error: 'ValidationException', message: `unknown resource ${String(input['Resource'])}` }
  return sagemakerPage(newestFirst(kind.rows(account.byRegion.get(region)!)).map(kind.record), input, 'Results', account)
}

const trust = (service: string): unknown => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }] })
const allow = (action: string | string[], resource: string): unknown => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: resource }] })

const authorizationDetails: Handler = (account, { input }) => {
  const made = '2026-01-01T00:00:00Z'
  const iam = `arn:aws:iam::${account.account}`
  const entities = [
    ...account.roles.map((role, i) => ({ kind: 'RoleDetailList', row: {
      Path: '/', RoleName: role.name, RoleId: `AROA${i}`, Arn: `${iam}:role/${role.name}`, CreateDate: made, AssumeRolePolicyDocument: trust('sagemaker.amazonaws.com'),
      InstanceProfileList: [], RolePolicyList: [{ PolicyName: 'work', PolicyDocument: allow(['s3:GetObject', 's3:PutObject'], `arn:aws:s3:::orchard-data-${account.account}-${i}/*`) }],
      AttachedManagedPolicies: role.admin ? [{ PolicyName: 'AdministratorAccess', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }] : [], Tags: [],
    } })),
    ...account.users.map((user, i) => ({ kind: 'UserDetailList', row: { Path: '/', UserName: user.name, UserId: `AIDA${i}`, Arn: `${iam}:user/${user.name}`, CreateDate: made, UserPolicyList: [], GroupList: [], AttachedManagedPolicies: [], Tags: [] } })),
    { kind: 'Policies', row: {
      PolicyName: 'AdministratorAccess', PolicyId: 'ANPA1', Arn: 'arn:aws:iam::aws:policy/AdministratorAccess', Path: '/', DefaultVersionId: 'v1', AttachmentCount: 1, IsAttachable: true, CreateDate: made, UpdateDate: made,
      PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, CreateDate: made, Document: allow('*', '*') }],
    } },
  ]
  const { slice, Marker } = page(entities, input, { token: 'Marker', size: 'MaxItems', max: 1000, next: 'Marker', rows: 'slice' }, account.pageCap) as { slice: typeof entities; Marker?: string }
  const of = (kind: string): unknown[] => slice.filter((entity) => entity.kind === kind).map((entity) => entity.row)
  return { json: { UserDetailList: of('UserDetailList'), GroupDetailList: [], RoleDetailList: of('RoleDetailList'), Policies: of('Policies'), IsTruncated: Marker !== undefined, ...(Marker !== undefined && { Marker }) } }
}

const xmlns = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'
const s3 = (tag: string, inner = ''): Answered => ({ raw: `<?xml version="1.0" encoding="UTF-8"?>\n<${tag} ${xmlns}>${inner}</${tag}>` })
const blocks = (on: boolean): string => ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'].map((name) => `<${name}>${on}</${name}>`).join('')

/** Settings of one's own bucket; of anybody else's: no such bucket. */
function bucketRead(answer: (bucket: MadeAccount['buckets'][number], account: MadeAccount, input: Row) => Answered): Handler {
  return (account, { input }) => {
    const name = String(input['Bucket']).slice(0, 63).split('.', 1)[0]
    const bucket = account.buckets.find((b) => b.name === name)
    return bucket === undefined ? { error: 'NoSuchBucket', status: 404 } : answer(bucket, account, input)
  }
}

const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`

const ownAnswers: Record<string, Handler> = {
  'sts.GetCallerIdentity': (account) => ({ json: { UserId: 'AIDAORCHARD', Account: account.account, Arn: `arn:aws:iam::${account.account}:user/scanner` } }),
  'sts.AssumeRole': (_account, { input }) => {
    const role = String(input['RoleArn'])
    const [, account = '', name = ''] = /^arn:[^:]+:iam::(\d{12}):role\/(.+)$/.exec(role) ?? []
    return name.includes('nobody')
      ? { error: 'AccessDenied', status: 403, message: `not authorized to perform: sts:AssumeRole on resource: ${role}` }
      : { json: { Credentials: { AccessKeyId: `ASSUMED${account}`, SecretAccessKey: 'recorded', SessionToken: 'recorded', Expiration: new Date(Date.now() + 3_600_000).toISOString() }, AssumedRoleUser: { AssumedRoleId: 'AROA:aispm', Arn: role } } }
  },
  'ec2.DescribeRegions': (account) => ({ json: { regionInfo: account.regions.map((region) => ({ regionName: region, regionEndpoint: `ec2.${region}.amazonaws.com`, optInStatus: 'opt-in-not-required' })) } }),
  'organizations.DescribeOrganization': ({ organized }) => (organized
    ? { json: { Organization: { Id: 'o-orchard', Arn: 'arn:aws:organizations::444455556666:organization/o-orchard', FeatureSet: 'ALL', MasterAccountId: '444455556666' } } }
    : { error: 'AWSOrganizationsNotInUseException', message: 'Your account is not a member of an organization.' }),
  'organizations.ListAccounts': ({ account }) => ({ json: { Accounts: [{ Id: account, Name: 'orchard' }, { Id: '444455556666', Name: 'orchard-management' }] } }),
  'organizations.ListParents': (_account, { input }) => ({ json: { Parents: [String(input['ChildId']).startsWith('ou-') ? { Id: 'r-orch', Type: 'ROOT' } : { Id: 'ou-orch-trees', Type: 'ORGANIZATIONAL_UNIT' }] } }),
  'organizations.ListPoliciesForTarget': (_account, { input }) => ({ json: { Policies: [
    input['Filter'] === 'SERVICE_CONTROL_POLICY' ? { Id: 'p-FullAWSAccess', Name: 'FullAWSAccess', Type: input['Filter'] } : { Id: 'p-RCPFullAWSAccess', Name: 'RCPFullAWSAccess', Type: input['Filter'] },
  ] } }),
  'organizations.DescribePolicy': (_account, { input }) => ({ json: { Policy: { PolicySummary: { Id: input['PolicyId'] }, Content: JSON.stringify(allow('*', '*')) } } }),
  'sagemaker.DescribeNotebookInstanceLifecycleConfig': describe((r) => r.lifecycleConfigs, 'NotebookInstanceLifecycleConfigName'),
  'sagemaker.ListUserProfiles': (account, { region, input }) => sagemakerPage([...account.byRegion.get(region)!.profiles].flatMap(([domain, rows]) => (input['DomainIdEquals'] === undefined || input['DomainIdEquals'] === domain ? rows : [])), input, 'UserProfiles', account),
  'sagemaker.DescribeUserProfile': (account, { region, input }) => {
    const found = account.byRegion.get(region)!.profiles.get(String(input['DomainId']))?.find((row) => row['UserProfileName'] === input['UserProfileName'])
    return found === undefined ? { error: 'ResourceNotFound', message: 'no such profile' } : { json: found }
  },
  'iam.GetAccountAuthorizationDetails': authorizationDetails,
  'iam.GenerateServiceLastAccessedDetails': (_account, { input }) => ({ json: { JobId: `job-${digestOf(String(input['Arn'])).slice(7, 39)}` } }),
  'iam.GetServiceLastAccessedDetails': () => ({ json: { JobStatus: 'COMPLETED', JobCreationDate: '2026-06-01T00:00:00Z', JobCompletionDate: '2026-06-01T00:00:01Z', ServicesLastAccessed: [{ ServiceName: 'SageMaker', ServiceNamespace: 'sagemaker', LastAuthenticated: '2026-05-01T00:00:00Z' }], IsTruncated: false } }),
  'iam.ListAccessKeys': (_account, { input }) => ({ json: { AccessKeyMetadata: [{ UserName: input['UserName'], AccessKeyId: 'EXAMPLEKEY', Status: 'Active', CreateDate: '2026-01-01T00:00:00Z' }], IsTruncated: false } }),
  'sagemaker.ListNotebookInstances': list((r) => r.notebooks, 'NotebookInstances', ['NotebookInstanceName', 'NotebookInstanceArn', 'NotebookInstanceStatus', 'InstanceType', 'CreationTime']),
  'sagemaker.DescribeNotebookInstance': describe((r) => r.notebooks, 'NotebookInstanceName'),
  'sagemaker.ListModels': list((r) => r.models, 'Models', ['ModelName', 'ModelArn', 'CreationTime']),
  'sagemaker.DescribeModel': describe((r) => r.models, 'ModelName'),
  'sagemaker.ListEndpoints': list((r) => r.endpoints, 'Endpoints', ['EndpointName', 'EndpointArn', 'CreationTime', 'LastModifiedTime', 'EndpointStatus']),
  'sagemaker.DescribeEndpoint': describe((r) => r.endpoints, 'EndpointName'),
  'sagemaker.DescribeEndpointConfig': describe((r) => [...r.endpointConfigs.values()], 'EndpointConfigName'),
  'sagemaker.ListTrainingJobs': list((r) => r.trainingJobs, 'TrainingJobSummaries', ['TrainingJobName', 'TrainingJobArn', 'CreationTime', 'TrainingEndTime', 'TrainingJobStatus']),
  'sagemaker.DescribeTrainingJob': describe((r) => r.trainingJobs, 'TrainingJobName'),
  'sagemaker.ListDomains': list((r) => r.domains, 'Domains', ['DomainId', 'DomainArn', 'DomainName', 'Status', 'CreationTime', 'LastModifiedTime']),
  'sagemaker.DescribeDomain': describe((r) => r.domains, 'DomainId'),
  'sagemaker.ListModelPackageGroups': list((r) => r.groups, 'ModelPackageGroupSummaryList', ['ModelPackageGroupName', 'ModelPackageGroupArn', 'CreationTime', 'ModelPackageGroupStatus']),
  'sagemaker.DescribeModelPackageGroup': describe((r) => r.groups, 'ModelPackageGroupName'),
  'sagemaker.GetModelPackageGroupPolicy': (account, { region, input }) => ({ error: 'ValidationException', message: `Cannot find resource policy for: arn:aws:sagemaker:${region}:${account.account}:model-package-group/${String(input['ModelPackageGroupName'])}` }),
  'sagemaker.ListModelPackages': list((r) => r.packages, 'ModelPackageSummaryList', ['ModelPackageGroupName', 'ModelPackageVersion', 'ModelPackageArn', 'CreationTime', 'ModelPackageStatus', 'ModelApprovalStatus']),
  'sagemaker.DescribeModelPackage': (account, { region, input }) => {
    const found = account.byRegion.get(region)!.packages.find((row) => row['ModelPackageArn'] === input['ModelPackageName'])
    return found === undefined ? notFound(input['ModelPackageName']) : { json: found }
  },
  'sagemaker.Search': search,
  'sagemaker.ListMonitoringSchedules': (account, { input }) => sagemakerPage([], input, 'MonitoringScheduleSummaries', account),
  'ecr.DescribeRepositories': (account, { region, input }) => ({ json: { repositories: ((input['repositoryNames'] ?? []) as string[]).map((name) => ({
    repositoryArn: `arn:aws:ecr:${region}:${account.account}:repository/${name}`, registryId: account.account, repositoryName: name, repositoryUri: `${account.account}.dkr.ecr.${region}.amazonaws.com/${name}`,
    imageTagMutability: 'MUTABLE', imageScanningConfiguration: { scanOnPush: true }, encryptionConfiguration: { encryptionType: 'AES256' },
  })) } }),
  'ecr.DescribeImages': (account, { input }) => ({ json: { imageDetails: ((input['imageIds'] ?? []) as Row[]).map((id) => ({
    registryId: account.account, repositoryName: input['repositoryName'], imageDigest: id['imageDigest'] ?? digestOf(`${String(input['repositoryName'])}:${String(id['imageTag'])}`),
    imageTags: id['imageTag'] === undefined ? [] : [id['imageTag']], imagePushedAt: 1748736000,
  })) } }),
  'ecr.GetRepositoryPolicy': () => ({ error: 'RepositoryPolicyNotFoundException', message: 'Repository policy does not exist' }),
  'ecr.DescribeImageScanFindings': () => ({ json: { imageScanStatus: { status: 'COMPLETE' }, imageScanFindings: { findingSeverityCounts: { HIGH: 2 } } } }),
  'ecr.GetRegistryScanningConfiguration': (account) => ({ json: { registryId: account.account, scanningConfiguration: { scanType: 'BASIC', rules: [] } } }),
  'ecr.GetSigningConfiguration': () => ({ error: 'SigningConfigurationNotFoundException', message: 'no signing configuration' }),
  'ecr.DescribeImageSigningStatus': (_account, { input }) => ({ json: { repositoryName: input['repositoryName'], signingStatuses: [] } }),
  's3.ListBuckets': (account, { input }) => {
    const { rows, next } = page(account.buckets, input, { token: 'continuation-token', size: 'max-buckets', max: 10_000, next: 'next', rows: 'rows' }, account.pageCap) as { rows: MadeAccount['buckets']; next?: string }
    const items = rows.map((b) => `<Bucket><Name>${b.name}</Name><CreationDate>2026-01-01T00:00:00Z</CreationDate><BucketRegion>${b.region}</BucketRegion></Bucket>`).join('')
    return s3('ListAllMyBucketsResult', `<Owner><ID>owner</ID></Owner><Buckets>${items}</Buckets>${next === undefined ? '' : `<ContinuationToken>${next}</ContinuationToken>`}`)
  },
  's3.ListObjectsV2': bucketRead((bucket, _account, input) => s3('ListBucketResult', `<Name>${bucket.name}</Name><Prefix>${String(input['prefix'])}</Prefix><KeyCount>1</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated><Contents><Key>${String(input['prefix'])}</Key><LastModified>2026-05-01T00:00:00.000Z</LastModified><ETag>"0123"</ETag><Size>1024</Size><StorageClass>STANDARD</StorageClass></Contents>`)),
  's3.HeadBucket': (account, { input }) => (account.buckets.some((b) => b.name === input['Bucket']) ? { raw: '' } : { raw: '', status: 404 }),
  's3.GetBucketLocation': bucketRead((bucket) => s3('LocationConstraint', bucket.region === 'us-east-1' ? '' : bucket.region)),
  's3.GetBucketPolicy': bucketRead((bucket) => (bucket.public
    ? { raw: JSON.stringify({ Version: '2012-10-17', Statement: [{ Sid: 'Everyone', Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${bucket.name}/*` }] }), headers: { 'content-type': 'application/json' } }
    : { error: 'NoSuchBucketPolicy', status: 404 })),
  's3.GetPublicAccessBlock': bucketRead((bucket) => (bucket.public ? { error: 'NoSuchPublicAccessBlockConfiguration', status: 404 } : s3('PublicAccessBlockConfiguration', blocks(true)))),
  's3.GetBucketAcl': bucketRead(() => s3('AccessControlPolicy', '<Owner><ID>owner</ID></Owner><AccessControlList><Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><ID>owner</ID></Grantee><Permission>FULL_CONTROL</Permission></Grant></AccessControlList>')),
  's3.GetBucketOwnershipControls': bucketRead(() => s3('OwnershipControls', '<Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule>')),
  's3.GetBucketEncryption': bucketRead(() => s3('ServerSideEncryptionConfiguration', '<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled></Rule>')),
  's3.GetBucketVersioning': bucketRead((bucket) => s3('VersioningConfiguration', bucket.versioned ? '<Status>Enabled</Status>' : '')),
  's3.GetBucketLogging': bucketRead(() => s3('BucketLoggingStatus')),
  's3.GetObjectLockConfiguration': bucketRead(() => ({ error: 'ObjectLockConfigurationNotFoundError', status: 404 })),
  's3-control.GetPublicAccessBlock': () => ({ error: 'NoSuchPublicAccessBlockConfiguration', status: 404 }),
}

let all: Promise<Record<string, Handler>> | undefined

/** Every answer there is: those above, and what the files in `services/` export. */
export function answers(): Promise<Record<string, Handler>> {
  return (all ??= loadAnswers())
}

async function loadAnswers(): Promise<Record<string, Handler>> {
  const folder = new URL('services/', import.meta.url)
  // As sources in tests, compiled in the bench.
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js'
  const files = readdirSync(folder).filter((file) => file.endsWith(extension)).toSorted()
  const loaded = await Promise.all(files.map(async (file) => (await import(new URL(file, folder).href) as { default: ServiceAnswers }).default))
  return Object.assign({}, ownAnswers, ...loaded) as Record<string, Handler>
}

/** A value that the SDK does not know would be dropped by it in silence: the test that relies on it would prove nothing. */
export async function checked(answered: Answered, { service, action }: Question): Promise<Answered> {
  if (!('json' in answered) || (service === 'ec2' && action === 'DescribeRegions')) return answered
  const wrong = undeclared((await operationsOf(service, action)).get(action)?.output, answered.json)
  if (wrong !== null) throw new Error(`${service}.${action}: the SDK knows no ${wrong}`)
  return answered
}
