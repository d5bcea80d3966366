// Token buckets as a cloud keeps them, one for each key.

export type RateOf = (action: string) => { perSecond: number; burst: number }

export class Throttle {
  private readonly buckets = new Map<string, { tokens: number; at: number }>()

  constructor(private readonly rate: RateOf | undefined) {}

  /** Whether one more request is let in. */
  admits(key: string, action: string): boolean {
    const limit = this.rate?.(action)
    if (limit === undefined) return true
    const now = performance.now()
    const bucket = this.buckets.get(key) ?? { tokens: limit.burst, at: now }
    bucket.tokens = Math.min(limit.burst, bucket.tokens + ((now - bucket.at) / 1000) * limit.perSecond)
    bucket.at = now
    this.buckets.set(key, bucket)
    if (bucket.tokens < 1) return false
    bucket.tokens -= 1
    return true
  }
}
