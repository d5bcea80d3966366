// Online feature stores: what serves feature values to models, and over which network.
import { bool, listOf, nullable, oneOf, shape, string } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { encryptedBy, ownedBy } from '../edges.js'
import { placeOf, said } from '../names.js'
import { onlineStores, type OnlineStore } from './online-stores.js'
import { commonFields, commonProps, identified } from './parts.js'

export default collector({
  type: 'gcp.vertex.feature_online_store',
  kind: 'feature-store',
  service: 'aiplatform',
  per: 'region',
  props: shape({
    ...commonFields,
    /** As commands take it, such as `projects/111122223333/locations/us-central1/featureOnlineStores/42`. */
    resource: string,
    state: nullable(oneOf('STABLE', 'UPDATING')),
    /** `bigtable` is asked through the regional API, `optimized` through an endpoint of its own. */
    storage: nullable(oneOf('bigtable', 'optimized')),
    /** The Bigtable instance may be read past Vertex AI. */
    directBigtable: bool,
    /** Host name under which the internet finds the store's own endpoint. */
    publicDomain: nullable(string),
    privateServiceConnect: bool,
    /** Projects that may connect privately. */
    projectAllowlist: listOf(string),
  }),
  relates: { 'encrypted-by': ['gcp.kms.key'], 'owned-by': ['gcp.resourcemanager.project'] },
  reads: [onlineStores],
  calls: {},
  async list(ctx) {
    const place = placeOf(ctx)
    const stores = await ctx.read(onlineStores)
    if (!stores.ok) return ctx.unlisted(stores.gap)
    for (const store of stores.value) {
      const endpoint = store.dedicatedServingEndpoint
      ctx.emit({
        ...identified(store, place),
        props: {
          ...commonProps(store), resource: store.name ?? '', state: said(store.state), storage: storageOf(store),
          directBigtable: store.bigtable?.enableDirectBigtableAccess === true,
          publicDomain: said(endpoint?.publicEndpointDomainName),
          privateServiceConnect: endpoint?.privateServiceConnectConfig?.enablePrivateServiceConnect === true,
          projectAllowlist: endpoint?.privateServiceConnectConfig?.projectAllowlist ?? [],
        },
        edges: [ownedBy(place), encryptedBy(said(store.encryptionSpec?.kmsKeyName), 'encryptionSpec.kmsKeyName')],
      })
    }
  },
})

function storageOf(store: OnlineStore): 'bigtable' | 'optimized' | null {
  if (store.bigtable != null) return 'bigtable'
  // An empty message: there, or not.
  return store.optimized != null ? 'optimized' : null
}
