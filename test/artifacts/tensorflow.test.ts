// TensorFlow's graphs made by hand: operators that reach out, graphs in constants, layers with code, assets elsewhere.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import tensorflow from '../../src/artifacts/formats/tensorflow.js'
import { opened, type OpenedHere } from './open.js'
import { bytes, field, utf8, varint, type Part } from './wire-maker.js'

const attribute = (name: string, value: Part): Uint8Array => field(5, [field(1, name), field(2, value)])
const node = (name: string, op: string, inputs: string[] = [], ...more: Part[]): Part => [field(1, name), field(2, op), ...inputs.map((input) => field(3, input)), ...more]
const dtype = attribute('dtype', field(6, 7))
const text = (value: Part | string): Uint8Array => attribute('value', field(8, [field(1, 7), field(2, ''), field(8, value)]))
const constant = (name: string, value: Part | string): Part => node(name, 'Const', [], dtype, text(value))
const graph = (...nodes: Part[]): Uint8Array => bytes(...nodes.map((one) => field(1, one)))
const func = (name: string, ...nodes: Part[]): Uint8Array => field(2, field(1, [field(1, [field(1, name)]), ...nodes.map((one) => field(3, one))]))
const info = field(1, [field(2, field(1, [field(1, 'Const')])), field(4, 'serve'), field(5, '2.16.1')])
const saved = (inner: Part, ...more: Part[]): Uint8Array => bytes(field(1, 1), field(2, [info, field(2, inner), ...more]))

async function read(data: Uint8Array, path = 'ranker/saved_model.pb', siblings: Record<string, Uint8Array | 'outside'> = {}): Promise<{ file: OpenedHere; props: Awaited<ReturnType<typeof tensorflow.read>>['props'] }> {
  const file = await opened(path, data, { siblings })
  return { file, props: (await tensorflow.read(file)).props }
}

const told = (signs: { what: string; detail: string }[]): string[] => signs.map(({ what, detail }) => `${what} | ${detail}`)

