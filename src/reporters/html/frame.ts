// The frame of the page: head with its policy, what was looked at, and the places that the script fills.
import { createHash } from 'node:crypto'
import { count, severities, type Finding, type ReportSource } from '../../core/index.js'
import { typeWords, type Names } from '../kit/names.js'
import type { PageAssets } from './assets.js'
import { accounts, blindPage, placeList } from './blind.js'
import { hasHistory, historyPage } from './history.js'
import { html, Markup, when } from '../kit/markup.js'
import { number, overview, story } from './overview.js'

/** Told in full at the top, and where no script runs. */
const worstOnTop = 5
const mostTypes = 200

/** Nothing is loaded from anywhere; only this very script and style count, and no script can make HTML out of text. */
function policy({ script, style }: PageAssets): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  return `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'`
}

export function top(source: ReportSource, worst: readonly Finding[], names: Names, assets: PageAssets): string {
  const views: [string, string][] = [['overview', 'Overview'], ['findings', 'Findings'], ['coverage', 'Not judged'], ['inventory', 'Inventory'], ...(hasHistory(source) ? [['history', source.since === undefined ? 'Ignores' : 'Since'] as [string, string]] : [])]
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(assets)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${title(source)}</title>
<style>${new Markup(assets.style)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
${header(source)}
<nav aria-label="Parts of the report"><ul>${views.map(([id, words]) => html`<li><a href="#view=${id}" data-view="${id}">${words}</a></li>`)}</ul><div id="tools"></div></nav>
<main id="main" tabindex="-1">
${overview(source, worst.slice(0, worstOnTop), names)}${blindPage(source, names)}
<section id="findings" class="view" aria-labelledby="findings-title"><h2 id="findings-title">Findings</h2>
<div id="list"></div>
<noscript><p class="notice">Scripts are switched off: the worst ${worst.length} are told below, without filters. <code>aispm scan -o text</code> tells them all.</p>
<ol class="stories">${worst.slice(worstOnTop).map((finding) => story(finding, names))}</ol></noscript></section>
${inventory(source)}${historyPage(source)}
</main>
<footer><p>Made by ${source.tool.name} ${source.tool.version}. This file holds everything it shows: it loads nothing and sends nothing.${source.redacted === true ? ' Names and account ids are pseudonyms.' : ''}</p></footer>
`.text
}

export function bottom({ script }: PageAssets): string {
  return `<script>${script}</script>\n</body>\n</html>\n`
}

function title({ counts }: ReportSource): string {
  const told = severities.filter((severity) => counts.findings[severity] > 0).map((severity) => `${counts.findings[severity]} ${severity}`)
  return `AI security posture: ${told.length === 0 ? 'no findings' : told.join(', ')}`
}

function header(source: ReportSource): Markup {
  const { scopes, inventory: all, rules, startedAt, finishedAt, tool, complete, interrupted, redacted } = source
  const read = accounts(scopes, 'read')
  const clouds = read.filter(({ name }) => !name.startsWith('local '))
  const regions = new Set(scopes.filter(({ state, scope }) => state === 'read' && scope.region !== undefined).map(({ scope }) => scope.region))
  const notes = accounts(scopes, 'read').filter(({ why }) => why !== undefined).length
  const places = [...(clouds.length > 0 ? [count(clouds.length, 'account')] : []), ...(read.length > clouds.length ? [count(read.length - clouds.length, 'folder')] : []), ...(regions.size > 0 ? [count(regions.size, 'region')] : [])]
  const { takenAt } = source.inventoryOf()
  return html`<header><p class="mark">${tool.name} <span class="faint">${tool.version}</span></p>
<h1>AI security posture</h1>
<p class="facts">${places.length === 0 ? 'nothing was read' : places.join(', ')} · ${number(all.assets)} ${all.assets === 1 ? 'asset' : 'assets'} · ${count(rules.length, 'rule')} · <time datetime="${finishedAt}">${minute(finishedAt)}</time></p>
${when(minute(takenAt) !== minute(startedAt), () => html`<p class="facts">Inventory taken <time datetime="${takenAt}">${minute(takenAt)}</time></p>`)}
${when(redacted === true, () => html`<p class="facts">Names and account ids are pseudonyms.</p>`)}
<details class="scopes"${read.length <= 4 && regions.size < 20 ? html` open` : ''}><summary>What was looked at${notes > 0 ? `, ${count(notes, 'note')}` : ''}</summary>${placeList(read)}</details>
${when(interrupted !== undefined, () => html`<p class="notice" role="note">Cut short (${interrupted}): this report is partial.</p>`)}
${when(!complete && interrupted === undefined, () => html`<p class="notice" role="note">Not complete: not everything that was asked for could be read. <a href="#view=coverage">See what is missing</a></p>`)}</header>
`
}

function minute(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`
}

function inventory({ inventory: all }: ReportSource): Markup {
  const kinds = Object.entries(all.kinds).toSorted(([, a], [, b]) => b - a)
  const types = Object.entries(all.types).toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
  return html`<section id="inventory" class="view" aria-labelledby="inventory-title"><h2 id="inventory-title">Inventory</h2>
<p>${number(all.assets)} ${all.assets === 1 ? 'asset' : 'assets'}, ${number(all.relations)} ${all.relations === 1 ? 'relation' : 'relations'} between them.</p>
<h3>By kind</h3><ul class="kinds">${kinds.map(([kind, n]) => html`<li><a href="#view=inventory&amp;kind=${encodeURIComponent(kind)}"><b>${number(n)}</b> ${kind.replaceAll('-', ' ')}</a></li>`)}</ul>
<details class="types"><summary>By type (${types.length})</summary><ul class="ids">${types.slice(0, mostTypes).map(([type, n]) => html`<li><b>${number(n)}</b> ${typeWords(type)} <code>${type}</code></li>`)}${when(types.length > mostTypes, () => html`<li>and ${types.length - mostTypes} more</li>`)}</ul></details>
<div id="assets"></div><noscript><p class="notice">The list of assets needs scripts. <code>aispm inventory</code> prints it.</p></noscript></section>
`
}
