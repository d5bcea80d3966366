// Fields of an HDF5 structure, read one after another: widths of addresses and lengths are the file's own.
import { Stopped } from '../unread.js'

export interface Widths {
  offset: number
  length: number
}

/** An address that points nowhere: all bits set. */
export const nowhere = -1

export class Fields {
  at = 0
  private readonly view: DataView

  /** `address`: where in the file the bytes stand, for the place of a fault. */
  constructor(readonly bytes: Uint8Array, private readonly widths: Widths, readonly address: number) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  get left(): number {
    return this.bytes.length - this.at
  }

  u8(): number {
    return this.view.getUint8(this.step(1))
  }

  u16(): number {
    return this.view.getUint16(this.step(2), true)
  }

  u32(): number {
    return this.view.getUint32(this.step(4), true)
  }

  /** A number of `width` bytes; what exceeds 2^53 is of no sensible file. */
  uint(width: number): number {
    const start = this.step(width)
    let value = 0
    let scale = 1
    let full = true
    for (let i = 0; i < width; i++) {
      const byte = this.view.getUint8(start + i)
      value += byte * scale
      scale *= 256
      full &&= byte === 0xff
    }
    if (full && width >= 4) return nowhere
    if (!Number.isSafeInteger(value)) throw new Stopped('malformed', 'holds an address or a length beyond all files', this.address + start)
    return value
  }

  /** An address: `nowhere` if it is none. */
  offset(): number {
    return this.uint(this.widths.offset)
  }

  length(): number {
    const value = this.uint(this.widths.length)
    return value === nowhere ? Number.MAX_SAFE_INTEGER : value
  }

  take(length: number): Uint8Array {
    const start = this.step(length)
    return this.bytes.subarray(start, start + length)
  }

  skip(length: number): void {
    this.step(length)
  }

  /** Text up to a NUL, which is taken with it. */
  text(): string {
    const end = this.bytes.indexOf(0, this.at)
    const text = utf8(this.bytes.subarray(this.at, end === -1 ? this.bytes.length : end))
    this.at = end === -1 ? this.bytes.length : end + 1
    return text
  }

  signature(letters: string): void {
    const found = utf8(this.take(4))
    if (found !== letters) throw new Stopped('malformed', `has ${JSON.stringify(found)} where ${letters} belongs`, this.address + this.at - 4)
  }

  private step(length: number): number {
    const start = this.at
    if (length < 0 || start + length > this.bytes.length) {
      throw new Stopped('malformed', 'holds a structure that is longer than its place', this.address + start)
    }
    this.at += length
    return start
  }
}

const decoder = new TextDecoder()

export function utf8(bytes: Uint8Array): string {
  return decoder.decode(bytes)
}
