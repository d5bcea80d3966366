// A loopback server that speaks Azure Resource Manager and Resource Graph: recorded subscriptions, page by page, with latency, rate limits and faults.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { graphPage } from '../../src/connectors/azure/session-calls.js'
import { asked as nameOf, errorBody, statuses, type Addressed } from '../../src/connectors/azure/exchange.js'
import { Recording, type Recorded } from '../../src/connectors/kit/recording.js'
import { Throttle, type RateOf } from '../server/throttle.js'

export interface Question {
  /** `cognitiveservices:accounts.deployments.list`; `resourcegraph:resources` for a table. */
  action: string
  subscription: string
  path: string
  query: URLSearchParams
  paged: boolean
  /** How often this action was asked before. */
  nth: number
}
export interface Answer {
  status: number
  headers: Record<string, string>
  body: Buffer
}
export type Act = Answer | ((response: ServerResponse, socket: Socket) => void) | undefined

export interface ServerOptions {
  /** Recorded subscriptions; what several hold is put together. */
  folders: readonly string[]
  /** Every call that may be asked, as declared; a test of its own holds them against Microsoft's SDKs. */
  calls: readonly Addressed[]
  latency?: number
  /** Rows a page may have at most. */
  pageCap?: number
  rate?: RateOf
  /** Questions to Resource Graph that are let through in five seconds. */
  graphQuota?: number
  /** Subscriptions in place of the recorded one: `ai` are copies of it, `idle` have nothing but machines. */
  tenant?: { ai: number; idle: number }
  /** Each AI resource so many times. */
  copies?: number
  /** Storage accounts that nothing refers to, in each subscription. */
  others?: number
  fault?: (asked: Question, honest: () => Answer) => Act
}

type Json = Record<string, unknown>
export const recorded = '11111111-2222-3333-4444-555555555555'
const aiId = (i: number): string => `11111111-2222-3333-4444-a${String(i).padStart(11, '0')}`
const idleId = (i: number): string => `11111111-2222-3333-4444-b${String(i).padStart(11, '0')}`
const quotaWindow = 5000
const aiRow = /^microsoft\.(?:machinelearningservices|cognitiveservices|search|botservice|databricks)\//i

interface Route {
  call: Addressed
  pattern: RegExp
  variables: string[]
  fixed: number
}

export class AzureServer {
  readonly calls = new Map<string, number>()
  readonly questions = new Map<string, Set<string>>()
  readonly bySubscription = new Map<string, number>()
  throttled = 0
  /** Rows of the table of resources, and those of them that are AI. */
  resources = 0
  aiResources = 0
  inFlight = 0
  mostInFlight = 0
  /** Versions asked for, by action. */
  readonly versions = new Map<string, string>()
  private readonly throttle: Throttle
  private readonly recordings: Recording[]
  private readonly routes: Route[]
  private readonly made = new Map<string, Promise<Json | Recorded>>()
  private readonly quota = { left: Infinity, resets: 0 }

  private constructor(private readonly options: ServerOptions, private readonly server: Server) {
    this.throttle = new Throttle(options.rate)
    this.recordings = options.folders.map((folder) => new Recording(folder))
    this.routes = options.calls.map(routeOf).toSorted((a, b) => b.fixed - a.fixed)
  }

  static async start(options: ServerOptions): Promise<AzureServer> {
    const server = createServer((request, response) => void self.handle(request, response))
    const self = new AzureServer(options, server)
    server.keepAliveTimeout = 60_000
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return self
  }

  get total(): number {
    return [...this.calls.values()].reduce((sum, n) => sum + n, 0)
  }

