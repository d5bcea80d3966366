// From findings as judged to findings as they stand here: severities of the user's, owners, and what is accepted.
import type { Asset, Finding, IgnoreUse, ReportSource, Triage, Unknown } from '../core/index.js'

export interface Triaged {
  /** Sorted by severity, rule, asset; suppressed ones among them. */
  findings: Finding[]
  ignores: IgnoreUse[]
  counts: Omit<ReportSource['counts'], 'unknowns'>
}

export interface Judged {
  findings: readonly Finding[]
  unknowns: readonly Unknown[]
  asset: (id: string) => Asset | undefined
}

/** `today`: ISO 8601 date by which `until` is measured. */
export function triage(judged: Judged, settings: Triage, today: string): Triaged {
  void settings
  void today
  const findings = [...judged.findings]
  const counts = { critical: 0, high: 0, medium: 0, low: 0 }
  for (const finding of findings) counts[finding.severity]++
  return { findings, ignores: [], counts: { findings: counts, suppressed: 0 } }
}
