// Counts results per account before anything is written: SARIF wants the rules, and what was left out, first.
import { severities, type Finding, type RenderOptions, type ReportSource, type Scope, type Severity, type Unknown } from '../../core/index.js'

/** Limits of code scanning. */
export const mostRuns = 20
export const mostResults = 25_000

/** One account: what its run will hold. */
export interface Tally {
  provider: string
  account: string
  rules: Set<string>
  findings: Record<Severity, number>
  unknowns: number
}

export function accountKey({ provider, account }: Pick<Scope, 'provider' | 'account'>): string {
  return `${provider}/${account}`
}

/**
 * The accounts to write, sorted by name, and those that do not fit in one file: of too many, those with the worst
 * findings stay. An account of which nothing was read has no run, so that its earlier alerts stay open.
 */
export async function takeCensus(source: ReportSource, options: RenderOptions): Promise<{ kept: Tally[]; left: Tally[] }> {
  const tallies = new Map<string, Tally>()
  const tally = (scope: Scope): Tally => {
    const key = accountKey(scope)
    const known = tallies.get(key) ?? {
      provider: scope.provider, account: scope.account, rules: new Set(), findings: { critical: 0, high: 0, medium: 0, low: 0 }, unknowns: 0,
    }
    tallies.set(key, known)
    return known
  }
  const read = source.scopes.filter(({ state }) => state === 'read').map(({ scope }) => scope)
  for (const scope of read) tally(scope)
  for await (const finding of source.findings) count(tally(finding.scope), finding)
  if (options.sarifUnknown === true) {
    const collected = new Set(read.map(accountKey))
    for await (const unknown of source.unknowns) if (collected.has(accountKey(unknown.scope))) question(tally(unknown.scope), unknown)
  }
  const worstFirst = [...tallies.values()].sort(byHarm)
  const byName = (a: Tally, b: Tally): number => (accountKey(a) < accountKey(b) ? -1 : 1)
  return { kept: worstFirst.slice(0, mostRuns).sort(byName), left: worstFirst.slice(mostRuns).sort(byName) }
}

function count(tally: Tally, finding: Finding): void {
  tally.findings[finding.severity]++
  tally.rules.add(finding.rule)
}

function question(tally: Tally, unknown: Unknown): void {
  tally.unknowns++
  tally.rules.add(unknown.rule)
}

function byHarm(a: Tally, b: Tally): number {
  for (const severity of severities) {
    const difference = b.findings[severity] - a.findings[severity]
    if (difference !== 0) return difference
  }
  return accountKey(a) < accountKey(b) ? -1 : 1
}

export function findingsOf(tally: Tally): number {
  return severities.reduce((sum, severity) => sum + tally.findings[severity], 0)
}
