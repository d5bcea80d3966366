// `npm run docs [OUT]`: the site, from rules, flags, declared calls and schemas. Nothing of it is written by hand but the guides.
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { buildProgram } from '../cli/program.js'
import { everyCommand, pathOf } from '../cli/tree.js'
import { version } from '../cli/version.js'
import { resolveConfig } from '../config/index.js'
import { builtInRules, allRules, frameworks, installed, reporters } from '../installed.js'
import { html } from '../reporters/kit/markup.js'
import { scan } from '../scan.js'
import { guidePages } from './guides.js'
import { commandPages, formatPages, providerPages, schemaPage } from './reference.js'
import { frameworkPages, rulePages } from './rules.js'
import { framed, style, type Page } from './shell.js'

const repository = 'https://github.com/aispm/aispm'
const root = join(builtInRules, '..')
const sampleLines = 60
const sampleWidth = 400

export async function buildSite(out: string): Promise<number> {
  const [{ connectors, collectors }, rules, formats, known] = [await installed(), (await allRules([])).map(({ doc }) => doc), await reporters(), await frameworks()]
  const guides = await guidesOf(join(root, 'docs'))
  const schemas = join(root, 'dist', 'schemas')
  const names = existsSync(schemas) ? (await readdir(schemas)).toSorted() : []
  const commands = everyCommand(buildProgram()).map((command) => ({ command, name: command.parent === null ? 'aispm' : `aispm ${pathOf(command)}`, help: helpOf(command) }))
  const pages: Page[] = [
    start(rules.length, connectors.length, formats.size), ...guidePages(guides, repository), ...rulePages(rules, known), ...frameworkPages(rules, known),
    ...providerPages(connectors, collectors, rules), ...await formatPages(formats, await demo()), ...commandPages(commands), schemaPage(names),
  ]
  await rm(out, { recursive: true, force: true })
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(out, path)), { recursive: true })
    await writeFile(join(out, path), text)
  }
  for (const page of pages) await write(page.path, framed(page, version))
  for (const name of names) await write(`schemas/${name}`, await readFile(join(schemas, name), 'utf8'))
  await write('style.css', style)
  return pages.length
}

function start(rules: number, providers: number, formats: number): Page {
  return {
    path: 'index.html', title: 'aispm',
    body: html`<h1>aispm</h1>
<p>Reads your AI estate, read-only, into one inventory, and judges it. What could not be read is told, and never taken for a pass.</p>
<ul>
<li><a href="guides/getting-started.html">Getting started</a>: from nothing to findings in code scanning</li>
<li><a href="rules/index.html">${rules} rules</a>, each with its reasons, its fix and its examples</li>
<li><a href="providers/index.html">${providers} providers</a>, with every call that is made and the rights it takes</li>
<li><a href="formats/index.html">${formats} report formats</a></li>
<li><a href="frameworks/index.html">Frameworks</a>, and what of them is checked</li>
<li><a href="commands/index.html">Commands</a> and <a href="schemas/index.html">schemas</a></li>
</ul>`,
  }
}

async function guidesOf(folder: string): Promise<Map<string, string>> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.md')).toSorted()
  return new Map(await Promise.all(files.map(async (file): Promise<[string, string]> => [file, await readFile(join(folder, file), 'utf8')])))
}

/** What each format makes of the demo. */
async function demo(): Promise<(format: string) => Promise<string>> {
  const formats = await reporters()
  const flags = { demo: true, failOn: 'never' }
  const config = await resolveConfig([], flags, { providers: ['aws', 'azure', 'gcp'], formats: [...formats.keys()], optionalReads: () => Promise.resolve([]) }, root)
  const { report } = await scan(config, { env: {}, now: () => new Date('2026-06-01T00:00:00Z'), random: () => 0.5, signal: new AbortController().signal, version })
  return async (format) => {
    const chunks: Buffer[] = []
    await formats.get(format)?.render(report, new Writable({ write: (chunk: Buffer, _encoding, done) => { chunks.push(chunk); done() } }), { color: 0, detail: 'concise' })
    const lines = Buffer.concat(chunks).toString('utf8').split('\n')
    const shown = lines.slice(0, sampleLines).map((line) => (line.length > sampleWidth ? `${line.slice(0, sampleWidth)} …` : line))
    return [...shown, ...(lines.length > sampleLines ? [`… ${lines.length - sampleLines} more lines`] : [])].join('\n')
  }
}

/** The help page with its examples, as the terminal shows it, without colour. */
function helpOf(command: ReturnType<typeof buildProgram>): string {
  let text = ''
  command.configureOutput({ writeOut: (piece) => { text += piece }, getOutHasColors: () => false })
  command.outputHelp()
  return text
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const out = resolve(process.argv[2] ?? 'site')
  const from = performance.now()
  const pages = await buildSite(out)
  process.stdout.write(`${pages} pages in ${out}, in ${((performance.now() - from) / 1000).toFixed(1)} s\n`)
}
