// Calls outside any collector, such as finding out whose credentials these are.
import { ScanError, type Scope } from '../../core/index.js'
import type { Call, ListCall } from './collector.js'
import type { Perform } from './connector.js'
import type { Door } from './door.js'

/** Failing is the end. */
export function performOrFail(door: Door): <O>(call: Call<unknown, O>, input: unknown, scope: Scope) => Promise<O> {
  return async (call, input, scope) => {
    const outcome = await door.perform(call, input, scope)
    if (outcome.kind === 'value') return outcome.value
    const what = outcome.kind === 'failed' ? outcome.message : `${call.action} is ${outcome.fact}`
    throw new ScanError(`nothing was scanned: ${what}`)
  }
}

/** Every row of a list, page after page. */
export async function allRows<I, O, R>(call: ListCall<I, O, R>, input: Readonly<Record<string, unknown>>, perform: Perform, at: Scope): Promise<R[]> {
  const rows: R[] = []
  const size = call.paging.size === undefined ? {} : { [call.paging.size.field]: call.paging.size.max }
  const tokens = new Set<string>()
  for (let token: string | undefined; ;) {
    const page = await perform(call, { ...size, ...input, ...(token !== undefined && { [call.paging.token]: token }) }, at)
    rows.push(...call.items(page) ?? [])
    token = call.paging.next(page)
    if (token === undefined || token === '') return rows
    if (tokens.has(token)) throw new ScanError(`nothing was scanned: ${call.action} hands out the same page again and again`)
    tokens.add(token)
  }
}

/** Null for a read that failed; a mistake of ours stays one. */
export function orNull<T>(read: Promise<T>): Promise<T | null> {
  return read.catch((error: unknown) => {
    if (error instanceof ScanError) return null
    throw error
  })
}
