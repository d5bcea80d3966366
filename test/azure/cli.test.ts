// The program as it is installed, against a subscription behind real HTTP.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aispm, folder } from '../cli/run.js'
import { AzureServer, json, recorded } from './server.js'
import { addressedCalls } from './world.js'

const orchard = join(fileURLToPath(new URL('../../fixtures/azure', import.meta.url)), 'orchard')
const cwd = folder()
let server: AzureServer
let expired = false

beforeAll(async () => {
  server = await AzureServer.start({
    folders: [orchard], calls: await addressedCalls(), pageCap: 2,
    fault: () => (expired ? json({ error: { code: 'ExpiredAuthenticationToken', message: 'The access token expiry UTC time is earlier than current UTC time.' } }, 401) : undefined),
  })
})
afterAll(() => server.stop())

interface Report { findings: { rule: string; assetName: string }[]; gaps: { call: string; missing?: string[] }[]; complete: boolean }
const told = ({ findings }: Report): string[] => findings.map(({ rule, assetName }) => `${rule} ${assetName}`).toSorted()

describe('aispm', () => {
  it('scans what the demo shows, over the network', async () => {
    const [live, demo] = await Promise.all([
      aispm(['scan', 'azure', '--scope', `azure:sub/${recorded}`, '-o', 'json'], { cwd, env: server.env }), aispm(['scan', 'azure', '--demo', '-o', 'json'], { cwd }),
    ])
    const [there, here] = [JSON.parse(live.stdout) as Report, JSON.parse(demo.stdout) as Report]
    expect(there.gaps.filter(({ missing }) => missing !== undefined).map(({ call }) => call)).toContain('storage:blobServices.getServiceProperties')
    // Ages of things count from today, and the demo's day stands still.
    expect(told(here).filter((line) => !told(there).includes(line))).toEqual([])
    expect(told(there).length).toBeGreaterThan(10)
  })

  it('tries each permission once, and says which is refused', async () => {
    const { status, stdout, stderr } = await aispm(['permissions', 'azure', '--check', '--scope', `azure:sub/${recorded}`], { cwd, env: server.env })
    expect(`${stdout}${stderr}`).toContain('Microsoft.Storage/storageAccounts/blobServices/read')
    expect(status).toBe(3)
  })

  it('says that the token has expired when Azure is all there is to scan', async () => {
    expired = true
    const { status, stderr } = await aispm(['scan', 'azure', '--scope', `azure:sub/${recorded}`], { cwd, env: server.env })
    expired = false
    expect(status).toBe(3)
    expect(stderr).toContain('the credentials were refused: The access token expiry UTC time is earlier than current UTC time.')
  })
})
