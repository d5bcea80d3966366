// Whose rights a scan uses: a token, the environment, workload or managed identity, or who is signed in to the Azure CLI.
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { TokenCredential } from '@azure/core-auth'
import { NoToken } from '../kit/http-failure.js'
import type { Cloud } from './clouds.js'

const named: readonly string[] = ['AZURE_ACCESS_TOKEN', 'AZURE_CLIENT_ID', 'AZURE_FEDERATED_TOKEN_FILE', 'IDENTITY_ENDPOINT', 'MSI_ENDPOINT', 'AZURE_TOKEN_CREDENTIALS']

/** Machines of Azure say so in their firmware (https://learn.microsoft.com/azure/virtual-machines/linux/identify-vm). */
const chassisTag = '7783-7084-3265-9085-8269-3286-77'

/** Whether anything here says that Azure is used; nothing is asked over the network. */
export function hasTraces(env: NodeJS.ProcessEnv): boolean {
  return named.some((name) => (env[name] ?? '') !== '') || existsSync(join(cliFolder(env), 'azureProfile.json')) || isAzureMachine()
}

/** Where the Azure CLI keeps who is signed in. */
function cliFolder(env: NodeJS.ProcessEnv): string {
  return env['AZURE_CONFIG_DIR'] ?? join(env['HOME'] ?? homedir(), '.azure')
}

function isAzureMachine(): boolean {
  try {
    return readFileSync('/sys/class/dmi/id/chassis_asset_tag', 'utf8').trim() === chassisTag
  } catch {
    return false
  }
}

/** Opens the credentials and gets a first token; rejects with what to tell the user. `tenant`: the one to sign in to, where it is not the credentials' own. */
export async function openCredentials(env: NodeJS.ProcessEnv, cloud: Cloud, tenant: string | null): Promise<TokenCredential> {
  const token = env['AZURE_ACCESS_TOKEN'] ?? ''
  const credential = token === '' ? await usual(env, cloud, tenant) : fixed(token)
  const told: TokenCredential = {
    getToken: (scopes, options) => credential.getToken(scopes, options).catch((error: unknown) => {
      throw new NoToken(reason(error), isFinal(error))
    }),
  }
  await told.getToken(cloud.planes.arm.audience)
  return told
}

async function usual(env: NodeJS.ProcessEnv, cloud: Cloud, tenant: string | null): Promise<TokenCredential> {
  const { DefaultAzureCredential } = await import('@azure/identity')
  const authorityHost = env['AZURE_AUTHORITY_HOST'] ?? cloud.login
  return new DefaultAzureCredential({
    authorityHost,
    // Sign-in hosts that Microsoft's directory of clouds does not know, such as those of Azure Stack, cannot be looked up there.
    disableInstanceDiscovery: authorityHost.replace(/\/$/, '') !== cloud.login,
    ...(tenant !== null && { tenantId: tenant }),
    additionallyAllowedTenants: ['*'],
    retryOptions: { maxRetries: 2 },
  })
}

/** A token of the user's own making, good for Resource Manager only. */
function fixed(token: string): TokenCredential {
  return { getToken: () => Promise.resolve({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) }
}

/** Refused by the sign-in for good, as opposed to not reached. */
function isFinal(error: unknown): boolean {
  const text = error instanceof Error ? `${error.name} ${error.message}` : String(error)
  return /AADSTS\d+|invalid_grant|invalid_client|unauthorized_client|CredentialUnavailable|AuthenticationRequired|interaction_required/i.test(text)
}

/** The line that says what is wrong: of the several kinds that were tried, one that was there and did not do. */
function reason(error: unknown): string {
  const tried: unknown = error instanceof Error && 'errors' in error ? error.errors : undefined
  if (Array.isArray(tried)) {
    const failed: unknown = tried.find((one) => one instanceof Error && one.name !== 'CredentialUnavailableError')
    return failed === undefined ? 'neither the environment, nor this machine, nor the Azure CLI has any' : reason(failed)
  }
  const text = error instanceof Error ? error.message : String(error)
  return (text.split(/[\r\n]+/).find((line) => /AADSTS/.test(line)) ?? text).replaceAll(/\s+/g, ' ').trim().slice(0, 200)
}
