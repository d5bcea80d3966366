// Buckets, repositories, keys, databases, datasets and API keys: facts out of recorded answers, and what absent settings mean.
import { describe, expect, it } from 'vitest'
import { aiUse as alloyUse } from '../../src/connectors/gcp/alloydb/instance.js'
import apiKey, { clientsOf } from '../../src/connectors/gcp/apikeys/key.js'
import { attested, vulnerable } from '../../src/connectors/gcp/artifact/images.js'
import repository from '../../src/connectors/gcp/artifact/repository.js'
import connection, { accountOf } from '../../src/connectors/gcp/bigquery/connection.js'
import dataset, { accessBindings } from '../../src/connectors/gcp/bigquery/dataset.js'
import key, { daysIn } from '../../src/connectors/gcp/kms/key.js'
import memorystore, { redisCluster, redisInstance, valkey } from '../../src/connectors/gcp/memorystore/instance.js'
import { aiUse as sqlUse, sslMode } from '../../src/connectors/gcp/sql/instance.js'
import bucket from '../../src/connectors/gcp/storage/bucket.js'
import type { AnyCollector, Emission } from '../../src/connectors/kit/collector.js'
import { GapMark } from '../../src/connectors/kit/collector.js'
import { misfit } from '../../src/core/shape.js'
import { samples, samplesPresent } from './samples.js'

const place = { project: 'orchard-ml', number: '111122223333', location: '' }
const scope = { provider: 'gcp', account: 'orchard-ml' }
const denied = new GapMark('test:denied')

/** What a collector emits when its calls are answered like this; `undefined` stands for a refusal. */
async function emitted(c: AnyCollector, answers: Record<string, unknown>, ref?: string): Promise<Emission<unknown>[]> {
  const found: Emission<unknown>[] = []
  const answer = (name: string) => Promise.resolve(answers[name] === undefined ? { ok: false, gap: denied } : { ok: true, value: answers[name] })
  const call = Object.fromEntries(Object.keys(c.calls).map((name) => [name, Object.assign(() => answer(name), { all: () => answer(name), rows: () => answers[name] ?? [] })]))
  const ctx = {
    scope, number: place.number, call, emit: (one: Emission<unknown>) => found.push(one),
    read: (shared: { id: string }) => answer(shared.id), each: (rows: unknown[], body: (row: unknown) => void) => rows.forEach(body), unlisted: () => undefined,
  }
  await (ref === undefined ? c.list?.(ctx as never) : c.resolve?.({ type: c.type, id: ref, from: '' }, ctx as never))
  for (const { props, edges } of found) {
    if (props instanceof GapMark) continue
    const gaps = new Set(Object.entries(props as object).filter(([, value]) => value instanceof GapMark).map(([name]) => name))
    expect(misfit(c.props, props, '', gaps)).toBeNull()
    for (const edge of Array.isArray(edges) ? edges : []) if (edge != null && 'target' in edge) expect(c.relates[edge.type] ?? [], edge.type).toContain(edge.target)
  }
  return found
}
const first = async (...asked: Parameters<typeof emitted>): Promise<{ id: string; props: Record<string, unknown> }> => {
  const [one] = await emitted(...asked)
  return { id: one?.id ?? '', props: (one?.props ?? {}) as Record<string, unknown> }
}

