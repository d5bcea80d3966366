// SageMaker endpoints: models that answer requests right now.
import type {
  DescribeEndpointCommandInput, DescribeEndpointCommandOutput, Endpoint, EndpointSummary, ListEndpointsCommandInput, ListEndpointsCommandOutput,
  ListMonitoringSchedulesCommandInput, ListMonitoringSchedulesCommandOutput, MonitoringSchedule, MonitoringScheduleSummary,
  ProductionVariantSummary,
} from '@aws-sdk/client-sagemaker'
import { listOf, nullable, number, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Answer, type Edge, type GapMark } from '../../kit/collector.js'
import { list, read } from '../calls.js'
import { runsImage } from '../edges.js'
import { parseEcrImage } from '../arn.js'
import { iso, placeOf, said, spellings, type Place } from '../names.js'
import { scalableTargets, scalingOf } from './autoscaling.js'
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
    monitoringSchedules: listOf(shape({
      name: string,
      status: nullable(oneOf('Pending', 'Failed', 'Scheduled', 'Stopped')),
      type: nullable(oneOf('DataQuality', 'ModelQuality', 'ModelBias', 'ModelExplainability')),
    })),
    /** Images of the account's own registry that were named by tag: what the tag stood for when they were deployed. */
    taggedImages: listOf(shape({ variant: string, repository: string, tag: string, digest: string })),
    /** How far variants may grow by themselves. */
    autoscaling: listOf(shape({ variant: string, minCapacity: nullable(number), maxCapacity: nullable(number) })),
  }),
  // Derived from what a tag stands for now, and running what it stood for when it was deployed.
  relates: { 'configured-by': ['aws.sagemaker.endpoint_config'], 'runs-image': ['aws.ecr.image'], 'derived-from': ['aws.ecr.image'] },
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
  reads: [scalableTargets],
  async list(ctx) {
    const { call, emit } = ctx
    const place = placeOf(ctx)
    const emitEndpoint = async (endpoint: EndpointRecord, monitoringSchedules: ScheduleFacts[] | GapMark): Promise<void> => {
      const targets = await ctx.read(scalableTargets)
      emit({
        id: endpoint.EndpointArn ?? '',
        name: endpoint.EndpointName ?? '',
        aliases: namesOfEndpoint(endpoint, place),
        props: { ...endpointProps(endpoint, place), monitoringSchedules, autoscaling: known(targets, (all) => scalingOf(all, endpoint.EndpointName ?? '')) },
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
        emit({ id: row.EndpointArn ?? '', name, aliases: namesOfEndpoint(row, place), props: detail.gap, edges: detail.gap })
      },
    })
  },
})

/** Schedules, functions and APIs refer to endpoints by name. */
function namesOfEndpoint({ EndpointArn: arn, EndpointName: name }: Pick<EndpointSummary, 'EndpointArn' | 'EndpointName'>, place: Place): string[] {
  return arn === undefined || name === undefined ? [] : spellings(arn, arnOf(place, 'endpoint', name))
}

/** What Search records and DescribeEndpoint answers have in common. */
export type EndpointRecord = Pick<Endpoint,
  'EndpointName' | 'EndpointArn' | 'ProductionVariants' | 'ShadowProductionVariants' | 'EndpointStatus' | 'CreationTime'>
  & { EndpointConfigName?: string | undefined }
type Schedule = Pick<MonitoringSchedule, 'MonitoringScheduleName' | 'MonitoringScheduleStatus' | 'MonitoringType'>
interface ScheduleFacts {
  [field: string]: string | null
  name: string
  status: string | null
  type: string | null
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function endpointProps(endpoint: EndpointRecord, place: Place) {
  return {
    status: endpoint.EndpointStatus ?? null,
    configName: said(endpoint.EndpointConfigName),
    createdAt: iso(endpoint.CreationTime),
    taggedImages: taggedImages(endpoint, place),
  }
}

export function scheduleFacts(schedules: readonly Schedule[]): ScheduleFacts[] {
  return schedules
    .map((schedule) => ({ name: schedule.MonitoringScheduleName ?? '', status: schedule.MonitoringScheduleStatus ?? null, type: schedule.MonitoringType ?? null }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

export function endpointEdges(endpoint: EndpointRecord, place: Place): (Edge | null)[] {
  const config = said(endpoint.EndpointConfigName)
  const deployed = variantsOf(endpoint).flatMap((variant) => variant.DeployedImages ?? [])
  return [
    config === null ? null : {
      type: 'configured-by', target: 'aws.sagemaker.endpoint_config', to: arnOf(place, 'endpoint-config', config), via: 'EndpointConfigName',
    },
    ...deployed.map(({ ResolvedImage, SpecifiedImage }) =>
      runsImage(ResolvedImage ?? SpecifiedImage, place.account, place.partition, 'DeployedImages.ResolvedImage')),
    ...taggedImages(endpoint, place).map(({ repository, tag }): Edge => (
      { type: 'derived-from', target: 'aws.ecr.image', to: `${repository}:${tag}`, via: 'DeployedImages.SpecifiedImage' }
    )),
  ]
}

function variantsOf(endpoint: EndpointRecord): ProductionVariantSummary[] {
  return [...(endpoint.ProductionVariants ?? []), ...(endpoint.ShadowProductionVariants ?? [])]
}

interface TaggedImage {
  [field: string]: string
  variant: string
  repository: string
  tag: string
  digest: string
}

/** What other registries hold cannot be asked, and a digest means the same image for ever. */
function taggedImages(endpoint: EndpointRecord, { account, partition }: Place): TaggedImage[] {
  return variantsOf(endpoint).flatMap(({ VariantName, DeployedImages }) => (DeployedImages ?? []).flatMap((image): TaggedImage[] => {
    const asked = parseEcrImage(image.SpecifiedImage ?? '')
    const digest = parseEcrImage(image.ResolvedImage ?? '')?.digest
    if (asked === null || asked.account !== account || asked.digest !== null || digest == null) return []
    const repository = `arn:${partition}:ecr:${asked.region}:${asked.account}:repository/${asked.repository}`
    return [{ variant: VariantName ?? '', repository, tag: asked.tag ?? 'latest', digest }]
  }))
}
