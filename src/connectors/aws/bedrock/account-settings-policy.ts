// Guardrails that the organisation enforces on an account by a Bedrock policy, region by region.
import type { DescribeEffectivePolicyCommandInput, DescribeEffectivePolicyCommandOutput } from '@aws-sdk/client-organizations'
import { listOf, nullable, oneOf, shape, string } from '../../../core/shape.js'
import type { Json } from '../../../core/index.js'
import { sharedRead } from '../../kit/collector.js'
import { readOrNull } from '../calls.js'
import { policyDocument } from '../iam/policy-document.js'

/** One guardrail that is put upon every call of a model, whoever makes it. */
export const enforcedGuardrail = shape({
  guardrailArn: string,
  guardrailVersion: string,
  /** The caller says by tags which part of its prompt is looked at. */
  inputTags: nullable(oneOf('HONOR', 'IGNORE')),
  system: nullable(oneOf('SELECTIVE', 'COMPREHENSIVE')),
  messages: nullable(oneOf('SELECTIVE', 'COMPREHENSIVE')),
  /** Empty, or with the word ALL, means every model. */
  includedModels: listOf(string),
  excludedModels: listOf(string),
})

export interface EnforcedGuardrail {
  guardrailArn: string
  guardrailVersion: string
  inputTags: string | null
  system: string | null
  messages: string | null
  includedModels: string[]
  excludedModels: string[]
  [key: string]: string | string[] | null
}

/** The policy that is in force for the account; null outside an organisation, or where none is attached. */
export const bedrockPolicy = sharedRead({
  id: 'organizations.bedrockPolicy',
  per: 'account',
  calls: {
    effective: readOrNull<DescribeEffectivePolicyCommandInput, DescribeEffectivePolicyCommandOutput>(
      'organizations:DescribeEffectivePolicy', ['EffectivePolicyNotFoundException', 'AWSOrganizationsNotInUseException'], { per: 'account' },
    ),
  },
  load: ({ call }) => call.effective({ PolicyType: 'BEDROCK_POLICY' }),
})

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_bedrock_syntax.html */
export function organizationGuardrails(answer: DescribeEffectivePolicyCommandOutput | null, region: string): EnforcedGuardrail[] {
  const inRegion = at(policyDocument(answer?.EffectivePolicy?.PolicyContent), 'bedrock', 'guardrail_inference', region)
  return (isObject(inRegion) ? Object.values(inRegion) : []).flatMap((config) => {
    const [, arn, version] = /^(arn:.+):(\w+)$/.exec(word(config, 'identifier') ?? '') ?? []
    if (arn === undefined || version === undefined) return []
    return {
      guardrailArn: arn, guardrailVersion: version, inputTags: upper(word(config, 'input_tags')),
      system: upper(word(config, 'selective_content_guarding', 'system')), messages: upper(word(config, 'selective_content_guarding', 'messages')),
      includedModels: wordsAt(config, 'model_enforcement', 'included_models'), excludedModels: wordsAt(config, 'model_enforcement', 'excluded_models'),
    }
  })
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function at(value: Json | undefined, ...path: string[]): Json | undefined {
  const found = path.reduce<Json | undefined>((inner, key) => (isObject(inner) ? inner[key] : undefined), value)
  // A policy as it is attached, and not yet in force, says what to do with each value.
  return isObject(found) && '@@assign' in found ? found['@@assign'] : found
}

function word(value: Json | undefined, ...path: string[]): string | null {
  const found = at(value, ...path)
  return typeof found === 'string' ? found : null
}

function wordsAt(value: Json | undefined, ...path: string[]): string[] {
  const found = at(value, ...path)
  return Array.isArray(found) ? found.filter((item) => typeof item === 'string') : []
}

function upper(text: string | null): string | null {
  return text === null ? null : text.toUpperCase()
}
