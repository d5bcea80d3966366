// What a document of JSON or UBJSON says, in order: readers of models take what they need of it and hold nothing else.

export interface Events {
  object(): void
  array(): void
  /** Of the innermost object or array. */
  end(): void
  key(name: string): void
  value(value: string | number | boolean | null): void
}

/** Longest name or text that is handed on whole. */
export const longestText = 65_536
/** Objects and arrays within each other. */
export const deepest = 64
