// What Google's error answers mean, in the kit's few classes.
import type { Call } from '../kit/collector.js'
import type { Failure, FailureClass } from '../kit/failure.js'
import type { HttpAnswer } from '../kit/http.js'

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

/** A success that is not the service's own: a proxy's page, a body cut short. */
export class NotAnAnswer extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'NotAnAnswer'
  }
}

/** No token could be had. `lost`: and none will be. */
export class NoToken extends Error {
  constructor(message: string, readonly lost: boolean) {
    super(message)
    this.name = 'NoToken'
  }
}

/** Google's words for a status, where an old API (Cloud Storage, BigQuery) leaves them out. */
const words: Record<number, string> = { 400: 'INVALID_ARGUMENT', 401: 'UNAUTHENTICATED', 403: 'PERMISSION_DENIED', 404: 'NOT_FOUND', 409: 'ABORTED', 429: 'RESOURCE_EXHAUSTED', 500: 'INTERNAL', 501: 'UNIMPLEMENTED', 503: 'UNAVAILABLE', 504: 'DEADLINE_EXCEEDED' }

/** The parsed body of a success; throws what `classify` understands for anything else. */
export function bodyOf(answer: HttpAnswer): unknown {
  const isJson = /^application\/json\b/.test(answer.headers['content-type'] ?? '')
  let body: unknown
  try {
    body = JSON.parse(answer.body.toString('utf8'))
  } catch {
    if (answer.status >= 200 && answer.status < 300) throw new NotAnAnswer(isJson ? 'the answer is cut short or no JSON' : 'the answer is not the service\'s (a proxy or a captive portal?)')
    throw new GoogleError(answer.status, answer.headers, undefined)
  }
  if (answer.status >= 200 && answer.status < 300) {
    if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new NotAnAnswer('the answer is no JSON object')
    return body
  }
  throw new GoogleError(answer.status, answer.headers, body)
}

const throttledReasons: ReadonlySet<string> = new Set(['rateLimitExceeded', 'userRateLimitExceeded', 'quotaExceeded', 'RATE_LIMIT_EXCEEDED'])
const disabledReasons: ReadonlySet<string> = new Set(['SERVICE_DISABLED', 'accessNotConfigured', 'API_DISABLED'])
const network: ReadonlySet<string> = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EPROTO'])
const tls = /^(?:CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL)/

export function classify(error: unknown, call: Call): Failure {
  if (error instanceof GoogleError) return ofGoogle(error, call)
  const message = error instanceof Error ? error.message : String(error)
  const code = text(member(error, 'code')) ?? (error instanceof Error ? error.name : 'Error')
  const failure = (klass: FailureClass, say = `${call.action}: ${message}`): Failure => ({ class: klass, code, message: tidy(say) })
  if (error instanceof NoToken) return failure(error.lost ? 'credentials' : 'transient', message)
  if (error instanceof NotAnAnswer || code === 'AnswerTooLarge') return failure('invalid-answer')
  if (code === 'MissingSdk') return failure('unsupported', message)
  if (code === 'ETIMEDOUT') return failure('timeout')
  if (tls.test(code)) return failure('error', `TLS: ${message}; give a private CA with NODE_EXTRA_CA_CERTS`)
  if (network.has(code) || /socket hang up|aborted|premature close|terminated/i.test(message)) return failure('transient')
  // No host of that name: the service is not there in the location. The session makes sure that names resolve at all.
  if (code === 'ENOTFOUND') return failure('not-offered')
  return failure('error')
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

/** One line, without links and request ids. */
function tidy(message: string): string {
  return message.replaceAll(/\s+/g, ' ').replaceAll(/https?:\/\/\S+/g, '').trim().slice(0, 300)
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}

function array(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
