// From verdicts to what a report tells: findings, unknowns, coverage, and which gap blinds which rules.
import type { AccessModel } from '../access/model.js'
import type { Asset, Coverage, Finding, Gap, GapId, Result, RuleDoc, Scope, Severity, Unknown, Verdict } from '../core/index.js'
import { aiKinds, compare, gapReasons, scopeId, worstFirst } from '../core/index.js'
import type { Graph } from '../graph/index.js'
import type { CompiledRule } from './compile.js'
import { evaluateInto } from './evaluate.js'
import type { Evaluated, EvaluateOptions, RuleFault } from './evaluate.js'
import { fingerprint } from './fingerprint.js'
import { feedsLive } from './past.js'
import { fill } from './placeholders.js'
import { mergeCauses, mergeSuperseded } from './supersede.js'

export interface Judgement {
  /** Sorted by severity, rule, asset. */
  findings: Finding[]
  unknowns: Unknown[]
  coverage: Coverage
  /** Every gap, with the rules it left unknown. */
  gaps: (Gap & { blinds: string[] })[]
  /** No read failed, every scope that was asked for answered, collection came to its end, and no rule broke. */
  complete: boolean
  /** Mistakes of rules and collectors: the run ends as an internal error, after everything else was written. */
  faults: RuleFault[]
  /** The rules that were selected, sorted by id. */
  rules: RuleDoc[]
  counts: { findings: Record<Severity, number>; unknowns: number }
  /** Verdicts that were wanted, whatever they are. */
  answers: Answers
}

export interface Answer {
  verdict: Verdict
  /** Gaps that made it unknown. */
  gaps: readonly GapId[]
}

/** By asset and rule; nothing for a pair that was not judged. */
export type Answers = ReadonlyMap<string, ReadonlyMap<string, Answer>>

/** Rules that a gap leaves unknown, and where it was first met. */
interface Blinded {
  scope: Scope
  rules: Set<string>
}

interface Failed {
  result: Result
  rule: RuleDoc
  asset: Asset
  alsoViolates: string[]
}

export function judge(rules: readonly CompiledRule[], graph: Graph, access: readonly AccessModel[], options: EvaluateOptions = {}): Judgement {
  const docs = new Map(rules.map(({ doc }) => [doc.id, doc]))
  const failed = new Map<string, Failed[]>()
  const unknowns: Unknown[] = []
  const blinds = new Map<GapId, Blinded>()
  const answers = new Map<string, Map<string, Answer>>()
  const evaluated = evaluateInto(rules, graph, access, options, (result) => {
    const rule = docs.get(result.rule)
    if (rule === undefined) return
    if (result.asset !== null && options.wanted?.get(result.asset)?.has(rule.id) === true) {
      const onAsset = answers.get(result.asset) ?? new Map<string, Answer>()
      answers.set(result.asset, onAsset.set(rule.id, { verdict: result.verdict, gaps: result.gaps }))
    }
    const asset = result.asset === null ? undefined : graph.asset(result.asset)
    if (result.verdict === 'fail' && asset !== undefined) {
      const entry: Failed = { result, rule, asset, alsoViolates: [] }
      const onAsset = failed.get(asset.id)
      if (onAsset === undefined) failed.set(asset.id, [entry])
      else onAsset.push(entry)
    } else if (result.verdict === 'unknown') {
      unknowns.push(unknownOf(result, rule, asset))
      for (const gap of result.gaps) {
        const blinded = blinds.get(gap)
        if (blinded === undefined) blinds.set(gap, { scope: result.scope, rules: new Set([rule.id]) })
        else blinded.rules.add(rule.id)
      }
    }
  })
  const kept = mergeCauses([...failed.values()].flatMap((onAsset) => mergeSuperseded(onAsset, docs)), docs)
  const findings = findingsOf(kept, graph).sort(worstFirst)
  unknowns.sort(worstFirst)
  const gaps = gapsOf(graph, evaluated, blinds)
  return {
    findings, unknowns, gaps, answers, faults: evaluated.faults,
    coverage: coverageOf(evaluated),
    complete: isComplete(graph, evaluated, gaps),
    rules: [...docs.values()].sort((a, b) => compare(a.id, b.id)),
    counts: { findings: countBySeverity(findings), unknowns: unknowns.length },
  }
}

/** Findings of one rule and family of past assets become one, on the newest. */
function findingsOf(failed: readonly Failed[], graph: Graph): Finding[] {
  const findings: Finding[] = []
  const families = new Map<string, Failed[]>()
  for (const entry of failed) {
    const { asset, rule } = entry
    if (asset.past === undefined || feedsLive(asset, graph)) {
      findings.push(findingOf(entry, graph))
      continue
    }
    const key = [rule.id, scopeId({ provider: asset.scope.provider, account: asset.scope.account }), asset.past.family].join('\0')
    const family = families.get(key)
    if (family === undefined) families.set(key, [entry])
    else family.push(entry)
  }
  for (const family of families.values()) findings.push(familyFinding(family, graph))
  return findings
}

function findingOf({ result, rule, asset, alsoViolates }: Failed, graph: Graph): Finding {
  const { command, terraform } = rule.fix
  return {
    fingerprint: fingerprint(rule.id, asset.id),
    rule: rule.id, title: rule.title, severity: rule.severity, confidence: result.confidence,
    message: fill(rule.message, asset, 'text'),
    asset: asset.id, assetType: asset.type, assetName: asset.name, scope: asset.scope,
    evidence: result.evidence,
    ...(result.hops === undefined ? {} : { hops: result.hops }),
    ...(asset.source === undefined ? {} : { source: asset.source }),
    frameworks: rule.frameworks,
    fix: { text: fill(rule.fix.text, asset, 'text'), ...(command === undefined ? {} : { command: fill(command, asset, 'command') }), ...(terraform === undefined ? {} : { terraform }) },
    alsoViolates,
    ...referrers(asset, graph),
  }
}

