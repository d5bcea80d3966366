// What the name of a variable says about its value: that it is a secret, and perhaps whose.

const anyOf = (words: string): string => `(?:${words.trim().split(/\s+/).join('|')})`

const tokenIssuers = anyOf('gitlab databricks replicate slack neptune comet mlflow_tracking vault npm pypi docker dockerhub')
const keyIssuers = anyOf(`
  openai anthropic cohere co mistral gemini google groq deepseek together fireworks openrouter perplexity xai voyage jina pinecone weaviate qdrant
  milvus langchain langsmith langfuse ngc nvidia comet kaggle tavily serper serpapi elevenlabs assemblyai deepgram stability replicate runpod
  snowflake datadog dd
`)

/** Names whose value is a credential, whatever it looks like. Matched on `snake_case`. */
const known: readonly (readonly [RegExp, string])[] = [
  [/(?:^|_)secret_access_key$/, 'aws-secret-access-key'],
  [/(?:^|_)aws_session_token$/, 'aws-session-token'],
  [/(?:^|_)aws_bearer_token_bedrock$/, 'aws-bedrock-api-key'],
  [/(?:^|_)(?:hf|hugging_?face|hugging_?face_?hub)(?:_(?:hub|api|access|read|write))*_(?:token|key)$/, 'hugging-face-token'],
  [/(?:^|_)wandb_api_key$/, 'wandb-api-key'],
  [/(?:^|_)azure(?:_\w+)?_(?:api_key|key|account_key|client_secret)$/, 'azure-key'],
  [/(?:^|_)(?:gh|github)(?:_\w+)?_(?:token|pat)$/, 'github-token'],
  [new RegExp(`(?:^|_)${tokenIssuers}(?:_\\w+)?_(?:token|password|key)$`), 'service-token'],
  [new RegExp(`(?:^|_)${keyIssuers}_(?:api_)?(?:secret_)?key$`), 'service-api-key'],
]

const password = /(?:passw(?:or)?d|passphrase|pwd)$/
const secretWord = new RegExp(`${anyOf(`
  passw(?:or)?d passphrase pwd secret token api_?key access_key private_key credential auth_key account_key encryption_key signing_key client_key
  connection_string
`)}s?(?=_|$)`)
/** Names that have the word in them and hold something else. */
const harmless = new RegExp([
  `_${anyOf(`
    names? ids? arns? paths? files? dirs? folders? urls? uris? endpoints? hosts? ttl types? counts? limits? length len size versions? regions? policy
    policies expiry expires expiration enabled required env var prefix suffix hash digest index usage rotation manager provider store backend field
    column header format scheme method mode strategy class alias ref
  `)}$`,
  'tokeni[sz]', 'tokens$', 'secret_name', 'public_key', 'key_id',
  `(?:^|_)${anyOf(`
    max min num n total new pad padding eos bos unk mask cls sep special image video stop start end think extra additional chat prefix suffix public
  `)}_tokens?(?:_|$)`,
  `token_${anyOf('type id ids count length limit budget embedding classification')}`,
].join('|'))

export interface NameSays {
  /** The type of secret that a variable of this name holds, whatever the value looks like. */
  type: string | null
  /** `secret`: a random value is one. `password`: less than random is enough. */
  hint: 'secret' | 'password' | null
}

export function nameSays(name: string): NameSays {
  const snake = snakeCase(name)
  const type = known.find(([pattern]) => pattern.test(snake))?.[1] ?? null
  if (!secretWord.test(snake) || harmless.test(snake)) return { type, hint: null }
  return { type, hint: password.test(snake) ? 'password' : 'secret' }
}

/** `openaiApiKey`, `openai-api-key` and `OPENAI_API_KEY` are one name. */
function snakeCase(name: string): string {
  return name.slice(-80).replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/[^A-Za-z0-9]+/g, '_').toLowerCase()
}
