// Whether a principal is ours: of the tenant, of Microsoft itself, or trusted by name.
import { type GapId, readProp } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { isManaged, principalNamed, principalType } from './identity.js'
import { tenantOf } from './place.js'

export type Placement = { is: 'ours' } | { is: 'outside'; path: string } | { is: 'unknown'; gaps: readonly GapId[] }

const ours: Placement = { is: 'ours' }
// The tenant that Microsoft registers its own applications in.
const microsoft = 'f8cdef31-a31e-4b4a-93e4-5f571e91255a'

/** Where a principal stands, as seen from a subscription; `type` is what its assignment calls it. */
export function placementOf(id: string, type: string | null, account: string, world: AccessWorld): Placement {
  if (isTrusted(id, world)) return ours
  const principal = principalNamed(id, world)
  const written = type ?? principal?.props['principalType'] ?? null
  // People outside are guests and groups of another tenant; members of our own groups are not looked into.
  if (written === 'ForeignGroup') return { is: 'outside', path: 'principalType' }
  if (written === 'Group' || written === 'Device' || isManaged(id, world)) return ours
  if (principal === undefined) {
    const gaps = world.listGaps(principalType, account)
    return { is: 'unknown', gaps: gaps.length > 0 ? gaps : [`graph.directoryObjects:not-requested:${id}`] }
  }
  if (written !== 'ServicePrincipal') {
    const user = readProp(principal, 'userType')
    if ('value' in user && user.value === 'Guest') return { is: 'outside', path: 'userType' }
    if ('gap' in user && written === 'User') return { is: 'unknown', gaps: [user.gap] }
    if (written === 'User') return ours
  }
  const owner = readProp(principal, 'appOwnerTenantId')
  if ('gap' in owner) return { is: 'unknown', gaps: [owner.gap] }
  return typeof owner.value === 'string' ? ofTenant(owner.value, 'appOwnerTenantId', account, world) : ours
}

/** Where a tenant stands. */
export function ofTenant(tenant: string, path: string, account: string, world: AccessWorld): Placement {
  const id = tenant.toLowerCase()
  if (id === microsoft || isTrusted(id, world)) return ours
  const own = tenantOf(account, world)
  if ('gap' in own) return { is: 'unknown', gaps: [own.gap] }
  return id === own.value ? ours : { is: 'outside', path }
}

function isTrusted(id: string, world: AccessWorld): boolean {
  return world.trust.accounts.some((trusted) => trusted.toLowerCase() === id)
}
