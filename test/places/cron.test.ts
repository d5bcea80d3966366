import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, readlinkSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { binary, type Ended } from '../cli/run.js'
import { ground, orchard, root, run, write } from './ground.js'

// A run is a second; on a busy machine, several.
vi.setConfig({ testTimeout: 120_000 })

const script = join(root, 'deploy/cron.sh')

interface Place { at: string; history: string; news: () => string; scan: (...args: string[]) => Promise<Ended> }

/** A machine with a checkout of the orchard, and a command that keeps the news. */
function place(): Place {
  const at = ground()
  cpSync(orchard, join(at, 'models'), { recursive: true })
  const history = join(at, 'history')
  const told = join(at, 'news.txt')
  write(join(at, 'aispm'), `#!/bin/sh\nexec '${process.execPath}' '${binary}' "$@"\n`)
  const path = `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`
  return {
    at, history,
    news: () => {
      const text = existsSync(told) ? readFileSync(told, 'utf8') : ''
      rmSync(told, { force: true })
      return text
    },
    scan: (...args) => run(['sh', script, '-d', history, '-b', join(at, 'aispm'), ...args], { cwd: at, env: { PATH: path, TOLD: told } }),
  }
}

const tell = ['-a', 'cat >"$TOLD"']
const runs = (history: string): string[] => readdirSync(join(history, 'runs'))

