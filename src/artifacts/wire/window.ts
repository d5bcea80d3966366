// What of a file is at hand: one stretch of it, read ahead while reading goes on, small after a jump.
import type { Bytes } from '../bytes.js'
import type { Budget } from '../limits.js'

/** Bytes that somebody needs in order to go on. */
export interface Need {
  start: number
  length: number
}

/**
 * Work that runs without waiting as long as its bytes are at hand, and asks for those that are not. `yield*` stands where
 * `await` would: documents of a million small fields are read many times faster so.
 */
export type Steps<T> = Generator<Need, T, void>

const first = 4096
const most = 2 ** 20

export class Window {
  /** What is at hand, and where in the file it begins. */
  data: Uint8Array = new Uint8Array(0)
  from = 0
  private ahead = first

  constructor(private readonly content: Bytes, private readonly budget: Budget) {}

  /** The bytes of a range, if they are all at hand. */
  at(start: number, length: number): Uint8Array | null {
    const inside = start - this.from
    return inside >= 0 && inside + length <= this.data.length ? this.data.subarray(inside, inside + length) : null
  }

  /** What is at hand from here on: nothing, perhaps. */
  rest(start: number): Uint8Array {
    const inside = start - this.from
    return inside >= 0 && inside < this.data.length ? this.data.subarray(inside) : this.data.subarray(0, 0)
  }

  async run<T>(steps: Steps<T>): Promise<T> {
    for (;;) {
      const step = steps.next()
      if (step.done === true) return step.value
      await this.fetch(step.value)
    }
  }

  private async fetch({ start, length }: Need): Promise<void> {
    this.budget.tick()
    // A jump over a tensor needs little; reading on, with small fields passed over, needs more and more.
    const gap = start - this.from - this.data.length
    const goesOn = start >= this.from && gap <= this.ahead / 4
    this.ahead = goesOn ? Math.min(most, this.ahead * 4) : first
    this.data = await this.content.read(start, Math.min(this.content.size - start, Math.max(length, this.ahead)))
    this.from = start
  }
}
