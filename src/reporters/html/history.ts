// What became of an earlier report's findings, and of the ignores in the user's settings.
import { count, type IgnoreUse, type PastFinding, type ReportSource, type Since } from '../../core/index.js'
import { scopeWords, typeWords } from '../kit/names.js'
import { clip, printable } from '../kit/printable.js'
import { html, when, type Markup } from '../kit/markup.js'

const most = 200

export function historyPage({ since, ignores }: ReportSource): Markup {
  if (since === undefined && ignores.length === 0) return html``
  return html`<section id="history" class="view" aria-labelledby="history-title"><h2 id="history-title">${since === undefined ? 'Ignores' : 'Since the baseline'}</h2>
${since === undefined ? '' : past(since)}${when(ignores.length > 0, () => ignoreTable(ignores, since !== undefined))}</section>
`
}

/** Whether the page has this view at all. */
export function hasHistory({ since, ignores }: ReportSource): boolean {
  return since !== undefined || ignores.length > 0
}

function past({ file, takenAt, counts, fixed, open }: Since): Markup {
  return html`<p>Against <code>${file}</code>${takenAt === undefined ? '' : ` of ${takenAt.slice(0, 10)}`}: <a href="#view=findings&amp;baseline=new">${counts.new} new</a>,
<a href="#view=findings&amp;baseline=known">${counts.known} known</a>, ${counts.fixed} fixed, ${counts.open} still open.</p>
${when(open.length > 0, () => html`<h3>Still open, not seen this time</h3><p>Not found now, and not known to be gone.</p><ul class="past">${open.slice(0, most).map((one) => line(one, one.why))}</ul>${rest(open.length)}`)}
${when(fixed.length > 0, () => html`<h3>Fixed</h3><p>The rule passes or no longer applies, or the asset is gone.</p><ul class="past">${fixed.slice(0, most).map((one) => line(one))}</ul>${rest(fixed.length)}`)}
`
}

function line(one: PastFinding, why?: string): Markup {
  return html`<li><span class="badge ${one.severity}">${one.severity}</span> <b>${clip(printable(one.message), 300)}</b>
<p class="about">${clip(printable(one.assetName), 120)} · ${typeWords(one.assetType)} · ${scopeWords(one.scope)} · <code>${one.rule}</code></p>${why === undefined ? '' : html`<p class="notice">${why}</p>`}</li>
`
}

function rest(all: number): Markup {
  return when(all > most, () => html`<p>${count(all - most, 'more', 'more')}: <code>-o json</code> lists them all.</p>`)
}

function ignoreTable(ignores: readonly IgnoreUse[], titled: boolean): Markup {
  const order = { expired: 0, stale: 1, unjudged: 2, used: 3 }
  const sorted = ignores.toSorted((a, b) => order[a.state] - order[b.state])
  return html`${when(titled, () => html`<h3>Ignores</h3>`)}<p>A stale ignore matches nothing; an expired one is no longer heeded: take both out, or renew them. One that is unjudged waits for what could not be judged.</p>
<div class="scroll" tabindex="0" role="group" aria-label="Ignores"><table><thead><tr><th scope="col">State</th><th scope="col">What</th><th scope="col">Reason</th><th scope="col">Until</th><th scope="col">Findings</th><th scope="col">Where</th></tr></thead><tbody>
${sorted.slice(0, most).map(({ state, what, reason, until, findings, where }) => html`<tr><td><span class="badge ${state}">${state}</span></td><td><code>${what}</code></td><td>${reason}</td><td>${until ?? ''}</td><td>${findings}</td><td><code>${where}</code></td></tr>
`)}</tbody></table></div>${rest(sorted.length)}
`
}
