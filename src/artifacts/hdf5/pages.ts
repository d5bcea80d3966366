// Bytes of an HDF5 file by address: structures lie all over it, so pages are kept, the oldest of them dropped.
import type { Bytes } from '../bytes.js'
import type { Budget } from '../limits.js'
import { Stopped } from '../unread.js'

const pageSize = 2 ** 15
const pagesKept = 256
/** Attributes and heaps hold what is read at once: a configuration of a model is a few MB at most. */
const mostAtOnce = 2 ** 25

export class Pages {
  private readonly pages = new Map<number, Uint8Array>()
  private looks = 0

  constructor(private readonly content: Bytes, private readonly budget: Budget) {}

  get size(): number {
    return this.content.size
  }

  /** Exactly `length` bytes at an address, or it stops. */
  async at(address: number, length: number): Promise<Uint8Array> {
    this.tick()
    if (!Number.isSafeInteger(address) || address < 0 || address + length > this.content.size) {
      throw new Stopped('truncated', `points to ${length} bytes at ${address} of ${this.content.size}`, Math.min(Math.max(0, address), this.content.size))
    }
    if (length > mostAtOnce) throw new Stopped('limit', `holds ${length} bytes in one structure`, address)
    const first = Math.floor(address / pageSize)
    const last = Math.floor((address + Math.max(0, length - 1)) / pageSize)
    if (first === last) {
      const page = this.pages.get(first) ?? await this.fetch(first)
      const inside = address - first * pageSize
      return page.subarray(inside, inside + length)
    }
    this.budget.tick()
    return await this.content.read(address, length)
  }

  /** For loops that look at nothing new. */
  tick(): void {
    this.looks += 1
    if (this.looks % 1024 === 0) this.budget.tick()
  }

  private async fetch(number: number): Promise<Uint8Array> {
    this.budget.tick()
    const start = number * pageSize
    const page = await this.content.read(start, Math.min(pageSize, this.content.size - start))
    if (this.pages.size >= pagesKept) this.forget()
    this.pages.set(number, page)
    return page
  }
  /** Maps give their keys in the order of insertion. */
  private forget(): void {
    const oldest = this.pages.keys().next()
    if (oldest.done !== true) this.pages.delete(oldest.value)
  }
}
