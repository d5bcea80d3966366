// The questions people ask: can this principal, and who can.
import { type Asset, type GapId, UsageError, nearest } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { anyone } from './anyone.js'
import { ask } from './ask.js'
import { type Context, type KeyState, chosen, commonKey, known } from './context.js'
import { parsePolicy } from './document.js'
import { type Decision, type Layer, evaluate, noPolicies } from './evaluate.js'
import { identityOf, isIdentity } from './identity.js'
import { emptyLayer } from './layers.js'
import { resourceControl, serviceControl } from './organisation.js'
import { type Requester, parseNamed, roleName } from './principal.js'
import { assetBehind, policyPropOf, resourceOf, resourcesFor } from './resource.js'
import { best } from './ask.js'
import { resourceKey, strangerContext } from './stranger.js'
import { encode } from '../wildcard.js'

/** Condition keys and their values, as in `{ 'aws:SourceIp': '203.0.113.7' }`. */
export type RequestContext = Readonly<Record<string, string | readonly string[]>>

/**
 * Whether a principal may take an action on a resource. The principal is the ARN of a role, user, session or account,
 * a service such as `sagemaker.amazonaws.com`, or `*` for anyone.
 */
export function can(principal: string, action: string, resource: string, world: AccessWorld, context: RequestContext = {}): Decision {
  const given = givenKeys(context)
  const asset = world.asset(principal)
  if (asset !== undefined && isIdentity(asset)) return ask(identityOf(asset, world), { action, resource, given }, world)
  const named = parseNamed(principal)
  if (named.is === 'session') {
    const [, role = '', session = ''] = principal.split('/')
    const behind = world.assets('aws.iam.role', named.account).find((r) => roleName(r.id) === role)
    if (behind !== undefined) return ask(identityOf(behind, world), { action, resource, given, session }, world)
  }
  if (named.is === 'unique-id' && principal !== '*' && !principal.includes('.')) {
    throw new UsageError(`"${principal}" is no principal`, 'give the ARN of a role or user, an account id, a service such as sagemaker.amazonaws.com, or "*"')
  }
  const who: Requester = principal === '*' ? { is: 'stranger' } : named.is === 'unique-id' ? { is: 'service', name: principal.toLowerCase() } : outsider(principal, named.account, named.is)
  if ('account' in who && isOwnAccount(world, who.account)) {
    if (who.is === 'account') return rootUser(who.account, action, resource, given, world)
    const gaps = ['aws.iam.role', 'aws.iam.user'].flatMap((type) => world.listGaps(type, who.account))
    if (gaps.length > 0) return { ...denied(), state: 'unknown', gaps, notes: [`${principal} may exist, but the list it would be in was not read`] }
    const near = nearest(principal, [...world.assets('aws.iam.role', who.account), ...world.assets('aws.iam.user', who.account)].map((a) => a.id))
    throw new UsageError(`no principal ${principal} is in the inventory`, near === undefined ? undefined : `did you mean ${near}?`)
  }
  return fromOutside(who, action, resource, given, world)
}

function denied(): Decision {
  return { state: 'denied', explicit: false, statements: [], conditions: [], gaps: [], doubts: [], notes: [] }
}

function isOwnAccount(world: AccessWorld, account: string): boolean {
  return ['aws.account.account', 'aws.iam.role', 'aws.iam.user'].some((type) => world.assets(type, account).length > 0 || world.listGaps(type, account).length > 0)
}

function outsider(arn: string, account: string, is: string): Requester {
  return is === 'role' || is === 'user' ? { is, arn, account } : { is: 'account', account }
}

/** The root user holds every right of its account; only control policies and the resource's own policy limit it. */
function rootUser(account: string, action: string, resource: string, given: ReadonlyMap<string, KeyState>, world: AccessWorld): Decision {
  const everything: Layer = { unread: [], sources: [{ layer: 'identity', asset: `arn:aws:iam::${account}:root`, path: '', name: 'root user', policy: parsePolicy({ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }) }] }
  return onEach(action, resource, (text, target) => {
    const behind = resourceOf(world, target, text, account)
    const [own, controls] = [serviceControl(world, account), resourceControl(world, behind.account ?? account, text)]
    const root = `arn:aws:iam::${account}:root`
    const context = outsideContext({ is: 'account', account }, root, behind.account ?? account, given, world)
    return evaluate({ who: { is: 'user', arn: root, account }, action: text, resource: target, context, of: 'some' }, {
      ...noPolicies, identity: everything, scps: own.layers, rcps: controls.layers, doubts: [...own.doubts, ...controls.doubts],
      resource: behind.layer, resourceMustAllow: behind.mustAllow, crossAccount: behind.account !== null && behind.account !== account,
    })
  })
}

function onEach(action: string, resource: string, decide: (action: string, resource: string) => Decision): Decision {
  const text = encode(action.toLowerCase())
  return best(resourcesFor(text, encode(resource)).map((target) => decide(text, target)))
}

