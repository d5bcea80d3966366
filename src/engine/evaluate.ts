// Judges an inventory: asset by asset, each by the rules on its type.
import type { AccessModel } from '../access/model.js'
import type { Asset, Gap, GapId, Json, Result, RuleSettings, Scope, Verdict } from '../core/index.js'
import { providerOf, scopeId } from '../core/index.js'
import type { Graph } from '../graph/index.js'
import type { CompiledRule } from './compile.js'
import { paramsOf } from './params.js'
import { Frame } from './values.js'
import { judgeOne } from './verdict.js'

export interface EvaluateOptions {
  params?: RuleSettings['params']
  /** Optional reads that were asked for by `--with`. */
  with?: ReadonlySet<string>
  /** Judge this asset alone. */
  only?: string
  /** Rules, by asset, whose verdict is told whatever it is. */
  wanted?: ReadonlyMap<string, ReadonlySet<string>>
}

/** A mistake of a rule or a collector that showed itself on an asset: our own bug, and never a pass. */
export interface RuleFault {
  rule: string
  asset: string
  message: string
}

export interface Evaluated {
  /** By rule, how often each verdict was given; an unread list counts as one unknown per rule and scope. */
  counts: Map<string, Record<Verdict, number>>
  faults: RuleFault[]
  /** Gaps that stand for faults: reports name them as they name unread calls. */
  faultGaps: Gap[]
  /** Rules that were not run, and what each waits for. */
  notConfigured: { rule: string; wants: string }[]
}

interface Ready {
  rule: CompiledRule
  params: Readonly<Record<string, Json>>
  counts: Record<Verdict, number>
}

/** Tells every result to `tell`; passes and not-applicables only when they are wanted, or `everything` is asked for. */
export function evaluateInto(
  rules: readonly CompiledRule[], graph: Graph, access: readonly AccessModel[], options: EvaluateOptions,
  tell: (result: Result) => void, everything = false,
): Evaluated {
  const { ready, notConfigured } = prepare(rules, options)
  const byType = new Map<string, Ready[]>()
  for (const one of ready) {
    for (const type of one.rule.types) {
      const list = byType.get(type)
      if (list === undefined) byType.set(type, [one])
      else list.push(one)
    }
  }
  const frame = frameFor(rules, graph, access)
  const faults: RuleFault[] = []
  const faultGaps = new Map<GapId, Gap>()
  for (const asset of judgedAssets(graph, options.only)) {
    const onType = byType.get(asset.type)
    if (onType === undefined) continue
    const wanted = options.wanted?.get(asset.id)
    for (let i = 0; i < onType.length; i++) {
      const one = onType[i]
      if (one === undefined) continue
      const { rule, counts } = one
      const outcome = judgeOne(rule, asset, one.params, frame)
      const { verdict } = outcome
      // The two that are most of all verdicts, and of which nothing is told.
      if (verdict === 'pass') {
        counts.pass++
        if (!everything && wanted?.has(rule.doc.id) !== true) continue
      } else if (verdict === 'not-applicable') {
        counts['not-applicable']++
        if (!everything && wanted?.has(rule.doc.id) !== true) continue
      } else counts[verdict]++
      let { gaps } = outcome
      if (outcome.fault !== undefined) {
        faults.push({ rule: rule.doc.id, asset: asset.id, message: outcome.fault })
        gaps = [noteFault(faultGaps, rule.doc.id, asset.type, asset.scope, outcome.fault)]
      }
      tell({
        rule: rule.doc.id, asset: asset.id, scope: asset.scope, verdict, evidence: outcome.evidence, gaps, doubts: outcome.doubts, confidence: outcome.confidence,
      })
    }
  }
  for (const { rule, params, counts } of ready) {
    if (rule.settingsOnly && isIdle(rule, params, frame)) continue
    for (const { scope, gaps } of options.only === undefined ? unlisted(rule, graph) : []) {
      counts.unknown++
      tell({ rule: rule.doc.id, asset: null, scope, verdict: 'unknown', evidence: [], gaps, doubts: [], confidence: 'high' })
    }
  }
  return { counts: new Map(ready.map(({ rule, counts }) => [rule.doc.id, counts])), faults, faultGaps: [...faultGaps.values()], notConfigured }
}

