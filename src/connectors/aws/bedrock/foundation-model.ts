// Foundation models that something uses: what they take and give, and until when. Out of one list a region.
import type { FoundationModelSummary, ListFoundationModelsCommandInput, ListFoundationModelsCommandOutput } from '@aws-sdk/client-bedrock'
import { listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, sharedRead, type Answer } from '../../kit/collector.js'
import { listWhole } from '../calls.js'
import { iso, nameOf, said } from '../names.js'

/** Foundation models of the region, by id. */
export const foundationModels = sharedRead({
  id: 'bedrock.foundationModels',
  per: 'region',
  calls: {
    list: listWhole<ListFoundationModelsCommandInput, ListFoundationModelsCommandOutput, FoundationModelSummary>('bedrock:ListFoundationModels', { items: (page) => page.modelSummaries }),
  },
  async load({ call }): Promise<Answer<ReadonlyMap<string, FoundationModelSummary>>> {
    const listed = await call.list.all({})
    return listed.ok ? { ok: true, value: new Map(listed.value.map((model) => [model.modelId ?? '', model])) } : listed
  },
})

export default collector({
  type: 'aws.bedrock.foundation_model',
  kind: 'model',
  service: 'bedrock',
  per: 'region',
  props: shape({
    modelId: string,
    provider: nullable(string),
    /** LEGACY: still answers, and will stop doing so. Null for what the region's list does not name any more. */
    lifecycle: nullable(oneOf('ACTIVE', 'LEGACY')),
    endOfLife: nullable(time),
    inputModalities: listOf(oneOf('TEXT', 'IMAGE', 'EMBEDDING')),
    outputModalities: listOf(oneOf('TEXT', 'IMAGE', 'EMBEDDING')),
  }),
  relates: {},
  calls: {},
  reads: [foundationModels],
  async resolve({ id }, ctx) {
    const models = await ctx.read(foundationModels)
    const modelId = nameOf(id)
    // A context size after the id, as in `:48k`, names a way to rent the same model.
    const bare = modelId.replace(/:\d+k$/, '')
    ctx.emit({
      id,
      name: modelId,
      props: models.ok ? foundationModelProps(modelId, models.value.get(modelId) ?? models.value.get(bare)) : { ...unreadModel(models.gap), modelId },
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function foundationModelProps(modelId: string, model: FoundationModelSummary | undefined) {
  return {
    modelId,
    provider: said(model?.providerName),
    lifecycle: model?.modelLifecycle?.status ?? null,
    endOfLife: iso(model?.modelLifecycle?.endOfLifeTime),
    inputModalities: model?.inputModalities ?? [],
    outputModalities: model?.outputModalities ?? [],
  }
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
function unreadModel<G>(gap: G) {
  return { provider: gap, lifecycle: gap, endOfLife: gap, inputModalities: gap, outputModalities: gap }
}
