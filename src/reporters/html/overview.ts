// The first screen: what was found beside what could not be judged, and the worst of it.
import { count, phases, severities, type Finding, type Phase, type ReportSource } from '../../core/index.js'
import { evidenceWords } from '../kit/evidence.js'
import { scopeWords, typeWords, type Names } from '../kit/names.js'
import { clip, printable } from '../kit/printable.js'
import { failedReads, groupsOf } from '../kit/blindness.js'
import { unreached } from './blind.js'
import { html, when, type Markup } from '../kit/markup.js'

export function overview(source: ReportSource, worst: readonly Finding[], names: Names): Markup {
  return html`<section id="overview" class="view" aria-labelledby="overview-title">
<h2 id="overview-title" class="unseen">Overview</h2>
<div class="panels">${found(source)}${blind(source)}</div>
${when(source.since !== undefined, () => since(source))}
${when(worst.length > 0, () => html`<h3>Worst first</h3>
<ol class="stories">${worst.map((finding) => story(finding, names))}</ol>`)}
</section>
`
}

function found(source: ReportSource): Markup {
  const { counts, coverage, gaps } = source
  const all = severities.reduce((sum, severity) => sum + counts.findings[severity], 0)
  const clean = coverage.decided === 0 ? 'Nothing was judged.' : gaps.some(({ blinds }) => blinds.length > 0) ? 'No findings in what could be judged.' : 'No findings.'
  return html`<div class="panel"><h3>What was found</h3>
<p class="lead">${all === 0 ? clean : html`<strong>${number(all)}</strong> ${all === 1 ? 'finding' : 'findings'}`}</p>
<ul class="counts">${severities.map((severity) => html`<li><a class="count ${severity}" href="#view=findings&amp;severity=${severity}">
<span class="figure">${number(counts.findings[severity])}</span> ${severity}</a></li>`)}</ul>
${when(counts.suppressed > 0, () => html`<p><a href="#view=findings&amp;show=suppressed">${number(counts.suppressed)} suppressed</a> by your settings, not counted above.</p>`)}
${phaseTable(source)}</div>
`
}

function blind(source: ReportSource): Markup {
  const { coverage, counts, interrupted } = source
  const groups = groupsOf(failedReads(source))
  const rules = new Set(groups.flatMap(({ blinds }) => [...blinds]))
  const lost = unreached(source)
  const whole = rules.size === 0 && counts.unknowns === 0
  const denied = groups.filter(({ missing }) => missing.length > 0).slice(0, 3)
  return html`<div class="panel blind"><h3>What could not be judged</h3>
<p class="lead">${whole ? (coverage.decided === 0 ? 'Nothing was judged.' : 'Every rule that applies was judged.') : html`<strong>${number(rules.size)}</strong> ${rules.size === 1 ? 'rule' : 'rules'} in part or in whole`}</p>
${when(coverage.decided + coverage.unknown > 0, () => html`<p class="meter"><svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="rest" width="100" height="6"/><rect class="done" width="${(coverage.ratio * 100).toFixed(1)}" height="6"/></svg>
${percent(coverage.ratio)} covered: ${count(coverage.decided, 'verdict')}, ${when(counts.unknowns > 0, () => html`<a href="#view=findings&amp;show=unknown">${number(coverage.unknown)} unknown</a>`)}${when(counts.unknowns === 0, () => html`${number(coverage.unknown)} unknown`)}.</p>`)}
<ul class="blindness">
${when(interrupted !== undefined, () => html`<li>The run was cut short (${interrupted}): this report is partial.</li>`)}
${when(lost.length > 0, () => html`<li>Not reached: ${lost.slice(0, 3).map((status, i) => `${i > 0 ? ', ' : ''}${scopeWords(status.scope)}`)}${lost.length > 3 ? ` and ${lost.length - 3} more` : ''}.</li>`)}
${denied.map(({ missing, blinds }) => html`<li>Without <code>${clip(missing.join(', '), 90)}</code>${blinds.size > 0 ? `: ${count(blinds.size, 'rule')} blind` : ''}.</li>`)}
${when(groups.length > denied.length, () => html`<li>${count(groups.length - denied.length, 'more unread call')}.</li>`)}
${when(coverage.notConfigured.length > 0, () => html`<li>${count(coverage.notConfigured.length, 'rule waits', 'rules wait')} for a setting.</li>`)}
</ul>
<p><a href="#view=coverage">What is missing, and how to give it</a></p></div>
`
}

