// Whether somebody outside may come to act as a service account: by a lasting key, or by a grant that reaches out.
import { type Asset, type Json, type Ruling, readProp } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { anyone } from './anyone.js'
import { decide } from './decide.js'
import { whoIs } from './identity.js'
import { outsiders } from './outsiders.js'
import { hasPolicy, isRecord } from './policy.js'
import { any, no, ruling, saw, unknown } from '../decided.js'
import { targetOf } from './target.js'

const impersonation = [
  'iam.serviceAccounts.getAccessToken', 'iam.serviceAccounts.getOpenIdToken',
  'iam.serviceAccounts.signJwt', 'iam.serviceAccounts.signBlob', 'iam.serviceAccounts.implicitDelegation',
]

export function exposed(identity: Asset, world: AccessWorld): Ruling {
  const account = accountOf(identity, world)
  if (account === null) return no()
  if ('gap' in account) return unknown([account.gap])
  const { asset } = account
  // Nothing signs in as a disabled account, whatever keys it has.
  const disabled = readProp(asset, 'disabled')
  if ('value' in disabled && disabled.value === true) return no([saw(asset.id, 'disabled', true, '')])
  const byPolicy = hasPolicy(asset) ? [anyone(asset, impersonation, world), outsiders(asset, impersonation, world), wholePool(asset, world)] : []
  const reached = any(hasKey(asset, world), ...byPolicy)
  return 'gap' in disabled && reached.value === true ? { ...reached, doubts: [...reached.doubts, disabled.gap], confidence: 'medium' } : reached
}

/** The service account an identity is; null for people, groups and pools, which have no keys. */
function accountOf(identity: Asset, world: AccessWorld): { asset: Asset } | { gap: string } | null {
  if (identity.type === 'gcp.iam.service_account') return { asset: identity }
  const who = whoIs(identity)
  if ('gap' in who) return who
  if (who.value.is !== 'serviceAccount') return null
  const { name } = who.value
  const asset = world.assets('gcp.iam.service_account').find((a) => typeof a.props['email'] === 'string' && a.props['email'].toLowerCase() === name)
  if (asset !== undefined) return { asset }
  const gaps = world.listGaps('gcp.iam.service_account', identity.scope.account)
  return gaps[0] === undefined ? null : { gap: gaps[0] }
}

function hasKey(account: Asset, world: AccessWorld): Ruling {
  const read = readProp(account, 'keys')
  if ('gap' in read) return unknown([read.gap])
  const keys = Array.isArray(read.value) ? read.value : []
  const because = keys.flatMap((key, i) => (isUsable(key, world.now) ? [saw(account.id, `keys[${i}]`, key, 'no user-managed key that works')] : []))
  return because.length === 0 ? no() : { value: true, gaps: [], doubts: [], confidence: 'high', because }
}

function isUsable(key: Json, now: number): boolean {
  if (!isRecord(key) || key['userManaged'] !== true || key['disabled'] === true) return false
  const { expiresAt } = key
  return typeof expiresAt !== 'string' || !(Date.parse(expiresAt) <= now)
}

/** A grant to everybody in a pool takes in whoever its identity provider vouches for. */
function wholePool(account: Asset, world: AccessWorld): Ruling {
  const target = targetOf(account, world)
  const pools = target.levels.flatMap((level) => level.wide.filter(({ member }) => member.is === 'set' && /\/workloadIdentityPools\/[^/]+\/\*$/.test(member.name)))
  return any(...pools.flatMap((grant) => impersonation.map((permission) =>
    ruling(decide({ who: grant.member, permission, target, only: (g) => g === grant }, world), 'a subject or attribute of the pool'))))
}
