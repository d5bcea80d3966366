// A packed member whose first bytes are cheap to see: the rest is unpacked only when somebody asks for it.
import type { Bytes } from '../bytes.js'
import { Stopped, type Unread } from '../unread.js'
import { Cut } from './unpack.js'

/** What a first look at a file takes. */
const cheap = 4096

export class Lazy implements Bytes {
  private whole: Promise<{ bytes: Bytes | null; stopped: Stopped | null }> | null = null
  /** Once it is known: less than was declared. */
  private shorter: number | null = null
  private first: Promise<Uint8Array> | null = null

  /** `declared`: its size; `start`: the first bytes, as many as come cheaply; `unread`: where it is told that unpacking stopped. */
  constructor(private readonly declared: number, private readonly start: () => Promise<Uint8Array>, private readonly open: () => Promise<Bytes>, private readonly told: { member: string; unread: Unread[] }) {}

  /** As declared, until somebody read on and found less. */
  get size(): number {
    return this.shorter ?? this.declared
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const end = Math.min(this.size, offset + length)
    if (this.whole === null && end <= cheap) {
      this.first ??= this.start()
      const first = await this.first
      if (end <= first.length) return first.subarray(offset, end)
    }
    const { bytes, stopped } = await this.unpack()
    // What came out before a fault is given; who reads on learns of the fault.
    if (bytes !== null && offset < bytes.size) return bytes.read(offset, Math.max(0, end - offset))
    if (stopped !== null) throw stopped
    return new Uint8Array(0)
  }

  /** The content, once somebody read it, where it is longer than it was said to be. */
  async longer(): Promise<Bytes | null> {
    const first = await this.first
    const whole = first !== null && first.length > this.declared ? this.unpack() : this.whole
    const bytes = (await whole)?.bytes ?? null
    return bytes !== null && bytes.size > this.declared ? bytes : null
  }

  private unpack(): Promise<{ bytes: Bytes | null; stopped: Stopped | null }> {
    this.whole ??= this.unpackOnce().then((unpacked) => {
      if (unpacked.bytes !== null && unpacked.bytes.size < this.declared) this.shorter = unpacked.bytes.size
      return unpacked
    })
    return this.whole
  }

  private async unpackOnce(): Promise<{ bytes: Bytes | null; stopped: Stopped | null }> {
    try {
      return { bytes: await this.open(), stopped: null }
    } catch (error) {
      if (!(error instanceof Stopped)) throw error
      this.told.unread.push(error.at(this.told.member))
      return { bytes: error instanceof Cut ? error.before : null, stopped: error }
    }
  }
}
