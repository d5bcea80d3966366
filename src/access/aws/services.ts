// Which roles a service may take, and which of them an identity may hand to it.
import type { Asset, Ruling } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { ask } from './ask.js'
import { type KeyState, commonKey, known, uncertain } from './context.js'
import { evaluate, noPolicies } from './evaluate.js'
import type { Identity } from './identity.js'
import { policyProp } from './layers.js'
import { no, ruling, unknown } from './ruling.js'
import { encode } from '../wildcard.js'

const trusting = new WeakMap<AccessWorld, Map<string, Trusted>>()

export interface Trusted {
  /** Roles the service may take, each with the statement of its trust policy, or the gap in its place. */
  roles: readonly { role: Asset; trust: Ruling }[]
  /** Says whether there may be roles that nobody listed. */
  unlisted: Ruling
}

/** Roles of an account whose trust policy lets the service in. Trust narrowed by source account or ARN still is trust. */
export function rolesTrusting(service: string, account: string, world: AccessWorld): Trusted {
  let known = trusting.get(world)
  if (known === undefined) trusting.set(world, known = new Map())
  const key = `${service} ${account}`
  let found = known.get(key)
  if (found === undefined) known.set(key, found = read(service, account, world))
  return found
}

function read(service: string, account: string, world: AccessWorld): Trusted {
  const gaps = world.listGaps('aws.iam.role', account)
  const roles: { role: Asset; trust: Ruling }[] = []
  for (const role of world.assets('aws.iam.role', account)) {
    const trust = lets(role, service, world.now)
    if (trust.value !== false) roles.push({ role, trust })
  }
  return { roles, unlisted: gaps.length > 0 ? unknown(gaps) : no() }
}

function lets(role: Asset, service: string, now: number): Ruling {
  const layer = policyProp('resource', role, 'trustPolicy')
  if (layer === null) return no()
  const decision = evaluate({
    who: { is: 'service', name: service }, action: 'sts:assumerole', resource: encode(role.id), of: 'every',
    context: (k): KeyState => (k === 'aws:principalisawsservice' ? known('true') : k.startsWith('aws:source') ? uncertain : commonKey(k, false, now)),
  }, { ...noPolicies, resource: layer })
  const answer = ruling(decision, `no trust in ${service}`)
  return answer.value === true ? { ...answer, confidence: 'high' } : answer
}

/** Whether the identity may hand the role to the service. */
export function mayPass(identity: Identity, role: Asset, service: string, world: AccessWorld): Ruling {
  return ruling(ask(identity, { action: 'iam:PassRole', resource: role.id, given: new Map([['iam:passedtoservice', known(service)]]) }, world), 'no iam:PassRole on this role')
}

/** Whether the identity may take the action on some resource, or on every one that `resource` stands for. */
export function may(identity: Identity, action: string, world: AccessWorld, resource = '*', of: 'every' | 'some' = 'some'): Ruling {
  return ruling(ask(identity, { action, resource, of }, world), `no ${action} beside it`)
}
