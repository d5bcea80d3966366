// Data on Vertex AI: datasets, features, vectors, monitors, caches and corpora out of recorded answers, and what absent settings mean.
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import { describe, expect, it } from 'vitest'
import cachedContent from '../../src/connectors/gcp/vertex/cached-content.js'
import dataset, { placesOf } from '../../src/connectors/gcp/vertex/dataset.js'
import deploymentPool from '../../src/connectors/gcp/vertex/deployment-pool.js'
import featureGroup from '../../src/connectors/gcp/vertex/feature-group.js'
import featureOnlineStore from '../../src/connectors/gcp/vertex/feature-online-store.js'
import featureView from '../../src/connectors/gcp/vertex/feature-view.js'
import featurestore from '../../src/connectors/gcp/vertex/featurestore.js'
import { foldersOf } from '../../src/connectors/gcp/vertex/folders.js'
import indexEndpoint from '../../src/connectors/gcp/vertex/index-endpoint.js'
import metadataStore from '../../src/connectors/gcp/vertex/metadata-store.js'
import monitoringJob from '../../src/connectors/gcp/vertex/monitoring-job.js'
import ragCorpus, { storeOf } from '../../src/connectors/gcp/vertex/rag-corpus.js'
import { ragSources, type RagFile } from '../../src/connectors/gcp/vertex/rag-sources.js'
import tensorboard from '../../src/connectors/gcp/vertex/tensorboard.js'
import vectorIndex, { filesIn } from '../../src/connectors/gcp/vertex/vertex-index.js'
import { GapMark, type AnyCollector, type Answer, type Edge, type UnreadEdges } from '../../src/connectors/kit/collector.js'
import { misfit } from '../../src/core/shape.js'
import { samples, samplesPresent } from './samples.js'

const here = 'projects/111122223333/locations/us-central1'
const full = (rest: string): string => `//aiplatform.googleapis.com/${here}/${rest}`
const gap = new GapMark('denied')

interface Emitted {
  id: string
  name: string
  aliases?: string[]
  props: Record<string, unknown>
  edges: (Edge | UnreadEdges | null)[]
  past?: { family: string; at: string } | null
}
interface Given {
  list?: unknown[]
  /** What reads of single items give: `operations` of an index, `files` of a corpus. */
  items?: Answer<unknown[]>
  /** Rows of the shared read. */
  shared?: Answer<unknown[]>
}

async function* each(rows: unknown[]): AsyncIterable<unknown> {
  yield* rows
}

