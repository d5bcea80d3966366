// Training pipelines: AutoML and custom training that starts from a managed dataset and ends in a model.
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import { nullable, shape, string } from '../../../core/shape.js'
import { collector, type Emission } from '../../kit/collector.js'
import { vertexGet, vertexList } from '../calls.js'
import { encryptedBy, ownedBy, toBucket, toDataset } from '../edges.js'
import { lastOf, parentOf, placeOf, said, type Place } from '../names.js'
import { bucketPart, pastJob, progress, progressFields, startedSince } from './jobs.js'
import { commonFields, commonProps, identified, vertexName } from './parts.js'

export type TrainingPipeline = aiplatform_v1.Schema$GoogleCloudAiplatformV1TrainingPipeline

const props = shape({
  ...commonFields,
  ...progressFields,
  /** Full name of the managed dataset. */
  dataset: nullable(string),
  /** Folder to which the dataset is written for the training to read. */
  dataUri: nullable(string),
  /** `custom_task_1.0.0.yaml`, `automl_image_classification_1.0.0.yaml` ... */
  task: nullable(string),
  parentModel: nullable(string),
})

export default collector({
  type: 'gcp.vertex.training_pipeline',
  kind: 'training-job',
  service: 'aiplatform',
  per: 'region',
  props,
  relates: {
    'trained-on': ['gcp.vertex.dataset', 'gcp.storage.bucket', 'gcp.bigquery.dataset'], 'encrypted-by': ['gcp.kms.key'], 'owned-by': ['gcp.resourcemanager.project'],
  },
  calls: {
    list: vertexList<aiplatform_v1.Schema$GoogleCloudAiplatformV1ListTrainingPipelinesResponse, TrainingPipeline>('aiplatform:projects.locations.trainingPipelines.list', {
      client: 'pipeline', method: 'listTrainingPipelines', items: (page) => page.trainingPipelines, seenAs: 'aiplatform.googleapis.com/TrainingPipeline',
    }),
    get: vertexGet<TrainingPipeline>('aiplatform:projects.locations.trainingPipelines.get', { version: 'v1', client: 'pipeline', method: 'getTrainingPipeline', gone: ['NOT_FOUND'] }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    const filter = startedSince(ctx.historySince, 'PIPELINE_STATE_RUNNING')
    await ctx.each(ctx.call.list.rows({ parent: parentOf(ctx), filter }), (pipeline) => ctx.emit(trainingPipeline(pipeline, place)))
  },
  /** The pipeline that made a model, however long ago. */
  async resolve(ref, ctx) {
    const name = ref.id.replace(/^\/\/[^/]+\//, '')
    const answer = await ctx.call.get({ name })
    if (answer.ok) ctx.emit(trainingPipeline(answer.value, placeOf(ctx)))
    else ctx.emit({ id: ref.id, name, props: answer.gap, edges: answer.gap })
  },
})

export function trainingPipeline(pipeline: TrainingPipeline, place: Place): Emission<typeof props> {
  const input = pipeline.inputDataConfig
  // Given as a bare id: the dataset is in the same project and location.
  const dataset = said(input?.datasetId) === null ? null : vertexName(`projects/${place.number}/locations/${place.location}/datasets/${input?.datasetId}`, place)
  const dataUri = said(input?.gcsDestination?.outputUriPrefix)
  const task = said(pipeline.trainingTaskDefinition)
  return {
    ...identified(pipeline, place),
    props: {
      ...commonProps(pipeline), ...progress(pipeline),
      dataset, dataUri, task: task === null ? null : lastOf(task), parentModel: vertexName(pipeline.parentModel, place),
    },
    edges: [
      ownedBy(place),
      dataset === null ? null : { type: 'trained-on', target: 'gcp.vertex.dataset', to: dataset, via: 'inputDataConfig.datasetId' },
      toBucket('trained-on', dataUri, 'inputDataConfig.gcsDestination'),
      toDataset('trained-on', input?.bigqueryDestination?.outputUri, 'inputDataConfig.bigqueryDestination'),
      encryptedBy(said(pipeline.encryptionSpec?.kmsKeyName), 'encryptionSpec.kmsKeyName'),
    ],
    past: pastJob(pipeline, [dataset, bucketPart(dataUri), task]),
  }
}
