// The life of a finding through the real binary: a baseline, what is accepted, and what has changed since.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { inventoryLines, readInventory } from '../../src/core/inventory-file.js'
import type { Inventory } from '../../src/core/index.js'
import { expectGolden } from '../golden.js'
import { aispm, folder, type Ended } from './run.js'

interface Report {
  findings: { rule: string; assetName: string; severity: string; ruleSeverity?: string; baseline?: string; suppressed?: object; owners?: string[] }[]
  counts: { findings: Record<string, number>; suppressed: number }
  ignores: { state: string; what: string }[]
  since?: { counts: Record<string, number>; fixed: { rule: string; how?: string }[]; open: { rule: string; why: string }[] }
}

const cwd = folder()
const run = (...args: string[]): Promise<Ended> => aispm(args, { cwd })
const settings = (yaml: string): void => writeFileSync(join(cwd, 'aispm.yaml'), yaml)
async function report(...args: string[]): Promise<Report & { status: number | null }> {
  const { status, stdout, stderr } = await run('scan', '-o', 'json', ...args)
  expect(stderr.replaceAll(/^aispm: read(?:ing)? .*\n/gm, '')).toBe('')
  return { ...JSON.parse(stdout) as Report, status }
}

/** A week later: one notebook was mended, agents can no longer be listed, and a bucket policy is denied. */
async function aWeekLater(): Promise<void> {
  const inventory: Inventory = await readInventory(readFileSync(join(cwd, 'monday.jsonl'), 'utf8'))
  const scope = { provider: 'aws', account: '111122223333' }
  const gap = { scope, list: false, reason: 'denied' as const, message: 'not authorized', count: 1 }
  const policy = { ...gap, id: 's3:GetBucketPolicy:denied:aws/111122223333', call: 's3:GetBucketPolicy', types: ['aws.s3.bucket'], missing: ['s3:GetBucketPolicy'] }
  const agents = { ...gap, scope: { ...scope, region: 'us-east-1' }, list: true, id: 'bedrock-agent:ListAgents:denied:aws/111122223333/us-east-1', call: 'bedrock-agent:ListAgents', types: ['aws.bedrock.agent'], missing: ['bedrock:ListAgents'] }
  const assets = inventory.assets.filter(({ type }) => type !== 'aws.bedrock.agent').map((asset) => {
    if (asset.type === 'aws.sagemaker.notebook_instance') return { ...asset, props: { ...asset.props, rootAccess: 'Disabled' } }
    if (asset.name !== 'orchard-corpus') return asset
    const { policy: _policy, ...props } = asset.props
    return { ...asset, props, gaps: { ...asset.gaps, policy: policy.id } }
  })
  const later: Inventory = { ...inventory, takenAt: '2026-06-08T00:00:00.000Z', assets, gaps: [...inventory.gaps, policy, agents] }
  writeFileSync(join(cwd, 'next-monday.jsonl'), [...inventoryLines(later, { name: 'aispm', version: '0.1.0' })].join(''))
}

beforeAll(async () => {
  await run('scan', '--demo', 'aws', '-o', 'inventory=monday.jsonl', '-o', 'json=monday.json', '-o', 'sarif=monday.sarif')
  await aWeekLater()
}, 60_000)
beforeEach(() => settings(''))

