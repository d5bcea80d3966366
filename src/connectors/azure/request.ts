// Turns a declared read and its input into the request on the wire.
import type { Input, Rest } from './calls.js'

export interface ArmRequest {
  method: 'GET' | 'POST'
  /** Path and query, without the host. */
  path: string
  body?: string
}

/** What fills the variables of a path, in its order. */
export type Variables = ReadonlyMap<string, string>

/** Input that is no variable and no query. */
const reserved: ReadonlySet<string> = new Set(['of', 'host', 'nextLink', 'body'])

/**
 * Variables of a path: those that the id `of` gives, segment by segment, then those named in the input.
 * Throws when the id does not fit the path, or a variable stays empty: both are mistakes of the caller.
 */
export function variablesOf({ path }: Rest, input: Input): Variables {
  const variables = new Map<string, string>()
  const parts = path.split('/')
  const { of } = input
  const given = typeof of === 'string' ? of.replace(/\/+$/, '').split('/') : []
  const whole = parts.findIndex((part) => part.startsWith('{+'))
  if (whole >= 0) {
    if (given.length < 2) throw new Error(`${path} was given no id`)
    variables.set(inner(parts[whole] ?? ''), given.join('/').replace(/^\//, ''))
  } else {
    for (const [i, part] of given.entries()) {
      const expected = parts[i] ?? ''
      if (expected.startsWith('{')) variables.set(inner(expected), part)
      else if (expected.toLowerCase() !== part.toLowerCase()) throw new Error(`${String(of)} does not fit ${path}`)
    }
  }
  for (const part of parts) {
    const name = inner(part)
    if (!part.startsWith('{') || variables.has(name)) continue
    const value = input[name]
    if (typeof value !== 'string' || value === '') throw new Error(`${path} was given no ${name}`)
    variables.set(name, value)
  }
  return variables
}

export function requestOf(rest: Rest, input: Input): ArmRequest {
  const { nextLink, body } = input
  // What the last page says of the next is complete in itself.
  if (typeof nextLink === 'string') return { method: rest.method, path: pathOf(nextLink) }
  const variables = variablesOf(rest, input)
  const path = rest.path.split('/').map((part) => {
    if (!part.startsWith('{')) return part
    const value = variables.get(inner(part)) ?? ''
    return part.startsWith('{+') ? value.split('/').map((one) => encodeURIComponent(one)).join('/') : encodeURIComponent(value)
  }).join('/')
  const query = Object.entries(input).filter(([name, value]) => !reserved.has(name) && !variables.has(name) && value !== undefined)
  const version: [string, string][] = /^v\d/.test(rest.version) ? [] : [['api-version', rest.version]]
  const search = new URLSearchParams([...version, ...query.map(([name, value]): [string, string] => [name, String(value)])]).toString()
  return {
    method: rest.method, path: search === '' ? path : `${path}?${search}`,
    ...(rest.method === 'POST' && { body: JSON.stringify(body ?? {}) }),
  }
}

function inner(part: string): string {
  return part.replace(/^\{\+?/, '').replace(/\}$/, '')
}

/** A link to the next page must stay where the first one came from; the host is put before it anew. */
function pathOf(link: string): string {
  return link.startsWith('/') ? link : link.replace(/^https?:\/\/[^/]+/, '')
}
