// What standard error says: nothing but errors when asked, and never anything that a CI system takes for a command.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { UsageError } from '../../src/core/index.js'
import { complaint } from '../../src/cli/fail.js'
import { inert } from '../../src/cli/inert.js'
import { watchProgress } from '../../src/cli/progress.js'
import { aispm, folder } from './run.js'

const cwd = folder()
mkdirSync(join(cwd, 'models'))
writeFileSync(join(cwd, 'models', 'orchard.pkl'), Buffer.from('80049504000000000000008c016194', 'hex'))

describe('--quiet', () => {
  it('leaves the report, and takes away the rest', async () => {
    const [plain, quiet, set] = await Promise.all([aispm(['scan', '.'], { cwd }), aispm(['scan', '.', '--quiet'], { cwd }), aispm(['scan', '.'], { cwd, env: { AISPM_QUIET: 'true' } })])
    expect(plain.stderr).toContain('aispm: read')
    expect([quiet.stderr, set.stderr]).toEqual(['', ''])
    expect(quiet.stdout.length).toBeGreaterThan(100)
    expect(quiet.status).toBe(plain.status)
  })

  it('tells errors', async () => {
    expect((await aispm(['scan', './nowhere', '--quiet'], { cwd })).stderr).toBe('aispm: ./nowhere does not exist; nothing was scanned\n')
  })

  it('tells bugs', () => {
    let output = ''
    const progress = watchProgress({ isTTY: true, write: (text) => (output += text) }, { quiet: true })
    progress.scope({ provider: 'aws', account: '111122223333' }, 1, 1)
    progress.say('aispm: nothing')
    progress.skipped('gcp', 'no credentials', 'gcloud auth login')
    progress.bug(new TypeError('orchard'), 'aws.s3.bucket list')
    progress.end()
    progress.sum()
    expect(output).toBe('aispm: a bug of ours in aws.s3.bucket list: orchard\n')
  })

  it('does not go with --verbose, unless one is only in the environment', async () => {
    expect(await aispm(['rules', '--quiet', '--verbose'])).toMatchObject({ status: 2, stderr: 'aispm: option "--quiet" cannot be used with option "--verbose"\ntry: aispm rules --help\n' })
    expect((await aispm(['rules', '--verbose', '--rules', 'aws-s3-*'], { env: { AISPM_QUIET: '1' } })).status).toBe(0)
  })
})

describe('what CI systems and terminals take for orders', () => {
  it.each([
    ['x\n::error::pwned', 'x\n\\u{3a}:error::pwned'],
    ['x\n   ::set-output name=a::b', 'x\n   \\u{3a}:set-output name=a::b'],
    ['x ##[error]pwned', 'x \\u{23}#[error]pwned'],
    ['x ##vso[task.setvariable]y', 'x \\u{23}#vso[task.setvariable]y'],
    ['##VSO[x]y', '\\u{23}#VSO[x]y'],
    ['## heading', '\\u{23}# heading'],
    ['a\u001B[31mred', 'a\\e[31mred'],
    ['a\u202Eb', 'a\\u{202e}b'],
    ['a::b and a#b stay', 'a::b and a#b stay'],
  ])('%j comes out as %j', (text, safe) => {
    expect(inert(text)).toBe(safe)
  })

  it('does not get through a name in an error', async () => {
    const { stderr } = await aispm(['scan', './x\n::error::pwned\n##vso[a]b\u001B[31m'], { cwd })
    expect(stderr.split('\n').filter((line) => /^\s*(?:::|##)|##(?:\[|vso\[)/.test(line))).toEqual([])
    expect(stderr).not.toContain('\u001B')
    expect(stderr).toContain('pwned')
    expect(complaint(new UsageError('a', '::hint'), false)).toBe('aispm: a\ntry: \\u{3a}:hint\n')
    expect(complaint(new Error('x\n::error::y'), false)).not.toMatch(/^::/m)
  })
})

describe('colour', () => {
  const colored = async (args: string[], env: NodeJS.ProcessEnv): Promise<boolean> => (await aispm(['rules', '--rules', 'aws-s3-*', ...args], { env })).stdout.includes('\u001B[')

  it('goes with --no-color, wherever it comes from', async () => {
    expect(await colored(['--color', 'always'], {})).toBe(true)
    expect(await colored(['--no-color'], { FORCE_COLOR: '3' })).toBe(false)
    expect(await colored(['--no-color'], { AISPM_COLOR: 'always' })).toBe(false)
    expect(await colored([], { AISPM_COLOR: 'always', NO_COLOR: '1' })).toBe(true)
  })

  it('may be asked for as on macOS and BSD', async () => {
    expect(await colored([], { CLICOLOR_FORCE: '1' })).toBe(true)
    expect(await colored([], { CLICOLOR_FORCE: '0' })).toBe(false)
    expect(await colored([], { CLICOLOR_FORCE: '1', NO_COLOR: '1' })).toBe(false)
  })
})
