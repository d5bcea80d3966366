// Two saved scans against each other: inventories are judged by the same rules, reports are taken as they are.
import { createReadStream } from 'node:fs'
import type { Config } from './config/index.js'
import type { AccessModel } from './access/model.js'
import { compare, scopeId, UsageError, type AssetTypes, type Drift, type DriftSide, type Finding, type Gap, type GapNote, type Inventory, type RuleDoc, type Scope, type Severity, type ToolInfo } from './core/index.js'
import { readInventory } from './core/inventory-file.js'
import { Absence } from './drift/absence.js'
import { assetDrift } from './drift/assets.js'
import type { EarlierFinding, EarlierReport } from './drift/earlier.js'
import { readReport } from './drift/read-report.js'
import { ReportFate } from './drift/report-fate.js'
import { Fate, wantedOf, type Became } from './drift/since.js'
import { verdictDrift } from './drift/verdicts.js'
import { earlierFingerprints, judge, neededTypes, type CompiledRule, type Judgement } from './engine/index.js'
import { indexInventory, withUnasked, type Graph } from './graph/index.js'
import { allRules, installed } from './installed.js'
import { chosenRules, foldersOf, rulesOf, unreadable } from './scan.js'
import { isHeld, standing } from './standing.js'

export interface Comparison {
  drift: Drift
  /** New findings that are not suppressed: what `--fail-on` looks at. */
  failing: Record<Severity, number>
  /** Mistakes of our own that were met. */
  faults: string[]
}

/** What both sides are judged by. */
interface Bench {
  config: Config
  chosen: readonly CompiledRule[]
  all: readonly RuleDoc[]
  types: AssetTypes
  access: readonly AccessModel[]
  /** ISO 8601 date, by which ignores expire. */
  today: string
}

/** A side as it came from its file. */
type Opened = { file: string } & ({ inventory: Inventory } | { report: EarlierReport })

/** And as it stands once it is judged; of a report there is no more than the report. */
interface Side {
  report: EarlierReport
  gaps: readonly Gap[]
  asked?: { graph: Graph; judged: Judgement }
}

export async function compareFiles(before: string, after: string, config: Config, tool: ToolInfo, now: Date): Promise<Comparison> {
  const [first, second] = [await open(before), await open(after)]
  const { types, access } = await installed()
  const bench: Bench = { config, chosen: await chosenRules(config), all: (await allRules(config.ruleDirs)).map(({ doc }) => doc), types, access, today: now.toISOString().slice(0, 10) }
  const was = see(first, bench)
  const is = see(second, bench, was.report)
  const drift: Drift = {
    schema: 1, tool, before: sideOf(first, was), after: sideOf(second, is),
    verdicts: verdictDrift({
      before: beside(was), after: found(beside(is)), all: bench.all, fate: fateOf(was, is, bench), earlier: (finding) => earlierNames(finding, is, bench),
      answer: (rule, asset) => is.asked?.judged.answers.get(asset)?.get(rule)?.verdict,
    }),
    assets: was.asked === undefined || is.asked === undefined ? null : assetDrift(was.asked.graph, is.asked.graph, {
      before: new Absence(was.asked.graph, is.report, isHeld(was.asked.graph.inventory, config)), after: new Absence(is.asked.graph, was.report, isHeld(is.asked.graph.inventory, config)),
    }),
    gaps: { came: onlyIn(is.gaps, was.gaps), went: onlyIn(was.gaps, is.gaps) },
    places: { came: readOnlyIn(is.report, was.report), went: readOnlyIn(was.report, is.report) },
  }
  const failing = { critical: 0, high: 0, medium: 0, low: 0 }
  for (const { severity } of drift.verdicts.new) failing[severity]++
  const faults = [was, is].flatMap(({ asked }) => asked?.judged.faults ?? []).map((fault) => `${fault.rule} on ${fault.asset}: ${fault.message}`)
  return { drift, failing, faults }
}

