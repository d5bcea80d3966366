// Ids of what Bedrock names, and what stands behind the name of a model.
import type { Edge } from '../../kit/collector.js'
import type { RelationType } from '../../../core/index.js'
import { parseArn } from '../arn.js'
import type { Place } from '../names.js'

/** `arn:aws:bedrock:us-east-1:111122223333:agent/AGENT12345` */
export function bedrockArn({ partition, region, account }: Place, resource: string): string {
  return `arn:${partition}:bedrock:${region}:${account}:${resource}`
}

/** A guardrail in one of its versions: `<ARN>#3`. Users name it by id or by ARN. */
export function guardrailId(place: Place, identifier: string, version: string): string {
  const arn = parseArn(identifier) === null ? bedrockArn(place, `guardrail/${identifier}`) : identifier
  return `${arn}#${version}`
}

/** Asset types by the word after the account in a model's ARN. */
const modelTypes: Record<string, string> = {
  'foundation-model': 'aws.bedrock.foundation_model',
  'inference-profile': 'aws.bedrock.inference_profile',
  'application-inference-profile': 'aws.bedrock.inference_profile',
  'custom-model': 'aws.bedrock.custom_model',
  'custom-model-deployment': 'aws.bedrock.custom_model_deployment',
  'imported-model': 'aws.bedrock.imported_model',
  'provisioned-model': 'aws.bedrock.provisioned_throughput',
}
export const modelTypeNames = Object.values(modelTypes).filter((type, i, all) => all.indexOf(type) === i)

/** A relation to the model behind an ARN, the id of a foundation model, or the id of a cross-region profile such as `us.`… */
export function toModel(type: RelationType, model: string | null | undefined, place: Place, via: string): Edge | null {
  if (model == null || model === '') return null
  const arn = parseArn(model) !== null ? model : isProfileId(model)
    ? bedrockArn(place, `inference-profile/${model}`)
    : `arn:${place.partition}:bedrock:${place.region}::foundation-model/${model}`
  const target = modelTypes[parseArn(arn)?.resource.split('/', 1)[0] ?? '']
  return target === undefined ? null : { type, target, to: arn, via }
}

/** Ids of foundation models start with the maker; those of system profiles with a geography before it. */
function isProfileId(id: string): boolean {
  return /^(?:us|eu|apac|jp|au|ca|us-gov|global)\.[a-z0-9-]+\./.test(id)
}

/** `delegates-to` an agent, which is named by alias: `arn:aws:bedrock:us-east-1:111122223333:agent-alias/<agent>/<alias>`. */
export function toAgent(alias: string | undefined, via: string): Edge | null {
  const arn = alias === undefined ? null : parseArn(alias)
  const agent = arn === null ? undefined : /^agent-alias\/([^/]+)\//.exec(arn.resource)?.[1]
  if (arn === null || agent === undefined) return null
  return { type: 'delegates-to', target: 'aws.bedrock.agent', to: `arn:${arn.partition}:bedrock:${arn.region}:${arn.account}:agent/${agent}`, via }
}

/** What the account sets for all of Bedrock in the region, such as guardrails that nobody can leave out. */
export function governedBySettings(place: Place): Edge {
  return { type: 'governed-by', target: 'aws.bedrock.account_settings', to: bedrockArn(place, 'account-settings') }
}
