// IAM conditions, evaluated with what an inventory knows.
import { describe, expect, test } from 'vitest'
import { type Facts, conditionHolds, parseCondition } from '../../../src/access/gcp/condition.js'

const object = 'projects/_/buckets/orchard-corpus/objects/'
const onObject: Partial<Facts> = { service: 'storage.googleapis.com', type: 'storage.googleapis.com/Object', names: [{ text: `${object}docs/a.txt`, open: false }] }
const inBucket: Partial<Facts> = { ...onObject, names: [{ text: object, open: true }] }
const onEndpoint: Partial<Facts> = {
  service: 'aiplatform.googleapis.com', type: null,
  names: ['111122223333', 'orchard-ml'].map((p) => ({ text: `projects/${p}/locations/us-central1/endpoints/42`, open: false })),
}

const holds = (expression: string, facts: Partial<Facts> = onObject, effect: 'Allow' | 'Deny' = 'Allow') => {
  const truth = conditionHolds(parseCondition(expression, null), { now: Date.UTC(2026, 5, 1), service: null, type: null, names: null, granting: [], ...facts }, effect)
  return typeof truth === 'boolean' ? truth : 'open'
}

describe('dates', () => {
  test.each([
    ['request.time < timestamp("2026-07-01T00:00:00Z")', true], ['request.time < timestamp("2026-05-01T00:00:00Z")', false],
    ['request.time > timestamp("2026-05-01T00:00:00Z")', true], ['request.time >= timestamp("2026-06-01T00:00:00Z")', true], ['request.time <= timestamp("2026-06-01T00:00:00Z")', true],
    ['timestamp("2027-01-01T00:00:00Z") > request.time', true], ['request.time < timestamp("soon")', 'open'],
    ['request.time.getFullYear() == 2026', true], ['request.time.getFullYear() < 2026', false],
    ['request.time.getHours("Europe/Berlin") >= 9', 'open'], ['request.time.getDayOfWeek() == 1', 'open'], ['request.time.getFullYear("Europe/Berlin") == 2026', 'open'],
  ])('%s is %s', (expression, expected) => expect(holds(expression)).toBe(expected))
})

describe('resources', () => {
  test.each<[string, Partial<Facts>, true | false | 'open']>([
    [`resource.name.startsWith("${object}docs/")`, onObject, true], [`resource.name.startsWith("${object}models/")`, onObject, false],
    [`resource.name.endsWith(".txt")`, onObject, true], ['resource.name.contains("docs")', onObject, true], [`resource.name == "${object}docs/a.txt"`, onObject, true],
    // Somewhere in the bucket lies what the grant is for: the caller chooses it.
    [`resource.name.startsWith("${object}docs/")`, inBucket, true], ['resource.name.startsWith("projects/_/buckets/other/")', inBucket, false], [`!resource.name.startsWith("${object}docs/")`, inBucket, true],
    [`resource.name.endsWith(".txt")`, inBucket, true], [`resource.name == "${object}docs/a.txt"`, inBucket, true], ['resource.name == "projects/_/buckets/other"', inBucket, false],
    // Two choices may exclude each other.
    [`resource.name.startsWith("${object}docs/") && resource.name.endsWith(".txt")`, inBucket, 'open'],
    ['resource.type == "storage.googleapis.com/Object"', onObject, true], ['resource.type == "storage.googleapis.com/Bucket"', onObject, false],
    ['resource.service == "storage.googleapis.com"', onObject, true], ['resource.service != "storage.googleapis.com"', onObject, false],
    ['resource.type in ["storage.googleapis.com/Bucket", "storage.googleapis.com/Object"]', onObject, true], ['resource.service in ["pubsub.googleapis.com"]', onObject, false],
    ['resource.type == "aiplatform.googleapis.com/Endpoint"', onEndpoint, 'open'], ['resource.type == "storage.googleapis.com/Object"', onEndpoint, false],
    ['resource.name.startsWith("projects/rival-labs/")', onEndpoint, false], ['resource.name.startsWith("projects/")', onEndpoint, true],
    // The name carries the number or the id, and nobody says which.
    ['resource.name.startsWith("projects/orchard-ml/")', onEndpoint, 'open'],
    ['resource.name.startsWith("anything")', { names: null }, true], ['resource.type == "any/Type"', { names: null }, true],
    ['resource.name.extract("endpoints/{id}") == "42"', onEndpoint, 'open'], ['resource.name.matches("projects/.*")', onEndpoint, 'open'],
  ])('%s on %j is %s', (expression, facts, expected) => expect(holds(expression, facts)).toBe(expected))
})

