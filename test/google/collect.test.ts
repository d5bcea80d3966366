// Finding projects, locations and what is in them, over real HTTP: how little is asked, and what is said when less is allowed.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openCredentials } from '../../src/connectors/gcp/credentials.js'
import type { Gap, Inventory } from '../../src/core/index.js'
import { json, type Question } from './server.js'
import { googleScan, recordedProjects, type GoogleScan } from './world.js'

const spine = new Set(['gcp.resourcemanager.project', 'gcp.resourcemanager.folder', 'gcp.resourcemanager.organization', 'gcp.iam.role', 'gcp.iam.service_account', 'gcp.storage.bucket', 'gcp.vertex.endpoint', 'gcp.vertex.model', 'gcp.notebook.instance'])
const folders = recordedProjects('tidy').filter((folder) => /spine.tidy$/.test(folder))

function inventoryOf({ collected, refused }: GoogleScan): Inventory {
  if (collected === undefined) throw refused ?? new Error('nothing was scanned')
  return collected.inventory
}
/** Gaps, less those of reads that nobody asked for. */
const gapsOf = (inventory: Inventory | undefined): Gap[] => (inventory?.gaps ?? []).filter((gap) => gap.reason !== 'not-requested')
const ids = (inventory: Inventory): string[] => inventory.assets.map((asset) => asset.id)
const denying = (action: string) => (asked: Question) => (asked.action === action ? json({ error: { code: 403, status: 'PERMISSION_DENIED', message: 'Permission denied' } }, 403) : undefined)

