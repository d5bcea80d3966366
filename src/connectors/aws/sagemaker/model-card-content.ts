// What model cards say about a model, out of their JSON text; the prose stays there.
import type { ModelPackageModelCard } from '@aws-sdk/client-sagemaker'
import type { Json } from '../../../core/index.js'
import { said } from '../names.js'

export const riskRatings = ['High', 'Medium', 'Low', 'Unknown'] as const

export interface CardFacts {
  modelId: string | null
  riskRating: string | null
  packageArn: string | null
  packageGroup: string | null
}

/** https://docs.aws.amazon.com/sagemaker/latest/dg/model-cards.html names the fields. */
export function cardFacts(content: string | undefined): CardFacts {
  const card = parsed(content)
  return {
    modelId: text(card, 'model_overview', 'model_id'),
    riskRating: ratingOf(text(card, 'intended_uses', 'risk_rating')),
    packageArn: text(card, 'model_package_details', 'model_package_arn'),
    packageGroup: text(card, 'model_package_details', 'model_package_group_name'),
  }
}

/** Of the card that a model package carries itself. A package without one may still be given an empty card. */
export function packageCardFacts(card: ModelPackageModelCard | undefined): { cardStatus: string | null; riskRating: string | null } {
  const content = parsed(card?.ModelCardContent)
  if (content === null || Object.keys(content).length === 0) return { cardStatus: null, riskRating: null }
  return { cardStatus: card?.ModelCardStatus ?? null, riskRating: ratingOf(text(content, 'intended_uses', 'risk_rating')) }
}

type Record = { [field: string]: Json }

function parsed(content: string | undefined): Record | null {
  try {
    const value: Json = JSON.parse(content ?? '')
    return isRecord(value) ? value : null
  } catch {
    return null
  }
}

function isRecord(value: Json | undefined): value is Record {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function text(card: Record | null, part: string, field: string): string | null {
  const inner = card?.[part]
  const value = isRecord(inner) ? inner[field] : undefined
  return typeof value === 'string' ? said(value) : null
}

function ratingOf(rating: string | null): string | null {
  return riskRatings.find((word) => word === rating) ?? null
}
