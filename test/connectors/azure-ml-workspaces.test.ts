// Workspaces, registries, connections, datastores, data assets and Databricks: recorded and published answers, and what hides in them.
import { describe, expect, it } from 'vitest'
import type { Resource } from '../../src/connectors/azure/calls.js'
import databricks from '../../src/connectors/azure/databricks/workspace.js'
import { addressOf } from '../../src/connectors/azure/ml/addresses.js'
import connection from '../../src/connectors/azure/ml/connection.js'
import dataAsset from '../../src/connectors/azure/ml/data-asset.js'
import datastore from '../../src/connectors/azure/ml/datastore.js'
import { outboundOf } from '../../src/connectors/azure/ml/outbound-rules.js'
import registry from '../../src/connectors/azure/ml/registry.js'
import workspace from '../../src/connectors/azure/ml/workspace.js'
import { GapMark, type AnyCollector, type Emission } from '../../src/connectors/kit/collector.js'
import { misfit } from '../../src/core/shape.js'
import { samples, samplesPresent } from './samples.js'

const subscription = '11111111-2222-3333-4444-555555555555'
const group = `/subscriptions/${subscription}/resourceGroups/rg-orchard/providers`
const place = `${group}/Microsoft.MachineLearningServices/workspaces/mlw-orchard`
const denied = new GapMark('test:denied')

/** What a collector emits when its calls are answered like this; what is not there is refused. */
async function emitted(c: AnyCollector, answers: Record<string, unknown>, ref?: string): Promise<Emission<unknown>[]> {
  const found: Emission<unknown>[] = []
  const answer = (name: string, input?: unknown) => {
    const given = typeof answers[name] === 'function' ? (answers[name] as (input: unknown) => unknown)(input) : answers[name]
    return Promise.resolve(given === undefined ? { ok: false, gap: denied } : { ok: true, value: given })
  }
  const call = Object.fromEntries(Object.keys(c.calls).map((name) => [name, Object.assign((input: unknown) => answer(name, input), {
    all: (input: unknown) => answer(name, input), rows: () => answers[name] ?? [],
    page: async (input: unknown) => {
      const one = await answer(name, input)
      return 'value' in one ? { ok: true, value: { value: one.value } } : one
    },
  })]))
  const each = async (rows: Iterable<unknown>, body: (row: unknown) => Promise<void> | void): Promise<void> => {
    for (const row of rows) await body(row)
  }
  const ctx = { scope: { provider: 'azure', account: subscription }, call, emit: (one: Emission<unknown>) => found.push(one), read: (shared: { id: string }) => answer(shared.id), each, unlisted: () => undefined }
  await (ref === undefined ? c.list?.(ctx as never) : c.resolve?.({ type: c.type, id: ref, from: '' }, ctx as never))
  for (const { props, edges } of found) {
    if (props instanceof GapMark) continue
    const gaps = new Set(Object.entries(props as object).filter(([, value]) => value instanceof GapMark).map(([name]) => name))
    expect(misfit(c.props, props, '', gaps)).toBeNull()
    for (const edge of Array.isArray(edges) ? edges : []) if (edge != null && 'target' in edge) expect(c.relates[edge.type] ?? [], edge.type).toContain(edge.target)
  }
  return found
}
const within = (rows: unknown[]): Record<string, unknown> => ({ 'azure.ml-workspaces-seen': { rows: [{ id: place, name: 'mlw-orchard', kind: 'Default', properties: {} }], gap: null }, 'azure.storage-names': new Map(), list: rows })
const propsOf = (one: Emission<unknown> | undefined): Record<string, unknown> => (one?.props ?? {}) as Record<string, unknown>
const edgesOf = (one: Emission<unknown> | undefined): string[] => (Array.isArray(one?.edges) ? one.edges : []).flatMap((edge) => (edge == null ? [] : 'to' in edge ? [`${edge.type} ${edge.to}`] : [`${edge.type} unread`]))

describe.skipIf(!samplesPresent)('recorded answers (skipped: ../shared/data/api-samples is absent)', () => {
  /** Rows of lists, or the one thing of an answer. */
  const rows = (operation: string): Resource<object>[] => samples('machinelearningservices', operation, 'azure').flatMap(({ data }) => {
    const { responses, response } = data as { responses?: { 200: { body: { value?: [] } } }; response?: { body: { data: { value?: [] } } } }
    const body = responses?.['200'].body ?? response?.body.data
    return body?.value ?? [body]
  }) as Resource<object>[]
  const recorded = ['MachineLearningWorkspaceTest.test_machine_learning_workspace_policy_run', 'MachineLearningDataContainerTest.machine-learning-data-container', 'MachineLearningJobTest.machine-learning-jobs'].map((name) => `recorded__${name}`)
  const table: [name: string, c: AnyCollector, answers: (rows: Resource<object>[]) => Record<string, unknown>, operations: string[], fed: number][] = [
    ['workspaces', workspace, (found) => ({ workspaces: found, diagnostics: [], outbound: [] }), ['Workspace_listBySubscription', 'Workspace_get', ...recorded], 13],
    ['registries', registry, (found) => ({ registries: found, diagnostics: [] }), ['Registries_listBySubscription'], 2],
    ['connections', connection, within, ['WorkspaceConnection_list', 'WorkspaceConnection_get'], 6],
    ['datastores', datastore, within, ['Datastore_list', 'Datastore_get'], 4],
    ['data assets', dataAsset, (found) => ({ ...within([{ name: 'corpus' }]), latest: found }), ['Workspace_DataVersionBase_list', 'Workspace_DataVersionBase_get'], 2],
  ]
  it.each(table)('of %s', async (_, c, answers, operations, fed) => {
    const found = operations.flatMap(rows)
    expect(await emitted(c, answers(found))).not.toEqual([])
    expect(found.length).toBe(fed)
  })
  it('of outbound rules', () => {
    expect(outboundOf(rows('ManagedNetwork_listRule')).map(({ category, wildcard }) => [category, wildcard])).toContainEqual(['required', null])
  })
})