/** An inventory or a report: the first line tells. */
async function open(file: string): Promise<Opened> {
  const undone = 'nothing was compared'
  try {
    let head = ''
    for await (const chunk of createReadStream(file, { end: 63, encoding: 'utf8' })) head += String(chunk)
    if (!/^\{\s*"t":/.test(head)) return { file, report: await readReport(createReadStream(file), file, undone) }
    return { file, inventory: await readInventory(createReadStream(file), file) }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    throw new UsageError(`${file} cannot be read: ${unreadable(error)}; ${undone}`, 'aispm scan -o inventory=FILE makes one')
  }
}

function see(opened: Opened, bench: Bench, asking?: EarlierReport): Side {
  if ('report' in opened) return { report: opened.report, gaps: opened.report.gaps }
  const { config, chosen, all, types, access } = bench
  const { inventory, file } = opened
  const graph = indexInventory(withUnasked(inventory, neededTypes(chosen, access, types, new Set(config.with)), types), types, config.settings.trust)
  const judged = judge(rulesOf(inventory, chosen), graph, access, {
    params: config.settings.params, with: new Set(config.with), ...(asking !== undefined && { wanted: wantedOf([...asking.findings, ...asking.unknowns], all, graph) }),
  })
  const { findings, unknowns } = standing(judged, graph, { config, all, folders: foldersOf(inventory, config), today: bench.today })
  return {
    asked: { graph, judged }, gaps: inventory.gaps,
    report: {
      file, takenAt: inventory.takenAt, complete: judged.complete, findings: findings.map(earlierOf), unknowns, gaps: judged.gaps, scopes: inventory.scopes,
      rules: new Set(judged.rules.map(({ id }) => id)), types: new Set(inventory.collected), ...(!inventory.finished && { cut: 'collecting was cut short' }),
    },
  }
}

function earlierOf(finding: Finding): EarlierFinding {
  const { fingerprint, rule, title, severity, message, asset, assetType, assetName, scope, alsoViolates, evidence, family, suppressed } = finding
  return {
    fingerprint, rule, title, severity, message, asset, assetType, assetName, scope, alsoViolates, suppressed: suppressed !== undefined,
    causes: alsoViolates.length === 0 ? [] : [...new Set(evidence.map((one) => one.asset))].filter((cause) => cause !== asset),
    ...(family !== undefined && { lastSeen: family.lastSeen }),
  }
}

function earlierNames({ rule, asset, lastSeen }: EarlierFinding, { asked }: Side, { all }: Bench): readonly string[] {
  const doc = all.find(({ id }) => id === rule)
  return asked === undefined || doc === undefined || doc.aliases.length === 0 ? [] : earlierFingerprints(asset, lastSeen !== undefined, doc, asked.graph)
}

function fateOf(was: Side, { report, asked }: Side, { all, types, config }: Bench): (past: EarlierFinding) => Became {
  if (asked === undefined) {
    const fate = new ReportFate(report, all, types)
    return (past) => fate.of(past)
  }
  const { graph, judged } = asked
  const fate = new Fate(was.report, {
    selected: judged.rules, all, waiting: new Map(judged.coverage.notConfigured.map(({ rule, wants }) => [rule, wants])), graph, held: isHeld(graph.inventory, config),
    answer: (rule, asset) => judged.answers.get(asset)?.get(rule),
  })
  return (past) => fate.of(past)
}

function beside({ report, asked }: Side): { report: EarlierReport; graph?: Graph } {
  return { report, ...(asked !== undefined && { graph: asked.graph }) }
}

/** What a later report knows of from its own baseline alone was not found. */
function found({ report, ...more }: ReturnType<typeof beside>): ReturnType<typeof beside> {
  return { ...more, report: { ...report, findings: report.findings.filter(({ open: why }) => why === undefined) } }
}

function sideOf(opened: Opened, { report }: Side): DriftSide {
  return { file: opened.file, from: 'inventory' in opened ? 'inventory' : 'report', ...(report.takenAt !== undefined && { takenAt: report.takenAt }), complete: report.complete }
}

/** Reads that failed on one side alone. What nobody asked for failed nowhere. */
function onlyIn(gaps: readonly Gap[], others: readonly Gap[]): GapNote[] {
  const known = new Set(others.map(({ id }) => id))
  return gaps.filter(({ id, reason }) => reason !== 'not-requested' && !known.has(id))
    .map(({ id, call, reason, scope, list, message }) => ({ id, call, reason, scope, list, message })).toSorted((a, b) => compare(a.id, b.id))
}

function readOnlyIn(report: EarlierReport, other: EarlierReport): Scope[] {
  const read = new Set(other.scopes.filter(({ state }) => state === 'read').map(({ scope }) => scopeId(scope)))
  return report.scopes.filter(({ scope, state }) => state === 'read' && !read.has(scopeId(scope))).map(({ scope }) => scope).toSorted((a, b) => compare(scopeId(a), scopeId(b)))
}
