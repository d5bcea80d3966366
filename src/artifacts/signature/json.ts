// Walks JSON of strangers: every step says what it wants, and nothing is taken for granted.

export { fieldMapOf as fieldsOf, itemsOf as listOf, stringOf as textOrNull } from '../text/json.js'

export type Fields = ReadonlyMap<string, unknown>

/** The value of a JSON text, or undefined where it is none. Text of a file may begin with a byte order mark. */
export function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text)
    return value
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Bytes of a base64 text, plain or of the URL kind; null where it is neither. */
export function base64(value: unknown): Buffer | null {
  return typeof value === 'string' && value.length % 4 !== 1 && /^[\w+/-]*={0,2}$/.test(value) ? Buffer.from(value, 'base64') : null
}
