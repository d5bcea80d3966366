// Facts of every model file: names that lie, two formats in one file, programs, credentials, LFS pointers.
import { describe, expect, it } from 'vitest'
import { fileFacts, type FileFacts } from '../../src/artifacts/file-facts.js'
import pointer from '../../src/artifacts/formats/lfs-pointer.js'
import { opened } from './open.js'

const latin = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0))
const join = (...parts: (Uint8Array | string)[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...(typeof part === 'string' ? latin(part) : part)]))
const u16 = (n: number): Uint8Array => Uint8Array.of(n & 255, n >> 8)
const u32 = (n: number): Uint8Array => Uint8Array.of(n & 255, (n >> 8) & 255, (n >> 16) & 255, n >>> 24)

/** A zip of one stored member; `from`: what its offsets count from. */
function zip(from = 0, comment = ''): Uint8Array {
  const fields = join(u16(20), u16(0), u16(0), u32(0), u32(0), u32(2), u32(2), u16(1), u16(0))
  const local = join('PK\x03\x04', fields, 'a', 'hi')
  const central = join('PK\x01\x02', u16(20), fields, u16(0), u16(0), u16(0), u32(0), u32(from), 'a')
  return join(local, central, 'PK\x05\x06', u16(0), u16(0), u16(1), u16(1), u32(central.length), u32(from + local.length), u16(comment.length), comment)
}

function tar(begin: string): Uint8Array {
  const header = new Uint8Array(512)
  header.set(latin(begin), 0)
  header.set(latin('ustar\x0000'), 257)
  header.fill(0x20, 148, 156)
  header.set(latin(`${header.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\0 `), 148)
  return header
}

function program(at = 64): Uint8Array {
  const bytes = new Uint8Array(at + 4)
  bytes.set(latin('MZ'))
  bytes.set(u32(at), 60)
  bytes.set(latin('PE\0\0'), at)
  return bytes
}

const facts = async (path: string, data: Uint8Array, type = 'artifact.file'): Promise<FileFacts> => fileFacts(await opened(path, data), type)
const noise = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 2_654_435_761) >>> 13)
const token = ['hf_', 'aBcDeFgHiJkLmNoPqRsTuVwXyZ012345', '6789'].join('').slice(0, 37)

describe('a name that lies', () => {
  it.each([
    ['w.safetensors', latin('\x80\x04N.'), 'artifact.pickle', '.safetensors promises tensors (safetensors), the content is a pickle'],
    ['config.json', latin('cos\nsystem\n'), 'artifact.pickle', '.json promises JSON, the content is a pickle'],
    ['m.gguf', zip(), 'artifact.archive', '.gguf promises a GGUF model, the content is a zip archive'],
    ['m.onnx', latin('7z\xbc\xaf\x27\x1c\0\x04'), 'artifact.archive', '.onnx promises an ONNX graph, the content is a 7z archive'],
    ['m.npy', latin('\x7fELF\x02\x01\x01'), 'artifact.file', '.npy promises a NumPy array, the content is a Linux program (ELF)'],
    ['notes.txt', program(), 'artifact.file', '.txt promises text, the content is a Windows program'],
    ['notes.txt', program(5000), 'artifact.file', '.txt promises text, the content is a Windows program'],
    ['m.tflite', latin('\xcf\xfa\xed\xfe\x07\0\0\x01'), 'artifact.file', '.tflite promises a TensorFlow Lite model, the content is a macOS program (Mach-O)'],
    ['m.tflite', latin('\xca\xfe\xba\xbe\0\0\0\x02'), 'artifact.file', '.tflite promises a TensorFlow Lite model, the content is a macOS program (Mach-O)'],
    ['data.csv', latin('#!/usr/bin/env python3\nprint(1)\n'), 'artifact.file', '.csv promises a CSV table, the content is a script for python3'],
    ['data.csv', latin('#!/bin/bash -e\n'), 'artifact.file', '.csv promises a CSV table, the content is a script for bash'],
    ['a.json', latin('<?php echo 1;'), 'artifact.file', '.json promises JSON, the content is a PHP script'],
    ['a.h5', latin('\0asm\x01\0\0\0'), 'artifact.file', '.h5 promises HDF5 data, the content is a WebAssembly program'],
  ])('%s', async (path, data, type, told) => {
    expect((await facts(path, data, type)).mismatch).toBe(told)
  })

  it.each([
    ['pytorch_model.bin', zip(), 'artifact.torch'], ['pytorch_model.bin', latin('\x80\x02\x8a\n'), 'artifact.pickle'], ['m.keras', zip(), 'artifact.keras'],
    ['m.pkl', latin('\x80\x04N.'), 'artifact.pickle'], ['m.npz', zip(), 'dataset.numpy'], ['m.safetensors', join(u32(2), u32(0), '{}'), 'artifact.safetensors'],
    ['MZ.txt', latin('MZ is what a program begins with, and this is no program at all, only words.'), 'artifact.file'],
    ['C.class', latin('\xca\xfe\xba\xbe\0\0\0\x41'), 'artifact.file'], ['head.md', latin('# ! /bin/sh is not here'), 'artifact.file'], ['empty.json', new Uint8Array(0), 'artifact.file'],
  ])('%s does not', async (path, data, type) => {
    expect((await facts(path, data, type)).mismatch).toBeNull()
  })
})

