// Custom training jobs: which code ran where, as whom, and what it may have left lying about.
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import { shape } from '../../../core/shape.js'
import { collector, type Emission } from '../../kit/collector.js'
import { vertexList } from '../calls.js'
import { parentOf, placeOf, type Place } from '../names.js'
import { specEdges, specFields, specParts, specProps } from './custom-job-spec.js'
import { pastJob, progress, progressFields, startedSince } from './jobs.js'
import { commonFields, commonProps, identified } from './parts.js'

export type CustomJob = aiplatform_v1.Schema$GoogleCloudAiplatformV1CustomJob

const props = shape({ ...commonFields, ...progressFields, ...specFields })

export default collector({
  type: 'gcp.vertex.custom_job',
  kind: 'training-job',
  service: 'aiplatform',
  per: 'region',
  props,
  relates: {
    'runs-as': ['gcp.iam.service_account'], 'stored-in': ['gcp.storage.bucket'], 'built-by': ['gcp.storage.bucket'], 'runs-image': ['gcp.artifact.repository'],
    'encrypted-by': ['gcp.kms.key'], 'owned-by': ['gcp.resourcemanager.project'],
  },
  calls: {
    list: vertexList<aiplatform_v1.Schema$GoogleCloudAiplatformV1ListCustomJobsResponse, CustomJob>('aiplatform:projects.locations.customJobs.list', {
      client: 'job', method: 'listCustomJobs', items: (page) => page.customJobs, seenAs: 'aiplatform.googleapis.com/CustomJob',
    }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    const filter = startedSince(ctx.historySince, 'JOB_STATE_RUNNING')
    await ctx.each(ctx.call.list.rows({ parent: parentOf(ctx), filter }), (job) => ctx.emit(customJob(job, place)))
  },
})

export function customJob(job: CustomJob, place: Place): Emission<typeof props> {
  const spec = job.jobSpec ?? {}
  return {
    ...identified(job, place),
    props: { ...commonProps(job), ...progress(job), ...specProps(spec, place) },
    edges: specEdges(spec, job.encryptionSpec?.kmsKeyName, place),
    past: pastJob(job, specParts(spec)),
  }
}