/** What a collector makes of answers, without anything that asks. */
async function collected(c: AnyCollector, { list = [], items = { ok: true, value: [] }, shared = { ok: true, value: [] } }: Given): Promise<{ assets: Emitted[]; unlisted: unknown[] }> {
  const assets: Emitted[] = []
  const unlisted: unknown[] = []
  const all = (): Promise<Answer<unknown[]>> => Promise.resolve(items)
  const ctx: unknown = {
    scope: { provider: 'gcp', account: 'orchard-ml', region: 'us-central1' }, number: '111122223333',
    call: { list: { rows: () => each(list) }, operations: { all }, files: { all } },
    read: () => Promise.resolve(shared),
    each: async (rows: AsyncIterable<unknown>, body: (row: unknown) => Promise<void>) => {
      for await (const row of rows) await body(row)
    },
    emit: (asset: Emitted) => assets.push(asset), unlisted: (mark: unknown) => unlisted.push(mark),
  }
  await c.list?.(ctx as Parameters<NonNullable<AnyCollector['list']>>[0])
  for (const { id, props, edges } of assets) {
    expect(id).toMatch(/^\/\/aiplatform\.googleapis\.com\/projects\//)
    const gapped = new Set(Object.keys(props).filter((name) => props[name] instanceof GapMark))
    const read = Object.fromEntries(Object.entries(props).filter(([name]) => !gapped.has(name)))
    expect(misfit(c.props, read, '', gapped), c.type).toBeNull()
    expect(JSON.parse(JSON.stringify(read))).toEqual(read)
    for (const edge of edges) if (edge !== null && !('unread' in edge)) expect(c.relates[edge.type] ?? [], edge.type).toContain(edge.target)
  }
  return { assets, unlisted }
}
async function one(c: AnyCollector, row: object, given: Given = {}): Promise<Emitted> {
  const { assets: [asset] } = await collected(c, { ...given, list: [row] })
  if (asset === undefined) throw new Error('nothing was emitted')
  return asset
}
const drawn = ({ edges }: Emitted): string[] => edges.flatMap((edge) => (edge !== null && 'to' in edge && edge.type !== 'owned-by' ? [`${edge.type} ${edge.to}`] : []))

describe.skipIf(!samplesPresent)('recorded answers (skipped: ../shared/data/api-samples is absent)', () => {
  const table: [kind: string, collector: AnyCollector, operation: string, file: RegExp, rows: string | null, fed: number][] = [
    ['datasets', dataset, 'vertexai-dataset-filtering', /datasets_1/, 'datasets', 2],
    ['datasets', dataset, 'vertexai-dataset-multi-location', /datasets_1/, 'datasets', 2],
    ['datasets', dataset, 'kcc', /_vertexaidataset(?:basic|encryptionkey)__/, null, 4],
    ['monitoring jobs', monitoringJob, 'vertexai-endpoint-monitor', /modelDeploymentMonitoringJobs/, 'modelDeploymentMonitoringJobs', 9],
    ['feature stores', featurestore, 'kcc', /featurestore-basic/, null, 2],
    ['metadata stores', metadataStore, 'kcc', /vertexaimetadatastore/, null, 2],
    ['TensorBoards', tensorboard, 'kcc', /_04_tensorboards_/, null, 1],
    ['deployment pools', deploymentPool, 'kcc', /deploymentresourcepool/, null, 3],
  ]
  it.each(table)('of %s', async (_kind, collector, operation, file, rows, fed) => {
    const answers = samples('aiplatform', operation, 'gcp').filter((sample) => file.test(sample.file))
    const list = answers.flatMap(({ data }) => {
      const body = (data['body'] ?? data) as Record<string, unknown>
      // Some enumerations are numbers there, which Google's own answers are not.
      return rows === null ? [{ ...body, ...(typeof body['state'] === 'number' && { state: 'STABLE' }) }] : body[rows] as unknown[]
    })
    const { assets } = await collected(collector, { list })
    expect(assets.length).toBe(fed)
  })
  it('of online feature stores', async () => {
    const rows = samples('aiplatform', 'kcc', 'gcp').filter(({ file }) => file.includes('GetFeatureOnlineStore')).map(({ data }) => data)
    const { assets } = await collected(featureOnlineStore, { shared: { ok: true, value: rows } })
    expect(assets.map(({ props }) => [props['storage'], props['publicDomain'], props['privateServiceConnect']])).toEqual([['bigtable', null, false], ['bigtable', null, false]])
  })
  it('tell a monitor at work from a cancelled one', async () => {
    const rows = samples('aiplatform', 'vertexai-endpoint-monitor', 'gcp').filter(({ file }) => file.includes('us-central1-modelDeploymentMonitoringJobs'))
      .flatMap(({ data }) => (data['body'] as aiplatform_v1.Schema$GoogleCloudAiplatformV1ListModelDeploymentMonitoringJobsResponse).modelDeploymentMonitoringJobs ?? [])
    const { assets } = await collected(monitoringJob, { list: rows })
    expect(assets[0]?.props).toMatchObject({ state: 'JOB_STATE_PENDING', scheduleState: 'OFFLINE', failed: false, sampleRate: 0.8, alertEmails: 0, logsAnomalies: true, logDays: null })
    expect(assets.map(({ past }) => past?.family ?? null).filter((family) => family !== null).length).toBe(assets.filter(({ props }) => props['state'] === 'JOB_STATE_CANCELLED').length)
  })
})

describe('folders', () => {
  it.each<[string, string[], string[]]>([
    ['of one file', ['gs://b/docs/a.pdf'], ['gs://b/docs/']],
    ['of a folder', ['gs://b/docs/'], ['gs://b/docs/']],
    ['of a whole bucket', ['gs://b'], ['gs://b/']],
    ['end before a wildcard', ['gs://b/docs/2026-*/x.pdf', 'gs://b/docs/2025/[ab].pdf'], ['gs://b/docs/']],
    ['are what all files share', ['gs://b/docs/a/1', 'gs://b/docs/a/2/3', 'gs://b/docs/ab/4'], ['gs://b/docs/']],
    ['are the bucket when files share nothing', ['gs://b/x/1', 'gs://b/y/1'], ['gs://b/']],
    ['are one for each bucket', ['gs://c/x/1', 'gs://b/y/1', 'gs://c/x/2'], ['gs://b/y/', 'gs://c/x/']],
    ['of anything else are none', ['https://example/x', ''], []],
  ])('%s', (_what, uris, folders) => expect(foldersOf(uris)).toEqual(folders))
})

describe('a dataset', () => {
  it.each<[string, unknown, ReturnType<typeof placesOf>]>([
    ['of rows in files', { inputConfig: { gcsSource: { uri: ['gs://b/x/1.csv', 'gs://b/x/2.csv'] } } }, { sources: ['gs://b/x/'], table: null }],
    ['whose one file is no list', { inputConfig: { gcsSource: { uri: 'gs://b/x/1.csv' } } }, { sources: ['gs://b/x/'], table: null }],
    ['of rows in BigQuery', { inputConfig: { bigquerySource: { uri: 'bq://orchard-ml.leaves.rows' } } }, { sources: [], table: 'bq://orchard-ml.leaves.rows' }],
    ['of imported items', { dataItemSchemaUri: 'gs://google/x', gcsBucket: 'cloud-ai-platform-1' }, { sources: ['gs://cloud-ai-platform-1/'], table: null }],
    ['without anything yet', { inputConfig: {} }, { sources: [], table: null }],
    ['whose metadata is no document', null, { sources: [], table: null }],
  ])('%s', (_what, metadata, places) => expect(placesOf(metadata)).toEqual(places))
})

describe('a feature view', () => {
  const store: Given = { shared: { ok: true, value: [{ name: `${here}/featureOnlineStores/live` }] } }
  it('that names no account is synced by the agent that all of Vertex AI shares', async () => {
    const view = await one(featureView, { name: `${here}/featureOnlineStores/live/featureViews/trees`, bigQuerySource: { uri: 'bq://orchard-ml.features.trees' } }, store)
    expect(view.props).toMatchObject({ ownAccount: false, serviceAccount: 'service-111122223333@gcp-sa-aiplatform.iam.gserviceaccount.com', onlineStore: 'live' })
    expect(drawn(view)).toEqual([
      'runs-as //iam.googleapis.com/projects/orchard-ml/serviceAccounts/service-111122223333@gcp-sa-aiplatform.iam.gserviceaccount.com',
      'retrieves-from //bigquery.googleapis.com/projects/orchard-ml/datasets/features', `stored-in ${full('featureOnlineStores/live')}`,
    ])
  })
  it('may copy feature groups, also of another project', async () => {
    const view = await one(featureView, {
      name: `${here}/featureOnlineStores/live/featureViews/trees`, featureRegistrySource: { projectNumber: '444455556666', featureGroups: [{ featureGroupId: 'trees' }] },
    }, store)
    expect(drawn(view)).toContain('derived-from //aiplatform.googleapis.com/projects/444455556666/locations/us-central1/featureGroups/trees')
  })
  it('is unread where its store is', async () => {
    for (const c of [featureView, featureOnlineStore]) expect(await collected(c, { shared: { ok: false, gap } }), c.type).toEqual({ assets: [], unlisted: [gap] })
  })
})

it('a feature group lies in its BigQuery dataset', async () => {
  const group = await one(featureGroup, { name: `${here}/featureGroups/trees`, bigQuery: { bigQuerySource: { inputUri: 'bq://orchard-ml.features.trees' } }, serviceAgentType: 'SERVICE_AGENT_TYPE_PROJECT' })
  expect(group.props).toMatchObject({ table: 'bq://orchard-ml.features.trees', ownAccount: false })
  expect(drawn(group)).toContain('stored-in //bigquery.googleapis.com/projects/orchard-ml/datasets/features')
})

describe('an index', () => {
  const built = { metadata: { nearestNeighborSearchOperationMetadata: { contentValidationStats: [{ sourceGcsUri: 'gs://b/v/1.json' }, { sourceGcsUri: 'gs://b/v/2.json' }, {}] } } }
  const row = { name: `${here}/indexes/51`, displayName: 'handbook', metadata: { config: { dimensions: 3 } } }
  it('tells its sources by the operations that built it', async () => {
    const index = await one(vectorIndex, row, { items: { ok: true, value: [built, { metadata: { genericMetadata: {} } }, {}] } })
    expect(index.props).toMatchObject({ sources: ['gs://b/v/'], deployed: false, vectors: null })
    expect(drawn(index)).toEqual(['embedded-from //storage.googleapis.com/b'])
    expect(filesIn({ metadata: null })).toEqual([])
  })
  it('has them as a gap where operations are refused', async () => {
    const index = await one(vectorIndex, row, { items: { ok: false, gap } })
    expect(index.props['sources']).toBe(gap)
    expect(index.edges).toContainEqual({ type: 'embedded-from', unread: gap })
  })
})

it.each<[string, object, object]>([
  ['public', { publicEndpointEnabled: true, publicEndpointDomainName: 'x.vdb.vertexai.goog' }, { publicEndpoint: true, network: null, privateServiceConnect: false, deployedIndexes: [] }],
  ['in a VPC', { network: 'projects/1/global/networks/ml' }, { publicEndpoint: false, network: 'projects/1/global/networks/ml' }],
  ['private in the older way', { enablePrivateServiceConnect: true }, { privateServiceConnect: true, projectAllowlist: [] }],
  ['with an index that anybody near may ask', { deployedIndexes: [{ id: 'a', index: `${here}/indexes/51` }] }, { deployedIndexes: [{ id: 'a', index: `${here}/indexes/51`, accessLogging: false, allowedIssuers: [], audiences: [] }] }],
])('an index endpoint, %s', async (_what, row, props) => {
  const endpoint = await one(indexEndpoint, { name: `${here}/indexEndpoints/61`, ...row })
  expect(endpoint.props).toMatchObject(props)
})

it.each<[string, object, object]>([
  ['that runs between two turns', { state: 'JOB_STATE_RUNNING', scheduleState: 'OFFLINE', latestMonitoringPipelineMetadata: { status: {} } }, { failed: false }],
  ['whose latest run failed', { state: 'JOB_STATE_RUNNING', latestMonitoringPipelineMetadata: { status: { code: 7, message: 'denied' } } }, { failed: true }],
  ['that failed', { state: 'JOB_STATE_FAILED', error: { code: 3 } }, { failed: true }],
  ['that keeps requests for a day and a bit', { logTtl: '90000s' }, { logDays: 2 }],
  ['that says next to nothing', {}, { failed: false, sampleRate: null, alertEmails: 0, alertChannels: 0, logsAnomalies: false, statsUri: null, logTables: [], logDays: null }],
])('a monitoring job %s', async (_what, row, props) => {
  const job = await one(monitoringJob, { name: `${here}/modelDeploymentMonitoringJobs/31`, ...row })
  expect(job.props).toMatchObject(props)
})

it('cancelled monitoring jobs of one name and endpoint are one family', async () => {
  const row = { displayName: 'drift-20260301', endpoint: `${here}/endpoints/1`, state: 'JOB_STATE_CANCELLED', updateTime: '2026-05-01T00:00:00Z' }
  const [first, second] = await Promise.all(['30', '31'].map((id) => one(monitoringJob, { name: `${here}/modelDeploymentMonitoringJobs/${id}`, ...row, displayName: `drift-2026030${id}` })))
  expect(first?.past).toEqual({ family: `drift-#|${here}/endpoints/1`, at: '2026-05-01T00:00:00.000Z' })
  expect(second?.past).toEqual(first?.past)
})

it('a deployment pool that names no account runs as none of the project', async () => {
  const pool = await one(deploymentPool, { name: `${here}/deploymentResourcePools/p`, dedicatedResources: { minReplicaCount: 1 } })
  expect([pool.props['serviceAccount'], drawn(pool)]).toEqual([null, []])
  const named = await one(deploymentPool, { name: `${here}/deploymentResourcePools/p`, serviceAccount: 'chat-serving@orchard-ml.iam.gserviceaccount.com' })
  expect(drawn(named)).toEqual(['runs-as //iam.googleapis.com/projects/orchard-ml/serviceAccounts/chat-serving@orchard-ml.iam.gserviceaccount.com'])
})

it('a context cache lives from its creation to its expiry', async () => {
  const cache = await one(cachedContent, { name: `${here}/cachedContents/81`, model: `${here}/publishers/google/models/gemini-2.5-pro`, createTime: '2026-05-31T23:30:00.112233Z', expireTime: '2026-06-01T00:30:00.101112Z' })
  expect(cache.props).toMatchObject({ model: 'gemini-2.5-pro', lifetimeHours: 1, tokens: null })
})

describe('a RAG corpus', () => {
  it.each<[string, Parameters<typeof storeOf>[0], object]>([
    ['that says nothing is kept by Google', {}, { store: 'rag-managed', storeName: null }],
    ['in Pinecone', { vectorDbConfig: { pinecone: { indexName: 'faq' }, apiAuth: { apiKeyConfig: { apiKeySecretVersion: 'projects/1/secrets/s/versions/1' } } } }, { store: 'pinecone', storeName: 'faq', storeSecret: 'projects/1/secrets/s/versions/1' }],
    ['in Weaviate', { vectorDbConfig: { weaviate: { httpEndpoint: 'https://Weaviate.orchard.example:8080/v1', collectionName: 'Wiki' } } }, { store: 'weaviate', storeHost: 'weaviate.orchard.example', storeName: 'Wiki' }],
    ['in Weaviate, said in the older way and without a scheme', { ragVectorDbConfig: { weaviate: { httpEndpoint: 'weaviate.orchard.example/v1' } } }, { store: 'weaviate', storeHost: 'weaviate.orchard.example' }],
    ['in Vector Search', { vectorDbConfig: { vertexVectorSearch: { index: `${here}/indexes/51` } } }, { store: 'vector-search' }],
    ['in a feature view', { vectorDbConfig: { vertexFeatureStore: {} } }, { store: 'feature-store' }],
    ['in Vertex AI Search', { vertexAiSearchConfig: { servingConfig: 'projects/1/x' } }, { store: 'vertex-ai-search' }],
  ])('%s', (_what, corpus, store) => expect(storeOf(corpus)).toMatchObject(store))

  const files: RagFile[] = [
    { gcsSource: { uris: ['gs://b/docs/a.pdf'] } }, { gcsSource: { uris: ['gs://b/docs/deep/b.pdf'] } }, { gcsSource: { uris: ['gs://c/x.pdf'] } },
    { googleDriveSource: { resourceIds: [{ resourceType: 'RESOURCE_TYPE_FOLDER', resourceId: '1AbC' }] } }, { googleDriveSource: { resourceIds: [{ resourceType: 'RESOURCE_TYPE_FILE', resourceId: '2' }] } },
    { googleDriveSource: { resourceIds: [{ resourceType: 'RESOURCE_TYPE_FILE', resourceId: '3' }] } }, { slackSource: { channels: [{ channels: [{ channelId: 'C042' }] }] } },
    { jiraSource: { jiraQueries: [{ serverUri: 'orchard.atlassian.example' }] } }, { sharePointSources: { sharePointSources: [{ sharepointSiteName: 'orchard' }] } }, { directUploadSource: {} }, { directUploadSource: {} }, {},
  ]
  it('names each of its sources once', () => {
    expect(ragSources(files)).toEqual([
      { kind: 'bucket', at: 'gs://b/docs/' }, { kind: 'bucket', at: 'gs://c/' }, { kind: 'drive', at: '' }, { kind: 'drive', at: '1AbC' }, { kind: 'jira', at: 'orchard.atlassian.example' },
      { kind: 'other', at: '' }, { kind: 'sharepoint', at: 'orchard' }, { kind: 'slack', at: 'C042' }, { kind: 'upload', at: '' },
    ])
  })
  it('reads from the buckets its files came from', async () => {
    const corpus = await one(ragCorpus, { name: `${here}/ragCorpora/91`, displayName: 'docs', vectorDbConfig: { vertexVectorSearch: { index: `${here}/indexes/51` } } }, { items: { ok: true, value: files } })
    expect(corpus.props).toMatchObject({ files: 12, memories: false, kmsKey: null })
    expect(drawn(corpus)).toEqual([
      'retrieves-from //storage.googleapis.com/b', 'retrieves-from //storage.googleapis.com/c', `stored-in ${full('indexes/51')}`,
      'runs-as //iam.googleapis.com/projects/orchard-ml/serviceAccounts/service-111122223333@gcp-sa-vertex-rag.iam.gserviceaccount.com',
    ])
  })
  it('has them as a gap where its files are refused, and none in Vertex AI Search', async () => {
    const refused: Given = { items: { ok: false, gap } }
    const corpus = await one(ragCorpus, { name: `${here}/ragCorpora/91` }, refused)
    expect([corpus.props['sources'], corpus.props['files']]).toEqual([gap, gap])
    expect(corpus.edges).toContainEqual({ type: 'retrieves-from', unread: gap })
    expect((await one(ragCorpus, { name: `${here}/ragCorpora/92`, vertexAiSearchConfig: {} }, refused)).props['sources']).toEqual([])
  })
})
