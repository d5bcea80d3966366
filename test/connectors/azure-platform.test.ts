// Storage, registries, vaults, roles and principals: facts out of published and recorded answers, and what absent settings mean.
import { describe, expect, it } from 'vitest'
import { vulnerableIn, isScanned, type FindingRow } from '../../src/connectors/azure/acr/images.js'
import registry from '../../src/connectors/azure/acr/registry.js'
import { tokensOf } from '../../src/connectors/azure/acr/tokens.js'
import vault from '../../src/connectors/azure/keyvault/vault.js'
import denyAssignment from '../../src/connectors/azure/rbac/deny-assignment.js'
import principal from '../../src/connectors/azure/rbac/principal.js'
import roleAssignment from '../../src/connectors/azure/rbac/role-assignment.js'
import roleDefinition from '../../src/connectors/azure/rbac/role-definition.js'
import { roleName } from '../../src/connectors/azure/roles.js'
import account, { daysIn } from '../../src/connectors/azure/storage/account.js'
import { containerId, containerOf } from '../../src/connectors/azure/storage/blobs.js'
import container from '../../src/connectors/azure/storage/container.js'
import type { AnyCollector, Emission } from '../../src/connectors/kit/collector.js'
import { GapMark } from '../../src/connectors/kit/collector.js'
import { misfit } from '../../src/core/shape.js'
import { samples, samplesPresent } from './samples.js'

const subscription = '11111111-2222-3333-4444-555555555555'
const group = `/subscriptions/${subscription}/resourcegroups/rg-orchard/providers`
const store = `${group}/microsoft.storage/storageaccounts/storchard`
const crate = `${group}/microsoft.containerregistry/registries/crorchard`
const safe = `${group}/microsoft.keyvault/vaults/kv-orchard`
const denied = new GapMark('test:denied')
const listOf = (rows: unknown): object => ({ ok: true, value: () => Promise.resolve(rows === undefined ? { ok: false, gap: denied } : { ok: true, value: rows }) })

interface Outcome {
  found: Emission<unknown>[]
  unlisted: number
}

/** What a collector emits when its calls are answered like this; `undefined` stands for a refusal. */
async function emitted(c: AnyCollector, answers: Record<string, unknown>, ref?: string): Promise<Outcome> {
  const found: Emission<unknown>[] = []
  let unlisted = 0
  const answer = (name: string): Promise<unknown> => Promise.resolve(answers[name] === undefined ? { ok: false, gap: denied } : { ok: true, value: answers[name] })
  const call = Object.fromEntries(Object.keys(c.calls).map((name) => [name, Object.assign(() => answer(name), { all: () => answer(name), page: () => answer(name), rows: () => answers[name] ?? [] })]))
  const ctx = {
    scope: { provider: 'azure', account: subscription }, call, emit: (one: Emission<unknown>) => found.push(one), unlisted: () => (unlisted += 1),
    read: (shared: { id: string }) => (shared.id === 'azure.storage-containers' ? Promise.resolve(listOf(answers['containers'])) : answer(shared.id)), each: (rows: unknown[], body: (row: unknown) => void) => rows.forEach(body),
  }
  await (ref === undefined ? c.list?.(ctx as never) : c.resolve?.({ type: c.type, id: ref, from: '' }, ctx as never))
  for (const { props, edges } of found) {
    if (props instanceof GapMark) continue
    const gaps = new Set(Object.entries(props as object).filter(([, value]) => value instanceof GapMark).map(([name]) => name))
    expect(misfit(c.props, props, '', gaps)).toBeNull()
    for (const edge of Array.isArray(edges) ? edges : []) if (edge != null && 'target' in edge) expect(c.relates[edge.type] ?? [], edge.type).toContain(edge.target)
  }
  return { found, unlisted }
}
const propsOf = async (...asked: Parameters<typeof emitted>): Promise<Record<string, unknown>> => ((await emitted(...asked)).found[0]?.props ?? {}) as Record<string, unknown>
const edgesOf = async (...asked: Parameters<typeof emitted>): Promise<unknown[]> => {
  const edges = (await emitted(...asked)).found[0]?.edges
  return Array.isArray(edges) ? edges.filter((edge) => edge != null) : []
}

