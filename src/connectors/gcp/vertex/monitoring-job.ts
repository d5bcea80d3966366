// Jobs that watch what deployed models are asked: whether they still run, how much they see, whom they tell.
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import { bool, listOf, nullable, number, oneOf, shape, string } from '../../../core/shape.js'
import { collector, type Edge } from '../../kit/collector.js'
import { vertexList } from '../calls.js'
import { encryptedBy, ownedBy, toBucket, toDataset } from '../edges.js'
import { iso, lastOf, parentOf, placeOf, said, type Place } from '../names.js'
import { commonFields, commonProps, identified, vertexName } from './parts.js'

type Job = aiplatform_v1.Schema$GoogleCloudAiplatformV1ModelDeploymentMonitoringJob

export default collector({
  type: 'gcp.vertex.monitoring_job',
  kind: 'workflow',
  service: 'aiplatform',
  per: 'region',
  props: shape({
    ...commonFields,
    /** As commands take it, such as `projects/111122223333/locations/us-central1/modelDeploymentMonitoringJobs/42`. */
    resource: string,
    /** As its endpoint names it at the end: `42`. */
    jobId: string,
    endpoint: nullable(string),
    state: nullable(oneOf(
      'JOB_STATE_PENDING', 'JOB_STATE_RUNNING', 'JOB_STATE_PAUSED', 'JOB_STATE_FAILED', 'JOB_STATE_CANCELLING', 'JOB_STATE_CANCELLED', 'JOB_STATE_EXPIRED', 'JOB_STATE_UPDATING',
    )),
    /** `OFFLINE` is the pause between two runs. */
    scheduleState: nullable(oneOf('PENDING', 'OFFLINE', 'RUNNING')),
    /** Whether the job or its latest run ended with an error. */
    failed: bool,
    /** Share of the requests that is looked at, 0 to 1. */
    sampleRate: nullable(number),
    alertEmails: number,
    alertChannels: number,
    /** Anomalies are written to Cloud Logging, where alerts can be set on them. */
    logsAnomalies: bool,
    /** Folder that statistics and anomalies are written to. */
    statsUri: nullable(string),
    /** Tables in the project that sampled requests and answers are kept in. */
    logTables: listOf(string),
    /** Days after which those are deleted; null means never. */
    logDays: nullable(number),
  }),
  relates: {
    'retrieves-from': ['gcp.vertex.endpoint'], 'stored-in': ['gcp.storage.bucket'], 'logged-to': ['gcp.bigquery.dataset'], 'encrypted-by': ['gcp.kms.key'],
    'owned-by': ['gcp.resourcemanager.project'],
  },
  calls: {
    list: vertexList<aiplatform_v1.Schema$GoogleCloudAiplatformV1ListModelDeploymentMonitoringJobsResponse, Job>('aiplatform:projects.locations.modelDeploymentMonitoringJobs.list', {
      client: 'job', method: 'listModelDeploymentMonitoringJobs', items: (page) => page.modelDeploymentMonitoringJobs, seenAs: 'aiplatform.googleapis.com/ModelDeploymentMonitoringJob',
    }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    await ctx.each(ctx.call.list.rows({ parent: parentOf(ctx) }), (job) => ctx.emit({ ...identified(job, place), props: propsOf(job), edges: edgesIn(job, place), past: pastOf(job) }))
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
function propsOf(job: Job) {
  const alerts = job.modelMonitoringAlertConfig
  return {
    ...commonProps(job), resource: job.name ?? '', jobId: lastOf(job.name ?? ''), endpoint: said(job.endpoint), state: said(job.state), scheduleState: said(job.scheduleState),
    failed: (job.error?.code ?? 0) !== 0 || (job.latestMonitoringPipelineMetadata?.status?.code ?? 0) !== 0,
    sampleRate: job.loggingSamplingStrategy?.randomSampleConfig?.sampleRate ?? null,
    // How many, not who: addresses of people are of no use to a rule.
    alertEmails: alerts?.emailAlertConfig?.userEmails?.length ?? 0, alertChannels: alerts?.notificationChannels?.length ?? 0, logsAnomalies: alerts?.enableLogging === true,
    statsUri: said(job.statsAnomaliesBaseDirectory?.outputUriPrefix),
    logTables: (job.bigqueryTables ?? []).flatMap(({ bigqueryTablePath }) => bigqueryTablePath ?? []),
    logDays: daysOf(job.logTtl),
  }
}

/** `86400s` as days, part days counted whole; `0s` and nothing mean that nothing is deleted. */
function daysOf(duration: string | null | undefined): number | null {
  const seconds = Number(/^(\d+(?:\.\d+)?)s$/.exec(duration ?? '')?.[1] ?? 0)
  return seconds === 0 ? null : Math.ceil(seconds / 86_400)
}

function edgesIn(job: Job, place: Place): (Edge | null)[] {
  const endpoint = vertexName(job.endpoint, place)
  return [
    ownedBy(place),
    endpoint === null ? null : { type: 'retrieves-from', target: 'gcp.vertex.endpoint', to: endpoint, via: 'endpoint' },
    toBucket('stored-in', job.statsAnomaliesBaseDirectory?.outputUriPrefix, 'statsAnomaliesBaseDirectory'),
    ...(job.bigqueryTables ?? []).map(({ bigqueryTablePath }) => toDataset('logged-to', bigqueryTablePath, 'bigqueryTables')),
    encryptedBy(said(job.encryptionSpec?.kmsKeyName), 'encryptionSpec.kmsKeyName'),
  ]
}

/** Cancelled jobs watch nothing any more: those of one name and one endpoint are one family. A failed one is still meant to run. */
function pastOf(job: Job): { family: string; at: string } | null {
  const at = iso(job.updateTime) ?? iso(job.createTime)
  if (at === null || (job.state !== 'JOB_STATE_CANCELLED' && job.state !== 'JOB_STATE_EXPIRED')) return null
  return { family: [said(job.displayName)?.replaceAll(/\d+/g, '#') ?? '-', said(job.endpoint) ?? '-'].join('|'), at }
}
