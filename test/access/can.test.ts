// Decisions as the AWS documentation describes them, case by case.
import { describe, expect, test } from 'vitest'
import { awsAccess, can, whoCan } from '../../src/access/aws/index.js'
import { account, allow, bucket, deny, doc, foreign, level, managed, openLevel, own, policyArn, role, roleArn, trusts, user, userArn, world } from './world.js'

const chat = roleArn('orchard-chat')
const object = 'arn:aws:s3:::orchard-corpus/docs/a.txt'
const decide = (parts: Parameters<typeof world>[0], action = 's3:GetObject', resource = object, who = chat, options: Parameters<typeof world>[1] = {}) =>
  can(who, action, resource, world(parts, options))

describe('identity policies', () => {
  test('nothing allows: denied for want of an Allow', () => {
    const d = decide([role('orchard-chat', [])])
    expect(d).toMatchObject({ state: 'denied', explicit: false, notes: ['no policy of the identity allows it'] })
  })
  test('an Allow decides, named by asset and path', () => {
    const d = decide([role('orchard-chat', [deny('iam:*'), allow(['s3:Get*', 'sqs:*'], ['arn:aws:s3:::orchard-corpus/*', 'arn:aws:s3:::other/*'], { Sid: 'Read' })])])
    expect(d.state).toBe('allowed')
    expect(d.statements).toEqual([{
      effect: 'Allow', layer: 'identity', asset: chat, policy: 'inline', sid: 'Read', path: 'inlinePolicies[0].document.Statement[1]',
      statement: { Sid: 'Read', Effect: 'Allow', Action: 's3:Get*', Resource: 'arn:aws:s3:::orchard-corpus/*' },
    }])
  })
  test('actions ignore case, resources do not', () => {
    expect(decide([role('orchard-chat', [allow('S3:getOBJECT', 'arn:aws:s3:::orchard-corpus/*')])]).state).toBe('allowed')
    expect(decide([role('orchard-chat', [allow('s3:GetObject', 'arn:aws:s3:::Orchard-Corpus/*')])]).state).toBe('denied')
  })
  test('a Deny wins over every Allow', () => {
    const d = decide([role('orchard-chat', [allow('*'), deny('s3:GetObject', 'arn:aws:s3:::orchard-corpus/docs/*', { Sid: 'NoDocs' })])])
    expect(d).toMatchObject({ state: 'denied', explicit: true, statements: [{ sid: 'NoDocs', effect: 'Deny' }] })
  })
  test('NotAction and NotResource', () => {
    expect(decide([role('orchard-chat', [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }])]).state).toBe('allowed')
    expect(decide([role('orchard-chat', [{ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }])]).state).toBe('denied')
    expect(decide([role('orchard-chat', [{ Effect: 'Allow', Action: 's3:*', NotResource: 'arn:aws:s3:::orchard-corpus/*' }])]).state).toBe('denied')
    expect(decide([role('orchard-chat', [allow('*'), { Effect: 'Deny', Action: '*', NotResource: 'arn:aws:s3:::orchard-corpus/*' }])]).state).toBe('allowed')
  })
  test('attached policies and those of groups', () => {
    expect(decide([role('orchard-chat', [], { attachedPolicies: [policyArn('read')] }), managed('read', allow('s3:GetObject'))])).toMatchObject({
      state: 'allowed', statements: [{ asset: policyArn('read'), path: 'document.Statement[0]', policy: 'read' }],
    })
    const group = { id: `arn:aws:iam::${own}:group/data`, type: 'aws.iam.group', props: { inlinePolicies: [{ name: 'g', document: doc(allow('s3:*')) }], attachedPolicies: [] } }
    expect(decide([user('ada', [], { groups: [group.id] }), group], 's3:GetObject', object, userArn('ada')).state).toBe('allowed')
  })
  test('a policy that is attached but not in the inventory: a gap hides it, or it is told and left out', () => {
    const parts = [role('orchard-chat', [], { attachedPolicies: [policyArn('gone')] })]
    expect(decide(parts, undefined, undefined, chat, { listGaps: { 'aws.iam.policy': 'g1' } })).toMatchObject({ state: 'unknown', gaps: ['g1'] })
    const d = decide(parts)
    expect(d.state).toBe('denied')
    expect(d.notes[0]).toContain('policy/gone is attached but not in the inventory')
  })
  test('an unread policy may hold a Deny, but a Deny that is seen stands', () => {
    const gaps = { attachedPolicies: 'g2' }
    expect(decide([role('orchard-chat', [allow('*')], {}, gaps)])).toMatchObject({ state: 'unknown', gaps: ['g2'] })
    expect(decide([role('orchard-chat', [deny('s3:*')], {}, gaps)])).toMatchObject({ state: 'denied', gaps: [] })
  })
  test.each<[string, unknown]>([
    ['no JSON', 'not json'], ['a number', 7], ['no Statement', { Version: '2012-10-17' }], ['no Effect', { Statement: { Action: '*', Resource: '*' } }],
    ['Action and NotAction', { Statement: { Effect: 'Allow', Action: '*', NotAction: 'x:y', Resource: '*' } }],
    ['a Condition that is a list', { Statement: { Effect: 'Allow', Action: '*', Resource: '*', Condition: [] } }],
    ['a Statement that is text', { Statement: ['x'] }],
  ])('a malformed document is unknown, never "allows nothing": %s', (_, document) => {
    const d = decide([role('orchard-chat', [], { inlinePolicies: [{ name: 'bad', document: document as string }] })])
    expect(d.state).toBe('unknown')
    expect(d.gaps[0]).toContain('policy:invalid-answer')
  })
  test('policy text as a JSON string is read', () => {
    expect(decide([role('orchard-chat', [], { inlinePolicies: [{ name: 't', document: JSON.stringify(doc(allow('s3:*'))) }] })]).state).toBe('allowed')
  })
  test('variables: known, unknown, with a default, escaped; taken literally in version 2008-10-17', () => {
    const home = allow('s3:*', 'arn:aws:s3:::orchard-corpus/${aws:username}/*')
    const of = (u: string, key: string) => decide([user(u, [home])], 's3:GetObject', `arn:aws:s3:::orchard-corpus/${key}`, userArn(u)).state
    expect(of('docs', 'docs/a.txt')).toBe('allowed')
    expect(of('ada', 'docs/a.txt')).toBe('denied')
    expect(decide([role('orchard-chat', [home])]).state).toBe('denied')
    expect(decide([role('orchard-chat', [allow('s3:*', 'arn:aws:s3:::orchard-corpus/${aws:userid}/*')])])).toMatchObject({ state: 'depends', conditions: ['${aws:userid} in arn:aws:s3:::orchard-corpus/${aws:userid}/*'] })
    expect(decide([role('orchard-chat', [allow('s3:*', "arn:aws:s3:::orchard-corpus/${aws:PrincipalTag/team, 'docs'}/*")])]).state).toBe('allowed')
    expect(decide([role('orchard-chat', [allow('s3:*', 'arn:aws:s3:::orchard-corpus/${*}')])]).state).toBe('denied')
    const old = { Version: '2008-10-17', Statement: [allow('s3:*', 'arn:aws:s3:::orchard-corpus/${aws:username}/*')] }
    expect(decide([user('docs', [], { inlinePolicies: [{ name: 'o', document: old }] })], 's3:GetObject', object, userArn('docs')).state).toBe('denied')
  })
})

