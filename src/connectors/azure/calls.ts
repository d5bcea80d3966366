// How Azure reads are declared: the path as the REST reference writes it, the api-version, what it takes.
import type { Call, ListCall } from '../kit/collector.js'
import type { PlaneName } from './clouds.js'
import { versionOf } from './versions.js'

/**
 * `of`: id of the resource that the path begins with, in any case. What is named like a variable of the path fills it, what
 * is left goes into the query. What is undefined is left out.
 */
export type Input = Readonly<Record<string, unknown>>

/** A read over plain HTTP. */
export interface Rest {
  method: 'GET' | 'POST'
  /** `/subscriptions/{subscriptionId}/…/accounts/{accountName}/deployments`; `{+resource}` is a whole resource id. */
  path: string
  version: string
  /** `arm` unless a service's own plane is asked; there `{ host: 'https://x.search.windows.net' }` says whose. */
  plane: PlaneName
}

/** A method of `@azure/arm-machinelearning`; its path is the declared one. */
export interface Sdk {
  /** Operation group of the client, such as `onlineEndpoints`. */
  group: string
  method: string
}

/** Tables of Azure Resource Graph that a scan reads, each once for all subscriptions. */
export type TableName = 'resources' | 'containers' | 'authorization' | 'policy' | 'security'

/** Rows of one type, out of a table of Resource Graph. */
export interface GraphRead {
  table: TableName
  /** Resource type in lower case, such as `microsoft.search/searchservices`. */
  type: string
}

export type AzureCall = Call & ({ rest: Rest; sdk?: Sdk } | { graph: GraphRead })

interface Spec {
  /** Where the permission is not the path's own. `data:` before those of data planes, `graph:` before Microsoft Graph's. */
  needs?: string[]
  per?: Call['per']
  absent?: readonly string[]
  gone?: readonly string[]
  with?: string
  spare?: boolean
  /** Where the service's usual one lacks a field or a path. */
  version?: string
  plane?: PlaneName
}

/** What ARM lists have in common. */
export interface Page<R> {
  value?: readonly R[] | null
  nextLink?: string | null
}

/** Set by the session on rows of Resource Graph: why some may be missing. */
export interface Hidden {
  hidden?: string
}

/** What every ARM answer about one resource has in common. */
export interface Resource<P> {
  id?: string | null
  name?: string | null
  type?: string | null
  kind?: string | null
  location?: string | null
  tags?: Readonly<Record<string, string>> | null
  sku?: { name?: string | null; tier?: string | null; capacity?: number | null } | null
  identity?: Identity | null
  systemData?: { createdAt?: string | null; createdBy?: string | null; createdByType?: string | null; lastModifiedAt?: string | null } | null
  properties?: P | null
}

export interface Identity {
  type?: string | null
  principalId?: string | null
  tenantId?: string | null
  userAssignedIdentities?: Readonly<Record<string, { principalId?: string | null; clientId?: string | null } | null>> | null
}

/** `…/providers/Microsoft.X/accounts/{a}/deployments` takes `Microsoft.X/accounts/deployments/read`. */
function permissionOf(path: string, method: Rest['method']): string[] {
  const at = path.lastIndexOf('/providers/')
  if (at < 0) throw new Error(`${path} names no provider: say what it needs`)
  const parts = path.slice(at + '/providers/'.length).split('/').filter((part) => !part.startsWith('{'))
  return [method === 'GET' ? `${parts.join('/')}/read` : `${parts.join('/')}/action`]
}

function declared(action: string, path: string, method: Rest['method'], { version, plane = 'arm', needs, ...spec }: Spec): Pick<Call, 'action' | 'per' | 'needs'> & Omit<Spec, 'version' | 'plane' | 'needs' | 'per'> & { rest: Rest } {
  return {
    action, per: 'item', ...spec, needs: needs ?? permissionOf(path, method),
    rest: { method, path, plane, version: version ?? versionOf(action) },
  }
}

/** A read of one thing: `get('search:services.get', '/subscriptions/{subscriptionId}/…/searchServices/{searchServiceName}')`. */
export function get<O>(action: string, path: string, spec: Spec = {}): Call<Input, O> & { rest: Rest } {
  return declared(action, path, 'GET', { gone: ['ResourceNotFound', 'NotFound', 'ResourceGroupNotFound', 'ParentResourceNotFound'], ...spec })
}

/** A read of one thing where "there is none" is an answer: `null`. */
export function getOrNull<O>(action: string, path: string, spec: Spec = {}): Call<Input, O | null> & { rest: Rest } {
  return declared(action, path, 'GET', { absent: notFound, ...spec })
}

/** A read that Azure wants posted. */
export function post<O>(action: string, path: string, spec: Spec = {}): Call<Input, O> & { rest: Rest } {
  return declared(action, path, 'POST', spec)
}

/** Codes with which ARM says that there is nothing of that name. */
export const notFound: readonly string[] = ['ResourceNotFound', 'NotFound', 'ResourceGroupNotFound', 'ParentResourceNotFound', 'http:404']

/** A list, paged by `nextLink`. */
export function list<R>(action: string, path: string, spec: Spec = {}): ListCall<Input, Page<R>, R> & { rest: Rest } {
  return {
    ...declared(action, path, 'GET', spec),
    // Null where the declaration says that "there is none" is an answer.
    items: (page: Page<R> | null) => page?.value ?? undefined,
    paging: { token: 'nextLink', next: nextOf },
  }
}

/** A list of Azure Machine Learning, through the client library: `{ group: 'onlineEndpoints', method: 'list' }`. */
export function mlList<R>(action: string, path: string, { group, method, ...spec }: Spec & Sdk): ListCall<Input, Page<R>, R> & { rest: Rest; sdk: Sdk } {
  return { ...list<R>(action, path, spec), sdk: { group, method } }
}

/** A read of one thing of Azure Machine Learning, through the client library. */
export function mlGet<O>(action: string, path: string, { group, method, ...spec }: Spec & Sdk): Call<Input, O> & { rest: Rest; sdk: Sdk } {
  return { ...get<O>(action, path, spec), sdk: { group, method } }
}

function nextOf(page: Page<unknown> | null): string | undefined {
  if (page === null) return undefined
  const odata: unknown = Reflect.get(page, '@odata.nextLink')
  return page.nextLink ?? (typeof odata === 'string' ? odata : undefined)
}

/**
 * Rows of Resource Graph of one type, of the subscription that asks: all of them, or with `{ of: id }` that one. It shows only
 * what may be read and says nothing of the rest, so the permissions on the subscription are asked beforehand, and where they
 * do not cover the type the list is marked as not whole.
 */
export function rows<R>(type: string, { table = 'resources', needs }: { table?: TableName; needs?: string[] } = {}): ListCall<Input, Page<R> & Hidden, R> & { graph: GraphRead } {
  return {
    action: `resourcegraph:${type}`, per: 'account', needs: needs ?? [`${type}/read`],
    items: (page) => page.value ?? undefined,
    paging: { token: 'nextLink', next: () => undefined },
    hides: (page) => page.hidden,
    graph: { table, type: type.toLowerCase() },
  }
}

/** Whether the call says how it is sent; every Azure call does. */
export function isAzure(call: Call): call is AzureCall {
  return 'rest' in call || 'graph' in call
}
