// Compressed input, read forward a piece at a time, so that decoders see bytes at hand and never hold a file.
import type { Bytes } from '../bytes.js'
import { Stopped } from '../unread.js'

const piece = 2 ** 18

export class Feed {
  data: Uint8Array = new Uint8Array(0)
  /** Next byte of `data`. */
  at = 0
  private next: number

  constructor(private readonly content: Bytes, from = 0) {
    this.next = from
  }

  /** Nothing will come after `data`. */
  get ended(): boolean {
    return this.next >= this.content.size
  }

  /** Where the next byte stands in the content. */
  get offset(): number {
    return this.next - (this.data.length - this.at)
  }

  /** Has at least `want` bytes at hand, fewer only at the end. */
  async fill(want: number): Promise<void> {
    while (this.data.length - this.at < want && !this.ended) {
      const more = await this.content.read(this.next, Math.min(Math.max(piece, want), this.content.size - this.next))
      if (more.length === 0) {
        this.next = this.content.size
        return
      }
      this.next += more.length
      const rest = this.data.subarray(this.at)
      if (rest.length === 0) this.data = more
      else {
        const joined = new Uint8Array(rest.length + more.length)
        joined.set(rest)
        joined.set(more, rest.length)
        this.data = joined
      }
      this.at = 0
    }
  }

  /** Exactly so many bytes. */
  async take(length: number): Promise<Uint8Array> {
    await this.fill(length)
    if (this.data.length - this.at < length) throw new Stopped('truncated', 'the compressed data ends early', this.offset)
    const taken = this.data.subarray(this.at, this.at + length)
    this.at += length
    return taken
  }
}
