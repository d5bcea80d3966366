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

  /** Resolves when a request may be sent. Waiters are served first come, first served. */
  take(signal: AbortSignal): Promise<void> {
    this.refill()
    if (this.waiting === 0 && this.tokens >= 1) {
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

  async acquire(): Promise<void> {
    if (this.free > 0) {
      this.free -= 1
      return
    }
    await new Promise<void>((resolve) => this.waiters.push(resolve))
  }

  release(): void {
    const next = this.waiters.shift()
    if (next === undefined) this.free += 1
    else next()
  }
}
