// Vertex AI endpoints: who can reach them, what they serve and as whom, what they keep of it, and whether anybody asks them.
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import { bool, listOf, nullable, number, shape, string } from '../../../core/shape.js'
import { collector, known, type Answer, type Edge } from '../../kit/collector.js'
import { vertexList } from '../calls.js'
import { encryptedBy, ownedBy, runsAs, toDataset } from '../edges.js'
import { parentOf, placeOf, said, type Place } from '../names.js'
import { modelMonitors, monitorsOf, type MonitorRow } from './monitors.js'
import { commonFields, commonProps, identified, vertexName } from './parts.js'
import { responses, responsesOf, trafficInput, type Series } from './traffic.js'

type Endpoint = aiplatform_v1.Schema$GoogleCloudAiplatformV1Endpoint
type DeployedModel = aiplatform_v1.Schema$GoogleCloudAiplatformV1DeployedModel

export default collector({
  type: 'gcp.vertex.endpoint',
  kind: 'endpoint',
  service: 'aiplatform',
  per: 'region',
  props: shape({
    ...commonFields,
    /** As commands take it: `projects/111122223333/locations/us-central1/endpoints/4201`. */
    resource: string,
    /** VPC that the endpoint is peered with. */
    network: nullable(string),
    privateServiceConnect: bool,
    /** Projects that may connect privately; empty stands for the endpoint's own. */
    projectAllowlist: listOf(string),
    dedicated: bool,
    requestLogging: nullable(shape({ enabled: bool, samplingRate: nullable(number), destination: nullable(string) })),
    monitoringJob: nullable(string),
    /** Monitors of the models that it serves. */
    modelMonitors: listOf(string),
    /** Answers in the last 30 days; null where nothing is deployed. */
    responses: nullable(number),
    deployedModels: listOf(shape({
      id: string,
      displayName: nullable(string),
      model: nullable(string),
      version: nullable(string),
      /** As given; null where nothing is said. */
      serviceAccount: nullable(string),
      containerLogging: bool,
      accessLogging: bool,
      fastTryout: bool,
      /** Percent of the endpoint's traffic. */
      traffic: number,
      machineType: nullable(string),
      minReplicas: nullable(number),
      maxReplicas: nullable(number),
      /** A replica's. */
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
    modelMonitors,
    responses,
  },
  async list(ctx) {
    const { call } = ctx
    const place = placeOf(ctx)
    // Asked once for all endpoints of the location, and only where one of them needs it.
    let monitors: Promise<Answer<MonitorRow[]>> | undefined
    const traffic = new Map<boolean, Promise<Answer<Series[]>>>()
    const trafficOf = (isPeered: boolean): Promise<Answer<Series[]>> => {
      const asked = traffic.get(isPeered) ?? call.responses.all(trafficInput(place, ctx.takenAt, isPeered))
      traffic.set(isPeered, asked)
      return asked
    }
    await ctx.each(call.list.rows({ parent: parentOf(ctx) }), async (endpoint) => {
      const deployed = endpoint.deployedModels ?? []
      const isMonitored = said(endpoint.modelDeploymentMonitoringJob) !== null
      ctx.emit({
        ...identified(endpoint, place),
        props: {
          ...endpointProps(endpoint, place),
          modelMonitors: deployed.length === 0 || isMonitored ? [] : known(await (monitors ??= call.modelMonitors.all({ parent: parentOf(ctx) })), (rows) => monitorsOf(rows, deployed, place)),
          responses: deployed.length === 0 ? null : known(await trafficOf(said(endpoint.network) !== null), (series) => responsesOf(series, endpoint.name ?? '')),
        },
        edges: endpointEdges(endpoint, place),
      })
    })
  },
})

/** What the list itself says. */
// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function endpointProps(endpoint: Endpoint, place: Place) {
  return {
    ...commonProps(endpoint),
    resource: endpoint.name ?? '',
    network: said(endpoint.network),
    privateServiceConnect: endpoint.privateServiceConnectConfig?.enablePrivateServiceConnect === true || endpoint.enablePrivateServiceConnect === true,
    projectAllowlist: allowlist(endpoint, place),
    dedicated: endpoint.dedicatedEndpointEnabled === true,
    requestLogging: requestLogging(endpoint),
    monitoringJob: said(endpoint.modelDeploymentMonitoringJob),
    deployedModels: (endpoint.deployedModels ?? []).map((one) => deployedModel(one, endpoint.trafficSplit ?? {})),
  }
}

export function endpointEdges(endpoint: Endpoint, place: Place): (Edge | null)[] {
  return [
    ownedBy(place),
    encryptedBy(said(endpoint.encryptionSpec?.kmsKeyName), 'encryptionSpec.kmsKeyName'),
    toDataset('logged-to', endpoint.predictRequestResponseLoggingConfig?.bigqueryDestination?.outputUri, 'predictRequestResponseLoggingConfig'),
    ...(endpoint.deployedModels ?? []).flatMap((one) => deployedEdges(one, place)),
  ]
}

/** Those listed and those in whose networks Google sets the connection up by itself; the own project by its id. */
function allowlist({ privateServiceConnectConfig: config }: Endpoint, place: Place): string[] {
  const named = [...(config?.projectAllowlist ?? []), ...(config?.pscAutomationConfigs ?? []).flatMap(({ projectId }) => projectId ?? [])]
  return [...new Set(named.map((project) => project.replace(/^projects\//, '')).map((project) => (project === place.number ? place.project : project)))]
}

function requestLogging({ predictRequestResponseLoggingConfig: config }: Endpoint): { enabled: boolean; samplingRate: number | null; destination: string | null } | null {
  return config == null ? null : { enabled: config.enabled === true, samplingRate: config.samplingRate ?? null, destination: said(config.bigqueryDestination?.outputUri) }
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
function deployedModel(of: DeployedModel, traffic: { [id: string]: number }) {
  const machines = of.dedicatedResources
  const fewest = machines?.minReplicaCount ?? of.automaticResources?.minReplicaCount ?? null
  return {
    id: of.id ?? '', displayName: said(of.displayName), model: said(of.model), version: said(of.modelVersionId), serviceAccount: said(of.serviceAccount),
    // Written the other way round: what is not disabled logs.
    containerLogging: of.disableContainerLogging !== true,
    accessLogging: of.enableAccessLogging === true,
    fastTryout: of.fasterDeploymentConfig?.fastTryoutEnabled === true,
    traffic: traffic[of.id ?? ''] ?? 0,
    machineType: said(machines?.machineSpec?.machineType),
    minReplicas: fewest,
    // Without a ceiling of its own it does not grow.
    maxReplicas: machines?.maxReplicaCount ?? of.automaticResources?.maxReplicaCount ?? fewest,
    accelerators: machines?.machineSpec?.acceleratorCount ?? 0,
  }
}

function deployedEdges(of: DeployedModel, place: Place): (Edge | null)[] {
  // Google's own models are no assets of the project.
  const model = of.model?.startsWith('projects/') === true ? vertexName(of.model, place) : null
  const version = said(of.modelVersionId)
  return [
    model === null ? null : { type: 'serves', target: 'gcp.vertex.model', to: version === null || model.includes('@') ? model : `${model}@${version}`, via: 'deployedModels.model' },
    // Unlike jobs, a served container that names no account gets one outside the project, which reads its artifacts and no more:
    // https://cloud.google.com/vertex-ai/docs/general/custom-service-account#prediction_containers
    runsAs(said(of.serviceAccount), place, 'deployedModels.serviceAccount'),
  ]
}
