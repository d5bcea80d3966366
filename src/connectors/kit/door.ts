// The only door out: every request of a scan passes here, is limited, retried, timed and classified.
import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { scopeId, type GapReason, type Scope } from '../../core/index.js'
import type { Call } from './collector.js'
import type { Session } from './connector.js'
import { Vanished, type Failure } from './failure.js'
import { Semaphore, TokenBucket } from './limits.js'

export interface DoorOptions {
  /** Requests in flight over all scopes. */
  concurrency: number
  /** Milliseconds for one attempt, body included. */
  requestTimeout: number
  /** Share of each known rate limit to use. */
  maxRate: number
  /** Optional reads asked for. */
  with: ReadonlySet<string>
  /** Aborts when the scan's deadline passes or the user interrupts. */
  signal: AbortSignal
  random: () => number
}

/** What became of a call. `fact` means that the whole service is not there in this scope. */
export type Outcome<O> =
  | { kind: 'value'; value: O }
  | { kind: 'failed'; reason: GapReason; code: string; message: string }
  | { kind: 'fact'; fact: 'not-enabled' | 'not-offered' }

/** Attempts for what is neither throttling nor final, such as a 503 or a reset connection. */
const transientAttempts = 4
const pollAttempts = 20

export class Door {
  private readonly buckets = new Map<string, TokenBucket>()
  private readonly ceiling: Semaphore
  private readonly declared = new Set<string>()
  /** Requests sent, by scope. */
  readonly sent = new Map<string, number>()
  /** Every action that was really called, for the proof of least privilege. */
  readonly made = new Set<string>()
  /** Set once credentials are lost for good: nothing more is asked. */
  lostCredentials: string | undefined

  constructor(private readonly session: Session, private readonly options: DoorOptions) {
    this.ceiling = new Semaphore(options.concurrency)
    // Every request in flight listens for the end of the scan.
    setMaxListeners(0, options.signal)
  }

  /** A call passes only if it was declared. */
  declare(calls: Iterable<Call>): void {
    for (const call of calls) this.declared.add(call.action)
  }

  async perform<O>(call: Call<unknown, O>, input: unknown, scope: Scope): Promise<Outcome<O>> {
    if (!this.declared.has(call.action)) throw new Error(`${call.action} is not declared by any collector`)
    if (call.with !== undefined && !this.options.with.has(call.with)) {
      return { kind: 'failed', reason: 'not-requested', code: 'not-requested', message: `${call.action} is only read with --with ${call.with}` }
    }
    const foreseen = this.session.foresee?.(call, scope)
    // The session knows the answer for what the declaration says comes back.
    if (foreseen !== undefined) return foreseen as Outcome<O>
    for (let polls = 0; ; polls++) {
      const outcome = await this.retry<O>(call, input, scope)
      if (outcome.kind !== 'value' || outcome.value === null) return outcome
      if (call.until === undefined || call.until(outcome.value)) {
        const code = call.refused?.(outcome.value)
        return code === undefined ? outcome : { kind: 'failed', reason: /denied|unauthori[sz]ed/i.test(code) ? 'denied' : 'error', code, message: `${call.action} ended with ${code}` }
      }
      if (polls === pollAttempts) return { kind: 'failed', reason: 'timeout', code: 'pending', message: `${call.action} did not finish in time` }
      await sleep(Math.min(5000, 100 * 2 ** polls), undefined, { signal: this.options.signal }).catch(() => undefined)
    }
  }

