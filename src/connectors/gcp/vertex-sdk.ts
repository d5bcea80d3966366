// Vertex AI through Google's client library: it knows each method's address; sockets and answers stay ours.
import { createRequire } from 'node:module'
import type { Input, Sdk } from './calls.js'

/** Sends what the library has put together, and gives the parsed answer. */
export type Send = (method: string, pathAndQuery: string, body: string | undefined) => Promise<unknown>

interface FetchInit {
  method?: string
  body?: unknown
}
type Method = (request: Input, options: object) => Promise<unknown>
type Client = Record<string, Method>
type ClientClass = new (options: object, gax: object) => Client
interface Gax {
  fallback: object & { GrpcClient: new (options: object) => object }
  protobuf: { Root: { fromJSON(json: object): object } }
}

export class MissingSdk extends Error {
  readonly code = 'MissingSdk'
  constructor() {
    super('Vertex AI was not read: the package @google-cloud/aiplatform is not installed; npm install @google-cloud/aiplatform@6')
    this.name = 'MissingSdk'
  }
}

const require = createRequire(import.meta.url)

/**
 * The library decodes answers into messages in which unset is a default, and refuses what is newer than itself. So it is
 * handed an empty answer, and what the service really said is passed on as it stands. Its own transport (REST, one socket
 * pool a client, a client a location) is not used: the path it makes is sent through the scan's own door.
 */
export class VertexSdk {
  private readonly clients = new Map<string, Client>()
  private gax: object | undefined
  /** The exchange under way: the library calls `fetch` synchronously after its method was called. */
  private current: { send: Send; answer: (value: Promise<unknown>) => void } | undefined
  private turn: Promise<unknown> = Promise.resolve()

  /** Loads what every client needs, a third of a second of work, while the first answers are on their way. */
  warm(): void {
    try {
      this.client({ version: 'v1', client: 'endpoint', method: '' })
    } catch {
      // Told by the first call that needs it.
    }
  }

  async call(sdk: Sdk, input: Input, send: Send): Promise<unknown> {
    const { answer } = await this.inTurn(() => this.start(sdk, input, send))
    return answer
  }

  /** One call at a time up to the moment it is on the wire; answers are awaited side by side. */
  private inTurn<T>(body: () => Promise<T>): Promise<T> {
    const started = this.turn.then(body)
    this.turn = started.catch(() => undefined)
    return started
  }

  private async start(sdk: Sdk, input: Input, send: Send): Promise<{ answer: Promise<unknown> }> {
    const client = this.client(sdk)
    const method = client[sdk.method]
    if (method === undefined) throw new Error(`@google-cloud/aiplatform has no ${sdk.client}.${sdk.method}`)
    const sent = new Promise<{ answer: Promise<unknown> }>((resolve) => {
      this.current = { send, answer: (answer) => resolve({ answer }) }
    })
    // What the library makes of the empty answer is of no interest; that it fails before sending is.
    const failed = method.call(client, input, { autoPaginate: false, retry: null }).then(() => sent)
    return Promise.race([sent, failed])
  }

  private client(sdk: Sdk): Client {
    const key = `${sdk.version}/${sdk.client}`
    let client = this.clients.get(key)
    if (client === undefined) {
      const module: unknown = load(`@google-cloud/aiplatform/build/src/${sdk.version}/${sdk.client}_service_client.js`)
      const found = Object.values(module as Record<string, unknown>).find((one): one is ClientClass => typeof one === 'function')
      if (found === undefined) throw new Error(`@google-cloud/aiplatform has no ${key}`)
      client = new found({ fallback: true, auth: this.auth() }, (this.gax ??= oneRoot()))
      this.clients.set(key, client)
    }
    return client
  }

  /** Stands where the library wants credentials: it only asks them to fetch. */
  private auth(): object {
    const fetch = (url: string | URL, init: FetchInit): Promise<Response> => {
      const { current } = this
      if (current === undefined) throw new Error('the client library sent a request that nobody asked for')
      this.current = undefined
      const { pathname, searchParams } = new URL(url)
      // Enumerations as words, not numbers.
      searchParams.delete('$alt')
      const query = searchParams.size === 0 ? '' : `?${searchParams.toString()}`
      const answer = current.send(init.method ?? 'GET', pathname + query, typeof init.body === 'string' ? init.body : undefined)
      answer.catch(() => undefined)
      current.answer(answer)
      return Promise.resolve(new Response('{}', { headers: { 'content-type': 'application/json' } }))
    }
    const auth: object = { fetch, getUniverseDomain: () => Promise.resolve('googleapis.com'), getClient: () => Promise.resolve(auth) }
    return auth
  }
}

function load(name: string): unknown {
  try {
    return require(name)
  } catch (error) {
    if (typeof error === 'object' && error !== null && Reflect.get(error, 'code') === 'MODULE_NOT_FOUND') throw new MissingSdk()
    throw error
  }
}

/**
 * The library's runtime in its REST form. Each client hashes four megabytes of message descriptions to find out whether
 * they are loaded (140 ms a client, eleven clients); told by identity that they are, it does not.
 */
function oneRoot(): object {
  const inner = createRequire(require.resolve('@google-cloud/aiplatform/build/src/v1/endpoint_service_client.js'))
  const gax = inner('google-gax/fallback') as Gax
  const roots = new Map<object, object>()
  const rootOf = (json: object): object => {
    let root = roots.get(json)
    if (root === undefined) roots.set(json, (root = gax.protobuf.Root.fromJSON(json)))
    return root
  }
  class GrpcClient extends gax.fallback.GrpcClient {
    loadProtoJSON(json: object): object {
      return rootOf(json)
    }
  }
  return { ...gax, fallback: { ...gax.fallback, GrpcClient, protobufFromJSON: rootOf } }
}
