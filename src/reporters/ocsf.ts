// The report as OCSF events for a SIEM or a security lake: one JSON object a line.
import type { Reporter, ReportSource } from '../core/index.js'
import { namesOf } from './kit/names.js'
import { pour } from './kit/pour.js'
import { coverageEvent, gapEvent, unknownEvent } from './ocsf/blind.js'
import { envelope } from './ocsf/envelope.js'
import { findingEvent } from './ocsf/finding.js'
import { inertText } from './ocsf/inert.js'
import { fixedEvent, openEvent } from './ocsf/past.js'

export default {
  id: 'ocsf',
  summary: 'OCSF 1.8 findings for a SIEM, one event a line; passes are counted in the first one',
  extension: 'jsonl',
  render: (source, out) => pour(lines(source), out),
} satisfies Reporter

async function* lines(source: ReportSource): AsyncGenerator<string> {
  const seal = envelope(source)
  for await (const event of events(source)) yield `${inertText(seal(event))}\n`
}

async function* events(source: ReportSource): AsyncGenerator<Parameters<ReturnType<typeof envelope>>[0]> {
  const names = namesOf(source)
  const rules = new Map(source.rules.map((rule) => [rule.id, rule]))
  const gaps = new Map(source.gaps.map((gap) => [gap.id, gap]))
  yield coverageEvent(source)
  for (const gap of source.gaps) yield gapEvent(gap)
  for await (const finding of source.findings) yield findingEvent(finding, rules.get(finding.rule), source, names)
  for await (const unknown of source.unknowns) yield unknownEvent(unknown, rules.get(unknown.rule), gaps, source)
  for (const past of source.since?.fixed ?? []) yield fixedEvent(past, rules.get(past.rule), source)
  for (const past of source.since?.open ?? []) yield openEvent(past, rules.get(past.rule), source)
}
