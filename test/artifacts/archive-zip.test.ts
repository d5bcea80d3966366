// Zip archives that lie: every lie is told, and every member is read all the same.
import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { openZip, type Zip } from '../../src/artifacts/archive/zip.js'
import { Cut } from '../../src/artifacts/archive/unpack.js'
import { bytesOf, textOf, type Bytes } from '../../src/artifacts/bytes.js'
import { Budget, defaultLimits, type Limits } from '../../src/artifacts/limits.js'
import { buildZip, bytes, noise, u16, u32, u64, type ZipEntry, type ZipShape } from './zip-builder.js'

function budgetOf(limits: Partial<Limits> = {}): Budget {
  return new Budget({ ...defaultLimits, ...limits }, () => performance.now())
}

interface Seen {
  /** `name: content`, in the order of the members. */
  members: string[]
  tampering: string[]
  zip: Zip
}

async function see(data: Uint8Array | Bytes, limits: Partial<Limits> = {}): Promise<Seen> {
  const zip = await openZip(data instanceof Uint8Array ? bytesOf(data) : data, budgetOf(limits))
  const members: string[] = []
  for (const member of zip.members) {
    try {
      members.push(`${member.name}: ${await textOf(await member.open(), 40)}`)
    } catch (error) {
      members.push(`${member.name}! ${String(error)}${error instanceof Cut ? ` after ${error.before.size}` : ''}`)
    }
  }
  return { members, tampering: zip.tampering.list.map(({ what }) => what), zip }
}

const weights = { name: 'archive/data/0', data: 'weights' }
const pickle = { name: 'archive/data.pkl', data: 'payload '.repeat(40), method: 8 }
const both = [`archive/data.pkl: ${'payload '.repeat(5)}`, 'archive/data/0: weights']

describe('honest zips', () => {
  const honest: [string, ZipEntry[], ZipShape?][] = [
    ['stored and deflated', [pickle, weights]],
    ['streamed, with marks', [{ ...pickle, descriptor: 'marked' }, { ...weights, descriptor: 'marked' }]],
    ['streamed, without', [{ ...pickle, descriptor: 'bare' }, { ...weights, descriptor: 'bare' }]],
    ['zip64', [pickle, weights], { zip64: {} }],
    ['zip64 records beside good ones', [pickle, weights], { zip64: { hide: false } }],
    ['a comment', [pickle, weights], { comment: 'trained in May' }],
    ['zeros between', [pickle, { ...weights, before: new Uint8Array(60) }]],
    ['an extra field for alignment', [pickle, { ...weights, local: { extra: bytes('FB', u16(8), 'ZZZZZZZZ') } }]],
    ['compression levels in the flags of one header', [{ ...pickle, local: { flags: 2 } }, weights]],
  ]
  it.each(honest)('%s', async (_, entries, archive) => {
    const { members, tampering, zip } = await see(buildZip(entries, archive))
    expect(members).toEqual(both)
    expect(tampering).toEqual([])
    expect([zip.duplicates.list, zip.escapes.list, zip.bombs.list, zip.executables.list, zip.unread, zip.stray]).toEqual([[], [], [], [], [], []])
  })

  it('holds another zip, stored, with an end record of its own', async () => {
    const { tampering, zip } = await see(buildZip([{ name: 'inner.zip', data: buildZip([pickle, weights]) }]))
    expect(tampering).toEqual([])
    expect(zip.members.map(({ name }) => name)).toEqual(['inner.zip'])
  })

  it('is empty', async () => {
    const { members, tampering } = await see(buildZip([]))
    expect([members, tampering]).toEqual([[], []])
  })

  it('shows the first bytes of a member without opening it', async () => {
    const { zip } = await see(buildZip([pickle, weights]))
    expect(zip.members.map(({ head }) => new TextDecoder().decode(head.subarray(0, 7)))).toEqual(['payload', 'weights'])
  })

  it('folders and names with accents', async () => {
    const { members } = await see(buildZip([{ name: 'modèle/', data: '' }, { name: 'modèle/poids.bin', data: 'x' }]))
    expect(members).toEqual(['modèle/: ', 'modèle/poids.bin: x'])
  })
})

