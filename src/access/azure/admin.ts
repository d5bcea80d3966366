// Who is an administrator in effect.
import type { Asset, GapId, Ruling } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { askAt } from './ask.js'
import { type Condition, idsIn } from './condition.js'
import type { Handable } from './decide.js'
import { type Who, whoIs } from './identity.js'
import { accessAdministrator, contributor, owner, roleAdministrator } from './known-roles.js'
import { actionOf, namesWhole, texts } from './permission.js'
import { accountsIn } from './place.js'
import { type Content, type Role, roleOf, roleType } from './role.js'
import { any, ruling, unknown } from '../decided.js'
import { isBroad, scopeOf } from './scope.js'

// An administrator is who, at a resource group or above,
//   may write everything (Owner, Contributor, any role with `*` or `*/write`);
//   may assign roles of that kind (User Access Administrator, Role Based Access Control Administrator, any role with
//   roleAssignments/write), unless a condition keeps him to harmless ones.
// A role on one resource makes no administrator; assigning roles there is an escalation path.
const write = '*/write'
export const assign = 'Microsoft.Authorization/roleAssignments/write'
const wanted = 'no Owner, Contributor, User Access Administrator, Role Based Access Control Administrator or */write at a resource group or above'

const answers = new WeakMap<AccessWorld, Map<string, Ruling>>()

export function admin(identity: Asset, world: AccessWorld): Ruling {
  const who = whoIs(identity, world)
  return 'gap' in who ? unknown([who.gap]) : isAdmin(who.value, world)
}

export function isAdmin(who: Who, world: AccessWorld): Ruling {
  let known = answers.get(world)
  if (known === undefined) answers.set(world, known = new Map())
  const key = `${who.account} ${who.id}`
  let answer = known.get(key)
  if (answer === undefined) known.set(key, answer = read(who, world))
  return answer
}

function read(who: Who, world: AccessWorld): Ruling {
  const only = ({ scope }: { scope: string }): boolean => isBroad(scope)
  return any(
    ruling(askAt(who, [write], null, world, { only, content: writesAll }), wanted),
    ruling(askAt(who, [assign], null, world, { only, granting: handable(world) }), wanted),
  )
}

/** A role that names everything writable, whatever else it names. */
function writesAll({ permissions, gaps }: Role): Content {
  const action = actionOf(write)
  return { found: permissions.filter((p) => namesWhole(p, action)).map(({ condition }) => ({ met: action.pattern, condition })), gaps }
}

/** Roles worth handing to oneself: those of administrators, and those that a condition names and nobody read. */
export function handable(world: AccessWorld): (conditions: readonly Condition[]) => readonly Handable[] {
  const strong = strongIn(world)
  return (conditions) => [...strong, ...conditions.flatMap(idsIn).flatMap((guid) => {
    const gaps = gapsOfUnread(guid, world)
    return gaps.length === 0 || strong.some((one) => one.guid === guid) ? [] : [{ guid, gaps }]
  })]
}

/**
 * Why nobody knows what a role is worth. Custom roles are all listed: what is missing without a gap is one of Azure's own
 * that nobody holds, or no role at all, and of Azure's own those of administrators are known.
 */
function gapsOfUnread(guid: string, world: AccessWorld): readonly GapId[] {
  const role = roleOf(guid, '', world)
  return role.asset === null ? [...new Set(accountsIn(world).flatMap((account) => world.listGaps(roleType, account)))] : role.gaps
}

const found = new WeakMap<AccessWorld, readonly Handable[]>()

function strongIn(world: AccessWorld): readonly Handable[] {
  let strong = found.get(world)
  if (strong === undefined) {
    const guids = new Set([owner, contributor, accessAdministrator, roleAdministrator])
    for (const asset of world.assets(roleType)) {
      const role = roleOf(asset.id.slice(asset.id.lastIndexOf('/') + 1), asset.scope.account, world)
      const isAssignable = texts(asset.props['assignableScopes']).some((scope) => isBroad(scopeOf(scope)))
      if (isAssignable && isStrong(role)) guids.add(role.guid)
    }
    found.set(world, strong = [...guids].map((guid) => ({ guid, gaps: [] })))
  }
  return strong
}

function isStrong(role: Role): boolean {
  return [...writesAll(role).found, ...role.of(actionOf(assign)).found].some(({ condition }) => condition === null)
}
