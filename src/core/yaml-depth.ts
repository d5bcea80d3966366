// How deep a YAML text is nested, found out before it is parsed as a whole.
import { Parser } from 'yaml'

/** Collections in collections; what people write has a dozen. */
export const deepestYaml = 100

/**
 * Whether a text is nested more deeply than anybody means it. To be asked before any text of strangers is composed: the
 * composer recurses and uses regular expressions as it does, and V8 ends the process, with nothing to catch, when it has to
 * compile one at the end of the stack. The parser before it keeps a stack of its own.
 */
export function isTooDeep(text: string, most = deepestYaml): boolean {
  const parser = new Parser()
  for (const token of parser.parse(text)) if (isDeep(token, most)) return true
  return false
}

interface Place {
  token: unknown
  depth: number
}

function isDeep(document: unknown, most: number): boolean {
  const waiting: Place[] = [{ token: document, depth: 0 }]
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const { token, depth } = place
    if (depth > most) return true
    if (typeof token !== 'object' || token === null) continue
    if ('value' in token) waiting.push({ token: token.value, depth })
    if (!('items' in token) || !Array.isArray(token.items)) continue
    const items: readonly unknown[] = token.items
    for (const item of items) {
      if (typeof item !== 'object' || item === null) continue
      if ('key' in item) waiting.push({ token: item.key, depth: depth + 1 })
      if ('value' in item) waiting.push({ token: item.value, depth: depth + 1 })
    }
  }
  return false
}
