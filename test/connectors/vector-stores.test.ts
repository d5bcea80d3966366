// Knowledge bases and the stores that hold their vectors: mappers fed with real answers and edge cases, and a scan of a made-up account.
import { beforeAll, describe, expect, it } from 'vitest'
import type { DataSource, KnowledgeBase } from '@aws-sdk/client-bedrock-agent'
import dataSource, { dataSourceEdges, dataSourceProps } from '../../src/connectors/aws/bedrock/kb-data-source.js'
import { hostOf, storageOf, storeEdge } from '../../src/connectors/aws/bedrock/kb-storage.js'
import knowledgeBase, { detailEdges, knowledgeBaseProps } from '../../src/connectors/aws/bedrock/knowledge-base.js'
import aws from '../../src/connectors/aws/index.js'
import { bringsAccessLists } from '../../src/connectors/aws/kendra/access-lists.js'
import kendraIndex, { indexProps } from '../../src/connectors/aws/kendra/kendra-index.js'
import { byDefaultGroup, enablesSearch } from '../../src/connectors/aws/memorydb/cluster.js'
import domain, { domainEdges, domainProps, vectorUse } from '../../src/connectors/aws/opensearch/domain.js'
import { namedForVectors } from '../../src/connectors/aws/opensearch/named-for-vectors.js'
import collection, { collectionProps } from '../../src/connectors/aws/opensearchserverless/collection.js'
import { dataGrants, publicAccess } from '../../src/connectors/aws/opensearchserverless/policies.js'
import { aiUse, clusterEdges, clusterProps, publicInstances } from '../../src/connectors/aws/rds/db-cluster.js'
import { collect, type Collected } from '../../src/connectors/kit/collect.js'
import type { AnyCollector, Answer, Edge, UnreadEdges } from '../../src/connectors/kit/collector.js'
import { misfit, type ShapeNode } from '../../src/core/shape.js'
import { makeAccount, sizes } from '../server/account.js'
import { AwsServer } from '../server/server.js'
import { samples, samplesPresent } from './samples.js'

const place = { partition: 'aws', account: '111122223333', region: 'us-east-1' }
const arn = (service: string, resource: string): string => `arn:aws:${service}:us-east-1:111122223333:${resource}`
const answered = <T>(value: T): Answer<T> => ({ ok: true, value })
const drawn = (edges: readonly (Edge | UnreadEdges | null)[]): string[] => edges.flatMap((edge) => (edge === null || 'unread' in edge ? [] : [`${edge.type} ${edge.to}`]))

/** What a mapper gives must be all that is declared but for `elsewhere`, and its relations declared ones. */
function fits(c: AnyCollector, props: object, elsewhere: readonly string[], edges: readonly (Edge | UnreadEdges | null)[] = []): void {
  const declared: ShapeNode = c.props
  expect(misfit(declared, props, '', new Set(elsewhere))).toBeNull()
  expect(JSON.parse(JSON.stringify(props))).toEqual(props)
  for (const edge of edges) if (edge !== null && !('unread' in edge)) expect(c.relates[edge.type] ?? [], edge.type).toContain(edge.target)
}

describe.skipIf(!samplesPresent)('real answers (skipped: ../shared/data/api-samples is absent)', () => {
  // oxlint-disable-next-line typescript/no-explicit-any -- the mappers are typed from the SDK, the samples are what they are
  type Body = any
  const domains = (b: Body): void => { for (const one of b.DomainStatusList) fits(domain, domainProps(one), [], domainEdges(one, place)) }
  const table: [service: string, operation: string, fed: number, feed: (body: Body) => void][] = [
    ['bedrock-agent', 'GetKnowledgeBase', 3, (b) => fits(knowledgeBase, knowledgeBaseProps({ detail: answered(b.knowledgeBase) }), ['policy', 'logTypes'], detailEdges(answered(b.knowledgeBase), place))],
    ['opensearchserverless', 'BatchGetCollection', 2, (b) => { for (const one of b.collectionDetails) fits(collection, collectionProps(one), ['publicEndpointBy', 'publicDashboardsBy', 'grants']) }],
    ['opensearch', 'DescribeDomains', 1, domains],
    // The old name of the same service and the same answer.
    ['es', 'DescribeElasticsearchDomains', 2, domains],
    ['kendra', 'DescribeIndex', 2, (b) => fits(kendraIndex, { indexId: b.Id, ...indexProps(answered(b)) }, ['restrictedSources'])],
  ]
  it.each(table)('%s %s: %i answers', (service, operation, fed, feed) => {
    const answers = samples(service, operation).filter((sample) => sample.error === undefined)
    for (const { data } of answers) feed(data)
    expect(answers.length).toBe(fed)
  })

  it('reads the facts of a knowledge base made in the console', () => {
    const recorded = samples('bedrock-agent', 'GetKnowledgeBase')[0]?.data['knowledgeBase'] as KnowledgeBase
    expect(knowledgeBaseProps({ detail: answered(recorded) })).toMatchObject({ knowledgeType: 'VECTOR', store: 'OPENSEARCH_SERVERLESS', storeHost: null, credentialsSecretArn: null })
    expect(drawn(detailEdges(answered(recorded), place))).toContain('stored-in arn:aws:aoss:us-east-1:644160558196:collection/i4jn4zi5tme0nmlg2l3m')
  })
})

