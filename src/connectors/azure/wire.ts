// Requests to Azure over the network, kept in a folder on request. Loaded when something is asked: the pipeline takes a tenth of a second.
import type { TokenCredential } from '@azure/core-auth'
import type { HttpAnswer, HttpClient } from '../kit/http.js'
import { record } from '../kit/recording.js'
import type { Input, Rest } from './calls.js'
import type { Cloud } from './clouds.js'
import { asked, type Exchange } from './exchange.js'
import { MlSdk } from './ml-sdk.js'
import { requestOf, variablesOf } from './request.js'
import { pipelineClient, transport } from './transport.js'

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