describe('boundaries and organisations', () => {
  const bounded = (boundary: ReturnType<typeof allow>) => [role('orchard-chat', [allow('*')], { permissionsBoundary: policyArn('limit') }), managed('limit', boundary)]
  test('a boundary must allow as well', () => {
    expect(decide(bounded(allow('s3:*'))).state).toBe('allowed')
    expect(decide(bounded(allow('ec2:*')))).toMatchObject({ state: 'denied', explicit: false, notes: ['the permissions boundary does not allow it'] })
    expect(decide(bounded(deny('s3:*')))).toMatchObject({ state: 'denied', explicit: true })
  })
  test('an unread boundary is unknown, unless nothing would be allowed anyway', () => {
    expect(decide([role('orchard-chat', [allow('*')], {}, { permissionsBoundary: 'g' })]).state).toBe('unknown')
    expect(decide([role('orchard-chat', [], {}, { permissionsBoundary: 'g' })]).state).toBe('denied')
  })
  test('every level of service control policies must allow', () => {
    const at = (...levels: ReturnType<typeof level>[]) => decide([role('orchard-chat', [allow('*')]), account({ scpLevels: levels })])
    expect(at(openLevel, openLevel).state).toBe('allowed')
    expect(at(openLevel, level(doc(allow('ec2:*'))))).toMatchObject({ state: 'denied', notes: ['no service control policy of some level allows it'] })
    expect(at(openLevel, level(doc(allow('ec2:*')), doc(allow('s3:*')))).state).toBe('allowed')
    expect(at(level(doc(allow('*')), doc(deny('s3:*'))))).toMatchObject({ state: 'denied', explicit: true, statements: [{ layer: 'scp', path: 'scpLevels[0].policies[1].document.Statement[0]' }] })
  })
  test('service-linked roles and the management account are exempt', () => {
    const none = level(doc(deny('*')))
    expect(decide([role('orchard-chat', [allow('*')], { serviceLinked: true }), account({ scpLevels: [none] })]).state).toBe('allowed')
    expect(decide([role('orchard-chat', [allow('*')]), account({ scpLevels: [none], organization: { id: 'o-orchard', managementAccount: own, isManagement: true } })]).state).toBe('allowed')
  })
  test('unread control policies leave the answer standing, with doubt', () => {
    const parts = [role('orchard-chat', [allow('*')]), account({}, { scpLevels: 'g-scp' })]
    expect(decide(parts)).toMatchObject({ state: 'allowed', doubts: ['g-scp'] })
    const w = world(parts)
    expect(awsAccess.can(w.get(chat), ['s3:GetObject'], object, w)).toMatchObject({ value: true, confidence: 'medium', doubts: ['g-scp'], gaps: [] })
    expect(decide([role('orchard-chat', []), account({}, { scpLevels: 'g-scp' })])).toMatchObject({ state: 'denied', doubts: [] })
  })
  test('resource control policies limit the resource, whoever asks', () => {
    const rcp = level(doc({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }), doc({ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*', Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-other' } } }))
    expect(decide([role('orchard-chat', [allow('*')]), bucket('orchard-corpus', null), account({ rcpLevels: [rcp] })])).toMatchObject({ state: 'denied', explicit: true })
    expect(decide([role('orchard-chat', [allow('*')]), account({ rcpLevels: [rcp] })], 'sagemaker:CreateModel', '*').state).toBe('allowed')
  })
})

