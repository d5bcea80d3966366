// The least-privilege policy of a scan, computed from the declarations of its calls.
import { callsOf, type AnyCollector, type Call } from '../kit/collector.js'

export interface PolicyStatement {
  Sid: string
  Effect: 'Allow'
  Action: string[]
  Resource: '*'
}

/** An IAM policy document that allows exactly the declared calls; optional reads only when asked for. */
export function leastPrivilege(collectors: readonly AnyCollector[], sessionCalls: Record<string, Call>, optional: ReadonlySet<string>): { Version: string; Statement: PolicyStatement[] } {
  const bySid = new Map<string, Set<string>>()
  for (const call of declaredCalls(collectors, sessionCalls)) {
    if (call.with !== undefined && !optional.has(call.with)) continue
    const sid = call.with === undefined ? 'Aispm' : `Aispm${pascal(call.with)}`
    for (const action of call.needs) (bySid.get(sid) ?? bySid.set(sid, new Set()).get(sid))?.add(action)
  }
  const base = bySid.get('Aispm') ?? new Set()
  return {
    Version: '2012-10-17',
    Statement: [...bySid].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([Sid, actions]) => ({
      Sid, Effect: 'Allow' as const, Action: [...actions].filter((action) => Sid === 'Aispm' || !base.has(action)).toSorted(), Resource: '*' as const,
    })).filter((statement) => statement.Action.length > 0),
  }
}

/** Every call that a scan with these collectors may make. */
export function declaredCalls(collectors: readonly AnyCollector[], sessionCalls: Record<string, Call>): Call[] {
  return [...Object.values(sessionCalls), ...collectors.flatMap(callsOf)]
}

function pascal(word: string): string {
  return word.split('-').map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('')
}
