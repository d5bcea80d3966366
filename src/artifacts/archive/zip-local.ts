// Local headers of a zip: what they say where the directory says otherwise, and those that no directory knows.
import type { Bytes } from '../bytes.js'
import type { Budget } from '../limits.js'
import { nameOf, widened } from './zip-directory.js'

export interface Local {
  flags: number
  method: number
  crc: number
  packed: number
  size: number
  rawName: Uint8Array
  name: string
  /** Where the member's bytes begin. */
  data: number
  /** The first bytes as they stand, for a look. */
  first: Uint8Array
}

const look = 1536

/** Reads ranges near each other at once: small members follow each other closely, large ones do not. */
export class LocalReader {
  private data: Uint8Array = new Uint8Array(0)
  private base = 0

  constructor(private readonly content: Bytes, private readonly budget: Budget) {}

  /** The local header at an offset, or null where there is none. `wide`: small members follow, more is read at once. */
  async at(offset: number, wide = false): Promise<Local | null> {
    if (!Number.isSafeInteger(offset) || offset < 0 || offset + 30 > this.content.size) return null
    const head = await this.bytes(offset, look, wide)
    if (head.length < 30) return null
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
    if (view.getUint32(0, true) !== 0x04_03_4b_50) return null
    const nameLength = view.getUint16(26, true)
    const length = 30 + nameLength + view.getUint16(28, true)
    const whole = head.length >= length ? head : await this.bytes(offset, length + 1024, wide)
    const rawName = whole.slice(30, 30 + nameLength)
    const narrow = { size: view.getUint32(22, true), packed: view.getUint32(18, true), offset: 0 }
    const { size, packed } = widened(narrow, whole.subarray(30 + nameLength, length))
    return {
      flags: view.getUint16(6, true), method: view.getUint16(8, true), crc: view.getUint32(14, true), size, packed,
      rawName, name: nameOf(rawName), data: offset + length, first: whole.subarray(length),
    }
  }

  private async bytes(offset: number, length: number, wide: boolean): Promise<Uint8Array> {
    const end = Math.min(this.content.size, offset + length)
    if (offset < this.base || end > this.base + this.data.length) {
      this.budget.tick()
      this.base = offset
      this.data = await this.content.read(offset, wide ? Math.max(length, 65_536) : length)
    }
    return this.data.subarray(offset - this.base, end - this.base)
  }
}

/** Offsets of local headers between two places; `step` bytes at a time. */
export async function localHeadersIn(content: Bytes, from: number, to: number, budget: Budget): Promise<number[]> {
  const found: number[] = []
  const step = 2 ** 18
  for (let at = from; at < to && found.length < 1000; at += step) {
    budget.tick()
    const data = await content.read(at, Math.min(step + 3, to - at))
    for (let i = data.indexOf(0x50); i !== -1 && i + 3 < data.length; i = data.indexOf(0x50, i + 1)) {
      if (data[i + 1] === 0x4b && data[i + 2] === 3 && data[i + 3] === 4) found.push(at + i)
    }
  }
  return found
}

/** Whether only zeros stand between two places. */
export async function zeros(content: Bytes, from: number, to: number, budget: Budget): Promise<boolean> {
  for (let at = from; at < to; at += 2 ** 18) {
    budget.tick()
    if ((await content.read(at, Math.min(2 ** 18, to - at))).some((byte) => byte !== 0)) return false
  }
  return true
}
