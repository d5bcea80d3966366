// Which subscriptions a scan reads.
import { ScanError, UsageError } from '../../core/index.js'
import type { Call } from '../kit/collector.js'
import type { Perform } from '../kit/connector.js'
import { allRows } from '../kit/perform-or-fail.js'
import { sessionCalls, type SubscriptionRow } from './session-calls.js'

export interface Subscription {
  id: string
  tenant: string
  /** Switched off for good: nothing in it can be read. */
  closed: boolean
}

export interface Found {
  subscriptions: Subscription[]
  /** Subscriptions that were asked for by name and could not be read. */
  unread: { id: string; why: string; call: Call }[]
}

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** `sub/GUID`, `mg/name`, `tenant/GUID`; anything else is refused. */
export function checkScopes(scopes: readonly string[]): void {
  for (const scope of scopes) {
    const [kind = '', id = '', more] = scope.split('/')
    if (more === undefined && ((kind === 'sub' || kind === 'tenant') ? guid.test(id) : kind === 'mg' && /^[\w().-]{1,90}$/.test(id))) continue
    throw new UsageError(`azure:${scope} is no subscription, management group or tenant; nothing was scanned`, guid.test(scope) ? `did you mean azure:sub/${scope}?` : 'azure:sub/ID, azure:mg/NAME or azure:tenant/ID')
  }
  const tenants = new Set(scopes.filter((scope) => scope.startsWith('tenant/')))
  if (tenants.size > 1) throw new UsageError('one scan reads one tenant; nothing was scanned', 'scan the tenants one after the other')
}

/** The tenant that the scopes name; null where they name none. */
export function tenantOf(scopes: readonly string[]): string | null {
  return scopes.find((scope) => scope.startsWith('tenant/'))?.slice('tenant/'.length) ?? null
}

/** `below` gives the subscriptions under a management group. */
export async function findSubscriptions(scopes: readonly string[], perform: Perform, below: (group: string) => Promise<SubscriptionRow[]>): Promise<Found> {
  const found: Found = { subscriptions: [], unread: [] }
  const add = (row: SubscriptionRow): void => {
    const one = subscriptionOf(row)
    if (!found.subscriptions.some(({ id }) => id === one.id)) found.subscriptions.push(one)
  }
  if (scopes.length === 0) for (const row of await listed(perform)) add(row)
  for (const scope of scopes) {
    const [kind, id = ''] = scope.split('/')
    if (kind === 'mg') for (const row of await below(id)) add(row)
    else if (kind === 'tenant') for (const row of await listed(perform)) add(row)
    else {
      const row = await perform(sessionCalls.subscription, { subscriptionId: id }, { provider: 'azure', account: id.toLowerCase() }).catch((error: unknown) => {
        if (scopes.length === 1 || !(error instanceof ScanError)) throw error
        found.unread.push({ id: id.toLowerCase(), why: error.message.replace(/^nothing was scanned: /, ''), call: sessionCalls.subscription })
        return null
      })
      if (row !== null) add(row)
    }
  }
  found.subscriptions.sort((a, b) => (a.id < b.id ? -1 : 1))
  return found
}

function listed(perform: Perform): Promise<SubscriptionRow[]> {
  return allRows(sessionCalls.subscriptions, {}, perform, { provider: 'azure', account: '' })
}

function subscriptionOf(row: SubscriptionRow): Subscription {
  const id = (row.subscriptionId ?? '').toLowerCase()
  if (!guid.test(id)) throw new ScanError('nothing was scanned: resources:subscriptions did not say which subscription this is', 'check the endpoint and the proxy')
  return { id, tenant: (row.tenantId ?? '').toLowerCase(), closed: row.state === 'Deleted' }
}
