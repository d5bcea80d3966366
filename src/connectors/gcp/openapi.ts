// Where the API behind an OpenAPI document is reached: agents call what it names.
import { parse } from 'yaml'
import { isTooDeep } from '../../core/yaml-depth.js'
import { listOf, nullable, shape, string, type Infer } from '../../core/shape.js'

export const serversShape = listOf(shape({
  url: string,
  /** `https`; null for an address without one. */
  scheme: nullable(string),
  host: nullable(string),
}))
export type Servers = Infer<typeof serversShape>

/** Servers of the whole document, JSON or YAML, OpenAPI 3 or Swagger 2; none when it is neither or names none. */
export function serversOf(document: string | null | undefined): Servers {
  const root = parsed(document ?? '')
  const named = array(member(root, 'servers')).flatMap((server) => text(member(server, 'url')) ?? [])
  const host = text(member(root, 'host'))
  const schemes = array(member(root, 'schemes')).flatMap((scheme) => text(scheme) ?? [])
  const old = host === null ? [] : (schemes.length === 0 ? ['https'] : schemes).map((scheme) => `${scheme}://${host}`)
  return [...new Set([...named, ...old])].map(server)
}

/** An address without what may carry a credential: user, password and query are left off. */
export function server(url: string): Servers[number] {
  const [, scheme, rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/([^?#]*)/i.exec(url) ?? []
  if (scheme === undefined) return { url: url.replace(/[?#].*$/s, ''), scheme: null, host: null }
  const bare = rest.replace(/^[^/@]*@/, '')
  return { url: `${scheme}://${bare}`, scheme: scheme.toLowerCase(), host: /^[^/:]*/.exec(bare)?.[0].toLowerCase() ?? null }
}

function parsed(document: string): unknown {
  try {
    // Aliases are not followed: a few lines of them can stand for gigabytes.
    return document === '' || isTooDeep(document) ? undefined : parse(document, { maxAliasCount: 0, logLevel: 'silent', prettyErrors: false })
  } catch {
    return undefined
  }
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}

function array(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
