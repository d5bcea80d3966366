// Tokens of a registry: passwords for single repositories that Entra ID knows nothing of.
import { bool, listOf, nullable, shape, string, time, type Infer } from '../../../core/shape.js'
import type { Resource } from '../calls.js'
import { armId, iso, lastOf, word } from '../names.js'

interface Token {
  scopeMapId?: string | null
  status?: string | null
  /** Passwords come without their values. */
  credentials?: { passwords?: readonly { expiry?: string | null }[] | null; certificates?: readonly { expiry?: string | null }[] | null } | null
}
export type TokenRow = Resource<Token>

interface ScopeMap {
  actions?: readonly string[] | null
}
export type ScopeMapRow = Resource<ScopeMap>

export const tokensShape = listOf(shape({
  name: string,
  scopeMap: nullable(string),
  /** It may change or delete images, as far as its scope map was seen. */
  writes: bool,
  /** One of its passwords or certificates never expires. */
  endless: bool,
  /** When the last of them ends. */
  expiresAt: nullable(time),
}))

/** Tokens that work: switched on, and with a password or certificate. */
export function tokensOf(tokens: readonly TokenRow[], maps: readonly ScopeMapRow[]): Infer<typeof tokensShape> {
  const actionsOf = new Map(maps.map(({ id, properties }) => [armId(id ?? ''), properties?.actions ?? []]))
  return tokens.filter(isLive).map(({ name, properties }) => {
    const map = armId(properties?.scopeMapId ?? '')
    const keys = keysOf(properties)
    return {
      name: name ?? '', scopeMap: map === '' ? null : lastOf(map),
      writes: (actionsOf.get(map) ?? []).some((action) => /\/(?:content\/(?:write|delete)|contentwrite|delete|metadata\/write)$/i.test(action)) || /^_repositories_(?:push|admin)/.test(lastOf(map)),
      endless: keys.some(({ expiry }) => endOf(expiry) === null),
      expiresAt: keys.flatMap(({ expiry }) => endOf(expiry) ?? []).toSorted().at(-1) ?? null,
    }
  }).toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

export function isLive({ properties }: TokenRow): boolean {
  return word(properties?.status) === 'enabled' && keysOf(properties).length > 0
}

function keysOf(token: Token | null | undefined): readonly { expiry?: string | null }[] {
  return [...token?.credentials?.passwords ?? [], ...token?.credentials?.certificates ?? []]
}

/** Null where there is no end: unset, or in the last year that can be written. */
function endOf(expiry: string | null | undefined): string | null {
  const at = iso(expiry)
  return at?.startsWith('9999-') === true ? null : at
}
