// Access control lists of buckets, and the blocks that switch off what is public.
import type { Asset, Json, Ruling } from '../../core/index.js'
import { readProp } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { isRecord } from './document.js'
import { accountAsset } from './organisation.js'
import { no, saw, unknown } from './ruling.js'
import { meet } from '../wildcard.js'

const grants: Readonly<Record<string, readonly string[]>> = {
  READ: ['s3:listbucket', 's3:listbucketversions', 's3:listbucketmultipartuploads'],
  WRITE: ['s3:putobject'],
  READ_ACP: ['s3:getbucketacl'],
  WRITE_ACP: ['s3:putbucketacl'],
}

export interface Grant {
  grantee: string
  permission: string
  path: string
  raw: Json
}

/** Whether a bucket ACL permission lets its grantee do the action (encoded). An ACL of a bucket does not open its objects. */
export function permits(permission: string, action: string): boolean {
  const actions = permission === 'FULL_CONTROL' ? Object.values(grants).flat() : grants[permission] ?? []
  return actions.some((a) => meet(a, action) !== null || a === action)
}

/** The grants of a bucket, or the gap that hides them. None when ACLs are switched off. */
export function aclOf(bucket: Asset): { value: Grant[] } | { gap: string } {
  const ownership = readProp(bucket, 'objectOwnership')
  if ('value' in ownership && ownership.value === 'BucketOwnerEnforced') return { value: [] }
  const acl = readProp(bucket, 'acl')
  if ('gap' in acl) return acl
  const list: Grant[] = []
  for (const [i, raw] of (Array.isArray(acl.value) ? acl.value : []).entries()) {
    if (!isRecord(raw)) continue
    const { grantee, permission } = raw
    if (typeof grantee === 'string' && typeof permission === 'string') list.push({ grantee, permission, path: `acl[${i}]`, raw })
  }
  return { value: list }
}

/** Whether the bucket's ACL still counts; only worth asking when it grants something. */
export function aclCounts(bucket: Asset): Ruling {
  const ownership = readProp(bucket, 'objectOwnership')
  if ('gap' in ownership) return unknown([ownership.gap])
  if (ownership.value === 'BucketOwnerEnforced') return no()
  return { ...no(), value: true, because: [saw(bucket.id, 'objectOwnership', ownership.value, '"BucketOwnerEnforced"')] }
}

export type Block = 'restrictPublicBuckets' | 'ignorePublicAcls'

/** Whether neither the bucket nor its account blocks; a block that is seen decides, whatever the other is. */
export function unblocked(bucket: Asset, block: Block, world: AccessWorld): Ruling {
  const account = accountAsset(world, bucket.scope.account)
  const gaps: string[] = []
  const because = []
  for (const [asset, prop] of [[bucket, 'publicAccessBlock'], [account, 's3PublicAccessBlock']] as const) {
    if (asset === undefined) {
      gaps.push(...world.listGaps('aws.account.account', bucket.scope.account))
      continue
    }
    const read = readProp(asset, prop)
    if ('gap' in read) gaps.push(read.gap)
    else if (isRecord(read.value) && read.value[block] === true) return no([saw(asset.id, `${prop}.${block}`, true, '')])
    else because.push(saw(asset.id, prop, read.value, `${block}: true`))
  }
  return gaps.length > 0 ? unknown(gaps) : { ...no(), value: true, because }
}
