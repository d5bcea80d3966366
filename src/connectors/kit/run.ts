// One scan of one provider: a queue in which every page and every reference starts its follow-ups at once.
import { scopeId, type Scope, type ScopeStatus, type ServiceState } from '../../core/index.js'
import { callsOf, GapMark, isList, type Answer, type AnyCollector, type Call, type Ctx, type Emission, type Held, type Ref, type SharedCtx, type SharedRead, type UnservedRead } from './collector.js'
import type { Session, Target } from './connector.js'
import { Door, type Outcome } from './door.js'
import { Vanished } from './failure.js'
import { Semaphore } from './limits.js'
import type { GapBook } from './gap-book.js'
import type { InventoryBuilder } from './builder.js'
import { readRows } from './rows.js'
import { settled } from './settled.js'
import { ServiceStates } from './service-states.js'
import { Tasks } from './tasks.js'

export interface RunOptions {
  provider: string
  collectors: readonly AnyCollector[]
  takenAt: Date
  historySince: Date
  with: ReadonlySet<string>
  /** Rows of each list that are looked at; all when left out. */
  rowsAtMost?: number
  onProgress: (scope: Scope, calls: number, assets: number) => void
  onBug: (error: unknown, where: string) => void
}

/** Bodies of one `each` that may be under way at a time: keeps memory flat on long lists. */
const bodiesInFlight = 256

/** Accounts that are read at a time: an organisation of hundreds must not hold them all in memory. */
const accountsAtOnce = 4

// oxlint-disable-next-line typescript/no-explicit-any -- a context serves collectors of every shape
type AnyCtx = Ctx<any, any>

export class Run {
  /** What is under way, by account. */
  private readonly pending = new Map<string, Tasks>()
  private readonly statuses = new Map<string, ScopeStatus>()
  private readonly shared = new Map<string, Promise<Answer<unknown>>>()
  private readonly services = new ServiceStates()
  private readonly lists = new Map<string, Promise<void>>()
  private readonly resolving = new Set<string>()
  private readonly room = new Semaphore(bodiesInFlight)
  private readonly byType: Map<string, AnyCollector>
  private readonly held: readonly AnyCollector[]
  private partitions = new Map<string, string>()
  private numbers = new Map<string, string>()

  constructor(
    private readonly session: Session, private readonly door: Door, private readonly gaps: GapBook,
    private readonly builder: InventoryBuilder, private readonly options: RunOptions,
  ) {
    this.byType = new Map(options.collectors.map((c) => [c.type, c]))
    this.held = options.collectors.filter((c) => c.held === true)
    door.declare(options.collectors.flatMap(callsOf))
  }

  async collect(targets: readonly Target[]): Promise<ScopeStatus[]> {
    const { provider } = this.options
    for (const target of targets) {
      this.partitions.set(target.account, target.partition)
      this.numbers.set(target.account, target.number ?? '')
      this.statusOf(target)
      for (const region of target.regions) this.status({ provider, account: target.account, region })
      for (const region of target.skippedRegions) this.status({ provider, account: target.account, region }, 'not-requested')
    }
    const waiting = targets.filter((target) => target.unread === undefined)
    const accounts = Array.from({ length: Math.min(this.session.accountsAtOnce ?? accountsAtOnce, waiting.length) }, async () => {
      for (let target = waiting.shift(); target !== undefined; target = waiting.shift()) await this.collectAccount(target)
    })
    await Promise.all(accounts)
    // What one account refers to in another may still be under way there.
    for (let busy = this.busy(); busy !== undefined; busy = this.busy()) await busy.idle()
    return this.finish()
  }

  /** An account that cannot be reached hides everything that might be in it. */
  private statusOf({ account, number, unread, note }: Target): void {
    const status = this.status({ provider: this.options.provider, account })
    if (number !== undefined) status.number = number
    if (unread === undefined) {
      if (note !== undefined) status.why = note
      return
    }
    const isClosed = 'closed' in unread
    status.state = isClosed ? 'not-requested' : 'unreachable'
    status.why = unread.why
    if (isClosed) return
    const types = this.options.collectors.map((collector) => collector.type)
    this.gaps.add({ scope: status.scope, call: unread.call.action, types, list: true, reason: 'denied', message: unread.why, missing: unread.call.needs })
  }

