// What changed between two scans, for a comment or an issue.
import type { Drift } from '../core/index.js'
import { code, sentence } from '../reporters/markdown/inert.js'
import { outlineOf, sideWords, sumWords, type Row } from './diff-outline.js'

/** A comment holds 65,536 characters on GitHub: https://github.com/orgs/community/discussions/27190 */
const mostRows = 25

export function* diffMarkdown(drift: Drift, full: boolean): Generator<string> {
  yield `## What changed\n\nFrom ${sentence(sideWords(drift.before))} to ${sentence(sideWords(drift.after))}\n\n`
  for (const words of sumWords(drift)) yield `- ${words}\n`
  if (drift.assets === null) yield '- a report has no assets: compare two inventories to see what became of them\n'
  yield '\n'
  const sections = outlineOf(drift, full)
  if (sections.length === 0) yield 'Nothing has changed.\n'
  for (const { title, rows } of sections) {
    yield `### ${title} (${rows.length})\n\n`
    const shown = full ? rows : rows.slice(0, mostRows)
    for (const row of shown) yield `${rowLines(row).join('\n')}\n`
    if (rows.length > shown.length) yield `- and ${rows.length - shown.length} more: \`--full\` tells them all\n`
    yield '\n'
  }
}

function rowLines({ severity, rule, name, place, mark, lines }: Row): string[] {
  const head = [...(severity === undefined ? [] : [`**${severity}**`]), ...(rule === undefined ? [] : [code(rule, 120)]), code(name, 150), ...(place === undefined ? [] : [`in ${code(place, 150)}`]), ...(mark === undefined ? [] : [sentence(mark)])]
  return [`- ${head.join(' ')}`, ...lines.map((line) => `  - ${sentence(line, 400)}`)]
}
