// How Google reads are declared: the method as Google's API description names it, where it is, what it takes.
import type { Call, ListCall } from '../kit/collector.js'
import type { Range } from '../kit/range-bytes.js'

/** Path variables, query parameters and, for a POST, members of the body. What is undefined is left out. */
export type Input = Readonly<Record<string, unknown>>

/** A method reached by plain HTTP. */
export interface Rest {
  method: 'GET' | 'POST'
  /** `v1/{+parent}/repositories`, as in the API's description: `{+name}` keeps its slashes, `{bucket}` does not. */
  path: string
  /** Input that a POST takes in its query, such as `options.requestedPolicyVersion`. */
  query?: readonly string[]
  /** The answer is bytes: `range` in the input goes into the header of that name. */
  ranged?: true
}

/** A Vertex AI method, called through the client library. */
export interface Sdk {
  version: 'v1' | 'v1beta1'
  /** File of the client, such as `endpoint` for `endpoint_service_client.js`. */
  client: string
  method: string
}

export type GoogleCall = Call & Seen & ({ rest: Rest } | { sdk: Sdk })

interface Spec {
  /** Where the permissions are not `<service>.<collection>.<verb>`. */
  needs?: string[]
  per?: Call['per']
  absent?: readonly string[]
  gone?: readonly string[]
  with?: string
  spare?: boolean
}

/** What the Asset Inventory calls the rows: where it has seen none, the list is not asked for. */
export interface Seen {
  seenAs?: string
}

interface ListSpec<O, R> extends Spec {
  items: (page: O) => readonly R[] | null | undefined
  /** Rows a page may have at most; null where the method takes no such wish. */
  max?: number | null
}

/** What lists have in common. `unreachable` names locations that are missing from the answer. */
export interface Page {
  nextPageToken?: string | null
  unreachable?: string[] | null
}

/** `aiplatform:projects.locations.endpoints.list` takes `aiplatform.endpoints.list`. */
function samePermission(action: string): string[] {
  const [service = '', method = ''] = action.split(':')
  return [`${service}.${method.split('.').slice(-2).join('.')}`]
}

/** A read of one thing. */
export function get<O>(action: string, path: string, spec: Spec = {}): Call<Input, O> & { rest: Rest } {
  return { action, needs: samePermission(action), per: 'item', ...spec, rest: { method: 'GET', path } }
}

/** A read that Google wants posted, such as `getIamPolicy`. */
export function post<O>(action: string, path: string, { query, ...spec }: Spec & Pick<Rest, 'query'> = {}): Call<Input, O> & { rest: Rest } {
  return { action, needs: samePermission(action), per: 'item', ...spec, rest: { method: 'POST', path, ...(query && { query }) } }
}

/** A read of one thing where "there is none" is an answer: `null` for 404. */
export function getOrNull<O>(action: string, path: string, spec: Spec = {}): Call<Input, O | null> & { rest: Rest } {
  return { action, needs: samePermission(action), per: 'item', absent: ['NOT_FOUND'], ...spec, rest: { method: 'GET', path } }
}

/** A range of an object's bytes, `{ range: 'bytes=0-1023' }`; `null` for what is not there. */
export function ranges(action: string, path: string, spec: Spec = {}): Call<Input, Range | null> & { rest: Rest } {
  return { action, needs: samePermission(action), per: 'item', ...spec, rest: { method: 'GET', path, ranged: true } }
}

/** A list paged by `pageToken`. */
export function list<O extends Page, R>(action: string, path: string, spec: ListSpec<O, R>): ListCall<Input, O, R> & { rest: Rest } {
  return { ...paged(action, spec), rest: { method: 'GET', path } }
}

interface VertexSpec<O, R> extends ListSpec<O, R>, Seen {
  client: string
  method: string
  version?: Sdk['version']
}

/** A list of Vertex AI, through the client library: `{ client: 'endpoint', method: 'listEndpoints' }`. */
export function vertexList<O extends Page, R>(action: string, { client, method, version = 'v1', ...spec }: VertexSpec<O, R>): ListCall<Input, O, R> & Seen & { sdk: Sdk } {
  return { ...paged(action, spec), sdk: { version, client, method } }
}

/** A read of one thing of Vertex AI, through the client library. */
export function vertexGet<O>(action: string, { client, method, version, ...spec }: Spec & Sdk): Call<Input, O> & { sdk: Sdk } {
  return { action, needs: samePermission(action), per: 'item', ...spec, sdk: { version, client, method } }
}

function paged<O extends Page, R>(action: string, { items, max = 100, ...spec }: ListSpec<O, R>): ListCall<Input, O, R> {
  return {
    action, needs: samePermission(action), per: 'region', ...spec,
    items: (page) => items(page) ?? undefined,
    paging: { token: 'pageToken', next: (page) => page.nextPageToken ?? undefined, ...(max !== null && { size: { field: 'pageSize', max } }) },
    missed: (page) => (page.unreachable ?? []),
  }
}

/** Whether the call says how it is sent; every Google call does. */
export function isGoogle(call: Call): call is GoogleCall {
  return 'rest' in call || 'sdk' in call
}
