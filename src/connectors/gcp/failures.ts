// What Google's error answers mean, in the kit's few classes.
import type { Call } from '../kit/collector.js'
import type { Failure, FailureClass } from '../kit/failure.js'
import type { HttpAnswer } from '../kit/http.js'
import { array, jsonOf, member, text, tidy, unserviced } from '../kit/http-failure.js'

/** An answer that is no success. `status` is Google's word (`PERMISSION_DENIED`), `reason` the finer one (`SERVICE_DISABLED`). */
export class GoogleError extends Error {
  readonly reason: string | undefined
  readonly word: string
  readonly retryAfter: number | undefined

  constructor(readonly http: number, readonly headers: Record<string, string>, body: unknown) {
    const error = member(body, 'error')
    super(text(member(error, 'message')) ?? `HTTP ${http}`)
    this.name = 'GoogleError'
    const details = array(member(error, 'details'))
    const info = details.find((one) => text(member(one, '@type'))?.endsWith('google.rpc.ErrorInfo') === true)
    this.reason = text(member(info, 'reason')) ?? text(member(array(member(error, 'errors'))[0], 'reason'))
    this.word = text(member(error, 'status')) ?? words[http] ?? `http:${http}`
    const retry = details.find((one) => text(member(one, '@type'))?.endsWith('google.rpc.RetryInfo') === true)
    const seconds = Number(headers['retry-after'] ?? text(member(retry, 'retryDelay'))?.replace(/s$/, ''))
    this.retryAfter = Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 60) * 1000 : undefined
  }
}

/** Google's words for a status, where an old API (Cloud Storage, BigQuery) leaves them out. */
const words: Record<number, string> = { 400: 'INVALID_ARGUMENT', 401: 'UNAUTHENTICATED', 403: 'PERMISSION_DENIED', 404: 'NOT_FOUND', 409: 'ABORTED', 429: 'RESOURCE_EXHAUSTED', 500: 'INTERNAL', 501: 'UNIMPLEMENTED', 503: 'UNAVAILABLE', 504: 'DEADLINE_EXCEEDED' }

/** The parsed body of a success; throws what `classify` understands for anything else. */
export function bodyOf(answer: HttpAnswer): unknown {
  return jsonOf(answer, (body) => new GoogleError(answer.status, answer.headers, body))
}

const throttledReasons: ReadonlySet<string> = new Set(['rateLimitExceeded', 'userRateLimitExceeded', 'quotaExceeded', 'RATE_LIMIT_EXCEEDED'])
const disabledReasons: ReadonlySet<string> = new Set(['SERVICE_DISABLED', 'accessNotConfigured', 'API_DISABLED'])

export function classify(error: unknown, call: Call): Failure {
  return error instanceof GoogleError ? ofGoogle(error, call) : unserviced(error, call)
}

function ofGoogle(error: GoogleError, call: Call): Failure {
  const { http, reason, word, headers, retryAfter } = error
  const failure = (klass: FailureClass, say = error.message): Failure => ({
    class: klass, code: reason ?? word, status: http, headers, message: tidy(`${call.action}: ${say}`), ...(retryAfter !== undefined && { retryAfter }),
  })
  if (http === 429 || (reason !== undefined && throttledReasons.has(reason))) return failure('throttled')
  if (http === 401) return failure('credentials', `the credentials were refused: ${error.message}`)
  if (http === 403) return forbidden(error, failure)
  if (http === 404) {
    // An unknown address answers with a page, a known one with an error of the API's own.
    // What a missing thing means is the declaration's to say: the asset itself is gone, there is none, or a read failed.
    return headers['content-type']?.startsWith('text/html') === true ? failure('not-offered') : { ...failure('error'), code: 'NOT_FOUND' }
  }
  if (http === 400) {
    if (/page ?token/i.test(error.message)) return failure('stale-token')
    if (/(?:unsupported|unrecognized|invalid) (?:region|location)|location .* (?:is not|not) (?:supported|found|available)|not supported in (?:region|location)/i.test(error.message)) return failure('not-offered')
    return failure(word === 'FAILED_PRECONDITION' && /has not been (?:used|enabled)|is disabled/i.test(error.message) ? 'not-enabled' : 'error')
  }
  if (http === 501 || word === 'UNIMPLEMENTED') return failure('not-offered')
  if (http === 504) return failure('timeout')
  if (http >= 500 || http === 408) return failure('transient', `the service answered ${http} (${word})`)
  return failure('error')
}

function forbidden({ reason, message }: GoogleError, failure: (klass: FailureClass, say?: string) => Failure): Failure {
  if (reason !== undefined && disabledReasons.has(reason)) return failure('not-enabled')
  if (/has not been used in project .* before or it is disabled/i.test(message)) return failure('not-enabled')
  if (reason === 'USER_PROJECT_DENIED') return failure('denied', `the quota project may not be used: ${message}; grant roles/serviceusage.serviceUsageConsumer on it, or name another one with GOOGLE_CLOUD_QUOTA_PROJECT`)
  if (reason === 'SECURITY_POLICY_VIOLATED' || /vpcServiceControlsUniqueIdentifier/i.test(message)) return failure('denied', `a VPC Service Controls perimeter keeps the scan out: ${message}`)
  return failure('denied')
}