describe('a SavedModel', () => {
  it('tells what it is made of', async () => {
    const port = (name: string): Part => [field(1, name), field(2, [field(1, `${name}:0`), field(2, 1), field(3, [field(2, field(1, -1)), field(2, field(1, 3))])])]
    const { props, file } = await read(saved(graph(node('x', 'Placeholder'), node('y', 'Relu', ['x'])), field(5, [field(1, 'serving_default'), field(2, [field(1, port('x')), field(2, port('y'))])])))
    expect(props).toMatchObject({
      contents: 'saved-model', tensorflowVersion: '2.16.1', tags: ['serve'], operatorCount: 2,
      inputs: [{ name: 'x', type: 'float32[?,3]' }], outputs: [{ name: 'y', type: 'float32[?,3]' }], dangerousOperators: [], nestedGraphs: [],
    })
    expect(file.unread).toEqual([])
  })

  it('keeps its own checkpoints without a sign', async () => {
    const { props } = await read(saved(graph(
      constant('save/Const', 'model'), node('save/filename', 'PlaceholderWithDefault', ['save/Const']), node('join', 'StringJoin', ['save/filename']),
      node('save', 'SaveV2', ['join']), node('restore', 'RestoreV2', ['save/filename']), node('print', 'PrintV2', [], attribute('output_stream', field(2, 'stderr'))),
    )))
    expect(props.dangerousOperators).toEqual([])
  })

  it('reaches out of itself', async () => {
    const { props } = await read(saved(bytes(
      graph(
        constant('path', '/etc/passwd'), node('same', 'Identity', ['path:0']), node('read', 'ReadFile', ['same']), node('py', 'PyFunc', [], attribute('token', field(2, 'pyfunc_0'))),
        constant('away', '/srv/models/x'), node('save', 'SaveV2', ['^init', 'away']), node('print', 'PrintV2', [], attribute('output_stream', field(2, 'file:///tmp/out'))),
        node('debug', 'DebugIdentityV2', [], attribute('debug_urls', field(1, field(2, 'grpc://10.0.0.1:6064')))),
      ),
      func('__inference_call', constant('Const', '/home/app/.profile'), node('write', 'WriteFile', ['Const:output:0', 'x'])),
    )))
    expect(told(props.dangerousOperators)).toEqual([
      'WriteFile | writes files, function __inference_call, node write, "/home/app/.profile"',
      'ReadFile | reads files, node read, "/etc/passwd"', 'PyFunc | calls Python in the process, node py, "pyfunc_0"',
      'SaveV2 | writes files, node save, "/srv/models/x"', 'PrintV2 | writes files, node print, "file:///tmp/out"',
      'DebugIdentityV2 | sends tensors to an address, node debug, "grpc://10.0.0.1:6064"',
    ])
  })

  const hidden = graph(constant('path', '/etc/shadow'), node('read', 'ReadFile', ['path']))

  it.each([
    ['a text', text(hidden)],
    ['the second of two texts', attribute('value', field(8, [field(1, 7), field(8, 'x'), field(8, hidden)]))],
    ['packed texts', attribute('value', field(8, [field(1, 7), field(4, [varint(3), varint(hidden.length), utf8('abc'), hidden])]))],
    ['an attribute', attribute('serialized', field(2, hidden))],
    ['a list of texts', attribute('list', field(1, field(2, hidden)))],
    ['a variant', attribute('value', field(8, [field(1, 21), field(15, [field(1, 'tensorflow::DatasetVariantWrapper'), field(3, [field(1, 7), field(8, hidden)])])]))],
    ['the attributes of a call', attribute('f', field(10, [field(1, 'f'), field(2, [field(1, 'a'), field(2, field(2, hidden))])]))],
  ])('hides a graph in %s', async (_, where) => {
    const { props } = await read(saved(graph(node('Const_4', 'Const', [], dtype, where))))
    expect(told(props.nestedGraphs)).toEqual(['graph of 2 operators | graph in Const_4'])
    expect(told(props.dangerousOperators)).toEqual(['ReadFile | reads files, graph in Const_4, node read, "/etc/shadow"'])
  })

  it('hides a graph in a graph, behind an operator that makes one', async () => {
    const { props } = await read(saved(graph(constant('outer', graph(constant('inner', hidden), node('make', 'DatasetFromGraph', ['inner']))))))
    expect(told(props.nestedGraphs)).toEqual([
      'graph of 2 operators | graph in outer, graph in inner', 'DatasetFromGraph | makes a graph of a text, graph in outer, node make', 'graph of 4 operators | graph in outer',
    ])
    expect(props.dangerousOperators).toHaveLength(1)
  })

  it('takes no other text for a graph', async () => {
    const { props } = await read(saved(graph(constant('a', 'A text of some length, as vocabularies are\nand their lines'), constant('b', new Uint8Array(64).fill(10)), constant('c', new Uint8Array(64)))))
    expect(props.nestedGraphs).toEqual([])
  })

  it('names assets, some of them elsewhere', async () => {
    const asset = (name: string): Uint8Array => field(6, [field(1, [field(1, 'Const:0')]), field(2, name)])
    const { props } = await read(saved(graph(node('x', 'NoOp')), asset('vocabulary.txt'), asset('../../../run/secrets/token'), asset('/etc/hosts'), asset('linked.txt')), 'ranker/saved_model.pb', { 'ranker/assets/linked.txt': 'outside' })
    expect(props.assets).toEqual(['vocabulary.txt', 'linked.txt'])
    expect(told(props.assetEscapes)).toEqual([
      '../../../run/secrets/token | asset, climbs out with ..', '/etc/hosts | asset, is absolute', 'linked.txt | asset, is a link that leads out of the scanned folder',
    ])
  })

  const layer = JSON.stringify({ class_name: 'Lambda', config: { name: 'scale', function: ['4wEAAAAAAAAA', null, null], function_type: 'lambda' } })

  it('has layers with code, in the object graph or beside it', async () => {
    const { props } = await read(saved(graph(node('x', 'NoOp')), field(7, field(1, field(4, [field(1, '_tf_keras_layer'), field(3, layer)])))))
    expect(told(props.lambdas)).toEqual(['Lambda scale | object graph, marshalled code, 9 bytes'])
    const whole = JSON.stringify({ class_name: 'Sequential', config: { layers: [{ class_name: 'Dense', config: {} }, { class_name: 'Lambda', config: { name: 'two', function: 'softmax' } }] } })
    const metadata = bytes(field(1, [field(2, 1), field(3, 'root.layer-1'), field(4, '_tf_keras_layer'), field(5, layer)]), field(1, [field(3, 'root'), field(4, '_tf_keras_model'), field(5, whole)]))
    const beside = await read(metadata, 'ranker/keras_metadata.pb')
    expect(beside.props.contents).toBe('keras-metadata')
    expect(told(beside.props.lambdas)).toEqual(['Lambda scale | root.layer-1, marshalled code, 9 bytes', 'Lambda two | root, function softmax'])
  })

  it('is broken, and what was found before that stands', async () => {
    const { props, file } = await read(bytes(saved(graph(node('read', 'ReadFile'))), Uint8Array.from([0x12, 0x7f])))
    expect(props.dangerousOperators).toHaveLength(1)
    expect(file.unread).toMatchObject([{ reason: 'truncated' }])
  })

  it('is text, of which the operators are read', async () => {
    const text = 'saved_model_schema_version: 1 meta_graphs { graph_def { node { name: "a" op: "ReadFile" } node { name: "b" op: "Relu" } } }'
    const { props, file } = await read(utf8(text), 'ranker/saved_model.pbtxt')
    expect(props).toMatchObject({ contents: 'saved-model', operatorCount: 2, dangerousOperators: [{ what: 'ReadFile' }] })
    expect(file.unread).toMatchObject([{ reason: 'unsupported' }])
  })

  it('is a name alone', async () => {
    expect((await read(bytes(field(55, 'x')))).file.unread).toMatchObject([{ reason: 'malformed', what: 'holds no saved-model' }])
  })
})

