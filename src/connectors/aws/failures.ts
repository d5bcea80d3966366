// What AWS error codes mean. Sources: the service API references, and error shapes of the SDK clients.
import type { Call } from '../kit/collector.js'
import type { Failure, FailureClass } from '../kit/failure.js'

const denied = new Set([
  'AccessDenied', 'AccessDeniedException', 'AccessDeniedFault', 'UnauthorizedOperation', 'UnauthorizedException', 'Forbidden', 'AuthorizationError',
  'AuthorizationErrorException', 'NotAuthorized', 'NotAuthorizedException', 'AllAccessDisabled', 'UnauthorizedAccess', 'AccessDeniedForDependencyException',
])
/** What a service says to accounts of an organisation about a trail that is not theirs to look at. */
const deniedInDisguise = new Set(['TrailNotFoundException', 'CloudTrailARNInvalidException', 'InvalidTrailNameException'])
const throttled = new Set([
  'Throttling', 'ThrottlingException', 'ThrottledException', 'RequestLimitExceeded', 'TooManyRequestsException', 'TooManyRequests', 'SlowDown',
  'RequestThrottled', 'RequestThrottledException', 'ProvisionedThroughputExceededException', 'BandwidthLimitExceeded', 'PriorRequestNotComplete', 'EC2ThrottledException',
])
const gone = new Set(['ResourceNotFound', 'RecordNotFound', 'ResourceNotFoundException', 'NoSuchEntity', 'NoSuchEntityException', 'RepositoryNotFoundException', 'ImageNotFoundException', 'NoSuchBucket', 'NoSuchKey'])
const lost = new Set(['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired', 'RequestExpired', 'CredentialsProviderError', 'TokenProviderError'])
const rejected = new Set(['UnrecognizedClientException', 'InvalidClientTokenId', 'AuthFailure', 'InvalidAccessKeyId'])
const staleToken = new Set(['InvalidNextTokenException', 'InvalidNextToken', 'ExpiredNextTokenException', 'InvalidPaginationTokenException', 'InvalidPaginationToken', 'InvalidMarker'])
const notOffered = new Set(['UnknownOperationException', 'UnknownOperation', 'InvalidAction', 'UnsupportedOperation', 'UnsupportedOperationException'])
const notEnabled = new Set(['OptInRequired', 'SubscriptionRequiredException', 'NotSignedUp'])
const skewed = new Set(['RequestTimeTooSkewed', 'RequestInTheFuture', 'SignatureDoesNotMatch', 'InvalidSignatureException'])
const passing = new Set([
  'InternalFailure', 'InternalError', 'InternalServerError', 'InternalServerException', 'InternalServiceError', 'ServiceUnavailable',
  'ServiceUnavailableException', 'ServiceFailure', 'ServerException', 'ServiceException', 'Busy',
])
const network = new Set(['ECONNRESET', 'EPIPE', 'ECONNREFUSED', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ERR_STREAM_PREMATURE_CLOSE', 'ECONNABORTED'])
const tls = /^(CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|ERR_TLS|ERR_SSL|HOSTNAME_MISMATCH)/

interface SdkError {
  name: string
  message: string
  code?: string
  status?: number
  headers: Record<string, string>
}

/** Everything needed from whatever was thrown; SDK errors carry `$metadata` and `$response`. */
function describe(error: unknown): SdkError {
  if (typeof error !== 'object' || error === null) return { name: 'Error', message: String(error), headers: {} }
  const at = (key: string): unknown => Reflect.get(error, key)
  const inner = (value: unknown, key: string): unknown => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined)
  const headers = inner(at('$response'), 'headers')
  const [name, message] = [at('name'), at('message')]
  const result: SdkError = {
    name: typeof name === 'string' ? name : 'Error', message: typeof message === 'string' ? message : '',
    headers: typeof headers === 'object' && headers !== null ? Object.fromEntries(Object.entries(headers).map(([k, v]) => [k.toLowerCase(), String(v)])) : {},
  }
  const code = at('Code') ?? at('code') ?? inner(at('cause'), 'code')
  if (typeof code === 'string') result.code = code
  const status = inner(at('$metadata'), 'httpStatusCode') ?? inner(at('$response'), 'statusCode')
  if (typeof status === 'number') result.status = status
  return result
}

/** Classes an error by its code first, its HTTP status last. */
export function classify(error: unknown, call: Call): Failure {
  const { name, message, code, status, headers } = describe(error)
  const word = [name, code].find((w) => w !== undefined && w !== 'Error' && w !== 'UnknownError') ?? (status === undefined ? name : `http:${status}`)
  const failure = (klass: FailureClass, text = tidy(message)): Failure => {
    const seconds = Number(headers['retry-after'])
    return {
      class: klass, code: word, headers, message: text === '' ? `${call.action}: ${word}` : text,
      ...(status !== undefined && { status }), ...(Number.isFinite(seconds) && seconds > 0 && { retryAfter: Math.min(seconds, 60) * 1000 }),
    }
  }
  const any = (words: ReadonlySet<string>): boolean => words.has(name) || (code !== undefined && words.has(code))
  if (any(throttled) || status === 429) return failure('throttled')
  if (/not authorized to invoke this API operation/i.test(message)) return failure('not-enabled')
  if (any(denied) || (call.action.startsWith('cloudtrail:') && any(deniedInDisguise))) return failure('denied')
  if (any(lost)) return failure('credentials')
  if (any(rejected)) return failure('not-enabled')
  if (any(staleToken) || (/Validation/.test(name) && /(next|pagination) ?token/i.test(message))) return failure('stale-token')
  if (any(gone)) return failure('gone')
  if (name.startsWith('Validation') && /could not find|cannot find|not found|does not exist/i.test(message)) return failure('gone')
  if (any(notOffered) || (name.startsWith('Validation') && /unknown operation/i.test(message))) return failure('not-offered')
  if (any(notEnabled)) return failure('not-enabled')
  if (any(skewed)) return failure('transient', `${word}: check this machine's clock, and the secret key`)
  if (name === 'BodyTooLarge' || name === 'NotAnAnswer') return failure('invalid-answer', `${call.action}: ${tidy(message)}`)
  if (name === 'RequestTimeout' || name === 'TimeoutError' || code === 'ETIMEDOUT') return failure('timeout')
  if (code !== undefined && tls.test(code)) return failure('error', `TLS: ${tidy(message)}; give a private CA with NODE_EXTRA_CA_CERTS`)
  if ((code !== undefined && network.has(code)) || any(passing)) return failure('transient')
  if (status !== undefined && status >= 500) return failure('transient', `the service answered ${status} (${word})`)
  if (name === 'SyntaxError' || /deserializ|unexpected token|is not valid JSON|unclosed|char '/i.test(message)) {
    if (status === 401 || status === 403) return failure('denied', `${call.action}: HTTP ${status} without a readable answer`)
    return failure('invalid-answer', `${call.action}: the answer is not the service's (a proxy or a captive portal?)`)
  }
  if (status === 401 || status === 403) return failure('denied')
  if (/socket hang up|aborted|premature close|terminated/i.test(message)) return failure('transient')
  // A success that could not be read.
  if (status !== undefined && status < 300) return failure('invalid-answer', `${call.action}: the answer could not be read: ${tidy(message)}`)
  return failure('error')
}

/** One line, without the encoded policy text that some denials append. */
function tidy(message: string): string {
  return message
    .replace(/\s*Encoded authorization failure message:.*$/s, '')
    .replace(/\s*(Deserialization error: )?to see the raw response, inspect the hidden field.*$/is, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 300)
}
