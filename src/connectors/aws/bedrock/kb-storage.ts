// Where a knowledge base keeps its vectors: in which store, at whose host, with which secret.
import type { KnowledgeBase, RedshiftQueryEngineConfiguration, StorageConfiguration } from '@aws-sdk/client-bedrock-agent'
import type { Edge } from '../../kit/collector.js'
import { said } from '../names.js'

export interface Storage {
  type: string | null
  /** Of a store outside AWS. */
  host: string | null
  /** The VPC endpoint service that leads to it, when it is reached by PrivateLink. */
  privateLink: string | null
  credentialsSecretArn: string | null
}

export function storageOf(base: Partial<KnowledgeBase>): Storage {
  const storage = base.storageConfiguration
  const outside = storage?.pineconeConfiguration ?? storage?.redisEnterpriseCloudConfiguration ?? storage?.mongoDbAtlasConfiguration
  const address = storage?.pineconeConfiguration?.connectionString
    ?? (storage?.redisEnterpriseCloudConfiguration ?? storage?.mongoDbAtlasConfiguration)?.endpoint
  return {
    type: storage?.type ?? null,
    host: hostOf(address),
    privateLink: said(storage?.mongoDbAtlasConfiguration?.endpointServiceName),
    credentialsSecretArn: said(outside?.credentialsSecretArn ?? storage?.rdsConfiguration?.credentialsSecretArn)
      ?? redshiftSecret(base.knowledgeBaseConfiguration?.sqlKnowledgeBaseConfiguration?.redshiftConfiguration?.queryEngineConfiguration),
  }
}

function redshiftSecret(engine: RedshiftQueryEngineConfiguration | undefined): string | null {
  return said((engine?.serverlessConfiguration ?? engine?.provisionedConfiguration)?.authConfiguration?.usernamePasswordSecretArn)
}

/** The host of an address, with or without a scheme, a path and a port; never whoever signs in before the `@`. */
export function hostOf(address: string | null | undefined): string | null {
  return said(/^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^@/]*@)?([^/:?#@]+)/i.exec(address ?? '')?.[1]?.toLowerCase())
}

/** `stored-in` the store, if it is one that AWS runs. */
export function storeEdge(storage: StorageConfiguration | undefined): Edge | null {
  const at = (target: string, arn: string | undefined, via: string): Edge | null => (
    arn === undefined || arn === '' ? null : { type: 'stored-in', target, to: arn, via }
  )
  return at('aws.opensearchserverless.collection', storage?.opensearchServerlessConfiguration?.collectionArn, 'opensearchServerlessConfiguration')
    ?? at('aws.opensearch.domain', storage?.opensearchManagedClusterConfiguration?.domainArn, 'opensearchManagedClusterConfiguration')
    ?? at('aws.rds.db_cluster', storage?.rdsConfiguration?.resourceArn, 'rdsConfiguration')
    ?? at('aws.neptunegraph.graph', storage?.neptuneAnalyticsConfiguration?.graphArn, 'neptuneAnalyticsConfiguration')
    ?? at('aws.s3vectors.vector_bucket', vectorBucket(storage), 's3VectorsConfiguration')
}

/** Named itself, or by one of its indexes: `arn:aws:s3vectors:us-east-1:111122223333:bucket/<name>/index/<name>`. */
function vectorBucket(storage: StorageConfiguration | undefined): string | undefined {
  const { vectorBucketArn, indexArn } = storage?.s3VectorsConfiguration ?? {}
  return vectorBucketArn ?? indexArn?.split('/index/', 1)[0]
}
