// Google's own message descriptions, as the client library ships them: whether a recorded body has only what they have.
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

interface Field {
  type: string
  rule?: string
  keyType?: string
}
interface Node {
  nested?: Record<string, Node>
  fields?: Record<string, Field>
  values?: Record<string, number>
}

const root = require('@google-cloud/aiplatform/build/protos/protos.json') as Node

/** Messages whose JSON is no object of their fields (https://protobuf.dev/programming-guides/json/). */
const special: Record<string, (value: unknown) => boolean> = {
  'google.protobuf.Timestamp': (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
  'google.protobuf.Duration': (value) => typeof value === 'string' && /^-?\d+(?:\.\d+)?s$/.test(value),
  'google.protobuf.Struct': (value) => typeof value === 'object', 'google.protobuf.Value': () => true, 'google.protobuf.ListValue': Array.isArray,
  'google.protobuf.Any': (value) => typeof value === 'object', 'google.protobuf.FieldMask': (value) => typeof value === 'string', 'google.protobuf.Empty': (value) => typeof value === 'object',
  'google.protobuf.StringValue': (value) => typeof value === 'string', 'google.protobuf.BoolValue': (value) => typeof value === 'boolean',
  'google.protobuf.Int64Value': (value) => typeof value === 'string', 'google.protobuf.Int32Value': (value) => typeof value === 'number',
  'google.protobuf.DoubleValue': (value) => typeof value === 'number', 'google.protobuf.FloatValue': (value) => typeof value === 'number',
}
const scalars: Record<string, (value: unknown) => boolean> = {
  string: (value) => typeof value === 'string', bool: (value) => typeof value === 'boolean', bytes: (value) => typeof value === 'string',
  int32: Number.isInteger, uint32: Number.isInteger, double: (value) => typeof value === 'number', float: (value) => typeof value === 'number',
  int64: (value) => typeof value === 'string' && /^-?\d+$/.test(value), uint64: (value) => typeof value === 'string' && /^\d+$/.test(value),
}

/** Looked up as protobuf does: in the message itself, then in every package around it. */
function find(name: string, from: readonly string[]): { node: Node; path: string[] } | undefined {
  for (let depth = from.length; depth >= 0; depth--) {
    const path = [...from.slice(0, depth), ...name.split('.')]
    const node = path.reduce<Node | undefined>((at, step) => at?.nested?.[step], root)
    if (node?.fields !== undefined || node?.values !== undefined) return { node, path }
  }
  return undefined
}

/** What is wrong with the JSON of a message, as a path; null when nothing is. */
export function misfitOf(type: string, value: unknown, from: readonly string[] = [], at = ''): string | null {
  const check = scalars[type]
  if (check !== undefined) return check(value) ? null : `${at} is no ${type}`
  const found = find(type, from)
  if (found === undefined) return `${at}: no message ${type}`
  const { node, path } = found
  const known = special[path.join('.')]
  if (known !== undefined) return known(value) ? null : `${at} is no ${type}`
  if (node.values !== undefined) return typeof value === 'string' && value in node.values ? null : `${at}: ${type} has no ${JSON.stringify(value)}`
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${at} is no ${type}`
  for (const [name, inner] of Object.entries(value)) {
    const field = node.fields?.[name] ?? Object.entries(node.fields ?? {}).find(([own]) => camel(own) === name)?.[1]
    const here = at === '' ? name : `${at}.${name}`
    if (field === undefined) return `${here}: ${type} has no such field`
    const parts: [string, unknown][] = field.rule === 'repeated' ? (Array.isArray(inner) ? inner.map((one: unknown, i) => [`${here}[${i}]`, one]) : [[here, undefined]])
      : field.keyType !== undefined ? Object.entries(inner as object).map(([key, one]: [string, unknown]) => [`${here}.${key}`, one]) : [[here, inner]]
    for (const [where, one] of parts) {
      const wrong = misfitOf(field.type, one, path, where)
      if (wrong !== null) return wrong
    }
  }
  return null
}

function camel(name: string): string {
  return name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

/** Name of the message with which a Vertex AI method answers. */
export function answerOf(version: string, service: string, method: string): string | undefined {
  const services = root.nested?.['google']?.nested?.['cloud']?.nested?.['aiplatform']?.nested?.[version]?.nested ?? {}
  const found = services[service] as { methods?: Record<string, { responseType: string }> } | undefined
  const type = found?.methods?.[method.charAt(0).toUpperCase() + method.slice(1)]?.responseType
  return type === undefined ? undefined : type.includes('.') ? type : `google.cloud.aiplatform.${version}.${type}`
}
