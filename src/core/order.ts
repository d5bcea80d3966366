// The one order of findings and of what could not be judged: worst first, then by rule and asset.
import { scopeId, type Scope } from './asset.js'
import { rank, severities, type Severity } from './vocabulary.js'

interface Ordered {
  severity: Severity
  rule: string
  asset: string | null
  scope: Scope
}

export function worstFirst(a: Ordered, b: Ordered): number {
  return rank(severities, a.severity) - rank(severities, b.severity) || compare(a.rule, b.rule) || compare(a.asset ?? '', b.asset ?? '') || compare(scopeId(a.scope), scopeId(b.scope))
}

/** By code unit: the same on every machine, whatever its language. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
