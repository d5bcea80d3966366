// Laws of access that hold for any policy, tried on thousands of made-up ones.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../src/core/index.js'
import { awsAccess, can, parsePolicy, type Decision } from '../../src/access/aws/index.js'
import { covers, encode, glob, meet } from '../../src/access/wildcard.js'
import { account, bucket, doc, foreign, level, managed, own, policyArn, role, roleArn, world, type Rule } from './world.js'

const runs = { numRuns: 1500 }
const chat = roleArn('orchard-chat')

/** What it should be, written as plainly as can be. */
function matches(pattern: string, text: string): boolean {
  if (pattern === '') return text === ''
  if (pattern[0] === '*') return matches(pattern.slice(1), text) || (text !== '' && matches(pattern, text.slice(1)))
  return text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && matches(pattern.slice(1), text.slice(1))
}

const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 7 })
const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 })

describe('wildcards', () => {
  test('match as a naive matcher does', () => fc.assert(fc.property(pattern, text, (p, t) => covers(glob(encode(p)), t) === matches(p, t)), { numRuns: 10_000 }))
  test('what covers a pattern matches all that the pattern matches', () => fc.assert(fc.property(pattern, pattern, text, (p, q, t) => {
    fc.pre(covers(glob(encode(p)), encode(q)) && matches(q, t))
    return matches(p, t)
  }), runs))
  test('patterns meet wherever a text matches both, and only there', () => fc.assert(fc.property(pattern, pattern, text, (p, q, t) => {
    const met = meet(encode(p), encode(q))
    if (matches(p, t) && matches(q, t)) expect(met).not.toBeNull()
    if (met !== null) {
      expect(covers(glob(encode(p)), met)).toBe(true)
      expect(covers(glob(encode(q)), met)).toBe(true)
    }
  }), { numRuns: 10_000 }))
  test('long hostile patterns take no time', () => {
    const start = performance.now()
    expect(covers(glob(encode(`${'a*'.repeat(2000)}b`)), 'a'.repeat(20_000))).toBe(false)
    expect(covers(glob(encode(`${'*a?'.repeat(500)}b`)), 'a'.repeat(5_000))).toBe(false)
    expect(performance.now() - start).toBeLessThan(2_000)
  })
})

const action = fc.constantFrom('s3:GetObject', 's3:PutObject', 's3:Get*', 's3:*', '*', 'S3:getobject', 'iam:PassRole', 'iam:*', 's3:?etObject')
const resource = fc.constantFrom('*', 'arn:aws:s3:::orchard-corpus/*', 'arn:aws:s3:::orchard-corpus/docs/*', 'arn:aws:s3:::orchard-corpus/docs/a', 'arn:aws:s3:::other/*', 'arn:aws:s3:::orchard-corpus', 'arn:aws:s3:::orchard-corpus/${aws:userid}/*', 'arn:aws:s3:::orchard-corpus/${aws:PrincipalTag/team}/*')
const condition = fc.constantFrom<Rule | undefined>(
  undefined, undefined, undefined,
  { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }, { StringEquals: { 'aws:PrincipalOrgID': 'o-orchard' } }, { StringNotEquals: { 'aws:PrincipalOrgID': 'o-orchard' } },
  { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, { StringLike: { 's3:prefix': 'docs/*' } },
  { StringEqualsIfExists: { 'aws:SourceVpce': 'vpce-1' } }, { Null: { 'aws:SourceVpc': 'true' } }, { StringEquals: { 'aws:ResourceTag/team': 'orchard' } },
  { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] } }, { Bool: { 'aws:SecureTransport': 'false' } },
)
const list = (one: fc.Arbitrary<string>): fc.Arbitrary<Json> => fc.oneof(one, fc.array(one, { minLength: 1, maxLength: 3 }))
const element = (name: string, one: fc.Arbitrary<string>): fc.Arbitrary<Rule> => fc.tuple(fc.constantFrom(name, name, name, `Not${name}`), list(one)).map(([key, value]) => ({ [key]: value }))
const statement = (effect: fc.Arbitrary<string>): fc.Arbitrary<Rule> => fc.record({ Effect: effect, actions: element('Action', action), resources: element('Resource', resource), condition })
  .map(({ Effect, actions, resources, condition: c }) => ({ Effect, ...actions, ...resources, ...(c === undefined ? {} : { Condition: c }) }))
