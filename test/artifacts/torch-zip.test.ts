// PyTorch's containers: which format takes which, what is found in them, and what they cost.
import { describe, expect, it } from 'vitest'
import type { Bytes } from '../../src/artifacts/bytes.js'
import type { AnyFormat } from '../../src/artifacts/format.js'
import numpy from '../../src/artifacts/formats/numpy.js'
import skops from '../../src/artifacts/formats/skops.js'
import torchExport from '../../src/artifacts/formats/torch-export.js'
import torch from '../../src/artifacts/formats/torch.js'
import torchscript from '../../src/artifacts/formats/torchscript.js'
import { opened } from './open.js'
import { bytes, callingPickle, little, npy, sparseZip, tarOf, zipOf } from './torch-bytes.js'

/** A pickle of one tensor: `_rebuild_tensor_v2(storage, 0, (n,), (1,), False, OrderedDict())`. */
function tensorPickle(elements: number, key = '0', storage = 'FloatStorage'): Uint8Array {
  const text = (value: string): Uint8Array => bytes('X', little(value.length, 4), value)
  const int = (value: number): Uint8Array => (value < 2 ** 31 ? bytes('J', little(value, 4)) : bytes([0x8a, 8], little(value, 8)))
  return bytes([0x80, 2], 'ctorch._utils\n_rebuild_tensor_v2\n((', text('storage'), `ctorch\n${storage}\n`, text(key), text('cpu'), int(elements), 'tQ', int(0), int(elements), [0x85], int(1), [0x85, 0x89], 'ccollections\nOrderedDict\n)RtR.')
}

const members = { 'archive/data.pkl': tensorPickle(4), 'archive/byteorder': 'little', 'archive/data/0': new Uint8Array(16), 'archive/version': '3\n', 'archive/.data/serialization_id': '1'.repeat(40) }
const script = { ...members, 'archive/constants.pkl': bytes([0x80, 2], ').'), 'archive/code/__torch__.py': 'def forward(self, x):\n  return torch.add(x, ops.quantized.relu6(x))\n', 'archive/code/__torch__.py.debug_pkl': bytes([0x80, 2], ').') }
const table = (pickled: boolean): string => JSON.stringify({ config: { weight: { path_name: 'weight_0', is_param: true, use_pickle: pickled } } })
const exported = { 'p/archive_format': 'pt2', 'p/archive_version': '0', 'p/models/model.json': '{}', 'p/data/weights/weight_0': new Uint8Array(64), 'p/data/weights/model_weights_config.json': table(false) }
const flatSkops = { 'schema.json': JSON.stringify({ __class__: 'dict', __module__: 'builtins', __loader__: 'DictNode', content: {}, protocol: 2, _skops_version: '0.16.0' }) }

async function taker(data: Uint8Array, name = 'model.pt'): Promise<string[]> {
  const formats: AnyFormat[] = [numpy, skops, torch, torchExport, torchscript]
  const found: string[] = []
  for (const format of formats) {
    const file = await opened(name, data)
    if (format.recognise(file) > 0 && (format.confirm === undefined || await format.confirm(file))) found.push(format.type)
  }
  return found
}

async function readTorch(data: Uint8Array | Bytes, name = 'model.pt') {
  const file = await opened(name, data)
  expect(torch.recognise(file)).toBeGreaterThan(1)
  expect(await torch.confirm?.(file)).toBe(true)
  return { file, props: (await torch.read(file)).props }
}

