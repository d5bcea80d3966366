// Asking one identity about permissions, on a resource, on the project, or on anything at all.
import type { Asset, Ruling } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { type Decision, type Request, best, decide } from './decide.js'
import { whoIs } from './identity.js'
import type { Member } from './member.js'
import { ruling, unknown } from '../decided.js'
import { type Target, anywhereIn, concerns, placesIn, projectTarget, targetNamed } from './target.js'

export type Extra = Pick<Request, 'only' | 'content' | 'granting'>

export function askAt(who: Member, permissions: readonly string[], target: Target, world: AccessWorld, extra: Extra = {}): Decision {
  return best(permissions.map((permission) => decide({ who, permission, target, ...extra }, world)))
}

/** On everything in the project. */
export function askProject(who: Member, permissions: readonly string[], account: string, world: AccessWorld, extra: Extra = {}): Decision {
  return askAt(who, permissions, projectTarget(account, world), world, extra)
}

/** On some resource of the project: by its own policies, or by those of any resource that has one. */
export function askAnywhere(who: Member, permissions: readonly string[], account: string, world: AccessWorld, extra: Extra = {}): Decision {
  return best(permissions.map((permission) => {
    const whole = decide({ who, permission, target: anywhereIn(account, world), ...extra }, world)
    if (whole.state === 'allowed') return whole
    const places = placesIn(account, world).filter((place) => concerns(place, permission))
    return best([whole, ...places.map(({ target }) => decide({ who, permission, target, ...extra }, world))])
  }))
}

/** Whether the identity may use one of the permissions on the resource; null asks for any resource at all. */
export function can(identity: Asset, permissions: readonly string[], resource: string | null, world: AccessWorld): Ruling {
  const who = whoIs(identity)
  if ('gap' in who) return unknown([who.gap])
  const { account } = identity.scope
  if (resource === null) return ruling(askAnywhere(who.value, permissions, account, world))
  return ruling(askAt(who.value, permissions, targetNamed(resource, account, world), world))
}