describe('addresses', () => {
  const [user, word] = ['reader', ['n0t', 'for', 'you'].join('-')]
  it.each([
    [`https://${user}:${word}@pypi.orchard.example/simple?sig=${word}#x`, { shown: 'https://pypi.orchard.example/simple', scheme: 'https', host: 'pypi.orchard.example' }],
    [`git+https://${word}@github.com/a/b`, { shown: 'git+https://github.com/a/b', scheme: 'git+https', host: 'github.com' }],
    ['wasbs://corpus@storchard.blob.core.windows.net/a', { shown: 'wasbs://corpus@storchard.blob.core.windows.net/a', scheme: 'wasbs', host: 'storchard.blob.core.windows.net' }],
    ['azureml://datastores/corpus/paths/a b/', { shown: 'azureml://datastores/corpus/paths/a b/', scheme: 'azureml', host: 'datastores' }],
    ['orchard.redis.cache.windows.net:6380', { shown: 'orchard.redis.cache.windows.net:6380', scheme: null, host: 'orchard.redis.cache.windows.net' }],
    ['_', { shown: '_', scheme: null, host: null }], ['', { shown: null, scheme: null, host: null }], [null, { shown: null, scheme: null, host: null }],
  ])('%s', (text, expected) => {
    expect(addressOf(text)).toEqual(expected)
  })
})

describe('workspaces', () => {
  const read = async (properties: object, kind = 'Default', more: object = {}) => (await emitted(workspace, { workspaces: [{ id: place, name: 'mlw-orchard', kind, properties }], diagnostics: [], outbound: [], ...more }))[0]
  it('that say nothing are left with nothing said', async () => {
    expect(propsOf(await read({}))).toMatchObject({ isolation: null, datastoresAuth: null, encryption: null, dataIsolation: null, highImpact: null, network: { publicAccess: null, defaultAction: null, ipRules: [] } })
  })
  it('with a bare list of addresses let in only those', async () => {
    expect(propsOf(await read({ publicNetworkAccess: 'Enabled', ipAllowlist: ['203.0.113.7'] }))['network']).toEqual({ publicAccess: 'enabled', defaultAction: 'deny', ipRules: ['203.0.113.7'], bypass: null })
    expect(propsOf(await read({ publicNetworkAccess: 'Enabled', ipAllowlist: [] }))['network']).toMatchObject({ defaultAction: null })
  })
  it('outbound rules are asked for only where they decide', async () => {
    const refused = { outbound: undefined }
    expect(propsOf(await read({ managedNetwork: { isolationMode: 'AllowOnlyApprovedOutbound' } }, 'Hub', refused))['outboundRules']).toBe(denied)
    expect(propsOf(await read({ managedNetwork: { isolationMode: 'AllowOnlyApprovedOutbound' } }, 'Project', refused))['outboundRules']).toEqual([])
    expect(propsOf(await read({ managedNetwork: { isolationMode: 'AllowInternetOutbound' } }, 'Default', refused))['outboundRules']).toEqual([])
  })
  it('a project belongs to its hub', async () => {
    const one = await read({ hubResourceId: `${group}/Microsoft.MachineLearningServices/workspaces/Hub-Orchard` }, 'Project')
    expect(edgesOf(one)).toContain(`owned-by ${group}/Microsoft.MachineLearningServices/workspaces/hub-orchard`.toLowerCase())
  })
})

it('stars of outbound rules', () => {
  const rule = (destination: string, type = 'FQDN'): Resource<object> => ({ name: 'r', properties: { type, category: 'UserDefined', destination } })
  expect(outboundOf([rule('*.Blob.core.windows.net'), rule('*'), rule('pypi.org')]).map(({ wildcard }) => wildcard)).toEqual(['.blob.core.windows.net', '', null])
  expect(outboundOf([{ name: 't', properties: { type: 'ServiceTag', destination: { serviceTag: 'Storage.WestEurope', action: 'Deny' } } }])[0]).toMatchObject({ destination: 'storage.westeurope', action: 'deny', wildcard: null })
})

