// Tar archives: names that lead out, what follows the end, what a broken header hides.
import { describe, expect, it } from 'vitest'
import { looksLikeTar, openTar, type Tar } from '../../src/artifacts/archive/tar.js'
import { bytesOf, textOf } from '../../src/artifacts/bytes.js'
import { Budget, defaultLimits, type Limits } from '../../src/artifacts/limits.js'
import { buildTar, type TarEntry } from './tar-builder.js'
import { bytes, noise } from './zip-builder.js'

function open(data: Uint8Array, limits: Partial<Limits> = {}): Promise<Tar> {
  return openTar(bytesOf(data), new Budget({ ...defaultLimits, ...limits }, () => performance.now()))
}

const weights: TarEntry = { name: 'model/weights.bin', data: 'weights' }

async function contents(tar: Tar): Promise<string[]> {
  const seen: string[] = []
  for (const member of tar.members) seen.push(`${member.name}: ${await textOf(await member.open(), 20)}`)
  return seen
}

describe('honest tars', () => {
  it.each<[string, TarEntry[], string[]]>([
    ['ustar', [weights], ['model/weights.bin: weights']],
    ['older than that', [{ ...weights, old: true }], ['model/weights.bin: weights']],
    ['a long name of GNU', [{ ...weights, longName: `${'d/'.repeat(70)}w` }], [`${'d/'.repeat(70)}w: weights`]],
    ['a long name of pax', [{ ...weights, pax: { path: `${'d/'.repeat(70)}w` } }], [`${'d/'.repeat(70)}w: weights`]],
    ['a size in pax', [{ ...weights, pax: { size: '7' }, size: 7 }], ['model/weights.bin: weights']],
    ['a size as bytes', [{ ...weights, binary: true }, { name: 'x', data: 'y' }], ['model/weights.bin: weights', 'x: y']],
    ['folders and links', [{ name: 'model/', type: '5' }, { name: 'model/link', type: '2', target: 'weights.bin' }, weights], ['model/: ', 'model/link: ', 'model/weights.bin: weights']],
  ])('%s', async (_, entries, seen) => {
    const data = buildTar(entries)
    expect(looksLikeTar(data)).toBe(true)
    const tar = await open(data)
    expect(await contents(tar)).toEqual(seen)
    expect([tar.tampering.list, tar.escapes.list, tar.duplicates.list, tar.bombs.list, tar.executables.list, tar.unread]).toEqual([[], [], [], [], [], []])
  })
})

describe('tars that lead out', () => {
  it.each<[string, TarEntry, string]>([
    ['upwards', { ...weights, name: '../../.bashrc' }, 'a path out of the folder'],
    ['by a long name', { ...weights, longName: '../x' }, 'a path out of the folder'],
    ['by pax', { ...weights, pax: { path: '/etc/x' } }, 'an absolute path'],
    ['by a symbolic link', { name: 'a/b', type: '2', target: '../../etc' }, 'a link out of the folder'],
    ['by a long link', { name: 'a/b', type: '2', target: 'x', longTarget: '/etc' }, 'a link to an absolute path'],
    ['by a hard link', { name: 'a/b', type: '1', target: '../etc/passwd' }, 'a link out of the folder'],
    ['to a device', { name: 'a/sda', type: '4' }, 'a device'],
  ])('%s', async (_, entry, why) => {
    const tar = await open(buildTar([entry, weights]))
    expect(tar.escapes.list.map(({ detail }) => detail)).toEqual([why])
    expect(tar.members.length).toBe(2)
  })

  it('not by a hard link within', async () => {
    expect((await open(buildTar([weights, { name: 'a/b/c', type: '1', target: 'model/weights.bin' }]))).escapes.list).toEqual([])
  })
})

describe('tars that hide something', () => {
  it('the same name twice: both are there', async () => {
    const tar = await open(buildTar([weights, { ...weights, data: 'another' }]))
    expect(await contents(tar)).toEqual(['model/weights.bin: weights', 'model/weights.bin: another'])
    expect(tar.duplicates.list).toMatchObject([{ what: 'model/weights.bin', detail: 'the same name again' }])
  })

  it('members after the end', async () => {
    const tar = await open(buildTar([weights], { more: buildTar([{ name: 'hidden.pkl', data: 'x' }]) }))
    expect(tar.members.map(({ name }) => name)).toEqual(['model/weights.bin', 'hidden.pkl'])
    expect(tar.tampering.list).toMatchObject([{ what: 'a member after the end', member: 'hidden.pkl' }])
  })

  it('members after a broken header', async () => {
    const tar = await open(buildTar([weights, { name: 'broken', data: 'b', broken: true }, { name: 'hidden.pkl', data: 'x' }]))
    expect(tar.members.map(({ name }) => name)).toEqual(['model/weights.bin', 'hidden.pkl'])
    expect(tar.unread).toMatchObject([{ reason: 'malformed' }])
    expect(tar.tampering.list).toMatchObject([{ what: 'a broken header' }])
  })

  it('a size beyond the file', async () => {
    const tar = await open(buildTar([weights, { ...weights, name: 'long', size: 2 ** 33 - 1 }]))
    expect(tar.unread).toMatchObject([{ reason: 'truncated', what: 'the tar archive has no end' }])
    await expect(tar.members[1]?.open()).rejects.toThrow('ends after the file')
  })

  it('a size beyond 2^53', async () => {
    const data = buildTar([{ ...weights, binary: true }])
    data.fill(0x7f, 125, 136)
    const sum = data.subarray(0, 512).reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0)
    data.set(bytes(`${sum.toString(8).padStart(6, '0')}\0 `), 148)
    await expect(open(data)).rejects.toThrow('is no tar archive')
  })

  it('no end', async () => {
    expect((await open(buildTar([weights], { end: false }))).unread).toMatchObject([{ reason: 'truncated', what: 'the tar archive has no end' }])
  })

  it('more members than the limit', async () => {
    const tar = await open(buildTar(Array.from({ length: 12 }, (_, i) => ({ name: `${i}`, data: 'x' }))), { members: 10 })
    expect(tar.members.length).toBe(10)
    expect([tar.bombs.list.length, tar.unread.length]).toEqual([1, 1])
  })

  it('a program', async () => {
    const tar = await open(buildTar([{ name: 'a', data: bytes([0x7f], 'ELF', [2, 1, 1], '\0'.repeat(9)) }, { name: 'b.ps1', data: 'x' }]))
    expect(tar.executables.list.map(({ what }) => what)).toEqual(['ELF program', 'runs by its name (.ps1)'])
  })

  it('any bytes at all: nothing but Stopped is thrown', async () => {
    const whole = buildTar([weights, { ...weights, longName: 'x/y' }, { ...weights, pax: { path: 'é', size: '7' } }])
    for (let i = 0; i < 800; i++) {
      const broken = bytes(whole)
      const random = noise(3, i + 1)
      broken[(random[0] ?? 0) * 7 + (i % 512)] = random[1] ?? 0
      const cut = i % 3 === 0 ? broken.subarray(0, (random[2] ?? 0) * 12) : broken
      await open(cut).then(contents).catch((error: unknown) => {
        expect(String(error)).toMatch(/^Stopped: /)
      })
    }
  })
})
