// Online endpoints of Azure Machine Learning: who may call them, and over which network.
import { mapOf, nullable, number, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { mlList, type Resource } from '../calls.js'
import { diagnosticSettings, diagnosticsOf, diagnosticsShape, loggedTo } from '../diagnostics.js'
import { childOf } from '../edges.js'
import { identityOf, identityShape, runsAs, runsAsTargets } from '../identity.js'
import { armId, iso, said, word } from '../names.js'
import { networkOf, networkShape } from '../network.js'
import { eachWorkspace, workspaces } from './workspaces.js'

interface Endpoint {
  authMode?: string | null
  publicNetworkAccess?: string | null
  scoringUri?: string | null
  traffic?: Readonly<Record<string, number>> | null
  mirrorTraffic?: Readonly<Record<string, number>> | null
  provisioningState?: string | null
  compute?: string | null
}

export default collector({
  type: 'azure.ml.online_endpoint',
  kind: 'endpoint',
  service: 'machinelearningservices',
  per: 'account',
  props: shape({
    location: nullable(string),
    /** `key`, `amltoken` or `aadtoken`. */
    authMode: nullable(oneOf('key', 'amltoken', 'aadtoken')),
    network: networkShape,
    identity: identityShape,
    scoringUri: nullable(string),
    /** Per cent of the calls, by deployment. */
    traffic: mapOf(number),
    state: nullable(string),
    tags: mapOf(string),
    createdAt: nullable(time),
    diagnostics: diagnosticsShape,
  }),
  relates: { 'owned-by': ['azure.ml.workspace'], 'runs-as': runsAsTargets, 'logged-to': ['azure.storage.account'] },
  reads: [workspaces],
  calls: {
    list: mlList<Resource<Endpoint>>('machinelearningservices:onlineEndpoints.list', '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.MachineLearningServices/workspaces/{workspaceName}/onlineEndpoints', { group: 'onlineEndpoints', method: 'list' }),
    diagnostics: diagnosticSettings,
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    await eachWorkspace(ctx, (workspace) => each(call.list.rows({ of: workspace }), async ({ id, name, location, tags, identity, systemData, properties }) => {
      const settings = await call.diagnostics.all({ of: id ?? '' })
      const own = identityOf(identity)
      const authMode = word(properties?.authMode)
      emit({
        id: armId(id ?? ''), name: name ?? '',
        props: {
          location: said(location), authMode: authMode === 'key' || authMode === 'amltoken' || authMode === 'aadtoken' ? authMode : null,
          network: networkOf(properties?.publicNetworkAccess, null), identity: own, scoringUri: said(properties?.scoringUri),
          traffic: { ...properties?.traffic }, state: word(properties?.provisioningState), tags: { ...tags }, createdAt: iso(systemData?.createdAt),
          diagnostics: diagnosticsOf(settings),
        },
        edges: [childOf('azure.ml.workspace', workspace), ...runsAs(own), ...loggedTo(settings)],
      })
    }))
  },
})