describe.skipIf(!samplesPresent)('recorded answers (skipped: ../shared/data/api-samples is absent)', () => {
  const bodies = (service: string, operations: string[], file: RegExp): unknown[] => operations
    .flatMap((operation) => samples(service, operation, 'gcp')).filter((one) => file.test(one.file)).map(({ data }) => data['body'] ?? data)
  const table: [name: string, c: AnyCollector, ref: string, call: string, bodies: unknown[], fed: number][] = [
    ['buckets', bucket, '//storage.googleapis.com/orchard-models', 'get', bodies('storage', ['bucket-get-resource', 'bucket-uniform-bucket-access', 'bucket-label', 'kcc'], /storage-v1-b-|^(?!.*_404_).*\d\d_b_/), 18],
    ['repositories', repository, '//artifactregistry.googleapis.com/projects/orchard-ml/locations/us-central1/repositories/serving', 'get', bodies('artifactregistry', ['artifact-repository-label', 'kcc'], /repositories-c7n|^(?!.*_404_).*_repositories_\w+-uniqueId\.json/), 5],
    ['keys', key, '//cloudkms.googleapis.com/projects/orchard-ml/locations/us-central1/keyRings/ml/cryptoKeys/models', 'get', bodies('cloudkms', ['kms-cryptokey-get', 'kcc'], /cryptoKeys-cloud-custodian|^(?!.*_404_).*_cryptoKeys_/), 3],
    ['datasets', dataset, '//bigquery.googleapis.com/projects/orchard-ml/datasets/logs', 'get', bodies('bigquery', ['bq-dataset-query', 'kcc'], /datasets-devxyz|^(?!.*_404_).*_datasets_/), 11],
  ]
  it.each(table)('of %s', async (_, c, ref, call, answers, fed) => {
    // Some recordings have enumerations as numbers, which Google's own answers to plain requests are not.
    const wire = (body: unknown): unknown => JSON.parse(JSON.stringify(body, (name, value: unknown) => (['format', 'mode', 'enablementState'].includes(name) && typeof value === 'number' ? 'DOCKER' : value)))
    for (const body of answers) await emitted(c, { policy: {}, [call]: wire(body), 'gcp.enabled-services': new Set(), 'gcp.admission': null }, ref)
    expect(answers.length).toBe(fed)
  })
  it('of connections to other clouds, which act as no account of Google\'s', async () => {
    const rows = bodies('bigqueryconnection', ['kcc'], /_02_/)
    const found = await emitted(connection, { 'gcp.dataset-locations': ['us'], list: rows })
    expect(found.map(({ props }) => (props as Record<string, unknown>)['connectionType'])).toEqual(['aws', 'azure'])
    expect(rows.map((row) => accountOf(row as object))).toEqual([null, null])
  })
})

describe('images of a repository', () => {
  const at = 'us-central1-docker.pkg.dev/orchard-ml/serving'
  const [ab, cd] = ['ab', 'cd'].map((two) => `sha256:${two.repeat(32)}`)
  it('are vulnerable when a fix is out for something serious, and only those of the repository count', () => {
    const counts = [
      { resourceUri: `https://${at}/chat@${ab}`, severity: 'HIGH', fixableCount: '2' }, { resourceUri: `https://${at}/chat@${ab}`, severity: 'CRITICAL', fixableCount: '1' },
      { resourceUri: `https://${at}/chat@${cd}`, severity: 'HIGH', totalCount: '7' }, { resourceUri: `https://${at}/tools/chat@${cd}`, severity: 'LOW', fixableCount: '7' },
      { resourceUri: `https://${at}-old/chat@${cd}`, severity: 'HIGH', fixableCount: '7' }, { severity: 'HIGH', fixableCount: '7' },
    ]
    expect(vulnerable({ counts }, at)).toEqual([{ path: 'chat', digest: ab }])
    expect(vulnerable({}, at)).toEqual([])
    expect(attested([{ kind: 'ATTESTATION', resourceUri: `https://${at}/a/b@${cd}` }, { kind: 'BUILD', resourceUri: `https://${at}/a@${ab}` }], at)).toEqual([{ path: 'a/b', digest: cd }])
  })

  const ref = `//artifactregistry.googleapis.com/projects/111122223333/locations/us-central1/repositories/serving`
  const known = { get: {}, policy: {}, 'gcp.enabled-services': new Set(['containeranalysis.googleapis.com']), 'gcp.admission': null, attestations: [] }
  const summary = { counts: [{ resourceUri: `https://${at}/chat@${ab}`, severity: 'HIGH', fixableCount: '2' }] }
  it('are told by tag as well; latest may be left out', async () => {
    const tags = [{ name: 'x/tags/latest', version: `x/versions/${ab}` }, { name: 'x/tags/v3', version: `x/versions/${ab}` }, { name: 'x/tags/v4', version: `x/versions/${cd}` }]
    const { id, props } = await first(repository, { ...known, vulnerabilities: summary, tags }, ref)
    expect(id).toBe('//artifactregistry.googleapis.com/projects/orchard-ml/locations/us-central1/repositories/serving')
    expect(props).toMatchObject({ vulnerableDigests: [ab], vulnerableTags: [`${at}/chat`, `${at}/chat:latest`, `${at}/chat:v3`], immutableTags: false, address: at, admission: null })
  })
  it('leave a gap where tags or findings were refused, and none where the API is off', async () => {
    expect((await first(repository, { ...known, vulnerabilities: summary }, ref)).props).toMatchObject({ vulnerableDigests: [ab], vulnerableTags: denied, attestedTags: denied })
    expect((await first(repository, { ...known, attestations: undefined }, ref)).props).toMatchObject({ vulnerableDigests: denied, attestedDigests: denied })
    expect((await first(repository, { ...known, 'gcp.enabled-services': new Set() }, ref)).props).toMatchObject({ vulnerableDigests: [], attestedTags: [] })
  })
})