/** Somebody whose own policies are not ours to read: only the resource's policy can be asked. */
function fromOutside(who: Requester, action: string, resource: string, given: ReadonlyMap<string, KeyState>, world: AccessWorld): Decision {
  return onEach(action, resource, (text, target) => {
    const behind = resourceOf(world, target, text, '')
    const account = behind.account ?? ''
    const controls = resourceControl(world, account, text)
    const arn = 'arn' in who ? who.arn : null
    const context: Context = who.is === 'stranger' ? overlaid(given, strangerContext(world, account)) : outsideContext(who, arn, account, given, world)
    const decision = evaluate({ who, action: text, resource: target, context, of: 'some' }, { ...noPolicies, resource: behind.layer, rcps: controls.layers, doubts: controls.doubts })
    return who.is === 'service' || who.is === 'stranger' ? decision : { ...decision, notes: [...decision.notes, 'its own policies are not in the inventory and are taken to allow'] }
  })
}

function outsideContext(who: Requester, arn: string | null, resourceAccount: string, given: ReadonlyMap<string, KeyState>, world: AccessWorld): Context {
  return overlaid(given, (key) => {
    if (key === 'aws:principalaccount' && 'account' in who) return known(who.account)
    if (key === 'aws:principalarn') return arn === null ? commonKey('aws:sourceip', false, world.now) : known(arn)
    if (key === 'aws:principalisawsservice') return known(String(who.is === 'service'))
    if (key === 'aws:viaawsservice') return known('false')
    if (key === 'aws:securetransport') return known('true')
    if (key.startsWith('aws:principaltag/')) return chosen
    return resourceKey(world, resourceAccount, key) ?? commonKey(key, false, world.now)
  })
}

function overlaid(given: ReadonlyMap<string, KeyState>, under: Context): Context {
  return (key) => given.get(key) ?? under(key)
}

function givenKeys(context: RequestContext): Map<string, KeyState> {
  return new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), typeof value === 'string' ? known(value) : known(...value)]))
}

export interface Holder {
  /** ARN, account, service, or `*` for anyone. */
  principal: string
  decision: Decision
}

export interface WhoCan {
  /** Whoever may, or may under conditions, or might (an unread policy); sorted by principal. */
  holders: Holder[]
  /** Gaps that hide principals altogether. */
  gaps: GapId[]
}

/** Every principal of the inventory, and every one that the resource's own policy names, that is not denied. */
export function whoCan(action: string, resource: string, world: AccessWorld, context: RequestContext = {}): WhoCan {
  const given = givenKeys(context)
  const holders: Holder[] = []
  const add = (principal: string, decision: Decision): void => { if (decision.state !== 'denied') holders.push({ principal, decision }) }
  const identities = [...world.assets('aws.iam.role'), ...world.assets('aws.iam.user')]
  for (const asset of identities) add(asset.id, ask(identityOf(asset, world), { action, resource, given }, world))
  const seen = new Set(identities.map((a) => a.id))
  const asset = assetBehind(world, encode(resource))
  for (const principal of named(action, resource, world)) if (!seen.has(principal)) add(principal, can(principal, action, resource, world, context))
  if (asset !== undefined && policyPropOf(asset) !== undefined) addAnyone(asset, action, world, add)
  const accounts = new Set([...identities, ...(asset === undefined ? [] : [asset]), ...world.assets('aws.account.account')].map((a) => a.scope.account))
  const gaps = [...accounts].flatMap((account) => ['aws.iam.role', 'aws.iam.user'].flatMap((type) => world.listGaps(type, account)))
  return { holders: holders.sort((a, b) => (a.principal < b.principal ? -1 : 1)), gaps: [...new Set(gaps)] }
}

/** Principals outside the inventory that the resource's policy names. */
function named(action: string, resource: string, world: AccessWorld): Set<string> {
  const found = new Set<string>()
  for (const target of resourcesFor(encode(action.toLowerCase()), encode(resource))) {
    const layer = resourceOf(world, target, encode(action.toLowerCase()), '').layer ?? emptyLayer
    for (const { effect, principals } of layer.sources.flatMap((s) => s.policy.statements)) {
      if (effect !== 'Allow' || principals === null || principals.not) continue
      for (const p of principals.aws) {
        const own = p.account === '' || isOwnAccount(world, p.account)
        if (!own) found.add(p.text)
      }
      for (const s of principals.services) found.add(s)
    }
  }
  return found
}

function addAnyone(asset: Asset, action: string, world: AccessWorld, add: (principal: string, decision: Decision) => void): void {
  const open = anyone(asset, [action], world)
  if (open.value === false) return
  add('*', {
    ...denied(), state: open.value === true ? 'allowed' : 'unknown', gaps: open.gaps, doubts: open.doubts,
    statements: open.because.filter((e) => e.path.startsWith('policy') || e.path.startsWith('trustPolicy') || e.path.startsWith('acl')).map((e) => ({
      effect: 'Allow', layer: 'resource', asset: e.asset, path: e.path, policy: e.path.split(/[.[]/)[0] ?? '', sid: null, statement: e.saw,
    })),
  })
}
