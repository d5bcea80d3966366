// What could not be judged, by the read that failed: as prominent on the page as the findings.
import { count, scopeId, type ReportSource } from '../../core/index.js'
import { failedReads, groupsOf, type Blindness } from '../kit/blindness.js'
import { scopeWords } from '../kit/names.js'
import { clip, columns, pad, printable } from '../kit/printable.js'
import type { Page } from './finding.js'
import { fill, hang, wrap } from './wrap.js'

/** More are left to the other formats, unless the page is to be full. */
const mostRows = 20
const mostPlaces = 3

export function blindLines(source: ReportSource, page: Page, full: boolean): string[] {
  const { paint } = page
  const failed = failedReads(source)
  const lines: string[] = []
  if (failed.length > 0) {
    const rules = new Set(failed.flatMap((gap) => gap.blinds))
    const scopes = new Set(failed.map((gap) => scopeId(gap.scope)))
    const what = rules.size === 0 ? 'could not read everything' : `could not judge ${count(rules.size, 'rule')}`
    lines.push(paint.blind(`${what} in ${count(scopes.size, 'scope')}:`))
    const rows = groupsOf(failed)
    const shown = full ? rows : rows.slice(0, mostRows)
    lines.push(...rowLines(shown, source, page))
    if (rows.length > shown.length) lines.push(`  and ${count(rows.length - shown.length, 'more unread call')}: -o json lists them all`)
    const providers = [...new Set(failed.filter((gap) => (gap.missing ?? []).length > 0).map((gap) => printable(gap.scope.provider)))].toSorted()
    const widest = Math.max(0, ...providers.map((provider) => provider.length))
    for (const provider of providers) lines.push(`  ${paint.command(`aispm permissions ${provider}`)}${' '.repeat(widest - provider.length)}  prints the missing policy`)
  }
  return lines
}

function rowLines(rows: readonly Blindness[], source: ReportSource, page: Page): string[] {
  const table = rows.map((row) => ({ row, reason: row.reason, call: printable(row.call), places: placesWords(row, source, page), blinds: `blinds ${row.blinds.size}` }))
  const reasonWidth = Math.max(...table.map(({ reason }) => columns(reason)))
  const callWidth = Math.max(...table.map(({ call }) => columns(call)))
  const placeWidth = Math.max(...table.map(({ places }) => columns(places)))
  const indent = ' '.repeat(2 + reasonWidth + 2)
  const room = page.width - indent.length
  // Columns if all rows fit; else each row by itself, broken only where it must be.
  const aligned = callWidth + 2 + placeWidth + 2 + Math.max(...table.map(({ blinds }) => blinds.length)) <= room
  return table.flatMap(({ row, reason, call, places, blinds }) => [
    ...hang(`  ${pad(reason, reasonWidth)}  `, indent.length, aligned ? [`${pad(call, callWidth)}  ${pad(places, placeWidth)}  ${blinds}`] : fill([call, places, blinds], room, '  ')),
    ...reasonLines(row, room).map((line) => indent + page.paint.faint(line)),
  ])
}

/** What would close the gap, or what the provider said where nobody knows. */
function reasonLines({ missing, gaps }: Blindness, width: number): string[] {
  if (missing.length > 0) return wrap(`add ${missing.map(printable).join(', ')}`, width)
  return [clip(printable(gaps[0]?.message ?? ''), width)]
}

/** Names of the assets it hides something of, or the regions whose lists it hides. */
function placesWords({ gaps }: Blindness, source: ReportSource, { names }: Page): string {
  const places: string[] = []
  let more = 0
  for (const gap of gaps) {
    const where = accountsOf(source, gap.scope.provider) > 1 ? scopeWords(gap.scope) : gap.scope.region ?? gap.scope.account
    const hidden = gap.list ? [] : names.hiddenBy(gap.id)
    if (places.length >= mostPlaces) more += hidden.length > 0 ? gap.count : 1
    else if (hidden.length === 0) places.push(where)
    else {
      const shown = hidden.slice(0, mostPlaces - places.length)
      places.push(...shown)
      more += Math.max(0, gap.count - shown.length)
    }
  }
  return places.map(printable).join(', ') + (more === 0 ? '' : ` +${more}`)
}

function accountsOf(source: ReportSource, provider: string): number {
  return new Set(source.scopes.filter(({ scope, state }) => state === 'read' && scope.provider === provider).map(({ scope }) => scope.account)).size
}
