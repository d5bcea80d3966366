// Knowledge bases of the made-up account: each kind of store in turn, a managed one every third, with a data source each.
import type { Row } from '../account.js'
import { described, listed, made, type RowPlace, type ServiceAnswers } from '../serve.js'

const fields = { vectorField: 'vector', textField: 'text', metadataField: 'metadata' }

function configuration(i: number, place: RowPlace): Row {
  const embeddingModelArn = `arn:aws:bedrock:${place.region}::foundation-model/amazon.titan-embed-text-v2:0`
  if (i % 3 === 2) return { knowledgeBaseConfiguration: { type: 'MANAGED', managedKnowledgeBaseConfiguration: { embeddingModelArn } } }
  const vector = { type: 'VECTOR', vectorKnowledgeBaseConfiguration: { embeddingModelArn } }
  if (i % 3 === 0) {
    return { knowledgeBaseConfiguration: vector, storageConfiguration: {
      type: 'OPENSEARCH_SERVERLESS', opensearchServerlessConfiguration: { collectionArn: place.arn('aoss', `collection/orchardcollection${i / 3}`), vectorIndexName: 'orchard', fieldMapping: fields },
    } }
  }
  return { knowledgeBaseConfiguration: vector, storageConfiguration: { type: 'RDS', rdsConfiguration: {
    resourceArn: place.arn('rds', `cluster:orchard-pgvector-${(i - 1) / 3}`), credentialsSecretArn: place.arn('secretsmanager', 'secret:orchard-pgvector-AbCdEf'),
    databaseName: 'orchard', tableName: 'chunks', fieldMapping: { ...fields, primaryKeyField: 'id' },
  } } }
}

const bases = made('bedrock.knowledgeBases', (i, place) => {
  const knowledgeBaseId = `KB${String(i).padStart(8, '0')}`
  return {
    knowledgeBaseId, name: `orchard-knowledge-${i}`, knowledgeBaseArn: place.arn('bedrock', `knowledge-base/${knowledgeBaseId}`), roleArn: place.role(i), status: 'ACTIVE',
    createdAt: '2026-03-01T00:00:00Z', updatedAt: '2026-03-02T00:00:00Z', ...configuration(i, place),
  }
}, 3)

const sources = made('bedrock.kbDataSources', (i, place) => ({
  knowledgeBaseId: `KB${String(i).padStart(8, '0')}`, dataSourceId: `DS${String(i).padStart(8, '0')}`, name: `orchard-manuals-${i}`, status: 'AVAILABLE',
  dataSourceConfiguration: { type: 'S3', s3Configuration: { bucketArn: `arn:aws:s3:::${place.bucket(i)}` } }, createdAt: '2026-03-01T00:00:00Z', updatedAt: '2026-03-02T00:00:00Z',
}), 3)

export default {
  'bedrock-agent.ListKnowledgeBases': listed(bases, { rows: 'knowledgeBaseSummaries', max: 1000, fields: ['knowledgeBaseId', 'name', 'status', 'updatedAt'] }),
  'bedrock-agent.GetKnowledgeBase': described(bases, { by: { knowledgeBaseId: 'knowledgeBaseId' }, in: 'knowledgeBase' }),
  'bedrock-agent.ListDataSources': listed(sources, {
    rows: 'dataSourceSummaries', max: 1000, fields: ['knowledgeBaseId', 'dataSourceId', 'name', 'status', 'updatedAt'], where: (row, { knowledgeBaseId }) => row['knowledgeBaseId'] === knowledgeBaseId,
  }),
  'bedrock-agent.GetDataSource': described(sources, { by: { knowledgeBaseId: 'knowledgeBaseId', dataSourceId: 'dataSourceId' }, in: 'dataSource' }),
  // Newest first, and there are always older ones.
  'bedrock-agent.ListIngestionJobs': (_account, { input }) => ({ json: {
    ingestionJobSummaries: [{ knowledgeBaseId: input['knowledgeBaseId'], dataSourceId: input['dataSourceId'], ingestionJobId: 'JOB0000001', status: 'COMPLETE', startedAt: '2026-05-01T00:00:00Z', updatedAt: '2026-05-01T00:10:00Z' }],
    nextToken: '1',
  } }),
  'bedrock-agent.GetResourcePolicy': (_account, { input }) => ({ error: 'ResourceNotFoundException', status: 404, message: `${String(input['resourceArn'])} has no policy` }),
} satisfies ServiceAnswers
