// Questions about some of many resources, taken apart into the parts that policies name.
import { type Policy, type Statement, statementsAbout } from './document.js'
import type { Layer, Policies } from './evaluate.js'
import { reaches } from './principal.js'
import { type Request, hit } from './statement.js'
import { fill } from './template.js'
import { hasWildcard, meet } from './wildcard.js'

// Enough for any policy seen; what lies beyond is asked about as a whole.
const limit = 64

/**
 * The request itself, or, when it asks about some of many, the parts of it that each layer's Allow statements carve out:
 * a part is then covered by a statement or not, and a Deny covers it or not.
 */
export function candidates(request: Request, policies: Policies): readonly Request[] {
  if (request.of === 'every' || (!hasWildcard(request.resource) && !hasWildcard(request.action))) return [request]
  const { identity, resource, boundary, session, scps, rcps, crossAccount } = policies
  const grants = crossAccount ? [[identity], [resource]] : [[identity, resource]]
  const rounds = [...grants, [boundary], [session], ...scps.map((l) => [l]), ...rcps.map((l) => [l])]
  let parts: readonly Request[] = [request]
  for (const round of rounds) {
    const layers = round.filter((l) => l !== null)
    if (layers.length > 0) parts = distinct(parts.flatMap((part) => carve(part, layers)))
  }
  return parts.length === 0 ? [request] : parts
}

function carve(request: Request, layers: readonly Layer[]): Request[] {
  const parts: Request[] = []
  if (layers.some((l) => l.unread.length > 0)) parts.push(request)
  for (const layer of layers) {
    for (const { policy } of layer.sources) {
      for (const statement of allows(policy, request)) {
        const truth = hit(statement, request)?.truth
        if (truth === true) return [request]
        if (truth !== undefined) parts.push(request)
        parts.push(...meets(statement, request))
        if (parts.length > limit * 4) return parts
      }
    }
  }
  return parts
}

function allows(policy: Policy, request: Request): readonly Statement[] {
  return statementsAbout(policy, request.action).filter((s) => s.effect === 'Allow'
    && (s.principals === null || reaches(s.principals, request.who).truth !== false))
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
  return [...new Map(parts.map((p) => [`${p.action} ${p.resource}`, p])).values()].slice(0, limit)
}
