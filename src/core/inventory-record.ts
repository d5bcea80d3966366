// One line of an inventory file, checked: every field that later stages trust is looked at here, once.
import type { Asset, Gap, Json, Props, Relation, Scope, ScopeStatus, ServiceState, SourceLocation } from './asset.js'
import { gapReasons, kinds, relationTypes } from './vocabulary.js'

/** A JSON object as parsed. Only named fields are ever taken from it, so a key such as `__proto__` stays data. */
export type Fields = { [key: string]: unknown }

/** What is wrong with a line; the reader adds the file and the line number. */
export class BadRecord extends Error {}

const states = ['read', 'not-requested', 'unreachable'] as const
const serviceStates = ['enabled', 'not-enabled', 'not-offered'] as const satisfies readonly ServiceState[]
const bases = ['declared', 'inferred'] as const

export function parseFields(line: string): Fields {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw new BadRecord('is not JSON')
  }
  return fields(value, 'the record')
}

export function scopeStatus(record: Fields): ScopeStatus {
  const services = Object.entries(fields(record['services'], 'services'))
  return {
    scope: scope(record['scope']),
    state: word(record['state'], states, 'state'),
    ...(record['why'] !== undefined && { why: text(record['why'], 'why') }),
    ...(record['number'] !== undefined && { number: text(record['number'], 'number') }),
    services: Object.fromEntries(services.map(([name, state]) => [name, word(state, serviceStates, `services.${name}`)])),
    calls: whole(record['calls'], 'calls'),
    answered: whole(record['answered'], 'answered'),
    vanished: whole(record['vanished'], 'vanished'),
  }
}

export function asset(record: Fields): Asset {
  const gaps = fields(record['gaps'], 'gaps')
  for (const [path, gap] of Object.entries(gaps)) text(gap, `gaps.${path}`)
  const read: Asset = {
    id: text(record['id'], 'id'),
    type: text(record['type'], 'type'),
    kind: word(record['kind'], kinds, 'kind'),
    name: text(record['name'], 'name'),
    scope: scope(record['scope']),
    props: fields(record['props'], 'props') as Props,
    gaps: gaps as Record<string, string>,
  }
  if (record['aliases'] !== undefined) read.aliases = texts(record['aliases'], 'aliases')
  if (record['past'] !== undefined) {
    const past = fields(record['past'], 'past')
    read.past = { family: text(past['family'], 'past.family'), at: text(past['at'], 'past.at') }
  }
  if (record['source'] !== undefined) read.source = source(fields(record['source'], 'source'))
  return read
}

export function relation(record: Fields): Relation {
  const read: Relation = {
    from: text(record['from'], 'from'),
    type: word(record['type'], relationTypes, 'type'),
    to: text(record['to'], 'to'),
    target: text(record['target'], 'target'),
    basis: word(record['basis'], bases, 'basis'),
  }
  if (record['via'] !== undefined) read.via = text(record['via'], 'via')
  return read
}

export function gap(record: Fields): Gap {
  const read: Gap = {
    id: text(record['id'], 'id'),
    scope: scope(record['scope']),
    call: text(record['call'], 'call'),
    types: texts(record['types'], 'types'),
    list: flag(record['list'], 'list'),
    reason: word(record['reason'], gapReasons, 'reason'),
    message: text(record['message'], 'message'),
    count: whole(record['count'], 'count'),
  }
  if (record['missing'] !== undefined) read.missing = texts(record['missing'], 'missing')
  return read
}

export function scope(value: unknown): Scope {
  const record = fields(value, 'scope')
  const read: Scope = { provider: text(record['provider'], 'scope.provider'), account: text(record['account'], 'scope.account') }
  if (record['region'] !== undefined) read.region = text(record['region'], 'scope.region')
  return read
}

function source(record: Fields): SourceLocation {
  const read: SourceLocation = { file: text(record['file'], 'source.file') }
  if (record['line'] !== undefined) read.line = whole(record['line'], 'source.line')
  if (record['column'] !== undefined) read.column = whole(record['column'], 'source.column')
  return read
}

export function fields(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new BadRecord(`${what} is no object`)
  return value as Fields
}

export function text(value: unknown, what: string): string {
  if (typeof value !== 'string') throw new BadRecord(`"${what}" wants text, has ${described(value)}`)
  return value
}

export function flag(value: unknown, what: string): boolean {
  if (typeof value !== 'boolean') throw new BadRecord(`"${what}" wants true or false, has ${described(value)}`)
  return value
}

export function whole(value: unknown, what: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw new BadRecord(`"${what}" wants a count, has ${described(value)}`)
  return value
}

export function texts(value: unknown, what: string): string[] {
  if (!Array.isArray(value)) throw new BadRecord(`"${what}" wants a list, has ${described(value)}`)
  return value.map((item: unknown, i) => text(item, `${what}[${i}]`))
}

export function word<W extends string>(value: unknown, words: readonly W[], what: string): W {
  const known = words.find((candidate) => candidate === value)
  if (known === undefined) throw new BadRecord(`"${what}" is ${described(value)}, a word this aispm does not know; a newer one may have written it`)
  return known
}

function described(value: unknown): string {
  if (value === undefined) return 'nothing'
  const written = JSON.stringify(value as Json)
  return written.length > 60 ? `${written.slice(0, 60)}…` : written
}