const effect = fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny')
const statements = fc.array(statement(effect), { maxLength: 4 })
const principal = fc.constantFrom<Rule>({ Principal: '*' }, { Principal: { AWS: '*' } }, { Principal: { AWS: own } }, { Principal: { AWS: chat } }, { Principal: { AWS: foreign } }, { NotPrincipal: { AWS: foreign } }, { Principal: { Service: 'cloudtrail.amazonaws.com' } })
const bucketStatements = fc.array(fc.tuple(statement(effect), principal).map(([s, p]) => ({ ...s, ...p })), { maxLength: 4 })
const question = fc.tuple(fc.constantFrom('s3:GetObject', 's3:PutObject', 'iam:PassRole', 's3:*'), fc.constantFrom('arn:aws:s3:::orchard-corpus/docs/a', 'arn:aws:s3:::orchard-corpus', 'arn:aws:s3:::other/x', '*'))

interface Setting { own: Rule[]; attached: Rule[]; boundary: Rule[] | null; scp: Rule[] | null; bucket: Rule[] }
const setting: fc.Arbitrary<Setting> = fc.record({
  own: statements, attached: statements, boundary: fc.option(statements, { freq: 3 }), scp: fc.option(statements, { freq: 3 }), bucket: bucketStatements,
})

function decide(s: Setting, [act, on]: [string, string], gaps: { own?: boolean; attached?: boolean; boundary?: boolean; bucket?: boolean; policy?: boolean; organisation?: boolean } = {}): Decision {
  const policy = { ...managed('attached', ...s.attached), ...(gaps.policy === true ? { props: {}, gaps: { document: 'g-document' } } : {}) }
  const parts = [
    role('orchard-chat', s.own, { attachedPolicies: [policyArn('attached')], permissionsBoundary: s.boundary === null ? null : policyArn('limit') }, {
      ...(gaps.own === true ? { inlinePolicies: 'g-own' } : {}), ...(gaps.attached === true ? { attachedPolicies: 'g-attached' } : {}), ...(gaps.boundary === true ? { permissionsBoundary: 'g-boundary' } : {}),
    }),
    policy, managed('limit', ...(s.boundary ?? [])),
    bucket('orchard-corpus', s.bucket.length === 0 ? null : doc(...s.bucket), {}, gaps.bucket === true ? { policy: 'g-bucket' } : {}),
    account({ scpLevels: s.scp === null ? [] : [level(doc(...s.scp))] }, gaps.organisation === true ? { organization: 'g-organisation' } : {}),
  ]
  return can(chat, act, on, world(parts))
}

const order = ['denied', 'unknown', 'depends', 'allowed']
const rank = (d: Decision): number => order.indexOf(d.state)

