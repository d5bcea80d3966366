// What goes wrong between a scanner and Google Cloud, one kind after the other, as a server sends it.
import type { GapReason } from '../../src/core/index.js'
import { changed, cutChunks, hangUp, html, truncated } from '../faults/wire.js'
import { json, type Act, type Answer, type Question } from './server.js'

export interface GoogleFault {
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
  /** `start`: without it nothing can be scanned. `list`: stands for whole types. `item`: is about one thing. `spare`: another read gives the same. */
  kind: 'start' | 'list' | 'item' | 'spare'
  paged: boolean
}

const anywhere = (): boolean => true
const aFew = ({ action }: Site): boolean => /(?:projects\.get|getIamPolicy|endpoints\.list|models\.list|instances\.list|buckets\.get|searchAllResources|services\.list)$/.test(action)
const isList = ({ kind }: Site): boolean => kind === 'list'
const refused = (status: string, http: number, message: string, reason?: string): Answer => json({ error: {
  code: http, status, message, ...(reason !== undefined && { details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com', metadata: { service: 'x.googleapis.com' } }] }),
} }, http)

export const googleFaults: readonly GoogleFault[] = [
  { name: 'a permission is missing', becomes: 'denied', fits: anywhere, make: () => ({ action }) => refused('PERMISSION_DENIED', 403, `Permission denied on resource for ${action}`, 'IAM_PERMISSION_DENIED') },
  { name: 'a bare 403', becomes: 'denied', fits: anywhere, make: () => () => json({ error: { code: 403, message: 'The caller does not have permission' } }, 403) },
  { name: 'a perimeter keeps out', becomes: 'denied', fits: anywhere, make: () => () => refused('PERMISSION_DENIED', 403, 'Request is prohibited by organization\'s policy. vpcServiceControlsUniqueIdentifier: abc', 'SECURITY_POLICY_VIOLATED') },
  { name: 'the quota project may not be used', becomes: 'denied', fits: aFew, make: () => () => refused('PERMISSION_DENIED', 403, 'Caller does not have required permission to use project orchard-bill.', 'USER_PROJECT_DENIED') },
  { name: 'billing is off', becomes: 'denied', fits: aFew, make: () => () => refused('PERMISSION_DENIED', 403, 'This API method requires billing to be enabled.', 'BILLING_DISABLED') },
  { name: 'the service is disabled', becomes: 'fact', fits: isList, make: () => () => refused('PERMISSION_DENIED', 403, 'API has not been used in project 111122223333 before or it is disabled.', 'SERVICE_DISABLED') },
  { name: 'throttled three times', becomes: 'same', fits: anywhere, make: () => (_a, _h, n) => (n < 3 ? refused('RESOURCE_EXHAUSTED', 429, 'Quota exceeded for quota metric', 'RATE_LIMIT_EXCEEDED') : undefined) },
  { name: 'throttled in the old way', becomes: 'same', fits: aFew, make: () => (_a, _h, n) => (n < 2 ? json({ error: { code: 403, message: 'Rate Limit Exceeded', errors: [{ domain: 'usageLimits', reason: 'rateLimitExceeded' }] } }, 403) : undefined) },
  { name: 'throttled until the end', becomes: 'throttled', fits: (site) => aFew(site) && site.kind !== 'start' && site.kind !== 'spare', endsAfter: 1500, make: () => () => refused('RESOURCE_EXHAUSTED', 429, 'Quota exceeded', 'RATE_LIMIT_EXCEEDED') },
  { name: '503 once', becomes: 'same', fits: anywhere, make: () => (_a, _h, n) => (n === 0 ? refused('UNAVAILABLE', 503, 'The service is currently unavailable.') : undefined) },
  { name: '500 always', becomes: 'error', fits: anywhere, make: () => () => refused('INTERNAL', 500, 'Internal error encountered.') },
  { name: '502 from a load balancer, twice', becomes: 'same', fits: aFew, make: () => (_a, _h, n) => (n < 2 ? html(502) : undefined) },
  { name: 'deadline exceeded', becomes: 'timeout', fits: aFew, make: () => () => refused('DEADLINE_EXCEEDED', 504, 'Deadline exceeded') },
  { name: 'a page of a captive portal', becomes: 'invalid-answer', fits: anywhere, make: () => () => html(200) },
  { name: 'a page with 403', becomes: 'denied', fits: aFew, make: () => () => html(403) },
  { name: 'a truncated answer', becomes: 'invalid-answer', fits: anywhere, make: () => (_a, honest) => truncated(honest()) },
  { name: 'a truncated answer, once', becomes: 'same', fits: aFew, make: () => (_a, honest, n) => (n > 0 ? undefined : { ...honest(), status: 200, body: honest().body.subarray(0, Math.max(1, Math.floor(honest().body.length * 0.6))) }) },
  { name: 'an empty answer', becomes: 'invalid-answer', fits: anywhere, make: () => () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.alloc(0) }) },
  { name: 'a list in place of an object', becomes: 'invalid-answer', fits: aFew, make: () => () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from('[]') }) },
  { name: 'rows that are no rows', becomes: 'invalid-answer', fits: (site) => site.paged, make: () => (_a, honest) => changed(honest(), (body) => { body['nextPageToken'] = 7; for (const [name, value] of Object.entries(body)) if (Array.isArray(value)) body[name] = 'something else' }) },
  { name: 'fields nobody knows', becomes: 'same', fits: anywhere, make: () => (_a, honest) => (honest().status === 200 ? changed(honest(), (body) => { body['orchard'] = { trees: [1, 2, 3] } }) : undefined) },
  { name: 'a refused token', becomes: 'lost', fits: (site) => aFew(site) && site.kind !== 'start', make: () => () => refused('UNAUTHENTICATED', 401, 'Request had invalid authentication credentials.', 'ACCESS_TOKEN_EXPIRED') },
  { name: 'a reset in mid-body, once', becomes: 'same', fits: anywhere, make: () => (_a, honest, n) => (n === 0 ? hangUp(honest()) : undefined) },
  { name: 'a reset in mid-body', becomes: 'error', fits: aFew, make: () => (_a, honest) => hangUp(honest()) },
  { name: 'chunks that end too soon', becomes: 'error', fits: aFew, make: () => (_a, honest) => cutChunks(honest()) },
  { name: 'a connection that is closed, twice', becomes: 'same', fits: aFew, make: () => (_a, _h, n) => (n < 2 ? (_response, socket) => void socket.destroy() : undefined) },
  { name: 'no answer at all', becomes: 'timeout', fits: (site) => aFew(site) && site.kind !== 'start', requestTimeout: 300, make: () => () => () => undefined },
  { name: 'a method nobody offers', becomes: 'fact', fits: (site) => site.kind === 'list', make: () => () => refused('UNIMPLEMENTED', 501, 'Operation is not implemented, or supported, or enabled.') },
  { name: 'a stale page token, once', becomes: 'same', fits: (site) => site.paged, make: () => { let stale = true; return (asked) => { if (!asked.paged || !stale) return undefined; stale = false; return refused('INVALID_ARGUMENT', 400, 'Invalid page token.') } } },
  { name: 'the same page again and again', becomes: 'pagination-loop', fits: (site) => site.paged && site.kind === 'list', make: () => (_a, honest) => changed(honest(), (body) => { body['nextPageToken'] = 'page-0' }) },
  { name: 'locations that did not answer', becomes: 'error', fits: (site) => site.paged && site.kind === 'list', make: () => (_a, honest) => changed(honest(), (body) => { body['unreachable'] = ['projects/orchard-ml/locations/europe-west4'] }) },
  { name: 'not found', becomes: 'gone', fits: (site) => site.kind === 'item', make: () => () => refused('NOT_FOUND', 404, 'Requested entity was not found.') },
]
