// Whether anyone at all may use a resource: by a container open to the public, or a registry that lets anyone pull.
import { type Asset, type GapId, type Ruling, readProp } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { meet } from '../wildcard.js'
import { actionOf, isRecord, texts } from './permission.js'
import { accountOf, storageAddress } from './place.js'
import { all, any, no, saw, unknown } from '../decided.js'

// Roles know no anonymous principal: what lets strangers in are settings of the data plane.
const accountType = 'azure.storage.account'
const containerType = 'azure.storage.container'
const containers = '/blobservices/default/containers/'
const readBlobs = 'data:Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'
const readContainer = 'Microsoft.Storage/storageAccounts/blobServices/containers/read'
const pulls = ['Microsoft.ContainerRegistry/registries/pull/read', 'data:Microsoft.ContainerRegistry/registries/repositories/content/read']

export function anyone(resource: Asset, actions: readonly string[], world: AccessWorld, within?: string): Ruling {
  // What is not there nobody can use.
  if (resource.props['state'] === 'missing') return no()
  switch (resource.type) {
    case accountType: return ofAccount(resource, actions, world, within)
    case containerType: return isWithin(resource, within) ? ofContainer(resource, actions, world) : no()
    default: return resource.props['anonymousPull'] === undefined && resource.gaps['anonymousPull'] === undefined ? no() : ofRegistry(resource, actions)
  }
}

function ofAccount(account: Asset, actions: readonly string[], world: AccessWorld, within: string | undefined): Ruling {
  const gate = all(allowed(account), reachable(account))
  if (gate.value === false) return gate
  const address = within === undefined ? null : storageAddress(within)
  if (address !== null && address.account !== account.name.toLowerCase()) return no()
  const found = containersOf(account, world).filter((container) => isWithin(container, within)).map((container) => ofContainer(container, actions, world))
  const isListed = address !== null && address.container !== null && found.length > 0
  const gaps = isListed ? [] : world.listGaps(containerType, account.scope.account)
  const asked = publicly(actions, readBlobs) || publicly(actions, readContainer)
  return any(...found, ...(gaps.length > 0 && asked ? [unknown(gaps)] : []), no())
}

function ofContainer(container: Asset, actions: readonly string[], world: AccessWorld): Ruling {
  const open = isOpen(container, actions)
  if (open.value === false) return open
  const id = container.id.slice(0, container.id.toLowerCase().indexOf(containers))
  const account = world.asset(id)
  if (account?.type !== accountType) return unknown(missing(id, container, world))
  return all(open, allowed(account), reachable(account))
}

/** Whether the container's own level lets strangers do one of the actions. */
function isOpen(container: Asset, actions: readonly string[]): Ruling {
  const reads = publicly(actions, readBlobs)
  if (!reads && !publicly(actions, readContainer)) return no()
  const level = readProp(container, 'publicAccess')
  if ('gap' in level) return unknown([level.gap])
  const isPublic = level.value === 'container' || (level.value === 'blob' && reads)
  const because = [saw(container.id, 'publicAccess', level.value, '"none"')]
  return isPublic ? yes(because) : no(because)
}

function allowed(account: Asset): Ruling {
  const read = readProp(account, 'allowBlobPublicAccess')
  if ('gap' in read) return unknown([read.gap])
  const because = [saw(account.id, 'allowBlobPublicAccess', read.value, 'false')]
  if (read.value === false) return no(because)
  // Old accounts say nothing, and there it is allowed.
  return read.value === true ? yes(because) : { ...yes(because), confidence: 'medium' }
}

/** Whether the internet reaches the resource. */
function reachable(resource: Asset): Ruling {
  const read = readProp(resource, 'network')
  if ('gap' in read) return unknown([read.gap])
  const network = isRecord(read.value) ? read.value : {}
  for (const part of ['publicAccess', 'defaultAction', 'ipRules']) {
    const gap = resource.gaps[`network.${part}`]
    if (gap !== undefined && network['publicAccess'] !== 'disabled') return unknown([gap])
  }
  const because = (part: string): Ruling['because'] => [saw(resource.id, `network.${part}`, network[part] ?? null, '')]
  switch (network['publicAccess']) {
    case 'disabled': return no(because('publicAccess'))
    // Who gets in is for the perimeter's rules to say, which nobody read.
    case 'perimeter': return unknown([`Microsoft.Network/networkSecurityPerimeters:unsupported:${resource.id}`])
    default:
  }
  const isClosed = network['defaultAction'] === 'deny' && !texts(network['ipRules']).some((range) => range.endsWith('/0'))
  return isClosed ? no(because('defaultAction')) : yes(because('defaultAction'))
}

function ofRegistry(registry: Asset, actions: readonly string[]): Ruling {
  if (!pulls.some((pull) => publicly(actions, pull))) return no()
  const read = readProp(registry, 'anonymousPull')
  if ('gap' in read) return unknown([read.gap])
  const because = [saw(registry.id, 'anonymousPull', read.value, 'false')]
  if (read.value !== true) return no(because)
  return registry.props['network'] === undefined && registry.gaps['network'] === undefined ? yes(because) : all(yes(because), reachable(registry))
}

function yes(because: Ruling['because']): Ruling {
  return { value: true, gaps: [], doubts: [], confidence: 'high', because }
}

/** Whether one of the actions is what strangers get, or stands for it. */
function publicly(actions: readonly string[], given: string): boolean {
  const { plane, pattern } = actionOf(given)
  return actions.map(actionOf).some((action) => action.plane === plane && meet(action.pattern, pattern) !== null)
}

function isWithin(container: Asset, within: string | undefined): boolean {
  const address = within === undefined ? null : storageAddress(within)
  if (address === null) return true
  const id = container.id.toLowerCase()
  const [, account, name] = /\/storageaccounts\/([^/]+)\/blobservices\/default\/containers\/([^/]+)$/.exec(id) ?? []
  return address.account === account && (address.container === null || address.container === name)
}

const lists = new WeakMap<AccessWorld, Map<string, Asset[]>>()

function containersOf(account: Asset, world: AccessWorld): readonly Asset[] {
  let known = lists.get(world)
  if (known === undefined) {
    lists.set(world, known = new Map())
    for (const container of world.assets(containerType)) {
      const id = container.id.toLowerCase()
      const owner = id.slice(0, id.indexOf(containers))
      const list = known.get(owner)
      if (list === undefined) known.set(owner, [container])
      else list.push(container)
    }
  }
  return known.get(account.id.toLowerCase()) ?? []
}

function missing(id: string, container: Asset, world: AccessWorld): readonly GapId[] {
  const gaps = world.listGaps(accountType, accountOf(container))
  return gaps.length > 0 ? gaps : [`Microsoft.Storage/storageAccounts/read:not-requested:${id}`]
}
