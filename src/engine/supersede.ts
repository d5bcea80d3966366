// Where a specific rule fails, the general ones it supersedes are told with it and not beside it.
import { rank, severities, type RuleDoc } from '../core/index.js'

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

interface Traced extends Failing {
  asset: { id: string }
  result: { evidence: readonly { asset: string }[] }
}

/**
 * One cause is told once: where a specific finding rests on what another asset says, the general finding about that
 * asset is told with it. A training input in a public bucket says more than that the bucket is public. What is worse
 * than the finding that would speak for it stays on its own.
 */
export function mergeCauses<F extends Traced>(failed: readonly F[], rules: ReadonlyMap<string, RuleDoc>): F[] {
  const byCause = new Map(failed.map((entry) => [`${entry.rule.id}\n${entry.asset.id}`, entry]))
  const spokenFor = new Set<F>()
  for (const entry of failed) {
    if (entry.rule.supersedes.length === 0) continue
    const causes = new Set(entry.result.evidence.map((evidence) => evidence.asset).filter((id) => id !== entry.asset.id))
    for (const cause of causes) {
      for (const id of reach(entry.rule, rules)) {
        const general = byCause.get(`${id}\n${cause}`)
        if (general === undefined || rank(severities, general.rule.severity) < rank(severities, entry.rule.severity)) continue
        spokenFor.add(general)
        for (const told of [general.rule.id, ...general.alsoViolates]) if (!entry.alsoViolates.includes(told)) entry.alsoViolates.push(told)
      }
    }
    entry.alsoViolates.sort()
  }
  return failed.filter((entry) => !spokenFor.has(entry))
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
