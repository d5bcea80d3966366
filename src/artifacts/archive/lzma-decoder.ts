// LZMA symbols out of a range coder, after the specification in the public-domain LZMA SDK (DOC/lzma-specification.txt).
import { Stopped } from '../unread.js'

/** Dictionaries grow with what came out, and no further than this. */
const mostDictionary = 64 * 2 ** 20
const room = 131_072

/** Places of the probabilities, one table after the other. */
const isMatch = 0
const isRep = isMatch + 192
const isRepG0 = isRep + 12
const isRepG1 = isRepG0 + 12
const isRepG2 = isRepG1 + 12
const isRep0Long = isRepG2 + 12
const posSlot = isRep0Long + 192
const special = posSlot + 256
const align = special + 128
const lengths = align + 16
const repLengths = lengths + 514
const literal = repLengths + 514

export class LzmaDecoder {
  private out: Uint8Array = new Uint8Array(room * 2)
  private pos = 0
  /** First byte of `out` that was not given away, and the first that may be pointed at. */
  private from = 0
  private start = 0
  /** What positions count from, which some probabilities depend on: the last reset of the dictionary. */
  private origin = 0
  private probabilities: Uint16Array = new Uint16Array(0)
  private lc = 0
  private lp = 0
  private pb = 0
  private state = 0
  private reps: [number, number, number, number] = [0, 0, 0, 0]
  private range = 0
  private code = 0
  private data: Uint8Array = new Uint8Array(0)
  private at = 0

  constructor(private readonly dictionary: number) {}

  /** What came out since the last time; the dictionary stays. */
  give(): Uint8Array {
    const given = this.out.slice(this.from, this.pos)
    this.from = this.pos
    const keep = Math.min(Math.max(4096, this.dictionary), mostDictionary)
    // Moved seldom, lest moving cost more than decoding.
    if (this.pos > keep + Math.max(room, keep >> 3)) {
      const moved = this.pos - keep
      this.out.copyWithin(0, moved, this.pos)
      this.start = Math.max(0, this.start - moved)
      this.origin -= moved
      this.pos = keep
      this.from = keep
    }
    return given
  }

  get pending(): number {
    return this.pos - this.from
  }

  resetDictionary(): void {
    this.start = this.pos
    this.origin = this.pos
  }

  properties(byte: number): void {
    if (byte >= 225) throw new Stopped('malformed', 'LZMA properties that cannot be')
    this.lc = byte % 9
    this.lp = Math.floor(byte / 9) % 5
    this.pb = Math.floor(byte / 45)
    this.probabilities = new Uint16Array(literal + (0x300 << (this.lc + this.lp)))
  }

  resetState(): void {
    this.probabilities.fill(1024)
    this.state = 0
    this.reps = [0, 0, 0, 0]
  }

  copy(data: Uint8Array): void {
    this.reserve(data.length)
    this.out.set(data, this.pos)
    this.pos += data.length
  }

  /** Takes the coder's first five bytes. */
  begin(data: Uint8Array): void {
    this.range = 0xff_ff_ff_ff
    this.code = (((data[1] ?? 0) << 24) | ((data[2] ?? 0) << 16) | ((data[3] ?? 0) << 8) | (data[4] ?? 0)) >>> 0
    if (data[0] !== 0) throw new Stopped('malformed', 'an LZMA stream does not begin as one')
  }

  /**
   * Decodes out of `data` from `at` until `limit` bytes came out or fewer than `margin` bytes are left to read. Says where
   * it stopped, and whether at the mark that ends a stream.
   */
  run(data: Uint8Array, at: number, limit: number, margin: number): { at: number; ended: boolean } {
    this.data = data
    this.at = at
    const end = this.pos + limit
    this.reserve(limit + 273)
    let ended = false
    while (this.pos < end && !ended && data.length - this.at >= margin) ended = this.symbol(end)
    return { at: this.at, ended }
  }

  private reserve(more: number): void {
    if (this.pos + more <= this.out.length) return
    const larger = new Uint8Array(Math.max(this.pos + more, Math.min(this.out.length * 2, this.out.length + 2 ** 24)))
    larger.set(this.out.subarray(0, this.pos))
    this.out = larger
  }

  private bit(index: number): number {
    if (this.range < 0x1_00_00_00) this.normalise()
    const { probabilities } = this
    const probability = probabilities[index] ?? 0
    const bound = (this.range >>> 11) * probability
    if (this.code < bound) {
      this.range = bound
      probabilities[index] = probability + ((2048 - probability) >> 5)
      return 0
    }
    this.range -= bound
    this.code -= bound
    probabilities[index] = probability - (probability >> 5)
    return 1
  }