it.each<[string, Uint8Array, string[]]>([
  ['torch', zipOf(members), ['artifact.torch']],
  ['TorchScript', zipOf(script), ['artifact.torchscript']],
  ['TorchScript without code', zipOf({ ...members, 'archive/constants.pkl': 'x' }), ['artifact.torchscript']],
  ['a program', zipOf(exported), ['artifact.torch_export']],
  ['an older program', zipOf({ 'serialized_exported_program.json': '{}', version: '1', 'serialized_state_dict.pt': '' }), ['artifact.torch_export']],
  ['skops', zipOf(flatSkops), ['artifact.skops']],
  ['arrays', zipOf({ 'a.npy': npy(`{'descr': '<f4', 'fortran_order': False, 'shape': (0,)}`) }), ['dataset.numpy']],
  ['another zip', zipOf({ 'word/document.xml': '<x/>' }), []],
  ['a broken zip', bytes('PK', [3, 4], 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'), []],
  ['no zip', bytes('data.pkl'), []],
])('%s has one taker', async (_, data, types) => {
  expect(await taker(data)).toEqual(types)
})

describe('torch', () => {
  it('tells the facts of a checkpoint', async () => {
    const { file, props } = await readTorch(zipOf(members))
    expect(file.unread).toEqual([])
    expect(file.contained).toEqual([])
    expect(props).toMatchObject({ container: 'zip', formatVersion: '3', byteorder: 'little', tensors: 1, parameters: 4, storagesProbed: true, verdict: 'safe', hiddenPickles: [], tampering: [], trailing: [], persistentIds: [] })
  })

  it.each([
    ['data.pkl itself', { ...members, 'archive/data.pkl': callingPickle() }, 'archive/data.pkl'],
    ['another member', { ...members, 'archive/notes': callingPickle() }, 'archive/notes'],
    ['a member outside the folder', { ...members, 'other.bin': callingPickle() }, 'other.bin'],
    ['a member that is no storage', { ...members, 'archive/data/hook.pkl': callingPickle() }, 'archive/data/hook.pkl'],
    ['a second data.pkl', { ...members, 'b/data.pkl': callingPickle() }, 'b/data.pkl'],
    ['a storage', { ...members, 'archive/data/1': callingPickle() }, 'archive/data/1'],
    ['a version', { ...members, 'archive/version': bytes(callingPickle()) }, 'archive/version'],
  ])('sees a payload in %s', async (_, given, member) => {
    const { props } = await readTorch(zipOf(given))
    expect(props.verdict).toBe('dangerous')
    expect([...props.dangerousCalls, ...props.dangerousImports].map((sign) => sign.member)).toContain(member)
    expect(props.hiddenPickles.length).toBe(member === 'archive/data/1' ? 1 : 0)
  })

  it('hands other members on', async () => {
    const { file } = await readTorch(zipOf({ ...members, 'archive/readme.txt': 'hello', 'archive/lib.so': bytes(0x7f, 'ELF') }))
    expect(file.contained.map(({ member }) => member)).toEqual(['archive/readme.txt', 'archive/lib.so'])
  })

  it('keeps what stands before a break', async () => {
    const { props } = await readTorch(zipOf({ ...members, 'archive/data.pkl': bytes(callingPickle().subarray(0, -1), 0xfe) }))
    expect(props.verdict).toBe('dangerous')
    expect(props.brokenStreams.length).toBeGreaterThan(0)
  })

  it('reads the older stream of pickles and storages', async () => {
    const one = (body: Uint8Array | string): Uint8Array => bytes([0x80, 2], body, '.')
    const magic = one(bytes([0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]))
    const legacy = bytes(magic, one(bytes('M', little(1001, 2))), one('}'), callingPickle(), one(']'))
    const { props } = await readTorch(legacy)
    expect(props).toMatchObject({ container: 'stream', verdict: 'dangerous', formatVersion: null })
  })

  it('reads the tar of the first releases', async () => {
    const { props } = await readTorch(tarOf({ sys_info: bytes([0x80, 2], '}.'), pickle: callingPickle(), storages: bytes([0x80, 2], 'K', 0, '.'), tensors: callingPickle() }))
    expect(props).toMatchObject({ container: 'tar', verdict: 'dangerous' })
    expect(new Set(props.dangerousCalls.map((sign) => sign.member))).toEqual(new Set(['pickle', 'tensors']))
    expect(await taker(tarOf({ pickle: 'x', 'readme.txt': 'x' }))).toEqual(['artifact.torch'])
    expect(await taker(tarOf({ 'readme.txt': 'x', pickle: 'x' }))).toEqual([])
  })

  it('reads little of ten gigabytes', async () => {
    const hole = 10 * 2 ** 30
    const { content, reads } = sparseZip({ 'archive/data.pkl': tensorPickle(hole / 4), 'archive/version': '3\n' }, 'archive/data/0', hole)
    const start = performance.now()
    const { file, props } = await readTorch(content)
    expect(performance.now() - start).toBeLessThan(250)
    expect(file.unread).toEqual([])
    expect(props).toMatchObject({ parameters: hole / 4, persistentIds: [], tampering: [], bombs: [] })
    expect(reads.bytes).toBeLessThan(2 ** 20)
    expect(reads.count).toBeLessThan(30)
  })
})

describe('TorchScript', () => {
  async function read(code: string, more: Record<string, string | Uint8Array> = {}) {
    const file = await opened('net.pt', zipOf({ ...script, 'archive/code/__torch__.py': code, ...more }))
    expect(await torchscript.confirm?.(file)).toBe(true)
    return { file, props: (await torchscript.read(file)).props }
  }

  it('tells the facts', async () => {
    const { file, props } = await read(script['archive/code/__torch__.py'])
    expect(file.unread).toEqual([])
    expect(props).toMatchObject({ flavour: 'script', code: ['archive/code/__torch__.py'], codeMembers: 1, riskyOperators: [], customOperators: [], tensors: 1, parameters: 4, verdict: 'safe' })
    expect((await read('x', { 'archive/bytecode.pkl': bytes([0x80, 2], ').') })).props.flavour).toBe('mobile')
  })

  it.each([
    ['x = torch.from_file("/etc/hostname", True, 10)', 'torch.from_file'],
    ['ops.aten.save(x, "/tmp/a")', 'aten::save'],
    ['torch.save(x, "/tmp/a")', 'torch.save'],
    ['ops.image.read_file("/etc/hostname")', 'image::read_file'],
    ['distributed.rpc.rpc_sync("w", f)', 'distributed.rpc'],
  ])('%s is risky', async (code, what) => {
    const { props } = await read(`def forward(self, x):\n  ${code}\n`)
    expect(props.riskyOperators.map((sign) => sign.what)).toEqual([what])
    expect(props.customOperators).toEqual([])
  })

  it.each([['ops.acme.warp(x)', 'acme::warp'], ['torch.classes.acme.Thing(x)', 'torch.classes.acme.Thing']])('%s is nobody we know', async (code, what) => {
    expect((await read(`y = ${code}`)).props.customOperators.map((sign) => sign.what)).toEqual([what])
  })

  it('leaves arithmetic and methods alone', async () => {
    const { props } = await read('y = torch.loader(x)\nself.save(x)\nz = ops.aten.add(x, 1)\ntorch.classes.quantized.LinearPackedParamsBase\ntorch._convolution(x)\ntorch.load_state\n')
    expect([props.riskyOperators, props.customOperators]).toEqual([[], []])
  })

  it('walks its pickles, the small ones beside the code too', async () => {
    const { props } = await read('x', { 'archive/code/__torch__.py.debug_pkl': callingPickle() })
    expect(props.verdict).toBe('dangerous')
  })
})

describe('exported programs', () => {
  async function read(more: Record<string, string | Uint8Array>) {
    const file = await opened('program.pt2', zipOf({ ...exported, ...more }))
    expect(await torchExport.confirm?.(file)).toBe(true)
    return { file, props: (await torchExport.read(file)).props }
  }

  it('tells the facts', async () => {
    const { file, props } = await read({})
    expect(file.unread).toEqual([])
    expect(props).toMatchObject({ layout: 'archive', archiveVersion: '0', models: ['model'], weights: 1, pickledWeights: [], nativeCode: [], hiddenPickles: [], verdict: 'safe' })
  })

  it.each<[string, Record<string, string | Uint8Array>, string[]]>([
    ['a table that says so', { 'p/data/weights/model_weights_config.json': table(true) }, ['weight']],
    ['a weight that is one', { 'p/data/weights/weight_0': bytes(callingPickle(), new Uint8Array(64)) }, ['pickle']],
    ['a custom object', { 'p/data/constants/custom_obj_0': 'x' }, ['custom_obj_0']],
    ['an opaque object', { 'p/data/constants/opaque_obj_3': callingPickle() }, ['opaque_obj_3']],
    ['all weights in one', { 'p/data/weights/model.pt': zipOf(members) }, ['model.pt']],
  ])('%s is unpickled', async (_, more, what) => {
    expect((await read(more)).props.pickledWeights.map((sign) => sign.what)).toEqual(what)
  })

  it('sees native code by name and by content', async () => {
    const { props } = await read({ 'p/data/aotinductor/model/a.so': 'x', 'p/data/aotinductor/model/b.bin': bytes(0x7f, 'ELF', new Uint8Array(64)) })
    expect(props.nativeCode.map((sign) => sign.what)).toEqual(['a.so', 'b.bin'])
  })

  it('hands sample inputs on, and tells a table that is none', async () => {
    const { file } = await read({ 'p/data/sample_inputs/model.pt': zipOf(members), 'p/data/constants/model_constants_config.json': '{' })
    expect(file.contained.map(({ member }) => member)).toEqual(['p/data/sample_inputs/model.pt'])
    expect(file.unread).toMatchObject([{ reason: 'malformed', member: 'p/data/constants/model_constants_config.json' }])
  })
})

describe('skops', () => {
  type Node = Record<string, unknown>
  const node = (loader: string, name: string, more: Node = {}): Node => {
    const at = name.lastIndexOf('.')
    return { __loader__: loader, __module__: name.slice(0, at), __class__: name.slice(at + 1), ...more }
  }
  async function read(root: Node, more: Record<string, string | Uint8Array> = {}) {
    const file = await opened('model.skops', zipOf({ 'schema.json': JSON.stringify({ ...root, protocol: 2, _skops_version: '0.16.0' }), ...more }))
    expect(await skops.confirm?.(file)).toBe(true)
    return { file, props: (await skops.read(file)).props }
  }

  it.each([
    node('ObjectNode', 'sklearn.linear_model._logistic.LogisticRegression', { content: node('DictNode', 'builtins.dict', { content: { C: node('JsonNode', 'builtins.str') } }) }),
    node('FunctionNode', 'numpy.log1p'), node('TypeNode', 'numpy.float64'), node('TreeNode', 'sklearn.tree._tree.Tree'), node('LossNode', 'sklearn._loss._loss.CyHalfBinomialLoss'),
    node('NdArrayNode', 'numpy.ndarray', { type: 'numpy', file: '1.npy' }),
  ])('$__module__.$__class__ needs no trust', async (root) => {
    const { file, props } = await read(root, { '1.npy': npy(`{'descr': '<f8', 'fortran_order': False, 'shape': (1,)}`, new Uint8Array(8)) })
    expect([file.unread, file.contained, props.untrustedTypes, props.mismatches]).toEqual([[], [], [], []])
    expect(props).toMatchObject({ protocol: 2, skopsVersion: '0.16.0', verdict: 'safe' })
  })

  it.each([
    ['FunctionNode', 'os.system'], ['TypeNode', 'subprocess.Popen'], ['ObjectNode', 'my.module.Thing'], ['FunctionNode', 'numpy.load'], ['FunctionNode', 'sklearn.datasets.fetch_openml'],
    ['ObjectNode', 'sklearn.utils.Bunch'], ['FunctionNode', 'builtins.eval'], ['TypeNode', 'builtins.type'], ['ObjectNode', 'sklearn.pipeline.make_pipeline'],
    ['PartialNode', 'functools.partial'], ['ConstructorFromReduceNode', 'datetime.os'], ['FunctionNode', 'scipy.special.os.system'], ['ObjectNode', 'sklearn.pipeline.__class__'],
  ])('%s of %s does', async (loader, name) => {
    const { props } = await read(node('ListNode', 'builtins.list', { content: [node(loader, name)] }))
    expect(props.untrustedTypes).toMatchObject([{ what: name, member: 'schema.json/content/0', detail: loader }])
  })

  it('sees nodes that say one thing and hold another', async () => {
    const operator = await read(node('OperatorFuncNode', 'builtins.dict'))
    expect(operator.props.mismatches).toMatchObject([{ what: 'OperatorFuncNode of builtins' }])
    const method = await read(node('MethodNode', 'builtins.str', { content: { func: 'fit', obj: node('ObjectNode', 'sklearn.svm._classes.SVC') } }))
    expect(method.props.mismatches).toMatchObject([{ what: 'method of sklearn.svm._classes.SVC' }])
    expect(method.props.untrustedTypes.map((sign) => sign.what)).toContain('sklearn.svm._classes.SVC.fit')
    expect((await read(node('MagicNode', 'builtins.str'))).props.mismatches).toMatchObject([{ what: 'loader MagicNode' }])
    const generator = await read(node('RandomGeneratorNode', 'numpy.random._generator.Generator', { content: { bit_generator: { content: { bit_generator: { content: '"seed"' } } } } }))
    expect(generator.props.untrustedTypes.map((sign) => sign.what)).toEqual(['numpy.random.seed'])
  })

  it('sees pickles among its members', async () => {
    const { props } = await read(node('DictNode', 'builtins.dict'), { '1.bin': callingPickle(), '2.npy': npy(`{'descr': '|O', 'fortran_order': False, 'shape': ()}`, callingPickle()) })
    expect(props.mismatches.map((sign) => [sign.what, sign.member])).toEqual([['pickle', '1.bin'], ['object array', '2.npy']])
    expect(props.verdict).toBe('dangerous')
  })

  it('tells a schema that cannot be read', async () => {
    for (const schema of ['{', `${'['.repeat(100_000)}${']'.repeat(100_000)}`]) {
      const file = await opened('model.skops', zipOf({ 'schema.json': schema }))
      await skops.read(file)
      expect(file.unread[0]?.reason).toMatch(/malformed|limit/)
    }
  })
})
