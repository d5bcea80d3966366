// Whose rights a scan uses: keys of the environment or a profile first, then roles assumed one after the other.
import type { AssumeRoleCommandOutput } from '@aws-sdk/client-sts'

export interface Keys {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
  expiration?: Date
}
/** As the SDK's clients take credentials. */
export type Credentials = () => Promise<object>

/** Renewed so long before they expire, so that no request in flight is caught out. */
const margin = 5 * 60 * 1000

export async function ownCredentials(env: NodeJS.ProcessEnv, profile: string | undefined): Promise<Credentials> {
  const fixed = profile === undefined ? keysOf(env) : null
  if (fixed !== null) return () => Promise.resolve(fixed)
  const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers')
  return fromNodeProviderChain(profile === undefined ? {} : { profile })
}

/**
 * Keys in the environment, which win over everything but a named profile, as in AWS's own tools. Read here and not by
 * the SDK, which knows only the environment of the whole process: so scans with different keys run side by side.
 */
function keysOf(env: NodeJS.ProcessEnv): Keys | null {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken, AWS_PROFILE: profile } = env
  if (accessKeyId === undefined || secretAccessKey === undefined || accessKeyId === '' || secretAccessKey === '' || (profile ?? '') !== '') return null
  return { accessKeyId, secretAccessKey, ...((sessionToken ?? '') !== '' && { sessionToken }) }
}

/** Keys of an assumed role, asked for anew before they expire; hundreds of clients share them. */
export function renewing(first: Keys, assume: () => Promise<Keys>): Credentials {
  let current = Promise.resolve(first)
  let until = endOf(first)
  return () => {
    if (Date.now() < until - margin) return current
    until = Infinity
    current = assume().then((keys) => {
      until = endOf(keys)
      return keys
    }, (error: unknown) => {
      until = 0
      throw error
    })
    return current
  }
}

function endOf(keys: Keys): number {
  return keys.expiration?.getTime() ?? Infinity
}

export function keysFrom({ Credentials: keys }: AssumeRoleCommandOutput): Keys {
  return {
    accessKeyId: keys?.AccessKeyId ?? '', secretAccessKey: keys?.SecretAccessKey ?? '', sessionToken: keys?.SessionToken ?? '',
    ...(keys?.Expiration !== undefined && { expiration: keys.Expiration }),
  }
}
