// How one rule came out: judged with which verdicts, or not judged and why.
import type { ReportSource, RuleDoc, Verdict } from '../core/index.js'
import type { RuleStanding } from './assessment.js'

export interface Judged {
  source: ReportSource | undefined
  /** Ids of the rules that the user wants run. */
  chosen: ReadonlySet<string>
  /** Rules that wait for a setting or an optional read, and for which. */
  waiting: ReadonlyMap<string, string>
}

/** `told`: rules with a finding that is open, and with one that is accepted, be it under their own name or another's. */
export function standingOf(rule: RuleDoc, { source, chosen, waiting }: Judged, told: { open: ReadonlySet<string>; accepted: ReadonlySet<string> }): RuleStanding {
  const { id, title, severity, level } = rule
  const verdicts = source?.coverage.rules[id]
  const wants = waiting.get(id)
  return {
    id, title, severity, level,
    state: wants !== undefined ? 'not-configured' : verdicts !== undefined ? 'judged' : chosen.has(id) ? 'not-in-scope' : 'not-chosen',
    verdicts: { ...(verdicts ?? noVerdicts()) },
    // What fails and is told under no finding at all, nobody has accepted.
    accepted: (verdicts?.fail ?? 0) > 0 && told.accepted.has(id) && !told.open.has(id),
    ...(wants !== undefined && { wants }),
  }
}

export function noVerdicts(): Record<Verdict, number> {
  return { pass: 0, fail: 0, unknown: 0, 'not-applicable': 0 }
}
