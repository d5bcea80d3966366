// Who is anyone and who is an outsider: statements, conditions, ACLs and blocks.
import { describe, expect, test } from 'vitest'
import type { Json } from '../../src/core/index.js'
import { anyone } from '../../src/access/aws/anyone.js'
import { outsiders } from '../../src/access/aws/outsiders.js'
import { account, bucket, doc, foreign, level, own, role, roleArn, world } from './world.js'

const all = { blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: true, restrictPublicBuckets: true }
const none = { blockPublicAcls: false, ignorePublicAcls: false, blockPublicPolicy: false, restrictPublicBuckets: false }
const star = (condition?: Json, more: { [key: string]: Json } = {}): Json => doc({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::orchard-corpus/*', ...(condition === undefined ? {} : { Condition: condition }), ...more })

const ask = (policy: Json, props: { [key: string]: Json } = {}, gaps: Record<string, string> = {}, holder = account(), actions = ['s3:GetObject']) => {
  const w = world([bucket('orchard-corpus', policy, props, gaps), holder])
  return anyone(w.get('arn:aws:s3:::orchard-corpus'), actions, w)
}

describe('anyone: conditions on a star', () => {
  test.each<[string, Json]>([
    ['none', {}],
    ['a referer', { StringLike: { 'aws:Referer': 'https://orchard.example/*' } }],
    ['a user agent', { StringEquals: { 'aws:UserAgent': 'orchard' } }],
    ['TLS', { Bool: { 'aws:SecureTransport': 'true' } }],
    ['a prefix', { StringLike: { 's3:prefix': 'docs/*' } }],
    ['a header', { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } }],
    ['the whole internet', { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }],
    ['half of it', { IpAddress: { 'aws:SourceIp': ['0.0.0.0/1', '128.0.0.0/1'] } }],
    ['IPv6 /16', { IpAddress: { 'aws:SourceIp': '2000::/16' } }],
    ['any organisation', { StringLike: { 'aws:PrincipalOrgID': 'o-*' } }],
    ['any account', { StringLike: { 'aws:PrincipalAccount': '*' } }],
    ['a role name that anyone can take', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/orchard-*' } }],
    ['any bucket', { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::*' } }],
    ['not one address', { NotIpAddress: { 'aws:SourceIp': '203.0.113.7/32' } }],
    ['not one account', { StringNotEquals: { 'aws:PrincipalAccount': foreign } }],
    ['an organisation only if there is one', { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-orchard' } }],
    ['ForAllValues, true when the key is missing', { 'ForAllValues:StringLike': { 'aws:PrincipalOrgPaths': 'o-orchard/*' } }],
    ['a tag that callers set themselves', { StringEquals: { 'aws:PrincipalTag/team': 'orchard' } }],
  ])('public under %s', (_, condition) => expect(ask(star(condition))).toMatchObject({ value: true, confidence: 'high' }))

  test.each<[string, Json]>([
    ['an organisation', { StringEquals: { 'aws:PrincipalOrgID': 'o-orchard' } }],
    ['an organisation path', { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-orchard/*' } }],
    ['an account', { StringEquals: { 'aws:PrincipalAccount': own } }],
    ['a source account', { StringEquals: { 'aws:SourceAccount': own } }],
    ['a source ARN', { ArnLike: { 'aws:SourceArn': `arn:aws:sns:*:${own}:*` } }],
    ['a source bucket', { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::orchard-raw' } }],
    ['a principal ARN', { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${own}:role/*` } }],
    ['a VPC endpoint', { StringEquals: { 'aws:SourceVpce': 'vpce-1' } }],
    ['a VPC', { StringEquals: { 'aws:SourceVpc': ['vpc-1', 'vpc-2'] } }],
    ['an office', { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '10.0.0.0/8'] } }],
    ['an IPv6 /32', { IpAddress: { 'aws:SourceIp': '2001:db8::/32' } }],
    ['a role id', { StringLike: { 'aws:userid': 'AROAEXAMPLE:*' } }],
    ['a referer and an organisation', { StringLike: { 'aws:Referer': '*' }, StringEquals: { 'aws:PrincipalOrgID': 'o-orchard' } }],
    ['a star that is no wildcard', { StringEquals: { 'aws:PrincipalOrgID': '*' } }],
    ['an AWS service', { Bool: { 'aws:PrincipalIsAWSService': 'true' } }],
  ])('not public under %s', (_, condition) => expect(ask(star(condition))).toMatchObject({ value: false }))

  test('a condition on tags of the object is public for the tagged ones', () => {
    expect(ask(star({ StringEquals: { 's3:ExistingObjectTag/public': 'yes' } }))).toMatchObject({ value: true, confidence: 'medium' })
  })
})

describe('anyone: principals and denials', () => {
  test.each<[string, Json, boolean]>([
    ['{"AWS":"*"}', { Principal: { AWS: '*' } }, true],
    ['a star in a list', { Principal: { AWS: [own, '*'] } }, true],
    ['an account', { Principal: { AWS: foreign } }, false],
    ['a service', { Principal: { Service: 'cloudtrail.amazonaws.com' } }, false],
  ])('%s', (_, more, expected) => expect(ask(doc({ Effect: 'Allow', Action: 's3:*', Resource: '*', ...(more as { [key: string]: Json }) })).value).toBe(expected))
  test('NotPrincipal allows everyone else', () => {
    expect(ask(doc({ Effect: 'Allow', NotPrincipal: { AWS: foreign }, Action: 's3:*', Resource: '*' })).value).toBe(true)
    expect(ask(doc({ Effect: 'Allow', Principal: '*', NotAction: 's3:Delete*', NotResource: 'arn:aws:s3:::orchard-corpus/private/*' })).value).toBe(true)
  })
  const withDeny = (statement: { [key: string]: Json }) => ask(doc({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::orchard-corpus/*' }, {
    Effect: 'Deny', Action: 's3:*', ...('NotPrincipal' in statement ? {} : { Principal: '*' }),
    ...('NotResource' in statement ? {} : { Resource: 'arn:aws:s3:::orchard-corpus/*' }), ...statement,
  })).value
  test.each<[string, { [key: string]: Json }, boolean]>([
    ['all of it', {}, false],
    ['other organisations', { Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-orchard' } } }, false],
    ['other networks', { Condition: { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } }, false],
    ['everyone but a role', { NotPrincipal: { AWS: [roleArn('orchard-admin'), own] } }, false],
    ['the data perimeter', { Condition: { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-orchard' }, BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } } }, false],
    ['plain HTTP', { Condition: { Bool: { 'aws:SecureTransport': 'false' } } }, true],
    ['one folder', { Resource: 'arn:aws:s3:::orchard-corpus/private/*' }, true],
    ['another action', { Action: 's3:PutObject' }, true],
    ['everything but a folder', { NotResource: 'arn:aws:s3:::orchard-corpus/public/*' }, true],
    ['another account', { Principal: { AWS: foreign } }, true],
    ['other referers', { Condition: { StringNotLike: { 'aws:Referer': 'https://orchard.example/*' } } }, true],
  ])('with a Deny of %s', (_, statement, expected) => expect(withDeny(statement)).toBe(expected))
  test('an RCP denies outsiders the whole account', () => {
    const rcp = level(doc({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }), doc({ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*', Condition: { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-orchard' }, BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } } }))
    expect(ask(star(), {}, {}, account({ rcpLevels: [rcp] })).value).toBe(false)
    expect(ask(star(), {}, {}, account({}, { rcpLevels: 'g-rcp' }))).toMatchObject({ value: true, doubts: ['g-rcp'], confidence: 'medium' })
  })
  test('the statement is the evidence', () => {
    expect(ask(star({}, { Sid: 'Open' })).because[0]).toEqual({
      asset: 'arn:aws:s3:::orchard-corpus', path: 'policy.Statement[0]', wanted: 'nothing that anyone may use',
      saw: { Sid: 'Open', Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::orchard-corpus/*', Condition: {} },
    })
  })
  test('an action on objects needs their ARN', () => {
    expect(ask(doc({ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::orchard-corpus' })).value).toBe(false)
    expect(ask(doc({ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::orchard-corpus' }), {}, {}, account(), ['s3:GetObject', 's3:ListBucket']).value).toBe(true)
  })
})

describe('anyone: blocks, ACLs and gaps', () => {
  const open = { objectOwnership: 'ObjectWriter', acl: [{ grantee: 'owner', permission: 'FULL_CONTROL' }, { grantee: 'AllUsers', permission: 'READ' }] }
  const list = ['s3:GetObject', 's3:ListBucket']
  test('a block at either level shuts a public policy', () => {
    expect(ask(star(), { publicAccessBlock: all }).value).toBe(false)
    expect(ask(star(), { publicAccessBlock: { ...none, blockPublicPolicy: true } }).value).toBe(true)
    expect(ask(star(), { publicAccessBlock: none }, {}, account({ s3PublicAccessBlock: all })).value).toBe(false)
  })
  test('a public ACL, unless ACLs are off or public ones ignored', () => {
    expect(ask(null, open, {}, account(), list)).toMatchObject({ value: true, because: [{ path: 'acl[1]' }, { path: 'objectOwnership' }, { path: 'publicAccessBlock' }, { path: 's3PublicAccessBlock' }] })
    expect(ask(null, { ...open, objectOwnership: null }, {}, account(), list).value).toBe(true)
    expect(ask(null, open, {}, account(), ['s3:PutObject']).value).toBe(false)
    expect(ask(null, { ...open, acl: [{ grantee: 'AuthenticatedUsers', permission: 'WRITE' }] }, {}, account(), ['s3:PutObject']).value).toBe(true)
    expect(ask(null, { ...open, acl: [{ grantee: `canonical:abc`, permission: 'READ' }] }, {}, account(), list).value).toBe(false)
    expect(ask(null, { ...open, objectOwnership: 'BucketOwnerEnforced' }, {}, account(), list).value).toBe(false)
    expect(ask(null, { ...open, publicAccessBlock: { ...none, ignorePublicAcls: true } }, {}, account(), list).value).toBe(false)
    expect(ask(null, open, {}, account({ s3PublicAccessBlock: { ...none, ignorePublicAcls: true } }), list).value).toBe(false)
    expect(ask(doc({ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }), open, {}, account(), list).value).toBe(false)
  })
  test('gaps matter only while nothing decides', () => {
    expect(ask(null, {}, { policy: 'g-p' })).toMatchObject({ value: 'unknown', gaps: ['g-p'] })
    expect(ask(null, { publicAccessBlock: all }, { policy: 'g-p' }).value).toBe(false)
    expect(ask(null, {}, { policy: 'g-p' }, account({ s3PublicAccessBlock: all })).value).toBe(false)
    expect(ask(star(), {}, { publicAccessBlock: 'g-b' })).toMatchObject({ value: 'unknown', gaps: ['g-b'] })
    expect(ask(star(), {}, { publicAccessBlock: 'g-b' }, account({ s3PublicAccessBlock: all })).value).toBe(false)
    expect(ask(star(), {}, {}, account({}, { s3PublicAccessBlock: 'g-a' }))).toMatchObject({ value: 'unknown', gaps: ['g-a'] })
    expect(ask(null, {}, { publicAccessBlock: 'g-b' }).value).toBe(false)
    expect(ask(null, { objectOwnership: 'ObjectWriter' }, { acl: 'g-acl' }, account(), list)).toMatchObject({ value: 'unknown', gaps: ['g-acl'] })
    expect(ask(null, {}, { acl: 'g-acl' }, account(), list).value).toBe(false)
    expect(ask(null, { ...open, acl: open.acl }, { objectOwnership: 'g-o' }, account(), list)).toMatchObject({ value: 'unknown', gaps: ['g-o'] })
    expect(ask(star(), {}, { acl: 'g-acl', objectOwnership: 'g-o' }).value).toBe(true)
  })
  test('a bucket that is somebody else\'s is not ours to judge', () => {
    expect(ask(null, { owner: 'other' }).value).toBe(false)
  })
})

describe('anyone: other resources', () => {
  test('repositories, model package groups, roles', () => {
    const w = world([
      { id: `arn:aws:ecr:us-east-1:${own}:repository/chat`, type: 'aws.ecr.repository', props: { policy: doc({ Effect: 'Allow', Principal: '*', Action: ['ecr:BatchGetImage'] }) } },
      { id: `arn:aws:sagemaker:us-east-1:${own}:model-package-group/chat`, type: 'aws.sagemaker.model_package_group', props: { policy: doc({ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sagemaker:DescribeModelPackage', Resource: `arn:aws:sagemaker:us-east-1:${own}:model-package-group/chat` }) } },
      role('orchard-open', [], { trustPolicy: doc({ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }) }),
      role('orchard-lab', []),
    ])
    expect(anyone(w.get(`arn:aws:ecr:us-east-1:${own}:repository/chat`), ['ecr:BatchGetImage'], w).value).toBe(true)
    expect(anyone(w.get(`arn:aws:ecr:us-east-1:${own}:repository/chat`), ['ecr:PutImage'], w).value).toBe(false)
    expect(anyone(w.get(`arn:aws:sagemaker:us-east-1:${own}:model-package-group/chat`), ['sagemaker:*'], w).value).toBe(true)
    expect(anyone(w.get(roleArn('orchard-open')), ['sts:AssumeRole'], w)).toMatchObject({ value: true, because: [{ path: 'trustPolicy.Statement[0]' }] })
    expect(anyone(w.get(roleArn('orchard-lab')), ['sts:AssumeRole'], w).value).toBe(false)
    expect(() => anyone({ ...w.get(roleArn('orchard-lab')), type: 'aws.x.y' }, [], w)).toThrow(/no policy/)
  })
})

describe('outsiders', () => {
  const of = (policy: Json, props: { [key: string]: Json } = {}, options: Parameters<typeof world>[1] = {}, holder = account(), actions = ['s3:PutObject']) => {
    const w = world([bucket('orchard-corpus', policy, props), holder], options)
    return outsiders(w.get('arn:aws:s3:::orchard-corpus'), actions, w)
  }
  const to = (principal: Json, more: { [key: string]: Json } = {}) => doc({ Effect: 'Allow', Principal: principal, Action: 's3:*', Resource: '*', ...more })
  test('a named foreign account, user or role', () => {
    for (const aws of [foreign, `arn:aws:iam::${foreign}:root`, roleArn('x', foreign), `arn:aws:sts::${foreign}:assumed-role/x/y`]) expect(of(to({ AWS: aws })).value).toBe(true)
    expect(of(to({ AWS: foreign })).because).toMatchObject([{ path: 'policy.Statement[0]', wanted: `nothing for account ${foreign}` }])
  })
  test('our own, trusted ones, members and services are no outsiders', () => {
    expect(of(to({ AWS: own })).value).toBe(false)
    expect(of(to({ AWS: roleArn('orchard-chat') })).value).toBe(false)
    expect(of(to({ AWS: foreign }), {}, { trust: { accounts: [foreign] } }).value).toBe(false)
    expect(of(to({ AWS: foreign }), {}, {}, account({ organizationAccounts: [own, foreign] })).value).toBe(false)
    expect(of(to({ AWS: '999988887777' })).value).toBe(false)
    expect(of(to({ Service: 'cloudtrail.amazonaws.com' })).value).toBe(false)
    expect(of(to({ AWS: 'AIDAEXAMPLE' })).value).toBe(false)
  })
  test('anyone is no outsider, but a star narrowed to a stranger by name is', () => {
    expect(of(to('*')).value).toBe(false)
    expect(of(to('*', { Condition: { StringEquals: { 'aws:PrincipalAccount': foreign } } })).value).toBe(true)
    expect(of(to('*', { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-orchard' } } })).value).toBe(false)
    expect(of(to('*', { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-foreign' } } })).value).toBe(true)
    expect(of(to('*', { Condition: { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${foreign}:role/*` } } })).value).toBe(true)
  })
  test('limited by the own organisation, or denied', () => {
    expect(of(to({ AWS: foreign }, { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-orchard' } } })).value).toBe(false)
    expect(of(doc({ Effect: 'Allow', Principal: { AWS: foreign }, Action: 's3:*', Resource: '*' }, { Effect: 'Deny', Principal: '*', Action: 's3:Put*', Resource: '*', Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-orchard' } } })).value).toBe(false)
    expect(of(doc({ Effect: 'Allow', Principal: { AWS: foreign }, Action: 's3:*', Resource: '*' }, { Effect: 'Deny', Principal: { AWS: foreign }, Action: 's3:Put*', Resource: '*' })).value).toBe(false)
  })
  test('unread members lower the confidence only; an unread policy is unknown', () => {
    expect(of(to({ AWS: foreign }), {}, {}, account({}, { organizationAccounts: 'g-org' }))).toMatchObject({ value: true, confidence: 'medium', doubts: ['g-org'] })
    const w = world([bucket('orchard-corpus', null, {}, { policy: 'g-p' }), account()])
    expect(outsiders(w.get('arn:aws:s3:::orchard-corpus'), ['s3:PutObject'], w)).toMatchObject({ value: 'unknown', gaps: ['g-p'] })
  })
  test('ACL grants to canonical ids, unless ACLs are off', () => {
    const acl = [{ grantee: 'owner', permission: 'FULL_CONTROL' }, { grantee: 'canonical:abc', permission: 'WRITE' }]
    expect(of(null, { acl, objectOwnership: 'ObjectWriter' })).toMatchObject({ value: true, because: [{ path: 'acl[1]' }, { path: 'objectOwnership' }] })
    expect(of(null, { acl }).value).toBe(false)
    expect(of(null, { acl, objectOwnership: 'ObjectWriter' }, {}, account(), ['s3:GetObject']).value).toBe(false)
  })
  test('a block on public policies shuts others out of a public bucket too', () => {
    const policy = doc({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' }, { Effect: 'Allow', Principal: { AWS: foreign }, Action: 's3:PutObject', Resource: '*' })
    expect(of(policy).value).toBe(true)
    expect(of(policy, { publicAccessBlock: all }).value).toBe(false)
    expect(of(to({ AWS: foreign }), { publicAccessBlock: all }).value).toBe(true)
  })
  test('roles say whether an external id is asked for', () => {
    const trust = (condition: Json) => role('orchard-lab', [], { trustPolicy: doc({ Effect: 'Allow', Principal: { AWS: foreign }, Action: 'sts:AssumeRole', Condition: condition }) })
    const asked = (condition: Json) => {
      const w = world([trust(condition), account()])
      return outsiders(w.get(roleArn('orchard-lab')), ['sts:AssumeRole'], w)
    }
    expect(asked({}).because[0]?.wanted).toBe(`nothing for account ${foreign}, no sts:ExternalId required`)
    expect(asked({ StringEquals: { 'sts:ExternalId': 'orchard-42' } })).toMatchObject({ value: true, because: [{ wanted: `nothing for account ${foreign}, sts:ExternalId required` }] })
  })
})