describe('absent settings', () => {
  it.each([[undefined, null], ['', null], ['7776000s', 90], ['86400.5s', 86400.5 / 86400]])('a rotation period of %s is %s days', (period, days) => {
    expect(daysIn(period)).toBe(days)
  })
  it.each([
    [undefined, 'ALLOW_UNENCRYPTED_AND_ENCRYPTED'], [{ requireSsl: true }, 'TRUSTED_CLIENT_CERTIFICATE_REQUIRED'], [{ requireSsl: false, sslMode: 'ENCRYPTED_ONLY' }, 'ENCRYPTED_ONLY'],
    [{ sslMode: 'SSL_MODE_UNSPECIFIED' }, 'ALLOW_UNENCRYPTED_AND_ENCRYPTED'],
  ])('Cloud SQL with %j encrypts by %s', (ip, mode) => {
    expect(sslMode(ip)).toBe(mode)
  })
  it('what says that a database serves AI', () => {
    expect([sqlUse({}), sqlUse({ enableGoogleMlIntegration: true }), sqlUse({ databaseFlags: [{ name: 'cloudsql_vector', value: 'on' }] }), sqlUse({ databaseFlags: [{ name: 'cloudsql_vector', value: 'off' }] })]).toEqual([null, 'calls-models', 'vectors', null])
    expect([alloyUse({}), alloyUse({ 'google_ml_integration.enable_model_support': 'on' }), alloyUse({ 'google_ml_integration.enable_model_support': 'off' }), alloyUse({ 'scann.num_leaves_to_search': '10' })]).toEqual([null, 'calls-models', null, 'vectors'])
  })
  it('Memorystore lets everyone in unless told otherwise, in each of its products', () => {
    const facts = ({ props }: Emission<unknown>): unknown[] => [(props as Record<string, unknown>)['authentication'], (props as Record<string, unknown>)['transitEncryption']]
    const name = 'projects/orchard-ml/locations/us-central1/instances/cache'
    expect([valkey({ name }, place), redisInstance({ name }, place), redisCluster({ name }, place)].map(facts)).toEqual([['none', false], ['none', false], ['none', false]])
    expect(facts(valkey({ name, authorizationMode: 'IAM_AUTH', transitEncryptionMode: 'SERVER_AUTHENTICATION' }, place))).toEqual(['iam', true])
    expect(facts(redisInstance({ name, authEnabled: true, transitEncryptionMode: 'DISABLED' }, place))).toEqual(['password', false])
    expect(valkey({ name }, place).id).toBe('//memorystore.googleapis.com/projects/111122223333/locations/us-central1/instances/cache')
  })
  it('Memorystore of two services: one that is not enabled is no gap, one that is refused is', async () => {
    const off = { ok: false, gap: new GapMark('off', { call: memorystore.calls.list, state: 'not-enabled' }) }
    const rows = { ok: true, value: [{ name: 'projects/orchard-ml/locations/us-central1/instances/cache' }] }
    expect(await emitted(memorystore, { list: [], 'gcp.redis': { instances: off, clusters: off } })).toEqual([])
    expect((await emitted(memorystore, { list: [], 'gcp.redis': { instances: rows, clusters: { ok: false, gap: denied } } })).length).toBe(1)
  })
  it('an API key without restrictions is good for everything and everybody', async () => {
    expect(clientsOf({})).toEqual({ clients: null, allowed: [] })
    expect(clientsOf({ restrictions: { iosKeyRestrictions: {} } })).toEqual({ clients: 'ios', allowed: [] })
    const { id, props } = await first(apiKey, { list: [{ name: 'projects/111122223333/locations/global/keys/a1', keyString: 'never kept' }] })
    expect(id).toBe('//apikeys.googleapis.com/projects/111122223333/locations/global/keys/a1')
    expect(JSON.stringify(props)).not.toContain('never kept')
  })
  it('a bucket with an IP filter says which public ranges may come', async () => {
    const read = async (ipFilter: object): Promise<unknown> => (await first(bucket, { policy: {}, get: { name: 'b', ipFilter } }, '//storage.googleapis.com/b')).props['ipFilter']
    expect([await read({ mode: 'Disabled' }), await read({ mode: 'Enabled' }), await read({ mode: 'Enabled', publicNetworkSource: { allowedIpCidrRanges: ['0.0.0.0/0'] } })]).toEqual([null, [], ['0.0.0.0/0']])
  })
})

