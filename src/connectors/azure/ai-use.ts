// What says that a database serves AI. One that says nothing is no concern of a scan, unless AI refers to it.
import { listOf, oneOf } from '../../core/shape.js'

export type AiUse = 'vectors' | 'calls-models' | 'named' | 'referenced'

/** `vectors` and `calls-models`: its own settings say so; `named`: its name or a tag does; `referenced`: only that AI refers to it. */
export const aiUseShape = listOf(oneOf('vectors', 'calls-models', 'named', 'referenced'))

const words = /(?:^|[-_.=])(?:ai|ml|llm|genai|rag|vectors?|vectordb|embeddings?|pgvector|semantic|chatbot|copilot|agents?|openai)(?:[-_.=0-9]|$)/i

/** Whether the name, or a tag as `key=value`, has a word of AI in it. */
export function isNamedForAi(name: string | null | undefined, tags: Readonly<Record<string, string>> | null | undefined): boolean {
  return [name ?? '', ...Object.entries(tags ?? {}).map(([key, value]) => `${key}=${value}`)].some((text) => words.test(text))
}