describe('zips whose headers contradict each other', () => {
  const lies: [string, ZipEntry[], string[], ZipShape?][] = [
    ['names', [{ ...pickle, local: { name: 'archive/data.txt' } }, weights], ['two names']],
    ['the name in the directory', [{ ...pickle, local: { name: 'archive/data.pkl' }, central: { name: 'archive/notes.md' } }, weights], ['two names']],
    ['methods', [{ ...pickle, local: { method: 0 } }, weights], ['two compression methods']],
    ['flags: encrypted in the directory', [pickle, { ...weights, central: { flags: 1 } }], ['two sets of flags', 'flagged as encrypted, and is not']],
    ['flags: encrypted in both', [{ ...pickle, both: { flags: 1 } }, weights], ['flags of encryption or patches', 'flagged as encrypted, and is not']],
    ['flags: patch data', [{ ...pickle, both: { flags: 0x20 } }, weights], ['flags of encryption or patches']],
    ['flags: strong encryption', [{ ...pickle, central: { flags: 0x40 } }, weights], ['two sets of flags']],
    ['checksums', [pickle, { ...weights, local: { crc: 7 } }], ['two checksums']],
    ['checksums of both', [pickle, { ...weights, both: { crc: 7 } }], ['a wrong checksum']],
    ['checksums of something deflated', [{ ...pickle, both: { crc: 0 } }, weights], ['a wrong checksum']],
    ['sizes', [{ ...pickle, local: { size: 5 } }, weights], ['two sizes']],
    ['a size that is too small, in both', [{ ...pickle, both: { size: 5 } }, weights], ['a size that is not its own']],
    ['a size that is too large, in both', [{ ...pickle, both: { size: 5000 } }, weights], ['a size that is not its own']],
    ['packed sizes', [{ ...pickle, local: { packed: 5 } }, weights], ['two packed sizes']],
    ['a second name', [{ ...pickle, central: { extra: bytes(u16(0x70_75, 5 + 6), [1], u32(0), 'ab.txt') } }, weights], ['a second name in a Unicode Path field']],
    ['a count that is too small', [pickle, weights], ['a wrong count of members'], { count: 1 }],
    ['a count that is too large', [pickle, weights], ['a wrong count of members'], { count: 9 }],
    ['a zip64 count that differs', [pickle, weights], ['two end records that disagree', 'a wrong count of members'], { zip64: { count: 1, hide: false } }],
  ]
  it.each(lies)('%s', async (_, entries, told, archive) => {
    const { members, tampering } = await see(buildZip(entries, archive))
    expect(tampering.toSorted()).toEqual(told.toSorted())
    expect(members.map((member) => member.split(': ')[1])).toEqual(both.map((member) => member.split(': ')[1]))
  })

  it('one bad member first does not hide the rest', async () => {
    const { members } = await see(buildZip([{ ...weights, name: 'first', local: { name: 'other', crc: 1, method: 99 }, central: { method: 99, flags: 0x61 } }, pickle]))
    expect(members).toEqual(['first! Stopped: compression method 99', both[0]])
  })

  it('stored with two sizes: the longer one is read', async () => {
    const { members, tampering } = await see(buildZip([{ ...weights, both: { size: 3 } }]))
    expect(members).toEqual(['archive/data/0: weights'])
    expect(tampering).toContain('stored, with two sizes')
  })

  it('a directory entry that leads nowhere', async () => {
    const { members, tampering } = await see(buildZip([{ ...weights, name: 'ghost', ghost: true, offset: 3 }, pickle]))
    expect(members).toEqual(['ghost! Stopped: its local header is not where the directory says', both[0]])
    expect(tampering).toContain('no local header')
  })

  it('an offset beyond 2^53', async () => {
    const extra = bytes(u16(1, 8), [255, 255, 255, 255, 255, 255, 255, 127])
    const { members } = await see(buildZip([{ ...weights, offset: 0xff_ff_ff_ff, central: { extra } }, pickle]))
    expect(members[0]).toContain('its local header is not where')
    expect(members[1]).toBe(both[0])
  })

  it('sizes in zip64 fields', async () => {
    const wide = { packed: 0xff_ff_ff_ff, size: 0xff_ff_ff_ff, extra: bytes(u16(1, 16), u64(7, 7)) }
    const { members, tampering } = await see(buildZip([{ ...weights, both: wide }]))
    expect([members, tampering]).toEqual([['archive/data/0: weights'], []])
  })
})

