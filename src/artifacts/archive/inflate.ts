// Deflate (RFC 1951). Our own, since what came out before a fault must not be lost: a loader may have run it by then.
import type { Budget } from '../limits.js'
import { Stopped } from '../unread.js'
import type { Feed } from './feed.js'

const history = 32_768
const room = 131_072
/** A dynamic block's header takes at most some 570 bytes. */
const margin = 1024

const lengthBase = Uint16Array.of(3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258)
const lengthBits = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0)
const distanceBase = Uint16Array.of(
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12_289, 16_385, 24_577,
)
const distanceBits = Uint8Array.of(0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13)
const lengthOrder = Uint8Array.of(16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15)

interface Code {
  /** By the next `bits` bits: symbol << 4 | length of its code; 0 where there is none. */
  table: Uint16Array
  bits: number
}

function codeOf(lengths: Uint8Array): Code {
  let bits = 1
  const counts = new Uint16Array(16)
  for (const length of lengths) {
    counts[length] = (counts[length] ?? 0) + 1
    if (length > bits) bits = length
  }
  const next = new Uint32Array(17)
  let code = 0
  for (let length = 1; length <= 15; length++) {
    code = (code + (length === 1 ? 0 : counts[length - 1] ?? 0)) << 1
    next[length] = code
    if (code + (counts[length] ?? 0) > 1 << length) throw new Stopped('malformed', 'a deflate block has an impossible code')
  }
  const table = new Uint16Array(1 << bits)
  for (const [symbol, length] of lengths.entries()) {
    if (length === 0) continue
    let reversed = 0
    let value = next[length] ?? 0
    next[length] = value + 1
    for (let i = 0; i < length; i++, value >>= 1) reversed = (reversed << 1) | (value & 1)
    for (let i = reversed; i < table.length; i += 1 << length) table[i] = (symbol << 4) | length
  }
  return { table, bits }
}

const fixed = {
  lengths: codeOf(Uint8Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8))),
  distances: codeOf(new Uint8Array(30).fill(5)),
}

/** One deflate stream. The feed stands behind its last byte afterwards. */
export class Inflater {
  private readonly out = new Uint8Array(history + room + 512)
  private pos = 0
  /** First byte of `out` that was not given away. */
  private from = 0
  private hold = 0
  private bits = 0
  /** Bits in `hold` that the input does not have. */
  private padded = 0
  private state: 'head' | 'stored' | 'coded' | 'done' = 'head'
  private last = false
  private stored = 0
  private lengths = fixed.lengths
  private distances = fixed.distances

  private fault: Stopped | null = null

  constructor(private readonly feed: Feed, private readonly budget: Budget) {}

  /** What comes next, never empty; null after the end. A fault comes after all that came out before it. */
  async next(): Promise<Uint8Array | null> {
    for (let rounds = 0; this.fault === null && this.state !== 'done' && this.pos - this.from < room; rounds++) {
      if (rounds % 256 === 255) this.budget.tick()
      this.giveBack()
      await this.feed.fill(margin)
      try {
        this.run()
      } catch (error) {
        if (!(error instanceof Stopped)) throw error
        this.fault = error
      }
    }
    if (this.pos > this.from) return this.give()
    if (this.fault !== null) throw this.fault
    return null
  }

  private give(): Uint8Array {
    const given = this.out.slice(this.from, this.pos)
    if (this.pos > history) {
      this.out.copyWithin(0, this.pos - history, this.pos)
      this.pos = history
    }
    this.from = this.pos
    return given
  }

  private ends(): Stopped {
    return new Stopped('truncated', 'the compressed data ends early', this.feed.offset)
  }

  private need(count: number): void {
    const { feed } = this
    while (this.bits < count) {
      if (feed.at < feed.data.length) this.hold |= (feed.data[feed.at++] ?? 0) << this.bits
      else this.padded += 8
      this.bits += 8
    }
  }

  private take(count: number): number {
    this.need(count)
    const value = this.hold & ((1 << count) - 1)
    this.hold >>>= count
    this.bits -= count
    if (this.bits < this.padded) throw this.ends()
    return value
  }

  private symbol(code: Code): number {
    this.need(code.bits)
    const entry = code.table[this.hold & (code.table.length - 1)] ?? 0
    const length = entry & 15
    if (length === 0) throw new Stopped('malformed', 'a deflate block uses a code it does not have', this.feed.offset)
    this.hold >>>= length
    this.bits -= length
    if (this.bits < this.padded) throw this.ends()
    return entry >> 4
  }