describe('a project', () => {
  it('is read alike page by page and all at once', async () => {
    const [whole, paged] = [await googleScan({ folders, types: spine }), await googleScan({ folders, types: spine, pageCap: 1 })]
    expect(inventoryOf(paged).assets).toEqual(inventoryOf(whole).assets)
    expect(paged.server.total).toBeGreaterThan(whole.server.total)
  })

  it('is asked only in the locations where something was seen', async () => {
    const { server } = await googleScan({ folders, types: spine })
    expect(server.calls.get('aiplatform:projects.locations.list')).toBeUndefined()
    expect(server.calls.get('aiplatform:projects.locations.endpoints.list')).toBe(1)
  })

  it('costs each question once', async () => {
    const { server } = await googleScan({ folders, types: spine })
    for (const [action, n] of server.calls) expect(n, action).toBe(server.questions.get(action)?.size)
  })

  it('is listed everywhere when the Asset Inventory may not be searched, and the report says what that cost', async () => {
    const calm = await googleScan({ folders, types: spine })
    const locations = ['europe-west4', 'us-central1', 'us-east1']
    const blind = await googleScan({
      folders, types: spine, fault: (asked) => denying('cloudasset:searchAllResources')(asked) ?? denying('cloudasset:searchAllIamPolicies')(asked)
        ?? (asked.action === 'aiplatform:projects.locations.list' ? json({ locations: locations.map((locationId) => ({ locationId })) }) : asked.action === 'storage:buckets.getIamPolicy' ? json({ bindings: [] }) : undefined),
    })
    expect(ids(inventoryOf(blind))).toEqual(ids(inventoryOf(calm)))
    expect(gapsOf(inventoryOf(blind))).toEqual([])
    expect(blind.server.calls.get('aiplatform:projects.locations.endpoints.list')).toBe(3)
    expect(inventoryOf(blind).scopes.find(({ scope }) => scope.region === undefined)?.why).toMatch(/Asset Inventory was not searched .*Permission denied.*each kind of resource is listed in 3 locations instead/)
  })

  it('of a location that was asked for is listed there, whatever the Asset Inventory has seen', async () => {
    const { server, collected } = await googleScan({ folders, types: spine, regions: ['us-east1'], fault: (asked) => (asked.action === 'aiplatform:projects.locations.list' ? json({ locations: [{ locationId: 'us-central1' }, { locationId: 'us-east1' }] }) : undefined) })
    expect([...server.questions.get('aiplatform:projects.locations.endpoints.list') ?? []]).toEqual([expect.stringContaining('/locations/us-east1/endpoints')])
    expect(collected?.inventory.scopes.filter(({ state }) => state === 'not-requested').map(({ scope }) => scope.region)).toEqual(['us-central1'])
  })

  it('holds what the Asset Inventory has not seen yet, which is found where it is asked for by location', async () => {
    const lagging = (asked: Question) => (asked.action === 'cloudasset:searchAllResources' ? json({ results: [] }) : asked.action === 'aiplatform:projects.locations.list' ? json({ locations: [{ locationId: 'us-central1' }] }) : undefined)
    const [usual, named] = [await googleScan({ folders, types: spine, fault: lagging }), await googleScan({ folders, types: spine, regions: ['us-central1'], fault: lagging })]
    expect(usual.server.calls.get('aiplatform:projects.locations.endpoints.list')).toBeUndefined()
    expect(inventoryOf(named).assets.some((asset) => asset.type === 'gcp.vertex.endpoint')).toBe(true)
  })

  it('is asked about kinds that the Asset Inventory does not know wherever anything of Vertex AI stands', async () => {
    const data = recordedProjects('tidy').filter((folder) => /vertex-data.tidy$/.test(folder))
    const { server } = await googleScan({ folders: data, types: new Set(['gcp.vertex.rag_corpus', 'gcp.vertex.cached_content', 'gcp.vertex.dataset']) })
    for (const kind of ['ragCorpora', 'cachedContents', 'datasets']) expect(server.calls.get(`aiplatform:projects.locations.${kind}.list`), kind).toBe(1)
  })

  it('has no unknown locations', async () => {
    const { refused } = await googleScan({ folders, types: spine, regions: ['us-centrall1'], fault: (asked) => (asked.action === 'aiplatform:projects.locations.list' ? json({ locations: [{ locationId: 'us-central1' }] }) : undefined) })
    expect(refused?.message).toBe('Vertex AI has no location us-centrall1; nothing was scanned')
    expect(refused).toMatchObject({ hint: 'did you mean us-central1?' })
  })

  it('with a service that is not enabled is not asked about it, and that is no gap', async () => {
    const { server, collected } = await googleScan({ folders, types: spine, fault: (asked) => (asked.action === 'serviceusage:services.list' ? json({ services: [{ config: { name: 'aiplatform.googleapis.com' }, state: 'ENABLED' }] }) : undefined) })
    expect(server.calls.get('notebooks:projects.locations.instances.list')).toBeUndefined()
    expect(gapsOf(collected?.inventory)).toEqual([])
    expect(collected?.inventory.scopes[0]?.services['notebooks']).toBe('not-enabled')
  })

  it('whose services cannot be listed is asked about each', async () => {
    const { server, collected } = await googleScan({ folders, types: spine, fault: denying('serviceusage:services.list') })
    expect(server.calls.get('notebooks:projects.locations.instances.list')).toBe(1)
    const project = collected?.inventory.assets.find((asset) => asset.type === 'gcp.resourcemanager.project')
    expect(Object.keys(project?.gaps ?? {})).toEqual(['enabledServices'])
    expect(gapsOf(collected?.inventory)).toMatchObject([{ reason: 'denied', missing: ['serviceusage.services.list'] }])
  })
})

describe('an organisation', () => {
  const organisation = { ai: 5, idle: 195 }

  it('of 200 projects costs one listing for each that has no AI', async () => {
    const { server, collected } = await googleScan({ folders, types: spine, scopes: ['organizations/900100200300'], organisation })
    expect(server.calls.get('cloudasset:searchAllResources')).toBe(1)
    for (const [project, n] of server.byProject) if (project.startsWith('orchard-idle-')) expect(n, project).toBe(1)
    const scopes = collected?.inventory.scopes ?? []
    expect(scopes.filter(({ state }) => state === 'not-requested')).toHaveLength(195)
    expect(scopes.find(({ scope }) => scope.account === 'orchard-idle-007')?.why).toBe('no AI service is enabled there')
    expect(new Set(collected?.inventory.assets.filter((asset) => asset.type === 'gcp.vertex.endpoint').map((asset) => asset.scope.account)).size).toBe(5)
    expect(gapsOf(collected?.inventory)).toEqual([])
    // What stands above all projects is read once, not once a project.
    expect(server.calls.get('cloudresourcemanager:organizations.getIamPolicy')).toBe(1)
  })

  it('is walked level by level when it may not be searched', async () => {
    const { collected, server } = await googleScan({
      folders, types: spine, scopes: ['folders/800100200300'], fault: (asked) => {
        const parent = asked.query.get('parent')
        if (asked.action === 'cloudresourcemanager:folders.list') return json(parent === 'folders/800100200300' ? { folders: [{ name: 'folders/800100200301' }] } : {})
        if (asked.action === 'cloudresourcemanager:projects.list') return json(parent === 'folders/800100200301' ? { projects: [{ name: 'projects/111122223333', projectId: 'orchard-ml', state: 'ACTIVE' }] } : {})
        return denying('cloudasset:searchAllResources')(asked)
      },
    })
    expect(collected?.inventory.assets.map((asset) => asset.type)).toContain('gcp.resourcemanager.project')
    expect(server.calls.get('cloudresourcemanager:folders.list')).toBe(2)
  })
})