const mostReferrers = 3

/** A bucket or role is a finding because AI stands on it: the report names what does. */
function referrers(asset: Asset, graph: Graph): Pick<Finding, 'usedBy'> {
  if (graph.types.get(asset.type)?.listed !== false && aiKinds.has(asset.kind)) return {}
  const found = [...graph.referrers(asset)].filter((other) => other.kind !== 'account').sort((a, b) => compare(a.type, b.type) || compare(a.id, b.id))
  if (found.length === 0) return {}
  return { usedBy: { count: found.length, some: found.slice(0, mostReferrers).map((other) => ({ asset: other.id, name: other.name, type: other.type })) } }
}

/** Told of the newest member; the family keeps the fingerprint when a newer member comes. */
function familyFinding(family: readonly Failed[], graph: Graph): Finding {
  const byAge = [...family].sort((a, b) => compare(at(a), at(b)) || compare(a.asset.id, b.asset.id))
  const newest = byAge.at(-1)
  const oldest = byAge[0]
  if (newest === undefined || oldest === undefined) throw new Error('a family has at least one member')
  return {
    ...findingOf(newest, graph),
    fingerprint: familyFingerprint(newest.rule.id, newest.asset),
    alsoViolates: [...new Set(family.flatMap((entry) => entry.alsoViolates))].sort(),
    family: { count: family.length, firstSeen: at(oldest), lastSeen: at(newest) },
  }
}

/** Fingerprints that a finding on an asset, or on the family of it, had under earlier ids of its rule. */
export function earlierFingerprints(id: string, isFamily: boolean, { aliases }: RuleDoc, graph: Graph): string[] {
  const newest = isFamily ? graph.asset(id) : undefined
  return aliases.map((alias) => (newest === undefined ? fingerprint(alias, id) : familyFingerprint(alias, newest)))
}

function familyFingerprint(rule: string, { scope, past }: Asset): string {
  return fingerprint(rule, scopeId({ provider: scope.provider, account: scope.account }), `family:${past?.family ?? ''}`)
}

function at({ asset }: Failed): string {
  return asset.past?.at ?? ''
}

function unknownOf(result: Result, rule: RuleDoc, asset: Asset | undefined): Unknown {
  return {
    rule: rule.id, title: rule.title, severity: rule.severity, asset: result.asset, assetName: asset?.name ?? null, assetType: asset?.type ?? null,
    scope: result.scope, gaps: result.gaps,
  }
}

function coverageOf(evaluated: Evaluated): Coverage {
  const rules: Coverage['rules'] = {}
  const nothingToJudge: string[] = []
  let decided = 0
  let unknown = 0
  for (const [id, counts] of [...evaluated.counts].sort(([a], [b]) => compare(a, b))) {
    rules[id] = counts
    decided += counts.pass + counts.fail
    unknown += counts.unknown
    if (total(counts) === 0) nothingToJudge.push(id)
  }
  return {
    decided, unknown, ratio: decided + unknown === 0 ? 1 : decided / (decided + unknown), rules, nothingToJudge,
    notConfigured: evaluated.notConfigured.toSorted((a, b) => compare(a.rule, b.rule)),
  }
}

function total(counts: Record<Verdict, number>): number {
  return counts.pass + counts.fail + counts.unknown + counts['not-applicable']
}

/** The inventory's gaps, and those that stand for scopes, types and faults where they left something unknown. */
function gapsOf(graph: Graph, evaluated: Evaluated, blinds: ReadonlyMap<GapId, Blinded>): Judgement['gaps'] {
  const recorded = new Set(graph.inventory.gaps.map((gap) => gap.id))
  const all = [...graph.gaps.values(), ...evaluated.faultGaps]
  const known = new Set(all.map((gap) => gap.id))
  for (const [id, { scope }] of blinds) if (!known.has(id)) all.push(unreadable(id, scope))
  return all
    .filter((gap) => recorded.has(gap.id) || blinds.has(gap.id))
    .map((gap) => ({ ...gap, blinds: [...(blinds.get(gap.id)?.rules ?? [])].sort() }))
    .sort((a, b) => compare(a.id, b.id))
}

/** What was read and could not be understood, such as a broken policy: its id, `<what>:<reason>:<where and why>`, is all there is. */
function unreadable(id: GapId, scope: Scope): Gap {
  const [call = id, reason, ...message] = id.split(':')
  return { id, scope, call, types: [], list: false, reason: gapReasons.find((word) => word === reason) ?? 'invalid-answer', message: message.join(':'), count: 1 }
}

/** Reads that nobody asked for leave nothing out of what was asked. */
function isComplete(graph: Graph, evaluated: Evaluated, gaps: readonly Gap[]): boolean {
  return graph.inventory.finished
    && evaluated.faults.length === 0
    && graph.scopes.every((scope) => scope.state !== 'unreachable')
    && gaps.every((gap) => gap.reason === 'not-requested')
}

function countBySeverity(findings: readonly Finding[]): Record<Severity, number> {
  const counts: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0 }
  for (const finding of findings) counts[finding.severity]++
  return counts
}