  private run(): void {
    const { feed } = this
    if (this.state === 'head') this.head()
    if (this.state === 'stored') {
      const some = Math.min(this.stored, feed.data.length - feed.at, this.out.length - this.pos)
      if (some === 0 && this.stored > 0 && feed.at >= feed.data.length && feed.ended) throw this.ends()
      this.out.set(feed.data.subarray(feed.at, feed.at + some), this.pos)
      feed.at += some
      this.pos += some
      this.stored -= some
      if (this.stored === 0) this.blockEnds()
    } else if (this.state === 'coded') this.coded()
  }

  private head(): void {
    this.last = this.take(1) === 1
    const type = this.take(2)
    if (type === 3) throw new Stopped('malformed', 'a deflate block is of no known type', this.feed.offset)
    if (type === 0) {
      this.align()
      const { feed } = this
      if (feed.data.length - feed.at < 4) throw this.ends()
      const length = (feed.data[feed.at] ?? 0) | ((feed.data[feed.at + 1] ?? 0) << 8)
      const check = (feed.data[feed.at + 2] ?? 0) | ((feed.data[feed.at + 3] ?? 0) << 8)
      if ((length ^ check) !== 0xff_ff) throw new Stopped('malformed', 'a stored deflate block has two lengths', feed.offset)
      feed.at += 4
      this.stored = length
      this.state = 'stored'
      return
    }
    if (type === 1) {
      this.lengths = fixed.lengths
      this.distances = fixed.distances
    } else this.dynamic()
    this.state = 'coded'
  }

  private dynamic(): void {
    const literals = this.take(5) + 257
    const distances = this.take(5) + 1
    const codes = this.take(4) + 4
    const first = new Uint8Array(19)
    for (const place of lengthOrder.subarray(0, codes)) first[place] = this.take(3)
    const code = codeOf(first)
    const lengths = new Uint8Array(literals + distances)
    for (let i = 0; i < lengths.length;) {
      const symbol = this.symbol(code)
      if (symbol < 16) {
        lengths[i++] = symbol
        continue
      }
      if (symbol === 16 && i === 0) throw new Stopped('malformed', 'a deflate block repeats a length before the first', this.feed.offset)
      const value = symbol === 16 ? lengths[i - 1] ?? 0 : 0
      const times = symbol === 16 ? 3 + this.take(2) : symbol === 17 ? 3 + this.take(3) : 11 + this.take(7)
      if (i + times > lengths.length) throw new Stopped('malformed', 'a deflate block has too many lengths', this.feed.offset)
      lengths.fill(value, i, i + times)
      i += times
    }
    this.lengths = codeOf(lengths.subarray(0, literals))
    this.distances = codeOf(lengths.subarray(literals))
  }

  private coded(): void {
    const { feed, out } = this
    const full = this.from + room
    while (this.pos < full && this.pos < out.length - 258) {
      // Ten bytes are enough for a symbol and all that goes with it.
      if (feed.data.length - feed.at < 10 && !feed.ended) return
      const symbol = this.symbol(this.lengths)
      if (symbol < 256) {
        out[this.pos++] = symbol
        continue
      }
      if (symbol === 256) {
        this.blockEnds()
        return
      }
      const length = (lengthBase[symbol - 257] ?? 0) + this.take(lengthBits[symbol - 257] ?? 0)
      const which = this.symbol(this.distances)
      if (symbol > 285 || which > 29) throw new Stopped('malformed', 'a deflate block uses a reserved code', feed.offset)
      const distance = (distanceBase[which] ?? 0) + this.take(distanceBits[which] ?? 0)
      let { pos } = this
      if (distance > pos) throw new Stopped('malformed', 'a deflate block points before its start', feed.offset)
      for (const end = pos + length; pos < end; pos++) out[pos] = out[pos - distance] ?? 0
      this.pos = pos
    }
  }

  private blockEnds(): void {
    this.state = this.last ? 'done' : 'head'
    if (this.last) this.align()
  }

  /** Whole bytes go back to the feed, which may then move on. */
  private giveBack(): void {
    if (this.padded > 0) return
    this.feed.at -= this.bits >> 3
    this.bits &= 7
    this.hold &= (1 << this.bits) - 1
  }

  private align(): void {
    this.feed.at -= (this.bits - this.padded) >> 3
    this.hold = 0
    this.bits = 0
    this.padded = 0
  }
}
