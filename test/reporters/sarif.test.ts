import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Log, Result, Run } from 'sarif'
import sarif from '../../src/reporters/sarif.js'
import type { SarifOptions } from '../../src/reporters/sarif/options.js'
import type { Finding, ReportSource } from '../../src/core/index.js'
import { expectGolden } from '../golden.js'
import { sarifErrors } from '../sarif/schema.js'
import { compared, faraway, mended, unruly, unseen } from './compared.js'
import { crowd, findings, gaps, hostileName, orchard, rules, tidy } from './sample.js'
import { written } from './written.js'

async function logOf(source: ReportSource, sarifUnknown = false, more: Partial<SarifOptions> = {}): Promise<Log> {
  const options: SarifOptions = { color: 0, sarifUnknown, ...more }
  const log: Log = JSON.parse(await written(sarif, source, options))
  expect(sarifErrors(log)).toEqual([])
  return log
}

function runOf(log: Log, id: string): Run {
  const run = log.runs.find(({ automationDetails }) => automationDetails?.id === id)
  if (run === undefined) throw new Error(`no run ${id}`)
  return run
}

const notesOf = (run: Run): string => (run.invocations?.[0]?.toolExecutionNotifications ?? []).map(({ descriptor, message }) => `${descriptor?.id}: ${message.text}`).join('\n')

function firstOf(): Finding {
  const [one] = findings
  if (one === undefined) throw new Error('no finding')
  return one
}

const aws = 'aispm/aws/111122223333/'
const resultsOf = (run: Run, rule: string): Result[] => (run.results ?? []).filter(({ ruleId }) => ruleId === rule)

