// Reads FlatBuffers without generated code: every offset is checked before it is followed.
// https://flatbuffers.dev/internals/
import type { Bytes } from '../bytes.js'
import type { Budget } from '../limits.js'
import { Stopped } from '../unread.js'

const page = 65_536
const pagesKept = 64

export class FlatBuffer {
  private readonly pages = new Map<number, Uint8Array>()
  private reads = 0

  constructor(readonly content: Bytes, private readonly budget: Budget) {}

  /** The table that the buffer starts with; `at`: where the offset to it stands, after a size prefix 4. */
  async root(at = 0): Promise<Table> {
    return this.table(at + (await this.u32(at)), at)
  }

  /** Four letters that stand after the root's offset. */
  async identifier(at = 0): Promise<string> {
    return String.fromCharCode(...(await this.bytes(at + 4, 4)))
  }

  async bytes(at: number, length: number): Promise<Uint8Array> {
    if (!Number.isSafeInteger(at) || at < 0 || length < 0 || at + length > this.content.size) {
      throw new Stopped('malformed', `points at ${length} bytes from ${at} on, of ${this.content.size}`)
    }
    const number = Math.floor(at / page)
    const inside = at - number * page
    if (inside + length <= page) return (await this.page(number)).subarray(inside, inside + length)
    return this.content.read(at, length)
  }

  async u32(at: number): Promise<number> {
    return view(await this.bytes(at, 4)).getUint32(0, true)
  }

  async table(at: number, from: number): Promise<Table> {
    const soffset = view(await this.bytes(at, 4)).getInt32(0, true)
    const vtable = at - soffset
    const size = view(await this.bytes(vtable, 2)).getUint16(0, true)
    if (size < 4 || size % 2 !== 0) throw new Stopped('malformed', `a table has a layout of ${size} bytes`, from)
    const layout = view(await this.bytes(vtable, size))
    return new Table(this, at, layout, layout.getUint16(2, true))
  }

  private async page(number: number): Promise<Uint8Array> {
    if ((this.reads += 1) % 1024 === 0) this.budget.tick()
    const known = this.pages.get(number)
    if (known !== undefined) return known
    this.budget.tick()
    const read = await this.content.read(number * page, Math.min(page, this.content.size - number * page))
    const oldest = this.pages.size >= pagesKept ? this.pages.keys().next().value : undefined
    if (oldest !== undefined) this.pages.delete(oldest)
    this.pages.set(number, read)
    return read
  }
}

/** A run of values of the same width. */
export interface Vector {
  /** Of its first value. */
  start: number
  length: number
}

/** Fields are asked for by their number in the schema, from 0: a field that is not set is `null`. */
export class Table {
  constructor(readonly buffer: FlatBuffer, readonly at: number, private readonly layout: DataView, private readonly size: number) {}

  /** Where a field of so many bytes stands in the file. */
  place(field: number, width: number): number | null {
    const slot = 4 + field * 2
    const inside = slot + 2 <= this.layout.byteLength ? this.layout.getUint16(slot, true) : 0
    if (inside === 0) return null
    if (inside < 4 || inside + width > this.size) throw new Stopped('malformed', `field ${field} stands outside its table`, this.at)
    return this.at + inside
  }

  has(field: number): boolean {
    return this.place(field, 1) !== null
  }

  u8(field: number): Promise<number | null> {
    return this.scalar(field, 1, (v) => v.getUint8(0))
  }
  i8(field: number): Promise<number | null> {
    return this.scalar(field, 1, (v) => v.getInt8(0))
  }
  u16(field: number): Promise<number | null> {
    return this.scalar(field, 2, (v) => v.getUint16(0, true))
  }
  i16(field: number): Promise<number | null> {
    return this.scalar(field, 2, (v) => v.getInt16(0, true))
  }
  u32(field: number): Promise<number | null> {
    return this.scalar(field, 4, (v) => v.getUint32(0, true))
  }
  i32(field: number): Promise<number | null> {
    return this.scalar(field, 4, (v) => v.getInt32(0, true))
  }
  /** Beyond 2^53 no longer exact, but never small. */
  u64(field: number): Promise<number | null> {
    return this.scalar(field, 8, (v) => Number(v.getBigUint64(0, true)))
  }
  i64(field: number): Promise<number | null> {
    return this.scalar(field, 8, (v) => Number(v.getBigInt64(0, true)))
  }

  async table(field: number): Promise<Table | null> {
    const at = await this.follow(field)
    return at === null ? null : this.buffer.table(at, this.at)
  }

  /** Of a string, the first `most` bytes. */
  async string(field: number, most = 4096): Promise<string | null> {
    const at = await this.follow(field)
    return at === null ? null : this.stringAt(at, most)
  }

  /** A vector of values that are `width` bytes each: 4 for offsets to tables and strings. */
  async vector(field: number, width: number): Promise<Vector | null> {
    const at = await this.follow(field)
    if (at === null) return null
    const length = await this.buffer.u32(at)
    if (at + 4 + length * width > this.buffer.content.size) {
      throw new Stopped('malformed', `field ${field} has ${length} values of ${width} bytes and no room for them`, at)
    }
    return { start: at + 4, length }
  }

  async bytes(field: number, most: number): Promise<Uint8Array | null> {
    const vector = await this.vector(field, 1)
    return vector === null ? null : this.buffer.bytes(vector.start, Math.min(most, vector.length))
  }

  /** 32-bit numbers of a vector, such as a shape. */
  async i32s(field: number, most: number): Promise<number[]> {
    const vector = await this.vector(field, 4)
    if (vector === null) return []
    const data = view(await this.buffer.bytes(vector.start, Math.min(most, vector.length) * 4))
    return Array.from({ length: data.byteLength / 4 }, (_, i) => data.getInt32(i * 4, true))
  }

  async * tables(field: number): AsyncGenerator<Table> {
    for await (const at of this.targets(field)) yield await this.buffer.table(at, at)
  }

  async * strings(field: number, most = 4096): AsyncGenerator<string> {
    for await (const at of this.targets(field)) yield await this.stringAt(at, most)
  }

  private async * targets(field: number): AsyncGenerator<number> {
    const vector = await this.vector(field, 4)
    for (let i = 0; vector !== null && i < vector.length; i++) {
      const at = vector.start + i * 4
      yield at + (await this.buffer.u32(at))
    }
  }

  private async stringAt(at: number, most: number): Promise<string> {
    const length = await this.buffer.u32(at)
    if (at + 4 + length > this.buffer.content.size) throw new Stopped('malformed', `a text of ${length} bytes has no room`, at)
    return new TextDecoder().decode(await this.buffer.bytes(at + 4, Math.min(most, length)))
  }

  private async follow(field: number): Promise<number | null> {
    const at = this.place(field, 4)
    return at === null ? null : at + (await this.buffer.u32(at))
  }

  private async scalar(field: number, width: number, read: (v: DataView) => number): Promise<number | null> {
    const at = this.place(field, width)
    return at === null ? null : read(view(await this.buffer.bytes(at, width)))
  }
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
