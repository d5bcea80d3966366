// The request context of an identity of the inventory.
import { type Asset, readProp } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { type Context, type KeyState, absent, chosen, commonKey, known, uncertain, unread } from './context.js'
import { parsePolicy } from './document.js'
import { type Identity, tagsOf } from './identity.js'
import { memberAccounts, membership } from './organisation.js'
import { covers, glob, hasWildcard } from '../wildcard.js'

export interface Asked {
  /** ARN, wildcards encoded. */
  resource: string
  resourceAccount: string | null
  resourceAsset: Asset | undefined
  of: 'every' | 'some'
  /** Keys the question itself settles, lower-cased. */
  given?: ReadonlyMap<string, KeyState> | undefined
}

export function callerContext(identity: Identity, world: AccessWorld, asked: Asked): Context {
  const { who, asset } = identity
  return (key) => {
    const given = asked.given?.get(key)
    if (given !== undefined) return given
    if (key.startsWith('aws:principaltag/')) return tag(asset, key.slice('aws:principaltag/'.length))
    if (key.includes(':resourcetag/')) return resourceTag(asked, key, world)
    switch (key) {
      case 'aws:principalarn': return known(who.arn)
      case 'aws:principalaccount': case 'kms:calleraccount': return known(who.account)
      case 'aws:principaltype': return known(who.is === 'role' ? 'AssumedRole' : 'User')
      case 'aws:username': return who.is === 'user' ? known(asset.name) : absent
      case 'aws:principalisawsservice': case 'aws:viaawsservice': return known('false')
      case 'aws:securetransport': return known('true')
      case 'aws:calledvia': case 'aws:calledviafirst': case 'aws:calledvialast':
      case 'aws:principalservicename': case 'aws:principalservicenameslist':
      case 'aws:sourcearn': case 'aws:sourceaccount': case 'aws:sourceorgid': case 'aws:sourceorgpaths':
        return absent
      case 'aws:principalorgid': case 'aws:principalorgmasteraccountid': case 'aws:principalorgpaths':
        return organisation(world, who.account, key)
      case 'aws:resourceaccount': case 's3:resourceaccount':
        return asked.resourceAccount === null ? commonKey('aws:resourcetag/', isMany(asked), world.now) : known(asked.resourceAccount)
      case 'aws:resourceorgid': case 'aws:resourceorgpaths': return resourceOrganisation(world, who.account, asked.resourceAccount, key)
      case 'aws:requestedregion': {
        const region = asked.resource.split(':')[3]
        return region === undefined || region === '' || hasWildcard(region) ? chosen : known(region)
      }
      default: return commonKey(key, isMany(asked), world.now)
    }
  }
}

/** A tag that the identity lacks may still be set on its session, if whoever takes the role may tag sessions. */
function tag(asset: Asset, name: string): KeyState {
  const tags = tagsOf(asset)
  if ('gap' in tags) return unread(tags.gap)
  const value = tags.value?.get(name)
  if (value !== undefined) return known(value)
  if (asset.type !== 'aws.iam.role') return tags.value === undefined ? uncertain : absent
  if (tags.value === undefined || asset.gaps['trustPolicy'] !== undefined || asset.props['trustPolicy'] === undefined) return uncertain
  const trust = readProp(asset, 'trustPolicy')
  const document = 'gap' in trust ? null : trust.value
  const taggable = document === null || parsePolicy(document).statements.some((s) => s.effect === 'Allow'
    && (s.notActions || s.actions.some((a) => covers(a, 'sts:tagsession'))))
  return taggable ? uncertain : absent
}

/** Whether a condition on the resource would hold for some of those asked about and not for others. */
function isMany({ resource, of }: Asked): boolean {
  return of === 'every' && hasWildcard(resource)
}

function resourceTag(asked: Asked, key: string, world: AccessWorld): KeyState {
  if (asked.resourceAsset === undefined || hasWildcard(asked.resource)) return commonKey(key, isMany(asked), world.now)
  const tags = tagsOf(asked.resourceAsset)
  if ('gap' in tags) return unread(tags.gap)
  if (tags.value === undefined) return commonKey(key, false, world.now)
  const value = tags.value.get(key.slice(key.indexOf('/') + 1))
  return value === undefined ? absent : known(value)
}

function organisation(world: AccessWorld, account: string, key: string): KeyState {
  const member = membership(world, account)
  if ('gap' in member) return unread(member.gap)
  if (member.value === undefined) return uncertain
  if (member.value === null) return absent
  if (key === 'aws:principalorgid') return known(member.value.id)
  if (key === 'aws:principalorgmasteraccountid' && member.value.managementAccount !== null) return known(member.value.managementAccount)
  const id = member.value.id
  return { is: 'open', by: 'condition', may: (wanted) => covers(glob(wanted.split('/')[0] ?? ''), id) }
}

function resourceOrganisation(world: AccessWorld, account: string, resourceAccount: string | null, key: string): KeyState {
  if (resourceAccount === null) return uncertain
  const organisationKey = key === 'aws:resourceorgid' ? 'aws:principalorgid' : 'aws:principalorgpaths'
  if (resourceAccount === account) return organisation(world, account, organisationKey)
  const members = memberAccounts(world, account)
  if ('value' in members && members.value.has(resourceAccount)) return organisation(world, account, organisationKey)
  return uncertain
}
