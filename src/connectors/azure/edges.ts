// Relations that many Azure collectors draw alike.
import type { Edge } from '../kit/collector.js'
import { armId, idOf, subscriptionIn, subscriptionName } from './names.js'

/** `owned-by` the subscription that a resource stands in. */
export function ownedBy(id: string): Edge | null {
  const subscription = subscriptionIn(id)
  return subscription === null ? null : { type: 'owned-by', target: 'azure.resources.subscription', to: subscriptionName(subscription), via: 'subscription' }
}

/** A relation to a resource by its id; none when nothing is said. */
export function to(type: Edge['type'], target: string, id: string | null | undefined, via: string): Edge | null {
  const found = idOf(id)
  return found === null ? null : { type, target, to: found, via }
}

/** `owned-by` the resource that a child stands under. */
export function childOf(target: string, parent: string): Edge {
  return { type: 'owned-by', target, to: armId(parent), via: 'parent' }
}

/** A blob address taken apart: `https://acct.blob.core.windows.net/container/path`, `wasbs://` and `abfss://container@acct…`; null for any other. */
export function parseBlobUri(uri: string | null | undefined): { account: string; container: string; path: string } | null {
  const [, account, container, path = ''] = /^https:\/\/([a-z0-9]{3,24})\.(?:blob|dfs)\.core\.[a-z.]+\/([^/?#]+)\/?([^?#]*)/i.exec(uri ?? '') ?? []
  if (account !== undefined && container !== undefined) return { account: account.toLowerCase(), container, path }
  const [, inside, host, rest = ''] = /^(?:wasbs?|abfss?):\/\/([^@/]+)@([a-z0-9]{3,24})\.[a-z.]+\/?(.*)$/i.exec(uri ?? '') ?? []
  return inside === undefined || host === undefined ? null : { account: host.toLowerCase(), container: inside, path: rest }
}
