// Reads a YAML file a person wrote: every complaint names file, line and column.
import { LineCounter, parseDocument, isMap, isScalar, isSeq, type Node } from 'yaml'
import type { z } from 'zod'
import { nearest, UsageError } from '../core/index.js'

/** Parses and checks against a schema; throws a UsageError with all complaints. */
export function parseYaml<T>(text: string, file: string, schema: z.ZodType<T>): T {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset)
    return `${file}:${line}:${col}`
  }
  if (document.errors.length > 0) {
    throw new UsageError(document.errors.map((error) => `${at(error.pos[0])} ${error.message}`).join('\n'))
  }
  // A document without content is an empty configuration.
  const value: unknown = document.toJS({ maxAliasCount: 50 }) ?? {}
  const checked = schema.safeParse(value)
  if (checked.success) return checked.data
  throw new UsageError(checked.error.issues.map((issue) => {
    const path = issue.path.map(String)
    const where = at(offsetOf(document.contents, path))
    const name = path.join('.')
    if (issue.code === 'unrecognized_keys') {
      const known = knownKeys(schema, path)
      return issue.keys.map((key) => {
        const meant = nearest(key, known)
        return `${at(offsetOf(document.contents, [...path, key]))} unknown key "${key}"${meant === undefined ? '' : `, did you mean "${meant}"?`}`
      }).join('\n')
    }
    return `${where} ${name === '' ? '' : `${name}: `}${issue.message}`
  }).join('\n'))
}

/** Where the node at a path begins; for a key that has no value, the key itself. */
function offsetOf(root: Node | null, path: string[]): number {
  let node: unknown = root
  let offset = root?.range?.[0] ?? 0
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === step)
      if (pair === undefined) return offset
      if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset
      node = pair.value
    } else if (isSeq(node)) {
      const item = node.items[Number(step)]
      node = item
      if (isScalar(item) || isMap(item)) offset = item.range?.[0] ?? offset
    } else return offset
  }
  return offset
}

function knownKeys(schema: z.ZodType, path: string[]): string[] {
  let current: unknown = schema
  for (const step of ['', ...path]) {
    const shape: unknown = typeof current === 'object' && current !== null ? Reflect.get(current, 'shape') : undefined
    if (step === '') continue
    current = typeof shape === 'object' && shape !== null ? Reflect.get(shape, step) : undefined
  }
  const shape: unknown = typeof current === 'object' && current !== null ? Reflect.get(current, 'shape') : undefined
  return typeof shape === 'object' && shape !== null ? Object.keys(shape) : []
}
