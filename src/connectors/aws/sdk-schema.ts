// How the AWS SDK describes its operations and types: the meaning of the numbers stands in @smithy/core/schema.

export const kinds = { simple: 0, list: 1, map: 2, structures: new Set([3, 4, -3]), operation: 9 } as const
/** Added to the number of a simple type: a list or a map of it. */
export const listOf = 64
export const mapOf = 128

/** `[9, namespace, name, traits, input, output]`; traits are flags or a record that holds `http: [method, path, status]`. */
export type OperationSchema = readonly [9, string, string, unknown, unknown, unknown]

export function isOperation(value: unknown): value is OperationSchema {
  return Array.isArray(value) && value[0] === kinds.operation && value.length === 6
}

export interface Member {
  name: string
  schema: unknown
  /** Names on the wire, and where in the request or answer the member stands. */
  traits: Readonly<Record<string, unknown>>
  required: boolean
}

/** Members of a structure, in order; none for anything else. */
export function membersOf(schema: unknown): Member[] {
  if (!Array.isArray(schema) || !kinds.structures.has(Number(schema[0]))) return []
  const [, , , , names, types, required] = schema as readonly unknown[]
  if (!Array.isArray(names) || !Array.isArray(types)) return []
  return names.map((name, i) => ({
    name: String(name), schema: resolve(types[i]), traits: traitsOf(types[i]), required: typeof required === 'number' && i < required,
  }))
}

/** The type of a list's items, with the traits it has there; undefined for anything else. */
export function itemOf(schema: unknown): { schema: unknown; traits: Readonly<Record<string, unknown>> } | undefined {
  if (typeof schema === 'number') return schema >= listOf && schema < mapOf ? { schema: schema - listOf, traits: {} } : undefined
  if (!Array.isArray(schema) || schema[0] !== kinds.list) return undefined
  return { schema: resolve(schema[4]), traits: traitsOf(schema[4]) }
}

/** The type of a map's values; undefined for anything else. */
export function valueOf(schema: unknown): unknown {
  if (typeof schema === 'number') return schema >= mapOf ? schema - mapOf : undefined
  return Array.isArray(schema) && schema[0] === kinds.map ? resolve(schema[5]) : undefined
}

/** Members stand as a schema, as a function that gives one, or as a pair of either with traits. */
export function resolve(schema: unknown): unknown {
  if (typeof schema === 'function') return resolve(Reflect.apply(schema, undefined, []))
  if (Array.isArray(schema) && schema.length === 2) return resolve(schema[0])
  return schema
}

function traitsOf(schema: unknown): Readonly<Record<string, unknown>> {
  const traits: unknown = Array.isArray(schema) && schema.length === 2 ? schema[1] : undefined
  return isRecord(traits) ? traits : {}
}

export function isList(schema: unknown): boolean {
  return itemOf(schema) !== undefined
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
}
