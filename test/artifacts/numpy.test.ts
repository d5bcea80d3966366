// NumPy files: headers read by hand, arrays in a row and in zips, pickles in arrays of objects.
import { describe, expect, it } from 'vitest'
import numpy from '../../src/artifacts/formats/numpy.js'
import { opened } from './open.js'
import { bytes, callingPickle, npy, zipOf } from './torch-bytes.js'

const floats = (shape: string): string => `{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }`

async function read(data: Uint8Array, name = 'data.npy') {
  const file = await opened(name, data)
  expect(numpy.recognise(file)).toBeGreaterThan(1)
  expect(await numpy.confirm?.(file)).toBe(true)
  return { file, props: (await numpy.read(file)).props }
}

describe('NumPy', () => {
  it('tells what an array is', async () => {
    const { file, props } = await read(npy(floats('(2, 3)'), new Uint8Array(24)))
    expect(file.unread).toEqual([])
    expect(props).toMatchObject({ container: 'npy', arrays: 1, elements: 6, contents: [{ member: '', version: '1.0', dtype: '<f4', shape: [2, 3], objects: false }], objectArrays: [], headerAbuse: [], verdict: 'safe' })
  })

  it.each([
    [floats('()'), 4], [floats('(0, 7)'), 0], [`{"descr": "|b1", "fortran_order": True, "shape": (3,)}`, 3], [`{'descr': '<U5', 'fortran_order': False, 'shape': (2,)}`, 40],
    [`{'descr': '<M8[ns]', 'fortran_order': False, 'shape': (2L,)}`, 16], [`{'descr': [('a', '<i4'), ('b', '<f8', (2, 2))], 'fortran_order': False, 'shape': (3,)}`, 108],
    [`{'descr': [(('title', 'a'), '|u1'), ('', '|V3'), ('n', [('x', '<i2')])], 'fortran_order': False, 'shape': (1,)}`, 6],
  ])('%s has %i bytes', async (header, length) => {
    const { file, props } = await read(npy(header, new Uint8Array(length)))
    expect([file.unread, props.headerAbuse]).toEqual([[], []])
  })

  it.each([
    ['an object array', `{'descr': '|O', 'fortran_order': False, 'shape': (1,)}`],
    ['an object in a record', `{'descr': [('a', '<i4'), ('b', [('c', '|O8')])], 'fortran_order': False, 'shape': (1,)}`],
    ['an object with a shape', `{'descr': [('b', '|O', (2,))], 'fortran_order': False, 'shape': (1,)}`],
  ])('%s is a pickle', async (_, header) => {
    const { props } = await read(npy(header, callingPickle()))
    expect(props.objectArrays).toHaveLength(1)
    expect(props.verdict).toBe('dangerous')
    expect(props.dangerousCalls.length + props.dangerousImports.length).toBeGreaterThan(0)
  })

  it.each([
    ['a long header', npy(floats('(0,)') + ' '.repeat(20_000)), 'oversized header'],
    ['data that ends early', npy(floats('(4,)'), 'ab'), 'data ends too early'],
    ['data behind', npy(floats('(1,)'), 'abcdefgh'), 'data after the array'],
    ['a shape that overflows', npy(floats('(4611686018427387904, 4)')), 'header lacks descr, fortran_order or shape'],
    ['a product that overflows', npy(floats('(1073741824, 1073741824)')), 'shape overflows'],
    ['a key twice', npy(`{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (0,)}`), 'descr is there twice'],
    ['an unknown key', npy(`{'descr': '<f4', 'x': 1, 'fortran_order': False, 'shape': (0,)}`), 'unknown key x'],
    ['a call', npy(`{'descr': __import__('os').getcwd(), 'fortran_order': False, 'shape': (0,)}`), 'header is no plain literal'],
    ['a list for a dict', npy(`[1, 2]`), 'header lacks descr, fortran_order or shape'],
    ['a header beyond the end', npy(floats('(0,)'), '', { length: 60_000 }), 'header beyond the end'],
    ['another version', npy(floats('(0,)'), '', { major: 9 }), 'format version 9.0'],
    ['a negative size', npy(floats('(-1,)')), 'header lacks descr, fortran_order or shape'],
    ['brackets without end', npy('['.repeat(5000)), 'header is no plain literal'],
  ])('%s', async (_, data, what) => {
    const { props } = await read(data)
    expect(props.headerAbuse.map((sign) => sign.what)).toContain(what)
  })

  it('reads versions 2 and 3, and arrays in a row', async () => {
    const { props } = await read(bytes(npy(floats('(1,)'), 'abcd', { major: 2 }), npy(floats('(1,)'), 'abcd', { major: 3 }), npy(floats('()'), 'abcd')))
    expect([props.arrays, props.elements, props.headerAbuse, props.contents.map(({ version }) => version)]).toEqual([3, 3, [], ['2.0', '3.0', '1.0']])
  })

  it('hands on what stands behind an array', async () => {
    const { file } = await read(npy(floats('(1,)'), bytes('abcd', callingPickle())))
    expect(file.contained.map(({ content }) => content.size)).toEqual([callingPickle().length])
  })

  it('reads an .npz member by member', async () => {
    const { file, props } = await read(zipOf({ 'a.npy': npy(floats('(2,)'), new Uint8Array(8)), 'b.npy': npy(`{'descr': '|O', 'fortran_order': False, 'shape': ()}`, callingPickle()) }), 'data.npz')
    expect(file.unread).toEqual([])
    expect(props).toMatchObject({ container: 'npz', arrays: 2, elements: 3, verdict: 'dangerous', objectArrays: [{ what: 'dtype |O', member: 'b.npy' }] })
  })

  it('hands on what is no array in an .npz', async () => {
    const { file, props } = await read(zipOf({ 'a.npy': npy(floats('(0,)')), 'b.npy': callingPickle(), 'c.txt': 'x' }), 'data.npz')
    expect(file.contained.map(({ member }) => member)).toEqual(['b.npy', 'c.txt'])
    expect(props.arrays).toBe(1)
  })

  it('leaves other zips alone', async () => {
    const zips: Record<string, string | Uint8Array>[] = [{ 'a.txt': 'x' }, { 'a.npy': npy(floats('(0,)')), 'schema.json': '{}' }, { 'archive/data.pkl': '', 'archive/x.npy': '' }]
    for (const members of zips) {
      expect(await numpy.confirm?.(await opened('some.zip', zipOf(members)))).toBe(false)
    }
    for (const data of [bytes('PK'), bytes(0x93, 'NUMP'), bytes('text'), new Uint8Array(0)]) expect(numpy.recognise(await opened('x.npy', data))).toBe(0)
  })

  it('survives any cut and any byte', async () => {
    const whole = npy(`{'descr': [('a', '<i4'), ('b', '|O')], 'fortran_order': False, 'shape': (1,)}`, callingPickle())
    for (let i = 0; i < whole.length; i++) {
      await numpy.read(await opened('cut.npy', whole.subarray(0, Math.max(i, 10))))
      const changed = Uint8Array.from(whole)
      changed[i] = (changed[i] ?? 0) ^ 0x55
      if (i > 5) await numpy.read(await opened('changed.npy', changed))
    }
  })
})
