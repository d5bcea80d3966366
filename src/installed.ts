// What this installation can do: connectors, asset types, access models, frameworks, report formats and rules.
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parse } from 'yaml'
import type { AccessModel } from './access/model.js'
import { assetTypesOf } from './connectors/kit/asset-types.js'
import type { AnyCollector } from './connectors/kit/collector.js'
import type { Connector } from './connectors/kit/connector.js'
import { discoverConnectors } from './connectors/kit/discover.js'
import type { AssetTypes, FrameworkInfo, MappingStrength, Reporter } from './core/index.js'
import { loadRules, readPrecompiled, rulesError, type FrameworkIds, type LoadedRule } from './engine/index.js'

const here = dirname(fileURLToPath(import.meta.url))
export const builtInRules = join(here, '..', 'rules')

export interface Installed {
  connectors: Connector[]
  collectors: Map<string, AnyCollector[]>
  types: AssetTypes
  access: AccessModel[]
}

const found = new Map<string, Promise<Installed>>()

/**
 * Walks the folders once. Only the named providers are loaded, each of which takes its time; all of them when none is named.
 * `held`: also the types of what lies in the objects of their stores.
 */
export function installed(only?: readonly string[], held = false): Promise<Installed> {
  const key = `${only?.toSorted().join(' ') ?? ''}${held ? ' held' : ''}`
  const known = found.get(key)
  if (known !== undefined) return known
  const looked = look(only, held)
  found.set(key, looked)
  return looked
}

async function look(only: readonly string[] | undefined, held: boolean): Promise<Installed> {
  const connectors = await discoverConnectors(only)
  const collectors = new Map(await Promise.all(connectors.map(async (c): Promise<[string, AnyCollector[]]> => [c.id, await c.collectors()])))
  const within = held ? (await Promise.all(connectors.map(async (c) => await c.held?.() ?? []))).flat() : []
  return { connectors, collectors, types: assetTypesOf([...[...collectors.values()].flat(), ...within]), access: await accessModels(only) }
}

async function accessModels(only: readonly string[] | undefined): Promise<AccessModel[]> {
  const clouds = (await readdir(join(here, 'access'), { withFileTypes: true })).filter((entry) => entry.isDirectory() && only?.includes(entry.name) !== false)
  const models = await Promise.all(clouds.map((cloud) => defaultOf(join(here, 'access', cloud.name, `index${extname(fileURLToPath(import.meta.url))}`))))
  return models.filter((model): model is AccessModel => typeof model === 'object' && model !== null && 'escalates' in model)
}

let foundReporters: Promise<Map<string, Reporter>> | undefined

/** Every report format, by name; looked for once. */
export function reporters(): Promise<Map<string, Reporter>> {
  return (foundReporters ??= lookForReporters())
}

async function lookForReporters(): Promise<Map<string, Reporter>> {
  const folder = join(here, 'reporters')
  const files = (await readdir(folder)).filter((file) => /\.[jt]s$/.test(file) && !file.endsWith('.d.ts') && !file.startsWith('index.')).toSorted()
  const all = await Promise.all(files.map((file) => defaultOf(join(folder, file))))
  return new Map(all.filter(isReporter).map((reporter) => [reporter.id, reporter]))
}

function isReporter(value: unknown): value is Reporter {
  return typeof value === 'object' && value !== null && 'render' in value && 'id' in value
}

async function defaultOf(file: string): Promise<unknown> {
  const module: unknown = await import(pathToFileURL(file).href)
  return typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined
}

interface FrameworkFile {
  name: string
  version: string
  citation: string
  verified: boolean
  /** `supporting` unless the file or the control says otherwise. */
  mapping?: MappingStrength
  controls: { id: string | number; title: string; mapping?: MappingStrength; verified?: boolean }[]
}

/** Every framework that rules may point at, by id: from the file made when the package was built, else from their own. */
export async function frameworks(): Promise<Map<string, FrameworkInfo>> {
  const precompiled = join(here, 'frameworks.json')
  if (!existsSync(precompiled)) return readFrameworks()
  const all: FrameworkInfo[] = JSON.parse(await readFile(precompiled, 'utf8'))
  return new Map(all.map((framework) => [framework.id, framework]))
}

/** Sorted by id; controls in the order of their file. */
export async function readFrameworks(folder = join(builtInRules, 'frameworks')): Promise<Map<string, FrameworkInfo>> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.yaml')).toSorted()
  return new Map(await Promise.all(files.map(async (file): Promise<[string, FrameworkInfo]> => {
    const { mapping = 'supporting', controls, name, version, citation, verified }: FrameworkFile = parse(await readFile(join(folder, file), 'utf8'))
    const id = basename(file, '.yaml')
    return [id, {
      id, name, version, citation, verified,
      controls: controls.map((control) => ({ id: String(control.id), title: control.title, mapping: control.mapping ?? mapping, verified: control.verified ?? verified })),
    }]
  })))
}

/** The ids of every framework that rules may point at. */
export async function frameworkIds(): Promise<FrameworkIds> {
  return new Map([...await frameworks()].map(([id, { controls }]) => [id, new Set(controls.map((control) => control.id))]))
}

/** Built-in rules, from the file made when the package was built, and the rules of the user's folders. */
export async function allRules(ruleDirs: readonly string[]): Promise<LoadedRule[]> {
  const precompiled = join(here, 'rules.json')
  const builtIn = existsSync(precompiled) ? { rules: readPrecompiled(await readFile(precompiled, 'utf8')), problems: [] } : await loadRules([builtInRules])
  const own = ruleDirs.length === 0 ? { rules: [], problems: [] } : await loadRules(ruleDirs, await frameworkIds())
  const problems = [...builtIn.problems, ...own.problems]
  if (problems.length > 0) throw rulesError(problems)
  return [...builtIn.rules, ...own.rules]
}
