// Vector collections of OpenSearch Serverless, with the network and data access policies that speak of them.
import type {
  BatchGetCollectionCommandInput, BatchGetCollectionCommandOutput, CollectionDetail, CollectionSummary, ListCollectionsCommandInput,
  ListCollectionsCommandOutput,
} from '@aws-sdk/client-opensearchserverless'
import { bool, listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known } from '../../kit/collector.js'
import { listLower, read } from '../calls.js'
import { encryptedBy } from '../edges.js'
import { iso, said } from '../names.js'
import { accessPolicies, dataGrants, networkPolicies, publicAccess } from './policies.js'

/** Of one question for details. */
const most = 100

export default collector({
  type: 'aws.opensearchserverless.collection',
  kind: 'vector-store',
  service: 'opensearchserverless',
  per: 'region',
  props: shape({
    /** As commands want it. */
    collectionId: string,
    status: nullable(oneOf('CREATING', 'ACTIVE', 'DELETING', 'FAILED', 'UPDATING', 'UPDATE_FAILED')),
    createdAt: nullable(time),
    endpoint: nullable(string),
    /** `auto` when AWS owns the key. */
    kmsKeyArn: nullable(string),
    deletionProtection: nullable(bool),
    /** Names of the network policies that let the internet reach its endpoint, and its dashboards. */
    publicEndpointBy: listOf(string),
    publicDashboardsBy: listOf(string),
    /** By the data access policies. */
    grants: listOf(shape({
      policy: string, resourceType: string, resources: listOf(string), everyCollection: bool, permissions: listOf(string),
      principals: listOf(string), accounts: listOf(string),
    })),
  }),
  relates: { 'encrypted-by': ['aws.kms.key'] },
  calls: {
    list: listLower<ListCollectionsCommandInput, ListCollectionsCommandOutput, CollectionSummary>(
      'opensearchserverless:ListCollections', { items: (page) => page.collectionSummaries },
    ),
    details: read<BatchGetCollectionCommandInput, BatchGetCollectionCommandOutput>('opensearchserverless:BatchGetCollection'),
  },
  reads: [networkPolicies, accessPolicies],
  async list({ call, emit, read: shared, unlisted }) {
    const summaries: CollectionSummary[] = []
    for await (const summary of call.list.rows()) summaries.push(summary)
    for (let from = 0; from < summaries.length; from += most) {
      const got = await call.details({ ids: summaries.slice(from, from + most).flatMap((summary) => summary.id ?? []) })
      if (!got.ok) {
        // What kind of collections they are is not known either: none of them may hold vectors.
        unlisted(got.gap)
        continue
      }
      for (const detail of (got.value.collectionDetails ?? []).filter((one) => one.type === 'VECTORSEARCH')) {
        const [network, access] = await Promise.all([shared(networkPolicies), shared(accessPolicies)])
        const name = detail.name ?? detail.id ?? ''
        emit({
          id: detail.arn ?? '',
          name,
          props: {
            ...collectionProps(detail),
            publicEndpointBy: known(network, (policies) => publicAccess(policies, name).collection),
            publicDashboardsBy: known(network, (policies) => publicAccess(policies, name).dashboards),
            grants: known(access, (policies) => dataGrants(policies, name)),
          },
          edges: [encryptedBy(detail.kmsKeyArn, 'kmsKeyArn')],
        })
      }
    }
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function collectionProps(detail: CollectionDetail) {
  return {
    collectionId: detail.id ?? '',
    status: detail.status ?? null,
    createdAt: iso(detail.createdDate === undefined ? undefined : new Date(detail.createdDate)),
    endpoint: said(detail.collectionEndpoint),
    kmsKeyArn: said(detail.kmsKeyArn),
    deletionProtection: detail.deletionProtection === undefined ? null : detail.deletionProtection === 'ENABLED',
  }
}