  get env(): NodeJS.ProcessEnv {
    return { AZURE_ACCESS_TOKEN: 'recorded', AZURE_RESOURCE_MANAGER_ENDPOINT: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}` }
  }

  stop(): Promise<void> {
    this.server.closeAllConnections()
    return new Promise((resolve) => this.server.close(() => resolve()))
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.inFlight += 1
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight)
    try {
      const chunks: Buffer[] = []
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
      const body = chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString('utf8')) as Json
      const url = new URL(request.url ?? '/', 'http://localhost')
      const host = String(request.headers['x-forwarded-host'] ?? 'management.azure.com')
      const found = this.route(request.method ?? 'GET', url.pathname, host)
      if (found === undefined) return send(response, json(errorBody('InvalidResourceType', `The resource type could not be found: ${request.method} ${host}${url.pathname}`), 404))
      const { call, values } = found
      const isGraph = call.rest.path === graphPage.rest.path
      const action = isGraph ? tableIn(body) : call.action
      const nth = this.calls.get(action) ?? 0
      this.calls.set(action, nth + 1)
      const asks = this.questions.get(action) ?? new Set<string>()
      this.questions.set(action, asks.add(`${host}${url.pathname}${url.search}${isGraph ? JSON.stringify(body) : ''}`))
      const subscription = /^\/subscriptions\/([^/]+)/i.exec(url.pathname)?.[1]?.toLowerCase() ?? ''
      this.bySubscription.set(subscription, (this.bySubscription.get(subscription) ?? 0) + 1)
      this.versions.set(action, url.searchParams.get('api-version') ?? '')
      if (this.options.latency !== undefined) await new Promise((resolve) => setTimeout(resolve, this.options.latency))
      const token = isGraph ? tokenIn(body) : url.searchParams.get('$skipToken')
      const asked: Question = { action, subscription, path: url.pathname, query: url.searchParams, paged: token !== null, nth }
      if (request.headers.authorization !== 'Bearer recorded') return send(response, json(errorBody('InvalidAuthenticationToken', 'The access token is invalid.'), 401))
      if (call.rest.plane === 'arm' && !url.searchParams.has('api-version')) return send(response, json(errorBody('MissingApiVersionParameter', 'The api-version query parameter (?api-version=) is required for all requests.'), 400))
      if (!this.throttle.admits(`${subscription} ${action}`, action)) {
        this.throttled += 1
        return send(response, { ...json(errorBody('TooManyRequests', 'The request is being throttled.'), 429), headers: { 'content-type': 'application/json', 'retry-after': '1' } })
      }
      const quota = isGraph ? this.graphQuota() : {}
      if (quota === null) {
        this.throttled += 1
        return send(response, { ...json(errorBody('RateLimiting', 'Please provide below info when asking for support.'), 429), headers: { 'content-type': 'application/json', 'x-ms-user-quota-remaining': '0', 'x-ms-user-quota-resets-after': '00:00:05' } })
      }
      const honest = await (isGraph ? this.table(action, body, token) : this.answer(asked, call, values, url, token))
      const withQuota = { ...honest, headers: { ...honest.headers, ...quota } }
      const act = this.options.fault?.(asked, () => withQuota)
      if (typeof act === 'function') return act(response, request.socket)
      send(response, act ?? withQuota)
    } catch (error) {
      // A mistake in the server itself: loud here, and an answer that no test takes for a right one.
      console.error(error)
      send(response, json(errorBody('BrokenServer', String(error)), 400))
    } finally {
      this.inFlight -= 1
    }
  }

  private route(method: string, path: string, host: string): { call: Addressed; values: Record<string, string> } | undefined {
    for (const { call, pattern, variables } of this.routes) {
      if (call.rest.method !== method || (call.rest.plane === 'arm') !== (host === 'management.azure.com')) continue
      const at = call.rest.plane === 'foundry' ? path.replace(/^\/api\/projects\/[^/]+/, '') : path
      const match = pattern.exec(at)
      if (match === null) continue
      const values = Object.fromEntries(variables.map((name, i) => [name, decodeURIComponent(match[i + 1] ?? '')]))
      return { call, values: { ...values, ...(call.rest.plane !== 'arm' && call.rest.plane !== 'graph' && call.rest.plane !== 'logs' && { host: `https://${host}${path.slice(0, path.length - at.length)}` }) } }
    }
    return undefined
  }

  /** Headers of the quota; null when it is used up. */
  private graphQuota(): Record<string, string> | null {
    const { graphQuota } = this.options
    if (graphQuota === undefined) return {}
    const now = performance.now()
    if (now >= this.quota.resets) Object.assign(this.quota, { left: graphQuota, resets: now + quotaWindow })
    if (this.quota.left <= 0) return null
    this.quota.left -= 1
    const seconds = Math.ceil((this.quota.resets - now) / 1000)
    return { 'x-ms-user-quota-remaining': String(this.quota.left), 'x-ms-user-quota-resets-after': `00:00:0${Math.min(9, seconds)}` }
  }

  /** Subscriptions that there are, and whose recording each of them is; null for one without AI. */
  private subscriptions(): ReadonlyMap<string, string | null> {
    const { tenant } = this.options
    if (tenant === undefined) return new Map([[recorded, recorded]])
    return new Map([...Array.from({ length: tenant.ai }, (_, i): [string, string | null] => [aiId(i), recorded]), ...Array.from({ length: tenant.idle }, (_, i): [string, string | null] => [idleId(i), null])])
  }

  private async table(action: string, body: Json, token: string | null): Promise<Answer> {
    const wanted = (body['subscriptions'] as string[]).map((id) => id.toLowerCase())
    const rows: unknown[] = []
    const found = await this.load({ action, rest: graphPage.rest }, { body: {} })
    if ('kind' in found && found.kind === 'error') return refusal(found as Recorded)
    const own = Array.isArray((found as Json)['data']) ? (found as { data: Json[] }).data : []
    const everywhere = own.filter((row) => (row['subscriptionId'] ?? '') === '')
    for (const [id, from] of this.subscriptions()) {
      if (!wanted.includes(id)) continue
      if (action === 'resourcegraph:resources') rows.push(...Array.from({ length: this.options.others ?? 0 }, (_, i) => otherStorage(id, i)))
      if (from === null && action === 'resourcegraph:containers') rows.push(...own.map((row) => moved(row, id)))
      if (from !== null) rows.push(...this.copied(own.filter((row) => !everywhere.includes(row))).map((row) => moved(row, id)))
    }
    const all = [...everywhere, ...rows]
    if (action === 'resourcegraph:resources') {
      this.resources = all.length
      this.aiResources = (all as Json[]).filter((row) => aiRow.test(textIn(row, 'type'))).length
    }
    const from = token === null ? 0 : Number(/^skip-(\d+)$/.exec(token)?.[1] ?? NaN)
    if (Number.isNaN(from)) return json(errorBody('InvalidSkipToken', 'The skip token is not valid.'), 400)
    const size = Math.min(Number((body['options'] as Json)['$top'] ?? 100), 1000, this.options.pageCap ?? Infinity)
    const page = all.slice(from, from + size)
    return json({ totalRecords: all.length, count: page.length, resultTruncated: 'false', data: page, ...(from + size < all.length && { $skipToken: `skip-${from + size}` }) })
  }

  private copied(rows: readonly Json[]): Json[] {
    const { copies = 1 } = this.options
    return rows.flatMap((row) => (aiRow.test(textIn(row, 'type'))
      ? Array.from({ length: copies }, (_, i) => (i === 0 ? row : { ...row, id: `${textIn(row, 'id')}-copy${i}`, name: `${textIn(row, 'name')}-copy${i}` })) : [row]))
  }

  private async answer(asked: Question, call: Addressed, values: Record<string, string>, url: URL, token: string | null): Promise<Answer> {
    const { tenant } = this.options
    if (call.action === 'resources:subscriptions.list') return this.page(url, [...this.subscriptions().keys()].map((id) => ({ id: `/subscriptions/${id}`, subscriptionId: id, displayName: `orchard ${id.slice(-4)}`, state: 'Enabled', tenantId: 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee' })), token)
    const real = this.subscriptions().get(asked.subscription)
    if (tenant !== undefined && real === null && call.action === 'authorization:permissions.list') return json({ value: [{ actions: ['*/read'], notActions: [] }] })
    const plain = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, (asked.subscription === '' ? value : value.replaceAll(new RegExp(asked.subscription, 'gi'), recorded)).replaceAll(/-copy\d+/g, '')]))
    const key = `${call.action} ${JSON.stringify(plain)}`
    let answer = this.made.get(key)
    if (answer === undefined) this.made.set(key, (answer = this.load(call, plain)))
    const found = await answer
    if ('kind' in found && found.kind === 'error') return refusal(found as Recorded)
    const own = copyOf(asked.subscription === '' ? found as Json : moved(found as Json, asked.subscription), Object.values(values))
    const { value } = own
    return Array.isArray(value) && call.rest.method === 'GET' ? this.page(url, value as unknown[], token, own) : json(own)
  }

  /** Recorded answers to the question, put together; ARM says ResourceNotFound for what is not there. */
  private async load(call: Addressed, input: Json): Promise<Json | Recorded> {
    const all: Json[] = []
    let error: Recorded | undefined
    let isEmpty = false
    const named = call.rest.path.includes('{+') ? { of: `/${textIn(input, 'resource')}` } : input
    for (const recording of this.recordings) {
      const found = await recording.find(nameOf(call, named, { provider: 'azure', account: recorded }))
      if (found?.kind === 'error') error ??= found
      if (found?.kind === 'empty') isEmpty = true
      if (found?.kind === 'json') all.push(found.value as Json)
    }
    const [first] = all
    if (first === undefined) return error ?? (isEmpty ? { value: [], data: [] } : { kind: 'error', error: { $error: 'ResourceNotFound', $message: 'The Resource was not found.' } })
    if (all.length === 1 || call.action === 'authorization:permissions.list') return first
    const rows = Array.isArray(first['data']) ? 'data' : 'value'
    if (!Array.isArray(first[rows])) return first
    return { ...first, [rows]: [...new Map(all.flatMap((one) => one[rows] as Json[] ?? []).map((row) => [textIn(row, 'id').toLowerCase() || JSON.stringify(row), row])).values()] }
  }

  private page(url: URL, rows: readonly unknown[], token: string | null, whole: Json = {}): Answer {
    const from = token === null ? 0 : Number(/^skip-(\d+)$/.exec(token)?.[1] ?? NaN)
    if (Number.isNaN(from)) return json(errorBody('InvalidSkipToken', 'The skip token is not valid.'), 400)
    const size = this.options.pageCap ?? Infinity
    const next = new URL(url)
    next.searchParams.set('$skipToken', `skip-${from + size}`)
    return json({ ...whole, value: rows.slice(from, from + size), ...(from + size < rows.length && { nextLink: `https://management.azure.com${next.pathname}${next.search}` }) })
  }
}

