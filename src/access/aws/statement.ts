// Whether a statement is about a request.
import { conditionsHold } from './condition.js'
import type { Context } from './context.js'
import type { Statement } from './document.js'
import { type Reach, type Requester, reaches } from './principal.js'
import { type Template, fill, templateCovers } from './template.js'
import { type Truth, and, not, or } from '../truth.js'
import { covers, glob, meet } from '../wildcard.js'

export interface Request {
  who: Requester
  /** Lower-cased, wildcards encoded: `s3:getobject`. */
  action: string
  /** ARN, wildcards encoded. */
  resource: string
  context: Context
  /**
   * For a resource with wildcards: `every` asks about all of them broadly, `some` whether there is one.
   * A Deny that leaves some of them out undoes neither.
   */
  of: 'every' | 'some'
}

export interface Hit {
  statement: Statement
  truth: Exclude<Truth, false>
  reach: Reach
}

/** Null when the statement is certainly not about the request. Statements without principals are about whoever holds them. */
export function hit(statement: Statement, request: Request): Hit | null {
  if (!aboutAction(statement, request)) return null
  const reached = statement.principals === null ? null : reaches(statement.principals, request.who)
  if (reached?.truth === false) return null
  const truth = and(
    reached?.truth ?? true,
    aboutResource(statement, request),
    conditionsHold(statement.conditions, request.context, statement.effect),
  )
  return truth === false ? null : { statement, truth, reach: reached?.reach ?? 'direct' }
}

export function aboutAction(statement: Statement, { action, of }: Pick<Request, 'action' | 'of'>): boolean {
  if (!statement.notActions) return statement.actions.some((a) => covers(a, action))
  return excludes(statement.actions.map((a) => a.text), action, statement.effect === 'Allow' && of === 'some')
}

/** Whether a Not-list leaves all (or, generously, some) of the subject to the statement. */
function excludes(patterns: readonly string[], subject: string, some: boolean): boolean {
  return !patterns.some((p) => (some ? covers(glob(p), subject) : meet(p, subject) !== null))
}

function aboutResource(statement: Statement, { resource, context, of }: Request): Truth {
  const { resources, effect } = statement
  if (resources === null) return true
  if (!statement.notResources) {
    if (resources.length === 1 && resources[0] !== undefined) return templateCovers(resources[0], resource, context, effect, of)
    return or(...resources.map((r) => templateCovers(r, resource, context, effect, of)))
  }
  const other = effect === 'Allow' ? 'Deny' : 'Allow'
  return not(or(...resources.map((r) => (
    effect === 'Allow' && of === 'some' ? templateCovers(r, resource, context, other, of) : touches(r, resource, context, other)
  ))))
}

/** Whether some of the subject lies within the template. */
function touches(t: Template, subject: string, context: Context, effect: 'Allow' | 'Deny'): Truth {
  const filled = fill(t, context, effect)
  if (filled.is === 'nothing' || meet(filled.text, subject) === null) return false
  return filled.is === 'text' ? true : filled.truth
}
