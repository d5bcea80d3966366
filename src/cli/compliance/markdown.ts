// An assessment as Markdown: a table of all requirements, then what is to be said of each.
import { caveats, checkedWords, extentOf, frameworkWords, reasonWords, memory, notRun, remedyWords, standingWords, stateWords, statusMeanings, statusNames, statuses, totalWords, verdictWords, type Assessment, type Extent, type Requirement, type Some } from '../../compliance/index.js'
import { count, scopeId, type ReportSource } from '../../core/index.js'
import { scopeWords } from '../../reporters/kit/names.js'
import { printable } from '../../reporters/kit/printable.js'
import { code, sentence } from '../../reporters/markdown/inert.js'

/** Reads that failed, of the whole scan: the report of the scan lists them all. */
const mostUnread = 30

export function* complianceMarkdown(assessment: Assessment, source: ReportSource | undefined): Generator<string> {
  const { framework, requirements, counts } = assessment
  yield `# ${words(frameworkWords(framework))}\n\n${words(framework.citation)}${framework.verified ? '' : ` (${memory})`}\n\n`
  yield source === undefined ? 'Nothing was scanned: no rule maps to this framework.\n\n' : extentText(extentOf(source), assessment)
  yield `**${words(totalWords(assessment))}**\n\n${words(checkedWords(assessment))}\n\n${caveats(assessment).map((line) => `> ${words(line)}\n`).join('>\n')}\n`
  yield `| | Requirements | Meaning |\n|---|---:|---|\n${statuses.map((status) => `| ${statusNames[status]} | ${counts[status]} | ${statusMeanings[status]} |\n`).join('')}\n`
  yield '## Requirements\n\n| Requirement | Title | Status | Checks | Strength |\n|---|---|---|---|---|\n'
  for (const requirement of requirements) yield row(requirement)
  for (const requirement of requirements) if (requirement.rules.length > 0) yield section(requirement)
}

function row({ control, status, verdicts, worst }: Requirement): string {
  const bare = status === 'no-check'
  const how = `${statusNames[status]}${worst === undefined ? '' : `, worst ${worst}`}`
  return `| ${words(control.id)} | ${words(control.title)}${control.verified ? '' : ` *(${memory})*`} | ${status === 'fails' ? `**${how}**` : how} | ${bare ? '' : verdictWords(verdicts)} | ${bare ? '' : control.mapping} |\n`
}

function section(requirement: Requirement): string {
  const { control, status, rules, failures, accepted, blindness } = requirement
  const items = [
    ...some(failures, 'finding', ({ severity, rule, toldBy, assetName, scope, message }) =>
      `${severity}: ${code(assetName)} in ${code(scopeWords(scope))}: ${sentence(message)} (${code(toldBy ?? rule)}${toldBy === undefined ? '' : `, which speaks for ${code(rule)}`})`),
    ...some(accepted, 'accepted risk', ({ rule, assetName, reason, by, until }) => `accepted: ${code(assetName)} (${code(rule)}): ${sentence(reason)}, by ${code(by)}${until === undefined ? '' : ` until ${code(until)}`}`),
    ...some(blindness, 'unread call', ({ scopes, rules: blinded, ...read }) =>
      `not read: ${code(read.call)}, ${reasonWords(read.reason)} in ${scopes.slice(0, 3).map((scope) => code(scopeId(scope))).join(', ')}${scopes.length > 3 ? ` and ${scopes.length - 3} more` : ''}, for ${count(blinded.length, 'rule')}; ${sentence(remedyWords(read))}`),
    ...notRun(rules).map((rule) => `${code(rule.id)} ${sentence(stateWords(rule) ?? '')}`),
  ]
  const table = rules.map((rule) => `| ${code(rule.id)} | ${rule.severity} | ${sentence(stateWords(rule) ?? verdictWords(rule.verdicts))} |\n`).join('')
  return `\n### ${words(control.id)} ${words(control.title)}\n\n${statusNames[status]}: ${words(standingWords(requirement))}\n${items.length === 0 ? '' : `\n${items.map((item) => `- ${item}\n`).join('')}`}\n<details><summary>${count(rules.length, `${control.mapping} rule`)}</summary>\n\n| Rule | Severity | Verdicts |\n|---|---|---|\n${table}\n</details>\n`
}

function extentText(extent: Extent, { rules }: Assessment): string {
  const unread = extent.unread.slice(0, mostUnread)
  const lines = [
    `Scanned: ${words(extent.startedAt)} to ${words(extent.finishedAt)}`,
    `Tool: ${words(extent.tool)}, ${rules.run} of ${count(rules.mapped, 'mapped rule')} run`,
    `Looked at: ${extent.read.length === 0 ? 'nothing' : extent.read.map((one) => code(one)).join('; ')}, ${count(extent.assets, 'asset')}${extent.redacted ? '; names and account ids are pseudonyms' : ''}`,
    ...(extent.interrupted === undefined ? [] : [`**Cut short (${code(extent.interrupted)}): this is partial**`]),
    ...(extent.unreached.length === 0 ? [] : [`**Not reached:** ${extent.unreached.map((one) => code(one)).join('; ')}`]),
    ...(extent.notRequested.length === 0 ? [] : [`Not requested: ${extent.notRequested.map((one) => code(one)).join('; ')}`]),
    ...unread.map(({ where, blinds, ...read }) => `**Not read:** ${code(read.call)}, ${reasonWords(read.reason)} in ${where.slice(0, 3).map((one) => code(one)).join(', ')}${where.length > 3 ? ` and ${where.length - 3} more` : ''}, blinds ${count(blinds.length, 'rule')}; ${sentence(remedyWords(read))}`),
    ...(extent.unread.length > unread.length ? [`and ${count(extent.unread.length - unread.length, 'more unread call')}`] : []),
    extent.complete ? 'Complete: everything that was asked for was read' : '**Incomplete: something that was asked for was not read**',
  ]
  return `${lines.map((line) => `- ${line}\n`).join('')}\n`
}

function some<T>({ count: all, some: items }: Some<T>, noun: string, told: (item: T) => string): string[] {
  return [...items.map(told), ...(all > items.length ? [`and ${count(all - items.length, `more ${noun}`)}`] : [])]
}

/** Words of ours, with what Markdown would take for its own made plain. */
function words(text: string): string {
  return printable(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('@', '&#64;').replaceAll(/[\\`*_[\]|~#]/g, '\\$&')
}
