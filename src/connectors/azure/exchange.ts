// One request to Azure and its answer, out of a folder of recorded ones; over the network it is wire.ts.
import type { Scope } from '../../core/index.js'
import type { HttpAnswer } from '../kit/http.js'
import { Recording, type Asked } from '../kit/recording.js'
import type { Input, Rest, Sdk } from './calls.js'
import { bodyOf } from './failures.js'
import { variablesOf } from './request.js'

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
