// Model cards: what an organisation says about a model, and whether anybody has approved of it.
import type {
  DescribeModelCardCommandInput, DescribeModelCardCommandOutput, ListModelCardsCommandInput, ListModelCardsCommandOutput, ModelCard, ModelCardSummary,
} from '@aws-sdk/client-sagemaker'
import { nullable, number, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, type Edge } from '../../kit/collector.js'
import { list, read } from '../calls.js'
import { encryptedBy } from '../edges.js'
import { iso, placeOf, said, type Place } from '../names.js'
import { cardFacts, riskRatings } from './model-card-content.js'
import { arnOf } from './names.js'
import { search, sweep } from './search.js'

export default collector({
  type: 'aws.sagemaker.model_card',
  kind: 'governance-record',
  service: 'sagemaker',
  per: 'region',
  props: shape({
    status: nullable(oneOf('Draft', 'PendingReview', 'Approved', 'Archived')),
    version: nullable(number),
    /** Null also where the card names no SageMaker model. */
    modelId: nullable(string),
    riskRating: nullable(oneOf(...riskRatings)),
    kmsKeyId: nullable(string),
    createdAt: nullable(time),
  }),
  // A card belongs to what it describes.
  relates: {
    'owned-by': ['aws.sagemaker.model', 'aws.sagemaker.model_package', 'aws.sagemaker.model_package_group'], 'encrypted-by': ['aws.kms.key'],
  },
  calls: {
    list: list<ListModelCardsCommandInput, ListModelCardsCommandOutput, ModelCardSummary>('sagemaker:ListModelCards', { items: (page) => page.ModelCardSummaries }),
    search,
    describe: read<DescribeModelCardCommandInput, DescribeModelCardCommandOutput>('sagemaker:DescribeModelCard'),
  },
  async list(ctx) {
    const { call, emit } = ctx
    const place = placeOf(ctx)
    const emitCard = (card: ModelCardRecord): void => {
      emit({ id: card.ModelCardArn ?? '', name: card.ModelCardName ?? '', props: modelCardProps(card), edges: modelCardEdges(card, place) })
    }
    await sweep<ModelCardSummary, ModelCard>(ctx, {
      rows: call.list.rows({ SortBy: 'CreationTime', SortOrder: 'Descending' }),
      search: call.search,
      resource: 'ModelCard',
      // A record without the text of the card is described like one that is missing.
      record: ({ ModelCard: card }) => (card?.Content === undefined ? undefined : card),
      id: (of) => of.ModelCardArn,
      createdAt: (of) => of.CreationTime,
      found: emitCard,
      describe: async (row) => {
        const detail = await call.describe({ ModelCardName: row.ModelCardName })
        if (detail.ok) return emitCard(detail.value)
        emit({ id: row.ModelCardArn ?? '', name: row.ModelCardName ?? '', props: detail.gap, edges: detail.gap })
      },
    })
  },
})

/** What Search records and DescribeModelCard answers have in common. */
export type ModelCardRecord = Pick<ModelCard, 'ModelCardArn' | 'ModelCardName' | 'ModelCardVersion' | 'ModelCardStatus' | 'Content' | 'SecurityConfig' | 'CreationTime'>

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function modelCardProps(card: ModelCardRecord) {
  const { modelId, riskRating } = cardFacts(card.Content)
  return {
    status: card.ModelCardStatus ?? null,
    version: card.ModelCardVersion ?? null,
    modelId,
    riskRating,
    kmsKeyId: said(card.SecurityConfig?.KmsKeyId),
    createdAt: iso(card.CreationTime),
  }
}

export function modelCardEdges(card: ModelCardRecord, place: Place): (Edge | null)[] {
  const { modelId, packageArn, packageGroup } = cardFacts(card.Content)
  const owner = (target: string, to: string | null, via: string): Edge | null => (to === null ? null : { type: 'owned-by', target, to, via })
  return [
    owner('aws.sagemaker.model', modelOf(modelId, place), 'model_overview.model_id'),
    owner('aws.sagemaker.model_package', packageArn, 'model_package_details.model_package_arn'),
    owner('aws.sagemaker.model_package_group', packageGroup === null ? null : arnOf(place, 'model-package-group', packageGroup), 'model_package_details.model_package_group_name'),
    encryptedBy(card.SecurityConfig?.KmsKeyId, 'SecurityConfig.KmsKeyId'),
  ]
}

/** Cards name a model of SageMaker by ARN or by name, and any other as its owners please. */
function modelOf(modelId: string | null, place: Place): string | null {
  if (modelId === null) return null
  if (/^arn:[^:]+:sagemaker:[^:]+:\d{12}:model\//.test(modelId)) return modelId
  return /^[A-Za-z0-9](?:-*[A-Za-z0-9]){0,62}$/.test(modelId) ? arnOf(place, 'model', modelId) : null
}
