// Which operations of a plugin's OpenAPI schema change something on the other side.
import { parse } from 'yaml'
import { isTooDeep } from '../../../core/yaml-depth.js'

const changing = new Set(['post', 'put', 'patch', 'delete'])

/** Null when there is no schema, or none that can be understood. */
export function writesOf(schema: string | null): string[] | null {
  if (schema === null) return null
  let document: unknown
  if (isTooDeep(schema)) return null
  try {
    // JSON is YAML. Aliases are not followed: a few lines of them can stand for gigabytes.
    document = parse(schema, { maxAliasCount: 0, logLevel: 'silent', prettyErrors: false })
  } catch {
    return null
  }
  const paths = member(document, 'paths')
  if (!isRecord(paths)) return null
  return Object.entries(paths).flatMap(([path, operations]) =>
    (isRecord(operations) ? Object.keys(operations) : []).filter((verb) => changing.has(verb.toLowerCase())).map((verb) => `${verb.toUpperCase()} ${path}`)).toSorted()
}

function member(value: unknown, key: string): unknown {
  return isRecord(value) ? value[key] : undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
