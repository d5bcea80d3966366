// Whether an answer of the made-up account has only what the SDK's own description of the operation has.
import { isRecord, itemOf, membersOf, valueOf } from '../../src/connectors/aws/sdk-schema.js'

/** The first member that the schema lacks, as a path; null when all are known. Names are the SDK's or those on the wire. */
export function undeclared(schema: unknown, value: unknown, at = ''): string | null {
  const item = itemOf(schema)
  if (item !== undefined && Array.isArray(value)) return first(value.map((one, i): [string, unknown] => [`${at}[${i}]`, one]), (one, path) => undeclared(item.schema, one, path))
  if (!isRecord(value)) return null
  const of = valueOf(schema)
  if (of !== undefined) return first(Object.entries(value), (one, key) => undeclared(of, one, `${at}.${key}`))
  const list = membersOf(schema)
  // Documents have no members, and take anything.
  if (list.length === 0) return null
  const members = new Map(list.flatMap((member) => {
    const onWire = member.traits['jsonName']
    return [[member.name, member.schema], [typeof onWire === 'string' ? onWire : member.name, member.schema]]
  }))
  return first(Object.entries(value), (one, key) => {
    const path = at === '' ? key : `${at}.${key}`
    return members.has(key) ? undeclared(members.get(key), one, path) : path
  })
}

function first(entries: readonly [string, unknown][], check: (value: unknown, key: string) => string | null): string | null {
  for (const [key, value] of entries) {
    const found = check(value, key)
    if (found !== null) return found
  }
  return null
}
