// Role and deny assignments of an inventory, sorted so that a question finds those that matter to it.
import { type Asset, type GapId, type Json, readProp } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { type Condition, parseCondition } from './condition.js'
import { type Permission, isRecord, permissionsIn } from './permission.js'
import { accountOf, assignmentType, denyType } from './place.js'
import { guidOf, roleOf } from './role.js'
import { kindOf, scopeOf } from './scope.js'

export interface Grant {
  /** Asset it was read from. */
  asset: string
  account: string
  /** Object id. */
  principal: string
  /** `User`, `Group`, …; null when the assignment does not say. */
  type: string | null
  role: string
  scope: string
  condition: Condition | null
  /** Gaps of its role or condition: what it gives is not known. */
  gaps: readonly GapId[]
  /** As people read it. */
  saw: string
}

export interface Deny {
  asset: string
  account: string
  scope: string
  /** Only at the scope itself. */
  own: boolean
  permissions: readonly Permission[]
  denied: readonly Named[]
  spared: readonly Named[]
  condition: Condition | null
  saw: string
}

export interface Named {
  id: string
  type: string | null
}

export interface Ledger {
  byPrincipal: ReadonlyMap<string, readonly Grant[]>
  byScope: ReadonlyMap<string, readonly Grant[]>
  /** Of what may be a group, each role once a scope: for those whose groups nobody knows. */
  groups: { byScope: ReadonlyMap<string, readonly Grant[]>; byRole: ReadonlyMap<string, readonly Grant[]> }
  /** Scopes at which something is granted, that are management groups. */
  managed: readonly string[]
  /** Assignments of which nobody knows to whom or where. */
  open: readonly GapId[]
  denies: readonly Deny[]
  /** Deny assignments that could not be understood. */
  doubts: readonly GapId[]
}

export const everyone = '00000000-0000-0000-0000-000000000000'
const ledgers = new WeakMap<AccessWorld, Ledger>()

export function ledgerOf(world: AccessWorld): Ledger {
  let ledger = ledgers.get(world)
  if (ledger === undefined) ledgers.set(world, ledger = read(world))
  return ledger
}

function read(world: AccessWorld): Ledger {
  const grants: Grant[] = []
  const groups = new Map<string, Grant>()
  const open = new Set<GapId>()
  for (const asset of world.assets(assignmentType)) {
    const grant = grantOf(asset, world)
    if ('gap' in grant) {
      open.add(grant.gap)
      continue
    }
    grants.push(grant)
    const key = `${grant.account} ${grant.scope} ${grant.role} ${grant.condition?.text ?? ''} ${grant.gaps.join(' ')}`
    if (!groups.has(key) && mayBeGroup(grant, world)) groups.set(key, grant)
  }
  const denies: Deny[] = []
  const doubts = new Set<GapId>()
  for (const asset of world.assets(denyType)) {
    const deny = denyOf(asset)
    if ('gap' in deny) doubts.add(deny.gap)
    else denies.push(deny)
  }
  const byScope = sorted(grants, 'scope')
  return {
    byPrincipal: sorted(grants, 'principal'), byScope, open: [...open],
    groups: { byScope: sorted(groups.values(), 'scope'), byRole: sorted(groups.values(), 'role') },
    managed: [...byScope.keys()].filter((scope) => kindOf(scope) === 'managementGroup'),
    denies, doubts: [...doubts],
  }
}

function sorted(grants: Iterable<Grant>, by: 'principal' | 'scope' | 'role'): Map<string, Grant[]> {
  const lists = new Map<string, Grant[]>()
  for (const grant of grants) {
    const list = lists.get(grant[by])
    if (list === undefined) lists.set(grant[by], [grant])
    else list.push(grant)
  }
  return lists
}

function mayBeGroup({ principal, type }: Grant, world: AccessWorld): boolean {
  const known = type ?? world.asset(`/principals/${principal}`)?.props['principalType'] ?? null
  return known === null || known === 'Group' || known === 'ForeignGroup'
}

function grantOf(asset: Asset, world: AccessWorld): Grant | { gap: GapId } {
  const [principal, scope, role, condition, type] = ['principal', 'scope', 'role', 'condition', 'principalType'].map((name) => readProp(asset, name))
  for (const read of [principal, scope]) {
    if (read === undefined || 'gap' in read) return { gap: read?.gap ?? '' }
    if (typeof read.value !== 'string') return { gap: `roleAssignment:invalid-answer:${asset.id}` }
  }
  const account = accountOf(asset)
  const gaps = [role, condition].flatMap((read) => (read !== undefined && 'gap' in read ? [read.gap] : []))
  const guid = guidOf(textIn(role))
  const when = textIn(condition).trim()
  const [holder, place] = [textIn(principal).toLowerCase(), scopeOf(textIn(scope))]
  const kind = textIn(type)
  return {
    asset: asset.id, account, principal: holder, type: kind === '' ? null : kind, role: guid, scope: place, gaps,
    condition: when === '' ? null : parseCondition(when),
    saw: `${guid === '' ? 'a role' : roleOf(guid, account, world).name} to ${place} for ${kind === '' ? 'principal' : kind} ${holder}${when === '' ? '' : ` if ${when}`}`,
  }
}

function textIn(read: { value: Json } | { gap: GapId } | undefined): string {
  return read !== undefined && 'value' in read && typeof read.value === 'string' ? read.value : ''
}

function denyOf(asset: Asset): Deny | { gap: GapId } {
  const parts = new Map<string, Json>()
  for (const name of ['scope', 'permissions', 'principals', 'excludePrincipals', 'doNotApplyToChildScopes', 'condition']) {
    const read = readProp(asset, name)
    if ('gap' in read) return read
    parts.set(name, read.value)
  }
  const [scope, when] = [parts.get('scope'), parts.get('condition')]
  const permissions = permissionsIn(parts.get('permissions') ?? null)
  if (permissions === null || typeof scope !== 'string') return { gap: `denyAssignment:invalid-answer:${asset.id}` }
  const name = asset.props['displayName']
  return {
    asset: asset.id, account: accountOf(asset), scope: scopeOf(scope), own: parts.get('doNotApplyToChildScopes') === true, permissions,
    denied: named(parts.get('principals')), spared: named(parts.get('excludePrincipals')),
    condition: typeof when === 'string' && when.trim() !== '' ? parseCondition(when) : null,
    saw: `denied by ${typeof name === 'string' ? name : asset.name} at ${scopeOf(scope)}`,
  }
}

function named(value: Json | undefined): Named[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((item) => {
    const [id, type] = isRecord(item) ? [item['id'], item['type']] : []
    return typeof id === 'string' ? [{ id: id.toLowerCase(), type: typeof type === 'string' ? type : null }] : []
  })
}