  private busy(): Tasks | undefined {
    return [...this.pending.values()].find((tasks) => tasks.running > 0)
  }

  private async collectAccount(target: Target): Promise<void> {
    for (const collector of this.options.collectors) for (const scope of this.scopesOf(collector, target)) this.startList(collector, scope)
    await this.tasksOf(target.account).idle()
    this.session.left?.(target.account)
  }

  private scopesOf(collector: AnyCollector, target: Target): Scope[] {
    const account = { provider: this.options.provider, account: target.account }
    return collector.per === 'account' ? [account] : target.regions.map((region) => ({ ...account, region }))
  }

  private startList(collector: AnyCollector, scope: Scope): void {
    if (collector.list === undefined) return
    const done = this.spawn(scope, `${collector.type} list`, [collector.type], async () => {
      await collector.list?.(this.context(collector, scope, collector.calls))
      this.services.asked(this.status(scope), collector.service)
    })
    this.lists.set(`${collector.type} ${scopeId(scope)}`, done)
  }

  /** Runs a task; a bug in it becomes a loud gap on the types it would have filled, never silence. */
  private spawn(scope: Scope, where: string, types: string[], task: () => Promise<void>): Promise<void> {
    const running = task().catch((error: unknown) => this.bug(error, scope, where, types))
    this.tasksOf(scope.account).add(running)
    return running
  }

  private tasksOf(account: string): Tasks {
    let tasks = this.pending.get(account)
    if (tasks === undefined) this.pending.set(account, (tasks = new Tasks()))
    return tasks
  }

  private bug(error: unknown, scope: Scope, where: string, types: string[]): void {
    if (error instanceof Vanished) {
      this.status(scope).vanished += 1
      return
    }
    this.options.onBug(error, where)
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    this.gaps.add({ scope, call: where, types, list: true, reason: 'error', message: `aispm failed here, which is a bug: ${what}` })
  }

  private context(collector: AnyCollector, scope: Scope, calls: Record<string, Call>, alias?: string): AnyCtx {
    const types = [collector.type]
    return {
      ...this.sharedContext(collector.service, types, scope, calls),
      takenAt: this.options.takenAt,
      historySince: this.options.historySince,
      with: this.options.with,
      emit: (emission: Emission<unknown>) => this.emit(collector, emission, scope, alias),
      unlisted: (mark: GapMark) => this.unlisted(mark, scope, collector.service, types),
      hides: (mark: GapMark, type: string) => {
        if (this.byType.has(type)) this.unlisted(mark, scope, collector.service, [type])
      },
      held: this.held.length === 0 ? undefined : this.heldIn(scope, collector.service),
    }
  }

  private heldIn(scope: Scope, service: string): Held {
    const of = (type: string): AnyCollector | undefined => this.held.find((one) => one.type === type)
    return {
      fields: (type) => of(type)?.props.fields,
      emit: (type, emission) => {
        const collector = of(type)
        if (collector !== undefined) this.emit(collector, emission, scope)
      },
      unlisted: (mark) => this.unlisted(mark, scope, service, this.held.map(({ type }) => type)),
    }
  }

  private sharedContext(service: string, types: string[], scope: Scope, calls: Record<string, Call>, shared = false): SharedCtx<Record<string, Call>> {
    const callables = Object.fromEntries(Object.entries(calls).map(([name, call]) => [name, this.callable(call, service, types, scope, shared)]))
    return {
      scope,
      partition: this.partitions.get(scope.account) ?? '',
      number: this.numbers.get(scope.account) ?? '',
      call: callables as SharedCtx<Record<string, Call>>['call'],
      each: (rows, body) => this.each(rows, body, scope, types),
      read: (read) => this.read(read, scope, service, types),
      gap: (call, reason, message) => this.gap(call, { kind: 'failed', reason, code: reason, message }, scope, types, false),
    }
  }