/** Bodies of published examples and of recorded exchanges; lists give their items. */
function bodies(service: string, operations: string[], type: RegExp): Record<string, unknown>[] {
  const inside = (data: Record<string, unknown>): unknown => {
    const responses = data['responses'] as Record<string, { body?: unknown }> | undefined
    const response = data['response'] as { body?: { data?: unknown } } | undefined
    return responses?.['200']?.body ?? response?.body?.data ?? data
  }
  return operations.flatMap((operation) => samples(service, operation, 'azure')).flatMap(({ data }) => {
    const body = inside(data) as { value?: unknown }
    return Array.isArray(body.value) ? body.value : [body]
  }).filter((row): row is Record<string, unknown> => typeof row === 'object' && row !== null && 'type' in row && typeof row.type === 'string' && type.test(row.type))
}

describe.skipIf(!samplesPresent)('recorded answers (skipped: ../shared/data/api-samples is absent)', () => {
  const storageRecordings = ['recorded__StorageTest.firewall', 'recorded__StorageTest.test_storage_blob_services', 'recorded__StorageContainerTest.containers', 'recorded__StorageTest.test_storage_settings_require_secure_transfer_min_tls_version']
  const table: [name: string, c: AnyCollector, ref: string | undefined, call: string, rows: Record<string, unknown>[], fed: number][] = [
    ['storage accounts', account, store, 'accounts', bodies('storage', ['StorageAccountGetProperties', 'StorageAccountGetPropertiesCMKEnabled', 'StorageAccountList', 'StorageAccountListByResourceGroup', ...storageRecordings], /^Microsoft\.Storage\/storageAccounts$/i), 24],
    ['blob services', account, store, 'blobs', bodies('storage', ['BlobServicesGet', 'BlobServicesList', 'recorded__StorageTest.test_storage_blob_services'], /blobServices$/i), 3],
    ['containers', container, containerId(store, 'c'), 'containers', bodies('storage', ['BlobContainersList', 'BlobContainersGet', 'BlobContainersGetWithAllowProtectedAppendWritesAll', 'recorded__StorageContainerTest.containers'], /containers$/i), 7],
    ['registries', registry, crate, 'registries', bodies('containerregistry', ['RegistryGet', 'RegistryList', 'RegistryListByResourceGroup', 'recorded__ContainerRegistryTest.test_find_by_name'], /registries$/i), 7],
    ['vaults', vault, safe, 'vaults', bodies('keyvault', ['getVault', 'listVaultBySubscription', 'listVaultByResourceGroup', 'recorded__KeyVaultTest.test_whitelist', 'recorded__KeyVaultTest.common'], /vaults$/i), 5],
    ['role assignments', roleAssignment, undefined, 'assignments', bodies('authorization', ['RoleAssignments_ListForSubscription', 'RoleAssignments_Get', 'RoleAssignments_ListForResource', 'recorded__AccessControlTest.test_find_assignments_by_resources'], /roleAssignments$/i), 79],
    ['roles', roleDefinition, undefined, 'definitions', bodies('authorization', ['GetRoleDefinitionAtScope', 'recorded__AccessControlTest.test_find_definition_by_name'], /roleDefinitions$/i), 130],
    ['deny assignments', denyAssignment, undefined, 'list', bodies('authorization', ['GetAllDenyAssignments', 'GetDenyAssignmentByNameId', 'GetDenyAssignmentByScope'], /denyAssignments$/i), 3],
  ]
  it.each(table)('of %s', async (name, c, ref, call, rows, fed) => {
    const known = { accounts: [{}], registries: [{}], blobs: {}, containers: [], findings: [], plans: [], tokens: [], scopeMaps: [], get: {}, diagnostics: [], vaults: [{}] }
    for (const row of rows) {
      const of = name === 'blob services' ? row : [row]
      const own = name === 'containers' ? containerId(store, String(row['name'])) : name === 'roles' ? roleName(String(row['id'])) : ref
      expect((await emitted(c, { ...known, [call]: of }, own)).found.length).toBe(1)
    }
    expect(rows.length).toBe(fed)
  })
})

