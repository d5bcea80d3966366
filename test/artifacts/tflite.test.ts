// TensorFlow Lite models made by hand: sound, with operators of their own, and with offsets that lead nowhere.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import tflite from '../../src/artifacts/formats/tflite.js'
import { opened, type OpenedHere } from './open.js'
import { bytes, flatBuffer, utf8, type TableField } from './wire-maker.js'

interface Given {
  codes?: TableField[][]
  buffers?: TableField[][]
  weight?: TableField[]
  operator?: TableField[]
  version?: number
}

function model(given: Given = {}): Uint8Array {
  const tensors: TableField[][] = [
    [{ i32s: [1, 4] }, { u8: 0 }, 0, 'in'], given.weight ?? [{ i32s: [4, 2] }, { u8: 0 }, 1, 'w'], [{ i32s: [1, 2] }, { u8: 0 }, 0, 'out'],
  ]
  const operator = given.operator ?? [0, { i32s: [0, 1, -1] }, { i32s: [2] }]
  return flatBuffer([
    given.version ?? 3, { tables: given.codes ?? [[{ u8: 9 }, null, 1, 9]] }, { tables: [[{ tables: tensors }, { i32s: [0] }, { i32s: [2] }, { tables: [operator] }]] },
    'made by hand', { tables: given.buffers ?? [[], [new Uint8Array(32)]] },
  ], 'TFL3')
}

async function read(data: Uint8Array): Promise<{ file: OpenedHere; props: Awaited<ReturnType<typeof tflite.read>>['props'] }> {
  const file = await opened('app/rank.tflite', data)
  return { file, props: (await tflite.read(file)).props }
}

const told = (signs: { what: string; detail: string }[]): string[] => signs.map(({ what, detail }) => `${what} | ${detail}`)

describe('a TensorFlow Lite model', () => {
  it('tells what it is made of', async () => {
    const { props, file } = await read(model())
    expect(props).toEqual({
      schemaVersion: 3, description: 'made by hand', inputs: [{ name: 'in', type: 'float32[1,4]' }], outputs: [{ name: 'out', type: 'float32[1,2]' }],
      operators: [{ name: 'FULLY_CONNECTED', count: 1 }], operatorCount: 1, subgraphs: 1, parameters: 8, customOperators: [], faults: [],
    })
    expect(file.unread).toEqual([])
  })

  it('needs operators of its own', async () => {
    const custom = (name: string): TableField[] => [{ u8: 32 }, name, 1, 32]
    const { props } = await read(model({ codes: [custom('OrchardDecode'), custom('FlexReadFile'), custom('TFLite_Detection_PostProcess'), [{ u8: 127 }, null, 1, 150]] }))
    expect(told(props.customOperators)).toEqual(['OrchardDecode | needs code that registers it', 'FlexReadFile | an operator of TensorFlow itself, run by the Flex delegate'])
  })

  it.each<[string, Given, string]>([
    ['a shape larger than its bytes', { weight: [{ i32s: [400, 2] }, { u8: 0 }, 1, 'w'] }, 'tensor w wants 3200 bytes | its buffer has 32'],
    ['a negative shape', { weight: [{ i32s: [-4, 2] }, { u8: 0 }, 1, 'w'] }, 'tensor w has no true shape | [-4,2]'],
    ['a shape that overflows', { weight: [{ i32s: [2 ** 31 - 1, 2 ** 31 - 1] }, { u8: 0 }, 1, 'w'] }, 'tensor w has no true shape | [2147483647,2147483647]'],
    ['a buffer that there is not', { weight: [{ i32s: [4] }, { u8: 0 }, 77, 'w'] }, 'tensor w names buffer 77 | of 2'],
    ['a tensor that there is not', { operator: [0, { i32s: [9] }, { i32s: [2] }] }, 'tensor 9 of 3 | named as an input or output'],
    ['an operator that there is not', { operator: [5, { i32s: [0] }, { i32s: [2] }] }, 'operator code 5 of 1 | '],
    ['a buffer behind the file', { buffers: [[], [null, { u64: 4096 }, { u64: 2 ** 33 }]] }, 'buffer 1 ends behind the file | 8589934592 bytes from 4096 on'],
    ['another schema', { version: 2 }, 'schema version 2 | only 3 is in use'],
  ])('has %s', async (_, given, fault) => {
    expect(told((await read(model(given))).props.faults)).toContain(fault)
  })

  it('is cut off', async () => {
    const { props, file } = await read(model().slice(0, 120))
    expect(props.faults.map(({ detail }) => detail)).toEqual(['reading stopped here'])
    expect(file.unread).toMatchObject([{ reason: 'malformed' }])
  })

  it('is known by its mark', async () => {
    expect(tflite.recognise(await opened('x', model()))).toBe(3)
    for (const data of [utf8('TFL3'), new Uint8Array(0), utf8('....TFL2')]) expect(tflite.recognise(await opened('x.tflite', data))).toBe(0)
  })

  it('reads any change of a model without an error', async () => {
    const sound = bytes(model())
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { maxLength: 4 }), async (changes) => {
      const data = sound.slice()
      for (const [at, value] of changes) data[at] = value
      const file = await opened('x', data, { limits: { time: 2000 } })
      await tflite.read(file)
    }), { numRuns: 500 })
  })
})
