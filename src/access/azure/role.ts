// Roles: what they hold of an action, and what is not known of them.
import { type Asset, type GapId, readProp } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import type { Condition } from './condition.js'
import { knownRoles } from './known-roles.js'
import { type Action, type Permission, allowedOf, permissionsIn } from './permission.js'

/** An action, or pattern of such, that a role holds. */
export interface Held {
  met: string
  /** Of the role itself, beside the one on its assignment. */
  condition: Condition | null
}

export interface Content {
  /** What it holds for certain. */
  found: readonly Held[]
  /** Why it may hold more. */
  gaps: readonly GapId[]
}

export interface Role {
  /** The last part of its id. */
  guid: string
  name: string
  custom: boolean
  /** Empty, with gaps, when it was not read. */
  permissions: readonly Permission[]
  gaps: readonly GapId[]
  asset: Asset | null
  of(action: Action): Content
}

export const roleType = 'azure.rbac.role_definition'
const prefix = '/providers/microsoft.authorization/roledefinitions/'
const roles = new WeakMap<AccessWorld, Map<string, Role>>()

/** Built-in and custom roles have one id in a tenant, however a scope spells it. */
export function guidOf(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1).toLowerCase()
}

/** The role by its id; `account` is whose list of roles it would be missing from. */
export function roleOf(guid: string, account: string, world: AccessWorld): Role {
  let known = roles.get(world)
  if (known === undefined) roles.set(world, known = new Map())
  let role = known.get(guid)
  if (role === undefined) known.set(guid, role = read(guid, account, world))
  return role
}

function read(guid: string, account: string, world: AccessWorld): Role {
  const asset = world.asset(prefix + guid)
  if (asset?.type === roleType) {
    const permissions = readProp(asset, 'permissions')
    const parsed = 'gap' in permissions ? null : permissionsIn(permissions.value)
    const name = asset.props['roleName']
    const head = { guid, name: typeof name === 'string' ? name : asset.name, custom: asset.props['custom'] === true, asset }
    if (parsed !== null) return remembering({ ...head, permissions: parsed, gaps: [] })
    return withPublic(head, 'gap' in permissions ? permissions.gap : `roleDefinition:invalid-answer:${asset.id}#permissions`)
  }
  const gaps = world.listGaps(roleType, account)
  return withPublic({ guid, name: guid, custom: false, asset: null }, ...(gaps.length > 0 ? gaps : [`Microsoft.Authorization/roleDefinitions/read:not-requested:${prefix}${guid}`]))
}

/** A role that was not read: what is publicly known of it, or nothing for certain. */
function withPublic(head: Pick<Role, 'guid' | 'name' | 'custom' | 'asset'>, ...gaps: GapId[]): Role {
  const known = knownRoles.get(head.guid)
  return remembering(known === undefined ? { ...head, permissions: [], gaps } : { ...head, ...known, gaps: [] })
}

function remembering(role: Omit<Role, 'of'>): Role {
  const known = new Map<Action, Content>()
  return {
    ...role,
    of(action) {
      let content = known.get(action)
      if (content === undefined) known.set(action, content = contentOf(role, action))
      return content
    },
  }
}

function contentOf({ permissions, gaps }: Omit<Role, 'of'>, action: Action): Content {
  const found = permissions.flatMap((permission) => {
    const met = allowedOf(permission, action)
    return met === null ? [] : [{ met, condition: permission.condition }]
  })
  return { found, gaps }
}