describe('zips with more in them than their directory says', () => {
  it('a member that is not listed', async () => {
    const { members, tampering } = await see(buildZip([{ ...pickle, listed: false }, weights]))
    expect(members.toSorted()).toEqual(both)
    expect(tampering).toEqual(['bytes before the first member', 'a member that the directory does not have'])
  })

  it('one between members and one before the directory', async () => {
    const { members, tampering } = await see(buildZip([weights, { ...pickle, listed: false }, { ...weights, name: 'last' }, { ...pickle, name: 'hidden', listed: false }]))
    expect(members.map((member) => member.split(':')[0])).toEqual(['archive/data/0', 'last', 'archive/data.pkl', 'hidden'])
    expect(tampering).toEqual(['bytes that belong to no member', 'a member that the directory does not have', 'bytes that belong to no member', 'a member that the directory does not have'])
  })

  it.each([false, true])('bytes put before it, offsets that know of them: %s', async (counted) => {
    const { members, tampering, zip } = await see(buildZip([pickle, weights], { prefix: bytes('#!/bin/sh\nexit\n'), counted }))
    expect(members).toEqual(both)
    expect(tampering).toEqual(['bytes before the first member'])
    expect(zip.stray).toEqual([{ offset: 0, size: 15 }])
  })

  it('bytes after the end', async () => {
    const { members, tampering, zip } = await see(buildZip([pickle, weights], { after: bytes('\x80\x04payload') }))
    expect(members).toEqual(both)
    expect(tampering).toEqual(['bytes after the end record', 'bytes after the end'])
    expect(zip.stray.map(({ size }) => size)).toEqual([10])
  })

  it('bytes after compressed data, within the member', async () => {
    const { members, tampering } = await see(buildZip([{ ...pickle, packed: bytes(deflateRawSync(bytes('payload '.repeat(40))), 'more') }]))
    expect(members).toEqual([both[0]])
    expect(tampering).toEqual(['bytes after the compressed data'])
  })

  it('a comment that is no text', async () => {
    expect((await see(buildZip([weights], { comment: bytes([0x80, 4, 1, 2, 3]) }))).tampering).toEqual(['a comment that is no text'])
  })

  it('a second archive after the first', async () => {
    const { members, tampering } = await see(bytes(buildZip([weights]), buildZip([pickle])))
    expect(members.toSorted()).toEqual(both)
    expect(tampering).toContain('more than one end record')
  })

  it('an empty archive in the comment of a full one', async () => {
    const { members, tampering } = await see(buildZip([pickle, weights], { comment: buildZip([]) }))
    expect(members).toEqual(both)
    expect(tampering).toContain('more than one end record')
  })

  it('two directories, one where the offset says and one before the end record', async () => {
    const decoy = buildZip([weights])
    const directory = decoy.subarray(decoy.length - 22 - 46 - 14, decoy.length - 22)
    const whole = buildZip([weights, { ...pickle, listed: false }], { beforeDirectory: directory, directoryOffset: 0 })
    const end = whole.length - 22
    const lies = bytes(whole)
    new DataView(lies.buffer).setUint32(end + 16, end - 60 - directory.length, true)
    expect((await see(lies)).members.map((member) => member.split(':')[0])).toContain('archive/data.pkl')
  })

  it('no end record at all', async () => {
    const { members, tampering, zip } = await see(buildZip([pickle, weights], { end: false, directory: false }))
    expect(members).toEqual(both)
    expect(tampering).toEqual(['no end record'])
    expect(zip.unread).toMatchObject([{ reason: 'truncated' }])
  })

  it('no end record, and members whose headers are open', async () => {
    const { members } = await see(buildZip([{ ...pickle, descriptor: 'marked' }, weights], { end: false, directory: false }))
    expect(members.map((member) => member.split(':')[0])).toEqual(['archive/data.pkl', 'archive/data/0'])
    expect(members[0]).toBe(both[0])
  })

  it('cut off in the middle of a member', async () => {
    const whole = buildZip([weights, { ...weights, name: 'second', data: 'x'.repeat(200) }])
    const { members } = await see(whole.subarray(0, 120))
    expect(members[0]).toBe('archive/data/0: weights')
    expect(members[1]).toMatch(/^second! .*ends after the file after \d+$/)
  })

  it('a directory somewhere else', async () => {
    const { zip } = await see(buildZip([pickle], { directoryOffset: 5, directorySize: 9 }))
    expect(zip.tampering.list.length + zip.unread.length).toBeGreaterThan(0)
    expect(zip.members.map(({ name }) => name)).toEqual(['archive/data.pkl'])
  })
})

