// Exit codes, the same for every command and format.
import { rank, severities, type Severity } from '../core/vocabulary.js'

export const exitCodes = {
  done: 0,
  findings: 1,
  usage: 2,
  incomplete: 3,
  bug: 4,
  interrupted: 130,
  terminated: 143,
} as const

/** What of a scan decides how it ends. */
export interface Outcome {
  /** Those that count: not suppressed, and new where there is a baseline. */
  findings: Readonly<Record<Severity, number>>
  /** Share of verdicts that could be given. */
  coverage: number
  /** Mistakes of our own that were met. */
  faults: number
  /** Nothing could be read at all. */
  empty: boolean
  /** Exit code of a signal that came. */
  interrupted?: number
}

/** A signal tells most, then a bug of ours; findings come before what could not be judged, since they are known. */
export function scanExit({ failOn, minCoverage }: { failOn: Severity | 'never'; minCoverage: number }, outcome: Outcome): number {
  if (outcome.interrupted !== undefined) return outcome.interrupted
  if (outcome.faults > 0) return exitCodes.bug
  const least = failOn === 'never' ? -1 : rank(severities, failOn)
  if (severities.some((severity, i) => i <= least && outcome.findings[severity] > 0)) return exitCodes.findings
  return outcome.empty || outcome.coverage < minCoverage ? exitCodes.incomplete : exitCodes.done
}
