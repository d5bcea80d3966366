// What a question is about: a resource, the policies that reach it, and the name conditions know it by.
import { type Asset, type GapId, readProp } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import type { Facts, Name } from './condition.js'
import { aclLevel } from './acl.js'
import { ancestryOf, climb, projectOf, spellings } from './hierarchy.js'
import { type Level, hasPolicy, levelOf, unreadLevel } from './policy.js'
import { serviceOf } from './permission.js'

export interface Target {
  /** Account whose lists hide what is missing. */
  account: string
  /** The resource's own, what it lies in, its project and up. */
  levels: readonly Level[]
  address(permission: string): Pick<Facts, 'type' | 'names'>
}

const manager = '//cloudresourcemanager.googleapis.com/'
const storage = '//storage.googleapis.com/'

/** The project itself: what holds there holds for everything in it. */
export function projectTarget(account: string, world: AccessWorld): Target {
  const names = [...new Set([account, ...spellings(projectOf(account, world))])].map((p) => ({ text: `projects/${p}`, open: false }))
  return { account, levels: ancestryOf(account, world).levels, address: () => ({ type: `${manager.slice(2)}Project`, names }) }
}

/** Anything in the project, as far as the policies of the project and above go. */
export function anywhereIn(account: string, world: AccessWorld): Target {
  return { account, levels: ancestryOf(account, world).levels, address: () => ({ type: null, names: null }) }
}

const targets = new WeakMap<AccessWorld, Map<string, Target>>()

export function targetOf(asset: Asset, world: AccessWorld): Target {
  let known = targets.get(world)
  if (known === undefined) targets.set(world, known = new Map())
  let found = known.get(asset.id)
  if (found === undefined) known.set(asset.id, found = assetTarget(asset, world))
  return found
}

function assetTarget(asset: Asset, world: AccessWorld): Target {
  const { account } = asset.scope
  if (asset.id.startsWith(manager)) {
    const path = asset.id.slice(manager.length)
    if (path.startsWith('projects/')) return projectTarget(path.slice('projects/'.length), world)
    return { account, levels: climb(path, account, world).levels, address: () => ({ type: null, names: [{ text: path, open: false }] }) }
  }
  if (asset.type === 'gcp.storage.bucket') return bucketTarget(asset, '', world)
  const names = namesOf(asset.id, account, world)
  return { account, levels: [levelOf(asset), ...above(asset.id, world), ...ancestryOf(account, world).levels], address: () => ({ type: null, names }) }
}

/** The project a bucket belongs to: names of buckets are the world's, so what refers to one need not be beside it. */
export function ownerOf(bucket: Asset, world: AccessWorld): { account: string; isOurs: boolean } {
  const { account } = bucket.scope
  const owner = bucket.props['projectNumber']
  if (typeof owner !== 'string' || owner === account || spellings(projectOf(account, world)).includes(owner)) return { account, isOurs: true }
  const project = projectOf(owner, world)
  return project === undefined ? { account: owner, isOurs: world.trust.accounts.includes(owner) } : { account: project.scope.account, isOurs: true }
}

/** A bucket, or what in it begins with a key. */
export function bucketTarget(bucket: Asset, key: string, world: AccessWorld, exact = false): Target {
  const { account } = bucket.scope
  const name = `projects/_/buckets/${bucket.id.slice(storage.length)}`
  const objects: Name = { text: `${name}/objects/${key}`, open: !exact }
  return {
    account,
    levels: [levelOf(bucket), aclLevel(bucket), ...ancestryOf(ownerOf(bucket, world).account, world).levels],
    address: (permission) => (isOnObject(permission)
      ? { type: `${storage.slice(2)}Object`, names: [objects] }
      : { type: `${storage.slice(2)}Bucket`, names: [{ text: name, open: false }] }),
  }
}

/** Listing asks the bucket; everything else about objects asks the object. */
function isOnObject(permission: string): boolean {
  return permission.startsWith('storage.objects.') && permission !== 'storage.objects.list'
}

