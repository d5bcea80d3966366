// SageMaker endpoints: models that answer requests right now.
import type {
  DescribeEndpointCommandInput, DescribeEndpointCommandOutput, Endpoint, EndpointSummary, ListEndpointsCommandInput, ListEndpointsCommandOutput,
  ListMonitoringSchedulesCommandInput, ListMonitoringSchedulesCommandOutput, MonitoringSchedule, MonitoringScheduleSummary,
} from '@aws-sdk/client-sagemaker'
import { listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Answer, type Edge, type GapMark } from '../../kit/collector.js'
import { list, read } from '../calls.js'
import { runsImage } from '../edges.js'
import { iso, placeOf, said, type Place } from '../names.js'
import { arnOf } from './names.js'
import { search, sweep } from './search.js'

export default collector({
  type: 'aws.sagemaker.endpoint',
  kind: 'endpoint',
  service: 'sagemaker',
  per: 'region',
  props: shape({
    status: nullable(oneOf(
      'OutOfService', 'Creating', 'Updating', 'SystemUpdating', 'RollingBack', 'InService', 'Deleting', 'Failed', 'UpdateRollbackFailed',
    )),
    configName: nullable(string),
    createdAt: nullable(time),
    monitoringSchedules: listOf(shape({ name: string, status: nullable(oneOf('Pending', 'Failed', 'Scheduled', 'Stopped')) })),
  }),
  relates: { 'configured-by': ['aws.sagemaker.endpoint_config'], 'runs-image': ['aws.ecr.image'] },
  calls: {
    list: list<ListEndpointsCommandInput, ListEndpointsCommandOutput, EndpointSummary>(
      'sagemaker:ListEndpoints', { items: (page) => page.Endpoints },
    ),
    search,
    describe: read<DescribeEndpointCommandInput, DescribeEndpointCommandOutput>('sagemaker:DescribeEndpoint'),
    schedules: list<ListMonitoringSchedulesCommandInput, ListMonitoringSchedulesCommandOutput, MonitoringScheduleSummary>(
      'sagemaker:ListMonitoringSchedules', { items: (page) => page.MonitoringScheduleSummaries },
    ),
  },
  async list(ctx) {
    const { call, emit } = ctx
    const place = placeOf(ctx)
    const emitEndpoint = (endpoint: EndpointRecord, monitoringSchedules: ScheduleFacts[] | GapMark): void => {
      emit({
        id: endpoint.EndpointArn ?? '',
        name: endpoint.EndpointName ?? '',
        props: { ...endpointProps(endpoint), monitoringSchedules },
        edges: endpointEdges(endpoint, place),
      })
    }
    // Search records carry the schedules; DescribeEndpoint does not, so they are listed once for all endpoints described.
    let listed: Promise<Answer<MonitoringScheduleSummary[]>> | undefined
    await sweep<EndpointSummary, Endpoint>(ctx, {
      rows: call.list.rows({ SortBy: 'CreationTime', SortOrder: 'Descending' }),
      search: call.search,
      resource: 'Endpoint',
      record: (found) => found.Endpoint,
      id: (of) => of.EndpointArn,
      createdAt: (of) => of.CreationTime,
      found: (endpoint) => emitEndpoint(endpoint, scheduleFacts(endpoint.MonitoringSchedules ?? [])),
      describe: async (row) => {
        const name = row.EndpointName ?? ''
        const detail = await call.describe({ EndpointName: name })
        if (detail.ok) {
          listed ??= call.schedules.all({})
          const schedules = known(await listed, (all) => scheduleFacts(all.filter((schedule) => schedule.EndpointName === name)))
          return emitEndpoint(detail.value, schedules)
        }
        emit({ id: row.EndpointArn ?? '', name, props: detail.gap, edges: detail.gap })
      },
    })
  },
})

/** What Search records and DescribeEndpoint answers have in common. */
export type EndpointRecord = Pick<Endpoint,
  'EndpointName' | 'EndpointArn' | 'ProductionVariants' | 'ShadowProductionVariants' | 'EndpointStatus' | 'CreationTime'>
  & { EndpointConfigName?: string | undefined }
type Schedule = Pick<MonitoringSchedule, 'MonitoringScheduleName' | 'MonitoringScheduleStatus'>
interface ScheduleFacts {
  [field: string]: string | null
  name: string
  status: string | null
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function endpointProps(endpoint: EndpointRecord) {
  return {
    status: endpoint.EndpointStatus ?? null,
    configName: said(endpoint.EndpointConfigName),
    createdAt: iso(endpoint.CreationTime),
  }
}

export function scheduleFacts(schedules: readonly Schedule[]): ScheduleFacts[] {
  return schedules
    .map((schedule) => ({ name: schedule.MonitoringScheduleName ?? '', status: schedule.MonitoringScheduleStatus ?? null }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

export function endpointEdges(endpoint: EndpointRecord, place: Place): (Edge | null)[] {
  const config = said(endpoint.EndpointConfigName)
  const variants = [...(endpoint.ProductionVariants ?? []), ...(endpoint.ShadowProductionVariants ?? [])]
  const deployed = variants.flatMap((variant) => variant.DeployedImages ?? [])
  return [
    config === null ? null : {
      type: 'configured-by', target: 'aws.sagemaker.endpoint_config', to: arnOf(place, 'endpoint-config', config), via: 'EndpointConfigName',
    },
    ...deployed.map(({ ResolvedImage, SpecifiedImage }) =>
      runsImage(ResolvedImage ?? SpecifiedImage, place.account, place.partition, 'DeployedImages.ResolvedImage')),
  ]
}
