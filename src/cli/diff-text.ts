// What changed between two scans, for a terminal.
import type { Drift } from '../core/index.js'
import { clip, columns, pad, printable } from '../reporters/kit/printable.js'
import { wrap } from '../reporters/text/wrap.js'
import { outlineOf, sideWords, sumWords, type Row, type Section } from './diff-outline.js'
import type { Page } from './page.js'

/** Rows of a section, unless everything is asked for. */
const mostRows = 15
const severityWidth = 10
const longestLine = 400

export function* diffText(drift: Drift, page: Page, full: boolean): Generator<string> {
  yield `${[`from  ${printable(sideWords(drift.before))}`, `to    ${printable(sideWords(drift.after))}`].join('\n')}\n\n`
  const sections = outlineOf(drift, full)
  for (const section of sections) yield* sectionText(section, page, full)
  if (sections.length === 0) yield 'nothing has changed\n\n'
  yield `${sumWords(drift).join('\n')}\n`
  if (drift.assets === null) yield `${page.dim('a report has no assets: compare two inventories (-o inventory=FILE) to see what became of them')}\n`
}

function* sectionText({ title, isBlind, rows }: Section, page: Page, full: boolean): Generator<string> {
  const head = `${title} (${rows.length})`
  yield `${isBlind ? page.blind(head) : page.bold(head)}\n`
  const shown = full ? rows : rows.slice(0, mostRows)
  for (const row of shown) yield `${rowLines(row, page).join('\n')}\n`
  if (rows.length > shown.length) yield `  and ${rows.length - shown.length} more: --full tells them all\n`
  yield '\n'
}

function rowLines({ severity, rule, name, place, mark, lines }: Row, page: Page): string[] {
  const lead = severity === undefined ? '  ' : `  ${page.severity[severity](pad(severity, severityWidth))}`
  const leadWidth = severity === undefined ? 2 : 2 + severityWidth
  const head = rule === undefined ? '' : `${printable(rule)}  `
  const end = mark === undefined ? '' : `  ${printable(mark)}`
  const where = place === undefined ? '' : `  ·  ${printable(place)}`
  const room = Math.max(12, page.width - leadWidth - columns(head) - columns(end))
  const about = printable(name)
  const shown = columns(about + where) <= room ? about + page.dim(where) : clip(about, room)
  const indent = ' '.repeat(severity === undefined ? 4 : leadWidth)
  return [lead + head + shown + end, ...lines.flatMap((line) => wrap(clip(printable(line), longestLine), page.width - indent.length).map((part) => indent + page.dim(part)))]
}
