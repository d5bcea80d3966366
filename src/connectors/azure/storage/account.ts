// Storage accounts that AI keeps data, models and logs in: who gets in, by what, and what can be brought back.
import { bool, listOf, mapOf, nullable, number, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, edgesOf, known, type Answer, type Edge } from '../../kit/collector.js'
import { getOrNull, notFound, rows, type Resource } from '../calls.js'
import { ownedBy } from '../edges.js'
import { iso, lastOf, said, word } from '../names.js'
import { networkOf, networkShape, privateEndpointsOf, privateEndpointsShape, type NetworkAcls } from '../network.js'
import { containerId, containers, noBlobs, type ContainerRow } from './blobs.js'

interface Account {
  allowBlobPublicAccess?: boolean | null
  allowSharedKeyAccess?: boolean | null
  allowCrossTenantReplication?: boolean | null
  minimumTlsVersion?: string | null
  supportsHttpsTrafficOnly?: boolean | null
  isHnsEnabled?: boolean | null
  publicNetworkAccess?: string | null
  networkAcls?: NetworkAcls | null
  privateEndpointConnections?: Parameters<typeof privateEndpointsOf>[0]
  encryption?: { keySource?: string | null } | null
  sasPolicy?: { sasExpirationPeriod?: string | null; expirationAction?: string | null } | null
  creationTime?: string | null
}

interface Retention {
  enabled?: boolean | null
  days?: number | null
}

interface BlobService {
  cors?: { corsRules?: readonly { allowedOrigins?: readonly string[] | null; allowedMethods?: readonly string[] | null }[] | null } | null
  deleteRetentionPolicy?: Retention | null
  containerDeleteRetentionPolicy?: Retention | null
  isVersioningEnabled?: boolean | null
}

const nothing = { ok: true as const, value: null }
const nobody = { ok: true as const, value: [] }

