import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import aws from '../../src/connectors/aws/index.js'
import { collect, type Collected } from '../../src/connectors/kit/collect.js'
import type { CollectSettings } from '../../src/connectors/kit/connector.js'
import type { Asset } from '../../src/core/index.js'
import { makeAccount, sizes, type MadeAccount } from '../server/account.js'
import type { MadeObject } from '../server/objects.js'
import { AwsServer, type Fault, type ServerOptions } from '../server/server.js'
import { bytes, called, name, proto, stop, text } from '../artifacts/pickle-builder.js'
import { buildTar } from '../artifacts/tar-builder.js'
import { safetensors } from '../artifacts/tensors-builder.js'

const region = 'us-east-1'
const now = new Date('2026-06-01T00:00:00Z')
const bucket = 'orchard-data-111122223333-0'
const harmful = bytes(proto(4), called(name('posix', 'system'), text('echo orchard')), stop)
const tame = safetensors({ weight: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }, 8)
const sha256 = (data: Uint8Array): Buffer => createHash('sha256').update(data).digest()

/** An account of one model that is loaded from this address. */
function accountWith(source: { ModelDataUrl: string } | { ModelDataSource: unknown }): MadeAccount {
  const account = makeAccount(sizes.XS, { regions: [region] })
  const own = account.byRegion.get(region)
  if (own === undefined) throw new Error('no such region')
  own.packages = []
  own.models = own.models.slice(0, 1).map(({ PrimaryContainer, ...model }) => ({ ...model, PrimaryContainer: { Image: (PrimaryContainer as { Image: string }).Image, ...source } }))
  return account
}

interface Scanned extends Collected { server: AwsServer }

async function scan(objects: Record<string, MadeObject>, options: ServerOptions & { source?: Parameters<typeof accountWith>[0]; types?: ReadonlySet<string>; with?: string[]; settings?: Partial<CollectSettings> } = {}): Promise<Scanned> {
  const { source = { ModelDataUrl: `s3://${bucket}/models/model.bin` }, types, settings, with: optional = ['artifacts'], ...rest } = options
  const server = await AwsServer.start(accountWith(source), { ...rest, objects: new Map(Object.entries(objects).map(([key, object]) => [`${bucket}/${key}`, object])) })
  try {
    const collected = await collect({
      connectors: [{ connector: aws, settings: { scopes: [], regions: [region], maxRate: 1, ...settings } }], takenAt: now, historySince: new Date(now.getTime() - 90 * 864e5),
      types: types ?? new Set([...(await aws.held?.() ?? []).map(({ type }) => type), 'aws.s3.object', 'aws.s3.bucket', 'aws.sagemaker.model', 'aws.sagemaker.model_package']),
      with: new Set(optional), concurrency: 64, requestTimeout: 2000, signal: AbortSignal.timeout(30_000), random: () => 0.5, env: server.env(),
    }, { scope: () => undefined, skipped: () => undefined, bug: (error, where) => console.error(where, error) })
    expect(collected.bugs).toBe(0)
    return { ...collected, server }
  } finally {
    await server.stop()
  }
}

const asset = ({ inventory }: Collected, id: string): Asset => {
  const found = inventory.assets.find((one) => one.id === id)
  if (found === undefined) throw new Error(`no ${id} among ${inventory.assets.map((one) => one.id).join(', ')}`)
  return found
}
const objectId = (key: string): string => `arn:aws:s3:::${bucket}/${key}`
const uri = (key: string): string => `s3://${bucket}/${key}`
const counted = ({ server }: Scanned, action: string): number => server.calls.get(`s3.${action}`) ?? 0
/** Gaps that are about objects and what is in them. */
const gapsOf = ({ inventory }: Collected): { call: string; reason: string; list: boolean; missing?: string[] }[] =>
  inventory.gaps.filter(({ call }) => /^s3:(?:HeadObject|GetObject|ListObjectsV2)$/.test(call)).map(({ call, reason, list, missing }) => ({ call, reason, list, ...(missing && { missing }) }))

