// Where bytes come from: a file, a member of an archive, an object in a store. Readers ask for ranges, never for the whole.

export interface Bytes {
  /** Bytes in all. */
  readonly size: number
  /**
   * The bytes from `offset` on: `length` of them, fewer only where the end comes first, none before the start. Answers at
   * once where they are at hand. Throws `Stopped` where they cannot be had.
   */
  read(offset: number, length: number): Uint8Array | Promise<Uint8Array>
}

export function bytesOf(data: Uint8Array): Bytes {
  return { size: data.length, read: (offset, length) => (offset < 0 ? new Uint8Array(0) : data.subarray(offset, offset + Math.max(0, length))) }
}

/** A range of other bytes, seen as bytes of its own. */
export function slice(bytes: Bytes, from: number, size: number): Bytes {
  const within = Math.max(0, Math.min(size, bytes.size - from))
  return {
    size: within,
    read: (offset, length) => (offset < 0 ? new Uint8Array(0) : bytes.read(from + offset, Math.max(0, Math.min(length, within - offset)))),
  }
}

/** Text of at most `most` bytes from the start, decoded without complaint: what is not UTF-8 shows as U+FFFD. */
export async function textOf(bytes: Bytes, most: number): Promise<string> {
  return new TextDecoder().decode(await bytes.read(0, Math.min(bytes.size, most)))
}
