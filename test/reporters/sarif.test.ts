import { describe, expect, it } from 'vitest'
import type { Log, Result, Run } from 'sarif'
import sarif from '../../src/reporters/sarif.js'
import type { ReportSource } from '../../src/core/index.js'
import { expectGolden } from '../golden.js'
import { sarifErrors } from '../sarif/schema.js'
import { crowd, findings, gaps, hostileName, orchard, rules, tidy } from './sample.js'
import { written } from './written.js'

async function logOf(source: ReportSource, sarifUnknown = false): Promise<Log> {
  const log: Log = JSON.parse(await written(sarif, source, { color: 0, sarifUnknown }))
  expect(sarifErrors(log)).toEqual([])
  return log
}

function runOf(log: Log, id: string): Run {
  const run = log.runs.find(({ automationDetails }) => automationDetails?.id === id)
  if (run === undefined) throw new Error(`no run ${id}`)
  return run
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
    expect(missing.map(({ properties }) => properties?.['permission'])).toEqual([
      'organizations:ListPoliciesForTarget', 's3:GetEncryptionConfiguration', 'sagemaker:DescribeNotebookInstance', 'sagemaker:ListDomains',
    ])
    expect(missing.every(({ level, ruleIndex }) => level === 'note' && run.tool.driver.rules?.[ruleIndex ?? -1]?.id === 'aispm/coverage-gap')).toBe(true)
    expect(run.invocations?.[0]?.toolExecutionNotifications).toHaveLength(9 + gaps.length)
  })

  it('carries suppressions, and unknown verdicts only when asked for', async () => {
    const quiet = runOf(await logOf(orchard()), aws)
    expect(resultsOf(quiet, 'aws-s3-ai-bucket-not-encrypted')[0]?.suppressions?.[0]?.justification).toBe('encrypted by the writer before upload.')
    expect(quiet.results?.filter(({ kind }) => kind === 'open')).toEqual([])
    const open = runOf(await logOf(orchard(), true), aws).results?.filter(({ kind }) => kind === 'open') ?? []
    expect(open).toHaveLength(4)
    expect(open.every(({ level }) => level === 'none')).toBe(true)
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
    const run = runOf(await logOf({ ...crowd(25_100), gaps }), aws)
    expect(run.results).toHaveLength(25_000)
    expect(resultsOf(run, 'aispm/coverage-gap')).toHaveLength(4)
    expect(run.invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text).toContain('104 results of least severity are left out')

    const many = await logOf({ ...crowd(46, 23), scopes: [] })
    expect(many.runs).toHaveLength(20)
    expect(many.runs[0]?.invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text).toContain('3 accounts are left out')
  })

  it('is a valid log without any run', async () => {
    expect((await logOf(tidy({ scopes: [] }))).runs).toEqual([])
  })
})