/** The resource by its full name, a storage address or an alias; `*` is everything in the account. */
export function targetNamed(resource: string, account: string, world: AccessWorld): Target {
  if (resource === '*') return projectTarget(account, world)
  const asset = world.asset(resource)
  if (asset !== undefined) return targetOf(asset, world)
  const object = /^gs:\/\/([^/]+)\/?(.*)$/s.exec(resource) ?? /^\/\/storage\.googleapis\.com\/(?:projects\/_\/buckets\/)?([^/]+)(?:\/objects\/(.*))?$/s.exec(resource)
  if (object !== null) {
    const [, name = '', key = ''] = object
    const bucket = world.asset(`${storage}${name}`)
    if (bucket !== undefined) return bucketTarget(bucket, key, world, key !== '' && !key.endsWith('/'))
  }
  const project = /^\/\/[^/]+\/projects\/([^/]+)/.exec(resource)?.[1]
  const home = project === undefined ? account : projectOf(project, world)?.scope.account ?? project
  const names = namesOf(resource, home, world)
  const levels = [unreadLevel(unseen(resource, world, home)), ...above(resource, world), ...ancestryOf(home, world).levels]
  return { account: home, levels, address: () => ({ type: null, names }) }
}

/** A resource that is not in the inventory may carry a policy of its own. */
function unseen(resource: string, world: AccessWorld, account: string): GapId[] {
  const gaps = resource.startsWith(storage) || resource.startsWith('gs://') ? world.listGaps('gcp.storage.bucket', account) : []
  return gaps.length > 0 ? [...gaps] : [`iam.getIamPolicy:not-requested:${resource}`]
}

/** Resources of the inventory that it lies in and that have a policy: the dataset of a table, the ring of a key. */
function above(id: string, world: AccessWorld): Level[] {
  const found: Level[] = []
  let path = id
  while (path.split('/').length > 7) {
    path = path.split('/').slice(0, -2).join('/')
    const asset = world.asset(path)
    if (asset !== undefined && hasPolicy(asset)) found.push(levelOf(asset))
  }
  return found
}

function namesOf(id: string, account: string, world: AccessWorld): Name[] {
  const path = id.replace(/^\/\/[^/]+\//, '')
  const rest = /^projects\/[^/]+(\/.*)?$/s.exec(path)
  if (rest === null) return [{ text: path, open: false }]
  return [...new Set([path, ...spellings(projectOf(account, world)).map((p) => `projects/${p}${rest[1] ?? ''}`)])].map((text) => ({ text, open: false }))
}

export interface Place {
  target: Target
  service: string
}

const places = new WeakMap<AccessWorld, Map<string, readonly Place[]>>()

/** Resources of the account that carry policies of their own, with the service they belong to. */
export function placesIn(account: string, world: AccessWorld): readonly Place[] {
  let known = places.get(world)
  if (known === undefined) places.set(world, known = new Map())
  let found = known.get(account)
  if (found === undefined) known.set(account, found = gathered(account, world))
  return found
}

function gathered(account: string, world: AccessWorld): Place[] {
  const assets = new Map<string, Asset>()
  for (const type of ['gcp.storage.bucket', 'gcp.iam.service_account', 'gcp.notebook.instance']) {
    for (const asset of world.assets(type, account)) assets.set(asset.id, asset)
  }
  const unread: GapId[] = [...world.listGaps('gcp.iam.principal', account)]
  // Who holds roles on what is told by the principals: there is no list of everything that has a policy.
  for (const principal of world.assets('gcp.iam.principal', account)) {
    const roles = readProp(principal, 'roles')
    if ('gap' in roles) unread.push(roles.gap)
    else for (const role of Array.isArray(roles.value) ? roles.value : []) {
      const on = typeof role === 'object' && role !== null && !Array.isArray(role) ? role['on'] : null
      const asset = typeof on === 'string' && !on.startsWith(manager) ? world.asset(on) : undefined
      if (asset !== undefined && asset.scope.account === account) assets.set(asset.id, asset)
    }
  }
  const found = [...assets.values()].filter(hasPolicy).map((asset) => ({ target: targetOf(asset, world), service: asset.id.split('/')[2] ?? '' }))
  if (unread.length === 0) return found
  const hidden: Target = { account, levels: [unreadLevel([...new Set(unread)])], address: () => ({ type: null, names: null }) }
  return [...found, { target: hidden, service: '' }]
}

/** Whether a permission can be held on resources of a service. */
export function concerns(place: Place, permission: string): boolean {
  return place.service === '' || permission.startsWith('*') || serviceOf(permission) === place.service
}
