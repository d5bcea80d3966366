// The words of an assessment, the same in every form.
import { count, type FrameworkControl, type FrameworkInfo, type GapReason } from '../core/index.js'
import { statuses, type Assessment, type Blindness, type Requirement, type RuleStanding, type Status } from './assessment.js'

export const statusNames: Readonly<Record<Status, string>> = {
  fails: 'fails',
  unknown: 'unknown',
  accepted: 'accepted risk',
  supported: 'supported',
  passes: 'passes what is checked',
  'nothing-to-judge': 'nothing to judge',
  'no-check': 'no automated check',
}

/** What each status says, and does not. */
export const statusMeanings: Readonly<Record<Status, string>> = {
  fails: 'a check fails on at least one asset',
  unknown: 'no check fails, but some could not be judged, wait for a setting, or were not run',
  accepted: 'the only failures are accepted as risks in aispm.yaml',
  supported: 'checks pass, and can show a part of the requirement at most',
  passes: 'every asset passes the checks of the very settings that the requirement asks for',
  'nothing-to-judge': 'there is no asset that the checks are about',
  'no-check': 'no rule checks it: look at it yourself',
}

export const memory = 'from memory, not verified'

/** Said under every assessment. */
export function caveats({ requirements }: Assessment): string[] {
  const told = requirements.filter(({ control }) => !control.verified).length
  return [
    'This tells how automated checks came out on what was read. It does not say that anything complies: that is for whoever knows the whole requirement.',
    'Titles are short and may be paraphrased; the text of the framework decides.',
    ...(told === 0 ? [] : [told === requirements.length
      ? `Ids and titles of this framework are ${memory} against its text; titles may name the problem rather than what is asked for.`
      : `Ids and titles of ${count(told, 'requirement')} are ${memory} against the text of the framework; they are marked.`]),
  ]
}

/** `AWS Foundational Security Best Practices`, with its version where it has one of its own. */
export function frameworkWords({ name, version }: FrameworkInfo): string {
  return version === 'as named' ? name : `${name}, ${version}`
}

export function titleWords({ title, verified }: FrameworkControl): string {
  return verified ? title : `${title} (${memory})`
}

/** `supported by 3 passing checks`, `2 of 5 checks fail` */
export function standingWords({ status, verdicts, rules, control }: Requirement): string {
  const judged = verdicts.pass + verdicts.fail + verdicts.unknown
  switch (status) {
    case 'fails': return `${verdicts.fail} of ${count(judged, 'check')} ${verdicts.fail === 1 ? 'fails' : 'fail'}`
    case 'unknown': return verdicts.unknown > 0 ? `${verdicts.unknown} of ${count(judged, 'check')} could not be judged` : `${count(notRun(rules).length, 'rule')} not judged`
    case 'accepted': return `${count(verdicts.fail, 'failing check')}, all accepted as risks`
    case 'supported': return `supported by ${count(verdicts.pass, 'passing check')}`
    case 'passes': return `${count(verdicts.pass, 'check')} ${verdicts.pass === 1 ? 'passes' : 'pass'}`
    case 'nothing-to-judge': return `no asset that ${count(rules.length, control.mapping === 'direct' ? 'rule' : 'supporting rule')} could judge`
    case 'no-check': return statusMeanings['no-check']
  }
}

/** Rules that gave no verdict though they could have. */
export function notRun(rules: readonly RuleStanding[]): RuleStanding[] {
  return rules.filter(({ state }) => state === 'not-configured' || state === 'not-chosen')
}

/** `12 pass, 3 fail, 2 unknown, 9 not applicable` */
export function verdictWords(verdicts: Requirement['verdicts']): string {
  return `${verdicts.pass} pass, ${verdicts.fail} fail, ${verdicts.unknown} unknown, ${verdicts['not-applicable']} not applicable`
}

/** `denied`, `not requested` */
export function reasonWords(reason: GapReason): string {
  return reason.replaceAll('-', ' ')
}

/** What would have to be given for a read that failed, or what the provider said of it. */
export function remedyWords({ reason, missing, message }: Pick<Blindness, 'reason' | 'missing' | 'message'>): string {
  return missing.length > 0 && reason !== 'not-requested' ? `add ${missing.join(', ')}` : message
}

/** What became of a rule that gave no verdict; undefined where it gave one. */
export function stateWords({ state, wants, verdicts }: RuleStanding): string | undefined {
  switch (state) {
    case 'judged': return Object.values(verdicts).every((n) => n === 0) ? 'nothing to judge' : undefined
    case 'not-configured': return `not judged: wants ${wants ?? 'a setting'}`
    case 'not-chosen': return 'not judged: left out by --rules'
    case 'not-in-scope': return 'about something that was not looked at'
  }
}

/** `10 requirements: 3 fail, 2 unknown, 5 supported` */
export function totalWords({ requirements, counts }: Assessment): string {
  const told = statuses.filter((status) => counts[status] > 0).map((status) => `${counts[status]} ${status === 'fails' && counts.fails > 1 ? 'fail' : status === 'passes' && counts.passes > 1 ? 'pass what is checked' : statusNames[status]}`)
  return `${count(requirements.length, 'requirement')}: ${told.join(', ')}`
}

/** Rounded down: 100 % must mean all of it. */
export function checkedWords({ checked, requirements, rules }: Assessment): string {
  const share = requirements.length === 0 ? 0 : Math.floor((checked / requirements.length) * 100)
  return `${checked} of ${requirements.length} (${share} %) have an automated check; ${rules.run} of ${count(rules.mapped, 'mapped rule')} ${rules.run === 1 ? 'was' : 'were'} run`
}
