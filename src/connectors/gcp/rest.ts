// Turns a declared read and its input into the request on the wire.
import type { Input, Rest } from './calls.js'

export interface RestRequest {
  method: 'GET' | 'POST'
  /** Path and query, without the host. */
  path: string
  body?: string
}

/** Fills the path's variables; the rest of the input is the query, or the body of a POST. */
export function requestOf({ method, path, query: named = [], ranged }: Rest, input: Input): RestRequest {
  const used = new Set<string>(ranged === true ? ['range'] : [])
  const filled = path.replaceAll(/\{(\+?)(\w+)\}/g, (_, keep: string, name: string) => {
    const value = input[name]
    if (typeof value !== 'string' || value === '') throw new Error(`${path} was given no ${name}`)
    used.add(name)
    // What is encoded inside a name already, such as the slashes of an attachment point, stays as it is.
    return keep === '+' ? value.replaceAll(/[^\w\-.~!$&'()*+,;=:@/%]/g, encodeURIComponent) : encodeURIComponent(value)
  })
  const rest = Object.entries(input).filter(([name, value]) => !used.has(name) && value !== undefined)
  const isQuery = (name: string): boolean => method === 'GET' || named.includes(name)
  const query = new URLSearchParams(rest.filter(([name]) => isQuery(name)).flatMap(([name, value]): [string, string][] => (Array.isArray(value) ? value.map((one) => [name, String(one)]) : [[name, String(value)]])))
  const to = query.size === 0 ? filled : `${filled}?${query.toString()}`
  return method === 'GET' ? { method, path: to } : { method, path: to, body: JSON.stringify(Object.fromEntries(rest.filter(([name]) => !isQuery(name)))) }
}
