// Notebooks and Studio domains that somebody could get into, and the roles they run as.
import type { Asset, Evidence, Ruling } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import type { Identity } from './identity.js'
import { textProp } from './layers.js'
import { no, saw, unknown } from './ruling.js'

/** Where one could get in, and what would be had there. */
export interface Place {
  is: 'notebook' | 'domain'
  /** Pattern of what a presigned URL may be asked for: all notebooks beside it, all profiles of the domain. */
  all: string
  itself: string
  stakes: Stake[]
}

export interface Stake {
  /** Null when it could not be read; then `unread` says why. */
  role: Asset | null
  unread: Ruling
  evidence: Evidence | null
}

const kinds = [
  { is: 'notebook', type: 'aws.sagemaker.notebook_instance', props: ['roleArn'] },
  { is: 'domain', type: 'aws.sagemaker.domain', props: ['defaultExecutionRole', 'defaultSpaceExecutionRole'] },
] as const

const places = new WeakMap<AccessWorld, Map<string, readonly Place[]>>()

/** What of the identity's account could be taken over, unlisted notebooks and domains included. */
export function placesOf({ who: { account }, partition }: Identity, world: AccessWorld): readonly Place[] {
  let known = places.get(world)
  if (known === undefined) places.set(world, known = new Map())
  let found = known.get(account)
  if (found === undefined) known.set(account, found = read(partition, account, world))
  return found
}

function read(partition: string, account: string, world: AccessWorld): Place[] {
  const found: Place[] = []
  for (const { is, type, props } of kinds) {
    for (const asset of world.assets(type, account)) found.push({ ...at(is, asset), stakes: props.flatMap((prop) => behind(asset, prop, world)) })
    const gaps = world.listGaps(type, account)
    if (gaps.length > 0) found.push({ ...anywhere(is, partition, account), stakes: [hidden(unknown(gaps))] })
  }
  return found
}

function hidden(unread: Ruling): Stake {
  return { role: null, unread, evidence: null }
}

function anywhere(is: Place['is'], partition: string, account: string): Omit<Place, 'stakes'> {
  const prefix = `arn:${partition}:sagemaker:*:${account}`
  return { is, all: is === 'notebook' ? `${prefix}:notebook-instance/*` : `${prefix}:user-profile/*`, itself: `${prefix}:domain/*` }
}

function at(is: Place['is'], { id }: Asset): Omit<Place, 'stakes'> {
  return { is, itself: id, all: is === 'notebook' ? id.replace(/:notebook-instance\/.*$/, ':notebook-instance/*') : `${id.replace(':domain/', ':user-profile/')}/*` }
}

function behind(asset: Asset, prop: string, world: AccessWorld): Stake[] {
  const read = textProp(asset, prop)
  if ('gap' in read) return [hidden(unknown([read.gap]))]
  if (read.value === null) return []
  const role = world.asset(read.value)
  const evidence = saw(asset.id, prop, read.value, 'a role that can do no more than whoever may open it')
  if (role !== undefined) return [{ role, unread: no(), evidence }]
  const gaps = world.listGaps('aws.iam.role', asset.scope.account)
  return gaps.length === 0 ? [] : [hidden(unknown(gaps))]
}
