// Chance that is the same every time: each case is made from its own seed, so that one can be made again alone.

export class Chance {
  private state: number

  constructor(seed: number) {
    this.state = seed >>> 0
  }

  /** A whole number from 0 to below `limit`. (Mulberry32.) */
  below(limit: number): number {
    this.state = (this.state + 0x6d_2b_79_f5) >>> 0
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }

  one<T>(of: readonly T[]): T {
    const [first] = of
    if (first === undefined) throw new Error('nothing to choose from')
    return of[this.below(of.length)] ?? first
  }

  maybe(part: number): boolean {
    return this.below(1000) < part * 1000
  }

  /** A name that means nothing. */
  word(): string {
    return Array.from({ length: 3 + this.below(6) }, () => 'abcdefghijklmnopqrstuvwxyz'[this.below(26)]).join('')
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256))
  }
}
