// Metadata stores: the record of which run read which data and made which model.
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import { bool, nullable, shape, string } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { vertexList } from '../calls.js'
import { encryptedBy, ownedBy } from '../edges.js'
import { parentOf, placeOf, said } from '../names.js'
import { commonFields, commonProps, identified } from './parts.js'

type Store = aiplatform_v1.Schema$GoogleCloudAiplatformV1MetadataStore

export default collector({
  type: 'gcp.vertex.metadata_store',
  kind: 'experiment',
  service: 'aiplatform',
  per: 'region',
  props: shape({
    ...commonFields,
    /** As commands take it, such as `projects/111122223333/locations/us-central1/metadataStores/42`. */
    resource: string,
    description: nullable(string),
    /** Whether the lineage is copied to Dataplex. */
    dataplexLineage: bool,
  }),
  relates: { 'encrypted-by': ['gcp.kms.key'], 'owned-by': ['gcp.resourcemanager.project'] },
  calls: {
    list: vertexList<aiplatform_v1.Schema$GoogleCloudAiplatformV1ListMetadataStoresResponse, Store>('aiplatform:projects.locations.metadataStores.list', {
      client: 'metadata', method: 'listMetadataStores', items: (page) => page.metadataStores, seenAs: 'aiplatform.googleapis.com/MetadataStore',
    }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    await ctx.each(ctx.call.list.rows({ parent: parentOf(ctx) }), (store) => ctx.emit({
      ...identified(store, place),
      props: {
        ...commonProps(store), resource: store.name ?? '', description: said(store.description),
        dataplexLineage: store.dataplexConfig?.enabledPipelinesLineage === true,
      },
      edges: [ownedBy(place), encryptedBy(said(store.encryptionSpec?.kmsKeyName), 'encryptionSpec.kmsKeyName')],
    }))
  },
})
