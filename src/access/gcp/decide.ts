// The evaluation of one request by every policy that reaches its resource.
// https://cloud.google.com/iam/docs/policy-types
import type { Evidence, GapId } from '../../core/index.js'
import { type Truth, and, gapsOf, maybe, not, or } from '../truth.js'
import type { Decision as Decided } from '../decided.js'
import type { AccessWorld } from '../model.js'
import { type Facts, conditionHolds } from './condition.js'
import { climb, familiesOf } from './hierarchy.js'
import { type Member, doubtOf, means, roleOfHolders } from './member.js'
import { deniable, matches, serviceOf } from './permission.js'
import type { DenyRule, Grant, Level } from './policy.js'
import { type Content, type Role, roleOf } from './role.js'
import type { Target } from './target.js'

export interface Decision extends Decided {
  /** Taken away by a deny policy rather than never granted. */
  explicit: boolean
}

export interface Request {
  who: Member
  /** Such as `aiplatform.endpoints.predict`, or a pattern of which one permission is enough. */
  permission: string
  target: Target
  /** Looks at these grants only. */
  only?: (grant: Grant) => boolean
  /** Says what a role holds of the permission, in place of the role's own list. */
  content?: (role: Role) => Content
  /** Roles the caller means to grant. */
  granting?: readonly string[]
}

interface Hit {
  truth: Truth
  grant: Grant
}

interface Denial {
  truth: Truth
  rules: readonly DenyRule[]
  doubts: readonly GapId[]
}

/** Groups whose members nobody read: granted to, or denied. */
interface Doubts {
  grants: Set<GapId>
  denies: Set<GapId>
}

const noDenial: Denial = { truth: false, rules: [], doubts: [] }
const most = 20

export function decide(request: Request, world: AccessWorld): Decision {
  const { who, target } = request
  const hits: Hit[] = []
  const denied = new Set<DenyRule>()
  const doubts: Doubts = { grants: new Set(), denies: new Set() }
  const denials = new Map<string, Denial>()
  const denial = (permission: string): Denial => {
    let found = denials.get(permission)
    if (found === undefined) denials.set(permission, found = denialOf(request, permission, world))
    return found
  }
  for (const level of target.levels) {
    for (const grant of grantsFor(level, who)) {
      if (request.only?.(grant) === false) continue
      const content = contentOf(request, grant, world)
      if (content.found.length === 0 && content.gaps.length === 0) continue
      const meant = meaning(grant.member, who, world)
      const doubt = doubtOf(grant.member, who)
      if (meant === false && doubt === null) continue
      const holds = grant.condition === null ? true : conditionHolds(grant.condition, factsOf(request, world), 'Allow')
      if (holds === false) continue
      if (doubt !== null) doubts.grants.add(doubt)
      if (meant === false) continue
      const truth = held(content, request.permission, and(meant, holds), denial, denied, doubts)
      if (truth !== false) hits.push({ truth, grant })
    }
  }
  return dressed(target.levels, hits, denied, doubts)
}

function contentOf({ content, permission, target }: Request, { role }: Grant, world: AccessWorld): Content {
  const read = roleOf(role, target.account, world)
  return content?.(read) ?? read.of(permission)
}

/** Whether one of the permissions of a role is had, once its grant counts. */
function held(content: Content, wanted: string, granted: Truth, denial: (permission: string) => Denial, denied: Set<DenyRule>, doubts: Doubts): Truth {
  const certain = content.found.length > 0
  const has: Truth = certain ? true : maybe(...content.gaps.map((gap) => ({ why: 'gap' as const, gap })))
  let best: Truth = false
  for (const permission of certain ? content.found : [wanted]) {
    const taken = denial(permission)
    if (taken.truth === true) for (const rule of taken.rules) denied.add(rule)
    for (const doubt of taken.doubts) doubts.denies.add(doubt)
    const truth = and(has, granted, not(taken.truth))
    if (truth === true) return true
    if (truth !== false && (best === false || gapsOf(truth).length === 0)) best = truth
  }
  return best
}

function dressed(levels: readonly Level[], hits: readonly Hit[], denied: ReadonlySet<DenyRule>, doubts: Doubts): Decision {
  const sure = hits.filter((h) => h.truth === true)
  const circumstantial = hits.filter((h) => h.truth !== true && gapsOf(h.truth).length === 0)
  if (sure.length > 0 || circumstantial.length > 0) {
    // An unread deny policy can only take away: it leaves a doubt. So does a denied group that may have the asker in it.
    const takers = levels.flatMap((l) => l.doubts)
    return {
      state: sure.length > 0 ? 'allowed' : 'depends', explicit: false, because: told(sure.length > 0 ? sure : circumstantial), gaps: [],
      doubts: [...new Set([...takers, ...doubts.denies])],
    }
  }
  const all = [...new Set([...doubts.grants, ...doubts.denies])]
  const gaps = new Set([...hits.flatMap((h) => gapsOf(h.truth)), ...levels.flatMap((l) => l.unread.flatMap((o) => (o.why === 'gap' ? [o.gap] : [])))])
  if (gaps.size > 0) return { state: 'unknown', explicit: false, because: told(hits), gaps: [...gaps], doubts: all }
  const because = [...denied].map(({ asset, path, permissions, denied: to }) => (
    { asset, path, saw: `${permissions.join(', ')} denied to ${to.map((m) => m.text).join(', ')}`, wanted: '' }))
  return { state: 'denied', explicit: denied.size > 0, because: distinct(because), gaps: [], doubts: all }
}