describe('a baseline', () => {
  it.each(['monday.json', 'monday.sarif'])('%s of the same account leaves nothing new, and passes', async (baseline) => {
    const { status, since, findings } = await report('--inventory', 'monday.jsonl', '--baseline', baseline)
    expect(since?.counts).toEqual({ new: 0, known: findings.length, fixed: 0, open: 0 })
    expect([status, findings.length > 20]).toEqual([0, true])
  })
  it('tells fixed from open a week later', async () => {
    const { since } = await report('--inventory', 'next-monday.jsonl', '--baseline', 'monday.json')
    expect(since?.fixed.map(({ rule, how }) => [rule, how])).toEqual([['aws-sagemaker-notebook-root-access-enabled', 'passes']])
    expect(since?.open.map(({ rule, why }) => [rule, why])).toContainEqual(['aws-bedrock-agent-lethal-trifecta', 'bedrock-agent:ListAgents denied in us-east-1'])
    expect(since?.open.map(({ why }) => why)).toContain('s3:GetBucketPolicy denied in aws 111122223333')
  })
  it('keeps what is open when the next report becomes the baseline', async () => {
    await run('scan', '--inventory', 'next-monday.jsonl', '--baseline', 'monday.json', '-o', 'json=next-monday.json')
    const { status, since } = await report('--inventory', 'monday.jsonl', '--baseline', 'next-monday.json')
    // The mended notebook is broken again, and that is all the news.
    expect([since?.counts['new'], since?.counts['open'], status]).toEqual([1, 0, 0])
  })
  it('fails for what is new alone', async () => {
    const old = JSON.parse(readFileSync(join(cwd, 'monday.json'), 'utf8')) as Report
    const without = { ...old, findings: old.findings.filter(({ severity }) => severity !== 'critical') }
    writeFileSync(join(cwd, 'less.json'), JSON.stringify(without))
    expect((await report('--inventory', 'monday.jsonl', '--baseline', 'less.json')).status).toBe(1)
    expect((await report('--inventory', 'monday.jsonl', '--baseline', 'less.json', '--fail-on', 'never')).status).toBe(0)
  })
  it('says at a terminal what has become of it', async () => {
    const { stdout } = await run('scan', '--inventory', 'next-monday.jsonl', '--baseline', 'monday.json', '--concise')
    expect(stdout).toMatch(/since monday\.json \([\d-]+\): 0 new, \d+ known, 1 fixed, \d open/)
    expectGolden('since.txt', stdout.replace(/\(20\d\d-\d\d-\d\d\)/, '(DAY)'))
  })
  it.each([
    [['--baseline', 'nowhere.json'], 'aispm: the baseline nowhere.json cannot be read: there is no such file; nothing was scanned\n'],
    [['--baseline', '.'], 'aispm: the baseline . cannot be read: it is a folder; nothing was scanned\n'],
    [['--baseline', 'monday.jsonl'], 'aispm: monday.jsonl is an inventory, and findings are compared with a report; nothing was scanned\ntry: aispm scan --inventory monday.jsonl -o json=FILE\n'],
  ])('is refused before anything is read: %j', async (args, told) => {
    const { status, stdout, stderr } = await run('scan', '--demo', 'aws', ...args)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr.startsWith(told)).toBe(true)
  })
})

describe('what the settings make of findings', () => {
  it('suppresses, re-rates and gives owners', async () => {
    settings('ignores:\n  - rule: aws-sagemaker-notebook-root-*\n    asset: orchard-lab\n    reason: a sandbox\n    until: 2999-01-01\n  - rule: aws-s3-ai-bucket-public-read\n    asset: nothing-of-ours\n    reason: gone\n  - rule: aws-iam-ai-role-admin\n    reason: was fine\n    until: 2020-01-01\nseverity: { aws-s3-ai-bucket-acl-enabled: critical }\nowners: { scopes: { "aws:111122223333": "@cloud" } }\n')
    const { findings, counts, ignores } = await report('--inventory', 'monday.jsonl')
    expect(findings[0]).toMatchObject({ severity: 'critical' })
    expect(findings.find(({ rule }) => rule === 'aws-s3-ai-bucket-acl-enabled')).toMatchObject({ severity: 'critical', ruleSeverity: 'low', owners: ['@cloud'] })
    expect(findings.find(({ suppressed }) => suppressed !== undefined)).toMatchObject({ rule: 'aws-sagemaker-notebook-root-access-enabled', suppressed: { by: 'aispm.yaml:2:5', reason: 'a sandbox', until: '2999-01-01' } })
    expect([counts.suppressed, Object.values(counts.findings).reduce((a, b) => a + b)]).toEqual([1, findings.length - 1])
    expect(ignores.map(({ state, what }) => [what, state])).toEqual([['aws-sagemaker-notebook-root-* on orchard-lab', 'used'], ['aws-s3-ai-bucket-public-read on nothing-of-ours', 'stale'], ['aws-iam-ai-role-admin', 'expired']])
  })
  it('does not fail for what is accepted', async () => {
    settings('ignores: [{ rule: "*", reason: all of it }]\n')
    expect(await report('--inventory', 'monday.jsonl')).toMatchObject({ status: 0, counts: { findings: { critical: 0, high: 0, medium: 0, low: 0 } } })
  })
  it('is refused where it names no rule', async () => {
    settings('ignores:\n  - { rule: aws-iam-ai-role-amdin, reason: x }\n')
    expect(await run('scan', '--inventory', 'monday.jsonl')).toEqual({ status: 2, stdout: '', stderr: 'aispm: aispm.yaml:2:5  ignores: no rule "aws-iam-ai-role-amdin"; nothing was judged\ndid you mean aws-iam-ai-role-admin?\n' })
  })
})

