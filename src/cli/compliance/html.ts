// An assessment as one offline page for an auditor's folder: no script, nothing loaded, ready to be printed.
import { createHash } from 'node:crypto'
import { caveats, checkedWords, extentOf, frameworkWords, reasonWords, memory, notRun, remedyWords, standingWords, stateWords, statuses, statusMeanings, statusNames, totalWords, verdictWords, type Assessment, type Extent, type Requirement, type RuleStanding, type Some } from '../../compliance/index.js'
import { count, scopeId, type ReportSource } from '../../core/index.js'
import { html, Markup, type Part } from '../../reporters/kit/markup.js'
import { scopeWords, typeWords } from '../../reporters/kit/names.js'
import { style } from './style.js'

// The one style that the page may have is its own, by its digest.
const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'`

export function* complianceHtml(assessment: Assessment, source: ReportSource | undefined): Generator<string> {
  const { framework, requirements } = assessment
  const name = frameworkWords(framework)
  const extent = source === undefined ? undefined : extentOf(source)
  yield '<!doctype html>\n'
  yield html`<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${name}: how its requirements stand</title><style>${new Markup(style)}</style></head><body><main>
<header><h1>${name}</h1><p class="soft">${framework.citation}${framework.verified ? '' : ` (${memory})`}</p>${extent === undefined ? html`<p class="notice">Nothing was scanned: no rule maps to this framework.</p>` : extentPart(extent, assessment)}</header>
`.text
  yield summary(assessment).text
  yield html`<h2 id="requirements">Requirements</h2><table><caption>In the order of the framework</caption><thead><tr><th>Requirement</th><th>Title</th><th>Status</th><th class="wide">Checks</th><th class="wide">Strength</th></tr></thead><tbody>
${requirements.map(row)}</tbody></table>
`.text
  if (requirements.some(({ rules }) => rules.length > 0)) yield html`<h2>In detail</h2>\n`.text
  for (const [i, requirement] of requirements.entries()) if (requirement.rules.length > 0) yield section(requirement, i).text
  yield '</main></body></html>\n'
}

function extentPart(extent: Extent, { rules }: Assessment): Markup {
  const rows: [string, Part][] = [
    ['Scanned', `${extent.startedAt} to ${extent.finishedAt}`],
    ['Tool', `${extent.tool}, ${rules.run} of ${count(rules.mapped, 'mapped rule')} run`],
    ['Looked at', [...lines(extent.read), html`<br>${count(extent.assets, 'asset')}${extent.redacted ? '; names and account ids are pseudonyms' : ''}`]],
    ...(extent.unreached.length === 0 ? [] : [['Not reached', lines(extent.unreached)] satisfies [string, Part]]),
    ...(extent.notRequested.length === 0 ? [] : [['Not requested', lines(extent.notRequested)] satisfies [string, Part]]),
    ['Complete', extent.complete ? 'yes: everything that was asked for was read' : 'no: something that was asked for was not read'],
  ]
  const { interrupted, unread } = extent
  return html`<dl>${rows.map(([label, value]) => html`<dt>${label}</dt><dd>${value}</dd>`)}</dl>${interrupted === undefined ? '' : html`<p class="notice status unknown">Cut short (${interrupted}): this is partial</p>`}${unread.length === 0 ? '' : html`
<div class="notice"><table><caption>What was not read</caption><thead><tr><th>Call</th><th>Why</th><th class="wide">Where</th><th>To read it</th><th class="n">Rules left unknown</th></tr></thead><tbody>${unread.map((one) => html`
<tr><td><code>${one.call}</code></td><td class="short">${reasonWords(one.reason)}</td><td class="wide">${few(one.where)}</td><td>${remedyWords(one)}</td><td class="n">${one.blinds.length}</td></tr>`)}</tbody></table></div>`}`
}

