// A drift as a page has it, whatever it is written in: sections in the order of a Monday morning, worst first.
import { aiKinds, count, severities, type AssetChange, type AssetNote, type Drift, type DriftSide, type Formerly, type GapNote, type Json, type Scope, type Severity } from '../core/index.js'
import { scopeWords, typeWords } from '../reporters/kit/names.js'

/** All texts may be from outside, and are still to be made inert. */
export interface Row {
  severity?: Severity
  rule?: string
  /** What it is about, and where that is. */
  name: string
  place?: string
  /** In the same line. */
  mark?: string
  /** Why, or what exactly. */
  lines: string[]
}

export interface Section {
  title: string
  /** Whether it tells of what nobody could see. */
  isBlind: boolean
  rows: Row[]
}

const formerly: Record<Formerly, string> = { passing: 'did not fail before', failing: 'failed before', unknown: 'could not be judged before', absent: 'was not there before', 'not-judged': 'was not judged before' }
const mostChanges = 5

/** `june.jsonl (inventory, 2026-06-01)`, and what is incomplete about it. */
export function sideWords({ file, from, takenAt, complete }: DriftSide): string {
  return `${file} (${from}${takenAt === undefined ? '' : `, ${takenAt.slice(0, 16).replace('T', ' ')}`}${complete ? '' : ', incomplete'})`
}

/** `2 new, 1 no longer to be judged, 3 fixed, 40 known` */
export function sumWords({ verdicts, assets }: Drift): string[] {
  const found = severities.flatMap((severity) => {
    const n = verdicts.new.filter((one) => one.severity === severity).length
    return n === 0 ? [] : [`${n} ${severity}`]
  })
  return [
    `findings: ${verdicts.new.length} new${found.length === 0 ? '' : ` (${found.join(', ')})`}, ${verdicts.known} known, ${verdicts.fixed.length} fixed, ${verdicts.open.length} open`,
    ...(assets === null ? [] : [`assets: ${assets.appeared.length} appeared, ${assets.vanished.length} vanished, ${assets.unreadable.length} no longer readable, ${assets.changed.length} changed`]),
  ]
}

/** `full`: every change of an asset, and every name. */
export function outlineOf({ verdicts, assets, gaps, places }: Drift, full: boolean): Section[] {
  const about = ({ severity, rule, assetName, scope }: { severity: Severity; rule: string; assetName: string; scope: Scope }): Omit<Row, 'lines'> => ({ severity, rule, name: assetName, place: scopeWords(scope) })
  const sections: Section[] = [
    { title: 'New findings', isBlind: false, rows: verdicts.new.map((one) => ({ ...about(one), lines: [one.message, ...(one.was === undefined ? [] : [formerly[one.was]])] })) },
    { title: 'Open: found before, and nothing shows that they are gone', isBlind: true, rows: verdicts.open.map((one) => ({ ...about(one), lines: [one.why] })) },
    { title: 'No longer to be judged', isBlind: true, rows: verdicts.unknown.map((one) => ({ ...about(one), lines: [`${formerly[one.was]}: ${one.why}`] })) },
    { title: 'Reads that fail now', isBlind: true, rows: gaps.came.map(gapRow) },
    { title: 'Places that are not read any more', isBlind: true, rows: places.went.map(placeRow) },
    { title: 'Fixed', isBlind: false, rows: verdicts.fixed.map((one) => ({ ...about(one), mark: one.how === 'gone' ? 'is gone' : one.how === 'not-applicable' ? 'no longer applies' : one.how === undefined ? 'not found any more' : 'passes', lines: [] })) },
    { title: 'Passing now, not to be judged before', isBlind: false, rows: verdicts.passing.map((one) => ({ ...about(one), lines: [] })) },
    ...(assets === null ? [] : [
      { title: 'Assets that are no longer readable', isBlind: true, rows: groups(assets.unreadable, full) },
      { title: 'Assets that appeared', isBlind: false, rows: groups(assets.appeared, full) },
      { title: 'Assets that vanished', isBlind: false, rows: groups(assets.vanished, full) },
      { title: 'Assets that changed', isBlind: false, rows: aiFirst(assets.changed).map((one) => changeRow(one, full)) },
    ]),
    { title: 'Reads that work again', isBlind: false, rows: gaps.went.map(gapRow) },
    { title: 'Places that are read now', isBlind: false, rows: places.came.map(placeRow) },
  ]
  return sections.filter(({ rows }) => rows.length > 0)
}

function aiFirst<A extends Pick<AssetNote, 'kind'>>(assets: readonly A[]): A[] {
  return [...assets.filter(({ kind }) => aiKinds.has(kind)), ...assets.filter(({ kind }) => !aiKinds.has(kind))]
}

/** One row a type, place and reason: what comes by the dozen is told by the dozen. */
function groups(assets: readonly AssetNote[], full: boolean): Row[] {
  const rows = new Map<string, { note: AssetNote; names: string[] }>()
  for (const note of aiFirst(assets)) {
    const key = [note.type, scopeWords(note.scope), note.why ?? ''].join('\n')
    const row = rows.get(key) ?? { note, names: [] }
    rows.set(key, row)
    row.names.push(note.name)
  }
  return [...rows.values()].map(({ note, names }) => {
    const shown = full ? names : names.slice(0, mostChanges)
    const more = names.length > shown.length ? [`${names.length - shown.length} more`] : []
    return {
      name: names.length === 1 ? typeWords(note.type) : `${names.length} × ${typeWords(note.type)}`, place: scopeWords(note.scope),
      lines: [[...shown, ...more].join(', '), ...(note.why === undefined ? [] : [note.why])],
    }
  })
}

function changeRow({ name, type, scope, props, unread, relations }: AssetChange, full: boolean): Row {
  const lines = [
    ...relations.map(({ change, type: relation, name: target }) => `${change === 'added' ? '+' : '−'} ${relation} ${target}`),
    ...props.map(({ path, before, after }) => `${path}: ${valueWords(before)} → ${valueWords(after)}`),
    ...unread.map(({ path, since }) => `${path}: ${since === 'before' ? 'could not be read before' : 'can no longer be read'}`),
  ]
  const shown = full ? lines : lines.slice(0, mostChanges)
  return { name, place: `${scopeWords(scope)}  ·  ${typeWords(type)}`, lines: [...shown, ...(lines.length > shown.length ? [`and ${count(lines.length - shown.length, 'more change')}`] : [])] }
}

const longestValue = 80

function valueWords(value: Json): string {
  if (value === null) return 'not set'
  const written = typeof value === 'string' ? value : textOf(value)
  return written.length > longestValue ? `${written.slice(0, longestValue)}…` : written
}

// A value nested without end cannot be written at all.
function textOf(value: Json): string {
  try {
    return JSON.stringify(value)
  } catch {
    return '…'
  }
}

function gapRow({ call, reason, scope, message }: GapNote): Row {
  return { name: call, place: scopeWords(scope), mark: reason, lines: reason === 'denied' ? [] : [message] }
}

function placeRow(scope: Scope): Row {
  return { name: scopeWords(scope), lines: [] }
}
