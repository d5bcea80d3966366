// Endpoints of Vector Search: who reaches the indexes behind them, and who has to say who they are.
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import { bool, listOf, nullable, shape, string } from '../../../core/shape.js'
import { collector, type Edge } from '../../kit/collector.js'
import { vertexList } from '../calls.js'
import { encryptedBy, ownedBy } from '../edges.js'
import { parentOf, placeOf, said, type Place } from '../names.js'
import { commonFields, commonProps, identified, vertexName } from './parts.js'

type Endpoint = aiplatform_v1.Schema$GoogleCloudAiplatformV1IndexEndpoint
type Deployed = aiplatform_v1.Schema$GoogleCloudAiplatformV1DeployedIndex

export default collector({
  type: 'gcp.vertex.index_endpoint',
  kind: 'endpoint',
  service: 'aiplatform',
  per: 'region',
  props: shape({
    ...commonFields,
    /** As commands take it, such as `projects/111122223333/locations/us-central1/indexEndpoints/42`. */
    resource: string,
    publicEndpoint: bool,
    publicDomain: nullable(string),
    /** VPC that the endpoint is peered with. */
    network: nullable(string),
    privateServiceConnect: bool,
    /** Projects that may connect privately. */
    projectAllowlist: listOf(string),
    deployedIndexes: listOf(shape({
      id: string,
      index: nullable(string),
      accessLogging: bool,
      /** Service accounts whose signed tokens a private endpoint takes; it takes every request where there are none. */
      allowedIssuers: listOf(string),
      audiences: listOf(string),
    })),
  }),
  relates: { serves: ['gcp.vertex.index'], 'encrypted-by': ['gcp.kms.key'], 'owned-by': ['gcp.resourcemanager.project'] },
  calls: {
    list: vertexList<aiplatform_v1.Schema$GoogleCloudAiplatformV1ListIndexEndpointsResponse, Endpoint>('aiplatform:projects.locations.indexEndpoints.list', {
      client: 'index_endpoint', method: 'listIndexEndpoints', items: (page) => page.indexEndpoints, seenAs: 'aiplatform.googleapis.com/IndexEndpoint',
    }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    await ctx.each(ctx.call.list.rows({ parent: parentOf(ctx) }), (endpoint) => ctx.emit({
      ...identified(endpoint, place),
      props: {
        ...commonProps(endpoint), resource: endpoint.name ?? '',
        publicEndpoint: endpoint.publicEndpointEnabled === true, publicDomain: said(endpoint.publicEndpointDomainName), network: said(endpoint.network),
        // The first of the two is the older way to say it.
        privateServiceConnect: endpoint.enablePrivateServiceConnect === true || endpoint.privateServiceConnectConfig?.enablePrivateServiceConnect === true,
        projectAllowlist: endpoint.privateServiceConnectConfig?.projectAllowlist ?? [],
        deployedIndexes: (endpoint.deployedIndexes ?? []).map((deployed) => ({
          id: deployed.id ?? '', index: said(deployed.index), accessLogging: deployed.enableAccessLogging === true,
          allowedIssuers: deployed.deployedIndexAuthConfig?.authProvider?.allowedIssuers ?? [], audiences: deployed.deployedIndexAuthConfig?.authProvider?.audiences ?? [],
        })),
      },
      edges: [
        ownedBy(place), encryptedBy(said(endpoint.encryptionSpec?.kmsKeyName), 'encryptionSpec.kmsKeyName'),
        ...(endpoint.deployedIndexes ?? []).map((deployed) => served(deployed, place)),
      ],
    }))
  },
})

function served({ index }: Deployed, place: Place): Edge | null {
  const to = vertexName(index, place)
  return to === null ? null : { type: 'serves', target: 'gcp.vertex.index', to, via: 'deployedIndexes.index' }
}
