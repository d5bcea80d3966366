// One finding in Markdown: a row of the table, and what unfolds below it.
import type { Finding } from '../../core/index.js'
import { shortened } from '../kit/shortened.js'
import { evidenceWords } from '../kit/evidence.js'
import { scopeWords, typeWords, type Names } from '../kit/names.js'
import { block, code, htmlCode, link, sentence } from './inert.js'

const mostValues = 8
const mostHops = 12
const longestCode = 4000

/** Columns of the table; the last but one only against a baseline. */
export function tableHead(compared: boolean): string {
  const names = ['Severity', 'Rule', 'Asset', 'What is wrong', ...(compared ? ['Since'] : []), 'Fix']
  return `| ${names.join(' | ')} |\n|${names.map(() => ' --- ').join('|')}|\n`
}

export function row(finding: Finding, compared: boolean): string {
  const { severity, rule, message, family, fix, baseline } = finding
  const asset = `${code(finding.assetName, 100)}${family === undefined ? '' : ` ×${family.count}`}`
  const where = code(placeOf(finding), 120)
  const cells = [severity, code(rule, 120), `${asset}<br>${where}`, sentence(message, 300), ...(compared ? [baseline ?? ''] : []), sentence(fix.text, 200)]
  return `| ${cells.join(' | ')} |\n`
}

/** Folded; the line that is seen says which of the rows it belongs to. */
export function details(finding: Finding, names: Names): string {
  const { severity, confidence, rule, title, fix, owners, hops = [], frameworks, usedBy, family, alsoViolates, ruleSeverity } = finding
  const seen = finding.evidence.map((evidence) => sentence(evidenceWords(evidence, finding.asset, names), 240))
  const page = finding.console === undefined ? undefined : link('open in the console', finding.console)
  const mapped = Object.entries(frameworks).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([id, controls]) => code(`${id} ${controls.join(' ')}`))
  const lines = [
    `<details><summary><b>${severity}</b> ${htmlCode(rule, 120)} ${htmlCode(finding.assetName, 100)}</summary>`,
    '',
    `**${sentence(title)}**: ${sentence(finding.message)}`,
    '',
    `- Where: ${typeWordsOf(finding)} ${code(finding.assetName)}, ${code(placeOf(finding))}${page === undefined ? '' : `, ${page}`}`,
    `- Id: ${code(finding.asset, 500)}`,
    ...seen.slice(0, mostValues).map((words) => `- Seen: ${words}`),
    ...(seen.length > mostValues ? [`- and ${seen.length - mostValues} more values`] : []),
    ...hops.slice(0, mostHops).map(({ from, to, because, basis }) => `- Step: ${code(names.label(from), 100)} → ${code(names.label(to), 100)}: ${sentence(because, 240)}${basis === 'inferred' ? ' (inferred)' : ''}`),
    ...(hops.length > mostHops ? [`- and ${hops.length - mostHops} more steps`] : []),
    ...(family === undefined ? [] : [`- One of ${family.count}, seen from ${code(family.firstSeen.slice(0, 10))} to ${code(family.lastSeen.slice(0, 10))}`]),
    ...(usedBy === undefined ? [] : [`- Used by: ${[...usedBy.some.map(({ name }) => code(name, 100)), ...(usedBy.count > usedBy.some.length ? [`${usedBy.count - usedBy.some.length} more`] : [])].join(', ')}`]),
    ...(owners === undefined || owners.length === 0 ? [] : [`- Owners: ${owners.slice(0, mostValues).map((owner) => code(owner)).join(', ')}`]),
    ...(mapped.length === 0 ? [] : [`- Frameworks: ${mapped.slice(0, mostValues).join(', ')}`]),
    ...(alsoViolates.length === 0 ? [] : [`- Also violates: ${alsoViolates.slice(0, mostValues).map((id) => code(id)).join(', ')}`]),
    `- Confidence: ${confidence}${ruleSeverity === undefined ? '' : `; the rule itself says ${ruleSeverity}`}`,
    `- Fix: ${sentence(fix.text, 1000)}`,
    '',
    ...(fix.command === undefined ? [] : [...block(shortened(fix.command, longestCode), 'sh'), '']),
    ...(fix.terraform === undefined ? [] : [...block(shortened(fix.terraform, longestCode), 'terraform'), '']),
    '</details>',
    '',
    '',
  ]
  return lines.join('\n')
}

/** A file and line, or an account and region. */
function placeOf({ source, scope }: Finding): string {
  return source === undefined ? scopeWords(scope) : `${source.file}${source.line === undefined ? '' : `:${source.line}`}`
}

function typeWordsOf({ assetType }: Finding): string {
  return sentence(typeWords(assetType))
}
