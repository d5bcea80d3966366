// ExecuTorch programs: what they hold, and offsets that lead nowhere.
import { describe, expect, it } from 'vitest'
import executorch from '../../src/artifacts/formats/executorch.js'
import { opened } from './open.js'
import { bytes, flatBuffer, little, type Node } from './torch-bytes.js'

function segment(offset: number, size: number): Node {
  return { table: [{ scalar: little(offset, 8) }, { scalar: little(size, 8) }] }
}

function program(segments: Node[], backend = 'XnnpackBackend'): Node {
  const operator: Node = { table: [{ to: { text: 'aten::add' } }, { to: { text: 'out' } }] }
  const delegate: Node = { table: [{ to: { text: backend } }] }
  const plan: Node = { table: [{ to: { text: 'forward' } }, undefined, undefined, undefined, undefined, undefined, { to: { vector: [operator] } }, { to: { vector: [delegate] } }] }
  return { table: [{ scalar: little(0, 4) }, { to: { vector: [plan] } }, undefined, { to: { vector: [{ table: [{ to: { raw: Uint8Array.of(1, 2, 3) } }] }] } }, { to: { vector: segments } }] }
}

/** The program, the header that tells its size, and segments behind it. */
function pte(root: Node, data: number, given: { program?: number; base?: number; all?: number } = {}): Uint8Array {
  const buffer = flatBuffer(root, 'ET12')
  const file = bytes(buffer, new Uint8Array(data))
  file.set(bytes('eh00', little(32, 4), little(given.program ?? buffer.length, 8), little(given.base ?? (data === 0 ? 0 : buffer.length), 8), little(given.all ?? data, 8)), 8)
  return file
}

async function read(data: Uint8Array) {
  const file = await opened('model.pte', data)
  expect(executorch.recognise(file)).toBe(3)
  return { file, props: (await executorch.read(file)).props }
}

describe('ExecuTorch', () => {
  it('tells what a program holds', async () => {
    const { file, props } = await read(pte(program([segment(0, 64), segment(64, 16)]), 80))
    expect(file.unread).toEqual([])
    expect(props).toEqual({
      schemaVersion: 0, extendedHeader: true, methods: ['forward'], operators: ['aten::add.out'], backends: ['XnnpackBackend'], segments: 2, structureErrors: [], unknownBackends: [],
    })
  })

  it('reads one without the extended header', async () => {
    const { props } = await read(flatBuffer(program([]), 'ET12'))
    expect(props).toMatchObject({ extendedHeader: false, segments: 0, structureErrors: [] })
  })

  it('names a backend that is none of its own', async () => {
    expect((await read(pte(program([], 'AcmeBackend'), 0))).props.unknownBackends).toMatchObject([{ what: 'AcmeBackend' }])
  })

  it.each([
    ['a segment behind the end', pte(program([segment(0, 64), segment(64, 17)]), 80), /^segment 1 ends at/],
    ['a segment far away', pte(program([segment(2 ** 40, 1)]), 80), /^segment 0 ends at/],
    ['a program larger than the file', pte(program([]), 0, { program: 2 ** 33 }), /^program of/],
    ['a program of no size', pte(program([]), 0, { program: 4 }), /^program of 4 bytes/],
    ['segments within the program', pte(program([segment(0, 1)]), 8, { base: 40 }), /^segments from 40 on/],
    ['segments that have no room', pte(program([]), 8, { all: 9 }), /^segments of 9 bytes/],
    ['segments without a header', flatBuffer(program([segment(0, 0)]), 'ET12'), /^segments without/],
    ['another schema', flatBuffer(program([]), 'ET13'), /^identifier ET13/],
  ])('%s', async (_, data, what) => {
    expect((await read(data)).props.structureErrors.map((sign) => sign.what)).toEqual([expect.stringMatching(what)])
  })

  it('survives any byte in the header and any cut', async () => {
    const whole = pte(program([segment(0, 8)]), 8)
    for (let i = 0; i < whole.length; i++) {
      await executorch.read(await opened('cut.pte', whole.subarray(0, i)))
      for (const value of [0, 0x7f, 0xff]) {
        const changed = Uint8Array.from(whole)
        changed[i] = value
        await executorch.read(await opened('changed.pte', changed))
      }
    }
  })

  it.each(['', 'ET12', 'xxxxEU12xxxx', 'PK\u0003\u0004ET12'.slice(0, 7)])('does not claim %j', async (text) => {
    expect(executorch.recognise(await opened('x.pte', bytes(text)))).toBe(0)
  })
})
