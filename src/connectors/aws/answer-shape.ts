// Whether an answer has the types that AWS documents, by the SDK's own schemas: mappers may then trust it.
import { isList, isOperation, isRecord, kinds, listOf, mapOf, resolve } from './sdk-schema.js'

/** Says what in an answer is not as documented, as `Models[2].ModelName is no text`; null when all is. */
export function answerMisfit(command: object, answer: unknown): string | null {
  const schema: unknown = Reflect.get(command, 'schema')
  if (!isOperation(schema)) return null
  const output = resolve(schema[5])
  return misfit(output, answer, '') ?? missing(output, answer)
}

/**
 * A list that is always there, or the ARN of the thing described. Other fields that AWS calls required are left out of
 * answers at times, such as the artifact of a job that still runs.
 */
function missing(schema: unknown, answer: unknown): string | null {
  if (!Array.isArray(schema) || schema[0] !== 3 || typeof answer !== 'object' || answer === null) return null
  const names: unknown = schema[4]
  const types: unknown = schema[5]
  const required: unknown = schema[6]
  if (!Array.isArray(names) || !Array.isArray(types) || typeof required !== 'number') return null
  for (let i = 0; i < required; i++) {
    const name = String(names[i])
    if (Reflect.get(answer, name) === undefined && (name.endsWith('Arn') || isList(resolve(types[i])))) return `${name} is missing`
  }
  return null
}

function misfit(schema: unknown, value: unknown, at: string): string | null {
  if (value === undefined || value === null) return null
  const wrong = (what: string): string => `${at === '' ? 'the answer' : at} is no ${what}`
  if (typeof schema === 'number') {
    if (schema >= mapOf) return isRecord(value) ? all(Object.entries(value), (v) => misfit(schema - mapOf, v, at)) : wrong('map')
    if (schema >= listOf) return Array.isArray(value) ? all(value.map((v, i): [string, unknown] => [`${at}[${i}]`, v]), (v, k) => misfit(schema - listOf, v, k)) : wrong('list')
    return simple(schema, value) ? null : wrong(nameOf(schema))
  }
  if (!Array.isArray(schema)) return null
  const kind: unknown = schema[0]
  if (kind === 0) return misfit(schema[4], value, at)
  if (kind === kinds.list) {
    const item = resolve(schema[4])
    return Array.isArray(value) ? all(value.map((v, i): [string, unknown] => [`${at}[${i}]`, v]), (v, k) => (v === null ? `${k} is null` : misfit(item, v, k))) : wrong('list')
  }
  if (kind === kinds.map) {
    const item = resolve(schema[5])
    return isRecord(value) ? all(Object.entries(value), (v, k) => misfit(item, v, `${at}.${k}`)) : wrong('map')
  }
  if (typeof kind !== 'number' || !kinds.structures.has(kind)) return null
  if (!isRecord(value)) return wrong('record')
  const names: unknown = schema[4]
  const types: unknown = schema[5]
  if (!Array.isArray(names) || !Array.isArray(types)) return null
  for (let i = 0; i < names.length; i++) {
    const name = String(names[i])
    const member = value[name]
    if (member === undefined) continue
    const found = misfit(resolve(types[i]), member, at === '' ? name : `${at}.${name}`)
    if (found !== null) return found
  }
  return null
}

function all(entries: readonly [string, unknown][], check: (value: unknown, key: string) => string | null): string | null {
  for (const [key, value] of entries) {
    const found = check(value, key)
    if (found !== null) return found
  }
  return null
}

function simple(schema: number, value: unknown): boolean {
  switch (schema) {
    case 0: return typeof value === 'string' || value instanceof String
    case 1: return typeof value === 'number'
    case 2: return typeof value === 'boolean'
    case 4: case 5: case 6: case 7: return value instanceof Date && !Number.isNaN(value.getTime())
    default: return true
  }
}

function nameOf(schema: number): string {
  return ['text', 'number', 'yes or no'][schema] ?? 'time'
}