describe('recognition of TensorFlow', () => {
  const sure = async (data: Uint8Array, name: string): Promise<number> => tensorflow.recognise(await opened(name, data))
  const contents = async (data: Uint8Array, name: string): Promise<string> => (await read(data, name)).props.contents
  const frozen = graph(constant('a', 'x'), node('b', 'Relu', ['a'], dtype))
  const meta = bytes(info, field(2, frozen))

  it('goes by content', async () => {
    expect([await sure(saved(frozen), 'model.bin'), await contents(saved(frozen), 'model.bin')]).toEqual([3, 'saved-model'])
    expect([await sure(meta, 'export'), await contents(meta, 'export')]).toEqual([3, 'meta-graph'])
    expect([await sure(frozen, 'weights'), await contents(frozen, 'weights')]).toEqual([3, 'graph'])
    expect(await sure(bytes(field(99, 'x'), saved(frozen)), 'saved_model.pb')).toBe(1)
  })

  it.each([
    ['text', utf8('hello\nworld')], ['an ONNX model', bytes(field(1, 8), field(2, 'pytorch'), field(7, field(1, [field(1, 'x'), field(4, 'Relu')])))],
    ['a list of pairs', bytes(field(1, [field(1, 'key'), field(2, 'value')]))], ['pieces of a tokenizer', bytes(field(1, [field(1, '<unk>'), bytes(varint(2 * 8 + 5), new Uint8Array(4)), field(3, 2)]))],
    ['a program of Paddle', bytes(field(1, [field(1, 0), field(2, -1), field(4, [field(3, 'feed')])]))],
  ])('does not take %s', async (_, data) => {
    expect(await sure(data, 'file.bin')).toBe(0)
  })

  it('reads any change of a model without an error', async () => {
    const sound = saved(bytes(graph(constant('path', graph(node('a', 'ReadFile', ['b'], dtype)))), func('f', node('b', 'Save', ['c']))), field(6, field(2, 'a')))
    await fc.assert(fc.asyncProperty(fc.nat(sound.length - 1), fc.nat(255), async (at, value) => {
      const data = sound.slice()
      data[at] = value
      await read(data)
    }), { numRuns: 500 })
  })
})
