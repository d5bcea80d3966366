// Members of IAM policies: how they are written, and whether one is meant by another.
import { type Truth, maybe } from '../truth.js'
import type { GapId } from '../../core/index.js'

/** `holders` are the convenience members of storage: whoever holds a basic role on a project. */
export type MemberKind = 'user' | 'serviceAccount' | 'group' | 'domain' | 'everyone' | 'authenticated' | 'federated' | 'set' | 'holders' | 'deleted' | 'other'

export interface Member {
  is: MemberKind | 'stranger'
  /** As IAM v1 writes it, e-mail addresses in lower case: two spellings of one principal have the same text. */
  text: string
  /** What follows the prefix: an address, a domain, a path. */
  name: string
}

/** Someone nobody knows, who has made himself a Google account. */
export const stranger: Member = { is: 'stranger', text: 'anyone', name: '' }

const addressed = /^(user|serviceAccount|group|domain):(.*)$/s
const basic: Readonly<Record<string, string>> = { projectOwner: 'roles/owner', projectEditor: 'roles/editor', projectViewer: 'roles/viewer' }

export function parseMember(written: string): Member {
  if (written.startsWith('deleted:')) return { is: 'deleted', text: written, name: written.slice('deleted:'.length) }
  if (written === 'allUsers' || written === 'principalSet://goog/public:all') return { is: 'everyone', text: 'allUsers', name: '' }
  if (written === 'allAuthenticatedUsers') return { is: 'authenticated', text: written, name: '' }
  const [, prefix = '', rest = ''] = addressed.exec(written) ?? []
  if (prefix === 'serviceAccount' && rest.includes('.svc.id.goog')) return { is: 'federated', text: written, name: rest }
  if (prefix === 'user' || prefix === 'serviceAccount' || prefix === 'group' || prefix === 'domain') return named(prefix, rest)
  // Deny policies write the same principals in IAM v2's way.
  const subject = after(written, 'principal://goog/subject/')
  if (subject !== null) return named('user', subject)
  const account = /^principal:\/\/iam\.googleapis\.com\/projects\/[^/]+\/serviceAccounts\/(.+)$/.exec(written)?.[1]
  if (account !== undefined) return named('serviceAccount', account)
  const group = after(written, 'principalSet://goog/group/')
  if (group !== null) return named('group', group)
  const path = after(written, 'principal://')
  if (path !== null) return { is: 'federated', text: written, name: path }
  const set = after(written, 'principalSet://')
  if (set !== null) return { is: 'set', text: written, name: set }
  const colon = written.indexOf(':')
  if (Object.hasOwn(basic, written.slice(0, Math.max(colon, 0)))) return { is: 'holders', text: written, name: written.slice(colon + 1) }
  return { is: 'other', text: written, name: written }
}

function named(is: 'user' | 'serviceAccount' | 'group' | 'domain', name: string): Member {
  const lower = name.toLowerCase()
  return { is, text: `${is}:${lower}`, name: lower }
}

function after(text: string, prefix: string): string | null {
  return text.startsWith(prefix) ? text.slice(prefix.length) : null
}

/** The basic role that a convenience member stands for. */
export function roleOfHolders(member: Member): string {
  return basic[member.text.slice(0, member.text.indexOf(':'))] ?? ''
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1)
}

/** What would have to be read to know who is in a group or a set. */
export function membershipGap(member: Member): GapId {
  const call = member.is === 'group' ? 'cloudidentity.groups.memberships.list' : 'iam.principalSets.resolve'
  return `${call}:not-requested:${member.name}`
}

export function isMembershipGap(gap: GapId): boolean {
  return /^(?:cloudidentity\.groups\.memberships\.list|iam\.principalSets\.resolve):/.test(gap)
}

function unread(member: Member): Truth {
  return maybe({ why: 'gap', gap: membershipGap(member) })
}

