// Counts results per account before anything is written: SARIF wants the rules, and what was left out, first.
import { severities, type Finding, type ReportSource, type Scope, type Severity, type Unknown } from '../../core/index.js'
import { isLasting, standingOf, type Lasting, type Standing } from '../kit/standing.js'
import { mostRules, mostRuns } from './limits.js'
import type { SarifOptions } from './options.js'

/** Findings that the user's settings accept, told by name up to this many a run. */
const mostAccepted = 100

/** One account: what its run will hold. */
export interface Tally {
  provider: string
  account: string
  /** Whether any of it was read. */
  isRead: boolean
  /** Rules that results name, and the worst severity of each; those of the worst results first. */
  rules: Map<string, Severity>
  /** A finding of the baseline for each rule, where the rule may not have run. */
  past: Map<string, Lasting>
  /** Findings to write, with those of the baseline. */
  findings: Record<Severity, number>
  unknowns: number
  /** Results of rules beyond the limit. */
  ruleless: number
  /** Not written: code scanning takes no notice of suppressions. */
  accepted: { count: number; some: Finding[] }
}

export function accountKey({ provider, account }: Pick<Scope, 'provider' | 'account'>): string {
  return `${provider}/${account}`
}

/**
 * The accounts to write, those with the worst findings first, and those that do not fit in one file. An account of which
 * nothing was read has no run, so that its earlier alerts stay open.
 */
export async function takeCensus(source: ReportSource, options: SarifOptions): Promise<{ kept: Tally[]; left: Tally[] }> {
  const tallies = new Map<string, Tally>()
  const tally = (scope: Scope, isRead: boolean): Tally => {
    const key = accountKey(scope)
    const known = tallies.get(key) ?? emptyTally(scope, isRead)
    tallies.set(key, known)
    return known
  }
  for (const { scope, state } of source.scopes) if (state === 'read') tally(scope, true)
  for await (const standing of standingOf(source)) {
    const known = tallies.get(accountKey(standing.scope))
    if (isLasting(standing) && known?.isRead !== true) continue
    count(known ?? tally(standing.scope, false), standing, options)
  }
  if (options.sarifUnknown === true) {
    for await (const unknown of source.unknowns) question(tallies.get(accountKey(unknown.scope)), unknown)
  }
  const worstFirst = [...tallies.values()].sort(byHarm)
  return { kept: worstFirst.slice(0, mostRuns), left: worstFirst.slice(mostRuns) }
}

/** Whether the run of an account has a result for it. The one place that decides: it is asked when counting and when writing. */
export function isTold(standing: Standing, tally: Tally, options: SarifOptions): boolean {
  if (isLasting(standing)) return tally.isRead && tally.rules.has(standing.rule)
  return tally.rules.has(standing.rule) && (standing.suppressed === undefined || options.sarifSuppressed === true)
}

function emptyTally({ provider, account }: Scope, isRead: boolean): Tally {
  return {
    provider, account, isRead, rules: new Map(), past: new Map(), findings: { critical: 0, high: 0, medium: 0, low: 0 },
    unknowns: 0, ruleless: 0, accepted: { count: 0, some: [] },
  }
}

function count(tally: Tally, standing: Standing, options: SarifOptions): void {
  if (!isLasting(standing) && standing.suppressed !== undefined && options.sarifSuppressed !== true) {
    tally.accepted.count++
    if (tally.accepted.some.length < mostAccepted) tally.accepted.some.push(standing)
    return
  }
  if (!named(tally, standing.rule, standing.severity)) return
  tally.findings[standing.severity]++
  if (isLasting(standing)) tally.past.set(standing.rule, standing)
}

function question(tally: Tally | undefined, unknown: Unknown): void {
  if (tally?.isRead === true && named(tally, unknown.rule, unknown.severity)) tally.unknowns++
}

/** Findings come worst first, so the first severity of a rule is its worst. One place is kept for missing permissions. */
function named(tally: Tally, rule: string, severity: Severity): boolean {
  if (tally.rules.has(rule)) return true
  if (tally.rules.size < mostRules - 1) tally.rules.set(rule, severity)
  else tally.ruleless++
  return tally.rules.has(rule)
}

function byHarm(a: Tally, b: Tally): number {
  for (const severity of severities) {
    const difference = b.findings[severity] - a.findings[severity]
    if (difference !== 0) return difference
  }
  return byName(a, b)
}

export function byName(a: Tally, b: Tally): number {
  return accountKey(a) < accountKey(b) ? -1 : 1
}

export function findingsOf(tally: Tally): number {
  return severities.reduce((sum, severity) => sum + tally.findings[severity], 0)
}
