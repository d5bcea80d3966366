// Completion in the real shells: what the tab key gives where.
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { places } from '../../src/cli/completion/tree.js'
import { reportFormats } from '../../src/cli/formats.js'
import { buildProgram } from '../../src/cli/program.js'
import { optionalReads, providers, schemas } from '../../src/cli/words.js'
import { providerIds } from '../../src/connectors/kit/discover.js'
import { installed, reporters } from '../../src/installed.js'
import { optionalReads as installedReads } from '../../src/scan.js'
import { schemaMakers } from '../../src/schemas.js'
import { aispm, binary, environment, folder } from './run.js'

const cwd = folder()
const bin = join(cwd, 'bin')
mkdirSync(bin)
writeFileSync(join(bin, 'aispm'), `#!/bin/sh\nexec "${process.execPath}" "${binary}" "$@"\n`)
chmodSync(join(bin, 'aispm'), 0o755)
for (const name of ['models', 'my models']) mkdirSync(join(cwd, name))
for (const name of ['report one.html', 'report.html', 'account.jsonl']) writeFileSync(join(cwd, name), '')

const scripts: Record<string, string> = {}
beforeAll(async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { status, stdout, stderr } = await aispm(['completion', shell])
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    scripts[shell] = join(cwd, `aispm.${shell}`)
    writeFileSync(scripts[shell], stdout)
  }
})

