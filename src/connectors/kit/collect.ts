// Collects an inventory from every provider in scope.
import { scopeId, type Asset, type Gap, type Inventory, type Scope, type ScopeStatus } from '../../core/index.js'
import { InventoryBuilder } from './builder.js'
import type { AnyCollector } from './collector.js'
import type { CollectSettings, Connector } from './connector.js'
import { Door } from './door.js'
import { GapBook } from './gap-book.js'
import { performOrFail } from './perform-or-fail.js'
import { Run } from './run.js'

export interface Progress {
  /** Called often; `calls` of the scope so far and assets found in all. */
  scope(scope: Scope, calls: number, assets: number): void
  /** A provider that was not scanned, and why. */
  skipped(provider: string, why: string, hint: string): void
  /** A bug of ours, told at once and again in the gaps. */
  bug(error: unknown, where: string): void
}

export const silent: Progress = { scope: () => undefined, skipped: () => undefined, bug: () => undefined }

export interface CollectRequest {
  connectors: { connector: Connector; settings: CollectSettings }[]
  /** Asset types wanted; undefined for all. */
  types?: ReadonlySet<string>
  takenAt: Date
  historySince: Date
  with: ReadonlySet<string>
  /** Only a look at each call: the first row of every list, in one region of each account. */
  sample?: boolean
  concurrency: number
  requestTimeout: number
  /** Aborts at the scan's deadline or on a signal from the user. */
  signal: AbortSignal
  random: () => number
  env: NodeJS.ProcessEnv
}

export interface Collected {
  inventory: Inventory
  /** Actions that were really called, by provider. */
  made: Map<string, ReadonlySet<string>>
  /** Providers without usable credentials. */
  skipped: { provider: string; why: string; hint: string }[]
  /** Set when credentials were lost for good on the way. */
  lostCredentials?: string
  bugs: number
}

export async function collect(request: CollectRequest, progress: Progress = silent): Promise<Collected> {
  const gaps = new GapBook()
  const builder = new InventoryBuilder(gaps)
  const collected: string[] = []
  const result: Omit<Collected, 'inventory'> = { made: new Map(), skipped: [], bugs: 0 }
  const scopes: ScopeStatus[] = []
  for (const { connector, settings } of request.connectors) {
    const session = await connector.open(settings, request.env)
    if ('missing' in session) {
      result.skipped.push({ provider: connector.id, why: session.missing, hint: session.hint })
      if (session.untraced !== true) progress.skipped(connector.id, session.missing, session.hint)
      continue
    }
    const all = await connector.collectors()
    const wanted = all.filter((c) => request.types === undefined || request.types.has(c.type))
    collected.push(...wanted.map((c) => c.type))
    const door = new Door(session, {
      concurrency: request.concurrency, requestTimeout: request.requestTimeout, maxRate: settings.maxRate,
      with: request.with, signal: request.signal, random: request.random,
    })
    door.declare([...Object.values(connector.calls), ...Object.values(connector.hubCalls ?? {})])
    const run = new Run(session, door, gaps, builder, {
      provider: connector.id, collectors: inFixedDisorder(wanted), takenAt: request.takenAt, historySince: request.historySince, with: request.with,
      ...(request.sample === true && { rowsAtMost: 1 }),
      onProgress: (scope, calls, assets) => progress.scope(scope, calls, assets),
      onBug: (error, where) => {
        result.bugs += 1
        progress.bug(error, where)
      },
    })
    try {
      const targets = await session.targets(performOrFail(door))
      scopes.push(...await run.collect(request.sample === true ? targets.map((target) => ({ ...target, regions: target.regions.slice(0, 1) })) : targets))
    } finally {
      session.close()
    }
    result.made.set(connector.id, door.made)
    if (door.lostCredentials !== undefined) result.lostCredentials = door.lostCredentials
  }
  const finished = !request.signal.aborted && result.lostCredentials === undefined
  const { assets, relations } = builder.finish()
  const inventory: Inventory = {
    schema: 1, takenAt: request.takenAt.toISOString(), historySince: request.historySince.toISOString(), finished,
    collected: collected.toSorted(), scopes, assets, relations, gaps: toldOnce(gaps.all(), assets),
  }
  return { inventory, ...result }
}

/** A shared read that failed and so left whole lists unread is one gap, unless single assets point at it too. */
function toldOnce(gaps: Gap[], assets: readonly Asset[]): Gap[] {
  const pointedAt = new Set(assets.flatMap((asset) => Object.values(asset.gaps)))
  const lists = new Set(gaps.filter((gap) => gap.list).map((gap) => `${gap.call} ${gap.reason} ${scopeId(gap.scope)}`))
  return gaps.filter((gap) => gap.list || pointedAt.has(gap.id) || !lists.has(`${gap.call} ${gap.reason} ${scopeId(gap.scope)}`))
}

/** Services take turns, so that no bucket of one service fills while the others idle. The order is the same every time. */
function inFixedDisorder(collectors: AnyCollector[]): AnyCollector[] {
  const turn = new Map<string, number>()
  return collectors
    .toSorted((a, b) => (a.type < b.type ? -1 : 1))
    .map((collector) => {
      const n = turn.get(collector.service) ?? 0
      turn.set(collector.service, n + 1)
      return { collector, n }
    })
    .toSorted((a, b) => a.n - b.n)
    .map(({ collector }) => collector)
}