describe('resource policies within the account', () => {
  const grant = (principal: unknown) => doc({ Effect: 'Allow', Principal: principal as string, Action: 's3:GetObject', Resource: 'arn:aws:s3:::orchard-corpus/*' })
  const with_ = (principal: unknown, part = role('orchard-chat', [])) => decide([part, bucket('orchard-corpus', grant(principal))], 's3:GetObject', object, part.id)
  const limited = role('orchard-chat', [], { permissionsBoundary: policyArn('limit') })
  test('naming the role, its session or anyone grants by itself; the account only delegates', () => {
    expect(with_({ AWS: chat }).state).toBe('allowed')
    expect(with_('*').state).toBe('allowed')
    expect(with_({ AWS: own }).state).toBe('denied')
    expect(with_({ AWS: own }, role('orchard-chat', [allow('s3:GetObject')])).state).toBe('allowed')
    expect(with_({ AWS: `arn:aws:sts::${own}:assumed-role/orchard-chat/deploy` })).toMatchObject({ state: 'depends', conditions: ['session named deploy'] })
  })
  test('a boundary limits what is granted to the role, not what is granted to its session, a user or anyone', () => {
    const boundary = managed('limit', allow('ec2:*'))
    const on = (principal: unknown, who = chat, part = limited) => decide([part, boundary, bucket('orchard-corpus', grant(principal))], 's3:GetObject', object, who).state
    expect(on({ AWS: chat })).toBe('denied')
    expect(on('*')).toBe('allowed')
    const session = `arn:aws:sts::${own}:assumed-role/orchard-chat/deploy`
    expect(on({ AWS: session }, session)).toBe('allowed')
    expect(on({ AWS: userArn('ada') }, userArn('ada'), user('ada', [], { permissionsBoundary: policyArn('limit') }))).toBe('allowed')
  })
  test('a Deny in the resource policy binds the account itself', () => {
    const policy = doc({ Effect: 'Deny', NotPrincipal: { AWS: [roleArn('orchard-admin'), own] }, Action: 's3:*', Resource: '*' })
    expect(decide([role('orchard-chat', [allow('*')]), bucket('orchard-corpus', policy)])).toMatchObject({ state: 'denied', explicit: true })
    expect(decide([role('orchard-admin', [allow('*')]), bucket('orchard-corpus', policy)], 's3:GetObject', object, roleArn('orchard-admin')).state).toBe('allowed')
  })
  test('an unread bucket policy may grant or deny', () => {
    const parts = (statements: ReturnType<typeof allow>[]) => [role('orchard-chat', statements), bucket('orchard-corpus', null, {}, { policy: 'g-pol' })]
    expect(decide(parts([]))).toMatchObject({ state: 'unknown', gaps: ['g-pol'] })
    expect(decide(parts([allow('*')])).state).toBe('unknown')
    expect(decide(parts([deny('s3:*')])).state).toBe('denied')
  })
  test('assuming a role needs its trust policy, even for an administrator', () => {
    const target = (trustPolicy: ReturnType<typeof doc>) => role('orchard-target', [], { trustPolicy })
    const assume = (trust: ReturnType<typeof doc>, mine: ReturnType<typeof allow>[]) => decide([role('orchard-chat', mine), target(trust)], 'sts:AssumeRole', roleArn('orchard-target')).state
    expect(assume(trusts('sagemaker.amazonaws.com'), [allow('*')])).toBe('denied')
    const trust = (aws: string) => doc({ Effect: 'Allow', Principal: { AWS: aws }, Action: 'sts:AssumeRole' })
    expect(assume(trust(own), [allow('*')])).toBe('allowed')
    expect(assume(trust(own), [])).toBe('denied')
    expect(assume(trust(chat), [])).toBe('allowed')
  })
  test('a key of which nothing was read depends on its own policy', () => {
    expect(decide([role('orchard-chat', [allow('*')])], 'kms:Decrypt', `arn:aws:kms:us-east-1:${own}:key/1`)).toMatchObject({ state: 'depends' })
    expect(decide([role('orchard-chat', [])], 'kms:Decrypt', `arn:aws:kms:us-east-1:${own}:key/1`).state).toBe('denied')
  })
})