function routeOf(call: Addressed): Route {
  const variables = [...call.rest.path.matchAll(/\{\+?(\w+)\}/g)].map(([, name = '']) => name)
  const escaped = call.rest.path.replaceAll(/[.*?^$()|[\]\\]/g, '\\$&')
  const pattern = escaped.replaceAll(/\{\+\w+\}/g, '(.+?)').replaceAll(/\{\w+\}/g, '([^/]+)')
  return { call, variables, pattern: new RegExp(`^${pattern}$`, 'i'), fixed: call.rest.path.split('/').filter((segment) => !segment.startsWith('{')).length }
}

function otherStorage(subscription: string, i: number): Json {
  return { id: `/subscriptions/${subscription}/resourceGroups/rg-web/providers/Microsoft.Storage/storageAccounts/web${i}`, name: `web${i}`, type: 'microsoft.storage/storageaccounts', location: 'westeurope', subscriptionId: subscription, tags: {}, properties: { allowBlobPublicAccess: false } }
}

/** The recording of one subscription, as another one's. */
function moved<T>(value: T, id: string): T {
  return id === recorded ? value : JSON.parse(JSON.stringify(value).replaceAll(new RegExp(recorded, 'gi'), id)) as T
}

/** What belongs to a copy of a resource bears the copy's name. */
function copyOf(answer: Json, values: readonly string[]): Json {
  const renamed = values.flatMap((value) => [...value.matchAll(/([^/]+)-copy\d+/g)].map(([copy, name = '']) => [name, copy] as const))
  return renamed.reduce((json, [name, copy]) => JSON.parse(JSON.stringify(json).replaceAll(new RegExp(`/${name}(?=["/])`, 'g'), `/${copy}`)) as Json, answer)
}

function tableIn(body: Json): string {
  const [source = ''] = textIn(body, 'query').split(' ')
  return `resourcegraph:${source === 'resources' ? source : source === 'resourcecontainers' ? 'containers' : source.replace(/resources$/, '')}`
}

function textIn(of: Json, name: string): string {
  const value = of[name]
  return typeof value === 'string' ? value : ''
}

function tokenIn(body: Json): string | null {
  const token = (body['options'] as Json | undefined)?.['$skipToken']
  return typeof token === 'string' ? token : null
}

function refusal(found: Recorded): Answer {
  const { error } = found as { error: { $error: string; $message?: string; $status?: number } }
  return json(errorBody(error.$error, error.$message), error.$status ?? statuses[error.$error] ?? 400)
}

export function json(value: object, status = 200): Answer {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: Buffer.from(JSON.stringify(value)) }
}

function send(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, { ...answer.headers, 'content-length': String(answer.body.length) })
  response.end(answer.body)
}
