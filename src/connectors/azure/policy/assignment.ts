// Assignments of policies and initiatives: which rules Azure itself holds what is made in the subscription to.
import { bool, listOf, nullable, shape, string, time } from '../../../core/shape.js'
import { collector, edgesOf } from '../../kit/collector.js'
import { rows, type Resource } from '../calls.js'
import { armId, idOf, iso, lastOf, said, subscriptionOf, word } from '../names.js'
import { sessionCalls } from '../session-calls.js'
import { reaches, scopeTypeOf } from './assigned.js'

interface Assignment {
  displayName?: string | null
  policyDefinitionId?: string | null
  scope?: string | null
  notScopes?: readonly string[] | null
  enforcementMode?: string | null
  parameters?: Readonly<Record<string, { value?: unknown } | null>> | null
  metadata?: { createdOn?: string | null } | null
}

export default collector({
  type: 'azure.policy.assignment',
  kind: 'policy',
  service: 'authorization',
  per: 'account',
  props: shape({
    displayName: nullable(string),
    /** Name of the definition, which for those that Microsoft makes is a GUID. */
    definition: nullable(string),
    /** Many policies in one; what they are is not read. */
    initiative: bool,
    scope: string,
    /** `managementgroup`, `subscription`, `resourcegroup`, or the type of a resource. */
    scopeType: string,
    notScopes: listOf(string),
    /** Otherwise what breaks the rule is noted down and let through. */
    enforced: bool,
    /** As its parameter says, such as `deny`; null where it is the definition's own. */
    effect: nullable(string),
    createdAt: nullable(time),
  }),
  relates: { 'owned-by': ['azure.resources.subscription'] },
  calls: {
    assignments: rows<Resource<Assignment>>('Microsoft.Authorization/policyAssignments', { table: 'policy' }),
    containers: sessionCalls.containers,
  },
  async list(ctx) {
    const subscription = subscriptionOf(ctx)
    const containers = await ctx.call.containers.all({ of: subscription })
    await ctx.each(ctx.call.assignments.rows(), ({ id, name, properties }) => {
      const scope = armId(properties?.scope ?? (id ?? '').replace(/\/providers\/microsoft\.authorization\/policyassignments\/[^/]*$/i, ''))
      const notScopes = (properties?.notScopes ?? []).map(armId)
      const definition = idOf(properties?.policyDefinitionId)
      const effect = properties?.parameters?.['effect']?.value
      ctx.emit({
        id: armId(id ?? ''), name: said(properties?.displayName) ?? name ?? '',
        props: {
          displayName: said(properties?.displayName), definition: definition === null ? null : lastOf(definition), initiative: definition?.includes('/policysetdefinitions/') === true,
          scope, scopeType: scopeTypeOf(scope), notScopes, enforced: word(properties?.enforcementMode) !== 'donotenforce',
          effect: typeof effect === 'string' ? word(effect) : null, createdAt: iso(properties?.metadata?.createdOn),
        },
        edges: edgesOf(containers, 'owned-by', (found) => {
          const chain = found[0]?.properties?.managementGroupAncestorsChain ?? []
          const above = chain.map((group) => `/providers/microsoft.management/managementgroups/${(group.name ?? '').toLowerCase()}`)
          return [reaches(scope, notScopes, subscription, above) ? { type: 'owned-by', target: 'azure.resources.subscription', to: subscription, via: 'scope' } : null]
        }),
      })
    })
  },
})
