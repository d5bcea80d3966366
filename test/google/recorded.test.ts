// Recorded Vertex AI answers are such as the service's own messages allow.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { isGoogle, type Sdk } from '../../src/connectors/gcp/calls.js'
import gcp from '../../src/connectors/gcp/index.js'
import { callsOf, type Call } from '../../src/connectors/kit/collector.js'
import { answerOf, misfitOf } from './protos.js'

const fixtures = fileURLToPath(new URL('../../fixtures/gcp', import.meta.url))
const sdks = new Map<string, Sdk>()
/** Reads that the library has no method for: policies, operations. */
const plain = new Set<string>()

beforeAll(async () => {
  for (const call of [...Object.values<Call>(gcp.calls), ...(await gcp.collectors()).flatMap(callsOf)]) if (isGoogle(call)) {
    if ('sdk' in call) sdks.set(call.action.replace(':', '.'), call.sdk)
    else plain.add(call.action.replace(':', '.'))
  }
})

/** `model_garden` is `ModelGardenService`. */
function serviceOf(client: string): string {
  return `${client.split('_').map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}Service`
}

describe('recorded answers of Vertex AI', () => {
  it('have only what the messages have', () => {
    const files = readdirSync(fixtures, { recursive: true, encoding: 'utf8' }).filter((file) => basename(file).startsWith('aiplatform.') && file.endsWith('.json') && !file.endsWith('.meta.json'))
    expect(files.length).toBeGreaterThan(2)
    const wrong = files.flatMap((file) => {
      const name = basename(file, '.json').replace(/@.*$/, '')
      const action = [...sdks.keys()].filter((one) => name === one || name.startsWith(`${one}.`)).toSorted((a, b) => b.length - a.length)[0]
      const body = JSON.parse(readFileSync(join(fixtures, file), 'utf8')) as object
      if ('$error' in body || [...plain].some((one) => name === one || name.startsWith(`${one}.`))) return []
      const sdk = action === undefined ? undefined : sdks.get(action)
      if (sdk === undefined) return [`${file}: no collector asks for it`]
      const type = answerOf(sdk.version, serviceOf(sdk.client), sdk.method)
      if (type === undefined) return [`${file}: no answer type for ${sdk.client}.${sdk.method}`]
      const fault = misfitOf(type, body)
      return fault === null ? [] : [`${file}: ${fault}`]
    })
    expect(wrong).toEqual([])
  })

  it('would be found out', () => {
    const endpoint = 'google.cloud.aiplatform.v1.Endpoint'
    expect(misfitOf(endpoint, { name: 'e', deployedModels: [{ enableAccessLogging: true }], createTime: '2026-06-01T00:00:00Z' })).toBeNull()
    expect(misfitOf(endpoint, { nmae: 'e' })).toBe('nmae: google.cloud.aiplatform.v1.Endpoint has no such field')
    expect(misfitOf(endpoint, { deployedModels: [{ enableAccessLogging: 'yes' }] })).toBe('deployedModels[0].enableAccessLogging is no bool')
    expect(misfitOf('google.cloud.aiplatform.v1.CustomJob', { state: 'JOB_STATE_ORCHARD' })).toBe('state: JobState has no "JOB_STATE_ORCHARD"')
  })
})