describe('a storage account', () => {
  const there = { accounts: [{ id: store, name: 'storchard', kind: 'StorageV2', properties: {} }], blobs: null, containers: [] }
  it('of which nothing is set is not taken for a good one', async () => {
    expect(await propsOf(account, there, store)).toMatchObject({
      state: 'there', allowBlobPublicAccess: null, allowSharedKeyAccess: null, crossTenantReplication: null, minTls: null, httpsOnly: null, keySource: null, sasDays: null,
      network: { publicAccess: null, defaultAction: null }, softDeleteDays: null, versioning: null, cors: [],
    })
  })
  it('that is gone is missing, and asked for nothing more', async () => {
    const { found: [one] } = await emitted(account, { accounts: [] }, store)
    expect(one).toMatchObject({ name: 'storchard', props: { state: 'missing', softDeleteDays: null, cors: [] } })
  })
  it('of files alone has no blobs to ask for', async () => {
    expect(await propsOf(account, { accounts: [{ id: store, kind: 'FileStorage', properties: {} }] }, store)).toMatchObject({ sort: 'filestorage', softDeleteDays: null })
  })
  it('keeps deleted blobs only while the policy is on', async () => {
    const kept = async (deleteRetentionPolicy: object): Promise<unknown> => (await propsOf(account, { ...there, blobs: { properties: { deleteRetentionPolicy } } }, store))['softDeleteDays']
    expect([await kept({ enabled: true, days: 14 }), await kept({ enabled: false, days: 14 }), await kept({})]).toEqual([14, null, null])
  })
  it('points at its containers; where they are unread, their list is', async () => {
    expect(await edgesOf(account, { ...there, containers: [{ name: 'Corpus' }] }, store)).toContainEqual({ type: 'stored-in', target: 'azure.storage.container', to: containerId(store, 'corpus'), via: 'blobServices.containers' })
    const blind = await edgesOf(account, { ...there, containers: undefined }, store)
    expect(blind).toContainEqual({ type: 'stored-in', unread: denied })
    expect(blind).toContainEqual(expect.objectContaining({ to: containerId(store) }))
    expect(await emitted(container, {}, containerId(store))).toEqual({ found: [], unlisted: 1 })
  })
  it.each([['7.00:00:00', 7], ['1.12:00:00', 1.5], ['00:30:00', 1 / 48], ['P7D', null], ['', null], [undefined, null]])('lets a SAS of the period %s be good for %s days', (period, days) => {
    expect(daysIn(period)).toBe(days)
  })
})

describe('a container', () => {
  it('is named below its account, in lower case', () => {
    expect(containerOf(containerId(store.toUpperCase(), 'corpus'))).toEqual({ account: store, name: 'corpus' })
    expect(containerOf(containerId(store))).toEqual({ account: store, name: null })
    expect(containerOf(store)).toBeNull()
  })
  it('that nobody has is missing; one whose list was refused is unread', async () => {
    expect(await propsOf(container, { containers: [] }, containerId(store, 'gone'))).toMatchObject({ state: 'missing', publicAccess: null, account: 'storchard' })
    expect((await emitted(container, {}, containerId(store, 'corpus'))).found[0]).toMatchObject({ name: 'corpus', props: denied })
  })
})