describe('decisions', () => {
  test('adding a Deny never adds access', () => fc.assert(fc.property(setting, question, statement(fc.constant('Deny')), fc.constantFrom('own', 'attached', 'bucket'), principal, (s, q, deny, where, p) => {
    const more = { ...s, [where]: [...s[where as 'own'], where === 'bucket' ? { ...deny, ...p } : deny] }
    return rank(decide(more, q)) <= rank(decide(s, q))
  }), runs))
  test('removing an Allow never adds access', () => fc.assert(fc.property(setting, question, statement(fc.constant('Allow')), fc.constantFrom('own', 'attached', 'bucket'), principal, (s, q, allow, where, p) => {
    const more = { ...s, [where]: [...s[where as 'own'], where === 'bucket' ? { ...allow, ...p } : allow] }
    return rank(decide(s, q)) <= rank(decide(more, q))
  }), runs))
  test('a statement that names what it leaves out speaks for no part that it leaves out', () => {
    const attached: Rule[] = [{ Effect: 'Allow', Action: ['s3:GetObject'], Resource: 'arn:aws:s3:::orchard-corpus/docs/a' }]
    const s: Setting = { own: [], attached, boundary: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }], scp: null, bucket: [] }
    for (const own of [[], [{ Effect: 'Allow', NotAction: 's3:GetObject', NotResource: 'arn:aws:s3:::orchard-corpus/${aws:userid}/*' }]]) {
      expect(decide({ ...s, own }, ['s3:*', 'arn:aws:s3:::orchard-corpus']).state).toBe('allowed')
    }
  })
  test('a boundary or a control policy never adds access', () => fc.assert(fc.property(setting, question, statements, fc.constantFrom('boundary', 'scp'), (s, q, limit, where) =>
    rank(decide({ ...s, [where]: limit.length === 0 ? null : limit }, q)) <= rank(decide({ ...s, [where]: null }, q))), runs))
  test('the order of statements does not matter', () => fc.assert(fc.property(setting, question, (s, q) => {
    const back = decide({ ...s, own: s.own.toReversed(), attached: s.attached.toReversed(), bucket: s.bucket.toReversed(), scp: s.scp?.toReversed() ?? null }, q)
    const { state, explicit } = decide(s, q)
    return back.state === state && back.explicit === explicit
  }), runs))
  test('one value or a list of one is the same', () => fc.assert(fc.property(setting, question, (s, q) => {
    const wrap = (value: Json): Json => (typeof value === 'string' ? [value] : value)
    const listed = (rules: Rule[]): Rule[] => rules.map((r) => Object.fromEntries(Object.entries(r).map(([k, v]) => [k, /Action|Resource/.test(k) ? wrap(v) : v])))
    return decide({ ...s, own: listed(s.own), attached: listed(s.attached), bucket: listed(s.bucket) }, q).state === decide(s, q).state
  }), runs))
  test('what is not read only ever makes a decision unknown', () => fc.assert(fc.property(setting, question, fc.constantFrom('own', 'attached', 'boundary', 'bucket', 'policy', 'organisation'), (s, q, gap) => {
    const blind = decide(s, q, { [gap]: true })
    const seen = decide(s, q)
    if (blind.state !== 'unknown') expect(blind.state).toBe(seen.state)
    else expect(blind.gaps.length).toBeGreaterThan(0)
  }), runs))
  test('allowed and denied say by what, depends says on what', () => fc.assert(fc.property(setting, question, (s, q) => {
    const d = decide(s, q)
    if (d.state === 'allowed' || d.explicit) expect(d.statements.length).toBeGreaterThan(0)
    if (d.state === 'depends') expect(d.conditions.length).toBeGreaterThan(0)
    if (d.state === 'denied' && !d.explicit) expect(d.notes.length).toBeGreaterThan(0)
    expect(d.gaps).toEqual([])
  }), runs))
  test('what is allowed everywhere is allowed anywhere', () => fc.assert(fc.property(statements, statements, (mine, limit) => {
    const allows = (rules: Rule[]): Rule[] => rules.map((r) => ({ ...r, Effect: 'Allow' }))
    const s: Setting = { own: [...allows(mine), { Effect: 'Allow', Action: 's3:*', Resource: '*' }], attached: [], boundary: limit.length === 0 ? null : allows(limit), scp: null, bucket: [] }
    return decide(s, ['s3:GetObject', '*']).state !== 'allowed' || decide(s, ['s3:GetObject', 'arn:aws:s3:::orchard-corpus/docs/a']).state === 'allowed'
  }), runs))
  test('plain policies decide as a few lines say', () => fc.assert(fc.property(statements, fc.option(statements), fc.constantFrom('s3:GetObject', 's3:PutObject', 'iam:PassRole'), fc.constantFrom('arn:aws:s3:::orchard-corpus/docs/a', 'arn:aws:s3:::other/x'), (mine, limit, act, on) => {
    const plain = (rules: Rule[]): Rule[] => rules.map((r) => Object.fromEntries(Object.entries(r).filter(([k]) => k !== 'Condition'))).filter((r) => !JSON.stringify(r).includes('${'))
    const texts = (v: Json | undefined): string[] => [v ?? []].flat(1).filter((x) => typeof x === 'string')
    const about = (r: Rule): boolean => {
      const acts = texts(r['Action'] ?? r['NotAction']).some((a) => matches(a.toLowerCase(), act.toLowerCase()))
      const ons = texts(r['Resource'] ?? r['NotResource']).some((p) => matches(p, on))
      return acts === ('Action' in r) && ons === ('Resource' in r)
    }
    const has = (rules: Rule[], e: string): boolean => rules.some((r) => r['Effect'] === e && about(r))
    const [a, b] = [plain(mine), limit === null ? null : plain(limit)]
    const allowed = !has(a, 'Deny') && !(b !== null && has(b, 'Deny')) && has(a, 'Allow') && (b === null || has(b, 'Allow'))
    return decide({ own: a, attached: [], boundary: b, scp: null, bucket: [] }, [act, on]).state === (allowed ? 'allowed' : 'denied')
  }), { numRuns: 4000 }))
})

