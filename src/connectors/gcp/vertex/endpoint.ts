// Vertex AI endpoints: who can reach them, what they serve and as whom, and what they keep of it.
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import { bool, listOf, nullable, number, shape, string } from '../../../core/shape.js'
import { collector, type Edge } from '../../kit/collector.js'
import { vertexList } from '../calls.js'
import { encryptedBy, ownedBy, runsAs, toDataset } from '../edges.js'
import { parentOf, placeOf, said, serviceAgent, type Place } from '../names.js'
import { commonFields, commonProps, identified, vertexName } from './parts.js'

type Endpoint = aiplatform_v1.Schema$GoogleCloudAiplatformV1Endpoint
type DeployedModel = aiplatform_v1.Schema$GoogleCloudAiplatformV1DeployedModel

export default collector({
  type: 'gcp.vertex.endpoint',
  kind: 'endpoint',
  service: 'aiplatform',
  per: 'region',
  props: shape({
    ...commonFields,
    /** VPC that the endpoint is peered with. */
    network: nullable(string),
    privateServiceConnect: bool,
    /** Projects that may connect privately. */
    projectAllowlist: listOf(string),
    dedicated: bool,
    requestLogging: nullable(shape({ enabled: bool, samplingRate: nullable(number), destination: nullable(string) })),
    monitoringJob: nullable(string),
    deployedModels: listOf(shape({
      id: string,
      displayName: nullable(string),
      model: nullable(string),
      version: nullable(string),
      /** As given; null where nothing is said and Google's custom-code agent runs the container. */
      serviceAccount: nullable(string),
      containerLogging: bool,
      accessLogging: bool,
      fastTryout: bool,
      /** Percent of the endpoint's traffic. */
      traffic: number,
      machineType: nullable(string),
      minReplicas: nullable(number),
      maxReplicas: nullable(number),
      accelerators: number,
    })),
  }),
  relates: {
    serves: ['gcp.vertex.model'], 'runs-as': ['gcp.iam.service_account'], 'logged-to': ['gcp.bigquery.dataset'], 'encrypted-by': ['gcp.kms.key'],
    'owned-by': ['gcp.resourcemanager.project'],
  },
  calls: {
    list: vertexList<aiplatform_v1.Schema$GoogleCloudAiplatformV1ListEndpointsResponse, Endpoint>('aiplatform:projects.locations.endpoints.list', {
      client: 'endpoint', method: 'listEndpoints', items: (page) => page.endpoints, seenAs: 'aiplatform.googleapis.com/Endpoint',
    }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    await ctx.each(ctx.call.list.rows({ parent: parentOf(ctx) }), (endpoint) => ctx.emit({
      ...identified(endpoint, place),
      props: {
        ...commonProps(endpoint),
        network: said(endpoint.network),
        privateServiceConnect: endpoint.privateServiceConnectConfig?.enablePrivateServiceConnect === true,
        projectAllowlist: endpoint.privateServiceConnectConfig?.projectAllowlist ?? [],
        dedicated: endpoint.dedicatedEndpointEnabled === true,
        requestLogging: requestLogging(endpoint),
        monitoringJob: said(endpoint.modelDeploymentMonitoringJob),
        deployedModels: (endpoint.deployedModels ?? []).map((deployed) => deployedModel(deployed, endpoint.trafficSplit ?? {})),
      },
      edges: [
        ownedBy(place),
        encryptedBy(said(endpoint.encryptionSpec?.kmsKeyName), 'encryptionSpec.kmsKeyName'),
        toDataset('logged-to', endpoint.predictRequestResponseLoggingConfig?.bigqueryDestination?.outputUri, 'predictRequestResponseLoggingConfig'),
        ...(endpoint.deployedModels ?? []).flatMap((deployed) => deployedEdges(deployed, place)),
      ],
    }))
  },
})

function requestLogging({ predictRequestResponseLoggingConfig: config }: Endpoint): { enabled: boolean; samplingRate: number | null; destination: string | null } | null {
  return config == null ? null : { enabled: config.enabled === true, samplingRate: config.samplingRate ?? null, destination: said(config.bigqueryDestination?.outputUri) }
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
function deployedModel(of: DeployedModel, traffic: { [id: string]: number }) {
  const machines = of.dedicatedResources
  return {
    id: of.id ?? '', displayName: said(of.displayName), model: said(of.model), version: said(of.modelVersionId), serviceAccount: said(of.serviceAccount),
    // Written the other way round: what is not disabled logs.
    containerLogging: of.disableContainerLogging !== true,
    accessLogging: of.enableAccessLogging === true,
    fastTryout: of.fasterDeploymentConfig?.fastTryoutEnabled === true,
    traffic: traffic[of.id ?? ''] ?? 0,
    machineType: said(machines?.machineSpec?.machineType),
    minReplicas: machines?.minReplicaCount ?? of.automaticResources?.minReplicaCount ?? null,
    maxReplicas: machines?.maxReplicaCount ?? of.automaticResources?.maxReplicaCount ?? null,
    accelerators: machines?.machineSpec?.acceleratorCount ?? 0,
  }
}

function deployedEdges(of: DeployedModel, place: Place): (Edge | null)[] {
  // Google's own models are no assets of the project.
  const model = of.model?.startsWith('projects/') === true ? vertexName(of.model, place) : null
  const version = said(of.modelVersionId)
  return [
    model === null ? null : { type: 'serves', target: 'gcp.vertex.model', to: version === null || model.includes('@') ? model : `${model}@${version}`, via: 'deployedModels.model' },
    runsAs(said(of.serviceAccount) ?? serviceAgent('aiplatform-cc', place.number), place, 'deployedModels.serviceAccount'),
  ]
}