  private async retry<O>(call: Call<unknown, O>, input: unknown, scope: Scope): Promise<Outcome<O>> {
    const bucket = this.bucket(call.action, scope)
    let transient = 0
    let throttled = false
    for (;;) {
      if (this.lostCredentials !== undefined) return { kind: 'failed', reason: 'error', code: 'credentials', message: this.lostCredentials }
      let failure: Failure
      try {
        const value = await this.once(call, input, scope, bucket)
        bucket.succeeded()
        // The SDK's output is what the call's declaration says it is.
        return { kind: 'value', value: value as O }
      } catch (error) {
        if (this.options.signal.aborted) return cutOff(call, throttled, this.options.signal)
        failure = error instanceof RequestTimeout
          ? { class: 'timeout', code: 'RequestTimeout', message: `${call.action}: ${error.message}` }
          : await this.session.classify(error, call, scope)
      }
      const said = call.says?.({ ...failure, headers: failure.headers ?? {} })
      if (said !== undefined) return { kind: 'value', value: said }
      // The declaration says that this code means "there is none", so the output type admits null.
      if (call.absent?.includes(failure.code) || call.absent?.includes(`http:${failure.status}`)) return { kind: 'value', value: null as O }
      if (call.gone?.includes(failure.code) || failure.class === 'gone') {
        // Only what was listed before can vanish: an account's own list that is "not found" is an error.
        if (call.per === 'item') throw new Vanished(failure.code)
        return { kind: 'failed', reason: 'error', code: failure.code, message: failure.message }
      }
      switch (failure.class) {
        case 'throttled':
          throttled = true
          bucket.throttled()
          await this.pause(failure.retryAfter ?? 100 + this.options.random() * 200)
          continue
        case 'transient': case 'timeout':
          transient += 1
          if (transient < transientAttempts) {
            await this.pause(failure.retryAfter ?? this.options.random() * 200 * 2 ** transient)
            continue
          }
          return { kind: 'failed', reason: failure.class === 'timeout' ? 'timeout' : 'error', code: failure.code, message: failure.message }
        case 'invalid-answer':
          transient += 1
          if (transient < 2) continue
          return { kind: 'failed', reason: 'invalid-answer', code: failure.code, message: failure.message }
        case 'credentials':
          this.lostCredentials = failure.message
          return { kind: 'failed', reason: 'error', code: failure.code, message: failure.message }
        case 'not-enabled': case 'not-offered':
          return { kind: 'fact', fact: failure.class }
        case 'stale-token':
          return { kind: 'failed', reason: 'error', code: 'stale-token', message: failure.message }
        case 'denied': case 'unsupported': case 'error':
          return { kind: 'failed', reason: failure.class, code: failure.code, message: failure.message }
      }
    }
  }

  private async once(call: Call, input: unknown, scope: Scope, bucket: TokenBucket): Promise<unknown> {
    await bucket.take(this.options.signal, this.ceiling)
    const attempt = new AbortController()
    const onAbort = (): void => attempt.abort(this.options.signal.reason)
    this.options.signal.addEventListener('abort', onAbort, { once: true })
    const allowed = this.session.requestTimeout ?? this.options.requestTimeout
    let timer: NodeJS.Timeout | undefined
    try {
      this.options.signal.throwIfAborted()
      const at = scopeId(scope)
      this.sent.set(at, (this.sent.get(at) ?? 0) + 1)
      this.made.add(call.action)
      // The race, not only the signal: a body that trickles in does not heed an abort in every HTTP stack.
      const cut = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          const error = new RequestTimeout(`no whole answer within ${allowed / 1000} s`)
          reject(error)
          attempt.abort(error)
        }, allowed)
        attempt.signal.addEventListener('abort', () => reject(attempt.signal.reason), { once: true })
      })
      cut.catch(() => undefined)
      return await Promise.race([this.session.attempt(call, input, scope, attempt.signal), cut])
    } finally {
      clearTimeout(timer)
      this.options.signal.removeEventListener('abort', onAbort)
      this.ceiling.release()
    }
  }

  private pause(milliseconds: number): Promise<void> {
    return sleep(milliseconds, undefined, { signal: this.options.signal }).catch(() => undefined)
  }

  private bucket(action: string, scope: Scope): TokenBucket {
    const key = `${scopeId(scope)} ${action}`
    let bucket = this.buckets.get(key)
    if (bucket === undefined) {
      const { perSecond, burst } = this.session.rate(action)
      bucket = new TokenBucket({ perSecond: perSecond * this.options.maxRate, burst: Math.max(1, burst * this.options.maxRate) })
      this.buckets.set(key, bucket)
    }
    return bucket
  }
}

function cutOff(call: Call, throttled: boolean, signal: AbortSignal): Outcome<never> {
  const message = throttled ? `${call.action} was throttled until the scan ended` : `${call.action} was cut off: ${told(signal.reason)}`
  return { kind: 'failed', reason: throttled ? 'throttled' : 'timeout', code: 'deadline', message }
}

function told(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason)
}

export class RequestTimeout extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'RequestTimeout'
  }
}
