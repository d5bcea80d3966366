// Questions about some of many resources, taken apart into the parts that policies name.
import { type Policy, type Statement, statementsAbout } from './document.js'
import type { Layer, Policies } from './evaluate.js'
import { type Reach, reaches } from './principal.js'
import { type Request, hit } from './statement.js'
import { fill } from './template.js'
import { hasWildcard, meet } from '../wildcard.js'

// Far more than any policy names; it only keeps hostile documents from multiplying.
const limit = 1024

/** A layer that must allow, and, for a resource policy, the reach its grants must have to count on this way. */
interface Round {
  layer: Layer
  reach: Reach | null
}

/**
 * The request itself, or, when it asks about some of many, the parts of it that the Allow statements on each way to
 * access carve out: a part is then covered by a statement or not, and a Deny covers it or not.
 */
export function candidates(request: Request, policies: Policies): readonly Request[] {
  if (request.of === 'every' || (!hasWildcard(request.resource) && !hasWildcard(request.action))) return [request]
  const parts = ways(policies).flatMap((rounds) => {
    let found: readonly Request[] = [request]
    for (const round of rounds) found = distinct(found.flatMap((part) => carve(part, round)))
    return found
  })
  return parts.length === 0 ? [request] : distinct(parts)
}

/** The layers that must all allow, for each way in which access can come about. */
function ways({ identity, resource, boundary, session, scps, rcps, crossAccount, resourceMustAllow }: Policies): Round[][] {
  const rounds = (layers: readonly (Layer | null)[]): Round[] => layers.flatMap((layer) => (layer === null ? [] : [{ layer, reach: null }]))
  const outer = rounds([...scps, ...rcps])
  const limits = rounds([boundary, session])
  if (identity === null) return resource === null ? [] : [[...rounds([resource]), ...outer]]
  if (crossAccount) return resource === null ? [] : [[...rounds([identity, resource]), ...limits, ...outer]]
  return [
    [...rounds([identity, resourceMustAllow ? resource : null]), ...limits, ...outer],
    ...(resource === null ? [] : [[{ layer: resource, reach: 'direct' as const }, ...outer], [{ layer: resource, reach: 'role' as const }, ...limits, ...outer]]),
  ]
}

function carve(request: Request, { layer, reach }: Round): Request[] {
  const parts: Request[] = layer.unread.length > 0 ? [request] : []
  for (const { policy } of layer.sources) {
    for (const statement of allows(policy, request, reach)) {
      const truth = hit(statement, request)?.truth
      // It covers every part. One that names what it leaves out may be true of some of the request only.
      if (truth === true && !statement.notActions && !statement.notResources) return [request]
      if (truth !== undefined) parts.push(request)
      parts.push(...meets(statement, request))
      if (parts.length > limit) return parts
    }
  }
  return parts
}

function allows(policy: Policy, request: Request, reach: Reach | null): readonly Statement[] {
  return statementsAbout(policy, request.action).filter((s) => {
    if (s.effect !== 'Allow') return false
    if (s.principals === null) return true
    const reached = reaches(s.principals, request.who)
    return reached.truth !== false && (reach === null || reached.reach === reach)
  })
}

/** The parts of the request that the statement names. */
function meets(statement: Statement, request: Request): Request[] {
  const actions = statement.notActions ? [request.action] : statement.actions.map((a) => meet(a.text, request.action))
  const resources = statement.resources === null || statement.notResources ? [request.resource] : statement.resources.map((r) => {
    const filled = fill(r, request.context, 'Allow')
    return filled.is === 'nothing' ? null : meet(filled.text, request.resource)
  })
  const parts: Request[] = []
  for (const action of actions) for (const resource of resources) if (action !== null && resource !== null) parts.push({ ...request, action, resource })
  return parts
}

function distinct(parts: readonly Request[]): Request[] {
  if (parts.length < 2) return [...parts]
  return [...new Map(parts.map((p) => [`${p.action} ${p.resource}`, p])).values()].slice(0, limit)
}
