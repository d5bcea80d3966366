// What the scan may see in a subscription: Resource Graph says nothing of what it leaves out, so it is worked out beforehand.
import type { PermissionRow } from './session-calls.js'

/** Whether the permissions cover an action such as `Microsoft.Search/searchServices/read`. */
export type Rights = (action: string) => boolean

export function rightsOf(rows: readonly PermissionRow[]): Rights {
  const sets = rows.map(({ actions, notActions }) => ({ actions: patterns(actions), notActions: patterns(notActions) }))
  // What one role takes away another may give.
  return (action) => sets.some((set) => set.actions.some((one) => one.test(action)) && !set.notActions.some((one) => one.test(action)))
}

function patterns(written: readonly string[] | null | undefined): RegExp[] {
  return (written ?? []).map((pattern) => new RegExp(`^${pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll(/\*+/g, '.*')}$`, 'i'))
}
