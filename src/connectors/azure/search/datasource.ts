// Data sources of AI Search: where documents are taken from, and with which credential. The connection string itself is not kept.
import { nullable, oneOf, shape, string } from '../../../core/shape.js'
import { collector, type Edge } from '../../kit/collector.js'
import { secretHits, secretsAt } from '../../../artifacts/text/secrets.js'
import { list } from '../calls.js'
import { childOf, to } from '../edges.js'
import { armId, idOf, said, word } from '../names.js'
import { dataPlane, eachService, services } from './services.js'

export interface DataSource {
  name?: string | null
  type?: string | null
  credentials?: { connectionString?: string | null } | null
  container?: { name?: string | null } | null
  /** A user-assigned identity; none stands for the service's own, or for what the connection string says. */
  identity?: { userAssignedIdentity?: string | null } | null
}

export default collector({
  type: 'azure.search.datasource',
  kind: 'retrieval-source',
  service: 'search',
  per: 'account',
  props: shape({
    /** Where the service itself knows it. */
    address: string,
    /** `azureblob`, `adlsgen2`, `azuretable`, `azuresql`, `cosmosdb`, `sharepoint`, `onelake` ... */
    sourceType: nullable(string),
    /** Null where the service keeps the connection string to itself, which it does with those that hold a secret. */
    auth: nullable(oneOf('identity', 'key', 'sas', 'password')),
    /** The resource that documents come from; only told where an identity opens it. */
    source: nullable(string),
    container: nullable(string),
    secretHits,
  }),
  relates: {
    'owned-by': ['azure.search.service'], 'runs-as': ['azure.identity.user_assigned'],
    'retrieves-from': ['azure.storage.account', 'azure.storage.container', 'azure.cosmos.account'],
  },
  reads: [services],
  calls: { list: list<DataSource>('searchdata:datasources.list', '/datasources', dataPlane('dataSources')) },
  async list(ctx) {
    await eachService(ctx, (service, host, serviceName) => ctx.each(ctx.call.list.rows({ host }), (row) => {
      const written = said(row.credentials?.connectionString)
      const source = sourceOf(written)
      const container = said(row.container?.name)
      ctx.emit({
        id: `${armId(service)}/datasources/${row.name?.toLowerCase() ?? ''}`, name: `${serviceName}/${row.name ?? ''}`,
        props: { address: `${host}/datasources/${row.name ?? ''}`, sourceType: word(row.type), auth: authOf(row), source, container, secretHits: secretsAt('credentials', written ?? undefined) },
        edges: [
          childOf('azure.search.service', service), ...sourceEdges(source, container, word(row.type)),
          to('runs-as', 'azure.identity.user_assigned', row.identity?.userAssignedIdentity, 'identity'),
        ],
      })
    }))
  },
})

/** What opens the source; what holds a secret is not told apart from what was masked. */
export function authOf({ credentials, identity }: DataSource): 'identity' | 'key' | 'sas' | 'password' | null {
  const written = said(credentials?.connectionString) ?? ''
  if (/(?:^|;)\s*(?:AccountKey|ApplicationSecret)\s*=/i.test(written)) return 'key'
  if (/(?:^|;)\s*(?:SharedAccessSignature|ContainerSharedAccessUri)\s*=/i.test(written)) return 'sas'
  if (/(?:^|;)\s*(?:Password|Pwd)\s*=/i.test(written)) return 'password'
  if (/(?:^|;)\s*(?:ResourceId|FederatedCredentialObjectId)\s*=/i.test(written) || said(identity?.userAssignedIdentity) !== null) return 'identity'
  return null
}

function sourceOf(written: string | null): string | null {
  return idOf(/(?:^|;)\s*ResourceId\s*=\s*([^;]+)/i.exec(written ?? '')?.[1])
}

function sourceEdges(source: string | null, container: string | null, type: string | null): (Edge | null)[] {
  if (source === null) return []
  const via = 'credentials.connectionString'
  if (source.includes('/providers/microsoft.documentdb/databaseaccounts/')) return [to('retrieves-from', 'azure.cosmos.account', source, via)]
  if (!source.includes('/providers/microsoft.storage/storageaccounts/')) return []
  const isBlobs = type === 'azureblob' || type === 'adlsgen2'
  return [
    to('retrieves-from', 'azure.storage.account', source, via),
    ...(isBlobs && container !== null ? [to('retrieves-from', 'azure.storage.container', `${source}/blobservices/default/containers/${container}`, 'container.name')] : []),
  ]
}
