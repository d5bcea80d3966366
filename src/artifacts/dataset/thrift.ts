// Thrift's compact protocol, as far as Parquet writes it: a reader that hands out fields and builds nothing.
// https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
import type { Budget } from '../limits.js'
import { Stopped } from '../unread.js'

export const kinds = { true: 1, false: 2, byte: 3, i16: 4, i32: 5, i64: 6, double: 7, binary: 8, list: 9, set: 10, map: 11, struct: 12, uuid: 13 } as const

const deepest = 24

export class Thrift {
  private depth = 0
  private fields = 0

  constructor(private readonly bytes: Uint8Array, private readonly budget: Budget, public at = 0) {}

  /** Each field of a struct, by number; what the callback does not read (it returns false) is skipped. */
  struct(field: (number: number, kind: number) => boolean): void {
    this.enter()
    let number = 0
    for (let head = this.byte(); head !== 0; head = this.byte()) {
      const kind = head & 15
      const step = head >> 4
      number = step === 0 ? this.int() : number + step
      if (!field(number, kind)) this.skip(kind)
    }
    this.depth -= 1
  }

  /** Each item of a list; the callback reads it. */
  list(item: (index: number, kind: number) => void): void {
    const head = this.byte()
    const count = head >> 4 === 15 ? this.varint() : head >> 4
    const kind = head & 15
    // Every item takes a byte at least.
    if (count > this.bytes.length - this.at) this.stop('a list is longer than what is left')
    this.enter()
    for (let i = 0; i < count; i++) {
      if ((i & 0xfff) === 0) this.budget.tick()
      item(i, kind)
    }
    this.depth -= 1
  }

  /** Zigzag integer; beyond 2^53 it is inexact. */
  int(): number {
    const raw = this.varint()
    return raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2
  }

  binary(): Uint8Array {
    const length = this.varint()
    if (length > this.bytes.length - this.at) this.stop('a text is longer than what is left')
    const found = this.bytes.subarray(this.at, this.at + length)
    this.at += length
    return found
  }

  text(): string {
    return new TextDecoder().decode(this.binary())
  }

  skip(kind: number, inList = false): void {
    switch (kind) {
      // In lists, booleans take a byte each.
      case kinds.true: case kinds.false: if (inList) this.at += 1; break
      case kinds.byte: this.at += 1; break
      case kinds.i16: case kinds.i32: case kinds.i64: this.varint(); break
      case kinds.double: this.at += 8; break
      case kinds.binary: this.binary(); break
      case kinds.list: case kinds.set: this.list((_, item) => this.skip(item, true)); break
      case kinds.struct: this.struct(() => false); break
      case kinds.uuid: this.at += 16; break
      default: this.stop(`a field of unknown kind ${kind}`)
    }
  }

  private varint(): number {
    let value = 0
    for (let scale = 1, i = 0; i < 10; i++, scale *= 128) {
      const byte = this.byte()
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
    return this.stop('a number that does not end')
  }

  private byte(): number {
    const byte = this.bytes[this.at]
    if (byte === undefined) throw new Stopped('truncated', 'its metadata end too early', this.at)
    this.at += 1
    return byte
  }

  private enter(): void {
    this.depth += 1
    this.fields += 1
    if (this.depth > deepest) this.stop('its metadata are nested too deep')
    if ((this.fields & 0xfff) === 0) this.budget.tick()
  }

  private stop(what: string): never {
    throw new Stopped('malformed', what, this.at)
  }
}