describe('the settings of a folder', () => {
  beforeAll(() => {
    for (const name of ['own', 'strange']) {
      mkdirSync(join(cwd, 'models', name), { recursive: true })
      // Calls os.system when it is loaded.
      writeFileSync(join(cwd, 'models', name, 'a.pkl'), "cos\nsystem\n(S'id'\ntR.")
      writeFileSync(join(cwd, 'models', name, 'aispm.yaml'), 'ignores: [{ rule: "*", reason: ours }]\n')
    }
  })
  const accepted = ({ findings }: Report): string[] => findings.filter(({ suppressed }) => suppressed !== undefined).map(({ assetName }) => assetName)
  it('are heeded only where the main file lists it', async () => {
    expect(accepted(await report('models', '--rules', 'model-pickle-dangerous-call'))).toEqual([])
    settings('directories: models/own\n')
    expect(accepted(await report('models', '--rules', 'model-pickle-dangerous-call'))).toEqual(['own/a.pkl'])
    expect(accepted(await report('.', '--rules', 'model-pickle-dangerous-call'))).toEqual(['models/own/a.pkl'])
    settings('directories: "models/o*"\n')
    const both = await run('scan', 'models/own', 'models/strange', '--rules', 'model-pickle-dangerous-call', '-o', 'json')
    expect(both.stderr).toContain('aispm: models/strange/aispm.yaml is not heeded: name its folder under directories in the main aispm.yaml\n')
    expect(accepted(JSON.parse(both.stdout) as Report)).toEqual(['models/own/a.pkl'])
  }, 180_000)
  it.each([
    ['directories: models/none\n', 'aispm.yaml:1:1  directories: there is no models/none/aispm.yaml; nothing was scanned'],
    ['directories: ../elsewhere\n', 'aispm.yaml:1:1  directories: "../elsewhere" is no folder below the working one; nothing was scanned'],
    ['directories: models/**\n', 'aispm.yaml:1:1  directories: "models/**" has **, and each level is to be named; nothing was scanned'],
  ])('%j is refused', async (yaml, told) => {
    settings(yaml)
    const { status, stderr } = await run('scan', 'models')
    expect([status, stderr.split('\n')[0]]).toEqual([2, `aispm: ${told}`])
  })
  it('may not say how the scan is run', async () => {
    mkdirSync(join(cwd, 'models', 'bold'), { recursive: true })
    writeFileSync(join(cwd, 'models', 'bold', 'aispm.yaml'), 'failOn: never\n')
    settings('directories: models/bold\n')
    expect((await run('scan', 'models')).stderr).toContain('models/bold/aispm.yaml:1:1  unknown key "failOn", expected one of: ignores, severity, owners')
  })
})

describe('aispm diff', () => {
  it('tells of two inventories what a person wants to know on a Monday', async () => {
    const { status, stdout, stderr } = await run('diff', 'monday.jsonl', 'next-monday.jsonl')
    expect([status, stderr]).toEqual([0, ''])
    expectGolden('diff.txt', stdout)
  })
  it('says the same in Markdown, and that nothing changed where nothing did', async () => {
    expectGolden('diff.md', (await run('diff', 'monday.jsonl', 'next-monday.jsonl', '-o', 'markdown')).stdout)
    expect((await run('diff', 'monday.jsonl', 'monday.jsonl')).stdout).toContain('\nnothing has changed\n')
  })
  it('is the other way round when looked at from the other side, and fails for what is new when asked to', async () => {
    const back = await run('diff', 'next-monday.jsonl', 'monday.jsonl', '-o', 'json', '--fail-on', 'high')
    const drift = JSON.parse(back.stdout) as { verdicts: { new: { rule: string; was: string }[]; passing: object[] }; assets: { appeared: { name: string; why: string }[]; changed: object[] } }
    expect(back.status).toBe(1)
    expect(drift.verdicts.new.map(({ rule, was }) => [rule, was])).toContainEqual(['aws-sagemaker-notebook-root-access-enabled', 'passing'])
    expect(drift.verdicts.new.map(({ rule, was }) => [rule, was])).toContainEqual(['aws-bedrock-agent-lethal-trifecta', 'unknown'])
    expect(drift.assets.appeared).toMatchObject([{ name: 'orchard-support', why: 'bedrock-agent:ListAgents denied in us-east-1' }])
    expect([drift.verdicts.passing.length > 0, drift.assets.changed.length > 0]).toEqual([true, true])
  })
  it('takes reports, and one of each', async () => {
    for (const [before, after] of [['monday.json', 'next-monday.json'], ['monday.json', 'next-monday.jsonl'], ['monday.jsonl', 'next-monday.json']] as const) {
      const { stdout, stderr } = await run('diff', before, after)
      expect(stderr).toBe('')
      expect(stdout).toMatch(/aws-sagemaker-notebook-root-access-enabled {2}orchard-lab {2}(?:· {2}aws 111122223333 us-east-1 {2})?(?:passes|not found any more)/)
      expect(stdout).toContain('bedrock-agent:ListAgents denied in us-east-1')
      expect(stdout).toContain('findings: 0 new')
      expect(stdout).toContain('a report has no assets')
    }
  })
  it.each([
    [['nowhere', 'monday.jsonl'], 'aispm: nowhere cannot be read: there is no such file; nothing was compared\n'],
    [['monday.jsonl', 'aispm.yaml'], 'aispm: aispm.yaml is empty; nothing was compared\n'],
  ])('refuses %j', async (args, told) => {
    const { status, stdout, stderr } = await run('diff', ...args)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr.startsWith(told)).toBe(true)
  })
})
