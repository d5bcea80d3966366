// Hyperparameter tuning jobs: many trials of one and the same custom job.
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import { nullable, number, shape } from '../../../core/shape.js'
import { collector, type Emission } from '../../kit/collector.js'
import { vertexList } from '../calls.js'
import { parentOf, placeOf, type Place } from '../names.js'
import { specEdges, specFields, specParts, specProps } from './custom-job-spec.js'
import { pastJob, progress, progressFields, startedSince } from './jobs.js'
import { commonFields, commonProps, identified } from './parts.js'

export type HyperparameterTuningJob = aiplatform_v1.Schema$GoogleCloudAiplatformV1HyperparameterTuningJob

const props = shape({ ...commonFields, ...progressFields, ...specFields, trials: nullable(number), parallelTrials: nullable(number) })

export default collector({
  type: 'gcp.vertex.hyperparameter_tuning_job',
  kind: 'training-job',
  service: 'aiplatform',
  per: 'region',
  props,
  relates: {
    'runs-as': ['gcp.iam.service_account'], 'stored-in': ['gcp.storage.bucket'], 'built-by': ['gcp.storage.bucket'], 'runs-image': ['gcp.artifact.repository'],
    'encrypted-by': ['gcp.kms.key'], 'owned-by': ['gcp.resourcemanager.project'],
  },
  calls: {
    list: vertexList<aiplatform_v1.Schema$GoogleCloudAiplatformV1ListHyperparameterTuningJobsResponse, HyperparameterTuningJob>('aiplatform:projects.locations.hyperparameterTuningJobs.list', {
      client: 'job', method: 'listHyperparameterTuningJobs', items: (page) => page.hyperparameterTuningJobs, seenAs: 'aiplatform.googleapis.com/HyperparameterTuningJob',
    }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    const filter = startedSince(ctx.historySince, 'JOB_STATE_RUNNING')
    await ctx.each(ctx.call.list.rows({ parent: parentOf(ctx), filter }), (job) => ctx.emit(hyperparameterTuningJob(job, place)))
  },
})

export function hyperparameterTuningJob(job: HyperparameterTuningJob, place: Place): Emission<typeof props> {
  const spec = job.trialJobSpec ?? {}
  return {
    ...identified(job, place),
    props: {
      ...commonProps(job), ...progress(job), ...specProps(spec, place, job.parallelTrialCount ?? 1),
      trials: job.maxTrialCount ?? null, parallelTrials: job.parallelTrialCount ?? null,
    },
    edges: specEdges(spec, job.encryptionSpec?.kmsKeyName, place),
    past: pastJob(job, specParts(spec)),
  }
}