describe('access lists', () => {
  it('of datasets become bindings, whoever is named', () => {
    expect(accessBindings([
      { role: 'OWNER', specialGroup: 'projectOwners' }, { role: 'READER', specialGroup: 'allAuthenticatedUsers' }, { role: 'WRITER', userByEmail: 'lab@orchard-ml.iam.gserviceaccount.com' },
      { role: 'roles/bigquery.metadataViewer', userByEmail: 'ada@orchard.example', condition: { title: 'until', expression: 'request.time < timestamp("2027-01-01T00:00:00Z")' } },
      { role: 'READER', iamMember: 'allUsers' }, { role: 'READER', domain: 'orchard.example' }, { role: 'READER', groupByEmail: 'ml-team@orchard.example' }, { view: { projectId: 'a', datasetId: 'b', tableId: 'c' } },
    ], 'orchard-ml').map(({ role, members, condition }) => `${role} ${members.join()} ${condition?.title ?? ''}`.trim())).toEqual([
      'roles/bigquery.dataOwner projectOwner:orchard-ml', 'roles/bigquery.dataViewer allAuthenticatedUsers', 'roles/bigquery.dataEditor serviceAccount:lab@orchard-ml.iam.gserviceaccount.com',
      'roles/bigquery.metadataViewer user:ada@orchard.example until', 'roles/bigquery.dataViewer allUsers', 'roles/bigquery.dataViewer domain:orchard.example', 'roles/bigquery.dataViewer group:ml-team@orchard.example',
    ])
  })
  it('of a key hold its ring\'s grants; one refused hides both', async () => {
    const ref = '//cloudkms.googleapis.com/projects/111122223333/locations/us-central1/keyRings/ml/cryptoKeys/models'
    const grant = { bindings: [{ role: 'roles/cloudkms.cryptoKeyDecrypter', members: ['allUsers'] }] }
    const { id, props } = await first(key, { get: {}, policy: {}, ringPolicy: grant }, ref)
    expect(id).toBe('//cloudkms.googleapis.com/projects/orchard-ml/locations/us-central1/keyRings/ml/cryptoKeys/models')
    expect(props).toMatchObject({ ring: 'ml', ringBindings: ['roles/cloudkms.cryptoKeyDecrypter'], bindings: [{ members: ['allUsers'] }] })
    expect((await first(key, { get: {}, policy: {} }, ref)).props).toMatchObject({ bindings: denied, ringBindings: denied })
  })
})
