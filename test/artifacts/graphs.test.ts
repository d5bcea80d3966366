// Core ML, PaddlePaddle, MXNet, TensorRT, OpenVINO and PMML, each made by hand, and none of them taken for another.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AnyFormat } from '../../src/artifacts/format.js'
import coreml from '../../src/artifacts/formats/coreml.js'
import mxnet from '../../src/artifacts/formats/mxnet.js'
import onnx from '../../src/artifacts/formats/onnx.js'
import openvino from '../../src/artifacts/formats/openvino.js'
import paddle from '../../src/artifacts/formats/paddle.js'
import pmml from '../../src/artifacts/formats/pmml.js'
import tensorflow from '../../src/artifacts/formats/tensorflow.js'
import tensorrt from '../../src/artifacts/formats/tensorrt.js'
import tflite from '../../src/artifacts/formats/tflite.js'
import { opened } from './open.js'
import { bytes, field, utf8, type Part } from './wire-maker.js'

const told = (signs: { what: string; detail: string }[]): string[] => signs.map(({ what, detail }) => `${what} | ${detail}`)
const feature = (name: string): Part => [field(1, name), field(3, field(5, [field(1, 4), field(2, 65_568)]))]
const description = field(2, [field(1, feature('x')), field(10, feature('y')), field(100, [field(3, 'orchard'), field(4, 'MIT')])])
const coreModel = (...type: Part[]): Uint8Array => bytes(field(1, 5), description, ...type)

describe('a Core ML model', () => {
  const read = async (data: Uint8Array, path = 'app/Rank.mlmodel', siblings = {}): Promise<Awaited<ReturnType<typeof coreml.read>>['props']> => (await coreml.read(await opened(path, data, { siblings }))).props
  const layer = (...kind: Part[]): Uint8Array => field(1, [field(1, 'layer'), ...kind])
  const custom = (name: string): Uint8Array => field(500, field(10, name))

  it('tells what it is made of', async () => {
    expect(await read(coreModel(field(500, [layer(field(140, ''))])))).toMatchObject({
      contents: 'model', specificationVersion: 5, model: 'neuralNetwork', author: 'orchard', license: 'MIT',
      inputs: [{ name: 'x', type: 'float32[4]' }], outputs: [{ name: 'y', type: 'float32[4]' }], customCode: [], escapes: [],
    })
  })

  it('needs classes of its own, in pipelines, branches and loops, too', async () => {
    const network = field(500, [layer(custom('Swish')), layer(field(605, field(1, layer(custom('InBranch'))))), layer(field(615, field(4, layer(custom('InLoop')))))])
    const data = coreModel(field(202, [field(1, [field(1, 5), network]), field(1, [field(1, 5), field(555, field(10, 'OwnModel'))])]))
    expect(told((await read(data)).customCode)).toEqual(['Swish | class of a custom layer', 'InBranch | class of a custom layer', 'InLoop | class of a custom layer', 'OwnModel | class of a custom model'])
  })

  it('links another model, and takes weights from elsewhere', async () => {
    const link = field(556, field(1, [field(1, field(1, 'Other.mlmodelc')), field(2, field(1, '/tmp:$BUNDLE_MAIN'))]))
    expect(await read(coreModel(link))).toMatchObject({ customCode: [{ what: 'Other.mlmodelc' }], escapes: [{ what: '/tmp', detail: 'linked model, is absolute' }] })
    const value = (name: string): Uint8Array => field(5, [field(1, 'val'), field(2, field(5, field(1, name)))])
    const block = field(3, [field(1, 'CoreML7'), field(2, [field(3, [field(1, 'const'), value('@model_path/weights/weight.bin')]), field(3, [field(1, 'const'), value('@model_path/../../etc/passwd')])])])
    const program = await read(coreModel(field(502, [field(1, 1), field(2, [field(1, 'main'), field(2, [block])])])))
    expect(program).toMatchObject({ model: 'mlProgram', operators: [{ name: 'const', count: 2 }], escapes: [{ what: '@model_path/../../etc/passwd' }] })
  })

  it('has a manifest that names what is in its package', async () => {
    const item = (path: string): { path: string } => ({ path })
    const data = utf8(JSON.stringify({ fileFormatVersion: '1.0.0', itemInfoEntries: { a: item('com.apple.CoreML/model.mlmodel'), b: item('../../Library'), c: item('linked') }, rootModelIdentifier: 'a' }))
    expect(coreml.recognise(await opened('x.mlpackage/Manifest.json', data))).toBe(3)
    expect((await read(data, 'x.mlpackage/Manifest.json', { 'x.mlpackage/Data/linked': 'outside' })).escapes.map(({ what }) => what)).toEqual(['../../Library', 'linked'])
  })
})

