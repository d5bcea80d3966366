// Pools of machines that several deployed models share, and so the account they run as.
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import { bool, nullable, number, shape, string } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { vertexList } from '../calls.js'
import { encryptedBy, ownedBy, runsAs } from '../edges.js'
import { parentOf, placeOf, said } from '../names.js'
import { commonFields, commonProps, identified } from './parts.js'

type Pool = aiplatform_v1.Schema$GoogleCloudAiplatformV1DeploymentResourcePool

export default collector({
  type: 'gcp.vertex.deployment_pool',
  kind: 'inference-server',
  service: 'aiplatform',
  per: 'region',
  props: shape({
    ...commonFields,
    /** As commands take it, such as `projects/111122223333/locations/us-central1/deploymentResourcePools/42`. */
    resource: string,
    /** As given; null where nothing is said and containers run as an account outside the project, which may do nothing in it. */
    serviceAccount: nullable(string),
    containerLogging: bool,
    machineType: nullable(string),
    minReplicas: nullable(number),
    maxReplicas: nullable(number),
  }),
  relates: { 'runs-as': ['gcp.iam.service_account'], 'encrypted-by': ['gcp.kms.key'], 'owned-by': ['gcp.resourcemanager.project'] },
  calls: {
    list: vertexList<aiplatform_v1.Schema$GoogleCloudAiplatformV1ListDeploymentResourcePoolsResponse, Pool>('aiplatform:projects.locations.deploymentResourcePools.list', {
      client: 'deployment_resource_pool', method: 'listDeploymentResourcePools', items: (page) => page.deploymentResourcePools, seenAs: 'aiplatform.googleapis.com/DeploymentResourcePool',
    }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    await ctx.each(ctx.call.list.rows({ parent: parentOf(ctx) }), (pool) => {
      const machines = pool.dedicatedResources
      ctx.emit({
        ...identified(pool, place),
        props: {
          ...commonProps(pool), resource: pool.name ?? '', serviceAccount: said(pool.serviceAccount),
          // Written the other way round: what is not disabled logs.
          containerLogging: pool.disableContainerLogging !== true,
          machineType: said(machines?.machineSpec?.machineType), minReplicas: machines?.minReplicaCount ?? null, maxReplicas: machines?.maxReplicaCount ?? null,
        },
        edges: [
          ownedBy(place), encryptedBy(said(pool.encryptionSpec?.kmsKeyName), 'encryptionSpec.kmsKeyName'),
          runsAs(said(pool.serviceAccount), place, 'serviceAccount'),
        ],
      })
    })
  },
})
