// What was looked at, in numbers; what was not; and what waits for a setting.
import { count, severities, type ReportSource, type ScopeStatus } from '../../core/index.js'
import { columns, printable } from '../kit/printable.js'
import type { Page } from './finding.js'
import { sinceWords } from './life.js'
import { fill, hang, wrap } from './wrap.js'

const mostNames = 8
const unreached = 'not reached'

/** `47 assets, 2 accounts, 64 rules    1 critical  0 high  1 medium  0 low    2 suppressed, 1 stale ignore` */
export function totalLines(source: ReportSource, { width, paint }: Page): string[] {
  const { counts, inventory, scopes, rules, ignores } = source
  const said = (state: ReportSource['ignores'][number]['state']): number => ignores.filter((ignore) => ignore.state === state).length
  const read = scopes.filter(({ state }) => state === 'read')
  const accounts = new Set(read.filter(({ scope }) => scope.provider !== 'local').map(({ scope }) => `${scope.provider}/${scope.account}`))
  const folders = read.filter(({ scope }) => scope.provider === 'local')
  const places = [...(accounts.size > 0 || folders.length === 0 ? [count(accounts.size, 'account')] : []), ...(folders.length > 0 ? [count(folders.length, 'folder')] : [])]
  const found = severities.map((severity) => ({ severity, words: `${counts.findings[severity]} ${severity}` }))
  const dropped = [
    ...(counts.suppressed > 0 ? [`${counts.suppressed} suppressed`] : []),
    ...(said('expired') > 0 ? [count(said('expired'), 'expired ignore')] : []),
    ...(said('stale') > 0 ? [count(said('stale'), 'stale ignore')] : []),
  ]
  const groups = [
    { plain: `${count(inventory.assets, 'asset')}, ${places.join(', ')}, ${count(rules.length, 'rule')}` },
    {
      plain: found.map(({ words }) => words).join('  '),
      shown: found.map(({ severity, words }) => (counts.findings[severity] > 0 ? paint.severity[severity](words) : words)).join('  '),
    },
    ...(dropped.length > 0 ? [{ plain: dropped.join(', ') }] : []),
  ]
  const sizes = new Map(groups.map(({ plain, shown }) => [shown ?? plain, columns(plain)]))
  const since = sinceWords(source)
  return [...fill([...sizes.keys()], width, '    ', (piece) => sizes.get(piece) ?? 0), ...(since === undefined ? [] : wrap(since, width))]
}

/** A table of labels and words: what was looked at and what was not. */
export function extentLines(source: ReportSource, page: Page): string[] {
  const { coverage } = source
  const rows: [string, string[]][] = [
    ...placeRows('looked at', source.scopes, 'read'),
    ...placeRows(unreached, source.scopes, 'unreachable'),
    ...placeRows('not requested', source.scopes, 'not-requested'),
    ...noteRows(source.scopes),
    ...serviceRows(source.scopes),
    ...vanishedRows(source.scopes),
    ['judged', [
      `${count(coverage.decided, 'verdict')}, ${coverage.unknown} unknown (${percent(coverage.ratio)} covered)`,
      ...(coverage.nothingToJudge.length > 0 ? [`${count(coverage.nothingToJudge.length, 'rule')} had nothing to judge`] : []),
    ]],
    ...waitingRows(coverage.notConfigured),
    ...skippedRows(source.gaps),
    ...ignoreRows(source.ignores),
  ]
  const labelWidth = Math.max(...rows.map(([label]) => label.length)) + 2
  let previous = ''
  return rows.flatMap(([label, pieces]) => {
    const shown = label === previous ? '' : label
    previous = label
    const room = page.width - labelWidth
    const lines = fill(pieces.map(printable), room, ', ').flatMap((line) => (columns(line) > room ? wrap(line, room) : [line]))
    const brush = label === unreached ? page.paint.blind : page.paint.faint
    return hang(brush(shown) + ' '.repeat(labelWidth - shown.length), labelWidth, lines)
  })
}

/** Accounts that share a reason are told one by one up to here. */
const fewAccounts = 3

/** One row an account: its regions, `global` for what has none where others have one. Many with one reason are a row together. */
function placeRows(label: string, scopes: readonly ScopeStatus[], state: ScopeStatus['state']): [string, string[]][] {
  const accounts = new Map<string, { name: string; why: string | undefined; regions: string[] }>()
  for (const { scope, state: has, why } of scopes) {
    if (has !== state) continue
    const reason = state === 'read' ? undefined : why
    const key = `${scope.provider} ${scope.account} ${reason ?? ''}`
    const account = accounts.get(key) ?? { name: `${scope.provider} ${scope.account}`, why: reason, regions: [] }
    const place = scope.region ?? 'global'
    if (!account.regions.includes(place)) account.regions.push(place)
    accounts.set(key, account)
  }
  const told = new Set<string>()
  return [...accounts.values()].flatMap(({ name, why, regions }): [string, string[]][] => {
    const sharing = why === undefined ? [] : [...accounts.values()].filter((other) => other.why === why)
    if (why !== undefined && sharing.length > fewAccounts) {
      if (told.has(why)) return []
      told.add(why)
      return [[label, [`${count(sharing.length, 'account')}: ${why}`]]]
    }
    const account = `${name}${why === undefined ? '' : `: ${why}`}`
    if (regions.length === 1 && regions[0] === 'global') return [[label, [account]]]
    const [first = '', ...others] = some(regions)
    return [[label, [`${account}  ${first}`, ...others]]]
  })
}

