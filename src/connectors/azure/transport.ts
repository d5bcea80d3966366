// One HTTP request through the Azure pipeline: the policies put on the token, the scan's own sockets send it.
import { bearerTokenAuthenticationPolicy, createEmptyPipeline, createHttpHeaders, createPipelineRequest, type HttpClient as PipelineClient, type Pipeline, type PipelineRequest, type PipelineResponse } from '@azure/core-rest-pipeline'
import type { TokenCredential } from '@azure/core-auth'
import type { HttpAnswer, HttpClient } from '../kit/http.js'
import { planes, type Cloud, type PlaneName } from './clouds.js'

/** What came over the wire, before the pipeline gave it a form of its own. */
const answers = new WeakMap<PipelineResponse, HttpAnswer>()

/**
 * Sends what the policies have made ready. `redirect` takes every request to one address in place of its own host: the
 * policies refuse to put a token on plain HTTP, so a gateway on this machine is only met after them.
 */
export function pipelineClient(http: HttpClient, redirect: string | null): PipelineClient {
  return {
    async sendRequest(request) {
      const { origin } = new URL(request.url)
      const url = redirect === null ? request.url : redirect + request.url.slice(origin.length)
      const signal = request.abortSignal instanceof AbortSignal ? request.abortSignal : new AbortController().signal
      const answer = await http.send({
        method: request.method === 'POST' ? 'POST' : 'GET', url,
        headers: { ...request.headers.toJSON(), ...(redirect !== null && { 'x-forwarded-host': new URL(request.url).host }) },
        ...(typeof request.body === 'string' && { body: request.body }),
      }, signal)
      const response: PipelineResponse = { request, status: answer.status, headers: createHttpHeaders(answer.headers), get bodyAsText() { return answer.body.toString('utf8') } }
      answers.set(response, answer)
      return response
    },
  }
}

export interface Transport {
  send(plane: PlaneName, request: { method: 'GET' | 'POST'; url: string; body?: string }, signal: AbortSignal): Promise<HttpAnswer>
}

export function transport(client: PipelineClient, credential: TokenCredential, cloud: Cloud): Transport {
  const pipelines = new Map<PlaneName, Pipeline>(planes.map((plane) => {
    const pipeline = createEmptyPipeline()
    pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: cloud.planes[plane].audience }))
    return [plane, pipeline]
  }))
  return {
    async send(plane, { method, url, body }, signal) {
      const request: PipelineRequest = createPipelineRequest({
        url, method, abortSignal: signal,
        headers: createHttpHeaders({ accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }) }),
        ...(body !== undefined && { body }),
      })
      const pipeline = pipelines.get(plane)
      if (pipeline === undefined) throw new Error(`no such plane: ${plane}`)
      const answer = await pipeline.sendRequest(client, request)
      return answers.get(answer) ?? { status: answer.status, headers: answer.headers.toJSON(), body: Buffer.from(answer.bodyAsText ?? '') }
    },
  }
}
