// Google Cloud: credentials, projects and locations.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { CollectSettings, Connector, Missing, Session } from '../kit/connector.js'
import { discoverCollectors } from '../kit/discover.js'
import { heldTypes } from '../kit/held-types.js'
import { httpClient } from '../kit/http.js'
import { consolePage } from './console.js'
import { hasTraces, openCredentials } from './credentials.js'
import { network, replay } from './exchange.js'
import { byService, customRole, permissionsOf, predefinedRoles } from './permissions.js'
import { checkScopes } from './projects.js'
import { GcpSession } from './session.js'
import { objectType } from './storage/stored.js'
import { hubCalls, sessionCalls } from './session-calls.js'

const sockets = 64

const gcp: Connector = {
  id: 'gcp',
  summary: 'Vertex AI, Workbench, Gemini and what stands around them',
  regions: /^(?:[a-z]+-[a-z]+\d+|global|us|eu|europe|asia)$/,
  ids: /^(?:\/\/[a-z]+\.googleapis\.com\/|gs:\/\/)/,
  collectors: () => discoverCollectors('gcp'),
  held: () => heldTypes(objectType),
  calls: sessionCalls,
  hubCalls,
  leastPrivilege: customRole,
  rightsByService: (collectors, optional) => byService(permissionsOf(collectors, optional)),
  grants: {
    predefined: {
      summary: 'the predefined roles that hold the same rights, and more',
      render: ({ collectors, optional }) => `${predefinedRoles(permissionsOf(collectors, optional)).join('\n')}\n`,
    },
  },
  console: consolePage,
  async open(settings, env): Promise<Session | Missing> {
    if (settings.replay !== undefined) return replayed(settings, settings.replay)
    const impersonate = settings.impersonate ?? []
    checkScopes(settings.scopes)
    if (!await hasTraces(env)) {
      const isMeant = settings.scopes.length > 0 || impersonate.length > 0
      return { missing: 'no credentials for gcp', hint: 'gcloud auth application-default login, or set GOOGLE_APPLICATION_CREDENTIALS', ...(!isMeant && { untraced: true }) }
    }
    try {
      const credentials = await openCredentials(env, impersonate)
      return new GcpSession(network(await httpClient(env, sockets), credentials, env, settings.record), settings, () => credentials.project())
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      return { missing: `no credentials for gcp (${why})`, hint: 'gcloud auth application-default login, or set GOOGLE_APPLICATION_CREDENTIALS' }
    }
  },
}
export default gcp

/** Recorded projects: those asked for, else all that the folder holds. */
async function replayed(settings: CollectSettings, folder: string): Promise<Session | Missing> {
  const accounts = await readdir(join(folder, 'calls')).catch(() => [])
  const projects = accounts.filter((name) => /^[a-z][a-z0-9-]+$/.test(name) && name !== 'organisation')
  const scopes = settings.scopes.length > 0 ? settings.scopes : projects.map((project) => `projects/${project}`)
  if (scopes.length === 0) return { missing: `no project is recorded in ${folder}`, hint: 'aispm inventory --record FOLDER', untraced: true }
  return new GcpSession(replay(folder), { ...settings, scopes }, () => Promise.resolve(null))
}
