// bzip2: blocks of at most 900,000 bytes, each with Huffman codes over a move-to-front list over a sorted rotation.
import type { Budget } from '../limits.js'
import { Stopped } from '../unread.js'
import type { Feed } from './feed.js'

/** More than a block can take: 900,000 symbols of at most 20 bits, and its tables. */
const blockMost = 2_300_000
const groupSize = 50

export async function* bunzip2(feed: Feed, budget: Budget): AsyncGenerator<Uint8Array, void> {
  for (let streams = 0; ; streams++) {
    await feed.fill(4)
    const { data, at } = feed
    const level = (data[at + 3] ?? 0) - 0x30
    const starts = data.length - at >= 4 && data[at] === 0x42 && data[at + 1] === 0x5a && data[at + 2] === 0x68 && level >= 1 && level <= 9
    if (!starts && streams > 0) return
    if (!starts) throw new Stopped('malformed', 'is no bzip2 stream', 0)
    feed.at += 4
    const bits = new Bits(feed)
    for (;;) {
      budget.tick()
      await bits.fill()
      const [high, low] = [bits.take(24), bits.take(24)]
      // The digits of pi begin a block, those of its root end the stream.
      if (high === 0x17_72_45 && low === 0x38_50_90) break
      if (high !== 0x31_41_59 || low !== 0x26_53_59) throw new Stopped('malformed', 'a bzip2 block does not begin where it should', feed.offset)
      yield* block(bits, level * 100_000, budget)
    }
    bits.take(32)
    bits.align()
  }
}

function* block(bits: Bits, most: number, budget: Budget): Generator<Uint8Array, void> {
  bits.take(32)
  if (bits.take(1) === 1) throw new Stopped('unsupported', 'a bzip2 block in an old order', bits.offset)
  const origin = bits.take(24)
  const { bytes, counts } = symbols(bits, most)
  budget.tick()
  if (origin >= bytes.length) throw bad(bits, 'begins outside of itself')
  const starts = new Uint32Array(256)
  for (let i = 0, sum = 0; i < 256; i++) {
    starts[i] = sum
    sum += counts[i] ?? 0
  }
  const next = new Uint32Array(bytes.length)
  for (const [i, byte] of bytes.entries()) {
    const place = starts[byte] ?? 0
    starts[byte] = place + 1
    next[place] = i
  }
  yield* unrun(bytes, next, origin)
}

/** Four equal bytes are followed by a count of more. */
function* unrun(bytes: Uint8Array, next: Uint32Array, origin: number): Generator<Uint8Array, void> {
  let out = new Uint8Array(131_072 + 256)
  let pos = 0
  let run = 0
  let last = -1
  for (let i = 0, at = next[origin] ?? 0; i < bytes.length; i++) {
    const byte = bytes[at] ?? 0
    at = next[at] ?? 0
    if (run === 4) {
      out.fill(last, pos, pos + byte)
      pos += byte
      run = 0
      last = -1
    } else {
      run = byte === last ? run + 1 : 1
      last = byte
      out[pos++] = byte
    }
    if (pos >= 131_072) {
      yield out.subarray(0, pos)
      out = new Uint8Array(131_072 + 256)
      pos = 0
    }
  }
  if (pos > 0) yield out.slice(0, pos)
}

