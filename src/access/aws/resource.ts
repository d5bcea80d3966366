// The resource side of a question: whose it is, and what its own policy says.
import type { Asset } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import type { Layer } from './evaluate.js'
import { policyProp } from './layers.js'
import { decode, hasWildcard } from '../wildcard.js'

export interface Resource {
  asset: Asset | undefined
  /** Null when it cannot be told, as with a bucket that is not in the inventory. */
  account: string | null
  layer: Layer | null
  mustAllow: boolean
}

/** The property that holds an asset's own policy, on the type that has one: `trustPolicy` of roles, `policy` of all others. */
export function policyPropOf(asset: Asset): string | undefined {
  if (asset.type === 'aws.iam.role') return 'trustPolicy'
  return 'policy' in asset.props || 'policy' in asset.gaps ? 'policy' : undefined
}

/** `resource` has its wildcards encoded, `action` is lower-cased. `home`: the account of who asks. */
export function resourceOf(world: AccessWorld, resource: string, action: string, home: string): Resource {
  const trust = isAssumption(action)
  const asset = assetBehind(world, resource)
  const mustAllow = trust || action.startsWith('kms:')
  const account = owner(asset, resource)
  if (asset !== undefined && account === asset.scope.account) {
    const prop = policyPropOf(asset)
    const speaks = prop !== undefined && (asset.type === 'aws.iam.role' ? trust : !trust)
    return { asset, account, layer: speaks ? policyProp('resource', asset, prop) : null, mustAllow: mustAllow && speaks }
  }
  // A policy that exists but was not read: a role or key of which nothing is known, anything of another account.
  const foreign = account !== null && account !== home
  const opaque = foreign || (mustAllow && !hasWildcard(resource))
  return { asset, account, layer: opaque ? unreadLayer(world, resource, account ?? home, trust) : null, mustAllow: mustAllow && opaque }
}

export function isAssumption(action: string): boolean {
  return action.startsWith('sts:assumerole') || action === 'sts:tagsession' || action === 'sts:setsourceidentity'
}

function unreadLayer(world: AccessWorld, resource: string, account: string, trust: boolean): Layer {
  const gaps = trust ? world.listGaps('aws.iam.role', account) : []
  if (gaps.length > 0) return { sources: [], unread: gaps.map((gap) => ({ why: 'gap', gap })) }
  return { sources: [], unread: [{ why: 'condition', text: `the policy of ${decode(resource)} itself, which is not in the inventory` }] }
}

/** The asset whose policy speaks for the resource: the bucket of an object, the group of a model package. */
export function assetBehind(world: AccessWorld, resource: string): Asset | undefined {
  const whole = hasWildcard(resource) ? undefined : world.asset(resource)
  if (whole !== undefined) return whole
  const [arn, partition, service, region, account, ...rest] = resource.split(':')
  if (arn !== 'arn' || rest.length === 0) return undefined
  const path = rest.join(':').split('/')
  if (service === 's3' && account === '') return found(world, `arn:${partition}:s3:::${path[0] ?? ''}`)
  if (service === 'sagemaker' && path[0] === 'model-package') return found(world, `arn:${partition}:sagemaker:${region}:${account}:model-package-group/${path[1] ?? ''}`)
  return undefined
}

function found(world: AccessWorld, id: string): Asset | undefined {
  return hasWildcard(id) ? undefined : world.asset(id)
}

function owner(asset: Asset | undefined, resource: string): string | null {
  if (asset !== undefined && asset.type !== 'aws.s3.bucket') return asset.scope.account
  // The account of a bucket that is somebody else's is not known: its asset lives where it was referred to.
  if (asset !== undefined) return asset.props['owner'] === 'other' ? 'unknown' : asset.scope.account
  const account = resource.split(':')[4]
  return account === undefined || !/^\d{12}$/.test(account) ? null : account
}

// Actions on objects that do not say so in their name.
const objectActions = new Set([
  's3:abortmultipartupload', 's3:listmultipartuploadparts', 's3:bypassgovernanceretention', 's3:initiatereplication',
  's3:replicatedelete', 's3:replicatetags',
])

/**
 * What to ask about when a rule names a bucket: its objects for `s3:GetObject`, itself for `s3:ListBucket`, both for `s3:*`.
 * With a key prefix, only the objects below it. For a model package group: itself and its versions.
 * `action` and `resource` are encoded.
 */
export function resourcesFor(action: string, resource: string, key = ''): string[] {
  const [, partition, service, region, account, ...rest] = resource.split(':')
  const [kind, group] = rest.join(':').split('/')
  if (service === 'sagemaker' && kind === 'model-package-group' && group !== undefined) {
    // A group's policy speaks for the versions in it, and AWS's own examples name those.
    return [resource, `arn:${partition}:sagemaker:${region}:${account}:model-package/${group}/\u0001`]
  }
  if (service !== 's3' || account !== '' || rest.join(':').includes('/') || hasWildcard(resource)) return [resource]
  const objects = `${resource}/${key}\u0001`
  if (hasWildcard(action)) return [resource, objects]
  const onObject = objectActions.has(action) || (action.includes('object') && !action.includes('bucket') && !action.includes('objectlambda'))
  return onObject ? [objects] : [resource]
}

/** What a resource's own policy speaks for: also what lies below it, such as the indexes of a vector bucket or the aliases of a function. */
export function spokenFor(action: string, resource: string, key = ''): string[] {
  const service = resource.split(':')[2]
  const named = resourcesFor(action, resource, key)
  return service === 's3' || service === 'iam' ? named : [...named, `${resource}/\u0001`, `${resource}:\u0001`]
}
