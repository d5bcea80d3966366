// Pointers of Git LFS: what lies in a checkout in the place of a large file that was not fetched.
// https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md

export interface LfsPointer {
  /** SHA-256 of the file that is meant, in hex. */
  oid: string
  size: number
}

const longestPointer = 1024

export function lfsPointer(head: Uint8Array, size: number): LfsPointer | null {
  if (size >= longestPointer || head[0] !== 0x76) return null
  const text = new TextDecoder().decode(head.subarray(0, size))
  if (!/^version https:\/\/(?:git-lfs\.github\.com|hawser\.github\.com)\/spec\/v1\r?\n/.test(text)) return null
  const oid = /^oid sha256:([0-9a-f]{64})\r?$/m.exec(text)?.[1]
  const bytes = Number(/^size (\d{1,16})\r?$/m.exec(text)?.[1])
  return oid !== undefined && Number.isSafeInteger(bytes) ? { oid, size: bytes } : null
}
