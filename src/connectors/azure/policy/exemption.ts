// Exemptions: what a policy does not hold, by whom it was let off, and until when.
import { bool, listOf, nullable, shape, string, time } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { rows, type Resource } from '../calls.js'
import { ownedBy, to } from '../edges.js'
import { armId, idOf, iso, said, word } from '../names.js'
import { aiTypes } from '../session-calls.js'
import { scopeTypeOf } from './assigned.js'

interface Exemption {
  displayName?: string | null
  description?: string | null
  policyAssignmentId?: string | null
  policyDefinitionReferenceIds?: readonly string[] | null
  exemptionCategory?: string | null
  expiresOn?: string | null
  metadata?: { createdOn?: string | null } | null
}

const id = /\/providers\/microsoft\.authorization\/policyexemptions\/[^/]*$/i

export default collector({
  type: 'azure.policy.exemption',
  kind: 'policy',
  service: 'authorization',
  per: 'account',
  props: shape({
    displayName: nullable(string),
    /** Why, where somebody wrote it down. */
    description: nullable(string),
    /** What is let off. */
    scope: string,
    /** `managementgroup`, `subscription`, `resourcegroup`, or the type of a resource. */
    scopeType: string,
    /** The scope is an AI resource, or lies in one. */
    ai: bool,
    assignment: nullable(string),
    /** Policies of an initiative that it is about; all of them when empty. */
    references: listOf(string),
    /** `waiver`: the risk is accepted. `mitigated`: something else does what the policy asks. */
    category: nullable(string),
    expiresAt: nullable(time),
    createdAt: nullable(time),
  }),
  relates: { 'owned-by': ['azure.resources.subscription'], 'governed-by': ['azure.policy.assignment'] },
  calls: { exemptions: rows<Resource<Exemption>>('Microsoft.Authorization/policyExemptions', { table: 'policy' }) },
  async list({ call, each, emit }) {
    await each(call.exemptions.rows(), (row) => {
      const { properties } = row
      const scope = armId((row.id ?? '').replace(id, ''))
      const scopeType = scopeTypeOf(scope)
      emit({
        id: armId(row.id ?? ''), name: said(properties?.displayName) ?? row.name ?? '',
        props: {
          displayName: said(properties?.displayName), description: said(properties?.description), scope, scopeType,
          ai: aiTypes.some((type) => `${scopeType}/`.startsWith(`${type}/`)),
          assignment: idOf(properties?.policyAssignmentId), references: [...(properties?.policyDefinitionReferenceIds ?? [])].toSorted(),
          category: word(properties?.exemptionCategory), expiresAt: iso(properties?.expiresOn), createdAt: iso(properties?.metadata?.createdOn),
        },
        edges: [ownedBy(scope), to('governed-by', 'azure.policy.assignment', properties?.policyAssignmentId, 'policyAssignmentId')],
      })
    })
  },
})
