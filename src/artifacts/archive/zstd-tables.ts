// The two codes of Zstandard (RFC 8878, 4.1 and 4.2): tables of finite states, and Huffman weights that one of them codes.
import { Stopped } from '../unread.js'

/** Reads bits from the last byte to the first, below a mark: beyond the first there are zeros. */
export class Backward {
  /** Bits left; negative once more were taken than there are. */
  left: number

  constructor(private readonly data: Uint8Array) {
    const last = data.at(-1) ?? 0
    if (last === 0) throw broken('ends without a mark')
    this.left = data.length * 8 - 8 + (31 - Math.clz32(last))
  }

  take(count: number): number {
    if (count > 16) return this.take(count - 16) * 65_536 + this.take(16)
    this.left -= count
    return this.at(this.left, count)
  }

  /** The next bits, which stay. */
  peek(count: number): number {
    return this.at(this.left - count, count)
  }

  private at(bit: number, count: number): number {
    if (bit < 0) return bit + count <= 0 ? 0 : this.at(0, bit + count) << -bit
    const { data } = this
    const byte = bit >> 3
    const word = (data[byte] ?? 0) | ((data[byte + 1] ?? 0) << 8) | ((data[byte + 2] ?? 0) << 16)
    return (word >>> (bit & 7)) & ((1 << count) - 1)
  }
}

export interface States {
  log: number
  symbols: Uint8Array
  bits: Uint8Array
  bases: Uint16Array
}

/** One symbol, always. */
export function oneState(symbol: number): States {
  return { log: 0, symbols: Uint8Array.of(symbol), bits: Uint8Array.of(0), bases: Uint16Array.of(0) }
}

export function statesOf(counts: readonly number[], log: number): States {
  const size = 1 << log
  const states: States = { log, symbols: new Uint8Array(size), bits: new Uint8Array(size), bases: new Uint16Array(size) }
  const next = counts.map((count) => (count === -1 ? 1 : count))
  let high = size
  for (const [symbol, count] of counts.entries()) if (count === -1) states.symbols[--high] = symbol
  const step = (size >> 1) + (size >> 3) + 3
  let at = 0
  for (const [symbol, count] of counts.entries()) {
    for (let i = 0; i < count; i++) {
      states.symbols[at] = symbol
      do at = (at + step) & (size - 1)
      while (at >= high)
    }
  }
  for (let i = 0; i < size; i++) {
    const symbol = states.symbols[i] ?? 0
    const state = next[symbol] ?? 1
    next[symbol] = state + 1
    const bits = log - (31 - Math.clz32(state))
    states.bits[i] = bits
    states.bases[i] = (state << bits) - size
  }
  return states
}

/** A description of such a table, and how many bytes it takes. */
export function readStates(data: Uint8Array, mostLog: number, mostSymbol: number): { states: States; used: number } {
  let bit = 0
  const peek = (count: number): number => {
    const byte = bit >> 3
    return (((data[byte] ?? 0) | ((data[byte + 1] ?? 0) << 8) | ((data[byte + 2] ?? 0) << 16)) >>> (bit & 7)) & ((1 << count) - 1)
  }
  const log = peek(4) + 5
  bit = 4
  if (log > mostLog) throw broken('has too large a table')
  const counts: number[] = []
  for (let left = 1 << log; left > 0;) {
    if (counts.length > mostSymbol || bit > data.length * 8) throw broken('has a table that cannot be')
    // Values up to what is left, in as few bits as they take.
    const bits = 32 - Math.clz32(left + 1)
    const spare = (1 << bits) - 1 - (left + 1)
    let value = peek(bits)
    const low = value & ((1 << (bits - 1)) - 1)
    if (low < spare) {
      value = low
      bit += bits - 1
    } else {
      if (value >= 1 << (bits - 1)) value -= spare
      bit += bits
    }
    const count = value - 1
    counts.push(count)
    left -= Math.abs(count)
    if (left < 0) throw broken('has a table that cannot be')
    if (count !== 0) continue
    for (let more = 3; more === 3;) {
      more = peek(2)
      bit += 2
      if (counts.length > mostSymbol + 3 || bit > data.length * 8 + 2) throw broken('has a table that cannot be')
      for (let i = 0; i < more; i++) counts.push(0)
    }
  }
  if (counts.length > mostSymbol + 1) throw broken('has a table that cannot be')
  return { states: statesOf(counts, log), used: (bit + 7) >> 3 }
}

export interface Huffman {
  log: number
  symbols: Uint8Array
  bits: Uint8Array
}

export function readHuffman(data: Uint8Array): { huffman: Huffman; used: number } {
  const head = data[0] ?? 0
  if (head >= 128) {
    const count = head - 127
    const used = 1 + ((count + 1) >> 1)
    if (used > data.length) throw broken('ends early')
    return { huffman: huffmanOf(Array.from({ length: count }, (_, i) => ((data[1 + (i >> 1)] ?? 0) >> (i % 2 === 0 ? 4 : 0)) & 15)), used }
  }
  if (1 + head > data.length) throw broken('ends early')
  const coded = data.subarray(1, 1 + head)
  const { states, used } = readStates(coded, 6, 15)
  return { huffman: huffmanOf(weightsOf(new Backward(coded.subarray(used)), states)), used: 1 + head }
}

/** Two states take turns until the bits are used up. */
function weightsOf(bits: Backward, states: States): number[] {
  const weights: number[] = []
  const both: [number, number] = [bits.take(states.log), bits.take(states.log)]
  for (let turn = 0; weights.length < 255; turn = 1 - turn) {
    const state = both[turn] ?? 0
    weights.push(states.symbols[state] ?? 0)
    both[turn] = (states.bases[state] ?? 0) + bits.take(states.bits[state] ?? 0)
    if (bits.left < 0) {
      weights.push(states.symbols[both[1 - turn] ?? 0] ?? 0)
      return weights
    }
  }
  throw broken('has too many weights')
}

/** The last weight is not written: it fills what the others leave. */
function huffmanOf(weights: number[]): Huffman {
  const sum = weights.reduce((total, weight) => total + (weight === 0 ? 0 : 2 ** (weight - 1)), 0)
  if (sum === 0 || weights.length > 255) throw broken('has weights that cannot be')
  const log = 32 - Math.clz32(sum)
  const rest = 2 ** log - sum
  if (log > 11 || (rest & (rest - 1)) !== 0) throw broken('has weights that cannot be')
  const all = [...weights, 32 - Math.clz32(rest)]
  const huffman: Huffman = { log, symbols: new Uint8Array(1 << log), bits: new Uint8Array(1 << log) }
  let at = 0
  for (let weight = 1; weight <= log; weight++) {
    for (const [symbol, of] of all.entries()) {
      if (of !== weight) continue
      const size = 1 << (weight - 1)
      huffman.symbols.fill(symbol, at, at + size)
      huffman.bits.fill(log + 1 - weight, at, at + size)
      at += size
    }
  }
  return huffman
}

export function broken(what: string): Stopped {
  return new Stopped('malformed', `a Zstandard block ${what}`)
}
