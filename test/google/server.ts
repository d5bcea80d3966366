// A loopback server that speaks Google's REST: recorded projects, page by page, with latency, rate limits and faults.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { asked as nameOf, errorBody, statuses } from '../../src/connectors/gcp/exchange.js'
import { Recording, type Recorded } from '../../src/connectors/kit/recording.js'
import { Throttle, type RateOf } from '../server/throttle.js'
import { methodAt } from './described.js'
import { objectAnswer, type MadeObject } from './objects.js'

export interface Question {
  /** `aiplatform:projects.locations.endpoints.list` */
  action: string
  service: string
  project: string
  location: string
  query: URLSearchParams
  paged: boolean
  /** The header of that name. */
  range: string
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
  /** Recorded projects; what several hold is put together. */
  folders: readonly string[]
  latency?: number
  /** Rows a page may have at most, however many are asked for. */
  pageCap?: number
  rate?: RateOf
  /** Each AI resource so many times. */
  copies?: number
  /** Projects beside the recorded one: `ai` are copies of it, `idle` have no AI service. */
  organisation?: { ai: number; idle: number }
  fault?: (asked: Question, honest: () => Answer) => Act
  /** What lies in buckets, by `bucket/path`: in place of what is recorded. */
  objects?: ReadonlyMap<string, MadeObject>
}

type Json = Record<string, unknown>
const recorded = { id: 'orchard-ml', number: '111122223333' }
/** Methods under whose name an answer is recorded, where that is another than the API's own. */
const sameAs: Record<string, string> = { 'iam:projects.roles.get': 'iam:roles.get', 'iam:organizations.roles.get': 'iam:roles.get' }
/** User-managed notebooks and Workbench instances. */
const inTwoVersions = 'notebooks:projects.locations.instances.list'

export class GoogleServer {
  readonly calls = new Map<string, number>()
  readonly questions = new Map<string, Set<string>>()
  /** Requests by project. */
  readonly byProject = new Map<string, number>()
  throttled = 0
  inFlight = 0
  mostInFlight = 0
  private readonly throttle: Throttle
  private readonly recordings: Recording[]
  private readonly made = new Map<string, Promise<Json | Recorded>>()

  private constructor(private readonly options: ServerOptions, private readonly server: Server) {
    this.throttle = new Throttle(options.rate)
    this.recordings = options.folders.map((folder) => new Recording(folder))
  }

  static async start(options: ServerOptions): Promise<GoogleServer> {
    const server = createServer((request, response) => void self.handle(request, response))
    const self = new GoogleServer(options, server)
    server.keepAliveTimeout = 60_000
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return self
  }

  get total(): number {
    return [...this.calls.values()].reduce((sum, n) => sum + n, 0)
  }

  /** Environment for a scan against this server: each service under a path of its own. */
  env(services: readonly string[]): NodeJS.ProcessEnv {
    const base = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
    return { GOOGLE_OAUTH_ACCESS_TOKEN: 'recorded', ...Object.fromEntries(services.map((service) => [`CLOUDSDK_API_ENDPOINT_OVERRIDES_${service.toUpperCase()}`, `${base}/${service}/`])) }
  }

