// Online endpoints of Azure Machine Learning: who may call them, and over which network.
import { mapOf, nullable, number, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { diagnosticSettings, diagnosticsOf, diagnosticsShape, loggedTo } from '../diagnostics.js'
import { childOf } from '../edges.js'
import { identityOf, identityShape, runsAs, runsAsTargets } from '../identity.js'
import { armId, iso, said, word } from '../names.js'
import { networkOf, networkShape } from '../network.js'
import { eachEndpoint, onlineEndpoints } from './endpoints.js'

export default collector({
  type: 'azure.ml.online_endpoint',
  kind: 'endpoint',
  service: 'machinelearningservices',
  per: 'account',
  props: shape({
    location: nullable(string),
    /** `kubernetes` runs on a cluster of the customer's, which decides who reaches it. */
    computeType: oneOf('managed', 'kubernetes'),
    authMode: nullable(oneOf('key', 'amltoken', 'aadtoken')),
    network: networkShape,
    identity: identityShape,
    scoringUri: nullable(string),
    /** Per cent of the calls, by deployment. */
    traffic: mapOf(number),
    /** Per cent of the calls that a deployment gets a copy of. */
    mirrorTraffic: mapOf(number),
    state: nullable(string),
    tags: mapOf(string),
    createdAt: nullable(time),
    diagnostics: diagnosticsShape,
  }),
  relates: { 'owned-by': ['azure.ml.workspace'], 'runs-as': runsAsTargets, 'logged-to': ['azure.storage.account'] },
  reads: [onlineEndpoints],
  calls: { diagnostics: diagnosticSettings },
  async list(ctx) {
    await eachEndpoint(ctx, await ctx.read(onlineEndpoints), async ({ id, name, kind, location, tags, identity, systemData, properties }, workspace) => {
      const settings = await ctx.call.diagnostics.all({ of: id ?? '' })
      const own = identityOf(identity)
      ctx.emit({
        id: armId(id ?? ''), name: name ?? '',
        props: {
          location: said(location), computeType: said(properties?.compute) !== null || word(kind) === 'k8s' ? 'kubernetes' : 'managed', authMode: word(properties?.authMode),
          network: networkOf(properties?.publicNetworkAccess, null), identity: own, scoringUri: said(properties?.scoringUri),
          traffic: { ...properties?.traffic }, mirrorTraffic: { ...properties?.mirrorTraffic },
          state: word(properties?.provisioningState), tags: { ...tags }, createdAt: iso(systemData?.createdAt), diagnostics: diagnosticsOf(settings),
        },
        edges: [childOf('azure.ml.workspace', workspace), ...runsAs(own), ...loggedTo(settings)],
      })
    })
  },
})
