// Security Hub: the standards that check a region, and whether it is on there at all.
import type { GetEnabledStandardsCommandInput, GetEnabledStandardsCommandOutput, StandardsSubscription } from '@aws-sdk/client-securityhub'
import { bool, listOf, oneOf, shape, string } from '../../../core/shape.js'
import { collector, sharedRead } from '../../kit/collector.js'
import { listMarked } from '../calls.js'
import { placeOf } from '../names.js'

export const standards = sharedRead({
  id: 'securityhub.standards',
  per: 'region',
  calls: {
    // An account that is not subscribed is told that its access is invalid: the one row is then no standard.
    standards: listMarked<GetEnabledStandardsCommandInput, GetEnabledStandardsCommandOutput | null, StandardsSubscription | null>('securityhub:GetEnabledStandards', {
      absent: ['InvalidAccessException'], items: (page) => (page === null ? [null] : page.StandardsSubscriptions),
      token: 'NextToken', next: (page) => page?.NextToken, size: { field: 'MaxResults', max: 100 },
    }),
  },
  load: ({ call }) => call.standards.all({}),
})

export default collector({
  type: 'aws.securityhub.account',
  kind: 'governance-record',
  service: 'securityhub',
  per: 'region',
  props: shape({
    enabled: bool,
    /** `name`: what stands after `standards/` or `ruleset/` in its ARN. */
    standards: listOf(shape({ name: string, status: oneOf('PENDING', 'READY', 'FAILED', 'DELETING', 'INCOMPLETE') })),
  }),
  relates: { 'owned-by': ['aws.account.account'] },
  calls: {},
  reads: [standards],
  async list(ctx) {
    const answer = await ctx.read(standards)
    if (!answer.ok) return ctx.unlisted(answer.gap)
    const { partition, region, account } = placeOf(ctx)
    ctx.emit({
      id: `arn:${partition}:securityhub:${region}:${account}:hub/default`,
      name: region,
      props: hubProps(answer.value),
      edges: [{ type: 'owned-by', target: 'aws.account.account', to: `arn:${partition}:iam::${account}:root` }],
    })
  },
})

export function hubProps(rows: readonly (StandardsSubscription | null)[]): { enabled: boolean; standards: { name: string; status: string }[] } {
  const enabled = !rows.includes(null)
  return {
    enabled,
    standards: rows.filter((row) => row !== null).map((row) => (
      { name: (row.StandardsArn ?? '').replace(/^.*(?:standards|ruleset)\//, ''), status: row.StandardsStatus ?? '' }
    )),
  }
}
