// Schedules: what starts pipelines and notebooks again and again, as whom, and whether that ever ends.
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import { bool, nullable, number, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, type Emission } from '../../kit/collector.js'
import { vertexList } from '../calls.js'
import { ownedBy, runsAs } from '../edges.js'
import { defaultComputeAccount, iso, parentOf, placeOf, said, type Place } from '../names.js'
import { startedSince } from './jobs.js'
import { commonFields, commonProps, identified } from './parts.js'

export type Schedule = aiplatform_v1.Schema$GoogleCloudAiplatformV1Schedule

const props = shape({
  ...commonFields,
  state: nullable(oneOf('ACTIVE', 'PAUSED', 'COMPLETED')),
  cron: nullable(string),
  starts: oneOf('pipeline', 'notebook', 'other'),
  nextRunAt: nullable(time),
  /** No run begins after that. */
  endsAt: nullable(time),
  maxRuns: nullable(number),
  maxConcurrentRuns: nullable(number),
  startedRuns: number,
  /** As whom the runs work; null for notebooks that run as a user, and for what else is started. */
  serviceAccount: nullable(string),
  serviceAccountNamed: bool,
})

export default collector({
  type: 'gcp.vertex.schedule',
  kind: 'workflow',
  service: 'aiplatform',
  per: 'region',
  props,
  relates: { 'runs-as': ['gcp.iam.service_account'], 'owned-by': ['gcp.resourcemanager.project'] },
  calls: {
    list: vertexList<aiplatform_v1.Schema$GoogleCloudAiplatformV1ListSchedulesResponse, Schedule>('aiplatform:projects.locations.schedules.list', {
      client: 'schedule', method: 'listSchedules', items: (page) => page.schedules, seenAs: 'aiplatform.googleapis.com/Schedule',
    }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    const filter = startedSince(ctx.historySince, 'ACTIVE', 'PAUSED')
    await ctx.each(ctx.call.list.rows({ parent: parentOf(ctx), filter }), (row) => ctx.emit(schedule(row, place)))
  },
})

export function schedule(row: Schedule, place: Place): Emission<typeof props> {
  const { account, named, starts } = startedBy(row, place)
  const ends = said(row.endTime)
  const doneAt = iso(ends) ?? iso(row.updateTime)
  return {
    ...identified(row, place),
    props: {
      ...commonProps(row),
      state: known(row.state), cron: said(row.cron), starts,
      nextRunAt: iso(row.nextRunTime), endsAt: iso(ends),
      maxRuns: whole(row.maxRunCount), maxConcurrentRuns: whole(row.maxConcurrentRunCount), startedRuns: whole(row.startedRunCount) ?? 0,
      serviceAccount: account, serviceAccountNamed: named,
    },
    edges: [ownedBy(place), runsAs(account, place, starts === 'pipeline' ? 'createPipelineJobRequest' : 'createNotebookExecutionJobRequest')],
    past: row.state === 'COMPLETED' && doneAt !== null ? { family: row.name ?? '', at: doneAt } : null,
  }
}

function startedBy({ createPipelineJobRequest: pipeline, createNotebookExecutionJobRequest: notebook }: Schedule, place: Place): { account: string | null; named: boolean; starts: 'pipeline' | 'notebook' | 'other' } {
  if (pipeline == null && notebook == null) return { account: null, named: false, starts: 'other' }
  const job = pipeline?.pipelineJob ?? notebook?.notebookExecutionJob
  const starts = pipeline == null ? 'notebook' : 'pipeline'
  const asUser = said(notebook?.notebookExecutionJob?.executionUser) !== null
  if (pipeline == null && asUser) return { account: null, named: false, starts }
  const named = said(job?.serviceAccount)
  return { account: named ?? defaultComputeAccount(place.number), named: named !== null, starts }
}

function known(state: string | null | undefined): 'ACTIVE' | 'PAUSED' | 'COMPLETED' | null {
  return state === 'ACTIVE' || state === 'PAUSED' || state === 'COMPLETED' ? state : null
}

/** 64-bit numbers come as text. */
function whole(text: string | null | undefined): number | null {
  return said(text) === null ? null : Number(text)
}
