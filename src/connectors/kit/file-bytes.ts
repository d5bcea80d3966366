// Bytes of a file on disk: opened at the first read, never through a link, closed with the last byte or when told.
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import type { Bytes } from '../../artifacts/bytes.js'
import { Stopped } from '../../artifacts/unread.js'

/** Small files are read at once, and once. */
const atOnce = 64 * 1024
/** Bytes: about 20 ms of hashing. */
const turnEvery = 32 * 2 ** 20
/** Of one read: what a single file may hold in memory. */
const atMost = 64 * 2 ** 20
/** Without waiting for the other end of what turns out to be a pipe by now. */
const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

export class FileBytes implements Bytes {
  private fd: number | undefined
  private whole: Uint8Array | undefined

  private sinceTurn = 0

  /** `turn` is taken every so many bytes, so that a long reading does not hold up everything else. */
  constructor(private readonly path: string | Buffer, readonly size: number, private readonly turn?: () => Promise<void>) {}

  read(offset: number, length: number): Uint8Array | Promise<Uint8Array> {
    const wanted = offset < 0 ? 0 : Math.max(0, Math.min(length, this.size - offset))
    if (wanted > atMost) throw new Stopped('limit', `more than ${atMost / 2 ** 20} MB of it would have to be held at once`)
    if (wanted === 0) return new Uint8Array(0)
    if (this.size <= atOnce) {
      this.whole ??= this.fill(0, this.size)
      return this.whole.subarray(offset, offset + wanted)
    }
    this.sinceTurn += wanted
    if (this.turn === undefined || this.sinceTurn < turnEvery) return this.fill(offset, wanted)
    this.sinceTurn = 0
    return this.turn().then(() => this.fill(offset, wanted))
  }

  close(): void {
    this.closeFile()
    this.whole = undefined
  }

  private closeFile(): void {
    if (this.fd !== undefined) closeSync(this.fd)
    this.fd = undefined
  }

  /** Shorter than asked for where the file has become shorter since it was listed. */
  private fill(offset: number, length: number): Uint8Array {
    try {
      this.fd ??= this.open()
      const into = Buffer.allocUnsafe(length)
      let filled = 0
      while (filled < length) {
        const got = readSync(this.fd, into, filled, length - filled, offset + filled)
        if (got === 0) break
        filled += got
      }
      if (filled < length || offset + length >= this.size) this.closeFile()
      return into.subarray(0, filled)
    } catch (error) {
      this.closeFile()
      if (error instanceof Stopped) throw error
      throw new Stopped('unreadable', whyUnread(error))
    }
  }

  private open(): number {
    const fd = openSync(this.path, flags)
    if (fstatSync(fd).isFile()) return fd
    closeSync(fd)
    throw new Stopped('unreadable', 'is no regular file any more')
  }
}

/** The system's error in words. */
export function whyUnread(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  switch (code) {
    case 'EACCES': case 'EPERM': return 'permission denied'
    case 'ENOENT': return 'is gone since it was listed'
    case 'ELOOP': return 'is a link by now, and links are not followed'
    case 'ENAMETOOLONG': return 'has a longer path than the system can open'
    default: return error instanceof Error ? error.message : String(error)
  }
}
