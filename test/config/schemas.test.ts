// The JSON Schemas of the files that people write: what the reader takes fits them, and what it refuses does not.
import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { ValidateFunction } from 'ajv'
import { fileSchema } from '../../src/config/schema.js'
import { ruleKeyDocs } from '../../src/engine/rule-keys.js'
import { ruleKeys } from '../../src/engine/index.js'
import { schemaMakers } from '../../src/schemas.js'

const rules = resolve(import.meta.dirname, '../../rules')
let config: ValidateFunction
let rule: ValidateFunction

async function compiled(name: 'config' | 'rule'): Promise<ValidateFunction> {
  const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true })
  addFormats.default(ajv)
  return ajv.compile(await schemaMakers[name]())
}
beforeAll(async () => {
  [config, rule] = [await compiled('config'), await compiled('rule')]
}, 60_000)

describe('the schema of aispm.yaml', () => {
  const good = [
    'scope: aws:111122223333\nregions: [us-east-1, eu-west-1]\nrules: all\nruleDirs: rules\nfailOn: critical\nminCoverage: 0.5\nhistory: 30d\nwith: artifacts\nparams: { orchard-rule: { maxAgeDays: 30 } }\ntrust: { accounts: "444455556666" }\n',
    'ignores:\n  - { rule: [a, b-*], asset: x, reason: Because., until: "2026-12-31", by: me, fingerprint: 0123456789abcdef0123456789abcdef }\n',
    'severity: { a-*: low }\nowners: { paths: { "models/**": ["@a", "@b"] }, tags: owner, scopes: { aws: "@c" } }\ndirectories: [models]\n',
    '{}',
  ]
  const bad = [
    'regoins: us-east-1\n', 'rules: all\ntrust:\n  acounts: []\n', 'colour: blue\n', 'failOn: hgih\n', 'minCoverage: 90\n', 'history: 90\n', 'trust: { accounts: [444455556666] }\n', 'trust: { accounts: 444455556666 }\n',
    'params: { orchard-rule: { maxAgeDays: null } }\n', '- rules\n', 'ignores: [{ rule: a }]\n', 'ignores: [{ reason: a }]\n', 'ignores: [{ rule: a, reason: "" }]\n', 'ignores: [{ rule: a, reason: b, until: 2026-13-45 }]\n',
    'ignores: [{ rule: a, reason: b, until: soon }]\n', 'ignores: [{ rule: a, reason: b, fingerprint: abc }]\n', 'severity: { a: dire }\n', 'owners: { people: [] }\n', 'owners: [a]\n',
  ]

  it.each(good)('takes %j', (yaml) => {
    expect(config(parse(yaml)), JSON.stringify(config.errors)).toBe(true)
    expect(fileSchema.safeParse(parse(yaml)).success).toBe(true)
  })

  it.each(bad)('refuses %j, as the reader does', (yaml) => {
    expect(config(parse(yaml))).toBe(false)
    expect(fileSchema.safeParse(parse(yaml)).success).toBe(false)
  })

  it('says of every key what it is for', async () => {
    const mute: string[] = []
    const visit = (schema: unknown, path: string): void => {
      if (!isObject(schema)) return
      for (const [key, value] of Object.entries(isObject(schema['properties']) ? schema['properties'] : {})) {
        if (!isObject(value) || typeof value['description'] !== 'string') mute.push(`${path}${key}`)
        visit(value, `${path}${key}.`)
      }
      visit(schema['items'], path)
    }
    visit(await schemaMakers.config(), '')
    expect(mute).toEqual([])
  })
})

describe('the schema of a rule', () => {
  const source = readFileSync(join(rules, 'aws/s3', readdirSync(join(rules, 'aws/s3'))[0] ?? ''), 'utf8')

  it('takes every rule that comes with aispm', () => {
    const files = readdirSync(rules, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml') && !file.startsWith('frameworks'))
    expect(files.length).toBeGreaterThan(900)
    const wrong = files.flatMap((file) => (rule(parse(readFileSync(join(rules, file), 'utf8'))) ? [] : [`${file}: ${JSON.stringify(rule.errors?.slice(0, 2))}`]))
    expect(wrong).toEqual([])
  }, 60_000)

  it.each<[string, (text: string) => string]>([
    ['a misspelt key', (text) => text.replace('severity:', 'severty:')],
    ['an unknown severity', (text) => text.replace(/severity: \w+/, 'severity: dire')],
    ['an unknown type', (text) => text.replace(/on: .*/, 'on: [aws.s3.buckett]')],
    ['an unknown framework', (text) => text.replace(/frameworks: .*/, 'frameworks: { owasp: [LLM01] }')],
    ['no example', (text) => text.replace(/examples:[^]*/, 'examples: { pass: [], fail: [], unknown: [] }\n')],
    ['a wrong version', (text) => text.replace(/since: .*/, 'since: soon')],
  ])('refuses %s', (_what, spoil) => {
    expect(rule(parse(source))).toBe(true)
    expect(spoil(source)).not.toBe(source)
    expect(rule(parse(spoil(source)))).toBe(false)
  })

  it('explains every key', () => {
    expect(Object.keys(ruleKeyDocs)).toEqual([...ruleKeys])
  })
})

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
