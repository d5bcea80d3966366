// Opened Azure subscriptions: which there are, what may be seen in them; one attempt at a call.
import { ScanError, UsageError, nearest, type Scope } from '../../core/index.js'
import { AnsweredOnce } from '../kit/answered-once.js'
import type { Call, Ref } from '../kit/collector.js'
import type { CollectSettings, Perform, Session, Target } from '../kit/connector.js'
import { resolves } from '../kit/dns.js'
import type { Failure } from '../kit/failure.js'
import { checkPage } from '../kit/http-failure.js'
import { inTurn } from '../kit/in-turn.js'
import { allRows, orNull } from '../kit/perform-or-fail.js'
import { isAzure, type GraphRead, type Hidden, type Input, type Page } from './calls.js'
import { answerOf, type Exchange } from './exchange.js'
import { classify } from './failures.js'
import { GraphTables, textIn, type GraphRow } from './graph-tables.js'
import { armId, subscriptionIn } from './names.js'
import { rateOf } from './rates.js'
import { rightsOf, type Rights } from './rights.js'
import { aiTypes, anyAi, graphPage, sessionCalls, type ContainerRow, type SubscriptionRow } from './session-calls.js'
import { checkScopes, findSubscriptions, type Subscription } from './subscriptions.js'

/** Subscriptions that one question to Resource Graph may be about. */
const subscriptionsAtOnce = 1000
/** Subscriptions asked at a time what may be seen in them. */
const askedAtOnce = 64

/** Milliseconds for the first requests to be on the wire. */
const requestsLeaveWithin = 5

/** Reads that several types stand upon. */
const askedByMany: ReadonlySet<string> = new Set(['machinelearningservices:schedules.list'])

const ai: ReadonlySet<string> = new Set(aiTypes)

export class AzureSession implements Session {
  /** An account is a few dozen answers here, and the tables are one for all. */
  readonly accountsAtOnce = 16
  private readonly tables: GraphTables
  /** What may be seen, by subscription; null when it could not be told. */
  private readonly rights = new Map<string, Rights | null>()
  private readonly once = new AnsweredOnce(askedByMany)
  private known: string[] = []
  private home = ''

  /** `apart`: each subscription is asked about on its own, so that recordings of one can be replayed without the others. */
  constructor(private readonly exchange: Exchange, private readonly settings: CollectSettings, apart: boolean) {
    this.tables = new GraphTables((body, subscriptions, signal) => {
      const account = subscriptions.length === 1 ? subscriptions[0] ?? '' : ''
      return this.exchange.send({ ...graphPage, action: tableOf(body) }, { body }, { provider: 'azure', account }, signal)
    }, () => this.known, apart ? 1 : subscriptionsAtOnce)
  }

  async targets(perform: Perform): Promise<Target[]> {
    checkScopes(this.settings.scopes)
    const found = await findSubscriptions(this.settings.scopes, perform, (group) => this.below(group, perform))
    if (found.subscriptions.length === 0 && found.unread.length === 0) throw new ScanError('nothing was scanned: the credentials see no subscription', 'grant Reader on one, or name it: --scope azure:sub/ID')
    const open = found.subscriptions.filter(({ closed }) => !closed)
    this.known = open.map(({ id }) => id)
    this.home = this.known[0] ?? ''
    this.askAhead(perform)
    const targets = await inTurn(found.subscriptions, askedAtOnce, (one) => this.target(one, found.subscriptions.length, perform))
    this.home = targets.find(({ unread }) => unread === undefined)?.account ?? this.home
    return [...targets, ...found.unread.map(({ id, why, call }): Target => ({ account: id, partition: '', regions: [], skippedRegions: [], unread: { why, call } }))]
  }

  /** The table that everything begins with is asked for at once; while the first answers are on their way the client library is loaded. */
  private askAhead(perform: Perform): void {
    // Asked again in its turn, which is when a failure is told.
    if (this.home !== '') perform(sessionCalls.presence, {}, { provider: 'azure', account: this.home }).catch(() => undefined)
    setTimeout(() => this.exchange.warm?.(), requestsLeaveWithin).unref()
  }

  /** Subscriptions under a management group, as Resource Graph knows them. */
  private async below(group: string, perform: Perform): Promise<SubscriptionRow[]> {
    const every = await allRows(sessionCalls.subscriptions, {}, perform, { provider: 'azure', account: '' })
    this.known = every.flatMap(({ subscriptionId }) => subscriptionId?.toLowerCase() ?? [])
    const chains = new Map<string, ContainerRow>()
    for (const id of this.known) for (const row of await allRows(sessionCalls.containers, {}, perform, { provider: 'azure', account: id })) chains.set(id, row)
    const isBelow = (row: SubscriptionRow): boolean =>
      (chains.get(row.subscriptionId?.toLowerCase() ?? '')?.properties?.managementGroupAncestorsChain ?? []).some(({ name }) => name?.toLowerCase() === group.toLowerCase())
    const below = every.filter(isBelow)
    if (below.length === 0) throw new ScanError(`nothing was scanned: the credentials see no subscription under the management group ${group}`, 'grant Reader on the management group, or name its subscriptions: --scope azure:sub/ID')
    return below
  }

