// What is told of a finding when it is opened: values that decided it, its path, its fix, and where it stands.
import type { Finding, Hop, ReportSource, RuleDoc, Unknown } from '../../core/index.js'
import { evidenceWords } from '../kit/evidence.js'
import { scopeWords, typeWords, type Names } from '../kit/names.js'
import { clip, printable } from '../kit/printable.js'
import { consoleLink } from './console.js'
import { codeText } from '../kit/markup.js'
import type { Neighbours } from './surroundings.js'
import type { Detail, HopWire } from './wire.js'

/** Values decide a finding; whole documents do not: longer evidence is cut here. */
const longestEvidence = 400
const mostEvidence = 8
const mostHops = 16
const mostNames = 12
/** No text of a finding is longer: one report may hold very many. */
const longestText = 2000

export type GapIndex = ReadonlyMap<string, ReportSource['gaps'][number]>

export function detailOf(f: Finding, rule: RuleDoc | undefined, names: Names, near: Neighbours): Detail {
  const seen = f.evidence.slice(0, mostEvidence).map((evidence) => clip(printable(evidenceWords(evidence, f.asset, names)), longestEvidence))
  const link = f.console === undefined ? undefined : consoleLink(f.console)
  const surroundings = near.around(f.asset)
  return {
    ...(seen.length > 0 && { evidence: seen }),
    ...(f.evidence.length > seen.length && { more: f.evidence.length - seen.length }),
    ...(f.hops !== undefined && f.hops.length > 0 && { hops: f.hops.slice(0, mostHops).map((hop) => hopWire(hop, names)) }),
    ...(f.fix.text !== rule?.fix.text && { fix: short(f.fix.text) }),
    ...(f.fix.command !== undefined && { command: codeText(f.fix.command) }),
    ...(f.fix.terraform !== undefined && { terraform: codeText(f.fix.terraform) }),
    ...(f.source !== undefined && { source: printable(f.source.file) + (f.source.line === undefined ? '' : `:${f.source.line}`) }),
    ...(link !== undefined && { console: link }),
    ...(f.alsoViolates.length > 0 && { also: f.alsoViolates.slice(0, mostNames).map(printable) }),
    ...(f.usedBy !== undefined && { usedBy: { count: f.usedBy.count, some: f.usedBy.some.slice(0, mostNames).map(({ name, type }) => `${typeWords(printable(type))} ${printable(name)}`) } }),
    ...(f.family !== undefined && { family: familyWire(f.family) }),
    ...(f.suppressed !== undefined && { suppressed: suppressedWire(f.suppressed) }),
    ...(f.ruleSeverity !== undefined && { ruleSeverity: f.ruleSeverity }),
    ...(rule !== undefined && JSON.stringify(rule.frameworks) === JSON.stringify(f.frameworks) ? {} : { frameworks: frameworksWire(f.frameworks) }),
    ...(surroundings === 'spent' ? { nearLeft: 1 } : surroundings !== undefined && { near: surroundings }),
  }
}

/** What could not be judged, and what would have to be given for it. */
export function unknownDetail(u: Unknown, gaps: GapIndex): Detail {
  return { gaps: u.gaps.slice(0, mostNames).map((id) => gapWords(id, gaps)) }
}

function gapWords(id: string, gaps: GapIndex): string {
  const gap = gaps.get(id)
  if (gap === undefined) return printable(id)
  const missing = gap.missing ?? []
  const more = missing.length > 0 ? `add ${missing.join(', ')}` : gap.message
  return short(`${gap.reason} ${gap.call} in ${scopeWords(gap.scope)}${more === '' ? '' : `: ${more}`}`)
}

function hopWire(hop: Hop, names: Names): HopWire {
  const kind = (id: string): string => names.asset(id)?.kind ?? ''
  return [
    short(names.label(hop.from)), kind(hop.from), printable(hop.relation).replaceAll('-', ' '), short(names.label(hop.to)), kind(hop.to),
    hop.basis === 'inferred' ? 1 : 0, clip(printable(hop.because), longestEvidence),
  ]
}

function suppressedWire({ by, reason, until }: NonNullable<Finding['suppressed']>): NonNullable<Detail['suppressed']> {
  return { by: short(by), reason: short(reason), ...(until !== undefined && { until: short(until) }) }
}

function familyWire({ count, firstSeen, lastSeen }: NonNullable<Finding['family']>): NonNullable<Detail['family']> {
  return [count, printable(firstSeen.slice(0, 10)), printable(lastSeen.slice(0, 10))]
}

export function frameworksWire(frameworks: Record<string, string[]>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(frameworks).map(([id, controls]) => [printable(id), controls.map(printable)]))
}

function short(text: string): string {
  const shown = printable(text)
  return shown.length <= longestText ? shown : `${shown.slice(0, longestText)}…`
}
