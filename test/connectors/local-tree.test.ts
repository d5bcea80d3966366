// Folders as they should not be: links out, loops, pipes, names that are no text, depths beyond what the system opens.
import { execFileSync } from 'node:child_process'
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { besideOf } from '../../src/connectors/local/beside.js'
import { FileBytes } from '../../src/connectors/kit/file-bytes.js'
import { rootsOf } from '../../src/connectors/local/roots.js'
import { walk } from '../../src/connectors/local/tree.js'
import { Stopped } from '../../src/artifacts/unread.js'

let root = ''
let outside = ''
beforeEach(() => {
  const top = mkdtempSync(join(tmpdir(), 'aispm-tree-'))
  root = join(top, 'root')
  outside = join(top, 'outside')
  mkdirSync(root)
  mkdirSync(outside)
  writeFileSync(join(outside, 'secret.bin'), 'secret')
})
// Node cannot remove what is nested too deep for it.
afterEach(() => void execFileSync('rm', ['-rf', join(root, '..')]))

function put(path: string, text = 'x'): void {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), text)
}

const paths = (): string[] => walk(root).files.map(({ path }) => path)

describe('a walk', () => {
  it('gives every regular file in one order', () => {
    for (const path of ['b/z.pt', 'a.pt', 'b/a/c.pt', 'b.pt']) put(path)
    expect(paths()).toEqual(['a.pt', 'b.pt', 'b/a/c.pt', 'b/z.pt'])
    expect(walk(join(root, 'a.pt'))).toMatchObject({ files: [{ path: 'a.pt', size: 1 }] })
  })

  it('passes over what is installed, and counts it', () => {
    for (const path of ['node_modules/x/model.pt', '.git/model.pt', 'env/pyvenv.cfg', 'env/lib/model.pt', 'src/__pycache__/m.pkl', 'lib/site-packages/m.pkl', 'm.pkl']) put(path)
    const tree = walk(root)
    expect(tree.files.map(({ path }) => path)).toEqual(['m.pkl'])
    expect(Object.fromEntries(tree.passed)).toEqual({ 'installed packages': 3, 'version control': 1, 'compiled Python': 1 })
  })

  it.each([
    ['a file outside', () => join(outside, 'secret.bin')],
    ['a folder outside', () => outside],
    ['the folder above', () => '..'],
    ['what starts with the same letters', () => {
      mkdirSync(`${root}-twin`, { recursive: true })
      writeFileSync(`${root}-twin/x`, 'x')
      return `${root}-twin/x`
    }],
    ['nothing', () => 'nowhere'],
    ['itself', () => 'link'],
  ])('follows no link to %s', (_, target) => {
    symlinkSync(target(), join(root, 'link'))
    const tree = walk(root)
    expect(tree.files).toEqual([])
    expect(tree.escapes.map(({ path }) => path)).toEqual(['link'])
    rmSync(`${root}-twin`, { recursive: true, force: true })
  })

  it('ends in a loop of links, and reads what they point at once', () => {
    put('a/model.pt')
    symlinkSync('..', join(root, 'a/up'))
    symlinkSync('a', join(root, 'b'))
    symlinkSync('model.pt', join(root, 'a/again.pt'))
    const tree = walk(root)
    expect(tree.files.map(({ path }) => path)).toEqual(['a/model.pt'])
    expect(tree.links.map(({ path }) => path)).toEqual(['a/again.pt'])
    expect(tree.passed.get('links to folders that are looked into anyway')).toBe(2)
  })

  it('names the files of a hub\'s cache by their snapshots', () => {
    put('models--o--m/blobs/aaaa', 'weights')
    put('models--o--m/refs/main')
    mkdirSync(join(root, 'models--o--m/snapshots/1'), { recursive: true })
    symlinkSync('../../blobs/aaaa', join(root, 'models--o--m/snapshots/1/model.safetensors'))
    expect(paths()).toEqual(['models--o--m/refs/main', 'models--o--m/snapshots/1/model.safetensors'])
  })

  it('opens no pipe and no socket', () => {
    execFileSync('mkfifo', [join(root, 'model.pt')])
    const tree = walk(root)
    expect(tree.files).toEqual([])
    expect(tree.passed.get('pipes, sockets and devices')).toBe(1)
    expect(() => new FileBytes(join(root, 'model.pt'), 10).read(0, 4)).toThrow('is no regular file any more')
  })

  it('opens names that are not UTF-8', async () => {
    execFileSync('python3', ['-c', 'import sys,os; open(os.fsencode(sys.argv[1])+b"/\\xff\\xfe.pkl","wb").write(b"abc")', root])
    const [file] = walk(root).files
    expect(file?.size).toBe(3)
    expect(new TextDecoder().decode(await new FileBytes(file?.absolute ?? '', 3).read(0, 3))).toBe('abc')
  })

  it('says which folders are too deep to be opened, and reads the others', () => {
    put('model.pt')
    execFileSync('python3', ['-c', 'import os,sys\nos.chdir(sys.argv[1])\nfor i in range(3000):\n  os.mkdir("dd"); os.chdir("dd")\n', root])
    const tree = walk(root)
    expect(tree.files.map(({ path }) => path)).toEqual(['model.pt'])
    expect(tree.unreadable).toMatchObject([{ why: 'has a longer path than the system can open' }])
  })
})

