// The whole way: models in a bucket, looked into on request, and judged by the rules on files.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { resolveConfig, type Flags } from '../../src/config/index.js'
import type { Finding, Unknown } from '../../src/core/index.js'
import { scan, type Scan } from '../../src/scan.js'
import { makeAccount, sizes } from '../server/account.js'
import type { MadeObject } from '../server/objects.js'
import { AwsServer } from '../server/server.js'
import { bytes, called, name, proto, stop, text } from '../artifacts/pickle-builder.js'

const bucket = 'orchard-data-111122223333-0'
const uri = `s3://${bucket}/models/model.pkl`
const harmful = bytes(proto(4), called(name('posix', 'system'), text('echo orchard')), stop)

async function judged(object: MadeObject, flags: Flags): Promise<Scan> {
  const account = makeAccount(sizes.XS, { regions: ['us-east-1'] })
  const own = account.byRegion.get('us-east-1')
  if (own === undefined) throw new Error('no such region')
  own.packages = []
  own.models = own.models.slice(0, 1).map((model) => ({ ...model, PrimaryContainer: { Image: 'orchard', ModelDataSource: { S3DataSource: { S3Uri: uri, S3DataType: 'S3Object', CompressionType: 'None', ETag: 'noted' } } } }))
  const server = await AwsServer.start(account, { objects: new Map([[`${bucket}/models/model.pkl`, object]]) })
  try {
    const cwd = mkdtempSync(join(tmpdir(), 'aispm-stores-'))
    const config = await resolveConfig(['aws'], { maxRate: '1', region: ['us-east-1'], ...flags }, { providers: ['aws', 'azure', 'gcp', 'local'], formats: ['text'], optionalReads: () => Promise.resolve(['artifacts']) }, cwd)
    return await scan(config, { env: server.env(), now: () => new Date('2026-06-01T00:00:00Z'), random: () => 0.5, signal: AbortSignal.timeout(60_000), version: '0.0.0' })
  } finally {
    await server.stop()
  }
}

/** A scan of a live account has all of them at hand. */
const findings = ({ report }: Scan): Finding[] => [...report.findings as Iterable<Finding>]
const unknowns = ({ report }: Scan): Unknown[] => [...report.unknowns as Iterable<Unknown>]
const told = (scanned: Scan): string[] => findings(scanned).filter(({ asset }) => asset.includes('models/model.pkl') || asset.includes(':model/')).map(({ rule }) => rule)
const isOnFiles = (rule: string): boolean => /^(?:artifact|model|dataset|notebook|code)-/.test(rule)

describe('a model in a bucket', { timeout: 120_000 }, () => {
  it('is judged by the rules on files where that is asked for', async () => {
    const scanned = await judged({ bytes: harmful, etag: 'another' }, { with: ['artifacts'] })
    expect(scanned.faults).toEqual([])
    expect(told(scanned)).toEqual(expect.arrayContaining(['model-pickle-dangerous-call', 'artifact-registry-digest-drift']))
    const finding = findings(scanned).find(({ rule }) => rule === 'model-pickle-dangerous-call')
    expect(finding).toMatchObject({ asset: uri, assetType: 'artifact.pickle', scope: { provider: 'aws' } })
    // Rules on files say nothing of what no store has, such as whole folders.
    expect(unknowns(scanned).filter(({ rule }) => isOnFiles(rule)).map(({ rule, asset }) => `${rule} ${asset ?? '*'}`)).toEqual([])
  })

  it('is not judged, and not missed, where nobody asked', async () => {
    const scanned = await judged({ bytes: harmful }, {})
    expect(scanned.faults).toEqual([])
    expect(findings(scanned).filter(({ rule }) => isOnFiles(rule))).toEqual([])
    expect(unknowns(scanned).filter(({ rule }) => isOnFiles(rule))).toEqual([])
    expect(scanned.inventory.collected.filter((type) => /^artifact\.|object$/.test(type))).toEqual([])
    expect(scanned.report.gaps.filter(({ types }) => types.includes('aws.s3.object'))).toEqual([])
  })

  it('is unknown to every rule that it may break where it cannot be read', async () => {
    const scanned = await judged({ bytes: harmful, etag: 'noted', refused: { code: 'AccessDenied', status: 403 } }, { with: ['artifacts'] })
    expect(findings(scanned).filter(({ rule }) => isOnFiles(rule))).toEqual([])
    expect(unknowns(scanned).map(({ rule }) => rule)).toContain('model-pickle-dangerous-call')
    expect(scanned.report.gaps.find(({ call, reason }) => call === 's3:GetObject' && reason === 'denied')).toMatchObject({ missing: ['s3:GetObject'] })
  })
})
