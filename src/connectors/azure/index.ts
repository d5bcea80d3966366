// Azure: credentials, clouds, subscriptions.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from '../../core/index.js'
import type { CollectSettings, Connector, Missing, Session } from '../kit/connector.js'
import { discoverCollectors } from '../kit/discover.js'
import { httpClient } from '../kit/http.js'
import { cloudNames, cloudOf, type Cloud } from './clouds.js'
import { consolePage } from './console.js'
import { hasTraces, openCredentials } from './credentials.js'
import { replay } from './exchange.js'
import { builtInRoles, byService, customRole, permissionsOf } from './permissions.js'
import { AzureSession } from './session.js'
import { sessionCalls } from './session-calls.js'
import { checkScopes, tenantOf } from './subscriptions.js'

const sockets = 64
const hint = 'az login, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET'

const azure: Connector = {
  id: 'azure',
  summary: 'Azure ML, Azure OpenAI, AI Foundry, AI Search and what stands around them',
  regions: /^(?!global$|europe$|asia$)[a-z]{6,}\d?$/,
  ids: /^\/(?:subscriptions|providers|principals)\//i,
  collectors: () => discoverCollectors('azure'),
  calls: sessionCalls,
  leastPrivilege: customRole,
  rightsByService: (collectors, optional) => byService(permissionsOf(collectors, optional)),
  grants: {
    'built-in': {
      summary: 'the built-in roles that hold the same rights, and more',
      render: ({ collectors, optional }) => `${builtInRoles(permissionsOf(collectors, optional)).join('\n')}\n`,
    },
  },
  console: (asset) => consolePage(asset, cloudOf(process.env)?.name),
  async open(settings, env): Promise<Session | Missing> {
    if (settings.replay !== undefined) return replayed(settings, settings.replay)
    checkScopes(settings.scopes)
    const cloud = cloudOf(env)
    if (cloud === null) throw new UsageError(`there is no Azure cloud ${env['AZURE_CLOUD']}; nothing was scanned`, `AZURE_CLOUD is one of ${cloudNames.join(', ')}`)
    if (!hasTraces(env)) return { missing: 'no credentials for azure', hint, ...(settings.scopes.length === 0 && { untraced: true }) }
    const scopes = settings.scopes.length > 0 ? settings.scopes : ownScope(env)
    try {
      const credential = await openCredentials(env, cloud, tenantOf(scopes))
      const { at, redirect } = endpointOf(cloud, env)
      const { network } = await import('./wire.js')
      return new AzureSession(network(await httpClient(env, sockets), credential, at, redirect, settings.record), { ...settings, scopes }, settings.record !== undefined)
    } catch (error) {
      if (error instanceof UsageError) throw error
      return { missing: `no credentials for azure (${error instanceof Error ? error.message : String(error)})`, hint }
    }
  },
}
export default azure

/** The subscription that the environment names; none = all that the credentials see. */
function ownScope(env: NodeJS.ProcessEnv): string[] {
  const id = env['AZURE_SUBSCRIPTION_ID'] ?? ''
  return id === '' ? [] : [`sub/${id}`]
}

/** Resource Manager of a cloud that is not in the list (Azure Stack), or a gateway on this machine that takes everything. */
function endpointOf(cloud: Cloud, env: NodeJS.ProcessEnv): { at: Cloud; redirect: string | null } {
  const given = (env['AZURE_RESOURCE_MANAGER_ENDPOINT'] ?? '').replace(/\/+$/, '')
  if (given === '') return { at: cloud, redirect: null }
  const url = URL.canParse(given) ? new URL(given) : null
  const isLoopback = url !== null && /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname)
  if (url === null || (url.protocol !== 'https:' && !isLoopback)) throw new UsageError(`AZURE_RESOURCE_MANAGER_ENDPOINT ${given} is no https address; nothing was scanned`, 'a token is never sent over plain HTTP to another machine')
  if (isLoopback) return { at: cloud, redirect: given }
  return { at: { ...cloud, planes: { ...cloud.planes, arm: { audience: `${given}/.default`, host: given } } }, redirect: null }
}

/** Recorded subscriptions: those asked for, else all that the folder holds. */
async function replayed(settings: CollectSettings, folder: string): Promise<Session | Missing> {
  const accounts = await readdir(join(folder, 'calls')).catch(() => [])
  const recorded = accounts.filter((name) => /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(name))
  const scopes = settings.scopes.length > 0 ? settings.scopes : recorded.map((id) => `sub/${id}`)
  if (scopes.length === 0) return { missing: `no subscription is recorded in ${folder}`, hint: 'aispm inventory --record FOLDER', untraced: true }
  return new AzureSession(replay(folder), { ...settings, scopes }, true)
}
