// A tiny account, scanned over real HTTP with one fault put in: many scans side by side in one process.
import { isDeepStrictEqual } from 'node:util'
import aws from '../../src/connectors/aws/index.js'
import { collect, type Collected } from '../../src/connectors/kit/collect.js'
import type { AnyCollector } from '../../src/connectors/kit/collector.js'
import { declaredCalls } from '../../src/connectors/aws/permissions.js'
import { compileRule, evaluateInto, loadRules, type CompiledRule } from '../../src/engine/index.js'
import { indexInventory } from '../../src/graph/index.js'
import { noTrust, scopeId, type Asset, type Inventory, type Verdict } from '../../src/core/index.js'
import { accessModels, assetTypes, rulesDir } from '../rules/discover.js'
import { makeAccount, random, sizes, type MadeAccount } from '../server/account.js'
import { AwsServer, type Asked, type Fault } from '../server/server.js'

const now = new Date('2026-06-01T00:00:00Z')
const made = (regions: string[]): MadeAccount => makeAccount(sizes.XS, { regions, organized: true, pageCap: 2, now: now.getTime() / 1000 })
const oneRegion = made(['us-east-1'])
const twoRegions = made(['us-east-1', 'us-east-2'])

export interface Scan {
  /** Undefined when nothing could be scanned at all. */
  inventory?: Inventory
  collected?: Collected
  refused?: Error
  calls: number
  /** Requests that met the fault. */
  hits: number
  milliseconds: number
}

export interface ScanOptions {
  fault?: Fault
  seed?: number
  requestTimeout?: number
  /** Ends the scan once nothing but the faulty read is still asked for. */
  endsWhenStalled?: boolean
  env?: NodeJS.ProcessEnv
  isHit?: (asked: Asked) => boolean
  /** A second region, with one training job. */
  twoRegions?: boolean
  /** Optional reads. */
  with?: string[]
  /** Only these asset types; all when left out. */
  types?: ReadonlySet<string>
}

export const hardDeadline = 40_000

export async function scan(options: ScanOptions = {}): Promise<Scan> {
  let hits = 0
  let lastOther = performance.now()
  const server = await AwsServer.start(options.twoRegions === true ? twoRegions : oneRegion, {
    fault: (asked, honest) => {
      if (options.isHit?.(asked) === true) hits += 1
      else lastOther = performance.now()
      return options.fault?.(asked, honest)
    },
  })
  const stop = new AbortController()
  const started = performance.now()
  const watch = setInterval(() => {
    const stalled = options.endsWhenStalled === true && hits > 2 && performance.now() - lastOther > 700
    if (stalled || performance.now() - started > hardDeadline / 2) stop.abort(new Error('the time is up'))
  }, 50)
  const env = options.env ?? {}
  Object.assign(env, { ...server.env(), ...env })
  const scanning = collect({
    connectors: [{ connector: aws, settings: { scopes: [], regions: [], maxRate: 100 } }], ...(options.types && { types: options.types }), takenAt: now, historySince: new Date(now.getTime() - 90 * 864e5),
    with: new Set(options.with), concurrency: 32, requestTimeout: options.requestTimeout ?? 15_000, signal: stop.signal, random: tiny(options.seed ?? 1), env,
  })
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => { timer = setTimeout(() => reject(new Error('the scan did not end before its deadline')), hardDeadline) })
  try {
    const collected = await Promise.race([scanning, late])
    return { inventory: collected.inventory, collected, calls: server.total, hits, milliseconds: performance.now() - started }
  } catch (error) {
    return { refused: error instanceof Error ? error : new Error(String(error)), calls: server.total, hits, milliseconds: performance.now() - started }
  } finally {
    clearTimeout(timer)
    clearInterval(watch)
    await server.stop()
  }
}

/** Pauses between attempts are drawn from this: small, so that hundreds of scans take a minute. */
function tiny(seed: number): () => number {
  const next = random(seed)
  return () => next() * 0.05
}

/** At most so many at a time, results in order. */
export async function pooled<T, R>(items: readonly T[], size: number, body: (item: T, i: number) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    for (let i = next++; i < items.length; i = next++) results[i] = await body(items[i]!, i)
  }
  await Promise.all(Array.from({ length: size }, worker))
  return results
}

