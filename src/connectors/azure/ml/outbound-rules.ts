// What the managed network of a workspace lets out, in one shape for rules of three types.
import { listOf, nullable, shape, string, type Infer } from '../../../core/shape.js'
import type { Resource } from '../calls.js'
import { said, word } from '../names.js'

export const outboundShape = listOf(shape({
  name: string,
  /** `fqdn`, `servicetag` or `privateendpoint`. */
  type: nullable(string),
  /** `userdefined`; the service makes `required`, `recommended` and `dependency` ones by itself. */
  category: nullable(string),
  /** A host name, the name of a service tag, or the id of a resource; in lower case. */
  destination: nullable(string),
  /** Of a host name with a star, what stands behind the star: `.blob.core.windows.net`; empty for the star alone. */
  wildcard: nullable(string),
  /** Only rules on service tags may `deny`; null allows. */
  action: nullable(string),
}))

interface Rule {
  type?: string | null
  category?: string | null
  /** A text for host names. */
  destination?: string | { serviceTag?: string | null; serviceResourceId?: string | null; action?: string | null } | null
}
export type OutboundRow = Resource<Rule>

export function outboundOf(rows: readonly OutboundRow[]): Infer<typeof outboundShape> {
  return rows.map(({ name, properties }) => {
    const { type, category, destination } = properties ?? {}
    const named = typeof destination === 'string' ? destination : said(destination?.serviceTag) ?? destination?.serviceResourceId
    const action = typeof destination === 'object' ? word(destination?.action) : null
    const host = word(named)
    return { name: name ?? '', type: word(type), category: word(category), destination: host, wildcard: word(type) === 'fqdn' && host?.startsWith('*') === true ? host.slice(1) : null, action }
  })
}
