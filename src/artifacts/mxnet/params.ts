// Walks the parameters of MXNet: arrays one after another, each passed over by its shape, and their names at the end.
// https://github.com/apache/mxnet/blob/master/src/ndarray/ndarray.cc
import type { Bytes } from '../bytes.js'
import type { Budget } from '../limits.js'
import { Stopped } from '../unread.js'

/** `0x112` and eight bytes that are kept for later. */
export function isParams(head: Uint8Array): boolean {
  return head.length >= 24 && head[0] === 0x12 && head[1] === 1 && head.subarray(2, 16).every((byte) => byte === 0)
}

const mostArrays = 1_000_000
/** Bytes of one value: float32, float64, float16, uint8, int32, int8, int64, bool, int16, uint16, uint32, uint64, bfloat16. */
const widths: readonly number[] = [4, 8, 2, 1, 4, 1, 8, 1, 2, 2, 4, 8, 2]

/** Values of all arrays. Throws `Stopped` where the file is shorter than it says. */
export async function readParams(content: Bytes, budget: Budget): Promise<{ arrays: number; parameters: number }> {
  const cursor = new Cursor(content, 16)
  const arrays = await cursor.u64()
  if (arrays > mostArrays) throw new Stopped('limit', `more than ${mostArrays} arrays`, 16)
  let parameters = 0
  for (let i = 0; i < arrays; i++) {
    budget.tick()
    parameters += await readArray(cursor)
  }
  const names = await cursor.u64()
  if (names !== 0 && names !== arrays) throw new Stopped('malformed', `${names} names for ${arrays} arrays`, cursor.at - 8)
  for (let i = 0; i < names; i++) {
    budget.tick()
    cursor.skip(await cursor.u64())
  }
  if (cursor.at !== content.size) throw new Stopped('malformed', `${content.size - cursor.at} bytes behind the last name`, cursor.at)
  return { arrays, parameters }
}

async function readArray(cursor: Cursor): Promise<number> {
  const start = cursor.at
  const magic = await cursor.u32()
  // Before there were versions, the number of dimensions stood here.
  const version = magic === 0xf9_93_fa_c8 ? 1 : magic === 0xf9_93_fa_c9 ? 2 : magic === 0xf9_93_fa_ca ? 3 : 0
  const storage = version >= 2 ? await cursor.u32() : 0
  const extra = storage === 1 ? 1 : storage === 2 ? 2 : 0
  if (storage > 2 && storage !== 0xff_ff_ff_ff) throw new Stopped('malformed', `storage ${storage}`, start)
  const stored = extra > 0 ? await dimensions(cursor, version, null) : null
  const shape = await dimensions(cursor, version, version === 0 ? magic : null)
  if (shape === null) return 0
  cursor.skip(8)
  const width = widths[await cursor.u32()]
  if (width === undefined) throw new Stopped('malformed', 'a type of values that there is not', cursor.at - 4)
  const further: { width: number; values: number }[] = []
  for (let i = 0; i < extra; i++) {
    const each = widths[await cursor.u32()]
    const values = await dimensions(cursor, version, null)
    if (each === undefined) throw new Stopped('malformed', 'a type of indices that there is not', start)
    further.push({ width: each, values: values ?? 0 })
  }
  cursor.skip(width * (stored ?? shape))
  for (const one of further) cursor.skip(one.width * one.values)
  return shape
}

/** Values of a shape; null where there is no array at all. */
async function dimensions(cursor: Cursor, version: number, legacy: number | null): Promise<number | null> {
  const count = legacy ?? await cursor.u32()
  if (count === 0xff_ff_ff_ff || (count === 0 && version < 3)) return null
  if (count > 64) throw new Stopped('malformed', `${count} dimensions`, cursor.at - 4)
  let values = 1
  for (let i = 0; i < count; i++) values *= version === 0 ? await cursor.u32() : await cursor.u64()
  if (!Number.isSafeInteger(values)) throw new Stopped('malformed', 'more values than can be counted', cursor.at)
  return values
}

const chunk = 4096

class Cursor {
  private data: Uint8Array = new Uint8Array(0)
  private from = 0

  constructor(private readonly content: Bytes, public at: number) {}

  async u32(): Promise<number> {
    return (await this.take(4)).getUint32(0, true)
  }

  async u64(): Promise<number> {
    const offset = this.at
    const value = Number((await this.take(8)).getBigUint64(0, true))
    if (!Number.isSafeInteger(value)) throw new Stopped('malformed', 'a number that no file reaches', offset)
    return value
  }

  skip(bytes: number): void {
    if (bytes > this.content.size - this.at) throw new Stopped('truncated', `wants ${bytes} bytes and has ${this.content.size - this.at}`, this.at)
    this.at += bytes
  }

  private async take(length: number): Promise<DataView> {
    if (this.at + length > this.content.size) throw new Stopped('truncated', 'ends within a header', this.at)
    if (this.at < this.from || this.at + length > this.from + this.data.length) {
      this.data = await this.content.read(this.at, Math.min(chunk, this.content.size - this.at))
      this.from = this.at
    }
    const view = new DataView(this.data.buffer, this.data.byteOffset + this.at - this.from, length)
    this.at += length
    return view
  }
}