  private callable(call: Call, service: string, types: string[], scope: Scope, shared: boolean): unknown {
    const at = (where?: { region?: string }): Scope => (where?.region === undefined ? scope : { ...scope, region: where.region })
    const once = async (input: unknown, where?: { region?: string }): Promise<Answer<unknown>> =>
      this.answer(call, await this.perform(call, input, at(where)), at(where), types, shared)
    if (!isList(call)) return once
    const rows = (input: object | undefined, where: Scope) => readRows(call, input ?? {}, (page) => this.perform(call, page, where), this.options.rowsAtMost)
    return {
      page: once,
      rows: async function* (this: Run, input?: object, where?: { region?: string }) {
        const outcome = yield* rows(input, at(where))
        if (outcome?.kind === 'failed') this.gap(call, outcome, at(where), types, true)
        else if (outcome?.kind === 'fact') this.services.refused(this.status(scope), service, outcome.fact, call, types)
        else this.services.answered(this.status(scope), service)
      }.bind(this),
      all: async (input: object, where?: { region?: string }): Promise<Answer<unknown[]>> => {
        const all: unknown[] = []
        const iterator = rows(input, at(where))
        for (let step = await iterator.next(); ; step = await iterator.next()) {
          if (step.done !== true) all.push(step.value)
          else if (step.value === undefined) return { ok: true, value: all }
          else return this.answer(call, step.value, at(where), types, shared)
        }
      },
    }
  }

