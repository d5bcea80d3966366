// The guardrails of a region, as one list gives them: by name, without versions or settings.
import type { GuardrailSummary, ListGuardrailsCommandInput, ListGuardrailsCommandOutput } from '@aws-sdk/client-bedrock'
import { sharedRead } from '../../kit/collector.js'
import { listLower } from '../calls.js'

/** Drafts of all guardrails, or all versions of the one that is named. */
export const listGuardrails = listLower<ListGuardrailsCommandInput, ListGuardrailsCommandOutput, GuardrailSummary>(
  'bedrock:ListGuardrails', { items: (page) => page.guardrails, max: 1000 },
)

export const guardrails = sharedRead({
  id: 'bedrock.guardrails',
  per: 'region',
  calls: { list: listGuardrails },
  load: ({ call }) => call.list.all({}),
})