describe('anyone', () => {
  const value = (rules: Rule[], gaps: Record<string, string> = {}, more: { [key: string]: Json } = {}) => {
    const w = world([bucket('orchard-corpus', doc(...rules), more, gaps), account()])
    return awsAccess.anyone(w.get('arn:aws:s3:::orchard-corpus'), ['s3:GetObject', 's3:PutObject'], w).value
  }
  const grade = (v: true | false | 'unknown'): number => (v === true ? 2 : v === 'unknown' ? 1 : 0)
  test('widening the principal of an Allow never narrows', () => fc.assert(fc.property(bucketStatements, fc.nat(), (rules, pick) => {
    const allows = rules.filter((r) => r['Effect'] === 'Allow')
    fc.pre(allows.length > 0)
    const chosen = allows[pick % allows.length]
    const wider = rules.map((r) => {
      if (r !== chosen) return r
      const { NotPrincipal: _, ...rest } = r
      return { ...rest, Principal: '*' }
    })
    return grade(value(wider)) >= grade(value(rules))
  }), runs))
  test('dropping the condition of an Allow never narrows', () => fc.assert(fc.property(bucketStatements, (rules) => {
    const wider = rules.map((r) => {
      const { Condition: _, ...rest } = r
      return r['Effect'] === 'Allow' ? rest : r
    })
    return grade(value(wider)) >= grade(value(rules))
  }), runs))
  test('a Deny for everyone leaves nothing public', () => fc.assert(fc.property(bucketStatements, (rules) =>
    value([...rules, { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' }]) === false), runs))
  test('gaps only ever make it unknown, and name themselves', () => fc.assert(fc.property(bucketStatements, fc.constantFrom('policy', 'publicAccessBlock', 'acl', 'objectOwnership'), fc.boolean(), (rules, prop, listed) => {
    const more: { [key: string]: Json } = listed ? { acl: [{ grantee: 'AllUsers', permission: 'WRITE' }], objectOwnership: 'ObjectWriter' } : {}
    const blind = value(rules, { [prop]: 'g' }, more)
    return blind === 'unknown' || blind === value(rules, {}, more)
  }), runs))
  test('nobody is an outsider where only we are named', () => fc.assert(fc.property(bucketStatements, (rules) => {
    const w = world([bucket('orchard-corpus', doc(...rules.filter((r) => !JSON.stringify(r).includes(foreign)))), account()])
    return awsAccess.outsiders(w.get('arn:aws:s3:::orchard-corpus'), ['s3:GetObject'], w).value === false
  }), runs))
})

test('reading a document twice gives the same policy, and never throws', () => fc.assert(fc.property(fc.oneof(fc.json().map((j) => JSON.parse(j) as Json), statements.map((s) => doc(...s)), fc.string()), (document) => {
  expect(parsePolicy(document)).toEqual(parsePolicy(structuredClone(document)))
}), runs))
