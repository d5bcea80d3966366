// Where reports go: files whole and private or not at all, pipes as far as they are read.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { aispm, folder, shell, start } from './run.js'

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
    expect(status).toBe(4)
    expect(stderr).toMatch(/^aispm: \/dev\/full could not be written: ENOSPC/)
    expect(stdout).toContain('aispm explain')
    expect(existsSync(join(cwd, 'b.sarif'))).toBe(true)
  })
})

describe('a write that fails after the scan', () => {
  const temporaries = (cwd: string): string[] => readdirSync(cwd).filter((name) => name.endsWith('.tmp'))

  it('of files too large for the shell: the old ones untouched, none beside them, each told, exit 4', async () => {
    const cwd = place()
    for (const name of ['a.json', 'b.sarif', 'c.csv']) writeFileSync(join(cwd, name), 'old')
    // In blocks of 1,024 bytes. SIGXFSZ would end the program: Node ignores it, so the write fails with EFBIG.
    const { status, stderr } = await shell(`ulimit -f 8; aispm ${saved.join(' ')} -o json=a.json,sarif=b.sarif,text=d.txt`, { cwd })
    expect(stderr).toMatch(/^aispm: a\.json could not be written: EFBIG.*; what stood there before is untouched\naispm: b\.sarif could not be written: EFBIG/)
    expect(status).toBe(4)
    for (const name of ['a.json', 'b.sarif', 'c.csv']) expect(readFileSync(join(cwd, name), 'utf8')).toBe('old')
    expect(temporaries(cwd)).toEqual([])
  })

  it('of a disk that is full: the old file untouched, what fits is written, exit 4', async ({ skip }) => {
    const cwd = place()
    mkdirSync(join(cwd, 'disk'))
    const mount = await shell('mount -t tmpfs -o size=128k tmpfs disk', { cwd })
    if (mount.status !== 0) skip('no file system can be mounted here')
    try {
      writeFileSync(join(cwd, 'disk/a.json'), 'old')
      const { status, stderr } = await aispm([...saved, '--concise', '-o', 'json=disk/a.json', '-o', 'text=disk/b.txt'], { cwd })
      expect(stderr).toMatch(/^aispm: disk\/a\.json could not be written: ENOSPC/)
      expect(status).toBe(4)
      expect(readFileSync(join(cwd, 'disk/a.json'), 'utf8')).toBe('old')
      expect(readdirSync(join(cwd, 'disk')).toSorted()).toEqual(['a.json', 'b.txt'])
      expect(readFileSync(join(cwd, 'disk/b.txt'), 'utf8')).toContain('looked at')
    } finally {
      await shell('umount disk', { cwd })
    }
  })

  it('of a folder that is gone by then: exit 4, and standard output is whole', async () => {
    const cwd = place()
    mkdirSync(join(cwd, 'gone'))
    const { status, stdout, stderr } = await shell(`(while [ -z "$(ls -A gone 2>/dev/null)" ]; do :; done; rm -rf gone) & aispm ${saved.join(' ')} -o json=gone/a.json -o text; code=$?; wait; exit $code`, { cwd })
    expect(stderr).toMatch(/^aispm: gone\/a\.json could not be written: ENOENT/)
    expect(status).toBe(4)
    expect(stdout).toContain('looked at')
  })
})

describe('a run that is killed while it writes', () => {
  it('leaves the old file, and the next run removes what it left', async () => {
    const cwd = place()
    writeFileSync(join(cwd, 'a.json'), 'old')
    // A pipe that nobody reads from holds the program at its last output, with the first one still unnamed.
    await shell('mkfifo held', { cwd })
    const { child, ended } = start([...saved, '-o', 'csv=held', '-o', 'json=a.json'], { cwd })
    const left = (): string[] => readdirSync(cwd).filter((name) => name.endsWith('.tmp'))
    await expect.poll(left, { timeout: 20_000 }).toHaveLength(1)
    expect(statSync(join(cwd, left()[0] ?? '')).mode & 0o777).toBe(0o600)
    child.kill('SIGKILL')
    expect((await ended).status).toBe(null)
    expect(readFileSync(join(cwd, 'a.json'), 'utf8')).toBe('old')
    expect(left()).toHaveLength(1)
    // Another run that is alive, and one of another machine: not ours to remove.
    const others = [`.aispm-elsewhere-1-${'0'.repeat(12)}.tmp`, left()[0]?.replace(/-\d+-[0-9a-f]+\.tmp$/, `-${process.pid}-${'1'.repeat(12)}.tmp`) ?? '']
    for (const name of others) writeFileSync(join(cwd, name), '')
    await aispm([...saved, '-o', 'json=a.json'], { cwd })
    expect(JSON.parse(readFileSync(join(cwd, 'a.json'), 'utf8'))).toMatchObject({ schema: 1 })
    expect(left().toSorted()).toEqual(others.toSorted())
  })

  it('never shows half a file: what is there is the old one or a whole one, whenever it ends', async () => {
    const cwd = place()
    for (const wait of [0, 40, 80, 120, 160, 240]) {
      const { child, ended } = start([...saved, '-o', 'json=a.json'], { cwd })
      await expect.poll(() => readdirSync(cwd).length, { timeout: 20_000, interval: 5 }).toBeGreaterThan(0)
      await new Promise((done) => setTimeout(done, wait))
      child.kill('SIGKILL')
      await ended
      if (existsSync(join(cwd, 'a.json'))) expect(JSON.parse(readFileSync(join(cwd, 'a.json'), 'utf8'))).toMatchObject({ schema: 1 })
    }
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
    expect(status).toBe(4)
    expect(stderr).toMatch(/^aispm: the report could not be written to standard output: ENOSPC/)
  })
})
