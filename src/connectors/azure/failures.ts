// What Azure's error answers mean, in the kit's few classes.
import type { Call } from '../kit/collector.js'
import type { Failure, FailureClass } from '../kit/failure.js'
import type { HttpAnswer } from '../kit/http.js'
import { jsonOf, member, text, tidy, unserviced } from '../kit/http-failure.js'

/** An answer that is no success. `code` is Azure's word, such as `AuthorizationFailed`. */
export class AzureError extends Error {
  readonly code: string
  readonly retryAfter: number | undefined

  constructor(readonly http: number, readonly headers: Record<string, string>, body: unknown) {
    // ARM writes { error: { code, message } }, some providers { code, message }, Microsoft Graph as ARM.
    const error = member(body, 'error') ?? body
    super(text(member(error, 'message')) ?? `HTTP ${http}`)
    this.name = 'AzureError'
    this.code = text(member(error, 'code')) ?? `http:${http}`
    this.retryAfter = pause(headers)
  }
}

/** Milliseconds: `Retry-After` in seconds, or the quota header of Resource Graph, `00:00:05`. */
function pause(headers: Record<string, string>): number | undefined {
  const seconds = Number(headers['retry-after'] ?? '')
  if (Number.isFinite(seconds) && seconds > 0) return Math.min(seconds, 60) * 1000
  return resetsAfter(headers)
}

/** Milliseconds until the quota of Resource Graph is full again (https://learn.microsoft.com/azure/governance/resource-graph/concepts/guidance-for-throttled-requests). */
export function resetsAfter(headers: Record<string, string>): number | undefined {
  const [, hours = '0', minutes = '0', seconds = '0'] = /^(\d+):(\d+):(\d+)/.exec(headers['x-ms-user-quota-resets-after'] ?? '') ?? []
  const wait = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000
  return wait > 0 ? Math.min(wait, 60_000) : undefined
}

/** The parsed body of a success; throws what `classify` understands for anything else. */
export function bodyOf(answer: HttpAnswer): unknown {
  return jsonOf(answer, (body) => new AzureError(answer.status, answer.headers, body))
}

/** The provider, or the feature, is not there in the subscription: a fact, no gap. */
const notRegistered: ReadonlySet<string> = new Set([
  'missingsubscriptionregistration', 'subscriptionnotregistered', 'noregisteredproviderfound', 'invalidresourcenamespace', 'resourceprovidernotregistered', 'subscription not registered',
])
/** The api-version or the kind of resource is not offered there. */
const notOffered: ReadonlySet<string> = new Set(['invalidresourcetype', 'noregisteredproviderforlocation', 'locationnotavailableforresourcetype', 'featurenotsupported', 'operationnotsupported', 'resourcetypenotsupported'])
const busy: ReadonlySet<string> = new Set(['anotheroperationinprogress', 'conflict', 'resourceisbusy', 'operationnotallowed', 'retryableerror', 'conflictingoperationinprogress', 'parentresourceinnonsucceededstate', 'accountprovisioningstateinvalid'])

export function classify(error: unknown, call: Call): Failure {
  return error instanceof AzureError ? ofAzure(error, call) : unserviced(error, call)
}

function ofAzure({ http, code, message, headers, retryAfter }: AzureError, call: Call): Failure {
  const failure = (klass: FailureClass, say = message): Failure => ({
    class: klass, code, status: http, headers, message: tidy(`${call.action}: ${say}`), ...(retryAfter !== undefined && { retryAfter }),
  })
  const word = code.toLowerCase()
  if (http === 429 || word === 'toomanyrequests' || word === 'ratelimiting') return failure('throttled')
  if (http === 401) return unauthorised(word, message, failure)
  if (notRegistered.has(word)) return failure('not-enabled')
  if (notOffered.has(word)) return failure('not-offered')
  if (http === 403) return failure('denied')
  // What a missing thing means is the declaration's to say: the asset itself is gone, there is none, or a read failed.
  if (http === 404) return { ...failure('error'), code: code.startsWith('http:') ? 'NotFound' : code }
  if (http === 409) return failure(busy.has(word) ? 'transient' : 'error')
  if (http === 400 && /skip ?token|continuation/i.test(`${word} ${message}`)) return failure('stale-token')
  if (http === 400 && /not registered to use namespace/i.test(message)) return failure('not-enabled')
  if (http === 408 || http === 504) return failure('timeout')
  if (http >= 500) return failure('transient', `the service answered ${http} (${code})`)
  return failure('error')
}

function unauthorised(word: string, message: string, failure: (klass: FailureClass, say?: string) => Failure): Failure {
  // The token is good, and of another tenant than the subscription's: that subscription is out of reach, the others are not.
  if (word === 'invalidauthenticationtokentenant') return failure('denied', `the credentials are of another tenant: ${message}`)
  return failure('credentials', `the credentials were refused: ${message}`)
}
