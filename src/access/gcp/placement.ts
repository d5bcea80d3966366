// Whether a member of a policy is ours: of the organisation, of its projects, or trusted by name.
import type { GapId } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { ancestryOf, homeOf, projectOf, spellings } from './hierarchy.js'
import { isAgent, servedBy } from './identity.js'
import { type Member, domainOf } from './member.js'

/** `certain` is false where the organisation may have another domain or project than those we read of. */
export type Placement = { is: 'ours' } | { is: 'outside'; certain: boolean } | { is: 'unknown'; gaps: readonly GapId[] }

const ours: Placement = { is: 'ours' }
const consumer = new Set(['gmail.com', 'googlemail.com', 'googlegroups.com'])

/** Where a member stands, as seen from a resource of the account. */
export function placementOf(member: Member, account: string, world: AccessWorld): Placement {
  const { accounts } = world.trust
  if (accounts.includes(member.text) || accounts.includes(member.name)) return ours
  switch (member.is) {
    case 'user': case 'group': return ofDomain(domainOf(member.name), account, world)
    case 'domain': return ofDomain(member.name, account, world)
    case 'serviceAccount': return ofServiceAccount(member.name, account, world)
    case 'federated': case 'set': return ofPath(member, account, world)
    case 'holders': return ofProject(member.name, world)
    default: return ours
  }
}

function ofDomain(domain: string, account: string, world: AccessWorld): Placement {
  const { accounts } = world.trust
  if (accounts.some((trusted) => trusted.toLowerCase() === domain)) return ours
  if (consumer.has(domain)) return { is: 'outside', certain: true }
  const gaps: GapId[] = []
  for (const organization of world.assets('gcp.resourcemanager.organization')) {
    const gap = organization.gaps['displayName']
    if (gap !== undefined) gaps.push(gap)
    else if (typeof organization.props['displayName'] === 'string' && organization.props['displayName'].toLowerCase() === domain) return ours
  }
  const unread = [...gaps, ...ancestryOf(account, world).gaps]
  // Which domain is the organisation's own is not known: no guessing.
  return unread.length > 0 ? { is: 'unknown', gaps: unread } : { is: 'outside', certain: false }
}

function ofServiceAccount(email: string, account: string, world: AccessWorld): Placement {
  const { accounts } = world.trust
  if (accounts.includes(domainOf(email))) return ours
  if (isAgent(email)) {
    const served = servedBy(email)
    return served === null ? ours : ofResource(served, account, world)
  }
  const home = homeOf(email)
  return home === null ? unplaced(`serviceAccount:${email}`) : ofProject(home, world)
}

function ofProject(name: string, world: AccessWorld): Placement {
  const project = projectOf(name, world)
  if (project !== undefined || world.assets('gcp.resourcemanager.project').some((p) => spellings(p).includes(name))) return ours
  // A sibling project that was not scanned looks the same.
  return world.trust.accounts.includes(name) ? ours : { is: 'outside', certain: false }
}

function ofResource(name: string, account: string, world: AccessWorld): Placement {
  const [kind = '', id = ''] = name.split('/')
  if (kind === 'projects') return ofProject(id, world)
  if (world.trust.accounts.includes(id) || world.asset(`//cloudresourcemanager.googleapis.com/${name}`) !== undefined) return ours
  const { rungs, gaps } = ancestryOf(account, world)
  if (rungs.some((r) => r.name === name)) return ours
  if (gaps.length > 0) return { is: 'unknown', gaps }
  return { is: 'outside', certain: kind === 'organizations' }
}

/** Pools, agents and other sets say in their path whose they are. */
function ofPath(member: Member, account: string, world: AccessWorld): Placement {
  const kubernetes = /^(.+)\.svc\.id\.goog(?:\[|$)/.exec(member.name)?.[1]
  if (kubernetes !== undefined) return ofProject(kubernetes, world)
  const agent = /^agents\.global\.(org|proj|project)-(\d+)\./.exec(member.name)
  if (agent !== null) return ofResource(`${agent[1] === 'org' ? 'organizations' : 'projects'}/${agent[2]}`, account, world)
  const named = /^(?:iam|cloudresourcemanager)\.googleapis\.com\/((?:projects|folders|organizations)\/[^/]+)/.exec(member.name)?.[1]
  if (named !== undefined) return ofResource(named, account, world)
  const customer = /^goog\/cloudIdentityCustomerId\/(.+)$/.exec(member.name)?.[1]
  if (customer !== undefined) {
    if (world.assets('gcp.resourcemanager.organization').some((o) => o.props['customerId'] === customer) || world.trust.accounts.includes(customer)) return ours
    const { gaps } = ancestryOf(account, world)
    return gaps.length > 0 ? { is: 'unknown', gaps } : { is: 'outside', certain: true }
  }
  // A workforce pool belongs to some organisation, and its name does not say which.
  const pool = /\/workforcePools\/([^/]+)/.exec(member.name)?.[1]
  return pool !== undefined && world.trust.accounts.includes(pool) ? ours : unplaced(member.text)
}

function unplaced(member: string): Placement {
  return { is: 'unknown', gaps: [`iam.members.place:unsupported:${member}`] }
}
