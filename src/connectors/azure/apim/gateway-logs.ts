// What the gateway's own log says of callers, asked only with --with activity: numbers, and neither addresses nor contents.
import type { Answer } from '../../kit/collector.js'
import { post, rows, type Resource } from '../calls.js'
import { diagnosticSettings, type SettingRow } from '../diagnostics.js'
import { armId } from '../names.js'

export interface Busiest {
  /** Different operations that one address called within a day. */
  operations: number
  calls: number
}

export interface Tables {
  tables?: readonly { rows?: readonly (readonly unknown[])[] | null }[] | null
}

export const logCalls = {
  settings: diagnosticSettings,
  workspaces: rows<Resource<{ customerId?: string | null }>>('Microsoft.OperationalInsights/workspaces'),
  query: post<Tables>('logs:workspaces.query', '/v1/workspaces/{workspaceId}/query', {
    plane: 'logs', with: 'activity', needs: ['Microsoft.OperationalInsights/workspaces/query/read', 'Microsoft.OperationalInsights/workspaces/query/ApiManagementGatewayLogs/read'],
  }),
}

/** Log Analytics workspaces that the gateway's own log goes to. */
export function workspacesOf(settings: readonly SettingRow[]): string[] {
  return settings.flatMap(({ properties }) => {
    const isOn = (properties?.logs ?? []).some((log) => log.enabled === true && /^(?:gatewaylogs|alllogs|audit)$/i.test(log.category ?? log.categoryGroup ?? ''))
    return isOn && properties?.workspaceId != null ? [armId(properties.workspaceId)] : []
  })
}

export function busiestQuery(gateway: string): string {
  return [
    'ApiManagementGatewayLogs', '| where TimeGenerated > ago(1d)', `| where _ResourceId =~ '${armId(gateway).replaceAll("'", '')}'`,
    '| summarize operations = dcount(OperationId), calls = count() by ApiId, CallerIpAddress', '| summarize arg_max(operations, calls) by ApiId', '| project ApiId, operations, calls',
  ].join(' ')
}

/** By API; an API that is not in it was called by nobody. */
export function busiestIn({ tables }: Tables): ReadonlyMap<string, Busiest> {
  return new Map((tables?.[0]?.rows ?? []).map(([api, operations, calls]) => [String(api).toLowerCase(), { operations: Number(operations), calls: Number(calls) }]))
}

export type Log = Answer<ReadonlyMap<string, Busiest> | null>