describe('a PaddlePaddle program', () => {
  const operator = (type: string, ...attributes: [string, string][]): Uint8Array => field(4, [field(1, [field(1, 'X'), field(2, 'x')]), field(3, type), ...attributes.map(([name, text]) => field(4, [field(1, name), field(2, 2), field(5, text)]))])
  const variable = field(3, [field(1, 'x'), field(2, [field(1, 7)])])

  it('reaches out of itself', async () => {
    const data = bytes(field(1, [field(1, 0), field(2, -1), variable, operator('conv2d'), operator('save_combine', ['file_path', '/etc/cron.d/x'])]), field(1, [field(1, 1), field(2, 0), operator('py_func')]), field(4, field(1, 2)))
    expect(paddle.recognise(await opened('inference', data))).toBe(3)
    const { props } = await paddle.read(await opened('ocr/inference.pdmodel', data))
    expect(props).toMatchObject({ contents: 'program', version: 2, blocks: 2, operatorCount: 3 })
    expect(told(props.dangerousOperators)).toEqual(['save_combine | writes a file, file_path "/etc/cron.d/x"', 'py_func | calls Python in the process'])
  })

  it('is JSON from version 3 on', async () => {
    const ops = [{ '#': 'p' }, { '#': '1.matmul' }, { '#': '1.if', regions: [{ blocks: [{ ops: [{ '#': '1.py_func' }] }] }] }]
    const data = utf8(JSON.stringify({ base_code: { magic: 'pir', trainable: true, version: 1 }, program: { regions: [{ '#': 'region_0', blocks: [{ '#': 'block_0', args: [], ops }] }] } }))
    expect(paddle.recognise(await opened('inference.json', data))).toBe(3)
    const { props } = await paddle.read(await opened('inference.json', data))
    expect(props).toMatchObject({ contents: 'pir', version: 1, operatorCount: 4, dangerousOperators: [{ what: 'py_func' }] })
  })
})

const u32 = (...values: number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer)
const u64 = (...values: number[]): Uint8Array => new Uint8Array(BigUint64Array.from(values.map(BigInt)).buffer)