describe('across accounts', () => {
  const theirs = { ...role('orchard-guest', [allow('s3:*')]), id: roleArn('orchard-guest', foreign), account: foreign }
  const on = (policy: ReturnType<typeof doc> | null) => decide([theirs, bucket('orchard-corpus', policy)], 's3:GetObject', object, theirs.id).state
  const grant = (principal: string) => doc({ Effect: 'Allow', Principal: { AWS: principal }, Action: 's3:*', Resource: '*' })
  test('both sides must allow', () => {
    expect(on(null)).toBe('denied')
    expect(on(grant(foreign))).toBe('allowed')
    expect(on(grant(theirs.id))).toBe('allowed')
    const poor = { ...theirs, props: { ...theirs.props, inlinePolicies: [] } }
    expect(decide([poor, bucket('orchard-corpus', grant(theirs.id))], 's3:GetObject', object, theirs.id).state).toBe('denied')
  })
  test('a principal that is not in the inventory is asked of the resource policy alone', () => {
    const d = decide([bucket('orchard-corpus', grant(foreign)), account()], 's3:GetObject', object, roleArn('stranger', foreign))
    expect(d.state).toBe('allowed')
    expect(d.notes).toEqual(['its own policies are not in the inventory and are taken to allow'])
  })
})

describe('conditions', () => {
  const under = (condition: { [key: string]: { [key: string]: string | string[] } }, context: Record<string, string | string[]> = {}) =>
    can(chat, 's3:GetObject', object, world([role('orchard-chat', [allow('s3:*', '*', { Condition: condition })]), account()]), context)
  test('what circumstances decide is named', () => {
    expect(under({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } })).toMatchObject({ state: 'depends', conditions: ['Bool aws:MultiFactorAuthPresent true'] })
    expect(under({ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }).state).toBe('depends')
    expect(under({ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, { 'aws:SourceIp': '203.0.113.9' }).state).toBe('allowed')
    expect(under({ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, { 'AWS:sourceip': '198.51.100.1' }).state).toBe('denied')
  })
  test('what is known of the caller is used', () => {
    expect(under({ StringEquals: { 'aws:PrincipalOrgID': 'o-orchard' } }).state).toBe('allowed')
    expect(under({ StringEquals: { 'aws:PrincipalOrgID': 'o-other' } }).state).toBe('denied')
    expect(under({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/orchard-*' } }).state).toBe('allowed')
    expect(under({ StringEquals: { 'aws:PrincipalTag/team': 'x' } }).state).toBe('denied')
    const taggable = doc({ Effect: 'Allow', Principal: { AWS: own }, Action: ['sts:AssumeRole', 'sts:TagSession'] })
    const tagged = (props: { [key: string]: string | { [key: string]: string } }) => can(chat, 's3:GetObject', object, world([
      role('orchard-chat', [allow('s3:*', '*', { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'x' } } })], props),
    ])).state
    expect(tagged({ tags: { Team: 'x' } })).toBe('allowed')
    expect(tagged({ trustPolicy: JSON.stringify(taggable) })).toBe('depends')
  })
  test('what the caller chooses does not stand in his way', () => {
    expect(under({ StringEquals: { 's3:x-amz-acl': 'private', 'aws:RequestedRegion': 'us-east-1' } }).state).toBe('allowed')
  })
  test('a Deny for a missing key: negated operators hold, positive ones do not', () => {
    const denied = (condition: { [key: string]: { [key: string]: string } }) =>
      can(chat, 's3:GetObject', object, world([role('orchard-chat', [allow('*'), deny('*', '*', { Condition: condition })]), account()])).state
    expect(denied({ StringNotEquals: { 'aws:SourceAccount': own } })).toBe('denied')
    expect(denied({ StringEquals: { 'aws:SourceAccount': own } })).toBe('allowed')
    expect(denied({ StringNotEqualsIfExists: { 'aws:SourceAccount': own } })).toBe('denied')
    expect(denied({ Null: { 'aws:SourceAccount': 'true' } })).toBe('denied')
    expect(denied({ Bool: { 'aws:SecureTransport': 'false' } })).toBe('allowed')
    expect(denied({ BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } })).toBe('depends')
    expect(denied({ StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } })).toBe('allowed')
  })
  test('an operator nobody documents settles nothing', () => {
    expect(under({ StringSortOf: { 'aws:PrincipalArn': chat } }).state).toBe('depends')
  })
})

