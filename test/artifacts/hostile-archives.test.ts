// Bombs, archives in archives, headers that lie about sizes, and members that lead out: told, in bounded time and memory.
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { besideOf } from '../../src/connectors/local/beside.js'
import { walk } from '../../src/connectors/local/tree.js'
import { inspected, signsOf } from './hostile.js'
import { attack, bytes as pickled, proto, stop } from './pickle-builder.js'
import { buildTar } from './tar-builder.js'
import { buildZip, bytes, u32, type ZipEntry } from './zip-builder.js'

const zeros = (megabytes: number): Uint8Array => new Uint8Array(megabytes * 2 ** 20)
const pickle = pickled(proto(2), attack, stop)
const model: ZipEntry = { name: 'm.pkl', data: pickle }

function nested(depth: number, wrap: (inner: Uint8Array, at: number) => Uint8Array, innermost: Uint8Array = pickle): Uint8Array {
  let data = innermost
  for (let at = 0; at < depth; at++) data = wrap(data, at)
  return data
}
const inZip = (inner: Uint8Array, at: number): Uint8Array => buildZip([{ name: at === 0 ? 'm.pkl' : 'inner.zip', data: inner, method: 8 }])
const inTar = (inner: Uint8Array, at: number): Uint8Array => buildTar([{ name: at === 0 ? 'm.pkl' : 'inner.tar', data: inner }])
const inGzip = (inner: Uint8Array): Uint8Array => gzipSync(inner)

const limits = { unpacked: 64 * 2 ** 20, bombAbove: 2 ** 20, members: 1000 }

