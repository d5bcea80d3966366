// What a run has to say beside its results: notifications for whoever reads the log, and its properties.
import type { Notification, Run } from 'sarif'
import { count, type ReportSource } from '../../core/index.js'
import { accountKey, findingsOf, type Tally } from './census.js'
import type { Chapter } from './chapter.js'
import { mostResults, mostRuns } from './limits.js'
import { gapNotification, notify, scopeNotification } from './notification.js'

export function notificationsOf(chapter: Chapter, source: ReportSource): Notification[] {
  const { tally } = chapter
  const isOwn = ({ scope }: { scope: { provider: string; account: string } }): boolean => accountKey(scope) === accountKey(tally)
  const dropped = droppedOf(chapter)
  const scopes = source.scopes.filter(isOwn)
  const gaps = source.gaps.filter(isOwn)
  const hides = source.interrupted !== undefined || scopes.some(({ state }) => state !== 'read') || gaps.some(({ blinds }) => blinds.length > 0)
  return [
    ...cutShort(source),
    ...(dropped === 0 ? [] : [notify('left-out', 'warning',
      `${count(dropped, 'result')} of least severity ${dropped === 1 ? 'is' : 'are'} left out: code scanning takes ${mostResults} results a run and 10 MB a file. Its alerts may be taken for fixed. Scan fewer accounts or regions at a time`)]),
    ...(hides && source.since === undefined ? [notify('may-close', 'warning',
      'Not everything was read here, and no baseline was given: alerts of earlier uploads about what is unread now are closed by this one, though nobody saw them fixed. Scan with --baseline FILE to keep them open')] : []),
    ...accepted(tally),
    ...(source.redacted === true ? [notify('redacted', 'note', 'Names and account ids are pseudonyms')] : []),
    ...compared(source),
    ...scopes.filter(({ state, why }) => state !== 'read' || why !== undefined).map(scopeNotification),
    ...gaps.map(gapNotification),
  ]
}

/** Of accounts that have no run: why, and that their alerts stay as they were. */
export function absentNotifications(chapters: readonly Chapter[], left: readonly Tally[], source: ReportSource): Notification[] {
  const named = new Set([...chapters.map(({ tally }) => tally), ...left].map(accountKey))
  const absent = source.scopes.filter(({ scope, state }) => state !== 'read' && !named.has(accountKey(scope)))
  const keys = new Set(absent.map(({ scope }) => accountKey(scope)))
  return [
    ...(left.length === 0 ? [] : [notify('left-out', 'warning',
      `${count(left.length, 'account')} ${left.length === 1 ? 'is' : 'are'} left out, those with the least severe findings: a file may hold ${mostRuns} runs and 10 MB. Scan them apart: ${left.map((other) => `--scope ${other.provider}:${other.account}`).join(' ')}`)]),
    ...absent.map(scopeNotification),
    ...source.gaps.filter(({ scope }) => keys.has(accountKey(scope))).map(gapNotification),
  ]
}

export function cutShort({ interrupted }: ReportSource): Notification[] {
  return interrupted === undefined ? [] : [notify('cut-short', 'error', `The run was cut short (${interrupted}): what is missing here may not have been read`)]
}

function accepted({ accepted: { count: all, some } }: Tally): Notification[] {
  return [
    ...some.map(({ message, suppressed }) => notify('accepted', 'note',
      message, `Accepted by ${suppressed?.by ?? 'the settings'}${suppressed?.until === undefined ? '' : ` until ${suppressed.until}`}: ${suppressed?.reason ?? ''}`)),
    ...(all > some.length ? [notify('accepted', 'note', `${all - some.length} more findings are accepted by the settings`)] : []),
  ]
}

function compared({ since }: ReportSource): Notification[] {
  if (since === undefined) return []
  const { counts, file } = since
  return [notify('baseline', 'note', `Since ${file}: ${counts.new} new, ${counts.known} known, ${counts.fixed} fixed, ${counts.open} not known to be gone`)]
}

export function droppedOf({ tally, findings, unknowns }: Chapter): number {
  return findingsOf(tally) - findings + tally.unknowns - unknowns + tally.ruleless
}

/** How far the run can be relied on, for programs. */
export function propertiesOf(chapter: Chapter, source: ReportSource): Run['properties'] {
  const { coverage, since, redacted, interrupted } = source
  const dropped = droppedOf(chapter)
  return {
    complete: source.complete,
    ...(interrupted === undefined ? {} : { interrupted }),
    coverage: { decided: coverage.decided, unknown: coverage.unknown, ratio: coverage.ratio },
    ...(redacted === true ? { redacted } : {}),
    ...(dropped === 0 ? {} : { leftOut: dropped }),
    ...(chapter.tally.accepted.count === 0 ? {} : { accepted: chapter.tally.accepted.count }),
    ...(since === undefined ? {} : { since: { file: since.file, ...(since.takenAt === undefined ? {} : { takenAt: since.takenAt }), ...since.counts } }),
  }
}
