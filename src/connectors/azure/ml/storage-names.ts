// Storage accounts of a subscription by name: datastores and data assets name an account without saying where it stands.
import { sharedRead, type Answer } from '../../kit/collector.js'
import { rows, type Resource } from '../calls.js'
import { armId } from '../names.js'

export const storageNames = sharedRead({
  id: 'azure.storage-names',
  per: 'account',
  calls: { accounts: rows<Resource<object>>('Microsoft.Storage/storageAccounts') },
  load: async (ctx): Promise<Answer<ReadonlyMap<string, string>>> => {
    const found = await ctx.call.accounts.all({})
    if (!found.ok) return found
    return { ok: true, value: new Map(found.value.map(({ id, name }) => [name?.toLowerCase() ?? '', armId(id ?? '')])) }
  },
})
