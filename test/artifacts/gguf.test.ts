// GGUF: metadata, tensor table and templates, told true or false.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Bytes } from '../../src/artifacts/bytes.js'
import ggml from '../../src/artifacts/formats/ggml.js'
import format from '../../src/artifacts/formats/gguf.js'
import { opened } from './open.js'
import { concat, Gguf, text, uint, type GgufLies, type GgufTensor, type GgufValue } from './tensors-builder.js'

async function read(data: Uint8Array | Bytes) {
  const file = await opened('model.gguf', data)
  expect(format.recognise(file)).toBe(3)
  const { props } = await format.read(file)
  return { ...props, unread: file.unread }
}

function plain(g: Gguf): [string, GgufValue][] {
  return [
    ['general.architecture', g.string('llama')], ['general.name', g.string('Orchard')], ['general.license', g.string('apache-2.0')], ['general.file_type', g.u32(7)],
    ['llama.context_length', g.u32(4096)], ['tokenizer.ggml.model', g.string('gpt2')], ['tokenizer.ggml.tokens', g.strings(['a', 'b', 'c'])],
    ['general.base_model.count', g.u32(1)], ['general.base_model.0.name', g.string('Seed')], ['general.base_model.0.organization', g.string('orchard')],
    ['general.base_model.0.repo_url', g.string('https://huggingface.co/orchard/seed')], ['general.datasets', g.strings(['apples', 'pears'])],
    ['tokenizer.chat_template', g.string("{% for m in messages %}<|{{ m['role'] }}|>{{ m['content'] }}{% endfor %}")],
  ]
}
const tensors: GgufTensor[] = [{ name: 'token_embd.weight', shape: [64, 2], type: 8, offset: 0 }, { name: 'norm', shape: [8], type: 0, offset: 160 }]

