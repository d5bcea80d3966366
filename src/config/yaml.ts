// Reads a YAML file a person wrote: every complaint names file, line and column.
import { LineCounter, parseDocument, isMap, isScalar, isSeq, type Document, type Node } from 'yaml'
import { z } from 'zod'
import { count, nearest, UsageError } from '../core/index.js'
import { deepestYaml, isTooDeep } from '../core/yaml-depth.js'

export interface Parsed<T> {
  value: T
  /** `file:line:column` of the value at a path, or of the nearest thing above it. */
  at: (path: readonly string[]) => string
}

/** Parses and checks against a schema; throws a UsageError with all complaints. */
export function parseYaml<T>(text: string, file: string, schema: z.ZodType<T>): Parsed<T> {
  if (isTooDeep(text)) throw mistakes([`${file}:1:1  is nested more than ${deepestYaml} levels deep`], file)
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset)
    return `${file}:${line}:${col}`
  }
  if (document.errors.length > 0) {
    throw mistakes(document.errors.map((error) => `${at(error.pos[0])}  ${error.message}`), file)
  }
  const checked = schema.safeParse(plain(document, file))
  if (checked.success) return { value: checked.data, at: (path) => at(offsetOf(document.contents, path)) }
  throw mistakes(checked.error.issues.flatMap((outer) => {
    const issue = nearestMiss(outer)
    const path = [...new Set([outer, issue])].flatMap(({ path: steps }) => steps.map(String))
    if (issue.code !== 'unrecognized_keys') {
      const name = path.join('.')
      return [`${at(offsetOf(document.contents, path))}  ${name === '' ? '' : `${name}: `}${issue.message}`]
    }
    const known = knownKeys(schema, path)
    return issue.keys.map((key) => {
      const meant = nearest(key, known)
      return `${at(offsetOf(document.contents, [...path, key]))}  unknown key "${key}", ${meant === undefined ? `expected one of: ${known.join(', ')}` : `did you mean "${meant}"?`}`
    })
  }), file)
}

/** The document as plain values; without content, an empty configuration. */
function plain(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 50 }) ?? {}
  } catch (error) {
    throw mistakes([`${file}:1:1  ${error instanceof Error ? error.message : String(error)}`], file)
  }
}

function mistakes(list: readonly string[], file: string): UsageError {
  return new UsageError(`${count(list.length, 'mistake')} in ${file}; nothing was scanned\n${list.map((line) => `  ${line}`).join('\n')}`)
}

/** Of a value that fits none of several forms, what keeps it from the one that came nearest. */
function nearestMiss(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  return (issue.code === 'invalid_union' ? issue.errors.flat().find((inner) => inner.path.length > 0) : undefined) ?? issue
}

/** Where the node at a path begins; for a key that has no value, the key itself. */
function offsetOf(root: Node | null, path: readonly string[]): number {
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

function knownKeys(schema: z.ZodType, path: readonly string[]): string[] {
  let fields = fieldsOf(schema)
  for (const step of path) fields = fieldsOf(fields[step])
  return Object.keys(fields)
}

/** The fields of an object's schema, whatever it is wrapped in. */
function fieldsOf(schema: unknown): Record<string, unknown> {
  if (schema instanceof z.ZodObject) return schema.shape
  return schema instanceof z.ZodPrefault || schema instanceof z.ZodDefault || schema instanceof z.ZodOptional ? fieldsOf(schema.unwrap()) : {}
}