describe('what circumstances decide', () => {
  test.each([
    'resource.matchTag("900100200300/env", "prod")', 'resource.matchTagId("tagKeys/1", "tagValues/2")', 'api.getAttribute("storage.googleapis.com/objectListPrefix", "").startsWith("docs")',
    '"accessPolicies/1/accessLevels/office" in request.auth.access_levels', 'request.auth.claims.aud == "x"', 'destination.ip == "10.0.0.1"', 'destination.port > 22',
    'resource.labels.team == "orchard"', 'origin.region_code == "CH"', 'has(resource.name)', '1 + 1 == 2', '[1, 2].exists(x, x > 1)', '', 'not CEL at all (', 'constructor', 'resource.name.constructor("a")', 'resource.name.toString()',
  ])('%s is open', (expression) => {
    expect(holds(expression)).toBe('open')
    expect(holds(expression, onObject, 'Deny')).toBe('open')
  })
})

describe('Kleene', () => {
  const open = 'resource.matchTag("a", "b")'
  const values = { true: 'true', false: 'false', open }
  type Word = keyof typeof values
  const rank = (word: Word): number => (word === 'true' ? 2 : word === 'open' ? 1 : 0)
  const words: Word[] = ['true', 'false', 'open']
  const said = (word: Word): true | false | 'open' => (word === 'open' ? 'open' : word === 'true')
  for (const a of words) {
    test(`! ${a}`, () => expect(holds(`!${values[a]}`)).toBe(a === 'open' ? 'open' : a === 'false'))
    for (const b of words) {
      test(`${a} && ${b}`, () => expect(holds(`${values[a]} && ${values[b]}`)).toBe(said(rank(a) < rank(b) ? a : b)))
      test(`${a} || ${b}`, () => expect(holds(`${values[a]} || ${values[b]}`)).toBe(said(rank(a) > rank(b) ? a : b)))
    }
  }
  test('a test in between', () => {
    expect(holds(`true ? false : ${open}`)).toBe(false)
    expect(holds(`${open} ? true : true`)).toBe('open')
  })
  test('a choice is made in the caller\'s favour', () => {
    expect(holds(`resource.name.startsWith("${object}a")`, inBucket, 'Deny')).toBe(false)
  })
})

test('what may be granted', () => {
  const only = (roles: string): string => `api.getAttribute("iam.googleapis.com/modifiedGrantsByRole", []).hasOnly([${roles}])`
  expect(holds(only('"roles/owner"'), { granting: ['roles/owner'] })).toBe(true)
  expect(holds(only('"roles/storage.objectViewer"'), { granting: ['roles/owner'] })).toBe(false)
  expect(holds(only('"roles/owner"'))).toBe('open')
})

test('hostile conditions neither throw nor take time', () => {
  const start = performance.now()
  for (const text of ['!'.repeat(4_000), `${'('.repeat(2_000)}true${')'.repeat(2_000)}`, 'a.'.repeat(2_000), `${'true && '.repeat(400)}true`, 'x'.repeat(1_000_000), '"\\u0000" == "a"', '[[[[[[1]]]]]]']) expect(() => holds(text)).not.toThrow()
  expect(performance.now() - start).toBeLessThan(2_000)
})
