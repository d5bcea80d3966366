import { describe, expect, it } from 'vitest'
import { awsAccess } from '../../src/access/aws/index.js'
import { allow, deny, doc, policyArn, role, user, world, userArn, roleArn, foreign, type Part } from './world.js'

const account: Part = { id: 'arn:aws:iam::111122223333:root', type: 'aws.account.account', props: { scpLevels: [], rcpLevels: [], organization: null, organizationAccounts: null } }
const asked = (part: Part, ...others: Part[]): ReturnType<typeof world> => world([account, part, ...others])
const guarded = { Condition: { StringEquals: { 'bedrock:GuardrailIdentifier': 'orchard-guard' } } }

describe('grants: wildcards in so many words', () => {
  const patterns = ['bedrock:*', 'sagemaker:*']
  const value = (part: Part, ...others: Part[]): unknown => {
    const w = asked(part, ...others)
    return awsAccess.grants(w.get(part.id), patterns, w).value
  }

  it.each<[string, Part, boolean | 'unknown']>([
    ['named on everything', role('orchard-ci', [allow('bedrock:*')]), true],
    ['in any case, in a list', role('orchard-ci', [allow(['s3:GetObject', 'SageMaker:*'])]), true],
    ['on one resource only', role('orchard-ci', [allow('bedrock:*', 'arn:aws:bedrock:us-east-1::foundation-model/orchard')]), false],
    ['* alone is an administrator, not this', role('orchard-ci', [allow('*')]), false],
    ['a narrower wildcard', role('orchard-ci', [allow('bedrock:Invoke*')]), false],
    ['denied rather than allowed', role('orchard-ci', [deny('bedrock:*')]), false],
    ['policies unread', { ...role('orchard-ci', []), gaps: { inlinePolicies: 'g' } }, 'unknown'],
  ])('%s', (_, part, wanted) => expect(value(part)).toBe(wanted))

  it('does not count what a boundary takes away', () => {
    const boundary: Part = { id: policyArn('orchard-boundary'), type: 'aws.iam.policy', props: { document: doc(allow('sagemaker:Describe*')) } }
    expect(value(role('orchard-ci', [allow('sagemaker:*')], { permissionsBoundary: boundary.id }), boundary)).toBe(false)
    const wide: Part = { ...boundary, props: { document: doc(allow('*')) } }
    expect(value(role('orchard-ci', [allow('sagemaker:*')], { permissionsBoundary: wide.id }), wide)).toBe(true)
  })

  it('reads attached policies, and tells which statement', () => {
    const managed: Part = { id: policyArn('orchard-ai'), type: 'aws.iam.policy', props: { document: doc(allow('s3:GetObject'), allow('bedrock:*')) } }
    const part = role('orchard-ci', [], { attachedPolicies: [managed.id] })
    const w = asked(part, managed)
    expect(awsAccess.grants(w.get(part.id), patterns, w)).toMatchObject({ value: true, because: [{ asset: managed.id, path: 'document.Statement[1]' }] })
  })
})

describe('grantsWithout: a grant that asks for no guardrail', () => {
  const value = (part: Part): unknown => {
    const w = asked(part)
    return awsAccess.grantsWithout(w.get(part.id), ['bedrock:InvokeModel'], ['bedrock:GuardrailIdentifier'], w).value
  }

  it.each<[string, Part, boolean | 'unknown']>([
    ['no condition', role('orchard-app', [allow('bedrock:InvokeModel')]), true],
    ['bound to a guardrail', role('orchard-app', [allow('bedrock:InvokeModel', '*', guarded)]), false],
    ['bound in one statement, free in another', role('orchard-app', [allow('bedrock:InvokeModel', '*', guarded), allow('bedrock:Invoke*', 'arn:aws:bedrock:*::foundation-model/*')]), true],
    ['denied without one', role('orchard-app', [allow('bedrock:InvokeModel'), deny('bedrock:InvokeModel', '*', { Condition: { Null: { 'bedrock:GuardrailIdentifier': 'true' } } })]), false],
    ['a Deny on one bad guardrail asks for none', role('orchard-app', [allow('bedrock:InvokeModel'), deny('bedrock:InvokeModel', '*', { Condition: { StringEquals: { 'bedrock:GuardrailIdentifier': 'bad' } } })]), true],
    ['not allowed at all', role('orchard-app', [allow('s3:GetObject')]), false],
  ])('%s', (_, part, wanted) => expect(value(part)).toBe(wanted))
})

describe('exposed: who outside may come to act as it', () => {
  const value = (part: Part): unknown => {
    const w = asked(part)
    return awsAccess.exposed(w.get(part.id), w).value
  }
  const trusting = (principal: { [key: string]: string } | string): Part => role('orchard-app', [], { trustPolicy: doc({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }) })

  it.each<[string, Part, boolean | 'unknown']>([
    ['a user with an active key', user('orchard-alex', [], { accessKeys: [{ active: false, createdAt: null }, { active: true, createdAt: null }] }), true],
    ['a user whose keys are all off', user('orchard-alex', [], { accessKeys: [{ active: false, createdAt: null }] }), false],
    ['a user whose keys were not read', { ...user('orchard-alex', []), gaps: { accessKeys: 'g' } }, 'unknown'],
    ['a role a foreign account may assume', trusting({ AWS: `arn:aws:iam::${foreign}:root` }), true],
    ['a role anyone may assume', trusting('*'), true],
    ['a role for a service', trusting({ Service: 'sagemaker.amazonaws.com' }), false],
    ['a role for its own account', trusting({ AWS: roleArn('orchard-ci') }), false],
  ])('%s', (_, part, wanted) => expect(value(part)).toBe(wanted))

  it('names the key', () => {
    const part = user('orchard-alex', [], { accessKeys: [{ active: true, createdAt: null }] })
    const w = asked(part)
    expect(awsAccess.exposed(w.get(userArn('orchard-alex')), w).because).toMatchObject([{ path: 'accessKeys[0]' }])
  })
})
