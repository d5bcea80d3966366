// The report as one page for a browser: offline, searchable, and as loud about what could not be judged as about what was found.
import type { Finding, Reporter, ReportSource } from '../core/index.js'
import { namesOf } from './kit/names.js'
import { pour } from './kit/pour.js'
import { assetPart } from './html/assets-part.js'
import { pageAssets } from './html/assets.js'
import { bottom, top } from './html/frame.js'
import { rowParts } from './html/rows.js'
import { rulePart } from './html/rules.js'
import { neighboursOf } from './html/surroundings.js'

/** Findings looked at for the worst stories, and told of them. */
const lookedAt = 200
const toldFirst = 25

export default {
  id: 'html',
  summary: 'one offline page for a browser: findings, what could not be judged, inventory',
  extension: 'html',
  render: (source, out) => pour(pieces(source), out),
} satisfies Reporter

async function* pieces(source: ReportSource): AsyncGenerator<string> {
  const assets = pageAssets()
  const names = namesOf(source)
  const seen = new Set<string>()
  yield top(source, await worst(source), names, assets)
  yield* rowParts(source, names, neighboursOf(source, names), new Map(source.gaps.map((gap) => [gap.id, gap])), seen)
  yield rulePart(source, seen)
  yield assetPart(source)
  yield bottom(assets)
}

/** The first findings, those that tell a path before others as severe; findings come sorted by severity. */
async function worst(source: ReportSource): Promise<Finding[]> {
  const first: Finding[] = []
  for await (const finding of source.findings) {
    if (finding.suppressed === undefined) first.push(finding)
    if (first.length === lookedAt) break
  }
  const order = new Map(first.map((finding, i) => [finding, i]))
  const isPath = (finding: Finding): number => ((finding.hops ?? []).length > 0 ? 0 : 1)
  const severity = [...new Set(first.map((finding) => finding.severity))]
  return first.toSorted((a, b) => severity.indexOf(a.severity) - severity.indexOf(b.severity) || isPath(a) - isPath(b) || (order.get(a) ?? 0) - (order.get(b) ?? 0)).slice(0, toldFirst)
}
