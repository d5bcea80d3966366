// Rules as SARIF describes them: what code scanning shows beside an alert comes from here.
import type { MultiformatMessageString, ReportingDescriptor, Result } from 'sarif'
import type { Json, RuleDoc, Severity } from '../../core/index.js'
import { clip, printable } from '../kit/printable.js'
import { ended } from './place.js'

/** Longer descriptions are refused. */
const longest = 1024
/** More tags are refused. */
const mostTags = 20

const levels = { critical: 'error', high: 'error', medium: 'warning', low: 'note' } as const satisfies Record<Severity, Result.level>
/** Code scanning calls it critical only above 9.0. */
const scores: Record<Severity, string> = { critical: '9.5', high: '8.0', medium: '5.5', low: '2.0' }

export const coverageGapId = 'aispm/coverage-gap'

export function levelOf(severity: Severity): Result.level {
  return levels[severity]
}

export function descriptorOf(rule: RuleDoc): ReportingDescriptor {
  const docs = rule.references.find((reference) => reference.startsWith('https://'))
  return {
    id: rule.id,
    name: pascal(rule.id),
    ...(rule.aliases.length > 0 ? { deprecatedIds: rule.aliases } : {}),
    shortDescription: said(rule.title),
    fullDescription: said(rule.why),
    help: helpOf(rule),
    ...(docs === undefined ? {} : { helpUri: docs }),
    defaultConfiguration: { level: levelOf(rule.severity) },
    properties: {
      'security-severity': scores[rule.severity], precision: rule.confidence, 'problem.severity': problem(rule.severity),
      severity: rule.severity, level: rule.level, tags: tagsOf(rule),
    },
  }
}

/** What a permission that is missing is filed under. */
export function coverageGapDescriptor(): ReportingDescriptor {
  const why = 'A read that this tool needs was refused, so the rules that depend on it could not be judged. That is neither a pass nor a finding: the risk is unknown.'
  const fix = 'Add the permission named in the result to the scanning identity. `aispm permissions` prints the whole read-only policy.'
  return {
    id: coverageGapId,
    name: 'CoverageGap',
    shortDescription: said('Rules could not be judged because a permission is missing'),
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
  return { text: clip(ended(printable(text.replace(/\s+/g, ' ').trim())), longest) }
}

function helpOf(rule: RuleDoc): MultiformatMessageString {
  const fix = rule.fix.command === undefined ? [rule.fix.text] : [rule.fix.text, rule.fix.command]
  const frameworks = Object.entries(rule.frameworks).map(([framework, ids]) => `${framework} ${ids.join(', ')}`)
  const text = [rule.why, `Fix: ${fix.join('\n')}`, ...(frameworks.length > 0 ? [`Frameworks: ${frameworks.join('; ')}`] : []), ...rule.references]
  const markdown = [
    rule.why,
    `**Fix.** ${rule.fix.text}`,
    ...(rule.fix.command === undefined ? [] : [fenced(rule.fix.command, 'sh')]),
    ...exampleOf('Fails', rule.examples.fail),
    ...exampleOf('Passes', rule.examples.pass),
    ...(frameworks.length > 0 ? [`**Frameworks.** ${frameworks.join('; ')}`] : []),
    ...(rule.references.length > 0 ? [`**Read more.**\n${rule.references.map((reference) => `- <${reference}>`).join('\n')}`] : []),
  ]
  return { text: text.map((part) => part.trim()).join('\n\n'), markdown: `${markdown.map((part) => part.trim()).join('\n\n')}\n` }
}

/** Examples that are a graph of their own tell little in a side panel. */
const longestExample = 400

function exampleOf(label: string, examples: readonly Json[]): string[] {
  const [first] = examples
  if (first === undefined) return []
  const written = JSON.stringify(first, null, 2)
  return written.length > longestExample ? [] : [`**${label}.**`, fenced(written, 'json')]
}

function fenced(code: string, language: string): string {
  return `\`\`\`${language}\n${code.trim()}\n\`\`\``
}

function tagsOf(rule: RuleDoc): string[] {
  const tags = [
    'security', 'ai', rule.phase,
    ...rule.weaknesses.filter((id) => /^CWE-\d+$/i.test(id)).map((id) => `external/cwe/${id.toLowerCase()}`),
    ...Object.entries(rule.frameworks).flatMap(([framework, ids]) => ids.map((id) => `${framework}/${id}`)),
    ...rule.aliases.map((alias) => `formerly/${alias}`),
    ...rule.tags,
  ]
  return [...new Set(tags)].slice(0, mostTags)
}

/** `aws-iam-role` as `AwsIamRole`: SARIF wants a name that reads like an identifier. */
function pascal(id: string): string {
  return id.split(/[^A-Za-z0-9]+/).map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('')
}