/** What is the same whenever the same answers come: all but how often was asked. */
export function facts(inventory: Inventory): unknown {
  const { assets, relations, gaps, finished, collected } = inventory
  return { assets, relations, gaps, finished, collected, scopes: inventory.scopes.map(({ scope, state, services, vanished }) => ({ scope, state, services, vanished })) }
}

export interface Expectation {
  /** `same`: nothing differs. Otherwise every difference must be owned up to by gaps of this action, or of one of these. */
  action: string | ReadonlySet<string>
  same: boolean
  /** Items may be missing because they vanished. */
  vanished?: boolean
  /** The scan was ended, or lost its credentials: gaps of other calls may say so. */
  cutShort?: boolean
  /** A word that may stand where another stood. */
  word?: string
}

/** Everything in which a scan differs from the calm one without saying so in a gap of the faulty call; empty when honest. */
export function lies(calm: Inventory, faulty: Inventory, expected: Expectation): string[] {
  const told: string[] = []
  if (expected.same) {
    for (const key of ['assets', 'relations', 'gaps'] as const) {
      if (!isDeepStrictEqual(calm[key], faulty[key])) told.push(`${key} differ: ${firstDifference(calm[key], faulty[key])}`)
    }
    return told
  }
  const calmGaps = new Set(calm.gaps.map((gap) => gap.id))
  const gaps = new Map(faulty.gaps.map((gap) => [gap.id, gap]))
  const isExpected = (call: string): boolean => (typeof expected.action === 'string' ? call === expected.action : expected.action.has(call))
  const owns = (id: string | undefined, type: string): boolean => {
    const gap = id === undefined ? undefined : gaps.get(id)
    return gap !== undefined && !calmGaps.has(gap.id) && gap.types.includes(type)
      && (isExpected(gap.call) || (expected.cutShort === true && ['timeout', 'throttled', 'error'].includes(gap.reason)) || (gap.reason === 'invalid-answer' && gap.call.endsWith(`:${type}`)))
  }
  for (const gap of faulty.gaps) {
    if (calmGaps.has(gap.id) || isExpected(gap.call)) continue
    if (expected.cutShort === true && ['timeout', 'throttled', 'error'].includes(gap.reason)) continue
    if (gap.reason === 'invalid-answer' && gap.types.some((type) => gap.call.endsWith(`:${type}`))) continue
    told.push(`a gap of another call: ${gap.id}`)
  }
  const byId = new Map<string, Asset>()
  for (const asset of calm.assets) for (const id of [...(asset.aliases ?? []), asset.id]) byId.set(id, asset)
  const seen = new Map<string, Asset>()
  for (const asset of faulty.assets) for (const id of [...(asset.aliases ?? []), asset.id]) seen.set(id, asset)
  // What could not be read may stand under another of its names.
  const same = (id: string): string => byId.get(id)?.id ?? id
  const kept = new Set(faulty.relations.map((r) => `${same(r.from)}\n${r.type}\n${r.to}`))

  for (const asset of faulty.assets) {
    const before = byId.get(asset.id)
    if (before === undefined) {
      // What something points at may be there, as far as a failed read can tell; it is a name and nothing else.
      const isPointedAt = calm.relations.some((relation) => relation.to === asset.id)
      const gapped = Object.values(asset.gaps)
      if (isPointedAt && Object.keys(asset.props).length === 0 && gapped.length > 0 && gapped.every((gap) => owns(gap, asset.type))) continue
      told.push(`invented ${asset.id}`)
      continue
    }
    if (asset.type !== before.type) told.push(`${asset.id} became a ${asset.type}`)
    for (const [path, gap] of Object.entries(asset.gaps)) {
      if (before.gaps[path] === undefined && !owns(gap, asset.type)) told.push(`${asset.id} ${path}: gapped by ${gap}`)
    }
    for (const [name, value] of Object.entries(asset.props)) {
      if (!(name in before.props)) told.push(`${asset.id} ${name}: a value out of nothing`)
      else if (expected.vanished === true && isShorter(value, before.props[name])) continue
      else if (!isDeepStrictEqual(value, before.props[name]) && (expected.word === undefined || value !== expected.word)) told.push(`${asset.id} ${name}: ${JSON.stringify(before.props[name])} became ${JSON.stringify(value)}`)
    }
    for (const name of Object.keys(before.props)) {
      if (!(name in asset.props) && asset.gaps[name] === undefined) told.push(`${asset.id} ${name}: neither value nor gap`)
    }
  }
  for (const before of calm.assets) {
    if ([before.id, ...(before.aliases ?? [])].some((id) => seen.has(id))) continue
    const listGap = faulty.gaps.some((gap) => gap.list && owns(gap.id, before.type) && covers(gap.scope, before))
    const referrers = calm.relations.filter((r) => r.to === before.id || before.aliases?.includes(r.to) === true)
    const orphaned = referrers.length > 0 && referrers.every((r) => !kept.has(`${r.from}\n${r.type}\n${r.to}`))
    const vanished = expected.vanished === true
    if (!listGap && !orphaned && !vanished) told.push(`${before.id} is missing without a word`)
  }
  const calmRelations = new Set(calm.relations.map((r) => `${r.from}\n${r.type}\n${r.to}`))
  for (const key of kept) if (!calmRelations.has(key)) told.push(`invented ${key.replaceAll('\n', ' ')}`)
  for (const { from, type, to } of calm.relations) {
    const asset = seen.get(from)
    if (asset === undefined || kept.has(`${from}\n${type}\n${to}`)) continue
    if (!owns(asset.gaps[`->${type}`], asset.type)) told.push(`${from} lost its ${type} ${to}`)
  }
  return told
}

