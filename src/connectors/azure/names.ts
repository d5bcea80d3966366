// How things are called in Azure: resource ids, and what stands in them.
import type { Scope } from '../../core/index.js'

/** The one spelling of a resource id: lower case, no slash at the end. Azure compares ids without regard to case. */
export function armId(id: string): string {
  return id.trim().replace(/\/+$/, '').toLowerCase()
}

/** A resource id as answers spell it; null for what is none. */
export function idOf(text: string | null | undefined): string | null {
  const found = said(text)
  return found !== null && /^\/(?:subscriptions|providers)\//i.test(found) ? armId(found) : null
}

export function subscriptionName(subscription: string): string {
  return `/subscriptions/${subscription.toLowerCase()}`
}

/** The subscription of the collector that asks. */
export function subscriptionOf(ctx: { scope: Scope }): string {
  return subscriptionName(ctx.scope.account)
}

/** Id of a user, group or service principal by its object id. */
export function principalName(objectId: string): string {
  return `/principals/${objectId.toLowerCase()}`
}

/** Subscription an id lies in; null for what stands above subscriptions. */
export function subscriptionIn(id: string): string | null {
  return /^\/subscriptions\/([^/]+)/i.exec(id)?.[1]?.toLowerCase() ?? null
}

/** `/subscriptions/…/resourcegroups/rg` of a resource; null where there is none. */
export function groupIn(id: string): string | null {
  return /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+/i.exec(id)?.[0].toLowerCase() ?? null
}

/** The last part of a name. */
export function lastOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1)
}

/** The id of what a child resource stands under: `…/workspaces/w` for `…/workspaces/w/computes/c`. */
export function parentOf(id: string): string {
  return id.split('/').slice(0, -2).join('/')
}

/** A text as the provider meant it: what is unset is left out in some answers and empty in others. */
export function said(text: string | null | undefined): string | null {
  return text === undefined || text === null || text === '' ? null : text
}

/** A time in the one spelling of the inventory; services write up to ten-millionths of a second. */
export function iso(time: string | null | undefined): string | null {
  const at = time == null || time === '' ? NaN : Date.parse(time)
  return Number.isNaN(at) ? null : new Date(at).toISOString()
}

/** A word of Azure's in lower case: services do not agree on `Enabled`, `enabled` and `ENABLED`. */
export function word(text: string | null | undefined): string | null {
  return said(text)?.toLowerCase() ?? null
}
