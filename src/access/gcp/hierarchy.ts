// Projects, folders and the organisation: whose policies come down to a resource.
import { type Asset, type GapId, type Json, readProp } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import type { Families } from './member.js'
import { type Level, levelOf, unreadLevel } from './policy.js'

const manager = '//cloudresourcemanager.googleapis.com/'

/** A project, folder or organisation, or the place of one that was not read. */
export interface Rung {
  /** Such as `folders/123`. */
  name: string
  asset: Asset | null
  level: Level
}

export interface Ancestry {
  /** From the project up. */
  rungs: readonly Rung[]
  levels: readonly Level[]
  organization: Asset | null
  /** What hides the way to the top; empty when it was read to the end. */
  gaps: readonly GapId[]
}

const ancestries = new WeakMap<AccessWorld, Map<string, Ancestry>>()

/** The project of an account and everything above it. */
export function ancestryOf(account: string, world: AccessWorld): Ancestry {
  return climb(`projects/${account}`, account, world)
}

export function projectOf(account: string, world: AccessWorld): Asset | undefined {
  return world.asset(`${manager}projects/${account}`)
}

/** A resource of the hierarchy and everything above it. */
export function climb(name: string, account: string, world: AccessWorld): Ancestry {
  let known = ancestries.get(world)
  if (known === undefined) ancestries.set(world, known = new Map())
  let found = known.get(name)
  if (found === undefined) known.set(name, found = read(name, account, world))
  return found
}

function read(name: string, account: string, world: AccessWorld): Ancestry {
  const rungs: Rung[] = []
  const seen = new Set<string>()
  let next: string | null = name
  let gaps: readonly GapId[] = []
  let organization: Asset | null = null
  while (next !== null && !seen.has(next)) {
    seen.add(next)
    const asset = world.asset(`${manager}${next}`)
    if (asset === undefined) {
      gaps = missing(next, account, world)
      rungs.push({ name: next, asset: null, level: unreadLevel(gaps) })
      break
    }
    rungs.push({ name: next, asset, level: levelOf(asset) })
    if (asset.type === 'gcp.resourcemanager.organization') organization = asset
    const parent = parentOf(asset)
    if ('gap' in parent) {
      gaps = [parent.gap]
      rungs.push({ name: '', asset: null, level: unreadLevel(gaps) })
      break
    }
    next = parent.value
  }
  return { rungs, levels: rungs.map((r) => r.level), organization, gaps }
}

function parentOf(asset: Asset): { value: string | null } | { gap: GapId } {
  if (asset.type === 'gcp.resourcemanager.organization') return { value: null }
  const read = readProp(asset, 'parent')
  if ('gap' in read) return read
  return { value: typeof read.value === 'string' ? read.value.replace(manager, '') : null }
}

function missing(name: string, account: string, world: AccessWorld): GapId[] {
  const kind = name.startsWith('folders/') ? 'folder' : name.startsWith('organizations/') ? 'organization' : 'project'
  const gaps = world.listGaps(`gcp.resourcemanager.${kind}`, account)
  return gaps.length > 0 ? [...gaps] : [`cloudresourcemanager.${kind}s.get:not-requested:${name}`]
}

/** The spellings of a project, number and id. */
export function spellings(project: Asset | undefined): string[] {
  if (project === undefined) return []
  const { number, projectId } = project.props
  return [...new Set([project.id.slice(`${manager}projects/`.length), ...[number, projectId].filter(isWord).map(String)])]
}

function isWord(value: Json | undefined): value is string | number {
  return typeof value === 'string' || typeof value === 'number'
}

/** The project that a service account belongs to, by its address: an id or a number; null when the address does not say. */
export function homeOf(email: string): string | null {
  const [, name = '', host = ''] = /^(.*)@(.*)$/s.exec(email.toLowerCase()) ?? []
  if (host === 'developer.gserviceaccount.com') return /^(\d+)-compute$/.exec(name)?.[1] ?? null
  if (host === 'appspot.gserviceaccount.com') return name
  const project = /^(.+)\.iam\.gserviceaccount\.com$/.exec(host)?.[1]
  if (project === undefined) return null
  // Projects below a domain are written id.domain in addresses and domain:id elsewhere.
  const dot = project.indexOf('.')
  return dot < 0 ? project : `${project.slice(dot + 1)}:${project.slice(0, dot)}`
}

const families = new WeakMap<AccessWorld, Families>()

export function familiesOf(world: AccessWorld): Families {
  let found = families.get(world)
  if (found === undefined) families.set(world, found = gathered(world))
  return found
}

function gathered(world: AccessWorld): Families {
  return {
    homes(email) {
      const home = homeOf(email)
      const project = home === null ? undefined : projectOf(home, world)
      if (project === undefined) return null
      const { rungs, gaps } = ancestryOf(project.scope.account, world)
      return gaps.length > 0 ? null : [...spellings(project).map((p) => `projects/${p}`), ...rungs.map((r) => r.name)]
    },
    isCustomer: (domain, customer) => world.assets('gcp.resourcemanager.organization').some((o) =>
      o.props['customerId'] === customer && typeof o.props['displayName'] === 'string' && o.props['displayName'].toLowerCase() === domain),
  }
}
