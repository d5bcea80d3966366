// Which verdicts moved between two sides, each a report that was read or an inventory that was judged.
import { worstFirst, type Drift, type Formerly, type RuleDoc, type Scope, type Unknown, type Verdict } from '../core/index.js'
import type { Graph } from '../graph/index.js'
import { gapWords } from './absence.js'
import { byAnyId, type EarlierFinding, type EarlierReport } from './earlier.js'
import { plain, Register, unmet, type Became } from './since.js'

/** One side: what it reports, and where it is an inventory, what else it can be asked. */
export interface Side {
  report: EarlierReport
  graph?: Graph
}

export interface Meeting {
  before: Side
  after: Side
  all: readonly RuleDoc[]
  fate: (past: EarlierFinding) => Became
  /** Verdicts of the later side; undefined where it cannot be asked. */
  answer: (rule: string, asset: string) => Verdict | undefined
  /** Fingerprints that a finding had under earlier ids of its rule. */
  earlier: (finding: EarlierFinding) => readonly string[]
}

export function verdictDrift({ before, after, all, fate, answer, earlier }: Meeting): Drift['verdicts'] {
  const rules = byAnyId(all)
  const register = new Register(before.report, rules)
  const former = new Former(before, rules)
  const verdicts: Drift['verdicts'] = { new: [], fixed: [], open: [], unknown: [], passing: [], known: 0 }
  for (const finding of after.report.findings) {
    if (register.meets(finding, finding.suppressed, earlier(finding))) verdicts.known += finding.suppressed ? 0 : 1
    else if (!finding.suppressed) verdicts.new.push({ ...plain(finding), ...wasOf(former.of(finding.rule, finding.asset, finding.scope)) })
  }
  const { fixed, open } = unmet(before.report, register, fate)
  verdicts.fixed = fixed
  verdicts.open = open
  const opened = new Set(open.map(({ rule, asset }) => `${rule}\n${asset}`))
  for (const unknown of after.report.unknowns) {
    const { asset, assetName, assetType, ...rest } = unknown
    if (asset === null || opened.has(`${unknown.rule}\n${asset}`)) continue
    const was = former.of(unknown.rule, asset, unknown.scope)
    // What was as unknown before, or was not there, has not moved.
    if (was !== 'passing' && was !== 'failing') continue
    verdicts.unknown.push({ rule: rest.rule, title: rest.title, severity: rest.severity, scope: rest.scope, asset, assetName: assetName ?? asset, assetType: assetType ?? '', was, why: whyUnknown(unknown, after) })
  }
  for (const { rule, title, severity, asset, assetName, assetType, scope } of before.report.unknowns) {
    if (asset === null || answer(rules.get(rule)?.id ?? rule, after.graph?.asset(asset)?.id ?? asset) !== 'pass') continue
    verdicts.passing.push({ rule, title, severity, asset, assetName: assetName ?? asset, assetType: assetType ?? '', scope })
  }
  for (const list of [verdicts.new, verdicts.unknown, verdicts.passing]) list.sort(worstFirst)
  return verdicts
}

function wasOf(was: Formerly | undefined): { was?: Formerly } {
  return was === undefined ? {} : { was }
}

function whyUnknown({ gaps }: Unknown, { graph, report }: Side): string {
  const [first] = gaps
  const gap = first === undefined ? undefined : graph?.gaps.get(first) ?? report.gaps.find(({ id }) => id === first)
  return gap === undefined ? first ?? 'it could not be judged' : gapWords(gap)
}

/** What the earlier side said of a rule on an asset. */
class Former {
  readonly #failing = new Set<string>()
  readonly #unknown = new Set<string>()
  readonly #unlisted = new Map<string, Scope[]>()

  constructor(private readonly before: Side, private readonly rules: ReadonlyMap<string, RuleDoc>) {
    for (const { rule, asset, alsoViolates, causes } of before.report.findings) {
      this.#failing.add(this.#pair(rule, asset))
      for (const also of alsoViolates) for (const one of [asset, ...causes]) this.#failing.add(this.#pair(also, one))
    }
    for (const { rule, asset, scope } of before.report.unknowns) {
      if (asset !== null) this.#unknown.add(this.#pair(rule, asset))
      else this.#unlisted.set(rule, [...this.#unlisted.get(rule) ?? [], scope])
    }
  }

  of(rule: string, asset: string, scope: Scope): Formerly | undefined {
    const { report, graph } = this.before
    const pair = this.#pair(rule, asset)
    if (this.#failing.has(pair)) return 'failing'
    if (this.#unknown.has(pair)) return 'unknown'
    if (report.rules?.has(rule) === false || !report.scopes.some((status) => status.state === 'read' && status.scope.provider === scope.provider && status.scope.account === scope.account)) return 'not-judged'
    const isThere = graph === undefined ? undefined : graph.asset(asset) !== undefined
    if (isThere === true) return 'passing'
    const hidden = (this.#unlisted.get(rule) ?? []).some((one) => one.provider === scope.provider && one.account === scope.account && (one.region === undefined || one.region === scope.region))
    if (hidden) return 'unknown'
    // A report names what fails and what is unknown: the rest passed, or was not there.
    return isThere === false ? 'absent' : undefined
  }

  #pair(rule: string, asset: string): string {
    return `${this.rules.get(rule)?.id ?? rule}\n${asset}`
  }
}
