// Who a statement of a resource policy names, and whether that is who asks.
import type { Json } from '../../core/index.js'
import { type Truth, maybe } from '../truth.js'

export interface Principals {
  /** NotPrincipal: everyone but these. */
  not: boolean
  anyone: boolean
  aws: readonly Named[]
  services: readonly string[]
  federated: readonly string[]
  canonical: readonly string[]
}

/** A principal of an AWS account, as named in a policy. */
export interface Named {
  text: string
  is: 'account' | 'role' | 'user' | 'session' | 'federated-user' | 'unique-id'
  /** Empty for unique ids, which name principals that are deleted since. */
  account: string
}

/** Who asks. */
export type Requester =
  | { is: 'role' | 'user' | 'group'; arn: string; account: string; session?: string }
  /** Whoever the administrators of an account empower. */
  | { is: 'account'; account: string }
  /** Anyone at all: no account of his is ever named. */
  | { is: 'stranger' }
  | { is: 'service'; name: string }
  | { is: 'federated'; name: string }
  | { is: 'canonical'; id: string }

/** The principals, or what is wrong with them. */
export function parsePrincipals(element: Json, not: boolean): Principals | string {
  if (element === '*') return { not, anyone: true, aws: [], services: [], federated: [], canonical: [] }
  if (typeof element !== 'object' || element === null || Array.isArray(element)) return 'has a Principal that is neither "*" nor a JSON object'
  const found = { not, anyone: false, aws: [] as Named[], services: [] as string[], federated: [] as string[], canonical: [] as string[] }
  for (const [kind, value] of Object.entries(element)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (typeof item !== 'string') return `has a Principal ${kind} that is not text`
      switch (kind) {
        case 'AWS':
          if (item === '*') found.anyone = true
          else found.aws.push(parseNamed(item))
          break
        case 'Service': found.services.push(item.toLowerCase()); break
        case 'Federated': found.federated.push(item); break
        case 'CanonicalUser': found.canonical.push(item); break
        // A star of any other kind of principal is still everyone of that kind.
        default: return `has a Principal of the kind ${kind}`
      }
    }
  }
  return found
}

export function parseNamed(text: string): Named {
  if (/^\d{12}$/.test(text)) return { text, is: 'account', account: text }
  const [, , service, , account = '', ...rest] = text.split(':')
  const resource = rest.join(':')
  if (service === 'iam' && resource === 'root') return { text, is: 'account', account }
  if (service === 'iam' && resource.startsWith('role/')) return { text, is: 'role', account }
  if (service === 'iam' && resource.startsWith('user/')) return { text, is: 'user', account }
  if (service === 'sts' && resource.startsWith('assumed-role/')) return { text, is: 'session', account }
  if (service === 'sts' && resource.startsWith('federated-user/')) return { text, is: 'federated-user', account }
  return { text, is: 'unique-id', account: '' }
}

/**
 * How a grant reaches its principal, which decides what else must allow:
 * `direct` nothing else; `role` boundary and session policies too; `account` the policies of the identity too.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-single.html
 */
export type Reach = 'direct' | 'role' | 'account'

export interface Reached {
  truth: Truth
  reach: Reach
}

export const nobody: Reached = { truth: false, reach: 'direct' }

export function reaches(principals: Principals, who: Requester): Reached {
  if (principals.not) return reachesByNot(principals, who)
  if (principals.anyone && who.is !== 'service') return { truth: true, reach: 'direct' }
  switch (who.is) {
    case 'stranger': return nobody
    case 'service': return { truth: principals.services.includes(who.name) || principals.anyone, reach: 'direct' }
    case 'federated': return { truth: principals.federated.includes(who.name), reach: 'direct' }
    case 'canonical': return { truth: principals.canonical.includes(who.id), reach: 'direct' }
    case 'account': return { truth: principals.aws.some((p) => p.account === who.account), reach: 'direct' }
    default: return reachesNamed(principals.aws, who)
  }
}

type Identity = Extract<Requester, { arn: string }>

/** The most direct of the ways in which the identity is named. */
function reachesNamed(named: readonly Named[], who: Identity): Reached {
  let best = nobody
  for (const p of named) {
    if (p.account !== who.account) continue
    if (p.text === who.arn) return { truth: true, reach: who.is === 'role' ? 'role' : 'direct' }
    if (p.is === 'session' && who.is === 'role' && sessionOf(p.text)?.role === roleName(who.arn)) {
      const session = sessionOf(p.text)?.session
      if (session === who.session) return { truth: true, reach: 'direct' }
      if (who.session === undefined && best.truth === false) best = { truth: maybe({ why: 'condition', text: `session named ${session}` }), reach: 'direct' }
    }
    if (p.is === 'account' && best.truth !== true) best = { truth: true, reach: 'account' }
  }
  return best
}

function reachesByNot(principals: Principals, who: Requester): Reached {
  const all: Reached = { truth: true, reach: 'direct' }
  if (principals.anyone) return nobody
  switch (who.is) {
    case 'stranger': return all
    case 'service': return principals.services.includes(who.name) ? nobody : all
    case 'federated': return principals.federated.includes(who.name) ? nobody : all
    case 'canonical': return principals.canonical.includes(who.id) ? nobody : all
    case 'account': return principals.aws.some((p) => p.account === who.account) ? nobody : all
    default: {
      const own = principals.aws.filter((p) => p.account === who.account)
      const specific = own.filter((p) => p.is !== 'account')
      // AWS wants the account listed beside a principal; the account alone exempts all of it.
      if (specific.length === 0) return own.length > 0 ? nobody : all
      const { truth } = reachesNamed(specific, who)
      return truth === true ? nobody : truth === false ? all : { truth, reach: 'direct' }
    }
  }
}

function sessionOf(arn: string): { role: string; session: string } | null {
  const [, role, session] = arn.split('/')
  return role === undefined || session === undefined ? null : { role, session }
}

export function roleName(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1)
}
