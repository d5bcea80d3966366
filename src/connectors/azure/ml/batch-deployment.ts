// Deployments behind batch endpoints: which model scores, in which image, on which compute.
import { bool, mapOf, nullable, number, shape, string, time } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { mlList, type Resource } from '../calls.js'
import { childOf } from '../edges.js'
import { armId, idOf, iso, said, word } from '../names.js'
import { deploymentFields, deploymentName, deploymentTargets, environmentEdge, modelFacts, registryOf, registryRows, settingsOf } from './deployments.js'
import { batchEndpoints, eachEndpoint } from './endpoints.js'

export interface BatchDeployment {
  model?: { referenceType?: string | null; assetId?: string | null; datastoreId?: string | null; path?: string | null; jobId?: string | null } | null
  environmentId?: string | null
  environmentVariables?: Readonly<Record<string, string | null>> | null
  compute?: string | null
  loggingLevel?: string | null
  errorThreshold?: number | null
  outputAction?: string | null
  provisioningState?: string | null
}

export default collector({
  type: 'azure.ml.batch_deployment',
  kind: 'batch-job',
  service: 'machinelearningservices',
  per: 'account',
  props: shape({
    endpoint: string,
    location: nullable(string),
    ...deploymentFields,
    /** Jobs that name no deployment come here. */
    isDefault: bool,
    compute: nullable(string),
    loggingLevel: nullable(string),
    /** Files that may fail before a job does; -1: all. */
    errorThreshold: nullable(number),
    outputAction: nullable(string),
    state: nullable(string),
    tags: mapOf(string),
    createdAt: nullable(time),
  }),
  relates: { 'owned-by': ['azure.ml.batch_endpoint'], ...deploymentTargets },
  reads: [batchEndpoints],
  calls: {
    list: mlList<Resource<BatchDeployment>>(
      'machinelearningservices:batchEndpoints.deployments.list',
      '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.MachineLearningServices/workspaces/{workspaceName}/batchEndpoints/{endpointName}/deployments',
      { group: 'batchDeployments', method: 'list' },
    ),
    registries: registryRows,
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    await eachEndpoint(ctx, await ctx.read(batchEndpoints), (endpoint, workspace) => each(call.list.rows({ of: endpoint.id ?? '' }), async ({ id, name, location, tags, systemData, properties }) => {
      const of = properties ?? {}
      const { registry, edges, ...served } = modelFacts(modelIn(of.model), workspace)
      emit({
        id: armId(id ?? ''), name: deploymentName(endpoint.id ?? '', name),
        props: {
          endpoint: endpoint.name ?? '', location: said(location), ...served, modelRegistry: await registryOf(registry, () => call.registries.all({})), ...settingsOf(of),
          isDefault: endpoint.properties?.defaults?.deploymentName === name, compute: idOf(of.compute) ?? said(of.compute),
          loggingLevel: word(of.loggingLevel), errorThreshold: of.errorThreshold ?? null, outputAction: word(of.outputAction),
          state: word(of.provisioningState), tags: { ...tags }, createdAt: iso(systemData?.createdAt),
        },
        edges: [childOf('azure.ml.batch_endpoint', endpoint.id ?? ''), ...edges, environmentEdge(of.environmentId, workspace)],
      })
    }))
  },
})

/** An asset, files in a datastore, or what a job put out: batch deployments take each. */
function modelIn(model: BatchDeployment['model']): string | null {
  const asset = said(model?.assetId)
  if (asset !== null) return asset
  const [datastore, job] = [said(model?.datastoreId), said(model?.jobId)]
  if (datastore !== null) return `${datastore}/paths/${model?.path ?? ''}`
  return job === null ? null : `azureml://jobs/${job.slice(job.lastIndexOf('/') + 1)}/outputs/${model?.path ?? ''}`
}
