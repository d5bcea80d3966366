// What a person at a terminal sees: live progress that leaves nothing behind, and lists that fit the screen.
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allRegions, makeAccount, sizes } from '../server/account.js'
import { AwsServer } from '../server/server.js'
import { watchProgress } from '../../src/cli/progress.js'
import { binary, environment, folder } from './run.js'
import { drawn } from './screen.js'

const hasPython = spawnSync('python3', ['--version']).status === 0
const cwd = folder()

function onTerminal(args: string[], { columns, rows, env = {} }: { columns: number; rows: number; env?: NodeJS.ProcessEnv }): Promise<{ status: number | null; output: string }> {
  const child = spawn('python3', [join(import.meta.dirname, 'terminal.py'), String(columns), String(rows), process.execPath, binary, ...args], { cwd, env: environment(cwd, { TERM: 'xterm-256color', ...env }) })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return new Promise((done) => child.on('close', (status) => done({ status, output })))
}

describe.skipIf(!hasPython)('live progress', () => {
  let server: AwsServer
  beforeAll(async () => {
    server = await AwsServer.start(makeAccount(sizes.XS, { regions: allRegions }), { latency: 40 })
  })
  afterAll(() => server.stop())

  it.each([[80, 24], [40, 10], [30, 6]])('on %i columns and %i rows is wiped before the report', async (columns, rows) => {
    const { status, output } = await onTerminal(['scan', 'aws', '--fail-on', 'never'], { columns, rows, env: server.env() })
    expect(status).toBe(0)
    // It was there ...
    expect(output).toContain(' calls')
    const { lines, mostWiped } = drawn(output, columns)
    // ... never taller than the screen, whose top would be out of reach ...
    expect(mostWiped).toBeGreaterThan(0)
    expect(mostWiped).toBeLessThan(rows)
    // ... and is gone, without a trace or an empty line.
    expect(lines.filter((line) => /(?:^| )\d+ calls(?: in|$)|reading aws/.test(line))).toEqual([])
    expect(lines[0]).toMatch(/^(critical|high|medium|low) /)
  })

  it('makes room for what is told in between', async () => {
    const { status, output } = await onTerminal(['scan', '--scope', 'aws:444455556666'], { columns: 80, rows: 24, env: server.env() })
    expect(status).toBe(2)
    expect(drawn(output, 80).lines.slice(0, 2)).toEqual(['aispm: aws:444455556666 was not scanned: these credentials belong to account 111', '122223333'])
  })
})

describe('progress', () => {
  const watched = (columns: number, rows: number): { progress: ReturnType<typeof watchProgress>; output: () => string } => {
    let output = ''
    let now = 0
    return { progress: watchProgress({ isTTY: true, columns, rows, write: (text) => (output += text) }, {}, () => (now += 1000)), output: () => output }
  }
  const scope = (n: number): { provider: string; account: string; region: string } => ({ provider: 'aws', account: '111122223333', region: `region-${String(n).padStart(2, '0')}` })

  it('tells messages above the live lines and keeps them', () => {
    const { progress, output } = watched(80, 24)
    progress.scope(scope(1), 1, 0)
    progress.say('aispm: SIGINT: reporting what was read so far')
    progress.scope(scope(2), 3, 5)
    progress.bug(new TypeError('orchard'), 'aws.s3.bucket list')
    progress.end()
    progress.sum()
    expect(drawn(output(), 80).lines).toEqual(['aispm: SIGINT: reporting what was read so far', 'aispm: a bug of ours in aws.s3.bucket list: orchard', ''])
  })

  it('shows the busiest of many scopes and how many there are, on lines that do not wrap', () => {
    const { progress, output } = watched(34, 8)
    for (let n = 0; n < 40; n++) progress.scope(scope(n), n + 1, n)
    const { lines, mostWiped } = drawn(output(), 34)
    expect(lines).toEqual([
      ...[35, 36, 37, 38, 39].map((n) => `  aws/111122223333/region-${n}      ${n + 1} calls`.slice(0, 33)),
      '  39 assets, 820 calls in 40 scop', '',
    ])
    expect(mostWiped).toBe(6)
  })

  it('draws nothing more once it ended', () => {
    const { progress, output } = watched(80, 24)
    progress.scope(scope(1), 1, 0)
    progress.end()
    progress.scope(scope(1), 2, 0)
    expect(drawn(output(), 80).lines).toEqual([''])
  })
})

describe.skipIf(!hasPython)('lists', () => {
  it.each([80, 100, 160])('of rules fit %i columns', async (columns) => {
    const { output } = await onTerminal(['rules'], { columns, rows: 40 })
    const plain = stripVTControlCharacters(output).split('\r\n')
    expect(plain.filter((line) => line.length > columns)).toEqual([])
    expect(output).toContain('\u001B[')
    expect(plain.some((line) => line.includes('aws-sagemaker-endpoint-config-data-capture-bucket-exposed'))).toBe(true)
  })

  it.each([60, 80])('explain fits %i columns, but for links and commands', async (columns) => {
    const { output } = await onTerminal(['explain', 'aws-sagemaker-notebook-role-admin'], { columns, rows: 40 })
    const plain = stripVTControlCharacters(output).split('\r\n')
    expect(plain.filter((line) => line.length > columns && !line.includes('https://') && !line.startsWith('  aws '))).toEqual([])
  })

  it('take no colour where the terminal has none', async () => {
    const { output } = await onTerminal(['rules', '--rules', 'aws-s3-*'], { columns: 80, rows: 40, env: { TERM: 'dumb' } })
    expect(output).not.toContain('\u001B[')
  })
})
