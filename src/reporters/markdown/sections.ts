// What stands around the findings: how it ended, what could not be judged, what changed, what was looked at.
import { count, gapReasons, rank, scopeId, severities, type PastFinding, type ReportSource } from '../../core/index.js'
import { scopeWords } from '../kit/names.js'
import { code, sentence } from './inert.js'
import { fitting, type Room } from './room.js'

type Gap = ReportSource['gaps'][number]

const mostPlaces = 3

/** The headline, and all that nobody may miss. */
export function head(source: ReportSource): string {
  const { counts, interrupted, gaps, since, inventory, scopes, rules, complete } = source
  const found = severities.filter((severity) => counts.findings[severity] > 0).map((severity) => `${counts.findings[severity]} ${severity}`)
  const failed = gaps.filter(({ reason }) => reason !== 'not-requested')
  const blinded = new Set(failed.flatMap(({ blinds }) => blinds)).size
  const unreached = scopes.filter(({ state }) => state === 'unreachable').length
  const read = new Set(scopes.filter(({ state }) => state === 'read').map(({ scope }) => `${scope.provider}/${scope.account}`)).size
  const missing = [
    ...(blinded > 0 ? [`${count(blinded, 'rule')} could not be judged everywhere`] : failed.length > 0 ? [`${count(failed.length, 'read')} failed`] : []),
    ...(unreached > 0 ? [`${count(unreached, 'scope')} could not be reached`] : []),
  ]
  return [
    `## AI security posture: ${found.length === 0 ? nothingFound(source) : found.join(', ')}`,
    ...(interrupted === undefined ? [] : [`> **Cut short** (${sentence(interrupted, 100)}): this report is partial.`]),
    ...(missing.length > 0 ? [`> **Not all is known:** ${missing.join(', ')}. What is not listed here may still be there: see “Could not be judged”.`]
      : complete || interrupted !== undefined ? [] : ['> **Not all is known:** not everything could be read.']),
    [
      `${count(inventory.assets, 'asset')} in ${count(read, 'place')}, ${count(rules.length, 'rule')}`,
      ...(counts.suppressed > 0 ? [`${counts.suppressed} suppressed`] : []),
      ...(counts.unknowns > 0 ? [`${count(counts.unknowns, 'verdict')} unknown`] : []),
    ].join(' · '),
    ...(since === undefined ? [] : [`Against ${code(since.file)}: **${since.counts.new} new**, ${since.counts.known} known, ${since.counts.fixed} fixed${since.counts.open === 0 ? '' : `, ${since.counts.open} neither found nor known to be gone`}.`]),
  ].map((line) => `${line}\n\n`).join('')
}

function nothingFound({ coverage, gaps }: ReportSource): string {
  if (coverage.decided === 0) return 'nothing was judged'
  return gaps.some((gap) => gap.blinds.length > 0) ? 'no findings in what could be judged' : 'no findings'
}

/** A row for each read that failed, in however many places, the one that blinds most first. */
export function blindSection(source: ReportSource, room: Room, most: number): string {
  const groups = new Map<string, Gap[]>()
  for (const gap of source.gaps) {
    if (gap.reason === 'not-requested') continue
    const key = [gap.reason, gap.call, gap.scope.provider, ...(gap.missing ?? [])].join('\n')
    groups.set(key, [...(groups.get(key) ?? []), gap])
  }
  const unreached = source.scopes.filter(({ state }) => state === 'unreachable').map(({ scope, why }) =>
    `| not reached | everything | ${code(scopeWords(scope))} | all | ${sentence(why ?? 'it gave no answer', 200)} |\n`)
  const rows = [...groups.values()].map((gaps) => ({ gaps, blinds: new Set(gaps.flatMap(({ blinds }) => blinds)).size }))
    .toSorted((a, b) => rank(gapReasons, reasonOf(a)) - rank(gapReasons, reasonOf(b)) || b.blinds - a.blinds || (callOf(a) < callOf(b) ? -1 : 1))
    .map(({ gaps, blinds }) => blindRow(gaps, blinds))
  const all = [...unreached, ...rows]
  if (all.length === 0) return ''
  const { kept, left } = fitting(all, room, most)
  const more = left === 0 ? '' : `\nand ${count(left, 'more unread call')}: \`-o json\` lists them all\n`
  return `### Could not be judged\n\n| Why | Read | Where | Rules blinded | To close the gap |\n| --- | --- | --- | --- | --- |\n${kept.join('')}${more}\n`
}

function blindRow(gaps: readonly Gap[], blinds: number): string {
  const [first] = gaps
  if (first === undefined) return ''
  const places = gaps.slice(0, mostPlaces).map(({ scope }) => code(scopeWords(scope), 100)).join(', ') + (gaps.length > mostPlaces ? ` and ${gaps.length - mostPlaces} more` : '')
  const missing = first.missing ?? []
  const closes = missing.length > 0 ? `add ${missing.slice(0, mostPlaces).map((permission) => code(permission, 100)).join(', ')}${missing.length > mostPlaces ? ` and ${missing.length - mostPlaces} more` : ''}` : sentence(first.message, 200)
  return `| ${first.reason} | ${code(first.call, 100)} | ${places} | ${blinds} | ${closes} |\n`
}

