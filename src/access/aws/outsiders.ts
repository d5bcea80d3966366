// Whether a named principal outside the account, its organisation and the trusted accounts may act on a resource.
import { type Asset, type Evidence, type Ruling, readProp } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { aclCounts, aclOf, permits, unblocked } from './acl.js'
import { withoutAllows } from './anyone.js'
import { best } from './ask.js'
import { conditionsHold } from './condition.js'
import { type Context, type KeyState, chosen, commonKey, known } from './context.js'
import type { Statement } from './document.js'
import { type Decision, type Layer, evaluate, noPolicies } from './evaluate.js'
import { policyProp } from './layers.js'
import { memberAccounts, membership, resourceControl } from './organisation.js'
import { type Named, type Requester, parseNamed } from './principal.js'
import { policyPropOf, spokenFor } from './resource.js'
import { all, any, no, ruling, saw, unknown } from './ruling.js'
import { chosenByStrangers, resourceKey, strangerContext } from './stranger.js'
import { covers, encode, glob, hasWildcard } from '../wildcard.js'

/** A principal that a policy names and that is not ours. */
interface Outsider {
  /** Account, ARN, organisation or canonical id, as shown to people. */
  label: string
  who: Requester
  account: string | null
  organisation: string | null
}

export function outsiders(resource: Asset, actions: readonly string[], world: AccessWorld): Ruling {
  const prop = policyPropOf(resource)
  if (prop === undefined) throw new Error(`${resource.type}: no policy of this type of resource can be evaluated yet`)
  const isBucket = resource.type === 'aws.s3.bucket'
  if (isBucket) {
    const owner = readProp(resource, 'owner')
    if ('value' in owner && owner.value !== 'self') return no()
  }
  const layer = policyProp('resource', resource, prop)
  const byPolicy = layer === null ? no() : policyOutsiders(resource, layer, actions, world, isBucket)
  return isBucket ? any(byPolicy, aclOutsiders(resource, actions, world)) : byPolicy
}

function policyOutsiders(resource: Asset, layer: Layer, actions: readonly string[], world: AccessWorld, isBucket: boolean): Ruling {
  const stranger = strangerContext(world, resource.scope.account)
  const isPublic = (s: Statement): boolean => s.effect === 'Allow' && (s.principals?.anyone !== s.principals?.not)
    && conditionsHold(s.conditions, stranger, 'Allow') !== false
  const statements = layer.sources.flatMap((s) => s.policy.statements)
  const named: Layer = {
    unread: layer.unread,
    sources: layer.sources.map((s) => ({ ...s, policy: { ...s.policy, statements: s.policy.statements.filter((t) => !isPublic(t)) } })),
  }
  const found = namedBy(statements.filter((s) => s.effect === 'Allow' && !isPublic(s)), resource, world)
  const rulings = found.outsiders.map((o) => withDoubts(asked(o, resource, named, actions, world), found.doubts))
  if (layer.unread.length > 0) rulings.push(unknown(layer.unread.flatMap((o) => (o.why === 'gap' ? [o.gap] : []))))
  const yes = rulings.filter((r) => r.value === true)
  const answer = yes.length > 1 ? { ...any(...yes), because: distinct(yes.flatMap((r) => r.because)) } : any(...rulings)
  // A block on public policies shuts other accounts out as well, named or not, as long as the policy is public.
  if (!isBucket || answer.value === false || !statements.some(isPublic)) return answer
  const open = unblocked(resource, 'restrictPublicBuckets', world)
  return open.value === true ? answer : all(answer, open)
}

function withDoubts(r: Ruling, doubts: readonly string[]): Ruling {
  return doubts.length === 0 || r.value !== true ? r : { ...r, doubts: [...r.doubts, ...doubts], confidence: 'medium' }
}

function asked(outsider: Outsider, resource: Asset, layer: Layer, actions: readonly string[], world: AccessWorld): Ruling {
  const context = outsiderContext(outsider, resource, world)
  const decisions: Decision[] = actions.flatMap((text) => {
    const action = encode(text.toLowerCase())
    const controls = resourceControl(world, resource.scope.account, action)
    return spokenFor(action, resource.id).map((target) => evaluate(
      { who: outsider.who, action, resource: target, context, of: 'some' },
      { ...noPolicies, resource: layer, rcps: controls.layers, doubts: controls.doubts },
    ))
  })
  const decision = best(decisions)
  const id = resource.type === 'aws.iam.role' ? (asksExternalId(decision) ? ', sts:ExternalId required' : ', no sts:ExternalId required') : ''
  return ruling(decision, `nothing for ${outsider.label}${id}`)
}

function asksExternalId(decision: Decision): boolean {
  return decision.statements.some((s) => s.effect === 'Allow' && JSON.stringify(s.statement).toLowerCase().includes('"sts:externalid"'))
}