describe('GGUF', () => {
  it.each<GgufLies>([{ version: 3 }, { version: 2 }, { version: 1 }, { version: 3, bigEndian: true }])('tells what is in a sound file: %o', async (lies) => {
    const g = new Gguf({ ...lies, data: 192 })
    const props = await read(g.file(plain(g), tensors))
    expect(props).toMatchObject({
      formatVersion: lies.version, bigEndian: lies.bigEndian ?? false, architecture: 'llama', modelName: 'Orchard', licence: 'apache-2.0', quantisation: 'Q8_0', contextLength: 4096, tokenizer: 'gpt2',
      tensors: 2, parameters: 136, tensorTypes: [{ type: 'F32', tensors: 1 }, { type: 'Q8_0', tensors: 1 }],
      baseModels: [{ name: 'Seed', organization: 'orchard', url: 'https://huggingface.co/orchard/seed' }], datasets: [{ name: 'apples' }, { name: 'pears' }],
      chatTemplates: [{ name: 'default' }], templateEscapes: [], templateInstructions: [], headerFaults: [], tensorFaults: [], unread: [],
    })
  })

  it.each<[string, GgufLies, (g: Gguf) => [string, GgufValue][], RegExp]>([
    ['more keys than can be', { pairCount: 2n ** 62n }, () => [], /declares 4611686018427387904 keys/],
    ['more tensors than can be', { tensorCount: 2n ** 63n }, () => [], /declares 9223372036854775808 tensors/],
    ['a key twice', {}, (g) => [['a.b', g.u32(1)], ['a.b', g.u32(2)]], /is there twice/],
    ['a key that is not ASCII', {}, (g) => [['schlüssel', g.u32(1)]], /not ASCII/],
    ['an empty key', {}, (g) => [['', g.u32(1)]], /is empty/],
    ['a value of no type', {}, () => [['a', { type: 13, bytes: new Uint8Array(8) }]], /type 13/],
    ['a truth value of 2', {}, () => [['a', { type: 7, bytes: Uint8Array.of(2) }]], /truth value of 2/],
    ['a text longer than the file', {}, (g) => [['a', { type: 8, bytes: g.count(2n ** 60n) }]], /a text of 1152921504606846976 bytes/],
    ['a list longer than the file', {}, (g) => [['a', { type: 9, bytes: concat(g.number(4, 4), g.count(2n ** 61n)) }]], /a list of 2305843009213693952/],
    ['a list of no type', {}, (g) => [['a', { type: 9, bytes: concat(g.number(99, 4), g.count(1)) }]], /list of type 99/],
    ['lists in lists in lists', {}, (g) => [['a', { type: 9, bytes: concat(...Array.from({ length: 6 }, () => concat(g.number(9, 4), g.count(1)))) }]], /more than 3 deep/],
    ['an alignment of 3', {}, (g) => [['general.alignment', g.u32(3)]], /no power of two/],
    ['an alignment of 0', {}, (g) => [['general.alignment', g.u32(0)]], /no power of two/],
    ['version 9', { version: 9 }, () => [], /version 9/],
  ])('%s is a fault of the header', async (_, lies, pairs, detail) => {
    const g = new Gguf({ ...lies, data: 64 })
    expect((await read(g.file(pairs(g)))).headerFaults.map((sign) => sign.detail).join('\n')).toMatch(detail)
  })

  it.each<[string, GgufTensor[], number, RegExp]>([
    ['five dimensions', [{ name: 'a', shape: [1, 1, 1, 1, 8], type: 0, offset: 0 }], 32, /5 dimensions/],
    ['a shape that overflows', [{ name: 'a', shape: [2n ** 32n, 2n ** 32n], type: 0, offset: 0 }], 32, /overflows/],
    ['a size that overflows', [{ name: 'a', shape: [2n ** 62n], type: 0, offset: 0 }], 32, /overflows/],
    ['a type that is none', [{ name: 'a', shape: [8], type: 77, offset: 0 }], 32, /type 77/],
    ['rows of half a block', [{ name: 'a', shape: [31], type: 8, offset: 0 }], 64, /no whole blocks/],
    ['an end beyond the file', [{ name: 'a', shape: [64], type: 0, offset: 0 }], 32, /ends at 256 of 32/],
    ['an offset that overflows', [{ name: 'a', shape: [8], type: 0, offset: 2n ** 64n - 32n }], 32, /ends at 18446744073709551616/],
    ['an offset off the grid', [{ name: 'a', shape: [4], type: 0, offset: 8 }], 32, /no multiple of 32/],
    ['an overlap', [{ name: 'a', shape: [16], type: 0, offset: 0 }, { name: 'b', shape: [8], type: 0, offset: 32 }], 64, /begins at 32, before a ends at 64/],
    ['the same name twice', [{ name: 'a', shape: [8], type: 0, offset: 0 }, { name: 'a', shape: [8], type: 0, offset: 32 }], 64, /is there twice/],
    ['a name that is too long', [{ name: 'x'.repeat(64), shape: [8], type: 0, offset: 0 }], 32, /64 bytes long/],
    ['a hole', [{ name: 'a', shape: [8], type: 0, offset: 0 }, { name: 'b', shape: [8], type: 0, offset: 1024 }], 1056, /992 bytes between a and this tensor/],
    ['bytes behind the last', [{ name: 'a', shape: [8], type: 0, offset: 0 }], 4096, /ends at 32 of 4096/],
  ])('%s is a fault of the tensors', async (_, table, data, detail) => {
    const g = new Gguf({ data })
    const props = await read(g.file([], table))
    expect(props.tensorFaults.map((sign) => sign.detail).join('\n')).toMatch(detail)
    expect(props.headerFaults).toEqual([])
  })

  it('reads templates, and does not render them', async () => {
    const g = new Gguf()
    const escape = "{{ ''.__class__.__mro__[1].__subclasses__() }}"
    const props = await read(g.file([['tokenizer.chat_template', g.string('{{ messages[0].content }}')], ['tokenizer.chat_template.tool', g.string(escape)]]))
    expect(props.chatTemplates.map(({ name }) => name)).toEqual(['default', 'tool'])
    expect(props.templateEscapes[0]).toMatchObject({ member: 'tokenizer.chat_template.tool' })
  })

  it('walks large vocabularies and terabytes of tensors in no time', async () => {
    const g = new Gguf()
    const words = g.strings(Array.from({ length: 250_000 }, (_, i) => `word ${i}`))
    const each = 2 ** 38
    const head = g.file([['tokenizer.ggml.tokens', words]], Array.from({ length: 4 }, (_, i) => ({ name: `t${i}`, shape: [each / 4], type: 0, offset: i * each })))
    let reads = 0
    const bytes: Bytes = {
      size: head.length + 4 * each,
      read: (offset, length) => {
        reads += 1
        const part = new Uint8Array(length)
        part.set(head.subarray(offset, offset + length))
        return part
      },
    }
    const props = await read(bytes)
    expect(props).toMatchObject({ tensors: 4, parameters: each, tensorFaults: [], headerFaults: [], unread: [] })
    expect(reads).toBeLessThan(20)
  })

  it('survives every cut and every flipped byte', async () => {
    const g = new Gguf({ data: 192 })
    const sound = g.file(plain(g), tensors)
    for (let i = 4; i < sound.length; i += 3) {
      const { headerFaults, tensorFaults } = await read(sound.subarray(0, i))
      expect(headerFaults.length + tensorFaults.length, String(i)).toBeGreaterThan(0)
    }
    for (let i = 4; i < sound.length - 192; i++) {
      const broken = sound.slice()
      broken[i] = (broken[i] ?? 0) ^ 0xff
      await read(broken)
    }
  })
})