function summary(assessment: Assessment): Markup {
  return html`<h2>How they stand</h2><p><strong>${totalWords(assessment)}</strong></p><p>${checkedWords(assessment)}</p>
<table><thead><tr><th>Status</th><th class="n">Requirements</th><th>Meaning</th></tr></thead><tbody>${statuses.map((status) => html`
<tr><td class="status ${status}">${statusNames[status]}</td><td class="n">${assessment.counts[status]}</td><td>${statusMeanings[status]}</td></tr>`)}</tbody></table>${caveats(assessment).map((line) => html`<p class="soft">${line}</p>`)}
`
}

function row({ control, status, verdicts, worst, rules }: Requirement, i: number): Markup {
  const id = rules.length === 0 ? html`${control.id}` : html`<a href="#r${i}">${control.id}</a>`
  return html`<tr><td class="id">${id}</td><td>${control.title}${mark(control.verified)}</td><td class="status ${status}">${statusNames[status]}${worst === undefined ? '' : `, ${worst}`}</td><td class="wide">${rules.length === 0 ? '' : verdictWords(verdicts)}</td><td class="wide short">${rules.length === 0 ? '' : control.mapping}</td></tr>
`
}

function section(requirement: Requirement, i: number): Markup {
  const { control, status, rules, failures, accepted, blindness } = requirement
  return html`<section class="one" id="r${i}"><h3>${control.id} ${control.title}${mark(control.verified)}</h3><p><span class="status ${status}">${statusNames[status]}</span>: ${standingWords(requirement)}</p>
${list('Findings', failures, (one) => html`${one.severity}: <strong>${one.assetName}</strong> (${typeWords(one.assetType)}, ${scopeWords(one.scope)}): ${one.message} <code>${one.toldBy ?? one.rule}</code>${one.toldBy === undefined ? '' : html`, which speaks for <code>${one.rule}</code>`}`)}
${list('Accepted risks', accepted, (one) => html`<strong>${one.assetName}</strong>: ${one.reason}, by ${one.by}${one.until === undefined ? '' : ` until ${one.until}`} <code>${one.rule}</code>`)}
${list('Not known', blindness, (one) => html`<code>${one.call}</code> ${reasonWords(one.reason)} in ${few(one.scopes.map(scopeId))}, for ${count(one.rules.length, 'rule')}: ${remedyWords(one)}`)}
${notRun(rules).length === 0 ? '' : html`<p>Not judged</p><ul>${notRun(rules).map((rule) => html`<li><code>${rule.id}</code> ${stateWords(rule)}</li>`)}</ul>`}
<table><caption>${count(rules.length, `${control.mapping} rule`)}</caption><thead><tr><th>Rule</th><th class="wide">Severity</th><th class="n">Pass</th><th class="n">Fail</th><th class="n">Unknown</th><th class="n wide">Not applicable</th></tr></thead><tbody>${rules.map(ruleRow)}</tbody></table></section>
`
}

function ruleRow(rule: RuleStanding): Markup {
  const { id, title, severity, verdicts, accepted } = rule
  const words = stateWords(rule)
  return html`
<tr><td>${title}<br><code>${id}</code></td><td class="wide">${severity}</td>${words === undefined
    ? html`<td class="n">${verdicts.pass}</td><td class="n">${verdicts.fail}${accepted ? ' (accepted)' : ''}</td><td class="n">${verdicts.unknown}</td><td class="n wide">${verdicts['not-applicable']}</td>`
    : html`<td colspan="4">${words}</td>`}</tr>`
}

function list<T>(title: string, { count: all, some }: Some<T>, told: (item: T) => Markup): Markup {
  if (all === 0) return html``
  return html`<p>${title}</p><ul>${some.map((item) => html`<li>${told(item)}</li>`)}${all > some.length ? html`<li>and ${all - some.length} more</li>` : ''}</ul>`
}

function mark(verified: boolean): Markup {
  return verified ? html`` : html` <em class="soft">(${memory})</em>`
}

function lines(items: readonly string[]): Part[] {
  return items.length === 0 ? ['nothing'] : items.map((item, i) => html`${i === 0 ? '' : html`<br>`}${item}`)
}

function few(items: readonly string[]): string {
  return items.length <= 3 ? items.join(', ') : `${items.slice(0, 3).join(', ')} and ${items.length - 3} more`
}
