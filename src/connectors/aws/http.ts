// The HTTP stack below the AWS SDK: keep-alive, proxies, a body limit, recording and replay.
import { Readable } from 'node:stream'
import { lookup } from 'node:dns'
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { LookupFunction } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { record, Recording, type WireAnswer } from '../kit/recording.js'
import { asksForObject, checkBody } from './answer-body.js'
import { render, renderError, whatIsAsked, type WireRequest } from './wire.js'

/** A gzip bomb or a wrong endpoint must not fill the memory. */
const bodyLimit = 32 * 1024 * 1024

/** What the account's own audit log shows of a scan. */
const userAgent = 'aispm'

// The part of the SDK's handler contract that is used here; its own types differ from package to package.
export interface SdkRequest {
  method: string
  protocol: string
  hostname: string
  port?: number
  path: string
  query?: Record<string, string | string[] | null>
  headers: Record<string, string>
  body?: unknown
}
export interface SdkResponse {
  statusCode: number
  headers: Record<string, string>
  body?: unknown
}
export interface SdkHandler {
  handle(request: SdkRequest, options?: object): Promise<{ response: SdkResponse }>
  destroy(): void
}

/** `*.localhost` is this machine (RFC 6761), whatever the resolver says: emulators are addressed by bucket and account. */
const lookupLocal: LookupFunction = (host, options, callback) => {
  if (host === 'localhost' || host.endsWith('.localhost')) {
    if (options.all === true) callback(null, [{ address: '127.0.0.1', family: 4 }])
    else callback(null, '127.0.0.1', 4)
    return
  }
  lookup(host, options, callback)
}

export async function networkHandler(env: NodeJS.ProcessEnv, sockets: number): Promise<SdkHandler> {
  const settings = { keepAlive: true, maxSockets: sockets, lookup: lookupLocal }
  const proxy = env['HTTPS_PROXY'] ?? env['https_proxy']
  const direct = new NodeHttpHandler({
    connectionTimeout: 10_000, httpAgent: new HttpAgent(settings), httpsAgent: new HttpsAgent(settings), socketAcquisitionWarningTimeout: 600_000,
  }) as unknown as SdkHandler
  if (proxy === undefined || proxy === '') return limited(direct)
  const { HttpsProxyAgent } = await import('https-proxy-agent')
  const through = new NodeHttpHandler({ connectionTimeout: 10_000, httpsAgent: new HttpsProxyAgent(proxy, { keepAlive: true, maxSockets: sockets }) }) as unknown as SdkHandler
  const bypass = (env['NO_PROXY'] ?? env['no_proxy'] ?? '').split(',').map((host) => host.trim()).filter((host) => host !== '')
  return limited({
    handle: (request, options) => (goesDirect(request, bypass) ? direct : through).handle(request, options),
    destroy: () => {
      direct.destroy()
      through.destroy()
    },
  })
}

function goesDirect(request: SdkRequest, bypass: readonly string[]): boolean {
  const { hostname, protocol } = request
  return protocol === 'http:' || bypass.some((host) => host === '*' || hostname === host || hostname.endsWith(host.startsWith('.') ? host : `.${host}`))
}

/** Bodies are read here: up to a limit, to their end, and only if they are the service's own. */
function limited(inner: SdkHandler): SdkHandler {
  return {
    destroy: () => inner.destroy(),
    async handle(request, options) {
      request.headers['user-agent'] = userAgent
      const { response } = await inner.handle(request, options)
      if (!(response.body instanceof Readable)) return { response }
      const body = await whole(response.body)
      if (response.statusCode < 300) checkBody(request, body)
      // Of what it takes for a stream, the SDK asks that it be one.
      response.body = asksForObject(request) && response.statusCode < 300 ? Readable.from([body]) : body
      return { response }
    },
  }
}

async function whole(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  // Leaving the loop early destroys the stream and its socket with it.
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > bodyLimit) throw new BodyTooLarge(`the answer is larger than ${bodyLimit / 1024 / 1024} MB`)
    chunks.push(chunk)
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size)
}

export class BodyTooLarge extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'BodyTooLarge'
  }
}

/** Answers from recorded calls; no socket is opened. A call that nobody recorded is refused. */
export function replayHandler(folder: string): SdkHandler {
  const recording = new Recording(folder)
  return {
    destroy: () => undefined,
    async handle(request) {
      const wire = toWire(request)
      const asked = await whatIsAsked(wire)
      if (asked === null) throw new Error(`not an AWS request: ${request.method} ${request.hostname}${request.path}`)
      const found = await recording.find(asked)
      const answer = found === null
        ? renderError('NotRecorded', `no recorded answer: ${Recording.nameOf(asked)}`, 400, asked)
        : await render(found, asked)
      if (answer.status < 300) checkBody(request, answer.body)
      return { response: { statusCode: answer.status, headers: answer.headers, body: Readable.from([Buffer.from(answer.body)]) } }
    },
  }
}

/** Passes requests on and keeps every answer. */
export function recordingHandler(inner: SdkHandler, folder: string): SdkHandler {
  return {
    destroy: () => inner.destroy(),
    async handle(request, options) {
      const { response } = await inner.handle(request, options)
      const body = response.body instanceof Readable ? await buffer(response.body) : response.body instanceof Uint8Array ? Buffer.from(response.body) : Buffer.from('')
      const asked = await whatIsAsked(toWire(request))
      const answer: WireAnswer = { status: response.statusCode, headers: response.headers, body }
      if (asked !== null) await record(folder, asked, answer)
      return { response: { ...response, body: Readable.from([body]) } }
    },
  }
}

function toWire(request: SdkRequest): WireRequest {
  const headers = Object.fromEntries(Object.entries(request.headers).map(([k, v]) => [k.toLowerCase(), v]))
  const query = Object.fromEntries(Object.entries(request.query ?? {}).map(([k, v]) => [k, Array.isArray(v) ? v.join(',') : v ?? '']))
  // Decoded as bytes: the SDK's body poses as a string to whatever asks for one, and complains aloud when it is.
  const body = request.body instanceof Uint8Array ? new TextDecoder().decode(request.body) : typeof request.body === 'string' ? request.body : ''
  return { method: request.method, host: request.hostname, path: request.path, query, headers, body }
}