describe('sarif', () => {
  it('is what it was', async () => {
    const text = await written(sarif, orchard())
    expectGolden('report.sarif', `${JSON.stringify(JSON.parse(text), null, 2)}\n`)
  })

  it('has one run an account and none for an account that was not read', async () => {
    const log = await logOf(orchard())
    expect(log.runs.map(({ automationDetails }) => automationDetails?.id)).toEqual([aws, 'aispm/local/orchard/'])
  })

  it('places every result and every step in a file, and names the provider\'s id', async () => {
    const log = await logOf(orchard(), true)
    const all = log.runs.flatMap((run) => run.results ?? [])
    const steps = all.flatMap((result) => result.codeFlows?.flatMap((flow) => flow.threadFlows.flatMap((thread) => thread.locations.map(({ location }) => location))) ?? [])
    expect(steps).toHaveLength(4)
    for (const location of [...all.flatMap((result) => result.locations ?? [undefined]), ...steps]) {
      expect(location?.physicalLocation?.artifactLocation?.uri).toMatch(/^(aws|local|models)\/[\w.~%/!'()*-]+$/)
      expect(location?.physicalLocation?.region).toEqual({ startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 })
      expect(location?.logicalLocations?.[0]?.fullyQualifiedName).toBeTruthy()
    }
    const lab = resultsOf(runOf(log, aws), 'aws-sagemaker-notebook-root-access-enabled')[0]
    expect(lab?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe('aws/111122223333/us-east-1/sagemaker/notebook_instance/orchard-lab')
    expect(lab?.partialFingerprints).toEqual({ primaryLocationLineHash: findings[3]?.fingerprint })
  })

  it('scores rules as code scanning reads them', async () => {
    const described = (await logOf(orchard())).runs.flatMap((run) => run.tool.driver.rules ?? [])
    const scores = new Map(described.map((rule) => [rule.id, [rule.defaultConfiguration?.level, rule.properties?.['security-severity'], rule.properties?.['precision']]]))
    expect(scores.get('path-internet-to-training-data')).toEqual(['error', '9.5', 'high'])
    expect(scores.get('artifact-pickle-imports-os')).toEqual(['error', '8.0', 'high'])
    expect(scores.get('aws-sagemaker-notebook-root-access-enabled')).toEqual(['warning', '5.5', 'high'])
    expect(scores.get('aws-sagemaker-endpoint-no-data-capture')).toEqual(['note', '2.0', 'high'])
    const root = described.find(({ id }) => id === 'aws-sagemaker-notebook-root-access-enabled')
    expect(root?.properties?.tags).toEqual(expect.arrayContaining(['external/cwe/cwe-250', 'owasp-llm-2025/LLM03:2025', 'aws-fsbp/SageMaker.3', 'formerly/aws-sagemaker-notebook-root']))
  })

  it('keeps descriptions and tags within the limits', async () => {
    const long = rules.map((rule) => ({ ...rule, title: 'title '.repeat(400), why: 'why '.repeat(900), frameworks: { many: Array.from({ length: 60 }, (_, i) => `M${i}`) } }))
    for (const rule of (await logOf(orchard({ rules: long }))).runs.flatMap((run) => run.tool.driver.rules ?? [])) {
      expect(rule.shortDescription?.text.length).toBeLessThanOrEqual(1024)
      expect(rule.fullDescription?.text.length).toBeLessThanOrEqual(1024)
      expect(rule.properties?.tags?.length ?? 0).toBeLessThanOrEqual(20)
    }
  })

  it('has one note per missing permission, however many regions lack it', async () => {
    const run = runOf(await logOf(orchard()), aws)
    const missing = resultsOf(run, 'aispm/coverage-gap')
    expect(missing.map(({ properties }) => properties?.['permission'] ?? properties?.['reason'])).toEqual([
      'organizations:ListPoliciesForTarget', 's3:GetEncryptionConfiguration', 'sagemaker:DescribeNotebookInstance', 'sagemaker:ListDomains', 'throttled',
    ])
    expect(missing.every(({ level, ruleIndex }) => level === 'note' && run.tool.driver.rules?.[ruleIndex ?? -1]?.id === 'aispm/coverage-gap')).toBe(true)
    for (const { call } of gaps) expect(notesOf(run)).toContain(`unread: "${call}"`)
    expect(notesOf(run).match(/^scope-not-read: /gm)).toHaveLength(10)
    expect(notesOf(run)).toContain('scope-not-read: Nothing could be read in "aws 444455556666".')
    expect(run.invocations?.[0]?.toolConfigurationNotifications?.map(({ message }) => message.text)).toEqual([
      '"aws-sagemaker-model-package-unsigned" judged nothing: it wants --with artifacts.',
      'The ignore at aispm.yaml:14:5 (aws-s3-training-data-public on orchard-attic) matches nothing that is there.',
    ])
    expect(run.properties).toMatchObject({ complete: false, coverage: { unknown: 5 } })
  })

  it('has unknown verdicts only when asked for', async () => {
    const quiet = runOf(await logOf(orchard()), aws)
    expect(quiet.results?.filter(({ kind }) => kind === 'open')).toEqual([])
    const open = runOf(await logOf(orchard(), true), aws).results?.filter(({ kind }) => kind === 'open') ?? []
    expect(open).toHaveLength(4)
    expect(open.every(({ level }) => level === 'none')).toBe(true)
  })

  it('leaves out what the settings accept and says so, or writes it as suppressed when asked to', async () => {
    const rule = 'aws-s3-ai-bucket-not-encrypted'
    const run = runOf(await logOf(orchard()), aws)
    expect(resultsOf(run, rule)).toEqual([])
    expect(run.properties).toMatchObject({ accepted: 1 })
    expect(notesOf(run)).toContain('accepted: orchard-corpus holds training data without encryption settings. Accepted by aispm.yaml until 2026-12-31: encrypted by the writer before upload.')
    const [told] = resultsOf(runOf(await logOf(orchard(), false, { sarifSuppressed: true }), aws), rule)
    expect(told?.suppressions).toEqual([{ kind: 'external', status: 'accepted', justification: 'encrypted by the writer before upload.', properties: { by: 'aispm.yaml', until: '2026-12-31' } }])
    const [late] = resultsOf(runOf(await logOf(orchard({ finishedAt: '2027-01-01T00:00:00Z' }), false, { sarifSuppressed: true }), aws), rule)
    expect(late?.suppressions?.[0]?.status).toBe('rejected')
  })

  it('keeps alerts open that the baseline knows and nobody saw gone', async () => {
    const log = await logOf(compared(), true)
    const run = runOf(log, aws)
    const states = log.runs.flatMap(({ results = [] }) => results.map(({ baselineState }) => baselineState))
    expect(new Set(states)).toEqual(new Set(['new', 'unchanged']))
    expect(states.filter((state) => state === 'new')).toHaveLength(1)
    const [known] = resultsOf(run, 'aws-sagemaker-notebook-root-access-enabled').filter(({ properties }) => properties?.['state'] === 'open-from-baseline')
    expect(known).toMatchObject({
      level: 'error', baselineState: 'unchanged', partialFingerprints: { primaryLocationLineHash: unseen.fingerprint },
      message: { text: 'orchard-unseen lets its users become root. Not found now and not known to be gone: sagemaker:ListNotebookInstances is denied in eu-west-1.' },
      locations: [{ physicalLocation: { artifactLocation: { uri: 'aws/111122223333/eu-west-1/sagemaker/notebook_instance/orchard-unseen' } } }],
    })
    // Worst first, so that a limit drops the least severe; the rule is as severe as the worst that it names.
    expect(run.results?.findIndex(({ partialFingerprints }) => partialFingerprints?.['primaryLocationLineHash'] === unseen.fingerprint)).toBe(2)
    const described = run.tool.driver.rules?.find(({ id }) => id === 'aws-sagemaker-notebook-root-access-enabled')
    expect(described?.properties).toMatchObject({ 'security-severity': '9.5', severity: 'critical', ruleSeverity: 'medium' })
    const [retired] = resultsOf(runOf(log, 'aispm/local/orchard/'), unruly.rule)
    expect(retired?.locations?.[0]?.physicalLocation?.artifactLocation).toEqual({ uri: 'models/old%20orchard.pkl', uriBaseId: '%SRCROOT%' })
    // An account that was not read has no run, and what is fixed must not become an alert.
    expect(JSON.stringify(log)).not.toMatch(new RegExp(`${faraway.fingerprint}|${mended.fingerprint}`))
    expect(notesOf(run)).toContain('baseline: Since yesterday.json: 1 new, 7 known, 1 fixed, 3 not known to be gone.')
    expect(notesOf(run)).not.toContain('may-close')
    expect(run.properties).toMatchObject({ since: { file: 'yesterday.json', fixed: 1, open: 3 } })
  })

  it('says what an upload may close where no baseline was given, and nothing of it where all was read', async () => {
    const partly = [{ scope: { provider: 'aws', account: '111122223333', region: 'eu-west-1' }, state: 'unreachable' as const, services: {}, calls: 1, answered: 0, vanished: 0 }]
    const run = runOf(await logOf(tidy({ complete: false, scopes: [...tidy().scopes, ...partly] })), aws)
    expect(notesOf(run)).toContain('may-close: Not everything was read here, and no baseline was given')
    expect(resultsOf(run, 'aispm/coverage-gap').map(({ message }) => message.text)).toEqual([
      'Account "111122223333" gave no answer at all from some regions. Unread in eu-west-1; nothing is known of what is there. Alerts of earlier uploads about it close with this one: --baseline FILE keeps them open. Fix: Check that it can be reached, or leave it out by --scope or --region.',
    ])
    expect(notesOf(runOf(await logOf(tidy()), aws))).toBe('')
    expect(runOf(await logOf(tidy()), aws).results?.some(({ baselineState }) => baselineState !== undefined)).toBe(false)
  })

  it('tells owners, the console, the fix in Terraform, and that names are pseudonyms', async () => {
    const full = { ...firstOf(), severity: 'low' as const, ruleSeverity: 'critical' as const, owners: ['ml-platform'], console: 'https://console.aws.amazon.com/iam/home#/roles/orchard-runtime', fix: { text: 'Close it.', terraform: 'a = 1' } }
    const documented = rules.map((rule) => ({ ...rule, fix: { ...rule.fix, terraform: 'acl = "```"' } }))
    const run = runOf(await logOf(orchard({ findings: [full], rules: documented, redacted: true })), aws)
    const [result] = run.results ?? []
    expect(result?.message.text).toMatch(/Fix: Close it\. Looked after by ml-platform\. \[Open it in the console\]\(https:\/\/console\.aws\.amazon\.com\/iam\/home#\/roles\/orchard-runtime\)\.$/)
    expect(result?.properties).toMatchObject({ severity: 'low', ruleSeverity: 'critical', owners: ['ml-platform'], console: full.console, terraform: 'a = 1' })
    expect(result?.level).toBe('note')
    expect(run.tool.driver.rules?.[0]).toMatchObject({ defaultConfiguration: { level: 'note' }, properties: { 'security-severity': '2.0', ruleSeverity: 'critical' } })
    expect(run.tool.driver.rules?.[0]?.help?.markdown).toContain('**In Terraform.**\n\n````hcl\nacl = "```"\n````')
    expect(run.properties).toMatchObject({ redacted: true })
    for (const console of ['https://a) [x](https://b', 'javascript:alert(1)', 'https://a\u202eb', 'https://a"b']) {
      const [other] = runOf(await logOf(orchard({ findings: [{ ...full, console }] })), aws).results ?? []
      expect(other?.message.text).not.toContain('Open it in the console')
    }
  })

  it('places a finding in a file on its line, below the top of the repository, whatever the file is called', async () => {
    const one = findings[2]
    if (one === undefined) throw new Error('no finding')
    const at = async (source: Finding['source']): Promise<unknown> => {
      const [result] = runOf(await logOf(orchard({ findings: [{ ...one, ...(source === undefined ? {} : { source }) }] })), 'aispm/local/orchard/').results ?? []
      const { artifactLocation, region } = result?.locations?.[0]?.physicalLocation ?? {}
      return [artifactLocation?.uri, artifactLocation?.uriBaseId, region?.startLine, region?.startColumn, region?.endLine, region?.endColumn]
    }
    expect(await at({ file: 'mcp/settings.json', line: 14, column: 7 })).toEqual(['mcp/settings.json', '%SRCROOT%', 14, 7, 14, 8])
    expect(await at({ file: 'a b/ü#?%.pkl' })).toEqual(['a%20b/%C3%BC%23%3F%25.pkl', '%SRCROOT%', 1, 1, 1, 2])
    expect(await at({ file: 'c:d/../e\\f\u202e\ud800\n.pkl', line: 0, column: -3 })).toEqual(['c%3Ad/~../e%5Cf%E2%80%AE%EF%BF%BD%0A.pkl', '%SRCROOT%', 1, 1, 1, 2])
    expect(await at({ file: '.' })).toEqual(['local/orchard/global/model_file/orchard-embeddings.pkl', undefined, 1, 1, 1, 2])
  })

  it('shows hostile names escaped and takes no part of them for a link or a placeholder', async () => {
    const [one] = findings
    if (one === undefined) throw new Error('no finding')
    const message = 'orchard {0} [free](https://example.com) is open'
    const text = JSON.stringify(await logOf(orchard({ findings: [{ ...one, message, assetName: '..' }] })))
    expect(text).toContain('orchard {{0}} [free] (https://example.com) is open.')
    expect(text).toContain('aws/111122223333/global/iam/role/~..')
    expect(await written(sarif, orchard())).not.toContain(hostileName)
  })

  it('marks a run that was cut short', async () => {
    const [invocation] = runOf(await logOf(orchard({ interrupted: 'SIGINT' })), aws).invocations ?? []
    expect(invocation?.executionSuccessful).toBe(false)
    expect(invocation?.toolExecutionNotifications?.[0]?.message.text).toContain('SIGINT')
  })

  it('leaves out what is too much for one run or one file, and says so', async () => {
    const exactly = runOf(await logOf(crowd(25_000)), aws)
    expect([exactly.results?.length, notesOf(exactly)]).toEqual([25_000, ''])
    const one = runOf(await logOf(crowd(25_001)), aws)
    expect(one.results).toHaveLength(25_000)
    expect(notesOf(one)).toMatch(/^left-out: 1 result of least severity is left out/)
    expect(one.properties).toMatchObject({ leftOut: 1 })
    const run = runOf(await logOf({ ...crowd(25_100), gaps }), aws)
    expect(run.results).toHaveLength(25_000)
    expect(resultsOf(run, 'aispm/coverage-gap')).toHaveLength(5)
    expect(notesOf(run)).toContain('105 results of least severity are left out')

    const many = await logOf({ ...crowd(42, 21), scopes: [] })
    expect(many.runs).toHaveLength(20)
    expect(new Set(many.runs.map(({ automationDetails }) => automationDetails?.id)).size).toBe(20)
    expect(notesOf(many.runs[0] ?? exactly)).toContain('left-out: 1 account is left out, those with the least severe findings: a file may hold 20 runs and 10 MB. Scan them apart: --scope aws:000000000020.')
  }, 60_000)

  it('drops the least severe of all accounts where the file would weigh more than 10 MB', async () => {
    // Names that do not compress: 12,000 results of a kilobyte and more.
    const noise = (i: number): string => Array.from({ length: 6 }, (_, part) => createHash('sha512').update(`${i} ${part}`).digest('base64')).join('')
    const size = 12_000
    const source = crowd(0)
    const heavy = {
      *[Symbol.iterator](): Generator<Finding> {
        for (let i = 0; i < size; i++) {
          const account = i % 2 === 0 ? '111122223333' : '444455556666'
          yield { ...firstOf(), rule: 'aws-sagemaker-notebook-root-access-enabled', severity: i < 3000 ? 'high' : 'low', fingerprint: `f${i}`, asset: noise(i), message: noise(i + size), scope: { provider: 'aws', account }, evidence: [{ asset: noise(i), path: '', saw: noise(i + 2 * size), wanted: '' }] }
        }
      },
    }
    const text = await written(sarif, { ...source, findings: heavy, scopes: [] })
    const log: Log = JSON.parse(text)
    const weight = gzipSync(text).length
    expect(weight).toBeLessThan(10_000_000)
    expect(weight).toBeGreaterThan(8_000_000)
    const [a, b] = log.runs
    if (a === undefined || b === undefined) throw new Error('two runs are missing')
    for (const run of [a, b]) {
      expect(run.results?.filter(({ level }) => level === 'error')).toHaveLength(1500)
      expect(run.results?.length).toBeLessThan(size / 2)
      expect(notesOf(run)).toContain(`${size / 2 - (run.results?.length ?? 0)} results of least severity are left out: code scanning takes 25000 results a run and 10 MB a file. Its alerts may be taken for fixed.`)
    }
  }, 120_000)

  it('keeps locations, steps and tags within the limits, and says what it cut', async () => {
    const hop = findings[1]?.hops?.[0]
    if (hop === undefined) throw new Error('no hop')
    const hops = Array.from({ length: 1001 }, (_, i) => ({ ...hop, from: `n${i}`, to: `n${i + 1}` }))
    const evidence = Array.from({ length: 1001 }, () => ({ asset: 'a', path: 'b', saw: 'c'.repeat(5000), wanted: '' }))
    const tagged = rules.map((rule) => ({ ...rule, tags: Array.from({ length: 21 }, (_, i) => `t${i}`) }))
    const run = runOf(await logOf(orchard({ findings: [{ ...firstOf(), hops, evidence, usedBy: { count: 1001, some: hops.map(({ from }) => ({ asset: from, name: from, type: 't' })) } }], rules: tagged })), aws)
    const [result] = run.results ?? []
    expect(result?.locations).toHaveLength(1)
    expect(result?.codeFlows?.[0]?.threadFlows[0]?.locations).toHaveLength(1000)
    expect(result?.message.text).toContain('The path has 1001 steps, of which the first 999 are told here.')
    expect(result?.message.text).toContain('and 991 more')
    expect(result?.message.text?.length).toBeLessThan(12_000)
    expect(run.tool.driver.rules?.[0]?.properties).toMatchObject({ tags: { length: 20 }, tagsLeftOut: 5 })
  })

  it('names 25,000 rules at most', async () => {
    const many = Array.from({ length: 25_002 }, (_, i) => ({ ...(rules[0] ?? (() => { throw new Error('no rule') })()), id: `rule-${i}` }))
    // The schema wants rules to differ, and ajv compares each with each: so many would take it hours.
    const run = runOf(JSON.parse(await written(sarif, orchard({ rules: many, findings: many.map(({ id }, i) => ({ ...firstOf(), rule: id, fingerprint: id, severity: i < 2 ? 'critical' : 'low' })) }))), aws)
    expect(run.tool.driver.rules?.length).toBeLessThanOrEqual(25_000)
    expect(run.results).toHaveLength(25_000)
    expect(notesOf(run)).toMatch(/left-out: \d+ results of least severity are left out/)
  }, 60_000)

  it('has one run without results where nothing was read, in a category that closes nothing', async () => {
    const nothing = orchard({ findings: [], unknowns: [], scopes: orchard().scopes.filter(({ state }) => state === 'unreachable') })
    const log = await logOf(nothing)
    expect(log.runs.map(({ automationDetails, results }) => [automationDetails?.id, results])).toEqual([['aispm/unread/', []]])
    expect(notesOf(log.runs[0] ?? { tool: { driver: { name: '' } } })).toBe('scope-not-read: Nothing could be read in "aws 444455556666".')
    expect((await logOf(tidy({ scopes: [] }))).runs).toHaveLength(1)
  })
})
