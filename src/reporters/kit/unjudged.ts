// Why rules could not be judged: one cause for a missing permission or a sort of failure, however many reads it hit.
import type { GapReason, ReportSource, Scope } from '../../core/index.js'

export interface Cause {
  provider: string
  account: string
  /** Tells it from the other causes of the account, run after run: the permission, or the sort of failure. */
  key: string
  /** What would end it; undefined where no permission would. */
  permission?: string
  /** What happened, as a sentence without its stop. */
  what: string
  /** What to do, likewise. */
  fix: string
  /** Regions, or `global`; sorted. */
  places: string[]
  calls: string[]
  blinds: string[]
}

const unreachable = 'unreachable'

const happened: Record<Exclude<GapReason, 'not-requested'>, string> = {
  denied: 'Reads were refused',
  throttled: 'Reads were throttled until they were given up',
  timeout: 'Reads got no answer in time',
  unsupported: 'Reads are not supported',
  'invalid-answer': 'Answers could not be understood',
  'pagination-loop': 'Lists came round in circles and were cut off',
  error: 'Reads failed',
}

/** Sorted by account and key. What was left unasked by choice is no cause; nor is a failure that blinds no rule and names no permission. */
export function causesOf(source: ReportSource): Cause[] {
  const causes = new Map<string, Cause>()
  for (const gap of source.gaps) {
    if (gap.reason === 'not-requested') continue
    const place = gap.scope.region ?? 'global'
    for (const permission of gap.missing ?? []) {
      const cause = known(causes, gap.scope, permission, () => ({
        permission, what: `Permission "${permission}" is missing in account "${gap.scope.account}"`, fix: 'Add it to the scanning identity',
      }))
      add(cause, place, gap.call, gap.blinds)
    }
    if ((gap.missing ?? []).length > 0 || gap.blinds.length === 0) continue
    const { reason } = gap
    add(known(causes, gap.scope, reason, () => ({ what: `${happened[reason]} in account "${gap.scope.account}"`, fix: 'Scan again; where it stays, narrow the scan by --scope or --region' })), place, gap.call, gap.blinds)
  }
  for (const { scope, state, why } of source.scopes) {
    if (state !== 'unreachable') continue
    add(known(causes, scope, unreachable, () => ({
      what: `Account "${scope.account}" gave no answer at all${scope.region === undefined ? '' : ' from some regions'}${why === undefined ? '' : ` (${why})`}`, fix: 'Check that it can be reached, or leave it out by --scope or --region',
    })), scope.region ?? 'global', undefined, [])
  }
  return [...causes.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1))
}

function known(causes: Map<string, Cause>, { provider, account }: Scope, key: string, words: () => Pick<Cause, 'permission' | 'what' | 'fix'>): Cause {
  const id = [provider, account, key].join('\n')
  const cause = causes.get(id) ?? { provider, account, key, ...words(), places: [], calls: [], blinds: [] }
  causes.set(id, cause)
  return cause
}

function add(cause: Cause, place: string, call: string | undefined, blinds: readonly string[]): void {
  cause.places = merged(cause.places, [place])
  cause.calls = merged(cause.calls, call === undefined ? [] : [call])
  cause.blinds = merged(cause.blinds, blinds)
}

function merged(some: readonly string[], more: readonly string[]): string[] {
  return [...new Set([...some, ...more])].sort()
}

function order({ provider, account, permission, key }: Cause): string {
  return [provider, account, permission === undefined ? '~' : '', key].join('\n')
}

/** `Unread in eu-west-1; not judged: rule-a, rule-b`, as a sentence without its stop. */
export function hiddenWords({ key, places, blinds }: Cause, most = 20): string {
  const more = blinds.length > most ? ` and ${blinds.length - most} more` : ''
  const hidden = key === unreachable ? 'nothing is known of what is there' : blinds.length === 0 ? 'no rule that runs was blinded' : `not judged: ${blinds.slice(0, most).join(', ')}${more}`
  return `Unread in ${places.join(', ')}; ${hidden}`
}

/** Whether it hides something; a missing permission may only make findings less certain. */
export function isBlinding({ key, blinds }: Cause): boolean {
  return key === unreachable || blinds.length > 0
}
