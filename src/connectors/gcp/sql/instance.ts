// Cloud SQL instances: the addresses and networks that reach them, whether connections are encrypted, and what says they hold AI data.
import type { sqladmin_v1 } from 'googleapis/build/src/apis/sqladmin/v1.js'
import { bool, listOf, mapOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { list } from '../calls.js'
import { encryptedBy, ownedBy } from '../edges.js'
import { iso, placeOf, said } from '../names.js'

type Instance = sqladmin_v1.Schema$DatabaseInstance

export default collector({
  type: 'gcp.sql.instance',
  // No AI kind: an ordinary database becomes AI data by its labels, its name or what is switched on in it, which rules ask for.
  kind: 'workload',
  service: 'sqladmin',
  per: 'account',
  props: shape({
    /** `POSTGRES_16`, `MYSQL_8_4` ... */
    version: nullable(string),
    state: nullable(string),
    region: nullable(string),
    createdAt: nullable(time),
    labels: mapOf(string),
    /** What in its settings says that it serves AI: it may call Vertex AI, or keeps vectors. */
    aiUse: nullable(oneOf('calls-models', 'vectors')),
    publicIp: bool,
    privateNetwork: nullable(string),
    /** Ranges that may come in by the public address. */
    authorizedNetworks: listOf(string),
    /** Only connections through Google's connectors, which ask for IAM rights, are let in. */
    connectorsOnly: bool,
    sslMode: string,
    kmsKey: nullable(string),
  }),
  relates: { 'owned-by': ['gcp.resourcemanager.project'], 'encrypted-by': ['gcp.kms.key'] },
  calls: {
    list: list<sqladmin_v1.Schema$InstancesListResponse, Instance>('sqladmin:instances.list', 'v1/projects/{project}/instances', { needs: ['cloudsql.instances.list'], items: (page) => page.items, max: null, per: 'account' }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    await ctx.each(ctx.call.list.rows({ project: place.project }), (instance) => {
      const name = said(instance.name)
      // Servers elsewhere that are replicated from are listed beside the instances.
      if (instance.instanceType === 'ON_PREMISES_INSTANCE') return
      const settings = instance.settings ?? {}
      const ip = settings.ipConfiguration
      const named = (project: string): string => `//cloudsql.googleapis.com/projects/${project}/instances/${name ?? ''}`
      ctx.emit({
        id: name === null ? '' : named(place.project), name: name ?? '', aliases: name === null ? [] : [named(place.number)],
        props: {
          version: said(instance.databaseVersion), state: said(instance.state), region: said(instance.region), createdAt: iso(instance.createTime),
          labels: settings.userLabels ?? {}, aiUse: aiUse(settings),
          publicIp: ip?.ipv4Enabled === true, privateNetwork: said(ip?.privateNetwork),
          authorizedNetworks: (ip?.authorizedNetworks ?? []).flatMap(({ value }) => value ?? []),
          connectorsOnly: settings.connectorEnforcement === 'REQUIRED',
          sslMode: sslMode(ip), kmsKey: said(instance.diskEncryptionConfiguration?.kmsKeyName),
        },
        edges: [ownedBy(place), encryptedBy(said(instance.diskEncryptionConfiguration?.kmsKeyName), 'diskEncryptionConfiguration.kmsKeyName')],
      })
    })
  },
})

/** PostgreSQL keeps vectors by an extension inside the database, which no setting tells of. */
export function aiUse(settings: sqladmin_v1.Schema$Settings): 'calls-models' | 'vectors' | null {
  if (settings.enableGoogleMlIntegration === true) return 'calls-models'
  return (settings.databaseFlags ?? []).some(({ name, value }) => name === 'cloudsql_vector' && value === 'on') ? 'vectors' : null
}

/** Where the newer setting is not there, the older one says which of its values holds. */
export function sslMode(ip: sqladmin_v1.Schema$IpConfiguration | undefined): string {
  const mode = said(ip?.sslMode)
  if (mode !== null && mode !== 'SSL_MODE_UNSPECIFIED') return mode
  return ip?.requireSsl === true ? 'TRUSTED_CLIENT_CERTIFICATE_REQUIRED' : 'ALLOW_UNENCRYPTED_AND_ENCRYPTED'
}