describe('where a knowledge base keeps its vectors', () => {
  const fields = { textField: 'text', metadataField: 'metadata' }
  it.each([
    ['https://orchard.svc.pinecone.io', 'orchard.svc.pinecone.io'], ['Cluster0.orchard.MongoDB.net', 'cluster0.orchard.mongodb.net'], ['redis-1.example.com:14000', 'redis-1.example.com'], ['mongodb+srv://orchard:pear@cluster0.example/db', 'cluster0.example'], ['', null],
  ])('host of %j is %j', (address, host) => expect(hostOf(address)).toBe(host))

  it('is a vector bucket even when only an index is named', () => {
    const index = arn('s3vectors', 'bucket/orchard-recipes/index/chunks')
    expect(storeEdge({ type: 'S3_VECTORS', s3VectorsConfiguration: { indexArn: index } })?.to).toBe(arn('s3vectors', 'bucket/orchard-recipes'))
  })

  it('is outside AWS, behind a secret', () => {
    const storageConfiguration = { type: 'PINECONE', pineconeConfiguration: { connectionString: 'https://orchard.svc.pinecone.io/x', credentialsSecretArn: arn('secretsmanager', 'secret:a-AbCdEf'), fieldMapping: fields } } as const
    expect(storageOf({ storageConfiguration })).toEqual({ type: 'PINECONE', host: 'orchard.svc.pinecone.io', privateLink: null, credentialsSecretArn: arn('secretsmanager', 'secret:a-AbCdEf') })
    expect(drawn(detailEdges(answered({ storageConfiguration }), place))).toEqual([`can-read ${arn('secretsmanager', 'secret:a-AbCdEf')}`])
  })

  it('is unknown for every relation when the knowledge base could not be read', () => {
    const unread = detailEdges({ ok: false, gap: { id: 'g' } as never }, place)
    expect(unread.map((edge) => edge?.type)).toEqual(['runs-as', 'stored-in', 'encrypted-by', 'can-read', 'serves'])
  })
})

describe('where knowledge comes from', () => {
  const of = (source: Partial<DataSource>): ReturnType<typeof dataSourceProps> => {
    const props = dataSourceProps(answered(source), 'aws')
    fits(dataSource, props, ['knowledgeBaseId', 'dataSourceId', 'lastIngestionStatus', 'lastIngestionAt'], dataSourceEdges(answered(source), 'aws'))
    return props
  }

  it('is a bucket, whole or below prefixes', () => {
    const s3 = (inclusionPrefixes?: string[]): Partial<DataSource> => ({ dataSourceConfiguration: { type: 'S3', s3Configuration: { bucketArn: 'arn:aws:s3:::orchard-manuals', inclusionPrefixes } } })
    expect(of(s3()).uris).toEqual(['s3://orchard-manuals/'])
    expect(of(s3(['public/'])).uris).toEqual(['s3://orchard-manuals/public/'])
    expect(drawn(dataSourceEdges(answered(s3()), 'aws'))).toEqual(['retrieves-from arn:aws:s3:::orchard-manuals'])
  })

  it('is a set of hosts, each told once', () => {
    const seedUrls = ['https://docs.orchard.example/a', 'https://docs.orchard.example/b', 'https://forum.example'].map((url) => ({ url }))
    expect(of({ dataSourceConfiguration: { type: 'WEB', webConfiguration: { sourceConfiguration: { urlConfiguration: { seedUrls } } } } })).toMatchObject({ hosts: ['docs.orchard.example', 'forum.example'], crawlScope: null, uris: [] })
  })

  it('passes functions and a bucket on its way', () => {
    const lambda = arn('lambda', 'function:orchard-chunker')
    const source: Partial<DataSource> = { vectorIngestionConfiguration: { customTransformationConfiguration: {
      intermediateStorage: { s3Location: { uri: 's3://orchard-staging/' } }, transformations: [{ stepToApply: 'POST_CHUNKING', transformationFunction: { transformationLambdaConfiguration: { lambdaArn: `${lambda}:live` } } }],
    } } }
    expect(of(source)).toMatchObject({ transformationLambdas: [`${lambda}:live`], stagingUri: 's3://orchard-staging/' })
    expect(drawn(dataSourceEdges(answered(source), 'aws'))).toEqual(['stored-in arn:aws:s3:::orchard-staging', `can-invoke ${lambda}`])
  })
})