function symbols(bits: Bits, most: number): { bytes: Uint8Array; counts: Uint32Array } {
  const used: number[] = []
  const rows = bits.take(16)
  for (let row = 0; row < 16; row++) {
    if ((rows & (0x80_00 >> row)) === 0) continue
    const columns = bits.take(16)
    for (let column = 0; column < 16; column++) if ((columns & (0x80_00 >> column)) !== 0) used.push(row * 16 + column)
  }
  if (used.length === 0) throw bad(bits, 'has no symbols')
  const groups = bits.take(3)
  const selectorCount = bits.take(15)
  if (groups < 2 || groups > 6 || selectorCount === 0) throw bad(bits, 'has impossible tables')
  const selectors = new Uint8Array(selectorCount)
  const order = [0, 1, 2, 3, 4, 5].slice(0, groups)
  for (let i = 0; i < selectorCount; i++) {
    let place = 0
    while (bits.take(1) === 1) if (++place >= groups) throw bad(bits, 'has impossible tables')
    const [group = 0] = order.splice(place, 1)
    order.unshift(group)
    selectors[i] = group
  }
  const size = used.length + 2
  const codes = Array.from({ length: groups }, () => codeOf(bits, size))
  const bytes = new Uint8Array(most)
  const counts = new Uint32Array(256)
  const front = Uint8Array.from(used)
  let length = 0
  let run = 0
  let weight = 1
  const end = size - 1
  for (let symbol = 0, left = 0, selector = 0; symbol !== end;) {
    if (left-- === 0) {
      if (selector >= selectorCount) throw bad(bits, 'ends without its last symbol')
      left = groupSize - 1
      selector++
    }
    symbol = decode(bits, codes[selectors[selector - 1] ?? 0])
    if (symbol < 2) {
      run += weight << symbol
      weight <<= 1
      if (run > most) throw bad(bits, 'is too long')
      continue
    }
    if (run > 0) {
      if (length + run > most) throw bad(bits, 'is too long')
      const byte = front[0] ?? 0
      bytes.fill(byte, length, length + run)
      counts[byte] = (counts[byte] ?? 0) + run
      length += run
      run = 0
    }
    weight = 1
    if (symbol === end) break
    const place = symbol - 1
    const byte = front[place] ?? 0
    front.copyWithin(1, 0, place)
    front[0] = byte
    if (length >= most) throw bad(bits, 'is too long')
    bytes[length++] = byte
    counts[byte] = (counts[byte] ?? 0) + 1
  }
  return { bytes: bytes.subarray(0, length), counts }
}

interface Code {
  /** By length: codes up to this one are of it; -1 where none is. */
  limits: Int32Array
  bases: Int32Array
  symbols: Uint16Array
  shortest: number
}

function codeOf(bits: Bits, size: number): Code {
  const lengths = new Uint8Array(size)
  let length = bits.take(5)
  for (let i = 0; i < size; i++) {
    for (;;) {
      if (length < 1 || length > 20) throw bad(bits, 'has an impossible code')
      if (bits.take(1) === 0) break
      length += bits.take(1) === 0 ? 1 : -1
    }
    lengths[i] = length
  }
  const code: Code = { limits: new Int32Array(22).fill(-1), bases: new Int32Array(22), symbols: new Uint16Array(size), shortest: Math.min(...lengths) }
  let next = 0
  let place = 0
  for (let n = 1; n <= 20; n++, next <<= 1) {
    code.bases[n] = next - place
    for (const [symbol, of] of lengths.entries()) {
      if (of !== n) continue
      code.symbols[place++] = symbol
      next++
    }
    if (next > 1 << n) throw bad(bits, 'has an impossible code')
    code.limits[n] = next - 1
  }
  return code
}

function decode(bits: Bits, code: Code | undefined): number {
  if (code === undefined) throw bad(bits, 'has impossible tables')
  let value = bits.take(code.shortest)
  for (let length = code.shortest; length <= 20; length++) {
    if (value <= (code.limits[length] ?? -1)) return code.symbols[value - (code.bases[length] ?? 0)] ?? 0
    value = (value << 1) | bits.take(1)
  }
  throw bad(bits, 'uses a code it does not have')
}

function bad(bits: Bits, what: string): Stopped {
  return new Stopped('malformed', `a bzip2 block ${what}`, bits.offset)
}

/** Bits, the highest of a byte first. */
class Bits {
  private hold = 0
  private count = 0

  constructor(private readonly feed: Feed) {}

  get offset(): number {
    return this.feed.offset
  }

  /** All that a block can need is at hand afterwards, or all there is. */
  async fill(): Promise<void> {
    this.feed.at -= this.count >> 3
    this.count &= 7
    await this.feed.fill(blockMost)
  }

  take(count: number): number {
    if (count > 24) return this.take(count - 16) * 65_536 + this.take(16)
    const { feed } = this
    while (this.count < count) {
      if (feed.at >= feed.data.length) throw new Stopped('truncated', 'the compressed data ends early', feed.offset)
      this.hold = ((this.hold << 8) | (feed.data[feed.at++] ?? 0)) & 0x7f_ff_ff_ff
      this.count += 8
    }
    this.count -= count
    return (this.hold >>> this.count) & ((1 << count) - 1)
  }

  align(): void {
    this.feed.at -= this.count >> 3
    this.count = 0
  }
}