describe('bombs', () => {
  const many = Array.from({ length: 1500 }, (_, i): ZipEntry => ({ name: `${i}.pkl`, data: '' }))
  const huge = deflateSync(zeros(8)).subarray(2, -4)
  it.each<[string, string, Uint8Array, RegExp]>([
    ['zeros in a zip', 'a.zip', buildZip([model, { name: 'b.bin', data: zeros(8), method: 8 }]), /times its|ratio|unpacks|bomb/i],
    ['zeros in a torch file', 'a.pt', buildZip([{ name: 'a/data.pkl', data: pickle }, { name: 'a/data/0', data: zeros(8), method: 8 }]), /times|ratio|unpacks/i],
    ['zeros in gzip', 'a.pkl.gz', gzipSync(zeros(8)), /times|unpacks/i], ['zeros in zlib', 'a.joblib', deflateSync(zeros(8)), /times|unpacks/i],
    ['a pickle, then zeros, in gzip', 'a.joblib', gzipSync(bytes(pickle, zeros(8))), /times|unpacks|system/i], ['gzip in gzip in gzip', 'a.gz', nested(3, inGzip, zeros(64)), /times|unpacks|deep/i],
    ['zips eight deep', 'a.zip', nested(8, inZip), /nested more than/], ['tars eight deep', 'a.tar', nested(8, inTar), /nested more than/], ['zip, tar and gzip in turn', 'a.zip', nested(9, (inner, at) => [inZip, inTar, inGzip][at % 3]?.(inner, at) ?? inner), /nested more than/],
    ['a tar of gzips of zeros', 'a.tar', buildTar(Array.from({ length: 20 }, (_, i) => ({ name: `${i}.pkl.gz`, data: gzipSync(zeros(4)) }))), /times|unpacks/i],
    ['1,500 members', 'a.zip', buildZip(many), /more than 1000 members/], ['1,500 members of a tar', 'a.tar', buildTar(many.map(({ name }) => ({ name }))), /more than 1000 members/],
    ['one body, a thousand names', 'a.zip', buildZip([{ name: '0.pkl', data: zeros(1), method: 8 }, ...Array.from({ length: 900 }, (_, i): ZipEntry => ({ name: `${i + 1}.pkl`, data: zeros(1), ghost: true, offset: 0, packed: huge, method: 8 }))]), /overlap|share|same|header|name|times|unpacks/i],
    ['a size of 2^32 - 1', 'a.zip', buildZip([{ ...model, both: { size: 0xffff_fffe } }]), /size|ends|ratio|disagree|more than/i], ['a packed size of 2^32 - 1', 'a.zip', buildZip([{ ...model, both: { packed: 0xffff_fffe } }]), /size|ends|beyond|reach/i],
    ['a directory of 4 GB', 'a.zip', buildZip([model], { directorySize: 0xffff_fff0 }), /system/], ['65,534 members that are not there', 'a.zip', buildZip([model], { count: 0xfffe }), /count/],
    ['2^40 members', 'a.zip', buildZip([model], { zip64: { count: 2 ** 40 } }), /count|directory|more than/i], ['a zip64 directory far away', 'a.zip', buildZip([model], { zip64: { offset: 2 ** 52 } }), /system/],
    ['a tar member of 8 TB', 'a.tar', buildTar([{ name: 'm.pkl', data: pickle, size: 2 ** 43, binary: true }]), /ends|beyond|size|cut|larger/i], ['a tar member of 2^63', 'a.tar', buildTar([{ name: 'm.pkl', data: pickle, size: 2 ** 52, binary: true }]), /ends|beyond|size|cut|larger/i],
    ['a tar that goes back', 'a.tar', buildTar([{ name: 'm.pkl', data: pickle, pax: { size: '-512' } }]), /system/], ['pax of a megabyte', 'a.tar', buildTar([{ name: 'm.pkl', data: pickle, pax: { comment: 'x'.repeat(2 ** 20) } }]), /system|pax|long/],
    ['a 7z header of 2^60 bytes', 'a.7z', bytes([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0, 4], u32(0), u32(0, 0), u32(0, 0x1000_0000), u32(0)), /header|ends|size|limit|beyond/i],
    ['a 7z header nowhere', 'a.7z', bytes([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0, 4], u32(0), u32(0xffff_ffff, 0x7fff_ffff), u32(64, 0), u32(0)), /header|ends|size|beyond/i],
    ['xz that says it is 2^60 long', 'a.pkl.xz', bytes([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 0, 0xff, 0x12, 0xd9, 0x41, 3, 0xc0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x21, 1, 0x16, 0, 0, 0, 0, 0]), /ends|header|checksum|broken|block|xz/i],
    ['an LZMA dictionary of 4 GB', 'a.pkl.lzma', bytes([0x5d, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0], new Uint8Array(64)), /dictionary|ends|broken|more than|lzma/i],
    ['a zstd window of terabytes', 'a.pkl.zst', bytes([0x28, 0xb5, 0x2f, 0xfd, 0, 0xff, 1, 0, 0]), /window|ends|broken|more than|type/i], ['zstd runs without end', 'a.pkl.zst', bytes([0x28, 0xb5, 0x2f, 0xfd, 0, 0x58], ...Array.from({ length: 100 }, () => [0x02, 0, 0x10, 0x61])), /times|ends|unpacks|block|broken/i],
    ['an lz4 block of 2 GB', 'a.pkl.lz4', bytes([4, 0x22, 0x4d, 0x18, 0x60, 0x70, 0x73], u32(0x7fff_ffff), new Uint8Array(64)), /ends|block|larger|broken/i], ['bzip2 blocks that never come', 'a.pkl.bz2', bytes('BZh9', [0x31, 0x41, 0x59, 0x26, 0x53, 0x59], new Uint8Array(64)), /ends|broken|symbol|table|code|malformed/i],
    ['brotli in a zip', 'a.zip', buildZip([{ ...model, method: 99, packed: brotliCompressSync(pickle) }]), /method|encrypted|unsupported/i],
  ])('%s', { timeout: 60_000 }, async (_, path, data, told) => {
    const peak = process.resourceUsage().maxRSS
    const { unread, found, isClean } = await inspected(path, data, limits)
    expect([...unread, ...signsOf(found)].join('\n')).toMatch(told)
    expect(isClean && signsOf(found).length === 0).toBe(false)
    expect((process.resourceUsage().maxRSS - peak) / 1024).toBeLessThan(256)
  })

  it.each([1, 2, 3])('a pickle %i archives deep is still found', async (depth) => {
    expect(signsOf((await inspected('a.zip', nested(depth, inZip))).found).join()).toContain('system')
    expect(signsOf((await inspected('a.tar', nested(depth, inTar))).found).join()).toContain('system')
  })
})

const names: readonly (readonly [name: string, out: boolean])[] = [
  ['../x', true], ['../../../../etc/cron.d/x', true], ['a/../../x', true], ['./../x', true], ['a/./../../x', true], ['..', true], ['..\\x', true], ['a\\..\\..\\x', true], ['a/..\\../x', true], ['/etc/passwd', true], ['//etc/passwd', true], ['/', true],
  ['\\windows\\x', true], ['\\\\host\\share\\x', true], ['//host/share/x', true], ['C:\\x', true], ['c:/x', true], ['C:x', true], ['a:b', true], ['\\\\?\\C:\\x', true], ['a/b/../../../x', true], ['a\0/../x', true],
  ['a/../b', false], ['..a/x', false], ['a../x', false], ['.../x', false], ['a/..b/c', false], ['%2e%2e/x', false], ['~/x', false],
]