describe('the cron script', () => {
  it('tells everything once, then nothing, then only what is new', async () => {
    const { at, history, news, scan } = place()
    const first = await scan(...tell, '--', 'models')
    expect(first).toMatchObject({ status: 1, stdout: '', stderr: '' })
    const told = news()
    expect(told).toMatch(/^aispm: first run, .*: 1 critical {2}5 high {2}2 medium {2}1 low\n/)
    expect(told).toContain('model-pickle-dangerous-call')
    const baseline = readlinkSync(join(history, 'latest.json'))

    expect(await scan(...tell, '--', 'models')).toMatchObject({ status: 0, stdout: '', stderr: '' })
    expect(news()).toBe('')
    expect(readlinkSync(join(history, 'latest.json'))).not.toBe(baseline)

    mkdirSync(join(at, 'models/models/fresh'))
    cpSync(join(orchard, 'models/ranker/ranker-candidate.joblib'), join(at, 'models/models/fresh/fresh.joblib'))
    expect((await scan(...tell, '--', 'models')).status).toBe(1)
    const third = news()
    expect(third).toMatch(/^aispm: \d new findings?\n/)
    expect(third).toContain('models/fresh/fresh.joblib runs commands')
    expect(third).not.toContain('ranker')
    expect(third).not.toContain('notebooks/train.ipynb')

    expect(runs(history)).toHaveLength(3)
    const last = join(history, dirname(readlinkSync(join(history, 'latest.json'))))
    expect(readdirSync(last).toSorted()).toEqual(['aispm.sarif', 'inventory.jsonl', 'log.txt', 'report.json', 'report.txt'])
    expect(readdirSync(last).map((file) => statSync(join(last, file)).mode & 0o777)).toEqual([0o600, 0o600, 0o600, 0o600, 0o600])
    expect(readdirSync(history).toSorted()).toEqual(['latest.json', 'latest.sarif', 'latest.txt', 'runs'])
  })

  it('is not silent when it could not read, and keeps the last good report', async () => {
    const { history, news, scan } = place()
    await scan(...tell, '--', 'models')
    news()
    const good = readlinkSync(join(history, 'latest.json'))
    expect((await scan(...tell, '--', 'models', '--min-coverage', '1.5')).status).toBe(2)
    expect(news()).toMatch(/^aispm: the scan ended with exit code 2, and was not taken for a result\n {2}aispm: /)
    expect((await scan(...tell, '--', 'aws', '--demo', '--replay', '/nowhere')).status).not.toBe(0)
    expect(news()).toContain('was not taken for a result')
    const blind = await scan(...tell, '--', '--replay', join(root, 'fixtures/aws/half-blind'), 'aws', '--min-coverage', '1', '--rules', 'aws-s3-*')
    expect(blind.status).toBe(3)
    expect(news()).toContain('the scan could not read what it was asked to, or too little of it')
    expect(readlinkSync(join(history, 'latest.json'))).toBe(good)
  })

  it('tells again what could not be handed over', async () => {
    const { history, news, scan } = place()
    expect(await scan('-a', 'false', '--', 'models')).toMatchObject({ status: 5, stderr: expect.stringContaining('could not be handed over by: false') })
    expect(existsSync(join(history, 'latest.json'))).toBe(false)
    await scan(...tell, '--', 'models')
    expect(news()).toContain('first run')
  })

  it('speaks on standard output where nobody is named', async () => {
    expect((await place().scan('--', 'models')).stdout).toMatch(/^aispm: first run/)
  })

  it('does not overlap, and takes over from the dead', async () => {
    const { history, scan } = place()
    mkdirSync(join(history, 'lock'), { recursive: true })
    writeFileSync(join(history, 'lock/owner'), `${hostname()} ${process.pid}\n`)
    expect(await scan('--', 'models')).toMatchObject({ status: 3, stdout: '', stderr: expect.stringContaining('another run is at work') })
    expect(existsSync(join(history, 'lock/owner'))).toBe(true)

    // Another machine may be at it for hours, and not for a day.
    writeFileSync(join(history, 'lock/owner'), 'elsewhere 1\n')
    expect((await scan('--', 'models')).status).toBe(3)
    const yesterday = Date.now() / 1000 - 86_400
    utimesSync(join(history, 'lock'), yesterday, yesterday)
    expect((await scan('--', 'models')).status).toBe(1)

    mkdirSync(join(history, 'lock'))
    // No process has this number.
    writeFileSync(join(history, 'lock/owner'), `${hostname()} 4194305\n`)
    expect((await scan('--', 'models')).status).toBe(0)
    expect(existsSync(join(history, 'lock'))).toBe(false)
  })

  it('keeps so many runs, and always the one that the next is held against', async () => {
    const { history, scan } = place()
    await scan('--', 'models')
    const good = readlinkSync(join(history, 'latest.json')).split('/')[1] ?? ''
    for (let i = 0; i < 3; i += 1) await scan('-k', '2', '--', 'models', '--rules', 'no-such-rule')
    expect(runs(history)).toHaveLength(3)
    expect(runs(history)[0]).toBe(good)
    await scan('-k', '2', '--', 'models')
    expect(runs(history)).toHaveLength(2)
    expect(runs(history)).not.toContain(good)
  })

  it('writes down what was read before it was told to stop', async () => {
    const { at, history, news, scan } = place()
    // A scan that waits to be told, and ends as aispm does then.
    write(join(at, 'aispm'), '#!/bin/sh\ntrap \'echo stopped >&2; exit 143\' TERM\nkill -TERM $PPID\nwhile :; do sleep 0.1; done\n')
    expect((await scan(...tell)).status).toBe(143)
    expect(news()).toContain('exit code 143, and was not taken for a result\n  stopped')
    expect(existsSync(join(history, 'latest.json'))).toBe(false)
    expect(existsSync(join(history, 'lock'))).toBe(false)
  })

  it('tells names as text that nothing acts upon', async () => {
    const { at, news, scan } = place()
    const evil = '~!rm \u001B[31m\u202Eevil\u200B\r::error::.joblib'
    cpSync(join(orchard, 'models/ranker/ranker-candidate.joblib'), join(at, 'models', evil))
    await scan(...tell, '--', 'models')
    const told = news()
    expect(told).toContain('evil')
    expect(told.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    expect(told).not.toMatch(/^(?:~|::|##)/m)
  })

  it('takes no word that it does not know', async () => {
    const { scan, history } = place()
    for (const args of [['-x'], ['-k', '0'], ['-k', 'all'], ['-b', 'no-such-program']]) {
      expect(await scan(...args), args.join(' ')).toMatchObject({ status: 2, stderr: expect.stringContaining('nothing was scanned') })
    }
    expect(existsSync(history)).toBe(false)
  })

  it('follows a link to its history', async () => {
    const { at, history, scan } = place()
    mkdirSync(join(at, 'disk'))
    symlinkSync(join(at, 'disk'), history)
    await scan('--', 'models')
    expect(existsSync(join(at, 'disk/latest.json'))).toBe(true)
  })
})
