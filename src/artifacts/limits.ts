// How much one file may cost: every reader spends from the same budget, and what runs out is told, never passed over.
import { Stopped } from './unread.js'

export interface Limits {
  /** Bytes that decompression may give, for one file and all that is nested in it. */
  unpacked: number
  /** Unpacked to packed, beyond which an archive is taken for a bomb, once it gave more than `bombAbove` bytes. */
  ratio: number
  bombAbove: number
  /** Members of one archive. */
  members: number
  /** Archives within archives, payloads within payloads. */
  depth: number
  /** Pickle instructions. */
  opcodes: number
  /** Bytes of a document that is parsed as a whole, such as a JSON configuration or a notebook. */
  document: number
  /** Milliseconds for one file and all that is nested in it. */
  time: number
}

export const defaultLimits: Limits = {
  unpacked: 2 ** 30, ratio: 100, bombAbove: 2 ** 24, members: 100_000, depth: 3, opcodes: 200_000_000, document: 32 * 2 ** 20, time: 60_000,
}

/** What is left of the limits for one file. Nested readers share it. */
export class Budget {
  private unpacked = 0
  private opcodes = 0
  private readonly until: number

  constructor(readonly limits: Limits, private readonly now: () => number) {
    this.until = now() + limits.time
  }

  /** Counts bytes that came out of decompression. */
  unpack(bytes: number): void {
    this.unpacked += bytes
    if (this.unpacked > this.limits.unpacked) throw new Stopped('limit', `unpacks to more than ${megabytes(this.limits.unpacked)}`)
    this.tick()
  }

  /** Counts pickle instructions, a batch at a time. */
  walk(opcodes: number): void {
    this.opcodes += opcodes
    if (this.opcodes > this.limits.opcodes) throw new Stopped('limit', `more than ${this.limits.opcodes} pickle instructions`)
    this.tick()
  }

  /** To be called now and then in every long loop. */
  tick(): void {
    if (this.now() > this.until) throw new Stopped('limit', `takes longer than ${this.limits.time / 1000} s to read`)
  }
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MB`
}
