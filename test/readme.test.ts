import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { resolveConfig } from '../src/config/index.js'
import { checkParams, loadRules } from '../src/engine/index.js'

const root = resolve(import.meta.dirname, '..')
const readme = readFileSync(resolve(root, 'README.md'), 'utf8')
const update = process.env['UPDATE_GOLDEN'] === '1'

/** Fenced blocks that a comment above them ties to a command's output or to a file. */
const tied = [...readme.matchAll(/<!-- (output|file): (.+?) -->\n```\w*\n([\s\S]*?)```/g)]

function source(kind: string, of: string): string {
  if (kind === 'file') return readFileSync(resolve(root, of), 'utf8')
  return execFileSync(process.execPath, ['bin/aispm.js', ...of.split(' ').slice(1)], { cwd: root, encoding: 'utf8', env: { PATH: process.env['PATH'] }, stdio: ['ignore', 'pipe', 'ignore'] })
}

describe('README', () => {
  it('shows real output and real files', () => {
    expect(tied.length).toBeGreaterThanOrEqual(4)
    for (const [, kind = '', of = '', shown = ''] of tied) expect(source(kind, of), of).toContain(shown)
  })

  it('shows settings that are taken', async () => {
    const settings = /### Settings[\s\S]*?```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
    const folder = mkdtempSync(join(tmpdir(), 'aispm-readme-'))
    writeFileSync(join(folder, 'aispm.yaml'), settings)
    const config = await resolveConfig([], {}, { providers: ['aws'], formats: ['text'], optionalReads: () => Promise.resolve([]) }, folder)
    rmSync(folder, { recursive: true })
    expect(config).toMatchObject({ failOn: 'high', minCoverage: 0.9, regions: ['us-east-1', 'eu-west-1'] })
    const { rules: loaded } = await loadRules([resolve(root, 'rules')])
    expect(() => checkParams(loaded, config.settings.params)).not.toThrow()
  })

  it('names files that exist', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map((m) => m[1] ?? '')
    expect(links.filter((link) => !existsSync(resolve(root, link)))).toEqual([])
  })
})

if (update) {
  // The first and the last part of the demo, and everything else whole.
  let nth = 0
  const fresh = readme.replaceAll(/(<!-- (output|file): (.+?) -->\n```\w*\n)([\s\S]*?)```/g, (_, head: string, kind: string, of: string) => {
    const text = source(kind, of)
    if (of !== 'aispm scan --demo') return `${head}${text.trimEnd()}\n\`\`\``
    nth += 1
    const findings = text.split(/\n\n(?=(?:critical|high|medium|low) )/)
    const part = nth === 1 ? `${findings.slice(0, 3).join('\n\n')}\n` : text.slice(text.search(/^\d+ assets, /m))
    return `${head}${part.trimEnd()}\n\`\`\``
  })
  writeFileSync(resolve(root, 'README.md'), fresh)
}
