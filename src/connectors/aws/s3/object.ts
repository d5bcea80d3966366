// S3 objects that models are loaded from: what the store knows of them, and, read by ranges, what is in them.
import type { GetObjectCommandInput, HeadObjectCommandInput, HeadObjectCommandOutput } from '@aws-sdk/client-s3'
import { nullable, number, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, type Answer, type Edge, type GapMark } from '../../kit/collector.js'
import { heldWith } from '../../kit/held-types.js'
import type { Range } from '../../kit/range-bytes.js'
import { formatOf, type Store, type Version } from '../../kit/stored-files.js'
import { bucketArn } from '../arn.js'
import { readOrNull } from '../calls.js'
import { isArchived, objectFacts, unquoted } from './object-facts.js'
import { headBucket, ownBuckets } from './ownership.js'
import { objectType, parseObjectId } from './stored.js'

const headObject = readOrNull<HeadObjectCommandInput, HeadObjectCommandOutput>('s3:HeadObject', ['NotFound', 'NoSuchKey', 'NoSuchBucket', 'http:404'], { needs: ['s3:GetObject'], with: heldWith })
/** Pinned to an ETag: 412 says that the object is no longer the one. */
const getObject = readOrNull<GetObjectCommandInput, Range>('s3:GetObject', ['NoSuchKey', 'PreconditionFailed', 'http:404', 'http:412'], { with: heldWith })

export default collector({
  type: objectType,
  kind: 'checkpoint',
  service: 's3',
  per: 'account',
  with: heldWith,
  holdsFiles: true,
  props: shape({
    bucket: string,
    key: string,
    /** Bytes. */
    size: number,
    /** Without the quotes that S3 puts around it. */
    etag: nullable(string),
    versionId: nullable(string),
    lastModified: nullable(time),
    /** In hexadecimal, of all its bytes; null where S3 keeps none, or only that of the parts' digests. */
    sha256: nullable(string),
    /** What the checksum that S3 keeps covers; null where it keeps none. */
    checksumType: nullable(oneOf('FULL_OBJECT', 'COMPOSITE')),
    storageClass: string,
    /** What its content says it is, such as `torch`; null where it is no file of a model. */
    format: nullable(string),
  }),
  relates: { 'stored-in': ['aws.s3.bucket'] },
  calls: { head: headObject, get: getObject, bucket: headBucket },
  reads: [ownBuckets],
  async resolve({ id }, ctx) {
    const { call, emit, held, partition } = ctx
    const at = parseObjectId(id)
    if (at === null) return
    const { bucket: Bucket, key: Key } = at
    const uri = `s3://${Bucket}/${Key}`
    const edges: Edge[] = [{ type: 'stored-in', target: 'aws.s3.bucket', to: bucketArn(partition, Bucket) }]
    const untold = (gap: GapMark): void => {
      held?.unlisted(gap)
      emit({ id, name: uri, props: gap, edges })
    }

    const own = await ctx.read(ownBuckets)
    const listed = own.ok ? own.value.get(Bucket) : undefined
    const elsewhere = listed == null ? await call.bucket({ Bucket }) : undefined
    const region = listed ?? (elsewhere?.ok === true ? elsewhere.value?.BucketRegion : undefined)
    const where = region === undefined ? {} : { region }

    const head = await call.head({ Bucket, Key, ChecksumMode: 'ENABLED' }, where)
    if (!head.ok) return untold(head.gap)
    const { value: told } = head
    if (told === null) return
    const facts = objectFacts(told)
    const store: Store = {
      type: objectType, call: getObject, uri: (path) => `s3://${Bucket}/${path}`,
      head: async (path) => versionOf(await call.head({ Bucket, Key: path, ChecksumMode: 'ENABLED' }, where)),
      async fetch(path, { tag }, from, length) {
        const got = await call.get({ Bucket, Key: path, Range: `bytes=${from}-${from + length - 1}`, ...(tag !== null && { IfMatch: `"${tag}"` }) }, where)
        return got.ok && got.value !== null ? { ok: true, value: { ...got.value, tag: unquoted(got.value.tag) } } : got
      },
    }
    const object = { id, path: Key, size: facts.size, tag: facts.etag, sha256: facts.sha256, shut: isArchived(told) ? 'is archived: its content would have to be restored first' : null }
    emit({ id, name: uri, props: { bucket: Bucket, key: Key, ...facts, format: await formatOf(object, store, ctx) }, edges })
  },
})

function versionOf(head: Answer<HeadObjectCommandOutput | null>): Answer<Version | null> {
  if (!head.ok || head.value === null) return head.ok ? { ok: true, value: null } : head
  const { size, etag } = objectFacts(head.value)
  return { ok: true, value: { size, tag: etag } }
}
