// API Management services: their named values and backends, read once for backends and APIs alike.
import { sharedRead, type Answer, type GapMark } from '../../kit/collector.js'
import { list, rows, type Resource } from '../calls.js'
import { lastOf, said } from '../names.js'
import { seenIn } from '../seen.js'
import { hostOf, isAiHost } from './ai-hosts.js'

export interface Backend {
  title?: string | null
  url?: string | null
  type?: string | null
  /** Address of the Azure resource behind it, in Resource Manager. */
  resourceId?: string | null
  credentials?: {
    header?: Readonly<Record<string, readonly string[] | null>> | null
    query?: Readonly<Record<string, readonly string[] | null>> | null
    authorization?: { scheme?: string | null; parameter?: string | null } | null
    managedIdentity?: { resource?: string | null; clientId?: string | null } | null
  } | null
  pool?: { services?: readonly { id?: string | null }[] | null } | null
}

export interface NamedValue {
  displayName?: string | null
  /** Azure leaves it out of what is secret. */
  value?: string | null
  secret?: boolean | null
  keyVault?: { secretIdentifier?: string | null } | null
}

export interface Gateway {
  id: string
  name: string
  values: Answer<Resource<NamedValue>[]>
  backends: Answer<Resource<Backend>[]>
}

const service = '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.ApiManagement/service/{serviceName}'

export interface Gateways {
  all: readonly Gateway[]
  /** Set where there may be more that the credentials do not see. */
  gap: GapMark | null
}

export const gateways = sharedRead({
  id: 'azure.apim-gateways',
  per: 'account',
  calls: {
    services: rows<Resource<object>>('Microsoft.ApiManagement/service'),
    values: list<Resource<NamedValue>>('apimanagement:namedValues.list', `${service}/namedValues`),
    backends: list<Resource<Backend>>('apimanagement:backends.list', `${service}/backends`),
  },
  async load({ call, each }): Promise<Answer<Gateways>> {
    const listed = await seenIn(call.services)
    if (!listed.ok) return listed
    const found: Gateway[] = []
    await each(listed.value.rows, async ({ id, name }) => {
      const [values, backends] = await Promise.all([call.values.all({ of: id ?? '' }), call.backends.all({ of: id ?? '' })])
      found.push({ id: id ?? '', name: name ?? lastOf(id ?? ''), values, backends })
    })
    return { ok: true, value: { all: found.toSorted((a, b) => (a.id < b.id ? -1 : 1)), gap: listed.value.gap } }
  },
})

const reference = /\{\{\s*([\w.-]{1,256})\s*\}\}/g

/** A text with the named values filled in that are no secrets. */
export function filled(text: string, values: readonly Resource<NamedValue>[]): string {
  return text.replace(reference, (whole, name: string) => valueNamed(name, values)?.value ?? whole)
}

export function refersToValues(text: string): boolean {
  return text.search(reference) >= 0
}

function valueNamed(name: string, values: readonly Resource<NamedValue>[]): NamedValue | undefined {
  return values.find((one) => one.properties?.displayName?.toLowerCase() === name.toLowerCase() || one.name?.toLowerCase() === name.toLowerCase())?.properties ?? undefined
}

/** Where a key comes from that a gateway puts into requests: written there, in a named value, or in a vault. */
export type KeySource = 'literal' | 'named-value' | 'key-vault'

/** Null for what is no fixed key: nothing, or an expression that is worked out for every request. */
export function keySourceOf(text: string, values: readonly Resource<NamedValue>[]): KeySource | null {
  const names = [...text.matchAll(reference)].map(([, name]) => name ?? '')
  if (names.length > 0) return names.every((name) => valueNamed(name, values)?.keyVault != null) ? 'key-vault' : 'named-value'
  return text.trim() === '' || text.trim().startsWith('@') ? null : 'literal'
}

/** Names under which keys of models travel. */
export function carriesKey(name: string): boolean {
  return /^(?:api-key|x-api-key|x-goog-api-key|ocp-apim-subscription-key|subscription-key|authorization|code|key|sig)$/i.test(name)
}

/** AI hosts behind a backend; a pool has those of its members. */
export function hostsOf(backend: Resource<Backend>, { backends, values }: Gateway): string[] {
  const all = backends.ok ? backends.value : []
  const members = (backend.properties?.pool?.services ?? []).flatMap(({ id }) => all.filter((one) => one.id?.toLowerCase() === id?.toLowerCase() || one.name === lastOf(id ?? '')))
  return [...new Set([backend, ...members].flatMap((one) => {
    const host = hostOf(filled(one.properties?.url ?? '', values.ok ? values.value : []))
    return host !== null && isAiHost(host) ? [host] : []
  }))].toSorted()
}

/** An account of AI that a backend names as the resource behind it. */
export function accountBehind(backend: Resource<Backend>): string | null {
  return /\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/microsoft\.cognitiveservices\/accounts\/[^/?]+/i.exec(said(backend.properties?.resourceId) ?? '')?.[0] ?? null
}