describe('names', () => {
  it.each([
    ['../../etc/cron.d/x', 'a path out of the folder'], ['a/../../x', 'a path out of the folder'], ['..\\..\\x', 'a path out of the folder'],
    ['/etc/passwd', 'an absolute path'], ['\\\\host\\x', 'an absolute path'], ['C:\\x', 'a drive letter'], ['data.pkl\0.txt', 'a NUL byte in the name'],
  ])('%j leads out', async (name, why) => {
    const { zip } = await see(buildZip([{ ...weights, name }]))
    expect(zip.escapes.list.map(({ detail }) => detail)).toEqual([why])
  })

  it('only the local header leads out', async () => {
    const { zip } = await see(buildZip([{ ...weights, local: { name: '../x' } }]))
    expect(zip.escapes.list).toMatchObject([{ what: '../x', detail: 'a path out of the folder, in the local header' }])
  })

  it('does not mind dots that stay within', async () => {
    const { zip } = await see(buildZip([{ ...weights, name: 'a/../b/..c/d..e' }, { ...weights, name: './x' }]))
    expect(zip.escapes.list).toEqual([])
  })

  it.each([['../../etc', true], ['/etc/passwd', true], ['weights.pt', false], ['../archive/weights.pt', false]])('a link to %s', async (target, out) => {
    const { zip } = await see(buildZip([{ name: 'archive/link', data: target, mode: 0o120_777 }]))
    expect(zip.escapes.list.length > 0).toBe(out)
  })

  it.each([['archive/data.pkl', 'the same name again'], ['ARCHIVE/data.pkl', 'archive/data.pkl, where'], ['archive\\data.pkl', 'archive/data.pkl, where'], ['./archive/data.pkl', 'archive/data.pkl, where']])('%s twice', async (name, why) => {
    const { zip, members } = await see(buildZip([pickle, { ...weights, name }]))
    expect(zip.duplicates.list.map(({ detail }) => detail)).toEqual([expect.stringContaining(why)])
    expect(members.map((member) => member.split(': ')[1])).toEqual(both.map((member) => member.split(': ')[1]))
  })
})

describe('bombs', () => {
  it('overlapping members', async () => {
    const { zip } = await see(buildZip([{ ...weights, data: 'w'.repeat(500) }, { ...weights, name: 'again', ghost: true, offset: 0 }, { ...weights, name: 'within', ghost: true, offset: 0 }]))
    expect(zip.bombs.list.map(({ what }) => what)).toContain('members that share bytes')
    expect(zip.tampering.list.map(({ what }) => what)).toContain('overlapping records')
  })

  it('the same line of the directory many times is one member', async () => {
    expect((await see(buildZip([{ ...weights, times: 1000 }]))).members).toEqual(['archive/data/0: weights'])
  })

  it('a declared ratio', async () => {
    const { zip } = await see(buildZip([{ ...weights, both: { size: 2 ** 31 } }]))
    expect(zip.bombs.list.map(({ what }) => what)).toContain('unpacks to far more than it holds')
  })

  it('a ratio that is not declared: stopped, what came out stands', async () => {
    const { members, zip } = await see(buildZip([{ name: 'zeros', data: new Uint8Array(20 * 2 ** 20), method: 8, both: { size: 100 } }, weights]))
    expect(members[0]).toMatch(/^zeros! Stopped: unpacks to more than 100 times its size after 16\d{6}$/)
    expect(members[1]).toBe('archive/data/0: weights')
    expect(zip.bombs.list).toMatchObject([{ what: 'unpacks to far more than it holds', member: 'zeros' }])
  })

  it('more than is unpacked for one file', async () => {
    const data = noise(3 * 2 ** 20, 5)
    const { members } = await see(buildZip([{ name: 'a', data, method: 8 }, { name: 'b', data, method: 8 }]), { unpacked: 4 * 2 ** 20 })
    expect(members[1]).toContain('unpacks to more than 4 MB')
  })

  it('too many members: those before the limit are read', async () => {
    const entries = Array.from({ length: 30 }, (_, i) => ({ name: `m${i}`, data: 'x' }))
    const { zip } = await see(buildZip(entries), { members: 20 })
    expect(zip.members.length).toBe(20)
    expect(zip.bombs.list.map(({ what }) => what)).toEqual(['more than 20 members'])
    expect(zip.unread).toMatchObject([{ reason: 'limit', what: 'more than 20 members' }])
  })

  it('megabytes that belong to nobody are not searched for ever', async () => {
    const { zip } = await see(buildZip([weights, { ...pickle, before: noise(17 * 2 ** 20, 5) }]))
    expect(zip.unread).toMatchObject([{ reason: 'limit' }])
  })
})

