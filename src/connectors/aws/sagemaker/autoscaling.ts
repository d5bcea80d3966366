// How far endpoints may grow by themselves: what Application Auto Scaling has registered for SageMaker, read once a region.
import type { DescribeScalableTargetsCommandInput, DescribeScalableTargetsCommandOutput, ScalableTarget } from '@aws-sdk/client-application-auto-scaling'
import { sharedRead } from '../../kit/collector.js'
import { list } from '../calls.js'

export const scalableTargets = sharedRead({
  id: 'sagemaker.scalable-targets',
  per: 'region',
  calls: {
    list: list<DescribeScalableTargetsCommandInput, DescribeScalableTargetsCommandOutput, ScalableTarget>(
      'application-auto-scaling:DescribeScalableTargets', { items: (page) => page.ScalableTargets, max: 50 },
    ),
  },
  load: ({ call }) => call.list.all({ ServiceNamespace: 'sagemaker' }),
})

export interface Scaling {
  [field: string]: string | number | null
  variant: string
  minCapacity: number | null
  maxCapacity: number | null
}

/** The targets among `endpoint/<endpoint>/variant/<variant>` that are the endpoint's own. Names there are written as they were given. */
export function scalingOf(targets: readonly ScalableTarget[], endpoint: string): Scaling[] {
  return targets.flatMap(({ ResourceId, MinCapacity, MaxCapacity }): Scaling[] => {
    const [kind, name, , variant] = (ResourceId ?? '').split('/')
    if (kind !== 'endpoint' || name?.toLowerCase() !== endpoint.toLowerCase() || variant === undefined) return []
    return [{ variant, minCapacity: MinCapacity ?? null, maxCapacity: MaxCapacity ?? null }]
  }).toSorted((a, b) => (a.variant < b.variant ? -1 : 1))
}