describe('policies of OpenSearch Serverless', () => {
  const network = (pattern: string, open: boolean, type = 'collection') => ({ name: pattern, document: [{ Rules: [{ ResourceType: type, Resource: [pattern] }], AllowFromPublic: open }] })
  it.each([
    ['collection/orchard', ['collection/orchard']], ['collection/orch*', ['collection/orch*']], ['collection/*', ['collection/*']], ['collection/orchard-2', []], ['collection/birch*', []],
  ])('%s speaks of the collection orchard: %j', (pattern, by) => {
    expect(publicAccess([network(pattern, true)], 'orchard')).toEqual({ collection: by, dashboards: [] })
  })

  it('open the dashboards apart, and one that opens outweighs one that does not', () => {
    const policies = [network('collection/*', false), network('collection/orchard', true, 'dashboard')]
    expect(publicAccess(policies, 'orchard')).toEqual({ collection: [], dashboards: ['collection/orchard'] })
    expect(publicAccess([...policies, network('collection/or*', true)], 'orchard').collection).toEqual(['collection/or*'])
  })

  it('grant on indexes by the name of their collection', () => {
    const rule = (...Resource: string[]) => ({ ResourceType: 'index', Resource, Permission: ['aoss:ReadDocument'] })
    const document = [{ Rules: [rule('index/orchard/chunks', 'index/birch/*'), rule('index/*/*'), rule('index/birch/*')], Principal: ['arn:aws:iam::444455556666:role/reader', 'saml/111122223333/sso/group/staff', 'iamidentitycenter/x/user/y'] }]
    expect(dataGrants([{ name: 'readers', document }], 'orchard').map(({ resources, everyCollection, accounts }) => ({ resources, everyCollection, accounts }))).toEqual([
      { resources: ['index/orchard/chunks'], everyCollection: false, accounts: ['111122223333', '444455556666'] },
      { resources: ['index/*/*'], everyCollection: true, accounts: ['111122223333', '444455556666'] },
    ])
  })
})

describe('stores that can hold anything', () => {
  it.each([
    ['orchard-embeddings', true], ['rag_store', true], ['orchard-vector-1', true], ['PGVector', true], ['storage', false], ['fragments', false], ['vectorworks', false],
  ])('%s is named for vectors: %s', (name, named) => expect(namedForVectors(name)).toBe(named))

  it('are known by what they declare', () => {
    const plain = { DomainId: 'a', DomainName: 'orchard', ARN: arn('es', 'domain/orchard'), ClusterConfig: {} }
    expect([vectorUse(plain), vectorUse({ ...plain, UseCase: 'VECTOR' }), vectorUse({ ...plain, AIMLOptions: { S3VectorsEngine: { Enabled: true } } }), vectorUse({ ...plain, DomainName: 'orchard-rag' })])
      .toEqual([null, 'declared', 'declared', 'named'])
    expect([aiUse({ DBClusterIdentifier: 'shop' }), aiUse({ AssociatedRoles: [{ FeatureName: 'Bedrock', RoleArn: 'r' }] }), aiUse({ AssociatedRoles: [{ FeatureName: 's3Import', RoleArn: 'r' }] }), aiUse({ TagList: [{ Key: 'use', Value: 'rag' }] })])
      .toEqual([null, 'calls-models', null, 'named'])
    expect(['default.memorydb-redis7.search', 'default.memorydb-redis7', 'orchard', undefined].map((group) => byDefaultGroup(group))).toEqual([true, false, null, false])
    expect([enablesSearch([{ Name: 'search-enabled', Value: 'yes' }]), enablesSearch([{ Name: 'search-enabled', Value: 'no' }]), enablesSearch([])]).toEqual([true, false, false])
  })

  it('are encrypted as they say, and Aurora by default without saying so', () => {
    expect([{}, { StorageEncrypted: false }, { StorageEncrypted: true }, { StorageEncrypted: false, StorageEncryptionType: 'sse-rds' as const }].map((one) => clusterProps(one).storageEncryption))
      .toEqual([null, 'none', 'sse-kms', 'sse-rds'])
  })

  it('have an address on the internet by an instance or by themselves', () => {
    expect(publicInstances([{ DBInstanceIdentifier: 'b', PubliclyAccessible: true }, { DBInstanceIdentifier: 'a', PubliclyAccessible: true }, { DBInstanceIdentifier: 'c' }])).toEqual(['a', 'b'])
    expect([clusterProps({}).publicEndpoint, clusterProps({ InternetAccessGatewayEnabled: true }).publicEndpoint]).toEqual([false, true])
    expect(drawn(clusterEdges({ AssociatedRoles: [{ FeatureName: 's3Import', RoleArn: 'x' }], KmsKeyId: arn('kms', 'key/1') }, place))).toEqual([`encrypted-by ${arn('kms', 'key/1')}`])
  })
})