describe('names that lead out', () => {
  const about = (name: string): RegExp => new RegExp(`escapes: .*${name.split('\0')[0]?.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&') ?? ''}`)
  it.each(names)('%j in a zip and in a tar: %s', async (name, out) => {
    for (const data of [buildZip([model, { name, data: 'x' }]), ...(name.includes('\0') ? [] : [buildTar([{ name: 'm.pkl', data: pickle }, { name, data: 'x' }]), buildTar([{ name: 'm.pkl', data: pickle }, { name: 'short', longName: name, data: 'x' }])])]) {
      const signs = signsOf((await inspected('a.bin', data)).found).filter((sign) => sign.startsWith('escapes'))
      if (out) expect(signs.join('\n')).toMatch(about(name))
      else expect(signs).toEqual([])
    }
  })

  it.each(['../x', '/etc/passwd', '../../x', 'a/../../x'])('links to %s', async (target) => {
    const files = { zip: buildZip([model, { name: 'd/l', data: target, mode: 0o120_777 }]), symbolic: buildTar([{ name: 'm.pkl', data: pickle }, { name: 'l', type: '2', target }]), hard: buildTar([{ name: 'm.pkl', data: pickle }, { name: 'l', type: '1', target }]) }
    for (const [kind, data] of Object.entries(files)) {
      const signs = signsOf((await inspected('a.bin', data)).found).filter((sign) => sign.startsWith('escapes'))
      // From its folder, one step up is still within.
      if (kind !== 'zip' || !['../x', 'a/../../x'].includes(target)) expect([kind, signs.join()]).toEqual([kind, expect.stringContaining(target)])
    }
  })
})

describe('files that a model names', () => {
  const outside = mkdtempSync(join(tmpdir(), 'aispm-outside-'))
  const root = join(outside, 'root')
  mkdirSync(join(root, 'm', 'deep'), { recursive: true })
  writeFileSync(join(outside, 'secret.bin'), 'secret')
  writeFileSync(join(outside, 'rootling'), 'secret')
  writeFileSync(join(root, 'inside.bin'), 'inside')
  writeFileSync(join(root, 'm', 'w.bin'), 'weights')
  symlinkSync(join(outside, 'secret.bin'), join(root, 'm', 'link.bin'))
  symlinkSync('..', join(root, 'm', 'up'))
  symlinkSync(outside, join(root, 'm', 'out'))
  symlinkSync('loop', join(root, 'm', 'loop'))
  symlinkSync('w.bin', join(root, 'm', 'same.bin'))

  it.each<[string, 'outside' | 'nothing' | 'file']>([
    ['w.bin', 'file'], ['./w.bin', 'file'], ['deep/../w.bin', 'file'], ['../inside.bin', 'file'], ['same.bin', 'file'], ['up/inside.bin', 'file'], ['w.bin/', 'file'],
    ['../../secret.bin', 'outside'], ['../../rootling', 'outside'], ['link.bin', 'outside'], ['out/secret.bin', 'outside'], ['/etc/passwd', 'outside'], ['\\etc\\passwd', 'outside'], ['C:\\x', 'outside'], ['c:/x', 'outside'], ['../..', 'outside'], ['../../..', 'outside'], ['//host/share', 'outside'],
    ['loop', 'nothing'], ['up/../../secret.bin', 'nothing'], ['deep', 'nothing'], ['', 'nothing'], ['.', 'nothing'], ['w.bin\0.txt', 'nothing'], ['missing.bin', 'nothing'], ['..\\..\\secret.bin', 'nothing'], ['%2e%2e/%2e%2e/secret.bin', 'nothing'], [`${'a/'.repeat(3000)}x`, 'nothing'], ['file:///etc/passwd', 'nothing'],
  ])('%j: %s', async (name, is) => {
    const opened: { close(): void }[] = []
    const found = await besideOf(root, 'm/model.onnx', (bytes) => opened.push(bytes))(name)
    expect(found === 'outside' ? 'outside' : found === null ? 'nothing' : 'file').toBe(is)
    expect(opened.length).toBe(is === 'file' ? 1 : 0)
    for (const one of opened) one.close()
  })

  it('the walk itself stays within', () => {
    const tree = walk(root)
    expect(tree.files.map(({ path }) => path)).toEqual(['inside.bin', 'm/w.bin'])
    expect(tree.escapes.map(({ path }) => path).toSorted()).toEqual(['m/link.bin', 'm/loop', 'm/out'])
  })
})
