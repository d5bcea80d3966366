// From a judgement to findings as they stand: what the settings make of them, and what is new since a baseline.
import type { Config } from './config/index.js'
import { isFileType, type Finding, type Inventory, type ReportSource, type RuleDoc, type ScopeStatus, type Severity, type Unknown } from './core/index.js'
import { compareWith } from './drift/since.js'
import type { EarlierReport } from './drift/earlier.js'
import { heldWith } from './connectors/kit/held-types.js'
import { earlierFingerprints, type Judgement } from './engine/index.js'
import type { Graph } from './graph/index.js'
import { placesIn } from './graph/places.js'
import { triage, type Folders } from './triage/index.js'

export interface Standing extends Pick<ReportSource, 'ignores' | 'counts' | 'since'> {
  /** Sorted, suppressed ones among them. */
  findings: Finding[]
  unknowns: Unknown[]
  /** What `--fail-on` looks at: findings that are not suppressed; with a baseline, the new ones of them. */
  failing: Record<Severity, number>
}

export interface Circumstances {
  config: Config
  /** Every rule there is, selected or not. */
  all: readonly RuleDoc[]
  baseline?: EarlierReport
  /** One asset was judged alone. */
  only?: string
  folders: Folders
  /** ISO 8601 date. */
  today: string
}

export function standing(judged: Judgement, graph: Graph, { config, all, baseline, only, folders, today }: Circumstances): Standing {
  const { inventory } = graph
  const docs = new Map(judged.rules.map((rule) => [rule.id, rule]))
  const waiting = new Map(judged.coverage.notConfigured.map(({ rule, wants }) => [rule, wants]))
  const earlier = (finding: Finding): readonly string[] => {
    const rule = docs.get(finding.rule)
    return rule === undefined || rule.aliases.length === 0 ? [] : earlierFingerprints(finding.asset, finding.family !== undefined, rule, graph)
  }
  const { findings, unknowns, ignores, counts } = triage({
    findings: judged.findings, unknowns: judged.unknowns, asset: (id) => graph.asset(id), assets: graph.all, rules: judged.rules, waiting: new Set(waiting.keys()),
    scopes: inventory.scopes, partial: only !== undefined || !inventory.finished, hidden: (id) => mayBeHidden(id, graph), earlier, folders,
  }, config.triage, today)
  const told = { unknowns, ignores, counts: { ...counts, unknowns: unknowns.length } }
  if (baseline === undefined) return { ...told, findings, failing: counts.findings }
  const compared = compareWith(baseline, {
    findings, selected: judged.rules, all, waiting, graph, earlier, held: isHeld(inventory, config), ...(only !== undefined && { only }),
    answer: (rule, asset) => judged.answers.get(asset)?.get(rule),
  })
  const failing = { critical: 0, high: 0, medium: 0, low: 0 }
  for (const { severity, suppressed, baseline: since } of compared.findings) if (suppressed === undefined && since === 'new') failing[severity]++
  return { ...told, findings: compared.findings, since: compared.since, failing }
}

/** Whether the objects in stores were looked into: asked for now, or when the inventory was saved. */
export function isHeld({ assets }: Inventory, { with: reads }: Config): boolean {
  return reads.includes(heldWith) || assets.some(({ type, scope }) => isFileType(type) && scope.provider !== 'local')
}

/** Whether an asset of this id could exist although nobody saw it: its place was not read, or a list there was not. */
function mayBeHidden(id: string, { inventory }: Graph): boolean {
  const provider = id.startsWith('arn:') ? 'aws' : id.startsWith('//') ? 'gcp' : id.startsWith('/') ? 'azure' : id.startsWith('local:') ? 'local' : undefined
  if (provider === undefined) return !inventory.scopes.every(({ state }) => state === 'read') || inventory.gaps.some(({ list }) => list)
  const named = new Map(inventory.scopes.flatMap(({ scope, number }) => [scope.account, ...(number === undefined ? [] : [number])].map((name): [string, string] => [name, scope.account])))
  const { accounts, regions } = placesIn(id, provider, (name) => named.get(name))
  const isThere = ({ scope }: Pick<ScopeStatus, 'scope'>): boolean =>
    scope.provider === provider && (accounts.length === 0 || accounts.includes(scope.account)) && (scope.region === undefined || regions.length === 0 || regions.includes(scope.region))
  const scopes = inventory.scopes.filter(isThere)
  return scopes.length === 0 || scopes.some(({ state }) => state !== 'read') || inventory.gaps.some((gap) => gap.list && isThere(gap))
}
