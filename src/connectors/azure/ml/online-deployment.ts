// Deployments behind online endpoints: which model answers, in which image, with what it may reach and what is kept of it.
import { bool, listOf, mapOf, nullable, number, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Answer, type Edge } from '../../kit/collector.js'
import { mlList, type Resource } from '../calls.js'
import { childOf } from '../edges.js'
import { armId, iso, said, word } from '../names.js'
import { deploymentFields, deploymentName, deploymentTargets, environmentEdge, modelFacts, registryOf, registryRows, settingsOf } from './deployments.js'
import { eachEndpoint, onlineEndpoints } from './endpoints.js'
import { monitorsOf, type ScheduleRow } from './monitors.js'
import { referenceOf } from './references.js'

export interface OnlineDeployment {
  endpointComputeType?: string | null
  instanceType?: string | null
  model?: string | null
  environmentId?: string | null
  environmentVariables?: Readonly<Record<string, string | null>> | null
  egressPublicNetworkAccess?: string | null
  appInsightsEnabled?: boolean | null
  livenessProbe?: object | null
  readinessProbe?: object | null
  scaleSettings?: { scaleType?: string | null; minInstances?: number | null; maxInstances?: number | null } | null
  dataCollector?: { collections?: Readonly<Record<string, { dataCollectionMode?: string | null; dataId?: string | null; samplingRate?: number | null } | null>> | null } | null
  provisioningState?: string | null
}

const workspacePath = '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.MachineLearningServices/workspaces/{workspaceName}'

export default collector({
  type: 'azure.ml.online_deployment',
  kind: 'inference-server',
  service: 'machinelearningservices',
  per: 'account',
  props: shape({
    endpoint: string,
    location: nullable(string),
    /** `managed` or `kubernetes`. */
    computeType: nullable(string),
    ...deploymentFields,
    instanceType: nullable(string),
    instances: nullable(number),
    /** Smallest number of instances where it scales by itself on a cluster. */
    minInstances: nullable(number),
    /** Per cent of the endpoint's calls, and of copies of them. */
    traffic: number,
    mirrorTraffic: number,
    /** `enabled`, `disabled`, or null: not set, and then the workspace's managed network decides, where there is one. */
    egress: nullable(string),
    appInsights: nullable(bool),
    livenessProbe: bool,
    readinessProbe: bool,
    /** What is kept of questions and answers. */
    collections: listOf(shape({ name: string, enabled: bool, samplingRate: nullable(number), data: nullable(string) })),
    /** Schedules that are on and watch this deployment. */
    monitors: listOf(string),
    state: nullable(string),
    tags: mapOf(string),
    createdAt: nullable(time),
  }),
  relates: { 'owned-by': ['azure.ml.online_endpoint'], ...deploymentTargets, 'logged-to': ['azure.ml.data_asset'] },
  reads: [onlineEndpoints],
  calls: {
    list: mlList<Resource<OnlineDeployment>>('machinelearningservices:onlineEndpoints.deployments.list', `${workspacePath}/onlineEndpoints/{endpointName}/deployments`, {
      group: 'onlineDeployments', method: 'list',
    }),
    /** Only those that are on, unless told otherwise. */
    schedules: mlList<ScheduleRow>('machinelearningservices:schedules.list', `${workspacePath}/schedules`, { group: 'schedules', method: 'list' }),
    registries: registryRows,
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    const schedules = new Map<string, Promise<Answer<ScheduleRow[]>>>()
    const schedulesOf = (of: string): Promise<Answer<ScheduleRow[]>> => {
      const asked = schedules.get(of) ?? call.schedules.all({ of })
      schedules.set(of, asked)
      return asked
    }
    await eachEndpoint(ctx, await ctx.read(onlineEndpoints), (endpoint, workspace) => each(call.list.rows({ of: endpoint.id ?? '' }), async (row) => {
      const { id, name, location, tags, sku, systemData, properties } = row
      const of = properties ?? {}
      const { registry, edges, ...served } = modelFacts(of.model, workspace)
      const collections = Object.entries(of.dataCollector?.collections ?? {}).map(([at, one]) => ({
        name: at, enabled: word(one?.dataCollectionMode) === 'enabled', samplingRate: one?.samplingRate ?? null, data: said(one?.dataId),
      }))
      const [modelRegistry, monitors] = await Promise.all([registryOf(registry, () => call.registries.all({})), schedulesOf(workspace)])
      emit({
        id: armId(id ?? ''), name: deploymentName(endpoint.id ?? '', name),
        props: {
          endpoint: endpoint.name ?? '', location: said(location), computeType: word(of.endpointComputeType),
          ...served, modelRegistry, ...settingsOf(of),
          instanceType: said(of.instanceType), instances: sku?.capacity ?? null, minInstances: of.scaleSettings?.minInstances ?? null,
          traffic: endpoint.properties?.traffic?.[name ?? ''] ?? 0, mirrorTraffic: endpoint.properties?.mirrorTraffic?.[name ?? ''] ?? 0,
          egress: word(of.egressPublicNetworkAccess), appInsights: of.appInsightsEnabled ?? null,
          livenessProbe: of.livenessProbe != null, readinessProbe: of.readinessProbe != null,
          collections, monitors: known(monitors, (found) => monitorsOf(found, id ?? '', workspace)),
          state: word(of.provisioningState), tags: { ...tags }, createdAt: iso(systemData?.createdAt),
        },
        edges: [childOf('azure.ml.online_endpoint', endpoint.id ?? ''), ...edges, environmentEdge(of.environmentId, workspace), ...collections.map((one) => keptIn(one, workspace))],
      })
    }))
  },
})

/** A collection is written where the data asset lies that it is registered as. */
function keptIn({ enabled, data }: { enabled: boolean; data: string | null }, workspace: string): Edge | null {
  const reference = enabled ? referenceOf(data, workspace, 'data') : null
  return reference?.kind === 'version' ? { type: 'logged-to', target: 'azure.ml.data_asset', to: reference.id, via: 'dataCollector' } : null
}