/** What the sets of principals need to know of the world. */
export interface Families {
  /** Resources above a service account, such as `projects/111122223333`; null when its project cannot be told. */
  homes(email: string): readonly string[] | null
  /** Whether the domain is known to be the primary one of the customer. */
  isCustomer(domain: string, customer: string): boolean
}

/** Whether `who` is meant by a member; convenience members are the caller's to resolve. */
export function means(member: Member, who: Member, families: Families): Truth {
  if (member.is === 'deleted' || who.is === 'deleted') return false
  if (member.text === who.text) return true
  switch (member.is) {
    case 'everyone': return true
    case 'authenticated': return isAuthenticated(who)
    // Who is in a group is for Cloud Identity to say. Service accounts seldom are: see `doubtOf`.
    case 'group': return who.is === 'user' ? unread(member) : false
    case 'domain': return who.is === 'user' && domainOf(who.name) === member.name
    case 'set': return who.is === 'stranger' ? false : inSet(member, who, families)
    default: return false
  }
}

/** A group's grant leaves a user's "no" open; for what is no user it only leaves a doubt, since groups seldom hold such. */
export function doubtOf(member: Member, who: Member): GapId | null {
  if (member.is !== 'group' || member.text === who.text) return null
  return who.is === 'serviceAccount' || who.is === 'federated' || who.is === 'group' ? membershipGap(member) : null
}

/** Identities of other identity providers are no Google accounts; agents have Google for theirs, and no document says. */
function isAuthenticated(who: Member): Truth {
  if (who.is === 'federated') return agentHost(who) === null ? false : unread({ is: 'set', text: 'allAuthenticatedUsers', name: 'allAuthenticatedUsers' })
  return who.is === 'stranger' || who.is === 'user' || who.is === 'serviceAccount' || who.is === 'group' || who.is === 'domain'
}

function agentHost(member: Member): string | null {
  return /^agents\.[^/]+/.exec(member.name)?.[0] ?? null
}

function inSet(set: Member, who: Member, families: Families): Truth {
  const customer = after(set.name, 'goog/cloudIdentityCustomerId/')
  if (customer !== null) {
    if (who.is === 'user' && families.isCustomer(domainOf(who.name), customer)) return true
    return who.is === 'user' || who.is === 'serviceAccount' || who.is === 'group' ? unread(set) : false
  }
  const below = after(set.name, 'cloudresourcemanager.googleapis.com/')
  if (below !== null) return inResource(set, below, who, families)
  const [, pool, part] = /^(.+?\/(?:workloadIdentityPools|workforcePools)\/[^/]+)\/(.*)$/s.exec(set.name) ?? []
  if (pool !== undefined) return inPool(set, pool, part, who)
  const host = agentHost(set)
  if (host !== null) return inPool(set, host, set.name.slice(host.length + 1), who)
  return who.is === 'everyone' || who.is === 'authenticated' || who.is === 'other' ? false : unread(set)
}

function inPool(set: Member, pool: string, part: string | undefined, who: Member): Truth {
  if (who.is !== 'federated' && who.is !== 'set') return false
  if (!who.name.startsWith(`${pool}/`)) return false
  if (part === '*') return true
  const container = /^attribute\.platformContainer\/(.+)$/.exec(part ?? '')?.[1]
  if (container !== undefined && who.is === 'federated') return who.name.startsWith(`${pool}/resources/${container}/`)
  return unread(set)
}

/** All service accounts, or all service agents, below a project, folder or organisation. */
function inResource(set: Member, below: string, who: Member, families: Families): Truth {
  if (who.is !== 'serviceAccount') return who.is === 'user' || who.is === 'group' || who.is === 'federated' ? (below.includes('/type/') ? false : unread(set)) : false
  const [kind = '', id = '', , type] = below.split('/')
  const homes = families.homes(who.name)
  if (homes === null) return unread(set)
  if (!homes.includes(`${kind}/${id}`)) return false
  return type === 'ServiceAccount' ? true : unread(set)
}
