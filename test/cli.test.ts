// The command line as a user meets it: help, versions, exit codes, what goes where, colours.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildProgram } from '../src/cli/program.js'
import { allExamples } from '../src/cli/help.js'
import { everyCommand } from '../src/cli/tree.js'
import { keyBundle, makeKeys, modelFiles } from './artifacts/signature-maker.js'
import { aispm, folder, shell } from './cli/run.js'
import { expectGolden } from './golden.js'

const commands = ['scan', 'diff', 'compliance', 'verify', 'inventory', 'rules', 'explain', 'can', 'who-can', 'permissions', 'init', 'completion', 'schema']
const nested = ['rules new', 'rules test']
const escape = '\u001B['

describe('help', () => {
  it.each([...commands, ...nested])('of %s', async (command) => {
    const { status, stdout, stderr } = await aispm([...command.split(' '), '--help'])
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expectGolden(`help-${command.replace(' ', '-')}.txt`, stdout)
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
    expect(stdout).toContain('\nExamples:\n')
  })

  it('of aispm itself, which is what aispm alone prints', async () => {
    const [asked, alone, help] = await Promise.all([aispm(['--help']), aispm([]), aispm(['help'])])
    expectGolden('help.txt', asked.stdout)
    expect(alone).toEqual(asked)
    expect(help).toEqual(asked)
    expect(asked.status).toBe(0)
    for (const command of commands) expect(asked.stdout).toMatch(new RegExp(`^  ${command} `, 'm'))
  })

  it('of a command by its name', async () => {
    expect((await aispm(['help', 'scan'])).stdout).toBe((await aispm(['scan', '--help'])).stdout)
    expect((await aispm(['help', 'rules', 'test'])).stdout).toBe((await aispm(['rules', 'test', '--help'])).stdout)
    expect((await aispm(['help', 'rules', 'tset'])).stderr).toBe('aispm: unknown command "rules tset"\ndid you mean rules test?\n')
    expect(await aispm(['help', 'scna'])).toEqual({ status: 2, stdout: '', stderr: 'aispm: unknown command "scna"\ndid you mean scan?\n' })
  })

  it('puts every option under a title of its own', () => {
    for (const command of everyCommand(buildProgram()).slice(1)) expect(command.helpInformation()).not.toMatch(/^Options:|^Commands:/m)
  })

  it('ends in commands that work', async () => {
    const cwd = folder()
    await aispm(['inventory', '--demo', '-o', 'inventory=account.jsonl'], { cwd })
    const keys = makeKeys()
    for (const [path, text] of Object.entries({ ...modelFiles, 'model.sig': keyBundle(modelFiles, keys) })) {
      mkdirSync(dirname(join(cwd, 'models/orchard', path)), { recursive: true })
      writeFileSync(join(cwd, 'models/orchard', path), text)
    }
    writeFileSync(join(cwd, 'orchard.pub'), keys.pem)
    copyFileSync(join(cwd, 'account.jsonl'), join(cwd, 'last.jsonl'))
    await aispm(['scan', '--inventory', 'account.jsonl', '-o', 'json=last.json', '-o', 'json=report.json'], { cwd })
    // What needs an account is asked of the demo.
    const examples = [...new Set(allExamples().map((example) => example.replace(/^(aispm (?:scan|inventory|compliance \S+)) aws/, '$1 --demo')))]
    expect(examples.length).toBeGreaterThan(15)
    for (const example of examples) {
      const { status, stderr } = await shell(example, { cwd })
      // What tries an account's rights says that there is none here.
      if (example.includes('--check')) {
        expect({ status, stderr }, example).toEqual({ status: 3, stderr: expect.stringContaining('no credentials for aws') as string })
        continue
      }
      // Nobody trusts the key, unless it is named.
      expect(example.includes('verify') && !example.includes('--public-key') ? [1, 3] : [0, 1], `${example}\n${stderr}`).toContain(status)
      // Recordings are over before a line of progress could be read; a folder is really read.
      expect(/ \.( |$)/.test(example) ? stderr.replaceAll(/^aispm: read.*\n/gm, '') : stderr, example).toBe('')
    }
  }, 300_000)
})

describe('version', () => {
  it('is the package\'s', async () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as { version: string }
    for (const flag of ['--version', '-v']) expect(await aispm([flag])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' })
  })
})

describe('exit codes', () => {
  const cwd = folder()
  beforeAll(() => aispm(['inventory', '--demo', '-o', 'inventory=account.jsonl'], { cwd }))

  it.each([
    [1, []],
    [0, ['--fail-on', 'never']],
    [0, ['--fail-on', 'critical', '--rules', 'aws-sagemaker-notebook-*']],
    [2, ['--fail-on', 'dire']],
    [3, ['--fail-on', 'never', '--min-coverage', '1']],
    [0, ['--fail-on', 'never', '--min-coverage', '50%']],
    [1, ['--min-coverage', '1']],
  ])('%i for %j, the same for every format', async (code, args) => {
    for (const format of code === 1 && args.length === 0 ? ['text', 'json', 'sarif', 'inventory'] : ['json']) {
      expect((await aispm(['scan', '--inventory', 'account.jsonl', ...args, '-o', format], { cwd })).status, format).toBe(code)
    }
  })

  it('are 0 for the demo, unless it is told otherwise', async () => {
    expect((await aispm(['scan', '--demo'])).status).toBe(0)
    expect((await aispm(['scan', '--demo', '--fail-on', 'high'])).status).toBe(1)
  })

  it('come with a reason when they are 3', async () => {
    const { stderr } = await aispm(['scan', '--inventory', 'account.jsonl', '--min-coverage', '100%'], { cwd })
    expect(stderr).toMatch(/^aispm: 9\d(\.\d)? % could be judged, and --min-coverage asks for 100 %\n$/)
  })
})

describe('streams', () => {
  it('keep the report on standard output, and all else off it', async () => {
    const { stdout, stderr } = await aispm(['scan', '--demo', '-o', 'json'])
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toMatchObject({ schema: 1 })
  })

  it('keep mistakes on standard error', async () => {
    const { stdout, stderr } = await aispm(['scan', '--demo', '-o', 'jsno'])
    expect(stdout).toBe('')
    expect(stderr).not.toBe('')
  })
})

describe('colour', () => {
  const coloured = async (args: string[], env: NodeJS.ProcessEnv = {}): Promise<boolean> => (await aispm(args, { env })).stdout.includes(escape)
  const args = ['rules', '--rules', 'aws-s3-*']

  it('is not for pipes', async () => {
    for (const run of [['rules'], ['scan', '--demo'], ['explain', 'aws-s3-ai-bucket-public-read'], ['--help']]) {
      expect(await coloured(run), run.join(' ')).toBe(false)
    }
  })

  it('is decided by --color, then NO_COLOR, then FORCE_COLOR', async () => {
    expect(await coloured([...args, '--color', 'always'])).toBe(true)
    expect(await coloured([...args, '--color', 'always'], { NO_COLOR: '1' })).toBe(true)
    expect(await coloured(args, { FORCE_COLOR: '1' })).toBe(true)
    expect(await coloured(args, { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false)
    expect(await coloured(args, { FORCE_COLOR: '0' })).toBe(false)
    expect(await coloured([...args, '--color', 'never'], { FORCE_COLOR: '3' })).toBe(false)
  })

  it('never reaches a file', async () => {
    const cwd = folder()
    await aispm(['scan', '--demo', '-o', 'text=report.txt', '--color', 'always'], { cwd })
    expect(readFileSync(join(cwd, 'report.txt'), 'utf8')).not.toContain(escape)
  })
})
