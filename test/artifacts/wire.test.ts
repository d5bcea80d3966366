// The readers of Protocol Buffers, FlatBuffers and XML: right on what is right, and stopped on everything else.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesOf } from '../../src/artifacts/bytes.js'
import { Budget, defaultLimits } from '../../src/artifacts/limits.js'
import { Signs } from '../../src/artifacts/sign.js'
import { Stopped } from '../../src/artifacts/unread.js'
import { FlatBuffer } from '../../src/artifacts/wire/flatbuffer.js'
import { Wire, type Field, type Range } from '../../src/artifacts/wire/protobuf.js'
import { sniff } from '../../src/artifacts/wire/sniff.js'
import type { Steps } from '../../src/artifacts/wire/window.js'
import { entityMarks } from '../../src/artifacts/wire/xml-entities.js'
import { readXml, rootElement } from '../../src/artifacts/wire/xml.js'
import { bytes, field, flatBuffer, sparse, utf8, varint } from './wire-maker.js'

const budget = (): Budget => new Budget(defaultLimits, () => 0)

async function fields(data: Uint8Array): Promise<Field[]> {
  const wire = new Wire(bytesOf(data), budget())
  const found: Field[] = []
  await wire.run(wire.each(wire.whole, (one) => { found.push(one) }))
  return found
}

async function stopped(part: Promise<unknown>): Promise<string> {
  try {
    await part
  } catch (error) {
    if (error instanceof Stopped) return `${error.reason}: ${error.what}`
    throw error
  }
  return 'was read'
}

describe('protobuf', () => {
  it('shows fields with their places', async () => {
    const found = await fields(bytes(field(1, 300), field(2, 'abc'), bytes(varint(3 * 8 + 5), new Uint8Array(4)), field(16, [field(1, 1)])))
    expect(found.map(({ number, wire, offset, start, end, value }) => [number, wire, offset, start, end, value])).toEqual([
      [1, 0, 0, 1, 3, 300], [2, 2, 3, 5, 8, 0], [3, 5, 8, 9, 13, 0], [16, 2, 13, 16, 18, 0],
    ])
  })

  it.each([0n, 1n, 127n, 128n, 2n ** 28n - 1n, 2n ** 28n, 2n ** 53n - 1n, -1n, -300n, -(2n ** 53n - 1n)])('reads the number %s', async (value) => {
    expect((await fields(field(1, value)))[0]?.value).toBe(Number(value))
  })

  it('reads numbers, packed or one by one', async () => {
    const wire = new Wire(bytesOf(bytes(field(1, [varint(3), varint(224), varint(-1)]), field(1, 7))), budget())
    const found: number[][] = []
    await wire.run(wire.each(wire.whole, function* (one): Steps<void> { found.push(yield* wire.numbers(one)) }))
    expect(found).toEqual([[3, 224, -1], [7]])
  })

  it('passes over groups', async () => {
    const group = bytes(varint(5 * 8 + 3), field(1, 'x'), varint(6 * 8 + 3), varint(6 * 8 + 4), varint(5 * 8 + 4))
    expect((await fields(bytes(group, field(2, 1)))).map(({ number }) => number)).toEqual([5, 2])
  })

  it.each([
    ['a length beyond the end', Uint8Array.from([0x0a, 0x05, 1]), 'truncated: field 1 says 5 bytes and has 1'],
    ['a length that is negative', bytes(Uint8Array.from([0x0a]), varint(-1)), 'malformed: field 1 says -1 bytes and has 0'],
    ['field 0', Uint8Array.from([0x02, 0]), 'malformed: no field has the tag 2'],
    ['wire type 7', Uint8Array.from([0x0f, 0]), 'malformed: no field has the tag 15'],
    ['a number without an end', new Uint8Array(16).fill(0xff), 'malformed: a number has no end'],
    ['a group without an end', Uint8Array.from([0x0b, 0x10, 1]), 'truncated: a number has no end'],
    ['a group with another end', Uint8Array.from([0x0b, 0x14]), 'malformed: a group ends that did not begin'],
  ])('stops at %s', async (_, data, why) => {
    expect(await stopped(fields(data))).toBe(why)
  })

  it('goes a hundred deep and no deeper', async () => {
    let data = field(1, '')
    for (let i = 0; i < 120; i++) data = field(1, [data])
    const wire = new Wire(bytesOf(data), budget())
    const down = function* (at: Range): Steps<void> { yield* wire.each(at, (one) => down(one)) }
    expect(await stopped(wire.run(down(wire.whole)))).toBe('limit: messages more than 100 deep')
  })

  it('jumps over gigabytes', async () => {
    const gigabyte = 2 ** 30
    const head = bytes(varint(9 * 8 + 2), varint(gigabyte))
    const content = sparse(head.length + gigabyte + 5, new Map([[0, head], [head.length + gigabyte, field(1, 'abc')]]))
    const wire = new Wire(content, budget())
    const texts: string[] = []
    await wire.run(wire.each(wire.whole, function* (one): Steps<void> { if (one.number === 1) texts.push(yield* wire.text(one)) }))
    expect({ texts, reads: content.reads }).toEqual({ texts: ['abc'], reads: 2 })
    expect(content.total).toBeLessThan(20_000)
  })

  it('is never more than stopped by any bytes', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (data) => {
      const wire = new Wire(bytesOf(data), budget())
      const down = function* (at: Range): Steps<void> {
        yield* wire.each(at, function* (one): Steps<void> {
          yield* wire.text(one)
          yield* wire.numbers(one)
          yield* down(one)
        })
      }
      await stopped(wire.run(down(wire.whole)))
      sniff(data, data.length, { 1: 'varint', 2: { 1: 'text', 2: { 1: 'fixed' } }, 3: 'bytes' })
    }))
  })
})

