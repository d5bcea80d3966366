// Vertex AI through the client library: many calls at once, answers as they came, failures where they belong, and no library at all.
import { copyFileSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { Sdk } from '../../src/connectors/gcp/calls.js'
import { VertexSdk } from '../../src/connectors/gcp/vertex-sdk.js'

const listEndpoints: Sdk = { version: 'v1', client: 'endpoint', method: 'listEndpoints' }
const listModels: Sdk = { version: 'v1', client: 'model', method: 'listModels' }
const parent = (i: number): string => `projects/orchard-ml/locations/region-${i}`

describe('the client library', () => {
  it('gives each of many calls its own answer, as the service wrote it', async () => {
    const sdk = new VertexSdk()
    const asked = await Promise.all(Array.from({ length: 60 }, async (_, i) => {
      const answer = await sdk.call(i % 2 === 0 ? listEndpoints : listModels, { parent: parent(i), pageSize: 100 }, async (verb, path, body) => {
        // The later ones answer first.
        await new Promise((resolve) => setTimeout(resolve, 60 - i))
        return { verb, path, body, tomorrow: 'a field that no library of today knows' }
      })
      return answer
    }))
    expect(asked).toEqual(Array.from({ length: 60 }, (_, i) => ({
      verb: 'GET', path: `/v1/${parent(i)}/${i % 2 === 0 ? 'endpoints' : 'models'}?pageSize=100`, body: undefined, tomorrow: 'a field that no library of today knows',
    })))
  })

  it('passes on what went wrong, and goes on with the next', async () => {
    const sdk = new VertexSdk()
    const lost = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
    const [bad, good] = await Promise.allSettled([
      sdk.call(listEndpoints, { parent: parent(1) }, () => Promise.reject(lost)),
      sdk.call(listEndpoints, { parent: parent(2) }, (_verb, path) => Promise.resolve({ path })),
    ])
    expect(bad).toEqual({ status: 'rejected', reason: lost })
    expect(good).toEqual({ status: 'fulfilled', value: { path: `/v1/${parent(2)}/endpoints` } })
  })

  it('says so when the package lacks a method, and when what is asked is no name', async () => {
    const sdk = new VertexSdk()
    await expect(sdk.call({ ...listEndpoints, method: 'listOrchards' }, { parent: parent(1) }, () => Promise.resolve({}))).rejects.toThrow('@google-cloud/aiplatform has no endpoint.listOrchards')
    await expect(sdk.call(listEndpoints, { parent: 'nowhere' }, () => Promise.resolve({}))).rejects.toThrow()
    await expect(sdk.call(listEndpoints, { parent: parent(3) }, (_verb, path) => Promise.resolve({ path }))).resolves.toEqual({ path: `/v1/${parent(3)}/endpoints` })
  })

  it('that is not installed is told with the command that installs it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'aispm-no-sdk-'))
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
    copyFileSync(fileURLToPath(new URL('../../dist/connectors/gcp/vertex-sdk.js', import.meta.url)), join(folder, 'vertex-sdk.js'))
    const { VertexSdk: Alone } = (await import(pathToFileURL(join(folder, 'vertex-sdk.js')).href)) as { VertexSdk: typeof VertexSdk }
    await expect(new Alone().call(listEndpoints, { parent: parent(1) }, () => Promise.resolve({}))).rejects.toMatchObject({
      code: 'MissingSdk', message: 'Vertex AI was not read: the package @google-cloud/aiplatform is not installed; npm install @google-cloud/aiplatform@6',
    })
  })
})
