// Bedrock knowledge bases: what they hold, where it is kept, who may ask them and under which role they read.
import type {
  GetResourcePolicyCommandInput, GetResourcePolicyCommandOutput, KnowledgeBase, SupplementalDataStorageConfiguration,
} from '@aws-sdk/client-bedrock-agent'
import type { RelationType } from '../../../core/index.js'
import { any, listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, edgesOf, known, type Answer, type Edge, type UnreadEdges } from '../../kit/collector.js'
import { readOrNull } from '../calls.js'
import { encryptedBy, runsAs, toBucket } from '../edges.js'
import { policyDocument } from '../iam/policy-document.js'
import { deliveries, type Deliveries } from '../logs/deliveries.js'
import { iso, placeOf, said, type Place } from '../names.js'
import { modelTypeNames, toModel } from './arns.js'
import { storageOf, storeEdge } from './kb-storage.js'
import { dataSourceId, knowledgeBaseArn, knowledgeBases, type KnowledgeBaseRecord } from './knowledge-bases.js'

const noPolicy: Answer<null> = { ok: true, value: null }

export default collector({
  type: 'aws.bedrock.knowledge_base',
  kind: 'knowledge-base',
  service: 'bedrock-agent',
  per: 'region',
  props: shape({
    status: nullable(oneOf('CREATING', 'ACTIVE', 'DELETING', 'UPDATING', 'FAILED', 'DELETE_UNSUCCESSFUL', 'UPDATE_UNSUCCESSFUL')),
    createdAt: nullable(time),
    knowledgeType: nullable(oneOf('VECTOR', 'KENDRA', 'SQL', 'MANAGED')),
    roleArn: nullable(string),
    embeddingModelArn: nullable(string),
    /** Of a managed knowledge base, which keeps its vectors itself; null when AWS owns the key. */
    kmsKeyArn: nullable(string),
    store: nullable(oneOf(
      'OPENSEARCH_SERVERLESS', 'OPENSEARCH_MANAGED_CLUSTER', 'RDS', 'NEPTUNE_ANALYTICS', 'S3_VECTORS', 'PINECONE', 'REDIS_ENTERPRISE_CLOUD', 'MONGO_DB_ATLAS',
    )),
    /** Of a store outside AWS. */
    storeHost: nullable(string),
    /** The endpoint service by which such a store is reached; null when over the internet. */
    privateLink: nullable(string),
    credentialsSecretArn: nullable(string),
    /** Only managed knowledge bases can have one. */
    policy: nullable(any),
    /** Of its vended logs, those that are delivered anywhere. */
    logTypes: listOf(string),
  }),
  relates: {
    'runs-as': ['aws.iam.role'], 'retrieves-from': ['aws.bedrock.kb_data_source'], 'encrypted-by': ['aws.kms.key'], 'can-read': ['aws.secretsmanager.secret'],
    'stored-in': [
      'aws.opensearchserverless.collection', 'aws.opensearch.domain', 'aws.rds.db_cluster', 'aws.neptunegraph.graph', 'aws.s3vectors.vector_bucket',
      'aws.kendra.index', 'aws.s3.bucket',
    ],
    serves: modelTypeNames,
  },
  calls: {
    policy: readOrNull<GetResourcePolicyCommandInput, GetResourcePolicyCommandOutput>('bedrock-agent:GetResourcePolicy', ['ResourceNotFoundException']),
  },
  reads: [knowledgeBases, deliveries],
  async list(ctx) {
    const listed = await ctx.read(knowledgeBases)
    if (!listed.ok) return ctx.unlisted(listed.gap)
    const place = placeOf(ctx)
    await ctx.each(listed.value, async (base) => {
      const id = knowledgeBaseArn(place, base.id)
      const [policy, logs] = await Promise.all([isManaged(base) ? ctx.call.policy({ resourceArn: id }) : noPolicy, ctx.read(deliveries)])
      ctx.emit({
        id,
        name: base.name,
        props: {
          ...knowledgeBaseProps(base),
          policy: base.detail.ok ? known(policy, (answer) => policyDocument(answer?.policy)) : base.detail.gap,
          logTypes: known(logs, (delivered: Deliveries) => [...delivered.get(id) ?? []]),
        },
        edges: [...detailEdges(base.detail, place), ...sourceEdges(base, place)],
      })
    })
  },
})

