// What deny assignments take away from whoever asks.
import type { GapId } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { type Truth, and, gapsOf, not, or } from '../truth.js'
import { type Deny, type Named, everyone, ledgerOf } from './assignment.js'
import { type Facts, conditionHolds } from './condition.js'
import type { Who } from './identity.js'
import { type Action, takesAll } from './permission.js'
import type { Place } from './place.js'
import { hidden, reaches } from './reach.js'
import { isBroad } from './scope.js'

/** The question that an assignment answered, as far as denying goes. */
export interface Refusable {
  who: Who
  plane: Action['plane']
  /** Whether it was asked of any resource that the place has. */
  isAnywhere: boolean
}

/** What is gathered on the way. */
export interface Trail {
  denied: Set<Deny>
  doubts: Set<GapId>
}

export function factsOf(action: string, { storageAccount, container }: Place, world: AccessWorld): Facts {
  return { now: world.now, action, storageAccount, container, granting: null }
}

/** Whether an encoded action is denied at a place. */
export function denialOf({ who, plane, isAnywhere }: Refusable, met: string, place: Place, trail: Trail, world: AccessWorld): Truth {
  let truth: Truth = false
  for (const deny of ledgerOf(world).denies) {
    // What is denied at a scope alone leaves all that lies below it.
    if (deny.own && (deny.scope !== place.scope || (isAnywhere && isBroad(place.scope)))) continue
    const reached = reaches(deny, place)
    if (reached === false || !deny.permissions.some((permission) => takesAll(permission, plane, met))) continue
    const denied = and(reached, meantBy(deny.denied, who))
    if (denied === false) continue
    // Whether it reaches him at all is a doubt, as an unread deny assignment is; whether he is spared decides.
    if (denied !== true) {
      for (const gap of gapsOf(denied)) trail.doubts.add(gap)
      continue
    }
    const one = and(not(meantBy(deny.spared, who)), conditionHolds(deny.condition, factsOf(met, place, world), 'Deny'))
    if (one === true) trail.denied.add(deny)
    truth = or(truth, one)
    if (truth === true) return true
  }
  return truth
}

function meantBy(named: readonly Named[], who: Who): Truth {
  let truth: Truth = false
  for (const { id, type } of named) {
    if (id === everyone || type === 'SystemDefined' || type === 'Everyone' || who.ids.includes(id)) return true
    if ((type === null || type === 'Group') && who.hiddenGroups.length > 0) truth = hidden(who.hiddenGroups)
  }
  return truth
}