describe('two formats in one file', () => {
  it.each([
    ['a zip behind tensors', join(u32(2), u32(0), '{}', noise(100), zip()), 110],
    ['a zip that knows what stands before it', join('GGUF', noise(9000), zip(9004)), 0],
    ['a zip with a comment', join('\x93NUMPY', noise(100), zip(0, 'x'.repeat(5000))), 106],
    ['a pickle before a zip', join('\x80\x04N.', zip()), 4],
    ['a zip before which stands much', join(noise(200_000), zip()), 200_000],
    ['a zip with something behind it', join('\x80\x04N.', zip(), noise(300)), 4],
  ])('%s', async (_, data, offset) => {
    expect((await facts('m.bin', data)).polyglots).toMatchObject([{ what: 'zip archive', offset }])
  })

  it('a tar that begins as something else', async () => {
    expect((await facts('m.gguf', tar('GGUF\x03\0\0\0'))).polyglots).toMatchObject([{ what: 'tar archive', offset: 0 }])
    expect((await facts('m.pt', tar('\x80\x02}.\0'))).polyglots).toMatchObject([{ what: 'tar archive' }])
  })

  it('HDF5 behind another format', async () => {
    const data = join('GGUF', new Uint8Array(1020), '\x89HDF\r\n\x1a\n', new Uint8Array(64))
    expect((await facts('m.gguf', data, 'artifact.gguf')).polyglots).toMatchObject([{ what: 'HDF5 file', offset: 1024 }])
    const block = join('user block', new Uint8Array(502), '\x89HDF\r\n\x1a\n', new Uint8Array(64))
    expect((await facts('m.h5', block, 'artifact.hdf5')).polyglots).toEqual([])
  })

  it.each([
    ['a zip', zip()], ['a tar', tar('model_config.yaml\0')], ['chance', join(noise(3000), 'PK\x05\x06', noise(100))], ['a tar whose last member is a zip', join(tar('a.zip\0'), zip(), new Uint8Array(1024))],
    ['an end record without a directory', join(noise(300), 'PK\x05\x06', u32(0), u16(1), u16(1), u32(46), u32(9), u16(0))], ['too few bytes', latin('PK\x05\x06')],
  ])('not %s', async (_, data) => {
    expect((await facts('m.bin', data)).polyglots).toEqual([])
  })

  it('reads no more than both ends of a large file', async () => {
    let bytes = 0
    const size = 10 * 2 ** 30
    const content = { size, read: (offset: number, length: number) => { bytes += length; return new Uint8Array(Math.min(length, size - offset)) } }
    await fileFacts(await opened('m.safetensors', content), 'artifact.safetensors')
    expect(bytes).toBeLessThan(150_000)
  })
})

