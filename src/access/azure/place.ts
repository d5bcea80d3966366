// Where a question is asked: a scope, what it lies in, and what was not read there.
import { type Asset, type GapId, readProp } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { texts } from './permission.js'
import { kindOf, pathsOf, scopeOf, subscriptionIn } from './scope.js'

export interface Place {
  scope: string
  /** Whose lists hide what is missing. */
  account: string
  /** The scope and everything above it that is known. */
  chain: ReadonlySet<string>
  /** Why there may be management groups above that the chain lacks. */
  above: readonly GapId[]
  /** Why more roles may be assigned here than we see. */
  unread: readonly GapId[]
  /** Why more may be denied here. */
  doubts: readonly GapId[]
  /** Names that conditions know the place by. */
  storageAccount: string | null
  container: string | null
}

const subscriptionType = 'azure.resources.subscription'
export const assignmentType = 'azure.rbac.role_assignment'
export const denyType = 'azure.rbac.deny_assignment'

const places = new WeakMap<AccessWorld, Map<string, Place>>()

/** The place of a scope; what is in no subscription is seen from the account. */
export function placeOf(scope: string, account: string, world: AccessWorld): Place {
  let known = places.get(world)
  if (known === undefined) places.set(world, known = new Map())
  const home = subscriptionIn(scope) ?? account
  const key = `${home} ${scope}`
  let place = known.get(key)
  if (place === undefined) known.set(key, place = read(scope, home, world))
  return place
}

function read(scope: string, account: string, world: AccessWorld): Place {
  const { groups, gaps } = kindOf(scope) === 'managementGroup' ? aboveGroup(scope, world) : subscriptionIn(scope) === null ? { groups: [], gaps: [] } : aboveSubscription(account, world)
  const [, storageAccount = null, container = null] = /\/providers\/microsoft\.storage\/storageaccounts\/([^/]+)(?:\/blobservices\/default\/containers\/([^/]+))?/.exec(scope) ?? []
  return { scope, account, chain: new Set([...pathsOf(scope), ...groups]), above: gaps, ...unreadIn(account, world), storageAccount, container }
}

interface Above {
  groups: readonly string[]
  gaps: readonly GapId[]
}

function aboveSubscription(account: string, world: AccessWorld): Above {
  const subscription = subscriptionOf(account, world)
  if (subscription === undefined) return { groups: [], gaps: missing(account, world) }
  const groups = readProp(subscription, 'managementGroups')
  return 'gap' in groups ? { groups: [], gaps: [groups.gap] } : { groups: texts(groups.value).map(scopeOf), gaps: [] }
}

/** What a management group lies in is told by the subscriptions below it. */
function aboveGroup(scope: string, world: AccessWorld): Above {
  const gaps: GapId[] = []
  for (const subscription of world.assets(subscriptionType)) {
    const { groups, gaps: unread } = aboveSubscription(accountOf(subscription), world)
    gaps.push(...unread)
    const at = groups.indexOf(scope)
    if (at >= 0) return { groups: groups.slice(at + 1), gaps: [] }
  }
  return { groups: [], gaps: [...new Set(gaps)] }
}

function subscriptionOf(account: string, world: AccessWorld): Asset | undefined {
  const asset = world.asset(`/subscriptions/${account.toLowerCase()}`)
  return asset?.type === subscriptionType ? asset : undefined
}

/** Accounts are subscription ids; the tenant that it is in, null where it was not read. */
export function tenantOf(account: string, world: AccessWorld): { value: string | null } | { gap: GapId } {
  const subscription = subscriptionOf(account, world)
  if (subscription === undefined) return { gap: missing(account, world)[0] ?? '' }
  const tenant = readProp(subscription, 'tenantId')
  return 'gap' in tenant ? tenant : { value: typeof tenant.value === 'string' ? tenant.value.toLowerCase() : null }
}

/** A subscription that is not in the inventory has assignments that nobody asked for. */
function unreadIn(account: string, world: AccessWorld): Pick<Place, 'unread' | 'doubts'> {
  const isForeign = subscriptionOf(account, world) === undefined && world.listGaps(subscriptionType, account).length === 0
  const gaps = (type: string, call: string): readonly GapId[] => {
    const listed = world.listGaps(type, account)
    return listed.length === 0 && isForeign ? [`Microsoft.Authorization/${call}/read:not-requested:azure/${account}`] : listed
  }
  return { unread: gaps(assignmentType, 'roleAssignments'), doubts: gaps(denyType, 'denyAssignments') }
}

function missing(account: string, world: AccessWorld): GapId[] {
  const gaps = world.listGaps(subscriptionType, account)
  return gaps.length > 0 ? [...gaps] : [`Microsoft.Resources/subscriptions/read:not-requested:azure/${account}`]
}

export function accountOf({ scope }: Asset): string {
  return scope.account.toLowerCase()
}

const accounts = new WeakMap<AccessWorld, readonly string[]>()

/** Subscriptions of the inventory. */
export function accountsIn(world: AccessWorld): readonly string[] {
  let found = accounts.get(world)
  if (found === undefined) accounts.set(world, found = world.assets(subscriptionType).map(accountOf))
  return found
}

/**
 * The scope of a resource by its id, `*` for all of the account, or an address of storage; the gap when nobody can tell
 * which resource is meant.
 */
export function scopeNamed(resource: string, account: string, world: AccessWorld): { scope: string } | { gap: GapId } {
  if (resource === '*' || resource === '') return { scope: `/subscriptions/${account}` }
  const id = world.asset(resource)?.id ?? resource
  const address = storageAddress(id)
  if (address === null) return id.startsWith('/') ? { scope: scopeOf(id) } : { gap: `resources.get:unsupported:${id}` }
  const store = world.assets('azure.storage.account').find((a) => a.name.toLowerCase() === address.account)
  if (store === undefined) return { gap: `Microsoft.Storage/storageAccounts/read:not-requested:${address.account}` }
  const base = scopeOf(store.id)
  return { scope: address.container === null ? base : `${base}/blobservices/default/containers/${address.container}` }
}

export interface StorageAddress {
  account: string
  container: string | null
}

/** `https://account.blob.core.windows.net/container/path`, `wasbs://container@account…/path`, `abfss://…`. */
export function storageAddress(address: string): StorageAddress | null {
  const web = /^https?:\/\/([a-z0-9]+)(?:\.z\d+)?\.(?:blob|dfs)\.[a-z0-9.-]+(?::\d+)?(?:\/([^/?#]*))?/i.exec(address)
  const hadoop = web === null ? /^(?:wasbs?|abfss?):\/\/([^@/]+)@([a-z0-9]+)\.[a-z0-9.-]+(?:\/|$)/i.exec(address) : null
  const [account = '', container = ''] = web === null ? [hadoop?.[2], hadoop?.[1]] : web.slice(1)
  return account === '' ? null : { account: account.toLowerCase(), container: container === '' ? null : container.toLowerCase() }
}
