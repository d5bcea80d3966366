// Blocks of a Zstandard frame (RFC 8878, 3.1.1.2 and 3.1.1.3): literals, and sequences that copy what came before.
import { Backward, broken, oneState, readHuffman, readStates, statesOf, type Huffman, type States } from './zstd-tables.js'

export const mostBlock = 131_072

const lengthBits = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]
const matchBits = [...Array.from({ length: 32 }, () => 0), 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]
const lengthBases = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 22, 24, 28, 32, 40, 48, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536]
const matchBases = [
  ...Array.from({ length: 32 }, (_, i) => i + 3), 35, 37, 39, 41, 43, 47, 51, 59, 67, 83, 99, 131, 259, 515, 1027, 2051, 4099, 8195, 16_387, 32_771, 65_539,
]
const usual = {
  lengths: statesOf([4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1], 6),
  offsets: statesOf([1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1], 5),
  matches: statesOf([1, 4, 3, 2, 2, 2, 2, 2, 2, ...Array.from({ length: 37 }, () => 1), -1, -1, -1, -1, -1, -1, -1], 6),
}
type Which = keyof typeof usual
const most: Record<Which, { log: number; symbol: number }> = { lengths: { log: 9, symbol: 35 }, offsets: { log: 8, symbol: 31 }, matches: { log: 9, symbol: 52 } }

/** What one frame remembers from block to block. */
export class Blocks {
  private out: Uint8Array = new Uint8Array(mostBlock * 2)
  private pos = 0
  private from = 0
  private huffman: Huffman | null = null
  private readonly states: Record<Which, States | null> = { lengths: null, offsets: null, matches: null }
  private reps: [number, number, number] = [1, 4, 8]

  constructor(private readonly window: number) {}

  /** What came out since the last time. */
  give(): Uint8Array {
    const given = this.out.slice(this.from, this.pos)
    const keep = this.window
    if (this.pos > keep + Math.max(mostBlock, keep >> 3)) {
      this.out.copyWithin(0, this.pos - keep, this.pos)
      this.pos = keep
    }
    this.from = this.pos
    return given
  }

  copy(data: Uint8Array): void {
    this.reserve(data.length)
    this.out.set(data, this.pos)
    this.pos += data.length
  }

  repeat(byte: number, times: number): void {
    this.reserve(times)
    this.out.fill(byte, this.pos, this.pos + times)
    this.pos += times
  }

  /** What came out before a fault stands. */
  compressed(data: Uint8Array): void {
    this.reserve(mostBlock)
    const { literals, used } = this.literals(data)
    this.sequences(data.subarray(used), literals)
  }

  private reserve(more: number): void {
    if (this.pos + more <= this.out.length) return
    const larger = new Uint8Array(Math.max(this.pos + more, Math.min(this.out.length * 2, this.out.length + 2 ** 24)))
    larger.set(this.out.subarray(0, this.pos))
    this.out = larger
  }

  private literals(data: Uint8Array): { literals: Uint8Array; used: number } {
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = data
    const type = a & 3
    const form = (a >> 2) & 3
    if (type < 2) {
      const head = form === 1 ? 2 : form === 3 ? 3 : 1
      const size = head === 1 ? a >> 3 : head === 2 ? (a >> 4) | (b << 4) : (a >> 4) | (b << 4) | (c << 12)
      const used = head + (type === 0 ? size : 1)
      if (size > mostBlock || used > data.length) throw broken('has literals that are not there')
      return { literals: type === 0 ? data.subarray(head, used) : new Uint8Array(size).fill(data[head] ?? 0), used }
    }
    const head = form < 2 ? 3 : form === 2 ? 4 : 5
    const bits = form < 2 ? 10 : form === 2 ? 14 : 18
    const word = a + b * 2 ** 8 + c * 2 ** 16 + (head > 3 ? d * 2 ** 24 : 0) + (head > 4 ? e * 2 ** 32 : 0)
    const size = Math.floor(word / 16) % 2 ** bits
    const packed = Math.floor(word / 2 ** (4 + bits)) % 2 ** bits
    const used = head + packed
    if (size > mostBlock || used > data.length) throw broken('has literals that are not there')
    let coded = data.subarray(head, used)
    if (type === 2) {
      const { huffman, used: described } = readHuffman(coded)
      this.huffman = huffman
      coded = coded.subarray(described)
    }
    if (this.huffman === null) throw broken('has no Huffman code')
    const literals = new Uint8Array(size)
    if (form === 0) decode(coded, this.huffman, literals)
    else fourStreams(coded, this.huffman, literals)
    return { literals, used }
  }