/** Whom the statements name that is not ours, and the gaps that leave doubt about who is. */
function namedBy(statements: readonly Statement[], resource: Asset, world: AccessWorld): { outsiders: Outsider[]; doubts: string[] } {
  const own = resource.scope.account
  const members = memberAccounts(world, own)
  const member = membership(world, own)
  const ours = 'value' in member ? member.value : undefined
  const isOurs = (account: string): boolean => account === own || world.trust.accounts.includes(account)
    || ('value' in members && members.value.has(account)) || ours?.managementAccount === account
  const found = new Map<string, Outsider>()
  const add = (o: Outsider): void => { if (!found.has(o.label)) found.set(o.label, o) }
  for (const { principals, conditions } of statements) {
    if (principals === null || principals.not) continue
    for (const p of principals.aws) if (isAccount(p.account) && !isOurs(p.account)) add(fromNamed(p))
    for (const id of principals.canonical) if (!world.trust.accounts.includes(id)) add({ label: `canonical user ${id}`, who: { is: 'canonical', id }, account: null, organisation: null })
    if (!principals.anyone) continue
    for (const { key, values, use } of conditions) {
      if (use === null || use.operator.negated) continue
      for (const value of values) for (const o of fromCondition(key, value.text, ours?.id ?? null)) if (o.account === null || !isOurs(o.account)) add(o)
    }
  }
  return { outsiders: [...found.values()], doubts: 'gap' in members ? [members.gap] : [] }
}

function isAccount(text: string): boolean {
  return /^\d{12}$/.test(text)
}

function fromNamed(p: Named): Outsider {
  const who: Requester = p.is === 'role' || p.is === 'user' ? { is: p.is, arn: p.text, account: p.account } : { is: 'account', account: p.account }
  return { label: p.is === 'account' ? `account ${p.account}` : p.text, who, account: p.account, organisation: null }
}

/** A star that conditions narrow to somebody names him. */
function fromCondition(key: string, value: string, ownOrganisation: string | null): Outsider[] {
  switch (key) {
    case 'aws:principalaccount': case 'aws:sourceaccount': case 'kms:calleraccount':
      return isAccount(value) ? [fromNamed(parseNamed(value))] : []
    case 'aws:principalarn': case 'aws:sourcearn': {
      const account = value.split(':')[4] ?? ''
      return isAccount(account) ? [fromNamed(hasWildcard(encode(value)) || key === 'aws:sourcearn' ? parseNamed(account) : parseNamed(value))] : []
    }
    case 'aws:principalorgid':
      return ownOrganisation === null || value === ownOrganisation || hasWildcard(encode(value)) ? []
        : [{ label: `organisation ${value}`, who: { is: 'account', account: '' }, account: null, organisation: value }]
    default: return []
  }
}

/** What an outsider can arrange in an account of his own, he is taken to arrange. */
function outsiderContext({ who, account, organisation }: Outsider, resource: Asset, world: AccessWorld): Context {
  const mine = accountState(account)
  const arn: KeyState = 'arn' in who ? known(who.arn) : { is: 'open', by: 'choice', may: (wanted) => account === null || mayOwn(wanted, account) }
  const member = membership(world, resource.scope.account)
  const ours = 'value' in member ? member.value ?? null : null
  const org: KeyState = organisation !== null ? known(organisation) : {
    // Who is in an organisation that we know only by name could be in ours, if nobody could read which one that is.
    is: 'open', by: 'gap' in member ? { gap: member.gap } : 'choice',
    may: (wanted) => ('gap' in member || ours !== null ? ours === null || !covers(glob(wanted.split('/')[0] ?? ''), ours.id) || wanted === '\u0001' : wanted === '\u0001'),
  }
  return (key) => {
    switch (key) {
      case 'aws:principalaccount': case 'kms:calleraccount': case 'aws:sourceaccount': return mine
      case 'aws:principalarn': return arn
      case 'aws:sourcearn': return { is: 'open', by: 'choice', may: (wanted) => account !== null && mayOwn(wanted, account) }
      case 'aws:principalorgid': case 'aws:principalorgpaths': case 'aws:sourceorgid': return org
      case 'aws:principalisawsservice': case 'aws:viaawsservice': return known('false')
      case 'aws:sourceip': case 'aws:sourcevpc': case 'aws:sourcevpce': case 'aws:userid': return chosen
      default: return resourceKey(world, resource.scope.account, key) ?? (chosenByStrangers(key) ? chosen : commonKey(key, false, world.now))
    }
  }
}

function accountState(account: string | null): KeyState {
  return account === null ? { is: 'open', by: 'choice', may: (wanted, { wild }) => wild && hasWildcard(wanted) } : known(account)
}

function mayOwn(wanted: string, account: string): boolean {
  const owner = wanted.split(':')[4]
  return owner === undefined ? hasWildcard(wanted) : covers(glob(owner), account)
}

function aclOutsiders(bucket: Asset, actions: readonly string[], world: AccessWorld): Ruling {
  const acl = aclOf(bucket)
  if ('gap' in acl) return all(unknown([acl.gap]), aclCounts(bucket))
  const grants = acl.value.flatMap((grant) => {
    const id = grant.grantee.startsWith('canonical:') ? grant.grantee.slice('canonical:'.length) : null
    if (id === null || world.trust.accounts.includes(id)) return []
    const granted = actions.filter((a) => permits(grant.permission, encode(a.toLowerCase())))
    if (granted.length === 0) return []
    const outsider: Outsider = { label: `canonical user ${id}`, who: { is: 'canonical', id }, account: null, organisation: null }
    const answer = asked(outsider, bucket, withoutAllows(bucket, granted), granted, world)
    const because: Evidence[] = [saw(bucket.id, grant.path, grant.raw, `nothing for ${outsider.label}`)]
    return [{ ...answer, because }]
  })
  return grants.length === 0 ? no() : all(any(...grants), aclCounts(bucket))
}

function distinct(list: readonly Evidence[]): Evidence[] {
  return [...new Map(list.map((e) => [`${e.asset} ${e.path} ${e.wanted}`, e])).values()]
}

