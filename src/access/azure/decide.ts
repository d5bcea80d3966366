// The evaluation of one request by every assignment that reaches where it is asked.
// https://learn.microsoft.com/azure/role-based-access-control/overview#how-azure-rbac-determines-if-a-user-has-access-to-a-resource
import type { Evidence, GapId } from '../../core/index.js'
import type { Decision } from '../decided.js'
import type { AccessWorld } from '../model.js'
import { type Truth, and, gapsOf, not, or } from '../truth.js'
import { type Grant, type Ledger, ledgerOf } from './assignment.js'
import { type Condition, conditionHolds } from './condition.js'
import { type Refusable, type Trail, denialOf, factsOf } from './denial.js'
import type { Who } from './identity.js'
import type { Action } from './permission.js'
import { type Place, accountsIn, placeOf } from './place.js'
import { concerns, hidden, reaches } from './reach.js'
import { type Content, type Role, roleOf } from './role.js'

export interface Request {
  who: Who
  action: Action
  /** Null asks for anywhere that something is assigned. */
  place: Place | null
  /** Looks at these grants only. */
  only?: (grant: Grant) => boolean
  /** Says what a role holds of the action, in place of the role's own list. */
  content?: (role: Role) => Content
  /** Roles of which the caller means to assign one, as far as a condition lets him. */
  granting?: (conditions: readonly Condition[]) => readonly Handable[]
}

/** A role that somebody might hand out. */
export interface Handable {
  guid: string
  /** Why nobody knows whether it is worth having. */
  gaps: readonly GapId[]
}

interface Hit {
  truth: Truth
  grant: Grant
}

const most = 20

export function decide(request: Request, world: AccessWorld): Decision {
  const ledger = ledgerOf(world)
  const trail: Trail = { denied: new Set(), doubts: new Set() }
  const hits: Hit[] = []
  for (const id of request.who.ids) {
    for (const grant of ledger.byPrincipal.get(id) ?? []) {
      const truth = given(request, grant, true, trail, world)
      if (truth !== false) hits.push({ truth, grant })
    }
  }
  if (!hits.some((hit) => gapsOf(hit.truth).length === 0)) {
    const hit = throughGroups(request, trail, world)
    if (hit !== null) hits.push(hit)
  }
  return dressed(request, hits, trail, ledger, world)
}

/** One grant to a group that who asks may be in, his groups not being known: one is enough to know that nothing is known. */
function throughGroups(request: Request, trail: Trail, world: AccessWorld): Hit | null {
  const { hiddenGroups } = request.who
  if (hiddenGroups.length === 0) return null
  for (const grant of groupGrants(request, world)) {
    const truth = given(request, grant, hidden(hiddenGroups), trail, world)
    if (truth !== false) return { truth, grant }
  }
  return null
}

function* groupGrants(request: Request, world: AccessWorld): Generator<Grant> {
  const { groups, managed } = ledgerOf(world)
  const { place } = request
  if (place !== null) {
    for (const scope of new Set([...place.chain, ...managed])) yield* groups.byScope.get(scope) ?? []
    return
  }
  for (const grants of groups.byRole.values()) {
    const [first] = grants
    if (first === undefined) continue
    const { found, gaps } = contentOf(request, first, world)
    if (found.length > 0 || gaps.length > 0) yield* grants
  }
}

/** Whether a grant gives the action, once it means who asks. */
function given(request: Request, grant: Grant, meant: Truth, trail: Trail, world: AccessWorld): Truth {
  const { place, action, only } = request
  if (only?.(grant) === false) return false
  const reached = place === null ? true : reaches(grant, place)
  if (reached === false) return false
  const content = contentOf(request, grant, world)
  if (content.found.length === 0 && content.gaps.length === 0) return false
  const at = place ?? placeOf(grant.scope, grant.account, world)
  const asked: Refusable = { who: request.who, plane: action.plane, isAnywhere: place === null }
  let best: Truth = false
  for (const { met, condition } of content.found) {
    if (place === null && !concerns(grant.scope, action, met)) continue
    const holds = allows([grant.condition, condition], request, met, at, world)
    if (holds === false) continue
    const truth = and(reached, meant, holds, hidden(grant.gaps), not(denialOf(asked, met, at, trail, world)))
    if (truth === true) return true
    if (truth !== false && (best === false || gapsOf(truth).length === 0)) best = truth
  }
  if (best !== false || content.gaps.length === 0 || (place === null && !concerns(grant.scope, action, action.pattern))) return best
  if (denialOf(asked, action.pattern, at, trail, world) === true) return false
  return and(reached, meant, allows([grant.condition], request, action.pattern, at, world), hidden(content.gaps))
}

