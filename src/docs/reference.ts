// Pages of what is declared in code: providers with their calls and rights, formats, commands, schemas.
import type { Command } from 'commander'
import { callsOf, type AnyCollector } from '../connectors/kit/collector.js'
import type { Connector } from '../connectors/kit/connector.js'
import type { Reporter, RuleDoc } from '../core/index.js'
import { html, type Markup } from '../reporters/kit/markup.js'
import { code, table, type Page } from './shell.js'

export function providerPages(connectors: readonly Connector[], collectors: ReadonlyMap<string, readonly AnyCollector[]>, rules: readonly RuleDoc[]): Page[] {
  const judged = new Map<string, number>()
  for (const { on } of rules) if (Array.isArray(on)) for (const type of on) judged.set(type, (judged.get(type) ?? 0) + 1)
  return [{
    path: 'providers/index.html', title: 'Providers',
    body: html`<h1>Providers</h1>${table(['provider', 'what it reads', 'asset types'], connectors.map(({ id, summary }) => [html`<a href="${id}.html">${id}</a>`, summary, collectors.get(id)?.length ?? 0]))}`,
  }, ...connectors.map((connector): Page => {
    const own = (collectors.get(connector.id) ?? []).toSorted((a, b) => (a.type < b.type ? -1 : 1))
    return {
      path: `providers/${connector.id}.html`, title: connector.id,
      body: html`<h1>${connector.id}</h1><p>${connector.summary}</p>
<h2>What it reads</h2>
${table(['type', 'kind', 'rules', 'calls'], own.map((collector) => [
  html`<code>${collector.type}</code>`, collector.kind, judged.get(collector.type) ?? 0, callsOf(collector).map((call, i) => html`${i > 0 ? ', ' : ''}<code>${call.action}</code>${call.with === undefined ? '' : ` (--with ${call.with})`}`),
]))}
<h2>The rights it takes</h2>${rights(connector, own)}`,
    }
  })]
}

function rights(connector: Connector, own: readonly AnyCollector[]): Markup {
  if (connector.takesNoRights !== undefined) return html`<p>None: ${connector.takesNoRights}</p>`
  const optional = new Set(own.flatMap(callsOf).flatMap((call) => call.with ?? []))
  return html`<p>Computed from the calls above; <code>aispm permissions ${connector.id}</code> prints them. With every optional read:</p>${code(JSON.stringify(connector.leastPrivilege(own, optional), null, 2))}`
}

export interface SampleOf {
  /** What the format makes of the demo, cut to its first lines. */
  (format: string): Promise<string>
}

export async function formatPages(reporters: ReadonlyMap<string, Reporter>, sample: SampleOf): Promise<Page[]> {
  const all = [...reporters.values()]
  const pages: Page[] = []
  for (const { id, summary, extension } of all) {
    pages.push({
      path: `formats/${id}.html`, title: id,
      body: html`<h1>${id}</h1><p>${summary}</p>${code(`aispm scan -o ${id}=aispm.${extension}`)}<h2>What it looks like</h2>${code(await sample(id))}`,
    })
  }
  return [{
    path: 'formats/index.html', title: 'Formats',
    body: html`<h1>Formats</h1><p>All can be written in one run: <code>-o text -o sarif=aispm.sarif -o html=aispm.html</code>. Each file is written whole or not at all.</p>${table(['format', 'what it is for'], all.map(({ id, summary }) => [html`<a href="${id}.html">${id}</a>`, summary]))}`,
  }, ...pages]
}

export function commandPages(commands: readonly { name: string; command: Command; help: string }[]): Page[] {
  return [{
    path: 'commands/index.html', title: 'Commands',
    body: html`<h1>Commands</h1>${table(['command', 'what it does'], commands.map(({ name, command }) => [html`<a href="${fileOf(name)}">${name}</a>`, command.summary() === '' ? command.description() : command.summary()]))}`,
  }, ...commands.map(({ name, help }): Page => ({ path: `commands/${fileOf(name)}`, title: name, body: html`<h1>${name}</h1>${code(help)}` }))]
}

function fileOf(name: string): string {
  return `${name.replaceAll(' ', '-')}.html`
}

export function schemaPage(names: readonly string[]): Page {
  return {
    path: 'schemas/index.html', title: 'Schemas',
    body: html`<h1>Schemas</h1><p>JSON Schema, draft 2020-12. They come with the package, under <code>aispm/schemas/</code>, too.</p><ul>${names.map((name) => html`<li><a href="${name}">${name}</a></li>`)}</ul>`,
  }
}