/** What nobody configured has no say about what nobody read. */
function isIdle({ when }: CompiledRule, params: Readonly<Record<string, Json>>, frame: Frame): boolean {
  frame.params = params
  frame.top = 0
  frame.fault = null
  return when?.run(frame) === false
}

function judgedAssets(graph: Graph, only: string | undefined): readonly Asset[] {
  if (only === undefined) return graph.all
  const asset = graph.asset(only)
  return asset === undefined ? [] : [asset]
}

/** Every result, passes included. The same inventory gives the same results, whenever it is judged. */
export function evaluate(rules: readonly CompiledRule[], graph: Graph, access: readonly AccessModel[], options: EvaluateOptions = {}): Result[] {
  const results: Result[] = []
  evaluateInto(rules, graph, access, options, (result) => results.push(result), true)
  return results
}

/** A frame that serves these rules on this graph; the benchmark judges with one of its own. */
export function frameFor(rules: readonly CompiledRule[], graph: Graph, access: readonly AccessModel[]): Frame {
  const frame = new Frame(graph, new Map(access.map((model) => [model.provider, model])))
  const slots = Math.max(0, ...rules.map((rule) => rule.slots))
  frame.slots = Array.from({ length: slots }, () => null)
  frame.places = Array.from({ length: slots }, () => null)
  frame.filled = Array.from({ length: slots }, () => false)
  frame.letGaps = Array.from({ length: slots }, () => [])
  return frame
}

/** Rules that can run, with their parameters; for the others, what they wait for. */
function prepare(rules: readonly CompiledRule[], options: EvaluateOptions): { ready: Ready[]; notConfigured: Evaluated['notConfigured'] } {
  const ready: Ready[] = []
  const notConfigured: Evaluated['notConfigured'] = []
  for (const rule of rules) {
    const { id, needs } = rule.doc
    const unasked = needs.filter((need) => options.with?.has(need) !== true)
    const set = options.params !== undefined && Object.hasOwn(options.params, id) ? options.params[id] : undefined
    const params = paramsOf(rule.doc, set ?? {})
    if (unasked.length > 0) notConfigured.push({ rule: id, wants: `--with ${unasked.join(',')}` })
    else if ('missing' in params) notConfigured.push({ rule: id, wants: `params.${id}.${params.missing}` })
    else ready.push({ rule, params: params.values, counts: { pass: 0, fail: 0, unknown: 0, 'not-applicable': 0 } })
  }
  return { ready, notConfigured }
}

/** Scopes in which assets that the rule judges may exist unseen. */
function unlisted(rule: CompiledRule, graph: Graph): { scope: Scope; gaps: GapId[] }[] {
  const found = new Map<string, { scope: Scope; gaps: GapId[] }>()
  for (const type of rule.types) {
    if (rule.types.length > 1 && isElsewhere(type, graph)) continue
    for (const gap of graph.unlisted(type)) {
      const key = scopeId(gap.scope)
      const here = found.get(key)
      if (here === undefined) found.set(key, { scope: gap.scope, gaps: [gap.id] })
      else if (!here.gaps.includes(gap.id)) here.gaps.push(gap.id)
    }
  }
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { scope, gaps }]) => ({ scope, gaps: gaps.sort() }))
}

/** Of a provider that was not scanned: what else the rule judges is no less known for that. */
function isElsewhere(type: string, { scopes, inventory }: Graph): boolean {
  return !inventory.collected.includes(type) && scopes.length > 0 && !scopes.some(({ scope }) => scope.provider === providerOf(type))
}

function noteFault(gaps: Map<GapId, Gap>, rule: string, type: string, scope: Scope, message: string): GapId {
  const id = `rule ${rule}:error:${scopeId(scope)}`
  const known = gaps.get(id)
  if (known === undefined) gaps.set(id, { id, scope, call: `rule ${rule}`, types: [type], list: false, reason: 'error', message, count: 1 })
  else known.count++
  return id
}