describe('faulty data', () => {
  it('deflate that breaks in the middle: what came before stands', async () => {
    const data = noise(400_000, 5)
    const packed = bytes(deflateRawSync(data, { level: 0 }))
    packed.set([0xff, 0xff, 0xff, 0xff, 0xff], 65_540)
    const { members } = await see(buildZip([{ name: 'a', data, method: 8, packed }, weights]))
    expect(members[0]).toMatch(/^a! Stopped: .* after 655\d\d$/)
    expect(members[1]).toBe('archive/data/0: weights')
  })

  it('really encrypted', async () => {
    const { members } = await see(buildZip([{ ...weights, both: { flags: 1, crc: 99 } }, { ...pickle, packed: noise(90, 5), flags: 1 }]))
    expect(members[0]).toContain('is encrypted after 7')
    expect(members[1]).toContain('Stopped: is encrypted')
  })

  it('programs are told by their bytes and by their names', async () => {
    const pe = new Uint8Array(200)
    pe.set(bytes('MZ'))
    pe.set([0x80], 0x3c)
    pe.set(bytes('PE'), 0x80)
    const { zip } = await see(buildZip([
      { name: 'a', data: bytes([0x7f], 'ELF', [2, 1, 1], '\0'.repeat(20)), method: 8 }, { name: 'b', data: pe }, { name: 'c', data: bytes([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]) },
      { name: 'd', data: '#!/usr/bin/env python\n' }, { name: 'e.PS1', data: 'x' }, { name: 'lib.so.6', data: 'x' }, { name: 'f', data: bytes([0xcf, 0xfa, 0xed, 0xfe], '1234') },
      { name: 'g.class', data: bytes([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 52]) }, { name: 'MZ.txt', data: 'MZ is not enough' }, { name: 'notes.txt', data: '#!not a path' },
    ]))
    expect(zip.executables.list.map(({ what, member }) => `${member}: ${what}`)).toEqual([
      'a: ELF program', 'b: Windows program', 'c: WebAssembly module', 'd: script', 'e.PS1: runs by its name (.ps1)', 'lib.so.6: runs by its name (.so.6)', 'f: Mach-O program',
    ])
  })

  it('is no zip', async () => {
    await expect(openZip(bytesOf(noise(1000, 5)), budgetOf())).rejects.toThrow('is no zip archive')
    await expect(openZip(bytesOf(new Uint8Array(0)), budgetOf())).rejects.toThrow('is no zip archive')
  })

  it('any bytes at all: nothing but Stopped is thrown', async () => {
    const whole = buildZip([pickle, weights, { ...weights, name: 'x', descriptor: 'marked' }], { zip64: {}, comment: 'c' })
    let seed = 7
    for (let i = 0; i < 3000; i++) {
      const broken = bytes(whole)
      for (let n = 0; n < 1 + (i % 4); n++) {
        seed = (seed * 1_103_515_245 + 12_345) & 0x7f_ff_ff_ff
        broken[(seed >> 8) % broken.length] = (seed >> 3) & 255
      }
      try {
        await see(i % 5 === 0 ? broken.subarray(0, (seed >> 8) % broken.length) : broken)
      } catch (error) {
        expect(String(error)).toMatch(/^Stopped: /)
      }
    }
  })
})

describe('cost', () => {
  it('a 10 GB archive takes a few reads', async () => {
    const size = 10 * 2 ** 30
    const small = buildZip([{ ...pickle }, { name: 'archive/data/0', data: '', both: { size: 0xff_ff_ff_ff, packed: 0xff_ff_ff_ff, extra: bytes(u16(1, 16), u64(size, size)) } }], { zip64: {}, end: true })
    const split = small.length - 22 - 20 - 56 - (46 * 2 + 14 + 16 + 20)
    // The stored tensor's bytes go between the local headers and the directory.
    const tail = bytes(small.subarray(split))
    const view = new DataView(tail.buffer)
    const end64 = tail.length - 22 - 20 - 56
    view.setBigUint64(end64 + 48, BigInt(split + size), true)
    view.setBigUint64(tail.length - 22 - 20 + 8, BigInt(split + size + end64), true)
    let reads = 0
    let taken = 0
    const content: Bytes = {
      size: small.length + size,
      read: (offset, length) => {
        reads++
        const out = new Uint8Array(Math.max(0, Math.min(length, small.length + size - offset)))
        for (let i = 0; i < out.length; i++) out[i] = offset + i < split ? small[offset + i] ?? 0 : offset + i >= split + size ? tail[offset + i - split - size] ?? 0 : 0
        taken += out.length
        return out
      },
    }
    const zip = await openZip(content, budgetOf())
    expect(zip.members.map(({ size: declared }) => declared)).toEqual([320, size])
    expect(zip.tampering.list).toEqual([])
    expect(reads).toBeLessThan(12)
    expect(taken).toBeLessThan(300_000)
  })
})
