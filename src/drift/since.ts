// A report against an earlier one: what is new, what was known, what is fixed, and what is merely no longer seen.
import { count, worstFirst, type Finding, type GapId, type PastFinding, type RuleDoc, type Since, type Verdict } from '../core/index.js'
import type { Graph } from '../graph/index.js'
import { Absence, gapWords } from './absence.js'
import { byAnyId, type EarlierFinding, type EarlierReport } from './earlier.js'

/** What a run can say of what was found earlier. */
export interface Witness {
  /** Rules that were selected; which exist at all; and what those wait for that did not run. */
  selected: readonly RuleDoc[]
  all: readonly RuleDoc[]
  waiting: ReadonlyMap<string, string>
  answer: (rule: string, asset: string) => { verdict: Verdict; gaps: readonly GapId[] } | undefined
  graph: Graph
  /** One asset was judged alone. */
  only?: string
  /** The objects in stores were looked into. */
  held: boolean
}

export interface Present extends Witness {
  findings: readonly Finding[]
  /** Fingerprints that a finding had under earlier ids of its rule. */
  earlier: (finding: Finding) => readonly string[]
}

/** Verdicts to ask for: rules by asset, by the ids that both have now. */
export function wantedOf(pairs: Iterable<{ rule: string; asset: string | null }>, rules: Iterable<RuleDoc>, graph: Graph): Map<string, Set<string>> {
  const known = byAnyId(rules)
  const wanted = new Map<string, Set<string>>()
  for (const { rule, asset } of pairs) {
    const id = known.get(rule)?.id
    const there = asset === null ? undefined : graph.asset(asset)?.id
    if (id === undefined || there === undefined) continue
    const onAsset = wanted.get(there)
    if (onAsset === undefined) wanted.set(there, new Set([id]))
    else onAsset.add(id)
  }
  return wanted
}

/** Marks findings as new or known, and tells what became of those that are not found. */
export function compareWith(before: EarlierReport, present: Present): { findings: Finding[]; since: Since } {
  const register = new Register(before, byAnyId(present.all))
  const findings = present.findings.map((finding): Finding => ({ ...finding, baseline: register.meets(finding, finding.suppressed !== undefined, present.earlier(finding)) ? 'known' : 'new' }))
  const counts = { new: 0, known: 0 }
  for (const { suppressed, baseline } of findings) if (suppressed === undefined) counts[baseline === 'new' ? 'new' : 'known']++
  const fate = new Fate(before, present)
  const { fixed, open } = unmet(before, register, (past) => fate.of(past))
  return {
    findings,
    since: { file: before.file, ...(before.takenAt !== undefined && { takenAt: before.takenAt }), counts: { ...counts, fixed: fixed.length, open: open.length }, fixed, open },
  }
}

/** Earlier findings that nothing of today stands for: known to be gone, or not. */
export function unmet(before: EarlierReport, register: Register, fate: (past: EarlierFinding) => Became): Pick<Since, 'fixed' | 'open'> {
  const fixed: Since['fixed'] = []
  const open: Since['open'] = []
  // What was accepted is no news when it goes: a stale ignore tells of it.
  for (const past of before.findings) {
    if (past.suppressed || register.isMet(past)) continue
    const became = fate(past)
    if ('why' in became) open.push({ ...plain(past), why: became.why })
    else if (!('still' in became)) fixed.push({ ...plain(past), ...became })
  }
  return { fixed: fixed.sort(worstFirst), open: open.sort(worstFirst) }
}

/** Earlier findings by every name that a finding of today may have for them. */
export class Register {
  readonly #byFingerprint = new Map<string, EarlierFinding>()
  readonly #byPair = new Map<string, EarlierFinding>()
  /** What others spoke for then: known, though it had no finding of its own. */
  readonly #spokenFor = new Set<string>()
  readonly #met = new Set<EarlierFinding>()

  constructor(before: EarlierReport, private readonly rules: ReadonlyMap<string, RuleDoc>) {
    for (const past of before.findings) {
      this.#byFingerprint.set(past.fingerprint, past)
      this.#byPair.set(this.#pair(past.rule, past.asset), past)
      for (const also of past.alsoViolates) for (const asset of [past.asset, ...past.causes]) this.#spokenFor.add(this.#pair(also, asset))
    }
  }

  /** Whether a finding was there before. One that was accepted then and is not now is news: its acceptance has ended. */
  meets(finding: Pick<Finding, 'fingerprint' | 'rule' | 'asset'>, isAccepted: boolean, earlier: readonly string[] = []): boolean {
    let known = false
    for (const past of [...[finding.fingerprint, ...earlier].map((one) => this.#byFingerprint.get(one)), this.#byPair.get(this.#pair(finding.rule, finding.asset))]) {
      if (past === undefined) continue
      this.#met.add(past)
      known ||= !past.suppressed || isAccepted
    }
    return known || this.#spokenFor.has(this.#pair(finding.rule, finding.asset))
  }

  isMet(past: EarlierFinding): boolean {
    return this.#met.has(past)
  }

  #pair(rule: string, asset: string): string {
    return `${this.rules.get(rule)?.id ?? rule}\n${asset}`
  }
}

/** Gone, and how where that is known; not known to be gone, and why; or there, told with another finding. */
export type Became = Pick<Since['fixed'][number], 'how'> | { why: string } | { still: true }

/** What became of an earlier finding that no finding of today stands for. */
export class Fate {
  readonly #selected: ReadonlyMap<string, RuleDoc>
  readonly #all: ReadonlyMap<string, RuleDoc>
  readonly #absence: Absence

  constructor(before: EarlierReport, private readonly witness: Witness) {
    this.#selected = byAnyId(witness.selected)
    this.#all = byAnyId(witness.all)
    this.#absence = new Absence(witness.graph, before, witness.held)
  }

  of(past: PastFinding & { lastSeen?: string }): Became {
    const { graph, only } = this.witness
    const asset = graph.asset(past.asset)
    if (only !== undefined && asset?.id !== only) return { why: `only ${only} was judged in this run` }
    if (asset === undefined) {
      const why = this.#absence.whyHidden(past)
      return why === undefined ? { how: 'gone' } : { why }
    }
    const rule = this.#selected.get(past.rule)
    if (rule === undefined) return { why: this.#all.has(past.rule) ? 'its rule was not selected in this run' : 'this aispm has no such rule' }
    const wants = this.witness.waiting.get(rule.id)
    if (wants !== undefined) return { why: `its rule waits for ${wants}` }
    const answer = this.witness.answer(rule.id, asset.id)
    switch (answer?.verdict) {
      case 'pass': return { how: 'passes' }
      // Told with a finding that says more.
      case 'fail': return { still: true }
      case 'unknown': return { why: this.#unknownWords(answer.gaps) }
      case 'not-applicable':
      case undefined: return { how: 'not-applicable' }
    }
  }

  #unknownWords(gaps: readonly GapId[]): string {
    const [first] = gaps
    if (first === undefined) return 'it could not be judged'
    const gap = this.witness.graph.gaps.get(first)
    return `${gap === undefined ? first : gapWords(gap)}${gaps.length > 1 ? `, and ${count(gaps.length - 1, 'more unread', 'more unread')}` : ''}`
  }
}

export function plain({ fingerprint, rule, title, severity, message, asset, assetType, assetName, scope }: PastFinding): PastFinding {
  return { fingerprint, rule, title, severity, message, asset, assetType, assetName, scope }
}
