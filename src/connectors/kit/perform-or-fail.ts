// Calls outside any collector, such as finding out whose credentials these are.
import { ScanError, type Scope } from '../../core/index.js'
import type { Call } from './collector.js'
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