describe('questions about many resources', () => {
  const may = (statements: ReturnType<typeof allow>[], action: string, resource: string) => decide([role('orchard-chat', statements), bucket('orchard-corpus', null)], action, resource).state
  test('a star asks about everything, and is not undone by an exception', () => {
    expect(may([allow('s3:*')], 's3:GetObject', '*')).toBe('allowed')
    expect(may([allow('s3:*', 'arn:aws:s3:::orchard-corpus/*')], 's3:GetObject', '*')).toBe('denied')
    expect(may([allow('s3:*'), deny('s3:*', 'arn:aws:s3:::secret/*')], 's3:GetObject', '*')).toBe('allowed')
    expect(may([allow('s3:Get*')], 's3:*', '*')).toBe('denied')
    expect(may([allow('*')], 's3:*', '*')).toBe('allowed')
    expect(may([allow('*', '*', { Condition: { StringEquals: { 'aws:ResourceTag/team': 'orchard' } } })], 'sagemaker:StopNotebookInstance', '*')).toBe('denied')
  })
  test('a bucket stands for its objects where the action is about objects', () => {
    const id = 'arn:aws:s3:::orchard-corpus'
    expect(may([allow('s3:GetObject', `${id}/*`)], 's3:GetObject', id)).toBe('allowed')
    expect(may([allow('s3:GetObject', `${id}/docs/*`)], 's3:GetObject', id)).toBe('allowed')
    expect(may([allow('s3:GetObject', `${id}/docs/*`), deny('*', `${id}/*`)], 's3:GetObject', id)).toBe('denied')
    expect(may([allow('s3:GetObject', `${id}/docs/*`), { Effect: 'Deny', Action: '*', NotResource: `${id}/public/*` }], 's3:GetObject', id)).toBe('denied')
    expect(may([allow('s3:ListBucket', `${id}/*`)], 's3:ListBucket', id)).toBe('denied')
  })
})

