// Whether anyone at all may use a resource: by a grant to everyone there or above, or by a bucket's access control list.
import { type Asset, type Ruling, readProp } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { askAt } from './ask.js'
import { stranger } from './member.js'
import { enforced } from './org-policy.js'
import { hasPolicy } from './policy.js'
import { all, no, ruling, saw, unknown } from '../decided.js'
import { bucketTarget, ownerOf, targetOf } from './target.js'

const wanted = 'nothing that anyone may use'

export function anyone(resource: Asset, permissions: readonly string[], world: AccessWorld, within?: string): Ruling {
  if (!hasPolicy(resource)) throw new Error(`${resource.type}: no policy of this type of resource can be evaluated yet`)
  if (resource.type !== 'gcp.storage.bucket') return ruling(askAt(stranger, permissions, targetOf(resource, world), world), wanted)
  const key = within === undefined ? '' : keyIn(resource.id, within)
  // What is not there nobody can use; whoever makes a bucket of the name decides who may.
  if (key === null || resource.props['state'] === 'missing') return no()
  const open = ruling(askAt(stranger, permissions, bucketTarget(resource, key, world), world), wanted)
  return open.value === false ? open : all(open, unprevented(resource, world))
}

/** The key prefix of an address in the bucket; null when it lies in another, empty when it cannot be told: then all of it counts. */
function keyIn(bucket: string, address: string): string | null {
  const [, name, key = ''] = /^gs:\/\/([^/]+)\/?(.*)$/s.exec(address) ?? []
  if (name === undefined) return ''
  return bucket === `//storage.googleapis.com/${name}` ? key : null
}

/** Whether neither the bucket nor the organisation shuts out the public; one that is seen to decides, whatever the other is. */
function unprevented(bucket: Asset, world: AccessWorld): Ruling {
  const own = readProp(bucket, 'publicAccessPrevention')
  if ('value' in own && own.value === 'enforced') return no([saw(bucket.id, 'publicAccessPrevention', 'enforced', '')])
  const filter = filtered(bucket)
  if (filter.value !== false) return filter.value === true ? no(filter.because) : filter
  const policy = enforced('storage.publicAccessPrevention', ownerOf(bucket, world).account, world)
  if (policy.value === true) return no(policy.because)
  if ('gap' in own) return unknown([own.gap])
  if (policy.value === 'unknown') return policy
  return { ...policy, value: true, because: [saw(bucket.id, 'publicAccessPrevention', own.value, '"enforced"')] }
}

/** Whether an IP filter lets in only whom it names: https://cloud.google.com/storage/docs/ip-filtering-overview. */
function filtered(bucket: Asset): Ruling {
  if (bucket.props['ipFilter'] === undefined && bucket.gaps['ipFilter'] === undefined) return no()
  const read = readProp(bucket, 'ipFilter')
  if ('gap' in read) return unknown([read.gap])
  const isNarrow = Array.isArray(read.value) && !read.value.some((range) => typeof range === 'string' && range.endsWith('/0'))
  return isNarrow ? { ...no([saw(bucket.id, 'ipFilter', read.value, '')]), value: true } : no()
}
