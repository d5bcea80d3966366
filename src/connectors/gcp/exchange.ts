// One request to Google and its answer: over the network, kept in a folder on request, or out of such a folder.
import type { Scope } from '../../core/index.js'
import { record, Recording, type Asked } from '../kit/recording.js'
import type { HttpAnswer, HttpClient } from '../kit/http.js'
import { rangeOf } from '../kit/http-range.js'
import type { Range } from '../kit/range-bytes.js'
import type { GoogleCall, Input } from './calls.js'
import type { GoogleCredentials } from './credentials.js'
import { bodyOf, GoogleError } from './failures.js'
import { requestOf } from './rest.js'
import { serviceOf } from './services.js'
import { VertexSdk } from './vertex-sdk.js'

export interface Exchange {
  send(call: GoogleCall, input: Input, scope: Scope, number: string, signal: AbortSignal): Promise<unknown>
  /** Does ahead what takes the processor's time. */
  warm?(): void
  close(): void
}

/** Over the network. */
export function network(http: HttpClient, credentials: GoogleCredentials, env: NodeJS.ProcessEnv, folder: string | undefined): Exchange {
  const sdk = new VertexSdk()
  return {
    close: () => http.close(),
    warm: () => sdk.warm(),
    send(call, input, scope, number, signal) {
      const base = baseOf(call.action, scope.region, env)
      const isRanged = 'rest' in call && call.rest.ranged === true
      const exchange = async (method: string, path: string, body: string | undefined): Promise<unknown> => {
        const headers: Record<string, string> = {
          ...await credentials.headers(), accept: isRanged ? '*/*' : 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }),
          // What is stored compressed would be unpacked on the way, and comes without ranges then.
          ...(isRanged && { 'accept-encoding': 'gzip', range: String(input['range']) }),
        }
        const answer = await http.send({ method: method === 'POST' ? 'POST' : 'GET', url: `${base}/${path.replace(/^\//, '')}`, headers, ...(body !== undefined && { body }) }, signal)
        if (folder !== undefined) await record(folder, asked(call, input, scope, number), answer)
        return isRanged ? rangeIn(answer) : bodyOf(answer)
      }
      if ('sdk' in call) return sdk.call(call.sdk, input, exchange)
      const { method, path, body } = requestOf(call.rest, input)
      return exchange(method, path, body)
    },
  }
}

/** A refusal is JSON like any other. */
function rangeIn(answer: HttpAnswer): Range {
  if (answer.status >= 300) bodyOf(answer)
  return rangeOf(answer, 'x-goog-generation')
}

/** Where a service listens: `CLOUDSDK_API_ENDPOINT_OVERRIDES_<SERVICE>`, as gcloud has it, goes before the usual host. */
function baseOf(action: string, location: string | undefined, env: NodeJS.ProcessEnv): string {
  const [name = ''] = action.split(':')
  const given = env[`CLOUDSDK_API_ENDPOINT_OVERRIDES_${name.toUpperCase()}`] ?? ''
  return given === '' ? `https://${serviceOf(action).host(location)}` : given.replace(/\/+$/, '')
}

/** Out of recorded answers; no socket is opened. A call that nobody recorded is refused. */
export function replay(folder: string): Exchange {
  const recording = new Recording(folder)
  return {
    close: () => undefined,
    async send(call, input, scope, number) {
      const question = asked(call, input, scope, number)
      const found = await recording.find(question)
      if (found === null) throw new GoogleError(400, {}, { error: { status: 'NOT_RECORDED', message: `no recorded answer: ${Recording.nameOf(question)}` } })
      if (found.kind === 'empty') return {}
      if (found.kind === 'error') throw new GoogleError(found.error.$status ?? statuses[found.error.$error] ?? 400, {}, errorBody(found.error.$error, found.error.$message))
      if (found.kind === 'bytes') return rangeIn({ status: found.status, headers: found.headers, body: Buffer.from(found.body) })
      if (found.status >= 300) throw new GoogleError(found.status, found.headers, found.value)
      return found.value
    },
  }
}

/** HTTP status of the errors that recordings name. */
export const statuses: Readonly<Record<string, number>> = {
  PERMISSION_DENIED: 403, SERVICE_DISABLED: 403, NOT_FOUND: 404, RESOURCE_EXHAUSTED: 429, UNAUTHENTICATED: 401, INVALID_ARGUMENT: 400, FAILED_PRECONDITION: 400, UNIMPLEMENTED: 501, UNAVAILABLE: 503, INTERNAL: 500,
}

/** An error answer as Google writes it; a word that is no status is the reason of a refusal. */
export function errorBody(word: string, message = word): object {
  const isReason = word === 'SERVICE_DISABLED'
  return { error: {
    code: statuses[word] ?? 400, status: isReason ? 'PERMISSION_DENIED' : word, message,
    ...(isReason && { details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: word, domain: 'googleapis.com' }] }),
  } }
}

/** The name under which an answer is kept: what the call asks for, less the project and the location it is asked in. */
export function asked(call: GoogleCall, input: Input, scope: Scope, number: string): Asked {
  const [service = '', action = ''] = call.action.split(':')
  const variables = 'rest' in call ? [...call.rest.path.matchAll(/\{\+?(\w+)\}/g)].map(([, name = '']) => name) : ['parent', 'name']
  const own = new RegExp(`^projects/(?:${escaped(scope.account)}|${escaped(number) || '-'})(?:/locations/[^/]+)?(?:/|$)`)
  const key = variables.flatMap((name) => {
    const value = input[name]
    const rest = typeof value === 'string' ? value.replace(own, '') : ''
    return rest === '' ? [] : [rest]
  }).join('.')
  return { account: scope.account === '' ? 'organisation' : scope.account, region: scope.region ?? 'global', service, action, key, page: textOf(input['pageToken']) ?? textOf(input['range']) ?? '' }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
