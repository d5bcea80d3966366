// Where a policy applies: what stands above the subscription comes down on it, unless it is left out.
import { armId } from '../names.js'

/** Whether an assignment on a scope reaches the subscription or something in it. `above`: its management groups. */
export function reaches(scope: string, notScopes: readonly string[], subscription: string, above: readonly string[]): boolean {
  if (notScopes.some((one) => one === subscription || above.includes(one))) return false
  return above.includes(scope) || `${scope}/`.startsWith(`${subscription}/`)
}

/** Kind of what a scope is, in lower case: `managementgroup`, `subscription`, `resourcegroup`, or a resource type such as `microsoft.search/searchservices`. */
export function scopeTypeOf(scope: string): string {
  const id = armId(scope)
  if (/^\/providers\/microsoft\.management\/managementgroups\/[^/]+$/.test(id)) return 'managementgroup'
  if (/^\/subscriptions\/[^/]+$/.test(id)) return 'subscription'
  if (/^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+$/.test(id)) return 'resourcegroup'
  const [provider = '', ...rest] = id.slice(id.lastIndexOf('/providers/') + '/providers/'.length).split('/')
  return [provider, ...rest.filter((_, i) => i % 2 === 0)].join('/')
}
