// What goes wrong between a scanner and Azure, one kind after the other, as a server sends it.
import type { GapReason } from '../../src/core/index.js'
import { changed, cutChunks, hangUp, html, truncated } from '../faults/wire.js'
import { json, type Act, type Answer, type Question } from './server.js'

export interface AzureFault {
  name: string
  /** `same`: the scan takes no notice. A reason: what is gapped says it. `fact`: the service is not there, which is no gap. `gone`: the item is left out. `lost`: no credentials any more. */
  becomes: 'same' | 'fact' | 'gone' | 'lost' | GapReason
  fits: (site: Site) => boolean
  make: () => (asked: Question, honest: () => Answer, n: number) => Act
  requestTimeout?: number
  /** Milliseconds from the first time that it is met to the end of the scan. */
  endsAfter?: number
}

export interface Site {
  action: string
  /** `start`: without it nothing can be scanned. `table`: a table of Resource Graph. `list`: stands for whole types. `item`: is about one thing. `rights`: says what may be seen. */
  kind: 'start' | 'table' | 'list' | 'item' | 'rights'
  paged: boolean
}

const anywhere = (): boolean => true
const afterStart = ({ kind }: Site): boolean => kind !== 'start'
const byArm = ({ kind }: Site): boolean => kind === 'list' || kind === 'item'
const refused = (code: string, http: number, message: string, headers: Record<string, string> = {}): Answer => {
  const answer = json({ error: { code, message } }, http)
  return { ...answer, headers: { ...answer.headers, ...headers } }
}