function run(shell: string, args: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(shell, args, { cwd, encoding: 'utf8', env: environment(cwd, { PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`, TERM: 'dumb' }) })
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
  return stdout
}

const has = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0

/** What is typed, and what the tab key offers; `bash` where bash counts words otherwise. */
const offers: [typed: string, offered: string[]][] = [
  ['aispm sc', ['scan', 'schema']],
  ['aispm rules ', ['new', 'test']],
  ['aispm rules te', ['test']],
  ['aispm scan --fa', ['--fail-on']],
  ['aispm scan --fail-on ', ['critical', 'high', 'low', 'medium', 'never']],
  ['aispm scan --fail-on cri', ['critical']],
  ['aispm diff x y --fail-on n', ['never']],
  ['aispm scan --demo --color a', ['always', 'auto']],
  ['aispm scan -o csv -o cyc', ['cyclonedx', 'cyclonedx-1.7']],
  ['aispm inventory --output j', ['json']],
  ['aispm rules test -o ', ['json', 'junit', 'text']],
  ['aispm rules -o ', ['json', 'text']],
  ['aispm scan --with artifacts,k', ['artifacts,keys']],
  ['aispm scan --rules recommended,aws-sagemaker-notebook-role-a', ['recommended,aws-sagemaker-notebook-role-admin']],
  ['aispm explain aws-sagemaker-notebook-role-a', ['aws-sagemaker-notebook-role-admin']],
  ['aispm compliance owasp-l', ['owasp-llm-2025']],
  ['aispm rules new orchard-x --on aws.s3.b', ['aws.s3.bucket']],
  ['aispm scan --inventory acc', ['account.jsonl']],
  ['aispm scan az', ['azure']],
  ['aispm completion z', ['zsh']],
  ['aispm schema con', ['config']],
  ['aispm help per', ['permissions']],
  ['aispm permissions --wi', ['--with']],
]

describe('bash', () => {
  /** As readline calls it: it takes words apart at `=` and `:`. */
  const complete = (typed: string): string[] => {
    const words = typed.split(/ |(=)/).filter((word) => word !== undefined)
    const line = words.map((word) => `'${word}'`).join(' ')
    return run('bash', ['--norc', '-c', `source '${scripts['bash'] ?? ''}'; COMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; _aispm aispm; printf '%s\\n' "\${COMPREPLY[@]}"`]).split('\n').filter((word) => word !== '').toSorted()
  }

  it.each([
    ...offers,
    ['aispm scan --fail-on=cri', ['critical']],
    ['aispm scan -o html=rep', ['report one.html', 'report.html']],
    ['aispm scan --rules-dir m', ['models', 'my models']],
    ['aispm scan m', ['models', 'my models']],
  ] as [string, string[]][])('%j', (typed, offered) => {
    expect(complete(typed)).toEqual(offered)
  })

  it('offers every flag of a command, and none twice', () => {
    const flags = complete('aispm scan --')
    expect(flags).toContain('--baseline')
    expect(flags.length).toBe(new Set(flags).size)
    expect(flags.length).toBe(places(buildProgram()).find(({ path }) => path === 'scan')?.flags.length)
  })

  it('says nothing of what it cannot know', () => {
    expect(complete('aispm scan --profile x')).toEqual([])
    expect(complete('aispm scan --region ')).toEqual([])
  })
})

describe.runIf(has('fish'))('fish', () => {
  const complete = (typed: string): string[] => run('fish', ['--no-config', '-c', `source '${scripts['fish'] ?? ''}'; complete -C '${typed}'`]).split('\n').filter((line) => line !== '').map((line) => line.replace(/\t.*/, '')).toSorted()

  it.each([
    ...offers,
    ['aispm scan --fail-on=cri', ['--fail-on=critical']],
    ['aispm scan -o html=report.', ['html=report.html']],
    ['aispm scan --rules-dir mo', ['models/']],
  ] as [string, string[]][])('%j', (typed, offered) => {
    expect(complete(typed)).toEqual(offered)
  })
})

describe.runIf(has('zsh'))('zsh', () => {
  /** A real line editor in a terminal of zsh's own; gives the line after the tab key. */
  const complete = (typed: string): string => {
    const said = run('zsh', ['-f', '-c', `
      zmodload zsh/zpty
      zpty line 'zsh -f -i'
      zpty -w line 'PS1= PS2= RPS1=; unset zle_bracketed_paste; autoload -Uz compinit; compinit -u -D; source "${scripts['zsh'] ?? ''}"; setopt no_list_beep no_auto_list; show() { print -r -- "<<<$BUFFER>>>"; exit }; zle -N show; bindkey "^X" show; print REA""DY'
      zpty -r -m line out '*READY*'
      zpty -w -n line '${typed}'$'\\t'$'\\x18'
      zpty -r -m line out '*<<<*>>>*'
      print -r -- "$out"
    `])
    return /<<<([^]*?)>>>/.exec(said.replaceAll('\r', ''))?.[1] ?? said
  }

  it.each([
    ['aispm scan --fai', 'aispm scan --fail-on '],
    ['aispm scan --fail-on cri', 'aispm scan --fail-on critical '],
    ['aispm scan --fail-on=cri', 'aispm scan --fail-on=critical '],
    ['aispm rules te', 'aispm rules test '],
    ['aispm rules test -o ju', 'aispm rules test -o junit '],
    ['aispm scan -o sa', 'aispm scan -o sarif'],
    ['aispm scan -o html=report.', 'aispm scan -o html=report.html '],
    ['aispm scan --with artifacts,k', 'aispm scan --with artifacts,keys'],
    ['aispm explain aws-sagemaker-notebook-role-a', 'aispm explain aws-sagemaker-notebook-role-admin '],
    ['aispm compliance owasp-l', 'aispm compliance owasp-llm-2025 '],
    ['aispm scan --inventory acc', 'aispm scan --inventory account.jsonl '],
    ['aispm scan --rules-dir mo', 'aispm scan --rules-dir models/'],
    ['aispm scan az', 'aispm scan azure '],
    ['aispm help per', 'aispm help permissions '],
  ])('%j', (typed, line) => {
    expect(complete(typed)).toBe(line)
  })
})

describe('the lists in scripts and help pages', () => {
  it('are those of this installation', async () => {
    expect([...(await reporters()).keys()].toSorted()).toEqual(reportFormats.toSorted())
    expect([...providers, 'local'].toSorted()).toEqual(await providerIds())
    expect(installedReads([...(await installed()).collectors.values()].flat()).toSorted()).toEqual([...optionalReads])
    expect(Object.keys(schemas)).toEqual(Object.keys(schemaMakers))
  })

  it('name every rule', async () => {
    const [words, listed] = await Promise.all([aispm(['words', 'rules']), aispm(['rules', '-o', 'json'])])
    expect(words.stdout.trim().split('\n')).toEqual((JSON.parse(listed.stdout) as { id: string }[]).map(({ id }) => id).toSorted())
  })
})
