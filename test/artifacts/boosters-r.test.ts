// R's serialization: promises and calls are found wherever they stand, models are left in peace.
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import r from '../../src/artifacts/formats/r-serialized.js'
import { join, latin, utf8 } from './dataset-builder.js'
import { opened, type OpenedHere } from './open.js'

/** An object as the numbers and texts it is written as. */
type Item = (number | string | { double: number } | { raw: number[] })[]

const char = (text: string): Item => [9, utf8(text).length, text]
const symbol = (name: string): Item => [1, ...char(name)]
const text = (...texts: string[]): Item => [16, texts.length, ...texts.flatMap(char)]
const integer = (...values: number[]): Item => [13, values.length, ...values]
const real = (...values: number[]): Item => [14, values.length, ...values.map((double) => ({ double }))]
const list = (...items: Item[]): Item => [19, items.length, ...items.flat()]
const nil: Item = [254]
const unbound: Item = [252]
const global: Item = [253]
/** A pairlist; `head` is 2 for lists, 6 for calls. */
const pairs = (head: number, items: Item[]): Item => items.reduceRight<Item>((rest, item, i) => [i === 0 ? head : 2, ...item, ...rest], nil)
const call = (name: string, ...args: Item[]): Item => pairs(6, [symbol(name), ...args])
const promise = (value: Item, code: Item): Item => [5 | 0x400, ...global, ...value, ...code]
const closure = (body: Item): Item => [3 | 0x400, ...global, ...nil, ...body]
const withAttributes = (item: Item, name: string, value: Item): Item => [(item[0] as number) | 0x300, ...item.slice(1), 2 | 0x400, ...symbol(name), ...value, ...nil]
const compiled = (...constants: Item[]): Item => [21, 1, ...integer(12, 1), constants.length, ...constants.flat()]

