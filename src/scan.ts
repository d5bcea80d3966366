// The pipeline: rules say what must be read; it is read, indexed, judged, and told.
import { createReadStream } from 'node:fs'
import { basename, isAbsolute, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from './config/index.js'
import { collect, silent, type Collected, type Progress } from './connectors/kit/collect.js'
import { callsOf, type AnyCollector } from './connectors/kit/collector.js'
import type { CollectSettings, Connector } from './connectors/kit/connector.js'
import { providerIds } from './connectors/kit/discover.js'
import { heldWith } from './connectors/kit/held-types.js'
import { ScanError, UsageError, isFileType, nearest, providerOf, type Asset, type AssetTypes, type Inventory, type Owners, type ReportSource, type RuleDoc, type Severity } from './core/index.js'
import { readInventory } from './core/inventory-file.js'
import type { EarlierReport } from './drift/earlier.js'
import { readReport } from './drift/read-report.js'
import { wantedOf } from './drift/since.js'
import { checkParams, judge, neededTypes, prepareRules, selectRules, type CompiledRule } from './engine/index.js'
import { indexInventory, withUnasked, type Graph } from './graph/index.js'
import { allRules, frameworks, installed, reporters } from './installed.js'
import { redactInventory, redactorFor, redactReport, vocabularyOf, type Redactor } from './redact/index.js'
import { standing } from './standing.js'
import { withConsole } from './triage/console.js'
import { checkTriage, type Folders } from './triage/index.js'

/** The demo's clock stands still, so that its report is the same every day. */
const demoTime = new Date('2026-06-01T00:00:00Z')
/** A recorded account of each provider. */
const demoFolder = (provider: string): string => fileURLToPath(new URL(`../fixtures/${provider}/orchard`, import.meta.url))

export interface Surroundings {
  env: NodeJS.ProcessEnv
  now: () => Date
  random: () => number
  /** Aborts when the user interrupts; the reason is the signal's name. */
  signal: AbortSignal
  version: string
  watch?: Progress
  /** Names and account ids are replaced by pseudonyms made with this key. */
  redactKey?: string
}

export interface Scan {
  report: ReportSource
  inventory: Inventory
  /** What `--fail-on` looks at: findings that are not suppressed; with a baseline, the new ones of them. */
  failing: Record<Severity, number>
  /** Mistakes of our own that were met: the run ends as an internal error after everything was written. */
  faults: string[]
  /** Set when nothing could be read at all. */
  empty?: string
}

/** Reads what is asked for, or a saved inventory, and judges it. */
export async function scan(config: Config, around: Surroundings): Promise<Scan> {
  const startedAt = around.now()
  const chosen = await chosenRules(config)
  const baseline = config.baselineFile === undefined ? undefined : await readBaseline(config.baselineFile)
  const rules = config.asset === undefined ? chosen : rulesNear(config.asset, chosen)
  const { connectors, collectors, types, access } = await installed(loaded(config), isIntoStores(config))
  const needed = neededTypes(rules, access, types, new Set(config.with))
  const collected = await obtain(config, await isListed(config) ? undefined : needed, around)
  const inventory = withUnasked(collected.inventory, needed, types)
  const graph = indexInventory(inventory, types, config.settings.trust)
  const only = config.asset === undefined ? undefined : wantedAsset(config.asset, graph, config.inventoryFile !== undefined)
  const all = baseline === undefined ? [] : (await allRules(config.ruleDirs)).map(({ doc }) => doc)
  const judged = judge(only === undefined ? rulesOf(inventory, rules) : rules.filter((rule) => rule.types.includes(only.type)), graph, access, {
    params: config.settings.params, with: new Set(config.with), ...(only !== undefined && { only: only.id }), ...(baseline !== undefined && { wanted: wantedOf(baseline.findings, all, graph) }),
  })
  const { failing, ...stands } = standing(judged, graph, {
    config, all, ...(baseline !== undefined && { baseline }), ...(only !== undefined && { only: only.id }), folders: foldersOf(inventory, config), today: startedAt.toISOString().slice(0, 10),
  })
  const report: ReportSource = {
    schema: 1,
    tool: { name: 'aispm', version: around.version },
    startedAt: startedAt.toISOString(),
    finishedAt: around.now().toISOString(),
    complete: judged.complete && collected.lostCredentials === undefined,
    ...(around.signal.aborted && !collected.inventory.finished && { interrupted: String(around.signal.reason) }),
    scopes: inventory.scopes,
    gaps: judged.gaps,
    coverage: judged.coverage,
    inventory: summarise(inventory),
    rules: judged.rules,
    ...stands,
    findings: withConsole(stands.findings, inventory, connectors),
    frameworks: await frameworks(),
    inventoryOf: () => inventory,
  }
  const faults = judged.faults.map((fault) => `${fault.rule} on ${fault.asset}: ${fault.message}`)
  if (collected.bugs > 0) faults.push(`${collected.bugs} failures while collecting`)
  const empty = whyEmpty(collected)
  const shown = around.redactKey === undefined ? report : redactReport(report, redactorOf(inventory, types, judged.rules, collectors, around.redactKey, config.triage.owners))
  return { report: shown, inventory, failing, faults, ...(empty !== undefined && { empty }) }
}

/** Whether a format that was asked for lists everything there is. */
async function isListed({ outputs }: Config): Promise<boolean> {
  const formats = await reporters()
  return outputs.some(({ format }) => formats.get(format)?.listsAll === true)
}

function redactorOf(inventory: Inventory, types: AssetTypes, rules: readonly RuleDoc[], collectors: ReadonlyMap<string, readonly AnyCollector[]>, key: string, owners?: Owners): Redactor {
  const actions = [...collectors.values()].flat().flatMap(callsOf).map((call) => call.action)
  const names = owners === undefined ? [] : [...owners.paths, ...owners.scopes].flatMap((entry) => entry.owners)
  return redactorFor(inventory, vocabularyOf(types, rules, actions), key, names)
}

/** Reads everything there is, and judges nothing. `empty` says why there is nothing. */
export async function takeInventory(config: Config, around: Surroundings): Promise<Collected & { empty?: string }> {
  const collected = await obtain(config, undefined, around)
  const empty = whyEmpty(collected)
  if (around.redactKey !== undefined) {
    const { types, collectors } = await installed()
    const rules = (await allRules(config.ruleDirs)).map(({ doc }) => doc)
    collected.inventory = redactInventory(collected.inventory, redactorOf(collected.inventory, types, rules, collectors, around.redactKey))
  }
  return { ...collected, ...(empty !== undefined && { empty }) }
}

export async function chosenRules(config: Config): Promise<CompiledRule[]> {
  const all = await allRules(config.ruleDirs)
  checkParams(all, config.settings.params, config.settingAt)
  checkTriage(config.triage, all.map(({ doc }) => doc), await providerIds())
  const only = loaded(config)
  const { types, access } = await installed(only, isIntoStores(config))
  const rules = only === undefined ? all : all.filter(({ doc }) => concerns(doc, types))
  return selectRules(prepareRules({ rules, problems: [] }, types, access), config.rules)
}

/** Providers whose code is all that this scan takes; undefined where any could be meant. */
function loaded(config: Config): string[] | undefined {
  // What lies in a store is of the types that a folder has.
  const isNarrow = config.providers.length > 0 && !isIntoStores(config) && config.inventoryFile === undefined && config.ruleDirs.length === 0
  return isNarrow && config.rules.every((word) => word === 'recommended' || word === 'all') ? config.providers : undefined
}

/** Whether the files in object stores are looked into. */
function isIntoStores(config: Config): boolean {
  return config.with.includes(heldWith)
}

function concerns({ on }: RuleDoc, types: AssetTypes): boolean {
  return typeof on === 'string' ? [...types.values()].some(({ type, kind }) => type === on || kind === on) : on.some((type) => types.has(type))
}

/** Rules about what the inventory is of: nobody wants to hear of other clouds. */
export function rulesOf(inventory: Inventory, rules: readonly CompiledRule[]): readonly CompiledRule[] {
  const providers = new Set(inventory.scopes.map(({ scope }) => scope.provider))
  // Of types that lie in several places, those that were looked for.
  const collected = new Set(inventory.collected.filter(isFileType))
  return rules.filter((rule) => rule.types.some((type) => providers.has(providerOf(type)) || collected.has(type)))
}

/** From the file named by `--inventory`, else from the clouds. Asset types undefined means all; `sample`: only a look at each call. */
export async function obtain(config: Config, types: ReadonlySet<string> | undefined, around: Surroundings, sample = false): Promise<Collected> {
  if (config.inventoryFile !== undefined) {
    const inventory = await readSaved(config.inventoryFile)
    return { inventory, made: new Map(), skipped: [], lostIn: [], bugs: 0 }
  }
  const watch = around.watch ?? silent
  const takenAt = config.demo ? demoTime : around.now()
  const collected = await collect({
    connectors: await scopedConnectors(config),
    ...(types !== undefined && { types }),
    takenAt, historySince: new Date(takenAt.getTime() - config.historyDays * 86_400_000),
    with: new Set(config.with), sample, concurrency: 64, requestTimeout: 30_000,
    signal: AbortSignal.any([around.signal, AbortSignal.timeout(config.deadlineMinutes * 60_000)]),
    random: around.random, env: around.env,
  }, watch)
  if (collected.inventory.scopes.length === 0) {
    const [first] = collected.skipped
    throw new ScanError(`${first?.why ?? 'no provider is configured'}; nothing was scanned`, first === undefined ? 'aispm scan --demo' : `${first.hint}; or see a report without any: aispm scan --demo`)
  }
  return collected
}

async function readSaved(file: string): Promise<Inventory> {
  try {
    return await readInventory(createReadStream(file), file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    throw new UsageError(`${file} cannot be read: ${unreadable(error)}; nothing was judged`, 'aispm inventory -o inventory=FILE saves one')
  }
}

async function readBaseline(file: string): Promise<EarlierReport> {
  const undone = 'nothing was scanned'
  try {
    return await readReport(createReadStream(file), file, undone)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    throw new UsageError(`the baseline ${file} cannot be read: ${unreadable(error)}; ${undone}`, 'aispm scan -o json=FILE makes one')
  }
}

/** Why a file cannot be read, in words. */
export function unreadable(error: Error): string {
  const code = 'code' in error ? error.code : undefined
  return code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : error.message
}

/** The scanned folders as seen from the working one; those of a saved inventory are taken to be where their names say. */
export function foldersOf(inventory: Inventory, { scopes }: Config, cwd = process.cwd()): Folders {
  const names = inventory.scopes.filter(({ scope }) => scope.provider === 'local').map(({ scope }) => scope.account)
  return new Map(names.map((name): [string, string | null] => {
    const given = (scopes['local'] ?? []).map((path) => resolve(cwd, path)).find((path) => path === name || relative(cwd, path) === name || basename(path) === name)
    const from = relative(cwd, given ?? (name === basename(cwd) ? cwd : resolve(cwd, name))).replaceAll('\\', '/')
    return [name, from.startsWith('..') || isAbsolute(from) ? null : from]
  }))
}

export async function scopedConnectors(config: Config): Promise<{ connector: Connector; settings: CollectSettings }[]> {
  const { connectors } = await installed(loaded(config))
  const named = connectors.filter((c) => (config.providers.length === 0 || config.providers.includes(c.id)) && (config.asset === undefined || c.ids.test(config.asset)))
  return withRegions(named, config.asset === undefined || config.regions.length > 0 ? config.regions : regionOf(config.asset)).map(({ connector, regions }) => ({
    connector,
    settings: {
      scopes: config.scopes[connector.id] ?? [],
      regions,
      maxRate: config.demo ? 1 : config.maxRate,
      ...(config.demo ? { replay: demoFolder(connector.id) } : config.replay !== undefined && { replay: config.replay }),
      ...(config.record !== undefined && { record: config.record }),
      ...(config.profile !== undefined && { profile: config.profile }),
      ...(config.roleArns.length > 0 && { roleArns: config.roleArns }),
      ...(config.roleName !== undefined && { roleName: config.roleName }),
      ...(config.externalId !== undefined && { externalId: config.externalId }),
      signers: config.settings.trust.signers,
      ...(config.impersonate.length > 0 && { impersonate: config.impersonate }),
    },
  }))
}

/**
 * Each cloud writes its regions in its own way: among several, one that has none of those asked for is not meant. What
 * fits none is left to all of them to refuse.
 */
function withRegions(connectors: readonly Connector[], regions: readonly string[]): { connector: Connector; regions: string[] }[] {
  const all = connectors.map((connector) => ({ connector, regions: [...regions] }))
  if (regions.length === 0 || connectors.length === 1) return all
  const own = all.map(({ connector }) => ({ connector, regions: regions.filter((region) => connector.regions.test(region)) })).filter((one) => one.regions.length > 0)
  return own.length === 0 ? all : own
}

/** One asset is re-read in its own region only. */
function regionOf(asset: string): string[] {
  const region = asset.startsWith('arn:') ? asset.split(':')[3] : /\/locations\/([a-z]+-[a-z]+\d+)\//.exec(asset)?.[1]
  return region === undefined || region === '' ? [] : [region]
}

/** Words that `--with` takes: those that some call waits for. */
export function optionalReads(collectors: readonly AnyCollector[]): string[] {
  return [...new Set(collectors.flatMap(callsOf).flatMap((call) => call.with ?? []))].toSorted()
}

/** Rules on types of the asset's own service: all that can be told of its type before it was read. */
function rulesNear(asset: string, rules: readonly CompiledRule[]): readonly CompiledRule[] {
  if (/^(?:local:|s3:\/\/|gs:\/\/)/.test(asset)) return rules.filter((rule) => rule.types.some(isFileType))
  // The words of Google's and Microsoft's services are not those of the types.
  if (asset.startsWith('//')) return rules.filter((rule) => rule.types.some((type) => type.startsWith('gcp.')))
  if (asset.startsWith('/')) return rules.filter((rule) => rule.types.some((type) => type.startsWith('azure.')))
  const [, , service, , , resource] = asset.split(':')
  const here = service === 'iam' && resource === 'root' ? 'account' : service
  const near = rules.filter((rule) => rule.types.some((type) => type.split('.')[1] === here))
  return near.length === 0 ? rules : near
}

function wantedAsset(id: string, graph: Graph, saved: boolean): Asset {
  const asset = graph.asset(id)
  if (asset !== undefined) return asset
  const meant = nearest(id, graph.all.map((one) => one.id)) ?? graph.all.find((one) => one.name === id)?.id
  const hint = meant === undefined ? undefined : `did you mean ${meant}?`
  if (saved) throw new UsageError(`the inventory has no asset ${id}; nothing was judged`, hint)
  throw new ScanError(`there is no asset ${id}: it does not exist, no rule reads it, or it could not be read; nothing was judged`, hint)
}

function summarise(inventory: Inventory): ReportSource['inventory'] {
  const types: Record<string, number> = {}
  const kinds: Record<string, number> = {}
  for (const asset of inventory.assets) {
    types[asset.type] = (types[asset.type] ?? 0) + 1
    kinds[asset.kind] = (kinds[asset.kind] ?? 0) + 1
  }
  return { assets: inventory.assets.length, relations: inventory.relations.length, types: sorted(types), kinds: sorted(kinds) }
}

function sorted(counts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** Exit 3: no scope answered beyond identity, or the credentials were lost in every cloud. */
function whyEmpty(collected: Collected): string | undefined {
  const isLost = collected.inventory.scopes.every(({ scope }) => collected.lostIn.includes(scope.provider))
  if (collected.lostCredentials !== undefined && isLost) return `credentials were lost on the way: ${collected.lostCredentials}`
  const read = collected.inventory.scopes.filter((scope) => scope.state !== 'not-requested')
  if (read.length > 0 && read.every((scope) => scope.state === 'unreachable' || scope.answered === 0) && collected.inventory.assets.length === 0) return 'no scope answered anything beyond who we are'
  return undefined
}
