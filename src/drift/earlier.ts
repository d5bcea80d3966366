// An earlier report, as far as a later one is compared with it.
import type { Gap, PastFinding, RuleDoc, ScopeStatus, Unknown } from '../core/index.js'

export interface EarlierFinding extends PastFinding {
  /** Rules that failed too and were told with it. */
  alsoViolates: readonly string[]
  /** Assets, other than its own, whose values decided it: what it speaks for may be theirs. */
  causes: readonly string[]
  /** For what had ended: when the newest of its family did. */
  lastSeen?: string
  /** It was accepted then. */
  suppressed: boolean
  /** It was known from a baseline and not found then: why that was no proof that it was gone. */
  open?: string
}

export interface EarlierReport {
  /** The file, as the user named it. */
  file: string
  takenAt?: string
  complete: boolean
  /** Why the run ended before its time. */
  cut?: string
  /** Open ones of its own baseline among them: they were known and not known to be gone. */
  findings: EarlierFinding[]
  unknowns: Unknown[]
  gaps: Gap[]
  scopes: ScopeStatus[]
  /** Ids of the rules that ran; undefined where the file does not say. */
  rules?: ReadonlySet<string>
  /** Asset types that were seen; undefined where the file does not say. */
  types?: ReadonlySet<string>
}

/** Current rules by every id that they have or had. */
export function byAnyId(rules: Iterable<RuleDoc>): Map<string, RuleDoc> {
  const all = [...rules]
  return new Map([...all.flatMap((rule) => rule.aliases.map((alias): [string, RuleDoc] => [alias, rule])), ...all.map((rule): [string, RuleDoc] => [rule.id, rule])])
}
