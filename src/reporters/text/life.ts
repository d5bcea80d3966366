// What became of findings: new and known, fixed and open since a baseline, and what was accepted.
import { count, type Finding, type PastFinding, type RenderOptions, type ReportSource } from '../../core/index.js'
import { columns, clip, pad, printable } from '../kit/printable.js'
import { scopeWords } from '../kit/names.js'
import type { Page } from './finding.js'
import { wrap } from './wrap.js'

/** More are left to the other formats, unless the page is to be full. */
const mostTold = 10
const severityWidth = 10

/** `since june.json: 2 new, 40 known, 3 fixed, 1 open` */
export function sinceWords({ since }: ReportSource): string | undefined {
  if (since === undefined) return undefined
  const { counts, file, takenAt } = since
  const at = takenAt === undefined ? '' : ` (${takenAt.slice(0, 10)})`
  return `since ${printable(file)}${at}: ${counts.new} new, ${counts.known} known, ${counts.fixed} fixed, ${counts.open} open`
}

/** What is fixed, and what is merely no longer seen: that is as loud as what could not be judged. */
export function sinceBlocks({ since }: ReportSource, page: Page, detail: RenderOptions['detail']): string[][] {
  if (since === undefined) return []
  const most = detail === 'full' ? Infinity : mostTold
  const blocks: string[][] = []
  if (since.open.length > 0) {
    const lines = since.open.slice(0, most).flatMap((past) => [pastLine(past, page), ...wrap(printable(past.why), page.width - 2 - severityWidth).map((line) => ' '.repeat(2 + severityWidth) + page.paint.faint(line))])
    blocks.push([page.paint.blind(`open: ${since.open.length === 1 ? 'was' : 'were'} found then, and nothing shows that ${since.open.length === 1 ? 'it is' : 'they are'} gone`), ...lines, ...rest(since.open.length, most)])
  }
  if (since.fixed.length > 0) blocks.push([page.paint.strong('fixed'), ...since.fixed.slice(0, most).map((past) => pastLine(past, page, howWords(past.how))), ...rest(since.fixed.length, most)])
  return blocks
}

function howWords(how: 'passes' | 'not-applicable' | 'gone' | undefined): string | undefined {
  return how === 'gone' ? 'is gone' : how === 'not-applicable' ? 'no longer applies' : undefined
}

/** `  high      aws-iam-ai-role-admin  orchard-lab-role  ·  aws 111122223333` */
function pastLine(past: PastFinding, { width, paint }: Page, how?: string): string {
  const rule = printable(past.rule)
  const end = how === undefined ? '' : `  ${how}`
  const room = width - 2 - severityWidth - columns(rule) - 2 - columns(end)
  const name = printable(past.assetName)
  const place = `  ·  ${printable(scopeWords(past.scope))}`
  return `  ${paint.severity[past.severity](pad(past.severity, severityWidth))}${rule}  ${columns(name + place) <= room ? name + paint.faint(place) : clip(name, Math.max(room, 12))}${end}`
}

function rest(all: number, most: number): string[] {
  return all > most ? [`  and ${all - most} more: --full tells them all`] : []
}

/** Findings that are accepted, each with why: on a full page, since nobody asked to see them. */
export async function acceptedLines(source: ReportSource, page: Page): Promise<string[]> {
  if (page.full !== true || source.counts.suppressed === 0) return []
  const lines: string[] = []
  for await (const finding of source.findings) if (finding.suppressed !== undefined) lines.push(...acceptedLine(finding, finding.suppressed, page))
  return [page.paint.strong(`accepted: ${count(source.counts.suppressed, 'finding')}`), ...lines]
}

function acceptedLine(finding: Finding, { reason, by, until }: NonNullable<Finding['suppressed']>, page: Page): string[] {
  const why = `${printable(reason)} (${printable(by)}${until === undefined ? '' : `, until ${printable(until)}`})`
  return [pastLine(finding, page), ...wrap(why, page.width - 2 - severityWidth).map((line) => ' '.repeat(2 + severityWidth) + page.paint.faint(line))]
}