it('tells programs under the names of models, and of nothing else', async () => {
  expect((await facts('model.bin', latin('\x7fELF\x02'))).executables).toMatchObject([{ what: 'a Linux program (ELF)', offset: 0 }])
  expect((await facts('model.pt', latin('#!/bin/sh\n'))).executables).toMatchObject([{ what: 'a script for sh' }])
  expect((await facts('libfast.so', latin('\x7fELF\x02'))).executables).toEqual([])
  expect((await facts('train.py', latin('#!/usr/bin/env python\n'))).executables).toEqual([])
})

describe('credentials', () => {
  it('in text, by line', async () => {
    expect((await facts('config.yaml', latin(`a: 1\nhub: ${token}\n`), 'artifact.config')).secrets).toEqual([{ type: 'hugging-face-token', at: 'line 2', length: 37 }])
  })

  it('in UTF-16, and far down in a text', async () => {
    const wide = join('\xff\xfe', ...Array.from(`hub: ${token}\n`, (c) => `${c}\0`))
    expect((await facts('config.yaml', wide)).secrets).toHaveLength(1)
    expect((await facts('config.yaml', latin(`${'a: 1\n'.repeat(5000)}hub: ${token}\n`))).secrets).toMatchObject([{ at: 'line 5001' }])
  })

  it('in the metadata of a binary, by byte', async () => {
    expect((await facts('m.gguf', join('GGUF\x03\0\0\0', `general.url${token}`, noise(50)), 'artifact.gguf')).secrets).toEqual([])
    expect((await facts('m.gguf', join('GGUF\x03\0\0\0', `token=${token}\0`, noise(50)), 'artifact.gguf')).secrets).toEqual([{ type: 'hugging-face-token', at: 'text at byte 8', length: 37 }])
  })

  it('never in weights or vocabularies', async () => {
    const far = join('GGUF', new Uint8Array(100_000), token)
    expect((await facts('m.gguf', far, 'artifact.gguf')).secrets).toEqual([])
    expect((await facts('tokenizer.json', latin('{"password": "x9Kd02jf8Ls0Qm", "a": 1}'), 'artifact.tokenizer')).secrets).toEqual([])
  })

  it('in the beginning of what is too long, and says so', async () => {
    const file = await opened('config.yaml', latin(`hub: ${token}\n${'a: 1\n'.repeat(3000)}`), { limits: { document: 5000 } })
    expect((await fileFacts(file, 'artifact.config')).secrets).toHaveLength(1)
    expect(file.unread).toMatchObject([{ reason: 'limit' }])
  })
})

describe('a pointer of Git LFS', () => {
  const oid = '4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393'
  const text = `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize 12345\n`

  it('is read', async () => {
    const file = await opened('m.safetensors', latin(text))
    expect(pointer.recognise(file)).toBe(3)
    expect((await pointer.read(file)).props).toEqual({ oid, bytes: 12_345 })
    expect((await fileFacts(file, pointer.type)).lfs).toEqual({ oid, size: 12_345 })
  })

  it.each(['version 1\n', text.replace('sha256', 'md5'), text.replace('12345', 'x'), `${text}${' '.repeat(2000)}`, 'version https://git-lfs.github.com/spec/v1\n'])('is not %j', async (other) => {
    expect(pointer.recognise(await opened('a', latin(other)))).toBe(0)
  })
})

it('takes any bytes', async () => {
  for (let i = 0; i < 500; i++) {
    const data = noise(i * 7).map((byte, at) => (at % 11 === 0 ? 0x50 : byte))
    await facts('m.bin', data.map((byte, at) => [0x80, 0x4d, 0x50, 0xff, 0x23][i % 5] === undefined || at > 0 ? byte : [0x80, 0x4d, 0x50, 0xff, 0x23][i % 5] ?? byte))
  }
})