describe('models in S3', () => {
  it('are looked into, and told as files of the bucket', async () => {
    const scanned = await scan({ 'models/model.bin': { bytes: harmful, sha256: sha256(harmful).toString('base64') } })
    const digest = sha256(harmful).toString('hex')
    expect(asset(scanned, objectId('models/model.bin'))).toMatchObject({ type: 'aws.s3.object', kind: 'checkpoint', name: uri('models/model.bin'), props: { bucket, key: 'models/model.bin', size: harmful.length, sha256: digest, checksumType: 'FULL_OBJECT', format: 'pickle' } })
    const file = asset(scanned, uri('models/model.bin'))
    expect(file).toMatchObject({ type: 'artifact.pickle', name: uri('models/model.bin'), scope: { provider: 'aws', account: '111122223333' }, props: { path: uri('models/model.bin'), sha256: digest } })
    expect(file.props['dangerousCalls']).toMatchObject([{ what: 'posix.system("echo orchard")' }])
    expect(asset(scanned, `model:sha256:${digest}`)).toMatchObject({ type: 'artifact.model', props: { format: 'pickle' } })
    const { relations } = scanned.inventory
    expect(relations).toContainEqual(expect.objectContaining({ type: 'stored-in', from: uri('models/model.bin'), to: objectId('models/model.bin') }))
    expect(relations).toContainEqual(expect.objectContaining({ type: 'stored-in', to: objectId('models/model.bin'), target: 'aws.s3.object', via: 'ModelDataUrl' }))
    expect(gapsOf(scanned)).toEqual([])
  })

  it('cost nothing, and leave no trace, where nobody asked', async () => {
    const scanned = await scan({ 'models/model.bin': { bytes: harmful } }, { with: [] })
    expect([counted(scanned, 'HeadObject'), counted(scanned, 'GetObject')]).toEqual([0, 0])
    expect(scanned.inventory.collected).toEqual(['aws.s3.bucket', 'aws.sagemaker.model', 'aws.sagemaker.model_package'])
    expect(JSON.stringify(scanned.inventory)).not.toContain('aws.s3.object')
  })

  it('are not opened where no rule reads files', async () => {
    const scanned = await scan({ 'models/model.bin': { bytes: harmful } }, { types: new Set(['aws.s3.object', 'aws.sagemaker.model']) })
    expect([counted(scanned, 'HeadObject'), counted(scanned, 'GetObject')]).toEqual([1, 0])
    expect(asset(scanned, objectId('models/model.bin')).gaps['format']).toMatch(/not-requested/)
  })

  it('are looked into through an archive of SageMaker', async () => {
    const archive = gzipSync(buildTar([{ name: 'model.pkl', data: harmful }, { name: 'code/inference.py', data: 'import os\n' }]))
    const scanned = await scan({ 'models/model.tar.gz': { bytes: archive } }, { source: { ModelDataUrl: uri('models/model.tar.gz') } })
    expect(asset(scanned, objectId('models/model.tar.gz')).props['format']).toBe('archive')
    expect(asset(scanned, `${uri('models/model.tar.gz')}!/model.pkl`).props['dangerousCalls']).toMatchObject([{ what: 'posix.system("echo orchard")' }])
  })

  it('are looked into through a large archive, which is fetched once', async () => {
    const weights = randomBytes(20 * 2 ** 20)
    const archive = gzipSync(buildTar([{ name: 'weights.bin', data: weights }, { name: 'model.pkl', data: harmful }]), { level: 1 })
    const scanned = await scan({ 'models/model.tar.gz': { bytes: archive } }, { source: { ModelDataUrl: uri('models/model.tar.gz') } })
    expect(asset(scanned, `${uri('models/model.tar.gz')}!/model.pkl`).props['dangerousCalls']).toMatchObject([{ what: 'posix.system("echo orchard")' }])
    expect(counted(scanned, 'GetObject')).toBeLessThan(30)
    expect(gapsOf(scanned)).toEqual([])
  })

  it('are unknown beyond what is fetched of an archive', async () => {
    const archive = gzipSync(buildTar([{ name: 'weights.bin', data: randomBytes(80 * 2 ** 20) }, { name: 'model.pkl', data: harmful }]), { level: 1 })
    const scanned = await scan({ 'models/model.tar.gz': { bytes: archive } }, { source: { ModelDataUrl: uri('models/model.tar.gz') } })
    const file = asset(scanned, uri('models/model.tar.gz'))
    expect(file.props['unread']).toContainEqual(expect.objectContaining({ reason: 'limit' }))
    expect(file.gaps['polyglots'] ?? file.gaps['executables']).toMatch(/unsupported/)
    // Something of any type may come after.
    expect(gapsOf(scanned)).toContainEqual({ call: 's3:GetObject', reason: 'unsupported', list: true })
  })

  it('are all looked into below a folder, and nothing else there', async () => {
    const scanned = await scan({
      'chat/7/model.safetensors': { bytes: tame }, 'chat/7/old.pkl': { bytes: harmful }, 'chat/7/README.md': { bytes: Buffer.from('# hello') }, 'chat/8/other.pkl': { bytes: harmful },
    }, { source: { ModelDataSource: { S3DataSource: { S3Uri: uri('chat/7/'), S3DataType: 'S3Prefix', CompressionType: 'None' } } } })
    expect(scanned.inventory.assets.filter(({ type }) => type === 'aws.s3.object').map(({ props }) => props['key'])).toEqual(['chat/7/model.safetensors', 'chat/7/old.pkl'])
    expect(asset(scanned, uri('chat/7/model.safetensors')).type).toBe('artifact.safetensors')
  })

  it('of ten gigabytes take a handful of requests', async () => {
    const size = 10 * 2 ** 30
    const header = safetensors({ weight: { dtype: 'U8', shape: [size - 100], data_offsets: [0, size - 100] } })
    // As long as it says it is, and never in memory.
    const whole = { length: header.length + size - 100, subarray: (from: number, to: number) => {
      const part = new Uint8Array(Math.min(to, header.length + size - 100) - from)
      part.set(header.subarray(Math.min(from, header.length), Math.min(to, header.length)))
      return part
    } } as unknown as Uint8Array
    const scanned = await scan({ 'models/model.bin': { bytes: whole } })
    expect(asset(scanned, uri('models/model.bin'))).toMatchObject({ type: 'artifact.safetensors', gaps: {} })
    expect(counted(scanned, 'GetObject')).toBeLessThanOrEqual(4)
  })

  it('are recorded and replayed, byte for byte', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'aispm-recorded-'))
    const objects = { 'models/model.bin': { bytes: harmful, sha256: sha256(harmful).toString('base64'), versionId: '3HL4' } }
    try {
      const live = await scan(objects, { settings: { record: folder } })
      const replayed = await scan(objects, { settings: { replay: folder } })
      expect(replayed.server.total).toBe(0)
      expect(replayed.inventory.assets).toEqual(live.inventory.assets)
      expect(replayed.inventory.relations).toEqual(live.inventory.relations)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('have no digest where S3 keeps only that of the parts', async () => {
    const scanned = await scan({ 'models/model.bin': { bytes: harmful, sha256: `${sha256(harmful).toString('base64')}-3`, checksumType: 'COMPOSITE' } })
    expect(asset(scanned, objectId('models/model.bin')).props).toMatchObject({ sha256: null, checksumType: 'COMPOSITE' })
    expect(asset(scanned, `model:${uri('models/model.bin')}`).props['sha256']).toBeNull()
  })
})