describe('a registry', () => {
  const whole = { findings: [], plans: [], tokens: [], scopeMaps: [], registries: [{ id: crate, name: 'crorchard', properties: {} }] }
  it('says by a newer version of the API what Resource Graph leaves out', async () => {
    expect(await propsOf(registry, { ...whole, get: { properties: { anonymousPullEnabled: true } } }, crate)).toMatchObject({ anonymousPull: true, armTokens: null })
    expect(await propsOf(registry, whole, crate)).toMatchObject({ anonymousPull: denied, armTokens: denied, adminUser: null })
    const told = { id: crate, properties: { anonymousPullEnabled: false, policies: { azureADAuthenticationAsArmPolicy: { status: 'disabled' } } } }
    expect(await propsOf(registry, { ...whole, registries: [told] }, crate)).toMatchObject({ anonymousPull: false, armTokens: 'disabled' })
  })
  it('that is gone is missing, and asked for nothing more', async () => {
    expect(await propsOf(registry, { ...whole, tokens: undefined, registries: [] }, crate)).toMatchObject({ state: 'missing', tokens: [], anonymousPull: null })
  })
  it('has tokens that write by what their scope maps allow', () => {
    const token = (name: string, map: string, over: object = {}): object => ({ name, properties: { status: 'enabled', scopeMapId: `${crate}/scopeMaps/${map}`, credentials: { passwords: [{}] }, ...over } })
    const maps = [{ id: `${crate}/scopeMaps/ci`, properties: { actions: ['repositories/*/content/write'] } }, { id: `${crate}/scopeMaps/edge`, properties: { actions: ['repositories/serve/content/read', 'repositories/serve/metadata/read'] } }]
    const tokens = tokensOf([
      token('ci', 'ci'), token('edge', 'edge', { credentials: { passwords: [{ expiry: '9999-12-31T23:59:59.999999+00:00' }] } }), token('push', '_repositories_push'), token('off', 'ci', { status: 'disabled' }), token('bare', 'ci', { credentials: {} }),
      token('ends', 'ci', { credentials: { passwords: [{ expiry: '2026-07-01T00:00:00Z' }, { expiry: '2026-06-01T00:00:00Z' }] } }),
    ], maps)
    expect(tokens.map(({ name, writes, endless }) => [name, writes, endless])).toEqual([['ci', true, true], ['edge', false, true], ['ends', true, false], ['push', true, true]])
    expect(tokens.find(({ name }) => name === 'ends')?.expiresAt).toBe('2026-07-01T00:00:00.000Z')
  })
  it('has vulnerable images where serious findings of its own are open', () => {
    const finding = (of: string, severity: string, code = 'Unhealthy', digest = 'sha256:aa'): FindingRow => ({
      id: `${of.toUpperCase()}/providers/Microsoft.Security/assessments/a/subAssessments/s`,
      properties: { status: { code, severity }, additionalData: { artifactDetails: { repositoryName: 'serve', digest, tags: ['v2', 'v1'] } } },
    })
    const all = [finding(crate, 'High'), finding(crate, 'Critical'), finding(crate, 'Medium', 'Unhealthy', 'sha256:bb'), finding(crate, 'High', 'Healthy', 'sha256:cc'), finding(`${crate}2`, 'High', 'Unhealthy', 'sha256:dd'), {}]
    expect(vulnerableIn(crate, all)).toEqual([{ repository: 'serve', digest: 'sha256:aa', tags: ['v1', 'v2'], serious: 2 }])
    expect([isScanned([]), isScanned([{ name: 'Containers', properties: { pricingTier: 'Free' } }]), isScanned([{ name: 'Containers', properties: { pricingTier: 'Standard' } }])]).toEqual([false, false, true])
  })
})

describe('a vault', () => {
  it('that is gone is missing; a managed HSM is none', async () => {
    expect(await propsOf(vault, { vaults: [] }, safe)).toMatchObject({ state: 'missing', rbac: null, diagnostics: [] })
    expect((await emitted(vault, { vaults: [] }, `${group}/microsoft.keyvault/managedhsms/hsm-orchard`)).found).toEqual([])
  })
  it('has access policies in lower case, and no good value where nothing is set', async () => {
    const accessPolicies = [{ objectId: 'ADA00000-0000-4000-8000-000000000001', permissions: { secrets: ['List', 'Get'] } }]
    expect(await propsOf(vault, { vaults: [{ id: safe, properties: { accessPolicies } }], diagnostics: [] }, safe)).toMatchObject({
      rbac: null, purgeProtection: null, network: { publicAccess: null, defaultAction: null },
      accessPolicies: [{ principal: 'ada00000-0000-4000-8000-000000000001', keys: [], secrets: ['get', 'list'], certificates: [] }],
    })
  })
})

describe('a principal', () => {
  const ada = 'ada00000-0000-4000-8000-000000000001'
  it('is what its assignments call it, and what the directory says when it is asked', async () => {
    const answers = { 'azure.principal-types': new Map([[ada, 'User']]), 'azure.directory-objects': new Map([[ada, { id: ada, displayName: 'Ada', userType: 'Guest' }]]), groups: { value: ['96000000-0000-4000-8000-00000000000B'] } }
    expect(await propsOf(principal, answers, `/principals/${ada}`)).toMatchObject({ principalType: 'User', userType: 'Guest', displayName: 'Ada', groups: ['96000000-0000-4000-8000-00000000000b'], appOwnerTenantId: null })
    expect(await propsOf(principal, { ...answers, 'azure.directory-objects': undefined, groups: undefined }, `/principals/${ada}`)).toMatchObject({ principalType: 'User', userType: denied, groups: denied })
  })
  it('that is assigned nothing is asked about by itself', async () => {
    const answers = { 'azure.principal-types': new Map(), 'azure.directory-objects': new Map(), groups: null, objects: { value: [{ id: ada, displayName: 'trainer', appOwnerOrganizationId: 'AAAAAAAA-bbbb-4ccc-8ddd-eeeeeeeeeeee' }] } }
    expect(await propsOf(principal, answers, `/principals/${ada}`)).toMatchObject({ principalType: null, groups: [], appOwnerTenantId: 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee' })
  })
})