describe('GGML', () => {
  it.each([['lmgg', 32000, 'ggml'], ['fmgg', 1, 'ggmf'], ['tjgg', 3, 'ggjt'], ['algg', 1, 'ggla'], ['nsgg', 1, 'ggsn']])('%s', async (letters, next, family) => {
    const file = await opened('ggml-model.bin', concat(text(letters), uint(next, 4), new Uint8Array(32)))
    expect(ggml.recognise(file)).toBe(3)
    expect((await ggml.read(file)).props.family).toBe(family)
  })
  it('knows the speech models that still come so', async () => {
    expect((await ggml.read(await opened('ggml-base.en.bin', concat(text('lmgg'), uint(51864, 4), new Uint8Array(32))))).props.runtime).toBe('whisper.cpp')
  })
  it('is not any text', async () => {
    expect(ggml.recognise(await opened('x.txt', text('lmgg is a word of no language')))).toBe(0)
    expect(ggml.recognise(await opened('x.txt', text('ggml')))).toBe(0)
  })
})

const folder = join(process.env['AISPM_SAMPLES'] ?? '', 'gguf')
if (process.env['AISPM_SAMPLES'] === undefined || !existsSync(folder)) it.skip('GGUF samples: AISPM_SAMPLES names no folder with any', () => {})
else {
  it.each([['plain.gguf', false], ['big-endian.gguf', true], ['alignment.gguf', false], ['vocabulary.gguf', false]])('GGUF of its own library: %s', async (name, bigEndian) => {
    expect(await read(readFileSync(join(folder, name)))).toMatchObject({
      bigEndian, formatVersion: 3, architecture: 'llama', quantisation: 'Q8_0', tensors: 4, parameters: 1024 + 7 + 4 * 64 * 2, licence: 'apache-2.0', author: 'orchard', contextLength: 4096,
      baseModels: [{ name: 'Seed 1B', organization: 'orchard', url: 'https://huggingface.co/orchard/seed-1b' }], datasets: [{ name: 'apples' }],
      headerFaults: [], tensorFaults: [], templateEscapes: [], templateInstructions: [], unread: [],
    })
  })
}
