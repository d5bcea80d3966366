// What says that a general workload (a function, a container) talks to AI: names of variables, values, policies of its role.
import type { RoleDetail } from '@aws-sdk/client-iam'
import { policyDocument } from './iam/policy-document.js'
import type { AuthorizationDetails } from './iam/authorization-details.js'
import { jsonTexts, policyStatements } from './policy-json.js'

const makers = [
  'openai', 'anthropic', 'claude', 'cohere', 'mistral', 'gemini', 'vertex_?ai', 'groq', 'deepseek', 'openrouter', 'hugging_?face', 'ollama', 'vllm', 'litellm', 'llm',
  'lang(?:chain|smith|fuse|graph|flow)', 'llama_?index', 'pinecone', 'weaviate', 'qdrant', 'milvus', 'chroma_?db', 'wandb', 'mlflow', 'bedrock', 'agentcore', 'sagemaker', 'qbusiness',
  'elevenlabs',
].join('|')
/** Makers whose names are words: only the key tells. */
const words = 'hf|together|fireworks|perplexity|xai|voyage|replicate|stability|jina'
const names = new RegExp([
  `(?:^|_)(?:${makers})(?:_|$)`, `^(?:${words})_(?:api_)?(?:key|token)$`,
  '^(?:model|embedding_model|inference_profile|knowledge_base|agent_alias|guardrail)_(?:id|arn|name)$', '^system_prompt$',
].join('|'), 'i')
const modelId = new RegExp([
  '^(?:(?:us|eu|apac|jp|au|ca|us-gov|global)\\.)?(?:anthropic\\.claude|amazon\\.(?:nova|titan)|meta\\.llama|mistral\\.|cohere\\.|ai21\\.|deepseek\\.|stability\\.|openai\\.gpt|qwen\\.)',
  '^arn:[^:]+:(?:bedrock|bedrock-agentcore|sagemaker):',
].join('|'))
const hosts = /(?:^|[/.@])(?:api\.(?:openai|anthropic|cohere|mistral|groq|deepseek|together|fireworks|perplexity|x|voyageai|replicate|elevenlabs)\.(?:com|ai|xyz)|openrouter\.ai|generativelanguage\.googleapis\.com|[a-z0-9-]+\.openai\.azure\.com|(?:api-inference|router)\.huggingface\.co|bedrock[a-z-]*\.[a-z0-9-]+\.amazonaws\.com)/i

/** Whether an address is that of a model provider's API. */
export function isModelHost(address: string): boolean {
  return hosts.test(address)
}

/** Variables that name a model, its maker, or a service around it; by name or by value. */
export function aiVariables(environment: Readonly<Record<string, string>>): string[] {
  return Object.entries(environment).filter(([name, value]) => names.test(snake(name)) || modelId.test(value) || isModelHost(value)).map(([name]) => name)
}

function snake(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replaceAll(/[.-]/g, '_')
}

/** Actions that put a question to a model, an agent or a knowledge base, lower-cased. */
const invocations = [
  'bedrock:invokemodel', 'bedrock:invokemodelwithresponsestream', 'bedrock:invokeagent', 'bedrock:invokeinlineagent', 'bedrock:invokeflow', 'bedrock:retrieve',
  'bedrock:retrieveandgenerate', 'bedrock-agentcore:invokeagentruntime', 'bedrock-agentcore:invokegateway', 'bedrock-mantle:createinference', 'sagemaker:invokeendpoint',
  'sagemaker:invokeendpointasync', 'sagemaker:invokeendpointwithresponsestream', 'qbusiness:chatsync', 'qbusiness:chat',
]

/** One action that a role's policies allow by the name of its service, with the resources beside it. */
export interface AiGrant {
  action: string
  resources: string[]
}

/** What the role's own policies say of AI: a grant of everything names nothing, and is no sign. Refusals are left to whoever asks what is effective. */
export function aiGrants(role: RoleDetail, details: AuthorizationDetails): AiGrant[] {
  const documents = [
    ...(role.RolePolicyList ?? []).map((policy) => policy.PolicyDocument),
    ...(role.AttachedManagedPolicies ?? []).map((policy) => details.policies.get(policy.PolicyArn ?? '')?.PolicyVersionList?.[0]?.Document),
  ]
  return documents.flatMap((document) => policyStatements(policyDocument(document))).flatMap((statement) => {
    if (statement['Effect'] !== 'Allow') return []
    const resources = jsonTexts(statement['Resource'])
    const patterns = jsonTexts(statement['Action']).map((action) => action.toLowerCase()).filter((action) => !/[*?]/.test(action.split(':', 1)[0] ?? ''))
    return invocations.filter((action) => patterns.some((pattern) => matchesGlob(pattern, action))).map((action) => ({ action, resources }))
  })
}

/** `*` and `?` as in policies. Linear but for the last star, so that no pattern takes long. */
export function matchesGlob(pattern: string, text: string): boolean {
  let [p, t, star, from] = [0, 0, -1, 0]
  while (t < text.length) {
    if (pattern[p] === '*') [star, from] = [p++, t]
    else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) [p, t] = [p + 1, t + 1]
    else if (star !== -1) [p, t] = [star + 1, ++from]
    else return false
  }
  while (pattern[p] === '*') p += 1
  return p === pattern.length
}
