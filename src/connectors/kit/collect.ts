// Collects an inventory from every provider in scope.
import { ScanError, scopeId, type Asset, type Gap, type Inventory, type Scope } from '../../core/index.js'
import { InventoryBuilder } from './builder.js'
import type { AnyCollector } from './collector.js'
import type { CollectSettings, Connector, Missing, Session, Target } from './connector.js'
import { Door } from './door.js'
import { heldWith } from './held-types.js'
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
  /** Providers whose credentials were lost. */
  lostIn: string[]
  bugs: number
}

/** A provider whose session is open, and where it will look. */
interface Opened {
  connector: Connector
  settings: CollectSettings
  session: Session
  door: Door
  wanted: AnyCollector[]
  /** Null when even that could not be found out. */
  targets: Target[] | null
  /** Why. */
  failure?: ScanError
}

/** All providers side by side: what befalls one of them is no matter of the others. */
export async function collect(request: CollectRequest, progress: Progress = silent): Promise<Collected> {
  const gaps = new GapBook()
  const builder = new InventoryBuilder(gaps)
  const result: Omit<Collected, 'inventory'> = { made: new Map(), skipped: [], lostIn: [], bugs: 0 }
  const opened = await openAll(request, (provider, missing) => {
    result.skipped.push({ provider, why: missing.missing, hint: missing.hint })
    if (missing.untraced !== true) progress.skipped(provider, missing.missing, missing.hint)
  })
  const read = await Promise.all(opened.map(async ({ connector, settings, session, door, wanted, targets, failure }) => {
    const run = new Run(session, door, gaps, builder, {
      provider: connector.id, collectors: inFixedDisorder(wanted), takenAt: request.takenAt, historySince: request.historySince, with: request.with,
      ...(request.sample === true && { rowsAtMost: 1 }),
      onProgress: (scope, calls, assets) => progress.scope(scope, calls, assets),
      onBug: (error, where) => {
        result.bugs += 1
        progress.bug(error, where)
      },
    })
    const found = targets ?? [outOfReach(connector, settings, failure)]
    try {
      return await run.collect(request.sample === true ? found.map((target) => ({ ...target, regions: target.regions.slice(0, 1) })) : found)
    } finally {
      session.close()
      result.made.set(connector.id, door.made)
      if (door.lostCredentials !== undefined) {
        result.lostCredentials = door.lostCredentials
        result.lostIn.push(connector.id)
      }
    }
  }))
  const scopes = read.flat()
  const collected = opened.flatMap(({ wanted }) => wanted.map((c) => c.type))
  const finished = !request.signal.aborted && result.lostCredentials === undefined
  const { assets, relations } = builder.finish()
  const inventory: Inventory = {
    schema: 1, takenAt: request.takenAt.toISOString(), historySince: request.historySince.toISOString(), finished,
    collected: [...new Set(collected)].toSorted(), scopes, assets, relations, gaps: toldOnce(gaps.all(), assets),
  }
  return { inventory, ...result }
}

/** Opens every provider and finds out where to look, before anything is read: a mistake in what was asked for ends the scan here. */
async function openAll(request: CollectRequest, skip: (provider: string, missing: Missing) => void): Promise<Opened[]> {
  const opened = await Promise.allSettled(request.connectors.map(async ({ connector, settings }): Promise<Opened | Missing> => {
    const session = await connector.open(settings, request.env)
    if ('missing' in session) return session
    const door = new Door(session, {
      concurrency: request.concurrency, requestTimeout: request.requestTimeout, maxRate: settings.maxRate,
      with: request.with, signal: request.signal, random: request.random,
    })
    door.declare([...Object.values(connector.calls), ...Object.values(connector.hubCalls ?? {})])
    const wanted = (await declaredBy(connector, request.with)).filter((c) => request.types === undefined || request.types.has(c.type))
    const common = { connector, settings, session, door, wanted }
    try {
      return { ...common, targets: await session.targets(performOrFail(door)) }
    } catch (error) {
      if (error instanceof ScanError) return { ...common, targets: null, failure: error }
      session.close()
      throw error
    }
  }))
  // Told in the order of the providers, whichever was the first to know.
  for (const [i, one] of opened.entries()) if (one.status === 'fulfilled' && 'missing' in one.value) skip(request.connectors[i]?.connector.id ?? '', one.value)
  const good = opened.flatMap((one) => (one.status === 'fulfilled' && !('missing' in one.value) ? [one.value] : []))
  const mistake = opened.find((one) => one.status === 'rejected')
  const alone = good.length > 0 && good.every(({ targets }) => targets === null) ? good[0]?.failure : undefined
  if (mistake === undefined && alone === undefined) return good
  for (const { session } of good) session.close()
  throw mistake?.reason ?? alone
}

/** What a provider collects with these optional reads. */
async function declaredBy(connector: Connector, optional: ReadonlySet<string>): Promise<AnyCollector[]> {
  const held = optional.has(heldWith) ? await connector.held?.() ?? [] : []
  return [...await connector.collectors(), ...held].filter((c) => c.with === undefined || optional.has(c.with))
}

/** Stands for all that a provider would have been read for: what was asked for is not there, as far as anybody can tell. */
function outOfReach({ calls }: Connector, { scopes }: CollectSettings, failure: ScanError | undefined): Target {
  const [call] = Object.values(calls)
  if (call === undefined) throw new Error('a provider declares no call of its own')
  const why = failure?.message.replace(/^nothing was scanned: /, '') ?? 'it could not be reached'
  return { account: scopes.length === 0 ? 'any account' : scopes.join(', '), partition: '', regions: [], skippedRegions: [], unread: { why, call } }
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

