// Whether anyone at all may act on a resource: by its policy, or by a bucket's ACL.
import { type Asset, type Ruling, readProp } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { aclCounts, aclOf, permits, unblocked } from './acl.js'
import { best } from './ask.js'
import { parsePolicy } from './document.js'
import { type Decision, type Layer, evaluate, noPolicies } from './evaluate.js'
import { emptyLayer, policyProp } from './layers.js'
import { resourceControl } from './organisation.js'
import { policyPropOf, spokenFor } from './resource.js'
import { all, any, no, ruling, saw } from './ruling.js'
import { strangerContext } from './stranger.js'
import { encode } from '../wildcard.js'

const wanted = 'nothing that anyone may use'

export function anyone(resource: Asset, actions: readonly string[], world: AccessWorld, within?: string): Ruling {
  const prop = policyPropOf(resource)
  if (prop === undefined) throw new Error(`${resource.type}: no policy of this type of resource can be evaluated yet`)
  if (resource.type !== 'aws.s3.bucket') return byPolicy(resource, policyProp('resource', resource, prop), actions, world)
  // Of a bucket that is somebody else's, or nobody's, there is no policy to judge.
  const owner = readProp(resource, 'owner')
  if ('value' in owner && owner.value !== 'self') return no()
  const key = within === undefined ? '' : keyIn(resource.id, within)
  if (key === null) return no()
  return any(bucketPolicy(resource, actions, key, world), bucketAcl(resource, actions, key, world))
}

/** The key prefix of an address in the bucket; null when it lies in another, empty when it cannot be told: then all of it counts. */
function keyIn(bucket: string, address: string): string | null {
  const [, name, key = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(address) ?? []
  if (name === undefined) return ''
  return bucket.endsWith(`:${name}`) ? key : null
}

function bucketPolicy(bucket: Asset, actions: readonly string[], key: string, world: AccessWorld): Ruling {
  const policy = byPolicy(bucket, policyProp('resource', bucket, 'policy'), actions, world, key)
  return policy.value === false ? policy : all(policy, unblocked(bucket, 'restrictPublicBuckets', world))
}

function byPolicy(resource: Asset, layer: Layer | null, actions: readonly string[], world: AccessWorld, key = ''): Ruling {
  if (layer === null) return no()
  return ruling(best(strangers(resource, layer, actions, world, key)), wanted)
}

function strangers(resource: Asset, layer: Layer, actions: readonly string[], world: AccessWorld, key: string): Decision[] {
  const context = strangerContext(world, resource.scope.account)
  return actions.flatMap((text) => {
    const action = encode(text.toLowerCase())
    const controls = resourceControl(world, resource.scope.account, action)
    return spokenFor(action, resource.id, key).map((target) => evaluate(
      { who: { is: 'stranger' }, action, resource: target, context, of: 'some' },
      { ...noPolicies, resource: layer, rcps: controls.layers, doubts: controls.doubts },
    ))
  })
}

function bucketAcl(bucket: Asset, actions: readonly string[], key: string, world: AccessWorld): Ruling {
  const acl = aclOf(bucket)
  if ('gap' in acl) return all({ ...no(), value: 'unknown', gaps: [acl.gap], confidence: 'low' }, unblocked(bucket, 'ignorePublicAcls', world))
  const open = acl.value.filter((g) => g.grantee === 'AllUsers' || g.grantee === 'AuthenticatedUsers')
  const grants = open.flatMap((grant) => {
    const granted = actions.filter((a) => permits(grant.permission, encode(a.toLowerCase())))
    if (granted.length === 0) return []
    const decision = best(strangers(bucket, withoutAllows(bucket, granted), granted, world, key))
    return [{ ...ruling(decision, wanted), because: [saw(bucket.id, grant.path, grant.raw, wanted)] }]
  })
  if (grants.length === 0) return no()
  return all(any(...grants), aclCounts(bucket), unblocked(bucket, 'ignorePublicAcls', world))
}

/** The Deny statements of the bucket's policy, beside an Allow that stands for the ACL's grant. */
export function withoutAllows(bucket: Asset, granted: readonly string[]): Layer {
  const policy = policyProp('resource', bucket, 'policy') ?? emptyLayer
  const grant = parsePolicy({ Statement: { Effect: 'Allow', Principal: '*', Action: [...granted], Resource: '*' } })
  return {
    unread: policy.unread,
    sources: [
      { layer: 'resource', asset: bucket.id, path: 'acl', name: 'acl', policy: grant },
      ...policy.sources.map((s) => ({ ...s, policy: { ...s.policy, statements: s.policy.statements.filter((t) => t.effect === 'Deny') } })),
    ],
  }
}
