// The request context of anyone at all: whatever a stranger can arrange counts as arranged, whatever names somebody does not.
import type { AccessWorld } from '../model.js'
import { type Context, type KeyState, chosen, commonKey, known, uncertain, unread } from './context.js'
import { type Operator, parseRange } from './operators.js'
import { membership } from './organisation.js'
import { anything, decode, hasWildcard } from '../wildcard.js'

type May = (wanted: string, operator: Operator) => boolean

/** A value that some stranger has, and that nobody who is named in a policy has. */
function foreign(may: May): KeyState {
  return { is: 'open', by: 'choice', may }
}

/** Context of someone of no known account, for a resource of `account`. */
export function strangerContext(world: AccessWorld, account: string): Context {
  return (key) => strangerKeys.get(key) ?? resourceKey(world, account, key) ?? (chosenByStrangers(key) ? chosen : commonKey(key, false, world.now))
}

/** Keys that say whose the resource is. */
export function resourceKey(world: AccessWorld, account: string, key: string): KeyState | undefined {
  if (key === 'aws:resourceaccount' || key === 's3:resourceaccount') return known(account)
  if (key !== 'aws:resourceorgid') return undefined
  const member = membership(world, account)
  if ('gap' in member) return unread(member.gap)
  return member.value === undefined ? uncertain : member.value === null ? { is: 'absent' } : known(member.value.id)
}

/** What everybody decides for the principals and sessions of an account of his own. */
export function chosenByStrangers(key: string): boolean {
  return key.startsWith('aws:principaltag/') || key.startsWith('aws:multifactorauth') || key.startsWith('aws:calledvia')
    || key === 'aws:principaltype' || key === 'aws:username' || key === 'kms:viaservice' || key === 'aws:tokenissuetime'
}

const account: May = (wanted, { wild }) => wild && hasWildcard(wanted)
const organisation: May = (wanted, { wild }) => wild && isBare(wanted, 'o-')
const organisationPath: May = (wanted, { wild }) => wild && isBare(wanted.split('/')[0] ?? '', 'o-')
const network: May = (wanted, { wild }) => wild && (isBare(wanted, 'vpc-') || isBare(wanted, 'vpce-'))
const userId: May = (wanted, { wild }) => {
  const [id = ''] = wanted.split(':')
  return wild && (isBare(id, 'AROA') || isBare(id, 'AIDA'))
}

const arn: May = (wanted, { wild }) => {
  // Roles of services act for services only, in whatever account they are.
  if (!wild || !hasWildcard(wanted) || /\d{12}/.test(wanted) || wanted.includes('aws-service-role')) return false
  const parts = wanted.split(':')
  const owner = parts[4]
  // Without an account in it, as with buckets, the name has to be open.
  if (owner === '') return (parts[5] ?? '').startsWith(anything)
  return owner === undefined || hasWildcard(owner)
}

const address: May = (wanted, { name }) => {
  if (name !== 'IpAddress' && name !== 'NotIpAddress') return hasWildcard(wanted)
  const range = parseRange(decode(wanted))
  // A /8 (a /32 in IPv6) is the most that one owner is ever given; in anything wider a stranger finds an address.
  return range !== null && range[1] < (range[0].kind() === 'ipv4' ? 8 : 32)
}

/** Nothing but wildcards, or those after the prefix that all such ids share. */
function isBare(wanted: string, prefix: string): boolean {
  if (!hasWildcard(wanted)) return false
  const rest = decode(wanted).replace(/[*?]/g, '')
  return rest === '' || prefix.startsWith(rest)
}

const strangerKeys = new Map<string, KeyState>([
  ['aws:principalaccount', foreign(account)], ['kms:calleraccount', foreign(account)], ['aws:sourceaccount', foreign(account)],
  ['aws:vpceaccount', foreign(account)], ['s3:dataaccesspointaccount', foreign(account)], ['aws:principalorgmasteraccountid', foreign(account)],
  ['aws:principalorgid', foreign(organisation)], ['aws:sourceorgid', foreign(organisation)], ['aws:vpceorgid', foreign(organisation)],
  ['aws:principalorgpaths', foreign(organisationPath)], ['aws:sourceorgpaths', foreign(organisationPath)], ['aws:vpceorgpaths', foreign(organisationPath)],
  ['aws:principalarn', foreign(arn)], ['aws:sourcearn', foreign(arn)], ['aws:sourcevpcarn', foreign(arn)], ['s3:dataaccesspointarn', foreign(arn)],
  ['aws:userid', foreign(userId)],
  ['aws:sourcevpc', foreign(network)], ['aws:sourcevpce', foreign(network)], ['aws:ec2instancesourcevpc', foreign(network)],
  ['aws:sourceip', foreign(address)], ['aws:vpcsourceip', foreign(address)], ['aws:ec2instancesourceprivateipv4', foreign(address)],
  ['aws:principalisawsservice', known('false')], ['aws:viaawsservice', known('false')],
  ['aws:principalservicename', { is: 'absent' }], ['aws:principalservicenameslist', { is: 'absent' }],
])
