import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import gcp from '../../src/connectors/gcp/index.js'
import type { Asset } from '../../src/core/index.js'
import { bytes, called, name, proto, stop, text } from '../artifacts/pickle-builder.js'
import type { MadeObject } from '../google/objects.js'
import type { Answer, ServerOptions } from '../google/server.js'
import { googleScan, recordedProjects, type GoogleScan, type ScanOptions } from '../google/world.js'

const folders = recordedProjects('tidy').filter((folder) => /spine.tidy$/.test(folder))
const harmful = bytes(proto(4), called(name('posix', 'system'), text('echo orchard')), stop)
const twoPages = bytes(proto(4), 'B', 0, 0, 8, 0, new Uint8Array(2 ** 19), '0', called(name('posix', 'system'), text('echo orchard')), stop)
/** Where the recorded model's artifact is. */
const folder = 'orchard-models/chat/3'

async function scan(objects: Record<string, MadeObject>, options: Partial<ServerOptions> & { with?: string[]; settings?: ScanOptions['settings'] } = {}): Promise<GoogleScan> {
  const held = (await gcp.held?.() ?? []).map(({ type }) => type)
  const { with: optional = ['artifacts'], settings, ...rest } = options
  const scanned = await googleScan({
    folders, types: new Set([...held, 'gcp.storage.object', 'gcp.storage.bucket', 'gcp.vertex.model']), with: optional, ...(settings && { settings }), ...rest,
    objects: new Map(Object.entries(objects).map(([path, object]) => [`${folder}/${path}`, object])),
  })
  expect(scanned.collected?.bugs).toBe(0)
  return scanned
}

const assets = ({ collected }: GoogleScan): Asset[] => collected?.inventory.assets ?? []
function asset(scanned: GoogleScan, id: string): Asset {
  const found = assets(scanned).find((one) => one.id === id)
  if (found === undefined) throw new Error(`no ${id} among ${assets(scanned).map((one) => one.id).join(', ')}`)
  return found
}
const objectId = (path: string): string => `//storage.googleapis.com/${folder}/${path}`
const uri = (path: string): string => `gs://${folder}/${path}`
const gapsOf = ({ collected }: GoogleScan): { call: string; reason: string; list: boolean; missing?: string[] }[] =>
  (collected?.inventory.gaps ?? []).filter(({ call }) => call.startsWith('storage:objects.')).map(({ call, reason, list, missing }) => ({ call, reason, list, ...(missing && { missing }) }))

describe('models in Cloud Storage', () => {
  it('are looked into, and told as files of the bucket', async () => {
    const scanned = await scan({ 'model.pkl': { bytes: harmful, metadata: { sha256: 'ab'.repeat(32) } }, 'README.md': { bytes: Buffer.from('# hello') } })
    expect(asset(scanned, objectId('model.pkl'))).toMatchObject({ type: 'gcp.storage.object', name: uri('model.pkl'), props: { size: harmful.length, generation: '1716000000000001', format: 'pickle', sha256: 'ab'.repeat(32) } })
    const file = asset(scanned, uri('model.pkl'))
    expect(file).toMatchObject({ type: 'artifact.pickle', scope: { provider: 'gcp' }, props: { sha256: null } })
    expect(file.props['dangerousCalls']).toMatchObject([{ what: 'posix.system("echo orchard")' }])
    expect(scanned.collected?.inventory.relations).toContainEqual(expect.objectContaining({ type: 'stored-in', to: objectId('model.pkl'), target: 'gcp.storage.object', via: 'artifactUri' }))
    expect(assets(scanned).filter(({ type }) => type === 'gcp.storage.object')).toHaveLength(1)
    expect(gapsOf(scanned)).toEqual([])
  })

  it('cost nothing where nobody asked', async () => {
    const scanned = await scan({ 'model.pkl': { bytes: harmful } }, { with: [] })
    expect(scanned.server.calls.get('storage:objects.get')).toBeUndefined()
    expect(JSON.stringify(scanned.collected?.inventory)).not.toContain('gcp.storage.object')
  })

  it('are recorded and replayed, byte for byte', async () => {
    const record = mkdtempSync(join(tmpdir(), 'aispm-recorded-'))
    const objects = { 'model.pkl': { bytes: harmful } }
    try {
      const live = await scan(objects, { settings: { record } })
      const replayed = await scan(objects, { settings: { replay: record } })
      expect(replayed.server.total).toBe(0)
      expect(replayed.collected?.inventory.assets).toEqual(live.collected?.inventory.assets)
    } finally {
      rmSync(record, { recursive: true, force: true })
    }
  })

  it('are unknown where they may not be read, and name the right that is missing', async () => {
    const scanned = await scan({ 'model.pkl': { bytes: harmful, refused: { status: 403, word: 'PERMISSION_DENIED' } } })
    expect(gapsOf(scanned)).toContainEqual({ call: 'storage:objects.get', reason: 'denied', list: true, missing: ['storage.objects.get'] })
    expect(asset(scanned, uri('model.pkl')).type).toBe('artifact.file')
  })

  const media = (make: (honest: Answer) => Answer) => (asked: { action: string; range: string }, honest: () => Answer): Answer | undefined =>
    (asked.action === 'storage:objects.get' && asked.range !== '' && !asked.range.startsWith('bytes=0-') ? make(honest()) : undefined)
  const faults: Record<string, (honest: Answer) => Answer> = {
    'overwritten on the way': () => ({ status: 404, headers: { 'content-type': 'application/json' }, body: Buffer.from('{"error":{"code":404,"message":"No such object"}}') }),
    'of another generation': (honest) => ({ ...honest, headers: { ...honest.headers, 'x-goog-generation': '2' } }),
    'beyond its end': () => ({ status: 416, headers: { 'content-type': 'text/html' }, body: Buffer.from('The requested range cannot be satisfied.') }),
    'a page of a proxy': () => ({ status: 200, headers: { 'content-type': 'text/html' }, body: Buffer.from('<html>log in</html>') }),
    'shorter than it says': (honest) => ({ ...honest, body: honest.body.subarray(9) }),
    'of another size': (honest) => ({ ...honest, headers: { ...honest.headers, 'content-range': (honest.headers['content-range'] ?? '').replace(/\d+$/, '99999999') } }),
    'broken': () => ({ status: 503, headers: {}, body: Buffer.from('') }),
  }
  it.each(Object.entries(faults))('are no pass where a range is %s', async (_name, make) => {
    const scanned = await scan({ 'model.pkl': { bytes: twoPages } }, { fault: media(make) })
    expect(gapsOf(scanned).length).toBeGreaterThan(0)
    const file = asset(scanned, uri('model.pkl'))
    expect(Object.entries(file.props).filter(([key, value]) => key !== 'unread' && Array.isArray(value) && value.length === 0)).toEqual([])
  })
})
