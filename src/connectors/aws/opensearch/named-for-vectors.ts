// Stores that can hold anything: a name is often all that says what is in them.

const word = /(?:^|[^a-z0-9])(?:vectors?|vectordb|pgvector|embeddings?|rag|k-?nn|semantic)(?:[^a-z0-9]|$)/i

/** Whether a name or tag says that the store is for vectors, such as `orchard-embeddings`. */
export function namedForVectors(...names: readonly (string | undefined)[]): boolean {
  return names.some((name) => name !== undefined && word.test(name))
}
