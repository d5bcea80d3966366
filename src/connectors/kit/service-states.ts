// Whether a service is there in a scope: what its lists said, put together at the end, since they answer in any order.
import { scopeId, type Scope, type ScopeStatus, type ServiceState } from '../../core/index.js'
import type { Call } from './collector.js'
import type { GapBook } from './gap-book.js'

interface Refused {
  state: Exclude<ServiceState, 'enabled'>
  scope: Scope
  call: Call
  types: string[]
}

export class ServiceStates {
  /** By scope and service: `true` once a list of it answered. */
  private readonly seen = new Map<string, { status: ScopeStatus; service: string; answered: boolean; refused: Refused[] }>()

  /** A list of the service was asked, whatever came of it. */
  asked(status: ScopeStatus, service: string): void {
    this.of(status, service)
  }

  answered(status: ScopeStatus, service: string): void {
    this.of(status, service).answered = true
  }

  refused(status: ScopeStatus, service: string, state: Refused['state'], call: Call, types: string[]): void {
    this.of(status, service).refused.push({ state, scope: status.scope, call, types })
  }

  /** A service that answers elsewhere is there: then what one of its lists lacks is a gap, and no fact about the scope. */
  finish(gaps: GapBook): void {
    // By name, and not as the answers came in: the same account gives the same file.
    for (const { status, service, answered, refused } of [...this.seen.values()].toSorted((a, b) => (a.service < b.service ? -1 : 1))) {
      const absent = refused.some(({ state }) => state === 'not-enabled') ? 'not-enabled' : refused[0]?.state
      status.services[service] = answered ? 'enabled' : absent ?? 'enabled'
      if (!answered) continue
      for (const { state, scope, call, types } of refused) {
        gaps.add({ scope, call: call.action, types, list: true, reason: 'unsupported', message: `${call.action} is ${state.replace('-', ' ')} in ${scopeId(scope)}` })
      }
    }
  }

  private of(status: ScopeStatus, service: string) {
    const key = `${scopeId(status.scope)} ${service}`
    let found = this.seen.get(key)
    if (found === undefined) {
      found = { status, service, answered: false, refused: [] }
      this.seen.set(key, found)
    }
    return found
  }
}
