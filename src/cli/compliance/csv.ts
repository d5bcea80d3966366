// An assessment as a table for spreadsheets: a line for each rule of each requirement, safe against formulas.
import { checkedWords, extentOf, frameworkWords, reasonWords, memory, standingWords, statusNames, stateWords, unreadWords, type Assessment, type Requirement, type RuleStanding } from '../../compliance/index.js'
import type { ReportSource } from '../../core/index.js'
import { line } from '../../reporters/csv/cell.js'

const header = [
  'framework', 'requirement', 'title', 'verified', 'status', 'in words', 'strength', 'worst severity', 'rule', 'rule title', 'rule severity', 'rule state',
  'pass', 'fail', 'unknown', 'not applicable', 'failing assets', 'accepted risks', 'missing permissions', 'scanned', 'tool', 'scope', 'rules run', 'not read',
]
/** A cell with thousands of names is of no use in a spreadsheet. */
const mostNames = 10

export function* complianceCsv(assessment: Assessment, source: ReportSource | undefined): Generator<string> {
  const extent = source === undefined ? undefined : extentOf(source)
  const run = extent === undefined
    ? ['', '', 'nothing was scanned: no rule maps to this framework', checkedWords(assessment), '']
    : [extent.finishedAt, extent.tool, extent.read.join('; '), checkedWords(assessment), unreadWords(extent)]
  yield line(header)
  for (const requirement of assessment.requirements) {
    const { control, status, worst } = requirement
    const about = [
      frameworkWords(assessment.framework), control.id, control.title, control.verified ? 'yes' : memory, statusNames[status], standingWords(requirement),
      status === 'no-check' ? '' : control.mapping, worst ?? '',
    ]
    if (requirement.rules.length === 0) yield line([...about, ...Array.from({ length: 11 }, () => ''), ...run])
    for (const rule of requirement.rules) yield line([...about, ...ruleCells(rule, requirement), ...run])
  }
}

function ruleCells(rule: RuleStanding, { failures, accepted, blindness }: Requirement): string[] {
  const { verdicts } = rule
  const failing = failures.some.filter((failure) => failure.rule === rule.id).map(({ assetName }) => assetName)
  const risks = accepted.some.filter((risk) => risk.rule === rule.id).map(({ assetName, reason, until }) => `${assetName}: ${reason}${until === undefined ? '' : `, until ${until}`}`)
  const missing = blindness.some.filter(({ rules }) => rules.includes(rule.id)).flatMap((blind) => (blind.missing.length > 0 ? blind.missing : [`${reasonWords(blind.reason)} ${blind.call}`]))
  return [
    rule.id, rule.title, rule.severity, stateWords(rule) ?? 'judged',
    ...[verdicts.pass, verdicts.fail, verdicts.unknown, verdicts['not-applicable']].map(String),
    few(failing), few(risks), [...new Set(missing)].join(', '),
  ]
}

function few(names: readonly string[]): string {
  return names.length <= mostNames ? names.join(', ') : `${names.slice(0, mostNames).join(', ')} and more`
}
