// 7z and RAR archives, compressed streams, and the format that takes every container nobody else wants.
import { gzipSync, deflateSync, deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { openRar } from '../../src/artifacts/archive/rar.js'
import { open7z } from '../../src/artifacts/archive/seven-zip.js'
import { asFarAsItGoes, codingOf, Cut, unpacked, type Coding } from '../../src/artifacts/archive/unpack.js'
import { bytesOf, textOf, type Bytes } from '../../src/artifacts/bytes.js'
import archive from '../../src/artifacts/formats/archive.js'
import { Budget, defaultLimits, type Limits } from '../../src/artifacts/limits.js'
import type { Unread } from '../../src/artifacts/unread.js'
import { opened, type OpenedHere } from './open.js'
import { buildTar } from './tar-builder.js'
import { buildZip, bytes, noise, u16, u32, u64 } from './zip-builder.js'

function budgetOf(limits: Partial<Limits> = {}): Budget {
  return new Budget({ ...defaultLimits, ...limits }, () => performance.now())
}

/** Members, stored, under an open header. */
function build7z(files: { name: string; data: string; mode?: number }[], method: number[] = [1, 0]): Uint8Array {
  const body = bytes(...files.map(({ data }) => data))
  const names = bytes([0], Buffer.from(files.map(({ name }) => `${name}\0`).join(''), 'utf16le'))
  const sizes = files.map(({ data }) => data.length)
  const modes = bytes([1, 0], ...files.map(({ mode }) => u32(mode === undefined ? 0 : mode * 65_536 + 0x80_00)))
  const header = bytes(
    [1, 4], [6, 0, 1, 9, body.length, 0], [7, 0x0b, 1, 0, 1], method, [0x0c, body.length, 0], [8, 0x0d, files.length, ...(files.length > 1 ? [9, ...sizes.slice(0, -1)] : []), 0], [0],
    [5, files.length, 0x11, names.length], names, [0x15, modes.length], modes, [0, 0],
  )
  return bytes([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0, 4], u32(0), u64(body.length, header.length), u32(0), body, header)
}

function rar4(files: { name: string; data: string; flags?: number; method?: number }[], mainFlags = 0): Uint8Array {
  return bytes('Rar!', [0x1a, 7, 0], u16(0), [0x73], u16(mainFlags, 13), new Uint8Array(6), ...files.map(({ name, data, flags = 0, method = 0x30 }) =>
    bytes(u16(0), [0x74], u16(0x80_00 | flags, 32 + name.length), u32(data.length, data.length), [3], u32(0, 0), [29, method], u16(name.length), u32(0), name, data)), u16(0), [0x7b], u16(0, 7))
}

function rar5(files: { name: string; data: string; method?: number; extra?: number[] }[]): Uint8Array {
  const block = (body: Uint8Array): Uint8Array => bytes(u32(0), [body.length], body)
  return bytes('Rar!', [0x1a, 7, 1, 0], block(bytes([1, 0, 0])), ...files.map(({ name, data, method = 0, extra = [] }) =>
    bytes(block(bytes([2, extra.length > 0 ? 3 : 2, ...(extra.length > 0 ? [extra.length] : []), data.length, 0, data.length, 0, ...(method === 0 ? [0] : [0x80, method]), 0, name.length], name, extra)), data)), block(bytes([5, 0, 0])))
}

describe('7z', () => {
  it('names and content', async () => {
    const one = await open7z(bytesOf(build7z([{ name: 'data.pkl', data: 'payload' }, { name: 'b', data: 'more' }])), budgetOf())
    expect(one.members.map(({ name, size }) => `${name} ${size}`)).toEqual(['data.pkl 7', 'b 4'])
    expect(await Promise.all(one.members.map(async (member) => textOf(await member.open(), 20)))).toEqual(['payload', 'more'])
  })

  it('names that lead out, twice, and by a link', async () => {
    const one = await open7z(bytesOf(build7z([{ name: '../x', data: 'a' }, { name: 'y', data: 'b' }, { name: 'Y', data: 'c' }, { name: 'l', data: '/etc', mode: 0o120_777 }])), budgetOf())
    expect(one.escapes.list.map(({ detail }) => detail)).toEqual(['a path out of the folder', 'a link to an absolute path'])
    expect(one.duplicates.list.length).toBe(1)
  })

  it('encrypted content, methods without a decoder', async () => {
    const encrypted = await open7z(bytesOf(build7z([{ name: 'x', data: 'a' }], [0x24, 6, 0xf1, 7, 1, 0])), budgetOf())
    await expect(encrypted.members[0]?.open()).rejects.toMatchObject({ reason: 'encrypted' })
    const other = await open7z(bytesOf(build7z([{ name: 'x', data: 'a' }], [0x03, 3, 4, 1])), budgetOf())
    await expect(other.members[0]?.open()).rejects.toMatchObject({ reason: 'unsupported', what: '7z method 030401' })
  })

  it('a header that is not there', async () => {
    const whole = build7z([{ name: 'x', data: 'a' }])
    await expect(open7z(bytesOf(whole.subarray(0, 40)), budgetOf())).rejects.toMatchObject({ reason: 'truncated' })
  })

  it('any bytes at all: nothing but Stopped is thrown', async () => {
    const whole = build7z([{ name: 'data.pkl', data: 'payload' }, { name: 'b', data: 'more', mode: 0o120_777 }])
    for (let i = 0; i < 3000; i++) {
      const broken = bytes(whole)
      const random = noise(4, i + 1)
      broken[32 + ((random[0] ?? 0) + i) % (broken.length - 32)] = random[1] ?? 0
      if (i % 2 === 0) broken[32 + (random[2] ?? 0) % (broken.length - 32)] = random[3] ?? 0
      try {
        const one = await open7z(bytesOf(broken), budgetOf())
        for (const member of one.members) await (await member.open()).read(0, 10)
      } catch (error) {
        expect(String(error)).toMatch(/^Stopped: /)
      }
    }
  })
})

describe('RAR', () => {
  it.each([['4', rar4([{ name: 'data.pkl', data: 'payload' }, { name: '../x', data: 'y' }])], ['5', rar5([{ name: 'data.pkl', data: 'payload' }, { name: '../x', data: 'y' }])]])('%s: names, and what is stored', async (_, data) => {
    const rar = await openRar(bytesOf(data), budgetOf())
    expect(rar.members.map(({ name, size }) => `${name} ${size}`)).toEqual(['data.pkl 7', '../x 1'])
    expect(await textOf(await rar.members[0]?.open() ?? bytesOf(new Uint8Array(0)), 20)).toBe('payload')
    expect(rar.escapes.list).toMatchObject([{ what: '../x' }])
    expect(rar.unread).toEqual([])
  })

  it('packed, encrypted, names encrypted', async () => {
    const [packed, secret] = (await openRar(bytesOf(rar4([{ name: 'a', data: 'x', method: 0x33 }, { name: 'b', data: 'y', flags: 4 }])), budgetOf())).members
    await expect(packed?.open()).rejects.toMatchObject({ reason: 'unsupported' })
    await expect(secret?.open()).rejects.toMatchObject({ reason: 'encrypted' })
    await expect((await openRar(bytesOf(rar5([{ name: 'a', data: 'x', method: 1 }])), budgetOf())).members[0]?.open()).rejects.toMatchObject({ reason: 'unsupported' })
    expect((await openRar(bytesOf(rar4([{ name: 'a', data: 'x' }], 0x80)), budgetOf())).unread).toMatchObject([{ reason: 'encrypted' }])
  })

  it('a link out, in RAR 5', async () => {
    const rar = await openRar(bytesOf(rar5([{ name: 'l', data: '', extra: [8, 5, 1, 0, 4, 0x2f, 0x65, 0x74, 0x63] }])), budgetOf())
    expect(rar.escapes.list).toMatchObject([{ what: '/etc', member: 'l' }])
  })

  it('any bytes at all: nothing but Stopped is thrown', async () => {
    for (const whole of [rar4([{ name: 'data.pkl', data: 'payload' }]), rar5([{ name: 'data.pkl', data: 'payload', extra: [3, 1, 0, 0] }])]) {
      for (let i = 0; i < 1500; i++) {
        const broken = bytes(whole)
        const random = noise(2, i + 1)
        broken[8 + (i % (broken.length - 8))] = random[0] ?? 0
        const rar = await openRar(bytesOf(broken), budgetOf())
        for (const member of rar.members) await member.open().catch((error: unknown) => expect(String(error)).toMatch(/^Stopped: /))
      }
    }
  })
})

describe('compressed streams', () => {
  const text = 'every loader that reads as it goes has run this by then. '.repeat(3000)

  it('known by their first bytes', () => {
    const seen = [gzipSync('x'), deflateSync('x'), bytes('BZh9', [0x31, 0x41, 0x59, 0x26, 0x53, 0x59]), bytes([0xfd], '7zXZ', [0]), bytes([4, 0x22, 0x4d, 0x18]), bytes([0x28, 0xb5, 0x2f, 0xfd]), bytes([0x5d, 0, 0, 0x80, 0], '\xff'.repeat(0), new Uint8Array(8).fill(255), [0, 1, 2, 3, 4])]
    expect(seen.map((head) => codingOf(head))).toEqual(['gzip', 'zlib', 'bzip2', 'xz', 'lz4', 'zstd', 'lzma'])
    expect(['BZh is how it begins', 'x', '', ']', 'plain text of some length'].map((head) => codingOf(bytes(head)))).toEqual([null, null, null, null, null])
  })

  it.each<[string, Uint8Array, Coding]>([['gzip', gzipSync(text), 'gzip'], ['zlib', deflateSync(text), 'zlib'], ['deflate', deflateRawSync(text), 'deflate']])('%s cut off: what came before stands, and it is told', async (_, whole, coding) => {
    const unread: Unread[] = []
    const part = await asFarAsItGoes(unread, 'x', () => unpacked(bytesOf(whole.subarray(0, whole.length - 30)), coding, budgetOf()))
    expect(part === undefined ? '' : text.startsWith(await textOf(part, 1e6)) && part.size > 1000).toBe(true)
    expect(unread).toMatchObject([{ reason: 'truncated', member: 'x' }])
  })

  it('gzip with a name, a comment, and members one after the other', async () => {
    const plain = gzipSync(text)
    const named = bytes([0x1f, 0x8b, 8, 0x1c, 0, 0, 0, 0, 0, 3], u16(2), 'ab', 'model.pkl\0', 'a comment\0', plain.subarray(10))
    const content = await unpacked(bytesOf(bytes(named, plain)), 'gzip', budgetOf())
    expect(await textOf(content, 1e6)).toBe(text + text)
  })

  it('bombs stop, and what they are is known', async () => {
    const error: unknown = await unpacked(bytesOf(gzipSync(new Uint8Array(40 * 2 ** 20))), 'gzip', budgetOf()).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(Cut)
    expect(error).toMatchObject({ bomb: true, reason: 'limit', what: 'unpacks to more than 100 times its size' })
  })

  it('more than is held: measured, then read again, forward and back', async () => {
    const data = Buffer.alloc(70 * 2 ** 20)
    for (let i = 0; i < data.length; i += 4096) data.writeUInt32LE(i, i)
    const content = await unpacked(bytesOf(gzipSync(data, { level: 1 })), 'gzip', budgetOf({ ratio: 1e6 }))
    expect(content.size).toBe(data.length)
    for (const at of [66 * 2 ** 20, 0, 4096 * 9000, 4096 * 8999, 69 * 2 ** 20]) expect(new DataView((await content.read(at, 8)).slice().buffer).getUint32(0, true)).toBe(at)
    expect(content.read(0, 1)).toBeInstanceOf(Promise)
  }, 60_000)

  it('LZ4: stored blocks, and matches that reach before the start', async () => {
    const frame = (block: Uint8Array, stored: boolean): Uint8Array => bytes([4, 0x22, 0x4d, 0x18, 0x60, 0x40, 0], u32(block.length + (stored ? 0x80_00_00_00 : 0)), block, u32(0))
    expect(await textOf(await unpacked(bytesOf(frame(bytes('stored'), true)), 'lz4', budgetOf()), 10)).toBe('stored')
    await expect(unpacked(bytesOf(frame(bytes([0x10], 'a', [9, 0]), false)), 'lz4', budgetOf())).rejects.toMatchObject({ reason: 'malformed', before: { size: 1 } })
  })

  it('Zstandard with a window of gigabytes takes no memory', async () => {
    await expect(unpacked(bytesOf(bytes([0x28, 0xb5, 0x2f, 0xfd, 0, 0xa8, 1, 0, 0])), 'zstd', budgetOf())).rejects.toMatchObject({ reason: 'unsupported' })
    await expect(unpacked(bytesOf(bytes([0x28, 0xb5, 0x2f, 0xfd, 0xe0], u64(2 ** 40), [1, 0, 0])), 'zstd', budgetOf())).rejects.toMatchObject({ reason: 'unsupported' })
  })

  it('any bytes at all: nothing but Stopped is thrown', async () => {
    const heads: [Coding, Uint8Array][] = [
      ['gzip', gzipSync(text.slice(0, 900))], ['deflate', deflateRawSync(text.slice(0, 900))], ['bzip2', bytes('BZh1', [0x31, 0x41, 0x59, 0x26, 0x53, 0x59, 0, 0, 0, 0, 0])],
      ['xz', bytes([0xfd], '7zXZ', [0, 0, 0, 0, 0, 0, 0, 2, 0, 0x21, 1, 22, 0, 0, 0, 0, 0, 0, 0, 0xe0, 0, 20, 0, 30, 93, 0])], ['lzma', bytes([0x5d, 0, 0, 1, 0], new Uint8Array(8).fill(255), [0])],
      ['lz4', bytes([4, 0x22, 0x4d, 0x18, 0x60, 0x40, 0, 60, 0, 0, 0])], ['zstd', bytes([0x28, 0xb5, 0x2f, 0xfd, 0x20, 80, 0xa5, 1, 0])],
    ]
    for (const [coding, head] of heads) {
      for (let i = 0; i < 400; i++) {
        const broken = bytes(head, noise(120, i + 1))
        if (i % 2 === 0) broken[i % broken.length] = noise(1, i + 7)[0] ?? 0
        await unpacked(bytesOf(broken), coding, budgetOf({ unpacked: 2 ** 24, time: 5000 })).then((content) => content.read(0, 10)).catch((error: unknown) => {
          expect(String(error)).toMatch(/^Stopped: /)
        })
      }
    }
  }, 60_000)
})

describe('artifact.archive', () => {
  type Seen = Awaited<ReturnType<typeof archive.read>>['props']
  async function read(path: string, data: Uint8Array | Bytes, limits: Partial<Limits> = {}): Promise<{ props: Seen; file: OpenedHere }> {
    const file = await opened(path, data, { limits })
    expect(archive.recognise(file)).toBe(1)
    expect(await archive.confirm?.(file)).toBe(true)
    return { props: (await archive.read(file)).props, file }
  }
  const contained = (file: OpenedHere): string[] => file.contained.map(({ member }) => member)
  const elf = bytes([0x7f], 'ELF', [2, 1, 1], '\0'.repeat(20))

  it.each(['plain text', '{"a": 1}', 'import os\n', '', 'x^2 + y^2', 'PKG', '%PDF-1.7', '\x89PNG\r\n'])('leaves %j alone', async (text) => {
    const file = await opened('a', bytes(text))
    expect(archive.recognise(file) === 0 || await archive.confirm?.(file) === false).toBe(true)
  })

  it('a 7z under a model name', async () => {
    const { props, file } = await read('model.pt', build7z([{ name: 'data.pkl', data: 'payload' }]))
    expect(props).toMatchObject({ container: '7z', members: 1, nonstandard: 'a 7z container under the name of a .pt model' })
    expect(contained(file)).toEqual(['data.pkl'])
  })

  it.each([
    ['model.gguf', 'rar', rar4([])], ['pytorch_model.bin', 'zip', buildZip([])], ['model.onnx', 'gzip', gzipSync('x')], ['weights.safetensors', 'zip', buildZip([])],
    ['model.ckpt', 'xz', bytes([0xfd], '7zXZ', [0, 0, 4])], ['model.h5', 'tar', buildTar([{ name: 'a', data: 'b' }])], ['model.pkl', 'cab', bytes('MSCF', [0, 0, 0, 0])], ['model.pkl', 'zstd', bytes([0x28, 0xb5, 0x2f, 0xfd])],
  ])('%s as %s', async (path, container, data) => {
    expect((await read(path, data)).props.nonstandard).toBe(`${/^[x]/.test(container) ? 'an' : 'a'} ${container} container under the name of a .${path.split('.')[1] ?? ''} model`)
  })

  it.each([['model.joblib', deflateSync('x')], ['model.pkl', gzipSync('x')], ['data.npz', buildZip([])], ['corpus.zip', buildZip([])], ['model.pt.gz', gzipSync('x')], ['rows.csv.zst', bytes([0x28, 0xb5, 0x2f, 0xfd])]])('%s is what frameworks or people write', async (path, data) => {
    expect((await read(path, data)).props.nonstandard).toBe(null)
  })

  it('a container without a reader is named and told', async () => {
    const { props, file } = await read('model.pt', bytes('MSCF', [0, 0, 0, 0], 'xxxx'))
    expect(props).toMatchObject({ container: 'cab', members: null, nonstandard: 'a cab container under the name of a .pt model' })
    expect(file.unread).toMatchObject([{ reason: 'unsupported', what: 'cab container' }])
  })

  it('a compressed tar is one container', async () => {
    const { props, file } = await read('orchard.tar.gz', gzipSync(buildTar([{ name: 'model.pt', data: 'x' }, { name: 'l', type: '2', target: '/etc' }])))
    expect(props).toMatchObject({ container: 'tar', coding: 'gzip', members: 1, unpacked: 1 })
    expect(props.escapes).toMatchObject([{ what: '/etc' }])
    expect(contained(file)).toEqual(['model.pt'])
  })

  it('a compressed file holds the file', async () => {
    const { file } = await read('model.pkl.gz', gzipSync('payload'))
    expect(contained(file)).toEqual(['model.pkl'])
  })

  it('an ordinary archive stays quiet: scripts, links and capitals are nobody\'s business', async () => {
    const source = buildTar([{ name: 'src/run.sh', data: '#!/bin/sh\n' }, { name: 'src/RUN.sh', data: '#!/bin/sh\n' }, { name: 'bin/tool', data: elf }, { name: 'src/latest', type: '2', target: '/usr/share/x' }])
    expect((await read('source.tar', source)).props).toMatchObject({ tampering: [], duplicates: [], escapes: [], bombs: [], executables: [] })
    expect((await read('app.apk', buildZip([{ name: 'lib/libx.so', data: elf }, { name: 'a', data: 'a', before: bytes('signing block') }]))).props).toMatchObject({ tampering: [], executables: [] })
  })

  it('the same beside a model is told', async () => {
    const { props } = await read('bundle.tar', buildTar([{ name: 'model.onnx', data: 'x' }, { name: 'run.sh', data: '#!/bin/sh\n' }, { name: 'RUN.sh', data: '#!/bin/sh\n' }]))
    expect(props.executables.map(({ member }) => member)).toEqual(['run.sh', 'RUN.sh'])
    expect(props.duplicates.length).toBe(1)
  })

  it('a path that leads out is told of every archive', async () => {
    expect((await read('source.zip', buildZip([{ name: '../../x', data: 'x' }]))).props.escapes.length).toBe(1)
  })

  it('a pickle under no name at all makes it an archive of models', async () => {
    const { props } = await read('bundle.zip', buildZip([{ name: 'notes', data: bytes([0x80, 4], 'x'), both: { flags: 1 } }]))
    expect(props.tampering.map(({ what }) => what)).toContain('flagged as encrypted, and is not')
  })

  it('members with one name are both looked into', async () => {
    const { file } = await read('bundle.zip', buildZip([{ name: 'a.pkl', data: '1' }, { name: 'a.pkl', data: '2' }]))
    expect(contained(file)).toEqual(['a.pkl', 'a.pkl#2'])
  })

  it('a packed member is unpacked only when it is read beyond its start', async () => {
    const big = 'a model of some length. '.repeat(20_000)
    const { file } = await read('bundle.zip', buildZip([{ name: 'a.bin', data: big, method: 8 }]), { unpacked: 50_000 })
    expect(file.unread).toEqual([])
    const inner = file.contained[0]?.content
    expect(inner?.size).toBe(big.length)
    expect(new TextDecoder().decode(await inner?.read(0, 4096))).toBe(big.slice(0, 4096))
    expect(file.unread).toEqual([])
    await expect(inner?.read(400_000, 10)).rejects.toThrow('unpacks to more than')
    expect(file.unread).toMatchObject([{ reason: 'limit', member: 'a.bin' }])
  })

  it('bytes around an archive are looked into as well', async () => {
    const { file } = await read('bundle.zip', buildZip([{ name: 'a.pkl', data: '1' }], { after: bytes([0x80, 4], 'payload') }))
    expect(contained(file)).toEqual(['a.pkl', expect.stringMatching(/^bytes at \d+$/)])
    const gz = await read('model.pkl.gz', bytes(gzipSync('x'), 'and more'))
    expect(contained(gz.file)).toEqual(['model.pkl', expect.stringMatching(/^bytes at \d+$/)])
    expect(gz.props.tampering).toMatchObject([{ what: 'bytes after the compressed data' }])
  })

  it('a bomb is told, and everything before it is there', async () => {
    const { props, file } = await read('model.pkl.gz', gzipSync(new Uint8Array(30 * 2 ** 20)))
    expect(props.bombs).toMatchObject([{ what: 'unpacks to far more than it holds' }])
    expect(file.unread).toMatchObject([{ reason: 'limit' }])
    expect(file.contained[0]?.content.size).toBeGreaterThan(16 * 2 ** 20)
  })

  it('any zip at all: nothing is thrown', async () => {
    const whole = buildZip([{ name: 'a.pkl', data: 'payload '.repeat(99), method: 8 }, { name: 'b', data: 'x' }])
    for (let i = 0; i < 600; i++) {
      const broken = bytes(whole)
      broken[4 + (i % (broken.length - 4))] = noise(1, i + 7)[0] ?? 0
      const file = await opened('bundle.zip', broken)
      await archive.read(file)
    }
  })
})
