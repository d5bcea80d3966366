// How many calls an account answered lately: a number from Azure Monitor, no call itself.
import { get } from '../calls.js'

export interface Metrics {
  value?: readonly { timeseries?: readonly { data?: readonly { total?: number | null }[] | null }[] | null }[] | null
}

const days = 30

/** Asked with `{ of: id, ...requestsAsked(kind, takenAt) }`. */
export const requestMetrics = get<Metrics>('metrics:metrics.list', '/{+resource}/providers/Microsoft.Insights/metrics', { with: 'activity', needs: ['Microsoft.Insights/metrics/read'] })

/** Every kind counts its calls under a name of its own; one that a kind does not know is refused. */
export function requestsAsked(kind: string | null, takenAt: Date): Record<string, string> {
  const names = kind === 'openai' ? 'AzureOpenAIRequests' : kind === 'aiservices' ? 'AzureOpenAIRequests,TotalCalls' : 'TotalCalls'
  const from = new Date(takenAt.getTime() - days * 24 * 60 * 60 * 1000)
  return { metricnames: names, aggregation: 'Total', interval: 'P1D', timespan: `${from.toISOString()}/${takenAt.toISOString()}` }
}

export function requestsIn({ value }: Metrics): number {
  return (value ?? []).flatMap((metric) => metric.timeseries ?? []).flatMap(({ data }) => data ?? []).reduce((sum, { total }) => sum + (total ?? 0), 0)
}
