// The report in Markdown, for job summaries and comments on merge requests: cut to what these show, and never in silence.
import { severities, type Finding, type RenderOptions, type Reporter, type ReportSource } from '../core/index.js'
import { namesOf } from './kit/names.js'
import { pour } from './kit/pour.js'
import { details, row, tableHead } from './markdown/finding.js'
import { commentRoom, share, summaryRoom, type Room } from './markdown/room.js'
import { blindSection, extentSection, frameworkSection, head, sinceSection } from './markdown/sections.js'

export default {
  id: 'markdown',
  summary: 'for job summaries; with --concise, for a comment on a merge request',
  extension: 'md',
  render: (source, out, options) => pour(pieces(source, options), out),
} satisfies Reporter

/** How the page is shared out. What each part leaves over goes to the table of findings, which never has less than a quarter. */
interface Measure {
  room: Room
  /** Findings that unfold, and their part of the page. */
  unfolded: number
  unfoldedPart: number
  /** Rows and items of the other parts. */
  rows: number
}

function measureOf(detail: RenderOptions['detail']): Measure {
  if (detail === 'concise') return { room: commentRoom, unfolded: 5, unfoldedPart: 0.25, rows: 10 }
  return { room: summaryRoom, unfolded: detail === 'full' ? Infinity : 20, unfoldedPart: 0.25, rows: 50 }
}

/** Kept free for the sentences that say what was left out, and the titles. */
const reserve = 2000

async function* pieces(source: ReportSource, { detail }: RenderOptions): AsyncGenerator<string> {
  const { room, rows, unfolded, unfoldedPart } = measureOf(detail)
  const { stories, bearing } = await survey(source, share(room, unfoldedPart), unfolded)
  const before = head(source)
  const after = [
    blindSection(source, share(room, 0.2), rows),
    sinceSection(source, share(room, 0.1), rows),
    ...(stories.length === 0 ? [] : [`### The worst ${stories.length === 1 ? 'one' : stories.length}, unfolded\n\n`, ...stories]),
    frameworkSection(source, bearing, share(room, 0.05)),
    extentSection(source, share(room, 0.1), rows),
  ]
  const used = [before, ...after].reduce((sum, piece) => sum + room.size(piece), reserve)
  yield before
  yield* table(source, { ...room, most: room.most - used })
  yield* after
}

/** Reads all findings once: the worst of them in full as far as they fit, and how many bear on each control. */
async function survey(source: ReportSource, room: Room, most: number): Promise<{ stories: string[]; bearing: Map<string, Map<string, number>> }> {
  const names = namesOf(source)
  const stories: string[] = []
  const bearing = new Map<string, Map<string, number>>()
  let used = 0
  for await (const finding of source.findings) {
    if (finding.suppressed !== undefined) continue
    bear(finding, bearing)
    if (stories.length >= most || used > room.most) continue
    const story = details(finding, names)
    used += room.size(story)
    if (used <= room.most) stories.push(story)
  }
  return { stories, bearing }
}

function bear({ frameworks }: Finding, bearing: Map<string, Map<string, number>>): void {
  for (const id of Object.keys(frameworks)) {
    const controls = bearing.get(id) ?? new Map<string, number>()
    for (const control of frameworks[id] ?? []) controls.set(control, (controls.get(control) ?? 0) + 1)
    bearing.set(id, controls)
  }
}

/** Findings come worst first, so those that do not fit are the least severe. */
async function* table(source: ReportSource, room: Room): AsyncGenerator<string> {
  const all = severities.reduce((sum, severity) => sum + source.counts.findings[severity], 0)
  if (all === 0) return
  const compared = source.since !== undefined
  const top = `### Findings\n\n${tableHead(compared)}`
  yield top
  let used = room.size(top)
  let told = 0
  for await (const finding of source.findings) {
    if (finding.suppressed !== undefined) continue
    const line = row(finding, compared)
    used += room.size(line)
    if (used > room.most) break
    yield line
    told++
  }
  yield told === all ? '\n' : `\n**${all - told} more findings, the least severe, are left out:** a page here may hold no more. \`-o html\` and \`-o json\` hold them all.\n\n`
}
