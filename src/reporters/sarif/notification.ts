// What went wrong while scanning, as SARIF tells it: beside the results, never among them.
import type { Notification, ReportingDescriptor } from 'sarif'
import { count, type ReportSource, type ScopeStatus } from '../../core/index.js'
import { idleIgnores } from '../kit/ignore-words.js'
import { scopeWords } from '../kit/names.js'
import { messageOf } from './place.js'

/** What a notification may be about; `tool.driver.notifications`. */
export const notificationDescriptors: ReportingDescriptor[] = [
  topic('unread', 'A read gave no answer.', 'The rules it blinds are unknown, never passed. Add the missing permission, or scan again.'),
  topic('scope-not-read', 'A scope was not looked at.', 'Nothing is known of it. Ask for it by --scope or --region, or check that it can be reached.'),
  topic('another-way', 'A scope was read in another way than usual.', 'The facts are the same; it took more requests. Grant what the message names.'),
  topic('cut-short', 'The run ended before everything was read.', 'Scan again: what is missing may not have been looked at.'),
  topic('left-out', 'There is more than this format may hold.', 'Scan fewer accounts at a time, or use the JSON report, which has no limit.'),
  topic('may-close', 'Code scanning takes alerts that are missing from an upload for fixed.', 'Scan with --baseline FILE: what is not known to be gone is then written again.'),
  topic('accepted', 'A finding is accepted by the settings.', 'It has no result: code scanning would open an alert for it all the same. Other formats list it.'),
  topic('baseline', 'The report was compared with an earlier one.', 'What is fixed has no result; what is not known to be gone has one.'),
  topic('not-configured', 'A rule waits for a setting or an optional read.', 'It judged nothing. Give what the message names.'),
  topic('ignore', 'An ignore of the settings hides nothing.', 'Remove it, or give it a new last day.'),
  topic('redacted', 'Names and account ids are pseudonyms.', 'The same name has the same pseudonym throughout.'),
]

type Topic = 'unread' | 'scope-not-read' | 'another-way' | 'cut-short' | 'left-out' | 'may-close' | 'accepted' | 'baseline' | 'not-configured' | 'ignore' | 'redacted'

function topic(id: Topic, what: string, help: string): ReportingDescriptor {
  return { id, shortDescription: { text: what }, fullDescription: { text: `${what} ${help}` }, help: { text: help } }
}

export function notify(topic: Topic, level: Notification['level'], ...sentences: string[]): Notification {
  return { descriptor: { id: topic, index: notificationDescriptors.findIndex(({ id }) => id === topic) }, level: level ?? 'warning', message: messageOf(...sentences) }
}

export function gapNotification(gap: ReportSource['gaps'][number]): Notification {
  const level = gap.reason === 'not-requested' ? 'note' : gap.reason === 'error' ? 'error' : 'warning'
  const missing = (gap.missing ?? []).length > 0 ? [`Missing: ${gap.missing?.join(', ')}`] : []
  return notify('unread', level, `"${gap.call}" in ${scopeWords(gap.scope)}: ${gap.reason}`, gap.message, `Blinds ${count(gap.blinds.length, 'rule')}`, ...missing)
}

export function scopeNotification({ scope, state, why }: ScopeStatus): Notification {
  const reason = why === undefined ? [] : [why]
  if (state === 'read') return notify('another-way', 'note', `"${scopeWords(scope)}" was read in another way than usual`, ...reason)
  return state === 'unreachable'
    ? notify('scope-not-read', 'error', `Nothing could be read in "${scopeWords(scope)}"`, ...reason)
    : notify('scope-not-read', 'note', `"${scopeWords(scope)}" was not asked for`, ...reason)
}

/** What became of what the user's settings say. */
export function settingNotifications({ ignores, coverage }: ReportSource): Notification[] {
  return [
    ...coverage.notConfigured.map(({ rule, wants }) => notify('not-configured', 'note', `"${rule}" judged nothing: it wants ${wants}`)),
    ...idleIgnores({ ignores }).map((words) => notify('ignore', 'note', words)),
  ]
}
