// Flax checkpoints: arrays counted, and what Flax never writes.
import { describe, expect, it } from 'vitest'
import flax from '../../src/artifacts/formats/flax.js'
import { opened } from './open.js'
import { bytes, callingPickle, Ext, flaxArray, pack, type Packable } from './torch-bytes.js'

const kernel = flaxArray([2, 3], 'float32', new Uint8Array(24))

function checkpoint(entries: [string, Packable][] = []): Uint8Array {
  return pack(new Map<string, Packable>([['params', new Map<string, Packable>([['kernel', kernel], ['bias', flaxArray([3], 'bfloat16', new Uint8Array(6))]])], ['step', 7], ...entries]))
}

async function read(data: Uint8Array) {
  const file = await opened('flax_model.msgpack', data)
  expect(flax.recognise(file)).toBeGreaterThan(1)
  expect(await flax.confirm?.(file)).toBe(true)
  return { file, props: (await flax.read(file)).props }
}

describe('Flax', () => {
  it('counts arrays and elements', async () => {
    const { file, props } = await read(checkpoint([['rate', new Ext(3, pack([[], 'float32', new Uint8Array(4)]))], ['z', new Ext(2, pack([1, 2]))]]))
    expect(file.unread).toEqual([])
    expect(props).toEqual({ arrays: 3, parameters: 10, dtypes: ['bfloat16', 'float32'], keys: ['params', 'step', 'rate', 'z'], anomalies: [] })
  })

  it.each<[string, Uint8Array, string, string]>([
    ['another extension', checkpoint([['x', new Ext(42, bytes('x'))]]), 'extension type 42', 'x'],
    ['a negative extension', checkpoint([['x', new Ext(-1, new Uint8Array(4))]]), 'extension type -1', 'x'],
    ['a pickle as bytes', checkpoint([['hook', callingPickle()]]), 'pickle', 'hook'],
    ['a pickle as an array', checkpoint([['hook', flaxArray([callingPickle().length], 'uint8', callingPickle())]]), 'pickle', 'hook'],
    ['objects', checkpoint([['o', flaxArray([1], 'object', new Uint8Array(8))]]), 'element type object', 'o'],
    ['a shape that lies', checkpoint([['o', flaxArray([1000], 'int8', new Uint8Array(8))]]), 'shape and bytes disagree', 'o'],
    ['an array of nothing', checkpoint([['o', new Ext(1, pack('text'))]]), 'an array that is none', 'o'],
    ['an array that breaks off', checkpoint([['o', new Ext(1, pack([[1], 'int8', new Uint8Array(8)]).subarray(0, 8))]]), 'an array that is none', 'o'],
    ['data behind', bytes(checkpoint(), 'more'), 'data after the checkpoint', ''],
  ])('%s', async (_, data, what, member) => {
    const { props } = await read(data)
    expect(props.anomalies.map((sign) => [sign.what, sign.member])).toEqual([[what, member]])
  })

  it('hands a pickle on', async () => {
    const { file } = await read(checkpoint([['hook', callingPickle()]]))
    expect(file.contained.map(({ member, content }) => [member, content.size])).toEqual([['hook', callingPickle().length]])
  })

  it.each([
    ['a count beyond the end', bytes(checkpoint([['x', 1]]).subarray(0, -1), 0xdf, 0xff, 0xff, 0xff, 0xff), 'malformed'],
    ['a length beyond the end', bytes(checkpoint([['x', 1]]).subarray(0, -1), 0xc6, 0xff, 0xff, 0xff, 0xff), 'truncated'],
    ['a byte that starts nothing', bytes(checkpoint([['x', 1]]).subarray(0, -1), 0xc1), 'malformed'],
    ['levels without end', bytes(checkpoint([['x', 1]]).subarray(0, -1), new Uint8Array(100_000).fill(0x91)), 'limit'],
  ])('%s is told', async (_, data, reason) => {
    const { file } = await read(data)
    expect(file.unread).toMatchObject([{ reason }])
  })

  it('does not claim what is like it', async () => {
    for (const data of [pack(new Map<string, Packable>([['name', 'x'], ['list', [1, 2]]])), callingPickle(), bytes('{"a": 1}'), bytes([0x81, 0xa1]), new Uint8Array(64), bytes(0x82, 0xa4, 'name', 0xc3)]) {
      const file = await opened('some.bin', data)
      expect(flax.recognise(file)).toBe(0)
      const named = await opened('some.msgpack', data)
      expect(flax.recognise(named) > 0 && (await flax.confirm?.(named))).toBe(false)
    }
  })

  it('reads little of a large array', async () => {
    const size = 2 ** 31
    const head = bytes([0x81, 0xa1], 'w', 0xc9, [(size + 18) >>> 24, ((size + 18) >> 16) & 255, ((size + 18) >> 8) & 255, (size + 18) & 255], 1, 0x93, 0x91, 0xce, [0x20, 0, 0, 0], 0xa5, 'int32', 0xc6, [0x80, 0, 0, 0])
    let reads = 0
    const file = await opened('big.msgpack', {
      size: head.length + size,
      read: (offset, length) => {
        reads += 1
        const out = new Uint8Array(Math.min(length, head.length + size - offset))
        if (offset < head.length) out.set(head.subarray(offset, offset + out.length))
        return out
      },
    })
    const { props } = await flax.read(file)
    expect(props).toMatchObject({ arrays: 1, parameters: 2 ** 29 })
    expect(reads).toBeLessThan(10)
  })
})
