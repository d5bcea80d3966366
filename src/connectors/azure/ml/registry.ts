// Registries of Azure Machine Learning: models, environments and components that several workspaces share.
import { bool, listOf, mapOf, nullable, shape, string } from '../../../core/shape.js'
import { collector, type Edge } from '../../kit/collector.js'
import { rows, type Resource } from '../calls.js'
import { diagnosticSettings, diagnosticsOf, diagnosticsShape, loggedTo } from '../diagnostics.js'
import { ownedBy, to } from '../edges.js'
import { identityOf, identityShape, runsAs, runsAsTargets } from '../identity.js'
import { armId, idOf, said, word } from '../names.js'
import { networkOf, networkShape } from '../network.js'

interface ArmRef {
  armResourceId?: { resourceId?: string | null } | null
}

interface Region {
  location?: string | null
  storageAccountDetails?: readonly {
    systemCreatedStorageAccount?: (ArmRef & { storageAccountName?: string | null; allowBlobPublicAccess?: boolean | null }) | null
    userCreatedStorageAccount?: ArmRef | null
  }[] | null
  acrDetails?: readonly { systemCreatedAcrAccount?: (ArmRef & { acrAccountName?: string | null }) | null; userCreatedAcrAccount?: ArmRef | null }[] | null
}

interface Registry {
  publicNetworkAccess?: string | null
  registryPrivateEndpointConnections?: readonly { properties?: { registryPrivateLinkServiceConnectionState?: { status?: string | null } | null } | null }[] | null
  regionDetails?: readonly Region[] | null
}

export default collector({
  type: 'azure.ml.registry',
  kind: 'registry',
  service: 'machinelearningservices',
  per: 'account',
  props: shape({
    location: nullable(string),
    /** Where its contents are copied to. */
    regions: listOf(string),
    network: networkShape,
    privateEndpoints: listOf(nullable(string)),
    identity: identityShape,
    /** Accounts that Azure made for it, in a group where nobody else may change them. */
    storage: listOf(shape({ name: nullable(string), region: nullable(string), publicBlobs: nullable(bool) })),
    containerRegistries: listOf(string),
    tags: mapOf(string),
    diagnostics: diagnosticsShape,
  }),
  relates: { 'owned-by': ['azure.resources.subscription'], 'stored-in': ['azure.storage.account', 'azure.acr.registry'], 'runs-as': runsAsTargets, 'logged-to': ['azure.storage.account'] },
  calls: { registries: rows<Resource<Registry>>('Microsoft.MachineLearningServices/registries'), diagnostics: diagnosticSettings },
  async list({ call, each, emit }) {
    await each(call.registries.rows(), async ({ id, name, location, tags, identity, properties }) => {
      const settings = await call.diagnostics.all({ of: id ?? '' })
      const own = identityOf(identity)
      const regions = properties?.regionDetails ?? []
      emit({
        id: armId(id ?? ''), name: name ?? '',
        props: {
          location: said(location), regions: regions.flatMap((region) => word(region.location) ?? []), network: networkOf(properties?.publicNetworkAccess, null),
          privateEndpoints: (properties?.registryPrivateEndpointConnections ?? []).map((one) => word(one.properties?.registryPrivateLinkServiceConnectionState?.status)),
          identity: own, storage: regions.flatMap(accountsOf), containerRegistries: regions.flatMap(imagesOf),
          tags: { ...tags }, diagnostics: diagnosticsOf(settings),
        },
        edges: [ownedBy(armId(id ?? '')), ...regions.flatMap(brought), ...runsAs(own), ...loggedTo(settings)],
      })
    })
  },
})

function accountsOf({ location, storageAccountDetails }: Region): { name: string | null; region: string | null; publicBlobs: boolean | null }[] {
  return (storageAccountDetails ?? []).flatMap(({ systemCreatedStorageAccount: made }) => (made == null ? [] : [{
    name: said(made.storageAccountName), region: word(location), publicBlobs: made.allowBlobPublicAccess ?? null,
  }]))
}

function imagesOf({ acrDetails }: Region): string[] {
  return (acrDetails ?? []).flatMap(({ systemCreatedAcrAccount: made, userCreatedAcrAccount: given }) => idOf((made ?? given)?.armResourceId?.resourceId) ?? [])
}

/** What the owner brought along; what Azure made the owner cannot change, so nothing is asked about it. */
function brought({ storageAccountDetails, acrDetails }: Region): (Edge | null)[] {
  return [
    ...(storageAccountDetails ?? []).map(({ userCreatedStorageAccount: given }) => to('stored-in', 'azure.storage.account', given?.armResourceId?.resourceId, 'regionDetails.storageAccountDetails')),
    ...(acrDetails ?? []).map(({ userCreatedAcrAccount: given }) => to('stored-in', 'azure.acr.registry', given?.armResourceId?.resourceId, 'regionDetails.acrDetails')),
  ]
}
