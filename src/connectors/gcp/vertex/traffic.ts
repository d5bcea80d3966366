// How often endpoints answered lately: sums out of Cloud Monitoring, one read a location; read only with `--with activity`.
import type { monitoring_v3 } from 'googleapis/build/src/apis/monitoring/v3.js'
import { list, type Input } from '../calls.js'
import { lastOf, type Place } from '../names.js'

export type Series = monitoring_v3.Schema$TimeSeries

export const responses = list<monitoring_v3.Schema$ListTimeSeriesResponse, Series>('monitoring:projects.timeSeries.list', 'v3/{+name}/timeSeries', {
  items: (page) => page.timeSeries, max: null, with: 'activity',
})

const days = 30
const seconds = days * 24 * 60 * 60

/**
 * All answers of an endpoint, whatever their code, as one number. Endpoints that are peered with a VPC count apart:
 * https://cloud.google.com/monitoring/api/metrics_gcp_a_b#gcp-aiplatform
 */
export function trafficInput(place: Place, now: Date, isPeered: boolean): Input {
  const metric = `aiplatform.googleapis.com/prediction/online/${isPeered ? 'private/' : ''}response_count`
  return {
    name: `projects/${place.project}`,
    filter: `metric.type="${metric}" AND resource.type="aiplatform.googleapis.com/Endpoint" AND resource.labels.location="${place.location}"`,
    'interval.startTime': new Date(now.getTime() - seconds * 1000).toISOString(),
    'interval.endTime': now.toISOString(),
    'aggregation.alignmentPeriod': `${seconds}s`,
    'aggregation.perSeriesAligner': 'ALIGN_SUM',
    'aggregation.crossSeriesReducer': 'REDUCE_SUM',
    'aggregation.groupByFields': ['resource.labels.endpoint_id'],
  }
}

/** What the metric does not mention answered nothing. */
export function responsesOf(series: readonly Series[], endpoint: string): number {
  const own = series.filter(({ resource }) => resource?.labels?.['endpoint_id'] === lastOf(endpoint))
  return own.flatMap(({ points }) => points ?? []).reduce((sum, { value }) => sum + Number(value?.int64Value ?? value?.doubleValue ?? 0), 0)
}
