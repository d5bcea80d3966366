// Asking one identity about actions: on a resource, on everything in a subscription, or on anything at all.
import type { Asset, Ruling } from '../../core/index.js'
import type { Decision } from '../decided.js'
import type { AccessWorld } from '../model.js'
import { type Request, best, decide } from './decide.js'
import { type Who, whoIs } from './identity.js'
import { actionOf } from './permission.js'
import { type Place, accountOf, accountsIn, placeOf, scopeNamed } from './place.js'
import { all, ruling, unknown } from '../decided.js'

export type Extra = Pick<Request, 'only' | 'content' | 'granting'>

/** On a place; null asks for any. */
export function askAt(who: Who, actions: readonly string[], place: Place | null, world: AccessWorld, extra: Extra = {}): Decision {
  return best(actions.map((action) => decide({ who, action: actionOf(action), place, ...extra }, world)))
}

/** Whether the identity may take one of the actions on the resource; null asks for any resource at all. */
export function can(identity: Asset, actions: readonly string[], resource: string | null, world: AccessWorld): Ruling {
  const who = whoIs(identity, world)
  if ('gap' in who) return unknown([who.gap])
  if (resource === null) return ruling(askAt(who.value, actions, null, world))
  const named = scopeNamed(resource, accountOf(identity), world)
  if ('gap' in named) return unknown([named.gap])
  return ruling(askAt(who.value, actions, placeOf(named.scope, accountOf(identity), world), world))
}

/** Assets of a type that nobody listed: what is held somewhere may be held on one of them. */
export function unlisted(type: string, somewhere: Ruling, world: AccessWorld): Ruling[] {
  const gaps = [...new Set(accountsIn(world).flatMap((account) => world.listGaps(type, account)))]
  return gaps.length === 0 ? [] : [all(somewhere, unknown(gaps))]
}