  private async perform(call: Call, input: unknown, scope: Scope): Promise<Outcome<unknown>> {
    const outcome = await this.door.perform(call, input, scope)
    const status = this.status({ ...scope })
    status.calls = this.door.sent.get(scopeId(scope)) ?? 0
    if (outcome.kind !== 'failed') status.answered += 1
    this.options.onProgress(scope, status.calls, this.builder.size)
    return outcome
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- the declaration of the call carries the type
  private answer(call: Call, outcome: Outcome<unknown>, scope: Scope, types: string[], shared: boolean): Answer<any> {
    if (outcome.kind === 'value') return { ok: true, value: outcome.value }
    if (call.spare === true) return { ok: false, gap: new GapMark(`${call.action}:spare`) }
    if (outcome.kind === 'failed') return { ok: false, gap: this.gap(call, outcome, scope, types, false) }
    // Whoever shares the read knows whether it stands for a whole list, or for something of an asset that is there.
    return { ok: false, gap: shared ? new GapMark(`${call.action}:${outcome.fact}`, { call, state: outcome.fact }) : this.unserved({ call, state: outcome.fact }, scope, types) }
  }

  private gap(call: Call, failed: Extract<Outcome<unknown>, { kind: 'failed' }>, scope: Scope, types: string[], list: boolean): GapMark {
    const missing = failed.reason === 'denied' || failed.reason === 'not-requested' ? { missing: call.needs } : {}
    return new GapMark(this.gaps.add({ scope, call: call.action, types, list, reason: failed.reason, message: failed.message, ...missing }))
  }

  private unserved({ call, state }: UnservedRead, scope: Scope, types: string[]): GapMark {
    const message = `${call.action} is ${state.replace('-', ' ')} in ${scopeId(scope)}`
    return this.gap(call, { kind: 'failed', reason: 'unsupported', code: state, message }, scope, types, false)
  }

  private unlisted(mark: GapMark, scope: Scope, service: string, types: string[]): void {
    if (mark.fact !== undefined) return this.services.refused(this.status(scope), service, mark.fact.state, mark.fact.call, types)
    const gap = this.gaps.get(mark.id)
    if (gap === undefined) throw new Error(`no such gap: ${mark.id}`)
    this.gaps.add({ scope, call: gap.call, types, list: true, reason: gap.reason, message: gap.message, ...(gap.missing && { missing: gap.missing }) })
  }

  private async each<R>(rows: AsyncIterable<R> | Iterable<R>, body: (row: R) => Promise<void> | void, scope: Scope, types: string[]): Promise<void> {
    const room = new Semaphore(bodiesInFlight)
    const one = async (row: R): Promise<void> => {
      try {
        await body(row)
      } catch (error) {
        if (error instanceof Vanished) this.status(scope).vanished += 1
        else this.bug(error, scope, `${types.join(', ')} item`, types)
      } finally {
        room.release()
      }
    }
    for await (const row of rows) {
      await room.acquire()
      void one(row)
    }
    for (let i = 0; i < bodiesInFlight; i++) await room.acquire()
  }

  private read<T>(read: SharedRead<T>, from: Scope, service: string, types: string[]): Promise<Answer<T>> {
    const scope: Scope = read.per === 'account' ? { provider: from.provider, account: from.account } : from
    const key = `${read.id} ${scopeId(scope)}`
    let answer = this.shared.get(key)
    if (answer === undefined) {
      // What is global to an account is offered everywhere: a refusal of that is a gap like any other.
      answer = read.load(this.sharedContext(service, types, scope, read.calls, read.per === 'region'))
      this.shared.set(key, answer)
    }
    return answer.then((found) => {
      if (!found.ok) this.gaps.hides(found.gap.id, types)
      // The key is the read's own id, so the answer is of the read's own type.
      return found as Answer<T>
    })
  }

  private emit(collector: AnyCollector, emission: Emission<unknown>, scope: Scope, alias?: string): void {
    if (emission.id === '') {
      this.gaps.add({
        scope, call: `${collector.service}:${collector.type}`, types: [collector.type], list: true, reason: 'invalid-answer',
        message: `an answer names no id for ${emission.name === '' ? `one ${collector.type}` : emission.name}`,
      })
      return
    }
    for (const relation of this.builder.add(collector, settled(emission, (fact) => this.unserved(fact, scope, [collector.type])), scope, alias)) {
      this.resolve({ type: relation.target, id: relation.to, from: relation.from }, relation.type, relation.basis, scope)
    }
  }

  /** Reads what a relation points at, once, unless a list brings it anyway. */
  private resolve(ref: Ref, relation: string, basis: 'declared' | 'inferred', from: Scope): void {
    const collector = this.byType.get(ref.type)
    if (collector === undefined || this.builder.has(ref.id)) return
    const scope = this.session.locate(ref, from, collector.per)
    if (scope === null) {
      if (basis === 'inferred') return
      const gap = this.gaps.add({
        scope: from, call: `${collector.service}:${collector.type}`, types: [ref.type], list: false, reason: 'not-requested',
        message: `${ref.id} lies in an account or region that was not scanned`,
      })
      this.builder.gapRelation(ref.from, relation, gap)
      return
    }
    // An address without a region of its own is looked up where it was found.
    const key = `${ref.type} ${ref.id} ${scopeId(scope)}`
    if (collector.resolve === undefined || this.resolving.has(key)) return
    this.resolving.add(key)
    void this.spawn(scope, `${collector.type} ${ref.id}`, [collector.type], async () => {
      await this.lists.get(`${collector.type} ${scopeId(scope)}`)
      if (this.builder.has(ref.id)) return
      await this.room.acquire()
      try {
        await collector.resolve?.(ref, this.context(collector, scope, collector.calls, ref.id))
      } catch (error) {
        // What is gone by now was gone before, for all we know: a reference to nothing, and no vanished item.
        if (!(error instanceof Vanished)) throw error
      } finally {
        this.room.release()
      }
    })
  }

  private status(scope: Scope, state: ScopeStatus['state'] = 'read'): ScopeStatus {
    const id = scopeId(scope)
    let status = this.statuses.get(id)
    if (status === undefined) {
      const services: Record<string, ServiceState> = {}
      status = { scope, state, services, calls: 0, answered: 0, vanished: 0 }
      this.statuses.set(id, status)
    }
    return status
  }

  private finish(): ScopeStatus[] {
    this.services.finish(this.gaps)
    for (const status of this.statuses.values()) {
      if (status.state === 'read' && status.calls > 0 && status.answered === 0) status.state = 'unreachable'
    }
    // What the last answers came to is known only now.
    for (const { scope, calls } of [...this.statuses.values()].filter((status) => status.calls > 0).slice(-1)) this.options.onProgress(scope, calls, this.builder.size)
    return [...this.statuses.values()].toSorted((a, b) => (scopeId(a.scope) < scopeId(b.scope) ? -1 : 1))
  }
}
