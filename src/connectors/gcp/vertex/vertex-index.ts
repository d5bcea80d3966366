// Vector Search indexes: what nearest neighbours are looked up in, and which files the vectors were taken from.
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import { bool, listOf, nullable, number, oneOf, shape, string } from '../../../core/shape.js'
import { collector, edgesOf, known } from '../../kit/collector.js'
import { list, vertexList } from '../calls.js'
import { encryptedBy, ownedBy } from '../edges.js'
import { parentOf, placeOf, said } from '../names.js'
import { foldersOf, toBuckets } from './folders.js'
import { commonFields, commonProps, identified } from './parts.js'

type Index = aiplatform_v1.Schema$GoogleCloudAiplatformV1Index
type Operation = aiplatform_v1.Schema$GoogleLongrunningOperation

export default collector({
  type: 'gcp.vertex.index',
  kind: 'index',
  service: 'aiplatform',
  per: 'region',
  props: shape({
    ...commonFields,
    /** As commands take it, such as `projects/111122223333/locations/us-central1/indexes/42`. */
    resource: string,
    description: nullable(string),
    updateMethod: nullable(oneOf('BATCH_UPDATE', 'STREAM_UPDATE')),
    vectors: nullable(number),
    deployed: bool,
    /** Folder in each bucket that vectors were read from, as far as Google still remembers the builds. */
    sources: listOf(string),
  }),
  relates: { 'embedded-from': ['gcp.storage.bucket'], 'encrypted-by': ['gcp.kms.key'], 'owned-by': ['gcp.resourcemanager.project'] },
  calls: {
    list: vertexList<aiplatform_v1.Schema$GoogleCloudAiplatformV1ListIndexesResponse, Index>('aiplatform:projects.locations.indexes.list', {
      client: 'index', method: 'listIndexes', items: (page) => page.indexes, seenAs: 'aiplatform.googleapis.com/Index',
    }),
    /** `contentsDeltaUri` can only be written: which files an index was built from stands in the operations that built it. */
    operations: list<aiplatform_v1.Schema$GoogleLongrunningListOperationsResponse, Operation>('aiplatform:projects.locations.indexes.operations.list', 'v1/{+name}/operations', {
      needs: ['aiplatform.operations.list'], items: (page) => page.operations, per: 'item', gone: ['NOT_FOUND'],
    }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    await ctx.each(ctx.call.list.rows({ parent: parentOf(ctx) }), async (index) => {
      const operations = await ctx.call.operations.all({ name: index.name })
      const sources = (of: readonly Operation[]): string[] => foldersOf(of.flatMap(filesIn))
      ctx.emit({
        ...identified(index, place),
        props: {
          ...commonProps(index), resource: index.name ?? '', description: said(index.description), updateMethod: said(index.indexUpdateMethod),
          vectors: said(index.indexStats?.vectorsCount) === null ? null : Number(index.indexStats?.vectorsCount),
          deployed: (index.deployedIndexes ?? []).length > 0,
          sources: known(operations, sources),
        },
        edges: [
          ownedBy(place), encryptedBy(said(index.encryptionSpec?.kmsKeyName), 'encryptionSpec.kmsKeyName'),
          ...edgesOf(operations, 'embedded-from', (of) => toBuckets('embedded-from', sources(of), 'operations')),
        ],
      })
    })
  },
})

/** Files that a build has read, out of `CreateIndexOperationMetadata` and `UpdateIndexOperationMetadata`. */
export function filesIn({ metadata }: Operation): string[] {
  const stats = member(member(metadata, 'nearestNeighborSearchOperationMetadata'), 'contentValidationStats')
  return (Array.isArray(stats) ? stats : []).map((one: unknown) => member(one, 'sourceGcsUri')).filter((uri) => typeof uri === 'string')
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}
