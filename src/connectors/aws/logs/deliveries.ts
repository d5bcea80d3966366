// Vended logs: which resources have their logs delivered anywhere, read once a region.
import type {
  DescribeDeliveriesCommandInput, DescribeDeliveriesCommandOutput, DescribeDeliverySourcesCommandInput, DescribeDeliverySourcesCommandOutput, Delivery,
  DeliverySource,
} from '@aws-sdk/client-cloudwatch-logs'
import { sharedRead, type Answer } from '../../kit/collector.js'
import { listLower } from '../calls.js'

/** By resource ARN, the log types that are delivered, such as `APPLICATION_LOGS`. A source without a delivery sends nothing. */
export type Deliveries = ReadonlyMap<string, readonly string[]>

export const deliveries = sharedRead({
  id: 'logs.deliveries',
  per: 'region',
  calls: {
    sources: listLower<DescribeDeliverySourcesCommandInput, DescribeDeliverySourcesCommandOutput, DeliverySource>(
      'cloudwatch-logs:DescribeDeliverySources', { items: (page) => page.deliverySources, max: null },
    ),
    deliveries: listLower<DescribeDeliveriesCommandInput, DescribeDeliveriesCommandOutput, Delivery>(
      'cloudwatch-logs:DescribeDeliveries', { items: (page) => page.deliveries, max: null },
    ),
  },
  async load({ call }): Promise<Answer<Deliveries>> {
    const [sources, made] = await Promise.all([call.sources.all({}), call.deliveries.all({})])
    if (!sources.ok) return sources
    if (!made.ok) return made
    const delivering = new Set(made.value.map((delivery) => delivery.deliverySourceName))
    const found = new Map<string, string[]>()
    for (const source of sources.value) {
      if (!delivering.has(source.name)) continue
      for (const arn of source.resourceArns ?? []) found.set(arn, [...(found.get(arn) ?? []), source.logType ?? ''])
    }
    return { ok: true, value: found }
  },
})
