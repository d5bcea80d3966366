// What the scan has to say of itself: gaps, scopes that were not read, and what the settings left out.
import { count, type ReportSource } from '../../core/index.js'
import { idleIgnores } from '../kit/ignore-words.js'
import { scopeWords } from '../kit/names.js'
import { printable } from '../kit/printable.js'
import type { Message } from './report.js'

export function messagesOf(source: ReportSource): Message[] {
  const { interrupted, coverage, counts, gaps, scopes, since } = source
  const hides = interrupted !== undefined || scopes.some(({ state }) => state !== 'read') || gaps.some(({ blinds }) => blinds.length > 0)
  return [
    ...(interrupted === undefined ? [] : [say('fatal', `The run was cut short (${interrupted}): what is missing here may not have been read.`)]),
    say(source.complete ? 'info' : 'warn', `${count(coverage.decided, 'verdict')}, ${coverage.unknown} unknown (${Math.floor(coverage.ratio * 100)} % covered). ${source.complete ? 'Everything was read.' : 'Not everything could be read.'}`),
    ...(hides && since === undefined ? [say('warn', 'No baseline was given: what earlier reports found in places that are unread now is missing here, though nobody saw it fixed. Scan with --baseline FILE to keep it.')] : []),
    ...(since === undefined ? [] : [say('info', `Since ${since.file}: ${since.counts.new} new, ${since.counts.known} known, ${since.counts.fixed} fixed, ${since.counts.open} not known to be gone.`)]),
    ...(counts.suppressed === 0 ? [] : [say('info', `${count(counts.suppressed, 'finding')} that the settings accept ${counts.suppressed === 1 ? 'is' : 'are'} left out; the other formats list them.`)]),
    ...(source.redacted === true ? [say('info', 'Names and account ids are pseudonyms.')] : []),
    ...scopes.filter(({ state }) => state !== 'read').map(({ scope, state, why }) => say(state === 'unreachable' ? 'warn' : 'info',
      `${scopeWords(scope)}: ${state === 'unreachable' ? 'nothing could be read' : 'not asked for'}${why === undefined ? '' : ` (${why})`}.`)),
    ...gaps.map(({ call, scope, reason, message, blinds, missing = [] }) => say(reason === 'not-requested' ? 'info' : 'warn',
      `${call} in ${scopeWords(scope)}: ${reason}. ${message}. Blinds ${count(blinds.length, 'rule')}.${missing.length === 0 ? '' : ` Missing: ${missing.join(', ')}.`}`)),
    ...coverage.notConfigured.map(({ rule, wants }) => say('info', `${rule} judged nothing: it wants ${wants}.`)),
    ...idleIgnores(source).map((words) => say('info', `${words}.`)),
  ]
}

function say(level: Message['level'], value: string): Message {
  return { level, value: printable(value) }
}
