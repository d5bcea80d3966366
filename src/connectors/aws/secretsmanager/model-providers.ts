// Whose credential a stored secret is, by what people call it: the companies that sell models and what stands around them.

const providers: readonly (readonly [provider: string, names: RegExp])[] = [
  ['openai', /open-?ai|chat-?gpt/], ['anthropic', /anthropic|(?:^|-)claude(?:-|$)/], ['hugging-face', /hugging-?face|(?:^|-)hf(?:-(?:hub|api|access|read|write))*-(?:token|key)/],
  ['cohere', /(?:^|-)cohere(?:-|$)/], ['mistral', /(?:^|-)mistral(?:-|$)|mistral-?ai/], ['gemini', /(?:^|-)gemini(?:-|$)|google-ai-studio/], ['groq', /(?:^|-)groq/],
  ['deepseek', /deepseek/], ['together', /together-?ai/], ['fireworks', /fireworks-?ai/], ['openrouter', /open-?router/], ['perplexity', /perplexity/],
  ['xai', /(?:^|-)x-?ai-(?:api-)?(?:key|token)|(?:^|-)grok(?:-|$)/], ['voyage', /voyage-?ai/], ['replicate', /replicate-api|replicate-(?:key|token)/],
  ['stability', /stability-?ai/], ['elevenlabs', /eleven-?labs/], ['pinecone', /pinecone/], ['weaviate', /weaviate/], ['qdrant', /qdrant/],
  ['langsmith', /lang-?smith|lang-?chain/], ['langfuse', /langfuse/], ['weights-and-biases', /(?:^|-)wandb(?:-|$)/], ['nvidia', /(?:^|-)(?:ngc|nvidia)(?:-|$)/],
  ['bedrock', /bedrock-?api-?key|bearer-token-bedrock/],
]

/** The provider that a name, a description or a tag speaks of; null when it speaks of none. */
export function modelProvider(...texts: readonly (string | undefined)[]): string | null {
  for (const text of texts) {
    const kebab = kebabCase(text ?? '')
    const found = providers.find(([, names]) => names.test(kebab))
    if (found !== undefined) return found[0]
  }
  return null
}

const credentialWord = /(?:^|-)(?:api-?keys?|keys?|tokens?|secrets?|credentials?|passwords?|pat|auth|bearer)(?:-|$)/
/** Names that have such a word in them and hold something else, such as how many tokens an answer may have. */
const harmless = new RegExp([
  '(?:^|-)(?:max|min|num|total|new|input|output|limit|budget|count|length|ttl|price|per)-?tokens?(?:-|$)',
  'tokens?-(?:limit|budget|count|length|per|price|type)',
  '(?:key|token|secret|credential|password)s?-(?:id|name|arn|path|url|ttl|rotation|expiry|days|enabled|required|prefix|ref|parameter)s?$',
  '(?:^|-)public-key',
].join('|'))

/** Whether the name of a setting says that its value is a provider's credential, and not its address or its model. */
export function namesCredential(name: string): boolean {
  const kebab = kebabCase(name)
  return credentialWord.test(kebab) && !harmless.test(kebab)
}

/** `/orchard/openAiKey`, `orchard-open-ai-key` and `ORCHARD_OPEN_AI_KEY` are one name. */
function kebabCase(text: string): string {
  return text.slice(0, 2048).replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').replaceAll(/[^A-Za-z0-9]+/g, '-').toLowerCase()
}
