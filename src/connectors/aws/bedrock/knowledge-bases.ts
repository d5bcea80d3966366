// Knowledge bases with the list of their data sources: read once a region, for both.
import type {
  DataSourceSummary, GetKnowledgeBaseCommandInput, GetKnowledgeBaseCommandOutput, KnowledgeBase, KnowledgeBaseSummary, ListDataSourcesCommandInput,
  ListDataSourcesCommandOutput, ListKnowledgeBasesCommandInput, ListKnowledgeBasesCommandOutput,
} from '@aws-sdk/client-bedrock-agent'
import { sharedRead, type Answer } from '../../kit/collector.js'
import { listLower, read } from '../calls.js'
import type { Place } from '../names.js'
import { bedrockArn } from './arns.js'

export interface KnowledgeBaseRecord {
  id: string
  name: string
  detail: Answer<Partial<KnowledgeBase>>
  sources: Answer<DataSourceSummary[]>
}

export const knowledgeBases = sharedRead({
  id: 'bedrock.knowledgeBases',
  per: 'region',
  calls: {
    list: listLower<ListKnowledgeBasesCommandInput, ListKnowledgeBasesCommandOutput, KnowledgeBaseSummary>(
      'bedrock-agent:ListKnowledgeBases', { items: (page) => page.knowledgeBaseSummaries, max: 1000 },
    ),
    get: read<GetKnowledgeBaseCommandInput, GetKnowledgeBaseCommandOutput>('bedrock-agent:GetKnowledgeBase'),
    sources: listLower<ListDataSourcesCommandInput, ListDataSourcesCommandOutput, DataSourceSummary>(
      'bedrock-agent:ListDataSources', { items: (page) => page.dataSourceSummaries, max: 1000, per: 'item' },
    ),
  },
  async load({ call, each }): Promise<Answer<KnowledgeBaseRecord[]>> {
    const listed = await call.list.all({})
    if (!listed.ok) return listed
    const records: KnowledgeBaseRecord[] = []
    await each(listed.value, async ({ knowledgeBaseId = '', name = knowledgeBaseId }) => {
      const [got, sources] = await Promise.all([call.get({ knowledgeBaseId }), call.sources.all({ knowledgeBaseId })])
      records.push({ id: knowledgeBaseId, name, detail: got.ok ? { ok: true, value: got.value.knowledgeBase ?? {} } : got, sources })
    })
    return { ok: true, value: records.toSorted((a, b) => (a.id < b.id ? -1 : 1)) }
  },
})

export function knowledgeBaseArn(place: Place, id: string): string {
  return bedrockArn(place, `knowledge-base/${id}`)
}

/** AWS gives data sources no ARN: this one is ours. */
export function dataSourceId(place: Place, knowledgeBase: string, id: string): string {
  return `${knowledgeBaseArn(place, knowledgeBase)}/data-source/${id}`
}
