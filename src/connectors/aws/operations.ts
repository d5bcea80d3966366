// The operations of an AWS service, out of the SDK's own descriptions: which one a request is, and how its answer is written.
import { isList, isOperation, isRecord, itemOf, membersOf, resolve, valueOf, type OperationSchema } from './sdk-schema.js'
import { loadClient } from './services.js'

export interface Operation {
  name: string
  /** Type of the answer. */
  output: unknown
  /** How a REST request for it looks. */
  rest?: Route
}
interface Route {
  method: string
  path: RegExp
  labels: string[]
  /** Parameters that stand in the path's own query. */
  query: Record<string, string>
}

const known = new Map<string, Promise<ReadonlyMap<string, Operation>>>()

/** Every operation of a service, by name; empty for EC2's hand-made one. */
export function operationsOf(word: string, action = ''): Promise<ReadonlyMap<string, Operation>> {
  const key = `${word} ${action === 'DescribeRegions' ? action : ''}`
  let operations = known.get(key)
  if (operations === undefined) known.set(key, (operations = loadClient(word, action).then(readOperations)))
  return operations
}

function readOperations(module: object): ReadonlyMap<string, Operation> {
  return new Map(Object.values(module).filter(isOperation).map((schema) => {
    const route = routeOf(schema)
    return [schema[2], { name: schema[2], output: resolve(schema[5]), ...(route !== null && { rest: route }) }]
  }))
}

function routeOf(schema: OperationSchema): Route | null {
  const http: unknown = isRecord(schema[3]) ? schema[3]['http'] : undefined
  if (!Array.isArray(http)) return null
  const [template = '', query = ''] = String(http[1]).split('?')
  const labels: string[] = []
  const pattern = template.replace(/\/$/, '').replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/\{([^}+\\]+)(\\\+)?\}/g, (_, label: string, greedy: string | undefined) => {
    labels.push(label)
    return greedy === undefined ? '([^/]+)' : '(.+)'
  })
  return { method: String(http[0]), path: new RegExp(`^${pattern}/?$`), labels, query: Object.fromEntries(new URLSearchParams(query)) }
}

/** The operation that a REST request asks for and what stands in its path; the one with the most literal path wins. */
export function matchRoute(operations: Iterable<Operation>, method: string, path: string, query: Readonly<Record<string, string>>): { operation: Operation; labels: Record<string, string> } | null {
  let best: { operation: Operation; labels: Record<string, string> } | null = null
  for (const operation of operations) {
    const { rest } = operation
    if (rest?.method !== method || !Object.entries(rest.query).every(([name, value]) => query[name] === value)) continue
    const found = rest.path.exec(path)
    if (found === null || (best !== null && Object.keys(best.labels).length <= rest.labels.length)) continue
    best = { operation, labels: Object.fromEntries(rest.labels.map((label, i) => [label, decodeURIComponent(found[i + 1] ?? '')])) }
  }
  return best
}

/** The least that may be answered: every list that is always there, and nothing in it. */
export function emptyAnswer(output: unknown): Record<string, unknown> {
  return Object.fromEntries(membersOf(output).filter((member) => member.required && isList(member.schema)).map((member) => [member.name, []]))
}

const seconds = new Set([4, 7])

/** An answer in the SDK's names and ISO times, as it stands in JSON on the wire; what is on the wire already stays as it is. */
export function toWireJson(schema: unknown, value: unknown): unknown {
  if (value === null || value === undefined) return value
  if (typeof schema === 'number' && seconds.has(schema) && typeof value === 'string' && /^\d{4}-/.test(value)) return Date.parse(value) / 1000
  const item = itemOf(schema)
  if (item !== undefined) return Array.isArray(value) ? value.map((one) => toWireJson(item.schema, one)) : value
  if (!isRecord(value)) return value
  const of = valueOf(schema)
  if (of !== undefined) return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, toWireJson(of, one)]))
  const members = new Map(membersOf(schema).flatMap((member) => {
    const wire = wireName(member.traits['jsonName'], member.name)
    return [[member.name, { wire, schema: member.schema }], [wire, { wire, schema: member.schema }]]
  }))
  return Object.fromEntries(Object.entries(value).map(([key, one]) => {
    const member = members.get(key)
    return member === undefined ? [key, one] : [member.wire, toWireJson(member.schema, one)]
  }))
}

/** The inside of an answer as XML of the query protocols, names and lists as the service writes them. */
export function toWireXml(schema: unknown, value: unknown): string {
  if (value === null || value === undefined) return ''
  const item = itemOf(schema)
  if (item !== undefined && Array.isArray(value)) {
    const tag = wireName(item.traits['xmlName'], 'member')
    return value.map((one) => `<${tag}>${toWireXml(item.schema, one)}</${tag}>`).join('')
  }
  if (!isRecord(value)) return escapeXml(typeof value === 'string' ? value : JSON.stringify(value))
  const of = valueOf(schema)
  if (of !== undefined) return Object.entries(value).map(([key, one]) => `<entry><key>${escapeXml(key)}</key><value>${toWireXml(of, one)}</value></entry>`).join('')
  return membersOf(schema).map((member) => {
    const inner = value[member.name]
    if (inner === undefined || inner === null) return ''
    const tag = wireName(member.traits['xmlName'], member.name)
    const flat = itemOf(member.schema)
    if (member.traits['xmlFlattened'] !== undefined && flat !== undefined && Array.isArray(inner)) {
      return inner.map((one) => `<${tag}>${toWireXml(flat.schema, one)}</${tag}>`).join('')
    }
    return `<${tag}>${toWireXml(member.schema, inner)}</${tag}>`
  }).join('')
}

function wireName(trait: unknown, name: string): string {
  return typeof trait === 'string' ? trait : name
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
