// Which places an assignment reaches, and what can be done where it stands.
import type { GapId } from '../../core/index.js'
import { type Truth, maybe } from '../truth.js'
import { meet } from '../wildcard.js'
import type { Grant } from './assignment.js'
import { type Action, encoded } from './permission.js'
import type { Place } from './place.js'
import { kindOf, resourceType } from './scope.js'

/** True, unless something was not read. */
export function hidden(gaps: readonly GapId[]): Truth {
  return gaps.length === 0 ? true : maybe(...gaps.map((gap) => ({ why: 'gap' as const, gap })))
}

/** Where groups above were not read: what the subscription's own list of assignments brought in from above reaches it. */
export function reaches({ scope, account }: Pick<Grant, 'scope' | 'account'>, place: Place): Truth {
  if (place.chain.has(scope)) return true
  if (place.above.length === 0 || kindOf(scope) !== 'managementGroup') return false
  return account === place.account && kindOf(place.scope) !== 'managementGroup' ? true : hidden(place.above)
}

// Providers whose resources lie on those of any other.
const extensions = ['microsoft.authorization/*', 'microsoft.insights/*', 'microsoft.resources/*', 'microsoft.policyinsights/*', 'microsoft.security/*'].map(encoded)

/** Whether an action can be taken on a resource that a role is assigned on, or on what lies in it. */
export function concerns(scope: string, { plane }: Action, met: string): boolean {
  const type = kindOf(scope) === 'resource' ? resourceType(scope) : null
  if (type === null) return true
  // Data of a project is asked by the names of its account.
  const own = plane === 'data' ? type.slice(0, type.indexOf('/') + 1) : `${type}/`
  return [encoded(`${own}*`), ...extensions].some((pattern) => meet(pattern, met) !== null)
}
