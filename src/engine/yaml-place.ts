// Where in a YAML file the n-th character of a text stands, whichever way the text was written.
import { isMap, isScalar } from 'yaml'
import type { Document, LineCounter, Node, Scalar } from 'yaml'

export interface Position {
  line: number
  column: number
}

/** The position of `offset` in the text at `path`; of the value itself for what is no text; of the nearest parent for what is missing. */
export function positionOf(document: Document, source: string, lines: LineCounter, path: readonly (string | number)[], offset = 0): Position {
  for (let depth = path.length; depth >= 0; depth--) {
    const found = document.getIn(path.slice(0, depth), true) as Node | undefined
    const start = found?.range?.[0]
    if (found === undefined || start === undefined) continue
    const at = depth === path.length && isScalar(found) && typeof found.value === 'string' ? start + offsetInSource(source.slice(start, found.range?.[1]), found, offset) : start
    const { line, col } = lines.linePos(at)
    return { line, column: col }
  }
  return { line: 1, column: 1 }
}

/** The position of a key, for keys that should not be there. */
export function positionOfKey(document: Document, lines: LineCounter, path: readonly (string | number)[], key: string): Position {
  const map = path.length === 0 ? document.contents : document.getIn(path, true)
  const pair = isMap(map) ? map.items.find((item) => isScalar(item.key) && String(item.key.value) === key) : undefined
  const start = pair !== undefined && isScalar(pair.key) ? pair.key.range?.[0] : undefined
  const { line, col } = lines.linePos(start ?? 0)
  return { line, column: col }
}

/**
 * Folding and chomping change only white space, so the n-th character that is none stands for the same one in both.
 * Quotes and escapes are skipped on the way.
 */
function offsetInSource(token: string, scalar: Scalar, offset: number): number {
  const value = typeof scalar.value === 'string' ? scalar.value : ''
  let count = value.slice(0, offset).replace(/\s/g, '').length
  // An offset onto white space or the end means the character after it, or the last one.
  const wanted = count
  let at = 0
  if (scalar.type === 'BLOCK_FOLDED' || scalar.type === 'BLOCK_LITERAL') at = token.indexOf('\n') + 1
  else if (scalar.type === 'QUOTE_DOUBLE' || scalar.type === 'QUOTE_SINGLE') at = 1
  count = 0
  let last = at
  while (at < token.length) {
    const char = token[at] ?? ''
    let width = 1
    let visible = !/\s/.test(char)
    if (scalar.type === 'QUOTE_DOUBLE' && char === '\\') {
      const escape = /^\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r?\n|.)/s.exec(token.slice(at))?.[0] ?? char
      width = escape.length
      visible = !/^\\[\snrt0_NLP]/.test(escape)
    } else if (scalar.type === 'QUOTE_SINGLE' && token.startsWith("''", at)) width = 2
    if (visible) {
      if (count === wanted) return at
      count++
      last = at
    }
    at += width
  }
  return last
}