function isManaged({ detail }: KnowledgeBaseRecord): boolean {
  return detail.ok && detail.value.knowledgeBaseConfiguration?.type === 'MANAGED'
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function knowledgeBaseProps({ detail }: Pick<KnowledgeBaseRecord, 'detail'>) {
  const of = <T>(take: (base: Partial<KnowledgeBase>) => T) => known(detail, take)
  return {
    status: of((base) => base.status ?? null),
    createdAt: of((base) => iso(base.createdAt)),
    knowledgeType: of((base) => base.knowledgeBaseConfiguration?.type ?? null),
    roleArn: of((base) => said(base.roleArn)),
    embeddingModelArn: of(embeddingModel),
    kmsKeyArn: of(managedKey),
    store: of((base) => storageOf(base).type),
    storeHost: of((base) => storageOf(base).host),
    privateLink: of((base) => storageOf(base).privateLink),
    credentialsSecretArn: of((base) => storageOf(base).credentialsSecretArn),
  }
}

function embeddingModel({ knowledgeBaseConfiguration: is }: Partial<KnowledgeBase>): string | null {
  return said(is?.vectorKnowledgeBaseConfiguration?.embeddingModelArn ?? is?.managedKnowledgeBaseConfiguration?.embeddingModelArn)
}

function managedKey({ knowledgeBaseConfiguration: is }: Partial<KnowledgeBase>): string | null {
  return said(is?.managedKnowledgeBaseConfiguration?.serverSideEncryptionConfiguration?.kmsKeyArn)
}

const fromDetail: readonly RelationType[] = ['runs-as', 'stored-in', 'encrypted-by', 'can-read', 'serves']

export function detailEdges(detail: Answer<Partial<KnowledgeBase>>, place: Place): (Edge | UnreadEdges | null)[] {
  if (!detail.ok) return fromDetail.map((type) => ({ type, unread: detail.gap }))
  const base = detail.value
  const is = base.knowledgeBaseConfiguration
  const kendra = said(is?.kendraKnowledgeBaseConfiguration?.kendraIndexArn)
  const secret = storageOf(base).credentialsSecretArn
  return [
    runsAs(said(base.roleArn), 'roleArn'),
    storeEdge(base.storageConfiguration),
    kendra === null ? null : { type: 'stored-in', target: 'aws.kendra.index', to: kendra, via: 'kendraIndexArn' },
    ...[is?.vectorKnowledgeBaseConfiguration, is?.managedKnowledgeBaseConfiguration].flatMap((one) => supplements(one?.supplementalDataStorageConfiguration, place)),
    encryptedBy(managedKey(base), 'serverSideEncryptionConfiguration'),
    secret === null ? null : { type: 'can-read', target: 'aws.secretsmanager.secret', to: secret, via: 'credentialsSecretArn' },
    toModel('serves', embeddingModel(base), place, 'embeddingModelArn'),
  ]
}

/** Buckets that hold the images and tables taken out of documents. */
function supplements(storage: SupplementalDataStorageConfiguration | undefined, { partition }: Place): (Edge | null)[] {
  return (storage?.storageLocations ?? []).map((location) => toBucket('stored-in', location.s3Location?.uri, partition, 'supplementalDataStorageConfiguration'))
}

function sourceEdges({ id, sources }: KnowledgeBaseRecord, place: Place): (Edge | UnreadEdges | null)[] {
  return edgesOf(sources, 'retrieves-from', (all) => all.map((source): Edge => (
    { type: 'retrieves-from', target: 'aws.bedrock.kb_data_source', to: dataSourceId(place, id, source.dataSourceId ?? ''), via: 'data source' }
  )))
}