describe('who can', () => {
  test('inventory and outsiders, each with a decision', () => {
    const policy = doc(
      { Effect: 'Allow', Principal: { AWS: [foreign], Service: 'cloudtrail.amazonaws.com' }, Action: 's3:GetObject', Resource: '*' },
    )
    const w = world([account(), role('orchard-chat', [allow('s3:*')]), role('orchard-idle', []), user('ada', [allow('s3:*', '*', { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })]), bucket('orchard-corpus', policy)])
    expect(whoCan('s3:GetObject', object, w).holders.map((h) => [h.principal, h.decision.state])).toEqual([
      [foreign, 'allowed'], [chat, 'allowed'], [userArn('ada'), 'depends'], ['cloudtrail.amazonaws.com', 'allowed'],
    ])
  })
  test('anyone is listed once, and unread lists are told', () => {
    const policy = doc({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::orchard-corpus/docs/*' })
    const found = whoCan('s3:GetObject', 'arn:aws:s3:::orchard-corpus', world([account(), bucket('orchard-corpus', policy)], { listGaps: { 'aws.iam.role': 'g-roles' } }))
    expect(found.holders).toMatchObject([{ principal: '*', decision: { state: 'allowed', statements: [{ path: 'policy.Statement[0]' }] } }])
    expect(found.gaps).toEqual(['g-roles'])
  })
})

test('principals nobody knows are told, with the nearest right one', () => {
  expect(() => decide([role('orchard-chat', [])], undefined, undefined, roleArn('orchard-chta'))).toThrow(/no principal/)
  expect(() => decide([], undefined, undefined, 'nonsense')).toThrow(/no principal/)
  expect(decide([account()], undefined, undefined, chat, { listGaps: { 'aws.iam.role': 'g' } })).toMatchObject({ state: 'unknown', gaps: ['g'] })
})
