// Plain HTTP for what has no SDK: keep-alive, proxies, a body limit. One request, no retries.
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'

/** A gzip bomb or a wrong endpoint must not fill the memory. */
const bodyLimit = 32 * 1024 * 1024

export interface HttpRequest {
  method: 'GET' | 'POST'
  url: string
  headers: Record<string, string>
  body?: string
}

export interface HttpAnswer {
  status: number
  /** Names in lower case. */
  headers: Record<string, string>
  body: Buffer
}

/** Sends one request and reads the answer to its end. Rejects with the socket's own error. */
export interface HttpClient {
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>
  close(): void
}

export async function httpClient(env: NodeJS.ProcessEnv, sockets: number): Promise<HttpClient> {
  const settings = { keepAlive: true, maxSockets: sockets }
  const plain = new HttpAgent(settings)
  const direct = new HttpsAgent(settings)
  const proxy = env['HTTPS_PROXY'] ?? env['https_proxy'] ?? ''
  const through = proxy === '' ? undefined : new (await import('https-proxy-agent')).HttpsProxyAgent(proxy, settings)
  const bypass = (env['NO_PROXY'] ?? env['no_proxy'] ?? '').split(',').map((host) => host.trim()).filter((host) => host !== '')
  const goesDirect = (host: string): boolean => bypass.some((one) => one === '*' || host === one || host.endsWith(one.startsWith('.') ? one : `.${one}`))
  return {
    close() {
      for (const agent of [plain, direct, through]) agent?.destroy()
    },
    send({ method, url, headers, body }, signal) {
      const target = new URL(url)
      const isPlain = target.protocol === 'http:'
      const agent = isPlain ? plain : through === undefined || goesDirect(target.hostname) ? direct : through
      return new Promise((resolve, reject) => {
        const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
        const sent = (isPlain ? httpRequest : httpsRequest)(target, { method, headers: { 'user-agent': 'aispm', ...headers, ...length }, agent, signal }, (answer) => {
          whole(answer).then((read) => resolve({ status: answer.statusCode ?? 0, headers: flat(answer.headers), body: read }), reject)
        })
        sent.on('error', reject)
        sent.end(body)
      })
    },
  }
}

async function whole(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  // Leaving the loop early destroys the stream and its socket with it.
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > bodyLimit) throw new AnswerTooLarge(`the answer is larger than ${bodyLimit / 1024 / 1024} MB`)
    chunks.push(chunk)
  }
  // A connection that broke in mid-body ends the stream without an error when no length was promised.
  if (!stream.complete) throw Object.assign(new Error('the answer broke off'), { code: 'ECONNRESET' })
  return Buffer.concat(chunks, size)
}

export class AnswerTooLarge extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'AnswerTooLarge'
  }
}

function flat(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value ?? '']))
}
