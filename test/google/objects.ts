// Objects in buckets, as Cloud Storage speaks of them: metadata, ranges, generations.
import { errorBody } from '../../src/connectors/gcp/exchange.js'
import type { Answer, Question } from './server.js'

export interface MadeObject {
  bytes: Uint8Array
  generation?: string
  metadata?: Record<string, string>
  /** Status and word of every answer about its content. */
  refused?: { status: number; word: string }
}

/** Answers to objects.get, media and list, by `bucket/path`; undefined for anything else. */
export function objectAnswer(objects: ReadonlyMap<string, MadeObject>, { action, query, range }: Question, values: Readonly<Record<string, string>>): Answer | undefined {
  const bucket = values['bucket'] ?? ''
  if (action === 'storage:objects.list') {
    const prefix = `${bucket}/${query.get('prefix') ?? ''}`
    return json({ kind: 'storage#objects', items: [...objects.keys()].filter((at) => at.startsWith(prefix)).map((at) => ({ name: at.slice(bucket.length + 1) })) })
  }
  if (action !== 'storage:objects.get') return undefined
  const object = objects.get(`${bucket}/${decodeURIComponent(values['object'] ?? '')}`)
  const generation = object?.generation ?? '1716000000000001'
  if (object === undefined || (query.has('generation') && query.get('generation') !== generation)) return json(errorBody('NOT_FOUND', 'No such object'), 404)
  const { bytes, metadata, refused } = object
  if (query.get('alt') !== 'media') {
    return json({ kind: 'storage#object', name: values['object'], bucket, size: String(bytes.length), generation, updated: '2026-05-01T00:00:00.000Z', md5Hash: 'XUFAKrxLKna5cZ2REBfFkg==', crc32c: 'yZRlqg==', storageClass: 'STANDARD', ...(metadata && { metadata }) })
  }
  if (refused !== undefined) return json(errorBody(refused.word, 'no storage.objects.get access'), refused.status)
  const [, from = '', to = ''] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? []
  if (from === '') return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: Buffer.from(bytes) }
  if (Number(from) >= bytes.length) return { status: 416, headers: { 'content-type': 'text/html' }, body: Buffer.from('The requested range cannot be satisfied.') }
  const body = Buffer.from(bytes.subarray(Number(from), Number(to) + 1))
  return { status: 206, headers: { 'content-type': 'application/octet-stream', 'content-range': `bytes ${from}-${Number(from) + body.length - 1}/${bytes.length}`, 'x-goog-generation': generation }, body }
}

function json(value: unknown, status = 200): Answer {
  return { status, headers: { 'content-type': 'application/json; charset=UTF-8' }, body: Buffer.from(JSON.stringify(value)) }
}
