// What aispm.yaml says reaches the rules: parameters and trust, and where it is wrong, its place.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { aispm, folder } from './run.js'

const cwd = folder()
beforeAll(() => aispm(['inventory', '--demo', '-o', 'inventory=account.jsonl'], { cwd }))

const rules = join(cwd, 'own')
mkdirSync(rules, { recursive: true })
writeFileSync(join(rules, 'orchard-bucket-versions.yaml'), [
  'title: Bucket keeps its versions otherwise', 'on: [aws.s3.bucket]', 'when: asset.props.owner == "self"', 'assert: asset.props.versioning == params.wanted', 'params: { wanted: { type: string, doc: The state we want. } }',
  'severity: low', 'confidence: high', 'phase: data', 'category: data', 'level: recommended', 'message: "{name} keeps its versions otherwise"', 'why: It matters.', 'fix: { text: Change it. }',
  'tags: [house]', 'references: [https://example.com]', 'since: 0.1.0', 'examples:',
  '  pass: [{ owner: self, versioning: Enabled, $params: { wanted: Enabled } }]', '  fail: [{ owner: self, versioning: null, $params: { wanted: Enabled } }]',
  '  unknown: [{ owner: self, $gaps: { versioning: denied }, $params: { wanted: Enabled } }]', '  notApplicable: [{ owner: other }]', '',
].join('\n'))

interface Report {
  findings: { rule: string; assetName: string }[]
  coverage: { notConfigured: { rule: string; wants: string }[] }
}

async function judged(yaml: string): Promise<{ found: Set<string>; waiting: Set<string>; status: number | null }> {
  writeFileSync(join(cwd, 'aispm.yaml'), yaml)
  const { status, stdout, stderr } = await aispm(['scan', '--inventory', 'account.jsonl', '--rules', 'all', '-o', 'json'], { cwd })
  expect(stderr).toBe('')
  const report = JSON.parse(stdout) as Report
  return { found: new Set(report.findings.map(({ rule }) => rule)), waiting: new Set(report.coverage.notConfigured.map(({ rule }) => rule)), status }
}

describe('aispm.yaml', () => {
  it('sets parameters of rules', async () => {
    const own = 'orchard-bucket-versions'
    const plain = await judged('ruleDirs: own\n')
    expect([plain.found.has(own), plain.waiting.has(own)]).toEqual([false, true])
    // No bucket is both.
    for (const wanted of ['Enabled', 'Suspended']) {
      const set = await judged(`ruleDirs: own\nparams: { ${own}: { wanted: ${wanted} } }\n`)
      expect([set.found.has(own), set.waiting.has(own)]).toEqual([true, false])
    }
  })

  it('says whom to trust, and where', async () => {
    const [plain, trusting] = [await judged(''), await judged('failOn: never\ntrust: { accounts: ["444455556666"], regions: [ap-south-1] }\n')]
    expect([plain.found.has('aws-s3-ai-bucket-cross-account-write'), trusting.found.has('aws-s3-ai-bucket-cross-account-write')]).toEqual([true, false])
    expect([plain.found.has('aws-account-ai-asset-in-unexpected-region'), trusting.found.has('aws-account-ai-asset-in-unexpected-region')]).toEqual([false, true])
    expect([plain.status, trusting.status]).toEqual([1, 0])
  })

  it.each([
    ['params: { aws-iam-ai-acess-stale: { maxIdleDays: 30 } }\n', 'aispm.yaml:1:11  params: no rule "aws-iam-ai-acess-stale" — nothing was judged', 'did you mean aws-iam-ai-access-stale?'],
    ['params:\n  aws-iam-ai-access-stale:\n    maxIdelDays: 30\n', 'aispm.yaml:3:5  params.aws-iam-ai-access-stale: the rule has no parameter "maxIdelDays" — nothing was judged', 'did you mean maxIdleDays?'],
    ['params:\n  aws-iam-ai-access-stale:\n    maxIdleDays: soon\n', 'aispm.yaml:3:5  params.aws-iam-ai-access-stale.maxIdleDays must be a whole number — nothing was judged', undefined],
    ['rules: all\nregoins: us-east-1\n', '1 mistake in aispm.yaml; nothing was scanned', '  aispm.yaml:2:1  unknown key "regoins", did you mean "regions"?'],
    ['rules: [all\n', '1 mistake in aispm.yaml; nothing was scanned', '  aispm.yaml:2:1  '],
    ['ruleDirs: nowhere\n', 'no rules folder nowhere — nothing was judged', 'try: name an existing folder'],
  ])('is told where it is wrong: %j', async (yaml, what, hint) => {
    writeFileSync(join(cwd, 'aispm.yaml'), yaml)
    const { status, stdout, stderr } = await aispm(['scan', '--inventory', 'account.jsonl'], { cwd })
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    const lines = stderr.split('\n')
    expect(lines[0]).toBe(`aispm: ${what}`)
    expect(lines[1]).toMatch(hint === undefined ? /^$/ : new RegExp(`^${hint.replaceAll(/[.?*+^$()[\]{}|\\]/g, '\\$&')}`))
  })

  it('gives rules of one\'s own to every command', async () => {
    writeFileSync(join(cwd, 'aispm.yaml'), 'ruleDirs: own\nrules: all\n')
    const [listed, explained] = await Promise.all([aispm(['rules', '--rules', 'orchard-*'], { cwd }), aispm(['explain', 'orchard-bucket-versions'], { cwd })])
    expect(listed.stderr).toBe('')
    expect(listed.stdout).toContain('orchard-bucket-versions')
    expect(explained.stdout).toContain('passes when asset.props.versioning == params.wanted')
    expect(explained.stdout).toContain('    params:\n      orchard-bucket-versions:\n        wanted: <string>\n')
  })
})