describe('data sources of Kendra', () => {
  const template = (additionalProperties: Record<string, unknown>) => ({ TemplateConfiguration: { Template: { additionalProperties } as never } })
  it.each([
    ['a template that crawls them', template({ isCrawlAcl: true }), true], ['a template that says so in words', template({ crawlAcl: 'true' }), true], ['a template that does not', template({ isCrawlAcl: false }), false],
    ['a bucket with a file of them', template({ aclConfigurationFilePath: '/acl.json' }), true], ['a bucket without', template({}), false], ['nothing', undefined, false],
    ['an old connector of a wiki', { ConfluenceConfiguration: { ServerUrl: 'https://wiki', SecretArn: 'a', Version: 'CLOUD' as const } }, true], ['an old crawler', { WebCrawlerConfiguration: { Urls: {} } }, false],
  ])('%s brings access lists: %#', (_, configuration, brings) => expect(bringsAccessLists(configuration)).toBe(brings))
})

describe('a made-up account with vector stores', () => {
  const types = [
    'aws.bedrock.knowledge_base', 'aws.bedrock.kb_data_source', 'aws.opensearch.domain', 'aws.opensearchserverless.collection', 'aws.s3vectors.vector_bucket', 'aws.rds.db_cluster',
    'aws.memorydb.cluster', 'aws.neptunegraph.graph', 'aws.kendra.index',
  ]
  let scanned: Collected
  beforeAll(async () => {
    const server = await AwsServer.start(makeAccount(sizes.S, { regions: ['us-east-1', 'us-east-2'], pageCap: 2 }))
    try {
      scanned = await collect({
        connectors: [{ connector: aws, settings: { scopes: [], regions: [], maxRate: 1 } }], types: new Set(types), takenAt: new Date('2026-06-01T00:00:00Z'),
        historySince: new Date('2026-03-01T00:00:00Z'), with: new Set(), concurrency: 16, requestTimeout: 5000, signal: AbortSignal.timeout(60_000), random: () => 0.5, env: server.env(),
      }, { scope: () => undefined, skipped: () => undefined, bug: (error, where) => console.error(where, error) })
    } finally {
      await server.stop()
    }
  })

  it('gives every store that holds vectors, and none that does not', () => {
    expect(scanned.bugs).toBe(0)
    expect(scanned.inventory.gaps.map((gap) => gap.message)).toEqual([])
    const count = (type: string): number => scanned.inventory.assets.filter((asset) => asset.type === type).length
    expect(Object.fromEntries(types.map((type) => [type, count(type)]))).toEqual({
      'aws.bedrock.knowledge_base': 6, 'aws.bedrock.kb_data_source': 6, 'aws.opensearch.domain': 2, 'aws.opensearchserverless.collection': 2, 'aws.s3vectors.vector_bucket': 2,
      'aws.rds.db_cluster': 2, 'aws.memorydb.cluster': 2, 'aws.neptunegraph.graph': 2, 'aws.kendra.index': 2,
    })
  })

  it('asks an empty region one question a service', () => {
    expect(scanned.inventory.scopes.find(({ scope }) => scope.region === 'us-east-2')?.calls).toBe(8)
  })
})