describe('what a file names', () => {
  const beside = async (path: string): Promise<string> => {
    const found = await besideOf(root, 'models/a/model.onnx', () => undefined)(path)
    return found === null ? 'nothing' : found === 'outside' ? found : `${found.path}${found.linked ? ' linked' : ''}${found.hardLinks > 1 ? ' twice' : ''}`
  }

  it.each([
    ['weights.bin', 'models/a/weights.bin'], ['./weights.bin', 'models/a/weights.bin'], ['../b/weights.bin', 'models/b/weights.bin'], ['sub/../weights.bin', 'models/a/weights.bin'],
    ['../../../outside/secret.bin', 'outside'], ['/etc/passwd', 'outside'], ['C:\\Windows\\x', 'outside'], ['\\\\server\\share', 'outside'], ['..', 'nothing'], ['', 'nothing'],
    ['none.bin', 'nothing'], ['link.bin', 'models/a/link.bin linked'], ['out.bin', 'outside'], ['outdir/secret.bin', 'outside'], ['indir/weights.bin', 'models/a/indir/weights.bin linked'],
    ['hard.bin', 'models/a/hard.bin twice'], ['weights.bin\0.txt', 'nothing'],
  ])('%j is %s', async (path, expected) => {
    put('models/a/weights.bin')
    put('models/b/weights.bin')
    put('models/b/other.bin')
    symlinkSync('weights.bin', join(root, 'models/a/link.bin'))
    symlinkSync(join(outside, 'secret.bin'), join(root, 'models/a/out.bin'))
    symlinkSync(outside, join(root, 'models/a/outdir'))
    symlinkSync('../b', join(root, 'models/a/indir'))
    linkSync(join(root, 'models/b/other.bin'), join(root, 'models/a/hard.bin'))
    expect(await beside(path)).toBe(expected)
  })
})

describe('bytes of a file', () => {
  it('are those asked for, also past the end', async () => {
    put('big', 'abcdefgh'.repeat(20_000))
    const bytes = new FileBytes(join(root, 'big'), 160_000)
    expect(new TextDecoder().decode(await bytes.read(8, 3))).toBe('abc')
    expect(bytes.read(159_998, 10)).toHaveLength(2)
    expect(bytes.read(200_000, 10)).toHaveLength(0)
    expect(bytes.read(-5, 3)).toHaveLength(0)
    bytes.close()
  })

  it('end early where the file was cut since it was listed', () => {
    put('big', 'x'.repeat(100_000))
    const bytes = new FileBytes(join(root, 'big'), 100_000)
    truncateSync(join(root, 'big'), 70_000)
    expect(bytes.read(69_999, 10)).toHaveLength(1)
    bytes.close()
  })

  it('are not those of a link that took the file\'s place', () => {
    symlinkSync(join(outside, 'secret.bin'), join(root, 'model.pt'))
    expect(() => new FileBytes(join(root, 'model.pt'), 6).read(0, 6)).toThrow(Stopped)
  })
})

describe('roots', () => {
  it('are called by their path from here, and are there', () => {
    put('models/a.pt')
    expect(rootsOf(['models', 'models/a.pt'], root).map(({ name }) => name)).toEqual(['models', 'models/a.pt'])
    expect(rootsOf(['.'], root).map(({ name }) => name)).toEqual(['root'])
    expect(rootsOf(['../outside'], root).map(({ name }) => name)).toEqual(['outside'])
    expect(() => rootsOf(['none'], root)).toThrow('none does not exist; nothing was scanned')
    expect(() => rootsOf(['models', './models'], root)).toThrow('models was given twice')
  })
})
