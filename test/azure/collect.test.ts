// Finding subscriptions and what is in them, over real HTTP: how little is asked, and what is said when less is allowed.
import { describe, expect, it } from 'vitest'
import type { Gap, Inventory } from '../../src/core/index.js'
import { json, recorded, type Question } from './server.js'
import { azureScan, recordedSubscriptions, type AzureScan } from './world.js'

const spine = new Set(['azure.resources.subscription', 'azure.rbac.role_assignment', 'azure.rbac.role_definition', 'azure.rbac.deny_assignment', 'azure.rbac.principal', 'azure.identity.user_assigned', 'azure.keyvault.vault', 'azure.ml.online_endpoint'])
const folders = recordedSubscriptions('tidy').filter((folder) => /spine.tidy$/.test(folder))

function inventoryOf({ collected, refused }: AzureScan): Inventory {
  if (collected === undefined) throw refused ?? new Error('nothing was scanned')
  return collected.inventory
}
/** Gaps, less those of reads that nobody asked for. */
const gapsOf = (inventory: Inventory | undefined): Gap[] => (inventory?.gaps ?? []).filter((gap) => gap.reason !== 'not-requested')
const denying = (action: string) => (asked: Question) => (asked.action === action ? json({ error: { code: 'AuthorizationFailed', message: 'does not have authorization' } }, 403) : undefined)
const seeing = (actions: string[]) => (asked: Question) => (asked.action === 'authorization:permissions.list' ? json({ value: [{ actions, notActions: [] }] }) : undefined)

describe('a subscription', () => {
  it('is read alike page by page and all at once', async () => {
    const [whole, paged] = [await azureScan({ folders, types: spine }), await azureScan({ folders, types: spine, pageCap: 1 })]
    expect(inventoryOf(paged).assets).toEqual(inventoryOf(whole).assets)
    expect(paged.server.total).toBeGreaterThan(whole.server.total)
  })

  it('costs each question once, and each table of Resource Graph one', async () => {
    const { server } = await azureScan({ folders, types: spine })
    for (const [action, n] of server.calls) expect(n, action).toBe(server.questions.get(action)?.size)
    for (const table of ['resources', 'containers', 'authorization']) expect(server.calls.get(`resourcegraph:${table}`), table).toBe(1)
  })

  it('is asked with the version of each call, whatever the client library thinks of it', async () => {
    const { server } = await azureScan({ folders, types: spine, pageCap: 1 })
    expect(server.versions.get('machinelearningservices:onlineEndpoints.list')).toBe('2025-06-01')
    expect([...server.versions].filter(([, version]) => !/^20\d\d-\d\d-\d\d(?:-preview)?$/.test(version))).toEqual([])
  })

  it('of which not everything may be seen says so: Resource Graph leaves out in silence', async () => {
    const { collected } = await azureScan({ folders, types: spine, fault: seeing(['Microsoft.MachineLearningServices/*/read']) })
    const gaps = gapsOf(collected?.inventory)
    expect(gaps.filter((gap) => gap.list && gap.types.includes('azure.rbac.role_assignment'))).toMatchObject([{ reason: 'denied', missing: ['Microsoft.Authorization/roleAssignments/read'] }])
    expect(gaps.filter((gap) => gap.types.includes('azure.ml.online_endpoint'))).toEqual([])
    // What it did show is kept.
    expect(collected?.inventory.assets.filter((asset) => asset.type === 'azure.rbac.role_assignment')).toHaveLength(2)
  })

  it('of which only some may be seen is read as far as it is seen, and said not to be whole', async () => {
    const { collected } = await azureScan({ folders, types: spine, fault: seeing(['Microsoft.Authorization/*/read']) })
    expect(collected?.inventory.assets.some((asset) => asset.type === 'azure.ml.online_endpoint')).toBe(true)
    expect(gapsOf(collected?.inventory).filter((gap) => gap.list && gap.types.includes('azure.ml.online_endpoint'))).toMatchObject([{ reason: 'denied', missing: ['Microsoft.MachineLearningServices/workspaces/read'] }])
  })

  it('takes what one role takes away and another gives as given', async () => {
    const both = (asked: Question) => (asked.action === 'authorization:permissions.list' ? json({ value: [{ actions: ['*/read'], notActions: ['Microsoft.Authorization/*'] }, { actions: ['Microsoft.Authorization/*/read'], notActions: [] }] }) : undefined)
    const { collected } = await azureScan({ folders, types: spine, fault: both })
    expect(gapsOf(collected?.inventory)).toEqual([])
  })

  it('whose permissions cannot be told is doubted, not trusted', async () => {
    const { collected } = await azureScan({ folders, types: spine, fault: denying('authorization:permissions.list') })
    expect(gapsOf(collected?.inventory).filter((gap) => gap.list).length).toBeGreaterThan(1)
    expect(gapsOf(collected?.inventory)[0]?.message).toContain('what Resource Graph left out cannot be told')
  })

  it('is read in one region only where that is asked for', async () => {
    const locations = (asked: Question) => (asked.action === 'resources:subscriptions.listLocations' ? json({ value: [{ name: 'westeurope' }, { name: 'northeurope' }] }) : undefined)
    const [here, there, nowhere] = [
      await azureScan({ folders, types: spine, regions: ['westeurope'], fault: locations }), await azureScan({ folders, types: spine, regions: ['northeurope'], fault: locations }),
      await azureScan({ folders, types: spine, regions: ['westeuropa'], fault: locations }),
    ]
    const endpoints = (scan: AzureScan): number => inventoryOf(scan).assets.filter((asset) => asset.type === 'azure.ml.online_endpoint').length
    expect([endpoints(here), endpoints(there)]).toEqual([1, 0])
    expect(inventoryOf(there).scopes[0]?.why).toBe('only AI resources in northeurope were read, and what they refer to')
    expect(nowhere.refused).toMatchObject({ message: 'Azure has no region westeuropa in this subscription; nothing was scanned', hint: 'did you mean westeurope?' })
  })

  it('waits for the quota of Resource Graph in place of being refused', { timeout: 30_000 }, async () => {
    const { collected, server, milliseconds } = await azureScan({ folders, types: new Set(['azure.rbac.role_assignment', 'azure.resources.subscription']), pageCap: 1, graphQuota: 3 })
    expect(gapsOf(collected?.inventory)).toEqual([])
    expect(server.throttled).toBeLessThanOrEqual(2)
    expect(milliseconds).toBeGreaterThan(1000)
  })
})

