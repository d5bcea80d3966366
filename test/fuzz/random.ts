// Random numbers that a seed repeats: a case is known by its target, seed and number, and can be made again.

export class Random {
  private state: number

  constructor(...seeds: readonly (string | number)[]) {
    // FNV-1a over the seeds.
    let hash = 0x811c9dc5
    for (const char of seeds.join('\0')) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
    this.state = hash | 0
  }

  /** 32 bits (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }

  /** From 0 up to, and without, `end`. */
  below(end: number): number {
    return end <= 1 ? 0 : this.next() % end
  }

  chance(oneIn: number): boolean {
    return this.below(oneIn) === 0
  }

  /** Small lengths more often than large ones. */
  length(most: number): number {
    return this.below(this.below(Math.max(1, most)) + 1)
  }

  pick<T>(list: readonly [T, ...T[]]): T {
    return list[this.below(list.length)] ?? list[0]
  }
}