describe('an MXNet model', () => {
  const symbol = (...nodes: unknown[]): Uint8Array => utf8(JSON.stringify({ nodes: [{ op: 'null', name: 'data', inputs: [] }, ...nodes], arg_nodes: [0], heads: [[1, 0, 0]], attrs: { mxnet_version: ['int', 10_901] } }))
  const array = bytes(u32(0xf9_93_fa_c9, 0, 2), u64(2, 3), u32(1, 0, 0), new Uint8Array(24))
  const params = (...parts: Uint8Array[]): Uint8Array => bytes(u64(0x112, 0, 1), ...parts)

  it('needs code of its own', async () => {
    const data = symbol({ op: 'Custom', name: 'loss', attrs: { op_type: 'softmax' } }, { op: 'Convolution', name: 'c', attrs: { plugin: 'libown.so' } }, { op: '_foreach', name: 'f', subgraphs: [{ nodes: [{ op: 'Custom', name: 'in', attr: { op_type: 'deep' } }] }] })
    const file = await opened('legacy/rank-symbol.json', data)
    expect([mxnet.recognise(file), await mxnet.confirm?.(file)]).toEqual([2, true])
    const { props } = await mxnet.read(file)
    expect(props).toMatchObject({ contents: 'symbol', mxnetVersion: '1.9.1', operatorCount: 4 })
    expect(props.customOperators.map(({ what }) => what)).toEqual(['Custom softmax', 'libown.so', 'Custom deep'])
  })

  it('brings no text of its own that breaks the reader', async () => {
    const data = symbol({ op: { toString: 1 }, name: { toString: 1 }, attrs: { op_type: { toString: 1 } } })
    const file = await opened('legacy/rank-symbol.json', data)
    await mxnet.confirm?.(file)
    expect((await mxnet.read(file)).props.operatorCount).toBe(1)
  })

  it('is not a graph of TVM', async () => {
    const file = await opened('graph.json', symbol({ op: 'tvm_op', name: 'fused' }))
    expect([mxnet.recognise(file), await mxnet.confirm?.(file)]).toEqual([2, false])
  })

  it('has parameters, as many as it says', async () => {
    const good = await mxnet.read(await opened('rank-0000.params', params(array, u64(1, 5), utf8('arg:w'))))
    expect(good.props).toMatchObject({ contents: 'params', parameters: 6, faults: [] })
    const short = await mxnet.read(await opened('rank-0000.params', params(bytes(u32(0xf9_93_fa_c9, 0, 1), u64(2 ** 40), u32(1, 0, 0)))))
    expect(told(short.props.faults)).toEqual([`wants ${2 ** 42} bytes and has 0 | reading stopped here`])
    const more = await mxnet.read(await opened('rank-0000.params', params(array, u64(1, 5), utf8('arg:w+payload'))))
    expect(told(more.props.faults)).toEqual(['8 bytes behind the last name | reading stopped here'])
  })
})

describe('a TensorRT engine', () => {
  const elf = (machine: number): Uint8Array => bytes(Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, machine & 0xff, 0]), new Uint8Array(44))
  const engine = (...parts: Uint8Array[]): Uint8Array => bytes(utf8('ftrt'), u32(0x61), new Uint8Array(24), ...parts)
  const read = async (data: Uint8Array): Promise<Awaited<ReturnType<typeof tensorrt.read>>['props']> => (await tensorrt.read(await opened('serving/detect.engine', data))).props

  it('brings a library for the host, and code for the card', async () => {
    const far = new Uint8Array(2 ** 20 - 40)
    const exe = bytes(utf8('MZ'), new Uint8Array(58), u32(128), new Uint8Array(64), Uint8Array.from([0x50, 0x45, 0, 0]))
    const props = await read(engine(elf(190), far, elf(62), exe, utf8(' libdetect_plugin.so.3\n')))
    expect(props.serialisation).toBe(0x61)
    expect(props.programs.map(({ what, offset }) => [what, offset])).toEqual([['ELF for x86-64', 96 + far.length], ['Windows program', 160 + far.length]])
    expect(props.libraries.map(({ what }) => what)).toEqual(['libdetect_plugin.so.3'])
    expect((await read(engine(elf(190)))).programs).toEqual([])
  })

  it('is known by its mark, after a header of JSON as well', async () => {
    const header = utf8('{"stride": 32}')
    expect(tensorrt.recognise(await opened('x', engine()))).toBe(3)
    expect(tensorrt.recognise(await opened('x', bytes(u32(header.length), header, engine())))).toBe(3)
    expect(tensorrt.recognise(await opened('x.engine', new Uint8Array(64)))).toBe(0)
  })
})

