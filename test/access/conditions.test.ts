// Condition operators, as documented one by one, and what a missing key means.
import { describe, expect, test } from 'vitest'
import type { Json } from '../../src/core/index.js'
import { absent, actionFault, can, chosen, encode, evaluate, expandAction, known, noPolicies, documentLayer, uncertain, type KeyState } from '../../src/access/aws/index.js'
import { allow, doc, role, roleArn, world } from './world.js'

const asked = (condition: Json, state: KeyState, effect: 'Allow' | 'Deny' = 'Allow'): string => {
  const statements = effect === 'Allow' ? [allow('*', '*', { Condition: condition })] : [allow('*'), { Effect: 'Deny', Action: '*', Resource: '*', Condition: condition }]
  return evaluate(
    { who: { is: 'role', arn: 'arn:aws:iam::111122223333:role/r', account: '111122223333' }, action: 's3:getobject', resource: encode('arn:aws:s3:::b/k'), of: 'every', context: () => state },
    { ...noPolicies, identity: documentLayer('identity', 'r', 'document', 'p', doc(...statements)) },
  ).state
}
const holds = (operator: string, wanted: Json, ...actual: string[]): boolean => asked({ [operator]: { 'aws:Key': wanted } }, known(...actual)) === 'allowed'

describe('operators on a known value', () => {
  test.each<[string, Json, string, boolean]>([
    ['StringEquals', 'a', 'a', true], ['StringEquals', 'a', 'A', false], ['StringEquals', ['a', 'b'], 'b', true], ['StringEquals', 'a*', 'ab', false], ['StringEquals', 'a*', 'a*', true],
    ['StringNotEquals', 'a', 'b', true], ['StringNotEquals', ['a', 'b'], 'b', false],
    ['StringEqualsIgnoreCase', 'Ab', 'aB', true], ['StringNotEqualsIgnoreCase', 'Ab', 'aB', false],
    ['StringLike', 'a*c?', 'abbcd', true], ['StringLike', 'a', 'ab', false], ['StringNotLike', 'a*', 'ab', false], ['stringlike', 'a*', 'ab', true],
    ['NumericEquals', '10', '10.0', true], ['NumericNotEquals', '10', '11', true], ['NumericLessThan', 10, '9', true], ['NumericLessThanEquals', '10', '10', true],
    ['NumericGreaterThan', '10', '10', false], ['NumericGreaterThanEquals', '10', '10', true], ['NumericEquals', 'ten', '10', false],
    ['DateLessThan', '2026-01-01T00:00:00Z', '2025-12-31T23:59:59Z', true], ['DateGreaterThan', '2026-01-01', '1798761600', true], ['DateEquals', '1767225600', '2026-01-01T00:00:00Z', true],
    ['DateNotEquals', '2026-01-01', '2026-01-02', true], ['DateLessThanEquals', '2026-01-01', '2026-01-01', true], ['DateGreaterThanEquals', '2026-01-02', '2026-01-01', false],
    ['Bool', 'true', 'true', true], ['Bool', true, 'TRUE', true], ['Bool', 'false', 'true', false],
    ['BinaryEquals', 'QmluYXJ5', 'QmluYXJ5', true], ['BinaryEquals', 'QmluYXJ5', 'T3RoZXI=', false],
    ['IpAddress', '203.0.113.0/24', '203.0.113.9', true], ['IpAddress', '203.0.113.0/24', '203.0.114.9', false], ['IpAddress', '203.0.113.9', '203.0.113.9', true],
    ['IpAddress', '2001:db8::/32', '2001:db8::1', true], ['IpAddress', '2001:db8::/32', '203.0.113.9', false], ['NotIpAddress', '203.0.113.0/24', '198.51.100.1', true],
    ['ArnLike', 'arn:aws:iam::*:role/orchard-*', 'arn:aws:iam::111122223333:role/orchard-chat', true], ['ArnEquals', 'arn:aws:iam::*:role/x', 'arn:aws:iam::111122223333:role/x', true],
    ['ArnLike', 'arn:aws:s3:::b', 'arn:aws:s3:::b', true], ['ArnLike', 'arn:aws:iam::1*:role/x', 'arn:aws:iam::2:role/x', false], ['ArnLike', 'arn:*:role/x', 'arn:aws:iam::2:role/x', true],
    ['ArnLike', 'arn:aws:*:x:2:role', 'arn:aws:iam::2:role', false], ['ArnNotLike', 'arn:aws:iam::2:*', 'arn:aws:iam::2:role/x', false], ['ArnNotEquals', 'arn:aws:iam::2:*', 'arn:aws:iam::3:role/x', true],
    ['Null', 'false', 'x', true], ['Null', 'true', 'x', false],
  ])('%s %j on %s: %s', (operator, wanted, actual, expected) => expect(holds(operator, wanted, actual)).toBe(expected))
})

