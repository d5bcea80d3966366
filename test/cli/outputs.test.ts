// Where reports go: files whole and private or not at all, pipes as far as they are read.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { aispm, folder, shell } from './run.js'

const home = folder()
beforeAll(() => aispm(['inventory', '--demo', '-o', 'inventory=account.jsonl'], { cwd: home }))
const saved = ['scan', '--inventory', join(home, 'account.jsonl')]
const place = (): string => mkdtempSync(join(home, 'run-'))

describe('files', () => {
  it('are several in one run, by commas and repeats, beside standard output', async () => {
    const cwd = place()
    const { stdout, stderr } = await aispm([...saved, '-o', 'text', '-o', 'json=a.json,sarif=b.sarif', '-o', 'inventory=c.jsonl'], { cwd })
    expect(stderr).toBe('')
    expect(stdout).toContain('aispm explain')
    expect(readdirSync(cwd).toSorted()).toEqual(['a.json', 'b.sarif', 'c.jsonl'])
    expect(JSON.parse(readFileSync(join(cwd, 'a.json'), 'utf8'))).toMatchObject({ schema: 1 })
    expect(JSON.parse(readFileSync(join(cwd, 'b.sarif'), 'utf8'))).toMatchObject({ version: '2.1.0' })
    expect(readFileSync(join(cwd, 'c.jsonl'), 'utf8').trimEnd().split('\n').at(-1)).toContain('"t":"end"')
  })

  it('take the place of the default: nothing on standard output', async () => {
    const cwd = place()
    expect((await aispm([...saved, '-o', 'json=a.json'], { cwd })).stdout).toBe('')
  })

  it('are for their owner only, also where a more open one stood', async () => {
    const cwd = place()
    writeFileSync(join(cwd, 'a.json'), 'old', { mode: 0o644 })
    await aispm([...saved, '-o', 'json=a.json'], { cwd })
    expect(statSync(join(cwd, 'a.json')).mode & 0o777).toBe(0o600)
  })

  it('are written through a link, which stays a link', async () => {
    const cwd = place()
    writeFileSync(join(cwd, 'real.json'), 'old')
    symlinkSync('real.json', join(cwd, 'link.json'))
    await aispm([...saved, '-o', 'json=link.json'], { cwd })
    expect(readFileSync(join(cwd, 'real.json'), 'utf8')).toContain('"schema"')
  })

  it('may be devices and pipes, which are written to and never replaced', async () => {
    const cwd = place()
    expect((await aispm([...saved, '-o', 'json=/dev/null'], { cwd })).stderr).toBe('')
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true)
    const piped = await shell(`aispm ${saved.join(' ')} -o json=>(cat > got.json); sleep 0.2; wait`, { cwd })
    expect(piped.stderr).toBe('')
    expect(JSON.parse(readFileSync(join(cwd, 'got.json'), 'utf8'))).toMatchObject({ schema: 1 })
  })

  it.each([
    ['no/such/a.json', 'there is no folder no/such', 'mkdir -p no/such'],
    ['plain/a.json', 'plain is no folder', undefined],
    ['reports', 'reports is a folder', 'reports/report'],
  ])('are refused before anything is read: %s', async (file, why, hint) => {
    const cwd = place()
    writeFileSync(join(cwd, 'plain'), '')
    mkdirSync(join(cwd, 'reports'))
    writeFileSync(join(cwd, 'old.json'), 'old')
    const before = readdirSync(cwd)
    // The address would not answer: nothing may be asked of it.
    const { status, stderr } = await aispm(['scan', 'aws', '-o', 'json=old.json', '-o', `sarif=${file}`], { cwd, env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' } })
    expect(status).toBe(2)
    expect(stderr).toContain(why)
    expect(stderr).toContain('nothing was scanned')
    if (hint !== undefined) expect(stderr).toContain(`try: ${hint}`)
    expect(readdirSync(cwd)).toEqual(before)
    expect(readFileSync(join(cwd, 'old.json'), 'utf8')).toBe('old')
  })

  it('keep what stood there when the scan fails', async () => {
    const cwd = place()
    writeFileSync(join(cwd, 'old.json'), 'old')
    const { status } = await aispm(['scan', 'aws', '-o', 'json=old.json'], { cwd })
    expect(status).toBe(3)
    expect(readFileSync(join(cwd, 'old.json'), 'utf8')).toBe('old')
    expect(readdirSync(cwd)).toEqual(['old.json'])
  })

  it.skipIf(!existsSync('/dev/full'))('that cannot be written do not cost the others', async () => {
    const cwd = place()
    const { status, stdout, stderr } = await aispm([...saved, '-o', 'json=/dev/full', '-o', 'sarif=b.sarif', '-o', 'text'], { cwd })
    expect(status).toBe(3)
    expect(stderr).toMatch(/^aispm: \/dev\/full could not be written: ENOSPC/)
    expect(stdout).toContain('aispm explain')
    expect(existsSync(join(cwd, 'b.sarif'))).toBe(true)
  })
})

describe('a pipe that closes early', () => {
  it.each(['scan --demo --full', 'rules', 'schema inventory', 'inventory --demo -o json', '--help'])('ends %s quietly, with its own exit code', async (line) => {
    const { status, stdout, stderr } = await shell(`aispm ${line} | head -1; exit \${PIPESTATUS[0]}`)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout.split('\n')).toHaveLength(2)
  })

  it('does not hide findings, and costs no file', async () => {
    const cwd = place()
    const { status, stderr } = await shell(`aispm ${saved.join(' ')} -o json -o sarif=b.sarif | head -c 1; exit \${PIPESTATUS[0]}`, { cwd })
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' })
    expect(existsSync(join(cwd, 'b.sarif'))).toBe(true)
  })

  it.skipIf(!existsSync('/dev/full'))('is not the same as a full disk', async () => {
    const { status, stderr } = await shell(`aispm ${saved.join(' ')} > /dev/full`)
    expect(status).toBe(3)
    expect(stderr).toMatch(/^aispm: the report could not be written to standard output: ENOSPC/)
  })
})
