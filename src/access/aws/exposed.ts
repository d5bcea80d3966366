// Whether somebody outside may come to act as an identity.
import { readProp, type Asset, type Evidence, type Json, type Ruling } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { anyone } from './anyone.js'
import { outsiders } from './outsiders.js'
import { any, no, saw, unknown } from './ruling.js'

/** A user with an active access key (keys leak, and work from anywhere), or a role that anyone or a foreign account may assume. */
export function exposed(identity: Asset, world: AccessWorld): Ruling {
  if (identity.type === 'aws.iam.user') return hasKey(identity)
  if (identity.type !== 'aws.iam.role') return no()
  return any(anyone(identity, ['sts:AssumeRole'], world), outsiders(identity, ['sts:AssumeRole'], world))
}

function hasKey(user: Asset): Ruling {
  const read = readProp(user, 'accessKeys')
  if ('gap' in read) return unknown([read.gap])
  const keys = Array.isArray(read.value) ? read.value : []
  const because: Evidence[] = keys.flatMap((key, i) => (isActive(key) ? [saw(user.id, `accessKeys[${i}]`, key, 'no active access key')] : []))
  return because.length === 0 ? no() : { value: true, gaps: [], doubts: [], confidence: 'high', because }
}

function isActive(key: Json): boolean {
  return typeof key === 'object' && key !== null && !Array.isArray(key) && key['active'] === true
}
