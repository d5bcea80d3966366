// The rows of the table, each a line: what is missing in the report first, then findings, then all that could not be judged.
import { count, type Finding, type Gap, type PastFinding, type ReportSource, type Scope, type Unknown } from '../../core/index.js'
import { evidenceWords } from '../kit/evidence.js'
import { namesOf, type Names } from '../kit/names.js'
import { line } from './cell.js'
import { columns, type Column } from './columns.js'

type Row = Partial<Record<Column, string>>

const between = ' | '

export async function* rows(source: ReportSource): AsyncGenerator<string> {
  const names = namesOf(source)
  const gaps = new Map(source.gaps.map((gap) => [gap.id, gap]))
  if (!source.complete || source.interrupted !== undefined) yield written({ state: 'incomplete', message: incompleteWords(source) })
  for await (const finding of source.findings) yield written(findingRow(finding, names))
  for await (const unknown of source.unknowns) yield written(unknownRow(unknown, gaps))
  for (const gap of source.gaps) yield written(gapRow(gap))
  for (const { scope, state, why } of source.scopes) {
    if (state === 'unreachable') yield written({ state: 'not-reached', message: why ?? 'it gave no answer: nothing in it was judged', ...place(scope) })
  }
  for (const past of source.since?.fixed ?? []) yield written({ state: 'fixed', ...pastRow(past) })
  for (const past of source.since?.open ?? []) yield written({ state: 'unconfirmed', ...pastRow(past), message: `${past.message} (${past.why})` })
}

function written(row: Row): string {
  return line(columns.map((column) => row[column] ?? ''))
}

function incompleteWords({ interrupted, gaps, scopes, coverage }: ReportSource): string {
  const unreached = scopes.filter(({ state }) => state === 'unreachable').length
  return [
    ...(interrupted === undefined ? [] : [`cut short (${interrupted})`]),
    ...(gaps.length === 0 ? [] : [`${count(gaps.length, 'read')} failed or not asked for`]),
    ...(unreached === 0 ? [] : [`${count(unreached, 'scope')} not reached`]),
    `${coverage.decided} of ${coverage.decided + coverage.unknown} verdicts could be given`,
    'what is not in this table may not have been looked at',
  ].join('; ')
}

function findingRow(finding: Finding, names: Names): Row {
  const { suppressed, family, source, fix } = finding
  return {
    state: suppressed === undefined ? 'open' : 'suppressed',
    severity: finding.severity, confidence: finding.confidence, rule: finding.rule, title: finding.title, message: finding.message,
    asset_name: finding.assetName, asset_type: finding.assetType, asset: finding.asset, ...place(finding.scope),
    ...(source !== undefined && { file: source.file, line: numeral(source.line) }),
    evidence: finding.evidence.map((evidence) => evidenceWords(evidence, finding.asset, names)).join(between),
    path: finding.hops?.map(({ from, relation, to, because, basis }) => `${names.label(from)} ${relation} ${names.label(to)}: ${because}${basis === 'inferred' ? ' (inferred)' : ''}`).join(between) ?? '',
    fix: fix.text, command: fix.command ?? '', terraform: fix.terraform ?? '', console: finding.console ?? '',
    frameworks: frameworkWords(finding.frameworks), owners: finding.owners?.join(between) ?? '', baseline: finding.baseline ?? '',
    ...(suppressed !== undefined && { suppressed_by: suppressed.by, suppressed_reason: suppressed.reason, suppressed_until: suppressed.until ?? '' }),
    rule_severity: finding.ruleSeverity ?? '', also_violates: finding.alsoViolates.join(between),
    used_by: finding.usedBy === undefined ? '' : usedByWords(finding.usedBy),
    ...(family !== undefined && { count: String(family.count), first_seen: family.firstSeen, last_seen: family.lastSeen }),
    fingerprint: finding.fingerprint,
  }
}

function unknownRow(unknown: Unknown, gaps: ReadonlyMap<string, Gap>): Row {
  const known = unknown.gaps.flatMap((id) => gaps.get(id) ?? [])
  return {
    state: 'unknown', severity: unknown.severity, rule: unknown.rule, title: unknown.title,
    message: known.length === 0 ? 'could not be judged' : `could not be judged: ${known.map(({ call, reason }) => `${call} ${reason}`).join(', ')}`,
    asset_name: unknown.assetName ?? '', asset_type: unknown.assetType ?? '', asset: unknown.asset ?? '', ...place(unknown.scope),
    gaps: unknown.gaps.join(between), missing_permissions: [...new Set(known.flatMap(({ missing }) => missing ?? []))].join(between),
  }
}

function gapRow({ id, scope, call, types, list, reason, missing, message, count: hit, blinds }: ReportSource['gaps'][number]): Row {
  const blinded = blinds.length === 0 ? 'no rule waits for it' : `blinds ${count(blinds.length, 'rule')}`
  return {
    state: 'unread', title: `${call} ${reason}`, message: `${message}${list ? ' (the whole list)' : ''}; ${blinded}`, asset_type: types.join(between), ...place(scope),
    count: String(hit), gaps: id, missing_permissions: (missing ?? []).join(between),
  }
}

function pastRow({ fingerprint, rule, title, severity, message, asset, assetType, assetName, scope }: PastFinding): Row {
  return { severity, rule, title, message, asset_name: assetName, asset_type: assetType, asset, ...place(scope), fingerprint }
}

function place({ provider, account, region }: Scope): Row {
  return { provider, account, region: region ?? '' }
}

function frameworkWords(frameworks: Finding['frameworks']): string {
  return Object.entries(frameworks).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([id, controls]) => `${id} ${controls.join(' ')}`).join(between)
}

function usedByWords({ count: all, some }: NonNullable<Finding['usedBy']>): string {
  const more = all - some.length
  return [...some.map(({ name }) => name), ...(more > 0 ? [`${more} more`] : [])].join(between)
}

function numeral(n: number | undefined): string {
  return n === undefined ? '' : String(n)
}