describe('several values', () => {
  test.each<[string, string[], string[], boolean]>([
    ['ForAllValues:StringEquals', ['a', 'b'], ['a'], true], ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false], ['ForAllValues:StringEquals', ['a'], [], true],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'a'], true], ['ForAnyValue:StringEquals', ['a'], ['c'], false], ['ForAnyValue:StringEquals', ['a'], [], false],
    ['ForAllValues:StringNotEquals', ['a'], ['b', 'c'], true], ['ForAllValues:StringNotEquals', ['a'], ['b', 'a'], false],
    ['ForAnyValue:StringNotEquals', ['a'], ['a', 'b'], true], ['ForAnyValue:StringNotEquals', ['a'], ['a'], false],
  ])('%s %j on %j: %s', (operator, wanted, actual, expected) => expect(holds(operator, wanted, ...actual)).toBe(expected))
})

describe('a key that is not there', () => {
  test.each([
    ['StringEquals', 'a', false], ['StringNotEquals', 'a', true], ['StringEqualsIfExists', 'a', true], ['StringNotEqualsIfExists', 'a', true], ['Bool', 'false', false], ['BoolIfExists', 'true', true],
    ['IpAddress', '203.0.113.0/24', false], ['NotIpAddress', '203.0.113.0/24', true], ['ArnNotLike', 'arn:aws:iam::*:*', true], ['NumericLessThan', '1', false],
    ['ForAllValues:StringEquals', 'a', true], ['ForAnyValue:StringEquals', 'a', false], ['ForAnyValue:StringNotEquals', 'a', false], ['Null', 'true', true], ['Null', 'false', false],
  ])('%s %s: %s', (operator, wanted, expected) => {
    expect(asked({ [operator]: { 'aws:Key': wanted } }, absent)).toBe(expected ? 'allowed' : 'denied')
    expect(asked({ [operator]: { 'aws:Key': wanted } }, absent, 'Deny')).toBe(expected ? 'denied' : 'allowed')
  })
})

describe('a key nobody knows, or the caller chooses', () => {
  test('an unknown one decides nothing, unless any value would do', () => {
    expect(asked({ StringEquals: { 'aws:Key': 'a' } }, uncertain)).toBe('depends')
    expect(asked({ StringEquals: { 'aws:Key': [] } }, uncertain)).toBe('denied')
    expect(asked({ StringLikeIfExists: { 'aws:Key': '*' } }, uncertain)).toBe('allowed')
    expect(asked({ StringNotLike: { 'aws:Key': 'a' } }, uncertain, 'Deny')).toBe('depends')
    expect(asked({ StringEquals: { 'aws:Key': '${aws:Other}' } }, uncertain)).toBe('depends')
  })
  test('a choice is made in the caller\'s favour', () => {
    expect(asked({ StringEquals: { 's3:prefix': 'a' } }, chosen)).toBe('allowed')
    expect(asked({ StringNotEquals: { 's3:prefix': 'a' } }, chosen, 'Deny')).toBe('allowed')
  })
  test('keys of one block and blocks of one statement must all hold', () => {
    expect(asked({ StringEquals: { 'aws:Key': 'a' }, StringLike: { 'aws:Key': 'b*' } }, known('a'))).toBe('denied')
    expect(asked({ StringEquals: { 'aws:Key': 'a', 'aws:Other': 'a' } }, known('a'))).toBe('allowed')
  })
})

describe('names of actions', () => {
  test('are checked and expanded', async () => {
    expect(await actionFault('s3:GetObject')).toBeNull()
    expect(await actionFault('S3:getobject')).toBeNull()
    expect(await actionFault('s3:Get*')).toBeNull()
    expect(await actionFault('s3:GetObjct')).toEqual({ what: 's3 has no action "GetObjct"', hint: 'did you mean s3:GetObject?' })
    expect((await actionFault('sagemakr:CreateModel'))?.hint).toBe('did you mean sagemaker:CreateModel?')
    expect(await actionFault('GetObject')).toMatchObject({ what: '"GetObject" names no service' })
    expect(await actionFault('s3:Zap*')).toMatchObject({ what: 'no action of s3 matches "s3:Zap*"' })
    expect(await expandAction('sagemaker:CreatePresigned*')).toContain('sagemaker:CreatePresignedDomainUrl')
  })
})

describe('dates', () => {
  // The world's clock stands at 2026-06-01.
  const decide = (operator: string, when: string): string => {
    const at = world([role('orchard-chat', [allow('s3:GetObject', '*', { Condition: { [operator]: { 'aws:CurrentTime': when } } })])])
    return can(roleArn('orchard-chat'), 's3:GetObject', 'arn:aws:s3:::orchard-corpus/a', at).state
  }
  test.each([
    ['DateLessThan', '2026-05-01T00:00:00Z', 'denied'], ['DateLessThan', '2026-07-01T00:00:00Z', 'allowed'],
    ['DateGreaterThan', '2026-05-01T00:00:00Z', 'allowed'], ['DateGreaterThan', '2027-01-01T00:00:00Z', 'denied'],
  ])('%s %s is %s when the inventory was taken in between', (operator, when, state) => expect(decide(operator, when)).toBe(state))
})
