// Plans of Defender for Cloud: what it looks at in the subscription, and with which parts.
import { bool, listOf, nullable, shape, string, time } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { list, type Resource } from '../calls.js'
import { ownedBy } from '../edges.js'
import { armId, iso, said, subscriptionOf, word } from '../names.js'

interface Plan {
  pricingTier?: string | null
  subPlan?: string | null
  enablementTime?: string | null
  deprecated?: boolean | null
  extensions?: readonly { name?: string | null; isEnabled?: string | boolean | null }[] | null
}

export default collector({
  type: 'azure.defender.plan',
  kind: 'governance-record',
  service: 'security',
  per: 'account',
  props: shape({
    /** `standard` is on, `free` is off. */
    tier: nullable(string),
    subPlan: nullable(string),
    deprecated: bool,
    /** Parts that are switched on one by one; in lower case. */
    extensions: listOf(shape({ name: string, enabled: bool })),
    enabledAt: nullable(time),
  }),
  relates: { 'owned-by': ['azure.resources.subscription'] },
  calls: {
    // Resource Graph has the plans, too; that it has their parts is not documented.
    plans: list<Resource<Plan>>('security:pricings.list', '/subscriptions/{subscriptionId}/providers/Microsoft.Security/pricings', { per: 'account', version: '2023-01-01' }),
  },
  async list(ctx) {
    await ctx.each(ctx.call.plans.rows({ of: subscriptionOf(ctx) }), ({ id, name, properties }) => {
      ctx.emit({
        id: armId(id ?? ''), name: name ?? '',
        props: {
          tier: word(properties?.pricingTier), subPlan: said(properties?.subPlan), deprecated: properties?.deprecated === true,
          extensions: (properties?.extensions ?? []).map((one) => ({ name: word(one.name) ?? '', enabled: String(one.isEnabled).toLowerCase() === 'true' })),
          enabledAt: iso(properties?.enablementTime),
        },
        edges: [ownedBy(id ?? '')],
      })
    })
  },
})
