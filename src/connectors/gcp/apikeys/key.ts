// API keys: which services they open, and from where. The key itself is never asked for.
import type { apikeys_v2 } from 'googleapis/build/src/apis/apikeys/v2.js'
import { bool, listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { list } from '../calls.js'
import { ownedBy, runsAs } from '../edges.js'
import { fullName, iso, lastOf, parentOf, placeOf, said, withId } from '../names.js'

type Key = apikeys_v2.Schema$V2Key

export default collector({
  type: 'gcp.apikeys.key',
  kind: 'secret',
  service: 'apikeys',
  per: 'account',
  props: shape({
    /** Last part of its name, which commands take; not the key that callers send. */
    keyId: string,
    displayName: nullable(string),
    createdAt: nullable(time),
    updatedAt: nullable(time),
    /** Services that the key is good for, such as `generativelanguage.googleapis.com`; every enabled one where the list is empty. */
    services: listOf(string),
    /** Who may send it: callers from some addresses, some web sites, some apps; null for anybody. */
    clients: nullable(oneOf('addresses', 'sites', 'android', 'ios')),
    /** The addresses or web sites that are let in. */
    allowed: listOf(string),
    /** The service account that calls with the key act as, where it is bound to one. */
    serviceAccount: nullable(string),
    bound: bool,
  }),
  relates: { 'owned-by': ['gcp.resourcemanager.project'], 'runs-as': ['gcp.iam.service_account'] },
  calls: {
    list: list<apikeys_v2.Schema$V2ListKeysResponse, Key>('apikeys:projects.locations.keys.list', 'v2/{+parent}/keys', { items: (page) => page.keys, max: 300, per: 'account' }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    // Keys have one location only, and it is called global.
    await ctx.each(ctx.call.list.rows({ parent: parentOf(ctx, 'global') }), (key) => {
      const id = said(key.name) === null ? '' : fullName('apikeys', key.name ?? '', place)
      const account = said(key.serviceAccountEmail)
      ctx.emit({
        id, name: said(key.displayName) ?? lastOf(key.name ?? ''), aliases: withId(id, place),
        props: {
          keyId: lastOf(key.name ?? ''), displayName: said(key.displayName), createdAt: iso(key.createTime), updatedAt: iso(key.updateTime),
          services: (key.restrictions?.apiTargets ?? []).flatMap(({ service }) => service ?? []).toSorted(),
          ...clientsOf(key), serviceAccount: account, bound: account !== null,
        },
        edges: [ownedBy(place), runsAs(account, place, 'serviceAccountEmail')],
      })
    })
  },
})

export function clientsOf({ restrictions }: Key): { clients: 'addresses' | 'sites' | 'android' | 'ios' | null; allowed: string[] } {
  if (restrictions?.serverKeyRestrictions != null) return { clients: 'addresses', allowed: restrictions.serverKeyRestrictions.allowedIps ?? [] }
  if (restrictions?.browserKeyRestrictions != null) return { clients: 'sites', allowed: restrictions.browserKeyRestrictions.allowedReferrers ?? [] }
  if (restrictions?.androidKeyRestrictions != null) return { clients: 'android', allowed: [] }
  return { clients: restrictions?.iosKeyRestrictions == null ? null : 'ios', allowed: [] }
}
