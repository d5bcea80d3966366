import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import aws from '../../src/connectors/aws/index.js'
import { collect, type Collected } from '../../src/connectors/kit/collect.js'
import type { CollectSettings } from '../../src/connectors/kit/connector.js'
import { makeAccount, sizes } from '../server/account.js'
import { AwsServer, type ServerOptions } from '../server/server.js'

const regions = ['us-east-1', 'us-east-2', 'eu-west-1']
const now = new Date('2026-06-01T00:00:00Z')

async function scan(options: ServerOptions = {}, settings: Partial<CollectSettings> = {}): Promise<Collected & { server: AwsServer }> {
  const server = await AwsServer.start(makeAccount(sizes.S, { regions }), options)
  try {
    const collected = await collect({
      connectors: [{ connector: aws, settings: { scopes: [], regions: [], maxRate: 1, ...settings } }], takenAt: now, historySince: new Date(now.getTime() - 90 * 864e5),
      with: new Set(), concurrency: 64, requestTimeout: 5000, signal: AbortSignal.timeout(60_000), random: () => 0.5, env: server.env(),
    }, { scope: () => undefined, skipped: () => undefined, bug: (error, where) => console.error(where, error) })
    return { ...collected, server }
  } finally {
    await server.stop()
  }
}

describe('collecting a made-up account over real HTTP', () => {
  let calm: Awaited<ReturnType<typeof scan>>
  beforeAll(async () => { calm = await scan() })

  it('finds everything there is', () => {
    const count = (type: string): number => calm.inventory.assets.filter((a) => a.type === type).length
    expect(calm.bugs).toBe(0)
    expect(calm.inventory.gaps.map((g) => g.message)).toEqual(calm.inventory.gaps.filter((g) => g.reason === 'not-requested').map((g) => g.message))
    expect({
      notebooks: count('aws.sagemaker.notebook_instance'), models: count('aws.sagemaker.model'), endpoints: count('aws.sagemaker.endpoint'), jobs: count('aws.sagemaker.training_job'),
      packages: count('aws.sagemaker.model_package'), roles: count('aws.iam.role'), users: count('aws.iam.user'), accounts: count('aws.account.account'),
    }).toEqual({ notebooks: 5, models: 20, endpoints: 10, jobs: 50, packages: 7, roles: 20, users: 4, accounts: 1 })
  })

  it('gives the same inventory again from what it recorded, without a socket', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'aispm-recorded-'))
    try {
      const live = await scan({}, { record: folder })
      const replayed = await scan({}, { replay: folder })
      expect(replayed.server.total).toBe(0)
      expect(replayed.inventory.assets).toEqual(live.inventory.assets)
      expect(replayed.inventory.relations).toEqual(live.inventory.relations)
      expect(replayed.inventory.gaps).toEqual(live.inventory.gaps)
      expect(live.inventory.assets).toEqual(calm.inventory.assets)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
