// Policy documents: from JSON as found to statements that can be asked questions.
import type { Json } from '../../core/index.js'
import { type Condition, parseConditions } from './condition.js'
import { type Principals, parsePrincipals } from './principal.js'
import { type Template, template } from './template.js'
import { type Glob, encode, glob, hasWildcard } from '../wildcard.js'

export interface Statement {
  effect: 'Allow' | 'Deny'
  sid: string | null
  /** `Statement[1]`, or `Statement` when the document holds a single one. */
  path: string
  /** Null when the element is absent, as in policies of identities. */
  principals: Principals | null
  actions: readonly Glob[]
  /** The actions are those it is *not* about. */
  notActions: boolean
  /** Null when the element is absent, as in trust policies. */
  resources: readonly Template[] | null
  notResources: boolean
  conditions: readonly Condition[]
  raw: { [key: string]: Json }
}

/** What of a document could not be understood: it may allow or deny anything. */
export interface Fault {
  path: string
  why: string
}

export interface Policy {
  statements: readonly Statement[]
  faults: readonly Fault[]
}

const parsed = new WeakMap<object, Policy>()

/** Parses a document once; asking again for the same object gives the same policy. */
export function parsePolicy(document: Json): Policy {
  if (typeof document !== 'object' || document === null) return read(document)
  const before = parsed.get(document)
  if (before !== undefined) return before
  const policy = read(document)
  parsed.set(document, policy)
  return policy
}

function read(document: Json): Policy {
  let body = document
  if (typeof body === 'string') {
    try { body = JSON.parse(body) as Json } catch { return unreadable('', 'is not JSON') }
  }
  if (!isRecord(body)) return unreadable('', 'is not a JSON object')
  const version = body['Version']
  const list = body['Statement']
  if (list === undefined || list === null) return unreadable('Statement', 'is missing')
  const statements: Statement[] = []
  const faults: Fault[] = []
  for (const [i, raw] of (Array.isArray(list) ? list : [list]).entries()) {
    const path = Array.isArray(list) ? `Statement[${i}]` : 'Statement'
    const statement = isRecord(raw) ? parseStatement(raw, path, version === '2012-10-17') : 'is not a JSON object'
    if (typeof statement === 'string') faults.push({ path, why: statement })
    else statements.push(statement)
  }
  return { statements, faults }
}

function unreadable(path: string, why: string): Policy {
  return { statements: [], faults: [{ path, why }] }
}

/** The statement, or what is wrong with it. */
function parseStatement(raw: { [key: string]: Json }, path: string, variables: boolean): Statement | string {
  const effect = raw['Effect']
  if (effect !== 'Allow' && effect !== 'Deny') return 'has neither Effect Allow nor Deny'
  if ((raw['Action'] === undefined) === (raw['NotAction'] === undefined)) return 'wants one of Action and NotAction'
  if (raw['Resource'] !== undefined && raw['NotResource'] !== undefined) return 'has both Resource and NotResource'
  if (raw['Principal'] !== undefined && raw['NotPrincipal'] !== undefined) return 'has both Principal and NotPrincipal'
  const actions = texts(raw['Action'] ?? raw['NotAction'])
  if (actions === null) return 'has an Action that is not text'
  const resourceElement = raw['Resource'] ?? raw['NotResource']
  const resources = resourceElement === undefined ? null : texts(resourceElement)
  if (resourceElement !== undefined && resources === null) return 'has a Resource that is not text'
  const principalElement = raw['Principal'] ?? raw['NotPrincipal']
  const principals = principalElement === undefined ? null : parsePrincipals(principalElement, raw['NotPrincipal'] !== undefined)
  if (typeof principals === 'string') return principals
  const conditions = parseConditions(raw['Condition'], variables)
  if (typeof conditions === 'string') return conditions
  return {
    effect, path, principals, conditions, raw,
    sid: typeof raw['Sid'] === 'string' ? raw['Sid'] : null,
    actions: actions.map((a) => glob(encode(a.toLowerCase()))),
    notActions: raw['NotAction'] !== undefined,
    resources: resources === null ? null : resources.map((r) => template(r, variables)),
    notResources: raw['NotResource'] !== undefined,
  }
}

export function isRecord(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** One text or a list of texts. */
export function texts(value: Json | undefined): string[] | null {
  const list = Array.isArray(value) ? value : [value]
  const found: string[] = []
  for (const item of list) {
    if (typeof item !== 'string') return null
    found.push(item)
  }
  return found
}

interface ByService {
  any: Statement[]
  named: Map<string, Statement[]>
}
const indexes = new WeakMap<Policy, ByService>()

/** The statements that may be about an action: an index by service keeps a thousand roles times their policies cheap. */
export function statementsAbout(policy: Policy, action: string): readonly Statement[] {
  const service = action.slice(0, Math.max(action.indexOf(':'), 0))
  if (service === '' || hasWildcard(service)) return policy.statements
  let index = indexes.get(policy)
  if (index === undefined) indexes.set(policy, index = indexByService(policy))
  return index.named.get(service) ?? index.any
}

function indexByService(policy: Policy): ByService {
  const services = new Set<string>()
  const of = new Map<Statement, Set<string> | null>()
  for (const statement of policy.statements) {
    let named: Set<string> | null = statement.notActions ? null : new Set()
    for (const { text } of statement.notActions ? [] : statement.actions) {
      const colon = text.indexOf(':')
      const service = colon < 0 ? text : text.slice(0, colon)
      if (hasWildcard(service)) { named = null; break }
      named?.add(service)
    }
    of.set(statement, named)
    for (const service of named ?? []) services.add(service)
  }
  const about = (service: string): Statement[] => policy.statements.filter((s) => of.get(s)?.has(service) ?? true)
  return {
    any: policy.statements.filter((s) => of.get(s) === null),
    named: new Map([...services].map((service) => [service, about(service)])),
  }
}
