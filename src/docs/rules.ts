// One page a rule, from its file and nothing else; and the lists that lead there.
import { severities, type FrameworkInfo, type Json, type RuleDoc } from '../core/index.js'
import { html, safeLink, when, type Markup, type Part } from '../reporters/kit/markup.js'
import { code, table, type Page } from './shell.js'

export function rulePath(id: string): string {
  return `rules/${id}.html`
}

export function rulePages(rules: readonly RuleDoc[], frameworks: ReadonlyMap<string, FrameworkInfo>): Page[] {
  return [index(rules), ...rules.map((rule) => page(rule, frameworks))]
}

function index(rules: readonly RuleDoc[]): Page {
  const groups = new Map<string, RuleDoc[]>()
  for (const rule of rules.toSorted((a, b) => (a.id < b.id ? -1 : 1))) groups.set(familyOf(rule), [...groups.get(familyOf(rule)) ?? [], rule])
  return {
    path: 'rules/index.html', title: 'Rules',
    body: html`<h1>Rules</h1>
<p class="facts">${rules.length} rules. ${rules.filter(({ level }) => level === 'recommended').length} of them run by default; the others with <code>--rules all</code>.</p>
<p>${[...groups].map(([family, list]) => html`<a href="#${family}">${family} (${list.length})</a> `)}</p>
${[...groups].map(([family, list]) => html`<h2 id="${family}">${family}</h2>
${table(['rule', 'severity', 'level', 'what is wrong'], list.map((rule) => [link(rule), severity(rule), rule.level, rule.title]))}`)}`,
  }
}

/** `aws`, `azure` ...: the first word of what the rule judges; kinds stand for any. */
function familyOf({ on }: RuleDoc): string {
  return Array.isArray(on) ? on[0]?.split('.')[0] ?? '' : on
}

function link(rule: RuleDoc): Markup {
  return html`<a href="${rule.id}.html">${rule.id}</a>`
}

function severity({ severity: word }: RuleDoc): Markup {
  return html`<span class="${word}">${word}</span>`
}

function page(rule: RuleDoc, frameworks: ReadonlyMap<string, FrameworkInfo>): Page {
  const facts = [rule.id, `confidence ${rule.confidence}`, rule.level, rule.phase, ...rule.weaknesses, `since ${rule.since}`]
  return {
    path: rulePath(rule.id), title: rule.title,
    body: html`<h1>${rule.title}</h1>
<p class="facts">${severity(rule)} · ${facts.join(' · ')}</p>
<h2>Why</h2><p>${rule.why.trim()}</p>
<h2>Fix</h2><p>${rule.fix.text.trim()}</p>
${when(rule.fix.command !== undefined, () => code(rule.fix.command ?? ''))}
${when(rule.fix.terraform !== undefined, () => html`<h3>Terraform</h3>${code(rule.fix.terraform ?? '')}`)}
<h2>What it judges</h2>
<p>${(Array.isArray(rule.on) ? rule.on : [`every ${rule.on}`]).map((type, i) => html`${i > 0 ? ', ' : ''}<code>${type}</code>`)}</p>
${code([...Object.entries(rule.let).map(([name, value]) => `let ${name} = ${value}`), ...(rule.when === undefined ? [] : [`judged when  ${rule.when}`]), `passes when  ${rule.assert}`].map((line) => line.trim()).join('\n'))}
${when(rule.needs.length > 0, () => html`<p>Needs <code>--with ${rule.needs.join(',')}</code>.</p>`)}
${when(Object.keys(rule.params).length > 0, () => html`<h2>Settings</h2>${table(['name', 'type', 'default', 'meaning'], Object.entries(rule.params).map(([name, param]) => [html`<code>${name}</code>`, param.type, param.default === undefined ? 'none: not judged without it' : JSON.stringify(param.default), param.doc]))}`)}
${examples(rule)}
${when(Object.keys(rule.frameworks).length > 0, () => html`<h2>Frameworks</h2>${table(['framework', 'control', 'mapping'], mappings(rule, frameworks))}`)}
${when(rule.supersedes.length > 0, () => html`<h2>Says more than</h2><ul>${rule.supersedes.map((id) => html`<li><a href="${id}.html">${id}</a></li>`)}</ul>`)}
<h2>Read more</h2><ul>${rule.references.map((reference) => html`<li>${anchor(reference)}</li>`)}</ul>`,
  }
}

