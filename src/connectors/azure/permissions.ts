// The custom role of a scan, computed from the declarations of its calls, and the built-in roles that hold the same.
import { callsOf, type AnyCollector, type Call } from '../kit/collector.js'
import { sessionCalls } from './session-calls.js'

export interface RoleDefinition {
  Name: string
  IsCustom: true
  Description: string
  Actions: string[]
  NotActions: string[]
  DataActions: string[]
  NotDataActions: string[]
  AssignableScopes: string[]
}

/** What `az role definition create --role-definition @FILE` takes. */
export function customRole(collectors: readonly AnyCollector[], optional: ReadonlySet<string>): RoleDefinition {
  const needed = permissionsOf(collectors, optional)
  const data = needed.filter((one) => one.startsWith('data:')).map((one) => one.slice('data:'.length))
  return {
    Name: 'aispm read', IsCustom: true,
    Description: 'What aispm reads, and nothing else. Give it on a subscription or a management group: put the id in AssignableScopes',
    Actions: needed.filter((one) => !/^(?:data|graph):/.test(one)), NotActions: [], DataActions: data, NotDataActions: [],
    AssignableScopes: ['/subscriptions/00000000-0000-0000-0000-000000000000'],
  }
}

/** Permissions of Azure in one spelling each; those of data planes begin with `data:`, those of Microsoft Graph with `graph:`. */
export function permissionsOf(collectors: readonly AnyCollector[], optional: ReadonlySet<string>): string[] {
  const calls: Call[] = [...Object.values<Call>(sessionCalls), ...collectors.flatMap(callsOf)]
  const needed = new Map<string, string>()
  for (const call of calls) {
    if (call.with !== undefined && !optional.has(call.with)) continue
    // Azure compares without regard to case; the spelling with capitals is the documented one.
    for (const one of call.needs) {
      const known = needed.get(one.toLowerCase())
      if (known === undefined || one < known) needed.set(one.toLowerCase(), one)
    }
  }
  return [...needed.values()].toSorted()
}

export function byService(permissions: readonly string[]): Record<string, string[]> {
  const grouped: Record<string, string[]> = {}
  for (const permission of permissions) (grouped[permission.split('/')[0]?.replace(/^(?:data|graph):/, '') ?? ''] ??= []).push(permission)
  return grouped
}

/** Microsoft Graph's permissions are granted to the application and not by a role; see `graph:` in the list by service. */
export function builtInRoles(permissions: readonly string[]): string[] {
  const has = (pattern: RegExp): boolean => permissions.some((permission) => pattern.test(permission))
  return [
    // Reader holds */read: every read of Resource Manager, without keys and secrets.
    'Reader',
    // Reader sees what indexes are like and not how many keys there are: https://learn.microsoft.com/azure/search/search-security-rbac
    ...(has(/searchServices\/.*\/action$/i) ? ['Search Service Contributor'] : []),
    ...(has(/^data:Microsoft\.CognitiveServices/i) ? ['Azure AI User'] : []),
    ...(has(/^Microsoft\.OperationalInsights\/workspaces\/query/i) ? ['Log Analytics Reader'] : []),
  ]
}