describe('what was asked for wrongly', () => {
  it.each([
    [['orchard-ml'], 'gcp:orchard-ml is no project, folder or organisation; nothing was scanned', 'did you mean gcp:projects/orchard-ml?'],
    [['org/900'], 'gcp:org/900 is no project, folder or organisation; nothing was scanned', 'gcp:projects/ID, gcp:folders/NUMBER or gcp:organizations/NUMBER'],
  ])('%j is refused', async (scopes, message, hint) => {
    const { refused } = await googleScan({ folders, scopes })
    expect(refused).toMatchObject({ message, hint })
  })

  it('a project that may not be read is said to be so', async () => {
    const { refused } = await googleScan({ folders, scopes: ['projects/rival-labs'], fault: denying('cloudresourcemanager:projects.get') })
    expect(refused?.message).toBe('nothing was scanned: cloudresourcemanager:projects.get: Permission denied')
  })

  it('one project of several that may not be read leaves the others whole, and the scan says so', async () => {
    const { collected } = await googleScan({ folders, types: spine, scopes: ['projects/orchard-ml', 'projects/rival-labs'], fault: (asked) => (asked.project === 'rival-labs' ? json({ error: { code: 403, status: 'PERMISSION_DENIED', message: 'Permission denied' } }, 403) : undefined) })
    expect(collected?.inventory.scopes.find(({ scope }) => scope.account === 'rival-labs')).toMatchObject({ state: 'unreachable' })
    expect(gapsOf(collected?.inventory)).toMatchObject([{ reason: 'denied', list: true, missing: ['resourcemanager.projects.get'] }])
    expect(collected?.inventory.assets.some((asset) => asset.type === 'gcp.vertex.endpoint')).toBe(true)
  })
})

describe('credentials', () => {
  it('of workload identity are exchanged for a token, and quota goes to the project that was named', async () => {
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.writeHead(200, { 'content-type': 'application/json' })
      const token = ['federated', 'token'].join('-')
      response.end(JSON.stringify({ access_token: token, issued_token_type: 'urn:ietf:params:oauth:token-type:access_token', token_type: 'Bearer', expires_in: 3600 }))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const folder = mkdtempSync(join(tmpdir(), 'aispm-wif-'))
    writeFileSync(join(folder, 'subject'), 'orchard-ci')
    writeFileSync(join(folder, 'adc.json'), JSON.stringify({
      type: 'external_account', audience: '//iam.googleapis.com/projects/111122223333/locations/global/workloadIdentityPools/ci/providers/git', subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      token_url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/token`, credential_source: { file: join(folder, 'subject') },
    }))
    const credentials = await openCredentials({ GOOGLE_APPLICATION_CREDENTIALS: join(folder, 'adc.json'), GOOGLE_CLOUD_QUOTA_PROJECT: 'orchard-bill' }, [])
    expect(await credentials.headers()).toEqual({ authorization: 'Bearer federated-token', 'x-goog-user-project': 'orchard-bill' })
    expect(asked).toEqual(['/v1/token'])
    server.close()
  })

  it('that are a bare token cannot impersonate', async () => {
    await expect(openCredentials({ GOOGLE_OAUTH_ACCESS_TOKEN: 'recorded' }, ['chat@orchard-ml.iam.gserviceaccount.com'])).rejects.toThrow('a bare access token cannot impersonate')
  })
})