  stop(): Promise<void> {
    this.server.closeAllConnections()
    return new Promise((resolve) => this.server.close(() => resolve()))
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.inFlight += 1
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight)
    try {
      for await (const chunk of request) void chunk
      const url = new URL(request.url ?? '/', 'http://localhost')
      const [, service = '', path = ''] = /^\/([a-z]+)\/(.*)$/.exec(url.pathname) ?? []
      const found = methodAt(service, request.method ?? 'GET', path)
      if (found === undefined) return send(response, { status: 404, headers: { 'content-type': 'text/html' }, body: Buffer.from(`<title>Error 404 (Not Found)</title> ${request.method} ${url.pathname}`) })
      const own = `${service}:${found.method.id}`
      const action = sameAs[own] ?? (own === inTwoVersions && path.startsWith('v1/') ? `${service}:v1.${found.method.id}` : own)
      const nth = this.calls.get(action) ?? 0
      this.calls.set(action, nth + 1)
      const asks = this.questions.get(action) ?? new Set<string>()
      this.questions.set(action, asks.add(`${url.pathname}${url.search}`))
      const project = /(?:^|\/)projects\/([^/:]+)/.exec(path)?.[1] ?? ''
      this.byProject.set(project, (this.byProject.get(project) ?? 0) + 1)
      const location = /\/locations\/([^/:]+)/.exec(path)?.[1] ?? ''
      if (this.options.latency !== undefined) await new Promise((resolve) => setTimeout(resolve, this.options.latency))
      const asked: Question = { action, service, project, location, query: url.searchParams, paged: url.searchParams.has('pageToken'), range: request.headers.range ?? '', nth }
      if (!this.throttle.admits(`${project} ${location} ${action}`, action)) {
        this.throttled += 1
        return send(response, json(errorBody('RESOURCE_EXHAUSTED', 'Quota exceeded for quota metric'), 429))
      }
      if (request.headers.authorization !== 'Bearer recorded') return send(response, json(errorBody('UNAUTHENTICATED', 'Request had invalid authentication credentials.'), 401))
      const honest = await this.answer(asked, found.method.path, found.values)
      const act = this.options.fault?.(asked, () => honest)
      if (typeof act === 'function') return act(response, request.socket)
      send(response, act ?? honest)
    } catch (error) {
      // A mistake in the server itself: loud here, and an answer that no test takes for a right one.
      console.error(error)
      send(response, json(errorBody('INVALID_ARGUMENT', `broken server: ${String(error)}`), 400))
    } finally {
      this.inFlight -= 1
    }
  }

  private async answer(asked: Question, path: string, values: Record<string, string>): Promise<Answer> {
    const ofObject = this.options.objects === undefined ? undefined : objectAnswer(this.options.objects, asked, values)
    if (ofObject !== undefined) return ofObject
    const twin = /^orchard-(?:ai|idle)-(\d{3})$/.exec(asked.project)
    if (asked.action === 'cloudasset:searchAllResources' && this.options.organisation !== undefined) return this.page(asked, await this.searched(asked))
    if (asked.project.startsWith('orchard-idle-') && asked.action === 'serviceusage:services.list') return json({ services: [{ config: { name: 'storage.googleapis.com' }, state: 'ENABLED' }] })
    const key = `${asked.action} ${asked.location} ${JSON.stringify(values)}`.replaceAll(/orchard-ai-\d{3}|555500000\d{3}/g, recorded.id)
    let answer = this.made.get(key)
    if (answer === undefined) this.made.set(key, (answer = this.load(asked, path, values)))
    const found = await answer
    if ('kind' in found && found.kind === 'error') return json(errorBody(String((found as { error: { $error: string } }).error.$error)), statuses[(found as { error: { $error: string } }).error.$error] ?? 400)
    const own = twin === null ? found as Json : JSON.parse(JSON.stringify(found).replaceAll(recorded.number, `555500000${twin[1]}`).replaceAll(recorded.id, asked.project)) as Json
    return this.page(asked, own)
  }

  /** Recorded answers to the question, put together; Google says NOT_FOUND for what is not there. */
  private async load(asked: Question, path: string, values: Record<string, string>): Promise<Json | Recorded> {
    const project = asked.project.startsWith('orchard-ai-') || /^555500000\d{3}$/.test(asked.project) || asked.project === recorded.number || asked.project === '' ? recorded.id : asked.project
    const call = { action: asked.action, needs: [], per: 'item' as const, rest: { method: 'GET' as const, path } }
    const input = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.replaceAll(/orchard-ai-\d{3}|555500000\d{3}/g, recorded.id)]))
    const all: Json[] = []
    let error: Recorded | undefined
    let isEmpty = false
    for (const recording of this.recordings) {
      for (const region of [asked.location, 'global']) {
        const found = await recording.find(nameOf(call, input, { provider: 'gcp', account: project, ...(region !== '' && region !== 'global' && region !== '-' && { region }) }, recorded.number))
        if (found?.kind === 'error') error ??= found
        if (found?.kind === 'empty') isEmpty = true
        if (found?.kind === 'json') {
          all.push(found.value as Json)
          break
        }
      }
    }
    const [first] = all
    // A policy is the same whether it is searched for or asked for.
    const policy = asked.action.endsWith('.getIamPolicy') && asked.service !== 'cloudresourcemanager' ? await this.searchedPolicy(asked.service, Object.values(input)[0] ?? '') : undefined
    if (policy !== undefined) return policy
    if (first === undefined) return error ?? (isEmpty || /(?:list|search\w*)$/i.test(asked.action) ? {} : { kind: 'error', error: { $error: 'NOT_FOUND' } })
    if (!/\.(?:list|search\w*)$|:search\w+$/i.test(asked.action)) return first
    return this.copied(asked, merged(all))
  }

  private async searchedPolicy(service: string, resource: string): Promise<Json | undefined> {
    const found = await this.load({ action: 'cloudasset:searchAllIamPolicies', service: 'cloudasset', project: recorded.id, location: '', query: new URLSearchParams(), paged: false, range: '', nth: 0 }, 'v1/{+scope}:searchAllIamPolicies', { scope: `projects/${recorded.number}` }) as { results?: { resource: string; policy: Json }[] }
    const names = [recorded.id, recorded.number].map((project) => `//${service}.googleapis.com/${resource.replace(/projects\/[^/]+/, `projects/${project}`)}`)
    return found.results?.find((row) => names.includes(row.resource))?.policy
  }

  private copied(asked: Question, rows: Json): Json {
    const { copies = 1 } = this.options
    if (copies === 1 || !/^(?:aiplatform|notebooks):/.test(asked.action)) return rows
    return Object.fromEntries(Object.entries(rows).map(([name, value]) => [name, Array.isArray(value) ? value.flatMap((row: unknown) => Array.from({ length: copies }, (_, i) => copyOf(row, i))) : value]))
  }

  /** Rows from the offset in the token, as many as asked for: tokens are words of the server, and others are refused. */
  private page(asked: Question, rows: Json): Answer {
    const list = Object.entries(rows).find(([, value]) => Array.isArray(value))
    const token = asked.query.get('pageToken')
    if (list === undefined || (!asked.query.has('pageSize') && this.options.pageCap === undefined && token === null)) return json(rows)
    const from = token === null ? 0 : Number(/^page-(\d+)$/.exec(token)?.[1] ?? NaN)
    if (Number.isNaN(from)) return json(errorBody('INVALID_ARGUMENT', 'Invalid page token.'), 400)
    const size = Math.min(Number(asked.query.get('pageSize') ?? Infinity), this.options.pageCap ?? Infinity)
    const all = list[1] as unknown[]
    const isPaged = /(?:list\w*|search\w*)$/i.test(asked.action) && !asked.action.endsWith('keys.list')
    if (!isPaged) return json(rows)
    return json({ ...rows, [list[0]]: all.slice(from, from + size), ...(from + size < all.length && { nextPageToken: `page-${from + size}` }) })
  }

  private async searched(asked: Question): Promise<Json> {
    const { ai = 0, idle = 0 } = this.options.organisation ?? {}
    const name = (kind: string, i: number): string => `orchard-${kind}-${String(i).padStart(3, '0')}`
    const number = (kind: string, i: number): string => `${kind === 'ai' ? '555500000' : '666600000'}${String(i).padStart(3, '0')}`
    const one = await this.load({ ...asked, project: recorded.id }, 'v1/{+scope}:searchAllResources', { scope: `projects/${recorded.number}` }) as { results?: Json[] }
    const projects = [...Array.from({ length: ai }, (_, i) => ['ai', i] as const), ...Array.from({ length: idle }, (_, i) => ['idle', i] as const)]
    return { results: projects.flatMap(([kind, i]) => [
      { name: `//cloudresourcemanager.googleapis.com/projects/${name(kind, i)}`, assetType: 'cloudresourcemanager.googleapis.com/Project', project: `projects/${number(kind, i)}`, location: 'global', state: 'ACTIVE', additionalAttributes: { projectId: name(kind, i) } },
      ...(kind === 'ai' ? (one.results ?? []).map((row) => JSON.parse(JSON.stringify(row).replaceAll(recorded.number, number(kind, i)).replaceAll(recorded.id, name(kind, i))) as Json) : []),
    ]) }
  }
}

function merged(all: readonly Json[]): Json {
  const result: Json = {}
  for (const one of all) {
    for (const [name, value] of Object.entries(one)) {
      const before = result[name]
      if (Array.isArray(value) && Array.isArray(before)) result[name] = [...new Map([...before, ...value as unknown[]].map((row: unknown) => [keyOf(row), row])).values()]
      else result[name] ??= value
    }
  }
  return result
}

function keyOf(row: unknown): string {
  const at = (name: string): unknown => (typeof row === 'object' && row !== null ? Reflect.get(row, name) : undefined)
  const name = at('resource') ?? at('name')
  return typeof name === 'string' ? name : JSON.stringify(row)
}

function copyOf(row: unknown, i: number): unknown {
  if (i === 0 || typeof row !== 'object' || row === null) return row
  const name: unknown = Reflect.get(row, 'name')
  return typeof name === 'string' ? { ...row, name: `${name}${i}` } : row
}

export function json(value: object, status = 200): Answer {
  return { status, headers: { 'content-type': 'application/json; charset=UTF-8' }, body: Buffer.from(JSON.stringify(value)) }
}

function send(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, { ...answer.headers, 'content-length': String(answer.body.length) })
  response.end(answer.body)
}