/** A fault for every answer about content, after so many honest ones. */
const onContent = (make: Fault, honest = 0): Fault => (asked, answer) => (asked.action === 'GetObject' && asked.nth >= honest ? make(asked, answer) : undefined)
const twoPages = bytes(proto(4), 'B', 0, 0, 8, 0, new Uint8Array(2 ** 19), '0', called(name('posix', 'system'), text('echo orchard')), stop)

describe('what cannot be read of an object', () => {
  it('is unknown, and names the right that is missing', async () => {
    const scanned = await scan({ 'models/model.pkl': { bytes: harmful, refused: { code: 'AccessDenied', status: 403 } } }, { source: { ModelDataUrl: uri('models/model.pkl') } })
    expect(gapsOf(scanned)).toContainEqual({ call: 's3:GetObject', reason: 'denied', list: true, missing: ['s3:GetObject'] })
    expect(counted(scanned, 'GetObject')).toBe(1)
    const object = asset(scanned, objectId('models/model.pkl'))
    expect(object.props['size']).toBe(harmful.length)
    expect(object.gaps['format']).toMatch(/denied/)
    const file = asset(scanned, uri('models/model.pkl'))
    expect(file.type).toBe('artifact.file')
    expect(Object.values(file.gaps).every((gap) => gap.startsWith('s3:GetObject:denied'))).toBe(true)
    // It may be of any type.
    expect(scanned.inventory.gaps.find(({ call, list }) => call === 's3:GetObject' && list)?.types).toContain('artifact.torch')
  })

  it('is unknown as a whole where not even its head is told', async () => {
    const scanned = await scan({ 'models/model.bin': { bytes: harmful } }, { fault: ({ action }) => (action === 'HeadObject' ? { status: 403, headers: {}, body: Buffer.alloc(0) } : undefined) })
    expect(gapsOf(scanned)).toContainEqual({ call: 's3:HeadObject', reason: 'denied', list: true, missing: ['s3:GetObject'] })
    expect(Object.keys(asset(scanned, objectId('models/model.bin')).props)).toEqual([])
  })

  it('is unknown where a folder cannot be listed', async () => {
    const scanned = await scan({ 'chat/7/model.pkl': { bytes: harmful } }, {
      source: { ModelDataUrl: uri('chat/7/') }, fault: ({ action }) => (action === 'ListObjectsV2' ? { status: 403, headers: {}, body: Buffer.from('<Error><Code>AccessDenied</Code><Message>no</Message></Error>') } : undefined),
    })
    expect(gapsOf(scanned)).toContainEqual({ call: 's3:ListObjectsV2', reason: 'denied', list: true, missing: ['s3:ListBucket'] })
    const [gap] = scanned.inventory.gaps.filter(({ call, list }) => call === 's3:ListObjectsV2' && list)
    expect(gap?.types).toEqual(expect.arrayContaining(['aws.s3.object', 'artifact.torch']))
    expect(scanned.inventory.assets.find(({ type }) => type === 'aws.sagemaker.model')?.gaps['->stored-in']).toMatch(/denied/)
  })

  it('is unknown where it is archived', async () => {
    const scanned = await scan({ 'models/model.bin': { bytes: harmful, storageClass: 'DEEP_ARCHIVE' } })
    expect(counted(scanned, 'GetObject')).toBe(0)
    expect(gapsOf(scanned)).toContainEqual({ call: 's3:GetObject', reason: 'unsupported', list: true })
  })

  const faults: Record<string, { fault: Fault; reason: string; honest?: number }> = {
    'a version that changes on the way': { fault: () => ({ status: 412, headers: {}, body: Buffer.from('<Error><Code>PreconditionFailed</Code></Error>') }), reason: 'invalid-answer', honest: 1 },
    'a version that changes unnoticed by the store': { fault: (_asked, honest) => ({ ...honest(), headers: { ...honest().headers, etag: '"another"' } }), reason: 'invalid-answer', honest: 1 },
    'an object that is deleted on the way': { fault: () => ({ status: 404, headers: {}, body: Buffer.from('<Error><Code>NoSuchKey</Code></Error>') }), reason: 'invalid-answer', honest: 1 },
    'a range beyond its end': { fault: () => ({ status: 416, headers: {}, body: Buffer.from('<Error><Code>InvalidRange</Code></Error>') }), reason: 'error' },
    'a store that knows no ranges': { fault: (_asked, honest) => ({ status: 200, headers: { etag: honest().headers['etag'] ?? '' }, body: twoPages }), reason: 'invalid-answer' },
    'a page of a proxy': { fault: () => ({ status: 200, headers: { 'content-type': 'text/html' }, body: Buffer.from('<html>log in</html>') }), reason: 'invalid-answer' },
    'another range than the one asked for': { fault: (_asked, honest) => ({ ...honest(), headers: { ...honest().headers, 'content-range': `bytes 1-${honest().body.length}/${twoPages.length}` } }), reason: 'invalid-answer' },
    'fewer bytes than it says': { fault: (_asked, honest) => ({ ...honest(), body: honest().body.subarray(9), headers: { ...honest().headers, 'content-length': String(honest().body.length - 9) } }), reason: 'invalid-answer' },
    'a body that breaks off': { fault: (_asked, honest) => (response, socket) => {
      response.writeHead(206, { ...honest().headers, 'content-length': String(honest().body.length) })
      response.write(honest().body.subarray(0, 100), () => socket.destroy())
    }, reason: 'error' },
    'a store that has its bad day': { fault: () => ({ status: 500, headers: {}, body: Buffer.from('<Error><Code>InternalError</Code></Error>') }), reason: 'error' },
  }
  it.each(Object.entries(faults))('is no pass: %s', async (_name, { fault, reason, honest = 0 }) => {
    const scanned = await scan({ 'models/model.pkl': { bytes: twoPages } }, { source: { ModelDataUrl: uri('models/model.pkl') }, fault: onContent(fault, honest) })
    expect(gapsOf(scanned).map((gap) => gap.reason)).toContain(reason)
    for (const file of scanned.inventory.assets.filter(({ type }) => type.startsWith('artifact.') && type !== 'artifact.model')) {
      const empty = Object.entries(file.props).filter(([key, value]) => key !== 'unread' && Array.isArray(value) && value.length === 0)
      expect(empty).toEqual([])
    }
  })

  it('is waited for where it is throttled', async () => {
    const scanned = await scan({ 'models/model.pkl': { bytes: twoPages } }, {
      source: { ModelDataUrl: uri('models/model.pkl') }, fault: onContent(({ nth }, honest) => (nth % 2 === 0 ? { status: 503, headers: {}, body: Buffer.from('<Error><Code>SlowDown</Code></Error>') } : honest())),
    })
    expect(asset(scanned, uri('models/model.pkl')).props['dangerousCalls']).toMatchObject([{ what: 'posix.system("echo orchard")' }])
    expect(gapsOf(scanned)).toEqual([])
  })
})
