// Whose rights a scan uses: application default credentials, a key file, workload identity; then impersonation.
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { AuthClient, GoogleAuth } from 'google-auth-library'
import { NoToken } from '../kit/http-failure.js'

/** The one scope that all services take; what the scan may do is decided by its roles. */
const scopes = ['https://www.googleapis.com/auth/cloud-platform']

export interface GoogleCredentials {
  /** `authorization`, and `x-goog-user-project` where quota is billed to a project of the user's choice. */
  headers(): Promise<Record<string, string>>
  /** Project the credentials belong to; null when they name none. */
  project(): Promise<string | null>
}

/** Whether anything here says that Google Cloud is used; nothing is asked over the network. */
export async function hasTraces(env: NodeJS.ProcessEnv): Promise<boolean> {
  if ((env['GOOGLE_APPLICATION_CREDENTIALS'] ?? '') !== '' || (env['GOOGLE_OAUTH_ACCESS_TOKEN'] ?? '') !== '' || existsSync(wellKnownFile(env))) return true
  if ((env['GCE_METADATA_HOST'] ?? env['GCE_METADATA_IP'] ?? '') !== '') return true
  const { default: metadata } = await import('gcp-metadata')
  return metadata.getGCPResidency()
}

/** Where `gcloud auth application-default login` leaves the credentials. */
function wellKnownFile(env: NodeJS.ProcessEnv): string {
  const folder = env['CLOUDSDK_CONFIG'] ?? join(env['HOME'] ?? homedir(), '.config', 'gcloud')
  return join(folder, 'application_default_credentials.json')
}

/** Opens the credentials and gets a first token; rejects with what to tell the user. `impersonate`: the last account is acted as, by way of those before. */
export async function openCredentials(env: NodeJS.ProcessEnv, impersonate: readonly string[]): Promise<GoogleCredentials> {
  const token = env['GOOGLE_OAUTH_ACCESS_TOKEN'] ?? ''
  const quota = env['GOOGLE_CLOUD_QUOTA_PROJECT'] ?? ''
  const named = env['GOOGLE_CLOUD_PROJECT'] ?? env['CLOUDSDK_CORE_PROJECT'] ?? ''
  const { GoogleAuth, Impersonated } = await import('google-auth-library')
  const file = env['GOOGLE_APPLICATION_CREDENTIALS'] ?? (existsSync(wellKnownFile(env)) ? wellKnownFile(env) : '')
  const auth = new GoogleAuth({ scopes, ...(file !== '' && { keyFilename: file }) })
  let client: Pick<AuthClient, 'getRequestHeaders'> = token === '' ? await auth.getClient() : fixed(token)
  const target = impersonate.at(-1)
  if (target !== undefined) {
    if (token !== '') throw new Error('a bare access token cannot impersonate: GOOGLE_OAUTH_ACCESS_TOKEN and --impersonate do not go together')
    client = new Impersonated({ sourceClient: await auth.getClient(), targetPrincipal: target, delegates: impersonate.slice(0, -1), targetScopes: scopes, lifetime: 3600 })
  }
  const credentials: GoogleCredentials = {
    headers: async () => {
      const headers = await client.getRequestHeaders().catch((error: unknown) => {
        throw new NoToken(told(error), isFinal(error))
      })
      return { ...Object.fromEntries(headers), ...(quota !== '' && { 'x-goog-user-project': quota }) }
    },
    project: async () => (named !== '' ? named : token !== '' ? null : projectOf(auth)),
  }
  await credentials.headers()
  return credentials
}

function fixed(token: string): Pick<AuthClient, 'getRequestHeaders'> {
  return { getRequestHeaders: () => Promise.resolve(new Headers({ authorization: `Bearer ${token}` })) }
}

function projectOf(auth: GoogleAuth): Promise<string | null> {
  return auth.getProjectId().then((id) => id, () => null)
}

/** Refused by Google's sign-in for good, as opposed to not reached. */
function isFinal(error: unknown): boolean {
  const status = typeof error === 'object' && error !== null ? Number(Reflect.get(error, 'status')) : NaN
  return /invalid_grant|invalid_rapt|invalid_client|unauthorized_client|account_not_found/i.test(told(error)) || (status >= 400 && status < 429)
}

function told(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ').slice(0, 200)
}
