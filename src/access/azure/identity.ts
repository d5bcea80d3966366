// Whom an asset stands for in assignments: an object id, and the groups it is in.
import { type Asset, type GapId, readProp } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { isRecord, texts } from './permission.js'
import { accountOf } from './place.js'

export const principalType = 'azure.rbac.principal'

export interface Who {
  /** Object id; empty for a resource without an identity, who holds nothing. */
  id: string
  /** Its own and its groups'. */
  ids: readonly string[]
  /** Why it may be in groups that are not among them. */
  hiddenGroups: readonly GapId[]
  /** Subscription it was asked from. */
  account: string
}

export function principalNamed(id: string, world: AccessWorld): Asset | undefined {
  const asset = world.asset(`/principals/${id.toLowerCase()}`)
  return asset?.type === principalType ? asset : undefined
}

/** Who an identity is; the gap when its id could not be read. */
export function whoIs(asset: Asset, world: AccessWorld): { value: Who } | { gap: GapId } {
  const prop = ['objectId', 'principalId'].find((name) => asset.props[name] !== undefined || asset.gaps[name] !== undefined)
  if (prop === undefined) throw new Error(`${asset.type} ${asset.id} is no identity: access can be asked of principals and of managed identities`)
  const read = readProp(asset, prop)
  if ('gap' in read) return read
  return { value: whoHas(typeof read.value === 'string' ? read.value : '', accountOf(asset), world) }
}

/** Who has an object id. */
export function whoHas(objectId: string, account: string, world: AccessWorld): Who {
  const id = objectId.toLowerCase()
  if (id === '') return { id, ids: [], hiddenGroups: [], account }
  const principal = principalNamed(id, world)
  if (principal === undefined) return { id, ids: [id], hiddenGroups: unseen(id, account, world), account }
  const groups = readProp(principal, 'groups')
  if ('gap' in groups) return { id, ids: [id], hiddenGroups: [groups.gap], account }
  return { id, ids: [...new Set([id, ...texts(groups.value).map((group) => group.toLowerCase())])], hiddenGroups: [], account }
}

function unseen(id: string, account: string, world: AccessWorld): readonly GapId[] {
  const gaps = world.listGaps(principalType, account)
  return gaps.length > 0 ? gaps : [`graph.transitiveMemberOf:not-requested:${id}`]
}

export const identityType = 'azure.identity.user_assigned'
const identities = new WeakMap<AccessWorld, Map<string, Asset[]>>()

/** User-assigned identities that sign in with an object id. */
export function identitiesOf(objectId: string, world: AccessWorld): readonly Asset[] {
  let known = identities.get(world)
  if (known === undefined) {
    identities.set(world, known = new Map())
    for (const asset of world.assets(identityType)) {
      const id = asset.props['principalId']
      if (typeof id === 'string' && id !== '') known.set(id.toLowerCase(), [...known.get(id.toLowerCase()) ?? [], asset])
    }
  }
  return known.get(objectId) ?? []
}

// What runs as an identity of its own, beside those that stand alone.
const carrying = ['azure.ai.account', 'azure.ai.project', 'azure.ml.workspace', 'azure.ml.compute', 'azure.ml.online_endpoint', 'azure.ml.batch_endpoint', 'azure.search.service']
const managed = new WeakMap<AccessWorld, ReadonlySet<string>>()

/** Whether an object id is a managed identity of a resource of the inventory: those are of the tenant, whatever the directory says. */
export function isManaged(objectId: string, world: AccessWorld): boolean {
  let ids = managed.get(world)
  if (ids === undefined) {
    const own = carrying.flatMap((type) => world.assets(type)).map(({ props }) => (isRecord(props['identity']) ? props['identity']['principalId'] : null))
    managed.set(world, ids = new Set(own.flatMap((id) => (typeof id === 'string' ? id.toLowerCase() : []))))
  }
  return ids.has(objectId) || identitiesOf(objectId, world).length > 0
}
