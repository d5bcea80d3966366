// Objects that a model is loaded from: the model files of a folder. Relations to them are drawn only for `--with artifacts`.
import type { storage_v1 } from 'googleapis/build/src/apis/storage/v1.js'
import type { RelationType } from '../../../core/index.js'
import type { Answer, Edge, UnreadEdges } from '../../kit/collector.js'
import { heldWith } from '../../kit/held-types.js'
import { toFilesBelow, type TowardsObjects } from '../../kit/stored-folders.js'
import type { Input } from '../calls.js'
import { bucketName, parseGsUri } from '../names.js'
import { objects } from '../vertex/artifacts.js'

export const objectType = 'gcp.storage.object'

export function objectId(bucket: string, path: string): string {
  return `${bucketName(bucket)}/${path}`
}

/** Bucket and path of an object's id; null for any other id. */
export function parseObjectId(id: string): { bucket: string; path: string } | null {
  const [, bucket, path] = /^\/\/storage\.googleapis\.com\/([^/]+)\/(.+)$/s.exec(id) ?? []
  return bucket === undefined || path === undefined ? null : { bucket, path }
}

interface Around extends TowardsObjects {
  call: { objects: { all(input: Input): Promise<Answer<storage_v1.Schema$Object[]>> } }
}

/** `type` every model file below an address. */
export async function toObjects(type: RelationType, uri: string | null, via: string, around: Around): Promise<(Edge | UnreadEdges)[]> {
  const at = parseGsUri(uri)
  if (at === null || !around.with.has(heldWith)) return []
  const prefix = at.path === '' || at.path.endsWith('/') ? at.path : `${at.path}/`
  const listed = await around.call.objects.all({ bucket: at.bucket, prefix, fields: 'items(name),nextPageToken' })
  const paths = listed.ok ? { ok: true as const, value: listed.value.flatMap(({ name }) => name ?? []) } : listed
  return toFilesBelow({ type, via, target: objectType, idOf: (path) => objectId(at.bucket, path), uri: `gs://${at.bucket}/${prefix}`, listed: paths, call: objects }, around)
}
