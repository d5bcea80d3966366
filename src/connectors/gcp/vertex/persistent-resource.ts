// Persistent resources: machines kept ready for training jobs, and the Ray clusters that run on them.
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import { bool, nullable, number, shape, string } from '../../../core/shape.js'
import { collector, type Emission } from '../../kit/collector.js'
import { vertexList } from '../calls.js'
import { encryptedBy, fromRepository, ownedBy, runsAs } from '../edges.js'
import { parentOf, placeOf, said, serviceAgent, type Place } from '../names.js'
import { commonFields, commonProps, identified } from './parts.js'

export type PersistentResource = aiplatform_v1.Schema$GoogleCloudAiplatformV1PersistentResource

const props = shape({
  ...commonFields,
  state: nullable(string),
  /** VPC that the machines are peered with. */
  network: nullable(string),
  networkAttachment: nullable(string),
  /** A Ray cluster runs there, which people connect to. */
  ray: bool,
  /** To Cloud Logging; null where there is no Ray. */
  rayLogs: nullable(bool),
  rayMetrics: nullable(bool),
  /** Everything there must run as an account of the user's; otherwise it runs as Google's custom-code agent. */
  customServiceAccount: bool,
  /** Account of the cluster; null also where each job names its own. */
  serviceAccount: nullable(string),
  machines: number,
})

export default collector({
  type: 'gcp.vertex.persistent_resource',
  kind: 'provisioned-capacity',
  service: 'aiplatform',
  per: 'region',
  props,
  relates: { 'runs-as': ['gcp.iam.service_account'], 'runs-image': ['gcp.artifact.repository'], 'encrypted-by': ['gcp.kms.key'], 'owned-by': ['gcp.resourcemanager.project'] },
  calls: {
    list: vertexList<aiplatform_v1.Schema$GoogleCloudAiplatformV1ListPersistentResourcesResponse, PersistentResource>('aiplatform:projects.locations.persistentResources.list', {
      client: 'persistent_resource', method: 'listPersistentResources', items: (page) => page.persistentResources,
    }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    await ctx.each(ctx.call.list.rows({ parent: parentOf(ctx) }), (resource) => ctx.emit(persistentResource(resource, place)))
  },
})

export function persistentResource(resource: PersistentResource, place: Place): Emission<typeof props> {
  const { raySpec: ray, serviceAccountSpec: account } = resource.resourceRuntimeSpec ?? {}
  const isCustom = account?.enableCustomServiceAccount === true
  const named = isCustom ? said(account.serviceAccount) : null
  const images = [said(ray?.imageUri), ...Object.values(ray?.resourcePoolImages ?? {})]
  return {
    ...identified(resource, place),
    props: {
      ...commonProps(resource),
      state: said(resource.state), network: said(resource.network), networkAttachment: said(resource.pscInterfaceConfig?.networkAttachment),
      ray: ray != null,
      // Written the other way round: what is not disabled is sent.
      rayLogs: ray == null ? null : ray.rayLogsSpec?.disabled !== true,
      rayMetrics: ray == null ? null : ray.rayMetricSpec?.disabled !== true,
      customServiceAccount: isCustom, serviceAccount: named,
      machines: (resource.resourcePools ?? []).reduce((sum, { replicaCount }) => sum + Number(said(replicaCount) ?? 1), 0),
    },
    edges: [
      ownedBy(place),
      runsAs(isCustom ? named : serviceAgent('aiplatform-cc', place.number), place, 'resourceRuntimeSpec.serviceAccountSpec'),
      encryptedBy(said(resource.encryptionSpec?.kmsKeyName), 'encryptionSpec.kmsKeyName'),
      ...images.map((image) => fromRepository(image, 'resourceRuntimeSpec.raySpec')),
    ],
  }
}
