// Hosts behind which a model answers: how a gateway is known to be one for AI.

/** Azure's own, where content is filtered unless somebody turned that down. */
const azureModels = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:openai\.azure\.(?:com|us|cn)|cognitiveservices\.azure\.(?:com|us|cn)|services\.ai\.azure\.(?:com|us)|api\.cognitive\.microsoft\.com)$/
const others = [
  /\.inference\.ml\.azure\.(?:com|us|cn)$/, /\.models\.ai\.azure\.com$/, /\.inference\.ai\.azure\.com$/, /(?:^|\.)models\.github\.ai$/,
  /^api\.openai\.com$/, /^api\.anthropic\.com$/, /^generativelanguage\.googleapis\.com$/, /(?:^|[.-])aiplatform\.googleapis\.com$/, /^bedrock-runtime[a-z-]*\..*amazonaws\.com$/,
  /^api\.(?:mistral|cohere|x|groq|perplexity|together|deepseek)\.(?:ai|com|xyz)$/, /(?:^|\.)huggingface\.(?:co|cloud)$/, /^api\.replicate\.com$/, /^openrouter\.ai$/, /^api\.fireworks\.ai$/,
]

export function isAzureModels(host: string): boolean {
  return azureModels.test(host)
}

export function isAiHost(host: string): boolean {
  return isAzureModels(host) || others.some((one) => one.test(host))
}

/** Host of an address in lower case; null for what is none. */
export function hostOf(url: string | null | undefined): string | null {
  return /^[a-z]+:\/\/([^/:?#\s]+)/i.exec(url?.trim() ?? '')?.[1]?.toLowerCase() ?? null
}

/** AI hosts that a text names anywhere. */
export function aiHostsIn(text: string): string[] {
  const found = text.toLowerCase().match(/(?<![a-z0-9.-])[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}/g) ?? []
  return [...new Set(found.filter(isAiHost))].toSorted()
}
