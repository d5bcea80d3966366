// TensorBoard instances: metrics, images and texts that training runs have logged.
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import { bool, nullable, number, shape, string } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { vertexList } from '../calls.js'
import { encryptedBy, ownedBy, toBucket } from '../edges.js'
import { parentOf, placeOf, said } from '../names.js'
import { commonFields, commonProps, identified } from './parts.js'

type Board = aiplatform_v1.Schema$GoogleCloudAiplatformV1Tensorboard

export default collector({
  type: 'gcp.vertex.tensorboard',
  kind: 'experiment',
  service: 'aiplatform',
  per: 'region',
  props: shape({
    ...commonFields,
    /** As commands take it, such as `projects/111122223333/locations/us-central1/tensorboards/42`. */
    resource: string,
    description: nullable(string),
    isDefault: bool,
    runs: nullable(number),
    /** `bucket` or `bucket/folder` in the project that images and audio are kept in. */
    blobsIn: nullable(string),
  }),
  relates: { 'stored-in': ['gcp.storage.bucket'], 'encrypted-by': ['gcp.kms.key'], 'owned-by': ['gcp.resourcemanager.project'] },
  calls: {
    list: vertexList<aiplatform_v1.Schema$GoogleCloudAiplatformV1ListTensorboardsResponse, Board>('aiplatform:projects.locations.tensorboards.list', {
      client: 'tensorboard', method: 'listTensorboards', items: (page) => page.tensorboards, seenAs: 'aiplatform.googleapis.com/Tensorboard',
    }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    await ctx.each(ctx.call.list.rows({ parent: parentOf(ctx) }), (board) => {
      const blobsIn = said(board.blobStoragePathPrefix)?.replace(/^gs:\/\//, '') ?? null
      ctx.emit({
        ...identified(board, place),
        props: { ...commonProps(board), resource: board.name ?? '', description: said(board.description), isDefault: board.isDefault === true, runs: board.runCount ?? null, blobsIn },
        edges: [
          ownedBy(place), toBucket('stored-in', blobsIn === null ? null : `gs://${blobsIn}`, 'blobStoragePathPrefix'),
          encryptedBy(said(board.encryptionSpec?.kmsKeyName), 'encryptionSpec.kmsKeyName'),
        ],
      })
    })
  },
})
