// --redact on the real command: the key makes the pseudonyms, and nobody's name is in any file.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { aispm, folder } from './run.js'

vi.setConfig({ testTimeout: 60_000 })

const key = 'sixteen-and-more'.repeat(2)
const names = /111122223333|11111111-2222-3333|storchardml|price-widget|orchard-(?:lab|chat|support|models|corpus|ml)/
const formats = ['json', 'html', 'markdown', 'junit', 'csv', 'ocsf', 'cyclonedx', 'gitlab', 'inventory', 'text']

describe('--redact', () => {
  it('leaves no name in any file, and the same findings', async () => {
    const cwd = folder()
    const outputs = formats.flatMap((format) => ['-o', `${format}=report.${format}`])
    const redacted = await aispm(['scan', '--demo', '--redact', ...outputs], { cwd, env: { AISPM_REDACT_KEY: key } })
    expect(redacted).toMatchObject({ status: 0, stderr: '' })
    for (const format of formats) expect(names.exec(readFileSync(join(cwd, `report.${format}`), 'utf8'))?.[0], format).toBeUndefined()
    const plain: { findings: { rule: string }[] } = JSON.parse((await aispm(['scan', '--demo', '-o', 'json'], { cwd })).stdout)
    const told: { findings: { rule: string }[]; redacted: boolean } = JSON.parse(readFileSync(join(cwd, 'report.json'), 'utf8'))
    expect(told.redacted).toBe(true)
    expect(told.findings.map(({ rule }) => rule)).toEqual(plain.findings.map(({ rule }) => rule))
  })

  it('keeps a key of its own, for its owner alone, and uses it again', async () => {
    const cwd = folder()
    const scan = async (): Promise<string> => (await aispm(['inventory', '--demo', '--redact', '-o', 'inventory'], { cwd })).stdout
    const [first, second] = [await scan(), await scan()]
    expect(second).toBe(first)
    expect(first).not.toMatch(names)
    const kept = join(cwd, '.local/state/aispm/redact.key')
    expect([existsSync(kept), statSync(kept).mode & 0o777]).toEqual([true, 0o600])
    writeFileSync(kept, `${key}\n`)
    expect(await scan()).not.toBe(first)
  })

  it('refuses a key that could be guessed, and says when none can be kept', async () => {
    const cwd = folder()
    expect(await aispm(['scan', '--demo', '--redact'], { cwd, env: { AISPM_REDACT_KEY: 'short' } })).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(/^aispm: AISPM_REDACT_KEY is shorter than 16 characters/) })
    writeFileSync(join(cwd, '.local'), 'a file where a folder should be')
    const { status, stderr } = await aispm(['scan', '--demo', '--redact', '--concise'], { cwd })
    expect([status, stderr]).toEqual([0, expect.stringMatching(/^aispm: pseudonyms are of this run only/)])
  })
})
