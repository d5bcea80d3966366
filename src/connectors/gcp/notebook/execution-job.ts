// Notebook executions, scheduled or started by hand: whose rights they use, and where their output lands.
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import { nullable, shape, string, time } from '../../../core/shape.js'
import { collector, type Edge } from '../../kit/collector.js'
import { vertexList } from '../calls.js'
import { encryptedBy, ownedBy, runsAs, toBucket } from '../edges.js'
import { defaultComputeAccount, iso, parentOf, placeOf, said, type Place } from '../names.js'
import { commonFields, commonProps, identified, vertexName } from '../vertex/parts.js'

type Job = aiplatform_v1.Schema$GoogleCloudAiplatformV1NotebookExecutionJob

const ended = /^JOB_STATE_(?:SUCCEEDED|FAILED|CANCELLED|EXPIRED|PARTIALLY_SUCCEEDED)$/

export default collector({
  type: 'gcp.notebook.execution_job',
  kind: 'batch-job',
  service: 'aiplatform',
  per: 'region',
  props: shape({
    ...commonFields,
    /** `JOB_STATE_RUNNING`, `JOB_STATE_SUCCEEDED` ... */
    state: nullable(string),
    updatedAt: nullable(time),
    /** Null where a person's own rights are used. */
    serviceAccount: nullable(string),
    executionUser: nullable(string),
    schedule: nullable(string),
    template: nullable(string),
    /** Where the notebook is taken from, for one that lies in a bucket. */
    notebookUri: nullable(string),
    outputUri: nullable(string),
  }),
  relates: {
    'runs-as': ['gcp.iam.service_account'], 'stored-in': ['gcp.storage.bucket'], 'built-by': ['gcp.storage.bucket'], 'encrypted-by': ['gcp.kms.key'],
    'configured-by': ['gcp.notebook.colab_template'], 'owned-by': ['gcp.resourcemanager.project'],
  },
  calls: {
    // The basic view, which is the default, leaves out what stands in the notebooks.
    list: vertexList<aiplatform_v1.Schema$GoogleCloudAiplatformV1ListNotebookExecutionJobsResponse, Job>('aiplatform:projects.locations.notebookExecutionJobs.list', {
      client: 'notebook', method: 'listNotebookExecutionJobs', items: (page) => page.notebookExecutionJobs, seenAs: 'aiplatform.googleapis.com/NotebookExecutionJob',
    }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    // No filter knows times; newest first, the rest is older still.
    const newestFirst = ctx.call.list.rows({ parent: parentOf(ctx), orderBy: 'create_time desc' })
    await ctx.each(since(newestFirst, ctx.historySince), (job) => ctx.emit({ ...identified(job, place), props: jobProps(job, place), edges: jobEdges(job, place), past: pastOf(job, place) }))
  },
})

async function* since(jobs: AsyncIterable<Job>, oldest: Date): AsyncIterable<Job> {
  for await (const job of jobs) {
    if (said(job.createTime) !== null && Date.parse(job.createTime ?? '') < oldest.getTime()) return
    yield job
  }
}

/** A person's execution runs with that person's rights; one that names nobody runs as the default compute account. */
function accountOf(job: Job, place: Place): string | null {
  return said(job.serviceAccount) ?? (said(job.executionUser) === null ? defaultComputeAccount(place.number) : null)
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function jobProps(job: Job, place: Place) {
  return {
    ...commonProps(job),
    state: said(job.jobState), updatedAt: iso(job.updateTime),
    serviceAccount: accountOf(job, place), executionUser: said(job.executionUser),
    schedule: said(job.scheduleResourceName), template: said(job.notebookRuntimeTemplateResourceName),
    notebookUri: said(job.gcsNotebookSource?.uri), outputUri: said(job.gcsOutputUri),
  }
}

export function jobEdges(job: Job, place: Place): (Edge | null)[] {
  const template = vertexName(job.notebookRuntimeTemplateResourceName, place)
  return [
    ownedBy(place),
    runsAs(accountOf(job, place), place, 'serviceAccount'),
    toBucket('stored-in', job.gcsOutputUri, 'gcsOutputUri'),
    toBucket('built-by', job.gcsNotebookSource?.uri, 'gcsNotebookSource.uri'),
    encryptedBy(said(job.encryptionSpec?.kmsKeyName), 'encryptionSpec.kmsKeyName'),
    template === null ? null : { type: 'configured-by', target: 'gcp.notebook.colab_template', to: template, via: 'notebookRuntimeTemplateResourceName' },
  ]
}

/** Runs of one schedule, or of one name less its dates and counters, with the same rights and output are one. */
export function pastOf(job: Job, place: Place): { family: string; at: string } | null {
  const at = iso(job.updateTime) ?? iso(job.createTime)
  if (at === null || !ended.test(job.jobState ?? '')) return null
  const name = said(job.scheduleResourceName) ?? (job.displayName ?? '').replaceAll(/[\d:._-]+/g, '-')
  return { family: [name, accountOf(job, place) ?? said(job.executionUser) ?? '-', said(job.gcsOutputUri) ?? '-'].join('|'), at }
}