export default collector({
  type: 'azure.storage.account',
  kind: 'bucket',
  service: 'storage',
  per: 'account',
  props: shape({
    /** `missing`: something refers to it, and it is not there. */
    state: oneOf('there', 'missing'),
    /** `storagev2`, `blobstorage`, `blockblobstorage`, `filestorage` or `storage`. */
    sort: nullable(string),
    location: nullable(string),
    tags: mapOf(string),
    createdAt: nullable(time),
    /** Containers may be opened to everybody. Accounts from before 2023 say nothing, and there they may. */
    allowBlobPublicAccess: nullable(bool),
    /** Account keys, and the SAS made with them, work; null is yes. */
    allowSharedKeyAccess: nullable(bool),
    crossTenantReplication: nullable(bool),
    /** `tls1_0` to `tls1_3`. */
    minTls: nullable(string),
    httpsOnly: nullable(bool),
    /** Folders as in a file system; such accounts keep no versions of blobs. */
    hierarchical: nullable(bool),
    /** `microsoft.storage`, or `microsoft.keyvault` for a key of one's own. */
    keySource: nullable(string),
    /** Days for which a SAS may be good, as far as a policy says so. */
    sasDays: nullable(number),
    /** What becomes of a longer one: `log` or `block`. */
    sasAction: nullable(string),
    network: networkShape,
    privateEndpoints: privateEndpointsShape,
    /** Days for which deleted blobs can be brought back; null where they cannot, or where the account has no blobs. */
    softDeleteDays: nullable(number),
    containerSoftDeleteDays: nullable(number),
    versioning: nullable(bool),
    /** Web origins from which browsers may use the blobs. */
    cors: listOf(shape({ origins: listOf(string), methods: listOf(string) })),
  }),
  relates: { 'owned-by': ['azure.resources.subscription'], 'stored-in': ['azure.storage.container'] },
  reads: [containers],
  calls: {
    accounts: rows<Resource<Account>>('Microsoft.Storage/storageAccounts'),
    blobs: getOrNull<Resource<BlobService>>('storage:blobServices.getServiceProperties', '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.Storage/storageAccounts/{accountName}/blobServices/default', {
      needs: ['Microsoft.Storage/storageAccounts/blobServices/read'], absent: [...noBlobs, ...notFound],
    }),
  },
  async resolve(ref, { call, emit, read }) {
    const found = await call.accounts.all({ of: ref.id })
    const row = found.ok ? found.value[0] : undefined
    const isMissing = found.ok && row === undefined
    const hasBlobs = !isMissing && word(row?.kind) !== 'filestorage'
    const containersIn = async (): Promise<Answer<readonly ContainerRow[]>> => {
      const of = await read(containers)
      return of.ok ? of.value(ref.id) : of
    }
    const [service, listed] = hasBlobs ? await Promise.all([call.blobs({ of: ref.id }), containersIn()]) : [nothing, nobody]
    const value = <T>(take: (of: Account) => T) => known(found, () => take(row?.properties ?? {}))
    const blob = <T>(take: (of: BlobService) => T) => known(service, (one) => take(one?.properties ?? {}))
    emit({
      id: ref.id, name: row?.name ?? lastOf(ref.id),
      props: {
        state: known(found, () => (isMissing ? 'missing' : 'there')),
        sort: known(found, () => word(row?.kind)), location: known(found, () => said(row?.location)), tags: known(found, () => ({ ...row?.tags })), createdAt: value((one) => iso(one.creationTime)),
        allowBlobPublicAccess: value((one) => one.allowBlobPublicAccess ?? null), allowSharedKeyAccess: value((one) => one.allowSharedKeyAccess ?? null),
        crossTenantReplication: value((one) => one.allowCrossTenantReplication ?? null),
        minTls: value((one) => word(one.minimumTlsVersion)), httpsOnly: value((one) => one.supportsHttpsTrafficOnly ?? null), hierarchical: value((one) => one.isHnsEnabled ?? null),
        keySource: value((one) => word(one.encryption?.keySource)),
        sasDays: value((one) => daysIn(one.sasPolicy?.sasExpirationPeriod)), sasAction: value((one) => word(one.sasPolicy?.expirationAction)),
        network: value((one) => networkOf(one.publicNetworkAccess, one.networkAcls)), privateEndpoints: value((one) => privateEndpointsOf(one.privateEndpointConnections)),
        softDeleteDays: blob((one) => keptFor(one.deleteRetentionPolicy)), containerSoftDeleteDays: blob((one) => keptFor(one.containerDeleteRetentionPolicy)),
        versioning: blob((one) => one.isVersioningEnabled ?? null),
        cors: blob((one) => (one.cors?.corsRules ?? []).map(({ allowedOrigins, allowedMethods }) => ({ origins: [...allowedOrigins ?? []], methods: [...allowedMethods ?? []].map((method) => method.toUpperCase()) }))),
      },
      edges: [
        ownedBy(ref.id),
        // Where the list failed, one relation to all of them makes the list of containers an unread one.
        ...edgesOf(listed, 'stored-in', (all) => all.map(({ name }) => toContainer(ref.id, name ?? ''))),
        listed.ok ? null : toContainer(ref.id),
      ],
    })
  },
})

function toContainer(account: string, name?: string): Edge {
  return { type: 'stored-in', target: 'azure.storage.container', to: containerId(account, name), via: 'blobServices.containers' }
}

function keptFor(policy: Retention | null | undefined): number | null {
  return policy?.enabled === true ? policy.days ?? null : null
}

/** Days in a period such as `7.00:00:00`. */
export function daysIn(period: string | null | undefined): number | null {
  const [, days = '0', hours, minutes] = /^(?:(\d+)\.)?(\d+):(\d+)(?::\d+)?$/.exec(said(period) ?? '') ?? []
  return hours === undefined || minutes === undefined ? null : Number(days) + Number(hours) / 24 + Number(minutes) / 1440
}
