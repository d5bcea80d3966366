// Roles: which permissions they hold, and what is not known of them.
import { type Asset, type GapId, type Json, readProp } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { publiclyKnown } from './known-roles.js'
import { isPattern, matches } from './permission.js'

/** What a role holds of a permission or pattern. */
export interface Content {
  /** Permissions it holds for certain. */
  found: readonly string[]
  /** Why it may hold more of them. */
  gaps: readonly GapId[]
}

export interface Role {
  name: string
  of(permission: string): Content
}

const nothing: Content = { found: [], gaps: [] }
const roles = new WeakMap<AccessWorld, Map<string, Role>>()

/** The role by the name bindings write; `account` is whose list of roles it would be missing from. */
export function roleOf(name: string, account: string, world: AccessWorld): Role {
  let known = roles.get(world)
  if (known === undefined) roles.set(world, known = new Map())
  let role = known.get(name)
  if (role === undefined) known.set(name, role = remembering(name, read(name, account, world)))
  return role
}

function remembering(name: string, of: Role['of']): Role {
  const known = new Map<string, Content>()
  return {
    name,
    of(permission) {
      let content = known.get(permission)
      if (content === undefined) known.set(permission, content = of(permission))
      return content
    },
  }
}

function read(name: string, account: string, world: AccessWorld): Role['of'] {
  const asset = name.startsWith('acl:') ? undefined : find(name, world)
  if (asset === undefined) {
    const gaps = world.listGaps('gcp.iam.role', account)
    return unreadRole(name, gaps.length > 0 ? gaps : [`iam.roles.get:not-requested:${name}`])
  }
  if (asset.props['deleted'] === true || asset.props['stage'] === 'DISABLED') return () => nothing
  const permissions = readProp(asset, 'permissions')
  if ('gap' in permissions) return unreadRole(name, [permissions.gap])
  const held = new Set(texts(permissions.value))
  return (permission) => {
    if (!isPattern(permission)) return held.has(permission) ? { found: [permission], gaps: [] } : nothing
    const found = [...held].filter((p) => matches(permission, p))
    return found.length === 0 ? nothing : { found, gaps: [] }
  }
}

function find(name: string, world: AccessWorld): Asset | undefined {
  const asset = world.asset(`//iam.googleapis.com/${name}`)
  return asset?.type === 'gcp.iam.role' ? asset : undefined
}

function unreadRole(name: string, gaps: readonly GapId[]): Role['of'] {
  return (permission) => {
    const holds = publiclyKnown(name, permission)
    return holds === true ? { found: [permission], gaps: [] } : holds === false ? nothing : { found: [], gaps }
  }
}

function texts(value: Json): string[] {
  return Array.isArray(value) ? value.filter((v) => typeof v === 'string') : []
}
