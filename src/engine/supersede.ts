// Where a specific rule fails, the general ones it supersedes are told with it and not beside it.
import type { RuleDoc } from '../core/index.js'

interface Failing {
  rule: RuleDoc
  alsoViolates: string[]
}

/** The findings of one asset that are told on their own; each names those it speaks for. */
export function mergeSuperseded<F extends Failing>(onAsset: readonly F[], rules: ReadonlyMap<string, RuleDoc>): F[] {
  if (onAsset.length < 2) return [...onAsset]
  const failing = new Map<string, F>()
  for (const entry of onAsset) for (const id of [entry.rule.id, ...entry.rule.aliases]) failing.set(id, entry)
  const spokenFor = new Set<F>()
  for (const entry of onAsset) {
    for (const id of reach(entry.rule, rules)) {
      const general = failing.get(id)
      // Two rules that supersede each other are a mistake of the rules: both are told.
      if (general === undefined || general === entry || reach(general.rule, rules).has(entry.rule.id)) continue
      spokenFor.add(general)
      if (!entry.alsoViolates.includes(general.rule.id)) entry.alsoViolates.push(general.rule.id)
    }
  }
  for (const entry of onAsset) entry.alsoViolates.sort()
  return onAsset.filter((entry) => !spokenFor.has(entry))
}

/** What a rule supersedes, and what that supersedes in turn. */
function reach(rule: RuleDoc, rules: ReadonlyMap<string, RuleDoc>, found: Set<string> = new Set()): ReadonlySet<string> {
  for (const id of rule.supersedes) {
    if (found.has(id)) continue
    found.add(id)
    const next = rules.get(id)
    if (next !== undefined) reach(next, rules, found)
  }
  return found
}
