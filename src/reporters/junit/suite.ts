// Counts test cases per account before anything is written: a suite's numbers stand before its cases.
import type { PastFinding, ReportSource, Scope } from '../../core/index.js'
import { isLasting, standingOf } from '../kit/standing.js'
import { causesOf, isBlinding, type Cause } from '../kit/unjudged.js'

/** The cases of one account, or of one scanned folder. */
export interface Suite {
  provider: string
  account: string
  /** Findings, those of the baseline among them; `skipped` of these are accepted by the settings. */
  standing: number
  accepted: number
  unknowns: number
  /** Known from the baseline and known to be gone. */
  fixed: PastFinding[]
  causes: Cause[]
}

/** Sorted by account. */
export async function takeSuites(source: ReportSource): Promise<Suite[]> {
  const suites = new Map<string, Suite>()
  const suite = ({ provider, account }: Pick<Scope, 'provider' | 'account'>): Suite => {
    const key = `${provider}/${account}`
    const known = suites.get(key) ?? { provider, account, standing: 0, accepted: 0, unknowns: 0, fixed: [], causes: [] }
    suites.set(key, known)
    return known
  }
  for await (const standing of standingOf(source)) {
    const own = suite(standing.scope)
    own.standing++
    if (!isLasting(standing) && standing.suppressed !== undefined) own.accepted++
  }
  for await (const unknown of source.unknowns) suite(unknown.scope).unknowns++
  for (const past of source.since?.fixed ?? []) suite(past.scope).fixed.push(past)
  for (const cause of causesOf(source).filter(isBlinding)) suite(cause).causes.push(cause)
  return [...suites.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, own]) => own)
}

export interface Numbers {
  tests: number
  failures: number
  errors: number
  skipped: number
}

export function numbersOf({ standing, accepted, unknowns, fixed, causes }: Suite): Numbers {
  return { tests: standing + unknowns + fixed.length + causes.length, failures: standing - accepted, errors: causes.length, skipped: accepted + unknowns }
}

export function added(all: readonly Numbers[]): Numbers {
  const sum = (key: keyof Numbers): number => all.reduce((total, one) => total + one[key], 0)
  return { tests: sum('tests'), failures: sum('failures'), errors: sum('errors'), skipped: sum('skipped') }
}
