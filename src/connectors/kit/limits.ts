// Keeps the scan inside the provider's rate limits: a token bucket per action, and one ceiling for all requests.
import { setTimeout as sleep } from 'node:timers/promises'

export interface Rate {
  /** Requests a second the provider refills. */
  perSecond: number
  burst: number
}

/** Tokens are taken in order; a throttled answer halves the rate, successes win it back step by step. */
export class TokenBucket {
  private tokens: number
  private rate: number
  private last: number
  private queue: Promise<void> = Promise.resolve()

  constructor(private readonly limit: Rate, private readonly now: () => number = () => performance.now()) {
    this.tokens = limit.burst
    this.rate = limit.perSecond
    this.last = now()
  }

  /**
   * Resolves when a request may be sent, and holds one place under the ceiling for it. First come, first served; only
   * the first of a bucket waits for a place, so that buckets take turns and no tokens pile up before a full house.
   */
  take(signal: AbortSignal, ceiling: Semaphore): Promise<void> {
    this.refill()
    if (this.waiting === 0 && this.tokens >= 1 && ceiling.tryAcquire()) {
      this.tokens -= 1
      return Promise.resolve()
    }
    this.waiting += 1
    const turn = this.queue.then(async () => {
      try {
        for (;;) {
          this.refill()
          if (this.tokens >= 1) break
          await sleep(Math.max(1, ((1 - this.tokens) / this.rate) * 1000), undefined, { signal })
        }
        await ceiling.acquire()
        this.tokens -= 1
      } finally {
        this.waiting -= 1
      }
    })
    this.queue = turn.catch(() => undefined)
    return turn
  }
  private waiting = 0

  throttled(): void {
    this.refill()
    this.rate = Math.max(0.5, this.rate / 2)
    this.tokens = Math.min(this.tokens, 0)
  }

  succeeded(): void {
    if (this.rate < this.limit.perSecond) this.rate = Math.min(this.limit.perSecond, this.rate + this.limit.perSecond * 0.05)
  }

  private refill(): void {
    const now = this.now()
    this.tokens = Math.min(Math.max(1, this.limit.burst), this.tokens + ((now - this.last) / 1000) * this.rate)
    this.last = now
  }
}

/** At most `size` holders at a time. */
export class Semaphore {
  private readonly waiters: (() => void)[] = []
  constructor(private free: number) {}

  tryAcquire(): boolean {
    if (this.free === 0) return false
    this.free -= 1
    return true
  }

  async acquire(): Promise<void> {
    if (!this.tryAcquire()) await new Promise<void>((resolve) => this.waiters.push(resolve))
  }

  release(): void {
    const next = this.waiters.shift()
    if (next === undefined) this.free += 1
    else next()
  }
}
