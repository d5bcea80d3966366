// Credentials that are written into tools and webhooks in fields made for them: any value there is one.
import type { SecretHit } from '../../../artifacts/text/secrets.js'
import { isPlaceholder } from '../../../artifacts/text/secret-shapes.js'

/** None for what is empty, masked, or filled in with a parameter of the session when the call is made. */
export function written(type: string, at: string, value: string | null | undefined): SecretHit[] {
  return value == null || isPlaceholder(value) ? [] : [{ type, at, length: value.length }]
}

const telling = /^(?:proxy-)?authorization$|cookie$|api-?key|token|secret|passw/i

/** Headers whose names say that they carry a credential. */
export function inHeaders(at: string, headers: Readonly<Record<string, string>> | null | undefined): SecretHit[] {
  return Object.entries(headers ?? {}).flatMap(([name, value]) => (telling.test(name) ? written('header-credential', `${at}.${name}`, value.replace(/^(?:bearer|basic|token)\s+/i, '')) : []))
}

/** Session parameters are the caller's own, given anew in each conversation. */
export function ofSession(value: string | null | undefined): boolean {
  return value?.startsWith('$session.') === true
}
