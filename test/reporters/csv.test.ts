// The table: its columns, its rows, and what a real parser makes of them.
import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import type { ReportSource } from '../../src/core/index.js'
import csv from '../../src/reporters/csv.js'
import { columns } from '../../src/reporters/csv/columns.js'
import { expectGolden } from '../golden.js'
import { parseCsv } from './hostile/csv-rows.js'
import { findings, orchard, tidy, unknowns, gaps } from './sample.js'
import { written } from './written.js'

async function table(source: ReportSource): Promise<Record<string, string>[]> {
  return parseCsv(await written(csv, source))
}

const since: NonNullable<ReportSource['since']> = {
  file: 'baseline.json', counts: { new: 1, known: 6, fixed: 1, open: 1 },
  fixed: [{ ...past('gone'), message: 'orchard-attic was public' }], open: [{ ...past('hidden'), why: 'sagemaker:ListDomains was denied' }],
}

function past(name: string): NonNullable<ReportSource['since']>['fixed'][number] {
  return { fingerprint: name, rule: 'aws-s3-training-data-public', title: 'Training data is public', severity: 'critical', message: `${name} is public`, asset: `arn:aws:s3:::${name}`, assetType: 'aws.s3.bucket', assetName: name, scope: { provider: 'aws', account: '111122223333' } }
}

describe('csv', () => {
  it('is written like this', async () => {
    expectGolden('report.csv', await written(csv, orchard()))
    expectGolden('report-clean.csv', await written(csv, tidy()))
  })

  it('begins with the mark that Excel needs, and ends each line as RFC 4180 has it', async () => {
    const text = await written(csv, orchard())
    expect(text.startsWith(`\uFEFF${columns.join(',')}\r\n`)).toBe(true)
    expect(text.endsWith('\r\n')).toBe(true)
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
  })

  it('has a row for each finding, and tells apart what counts', async () => {
    const rows = await table(orchard())
    const found = rows.filter(({ state }) => state === 'open' || state === 'suppressed')
    expect(found.map(({ fingerprint }) => fingerprint)).toEqual(findings.map(({ fingerprint }) => fingerprint))
    expect(found.filter(({ state }) => state === 'suppressed')).toMatchObject([{ asset_name: 'orchard-corpus', suppressed_by: 'aispm.yaml', suppressed_reason: 'encrypted by the writer before upload', suppressed_until: '2026-12-31' }])
    expect(found.find(({ rule }) => rule === 'artifact-pickle-imports-os')).toMatchObject({ file: 'models/orchard embeddings.pkl', line: '1', evidence: 'opcodes[3]: GLOBAL os system' })
    expect(found.find(({ asset_name: name }) => name === 'orchard-lab')).toMatchObject({
      frameworks: 'aws-fsbp SageMaker.3 | owasp-llm-2025 LLM03:2025', evidence: 'rootAccess: Enabled, want Disabled',
      command: 'aws sagemaker update-notebook-instance --notebook-instance-name orchard-lab --root-access Disabled',
    })
  })

  it('has a row for all that keeps no finding from meaning safe, the whole report first', async () => {
    const rows = await table(orchard({ interrupted: 'SIGINT' }))
    expect(rows[0]).toMatchObject({ state: 'incomplete', message: 'cut short (SIGINT); 8 reads failed or not asked for; 1 scope not reached; 31 of 36 verdicts could be given; what is not in this table may not have been looked at' })
    const unknown = rows.filter(({ state }) => state === 'unknown')
    expect(unknown).toHaveLength(unknowns.length)
    expect(unknown[2]).toMatchObject({ asset_name: 'orchard-annex', gaps: gaps[0]?.id, missing_permissions: 'sagemaker:DescribeNotebookInstance', message: 'could not be judged: sagemaker:DescribeNotebookInstance denied' })
    expect(rows.filter(({ state }) => state === 'unread').map((row) => row['gaps'])).toEqual(gaps.map(({ id }) => id))
    expect(rows.filter(({ state }) => state === 'not-reached')).toMatchObject([{ account: '444455556666' }])
  })

  it('says so when a report is not complete, whatever the reason', async () => {
    expect((await table(tidy({ complete: false })))[0]?.['state']).toBe('incomplete')
    expect(await table(tidy())).toEqual([])
  })

  it('tells what a baseline knew', async () => {
    const rows = await table(orchard({ since, findings: findings.map((finding) => ({ ...finding, baseline: 'known' })) }))
    expect(new Set(rows.filter(({ state }) => state === 'open').map(({ baseline }) => baseline))).toEqual(new Set(['known']))
    expect(rows.find(({ state }) => state === 'fixed')).toMatchObject({ asset_name: 'gone', fingerprint: 'gone' })
    expect(rows.find(({ state }) => state === 'unconfirmed')?.['message']).toBe('hidden is public (sagemaker:ListDomains was denied)')
  })

  it('shows owners, the console, Terraform and another severity where a finding has them', async () => {
    const [one] = findings
    if (one === undefined) throw new Error('no sample')
    const fix = { ...one.fix, terraform: 'resource "aws_iam_role" "a" {\n  name = "b"\n}' }
    const rows = await table(tidy({ findings: [{ ...one, owners: ['@orchard/ml', 'ann@example.com'], console: 'https://console.aws.amazon.com/iam/', ruleSeverity: 'high', fix }] }))
    expect(rows).toMatchObject([{ owners: '\'@orchard/ml | ann@example.com', console: 'https://console.aws.amazon.com/iam/', rule_severity: 'high', terraform: 'resource "aws_iam_role" "a" {\\n  name = "b"\\n}' }])
  })

  it('cuts what a cell cannot hold, and says so by its last character', async () => {
    const [one] = findings
    if (one === undefined) throw new Error('no sample')
    const [row] = await table(tidy({ findings: [{ ...one, message: 'x'.repeat(40_000), assetName: '🍎'.repeat(20_000) }] }))
    expect(row?.['message']).toHaveLength(32_766)
    expect(row?.['asset_name']).toMatch(/^(?:🍎)+…$/u)
  })

  it('is read alike by Python', ({ skip }) => {
    if (spawnSync('python3', ['--version']).status !== 0) {
      if (process.env['CI'] !== undefined) throw new Error('python3 is missing')
      skip('python3 is missing')
    }
    return written(csv, orchard()).then(async (text) => {
      const { stdout, stderr } = spawnSync('python3', ['-c', 'import csv,io,json,sys\nprint(json.dumps(list(csv.DictReader(io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig", newline=""), strict=True))))'], { input: text, encoding: 'utf8' })
      expect(stderr).toBe('')
      const read: unknown = JSON.parse(stdout)
      expect(read).toEqual(await table(orchard()))
    })
  })
})