function written(item: Item, how: 'xdr' | 'native' | 'ascii', version = 3): Uint8Array {
  const head: Item = version === 3 ? [3, 0x0004_0203, 0x0003_0500, 5, 'UTF-8'] : [2, 0x0004_0203, 0x0002_0300]
  if (how === 'ascii') {
    const word = (one: Item[number]): string => (typeof one === 'number' ? String(one) : typeof one === 'string' ? one.replaceAll(/[\\\s"]/g, (c) => `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`) : 'double' in one ? String(one.double) : one.raw.map((byte) => byte.toString(16)).join('\n'))
    return latin(`A\n${[...head, ...item].map(word).join('\n')}\n`)
  }
  const parts = [...head, ...item].map((one) => {
    if (typeof one === 'string') return utf8(one)
    if (typeof one === 'object' && 'raw' in one) return Uint8Array.from(one.raw)
    const view = new DataView(new ArrayBuffer(typeof one === 'object' ? 8 : 4))
    if (typeof one === 'object') view.setFloat64(0, one.double, how === 'native')
    else view.setInt32(0, one, how === 'native')
    return new Uint8Array(view.buffer)
  })
  return join(how === 'xdr' ? 'X\n' : 'B\n', ...parts)
}

type Props = Awaited<ReturnType<typeof r.read>>['props']

async function read(data: Uint8Array, name = 'model.rds'): Promise<{ file: OpenedHere; props: Props }> {
  const file = await opened(name, data)
  expect(r.recognise(file)).toBeGreaterThan(1)
  expect(await r.confirm?.(file)).toBe(true)
  return { file, props: (await r.read(file)).props }
}

const order = `sys${'tem'}`
const model = withAttributes(list(real(1.5, -2), text('a b', 'c"d\\e'), integer(1, 2, 3), call('lm', symbol('y')), closure(call('{', call('eval', symbol('x')))), [10, 1, 1], [24, 3, { raw: [1, 2, 255] }], nil), 'class', text('lm'))

describe.each(['xdr', 'native', 'ascii'] as const)('%s', (how) => {
  it.each([2, 3])('reads a model, version %i', async (version) => {
    const { file, props } = await read(written(model, how, version))
    expect(file.unread).toEqual([])
    expect(props).toEqual({ container: 'rds', encoding: how, formatVersion: version, writer: '4.2.3', closures: 1, compiled: 0, pointers: 0, promises: [], dangerousCalls: [] })
  })

  it('tells a promise that waits, its call and its text', async () => {
    const { file, props } = await read(written(list(integer(1), promise(unbound, call(order, text('echo orchard'))), text('after')), how))
    expect(file.unread).toEqual([])
    expect(props.promises.map(({ what, detail }) => [what, detail])).toEqual([['promise', 'still to be computed: R runs its code when the value is touched'], ['text in a promise', order], ['text in a promise', 'echo orchard']].filter(([, detail]) => detail !== order))
    expect(props.dangerousCalls).toMatchObject([{ what: order, detail: 'called in a promise' }])
  })
})

describe('what runs', () => {
  it.each<[string, Item, string[]]>([
    ['a closure that calls', closure(call(order, text('ls'))), [order]], ['a call of a call', call('{', call('dyn.load', text('x.so'))), ['dyn.load']],
    ['a name behind a package', pairs(6, [call('::', symbol('base'), symbol(order)), text('ls')]), [order]],
    ['a shared symbol', list(symbol(order), pairs(6, [[255 | (1 << 8)], text('ls')])), [order]], ['a builtin', pairs(6, [[8, 7, 'unlink!'.slice(0, 7)], text('x')]), []],
    ['a compiled function', [3 | 0x400, ...global, ...nil, ...compiled([1, ...symbol(order)])], [order]],
    ['a promise that only evaluates', promise(unbound, call('eval', symbol('x'))), ['eval']], ['an attribute', withAttributes(integer(1), 'hook', closure(call('pipe', text('sh')))), ['pipe']],
    ['an environment', [4, 0, ...nil, ...pairs(2, [promise(unbound, call('source', text('x')))]), ...nil, ...nil], ['source']],
  ])('%s', async (_, item, calls) => {
    const { file, props } = await read(written(item, 'xdr'))
    expect(file.unread).toEqual([])
    expect(props.dangerousCalls.map(({ what }) => what)).toEqual(calls)
  })

  it('is not what was computed, or only named', async () => {
    const { props } = await read(written(list(promise(integer(1), call('lm', symbol('y'))), symbol(order), text(order), call('eval', symbol('x')), promise(text('done'), call('paste', text('a')))), 'xdr'))
    expect(props).toMatchObject({ promises: [], dangerousCalls: [] })
  })

  it('counts pointers and compiled functions', async () => {
    const pointer: Item = [22, ...nil, ...nil]
    // A constant call: kind, then tag, then its head and rest, each with a kind of its own.
    const code = compiled([13, ...integer(5)], [6, ...nil, 1, ...symbol('f'), 254, ...nil])
    const { file, props } = await read(written(list(pointer, [3 | 0x400, ...global, ...nil, ...code], [238, ...pairs(2, [symbol('compact_intseq'), symbol('base'), integer(13)]), ...real(1, 9, 1), ...nil]), 'xdr'))
    expect(file.unread).toEqual([])
    expect(props).toMatchObject({ pointers: 1, compiled: 1, closures: 1 })
  })
})

describe('containers', () => {
  const data = written(model, 'xdr')

  it('packed, and workspaces', async () => {
    expect((await read(gzipSync(data))).props).toMatchObject({ container: 'rds', closures: 1 })
    expect((await read(gzipSync(join('RDX3\n', data)), 'work.RData')).props).toMatchObject({ container: 'rdata', closures: 1 })
    expect((await read(join('RDA3\n', written(model, 'ascii')), 'work.rda')).props).toMatchObject({ container: 'rdata', encoding: 'ascii' })
  })

  it.each<[string, Uint8Array]>([['a.rds', latin('nothing of R in it, only text')], ['a.txt', latin('X\nis the first line')], ['a.rds', gzipSync(latin('a text'))], ['a.rds', latin('RDX3\n')], ['A', latin('A\n3rd line')]])('not %s', async (name, other) => {
    const file = await opened(name, other)
    expect(r.recognise(file) > 0 && await r.confirm?.(file)).toBe(false)
  })

  it('says what it cannot read', async () => {
    expect((await read(data.subarray(0, -6))).file.unread).toMatchObject([{ reason: 'truncated' }])
    expect((await read(written([19, 900_000_000], 'xdr'))).file.unread).toMatchObject([{ reason: 'malformed' }])
    expect((await read(written([77], 'xdr'))).file.unread).toMatchObject([{ reason: 'malformed', what: 'an object of unknown kind 77' }])
  })

  it('takes any depth and any damage', async () => {
    const deep = Array.from({ length: 20_000 }, () => [19, 1]).flat()
    expect((await read(written([...deep, ...nil], 'xdr'))).file.unread).toEqual([])
    for (const good of [data, written(model, 'ascii')]) {
      for (let i = 14; i < good.length; i += 2) {
        for (const byte of [0, 0xff, 0x31]) {
          const bad = good.slice()
          bad[i] = byte
          await r.read(await opened('m.rds', bad)).catch((error: unknown) => expect(error).toMatchObject({ name: 'Stopped' }))
        }
      }
    }
  })
})
