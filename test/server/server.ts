// A loopback server that speaks AWS: paging, latency, rate limits and faults, over real HTTP.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { accountOfKey, render, renderError, whatIsAsked } from '../../src/connectors/aws/wire.js'
import type { WireAnswer } from '../../src/connectors/kit/recording.js'
import { answers, checked, type Answered, type Question } from './answers.js'
import type { MadeAccount } from './account.js'
import { objectAnswer, type MadeObject } from './objects.js'
import { Throttle, type RateOf } from './throttle.js'

export interface Asked extends Question {
  /** How often this action was asked before, over all regions. */
  nth: number
  protocol: 'json' | 'query' | 'ec2' | 'rest-xml'
  /** The access key it was signed with. */
  key: string
}
/** What a fault does with a request: an answer of its own, an act upon the socket, or nothing. */
export type Fault = (asked: Asked, honest: () => WireAnswer) => WireAnswer | ((response: ServerResponse, socket: Socket) => void) | undefined

export interface ServerOptions {
  /** Milliseconds before each answer. */
  latency?: number
  /** Rate limits, per region and action. */
  rate?: RateOf
  fault?: Fault
  /** What lies in buckets, by `bucket/key`: in place of what the account answers about objects. */
  objects?: ReadonlyMap<string, MadeObject>
}

export class AwsServer {
  readonly calls = new Map<string, number>()
  /** Questions by action, each counted once however often it was asked. */
  readonly questions = new Map<string, Set<string>>()
  throttled = 0
  connections = 0
  inFlight = 0
  mostInFlight = 0
  private readonly throttle: Throttle

  private readonly accounts: ReadonlyMap<string, MadeAccount>

  private constructor(private readonly account: MadeAccount, others: readonly MadeAccount[], private readonly options: ServerOptions, private readonly server: Server) {
    this.throttle = new Throttle(options.rate)
    this.accounts = new Map([account, ...others].map((one) => [one.account, one]))
  }

  static async start(account: MadeAccount, options: ServerOptions = {}, others: readonly MadeAccount[] = []): Promise<AwsServer> {
    const server = createServer((request, response) => void self.handle(request, response))
    const self = new AwsServer(account, others, options, server)
    server.keepAliveTimeout = 60_000
    server.on('connection', () => (self.connections += 1))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return self
  }

  get url(): string {
    return `http://localhost:${(this.server.address() as AddressInfo).port}`
  }

  get total(): number {
    return [...this.calls.values()].reduce((sum, n) => sum + n, 0)
  }

  /** Environment for a scan against this server. The key's end names the account. */
  env(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
    return { AWS_ENDPOINT_URL: this.url, AWS_ACCESS_KEY_ID: `RECORDED${this.account.account}`, AWS_SECRET_ACCESS_KEY: 'recorded', AWS_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true', ...extra }
  }

  stop(): Promise<void> {
    this.server.closeAllConnections()
    return new Promise((resolve) => this.server.close(() => resolve()))
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.inFlight += 1
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight)
    try {
      const body = Buffer.concat(await chunks(request)).toString('utf8')
      const url = new URL(request.url ?? '/', 'http://localhost')
      const headers = Object.fromEntries(Object.entries(request.headers).map(([k, v]) => [k, String(v)]))
      const query = Object.fromEntries(url.searchParams)
      const wire = await whatIsAsked({ method: request.method ?? 'GET', host: '', path: url.pathname, query, headers, body })
      if (wire === null) return send(response, { status: 400, headers: {}, body: Buffer.from('not an AWS request') })
      const name = `${wire.service}.${wire.action}`
      const nth = this.calls.get(name) ?? 0
      this.calls.set(name, nth + 1)
      const asks = this.questions.get(name) ?? new Set()
      this.questions.set(name, asks.add(`${wire.account} ${wire.region} ${JSON.stringify(wire.input)}`))
      const region = /\/\d{8}\/([^/]+)\//.exec(headers['authorization'] ?? '')?.[1] ?? ''
      const asked: Asked = { service: wire.service, action: wire.action, region, input: wire.input, nth, protocol: wire.protocol, key: /Credential=([^/]+)/.exec(headers['authorization'] ?? '')?.[1] ?? '' }
      if (this.options.latency !== undefined) await new Promise((resolve) => setTimeout(resolve, this.options.latency))
      if (!this.throttle.admits(`${region} ${name}`, `${wire.service}:${wire.action}`)) {
        this.throttled += 1
        const code = wire.protocol === 'json' ? 'ThrottlingException' : wire.service === 's3' ? 'SlowDown' : wire.protocol === 'ec2' ? 'RequestLimitExceeded' : 'Throttling'
        return send(response, renderError(code, 'Rate exceeded', wire.protocol === 'rest-xml' || wire.protocol === 'ec2' ? 503 : 400, wire))
      }
      const answer = await this.answer(asked)
      const honest = (): WireAnswer => answer
      const fault = this.options.fault?.(asked, honest)
      if (typeof fault === 'function') return fault(response, request.socket)
      send(response, fault ?? honest())
    } catch (error) {
      // A mistake in the server itself: loud here, and an answer that no test takes for a right one.
      console.error(error)
      send(response, { status: 400, headers: { 'x-amzn-errortype': 'BrokenServer' }, body: Buffer.from(JSON.stringify({ __type: 'BrokenServer', message: String(error) })) })
    } finally {
      this.inFlight -= 1
    }
  }

  private async answer(asked: Asked): Promise<WireAnswer> {
    const ofObject = this.options.objects === undefined ? undefined : objectAnswer(this.options.objects, asked)
    if (ofObject !== undefined) return ofObject
    const handler = (await answers())[`${asked.service}.${asked.action}`]
    const answered: Answered = handler === undefined ? { error: 'UnknownOperationException', message: `${asked.service}.${asked.action} is not part of this server` } : handler(this.accounts.get(accountOfKey(asked.key)) ?? this.account, asked)
    return onWire(await checked(answered, asked), asked)
  }

}

async function onWire(answered: Answered, asked: Asked): Promise<WireAnswer> {
  const wire = { account: '', region: asked.region, service: asked.service, action: asked.action, key: '', page: '', protocol: asked.protocol }
  if ('raw' in answered) return { status: answered.status ?? 200, headers: { 'content-type': 'application/xml', ...answered.headers }, body: Buffer.from(answered.raw) }
  if ('error' in answered) return renderError(answered.error, answered.message ?? answered.error, answered.status, wire)
  return render({ kind: 'json', value: answered.json, status: 200, headers: {} }, wire)
}

function send(response: ServerResponse, answer: WireAnswer): void {
  // A HEAD tells the length of a body that it does not have.
  response.writeHead(answer.status, { 'content-length': String(answer.body.length), ...answer.headers, 'x-amzn-requestid': 'recorded' })
  response.end(answer.body)
}

async function chunks(request: IncomingMessage): Promise<Buffer[]> {
  const all: Buffer[] = []
  for await (const chunk of request) all.push(chunk as Buffer)
  return all
}
