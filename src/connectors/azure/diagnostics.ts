// Diagnostic settings: which logs of a resource are kept, and where. One request a resource; Resource Graph has none of them.
import { bool, listOf, nullable, shape, string, type Infer } from '../../core/shape.js'
import { known, type Answer, type Edge, type GapMark } from '../kit/collector.js'
import { list, type Resource } from './calls.js'
import { idOf, word } from './names.js'

export const diagnosticsShape = listOf(shape({
  name: string,
  /** Destinations; at least one is set. */
  workspace: nullable(string),
  storage: nullable(string),
  eventHub: nullable(string),
  partner: nullable(string),
  /** Logs in lower case: a category such as `requestresponse`, or a group, `alllogs` or `audit`. */
  logs: listOf(shape({ category: nullable(string), group: nullable(string), enabled: bool })),
}))
export type Diagnostics = Infer<typeof diagnosticsShape>

interface Setting {
  workspaceId?: string | null
  storageAccountId?: string | null
  eventHubAuthorizationRuleId?: string | null
  marketplacePartnerId?: string | null
  logs?: readonly { category?: string | null; categoryGroup?: string | null; enabled?: boolean | null }[] | null
}
export type SettingRow = Resource<Setting>

/** Asked with `{ of: id }`: `await call.diagnostics.all({ of: row.id })`. */
export const diagnosticSettings = list<SettingRow>('insights:diagnosticSettings.list', '/{+resource}/providers/Microsoft.Insights/diagnosticSettings')

export function diagnosticsOf(answer: Answer<SettingRow[]>): Diagnostics | GapMark {
  return known(answer, (rows) => rows.map(({ name, properties }) => ({
    name: name ?? '',
    workspace: idOf(properties?.workspaceId), storage: idOf(properties?.storageAccountId),
    eventHub: idOf(properties?.eventHubAuthorizationRuleId), partner: idOf(properties?.marketplacePartnerId),
    logs: (properties?.logs ?? []).map((log) => ({ category: word(log.category), group: word(log.categoryGroup), enabled: log.enabled === true })),
  })))
}

/** `logged-to` the storage accounts among the destinations. */
export function loggedTo(answer: Answer<SettingRow[]>): Edge[] {
  if (!answer.ok) return []
  return answer.value.flatMap(({ properties }): Edge[] => {
    const storage = idOf(properties?.storageAccountId)
    return storage === null ? [] : [{ type: 'logged-to', target: 'azure.storage.account', to: storage, via: 'diagnosticSettings' }]
  })
}
