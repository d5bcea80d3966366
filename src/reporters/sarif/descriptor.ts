// Rules as SARIF describes them: what code scanning shows beside an alert comes from here.
import type { MultiformatMessageString, ReportingDescriptor, Result } from 'sarif'
import type { FrameworkInfo, RuleDoc, Severity } from '../../core/index.js'
import type { Lasting } from '../kit/standing.js'
import { printable } from '../kit/printable.js'
import { shortened } from '../kit/shortened.js'
import { helpOf } from './help.js'
import { mostTags } from './limits.js'
import { ended } from './place.js'

/** Longer descriptions are refused, and longer names (GitHub, SARIF support for code scanning). */
const longest = 1024
const longestName = 255

const levels = { critical: 'error', high: 'error', medium: 'warning', low: 'note' } as const satisfies Record<Severity, Result.level>
/** Code scanning calls it critical only above 9.0. */
const scores: Record<Severity, string> = { critical: '9.5', high: '8.0', medium: '5.5', low: '2.0' }

export const coverageGapId = 'aispm/coverage-gap'

export function levelOf(severity: Severity): Result.level {
  return levels[severity]
}

/**
 * `severity` is the worst that this run finds, which the user's settings may have made another than the rule's own: code
 * scanning takes the score of an alert from the rule alone. One descriptor a severity would say it better, but a second id
 * would close each alert and open another whenever a setting changes.
 */
export function descriptorOf(rule: RuleDoc, severity: Severity, frameworks: ReadonlyMap<string, FrameworkInfo>): ReportingDescriptor {
  const docs = rule.references.find((reference) => reference.startsWith('https://'))
  const stated = statedOf(rule, frameworks)
  const tags = tagsOf(rule, stated)
  return {
    id: rule.id,
    name: pascal(rule.id),
    ...(rule.aliases.length > 0 ? { deprecatedIds: rule.aliases } : {}),
    shortDescription: said(rule.title),
    fullDescription: said(rule.why),
    help: helpOf(rule, stated),
    ...(docs === undefined ? {} : { helpUri: docs }),
    defaultConfiguration: { level: levelOf(severity) },
    properties: {
      'security-severity': scores[severity], precision: rule.confidence, 'problem.severity': problem(severity),
      severity, ...(severity === rule.severity ? {} : { ruleSeverity: rule.severity }), level: rule.level,
      tags: tags.slice(0, mostTags), ...(tags.length > mostTags ? { tagsLeftOut: tags.length - mostTags } : {}),
      ...(Object.keys(stated).length > 0 ? { frameworks: stated } : {}),
    },
  }
}

/** A rule that a baseline names and that does not run now: all that is known of it. */
export function pastDescriptor({ rule, title, severity }: Lasting): ReportingDescriptor {
  const why = 'The baseline has a finding of this rule, which did not run in this scan.'
  return {
    id: rule,
    name: pascal(rule),
    shortDescription: said(title),
    fullDescription: said(`${title}. ${why}`),
    help: { text: `${why} Run it again, or scan without the baseline to let its alerts go.`, markdown: `${why} Run it again, or scan without the baseline to let its alerts go.\n` },
    defaultConfiguration: { level: levelOf(severity) },
    properties: { 'security-severity': scores[severity], precision: 'low', 'problem.severity': problem(severity), severity, tags: ['security', 'ai'] },
  }
}

/** What a permission that is missing is filed under. */
export function coverageGapDescriptor(): ReportingDescriptor {
  const why = 'A read that this tool needs gave no answer, so the rules that depend on it could not be judged. That is neither a pass nor a finding: the risk is unknown.'
  const fix = 'Do what the result says. Where a permission is missing, `aispm permissions` prints the whole read-only policy.'
  return {
    id: coverageGapId,
    name: 'CoverageGap',
    shortDescription: said('Rules could not be judged because something could not be read'),
    fullDescription: said(why),
    help: { text: `${why}\n\nFix: ${fix}`, markdown: `${why}\n\n**Fix.** ${fix}\n` },
    defaultConfiguration: { level: 'note' },
    properties: { precision: 'high', 'problem.severity': 'recommendation', tags: ['security', 'coverage'] },
  }
}

function problem(severity: Severity): string {
  return { critical: 'error', high: 'error', medium: 'warning', low: 'recommendation' }[severity]
}

function said(text: string): MultiformatMessageString {
  return { text: shortened(ended(printable(text.replace(/\s+/g, ' ').trim())), longest) }
}

/** Only what was seen in a framework's own text is said of a rule. */
function statedOf(rule: RuleDoc, frameworks: ReadonlyMap<string, FrameworkInfo>): Record<string, string[]> {
  const isStated = (framework: string, id: string): boolean => frameworks.get(framework)?.controls.find((control) => control.id === id)?.verified !== false
  const stated = Object.entries(rule.frameworks).map(([framework, ids]): [string, string[]] => [framework, ids.filter((id) => isStated(framework, id))])
  return Object.fromEntries(stated.filter(([, ids]) => ids.length > 0))
}

function tagsOf(rule: RuleDoc, stated: Record<string, string[]>): string[] {
  const tags = [
    'security', 'ai', rule.phase,
    ...rule.weaknesses.filter((id) => /^CWE-\d+$/i.test(id)).map((id) => `external/cwe/${id.toLowerCase()}`),
    ...Object.entries(stated).flatMap(([framework, ids]) => ids.map((id) => `${framework}/${id}`)),
    ...rule.aliases.map((alias) => `formerly/${alias}`),
    ...rule.tags,
  ]
  return [...new Set(tags)]
}

/** `aws-iam-role` as `AwsIamRole`: SARIF wants a name that reads like an identifier. */
function pascal(id: string): string {
  return id.split(/[^A-Za-z0-9]+/).map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('').slice(0, longestName) || 'Rule'
}
