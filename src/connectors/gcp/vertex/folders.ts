// Where many files come from, in few words: one folder a bucket, however many files were taken out of it.
import type { Edge } from '../../kit/collector.js'
import { toBucket } from '../edges.js'
import { parseGsUri } from '../names.js'

/** `gs://bucket/path/` of everything that is taken from each bucket; what is no such address is left out. */
export function foldersOf(uris: readonly (string | null | undefined)[]): string[] {
  const common = new Map<string, string>()
  for (const uri of uris) {
    const at = parseGsUri(uri)
    if (at === null) continue
    // Up to the last slash before a wildcard.
    const folder = at.path.replace(/[*?[].*$/s, '').replace(/[^/]*$/, '')
    const known = common.get(at.bucket)
    common.set(at.bucket, known === undefined ? folder : shared(known, folder))
  }
  return [...common].map(([bucket, folder]) => `gs://${bucket}/${folder}`).toSorted()
}

function shared(a: string, b: string): string {
  let end = 0
  while (end < a.length && a[end] === b[end]) end += 1
  return a.slice(0, a.lastIndexOf('/', end - 1) + 1)
}

/** A relation to the bucket of each folder. */
export function toBuckets(type: Edge['type'], folders: readonly string[], via: string): (Edge | null)[] {
  return folders.map((folder) => toBucket(type, folder, via))
}