function contentOf({ content, action }: Request, grant: Grant, world: AccessWorld): Content {
  // A role that is not known holds anything.
  if (grant.role === '') return { found: [], gaps: grant.gaps.length > 0 ? grant.gaps : [`roleAssignment:invalid-answer:${grant.asset}#role`] }
  const role = roleOf(grant.role, grant.account, world)
  return content?.(role) ?? role.of(action)
}

/** Whether the conditions hold together: of roles to be handed out, for one of them. */
function allows(written: readonly (Condition | null)[], { granting }: Request, met: string, place: Place, world: AccessWorld): Truth {
  const conditions = written.filter((condition) => condition !== null)
  if (conditions.length === 0) return true
  const facts = factsOf(met, place, world)
  const holds = (guid: string | null): Truth => and(...conditions.map((condition) => conditionHolds(condition, { ...facts, granting: guid }, 'Allow')))
  return granting === undefined ? holds(null) : or(...granting(conditions).map(({ guid, gaps }) => and(holds(guid), hidden(gaps))))
}

function dressed({ who, place }: Request, hits: readonly Hit[], trail: Trail, ledger: Ledger, world: AccessWorld): Decision {
  const sure = hits.filter((h) => h.truth === true)
  const circumstantial = hits.filter((h) => h.truth !== true && gapsOf(h.truth).length === 0)
  if (sure.length > 0 || circumstantial.length > 0) {
    // An unread deny assignment can only take away: it leaves a doubt.
    const [grants, state] = sure.length > 0 ? [sure, 'allowed' as const] : [circumstantial, 'depends' as const]
    const reached = place === null ? grants.flatMap(({ grant }) => placeOf(grant.scope, grant.account, world).doubts) : place.doubts
    return { state, because: told(grants), gaps: [], doubts: [...new Set([...reached, ...ledger.doubts, ...trail.doubts])] }
  }
  const gaps = new Set([...hits.flatMap((h) => gapsOf(h.truth)), ...(who.id === '' ? [] : [...(place === null ? unreadAnywhere(who, world) : place.unread), ...ledger.open])])
  if (gaps.size > 0) return { state: 'unknown', because: told(hits), gaps: [...gaps], doubts: [] }
  const because = [...trail.denied].map(({ asset, saw }) => ({ asset, path: 'permissions', saw, wanted: '' }))
  return { state: 'denied', because: because.slice(0, most), gaps: [], doubts: [] }
}

const unread = new WeakMap<AccessWorld, Map<string, readonly GapId[]>>()

/** Why more may be assigned in the subscriptions of the inventory, and in the one the question came from. */
function unreadAnywhere({ account }: Who, world: AccessWorld): readonly GapId[] {
  let known = unread.get(world)
  if (known === undefined) unread.set(world, known = new Map())
  let gaps = known.get(account)
  if (gaps === undefined) known.set(account, gaps = [...new Set([account, ...accountsIn(world)].flatMap((one) => placeOf(`/subscriptions/${one}`, one, world).unread))])
  return gaps
}

function told(hits: readonly Hit[]): Evidence[] {
  return hits.slice(0, most).map(({ grant }) => ({ asset: grant.asset, path: 'role', saw: grant.saw, wanted: '' }))
}

const order: Record<Decision['state'], number> = { allowed: 3, depends: 2, unknown: 1, denied: 0 }

/** The decision that gives most: for questions where one of several is enough. */
export function best(decisions: readonly Decision[]): Decision {
  let top: Decision | undefined
  for (const d of decisions) if (top === undefined || order[d.state] > order[top.state]) top = d
  const gaps = top?.state === 'unknown' ? [...new Set(decisions.flatMap((d) => d.gaps))] : top?.gaps ?? []
  return { ...(top ?? { state: 'denied', because: [], doubts: [] }), gaps }
}
