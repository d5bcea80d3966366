// OpenSearch Serverless of the made-up account: collections of vectors under one network and one data access policy.
import { described, listed, made, type ServiceAnswers } from '../serve.js'

const collections = made('opensearchserverless.collections', (i, place) => ({
  id: `orchardcollection${i}`, name: `orchard-vectors-${i}`, arn: place.arn('aoss', `collection/orchardcollection${i}`), status: 'ACTIVE', type: 'VECTORSEARCH', kmsKeyArn: 'auto',
  deletionProtection: 'DISABLED', createdDate: place.ago(48) * 1000, collectionEndpoint: `https://orchardcollection${i}.${place.region}.aoss.amazonaws.com`,
}))
const policies = (type: string, policy: (role: string) => unknown): ReturnType<typeof made> => made(`opensearchserverless.${type}`, (_, place) => (
  { type, name: `orchard-${type}`, policyVersion: 'MTY4', createdDate: place.ago(48) * 1000, policy: policy(place.role(0)) }
), 0.01)
const network = policies('network', () => [{ Rules: [{ ResourceType: 'collection', Resource: ['collection/orchard-*'] }], AllowFromPublic: false, SourceServices: ['bedrock.amazonaws.com'] }])
const data = policies('data', (role) => [{ Rules: [{ ResourceType: 'index', Resource: ['index/orchard-*/*'], Permission: ['aoss:ReadDocument', 'aoss:WriteDocument'] }], Principal: [role] }])
const summary = ['type', 'name', 'policyVersion', 'createdDate']

export default {
  'opensearchserverless.ListCollections': listed(collections, { rows: 'collectionSummaries', fields: ['id', 'name', 'status', 'arn'] }),
  'opensearchserverless.BatchGetCollection': (account, { region, input }) => {
    const ids = (input['ids'] ?? []) as string[]
    if (ids.length > 100) return { error: 'ValidationException', message: 'ids: at most 100' }
    return { json: { collectionDetails: collections(account, region).filter((row) => ids.includes(String(row['id']))), collectionErrorDetails: [] } }
  },
  'opensearchserverless.ListSecurityPolicies': listed(network, { rows: 'securityPolicySummaries', fields: summary }),
  'opensearchserverless.GetSecurityPolicy': described(network, { by: { name: 'name', type: 'type' }, in: 'securityPolicyDetail' }),
  'opensearchserverless.ListAccessPolicies': listed(data, { rows: 'accessPolicySummaries', fields: summary }),
  'opensearchserverless.GetAccessPolicy': described(data, { by: { name: 'name', type: 'type' }, in: 'accessPolicyDetail' }),
} satisfies ServiceAnswers
