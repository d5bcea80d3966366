// Monitoring schedules (Model Monitor): how often an endpoint's traffic is looked at, and whether that goes on.
import type {
  DescribeMonitoringScheduleCommandInput, DescribeMonitoringScheduleCommandOutput, ListMonitoringSchedulesCommandInput,
  ListMonitoringSchedulesCommandOutput, MonitoringJobDefinition, MonitoringScheduleSummary,
} from '@aws-sdk/client-sagemaker'
import { nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, edgesOf, known, type Answer, type Edge, type UnreadEdges } from '../../kit/collector.js'
import { list, read } from '../calls.js'
import { iso, placeOf, said, type Place } from '../names.js'
import { definitionArn, fromEndpoint, monitoringEdges, monitoringFacts, monitoringFields, monitoringRelates, type MonitoringJob } from './monitoring.js'

export default collector({
  type: 'aws.sagemaker.monitoring_schedule',
  kind: 'workflow',
  service: 'sagemaker',
  per: 'region',
  props: shape({
    status: nullable(oneOf('Pending', 'Failed', 'Scheduled', 'Stopped')),
    monitors: nullable(oneOf('DataQuality', 'ModelQuality', 'ModelBias', 'ModelExplainability')),
    createdAt: nullable(time),
    /** Null when it looks at what batch transforms captured. */
    endpointName: nullable(string),
    definitionName: nullable(string),
    /** The job, where it is written in the schedule itself and not in a definition. */
    inline: nullable(shape(monitoringFields)),
  }),
  relates: { ...monitoringRelates, 'configured-by': ['aws.sagemaker.monitoring_job_definition'] },
  calls: {
    list: list<ListMonitoringSchedulesCommandInput, ListMonitoringSchedulesCommandOutput, MonitoringScheduleSummary>(
      'sagemaker:ListMonitoringSchedules', { items: (page) => page.MonitoringScheduleSummaries },
    ),
    describe: read<DescribeMonitoringScheduleCommandInput, DescribeMonitoringScheduleCommandOutput>('sagemaker:DescribeMonitoringSchedule'),
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    await each(call.list.rows(), async (row) => {
      const name = row.MonitoringScheduleName ?? ''
      // A summary that names a definition is complete.
      const inline: Answer<MonitoringJob | null> = said(row.MonitoringJobDefinitionName) === null ? inlineOf(await call.describe({ MonitoringScheduleName: name })) : { ok: true, value: null }
      emit({
        id: row.MonitoringScheduleArn ?? '',
        name,
        props: { ...monitoringScheduleProps(row), inline: known(inline, (job) => (job === null ? null : monitoringFacts(job))) },
        edges: monitoringScheduleEdges(row, inline, placeOf(ctx)),
      })
    })
  },
})

function inlineOf(answer: Answer<DescribeMonitoringScheduleCommandOutput>): Answer<MonitoringJob | null> {
  if (!answer.ok) return answer
  const job = answer.value.MonitoringScheduleConfig?.MonitoringJobDefinition
  return { ok: true, value: job === undefined ? null : inlineJob(job) }
}

export function inlineJob(job: MonitoringJobDefinition): MonitoringJob {
  return { role: job.RoleArn, network: job.NetworkConfig, resources: job.MonitoringResources, output: job.MonitoringOutputConfig, inputs: job.MonitoringInputs ?? [] }
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function monitoringScheduleProps(row: MonitoringScheduleSummary) {
  return {
    status: row.MonitoringScheduleStatus ?? null,
    monitors: row.MonitoringType ?? null,
    createdAt: iso(row.CreationTime),
    endpointName: said(row.EndpointName),
    definitionName: said(row.MonitoringJobDefinitionName),
  }
}

export function monitoringScheduleEdges(row: MonitoringScheduleSummary, inline: Answer<MonitoringJob | null>, place: Place): (Edge | UnreadEdges | null)[] {
  const [endpoint, definition] = [said(row.EndpointName), said(row.MonitoringJobDefinitionName)]
  const own = inline.ok && inline.value !== null ? monitoringEdges(inline.value, place) : []
  return [
    endpoint === null ? null : fromEndpoint(endpoint, place),
    definition === null || row.MonitoringType === undefined ? null : {
      type: 'configured-by', target: 'aws.sagemaker.monitoring_job_definition', to: definitionArn(row.MonitoringType, definition, place), via: 'MonitoringJobDefinitionName',
    },
    ...own,
    ...(['runs-as', 'stored-in', 'encrypted-by', 'placed-in'] as const).flatMap((type) => edgesOf(inline, type, () => [])),
    // What a summary without an endpoint reads is known from its job alone.
    ...(endpoint === null ? edgesOf(inline, 'retrieves-from', () => []) : []),
  ]
}
