// Cloud Storage objects that models are loaded from: what the store knows of them, and, read by ranges, what is in them.
import type { storage_v1 } from 'googleapis/build/src/apis/storage/v1.js'
import { nullable, number, shape, string, time } from '../../../core/shape.js'
import { collector, type Answer, type Edge, type GapMark } from '../../kit/collector.js'
import { heldWith } from '../../kit/held-types.js'
import { formatOf, type Store, type Version } from '../../kit/stored-files.js'
import { get, ranges } from '../calls.js'
import { bucketName, iso, said } from '../names.js'
import { objectType, parseObjectId } from './stored.js'

type Metadata = storage_v1.Schema$Object

const path = 'storage/v1/b/{bucket}/o/{object}'
const none = ['NOT_FOUND', 'notFound', 'conditionNotMet']
const getObject = get<Metadata | null>('storage:objects.get', path, { with: heldWith, absent: none })
/** Of one generation: 404 says that it was overwritten or deleted. */
const getRange = ranges('storage:objects.get', path, { with: heldWith, absent: none })

export default collector({
  type: objectType,
  kind: 'checkpoint',
  service: 'storage',
  per: 'account',
  with: heldWith,
  holdsFiles: true,
  props: shape({
    bucket: string,
    path: string,
    /** Bytes. */
    size: number,
    generation: nullable(string),
    lastModified: nullable(time),
    /** In hexadecimal; null for an object that was composed of others. */
    md5: nullable(string),
    /** As Google writes it: big-endian, in base64. */
    crc32c: nullable(string),
    /** In hexadecimal, as whoever wrote it noted in its metadata under `sha256`; Cloud Storage computes none. */
    sha256: nullable(string),
    storageClass: nullable(string),
    /** What its content says it is, such as `torch`; null where it is no file of a model. */
    format: nullable(string),
  }),
  relates: { 'stored-in': ['gcp.storage.bucket'] },
  calls: { get: getObject, range: getRange },
  async resolve({ id }, ctx) {
    const { call, emit, held } = ctx
    const at = parseObjectId(id)
    if (at === null) return
    const { bucket } = at
    const uri = `gs://${bucket}/${at.path}`
    const edges: Edge[] = [{ type: 'stored-in', target: 'gcp.storage.bucket', to: bucketName(bucket) }]
    const untold = (gap: GapMark): void => {
      held?.unlisted(gap)
      emit({ id, name: uri, props: gap, edges })
    }
    const found = await call.get({ bucket, object: at.path })
    if (!found.ok) return untold(found.gap)
    if (found.value === null) return
    const facts = objectFacts(found.value)
    const store: Store = {
      type: objectType, call: getRange, uri: (other) => `gs://${bucket}/${other}`,
      head: async (other) => versionOf(await call.get({ bucket, object: other })),
      async fetch(other, { tag }, from, length) {
        const got = await call.range({ bucket, object: other, alt: 'media', range: `bytes=${from}-${from + length - 1}`, ...(tag !== null && { generation: tag }) })
        // The generation was asked for by name: what names none is of that one.
        return got.ok && got.value !== null ? { ok: true, value: { ...got.value, tag: got.value.tag ?? tag } } : got
      },
    }
    const object = { id, path: at.path, size: facts.size, tag: facts.generation, sha256: null }
    emit({ id, name: uri, props: { bucket, path: at.path, ...facts, format: await formatOf(object, store, ctx) }, edges })
  },
})

function versionOf(found: Answer<Metadata | null>): Answer<Version | null> {
  if (!found.ok || found.value === null) return found.ok ? { ok: true, value: null } : found
  const { size, generation } = objectFacts(found.value)
  return { ok: true, value: { size, tag: generation } }
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function objectFacts(object: Metadata) {
  const noted = Object.entries(object.metadata ?? {}).find(([key]) => key.toLowerCase() === 'sha256')?.[1]?.toLowerCase() ?? ''
  const md5 = said(object.md5Hash)
  return {
    // 64-bit numbers come as text.
    size: Number(said(object.size) ?? 0),
    generation: said(object.generation),
    lastModified: iso(object.updated),
    md5: md5 === null ? null : Buffer.from(md5, 'base64').toString('hex'),
    crc32c: said(object.crc32c),
    sha256: /^[0-9a-f]{64}$/.test(noted) ? noted : null,
    storageClass: said(object.storageClass),
  }
}
