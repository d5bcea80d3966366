// CloudWatch on Bedrock: whether models are called in a region at all, and whether anybody is told when something is off.
import type { DescribeAlarmsCommandInput, DescribeAlarmsCommandOutput, ListMetricsCommandInput, ListMetricsCommandOutput, Metric, MetricAlarm } from '@aws-sdk/client-cloudwatch'
import { bool, listOf, number, shape, string } from '../../../core/shape.js'
import { list, listMarked } from '../calls.js'

export const bedrockAlarm = shape({
  name: string,
  /** Such as `AWS/Bedrock/Guardrails InvocationsIntervened`. */
  metrics: listOf(string),
  actionsEnabled: bool,
  /** How many it tells or sets off when it rises. */
  actions: number,
})

export const cloudwatchCalls = {
  /** Metrics without data for two weeks are not listed. */
  metrics: listMarked<ListMetricsCommandInput, ListMetricsCommandOutput, Metric>(
    'cloudwatch:ListMetrics', { items: (page) => page.Metrics, token: 'NextToken', next: (page) => page.NextToken },
  ),
  alarms: {
    ...list<DescribeAlarmsCommandInput, DescribeAlarmsCommandOutput, MetricAlarm>('cloudwatch:DescribeAlarms', { items: (page) => page.MetricAlarms, max: null }),
    paging: { token: 'NextToken', next: (page: DescribeAlarmsCommandOutput) => page.NextToken, size: { field: 'MaxRecords', max: 100 } },
  },
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function bedrockAlarms(alarms: readonly MetricAlarm[]) {
  return alarms.flatMap((alarm) => {
    const metrics = watched(alarm).filter((metric) => /^AWS\/Bedrock(?:\/| |$)/.test(metric))
    if (metrics.length === 0) return []
    return { name: alarm.AlarmName ?? '', metrics, actionsEnabled: alarm.ActionsEnabled === true, actions: alarm.AlarmActions?.length ?? 0 }
  })
}

/** Namespace and name of each metric that an alarm looks at: its own, those it computes with, those its query selects from. */
function watched({ Namespace, MetricName, Metrics }: MetricAlarm): string[] {
  const text = (namespace: string | undefined, name: string | undefined): string => `${namespace ?? ''} ${name ?? ''}`.trim()
  return [
    text(Namespace, MetricName),
    ...(Metrics ?? []).map(({ MetricStat, Expression }) => (
      MetricStat === undefined ? /["'\s(](AWS\/Bedrock(?:\/\w+)?)["'\s,)]/.exec(Expression ?? '')?.[1] ?? '' : text(MetricStat.Metric?.Namespace, MetricStat.Metric?.MetricName)
    )),
  ]
}