describe('an OpenVINO model', () => {
  const xml = (...layers: string[]): Uint8Array => utf8(`<?xml version="1.0"?><net name="rank" version="11"><layers>${layers.join('')}</layers><rt_info><Runtime_version value="2025.1"/></rt_info></net>`)
  const read = async (data: Uint8Array, siblings = {}): Promise<Awaited<ReturnType<typeof openvino.read>>['props']> => (await openvino.read(await opened('models/rank.xml', data, { siblings }))).props
  const layer = (type: string, version: string, data = ''): string => `<layer id="0" name="${type}1" type="${type}" version="${version}"><data ${data}/></layer>`

  it('tells what it is made of', async () => {
    expect(await read(xml(layer('Parameter', 'opset1', 'shape="1,?,3" element_type="f32"'), layer('Const', 'opset1', 'offset="0" size="16"')), { 'models/rank.bin': new Uint8Array(16) })).toMatchObject({
      irVersion: 11, producer: '2025.1', inputs: [{ name: 'Parameter1', type: 'f32[1,?,3]' }], operatorCount: 2, extensions: [], weightFaults: [], entities: [],
    })
  })

  it('needs a library, and weights that are not there', async () => {
    const data = xml(layer('Own', 'extension', 'library="libown.so"'), layer('Const', 'opset1', 'offset="8" size="16"'), layer('Const', 'opset1', 'offset="-8" size="16"'))
    const props = await read(data, { 'models/rank.bin': new Uint8Array(16) })
    expect(told(props.extensions)).toEqual(["extension.Own | operators of none of OpenVINO's own sets", 'libown.so | library, library of data'])
    expect(told(props.weightFaults)).toEqual(['layer Const1 has no proper offset or size | -8, 16', 'layer Const1 wants bytes 8 to 24 | rank.bin has 16'])
    expect(told((await read(data)).weightFaults)).toContain('rank.bin is missing | ')
  })

  it('is known by its root', async () => {
    expect(openvino.recognise(await opened('x', xml()))).toBe(3)
    expect(openvino.recognise(await opened('x.xml', utf8('<net><a/></net>')))).toBe(0)
  })
})

describe('a PMML model', () => {
  const read = async (text: string): Promise<Awaited<ReturnType<typeof pmml.read>>['props']> => (await pmml.read(await opened('scoring/churn.pmml', utf8(text)))).props

  it('tells what it is made of', async () => {
    const text = '<PMML version="4.4"><Header><Application name="JPMML" version="1.8"/></Header><DataDictionary><DataField name="x"/></DataDictionary><TreeModel><Extension name="x" value="repr">plain</Extension><Apply function="if"/></TreeModel></PMML>'
    expect(await read(text)).toEqual({ version: '4.4', producer: 'JPMML 1.8', models: ['TreeModel'], fields: 1, entities: [], activeContent: [] })
  })

  it('declares entities, and names code', async () => {
    const props = await read('<!DOCTYPE PMML [<!ENTITY f SYSTEM "file:///etc/passwd">]><PMML version="4.4"><Apply function="com.example.Score"/><Extension value="Runtime.getRuntime().exec(1)"><script>x</script></Extension></PMML>')
    expect(props.entities.map(({ what }) => what)).toEqual(['DOCTYPE', 'entity f'])
    expect(told(props.activeContent)).toEqual(['com.example.Score | class that Apply calls', 'Runtime.getRuntime().exec(1) | value of an extension', 'element script | in an extension'])
  })

  it('is none without its root', async () => {
    const file = await opened('x.pmml', utf8('<Trees/>'))
    expect(pmml.recognise(file)).toBe(1)
    await pmml.read(file)
    expect(file.unread).toMatchObject([{ reason: 'malformed' }])
  })
})

describe('recognition', () => {
  const formats: AnyFormat[] = [coreml, mxnet, onnx, openvino, paddle, pmml, tensorflow, tensorrt, tflite]

  it('takes no ordinary file', async () => {
    for (const path of ['package.json', 'tsconfig.json', 'README.md', 'src/artifacts/format.ts', 'LICENSE', 'package-lock.json']) {
      const file = await opened(path, readFileSync(new URL(`../../${path}`, import.meta.url)))
      expect(formats.filter((one) => one.recognise(file) > 0).map(({ type }) => type), path).toEqual([])
    }
  })

  it('takes no bytes by chance, and throws at none', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ minLength: 4, maxLength: 600 }), async (data) => {
      const file = await opened('file.bin', data)
      expect(formats.filter((one) => one.recognise(file) === 3).map(({ type }) => type)).toEqual([])
    }), { numRuns: 500 })
  })

  it('has readers that survive any bytes', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(...formats), async (data, one) => {
      await one.read(await opened('x.xml', data))
    }), { numRuns: 500 })
  })
})
