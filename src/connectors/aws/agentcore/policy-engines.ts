// Policy engines: read once a region, for themselves and for the policies in them.
import type {
  ListPolicyEngineSummariesCommandInput, ListPolicyEngineSummariesCommandOutput, PolicyEngineSummary,
} from '@aws-sdk/client-bedrock-agentcore-control'
import { sharedRead, type Answer } from '../../kit/collector.js'
import { listLower } from '../calls.js'

export const policyEngines = sharedRead({
  id: 'agentcore.policyEngines',
  per: 'region',
  calls: {
    // The summaries lack only texts, and need no right to the key that an engine is encrypted with.
    list: listLower<ListPolicyEngineSummariesCommandInput, ListPolicyEngineSummariesCommandOutput, PolicyEngineSummary>(
      'bedrock-agentcore-control:ListPolicyEngineSummaries', { items: (page) => page.policyEngines },
    ),
  },
  load({ call }): Promise<Answer<PolicyEngineSummary[]>> {
    return call.list.all({})
  },
})