/** How a scope was read, where that was not the usual way. */
function noteRows(scopes: readonly ScopeStatus[]): [string, string[]][] {
  return scopes.flatMap(({ scope, state, why }): [string, string[]][] => (state === 'read' && why !== undefined ? [['note', [`${scope.account}: ${why}`]]] : []))
}

/** Facts about a scope: a service that is not there has nothing to judge. Services that are missing in the same places share a row. */
function serviceRows(scopes: readonly ScopeStatus[]): [string, string[]][] {
  const missing = new Map<string, { service: string; state: string; where: string[] }>()
  for (const { scope, services } of scopes) {
    for (const [service, state] of Object.entries(services)) {
      if (state === 'enabled') continue
      const key = `${service} ${state}`
      const found = missing.get(key) ?? { service, state: state === 'not-offered' ? 'not offered' : 'not enabled', where: [] }
      found.where.push(scope.region ?? scope.account)
      missing.set(key, found)
    }
  }
  const rows = new Map<string, { services: string[]; state: string; where: string[] }>()
  for (const { service, state, where } of missing.values()) {
    const row = rows.get(`${state} ${where.join()}`) ?? { services: [], state, where }
    row.services.push(service)
    rows.set(`${state} ${where.join()}`, row)
  }
  return [...rows.values()].map(({ services: unsorted, state, where }) => {
    const services = unsorted.toSorted()
    const [first = '', ...others] = some(where)
    return ['no service', [...services.slice(0, -1), `${services.at(-1)} ${state} in ${first}`, ...others]]
  })
}

/** Listed, and gone before it could be read: left out, and said so. */
function vanishedRows(scopes: readonly ScopeStatus[]): [string, string[]][] {
  const vanished = scopes.reduce((sum, scope) => sum + scope.vanished, 0)
  return vanished === 0 ? [] : [['vanished', [`${count(vanished, 'item')} deleted while being read`]]]
}

/** Rules that wait for a setting or an optional read: one row a setting. */
function waitingRows(waiting: ReportSource['coverage']['notConfigured']): [string, string[]][] {
  const settings = new Map<string, string[]>()
  for (const { rule, wants } of waiting) settings.set(wants, [...(settings.get(wants) ?? []), rule])
  return [...settings].map(([wants, rules]) => ['not configured', [`${wants}  for ${rules[0] ?? ''}${rules.length > 1 ? ` +${rules.length - 1}` : ''}`]])
}

/** Optional reads that nobody asked for: no failure, so a row each, and only where a rule misses them. */
function skippedRows(gaps: ReportSource['gaps']): [string, string[]][] {
  const calls = new Map<string, Set<string>>()
  for (const gap of gaps) {
    if (gap.reason !== 'not-requested' || gap.blinds.length === 0) continue
    const blinds = calls.get(gap.call) ?? new Set()
    for (const rule of gap.blinds) blinds.add(rule)
    calls.set(gap.call, blinds)
  }
  return [...calls].map(([call, blinds]) => ['not asked for', [`${call}  blinds ${blinds.size}`]])
}

/** Those that are at work are not told here. One that nobody could judge is no reason to take it out. */
function ignoreRows(ignores: ReportSource['ignores']): [string, string[]][] {
  const label = { expired: 'expired ignore', stale: 'stale ignore', unjudged: 'idle ignore' } as const
  const order = ['expired', 'stale', 'unjudged'] as const
  return order.flatMap((state) => ignores.filter((ignore) => ignore.state === state).map(({ where, what, until, findings }): [string, string[]] => {
    const end = until === undefined ? '' : `, until ${until}`
    const became = state === 'expired' ? `: no longer hides ${count(findings, 'finding')}` : state === 'unjudged' ? ': not judged in this run' : ''
    return [label[state], [`${where}  ${what}${end}${became}`]]
  }))
}

function some(names: readonly string[]): string[] {
  return names.length <= mostNames ? [...names] : [...names.slice(0, mostNames - 1), `${names.length - mostNames + 1} more`]
}

// Rounded down: 100 % must mean all of it.
function percent(ratio: number): string {
  return `${Math.floor(ratio * 100)} %`
}
