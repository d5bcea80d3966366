// Azure Machine Learning through Microsoft's client library; the answer is taken raw.
import { createRequire } from 'node:module'
import type { TokenCredential } from '@azure/core-auth'
import type { HttpClient as PipelineClient, PipelinePolicy } from '@azure/core-rest-pipeline'
import type { HttpAnswer } from '../kit/http.js'
import type { Sdk } from './calls.js'

interface RawResponse {
  status: number
  headers: { toJSON(): Record<string, string> }
  bodyAsText?: string | null
}
type Options = Readonly<Record<string, unknown>>
type Method = (...args: unknown[]) => unknown
type Client = Readonly<Record<string, Readonly<Record<string, Method>>>>
type ClientClass = new (credential: TokenCredential, subscription: string, options: Options) => Client
type Pages = { byPage(settings: { continuationToken?: string }): AsyncIterator<unknown> }

export class MissingSdk extends Error {
  readonly code = 'MissingSdk'
  constructor() {
    super('Azure Machine Learning was not read: the package @azure/arm-machinelearning is not installed; npm install @azure/arm-machinelearning@2')
    this.name = 'MissingSdk'
  }
}

export interface SdkCall extends Sdk {
  subscription: string
  /** Names in the order of the path: resource group, workspace, and what stands below. */
  names: readonly string[]
  version: string
  nextLink?: string
}

/**
 * The library is made for an old api-version and fills in defaults, so that what is unset looks set. It builds the request;
 * a policy sets the version, and what came back is taken as it stands.
 */
export class MlSdk {
  private readonly clients = new Map<string, Client>()
  private library: ClientClass | undefined

  constructor(private readonly transport: PipelineClient, private readonly credential: TokenCredential, private readonly endpoint: string) {}

  /** Loads the library, a sixth of a second of work. */
  warm(): void {
    try {
      this.library ??= load()
    } catch {
      // Told by the first call that needs it.
    }
  }

  async call({ group, method, subscription, names, version, nextLink }: SdkCall, signal: AbortSignal): Promise<HttpAnswer> {
    const client = this.client(subscription, version)
    const operations = client[group]
    if (operations?.[method] === undefined) throw new Error(`@azure/arm-machinelearning has no ${group}.${method}`)
    let raw: RawResponse | undefined
    const onResponse = (response: RawResponse): void => {
      raw = response
    }
    const started = operations[method](...names, { abortSignal: signal, onResponse })
    try {
      await (isPages(started) ? started.byPage(nextLink === undefined ? {} : { continuationToken: nextLink }).next() : started)
    } catch (error) {
      // What the library thinks of an answer does not matter; that there was none does.
      if (raw === undefined) throw error
    }
    if (raw === undefined) throw new Error(`@azure/arm-machinelearning gave no answer to ${group}.${method}`)
    return { status: raw.status, headers: raw.headers.toJSON(), body: Buffer.from(raw.bodyAsText ?? '') }
  }

  private client(subscription: string, version: string): Client {
    const key = `${subscription} ${version}`
    const known = this.clients.get(key)
    if (known !== undefined) return known
    const library = (this.library ??= load())
    const made = new library(this.credential, subscription, {
      endpoint: this.endpoint, $host: this.endpoint, httpClient: this.transport, retryOptions: { maxRetries: 0 }, additionalPolicies: [{ policy: asking(version), position: 'perCall' }],
    })
    this.clients.set(key, made)
    return made
  }
}

/** The version that the library asks for on its own. */
const librarysOwn = '2022-10-01'

/** Asks for another version than the library's. A link to a next page brings its own. */
function asking(version: string): PipelinePolicy {
  return {
    name: 'aispm-api-version',
    sendRequest(request, next) {
      const url = new URL(request.url)
      if (url.searchParams.get('api-version') === librarysOwn) url.searchParams.set('api-version', version)
      request.url = url.toString()
      return next(request)
    },
  }
}

const require = createRequire(import.meta.url)

function load(): ClientClass {
  try {
    const library: unknown = require('@azure/arm-machinelearning')
    // Operation groups are reached by the names that calls declare.
    return (library as { AzureMachineLearningWorkspaces: ClientClass }).AzureMachineLearningWorkspaces
  } catch (error) {
    if (typeof error === 'object' && error !== null && Reflect.get(error, 'code') === 'MODULE_NOT_FOUND') throw new MissingSdk()
    throw error
  }
}

function isPages(started: unknown): started is Pages {
  return typeof started === 'object' && started !== null && 'byPage' in started
}
