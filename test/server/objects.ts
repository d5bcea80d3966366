// Objects in buckets, as S3 speaks of them: heads, ranges, versions; and lies, for tests that want them.
import type { WireAnswer } from '../../src/connectors/kit/recording.js'
import { renderError } from '../../src/connectors/aws/wire.js'

export interface MadeObject {
  bytes: Uint8Array
  etag?: string
  /** Base64, as S3 gives it. */
  sha256?: string
  checksumType?: 'FULL_OBJECT' | 'COMPOSITE'
  storageClass?: string
  versionId?: string
  /** Code and status of every answer about its content. */
  refused?: { code: string; status: number }
}

export interface ObjectQuestion {
  service: string
  action: string
  input: Readonly<Record<string, unknown>>
}

/** Answers to HeadObject, GetObject and ListObjectsV2 by `bucket/key`; undefined for anything else. */
export function objectAnswer(objects: ReadonlyMap<string, MadeObject>, { service, action, input }: ObjectQuestion): WireAnswer | undefined {
  if (service !== 's3') return undefined
  const wire = { account: '', region: 'global', service, action, key: '', page: '', protocol: 'rest-xml' as const }
  if (action === 'ListObjectsV2') {
    const [bucket = ''] = String(input['Bucket']).split('.', 1)
    const rows = [...objects].filter(([at]) => at.startsWith(`${bucket}/${textOf(input['prefix'])}`))
    const contents = rows.map(([at, { bytes, etag = etagOf(at) }]) => `<Contents><Key>${at.slice(bucket.length + 1)}</Key><LastModified>2026-05-01T00:00:00.000Z</LastModified><ETag>"${etag}"</ETag><Size>${bytes.length}</Size></Contents>`)
    return xml(`<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${bucket}</Name><KeyCount>${rows.length}</KeyCount><IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>`)
  }
  if (action !== 'HeadObject' && action !== 'GetObject') return undefined
  const at = String(input['Bucket']).replace('.', '/')
  const object = objects.get(at)
  if (object === undefined) return renderError('NoSuchKey', 'The specified key does not exist.', 404, wire)
  const { bytes, etag = etagOf(at), refused } = object
  const headers: Record<string, string> = {
    'content-type': 'binary/octet-stream', etag: `"${etag}"`, 'last-modified': 'Fri, 01 May 2026 00:00:00 GMT', 'accept-ranges': 'bytes',
    ...(object.storageClass !== undefined && { 'x-amz-storage-class': object.storageClass }), ...(object.versionId !== undefined && { 'x-amz-version-id': object.versionId }),
  }
  if (action === 'HeadObject') {
    const kept: Record<string, string> = object.sha256 === undefined ? {} : { 'x-amz-checksum-sha256': object.sha256, 'x-amz-checksum-type': object.checksumType ?? 'FULL_OBJECT' }
    return { status: 200, headers: { ...headers, ...kept, 'content-length': String(bytes.length) }, body: Buffer.alloc(0) }
  }
  if (refused !== undefined) return renderError(refused.code, `${refused.code} for s3:GetObject`, refused.status, wire)
  if (input['IfMatch'] !== undefined && input['IfMatch'] !== `"${etag}"`) return renderError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412, wire)
  if (input['Range'] === undefined) return { status: 200, headers, body: bytes }
  const range = rangeOf(bytes, textOf(input['Range']))
  if (range === null) return renderError('InvalidRange', 'The requested range is not satisfiable', 416, wire)
  return { status: 206, headers: { ...headers, 'content-range': range.header }, body: range.body }
}

/** The bytes of `bytes=0-1023`, and how the answer names them; null where there are none. */
export function rangeOf(bytes: Uint8Array, asked: string): { body: Uint8Array; header: string } | null {
  const [, from = '', to = ''] = /^bytes=(\d+)-(\d+)$/.exec(asked) ?? []
  if (from === '' || Number(from) >= bytes.length) return null
  const body = bytes.subarray(Number(from), Number(to) + 1)
  return { body, header: `bytes ${from}-${Number(from) + body.length - 1}/${bytes.length}` }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

export function etagOf(at: string): string {
  return Buffer.from(at).toString('hex').padStart(32, '0').slice(-32)
}

function xml(body: string): WireAnswer {
  return { status: 200, headers: { 'content-type': 'application/xml' }, body: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${body}`) }
}
