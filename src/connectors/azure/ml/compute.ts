// Clusters, compute instances and attached machines of Azure Machine Learning: who runs code there, and who can reach it.
import { bool, mapOf, nullable, shape, string, time } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { mlGet, mlList, type Resource } from '../calls.js'
import { childOf } from '../edges.js'
import { identityOf, identityShape, runsAs, runsAsTargets } from '../identity.js'
import { armId, iso, said, word } from '../names.js'
import { settingsFields, settingsOf, type Compute } from './compute-settings.js'
import { isolationOf } from './isolation.js'
import { eachWorkspace, seenWorkspaces, workspaces } from './workspaces.js'

const collection = '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.MachineLearningServices/workspaces/{workspaceName}/computes'
/** The first stable version that tells when idle instances are stopped. */
const version = '2025-12-01'

export default collector({
  type: 'azure.ml.compute',
  kind: 'provisioned-capacity',
  service: 'machinelearningservices',
  per: 'account',
  props: shape({
    /** `amlcompute` is a cluster, `computeinstance` somebody's workstation; others, such as `aks` and `kubernetes`, are attached. */
    computeType: nullable(string),
    location: nullable(string),
    /** Made elsewhere and brought along. */
    attached: bool,
    /** SSH users of the machine's own, beside Entra ID. */
    localAuth: nullable(bool),
    identity: identityShape,
    /** Managed network of the workspace: `disabled`, `allowinternetoutbound` or `allowonlyapprovedoutbound`. */
    managedNetwork: nullable(string),
    ...settingsFields,
    tags: mapOf(string),
    createdAt: nullable(time),
  }),
  relates: { 'owned-by': ['azure.ml.workspace'], 'runs-as': runsAsTargets },
  reads: [workspaces, seenWorkspaces],
  calls: {
    list: mlList<Resource<Compute>>('machinelearningservices:computes.list', collection, { group: 'computeOperations', method: 'list', version }),
    get: mlGet<Resource<Compute>>('machinelearningservices:computes.get', `${collection}/{computeName}`, { group: 'computeOperations', method: 'get', version }),
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    await eachWorkspace(ctx, async (workspace, row) => {
      const all = await ctx.read(workspaces)
      const managedNetwork = isolationOf(row, all.ok ? all.value : [])
      await each(call.list.rows({ of: workspace }), async (listed) => {
        const id = armId(listed.id ?? '')
        // A project shows what is its hub's, too.
        if (!id.startsWith(`${armId(workspace)}/`)) return
        const isBare = word(listed.properties?.computeType) === 'aks' && listed.properties?.properties == null
        const whole = isBare ? await call.get({ of: id }) : { ok: true as const, value: listed }
        const { name, location, tags, identity, systemData, properties } = listed
        const own = identityOf(identity)
        const settings = settingsOf(whole.ok ? whole.value.properties ?? {} : properties ?? {})
        emit({
          id, name: name ?? '',
          props: {
            computeType: word(properties?.computeType), location: said(location), attached: properties?.isAttachedCompute === true,
            localAuth: properties?.disableLocalAuth == null ? null : !properties.disableLocalAuth,
            identity: own, managedNetwork, ...settings, ...(!whole.ok && { tls: whole.gap }),
            tags: { ...tags }, createdAt: iso(properties?.createdOn) ?? iso(systemData?.createdAt),
          },
          edges: [childOf('azure.ml.workspace', workspace), ...runsAs(own)],
        })
      })
    })
  },
})
