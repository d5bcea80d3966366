// Property schemas: one declaration gives the TypeScript type, the JSON Schema, the CEL type and the validation.
import type { Json } from './asset.js'

export type Shape<T extends Json = Json> = ShapeNode & { readonly _type?: T }

export type ShapeNode =
  | { is: 'string'; format?: 'date-time' }
  | { is: 'number' }
  | { is: 'bool' }
  | { is: 'any' }
  | { is: 'oneOf'; values: readonly string[] }
  | { is: 'nullable'; of: ShapeNode }
  | { is: 'list'; of: ShapeNode }
  | { is: 'map'; of: ShapeNode }
  | { is: 'record'; fields: Record<string, ShapeNode> }

/** The TypeScript type of the values a shape admits. */
export type Infer<S> = S extends { readonly _type?: infer T } ? Exclude<T, undefined> : never

export const string: Shape<string> = { is: 'string' }
/** ISO 8601 in UTC. */
export const time: Shape<string> = { is: 'string', format: 'date-time' }
export const number: Shape<number> = { is: 'number' }
export const bool: Shape<boolean> = { is: 'bool' }
/** Provider documents whose shape is not ours to declare, such as a policy. */
export const any: Shape<Json> = { is: 'any' }

/** Words the provider documents; a word it adds later is kept as it is. */
export function oneOf<const W extends string>(...values: W[]): Shape<string> {
  return { is: 'oneOf', values }
}
export function nullable<T extends Json>(of: Shape<T>): Shape<T | null> {
  return { is: 'nullable', of }
}
export function listOf<T extends Json>(of: Shape<T>): Shape<T[]> {
  return { is: 'list', of }
}
export function mapOf<T extends Json>(of: Shape<T>): Shape<{ [key: string]: T }> {
  return { is: 'map', of }
}
export type RecordShape<F extends Record<string, Shape>> = { is: 'record'; fields: F } & {
  readonly _type?: { [K in keyof F]: Infer<F[K]> }
}
export function shape<F extends Record<string, Shape>>(fields: F): RecordShape<F> {
  return { is: 'record', fields }
}

/** JSON Schema (draft 2020-12) of a shape. */
export function jsonSchema(node: ShapeNode): { [key: string]: Json } {
  switch (node.is) {
    case 'string': return node.format === undefined ? { type: 'string' } : { type: 'string', format: node.format }
    case 'number': return { type: 'number' }
    case 'bool': return { type: 'boolean' }
    case 'any': return {}
    case 'oneOf': return { type: 'string', examples: [...node.values] }
    case 'nullable': return { anyOf: [jsonSchema(node.of), { type: 'null' }] }
    case 'list': return { type: 'array', items: jsonSchema(node.of) }
    case 'map': return { type: 'object', additionalProperties: jsonSchema(node.of) }
    case 'record': return {
      type: 'object',
      properties: Object.fromEntries(Object.entries(node.fields).map(([k, v]) => [k, jsonSchema(v)])),
      required: Object.keys(node.fields),
      additionalProperties: false,
    }
  }
}

/** The first place where `value` breaks `node`, as `path: what`, or null. `skip` names top-level keys known to be absent. */
export function misfit(node: ShapeNode, value: unknown, path = '', skip: ReadonlySet<string> = new Set()): string | null {
  const here = path === '' ? 'value' : path
  switch (node.is) {
    case 'any': return value === undefined ? `${here}: missing` : null
    case 'nullable': return value === null ? null : misfit(node.of, value, path)
    case 'string': case 'oneOf': return typeof value === 'string' ? null : `${here}: wants a string, has ${describe(value)}`
    case 'number': return typeof value === 'number' ? null : `${here}: wants a number, has ${describe(value)}`
    case 'bool': return typeof value === 'boolean' ? null : `${here}: wants a boolean, has ${describe(value)}`
    case 'list': {
      if (!Array.isArray(value)) return `${here}: wants a list, has ${describe(value)}`
      for (const [i, item] of value.entries()) {
        const wrong = misfit(node.of, item, `${path}[${i}]`)
        if (wrong !== null) return wrong
      }
      return null
    }
    case 'map': case 'record': {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${here}: wants an object, has ${describe(value)}`
      const fields = new Map(Object.entries(value))
      if (node.is === 'record') {
        for (const key of fields.keys()) if (!Object.hasOwn(node.fields, key)) return `${join(path, key)}: not declared`
      }
      const wanted = node.is === 'record' ? Object.entries(node.fields) : [...fields.keys()].map((key) => [key, node.of] as const)
      for (const [key, of] of wanted) {
        if (skip.has(key)) continue
        const wrong = misfit(of, fields.get(key), join(path, key))
        if (wrong !== null) return wrong
      }
      return null
    }
  }
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`
}
