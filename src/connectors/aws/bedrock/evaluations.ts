// Evaluation jobs of the window of history, and the models that each names: read once a region.
import type { EvaluationSummary, ListEvaluationJobsCommandInput, ListEvaluationJobsCommandOutput } from '@aws-sdk/client-bedrock'
import { sharedRead, type Answer } from '../../kit/collector.js'
import { listLower } from '../calls.js'

/** Names of evaluation jobs by the model they name, as an ARN, an id or a name. */
export type Evaluations = ReadonlyMap<string, readonly string[]>

export const evaluationJobs = sharedRead({
  id: 'bedrock.evaluationJobs',
  per: 'region',
  calls: {
    list: listLower<ListEvaluationJobsCommandInput, ListEvaluationJobsCommandOutput, EvaluationSummary>('bedrock:ListEvaluationJobs', { items: (page) => page.jobSummaries, max: 1000 }),
  },
  load: ({ call }): Promise<Answer<EvaluationSummary[]>> => call.list.all({ sortBy: 'CreationTime', sortOrder: 'Descending' }),
})

export const evaluations = sharedRead({
  id: 'bedrock.evaluations',
  per: 'region',
  calls: evaluationJobs.calls,
  async load({ read }): Promise<Answer<Evaluations>> {
    const listed = await read(evaluationJobs)
    if (!listed.ok) return listed
    const found = new Map<string, string[]>()
    for (const job of listed.value) for (const model of modelsIn(job)) found.set(model, [...(found.get(model) ?? []), job.jobName ?? ''])
    return { ok: true, value: found }
  },
})

export function modelsIn(job: EvaluationSummary): string[] {
  const models = job.inferenceConfigSummary?.modelConfigSummary?.bedrockModelIdentifiers ?? []
  return [...new Set([...(job.modelIdentifiers ?? []), ...models])]
}
