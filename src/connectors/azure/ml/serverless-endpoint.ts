// Serverless endpoints: models out of Microsoft's catalogue, paid by the token.
import { mapOf, nullable, shape, string, time } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { list, type Resource } from '../calls.js'
import { childOf } from '../edges.js'
import { armId, iso, said, word } from '../names.js'
import { deploymentFields, registryOf, registryRows } from './deployments.js'
import { referenceOf } from './references.js'
import { eachWorkspace, seenWorkspaces } from './workspaces.js'

/** The headers of `inferenceEndpoint` are left alone: they are for callers. */
export interface ServerlessEndpoint {
  modelSettings?: { modelId?: string | null } | null
  authMode?: string | null
  contentSafety?: { contentSafetyStatus?: string | null } | null
  inferenceEndpoint?: { uri?: string | null } | null
  endpointState?: string | null
  provisioningState?: string | null
  marketplaceSubscriptionId?: string | null
}

export default collector({
  type: 'azure.ml.serverless_endpoint',
  kind: 'endpoint',
  service: 'machinelearningservices',
  per: 'account',
  props: shape({
    location: nullable(string),
    model: nullable(string),
    modelRegistry: deploymentFields.modelRegistry,
    /** `key`, `aad` or `keyandaad`; only previews of the service know more than the first. */
    authMode: nullable(string),
    /** Null: not set, and then the service's own default holds, which filters. */
    contentSafety: nullable(string),
    uri: nullable(string),
    endpointState: nullable(string),
    marketplaceSubscription: nullable(string),
    state: nullable(string),
    tags: mapOf(string),
    createdAt: nullable(time),
  }),
  relates: { 'owned-by': ['azure.ml.workspace'] },
  reads: [seenWorkspaces],
  calls: {
    list: list<Resource<ServerlessEndpoint>>(
      'machinelearningservices:serverlessEndpoints.list',
      '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.MachineLearningServices/workspaces/{workspaceName}/serverlessEndpoints',
    ),
    registries: registryRows,
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    await eachWorkspace(ctx, (workspace) => each(call.list.rows({ of: workspace }), async ({ id, name, location, tags, systemData, properties }) => {
      const model = said(properties?.modelSettings?.modelId)
      const reference = referenceOf(model, workspace, 'models')
      emit({
        id: armId(id ?? ''), name: name ?? '',
        props: {
          location: said(location), model, modelRegistry: await registryOf(reference?.kind === 'registry' ? reference.registry : null, () => call.registries.all({})),
          authMode: word(properties?.authMode), contentSafety: word(properties?.contentSafety?.contentSafetyStatus), uri: said(properties?.inferenceEndpoint?.uri),
          endpointState: word(properties?.endpointState), marketplaceSubscription: said(properties?.marketplaceSubscriptionId),
          state: word(properties?.provisioningState), tags: { ...tags }, createdAt: iso(systemData?.createdAt),
        },
        edges: [childOf('azure.ml.workspace', workspace)],
      })
    }))
  },
})
