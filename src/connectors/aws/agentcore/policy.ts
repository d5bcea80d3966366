// Policies in policy engines: which tool calls they permit or forbid, and whether they are enforced.
import type {
  ListPoliciesCommandInput, ListPoliciesCommandOutput, ListPolicySummariesCommandInput, ListPolicySummariesCommandOutput, Policy, PolicyDefinition,
  PolicySummary,
} from '@aws-sdk/client-bedrock-agentcore-control'
import { bool, listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Answer } from '../../kit/collector.js'
import { listLower } from '../calls.js'
import { iso } from '../names.js'
import { readCedar, type Cedar } from './cedar.js'
import { policyEngines } from './policy-engines.js'

export default collector({
  type: 'aws.agentcore.policy',
  kind: 'policy',
  service: 'bedrock-agentcore-control',
  per: 'region',
  props: shape({
    policyId: string,
    policyEngineId: string,
    status: nullable(oneOf('CREATING', 'ACTIVE', 'UPDATING', 'DELETING', 'CREATE_FAILED', 'UPDATE_FAILED', 'DELETE_FAILED')),
    createdAt: nullable(time),
    /** Null: as `ACTIVE`, which is what a policy is unless something else is said. */
    enforcementMode: nullable(oneOf('ACTIVE', 'LOG_ONLY')),
    effects: listOf(oneOf('permit', 'forbid')),
    /** Permits every tool to every caller, whatever they ask for. */
    permitsAll: bool,
  }),
  relates: { 'owned-by': ['aws.agentcore.policy_engine'] },
  calls: {
    list: listLower<ListPoliciesCommandInput, ListPoliciesCommandOutput, Policy>(
      'bedrock-agentcore-control:ListPolicies', { items: (page) => page.policies },
    ),
    summaries: listLower<ListPolicySummariesCommandInput, ListPolicySummariesCommandOutput, PolicySummary>(
      'bedrock-agentcore-control:ListPolicySummaries', { items: (page) => page.policies },
    ),
  },
  reads: [policyEngines],
  async list(ctx) {
    const listed = await ctx.read(policyEngines)
    if (!listed.ok) return ctx.unlisted(listed.gap)
    await ctx.each(listed.value, async ({ policyEngineId = '', policyEngineArn = '' }) => {
      const found = await ctx.call.list.all({ policyEngineId })
      // Without a right to the engine's key the statements stay closed; which policies there are can be read all the same.
      const rows: Answer<readonly (Policy | PolicySummary)[]> = found.ok ? found : await ctx.call.summaries.all({ policyEngineId })
      if (!rows.ok) return ctx.unlisted(rows.gap)
      for (const row of rows.value) {
        ctx.emit({
          id: row.policyArn ?? '',
          name: row.name ?? row.policyId ?? '',
          props: {
            ...policyFacts(row),
            effects: known(found, () => cedarOf(definitionOf(row)).effects),
            permitsAll: known(found, () => cedarOf(definitionOf(row)).permitsAll),
          },
          edges: [{ type: 'owned-by', target: 'aws.agentcore.policy_engine', to: policyEngineArn, via: 'policyEngineId' }],
        })
      }
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function policyFacts(policy: PolicySummary) {
  return {
    policyId: policy.policyId ?? '',
    policyEngineId: policy.policyEngineId ?? '',
    status: policy.status ?? null,
    createdAt: iso(policy.createdAt),
    enforcementMode: policy.enforcementMode ?? null,
  }
}

function definitionOf(row: Policy | PolicySummary): PolicyDefinition | undefined {
  return 'definition' in row ? row.definition : undefined
}

/** Policies are written in Cedar, or in a language that extends it. */
export function cedarOf(definition: PolicyDefinition | undefined): Cedar {
  return readCedar(definition?.cedar?.statement ?? definition?.policy?.statement)
}