export const azureFaults: readonly AzureFault[] = [
  { name: 'a permission is missing', becomes: 'denied', fits: anywhere, make: () => ({ action, path }) => refused('AuthorizationFailed', 403, `The client 'scan' with object id 'x' does not have authorization to perform action '${action}' over scope '${path}' or the scope is invalid.`) },
  { name: 'a bare 403', becomes: 'denied', fits: anywhere, make: () => () => json({}, 403) },
  { name: 'a firewall keeps out', becomes: 'denied', fits: afterStart, make: () => () => refused('PublicNetworkAccessDisabled', 403, 'Public network access is disabled. Access is denied.') },
  { name: 'another tenant', becomes: 'denied', fits: afterStart, make: () => () => refused('InvalidAuthenticationTokenTenant', 401, 'The access token is from the wrong issuer.') },
  { name: 'a provider that is not registered', becomes: 'fact', fits: ({ kind }) => kind === 'list', make: () => () => refused('MissingSubscriptionRegistration', 409, 'The subscription is not registered to use namespace \'Microsoft.Orchard\'.') },
  { name: 'a type that is not offered', becomes: 'fact', fits: ({ kind }) => kind === 'list', make: () => () => refused('InvalidResourceType', 404, 'The resource type could not be found in the namespace.') },
  { name: 'throttled three times', becomes: 'same', fits: anywhere, make: () => (_a, _h, n) => (n < 3 ? refused('TooManyRequests', 429, 'The request is being throttled.') : undefined) },
  { name: 'throttled with a time to wait', becomes: 'same', fits: ({ kind }) => kind === 'table', make: () => (_a, _h, n) => (n < 1 ? refused('RateLimiting', 429, 'Please provide below info when asking for support.', { 'x-ms-user-quota-resets-after': '00:00:01' }) : undefined) },
  { name: 'throttled until the end', becomes: 'throttled', fits: byArm, endsAfter: 1500, make: () => () => refused('TooManyRequests', 429, 'The request is being throttled.') },
  { name: '503 once', becomes: 'same', fits: anywhere, make: () => (_a, _h, n) => (n === 0 ? refused('ServiceUnavailable', 503, 'The service is unavailable.') : undefined) },
  { name: '500 always', becomes: 'error', fits: anywhere, make: () => () => refused('InternalServerError', 500, 'Internal server error.') },
  { name: 'another operation is under way, once', becomes: 'same', fits: byArm, make: () => (_a, _h, n) => (n === 0 ? refused('AnotherOperationInProgress', 409, 'Another operation is in progress.') : undefined) },
  { name: 'a conflict that does not end', becomes: 'error', fits: byArm, make: () => () => refused('ScopeLocked', 409, 'The scope is locked.') },
  { name: '502 from a load balancer, twice', becomes: 'same', fits: anywhere, make: () => (_a, _h, n) => (n < 2 ? html(502) : undefined) },
  { name: 'a gateway that gave up', becomes: 'timeout', fits: afterStart, make: () => () => refused('GatewayTimeout', 504, 'The gateway did not receive a response.') },
  { name: 'a page of a captive portal', becomes: 'invalid-answer', fits: anywhere, make: () => () => html(200) },
  { name: 'a page with 403', becomes: 'denied', fits: anywhere, make: () => () => html(403) },
  { name: 'a truncated answer', becomes: 'invalid-answer', fits: anywhere, make: () => (_a, honest) => truncated(honest()) },
  { name: 'a truncated answer, once', becomes: 'same', fits: anywhere, make: () => (_a, honest, n) => (n > 0 ? undefined : truncated(honest())) },
  { name: 'an empty answer', becomes: 'invalid-answer', fits: anywhere, make: () => () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.alloc(0) }) },
  { name: 'a list in place of an object', becomes: 'invalid-answer', fits: anywhere, make: () => () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from('[]') }) },
  { name: 'rows that are no rows', becomes: 'invalid-answer', fits: ({ paged }) => paged, make: () => (_a, honest) => changed(honest(), (body) => { for (const name of ['value', 'data']) if (Array.isArray(body[name])) body[name] = 'something else' }) },
  { name: 'a table that is cut short', becomes: 'invalid-answer', fits: ({ kind }) => kind === 'table', make: () => (_a, honest) => changed(honest(), (body) => { delete body['$skipToken']; body['resultTruncated'] = 'true' }) },
  { name: 'fields nobody knows', becomes: 'same', fits: anywhere, make: () => (_a, honest) => (honest().status === 200 ? changed(honest(), (body) => { body['orchard'] = { trees: [1, 2, 3] } }) : undefined) },
  { name: 'a refused token', becomes: 'lost', fits: afterStart, make: () => () => refused('ExpiredAuthenticationToken', 401, 'The access token expiry UTC time is earlier than current UTC time.') },
  { name: 'a reset in mid-body, once', becomes: 'same', fits: anywhere, make: () => (_a, honest, n) => (n === 0 ? hangUp(honest()) : undefined) },
  { name: 'a reset in mid-body', becomes: 'error', fits: anywhere, make: () => (_a, honest) => hangUp(honest()) },
  { name: 'chunks that end too soon', becomes: 'error', fits: anywhere, make: () => (_a, honest) => cutChunks(honest()) },
  { name: 'a connection that is closed, twice', becomes: 'same', fits: anywhere, make: () => (_a, _h, n) => (n < 2 ? (_response, socket) => void socket.destroy() : undefined) },
  { name: 'no answer at all', becomes: 'timeout', fits: afterStart, requestTimeout: 300, make: () => () => () => undefined },
  { name: 'a stale token, once', becomes: 'same', fits: ({ paged }) => paged, make: () => { let stale = true; return (asked) => { if (!asked.paged || !stale) return undefined; stale = false; return refused('InvalidSkipToken', 400, 'The skip token is not valid.') } } },
  { name: 'the same page again and again', becomes: 'pagination-loop', fits: ({ paged, kind }) => paged && kind === 'list', make: () => (asked, honest) => changed(honest(), (body) => { body['nextLink'] = `https://management.azure.com${asked.path}?api-version=${asked.query.get('api-version')}&%24skipToken=skip-0` }) },
  { name: 'a table that hands out the same page', becomes: 'invalid-answer', fits: ({ kind }) => kind === 'table', make: () => (_a, honest) => changed(honest(), (body) => { body['$skipToken'] = 'skip-0' }) },
  { name: 'not found', becomes: 'gone', fits: ({ kind }) => kind === 'item', make: () => () => refused('ResourceNotFound', 404, 'The Resource was not found.') },
]
