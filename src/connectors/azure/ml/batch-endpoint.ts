// Batch endpoints of Azure Machine Learning: who may start scoring jobs.
import { mapOf, nullable, shape, string, time } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { childOf } from '../edges.js'
import { identityOf, identityShape, runsAs, runsAsTargets } from '../identity.js'
import { armId, iso, said, word } from '../names.js'
import { batchEndpoints, eachEndpoint } from './endpoints.js'

export default collector({
  type: 'azure.ml.batch_endpoint',
  kind: 'endpoint',
  service: 'machinelearningservices',
  per: 'account',
  props: shape({
    location: nullable(string),
    /** `aadtoken` is the only one that the service still hands out. */
    authMode: nullable(string),
    identity: identityShape,
    scoringUri: nullable(string),
    /** The deployment that jobs go to when they name none. */
    defaultDeployment: nullable(string),
    state: nullable(string),
    tags: mapOf(string),
    createdAt: nullable(time),
  }),
  relates: { 'owned-by': ['azure.ml.workspace'], 'runs-as': runsAsTargets },
  reads: [batchEndpoints],
  calls: {},
  async list(ctx) {
    await eachEndpoint(ctx, await ctx.read(batchEndpoints), async ({ id, name, location, tags, identity, systemData, properties }, workspace) => {
      const own = identityOf(identity)
      ctx.emit({
        id: armId(id ?? ''), name: name ?? '',
        props: {
          location: said(location), authMode: word(properties?.authMode), identity: own, scoringUri: said(properties?.scoringUri),
          defaultDeployment: said(properties?.defaults?.deploymentName), state: word(properties?.provisioningState), tags: { ...tags }, createdAt: iso(systemData?.createdAt),
        },
        edges: [childOf('azure.ml.workspace', workspace), ...runsAs(own)],
      })
    })
  },
})