function anchor(reference: string): Part {
  const address = safeLink(reference)
  return address === undefined ? reference : html`<a href="${address}" rel="noreferrer">${reference}</a>`
}

function examples({ examples: all }: RuleDoc): Markup {
  const rows: readonly [string, readonly Json[]][] = [['Fails', all.fail], ['Passes', all.pass], ['Unknown', all.unknown], ['Not applicable', all.notApplicable]]
  return html`<h2>Examples</h2>${rows.map(([verdict, list]) => when(list.length > 0, () => html`<h3>${verdict}</h3>${list.map((example) => code(JSON.stringify(example, null, 2)))}`))}`
}

function mappings(rule: RuleDoc, frameworks: ReadonlyMap<string, FrameworkInfo>): Part[][] {
  return Object.entries(rule.frameworks).flatMap(([id, controls]) => controls.map((control) => {
    const framework = frameworks.get(id)
    const known = framework?.controls.find((one) => one.id === control)
    const doubt = known?.verified === false ? ' (from memory, not verified)' : ''
    return [html`<a href="../frameworks/${id}.html">${framework?.name ?? id}</a>`, `${control} ${known?.title ?? ''}${doubt}`, known?.mapping ?? '']
  }))
}

/** Rules by control, and which controls no rule checks. */
export function frameworkPages(rules: readonly RuleDoc[], frameworks: ReadonlyMap<string, FrameworkInfo>): Page[] {
  const all = [...frameworks.values()]
  const mapped = new Map<string, RuleDoc[]>()
  for (const rule of rules) for (const [id, controls] of Object.entries(rule.frameworks)) for (const control of controls) mapped.set(`${id}\n${control}`, [...mapped.get(`${id}\n${control}`) ?? [], rule])
  const rulesOf = (framework: FrameworkInfo, control: string): RuleDoc[] => (mapped.get(`${framework.id}\n${control}`) ?? []).toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity))
  return [{
    path: 'frameworks/index.html', title: 'Frameworks',
    body: html`<h1>Frameworks</h1>
<p>What rules have to do with the requirements of others. A mapping says that a rule bears on a requirement, never that passing it fulfils one. <code>aispm compliance ID</code> tells how they stand.</p>
${table(['framework', 'version', 'controls with a rule', 'all controls'], all.map((framework) => [
  html`<a href="${framework.id}.html">${framework.name}</a>`, framework.version, framework.controls.filter(({ id }) => rulesOf(framework, id).length > 0).length, framework.controls.length,
]))}`,
  }, ...all.map((framework): Page => ({
    path: `frameworks/${framework.id}.html`, title: framework.name,
    body: html`<h1>${framework.name}</h1><p class="facts">${framework.id} · ${framework.version} · ${framework.citation}${framework.verified ? '' : ' · from memory, not verified'}</p>
${table(['control', 'title', 'mapping', 'rules'], framework.controls.map((control) => [
  control.id, `${control.title}${control.verified ? '' : ' (from memory, not verified)'}`, control.mapping, ruleLinks(rulesOf(framework, control.id)),
]))}`,
  }))]
}

function ruleLinks(rules: readonly RuleDoc[]): Part {
  return rules.length === 0 ? 'no automated check' : html`<ul>${rules.map((rule) => html`<li><a href="../${rulePath(rule.id)}">${rule.id}</a> ${severity(rule)}</li>`)}</ul>`
}
