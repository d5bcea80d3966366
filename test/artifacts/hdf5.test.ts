// HDF5 by hand: what leads out of the file, and structures that lead nowhere.
import { describe, expect, it } from 'vitest'
import format from '../../src/artifacts/formats/hdf5.js'
import { opened } from './open.js'
import { concat, externalLink, hardLink, hdf5, text, textAttribute, uint } from './tensors-builder.js'

async function read(data: Uint8Array) {
  const file = await opened('weights.h5', data)
  const { props } = await format.read(file)
  return { ...props, unread: file.unread }
}

const sound = hdf5((address) => [[hardLink('layers', address(1)), textAttribute('backend', 'jax')], [hardLink('root again', address(0)), externalLink('key', '/etc/keys.h5', '/key')]])

describe('HDF5', () => {
  it('finds links to other files in groups within groups, once each', async () => {
    expect(await read(sound)).toMatchObject({
      superblock: 2, userblock: 0, groups: 2, unread: [],
      externalLinks: [{ what: '/etc/keys.h5', member: '/layers/key', detail: 'external link to /key, an absolute path' }],
    })
  })

  it('is found behind a user block, and not before', async () => {
    const behind = concat(text('#!/bin/sh\n'), new Uint8Array(1014), sound)
    expect(format.recognise(await opened('x.bin', behind))).toBe(2)
    // Whether the superblock names the place or not: the library reads both.
    const named = concat(behind.subarray(0, 1024 + 12), uint(1024, 8), behind.subarray(1024 + 20, 1024 + 28), uint(behind.length, 8), behind.subarray(1024 + 36))
    for (const file of [behind, named]) expect(await read(file)).toMatchObject({ userblock: 1024, externalLinks: [{ what: '/etc/keys.h5' }], unread: [] })
    const far = concat(new Uint8Array(2 ** 16), sound)
    const file = await opened('x.h5', far)
    expect([format.recognise(file), await format.confirm?.(file)]).toEqual([2, true])
    expect(format.recognise(await opened('x.bin', far))).toBe(0)
    expect(await format.confirm?.(await opened('x.h5', new Uint8Array(10_000)))).toBe(false)
  })

  it('tells a link of an unknown type', async () => {
    const odd = hdf5(() => [[{ type: 0x06, data: concat(Uint8Array.of(1, 8, 200, 1), text('x'), uint(0, 2)) }]])
    expect((await read(odd)).unread).toMatchObject([{ reason: 'unsupported', what: 'is a link of type 200', member: '/x' }])
  })

  it('comes to an end where headers continue in circles', async () => {
    // A block that continues in itself, in the place of an empty message: after the superblock and the head of two headers.
    const at = 48 + 10 + 4
    const block = concat(text('OCHK'), uint(0x10, 1), uint(16, 2), uint(0, 1), uint(at, 8), uint(28, 8), uint(0, 4))
    const circle = hdf5(() => [[{ type: 0, data: block }, { type: 0x10, data: concat(uint(at, 8), uint(28, 8)) }]])
    expect((await read(circle)).unread).toMatchObject([{ reason: 'malformed', what: 'has an object header that goes round in circles' }])
  })

  it('comes to an end where a group is its own child', async () => {
    const deep = hdf5((address) => Array.from({ length: 100 }, (_, i) => [hardLink('down', address(i + 1 < 100 ? i + 1 : 0))]))
    expect((await read(deep)).unread).toMatchObject([{ reason: 'limit', what: 'has groups more than 64 deep' }])
  })

  it('survives every cut and every flipped byte', async () => {
    for (let i = 0; i < sound.length; i++) {
      const cut = await read(sound.subarray(0, i))
      expect(cut.unread.length, String(i)).toBeGreaterThan(0)
      const broken = sound.slice()
      broken[i] = (broken[i] ?? 0) ^ 0xff
      await read(broken)
    }
  })
})
