// Feature stores of the first generation: feature values online and offline, kept by Vertex AI itself.
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import { nullable, number, oneOf, shape, string } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { vertexList } from '../calls.js'
import { encryptedBy, ownedBy } from '../edges.js'
import { parentOf, placeOf, said } from '../names.js'
import { commonFields, commonProps, identified } from './parts.js'

type Featurestore = aiplatform_v1.Schema$GoogleCloudAiplatformV1Featurestore

export default collector({
  type: 'gcp.vertex.featurestore',
  kind: 'feature-store',
  service: 'aiplatform',
  per: 'region',
  props: shape({
    ...commonFields,
    /** As commands take it, such as `projects/111122223333/locations/us-central1/featurestores/42`. */
    resource: string,
    state: nullable(oneOf('STABLE', 'UPDATING')),
    /** Days for which values stay online; null means Google's own 4000. */
    onlineDays: nullable(number),
    /** Nodes that serve online, the least where their number scales; null when nothing is served online. */
    onlineNodes: nullable(number),
  }),
  relates: { 'encrypted-by': ['gcp.kms.key'], 'owned-by': ['gcp.resourcemanager.project'] },
  calls: {
    list: vertexList<aiplatform_v1.Schema$GoogleCloudAiplatformV1ListFeaturestoresResponse, Featurestore>('aiplatform:projects.locations.featurestores.list', {
      client: 'featurestore', method: 'listFeaturestores', items: (page) => page.featurestores, seenAs: 'aiplatform.googleapis.com/Featurestore',
    }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    await ctx.each(ctx.call.list.rows({ parent: parentOf(ctx) }), (store) => ctx.emit({
      ...identified(store, place),
      props: {
        ...commonProps(store), resource: store.name ?? '', state: said(store.state), onlineDays: store.onlineStorageTtlDays ?? null,
        onlineNodes: store.onlineServingConfig?.scaling?.minNodeCount ?? store.onlineServingConfig?.fixedNodeCount ?? null,
      },
      edges: [ownedBy(place), encryptedBy(said(store.encryptionSpec?.kmsKeyName), 'encryptionSpec.kmsKeyName')],
    }))
  },
})
