// Backends of API gateways behind which a model answers: how the gateway shows who it is.
import { bool, listOf, nullable, oneOf, shape, string } from '../../../core/shape.js'
import { collector, type GapMark } from '../../kit/collector.js'
import type { Resource } from '../calls.js'
import { ownedBy, to } from '../edges.js'
import { armId, said } from '../names.js'
import { invoked, seenAccounts } from '../ai/accounts.js'
import { accountBehind, carriesKey, gateways, hostsOf, keySourceOf, refersToValues, type Backend, type Gateway, type KeySource } from './gateways.js'

export const keysShape = listOf(shape({ at: string, source: oneOf('literal', 'named-value', 'key-vault') }))

export default collector({
  type: 'azure.apim.backend',
  kind: 'gateway',
  service: 'apimanagement',
  per: 'account',
  props: shape({
    gateway: string,
    url: nullable(string),
    /** AI hosts behind it, those of a pool's members among them. */
    hosts: listOf(string),
    isPool: bool,
    /** Keys that it puts into requests; never their values. */
    keys: keysShape,
    /** The gateway's managed identity is what it shows. */
    managedIdentity: bool,
  }),
  relates: { 'owned-by': ['azure.resources.subscription'], 'can-invoke': ['azure.ai.account'] },
  reads: [gateways, seenAccounts],
  calls: {},
  async list(ctx) {
    const [listed, models] = await Promise.all([ctx.read(gateways), ctx.read(seenAccounts)])
    if (!listed.ok) return ctx.unlisted(listed.gap)
    if (listed.value.gap !== null) ctx.unlisted(listed.value.gap)
    for (const gateway of listed.value.all) {
      if (!gateway.backends.ok) {
        ctx.unlisted(gateway.backends.gap)
        continue
      }
      for (const backend of gateway.backends.value) {
        const hosts = hostsOf(backend, gateway)
        const account = accountBehind(backend)
        // Which host a named value holds cannot be told without it.
        if (hosts.length === 0 && account === null && !gateway.values.ok && refersToValues(backend.properties?.url ?? '')) ctx.unlisted(gateway.values.gap)
        if (hosts.length === 0 && account === null) continue
        const { id, name, properties } = backend
        ctx.emit({
          id: armId(id ?? ''), name: `${gateway.name}/${name ?? ''}`,
          props: {
            gateway: gateway.name, url: withoutQuery(properties?.url), hosts, isPool: properties?.pool?.services != null,
            keys: keysOf(backend, gateway), managedIdentity: properties?.credentials?.managedIdentity != null,
          },
          edges: [
            ownedBy(id ?? ''), to('can-invoke', 'azure.ai.account', account, 'resourceId'),
            ...invoked(models, hosts, 'url'),
          ],
        })
      }
    }
  },
})

/** A key may stand in an address, too. */
function withoutQuery(url: string | null | undefined): string | null {
  return said(url?.replace(/[?#].*$/, ''))
}

function keysOf({ properties }: Resource<Backend>, { values }: Gateway): { at: string; source: KeySource }[] | GapMark {
  const { header, query, authorization } = properties?.credentials ?? {}
  const written: [string, string][] = [
    ...Object.entries(header ?? {}).filter(([name]) => carriesKey(name)).flatMap(([name, all]) => (all ?? []).map((text): [string, string] => [`header ${name}`, text])),
    ...Object.entries(query ?? {}).filter(([name]) => carriesKey(name)).flatMap(([name, all]) => (all ?? []).map((text): [string, string] => [`query ${name}`, text])),
    ...(authorization?.parameter == null ? [] : [[`authorization ${authorization.scheme ?? ''}`.trim(), authorization.parameter] satisfies [string, string]]),
  ]
  if (!values.ok && written.some(([, text]) => refersToValues(text))) return values.gap
  return written.flatMap(([at, text]) => {
    const source = keySourceOf(text, values.ok ? values.value : [])
    return source === null ? [] : [{ at, source }]
  })
}
