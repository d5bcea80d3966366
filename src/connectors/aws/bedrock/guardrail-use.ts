// A guardrail as agents and flows attach it: by id or ARN, in one of its versions.
import type { GuardrailConfiguration } from '@aws-sdk/client-bedrock-agent'
import { listOf, shape, string, type Infer } from '../../../core/shape.js'
import type { Edge } from '../../kit/collector.js'
import { said, type Place } from '../names.js'
import { guardrailId } from './arns.js'
import { draft } from './routes.js'

/** Attached guardrails; `by` says what of the asset attaches it, such as `version 3`. */
export const guardrailUses = listOf(shape({ guardrail: string, version: string, by: string }))
export type GuardrailUse = Infer<typeof guardrailUses>[number]

type Attached = Partial<GuardrailConfiguration> | undefined

/** None, or one. */
export function guardrailUse(attached: Attached, by: string): GuardrailUse[] {
  const guardrail = said(attached?.guardrailIdentifier)
  return guardrail === null ? [] : [{ guardrail, version: attached?.guardrailVersion ?? draft, by }]
}

export function guardedBy(attached: Attached, place: Place, via: string): Edge | null {
  const identifier = said(attached?.guardrailIdentifier)
  if (identifier === null) return null
  return { type: 'guarded-by', target: 'aws.bedrock.guardrail', to: guardrailId(place, identifier, attached?.guardrailVersion ?? draft), via }
}
