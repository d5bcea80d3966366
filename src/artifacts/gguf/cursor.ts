// Walks the head of a GGUF file forwards: numbers of either byte order, lengths that are checked before they are believed.
import type { Bytes } from '../bytes.js'
import type { Budget } from '../limits.js'
import { Stopped } from '../unread.js'

const smallest = 2 ** 16
const largest = 2 ** 20

export class Cursor {
  private data: Uint8Array = new Uint8Array(0)
  private view: DataView = new DataView(new ArrayBuffer(0))
  private from = 0
  private ahead = smallest
  at = 0
  littleEndian = true
  /** Version 1 counts and measures in 32 bits. */
  wide = true

  constructor(private readonly content: Bytes, private readonly budget: Budget) {}

  get left(): number {
    return this.content.size - this.at
  }

  /** Whether the next bytes are at hand: reading a number then needs no wait. */
  has(length: number): boolean {
    return this.at + length <= this.from + this.data.length
  }

  async want(length: number): Promise<void> {
    if (this.has(length)) return
    this.budget.tick()
    if (length > this.left) throw new Stopped('truncated', `ends within its header, ${length} bytes wanted where ${this.left} are left`, this.at)
    this.data = await this.content.read(this.at, Math.min(this.left, Math.max(length, this.ahead)))
    if (this.data.length < length) throw new Stopped('truncated', 'ends within its header', this.at)
    this.view = new DataView(this.data.buffer, this.data.byteOffset, this.data.length)
    this.from = this.at
    this.ahead = Math.min(largest, this.ahead * 2)
  }

  /** What follows takes numbers that `want` has brought. */
  u8(): number {
    return this.view.getUint8(this.step(1))
  }

  u32(): number {
    return this.view.getUint32(this.step(4), this.littleEndian)
  }

  u64(): bigint {
    return this.view.getBigUint64(this.step(8), this.littleEndian)
  }

  bytes(length: number): Uint8Array {
    const start = this.step(length)
    return this.data.subarray(start, start + length)
  }

  /** Jumps over bytes, which need not be at hand. */
  skip(length: number): void {
    if (length > this.left) throw new Stopped('truncated', `ends within its header, ${length} bytes wanted where ${this.left} are left`, this.at)
    this.at += length
    // Beyond a long list, what follows is short.
    if (length > largest) this.ahead = smallest
  }

  /** A count of things, or a length: of 64 bits but in version 1. */
  async count(): Promise<bigint> {
    await this.want(this.wide ? 8 : 4)
    return this.wide ? this.u64() : BigInt(this.u32())
  }

  private step(length: number): number {
    const start = this.at - this.from
    this.at += length
    return start
  }
}
