// Scopes by their spelling: management groups, subscriptions, resource groups, resources, and what lies in what.

export type ScopeKind = 'root' | 'managementGroup' | 'subscription' | 'resourceGroup' | 'resource'

const group = '/providers/microsoft.management/managementgroups/'

/** As ids are compared: lower case, no slash at the end. */
export function scopeOf(text: string): string {
  const lower = text.trim().toLowerCase()
  let end = lower.length
  while (end > 0 && lower[end - 1] === '/') end--
  return end === 0 ? '/' : lower.slice(0, end)
}

export function kindOf(scope: string): ScopeKind {
  if (scope === '/') return 'root'
  if (scope.startsWith(group) && !scope.slice(group.length).includes('/')) return 'managementGroup'
  const parts = scope.split('/')
  if (parts[0] !== '' || parts[1] !== 'subscriptions') return 'resource'
  if (parts.length === 3) return 'subscription'
  return parts.length === 5 && parts[3] === 'resourcegroups' ? 'resourceGroup' : 'resource'
}

/** Whether a role here is one over everything in a resource group at least. */
export function isBroad(scope: string): boolean {
  return kindOf(scope) !== 'resource'
}

export function subscriptionIn(scope: string): string | null {
  return /^\/subscriptions\/([^/]+)/.exec(scope)?.[1] ?? null
}

/** The scope and all that it lies in by its spelling, the tenant's root included. */
export function pathsOf(scope: string): string[] {
  const paths = ['/']
  for (let at = scope.indexOf('/', 1); at > 0; at = scope.indexOf('/', at + 1)) paths.push(scope.slice(0, at))
  if (scope !== '/') paths.push(scope)
  return paths
}

/** `microsoft.cognitiveservices/accounts/projects` of a project's id; null for what is no resource. */
export function resourceType(scope: string): string | null {
  const at = scope.lastIndexOf('/providers/')
  if (at < 0 || kindOf(scope) === 'managementGroup') return null
  const [namespace = '', ...rest] = scope.slice(at + '/providers/'.length).split('/')
  return [namespace, ...rest.filter((_, i) => i % 2 === 0)].join('/')
}
