// Folders as targets: what is scanned, what is said, and how it exits.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { aispm, folder } from './run.js'

/** `posix.getcwd()`: dangerous by its module, harmless in truth. */
const calling = Buffer.concat([Buffer.from([0x80, 2]), Buffer.from('cposix\ngetcwd\n'), Buffer.from(')R.')])

function safetensors(): Buffer {
  const header = Buffer.from(JSON.stringify({ a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(header.length))
  return Buffer.concat([length, header, Buffer.alloc(8)])
}

function checkout(): string {
  const top = folder()
  mkdirSync(join(top, '.git'))
  mkdirSync(join(top, 'models/ranker'), { recursive: true })
  mkdirSync(join(top, 'src'))
  writeFileSync(join(top, 'models/ranker/model.safetensors'), safetensors())
  writeFileSync(join(top, 'models/ranker/ranker.pkl'), calling)
  writeFileSync(join(top, 'src/main.py'), 'print("hello")\n')
  return top
}

interface Report {
  findings: { rule: string; asset: string; source?: { file: string } }[]
  scopes: { scope: { provider: string; account: string } }[]
}

describe('a folder', () => {
  it('is scanned without credentials, and its findings stand at their files', async () => {
    const cwd = checkout()
    const { status, stdout, stderr } = await aispm(['scan', '.', '-o', 'json'], { cwd })
    const { findings, scopes }: Report = JSON.parse(stdout)
    expect(stderr).not.toContain('credentials')
    expect(status).toBe(1)
    expect(scopes.map(({ scope }) => scope.provider)).toEqual(['local'])
    expect(findings.filter(({ rule }) => rule === 'model-pickle-dangerous-call')).toMatchObject([{ asset: 'local:models/ranker/ranker.pkl' }])
    expect(findings.map(({ rule }) => rule)).toContain('model-repo-mixed-weights')
  })

  it('may be a file, several, or stand beside a cloud', async () => {
    const cwd = checkout()
    const one = await aispm(['scan', 'models/ranker/model.safetensors', '-o', 'json'], { cwd })
    expect(one.status).toBe(0)
    const two = await aispm(['inventory', 'models', 'src', '-o', 'json'], { cwd })
    expect((JSON.parse(two.stdout) as Report).scopes.map(({ scope }) => scope.account)).toEqual(['models', 'src'])
    const none = await aispm(['scan', 'src'], { cwd })
    expect(none).toMatchObject({ status: 0 })
    expect(none.stdout).toContain('nothing was judged')
  })

  it('keeps files of one name apart, and tells where they are in the repository', async () => {
    const cwd = checkout()
    for (const name of ['one', 'two']) {
      mkdirSync(join(cwd, name))
      writeFileSync(join(cwd, name, 'same.pkl'), calling)
    }
    const both = JSON.parse((await aispm(['scan', 'one', 'two', '-o', 'json'], { cwd })).stdout) as Report
    expect(both.findings.filter(({ rule }) => rule === 'model-pickle-dangerous-call').map(({ asset }) => asset)).toEqual(['local:one/same.pkl', 'local:two/same.pkl'])
    const alone = JSON.parse((await aispm(['scan', 'two', '-o', 'json'], { cwd })).stdout) as Report
    expect(alone.findings.find(({ rule }) => rule === 'model-pickle-dangerous-call')).toMatchObject({ asset: 'local:same.pkl', source: { file: 'two/same.pkl' } })
    const sarif = await aispm(['scan', 'two', '-o', 'sarif'], { cwd })
    expect(sarif.stdout).toContain('"uri":"two/same.pkl"')
  })

  it('is planned, judged in part, and asks for no rights', async () => {
    const cwd = checkout()
    const plan = await aispm(['scan', '--plan', '.'], { cwd })
    expect(plan.stdout).toContain('it takes no more than the right to open the files')
    const part = await aispm(['scan', '.', '--asset', 'local:models/ranker/ranker.pkl', '-o', 'json'], { cwd })
    expect(new Set((JSON.parse(part.stdout) as Report).findings.map(({ asset }) => asset))).toEqual(new Set(['local:models/ranker/ranker.pkl']))
    const rights = await aispm(['permissions', 'local'], { cwd })
    expect(rights.status).toBe(2)
    expect(rights.stderr).toContain('local has no policy')
  })

  it('is never left through a link', async () => {
    const cwd = checkout()
    const secret = join(folder(), 'secret.pkl')
    writeFileSync(secret, calling)
    symlinkSync(secret, join(cwd, 'models/ranker/linked.pkl'))
    const { stdout } = await aispm(['scan', '.', '-o', 'json'], { cwd })
    const { findings }: Report = JSON.parse(stdout)
    expect(findings.map(({ asset }) => asset)).not.toContain('local:models/ranker/linked.pkl')
    expect(findings.map(({ rule }) => rule)).toContain('artifact-symlink-escape')
  })

  it('of somebody who has no models is none of ours', async () => {
    const cwd = folder()
    for (const [name, text] of [['README.md', '# shop'], ['config.json', '{"port": 80}'], ['package.json', '{"name": "shop"}'], ['server.py', 'import flask'], ['a.csv', 'a,b\n1,2\n'], ['logo.svg', '<svg/>']]) writeFileSync(join(cwd, name ?? ''), text ?? '')
    const { stdout } = await aispm(['scan', '.', '--rules', 'all'], { cwd })
    expect(stdout).toContain('0 assets, 1 folder')
  })

  it('of nothing is said to be so', async () => {
    const { status, stdout } = await aispm(['scan', '.'], { cwd: folder() })
    expect(status).toBe(0)
    expect(stdout).toContain('0 assets, 1 folder')
  })

  it('saved as an inventory is judged again without it', async () => {
    const cwd = checkout()
    const first = await aispm(['scan', '.', '-o', 'json', '-o', 'inventory=all.jsonl', '--rules', 'all'], { cwd })
    const again = await aispm(['scan', '--inventory', 'all.jsonl', '-o', 'json', '--rules', 'all'], { cwd })
    const rules = (text: string): string[] => (JSON.parse(text) as Report).findings.map(({ rule, asset }) => `${rule} ${asset}`)
    expect(rules(again.stdout)).toEqual(rules(first.stdout))
  })
})
