// Service accounts of a project that somebody might come to act as.
import { type Asset, type GapId, readProp } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { ancestryOf, projectOf, spellings } from './hierarchy.js'
import { emailMember } from './identity.js'
import { type Member, parseMember } from './member.js'
import { isRecord, levelIn, unreadLevel, type Level } from './policy.js'
import { type Target, targetOf } from './target.js'

export interface Candidate {
  who: Member
  account: string
  /** Where the right to act as it is asked. */
  target: Target
  isDefaultCompute: boolean
}

export interface Candidates {
  known: readonly Candidate[]
  /** Gaps that hide others. */
  unlisted: readonly GapId[]
}

const type = 'gcp.iam.service_account'
const found = new WeakMap<AccessWorld, Map<string, Candidates>>()

export function candidatesIn(account: string, world: AccessWorld): Candidates {
  let known = found.get(world)
  if (known === undefined) found.set(world, known = new Map())
  let list = known.get(account)
  if (list === undefined) known.set(account, list = read(account, world))
  return list
}

function read(account: string, world: AccessWorld): Candidates {
  const known = new Map<string, Candidate | null>()
  const unlisted: GapId[] = []
  for (const asset of world.assets(type, account)) {
    const email = readProp(asset, 'email')
    if ('gap' in email) unlisted.push(email.gap)
    else if (typeof email.value === 'string') known.set(email.value.toLowerCase(), usable(asset) ? ofAsset(asset, email.value, world) : null)
  }
  const project = projectOf(account, world)
  const listed = project === undefined ? { gap: '' } : readProp(project, 'serviceAccounts')
  const gaps = world.listGaps(type, account)
  if ('gap' in listed) unlisted.push(...gaps)
  else for (const item of Array.isArray(listed.value) ? listed.value : []) {
    const email = isRecord(item) ? item['email'] : null
    if (typeof email !== 'string' || known.has(email.toLowerCase())) continue
    known.set(email.toLowerCase(), isRecord(item) && item['disabled'] === true ? null : byEmail(email, account, world))
  }
  return { known: [...known.values()].filter((c) => c !== null), unlisted: [...new Set(unlisted)] }
}

/** Nobody acts as a disabled account, nor as those that Google runs for itself. */
function usable(asset: Asset): boolean {
  return asset.props['disabled'] !== true && (asset.props['agentOf'] ?? null) === null
}

function ofAsset(asset: Asset, email: string, world: AccessWorld): Candidate {
  return {
    who: parseMember(emailMember(email)), account: asset.scope.account, target: targetOf(asset, world),
    isDefaultCompute: asset.props['defaultOf'] === 'compute' || isDefaultCompute(email),
  }
}

/** The account behind an address: its asset, or what can be said without one. */
export function candidateNamed(email: string, account: string, world: AccessWorld): Candidate {
  const asset = world.assets(type, account).find((a) => typeof a.props['email'] === 'string' && a.props['email'].toLowerCase() === email.toLowerCase())
  return asset === undefined ? byEmail(email, account, world) : ofAsset(asset, email, world)
}

function byEmail(email: string, account: string, world: AccessWorld): Candidate {
  const own = ownLevel(email, account, world)
  return {
    who: parseMember(emailMember(email)), account, isDefaultCompute: isDefaultCompute(email),
    target: { account, levels: [own, ...ancestryOf(account, world).levels], address: () => ({ type: null, names: null }) },
  }
}

/** Its own policy, as the project tells it of accounts that nothing AI runs as. */
function ownLevel(email: string, account: string, world: AccessWorld): Level {
  const project = projectOf(account, world)
  const isTold = project !== undefined && (project.props['serviceAccountBindings'] !== undefined || project.gaps['serviceAccountBindings'] !== undefined)
  const told = isTold ? readProp(project, 'serviceAccountBindings') : { value: null }
  if ('gap' in told) return unreadLevel([told.gap])
  const bindings = isRecord(told.value) ? told.value[email.toLowerCase()] : undefined
  if (project !== undefined && bindings !== undefined) return levelIn(bindings, project.id)
  const gaps = world.listGaps(type, account)
  return unreadLevel(gaps.length > 0 ? gaps : [`iam.serviceAccounts.getIamPolicy:not-requested:${email}`])
}

function isDefaultCompute(email: string): boolean {
  return /^\d+-compute@developer\.gserviceaccount\.com$/i.test(email)
}

/** The project's number, as the addresses of its default accounts and agents carry it. */
export function numberOf(account: string, world: AccessWorld): string | null {
  return spellings(projectOf(account, world)).find((p) => /^\d+$/.test(p)) ?? null
}