const reasonOf = ({ gaps: [first] }: { gaps: readonly Gap[] }): Gap['reason'] => first?.reason ?? 'error'
const callOf = ({ gaps: [first] }: { gaps: readonly Gap[] }): string => first?.call ?? ''

/** What was found then and is not now: gone, or only out of sight. */
export function sinceSection({ since }: ReportSource, room: Room, most: number): string {
  if (since === undefined) return ''
  const half = { ...room, most: Math.floor(room.most / 2) }
  const open = since.open.map((past) => `- ${pastWords(past)} — ${sentence(past.why, 200)}\n`)
  return pastList('Neither found nor known to be gone', open, half, most) + pastList('Fixed', since.fixed.map((past) => `- ${pastWords(past)}\n`), half, most)
}

function pastList(title: string, items: readonly string[], room: Room, most: number): string {
  if (items.length === 0) return ''
  const { kept, left } = fitting(items, room, most)
  return `### ${title}\n\n${kept.join('')}${left === 0 ? '' : `- and ${left} more: \`-o json\` lists them all\n`}\n`
}

function pastWords({ severity, rule, assetName, message }: PastFinding): string {
  return `${severity} ${code(rule, 120)} ${code(assetName, 100)}: ${sentence(message, 200)}`
}

/** Accounts and folders, how much of it could be judged, and what waits for a word of the user. */
export function extentSection(source: ReportSource, room: Room, most: number): string {
  const { coverage, ignores, scopes, gaps } = source
  const places = [...new Set(scopes.filter(({ state }) => state === 'read').map(({ scope }) => `${scope.provider} ${scope.account}`))]
  const unasked = scopes.filter(({ state }) => state === 'not-requested')
  const waiting = new Map<string, number>()
  for (const { wants } of coverage.notConfigured) waiting.set(wants, (waiting.get(wants) ?? 0) + 1)
  const skipped = new Set(gaps.filter(({ reason, blinds }) => reason === 'not-requested' && blinds.length > 0).map(({ call }) => call))
  const unread = new Set(gaps.filter(({ reason }) => reason !== 'not-requested').map(({ scope }) => scopeId(scope)))
  const items = [
    `- ${coverage.decided} of ${count(coverage.decided + coverage.unknown, 'verdict')} could be given (${Math.floor(coverage.ratio * 100)} %)${unread.size === 0 ? '' : `; reads failed in ${count(unread.size, 'scope')}`}`,
    ...(coverage.nothingToJudge.length === 0 ? [] : [`- ${count(coverage.nothingToJudge.length, 'rule')} had nothing to judge`]),
    ...(unasked.length === 0 ? [] : [`- not requested: ${count(unasked.length, 'scope')}, such as ${unasked.slice(0, mostPlaces).map(({ scope }) => code(scopeWords(scope), 100)).join(', ')}`]),
    ...[...waiting].map(([wants, rules]) => `- not configured: ${code(wants)} for ${count(rules, 'rule')}`),
    ...[...skipped].map((call) => `- not asked for: ${code(call)}`),
    ...ignores.filter(({ state }) => state !== 'used').map(({ state, where, what, until }) => `- ${state} ignore ${code(where)}: ${code(what)}${until === undefined ? '' : `, until ${code(until)}`}`),
    ...places.map((place) => `- looked at ${code(place)}`),
    ...(source.redacted === true ? ['- names and account ids are pseudonyms'] : []),
  ].map((item) => `${item}\n`)
  const { kept, left } = fitting(items, room, most)
  return `### Looked at\n\n${kept.join('')}${left === 0 ? '' : `- and ${left} more: \`-o json\` lists them all\n`}\n`
}

/** How many findings bear on which control; only what was seen in the framework's own text. */
export function frameworkSection(source: ReportSource, bearing: ReadonlyMap<string, ReadonlyMap<string, number>>, room: Room): string {
  const rows = [...bearing].toSorted(([a], [b]) => (a < b ? -1 : 1)).flatMap(([id, controls]) => {
    const framework = source.frameworks.get(id)
    const verified = new Set(framework?.controls.filter((control) => control.verified).map((control) => control.id))
    const told = [...controls].filter(([control]) => verified.has(control)).toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    if (framework === undefined || told.length === 0) return []
    const some = told.slice(0, 5).map(([control, findings]) => `${code(control, 60)} ×${findings}`)
    return [`| ${sentence(framework.name, 120)} | ${some.join(', ')}${told.length > some.length ? ` and ${told.length - some.length} more` : ''} |\n`]
  })
  if (rows.length === 0) return ''
  const { kept, left } = fitting(rows, room)
  return `### Frameworks\n\n| Framework | Findings that bear on it |\n| --- | --- |\n${kept.join('')}${left === 0 ? '' : `\nand ${count(left, 'more framework')}\n`}\n`
}
