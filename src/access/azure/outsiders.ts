// Whether a named principal outside the tenant, and not trusted, may use a resource.
import type { Asset, Ruling } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { askAt } from './ask.js'
import { ledgerOf } from './assignment.js'
import { principalType, whoHas } from './identity.js'
import { texts } from './permission.js'
import { type Place, accountOf, placeOf, scopeNamed } from './place.js'
import { placementOf } from './placement.js'
import { reaches } from './reach.js'
import { any, no, ruling, saw, unknown } from '../decided.js'

export function outsiders(resource: Asset, actions: readonly string[], world: AccessWorld): Ruling {
  const named = scopeNamed(resource.id, accountOf(resource), world)
  if ('gap' in named) return unknown([named.gap])
  const place = placeOf(named.scope, accountOf(resource), world)
  const holders = holdersAt(place, world)
  const rulings: Ruling[] = []
  const ask = (id: string, type: string | null, alone: boolean): void => {
    const spot = placementOf(id, type, place.account, world)
    if (spot.is === 'ours') return
    const who = whoHas(id, place.account, world)
    const found = ruling(askAt(alone ? { ...who, ids: [id], hiddenGroups: [] } : who, actions, place, world), `nothing for ${id}`)
    if (found.value === false) return
    if (spot.is === 'unknown') rulings.push({ ...unknown([...spot.gaps, ...found.gaps]), because: found.because })
    else rulings.push({ ...found, because: [...found.because, ...seen(id, spot.path, world)] })
  }
  const { guests, hidden } = membersIn(world)
  for (const [id, type] of holders) if (!guests.has(id)) ask(id, type, true)
  for (const [id, groups] of guests) if ([id, ...groups].some((one) => holders.has(one))) ask(id, 'User', false)
  for (const id of hidden) ask(id, 'User', false)
  const unread = [...place.unread, ...ledgerOf(world).open]
  if (unread.length > 0) rulings.push(unknown(unread))
  const yes = rulings.filter((r) => r.value === true)
  return yes.length > 1 ? { ...any(...yes), because: yes.flatMap((r) => r.because) } : any(...rulings, no())
}

function seen(id: string, path: string, world: AccessWorld): Ruling['because'] {
  const principal = world.asset(`/principals/${id}`)
  const value = principal?.props[path]
  return principal === undefined || value === undefined ? [] : [saw(principal.id, path, value, 'a principal of this tenant')]
}

/** Whom something is assigned to that reaches the place, with the type that the assignment gives. */
function holdersAt(place: Place, world: AccessWorld): Map<string, string | null> {
  const { byScope, managed } = ledgerOf(world)
  const holders = new Map<string, string | null>()
  for (const scope of new Set([...place.chain, ...managed])) {
    for (const grant of byScope.get(scope) ?? []) {
      if (reaches(grant, place) !== false) holders.set(grant.principal, grant.type ?? holders.get(grant.principal) ?? null)
    }
  }
  return holders
}

interface Members {
  /** Guests, with their groups where these are known. */
  guests: ReadonlyMap<string, readonly string[]>
  /** One for each thing unread of people who may be guests, or in any group. */
  hidden: readonly string[]
}

const known = new WeakMap<AccessWorld, Members>()

/** People who may have come in by a group, in which they are not named. */
function membersIn(world: AccessWorld): Members {
  let members = known.get(world)
  if (members === undefined) known.set(world, members = gathered(world))
  return members
}

function gathered(world: AccessWorld): Members {
  const guests = new Map<string, readonly string[]>()
  const hidden = new Map<string, string>()
  for (const { id, props, gaps } of world.assets(principalType)) {
    const isPerson = props['principalType'] === 'User' || (props['principalType'] ?? null) === null
    if (props['userType'] !== 'Guest' && !(isPerson && gaps['userType'] !== undefined)) continue
    const person = id.slice('/principals/'.length)
    const unread = [gaps['userType'], gaps['groups']].flatMap((gap) => gap ?? []).join(' ')
    if (unread === '') guests.set(person, texts(props['groups']).map((group) => group.toLowerCase()))
    else if (!hidden.has(unread)) hidden.set(unread, person)
  }
  return { guests, hidden: [...hidden.values()] }
}
