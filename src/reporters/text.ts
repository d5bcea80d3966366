// The report as people read it at a terminal: findings as stories, then what was and what was not judged.
import { severities, type RenderOptions, type Reporter, type ReportSource } from '../core/index.js'
import { namesOf } from './kit/names.js'
import { pour } from './kit/pour.js'
import { printable } from './kit/printable.js'
import { blindLines } from './text/blind.js'
import { findingLine, findingLines, type Page } from './text/finding.js'
import { paintOf } from './text/paint.js'
import { acceptedLines, sinceBlocks } from './text/life.js'
import { extentLines, totalLines } from './text/summary.js'

/** Findings told in full before the page goes over to one line each. */
const mostInFull = 20
const widest = 100
const narrowest = 60

export default {
  id: 'text',
  summary: 'for people: findings, and what could not be judged',
  extension: 'txt',
  render: (source, out, options) => pour(pieces(source, options), out),
} satisfies Reporter

async function* pieces(source: ReportSource, options: RenderOptions): AsyncGenerator<string> {
  const page: Page = {
    width: Math.max(narrowest, Math.min(options.width ?? widest, widest)),
    paint: paintOf(options.color),
    names: namesOf(source),
    full: options.detail === 'full',
  }
  // Said twice: the top of a long report scrolls away.
  const cut = source.interrupted === undefined ? [] : [page.paint.blind(`cut short (${printable(source.interrupted)}): this report is partial`)]
  if (cut.length > 0) yield block(cut)
  yield* findingPieces(source, page, options.detail)
  yield block([...cut, ...totalLines(source, page)], false)
  for (const lines of sinceBlocks(source, page, options.detail)) yield `\n${block(lines, false)}`
  const accepted = await acceptedLines(source, page)
  if (accepted.length > 0) yield `\n${block(accepted, false)}`
  const blind = blindLines(source, page, options.detail === 'full')
  if (blind.length > 0) yield `\n${block(blind, false)}`
  yield `\n${block(extentLines(source, page), false)}`
}

async function* findingPieces(source: ReportSource, page: Page, detail: RenderOptions['detail']): AsyncGenerator<string> {
  const all = severities.reduce((sum, severity) => sum + source.counts.findings[severity], 0)
  const inFull = detail === 'full' ? Infinity : detail === 'concise' ? 0 : mostInFull
  const explained = new Set<string>()
  let told = 0
  for await (const finding of source.findings) {
    if (finding.suppressed !== undefined) continue
    if (told < inFull) yield block(findingLines(finding, page, explained.has(finding.rule)))
    else {
      if (told === inFull && told > 0) yield `${all - told} more, one line each (--full tells them all):\n`
      yield `${findingLine(finding, page)}\n`
    }
    explained.add(finding.rule)
    told++
  }
  if (told > inFull) yield '\n'
  if (told === 0) yield block([nothingFound(source)])
}

function nothingFound({ coverage, gaps }: ReportSource): string {
  if (coverage.decided === 0) return 'nothing was judged'
  return gaps.some((gap) => gap.blinds.length > 0) ? 'no findings in what could be judged' : 'no findings'
}

function block(lines: readonly string[], spaced = true): string {
  return `${lines.join('\n')}\n${spaced ? '\n' : ''}`
}

