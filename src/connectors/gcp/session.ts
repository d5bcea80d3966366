// Opened Google projects: which there are, what is switched on, where something stands; one attempt at a call.
import { ScanError, UsageError, nearest, type Scope } from '../../core/index.js'
import { AnsweredOnce } from '../kit/answered-once.js'
import type { Call, Ref } from '../kit/collector.js'
import type { CollectSettings, Perform, Session, Target } from '../kit/connector.js'
import { resolves } from '../kit/dns.js'
import type { Outcome } from '../kit/door.js'
import { inTurn } from '../kit/in-turn.js'
import { allRows, orNull } from '../kit/perform-or-fail.js'
import type { Failure } from '../kit/failure.js'
import { checkPage } from '../kit/http-failure.js'
import { isGoogle, type Input } from './calls.js'
import type { Exchange } from './exchange.js'
import { classify } from './failures.js'
import { locationIn, projectIn } from './names.js'
import { checkScopes, findProjects, type Found, type Project, type Seen } from './projects.js'
import { rateOf } from './rates.js'
import { aiApis, serviceOf } from './services.js'
import { enabledServices, getProject, servicesInput, sessionCalls } from './session-calls.js'

/** Where what names no place ends up; asked even when the Asset Inventory has seen nothing there. */
const usualLocation = 'us-central1'
/** Projects asked at a time which APIs they have. */
const projectsAtOnce = 16

/** Reads that stand at the root of much: finding projects, their own collectors, and whoever follows grants upwards ask alike. */
const askedByMany: ReadonlySet<string> = new Set([
  getProject.action, enabledServices.action,
  ...['projects.getIamPolicy', 'folders.get', 'folders.getIamPolicy', 'organizations.get', 'organizations.getIamPolicy'].map((method) => `cloudresourcemanager:${method}`),
])

/** Milliseconds for the first requests to be on the wire. */
const requestsLeaveWithin = 5

interface Known {
  project: Project
  /** Enabled APIs; null when they could not be listed. */
  enabled: ReadonlySet<string> | null
  seen: Seen | null
}

export class GcpSession implements Session {
  /** By project id and by number. */
  private readonly known = new Map<string, Known>()
  private readonly once = new AnsweredOnce(askedByMany)
  private home = ''

  constructor(private readonly exchange: Exchange, private readonly settings: CollectSettings, private readonly ownProject: () => Promise<string | null>) {}

  async targets(perform: Perform): Promise<Target[]> {
    const scopes = this.settings.scopes.length > 0 ? this.settings.scopes : [await this.defaultScope()]
    checkScopes(scopes)
    this.askAhead(scopes, perform)
    const found = await findProjects(scopes, perform, { provider: 'gcp', account: '' })
    if (found.projects.length === 0 && found.unread.length === 0) throw new ScanError(`nothing was scanned: there is no project in ${scopes.join(', ')}`)
    this.home = found.projects.find((project) => !project.closed)?.id ?? ''
    const targets = await inTurn(found.projects, projectsAtOnce, (project) => this.target(project, found, perform))
    return [...targets, ...found.unread.map(({ id, why, call }): Target => ({ account: id, partition: '', regions: [], skippedRegions: [], unread: { why, call } }))]
  }

  /** What is certain to be asked of a project that is named is asked at once; meanwhile the client library is loaded. */
  private askAhead(scopes: readonly string[], perform: Perform): void {
    for (const [kind, id = ''] of scopes.map((scope) => scope.split('/'))) {
      if (kind !== 'projects' || /^\d+$/.test(id)) continue
      // Asked again in its turn, which is when a failure is told.
      allRows(enabledServices, servicesInput(id), perform, { provider: 'gcp', account: id }).catch(() => undefined)
      setTimeout(() => this.exchange.warm?.(), requestsLeaveWithin).unref()
    }
  }

  private async defaultScope(): Promise<string> {
    const project = await this.ownProject()
    if (project === null) throw new UsageError('the credentials name no project; nothing was scanned', 'give --scope gcp:projects/ID, or set GOOGLE_CLOUD_PROJECT')
    return `projects/${project}`
  }

  private async target(project: Project, found: Found, perform: Perform): Promise<Target> {
    const target: Target = { account: project.id, number: project.number, partition: '', regions: [], skippedRegions: [] }
    const seen = found.seen === null ? null : found.seen.get(project.number) ?? new Map()
    if (project.closed) return { ...target, unread: { why: 'about to be deleted', closed: true } }
    const scope: Scope = { provider: 'gcp', account: project.id }
    // What cannot be listed is found out by asking each service.
    const listed = await orNull(allRows(enabledServices, servicesInput(project.id), perform, scope))
    const enabled = listed === null ? null : new Set(listed.flatMap((row) => row.config?.name ?? []))
    const known: Known = { project, enabled, seen: this.settings.regions.length > 0 ? null : seen }
    this.known.set(project.id, known)
    this.known.set(project.number, known)
    const isIdle = enabled !== null && ![...aiApis].some((api) => enabled.has(api))
    if (isIdle && found.projects.length > 1) return { ...target, unread: { why: 'no AI service is enabled there', closed: true } }
    return { ...target, ...await this.locations(known, found, perform, scope) }
  }