describe('a tenant', () => {
  const tenant = { ai: 5, idle: 45 }

  it('of 50 subscriptions is one question a table, and one call for each that has no AI', async () => {
    const { server, collected } = await azureScan({ folders, types: spine, scopes: ['tenant/aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee'], tenant })
    for (const table of ['resources', 'containers', 'authorization']) expect(server.calls.get(`resourcegraph:${table}`), table).toBe(1)
    for (const [subscription, n] of server.bySubscription) if (subscription.includes('-b0')) expect(n, subscription).toBe(1)
    const scopes = collected?.inventory.scopes ?? []
    expect(scopes.filter(({ state }) => state === 'not-requested')).toHaveLength(45)
    expect(scopes.find(({ state }) => state === 'not-requested')?.why).toBe('no AI resource is there')
    expect(new Set(collected?.inventory.assets.filter((asset) => asset.type === 'azure.ml.online_endpoint').map((asset) => asset.scope.account)).size).toBe(5)
    expect(gapsOf(collected?.inventory)).toEqual([])
  })

  it('gives what stands above its subscriptions to each of them, also where the first one has no AI and is not read', async () => {
    const above = { id: '/providers/Microsoft.Management/managementGroups/orchard/providers/Microsoft.Authorization/roleAssignments/0a000000-0000-4000-8000-0000000000ff', name: '0a000000-0000-4000-8000-0000000000ff', type: 'microsoft.authorization/roleassignments', subscriptionId: '', properties: { principalId: 'ada00000-0000-4000-8000-000000000001', principalType: 'User', roleDefinitionId: '/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7', scope: '/providers/Microsoft.Management/managementGroups/orchard' } }
    const idle = '00000000-2222-3333-4444-000000000000'
    const { collected, server } = await azureScan({
      folders, types: spine, scopes: [], tenant: { ai: 2, idle: 0 }, fault: (asked, honest) => {
        if (asked.action === 'resources:subscriptions.list') {
          const { value } = JSON.parse(honest().body.toString('utf8')) as { value: object[] }
          return json({ value: [{ id: `/subscriptions/${idle}`, subscriptionId: idle, displayName: 'web', state: 'Enabled', tenantId: 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee' }, ...value] })
        }
        if (asked.subscription === idle) return json({ value: [{ actions: ['*/read'], notActions: [] }] })
        if (asked.action !== 'resourcegraph:authorization') return undefined
        const page = JSON.parse(honest().body.toString('utf8')) as { data: object[] }
        return json({ ...page, data: [above, ...page.data] })
      },
    })
    const found = collected?.inventory.assets.filter(({ id }) => id === above.id.toLowerCase())
    expect(found).toHaveLength(1)
    expect(collected?.inventory.relations.filter(({ from, target }) => from === above.id.toLowerCase() && target === 'azure.resources.subscription')).toHaveLength(2)
    expect(server.calls.get('resourcegraph:authorization')).toBe(1)
    expect(gapsOf(collected?.inventory)).toEqual([])
  })

  it('is narrowed to what lies under a management group', async () => {
    const { collected } = await azureScan({ folders, types: spine, scopes: ['mg/orchard'], tenant: { ai: 2, idle: 0 } })
    expect(collected?.inventory.scopes.map(({ state }) => state)).toEqual(['read', 'read'])
    const { refused } = await azureScan({ folders, types: spine, scopes: ['mg/rival'], tenant: { ai: 2, idle: 0 } })
    expect(refused?.message).toBe('nothing was scanned: the credentials see no subscription under the management group rival')
  })

  it('is every subscription of the credentials when none is named', async () => {
    const { collected } = await azureScan({ folders, types: spine, scopes: [], tenant: { ai: 2, idle: 1 } })
    expect(collected?.inventory.scopes).toHaveLength(3)
  })
})

describe('what was asked for wrongly', () => {
  it.each([
    [[recorded], `azure:${recorded} is no subscription, management group or tenant; nothing was scanned`, `did you mean azure:sub/${recorded}?`],
    [['sub/orchard'], 'azure:sub/orchard is no subscription, management group or tenant; nothing was scanned', 'azure:sub/ID, azure:mg/NAME or azure:tenant/ID'],
    [['tenant/aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee', 'tenant/bbbbbbbb-bbbb-4ccc-8ddd-eeeeeeeeeeee'], 'one scan reads one tenant; nothing was scanned', 'scan the tenants one after the other'],
  ])('%j is refused', async (scopes, message, hint) => {
    const { refused } = await azureScan({ folders, scopes })
    expect(refused).toMatchObject({ message, hint })
  })

  it('a subscription that may not be read is said to be so', async () => {
    const { refused } = await azureScan({ folders, fault: denying('resources:subscriptions.get') })
    expect(refused?.message).toBe('nothing was scanned: resources:subscriptions.get: does not have authorization')
  })

  it('one of several that may not be read leaves the others whole, and the scan says so', async () => {
    const foreign = '99999999-8888-7777-6666-555555555555'
    const { collected } = await azureScan({ folders, types: spine, scopes: [`sub/${recorded}`, `sub/${foreign}`], fault: (asked) => (asked.subscription === foreign ? denying(asked.action)(asked) : undefined) })
    expect(collected?.inventory.scopes.find(({ scope }) => scope.account === foreign)).toMatchObject({ state: 'unreachable' })
    expect(gapsOf(collected?.inventory)).toMatchObject([{ reason: 'denied', list: true, missing: ['Microsoft.Resources/subscriptions/read'] }])
    expect(collected?.inventory.assets.some((asset) => asset.type === 'azure.ml.online_endpoint')).toBe(true)
  })
})
