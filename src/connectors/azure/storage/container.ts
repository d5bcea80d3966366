// Blob containers of the storage accounts that AI refers to: who may read without an account, and what cannot be overwritten.
import { bool, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { childOf } from '../edges.js'
import { iso, lastOf, word } from '../names.js'
import { containerOf, containers } from './blobs.js'

export default collector({
  type: 'azure.storage.container',
  kind: 'bucket',
  service: 'storage',
  per: 'account',
  props: shape({
    /** `missing`: something refers to it, and it is not there. */
    state: oneOf('there', 'missing'),
    /** What anybody may read: nothing, blobs whose names he knows, or the list of them as well. Counts only where the account allows it. */
    publicAccess: nullable(oneOf('none', 'blob', 'container')),
    /** A policy of the container's own that keeps blobs from being changed for a time. */
    immutabilityPolicy: nullable(bool),
    /** Versions of blobs can be kept from being changed. */
    versionImmutability: nullable(bool),
    legalHold: nullable(bool),
    account: nullable(string),
    modifiedAt: nullable(time),
  }),
  relates: { 'owned-by': ['azure.storage.account'] },
  calls: {},
  reads: [containers],
  /** The account draws a relation to each of its containers; to all of them at once where it could not list them. */
  async resolve(ref, { read, emit, unlisted }) {
    const place = containerOf(ref.id)
    const of = await read(containers)
    if (place === null || !of.ok) return
    const { account, name } = place
    const listed = await of.value(account)
    if (name === null) {
      if (!listed.ok) unlisted(listed.gap)
      return
    }
    const edges = [childOf('azure.storage.account', account)]
    if (!listed.ok) return emit({ id: ref.id, name, props: listed.gap, edges })
    const row = listed.value.find((one) => one.name?.toLowerCase() === name)
    const access = word(row?.properties?.publicAccess)
    emit({
      id: ref.id, name: row?.name ?? name,
      props: {
        state: row === undefined ? 'missing' : 'there',
        publicAccess: access === 'blob' || access === 'container' || access === 'none' ? access : null,
        immutabilityPolicy: row?.properties?.hasImmutabilityPolicy ?? null,
        versionImmutability: row?.properties?.immutableStorageWithVersioning?.enabled ?? null,
        legalHold: row?.properties?.hasLegalHold ?? null,
        account: lastOf(account),
        modifiedAt: iso(row?.properties?.lastModifiedTime),
      },
      edges,
    })
  },
})
