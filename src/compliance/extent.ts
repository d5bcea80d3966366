// What the scan behind an assessment looked at, and what it did not: said in every form, since a pass goes no further.
import { count, scopeId, type Gap, type ReportSource, type ScopeStatus } from '../core/index.js'

export interface Extent {
  tool: string
  startedAt: string
  finishedAt: string
  complete: boolean
  interrupted?: string
  redacted: boolean
  assets: number
  /** `aws/111122223333: global, us-east-1` */
  read: string[]
  unreached: string[]
  notRequested: string[]
  unread: Unread[]
}

/** The same read failing for the same reason, in however many places. */
export interface Unread {
  reason: Gap['reason']
  call: string
  missing: string[]
  message: string
  where: string[]
  /** Rules that it leaves without a verdict. */
  blinds: string[]
}

export function extentOf(source: ReportSource): Extent {
  const { tool, startedAt, finishedAt, complete, interrupted, scopes, inventory } = source
  return {
    tool: `${tool.name} ${tool.version}`, startedAt, finishedAt, complete, redacted: source.redacted === true, assets: inventory.assets,
    read: places(scopes, 'read'), unreached: places(scopes, 'unreachable'), notRequested: places(scopes, 'not-requested'), unread: unreadOf(source.gaps),
    ...(interrupted !== undefined && { interrupted }),
  }
}

/** One line an account. */
function places(scopes: readonly ScopeStatus[], state: ScopeStatus['state']): string[] {
  const accounts = new Map<string, string[]>()
  for (const { scope, state: has, why } of scopes) {
    if (has !== state) continue
    const account = `${scope.provider}/${scope.account}${state === 'read' || why === undefined ? '' : ` (${why})`}`
    accounts.set(account, [...accounts.get(account) ?? [], scope.region ?? 'global'])
  }
  return [...accounts].map(([account, regions]) => (regions.length === 1 && regions[0] === 'global' ? account : `${account}: ${[...new Set(regions)].join(', ')}`))
}

/** Reads that nobody asked for are told only where a rule misses them. */
function unreadOf(gaps: ReportSource['gaps']): Unread[] {
  const rows = new Map<string, Unread>()
  for (const { reason, call, missing = [], message, scope, blinds } of gaps) {
    if (reason === 'not-requested' && blinds.length === 0) continue
    const key = JSON.stringify([reason, call, missing])
    const row = rows.get(key) ?? { reason, call, missing, message, where: [], blinds: [] }
    rows.set(key, row)
    const where = scopeId(scope)
    if (!row.where.includes(where)) row.where.push(where)
    row.blinds = [...new Set([...row.blinds, ...blinds])]
  }
  return [...rows.values()].toSorted((a, b) => b.blinds.length - a.blinds.length || (a.call < b.call ? -1 : 1))
}

/** One line of what was not read, for forms without room for a table; empty where all was. */
export function unreadWords({ unreached, notRequested, unread, complete, interrupted }: Extent): string {
  const parts = [
    ...(interrupted === undefined ? [] : [`cut short (${interrupted})`]),
    ...(unreached.length === 0 ? [] : [`not reached: ${unreached.join('; ')}`]),
    ...(unread.length === 0 ? [] : [`${count(unread.length, 'call')} not read: ${unread.map(({ call, reason }) => `${call} (${reason.replaceAll('-', ' ')})`).join(', ')}`]),
    ...(notRequested.length === 0 ? [] : [`not requested: ${notRequested.join('; ')}`]),
  ]
  return parts.length === 0 && !complete ? 'something could not be read' : parts.join('; ')
}
