// AlloyDB instances: which networks reach their public address, and what says they hold AI data.
import type { alloydb_v1 } from 'googleapis/build/src/apis/alloydb/v1.js'
import { bool, listOf, mapOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { list } from '../calls.js'
import { ownedBy } from '../edges.js'
import { fullName, iso, lastOf, locationIn, placeOf, said, withId } from '../names.js'

type Instance = alloydb_v1.Schema$Instance

export default collector({
  type: 'gcp.alloydb.instance',
  // As with Cloud SQL: what makes it AI data is for rules to ask.
  kind: 'workload',
  service: 'alloydb',
  per: 'account',
  props: shape({
    cluster: nullable(string),
    location: nullable(string),
    state: nullable(string),
    /** `PRIMARY`, `READ_POOL` or `SECONDARY`. */
    instanceType: nullable(string),
    createdAt: nullable(time),
    labels: mapOf(string),
    /** `calls-models`: SQL in it may call models of Vertex AI; `vectors`: a vector index is tuned in its flags. */
    aiUse: nullable(oneOf('calls-models', 'vectors')),
    publicIp: bool,
    /** Ranges that may come in by the public address. */
    authorizedNetworks: listOf(string),
    /** Only connections through Google's connectors, which ask for IAM rights, are let in. */
    connectorsOnly: bool,
    sslMode: nullable(string),
  }),
  relates: { 'owned-by': ['gcp.resourcemanager.project'] },
  calls: {
    list: list<alloydb_v1.Schema$ListInstancesResponse, Instance>('alloydb:projects.locations.clusters.instances.list', 'v1/{+parent}/instances', { items: (page) => page.instances, per: 'account' }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    // One list over all locations and clusters, as the method's description offers it.
    await ctx.each(ctx.call.list.rows({ parent: `projects/${place.project}/locations/-/clusters/-` }), (instance) => {
      const id = said(instance.name) === null ? '' : fullName('alloydb', instance.name ?? '', place)
      const network = instance.networkConfig
      ctx.emit({
        id, name: lastOf(instance.name ?? ''), aliases: withId(id, place),
        props: {
          cluster: /\/clusters\/([^/]+)/.exec(instance.name ?? '')?.[1] ?? null, location: locationIn(id), state: said(instance.state), instanceType: said(instance.instanceType),
          createdAt: iso(instance.createTime), labels: instance.labels ?? {}, aiUse: aiUse(instance.databaseFlags ?? {}),
          publicIp: network?.enablePublicIp === true,
          authorizedNetworks: (network?.authorizedExternalNetworks ?? []).flatMap(({ cidrRange }) => cidrRange ?? []),
          connectorsOnly: instance.clientConnectionConfig?.requireConnectors === true,
          sslMode: said(instance.clientConnectionConfig?.sslConfig?.sslMode),
        },
        edges: [ownedBy(place)],
      })
    })
  },
})

export function aiUse(flags: { [name: string]: string }): 'calls-models' | 'vectors' | null {
  const on = Object.entries(flags).filter(([, value]) => !/^(?:off|false|0)$/i.test(value)).map(([name]) => name)
  if (on.some((name) => name.startsWith('google_ml_integration.'))) return 'calls-models'
  return on.some((name) => /^(?:scann|hnsw|ivfflat|vector)\./.test(name)) ? 'vectors' : null
}
