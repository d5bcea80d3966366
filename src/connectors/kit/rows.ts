// Walks the pages of a list: guards against loops, and starts over once when a page token goes stale.
import type { ListCall } from './collector.js'
import type { Outcome } from './door.js'

/** More pages than any honest list has. */
const mostPages = 10_000

/** Yields rows, `most` at most; returns the outcome that ended the list early, or undefined when it ended well. */
export async function* readRows(
  call: ListCall, input: object, perform: (input: unknown) => Promise<Outcome<unknown>>, most = Infinity,
): AsyncGenerator<unknown, Outcome<unknown> | undefined> {
  const size = call.paging.size === undefined ? {} : { [call.paging.size.field]: call.paging.size.max }
  let restarted = false
  const yielded = new Set<number>()
  let left = most
  const missed = new Set<string>()
  let hidden: string | undefined
  restart: for (;;) {
    const tokens = new Set<string>()
    let token: string | undefined
    for (let pages = 0; ; pages++) {
      const outcome = await perform({ ...size, ...input, ...(token === undefined ? {} : { [call.paging.token]: token }) })
      if (outcome.kind === 'failed' && token !== undefined && outcome.code === 'stale-token' && !restarted) {
        restarted = true
        continue restart
      }
      // What gave a page is there.
      if (outcome.kind === 'fact' && token !== undefined) return { kind: 'failed', reason: 'unsupported', code: outcome.fact, message: `${call.action} is ${outcome.fact} after its first page` }
      if (outcome.kind !== 'value') return outcome
      for (const row of call.items(outcome.value) ?? []) {
        // After a restart the rows of the first pages come again.
        const print = fingerprint(row)
        if (restarted && yielded.has(print)) continue
        if (!restarted) yielded.add(print)
        yield row
        left -= 1
        if (left <= 0) return undefined
      }
      for (const place of call.missed?.(outcome.value) ?? []) missed.add(place)
      hidden ??= call.hides?.(outcome.value)
      token = call.paging.next(outcome.value)
      if (token === undefined || token === '') return hidden !== undefined ? { kind: 'failed', reason: 'denied', code: 'hidden', message: `${call.action}: ${hidden}` } : missed.size === 0 ? undefined : incomplete(call, missed)
      if (tokens.has(token) || pages >= mostPages) {
        return { kind: 'failed', reason: 'pagination-loop', code: 'loop', message: `${call.action} hands out the same page again and again` }
      }
      tokens.add(token)
    }
  }
}

function incomplete(call: ListCall, missed: ReadonlySet<string>): Outcome<unknown> {
  return { kind: 'failed', reason: 'error', code: 'unreachable', message: `${call.action} answered without ${[...missed].toSorted().join(', ')}` }
}

/** A 53-bit FNV-like hash of a row: 8 bytes kept a row, whatever its size. */
function fingerprint(row: unknown): number {
  const text = JSON.stringify(row) ?? ''
  let low = 0x811c9dc5
  let high = 0x9dc5811c
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    low = Math.imul(low ^ c, 0x01000193)
    high = Math.imul(high ^ c, 0x85ebca6b)
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0)
}