function told(hits: readonly Hit[]): Evidence[] {
  return distinct(hits.slice(0, most).map(({ grant }) => ({ asset: grant.asset, path: grant.path, saw: grant.saw, wanted: '' })))
}

function distinct(list: readonly Evidence[]): Evidence[] {
  return [...new Map(list.map((e) => [`${e.asset} ${e.path} ${JSON.stringify(e.saw)}`, e])).values()].slice(0, most)
}

function* grantsFor(level: Level, who: Member): Generator<Grant> {
  yield* level.named.get(who.text) ?? []
  yield* level.wide
}

/** Whether the member means who asks, convenience members included. */
export function meaning(member: Member, who: Member, world: AccessWorld): Truth {
  return member.is === 'holders' && member.text !== who.text ? holdsBasic(member, who, world) : means(member, who, familiesOf(world))
}

/** Whether who asks holds the basic role that a convenience member of storage stands for. */
function holdsBasic(member: Member, who: Member, world: AccessWorld): Truth {
  const role = roleOfHolders(member)
  const truths: Truth[] = []
  const { rungs, gaps } = climb(`projects/${member.name}`, member.name, world)
  for (const { level } of rungs) {
    for (const grant of grantsFor(level, who)) {
      if (grant.role !== role || grant.member.is === 'holders') continue
      const facts: Facts = { now: world.now, service: null, type: null, names: null, granting: [] }
      truths.push(and(means(grant.member, who, familiesOf(world)), conditionHolds(grant.condition, facts, 'Allow')))
    }
    if (level.unread.length > 0) truths.push(maybe(...level.unread))
  }
  if (gaps.length > 0) truths.push(maybe(...gaps.map((gap) => ({ why: 'gap' as const, gap }))))
  // Projects take no grant to everyone (https://cloud.google.com/resource-manager/reference/rest/v3/projects/setIamPolicy):
  // of what was not read none can be theirs.
  return or(...(isPublic(who) ? truths.filter((t) => gapsOf(t).length === 0) : truths))
}

function isPublic({ is }: Member): boolean {
  return is === 'stranger' || is === 'everyone' || is === 'authenticated'
}

function factsOf({ permission, target, granting }: Request, world: AccessWorld): Facts {
  const address = target.address(permission)
  return { now: world.now, service: permission.startsWith('*') ? null : serviceOf(permission), ...address, granting: granting ?? [] }
}

function denialOf(request: Request, permission: string, world: AccessWorld): Denial {
  const name = deniable(permission)
  let truth: Truth = false
  const rules: DenyRule[] = []
  const doubts: GapId[] = []
  for (const level of request.target.levels) {
    for (const rule of level.denies) {
      // Of a pattern that stands for itself, one excepted permission is enough.
      if (!rule.permissions.some((p) => matches(p, name)) || rule.exceptions.some((p) => matches(p, name) || matches(name, p))) continue
      const denied = anyOf(rule.denied, request.who, world)
      const spared = anyOf(rule.spared, request.who, world)
      for (const member of [...rule.denied, ...rule.spared]) {
        const doubt = doubtOf(member, request.who)
        if (doubt !== null) doubts.push(doubt)
      }
      const one = and(denied, not(spared), conditionHolds(rule.condition, factsOf({ ...request, permission }, world), 'Deny'))
      if (one === true) rules.push(rule)
      truth = or(truth, one)
    }
  }
  return truth === false && doubts.length === 0 ? noDenial : { truth, rules, doubts }
}

function anyOf(members: readonly Member[], who: Member, world: AccessWorld): Truth {
  return or(...members.map((member) => meaning(member, who, world)))
}

const order: Record<Decision['state'], number> = { allowed: 3, depends: 2, unknown: 1, denied: 0 }

/** The decision that gives most: for questions where one of several is enough. */
export function best(decisions: readonly Decision[]): Decision {
  let top: Decision | undefined
  for (const d of decisions) if (top === undefined || order[d.state] > order[top.state]) top = d
  const doubts = top?.state === 'denied' ? [...new Set(decisions.flatMap((d) => d.doubts))] : top?.doubts ?? []
  const gaps = top?.state === 'unknown' ? [...new Set(decisions.flatMap((d) => d.gaps))] : top?.gaps ?? []
  return { ...(top ?? { state: 'denied', explicit: false, because: [] }), gaps, doubts }
}
