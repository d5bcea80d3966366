// A role, user or group of the inventory with every policy that speaks for or limits it.
import { type Asset, type GapId, readProp } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { isRecord } from './document.js'
import { type Policies, type Layer, noPolicies } from './evaluate.js'
import { documentLayer, emptyLayer, gapped, inlineLayer, merged, textProp, textsProp } from './layers.js'
import { serviceControl } from './organisation.js'
import type { Requester } from './principal.js'

export type IdentityRequester = Extract<Requester, { arn: string }>

export interface Identity {
  asset: Asset
  who: IdentityRequester
  partition: string
  /** Policies of the identity, without those of a resource or of an organisation. */
  own: Pick<Policies, 'identity' | 'boundary' | 'notes'>
  /** ARNs of attached policies that are the account's own. */
  ownPolicies: readonly string[]
  groups: readonly string[]
}

const administratorAccess = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }

const identities = new WeakMap<AccessWorld, Map<string, Identity>>()

/** Gathers the policies of an identity once per inventory. */
export function identityOf(asset: Asset, world: AccessWorld): Identity {
  let known = identities.get(world)
  if (known === undefined) identities.set(world, known = new Map())
  let found = known.get(asset.id)
  if (found === undefined || found.asset !== asset) known.set(asset.id, found = assemble(asset, world))
  return found
}

export function isIdentity(asset: Asset): boolean {
  return asset.type === 'aws.iam.role' || asset.type === 'aws.iam.user' || asset.type === 'aws.iam.group'
}

function assemble(asset: Asset, world: AccessWorld): Identity {
  if (!isIdentity(asset)) throw new Error(`${asset.type} ${asset.id} is no identity: access can be asked of roles, users and groups`)
  const is = asset.type === 'aws.iam.role' ? 'role' : asset.type === 'aws.iam.user' ? 'user' : 'group'
  const notes: string[] = []
  const layers = [inlineLayer('identity', asset, 'inlinePolicies'), attached(asset, world, notes)]
  let groups: string[] = []
  if (is === 'user') {
    const read = textsProp(asset, 'groups')
    if ('gap' in read) layers.push(gapped(read.gap))
    else for (const arn of groups = read.value) layers.push(groupLayer(arn, asset.scope.account, world, notes))
  }
  const policies = textsProp(asset, 'attachedPolicies')
  const [, partition = 'aws'] = asset.id.split(':')
  return {
    asset, partition, groups,
    who: { is, arn: asset.id, account: asset.scope.account },
    own: { identity: merged(layers), boundary: is === 'group' ? null : boundary(asset, world, notes), notes },
    ownPolicies: 'gap' in policies ? [] : policies.value.filter((arn) => arn.split(':')[4] === asset.scope.account),
  }
}

function attached(asset: Asset, world: AccessWorld, notes: string[]): Layer {
  const read = textsProp(asset, 'attachedPolicies')
  if ('gap' in read) return gapped(read.gap)
  return merged(read.value.map((arn) => managedPolicy('identity', arn, asset.scope.account, world, notes)))
}

function managedPolicy(layer: 'identity' | 'boundary', arn: string, account: string, world: AccessWorld, notes: string[]): Layer {
  const policy = world.asset(arn)
  const name = arn.slice(arn.lastIndexOf('/') + 1)
  if (policy === undefined) {
    if (/^arn:[^:]+:iam::aws:policy\/AdministratorAccess$/.test(arn)) return documentLayer(layer, arn, 'document', name, administratorAccess)
    const gaps = world.listGaps('aws.iam.policy', account)
    if (gaps.length === 0) notes.push(`policy ${arn} is attached but not in the inventory: left out`)
    return merged(gaps.map(gapped))
  }
  const read = readProp(policy, 'document')
  return 'gap' in read ? gapped(read.gap) : documentLayer(layer, policy.id, 'document', name, read.value)
}

function groupLayer(arn: string, account: string, world: AccessWorld, notes: string[]): Layer {
  const group = world.asset(arn)
  if (group !== undefined) return merged([inlineLayer('identity', group, 'inlinePolicies'), attached(group, world, notes)])
  const gaps = world.listGaps('aws.iam.group', account)
  if (gaps.length === 0) notes.push(`group ${arn} is not in the inventory: left out`)
  return merged(gaps.map(gapped))
}

/** Null when there is none. A boundary that cannot be found allows nothing that we know of. */
function boundary(asset: Asset, world: AccessWorld, notes: string[]): Layer | null {
  const read = textProp(asset, 'permissionsBoundary')
  if ('gap' in read) return gapped(read.gap)
  if (read.value === null) return null
  const layer = managedPolicy('boundary', read.value, asset.scope.account, world, notes)
  return layer === emptyLayer ? null : layer
}

/** All policies on the side of who asks, those of the organisation included. */
export function policiesOf(identity: Identity, world: AccessWorld): Policies {
  const levels = serviceControl(world, identity.who.account)
  const bound = levels.layers.length + levels.doubts.length > 0 && !isServiceLinked(identity.asset)
  return {
    ...noPolicies, ...identity.own,
    scps: bound ? levels.layers : [], doubts: bound ? levels.doubts : [],
  }
}

/** Organisations do not limit the roles that belong to AWS services. */
function isServiceLinked(asset: Asset): boolean {
  return asset.type === 'aws.iam.role' && (asset.props['serviceLinked'] === true || asset.id.includes(':role/aws-service-role/'))
}

/** Tags as a map of lower-cased names; undefined when nobody read them. */
export function tagsOf(asset: Asset): { value: ReadonlyMap<string, string> | undefined } | { gap: GapId } {
  const gap = asset.gaps['tags']
  if (gap !== undefined) return { gap }
  const tags = asset.props['tags']
  if (!isRecord(tags)) return { value: undefined }
  return { value: new Map(Object.entries(tags).flatMap(([k, v]) => (typeof v === 'string' ? [[k.toLowerCase(), v] as const] : []))) }
}