  private normalise(): void {
    if (this.at >= this.data.length) throw new Stopped('truncated', 'the compressed data ends early')
    this.range = (this.range << 8) >>> 0
    this.code = ((this.code << 8) | (this.data[this.at++] ?? 0)) >>> 0
  }

  private direct(count: number): number {
    let value = 0
    for (let i = 0; i < count; i++) {
      if (this.range < 0x1_00_00_00) this.normalise()
      this.range >>>= 1
      const one = this.code >= this.range
      if (one) this.code -= this.range
      value = value * 2 + (one ? 1 : 0)
    }
    return value
  }

  private tree(base: number, bits: number): number {
    let node = 1
    for (let i = 0; i < bits; i++) node = (node << 1) | this.bit(base + node)
    return node - (1 << bits)
  }

  private reverse(base: number, bits: number): number {
    let node = 1
    let value = 0
    for (let i = 0; i < bits; i++) {
      const bit = this.bit(base + node)
      node = (node << 1) | bit
      value |= bit << i
    }
    return value
  }

  private symbol(end: number): boolean {
    const position = (this.pos - this.origin) & ((1 << this.pb) - 1)
    const { state } = this
    if (this.bit(isMatch + (state << 4) + position) === 0) {
      this.literal()
      return false
    }
    let length: number
    if (this.bit(isRep + state) === 0) {
      length = this.length(lengths, position)
      const [a, b, c] = this.reps
      const distance = this.distance(Math.min(length - 2, 3))
      if (distance === 0xff_ff_ff_ff) return true
      this.reps = [distance, a, b, c]
      this.state = state < 7 ? 7 : 10
    } else {
      const [a, b, c, d] = this.reps
      if (this.bit(isRepG0 + state) === 0) {
        if (this.bit(isRep0Long + (state << 4) + position) === 0) {
          this.state = state < 7 ? 9 : 11
          this.match(1, end)
          return false
        }
      } else if (this.bit(isRepG1 + state) === 0) this.reps = [b, a, c, d]
      else if (this.bit(isRepG2 + state) === 0) this.reps = [c, a, b, d]
      else this.reps = [d, a, b, c]
      length = this.length(repLengths, position)
      this.state = state < 7 ? 8 : 11
    }
    this.match(length, end)
    return false
  }

  private literal(): void {
    const { out, state } = this
    const before = this.pos > this.start ? out[this.pos - 1] ?? 0 : 0
    const base = literal + 0x300 * ((((this.pos - this.origin) & ((1 << this.lp) - 1)) << this.lc) + (before >> (8 - this.lc)))
    let node = 1
    if (state >= 7) {
      this.reach()
      let match = out[this.pos - this.reps[0] - 1] ?? 0
      do {
        const matched = (match >> 7) & 1
        match <<= 1
        const bit = this.bit(base + ((1 + matched) << 8) + node)
        node = (node << 1) | bit
        if (matched !== bit) break
      } while (node < 0x1_00)
    }
    while (node < 0x1_00) node = (node << 1) | this.bit(base + node)
    out[this.pos++] = node & 0xff
    this.state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6
  }

  private length(base: number, position: number): number {
    if (this.bit(base) === 0) return 2 + this.tree(base + 2 + (position << 3), 3)
    if (this.bit(base + 1) === 0) return 10 + this.tree(base + 130 + (position << 3), 3)
    return 18 + this.tree(base + 258, 8)
  }

  private distance(lengthState: number): number {
    const slot = this.tree(posSlot + (lengthState << 6), 6)
    if (slot < 4) return slot
    const bits = (slot >> 1) - 1
    const high = (2 | (slot & 1)) * 2 ** bits
    if (slot < 14) return high + this.reverse(special + high - slot, bits)
    return high + this.direct(bits - 4) * 16 + this.reverse(align, 4)
  }

  private match(length: number, end: number): void {
    this.reach()
    const back = this.reps[0] + 1
    const { out } = this
    if (this.pos + length > end + 273) throw new Stopped('malformed', 'an LZMA stream is longer than it says')
    let { pos } = this
    for (const last = pos + length; pos < last; pos++) out[pos] = out[pos - back] ?? 0
    this.pos = pos
  }

  private reach(): void {
    if (this.reps[0] < this.pos - this.start) return
    if (this.dictionary > mostDictionary && this.pos >= mostDictionary) throw new Stopped('unsupported', `LZMA with a dictionary of more than ${mostDictionary / 2 ** 20} MB`)
    throw new Stopped('malformed', 'an LZMA stream points before its start')
  }
}
