// Batch prediction jobs: which model is asked about which data, as whom, and where the answers are written.
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import { bool, listOf, nullable, shape, string } from '../../../core/shape.js'
import { collector, type Edge, type Emission } from '../../kit/collector.js'
import { vertexList } from '../calls.js'
import { encryptedBy, ownedBy, runsAs, toBucket, toDataset } from '../edges.js'
import { parentOf, placeOf, said, type Place } from '../names.js'
import { bucketPart, pastJob, progress, progressFields, startedSince } from './jobs.js'
import { commonFields, commonProps, identified, vertexName } from './parts.js'

export type BatchPredictionJob = aiplatform_v1.Schema$GoogleCloudAiplatformV1BatchPredictionJob

const props = shape({
  ...commonFields,
  ...progressFields,
  /** Full name of a model of the project, or `publishers/google/models/…`. */
  model: nullable(string),
  /**
   * As given. Where nothing is said the container runs under an account that Google makes up for it, with next to no rights
   * (https://cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.batchPredictionJobs).
   */
  serviceAccount: nullable(string),
  containerLogging: bool,
  inputUris: listOf(string),
  /** Folder that the answers are written below. */
  outputUri: nullable(string),
  /** `bq://project.dataset`, or a project in which a dataset is made. */
  outputTable: nullable(string),
})

export default collector({
  type: 'gcp.vertex.batch_prediction',
  kind: 'batch-job',
  service: 'aiplatform',
  per: 'region',
  props,
  relates: {
    serves: ['gcp.vertex.model'], 'runs-as': ['gcp.iam.service_account'], 'retrieves-from': ['gcp.storage.bucket', 'gcp.bigquery.dataset'],
    'stored-in': ['gcp.storage.bucket', 'gcp.bigquery.dataset'], 'encrypted-by': ['gcp.kms.key'], 'owned-by': ['gcp.resourcemanager.project'],
  },
  calls: {
    list: vertexList<aiplatform_v1.Schema$GoogleCloudAiplatformV1ListBatchPredictionJobsResponse, BatchPredictionJob>('aiplatform:projects.locations.batchPredictionJobs.list', {
      client: 'job', method: 'listBatchPredictionJobs', items: (page) => page.batchPredictionJobs, seenAs: 'aiplatform.googleapis.com/BatchPredictionJob',
    }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    const filter = startedSince(ctx.historySince, 'JOB_STATE_RUNNING')
    await ctx.each(ctx.call.list.rows({ parent: parentOf(ctx), filter }), (job) => ctx.emit(batchPrediction(job, place)))
  },
})

export function batchPrediction(job: BatchPredictionJob, place: Place): Emission<typeof props> {
  const model = said(job.model)
  const own = model?.startsWith('projects/') === true ? vertexName(model, place) : null
  const inputs = [...(job.inputConfig?.gcsSource?.uris ?? []), ...(said(job.inputConfig?.bigquerySource?.inputUri) === null ? [] : [job.inputConfig?.bigquerySource?.inputUri ?? ''])]
  const output = said(job.outputConfig?.gcsDestination?.outputUriPrefix)
  const table = said(job.outputConfig?.bigqueryDestination?.outputUri)
  return {
    ...identified(job, place),
    props: {
      ...commonProps(job), ...progress(job),
      model: own ?? model, serviceAccount: said(job.serviceAccount),
      // Written the other way round: what is not disabled logs.
      containerLogging: job.disableContainerLogging !== true,
      inputUris: inputs, outputUri: output, outputTable: table,
    },
    edges: [
      ownedBy(place),
      own === null ? null : { type: 'serves', target: 'gcp.vertex.model', to: versioned(own, said(job.modelVersionId)), via: 'model' },
      runsAs(said(job.serviceAccount), place, 'serviceAccount'),
      ...inputs.flatMap((uri): (Edge | null)[] => [toBucket('retrieves-from', uri, 'inputConfig'), toDataset('retrieves-from', uri, 'inputConfig')]),
      toBucket('stored-in', output, 'outputConfig.gcsDestination'),
      // What was asked for may be a project only; then the dataset is known once it was made.
      toDataset('stored-in', said(job.outputInfo?.bigqueryOutputDataset) ?? table, 'outputConfig.bigqueryDestination'),
      encryptedBy(said(job.encryptionSpec?.kmsKeyName), 'encryptionSpec.kmsKeyName'),
    ],
    past: pastJob(job, [said(job.serviceAccount), own?.replace(/@.*$/, '') ?? model, bucketPart(output) ?? table]),
  }
}

function versioned(model: string, version: string | null): string {
  return version === null || model.includes('@') ? model : `${model}@${version}`
}
