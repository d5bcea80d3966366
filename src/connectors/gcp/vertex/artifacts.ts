// The objects behind a model's artifact: their names, never what is in them; read only with `--with artifacts`.
import type { storage_v1 } from 'googleapis/build/src/apis/storage/v1.js'
import type { Answer } from '../../kit/collector.js'
import { list, type Input } from '../calls.js'
import { parseGsUri } from '../names.js'

type Page = storage_v1.Schema$Objects

export const objects = {
  ...list<Page, storage_v1.Schema$Object>('storage:objects.list', 'storage/v1/b/{bucket}/o', { items: (page) => page.items, max: null, per: 'item', with: 'artifacts' }),
  /** A bucket that is gone holds nothing. */
  says: ({ status }: { status?: number }): Page | undefined => (status === 404 ? {} : undefined),
}

/** Names that signing tools give to what they write: `model.sig`, `weights.sigstore.json`, `model.bundle`. */
export function isSignature(object: string): boolean {
  return /\.(?:sig|sigstore|bundle|asc|intoto)(?:\.jsonl?)?$/.test(object)
}

/** Signatures among the objects below the artifact's address; none for an address outside Cloud Storage. */
export async function signaturesBelow(all: (input: Input) => Promise<Answer<storage_v1.Schema$Object[]>>, artifact: string): Promise<Answer<string[]>> {
  const at = parseGsUri(artifact)
  if (at === null) return { ok: true, value: [] }
  const prefix = at.path === '' || at.path.endsWith('/') ? at.path : `${at.path}/`
  const found = await all({ bucket: at.bucket, prefix, fields: 'items(name),nextPageToken' })
  return found.ok ? { ok: true, value: found.value.flatMap(({ name }) => (name != null && isSignature(name) ? [name] : [])) } : found
}
