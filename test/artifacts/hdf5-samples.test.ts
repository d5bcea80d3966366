// True HDF5 files, held against what h5py says of them.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import hdf5 from '../../src/artifacts/formats/hdf5.js'
import { openHdf5 } from '../../src/artifacts/hdf5/superblock.js'
import { walkHdf5 } from '../../src/artifacts/hdf5/walk.js'
import { opened } from './open.js'

const samples = process.env['AISPM_SAMPLES'] ?? ''
const folder = join(samples, 'hdf5')
const files = samples === '' || !existsSync(folder) ? [] : readdirSync(folder)

if (files.length === 0) it.skip('HDF5 samples: AISPM_SAMPLES names no folder with any', () => {})

describe.runIf(files.length > 0)('HDF5 of h5py', () => {
  it.each(files.filter((file) => files.includes(`${file}.expected.json`)))('%s: every attribute and link', async (name) => {
    const wanted = JSON.parse(readFileSync(join(folder, `${name}.expected.json`), 'utf8')) as { attributes: Record<string, unknown>; links: Record<string, string> }
    const file = await opened(name, readFileSync(join(folder, name)))
    const attributes: Record<string, unknown> = {}
    const links: Record<string, string> = {}
    await walkHdf5(await openHdf5(file.content, file.budget), file.budget, file.unread, {
      attribute: (path, { name: attribute, value }) => { attributes[`${path}@${attribute}`] = value },
      link: (path, kind, target) => { links[path] = `${kind} ${target}` },
    })
    expect(file.unread).toEqual([])
    expect(attributes).toEqual(wanted.attributes)
    expect(links).toEqual(wanted.links)
  })

  it.each(['outside-earliest.h5', 'outside-latest.h5'])('%s: what is outside', async (name) => {
    const file = await opened(name, readFileSync(join(folder, name)))
    expect(hdf5.recognise(file)).toBe(2)
    const { props } = await hdf5.read(file)
    expect(file.unread).toEqual([])
    expect(props.externalLinks.map(({ what, member, detail }) => `${member} ${what} ${detail}`).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      '/link ../secrets.h5 external link to /key, which leads out of the folder',
      '/raw /etc/hostname external data: 16 bytes from 0 on, an absolute path',
      '/virtual /tmp/second.h5 virtual dataset, from data, an absolute path',
      '/virtual first.h5 virtual dataset, from data',
    ])
    expect(props.datasets).toBe(3)
  })
})