describe('flatbuffer', () => {
  it('reads tables, texts and vectors', async () => {
    const data = flatBuffer([3, 'text', { i32s: [1, -1] }, { tables: [[{ u8: 7 }], [null, { u64: 2 ** 40 }]] }, null, { table: ['inner'] }], 'TEST')
    const buffer = new FlatBuffer(bytesOf(data), budget())
    const root = await buffer.root()
    expect([await root.u32(0), await root.string(1), await root.i32s(2, 9), await root.u32(4), await root.u32(99), await buffer.identifier()]).toEqual([3, 'text', [1, -1], null, null, 'TEST'])
    const inner: (number | null)[] = []
    for await (const table of root.tables(3)) inner.push(await table.u8(0), await table.u64(1))
    expect(inner).toEqual([7, null, null, 2 ** 40])
    expect(await (await root.table(5))?.string(0)).toBe('inner')
  })

  it('is never more than stopped by any bytes', async () => {
    const sound = flatBuffer([3, 'text', { i32s: [1, 2] }, { tables: [[1], [2]] }])
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { maxLength: 8 }), async (changes) => {
      const data = sound.slice()
      for (const [at, value] of changes) data[at] = value
      await stopped((async () => {
        const root = await new FlatBuffer(bytesOf(data), budget()).root()
        await root.string(1)
        await root.i32s(2, 100)
        let seen = 0
        for await (const table of root.tables(3)) {
          await table.u32(0)
          if ((seen += 1) > 1000) break
        }
      })())
    }))
  })
})

describe('xml', () => {
  const read = async (text: string | Uint8Array): Promise<{ names: string[]; entities: string[]; texts: string[]; faults: string[] }> => {
    const found = { names: [] as string[], texts: [] as string[], faults: [] as string[] }
    const entities = new Signs()
    await readXml(bytesOf(typeof text === 'string' ? utf8(text) : text), budget(), {
      ...entityMarks(entities), open: ({ name }) => { found.names.push(name) }, text: (one) => { if (one.trim() !== '') found.texts.push(one) },
      fault: (message) => { found.faults.push(message) },
    })
    return { ...found, entities: entities.list.map(({ what, detail }) => `${what} ${detail}`) }
  }

  it('tells of entities and resolves none', async () => {
    const found = await read('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY b "bb">]><a><b>&x;&b;</b></a>')
    expect(found.names).toEqual(['a', 'b'])
    expect(found.entities).toEqual([expect.stringMatching(/^DOCTYPE /), 'entity x SYSTEM "file:///etc/passwd', 'entity b "bb'])
    expect(found.texts.join('')).toBe('&x;&b;')
  })

  it('tells of a document type elsewhere, and of instructions', async () => {
    expect((await read('<!DOCTYPE a SYSTEM "http://10.0.0.1/x.dtd"><?go now?><a/>')).entities).toEqual(['DOCTYPE SYSTEM "http://10.0.0.1/x.dtd"', 'instruction go now'])
  })

  it('reads UTF-16 as a parser would', async () => {
    const text = '\uFEFF<?xml version="1.0" encoding="UTF-16"?><a><b/></a>'
    const data = new Uint8Array(text.length * 2)
    for (let i = 0; i < text.length; i++) data[i * 2] = text.charCodeAt(i) & 0xff
    data[1] = 0xfe
    expect((await read(data)).names).toEqual(['a', 'b'])
    expect(rootElement(data)).toBe('a')
  })

  it('goes on after what is no XML, and says so', async () => {
    const found = await read('<a><b></a>')
    expect(found.names).toEqual(['a', 'b'])
    expect(found.faults.length).toBeGreaterThan(0)
  })

  it('stops at what is too deep', async () => {
    expect(await stopped(read('<a>'.repeat(2000)))).toBe('limit: elements more than 1000 deep')
  })

  it.each([
    ['<?xml version="1.0"?>\n<!-- x --><PMML version="4.4"/>', 'PMML'], ['<!DOCTYPE net [<!ENTITY a "b">]><net/>', 'net'], ['<!DOCTYPE net [' + ' '.repeat(5000), 'net'],
    ['{"a": 1}', null], ['', null], ['< not', null],
  ])('finds the root of %s', (text, root) => {
    expect(rootElement(utf8(text))).toBe(root)
  })

  it('is never more than stopped by any bytes', async () => {
    await fc.assert(fc.asyncProperty(fc.string({ unit: fc.constantFrom('<', '>', '!', '?', '[', ']', '"', '=', '&', ';', 'a', ' ', '-', 'ENTITY', 'DOCTYPE', '/'), maxLength: 60 }), async (text) => {
      await stopped(read(text))
      rootElement(utf8(text))
    }))
  })
})