  private async locations({ enabled, seen }: Known, found: Found, perform: Perform, scope: Scope): Promise<Pick<Target, 'regions' | 'skippedRegions' | 'note'>> {
    const { regions } = this.settings
    if (enabled?.has('aiplatform.googleapis.com') === false) return { regions: [], skippedRegions: [] }
    if (regions.length === 0 && seen !== null) {
      const there = [...seen].flatMap(([type, locations]) => (type.startsWith('aiplatform.') ? [...locations] : [])).filter((one) => one !== '')
      return { regions: [...new Set([usualLocation, ...there])].toSorted(), skippedRegions: [] }
    }
    const named = await orNull(allRows(sessionCalls.locations, { name: `projects/${scope.account}` }, perform, scope))
    const offered = named === null || named.length === 0 ? null : named.flatMap((row) => row.locationId ?? []).toSorted()
    if (regions.length > 0) {
      const unknown = offered === null ? undefined : regions.find((region) => !offered.includes(region))
      if (unknown !== undefined && found.projects.length === 1) throw wrongLocation(unknown, offered ?? [])
      return { regions: regions.filter((region) => offered === null || offered.includes(region)), skippedRegions: (offered ?? []).filter((one) => !regions.includes(one)) }
    }
    const everywhere = offered ?? [usualLocation]
    const why = found.unsearched ?? 'it could not be searched'
    return {
      regions: everywhere, skippedRegions: [],
      note: `the Asset Inventory was not searched (${why}); each kind of resource is listed in ${everywhere.length} locations instead`,
    }
  }

  async attempt(call: Call, input: unknown, scope: Scope, signal: AbortSignal): Promise<unknown> {
    if (!isGoogle(call)) throw new Error(`${call.action} does not say how it is sent`)
    // Inputs are what the call's declaration says: names and values.
    const given = input as Input
    const exchange = async (): Promise<unknown> => {
      const answer = await this.exchange.send(call, given, scope, this.known.get(scope.account)?.project.number ?? '', signal)
      checkPage(call, answer)
      return answer
    }
    return this.once.ask(call.action, given, exchange)
  }

  foresee(call: Call, scope: Scope): Outcome<unknown> | undefined {
    const known = this.known.get(scope.account)
    if (known === undefined || !isGoogle(call)) return undefined
    const api = serviceOf(call.action).enabled
    if (api !== undefined && known.enabled?.has(api) === false) return { kind: 'fact', fact: 'not-enabled' }
    const { seenAs } = call
    if (seenAs === undefined || known.seen === null) return undefined
    const locations = known.seen.get(seenAs)
    const isThere = locations !== undefined && (scope.region === undefined || locations.has(scope.region))
    return isThere ? undefined : { kind: 'value', value: {} }
  }

  async classify(error: unknown, call: Call, scope: Scope): Promise<Failure> {
    const failure = classify(error, call)
    if (failure.code !== 'ENOTFOUND' || await resolves('www.googleapis.com')) return failure
    return { ...failure, class: 'transient', message: `${scope.region ?? scope.account}: host names do not resolve` }
  }

  locate(ref: Ref, from: Scope, per: 'account' | 'region'): Scope | null {
    // The path of an object may look like anything.
    const project = ref.type.startsWith('gcp.storage.') ? null : projectIn(ref.id)
    const { provider } = from
    if (project === null) {
      // Folders, organisations and Google's own roles belong to no project: they are asked about once, from the first.
      const isShared = /^\/\/(?:cloudresourcemanager|iam|accesscontextmanager)\./.test(ref.id)
      return { provider, account: isShared ? this.home : from.account }
    }
    const known = this.known.get(project)
    if (known === undefined) return null
    const location = locationIn(ref.id)
    return { provider, account: known.project.id, ...(per === 'region' && location !== null && { region: location }) }
  }

  rate(action: string): ReturnType<typeof rateOf> {
    return rateOf(action)
  }

  close(): void {
    this.exchange.close()
  }
}

function wrongLocation(location: string, offered: readonly string[]): UsageError {
  const meant = nearest(location, offered)
  return new UsageError(`Vertex AI has no location ${location}; nothing was scanned`, meant === undefined ? `locations: ${offered.join(', ')}` : `did you mean ${meant}?`)
}
