// Key vaults of a subscription by name: whose key encrypts something is told by the vault's address, which begins with its name.
import { edgesOf, sharedRead, type Answer, type Edge, type UnreadEdges } from '../../kit/collector.js'
import { rows, type Resource } from '../calls.js'
import { armId, said } from '../names.js'

export const vaultNames = sharedRead({
  id: 'azure.vault-names',
  per: 'account',
  calls: { vaults: rows<Resource<object>>('Microsoft.KeyVault/vaults') },
  load: async ({ call }): Promise<Answer<ReadonlyMap<string, string>>> => {
    const found = await call.vaults.all({})
    return found.ok ? { ok: true, value: new Map(found.value.map(({ id, name }) => [name?.toLowerCase() ?? '', armId(id ?? '')])) } : found
  },
})

/** `encrypted-by` the vault of an address such as `https://kv-orchard.vault.azure.net/`; one of another subscription gets no relation. */
export function encryptedBy(address: string | null | undefined, names: Answer<ReadonlyMap<string, string>>, via: string): (Edge | UnreadEdges | null)[] {
  const [, name] = /^https:\/\/([a-z0-9-]+)\.vault\./i.exec(said(address) ?? '') ?? []
  if (name === undefined) return []
  return edgesOf(names, 'encrypted-by', (known) => {
    const vault = known.get(name.toLowerCase())
    return [vault === undefined ? null : { type: 'encrypted-by', target: 'azure.keyvault.vault', to: vault, via }]
  })
}