  private sequences(data: Uint8Array, literals: Uint8Array): void {
    const [a = 0, b = 0, c = 0] = data
    let at = a < 128 ? 1 : a < 255 ? 2 : 3
    const count = a < 128 ? a : a < 255 ? ((a - 128) << 8) + b : b + (c << 8) + 0x7f_00
    const start = this.pos
    if (count === 0) {
      this.copy(literals)
      return
    }
    const modes = data[at++] ?? 0
    for (const [which, shift] of [['lengths', 6], ['offsets', 4], ['matches', 2]] as const) at += this.table(which, (modes >> shift) & 3, data.subarray(at))
    const { lengths, offsets, matches } = this.states
    if (lengths === null || offsets === null || matches === null || at >= data.length) throw broken('has no tables')
    const bits = new Backward(data.subarray(at))
    let [length, offset, match] = [bits.take(lengths.log), bits.take(offsets.log), bits.take(matches.log)]
    let literal = 0
    for (let i = 0; i < count; i++) {
      const far = offsets.symbols[offset] ?? 0
      const long = matches.symbols[match] ?? 0
      const some = lengths.symbols[length] ?? 0
      const value = 2 ** far + bits.take(far)
      const copied = (matchBases[long] ?? 0) + bits.take(matchBits[long] ?? 0)
      const plain = (lengthBases[some] ?? 0) + bits.take(lengthBits[some] ?? 0)
      if (bits.left < 0) throw broken('ends early')
      if (literal + plain > literals.length || this.pos + plain + copied - start > mostBlock) throw broken('is longer than a block can be')
      this.out.set(literals.subarray(literal, literal + plain), this.pos)
      literal += plain
      this.pos += plain
      this.match(this.distance(value, plain), copied)
      if (i === count - 1) break
      length = (lengths.bases[length] ?? 0) + bits.take(lengths.bits[length] ?? 0)
      match = (matches.bases[match] ?? 0) + bits.take(matches.bits[match] ?? 0)
      offset = (offsets.bases[offset] ?? 0) + bits.take(offsets.bits[offset] ?? 0)
    }
    if (this.pos + literals.length - literal - start > mostBlock) throw broken('is longer than a block can be')
    this.copy(literals.subarray(literal))
  }

  private match(distance: number, length: number): void {
    const { out } = this
    if (distance < 1 || distance > this.pos) throw broken('points before its start')
    let { pos } = this
    for (const end = pos + length; pos < end; pos++) out[pos] = out[pos - distance] ?? 0
    this.pos = pos
  }

  /** Small values are distances of before, in an order that depends on whether literals came first. */
  private distance(value: number, plain: number): number {
    const [a, b, c] = this.reps
    if (value > 3) {
      this.reps = [value - 3, a, b]
      return value - 3
    }
    const which = value - 1 + (plain === 0 ? 1 : 0)
    if (which === 1) this.reps = [b, a, c]
    else if (which === 2) this.reps = [c, a, b]
    else if (which === 3) this.reps = [a - 1, a, b]
    return this.reps[0]
  }

  /** Bytes that the table's description takes. */
  private table(which: Which, mode: number, data: Uint8Array): number {
    if (mode === 0) this.states[which] = usual[which]
    if (mode === 1) {
      if ((data[0] ?? 255) > most[which].symbol) throw broken('has a table that cannot be')
      this.states[which] = oneState(data[0] ?? 0)
      return 1
    }
    if (mode !== 2) return 0
    const { states, used } = readStates(data, most[which].log, most[which].symbol)
    this.states[which] = states
    return used
  }
}

function fourStreams(data: Uint8Array, huffman: Huffman, literals: Uint8Array): void {
  const sizes = [0, 2, 4].map((at) => (data[at] ?? 0) | ((data[at + 1] ?? 0) << 8))
  const part = (literals.length + 3) >> 2
  if (part * 3 > literals.length) throw broken('has literals that are not there')
  let at = 6
  for (let i = 0; i < 4; i++) {
    const end = i === 3 ? data.length : at + (sizes[i] ?? 0)
    if (end > data.length || at >= end) throw broken('has literals that are not there')
    decode(data.subarray(at, end), huffman, literals.subarray(i * part, i === 3 ? literals.length : (i + 1) * part))
    at = end
  }
}

function decode(data: Uint8Array, { log, symbols, bits: lengths }: Huffman, out: Uint8Array): void {
  const bits = new Backward(data)
  for (let i = 0; i < out.length; i++) {
    const place = bits.peek(log)
    out[i] = symbols[place] ?? 0
    bits.left -= lengths[place] ?? 0
    if (bits.left < 0) throw broken('ends early')
  }
}
