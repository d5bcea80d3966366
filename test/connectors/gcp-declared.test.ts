// Every declared Google read is one that Google's own API descriptions know: its address, its verb, and that it only reads.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { isGoogle, type GoogleCall } from '../../src/connectors/gcp/calls.js'
import gcp from '../../src/connectors/gcp/index.js'
import { requestOf } from '../../src/connectors/gcp/rest.js'
import { serviceOf } from '../../src/connectors/gcp/services.js'
import { VertexSdk } from '../../src/connectors/gcp/vertex-sdk.js'
import { callsOf, type Call } from '../../src/connectors/kit/collector.js'
import { apis, methodsOf, others, type Method } from '../google/described.js'

/** Services that the package has no description of. */
const undescribed = new Set(Object.keys(others))
/** Where gcloud is installed, its own clients tell of those. */
const gcloud = '/usr/lib/google-cloud-sdk/lib/googlecloudsdk/generated_clients/apis'

/** Every version's method of that id. */
function methods(service: string, named: string): Method[] {
  // `v1.projects.…` is a method of that version, where another one has its name.
  const [, only, id = named] = /^(v\d\w*)\.(.+)$/.exec(named) ?? []
  return methodsOf(service).filter((one) => one.id === id && (only === undefined || one.version === only))
}

let calls: GoogleCall[] = []
beforeAll(async () => {
  const all: Call[] = [...Object.values<Call>(gcp.calls), ...Object.values<Call>(gcp.hubCalls ?? {}), ...(await gcp.collectors()).flatMap(callsOf)]
  calls = [...new Map(all.filter(isGoogle).map((call) => [call.action, call])).values()]
})

describe('declared reads', () => {
  it('say how they are sent', async () => {
    const all = (await gcp.collectors()).flatMap(callsOf)
    expect(all.filter((call) => !isGoogle(call)).map((call) => call.action)).toEqual([])
    expect(calls.length).toBeGreaterThan(15)
  })

  it('are where the API says', () => {
    const wrong = calls.flatMap((call) => {
      const [service = '', id = ''] = call.action.split(':')
      if (undescribed.has(service) || !('rest' in call)) return []
      const described = methods(service, id)
      if (described.length === 0) return [`${call.action}: there is no such method`]
      const { path, method } = call.rest
      const host = serviceOf(call.action).host(undefined)
      return described.some((one) => one.path === path && one.verb === method && one.host === `https://${host}/`) ? [] : [`${call.action}: ${method} ${host}/${path}, described: ${described.map((one) => `${one.verb} ${one.host}${one.path}`).join(' or ')}`]
    })
    expect(wrong).toEqual([])
  })

  it.runIf(existsSync(gcloud))('are where gcloud goes, too', () => {
    const wrong = calls.flatMap((call) => {
      const [service = '', id = ''] = call.action.split(':')
      if (!undescribed.has(service) || !('rest' in call)) return []
      const client = readFileSync(join(gcloud, service, 'v1', `${service}_v1_client.py`), 'utf8')
      const [, path] = new RegExp(`method_id='${service}\\.${id.replaceAll('.', '\\.')}',[\\s\\S]*?relative_path='([^']+)'`).exec(client) ?? []
      return path === call.rest.path ? [] : [`${call.action}: ${call.rest.path}, gcloud: ${path}`]
    })
    expect(wrong).toEqual([])
  })

  it('of Vertex AI are sent by the client library to that very place', async () => {
    const sdk = new VertexSdk()
    const wrong: string[] = []
    for (const call of calls) {
      if (!('sdk' in call)) continue
      const [service = '', id = ''] = call.action.split(':')
      const described = methods(service, id).find(({ version }) => version === call.sdk.version)
      if (described === undefined) {
        wrong.push(`${call.action}: there is no such method in ${call.sdk.version}`)
        continue
      }
      const [, variable = ''] = /\{\+(\w+)\}/.exec(described.path) ?? []
      // The library matches names against the pattern of the method.
      const collections = id.split('.').slice(2, -1)
      const below = variable === 'parent' ? collections.slice(0, -1) : collections
      const name = ['projects/orchard-ml/locations/us-central1', ...below.flatMap((collection) => [collection, '7'])].join('/')
      const sent = await new Promise<string>((resolve, reject) => {
        sdk.call(call.sdk, { [variable]: name }, (verb, path) => {
          resolve(`${verb} ${path}`)
          return Promise.resolve({})
        }).catch(reject)
      }).catch((error: unknown) => String(error))
      const wanted = `${described.verb} /${requestOf({ method: 'GET', path: described.path }, { [variable]: name }).path}`
      if (sent !== wanted) wrong.push(`${call.action}: ${sent}, described: ${wanted}`)
    }
    expect(wrong).toEqual([])
  })

  it('are reads: GET, or a POST that Google wants for asking', () => {
    const posted = calls.filter((call) => 'rest' in call && call.rest.method === 'POST').map((call) => call.action.split('.').at(-1))
    expect([...new Set(posted)]).toEqual(['getIamPolicy'])
  })

  it('come with every description but these', () => {
    expect([...undescribed].filter((service) => existsSync(join(apis, service)))).toEqual([])
  })
})
