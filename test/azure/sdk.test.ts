// Azure Machine Learning through the client library: the declared address and version, the answer as it came, failures where they belong.
import { createHttpHeaders, RestError, type HttpClient, type PipelineRequest } from '@azure/core-rest-pipeline'
import { copyFileSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import azure from '../../src/connectors/azure/index.js'
import { isAzure, type AzureCall } from '../../src/connectors/azure/calls.js'
import { MlSdk, type SdkCall } from '../../src/connectors/azure/ml-sdk.js'
import { requestOf, variablesOf } from '../../src/connectors/azure/request.js'
import { callsOf } from '../../src/connectors/kit/collector.js'

const arm = 'https://management.azure.com'
const workspace = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-orchard/providers/Microsoft.MachineLearningServices/workspaces/mlw'
const credential = { getToken: () => Promise.resolve({ token: 'recorded', expiresOnTimestamp: Date.now() + 3_600_000 }) }
const endpoints: SdkCall = { group: 'onlineEndpoints', method: 'list', subscription: '11111111-2222-3333-4444-555555555555', names: ['rg-orchard', 'mlw'], version: '2025-06-01' }
const never = new AbortController().signal

function answering(answer: (request: PipelineRequest) => { status?: number; body: string } | Error): { client: HttpClient; sent: string[] } {
  const sent: string[] = []
  const client: HttpClient = {
    sendRequest(request) {
      sent.push(`${request.method} ${request.url}`)
      const made = answer(request)
      if (made instanceof Error) return Promise.reject(made)
      return Promise.resolve({ request, status: made.status ?? 200, headers: createHttpHeaders({ 'content-type': 'application/json' }), bodyAsText: made.body })
    },
  }
  return { client, sent }
}

describe('the client library', () => {
  it('gives the answer as it came: nothing filled in, nothing dropped', async () => {
    const body = JSON.stringify({ value: [{ id: `${workspace}/onlineEndpoints/chat`, properties: { authMode: 'Key', tomorrow: { trees: 3 } } }] })
    const { client, sent } = answering(() => ({ body }))
    const answer = await new MlSdk(client, credential, arm).call(endpoints, never)
    expect(answer.body.toString()).toBe(body)
    expect(sent).toEqual([`GET ${arm}${workspace}/onlineEndpoints?api-version=2025-06-01`])
  })

  it('goes on where the last page says, in its version', async () => {
    const next = `${arm}${workspace}/onlineEndpoints?api-version=2025-06-01&$skip=abc`
    const { client, sent } = answering(() => ({ body: '{"value":[]}' }))
    await new MlSdk(client, credential, arm).call({ ...endpoints, nextLink: next }, never)
    expect(sent).toEqual([`GET ${next}`])
  })

  it('passes on refusals with their body, and does not try again by itself', async () => {
    const { client, sent } = answering(() => ({ status: 503, body: '{"error":{"code":"ServerBusy","message":"later"}}' }))
    const answer = await new MlSdk(client, credential, arm).call(endpoints, never)
    expect([answer.status, answer.body.toString()]).toEqual([503, '{"error":{"code":"ServerBusy","message":"later"}}'])
    expect(sent).toHaveLength(1)
  })

  it('passes on what the network did', async () => {
    const { client } = answering(() => new RestError('socket hang up', { code: 'ECONNRESET' }))
    await expect(new MlSdk(client, credential, arm).call(endpoints, never)).rejects.toThrow('socket hang up')
  })

  it('keeps many calls apart', async () => {
    const { client } = answering((request) => ({ body: JSON.stringify({ value: [], asked: request.url }) }))
    const sdk = new MlSdk(client, credential, arm)
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => sdk.call({ ...endpoints, names: ['rg-orchard', `mlw-${i}`] }, never)))
    expect(answers.map(({ body }, i) => body.toString().includes(`/mlw-${i}/`))).toEqual(answers.map(() => true))
  })

  it('asks each declared call where its path says', async () => {
    const calls = [...new Map((await azure.collectors()).flatMap(callsOf).filter(isAzure).map((call) => [call.action, call])).values()]
    const wrong: string[] = []
    for (const call of calls.filter((one): one is Extract<AzureCall, { rest: object }> => 'sdk' in one)) {
      if (call.sdk === undefined) continue
      const input = Object.fromEntries([...call.rest.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, name === 'subscriptionId' ? '11111111-2222-3333-4444-555555555555' : 'seven']))
      const names = [...variablesOf(call.rest, input)].filter(([name]) => name !== 'subscriptionId').map(([, value]) => value)
      const { client, sent } = answering(() => ({ body: '{"value":[]}' }))
      await new MlSdk(client, credential, arm).call({ ...call.sdk, subscription: endpoints.subscription, names, version: call.rest.version }, never).catch((error: unknown) => wrong.push(`${call.action}: ${String(error)}`))
      const wanted = `GET ${arm}${requestOf(call.rest, input).path}`
      // Beside what is asked the library says how long a page may be, and in which order.
      if (sent[0]?.replace(/&(?:count|orderByAsc)=\w+/g, '') !== wanted) wrong.push(`${call.action}: ${sent[0]}, declared: ${wanted}`)
    }
    expect(wrong).toEqual([])
  })

  it('that is not installed is told with the command that installs it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'aispm-no-sdk-'))
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
    copyFileSync(fileURLToPath(new URL('../../dist/connectors/azure/ml-sdk.js', import.meta.url)), join(folder, 'ml-sdk.js'))
    const { MlSdk: Alone } = (await import(pathToFileURL(join(folder, 'ml-sdk.js')).href)) as { MlSdk: typeof MlSdk }
    const { client } = answering(() => ({ body: '{}' }))
    await expect(new Alone(client, credential, arm).call(endpoints, never)).rejects.toMatchObject({
      code: 'MissingSdk', message: 'Azure Machine Learning was not read: the package @azure/arm-machinelearning is not installed; npm install @azure/arm-machinelearning@2',
    })
  })
})
