// What a connection of Foundry points at: a host, whose it is, and the Azure resource behind it.
import type { Edge } from '../../kit/collector.js'
import { to } from '../edges.js'
import { idOf, word } from '../names.js'

/** How the hosts end that Microsoft answers for. What customers run on Azure, such as `azurewebsites.net`, is not among them. */
const microsofts: readonly string[] = [
  'ai.azure.com', 'api.azureml.ms', 'applicationinsights.azure.com', 'azureml.ms', 'azurecr.io', 'azuredatabricks.net', 'azconfig.io', 'bing.microsoft.com', 'cognitive.microsoft.com', 'cognitiveservices.azure.com',
  'core.windows.net', 'database.windows.net', 'documents.azure.com', 'dynamics.com', 'fabric.microsoft.com', 'graph.microsoft.com', 'inference.ml.azure.com', 'kusto.windows.net', 'learn.microsoft.com', 'management.azure.com',
  'models.ai.azure.com', 'openai.azure.com', 'postgres.database.azure.com', 'powerplatform.com', 'redis.cache.windows.net', 'search.windows.net', 'services.ai.azure.com', 'sharepoint.com', 'vault.azure.net',
]

export interface Target {
  scheme: string | null
  host: string | null
  /** Microsoft answers for the host; null where there is none. */
  microsoft: boolean | null
}

/** Scheme and host of an address; the rest of it may hold keys. */
export function targetOf(target: string | null | undefined): Target {
  const [, scheme, host] = /^([a-z][a-z0-9+.-]*):\/\/(?:[^/?#@]*@)?([^/?#:@]+)/i.exec(target?.trim() ?? '') ?? []
  if (scheme === undefined || host === undefined) return { scheme: null, host: null, microsoft: null }
  const name = host.toLowerCase()
  return { scheme: scheme.toLowerCase(), host: name, microsoft: microsofts.some((end) => name === end || name.endsWith(`.${end}`)) }
}

/** What stands behind a connection, where it is something that keeps data. */
export const storeTargets = { 'stored-in': ['azure.storage.account', 'azure.cosmos.account'], 'retrieves-from': ['azure.search.service'] } as const

export function storeOf(metadata: Readonly<Record<string, string | null>> | null | undefined): Edge | null {
  const named = Object.entries(metadata ?? {}).find(([key]) => word(key) === 'resourceid')?.[1]
  // A container or a database may be named: the account is what has a network and keys.
  const id = idOf(named)?.split('/').slice(0, 9).join('/')
  const provider = id?.split('/').slice(6, 8).join('/')
  if (provider === 'microsoft.storage/storageaccounts') return to('stored-in', 'azure.storage.account', id, 'metadata.ResourceId')
  if (provider === 'microsoft.documentdb/databaseaccounts') return to('stored-in', 'azure.cosmos.account', id, 'metadata.ResourceId')
  if (provider === 'microsoft.search/searchservices') return to('retrieves-from', 'azure.search.service', id, 'metadata.ResourceId')
  return null
}
