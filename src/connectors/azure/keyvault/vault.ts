// Key vaults that AI keeps its secrets and keys in.
import { bool, listOf, nullable, oneOf, shape, string } from '../../../core/shape.js'
import { collector, edgesOf, known } from '../../kit/collector.js'
import { rows, type Resource } from '../calls.js'
import { diagnosticSettings, diagnosticsOf, diagnosticsShape, loggedTo } from '../diagnostics.js'
import { ownedBy } from '../edges.js'
import { lastOf, said } from '../names.js'
import { networkOf, networkShape, privateEndpointsOf, privateEndpointsShape, type NetworkAcls } from '../network.js'

interface Vault {
  enableRbacAuthorization?: boolean | null
  enablePurgeProtection?: boolean | null
  enableSoftDelete?: boolean | null
  publicNetworkAccess?: string | null
  networkAcls?: NetworkAcls | null
  privateEndpointConnections?: Parameters<typeof privateEndpointsOf>[0]
  accessPolicies?: readonly { objectId?: string | null; permissions?: Readonly<Record<string, readonly string[] | null>> | null }[] | null
}

export default collector({
  type: 'azure.keyvault.vault',
  kind: 'secret',
  service: 'keyvault',
  per: 'account',
  props: shape({
    /** `missing`: something refers to it, and it is not there. */
    state: oneOf('there', 'missing'),
    location: nullable(string),
    /** Roles decide who gets at keys and secrets; otherwise access policies do. */
    rbac: nullable(bool),
    purgeProtection: nullable(bool),
    softDelete: nullable(bool),
    network: networkShape,
    privateEndpoints: privateEndpointsShape,
    accessPolicies: listOf(shape({ principal: string, keys: listOf(string), secrets: listOf(string), certificates: listOf(string) })),
    diagnostics: diagnosticsShape,
  }),
  relates: { 'owned-by': ['azure.resources.subscription'], 'logged-to': ['azure.storage.account'] },
  calls: { vaults: rows<Resource<Vault>>('Microsoft.KeyVault/vaults'), diagnostics: diagnosticSettings },
  async resolve(ref, { call, emit }) {
    // A key may lie in a managed HSM, which is no vault.
    if (!ref.id.includes('/microsoft.keyvault/vaults/')) return
    const found = await call.vaults.all({ of: ref.id })
    const row = found.ok ? found.value[0] : undefined
    const isMissing = found.ok && row === undefined
    const settings = isMissing ? { ok: true as const, value: [] } : await call.diagnostics.all({ of: ref.id })
    const value = <T>(take: (of: Vault) => T) => known(found, () => take(row?.properties ?? {}))
    emit({
      id: ref.id, name: row?.name ?? lastOf(ref.id),
      props: {
        state: known(found, () => (isMissing ? 'missing' : 'there')),
        location: known(found, () => said(row?.location)),
        rbac: value((of) => of.enableRbacAuthorization ?? null), purgeProtection: value((of) => of.enablePurgeProtection ?? null), softDelete: value((of) => of.enableSoftDelete ?? null),
        network: value((of) => networkOf(of.publicNetworkAccess, of.networkAcls)), privateEndpoints: value((of) => privateEndpointsOf(of.privateEndpointConnections)),
        accessPolicies: value((of) => (of.accessPolicies ?? []).map(({ objectId, permissions }) => ({
          principal: objectId?.toLowerCase() ?? '', keys: verbs(permissions?.['keys']), secrets: verbs(permissions?.['secrets']), certificates: verbs(permissions?.['certificates']),
        }))),
        diagnostics: diagnosticsOf(settings),
      },
      edges: [ownedBy(ref.id), ...edgesOf(settings, 'logged-to', () => loggedTo(settings))],
    })
  },
})

function verbs(written: readonly string[] | null | undefined): string[] {
  return (written ?? []).map((verb) => verb.toLowerCase()).toSorted()
}