function since({ since: past }: ReportSource): Markup {
  if (past === undefined) return html``
  const { counts } = past
  return html`<div class="panel wide"><h3>Since ${past.file}${past.takenAt === undefined ? '' : `, ${past.takenAt.slice(0, 10)}`}</h3>
<ul class="counts"><li><a class="count" href="#view=findings&amp;baseline=new"><span class="figure">${number(counts.new)}</span> new</a></li>
<li><a class="count" href="#view=findings&amp;baseline=known"><span class="figure">${number(counts.known)}</span> known</a></li>
<li><a class="count" href="#view=history"><span class="figure">${number(counts.fixed)}</span> fixed</a></li>
<li><a class="count" href="#view=history"><span class="figure">${number(counts.open)}</span> still open, not seen</a></li></ul></div>
`
}

/** A finding as it is told where no script runs, and at the top of the page. */
export function story(f: Finding, names: Names): Markup {
  const seen = f.evidence.slice(0, 2).map((evidence) => clip(printable(evidenceWords(evidence, f.asset, names)), 160))
  const hops = (f.hops ?? []).slice(0, 8)
  return html`<li class="story ${f.severity}"><h4><span class="badge ${f.severity}">${f.severity}</span> <a href="#view=findings&amp;open=${encodeURIComponent(f.fingerprint)}">${clip(printable(f.message), 300)}</a></h4>
<p class="about">${clip(printable(f.assetName), 120)} · ${typeWords(f.assetType)} · ${scopeWords(f.scope)}${f.owners === undefined ? '' : ` · ${f.owners.join(', ')}`}</p>
${when(hops.length > 0, () => html`<ol class="hops"><li class="start">${names.label(hops[0]?.from ?? '')}</li>${hops.map((hop) => html`<li${hop.basis === 'inferred' ? html` class="inferred"` : ''}><span class="arrow" aria-hidden="true"></span><span class="node">${names.asset(hop.to)?.kind ?? ''} <b>${clip(printable(names.label(hop.to)), 80)}</b></span> <span class="because">${clip(printable(hop.because), 160)}${hop.basis === 'inferred' ? ' (inferred)' : ''}</span></li>`)}</ol>`)}
${when(hops.length === 0 && seen.length > 0, () => html`<p class="seen">${seen.map((text, i) => html`${i > 0 ? html`<br>` : ''}${text}`)}</p>`)}
<p class="fix"><b>Fix</b> ${clip(printable(f.fix.text), 300)}</p></li>
`
}

const outcomes = ['fail', 'unknown', 'pass'] as const

function phaseTable({ rules, coverage }: ReportSource): Markup {
  const rows = phases.flatMap((phase: Phase) => {
    const here = rules.filter((rule) => rule.phase === phase)
    const sum = (outcome: (typeof outcomes)[number]): number => here.reduce((all, { id }) => all + (coverage.rules[id]?.[outcome] ?? 0), 0)
    return here.length === 0 ? [] : [{ phase, rules: here.length, fail: sum('fail'), unknown: sum('unknown'), pass: sum('pass') }]
  })
  if (rows.length === 0) return html``
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Verdicts by phase"><table class="grid"><thead><tr><th scope="col">Verdicts</th><th scope="col">Fail</th><th scope="col">Unknown</th><th scope="col">Pass</th><th scope="col">Rules</th></tr></thead>
<tbody>${rows.map((row) => html`<tr><th scope="row">${row.phase.replaceAll('-', ' ')}</th>
<td class="${row.fail > 0 ? 'fail' : 'nil'}">${row.fail === 0 ? '0' : html`<a href="#view=findings&amp;phase=${row.phase}">${number(row.fail)}</a>`}</td>
<td class="${row.unknown > 0 ? 'unknown' : 'nil'}">${row.unknown === 0 ? '0' : html`<a href="#view=findings&amp;show=unknown&amp;phase=${row.phase}">${number(row.unknown)}</a>`}</td>
<td class="${row.pass > 0 ? 'pass' : 'nil'}">${number(row.pass)}</td><td class="nil">${number(row.rules)}</td></tr>`)}</tbody></table></div>`
}

export function number(n: number): string {
  return String(n).replaceAll(/\B(?=(\d{3})+$)/g, ' ')
}

// Rounded down: 100 % must mean all of it.
function percent(ratio: number): string {
  return `${Math.floor(ratio * 100)} %`
}
