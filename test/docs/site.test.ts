// The generated documentation: everything has its page, every link leads somewhere, nothing comes from elsewhere.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSite } from '../../src/docs/main.js'
import { allRules, frameworks, installed, reporters } from '../../src/installed.js'

const out = mkdtempSync(join(tmpdir(), 'aispm-site-'))
afterAll(() => rmSync(out, { recursive: true, force: true }))
let pages: Map<string, string>
beforeAll(async () => {
  await buildSite(out)
  pages = new Map(readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.html')).map((file) => [file, readFileSync(join(out, file), 'utf8')]))
}, 120_000)

describe('the site', () => {
  it('has a page for every rule, provider, format, framework and guide', async () => {
    const wanted = [
      ...(await allRules([])).map(({ doc }) => `rules/${doc.id}.html`), ...(await installed()).connectors.map(({ id }) => `providers/${id}.html`),
      ...[...(await reporters()).keys()].map((id) => `formats/${id}.html`), ...[...(await frameworks()).keys()].map((id) => `frameworks/${id}.html`),
      ...readdirSync(join(import.meta.dirname, '../../docs')).filter((file) => file.endsWith('.md')).map((file) => `guides/${file.replace('.md', '.html')}`),
      'commands/aispm-scan.html', 'schemas/index.html', 'index.html',
    ]
    expect(wanted.filter((path) => !pages.has(path))).toEqual([])
    expect(pages.size).toBeGreaterThan(900)
  })

  it('has no link that leads nowhere', () => {
    const broken: string[] = []
    for (const [file, text] of pages) {
      const ids = new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))
      for (const [, href = ''] of text.matchAll(/<(?:a|link) [^>]*?href="([^"]*)"/g)) {
        if (href.startsWith('https://')) continue
        const [path = '', part] = href.split('#')
        if (path === '' ? part !== undefined && !ids.has(part) : !existsSync(join(out, dirname(file), path))) broken.push(`${file}: ${href}`)
      }
    }
    expect(broken).toEqual([])
  })

  it('loads nothing from elsewhere and runs nothing', () => {
    for (const [file, text] of pages) expect(text.match(/<script|<img|<iframe|\bsrc=|\bon\w+="|@import|url\(/g) ?? [], file).toEqual([])
  })

  it('tells a rule as its file does', () => {
    const page = pages.get('rules/aws-sagemaker-notebook-root-access-enabled.html') ?? ''
    for (const words of ['Notebook users are root', 'asset.props.rootAccess == &quot;Disabled&quot;', 'update-notebook-instance', 'SageMaker.3', 'booby-trapped pickle']) expect(page).toContain(words)
  })
})
