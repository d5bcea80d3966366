// The objects behind a model's artifact: names, sizes and checksums, never contents; read only with `--with artifacts`.
import type { ListObjectsV2CommandInput, ListObjectsV2CommandOutput, _Object } from '@aws-sdk/client-s3'
import type { Answer, ListCall } from '../../kit/collector.js'
import { parseS3Uri } from '../arn.js'

type Page = ListObjectsV2CommandOutput | null

/**
 * One list by prefix answers all that is asked of an artifact: size, ETag, time and checksum algorithm. HeadObject would
 * say no more and would take s3:GetObject, the right to read the weights themselves.
 */
export const objects: ListCall<ListObjectsV2CommandInput, Page, _Object> = {
  action: 's3:ListObjectsV2',
  needs: ['s3:ListBucket'],
  per: 'item',
  with: 'artifacts',
  absent: ['NoSuchBucket'],
  items: (page) => page?.Contents,
  paging: {
    token: 'ContinuationToken',
    next: (page) => (page?.IsTruncated === true ? page.NextContinuationToken : undefined),
    size: { field: 'MaxKeys', max: 1000 },
  },
}

/** An S3 object as the rules read it. */
export interface StoredObject {
  uri: string
  key: string
  size: number | null
  /** Without the quotes that S3 puts around it. */
  etag: string | null
  lastModified: string | null
  /** Algorithm of the checksum stored with the object. */
  checksum: string | null
}

/** What an artifact's address stands for: one object, or everything whose key starts alike. */
export interface ArtifactAddress {
  uri: string
  prefix: boolean
}

interface ObjectsCall {
  all(input: ListObjectsV2CommandInput): Promise<Answer<_Object[]>>
}

/** What the lists of all addresses gave. */
export interface Stored {
  artifacts: StoredObject[]
  /** Whose names begin with an artifact's, such as its signature or a copy of it. */
  beside: StoredObject[]
}

/** The objects of all addresses; the first unread one hides them all. Addresses outside S3 have none. */
export async function readObjects(call: ObjectsCall, addresses: readonly ArtifactAddress[]): Promise<Answer<StoredObject[]>> {
  const found = await readStored(call, addresses)
  return found.ok ? { ok: true, value: found.value.artifacts } : found
}

export async function readStored(call: ObjectsCall, addresses: readonly ArtifactAddress[]): Promise<Answer<Stored>> {
  const found: Stored = { artifacts: [], beside: [] }
  for (const { uri, prefix } of addresses) {
    const at = parseS3Uri(uri)
    if (at === null) continue
    const answer = await call.all({ Bucket: at.bucket, Prefix: at.key })
    if (!answer.ok) return answer
    for (const object of answer.value) (prefix || object.Key === at.key ? found.artifacts : found.beside).push(storedObject(object, at.bucket))
  }
  return { ok: true, value: found }
}

export function storedObject(object: _Object, bucket: string): StoredObject {
  return {
    uri: `s3://${bucket}/${object.Key ?? ''}`,
    key: object.Key ?? '',
    size: object.Size ?? null,
    etag: object.ETag?.replaceAll('"', '') ?? null,
    lastModified: object.LastModified?.toISOString() ?? null,
    checksum: object.ChecksumAlgorithm?.join(',') ?? null,
  }
}

/** Names that signing tools give to what they write: `model.sig`, `model.tar.gz.sigstore.json`, `weights.bundle` ... */
export function isSignature(key: string): boolean {
  return /\.(?:sig|sigstore|bundle)(?:\.json)?$/.test(key)
}

/** Algorithms of the stored checksums; null as soon as one object has none, or there is no object. */
export function commonChecksum(objects: readonly StoredObject[]): string | null {
  const algorithms = new Set<string>()
  for (const { checksum } of objects) {
    if (checksum === null) return null
    algorithms.add(checksum)
  }
  return algorithms.size === 0 ? null : [...algorithms].toSorted((a, b) => (a < b ? -1 : 1)).join(',')
}

/** The training job that wrote an artifact, by the address SageMaker gives to every job's output. */
export function jobOfArtifact(uri: string): string | null {
  const parts = uri.startsWith('s3://') ? uri.replace(/\/$/, '').split('/') : []
  const file = parts.at(-1)
  return parts.at(-2) === 'output' && (file === 'model.tar.gz' || file === 'model') ? parts.at(-3) ?? null : null
}
