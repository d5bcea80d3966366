import { beforeAll, describe, expect, it } from 'vitest'
import { assess, standingWords, type Assessment, type Requirement } from '../../src/compliance/index.js'
import type { Finding } from '../../src/core/index.js'
import { findings } from '../reporters/sample.js'
import { assessed, chosen, framework, mapped, source } from './sample.js'

let whole: Assessment
const one = (id: string, of: Assessment = whole): Requirement => {
  const found = of.requirements.find(({ control }) => control.id === id)
  if (found === undefined) throw new Error(`no requirement ${id}`)
  return found
}

beforeAll(async () => {
  whole = await assessed()
})

describe('a requirement', () => {
  it('has one status each', () => {
    expect(Object.fromEntries(whole.requirements.map(({ control, status }) => [control.id, status]))).toEqual({
      'O-1': 'fails', 'O-2': 'accepted', 'O-3': 'unknown', 'O-4': 'passes', 'O-5': 'supported', 'O-6': 'nothing-to-judge', 'O-7': 'no-check', 'O-8': 'unknown',
    })
    expect(whole.counts).toEqual({ fails: 1, unknown: 2, accepted: 1, supported: 1, passes: 1, 'nothing-to-judge': 1, 'no-check': 1 })
    expect(whole).toMatchObject({ checked: 7, rules: { mapped: 8, run: 7 } })
  })

  it('fails as badly as its worst finding, with the assets', () => {
    expect(one('O-1')).toMatchObject({ worst: 'medium', failures: { count: 2 }, verdicts: { pass: 5, fail: 2, unknown: 1 } })
    expect(one('O-1').failures.some.map(({ assetName }) => assetName)).toContain('orchard-lab')
  })

  it('tells accepted risks with their reason, and never as a pass', () => {
    expect(one('O-2').accepted).toMatchObject({ count: 1, some: [{ assetName: 'orchard-corpus', reason: 'encrypted by the writer before upload', until: '2026-12-31' }] })
    expect(standingWords(one('O-2'))).toBe('1 failing check, all accepted as risks')
  })

  it('is unknown with the permission that is missing', () => {
    expect(one('O-3').blindness).toMatchObject({ count: 1, some: [{ call: 'sagemaker:ListDomains', reason: 'denied', missing: ['sagemaker:ListDomains'], rules: ['aws-sagemaker-domain-docker-open'] }] })
    expect(one('O-3').blindness.some[0]?.scopes.map(({ region }) => region)).toEqual(['eu-west-1', 'us-east-1'])
  })

  it('is unknown where a rule waits for a setting, or was left out', async () => {
    expect(one('O-8').rules[0]).toMatchObject({ state: 'not-configured', wants: '--with artifacts' })
    const report = source()
    const { 'artifact-pickle-imports-os': _left, ...ran } = report.coverage.rules
    const without = await assessed({ ...report, coverage: { ...report.coverage, rules: ran } }, new Set([...chosen].filter((id) => id !== 'artifact-pickle-imports-os')))
    expect(one('O-4', without)).toMatchObject({ status: 'unknown', rules: [{ state: 'not-chosen' }] })
  })

  it('is nothing to judge where nothing of the kind was looked at', async () => {
    const report = source()
    const { 'artifact-pickle-imports-os': _other, ...ran } = report.coverage.rules
    expect(one('O-4', await assessed({ ...report, coverage: { ...report.coverage, rules: ran } }))).toMatchObject({ status: 'nothing-to-judge', rules: [{ state: 'not-in-scope' }] })
  })

  it('is supported, and does not pass, where its rules can show only a part', () => {
    expect(standingWords(one('O-5'))).toBe('supported by 2 passing checks')
    expect(standingWords(one('O-4'))).toBe('1 check passes')
  })
})

describe('a finding', () => {
  const specific = findings.find(({ rule }) => rule === 'path-internet-to-training-data')
  const general = 'artifact-pickle-imports-os'
  const speaking = (more: Partial<Finding>): Finding[] => (specific === undefined ? [] : [{ ...specific, alsoViolates: [general], ...more }])
  const failing = (told: Finding[]): Promise<Assessment> => {
    const report = source()
    return assessed(source({ findings: told, coverage: { ...report.coverage, rules: { ...report.coverage.rules, [general]: { pass: 0, fail: 1, unknown: 0, 'not-applicable': 0 } } } }))
  }

  it('counts for the rules that it speaks for', async () => {
    const requirement = one('O-4', await failing(speaking({})))
    expect(requirement).toMatchObject({ status: 'fails', worst: 'high', failures: { count: 1, some: [{ rule: general, toldBy: 'path-internet-to-training-data', severity: 'high' }] } })
  })

  it('accepts what it speaks for with it, unless another finding tells of that, too', async () => {
    const suppressed = { by: 'aispm.yaml', reason: 'a demo' }
    expect(one('O-4', await failing(speaking({ suppressed })))).toMatchObject({ status: 'accepted', accepted: { count: 1 } })
    const both = [...speaking({ suppressed }), ...speaking({ fingerprint: 'another' })]
    expect(one('O-4', await failing(both))).toMatchObject({ status: 'fails', failures: { count: 1 }, accepted: { count: 1 } })
  })

  it('is not needed for a failure to count', async () => {
    expect(one('O-4', await failing([])).status).toBe('fails')
  })

  it('is told once, whatever number of rules it stands for', async () => {
    const [finding] = findings.filter(({ rule }) => rule === 'aws-sagemaker-notebook-root-access-enabled')
    if (finding === undefined) throw new Error('the sample has no such finding')
    const told = await assessed(source({ findings: [{ ...finding, alsoViolates: ['aws-iam-ai-role-trusts-anyone'] }] }))
    expect(one('O-1', told)).toMatchObject({ worst: 'critical', failures: { count: 1 } })
  })

  it('is one of thousands without all of them being kept', async () => {
    const [finding] = findings.filter(({ rule }) => rule === 'aws-sagemaker-notebook-root-access-enabled')
    if (finding === undefined) throw new Error('the sample has no such finding')
    const many = { *[Symbol.iterator]() { for (let i = 0; i < 20_000; i++) yield { ...finding, fingerprint: `lab-${i}` } } }
    const { failures } = one('O-1', await assessed(source({ findings: many })))
    expect(failures.count).toBe(20_000)
    expect(failures.some).toHaveLength(25)
  })
})

it('says no automated check of everything where no rule maps', async () => {
  const bare = await assess({ framework: { ...framework, id: 'another' }, rules: [], chosen: new Set() }, undefined)
  expect(new Set(bare.requirements.map(({ status }) => status))).toEqual(new Set(['no-check']))
  expect(mapped.length).toBeGreaterThan(0)
})