  private async target({ id, tenant, closed }: Subscription, among: number, perform: Perform): Promise<Target> {
    const target: Target = { account: id, partition: tenant, regions: [], skippedRegions: [] }
    if (closed) return { ...target, unread: { why: 'deleted', closed: true } }
    const scope: Scope = { provider: 'azure', account: id }
    const permissions = await orNull(allRows(sessionCalls.permissions, { subscriptionId: id }, perform, scope))
    const rights = permissions === null ? null : rightsOf(permissions)
    this.rights.set(id, rights)
    const { regions } = this.settings
    if (regions.length > 0) {
      await this.checkRegions(id, among, perform, scope)
      return { ...target, note: `only AI resources in ${regions.join(', ')} were read, and what they refer to` }
    }
    // Alone it was asked for by name. Among others it is worth reading where AI is, or may be and cannot be seen.
    const isOpen = rights !== null && aiTypes.every((type) => rights(`${type}/read`))
    if (among === 1 || !isOpen) return target
    const seen = await orNull(perform(sessionCalls.presence, {}, scope))
    const isIdle = seen !== null && (seen.value ?? []).length === 0
    return isIdle ? { ...target, unread: { why: 'no AI resource is there', closed: true } } : target
  }

  private async checkRegions(id: string, among: number, perform: Perform, scope: Scope): Promise<void> {
    const offered = await orNull(allRows(sessionCalls.locations, { subscriptionId: id }, perform, scope))
    const names = offered?.flatMap(({ name }) => name?.toLowerCase() ?? []) ?? []
    const unknown = names.length === 0 ? undefined : this.settings.regions.find((region) => region !== 'global' && !names.includes(region.toLowerCase()))
    if (unknown === undefined || among > 1) return
    const meant = nearest(unknown, names)
    throw new UsageError(`Azure has no region ${unknown} in this subscription; nothing was scanned`, meant === undefined ? `regions: ${names.join(', ')}` : `did you mean ${meant}?`)
  }

  async attempt(call: Call, input: unknown, scope: Scope, signal: AbortSignal): Promise<unknown> {
    if (!isAzure(call)) throw new Error(`${call.action} does not say how it is sent`)
    // Inputs are what the call's declaration says: names and values.
    const given = (input ?? {}) as Input
    if ('graph' in call) return this.graph(call, call.graph, given, scope, signal)
    const exchange = async (): Promise<unknown> => {
      const answer = await answerOf(this.exchange, call, given, scope, signal)
      checkPage(call, answer)
      return answer
    }
    return this.once.ask(call.action, given, exchange)
  }

  private async graph(call: Call, read: GraphRead, { of }: Input, { account }: Scope, signal: AbortSignal): Promise<Page<GraphRow> & Hidden> {
    const types = read.type === anyAi ? aiTypes : [read.type]
    const all = (await Promise.all(types.map((type) => this.tables.rows({ ...read, type }, account, signal)))).flat()
    const wanted = typeof of === 'string' ? all.filter((row) => armId(textIn(row, 'id')) === armId(of)) : this.inRegions(read, all)
    const hidden = typeof of === 'string' && wanted.length > 0 ? undefined : this.hidden(call, account)
    return { value: wanted, ...(hidden !== undefined && { hidden }) }
  }

  /** Why rows may be missing: Resource Graph leaves out what may not be read. */
  private hidden({ needs }: Call, account: string): string | undefined {
    const rights = this.rights.get(account)
    if (needs.length === 0 || rights === undefined) return undefined
    if (rights === null) return 'what Resource Graph left out cannot be told, since the permissions on the subscription could not be read'
    const lacking = needs.filter((need) => !rights(need))
    return lacking.length === 0 ? undefined : `the credentials lack ${lacking.join(', ')} on the whole subscription, and Resource Graph leaves out what may not be read`
  }

  private inRegions({ table, type }: GraphRead, all: GraphRow[]): GraphRow[] {
    const { regions } = this.settings
    if (regions.length === 0 || table !== 'resources' || !ai.has(type)) return all
    return all.filter((row) => regions.some((region) => region.toLowerCase() === textIn(row, 'location')))
  }

  async classify(error: unknown, call: Call, scope: Scope): Promise<Failure> {
    const failure = classify(error, call)
    if (failure.code !== 'ENOTFOUND' || await resolves('management.azure.com')) return failure
    return { ...failure, class: 'transient', message: `${scope.account}: host names do not resolve` }
  }

  locate(ref: Ref, from: Scope): Scope | null {
    const subscription = subscriptionIn(ref.id)
    const { provider } = from
    // Principals, built-in roles and management groups belong to no subscription: they are asked about once, from the first.
    if (subscription === null) return { provider, account: this.home === '' ? from.account : this.home }
    return this.known.includes(subscription) ? { provider, account: subscription } : null
  }

  rate(action: string): ReturnType<typeof rateOf> {
    return rateOf(action)
  }

  close(): void {
    this.exchange.close()
  }
}

/** `resourcegraph:authorization` for the question about that table: recordings keep one answer a table. */
function tableOf(body: object): string {
  const query = String(Reflect.get(body, 'query') ?? '')
  const [source = ''] = query.split(' ')
  return `resourcegraph:${source === 'resources' ? source : source.replace(/resources$/, '').replace(/^resourcecontainers$/, 'containers')}`
}
