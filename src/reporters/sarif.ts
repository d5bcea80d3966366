// The report as SARIF 2.1.0 for code scanning: one run an account, within the limits that GitHub sets.
import type { Notification, ReportingDescriptor, Result, Run } from 'sarif'
import { jsonText } from '../core/json-text.js'
import type { Finding, RenderOptions, Reporter, ReportSource } from '../core/index.js'
import { namesOf, type Names } from './kit/names.js'
import { pour } from './kit/pour.js'
import { accountKey, findingsOf, mostResults, mostRuns, takeCensus, type Tally } from './sarif/census.js'
import { coverageGapDescriptor, descriptorOf } from './sarif/descriptor.js'
import { gapNotification, notificationDescriptors, notify, scopeNotification } from './sarif/notification.js'
import { findingResult, permissionResults, unknownResult } from './sarif/result.js'

const schema = 'https://json.schemastore.org/sarif-2.1.0.json'
const home = 'https://github.com/aispm/aispm'

export default {
  id: 'sarif',
  summary: 'SARIF 2.1.0 for code scanning',
  extension: 'sarif',
  render: (source, out, options) => pour(pieces(source, options), out),
} satisfies Reporter

async function* pieces(source: ReportSource, options: RenderOptions): AsyncGenerator<string> {
  const { kept, left } = await takeCensus(source, options)
  const names = namesOf(source)
  yield `{\n"$schema": ${jsonText(schema)},\n"version": "2.1.0",\n"runs": [`
  let separator = '\n'
  for (const tally of kept) {
    yield separator
    yield* run(tally, separator === '\n' ? left : [], source, options, names)
    separator = ',\n'
  }
  yield ']\n}\n'
}

/** What one run will hold of each sort of result. */
interface Share {
  permissions: Result[]
  findings: number
  unknowns: number
}

async function* run(tally: Tally, left: readonly Tally[], source: ReportSource, options: RenderOptions, names: Names): AsyncGenerator<string> {
  const gaps = source.gaps.filter((gap) => accountKey(gap.scope) === accountKey(tally))
  const rules = rulesOf(tally, source, gaps.some((gap) => (gap.missing ?? []).length > 0))
  const index = new Map(rules.map((rule, i) => [rule.id, i]))
  const permissions = permissionResults(gaps, rules.length - 1).slice(0, mostResults)
  const findings = Math.min(findingsOf(tally), mostResults - permissions.length)
  const share: Share = { permissions, findings, unknowns: Math.min(tally.unknowns, mostResults - permissions.length - findings) }
  const head: Omit<Run, 'results'> = {
    tool: {
      driver: {
        name: source.tool.name, version: source.tool.version, semanticVersion: source.tool.version, informationUri: home,
        rules, notifications: notificationDescriptors,
      },
    },
    automationDetails: { id: `aispm/${accountKey(tally)}/`, description: { text: `AI security posture of ${tally.provider} account ${tally.account}.` } },
    invocations: [{
      executionSuccessful: source.interrupted === undefined, startTimeUtc: source.startedAt, endTimeUtc: source.finishedAt,
      toolExecutionNotifications: notifications(tally, share, left, source, gaps),
    }],
    columnKind: 'utf16CodeUnits',
    language: 'en',
  }
  yield `${jsonText(head).slice(0, -1)},\n"results": [`
  let separator = '\n'
  for await (const result of results(tally, share, source, options, names, index)) {
    yield separator + jsonText(result)
    separator = ',\n'
  }
  yield ']}'
}

/** The rules that results of this run name; the one for missing permissions last. */
function rulesOf(tally: Tally, source: ReportSource, blind: boolean): ReportingDescriptor[] {
  return [...source.rules.filter(({ id }) => tally.rules.has(id)).map(descriptorOf), ...(blind ? [coverageGapDescriptor()] : [])]
}

// The lists are read once more for each account: they may be longer than memory, and they come sorted by severity,
// so the first ones are the ones to keep.
async function* results(
  tally: Tally, share: Share, source: ReportSource, options: RenderOptions, names: Names, index: ReadonlyMap<string, number>,
): AsyncGenerator<Result> {
  let findings = 0
  for await (const finding of source.findings) {
    if (findings === share.findings) break
    if (accountKey(finding.scope) !== accountKey(tally)) continue
    findings++
    yield findingResult(finding, ruleIndex(finding, index), names)
  }
  yield* share.permissions
  if (options.sarifUnknown !== true) return
  let unknowns = 0
  for await (const unknown of source.unknowns) {
    if (unknowns === share.unknowns) break
    if (accountKey(unknown.scope) !== accountKey(tally)) continue
    unknowns++
    yield unknownResult(unknown, ruleIndex(unknown, index))
  }
}

function ruleIndex({ rule }: Pick<Finding, 'rule'>, index: ReadonlyMap<string, number>): number {
  const at = index.get(rule)
  if (at === undefined) throw new Error(`a result names rule "${rule}", which is not among the report's rules`)
  return at
}

function notifications(tally: Tally, share: Share, left: readonly Tally[], source: ReportSource, gaps: ReportSource['gaps']): Notification[] {
  const dropped = findingsOf(tally) - share.findings + tally.unknowns - share.unknowns
  return [
    ...(source.interrupted === undefined ? [] : [notify('cut-short', 'error', `The run was cut short (${source.interrupted}): what is missing here may not have been read`)]),
    ...(dropped === 0 ? [] : [notify('left-out', 'warning', `${dropped} results of least severity are left out: a run may hold ${mostResults}`)]),
    ...(left.length === 0 ? [] : [notify('left-out', 'warning',
      `${left.length} accounts are left out, those with the least severe findings: a file may hold ${mostRuns} runs. Scan them apart: ${left.map((other) => `--scope ${other.provider}:${other.account}`).join(' ')}`)]),
    ...source.scopes.filter((status) => (status.state !== 'read' || status.why !== undefined) && accountKey(status.scope) === accountKey(tally)).map(scopeNotification),
    ...gaps.map(gapNotification),
  ]
}
