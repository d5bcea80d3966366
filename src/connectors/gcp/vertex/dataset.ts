// Managed datasets: where the items or rows that models learn from lie.
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import { listOf, nullable, number, shape, string } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { vertexList } from '../calls.js'
import { encryptedBy, ownedBy, toDataset } from '../edges.js'
import { parentOf, placeOf, said } from '../names.js'
import { foldersOf, toBuckets } from './folders.js'
import { commonFields, commonProps, identified } from './parts.js'

type Dataset = aiplatform_v1.Schema$GoogleCloudAiplatformV1Dataset

export default collector({
  type: 'gcp.vertex.dataset',
  kind: 'dataset',
  service: 'aiplatform',
  per: 'region',
  props: shape({
    ...commonFields,
    /** As commands take it, such as `projects/111122223333/locations/us-central1/datasets/42`. */
    resource: string,
    /** `image`, `tabular`, `text`, `time_series`, `video`, `text_prompt` ... */
    content: nullable(string),
    items: nullable(number),
    /** Folder in each bucket that holds the rows, which are read in place, or the copies of imported images, texts and videos. */
    sources: listOf(string),
    /** `bq://project.dataset.table` that rows are read from in place. */
    table: nullable(string),
  }),
  relates: { 'stored-in': ['gcp.storage.bucket', 'gcp.bigquery.dataset'], 'encrypted-by': ['gcp.kms.key'], 'owned-by': ['gcp.resourcemanager.project'] },
  calls: {
    list: vertexList<aiplatform_v1.Schema$GoogleCloudAiplatformV1ListDatasetsResponse, Dataset>('aiplatform:projects.locations.datasets.list', {
      client: 'dataset', method: 'listDatasets', items: (page) => page.datasets, seenAs: 'aiplatform.googleapis.com/Dataset',
    }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    await ctx.each(ctx.call.list.rows({ parent: parentOf(ctx) }), (dataset) => {
      const { sources, table } = placesOf(dataset.metadata)
      ctx.emit({
        ...identified(dataset, place),
        props: {
          ...commonProps(dataset), resource: dataset.name ?? '',
          content: /\/([a-z_]+)_\d[\d.]*\.yaml$/.exec(dataset.metadataSchemaUri ?? '')?.[1] ?? null,
          items: said(dataset.dataItemCount) === null ? null : Number(dataset.dataItemCount),
          sources, table,
        },
        edges: [
          ownedBy(place),
          ...toBuckets('stored-in', sources, 'metadata'),
          toDataset('stored-in', table, 'metadata.inputConfig.bigquerySource'),
          encryptedBy(said(dataset.encryptionSpec?.kmsKeyName), 'encryptionSpec.kmsKeyName'),
        ],
      })
    })
  },
})

interface Places {
  sources: string[]
  table: string | null
}

/** The metadata is a free document whose schema its URI names; `uri` is one text or a list of them. */
export function placesOf(metadata: unknown): Places {
  const input = member(metadata, 'inputConfig')
  return {
    sources: foldersOf([...texts(member(member(input, 'gcsSource'), 'uri')), ...texts(member(metadata, 'gcsBucket')).map((bucket) => `gs://${bucket}/`)]),
    table: texts(member(member(input, 'bigquerySource'), 'uri'))[0] ?? null,
  }
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}

function texts(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string' && one !== '')
}
