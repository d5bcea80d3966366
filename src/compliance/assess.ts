// From a report to how each requirement of a framework stands.
import { rank, severities, type Finding, type FrameworkControl, type FrameworkInfo, type ReportSource, type RuleDoc, type Severity, type Unknown } from '../core/index.js'
import type { AcceptedRisk, Assessment, Blindness, Failure, Requirement, RuleStanding, Some } from './assessment.js'
import { noVerdicts, standingOf } from './standing.js'
import { statusOf } from './status.js'

/** Kept of each list of a requirement: the findings themselves are in the report of the scan. */
const mostKept = 25

export interface Question {
  framework: FrameworkInfo
  /** Every rule there is that maps to the framework. */
  rules: readonly RuleDoc[]
  /** Ids of those that the user wants run. */
  chosen: ReadonlySet<string>
}

/** The rules that map to a framework. */
export function rulesOf(framework: string, rules: readonly RuleDoc[]): RuleDoc[] {
  return rules.filter((rule) => (rule.frameworks[framework] ?? []).length > 0)
}

interface Draft {
  control: FrameworkControl
  rules: RuleDoc[]
  /** Rules with a finding that is open, and with one that is accepted. */
  told: { open: Set<string>; accepted: Set<string> }
  worst?: Severity
  /** The finding that was filed last: it may count for several rules, and is told once. */
  last?: string
  failures: Some<Failure>
  accepted: Some<AcceptedRisk>
  /** By call, reason and what is missing. */
  blindness: Map<string, Blindness>
}

/** `source` undefined: nothing was scanned, because no rule maps to the framework. */
export async function assess({ framework, rules, chosen }: Question, source: ReportSource | undefined): Promise<Assessment> {
  const drafts = framework.controls.map((control) => draftOf(control, rules.filter((rule) => rule.frameworks[framework.id]?.includes(control.id) === true)))
  const byRule = new Map<string, Draft[]>()
  for (const draft of drafts) for (const { id } of draft.rules) byRule.set(id, [...byRule.get(id) ?? [], draft])
  if (source !== undefined) {
    const docs = new Map(rules.map((rule) => [rule.id, rule]))
    for await (const finding of source.findings) fileFinding(finding, byRule, docs)
    const gaps = new Map(source.gaps.map((gap) => [gap.id, gap]))
    for await (const unknown of source.unknowns) fileUnknown(unknown, byRule, gaps)
  }
  const waiting = new Map(source?.coverage.notConfigured.map(({ rule, wants }) => [rule, wants]))
  const requirements = drafts.map((draft) => requirementOf(draft, draft.rules.map((rule) => standingOf(rule, { source, chosen, waiting }, draft.told))))
  const counts = { fails: 0, unknown: 0, accepted: 0, supported: 0, passes: 0, 'nothing-to-judge': 0, 'no-check': 0 }
  for (const { status } of requirements) counts[status]++
  const run = new Set(requirements.flatMap((one) => one.rules.filter(({ state }) => state === 'judged').map(({ id }) => id)))
  return { framework, requirements, counts, checked: requirements.filter((one) => one.rules.length > 0).length, rules: { mapped: rules.length, run: run.size } }
}

function draftOf(control: FrameworkControl, rules: RuleDoc[]): Draft {
  return { control, rules, told: { open: new Set(), accepted: new Set() }, failures: { count: 0, some: [] }, accepted: { count: 0, some: [] }, blindness: new Map() }
}

/** A finding counts for its rule and for those that it speaks for: these have none of their own. */
function fileFinding(finding: Finding, byRule: ReadonlyMap<string, Draft[]>, docs: ReadonlyMap<string, RuleDoc>): void {
  for (const rule of [finding.rule, ...finding.alsoViolates]) {
    const severity = rule === finding.rule ? finding.severity : docs.get(rule)?.severity ?? finding.severity
    for (const draft of byRule.get(rule) ?? []) {
      draft.told[finding.suppressed === undefined ? 'open' : 'accepted'].add(rule)
      if (finding.suppressed === undefined && (draft.worst === undefined || rank(severities, severity) < rank(severities, draft.worst))) draft.worst = severity
      if (draft.last !== finding.fingerprint) tell(draft, failureOf(finding, rule, severity), finding.suppressed)
      draft.last = finding.fingerprint
    }
  }
}

function failureOf({ rule: own, asset, assetName, assetType, scope, message, fingerprint }: Finding, rule: string, severity: Severity): Failure {
  return { rule, severity, asset, assetName, assetType, scope, message, fingerprint, ...(rule !== own && { toldBy: own }) }
}

function tell(draft: Draft, failure: Failure, suppressed: Finding['suppressed']): void {
  if (suppressed === undefined) return keep(draft.failures, failure)
  const { by, reason, until } = suppressed
  keep(draft.accepted, { ...failure, by, reason, ...(until !== undefined && { until }) })
}

function fileUnknown(unknown: Unknown, byRule: ReadonlyMap<string, Draft[]>, gaps: ReadonlyMap<string, ReportSource['gaps'][number]>): void {
  for (const draft of byRule.get(unknown.rule) ?? []) {
    for (const id of unknown.gaps) {
      const { reason, call, missing = [], message, scope } = gaps.get(id) ?? { reason: 'error' as const, call: id, message: '', scope: unknown.scope }
      const key = JSON.stringify([reason, call, missing])
      const blindness = draft.blindness.get(key) ?? { reason, call, missing, message, scopes: [], rules: [] }
      draft.blindness.set(key, blindness)
      if (!blindness.rules.includes(unknown.rule)) blindness.rules.push(unknown.rule)
      const isTold = blindness.scopes.some((other) => other.provider === scope.provider && other.account === scope.account && other.region === scope.region)
      if (!isTold && blindness.scopes.length < mostKept) blindness.scopes.push(scope)
    }
  }
}

function keep<T>(list: Some<T>, item: T): void {
  list.count++
  if (list.some.length < mostKept) list.some.push(item)
}

function requirementOf({ control, worst, failures, accepted, blindness }: Draft, rules: RuleStanding[]): Requirement {
  const verdicts = noVerdicts()
  for (const rule of rules) {
    for (const verdict of ['pass', 'fail', 'unknown', 'not-applicable'] as const) verdicts[verdict] += rule.verdicts[verdict]
  }
  const blind = [...blindness.values()].toSorted((a, b) => b.rules.length - a.rules.length || (a.call < b.call ? -1 : 1))
  return {
    control, status: statusOf(control, rules), rules, verdicts, failures, accepted,
    blindness: { count: blind.length, some: blind.slice(0, mostKept) },
    ...(worst !== undefined && { worst }),
  }
}
