// Containers as Python's own libraries write them, read byte for byte. AISPM_SAMPLES names the folder that
// test/artifacts/samples/archives.py wrote.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { codingOf, unpacked } from '../../src/artifacts/archive/unpack.js'
import { bytesOf } from '../../src/artifacts/bytes.js'
import archive from '../../src/artifacts/formats/archive.js'
import nemo from '../../src/artifacts/formats/nemo.js'
import mar from '../../src/artifacts/formats/torchserve-mar.js'
import { Budget, defaultLimits } from '../../src/artifacts/limits.js'
import { opened } from './open.js'

const samples = process.env['AISPM_SAMPLES'] ?? ''

function files(folder: string): string[] {
  const path = join(samples, folder)
  return samples !== '' && existsSync(path) ? readdirSync(path).map((name) => join(path, name)) : []
}

const signs = { tampering: [], duplicates: [], escapes: [], bombs: [], executables: [] }
const raw = join(samples, 'stream/model.pkl.raw')

if (files('stream').length === 0) it.skip('archive samples: AISPM_SAMPLES names no folder with any', () => {})
else describe('samples', () => {
  const model = readFileSync(raw)

  it.each(files('stream').filter((path) => path !== raw))('%s', async (path) => {
    const data = new Uint8Array(readFileSync(path))
    const coding = codingOf(data)
    if (coding === null) throw new Error('not recognised')
    const content = await unpacked(bytesOf(data), coding, new Budget(defaultLimits, () => performance.now()))
    expect(Buffer.compare(await content.read(0, content.size), model)).toBe(0)
  })

  it.each([...files('zip'), ...files('tar'), ...files('7z').filter((path) => !path.includes('ppmd'))])('%s', async (path) => {
    const file = await opened(path, new Uint8Array(readFileSync(path)))
    expect(archive.recognise(file)).toBe(1)
    const { props } = await archive.read(file)
    expect(props).toMatchObject({ members: 3, nonstandard: null, ...signs })
    expect(file.unread).toEqual([])
    const found = file.contained.find(({ member }) => member.endsWith('orchard/model.pkl'))
    expect(Buffer.compare(await found?.content.read(0, found.content.size) ?? new Uint8Array(0), model)).toBe(0)
    expect(file.contained.length).toBe(2)
  })

  it('7z with a method that nobody here decodes: the names are there, the content is told', async () => {
    const file = await opened('model.7z', new Uint8Array(readFileSync(join(samples, '7z/ppmd.7z'))))
    expect((await archive.read(file)).props).toMatchObject({ members: 3 })
    expect(file.unread).toMatchObject([{ reason: 'unsupported', what: '7z method 030401', member: 'orchard/model.pkl' }, { member: 'orchard/notes.txt' }])
  })

  it.each(files('nemo'))('%s', async (path) => {
    const file = await opened(path, new Uint8Array(readFileSync(path)))
    expect(nemo.recognise(file)).toBeGreaterThan(1)
    expect(await nemo.confirm?.(file)).toBe(true)
    expect((await nemo.read(file)).props).toEqual({ nemoVersion: '2.0.0', target: 'nemo.collections.asr.models.EncDecCTCModel', members: 2, targets: [], pythonTags: [], ...signs })
    expect(file.contained.map(({ member }) => member)).toEqual(['./model_weights.ckpt'])
  })

  it.each(files('torchserve-mar'))('%s', async (path) => {
    const file = await opened(path, new Uint8Array(readFileSync(path)))
    expect(await mar.confirm?.(file)).toBe(true)
    expect((await mar.read(file)).props).toMatchObject({ modelName: 'orchard', handler: 'image_classifier', builtInHandler: true, code: [], ...signs })
    expect(file.contained.map(({ member }) => member)).toEqual(['model.pt', 'index_to_name.json'])
  })
})
