// Three clouds in one scan: each is read as if it were alone, and one whose token has expired leaves the other two whole.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import aws from '../../src/connectors/aws/index.js'
import azure from '../../src/connectors/azure/index.js'
import gcp from '../../src/connectors/gcp/index.js'
import { collect, type Collected } from '../../src/connectors/kit/collect.js'
import type { CollectSettings, Connector } from '../../src/connectors/kit/connector.js'
import type { Asset } from '../../src/core/index.js'
import { AzureServer, json, recorded, type ServerOptions } from './server.js'
import { addressedCalls, recordedSubscriptions } from './world.js'

const fixtures = fileURLToPath(new URL('../../fixtures', import.meta.url))
const types = new Set(['aws.iam.role', 'aws.s3.bucket', 'aws.sagemaker.notebook_instance', 'gcp.resourcemanager.project', 'gcp.vertex.endpoint', 'azure.resources.subscription', 'azure.rbac.role_assignment', 'azure.ml.online_endpoint'])
const settings: CollectSettings = { scopes: [], regions: [], maxRate: 1000 }
const recordedClouds: { connector: Connector; settings: CollectSettings }[] = [
  { connector: aws, settings: { ...settings, replay: join(fixtures, 'aws/orchard') } }, { connector: gcp, settings: { ...settings, replay: join(fixtures, 'gcp/orchard') } },
]

async function scanned(connectors: { connector: Connector; settings: CollectSettings }[], env: NodeJS.ProcessEnv = {}): Promise<Collected> {
  const takenAt = new Date('2026-06-01T00:00:00Z')
  return collect({
    connectors, types, takenAt, historySince: new Date('2026-03-01T00:00:00Z'), with: new Set(), concurrency: 64, requestTimeout: 10_000, signal: AbortSignal.timeout(60_000), random: () => 0.01, env,
  }, { scope: () => undefined, skipped: () => undefined, bug: (error, where) => console.error(where, error) })
}

async function withAzure(fault?: ServerOptions['fault'], clouds = recordedClouds): Promise<Collected> {
  const server = await AzureServer.start({ folders: recordedSubscriptions('tidy').filter((folder) => /spine.tidy$/.test(folder)), calls: await addressedCalls(), ...(fault && { fault }) })
  try {
    return await scanned([...clouds, { connector: azure, settings: { ...settings, scopes: [`sub/${recorded}`] } }], server.env)
  } finally {
    await server.stop()
  }
}

const of = (assets: readonly Asset[], provider: string): Asset[] => assets.filter(({ scope }) => scope.provider === provider)
const expired: ServerOptions['fault'] = () => json({ error: { code: 'ExpiredAuthenticationToken', message: 'The access token expiry UTC time is earlier than current UTC time.' } }, 401)

describe('three clouds', () => {
  it('are read side by side, each as if it were alone', async () => {
    const [all, alone] = [await withAzure(), await scanned(recordedClouds)]
    expect(of(all.inventory.assets, 'azure').length).toBeGreaterThan(3)
    expect(all.inventory.assets.filter(({ scope }) => scope.provider !== 'azure')).toEqual(alone.inventory.assets)
    expect(new Set(all.inventory.scopes.map(({ scope }) => scope.provider))).toEqual(new Set(['aws', 'gcp', 'azure']))
    expect(all.inventory.finished).toBe(true)
  })

  it.each([
    ['from the first call on', expired], ['on the way', ((asked, honest) => (asked.action === 'machinelearningservices:onlineEndpoints.list' ? expired?.(asked, honest) : undefined)) as ServerOptions['fault']],
  ])('of which one loses its token %s leave the other two whole', async (_when, fault) => {
    const [all, alone] = [await withAzure(fault), await scanned(recordedClouds)]
    expect(all.inventory.assets.filter(({ scope }) => scope.provider !== 'azure')).toEqual(alone.inventory.assets)
    expect(all.inventory.gaps.filter(({ scope }) => scope.provider !== 'azure')).toEqual(alone.inventory.gaps)
    // What was not read of the third is said, and the scan as a whole is not finished.
    expect(all.lostIn).toEqual(['azure'])
    expect(all.inventory.finished).toBe(false)
    expect(all.inventory.gaps.filter((gap) => gap.scope.provider === 'azure' && gap.types.includes('azure.ml.online_endpoint')).map((gap) => gap.message).join()).toContain('the credentials were refused: The access token expiry UTC time')
  })

  it('of which one may not be looked into leave the other two whole, and its scope is out of reach', async () => {
    const all = await withAzure((asked) => (asked.action === 'resources:subscriptions.get' ? json({ error: { code: 'SubscriptionNotFound', message: 'The subscription could not be found.' } }, 404) : undefined))
    expect(all.inventory.scopes.filter(({ scope }) => scope.provider === 'azure')).toMatchObject([{ state: 'unreachable', why: 'resources:subscriptions.get: The subscription could not be found.' }])
    expect(of(all.inventory.assets, 'aws').length).toBeGreaterThan(5)
  })

  it('that are one are refused as before', async () => {
    await expect(withAzure((asked) => (asked.action === 'resources:subscriptions.get' ? json({ error: { code: 'SubscriptionNotFound', message: 'The subscription could not be found.' } }, 404) : undefined), [])).rejects.toThrow('nothing was scanned: resources:subscriptions.get: The subscription could not be found.')
  })

  it('of which one is asked for wrongly are not scanned at all', async () => {
    await expect(scanned([...recordedClouds, { connector: azure, settings: { ...settings, scopes: ['orchard'] } }], { AZURE_ACCESS_TOKEN: 'recorded' })).rejects.toThrow('azure:orchard is no subscription')
  })
})
