// Every declared Azure read is one that Microsoft's own SDKs know: its address, and that it only reads.
import { beforeAll, describe, expect, it } from 'vitest'
import { isAzure, type AzureCall } from '../../src/connectors/azure/calls.js'
import azure from '../../src/connectors/azure/index.js'
import { permissionsOf } from '../../src/connectors/azure/permissions.js'
import { anyAi, graphPage, tables } from '../../src/connectors/azure/session-calls.js'
import { callsOf, type Call } from '../../src/connectors/kit/collector.js'
import { addresses, sdks, spelling } from '../azure/described.js'

/** In none of the packages, with where it is described instead. */
const elsewhere: Readonly<Record<string, string>> = {
  'authorization:permissions.list': 'the SDKs have it for resource groups and resources; for a subscription: https://learn.microsoft.com/azure/azure-resource-manager/management/api-authentication',
}

/** What hangs on any scope is described as `/{scope}/providers/…`. */
const scoped = (path: string): string => `/{scope}${path.slice(path.lastIndexOf('/providers/'))}`

let calls: AzureCall[] = []
beforeAll(async () => {
  const all: Call[] = [...Object.values<Call>(azure.calls), graphPage, ...(await azure.collectors()).flatMap(callsOf)]
  calls = [...new Map(all.filter(isAzure).map((call) => [call.action, call])).values()]
})

type RestCall = Extract<AzureCall, { rest: object }>
const byArm = (): RestCall[] => calls.filter((call): call is RestCall => 'rest' in call && call.rest.plane === 'arm')

describe('declared reads', () => {
  it('say how they are sent', async () => {
    expect((await azure.collectors()).flatMap(callsOf).filter((call) => !isAzure(call)).map((call) => call.action)).toEqual([])
    expect(byArm().length).toBeGreaterThan(30)
  })

  it('mean the same wherever they are declared', async () => {
    const all = [...Object.values<Call>(azure.calls), ...(await azure.collectors()).flatMap(callsOf)].filter(isAzure)
    const wrong = all.filter((call) => {
      const first = all.find((other) => other.action === call.action)
      return JSON.stringify('rest' in call ? [call.rest, call.needs, call.with] : [call.graph]) !== JSON.stringify(first !== undefined && 'rest' in first ? [first.rest, first.needs, first.with] : first !== undefined && 'graph' in first ? [first.graph] : [])
    })
    expect([...new Set(wrong.map((call) => call.action))]).toEqual([])
  })

  it.runIf(sdks !== '')('go where Microsoft\'s SDKs go', () => {
    const known = addresses()
    const wrong = byArm().filter(({ action, rest }) => ![rest.path, scoped(rest.path)].some((path) => known.has(spelling(path))) && !(action in elsewhere)).map(({ action, rest }) => `${action}: ${rest.path}`)
    expect(wrong).toEqual([])
    expect(Object.keys(elsewhere).filter((action) => !calls.some((call) => call.action === action))).toEqual([])
  })

  it('ask for a version, by date', () => {
    expect(byArm().filter(({ rest }) => !/^20\d\d-\d\d-\d\d(?:-preview)?$/.test(rest.version)).map(({ action }) => action)).toEqual([])
  })

  it('are reads: GET, or a POST that only asks', () => {
    const posted = calls.filter((call) => 'rest' in call && call.rest.method === 'POST').map((call) => call.action)
    expect(posted.toSorted()).toEqual(['graph:directoryObjects.getByIds', 'graph:directoryObjects.getMemberGroups', 'logs:workspaces.query', 'resourcegraph:resources', 'search:queryKeys.list'])
  })

  it('take rights to read and no more, unless keys are asked for', async () => {
    const collectors = await azure.collectors()
    const wrong = permissionsOf(collectors, new Set(['activity', 'artifacts', 'data-plane', 'directory'])).filter((one) => !/\/read$|^graph:[A-Za-z.]+\.Read(?:\.All)?$/.test(one))
    expect(wrong).toEqual([])
    expect(permissionsOf(collectors, new Set()).filter((one) => /list(?:Keys|Secrets|QueryKeys|Credentials|ConnectionStrings)|^data:|^graph:/i.test(one))).toEqual([])
  })

  it('of Resource Graph are of types that its question is about', () => {
    const wrong = calls.filter((call) => 'graph' in call && call.graph.type !== anyAi && !tables[call.graph.table].query.includes(`'${call.graph.type}'`)).map((call) => call.action)
    expect(wrong).toEqual([])
  })
})
