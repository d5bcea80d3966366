// What a container's environment says about the model it loads; values stay here, only judgements leave.
import { findSecretsIn, type SecretHit } from '../../../artifacts/text/secrets.js'
import { said } from '../names.js'

/** Variables by which serving containers name the model to load: Hugging Face's own, DJL Serving's, SageMaker vLLM's. */
const modelVariables = ['HF_MODEL_ID', 'OPTION_MODEL_ID', 'SM_VLLM_MODEL'] as const
const revisionVariables = ['HF_MODEL_REVISION', 'OPTION_REVISION', 'SM_VLLM_REVISION'] as const
const remoteCodeVariables = ['HF_TRUST_REMOTE_CODE', 'OPTION_TRUST_REMOTE_CODE', 'SM_VLLM_TRUST_REMOTE_CODE', 'TRUST_REMOTE_CODE'] as const

export interface EnvironmentFacts {
  hubModel: string | null
  hubRevision: string | null
  trustRemoteCode: boolean
  environment: { name: string; secrets: SecretHit[] }[]
}

export function environmentFacts(environment: Readonly<Record<string, string>>): EnvironmentFacts {
  const hits = findSecretsIn(environment)
  const leaky = new Set(hits.map((hit) => hit.at))
  // A name with a credential in it, such as a URL with a password, stays out of the inventory like any other secret.
  const value = (name: string): string | null => (leaky.has(name) ? '‹redacted›' : said(environment[name]))
  return {
    hubModel: modelVariables.map(value).find((id) => id !== null && isHubId(id)) ?? null,
    hubRevision: revisionVariables.map(value).find((revision) => revision !== null) ?? null,
    trustRemoteCode: remoteCodeVariables.some((name) => /^(?:true|1)$/i.test(environment[name]?.trim() ?? '')),
    environment: Object.keys(environment).toSorted().map((name) => ({ name, secrets: hits.filter((hit) => hit.at === name) })),
  }
}

/** Paths in the container and S3 addresses are not downloads from a hub. */
function isHubId(id: string): boolean {
  return !/^(?:\/|\.|~|s3:\/\/|file:)/.test(id)
}