/** A list from which something vanished. */
function isShorter(now: unknown, before: unknown): boolean {
  return Array.isArray(now) && Array.isArray(before) && now.length < before.length && now.every((item) => before.some((other) => isDeepStrictEqual(item, other)))
}

function covers(scope: { account: string; region?: string }, asset: Asset): boolean {
  return scope.account === asset.scope.account && (scope.region === undefined || asset.scope.region === undefined || scope.region === asset.scope.region)
}

function firstDifference(a: readonly unknown[], b: readonly unknown[]): string {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    if (!isDeepStrictEqual(a[i], b[i])) return `${JSON.stringify(a[i])?.slice(0, 700)} → ${JSON.stringify(b[i])?.slice(0, 700)}`
  }
  return ''
}

export interface Judged {
  rules: CompiledRule[]
  verdicts: (inventory: Inventory) => Map<string, Verdict>
}

let compiled: Promise<Judged> | undefined

/** Verdicts of every rule, by rule and asset. */
export function judging(): Promise<Judged> {
  return (compiled ??= compileRules())
}

async function compileRules(): Promise<Judged> {
  const [{ types }, access, loaded] = await Promise.all([assetTypes(), accessModels(), loadRules([rulesDir])])
  const escalationPaths = new Set(access.flatMap((model) => model.escalationPaths))
  const rules = loaded.rules.flatMap(({ doc }) => compileRule(doc, { types, escalationPaths, check: false }).rule ?? [])
  return {
    rules,
    verdicts: (inventory) => {
      const found = new Map<string, Verdict>()
      evaluateInto(rules, indexInventory(inventory, types, noTrust), access, {}, (result) => {
        found.set(`${result.rule} ${result.asset ?? scopeId(result.scope)}`, result.verdict)
      }, true)
      return found
    },
  }
}

/** Rules that pass now and did not in the calm scan. */
export function turnedPass(calm: ReadonlyMap<string, Verdict>, faulty: ReadonlyMap<string, Verdict>): string[] {
  return [...faulty].flatMap(([key, verdict]) => {
    const before = calm.get(key)
    return verdict === 'pass' && (before === 'fail' || before === 'unknown') ? [`${key}: ${before} became pass`] : []
  })
}

/** What a declared action needs. */
export async function needsOf(action: string): Promise<string[]> {
  const collectors: AnyCollector[] = await aws.collectors()
  return declaredCalls(collectors, aws.calls).find((call) => call.action === action)?.needs ?? []
}
