// The request context: what is known of each condition key, and what the caller may choose.
import type { GapId } from '../../core/index.js'
import type { Operator } from './operators.js'

export type KeyState =
  | { is: 'known'; values: readonly string[] }
  | { is: 'absent' }
  | {
      is: 'open'
      /** Whether some value the key may have matches `wanted` (wildcards encoded). */
      may: (wanted: string, operator: Operator) => boolean
      /**
       * Who settles it. `choice`: the caller, in his own favour. `varies`: the resource, when the question is about many.
       * `condition`: circumstances nobody here knows. A gap: a read that failed.
       */
      by: 'choice' | 'varies' | 'condition' | { gap: GapId }
    }

/** Looks up a key by its lower-cased name. */
export type Context = (key: string) => KeyState

const always = (): boolean => true
export const absent: KeyState = { is: 'absent' }
export const chosen: KeyState = { is: 'open', may: always, by: 'choice' }
export const uncertain: KeyState = { is: 'open', may: always, by: 'condition' }
export const varying: KeyState = { is: 'open', may: always, by: 'varies' }

export function known(...values: string[]): KeyState {
  return { is: 'known', values }
}
export function unread(gap: GapId): KeyState {
  return { is: 'open', may: always, by: { gap } }
}

/** Keys of the request that whoever sends it fills in. */
const requestKeys = new Set([
  'aws:referer', 'aws:useragent', 'aws:securetransport', 'aws:requestedregion', 'aws:tagkeys', 'aws:sourceidentity',
])

/** What holds for a key whoever asks: request parameters are the caller's choice, tags of the resource are not. `now` in milliseconds. */
export function commonKey(key: string, manyResources: boolean, now: number): KeyState {
  if (key === 'aws:currenttime') return known(new Date(now).toISOString())
  if (key === 'aws:epochtime') return known(String(Math.floor(now / 1000)))
  if (isResourceKey(key)) return manyResources ? varying : uncertain
  if (requestKeys.has(key) || key.startsWith('aws:requesttag/')) return chosen
  if (!key.startsWith('aws:')) return serviceKey(key)
  return uncertain
}

function isResourceKey(key: string): boolean {
  return key.includes(':resourcetag/') || key.startsWith('s3:existingobjecttag/') || key === 'iam:permissionsboundary'
}

/** Service keys are parameters of the request, but for the few that say how the call came in. */
function serviceKey(key: string): KeyState {
  switch (key) {
    case 'kms:viaservice': case 'kms:grantisforawsresource': case 'kms:calleraccount':
    case 's3:dataaccesspointarn': case 's3:dataaccesspointaccount': case 's3:accesspointnetworkorigin':
    case 'ec2:sourceinstancearn': case 'lambda:sourcefunctionarn':
      return uncertain
    default:
      return /^(?:saml|cognito-identity\.|accounts\.|graph\.|www\.|token\.|oidc)/.test(key) ? uncertain : chosen
  }
}