describe('connections', () => {
  it('that a project has from its hub are the hub\'s', async () => {
    const hub = `${group}/Microsoft.MachineLearningServices/workspaces/hub`
    const project = { id: place, name: 'p', kind: 'Project', properties: { hubResourceId: hub } }
    const list = [{ name: 'shared', properties: { createdByWorkspaceArmId: hub.toUpperCase().replace('/SUBSCRIPTIONS/', '/subscriptions/') } }, { name: 'own', properties: { createdByWorkspaceArmId: place } }, { name: 'old', properties: {} }]
    expect((await emitted(connection, { 'azure.ml-workspaces-seen': { rows: [project], gap: null }, list })).map(({ name }) => name)).toEqual(['own', 'old'])
  })
  it('keep nothing of metadata but the resource', async () => {
    const account = `${group}/Microsoft.CognitiveServices/accounts/Orchard-OpenAI`
    const [one] = await emitted(connection, within([{ name: 'openai', properties: { category: 'AzureOpenAI', authType: 'AAD', metadata: { ResourceId: account, note: 'kept by nobody' }, credentials: { key: 'never' } } }]))
    expect(edgesOf(one)).toContain(`can-invoke ${account.toLowerCase()}`)
    expect(JSON.stringify(one)).not.toMatch(/never|kept by nobody/)
  })
})

describe('datastores', () => {
  const account = `${group}/microsoft.storage/storageaccounts/storchard`.toLowerCase()
  const read = async (properties: object, names?: ReadonlyMap<string, string>) => (await emitted(datastore, { ...within([{ name: 'corpus', properties }]), 'azure.storage-names': names }))[0]
  it('say where their account stands, or it is found by name', async () => {
    const found = await read({ datastoreType: 'AzureBlob', accountName: 'StOrchard', containerName: 'corpus' }, new Map([['storchard', account]]))
    expect(propsOf(found)).toMatchObject({ subscription, account: 'storchard' })
    expect(edgesOf(found)).toEqual(expect.arrayContaining([`stored-in ${account}`, `stored-in ${account}/blobservices/default/containers/corpus`, `governed-by /subscriptions/${subscription}`]))
    expect(propsOf(await read({ accountName: 'x', subscriptionId: '9', resourceGroup: 'g' }))).toMatchObject({ subscription: '9' })
  })
  it('whose account nobody finds name no subscription; refused names are unread', async () => {
    expect(propsOf(await read({ accountName: 'gone' }, new Map()))['subscription']).toBeNull()
    const blind = await read({ accountName: 'gone' })
    expect(propsOf(blind)['subscription']).toBe(denied)
    expect(edgesOf(blind)).toEqual(expect.arrayContaining(['stored-in unread', 'governed-by unread']))
  })
})

describe('data assets', () => {
  it('a name without a version is none; a refused one is a gap', async () => {
    expect(await emitted(dataAsset, { ...within([{ name: 'planned' }]), latest: [] })).toEqual([])
    const [one] = await emitted(dataAsset, within([{ name: 'corpus' }]))
    expect([one?.id, one?.props]).toEqual([`${place}/data/corpus`.toLowerCase(), denied])
  })
  it('that something refers to are read by version', async () => {
    const id = `${place}/data/corpus/versions/2`.toLowerCase()
    const store = `azureml://subscriptions/${subscription}/resourcegroups/rg-orchard/workspaces/mlw-orchard/datastores/Corpus/paths/v2/`
    const [one] = await emitted(dataAsset, { version: { name: '2', properties: { dataType: 'mltable', dataUri: store, referencedUris: ['https://data.orchard.example/x?sig=secret'] } }, 'azure.storage-names': new Map() }, id)
    expect(one).toMatchObject({ id, name: 'corpus:2', props: { version: '2', sources: [{ scheme: 'azureml' }, { uri: 'https://data.orchard.example/x', host: 'data.orchard.example' }] } })
    expect(edgesOf(one)).toContain(`stored-in ${place}/datastores/corpus`.toLowerCase())
    expect((await emitted(dataAsset, {}, id))[0]?.props).toBe(denied)
  })
})

it('Databricks says what is encrypted with whose key', async () => {
  const read = async (properties: object) => propsOf((await emitted(databricks, { workspaces: [{ id: `${group}/Microsoft.Databricks/workspaces/dbw`, name: 'dbw', properties }], diagnostics: [] }))[0])
  const key = { keySource: 'Microsoft.Keyvault', keyVaultProperties: { keyVaultUri: 'https://kv.vault.azure.net/', keyName: 'k' } }
  expect(await read({ encryption: { entities: { managedServices: key } }, parameters: { encryption: { value: { keySource: 'Microsoft.Keyvault', KeyName: 'files' } }, enableNoPublicIp: { value: false } } }))
    .toMatchObject({ servicesKey: 'https://kv.vault.azure.net/keys/k', disksKey: null, filesKey: 'files', noPublicIp: false, virtualNetwork: null })
  expect(await read({ parameters: { encryption: { value: { keySource: 'Default' } } } })).toMatchObject({ filesKey: null, noPublicIp: null, computeMode: null })
})
