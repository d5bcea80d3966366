// One request to Azure and its answer: over the network, kept in a folder on request, or out of such a folder.
import type { TokenCredential } from '@azure/core-auth'
import type { Scope } from '../../core/index.js'
import type { HttpAnswer, HttpClient } from '../kit/http.js'
import { record, Recording, type Asked } from '../kit/recording.js'
import type { Input, Rest, Sdk } from './calls.js'
import type { Cloud } from './clouds.js'
import { bodyOf } from './failures.js'
import { MlSdk } from './ml-sdk.js'
import { requestOf, variablesOf } from './request.js'
import { pipelineClient, transport } from './transport.js'

/** A call with an address of its own. */
export interface Addressed {
  action: string
  rest: Rest
  sdk?: Sdk
}

export interface Exchange {
  send(call: Addressed, input: Input, scope: Scope, signal: AbortSignal): Promise<HttpAnswer>
  /** Does ahead what takes the processor's time. */
  warm?(): void
  close(): void
}

export async function answerOf(exchange: Exchange, call: Addressed, input: Input, scope: Scope, signal: AbortSignal): Promise<unknown> {
  return bodyOf(await exchange.send(call, input, scope, signal))
}

/** Over the network. `redirect`: one address for everything, see `pipelineClient`. */
export function network(http: HttpClient, credential: TokenCredential, cloud: Cloud, redirect: string | null, folder: string | undefined): Exchange {
  const client = pipelineClient(http, redirect)
  const pipeline = transport(client, credential, cloud)
  const arm = cloud.planes.arm.host ?? ''
  const sdk = new MlSdk(client, credential, arm)
  return {
    close: () => http.close(),
    warm: () => sdk.warm(),
    async send({ action, rest, sdk: method }, input, scope, signal) {
      const answer = method === undefined ? await plain(rest, input, signal) : await sdk.call({ ...method, ...sdkArguments(rest, input, arm) }, signal)
      if (folder !== undefined) await record(folder, asked({ action, rest }, input, scope), answer)
      return answer
    },
  }

  function plain(rest: Rest, input: Input, signal: AbortSignal): Promise<HttpAnswer> {
    const { path, ...request } = requestOf(rest, input)
    return pipeline.send(rest.plane, { ...request, url: `${hostOf(cloud, rest, input)}${path}` }, signal)
  }
}

function sdkArguments(rest: Rest, input: Input, endpoint: string): { subscription: string; names: string[]; version: string; nextLink?: string } {
  const variables = variablesOf(rest, input)
  const names = [...variables].filter(([name]) => name !== 'subscriptionId').map(([, value]) => value)
  const { nextLink } = input
  return {
    subscription: variables.get('subscriptionId') ?? '', names, version: rest.version,
    ...(typeof nextLink === 'string' && { nextLink: endpoint + requestOf(rest, input).path }),
  }
}

/** The host of a plane; one that a resource names is only asked where it is the service's own. */
function hostOf(cloud: Cloud, { plane, path }: Rest, input: Input): string {
  const { host, hosts = [] } = cloud.planes[plane]
  if (host !== undefined) return host
  const given = input['host']
  const url = typeof given === 'string' ? new URL(given) : null
  if (url === null || url.protocol !== 'https:' || !hosts.some((end) => url.hostname.endsWith(end))) throw new Error(`${path}: ${String(given)} is no host of the service ${plane}`)
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}

/** Out of recorded answers; no socket is opened. A call that nobody recorded is refused. */
export function replay(folder: string): Exchange {
  const recording = new Recording(folder)
  return {
    close: () => undefined,
    async send(call, input, scope) {
      const question = asked(call, input, scope)
      const found = await recording.find(question)
      if (found === null) return json(400, errorBody('NotRecorded', `no recorded answer: ${Recording.nameOf(question)}`))
      if (found.kind === 'empty') return json(200, { value: [], data: [] })
      if (found.kind === 'error') return json(found.error.$status ?? statuses[found.error.$error] ?? 400, errorBody(found.error.$error, found.error.$message))
      if (found.kind === 'bytes') return { status: found.status, headers: found.headers, body: Buffer.from(found.body) }
      return json(found.status, found.value, found.headers)
    },
  }
}

function json(status: number, value: unknown, headers: Record<string, string> = {}): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: Buffer.from(JSON.stringify(value)) }
}

/** HTTP status of the errors that recordings name. */
export const statuses: Readonly<Record<string, number>> = {
  AuthorizationFailed: 403, Forbidden: 403, ResourceNotFound: 404, NotFound: 404, ParentResourceNotFound: 404, ResourceGroupNotFound: 404, SubscriptionNotFound: 404, InvalidResourceType: 404,
  TooManyRequests: 429, InvalidAuthenticationToken: 401, ExpiredAuthenticationToken: 401, InvalidAuthenticationTokenTenant: 401,
  MissingSubscriptionRegistration: 409, Conflict: 409, InternalServerError: 500, ServiceUnavailable: 503, GatewayTimeout: 504, BadRequest: 400,
}

export function errorBody(code: string, message = code): object {
  return { error: { code, message } }
}

/** The name under which an answer is kept: the names in its path, less the subscription and the resource group. */
export function asked({ action, rest }: Addressed, input: Input, scope: Scope): Asked {
  const [service = '', name = ''] = action.split(':')
  const filled = 'body' in input && rest.path.endsWith('/resources') ? [] : [...variablesOf(rest, input)]
  const key = filled.filter(([variable]) => variable !== 'subscriptionId' && variable !== 'resourceGroupName')
    .map(([, value]) => value.replace(/^.*\/providers\/(?:microsoft\.)?/i, '').replace(/^subscriptions\/[^/]+$/i, 'subscription').toLowerCase())
  const { host, nextLink } = input
  const of = typeof host === 'string' ? [new URL(host).hostname.split('.')[0] ?? '', ...new URL(host).pathname.split('/').slice(3)] : []
  return {
    account: scope.account === '' ? 'tenant' : scope.account, region: 'global', service, action: name, key: [...of, ...key].filter((one) => one !== '').join('.'),
    page: typeof nextLink === 'string' ? new URL(nextLink, 'https://management.azure.com').search.slice(1) : pageOf(input),
  }
}

/** Pages of Resource Graph are told apart by the token in the body. */
function pageOf({ body }: Input): string {
  const options: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'options') : undefined
  const token: unknown = typeof options === 'object' && options !== null ? Reflect.get(options, '$skipToken') : undefined
  return typeof token === 'string' ? token : ''
}
