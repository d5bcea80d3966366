// Endpoints, deployments, models and environments of Azure Machine Learning: facts out of published answers, and edge cases.
import { describe, expect, it } from 'vitest'
import batchDeployment from '../../src/connectors/azure/ml/batch-deployment.js'
import batchEndpoint from '../../src/connectors/azure/ml/batch-endpoint.js'
import { packagesIn } from '../../src/connectors/azure/ml/conda.js'
import environment, { hostOf } from '../../src/connectors/azure/ml/environment.js'
import model from '../../src/connectors/azure/ml/model.js'
import { monitorsOf } from '../../src/connectors/azure/ml/monitors.js'
import onlineDeployment from '../../src/connectors/azure/ml/online-deployment.js'
import onlineEndpoint from '../../src/connectors/azure/ml/online-endpoint.js'
import { datastoreIn, referenceOf } from '../../src/connectors/azure/ml/references.js'
import serverlessEndpoint from '../../src/connectors/azure/ml/serverless-endpoint.js'
import { GapMark, type AnyCollector, type Emission } from '../../src/connectors/kit/collector.js'
import { misfit } from '../../src/core/shape.js'
import { samples, samplesPresent } from './samples.js'

const workspace = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-orchard/providers/Microsoft.MachineLearningServices/workspaces/mlw-orchard'
const lower = workspace.toLowerCase()
const denied = new GapMark('test:denied')
type Row = Record<string, unknown>
type Props = Record<string, unknown>

/** What a collector emits when its calls and shared reads are answered like this; what is left out is refused. */
async function emitted(c: AnyCollector, answers: Record<string, unknown>, ref?: string): Promise<{ found: Emission<unknown>[]; unlisted: GapMark[] }> {
  const [found, unlisted]: [Emission<unknown>[], GapMark[]] = [[], []]
  const answer = (name: string) => Promise.resolve(answers[name] === undefined ? { ok: false, gap: denied } : { ok: true, value: answers[name] })
  const call = Object.fromEntries(Object.keys(c.calls).map((name) => [name, Object.assign(() => answer(name), { all: () => answer(name), page: () => answer(name), rows: () => answers[name] ?? [] })]))
  const ctx = {
    scope: { provider: 'azure', account: '11111111-2222-3333-4444-555555555555' }, call, emit: (one: Emission<unknown>) => found.push(one), unlisted: (gap: GapMark) => unlisted.push(gap),
    read: (shared: { id: string }) => answer(shared.id), each: async (rows: Row[], body: (row: Row) => Promise<void>) => {
      for (const row of rows) await body(row)
    },
  }
  await (ref === undefined ? c.list?.(ctx as never) : c.resolve?.({ type: c.type, id: ref, from: '' }, ctx as never))
  for (const { props, edges } of found) {
    const gaps = new Set(props instanceof GapMark ? [] : Object.entries(props as Props).filter(([, value]) => value instanceof GapMark).map(([name]) => name))
    if (!(props instanceof GapMark)) expect(misfit(c.props, props, '', gaps)).toBeNull()
    for (const edge of Array.isArray(edges) ? edges : []) if (edge != null && 'target' in edge) expect(c.relates[edge.type] ?? [], edge.type).toContain(edge.target)
  }
  return { found, unlisted }
}
const first = async (...asked: Parameters<typeof emitted>): Promise<{ props: Props; edges: unknown[] }> => {
  const { found: [one] } = await emitted(...asked)
  return { props: (one?.props ?? {}) as Props, edges: Array.isArray(one?.edges) ? one.edges.filter((edge) => edge != null) : [] }
}
const listed = (rows: Row[]) => [{ workspace, endpoints: { ok: true, value: rows } }]
const named = (rows: Row[]) => [{ workspace, containers: { ok: true, value: rows } }]

describe.skipIf(!samplesPresent)('published answers (skipped: ../shared/data/api-samples is absent)', () => {
  const bodies = (...operations: string[]): Row[] => operations.flatMap((operation) => samples('machinelearningservices', operation, 'azure'))
    .map(({ data }) => (data as { responses: { '200': { body: Row } } }).responses['200'].body)
  const rows = (...operations: string[]): Row[] => bodies(...operations).flatMap((body) => body['value'] as Row[])
  const recorded = (): Row[] => samples('machinelearningservices', 'recorded', 'azure').filter(({ file }) => file.includes('02_onlineEndpoints'))
    .flatMap(({ data }) => (data as { response: { body: { data: { value: Row[] } } } }).response.body.data.value)
  const one = [{ id: `${workspace}/onlineEndpoints/chat`, name: 'chat' }]
  const table: [name: string, c: AnyCollector, answers: Record<string, unknown>, fed: number][] = samplesPresent ? [
    ['online endpoints', onlineEndpoint, { 'azure.ml-online-endpoints': listed([...rows('Workspace_OnlineEndpoint_list'), ...recorded()]), diagnostics: [] }, 3],
    ['online deployments', onlineDeployment, { 'azure.ml-online-endpoints': listed(one), list: [...rows('OnlineDeployment_list'), ...bodies('OnlineDeployment_KubernetesOnlineDeployment_get', 'OnlineDeployment_ManagedOnlineDeployment_get')], schedules: rows('Schedule_list') }, 3],
    ['batch endpoints', batchEndpoint, { 'azure.ml-batch-endpoints': listed(rows('Workspace_BatchEndpoint_list')) }, 2],
    ['batch deployments', batchDeployment, { 'azure.ml-batch-endpoints': listed(one), list: rows('Workspace_BatchDeployment_list') }, 1],
    ['serverless endpoints', serverlessEndpoint, { 'azure.ml-workspaces-seen': { rows: [{ id: workspace }], gap: null }, list: rows('Workspace_ServerlessEndpoint_list') }, 2],
  ] : []
  it.each(table)('of %s', async (_, c, answers, fed) => {
    expect((await emitted(c, answers)).found.length).toBe(fed)
  })
  it.each([['model', model, 'Workspace_ModelVersion_get', 'azure.ml-models'], ['environment', environment, 'Workspace_EnvironmentVersion_get', 'azure.ml-environments']] as const)('of a version of a %s', async (_, c, operation, containers) => {
    for (const version of bodies(operation)) {
      const { found } = await emitted(c, { [containers]: named([{ id: `${workspace}/models/chat`, name: 'chat', properties: { latestVersion: '3' } }]), version })
      expect(found.map(({ name }) => name)).toEqual(['chat:3'])
    }
    // The published lists of names leave out the latest version: it is asked for.
    const names = named(rows(operation.replace('Version_get', 'Container_list')))
    const newest = bodies(operation.replace('_get', '_list'))[0]
    expect((await emitted(c, { [containers]: names, newest })).found.length).toBe(1)
    expect(await emitted(c, { [containers]: names, newest: { value: [] } })).toEqual({ found: [], unlisted: [] })
    expect(await emitted(c, { [containers]: names })).toEqual({ found: [], unlisted: [denied] })
  })
})

describe('references', () => {
  const version = { kind: 'version', id: `${lower}/models/chat/versions/3` }
  it.each([
    [`${workspace}/models/Chat/versions/3`, version], [`azureml:${workspace}/models/Chat/versions/3`, version], ['azureml:Chat:3', version],
    ['azureml://locations/westeurope/workspaces/77777777-0000-4000-8000-0000000000aa/models/chat/versions/3', version],
    ['azureml://registries/HuggingFace/models/gpt2/versions/1', { kind: 'registry', registry: 'huggingface', name: 'gpt2', isPinned: true }],
    ['azureml://registries/azureml/models/phi/labels/latest', { kind: 'registry', registry: 'azureml', name: 'phi', isPinned: false }],
    ['azureml://registries/azureml/models/phi', { kind: 'registry', registry: 'azureml', name: 'phi', isPinned: false }],
    [`${lower.replace(/workspaces.*/, 'registries/shared')}/models/chat/versions/3`, { kind: 'registry', registry: 'shared', name: 'chat', isPinned: true }],
    ['azureml:chat@latest', { kind: 'label' }], ['azureml://datastores/weights/paths/chat', { kind: 'path' }], ['https://storchard.blob.core.windows.net/weights/chat', { kind: 'path' }],
    ['./model.pkl', { kind: 'path' }], ['', null], [null, null],
  ])('%s', (text, meant) => {
    expect(referenceOf(text, workspace, 'models')).toEqual(meant)
  })
  it.each([
    ['azureml://datastores/weights/paths/chat/3', { datastore: `${lower}/datastores/weights`, path: 'chat/3' }],
    ['azureml://subscriptions/s/resourceGroups/g/workspaces/other/datastores/weights/paths/chat', { datastore: '/subscriptions/s/resourcegroups/g/providers/microsoft.machinelearningservices/workspaces/other/datastores/weights', path: 'chat' }],
    ['azureml://subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/other/datastores/weights/paths/chat', { datastore: '/subscriptions/s/resourcegroups/g/providers/microsoft.machinelearningservices/workspaces/other/datastores/weights', path: 'chat' }],
    [`${workspace}/datastores/weights/paths/chat`, { datastore: `${lower}/datastores/weights`, path: 'chat' }],
    ['azureml://jobs/plucky_apple/outputs/artifacts/paths/model/', { datastore: `${lower}/datastores/workspaceartifactstore`, path: 'artifacts/paths/model/' }],
    ['runs:/plucky_apple/model', { datastore: `${lower}/datastores/workspaceartifactstore`, path: 'model' }],
    ['https://example.com/datastores/x', null], [undefined, null],
  ])('files at %s', (uri, meant) => {
    expect(datastoreIn(uri, workspace)).toEqual(meant)
  })
  it('a datastore of this very workspace is found by its whole id', () => {
    expect(datastoreIn(`azureml:/${workspace.slice(1)}/datastores/weights/paths/x`, workspace)?.datastore).toBe(`${lower}/datastores/weights`)
  })
})

describe('deployments', () => {
  const endpoint = { id: `${workspace}/onlineEndpoints/chat`, name: 'chat', properties: { traffic: { blue: 90 }, mirrorTraffic: { green: 10 } } }
  const row = (properties: Row, name = 'blue'): Row => ({ id: `${workspace}/onlineEndpoints/chat/deployments/${name}`, name, properties })
  const known = { 'azure.ml-online-endpoints': listed([endpoint]), schedules: [], registries: [{ name: 'Orchard-Models' }] }
  it('are known by their endpoint, and take its traffic', async () => {
    const { found } = await emitted(onlineDeployment, { ...known, list: [row({}), row({}, 'green')] })
    expect(found.map(({ name, props }) => [name, (props as Props)['traffic'], (props as Props)['mirrorTraffic']])).toEqual([['chat/blue', 90, 0], ['chat/green', 0, 10]])
    expect(found[0]?.props).toMatchObject({ egress: null, appInsights: null, modelKind: 'none', livenessProbe: false, collections: [], monitors: [] })
  })
  it.each([
    ['azureml://registries/orchard-models/models/chat/versions/1', 'registry', { name: 'orchard-models', own: true }],
    ['azureml://registries/HuggingFace/models/gpt2/labels/latest', 'label', { name: 'huggingface', own: false }],
    ['https://storchard.blob.core.windows.net/w/model?sv=1&sig=abc', 'path', null],
  ])('of %s', async (of, modelKind, modelRegistry) => {
    const { props } = await first(onlineDeployment, { ...known, list: [row({ model: of })] })
    expect(props).toMatchObject({ modelKind, modelRegistry, model: of.split('?')[0] })
  })
  it('leave a gap where registries or schedules were refused, and no secret anywhere', async () => {
    const password = ['k9', 'Xv2', 'qLm7', 'Rt'].join('')
    const { props } = await first(onlineDeployment, { 'azure.ml-online-endpoints': listed([endpoint]), list: [row({ model: 'azureml://registries/x/models/y/versions/1', environmentVariables: { DB_PASSWORD: password, EMPTY: null } })] })
    expect(props).toMatchObject({ modelRegistry: denied, monitors: denied, environmentVariables: ['DB_PASSWORD', 'EMPTY'], secrets: [{ type: 'password', at: 'environmentVariables.DB_PASSWORD', length: password.length }] })
    expect(JSON.stringify(props)).not.toContain(password)
  })
  it('a workspace that does not list its endpoints makes the list unread, and hides no other', async () => {
    const { found, unlisted } = await emitted(onlineDeployment, { ...known, 'azure.ml-online-endpoints': [...listed([endpoint]), { workspace: 'other', endpoints: { ok: false, gap: denied } }], list: [row({})] })
    expect([found.length, unlisted]).toEqual([1, [denied]])
  })
  it.each([
    [{ referenceType: 'Id', assetId: `${workspace}/models/chat/versions/3` }, 'version', 'serves'],
    [{ referenceType: 'DataPath', datastoreId: `${workspace}/datastores/weights`, path: 'chat' }, 'path', 'stored-in'],
    [{ referenceType: 'OutputPath', jobId: `${workspace}/jobs/plucky`, path: 'artifacts/model' }, 'path', 'stored-in'],
  ])('in batches serve %j', async (of, modelKind, type) => {
    const { props, edges } = await first(batchDeployment, { 'azure.ml-batch-endpoints': listed([{ id: `${workspace}/batchEndpoints/score`, name: 'score' }]), list: [row({ model: of })] })
    expect(props['modelKind']).toBe(modelKind)
    expect(edges).toContainEqual(expect.objectContaining({ type }))
  })
  it('are watched by schedules that are on and name them', () => {
    const schedule = (deploymentId: string | null, isEnabled = true, actionType = 'CreateMonitor') => ({ id: `${workspace}/schedules/s`, properties: { isEnabled, action: { actionType, monitorDefinition: { monitoringTarget: { deploymentId } } } } })
    const blue = `${workspace}/onlineEndpoints/chat/deployments/blue`
    expect(monitorsOf([schedule(blue), schedule('azureml:chat:blue'), schedule('chat:blue')], blue, workspace).length).toBe(3)
    expect(monitorsOf([schedule('azureml:chat:green'), schedule(null), schedule(blue, false), schedule(blue, true, 'CreateJob')], blue, workspace)).toEqual([])
  })
})

describe('versions', () => {
  it('of models are asked for as their owner spells them, and a refused one hides where its files lie', async () => {
    const containers = named([{ id: `${workspace}/models/Chat`, name: 'Chat', properties: { latestVersion: '3' } }])
    const { found } = await emitted(model, { 'azure.ml-models': containers }, `${lower}/models/chat/versions/2`)
    expect(found[0]).toMatchObject({ id: `${lower}/models/chat/versions/2`, name: 'Chat:2', props: denied, edges: [{ type: 'owned-by' }, { type: 'stored-in', unread: denied }, { type: 'built-by', unread: denied }] })
  })
  it('of models tell files by address from those in datastores', async () => {
    const read = (modelUri: string, more = {}) => first(model, { 'azure.ml-models': named([{ id: `${workspace}/models/chat`, name: 'chat', properties: { latestVersion: '3' } }]), version: { properties: { modelUri } }, ...more })
    const account = '/subscriptions/s/resourcegroups/g/providers/microsoft.storage/storageaccounts/storchard'
    expect((await read('https://storchard.blob.core.windows.net/Weights/chat?sig=abc', { 'azure.storage-names': new Map([['storchard', account]]) })).edges)
      .toContainEqual({ type: 'stored-in', target: 'azure.storage.container', to: `${account}/blobservices/default/containers/weights`, via: 'modelUri' })
    expect((await read('https://storchard.blob.core.windows.net/weights/chat')).edges).toContainEqual({ type: 'stored-in', unread: denied })
    expect((await read('azureml://datastores/weights/paths/chat')).edges).toContainEqual(expect.objectContaining({ to: `${lower}/datastores/weights` }))
    expect((await read('https://storchard.blob.core.windows.net/weights/chat?sig=abc')).props['uri']).toBe('https://storchard.blob.core.windows.net/weights/chat')
  })
  it.each([
    ['acrorchard.azurecr.io/serving:3', 'workspace'], ['acrother.azurecr.io/serving:3', 'subscription'], ['rival.azurecr.io/serving:3', 'other'],
    ['mcr.microsoft.com/azureml/base:1', 'microsoft'], ['mcr.microsoft.com.evil.example/base:1', 'other'], ['ubuntu', 'other'],
  ])('of environments know whose %s is', async (image, registry) => {
    const { props } = await first(environment, {
      'azure.ml-environments': named([{ id: `${workspace}/environments/serving`, name: 'serving', properties: { latestVersion: '1' } }]), version: { properties: { image } },
      registries: [{ id: '/subscriptions/s/x/acrother', name: 'acrOther', properties: { loginServer: 'acrother.azurecr.io' } }],
      'azure.ml-workspaces': [{ id: workspace, properties: { containerRegistry: '/subscriptions/s/x/acrOrchard' } }],
    })
    expect(props['registry']).toBe(registry)
  })
  it('of environments that only Microsoft names are left alone', async () => {
    const row = (name: string): Row => ({ id: `${workspace}/environments/${name}`, name, properties: { latestVersion: '1' } })
    const { found } = await emitted(environment, { 'azure.ml-environments': named(['AzureML-sklearn-1.5', 'CliV2AnonymousEnvironment', 'azureml_mine'].map(row)), version: { properties: {} } })
    expect(found.map(({ name }) => name)).toEqual(['azureml_mine:1'])
  })
})

describe('images and packages', () => {
  it.each([['tensorflow/serving', 'docker.io'], ['ubuntu:22.04', 'docker.io'], ['localhost:5000/x', 'localhost:5000'], ['ACR.azurecr.io/x', 'acr.azurecr.io'], ['', null]])('%s comes from %s', (image, host) => {
    expect(hostOf(image)).toBe(host)
  })
  it('tells what a build may replace', () => {
    const file = (...lines: string[]) => packagesIn(`dependencies:\n- python=3.11\n- pip\n- numpy>=1.2\n- pip:\n${lines.map((line) => `  - "${line}"`).join('\n')}\n`)
    const commit = '4f'.repeat(20)
    expect(file('torch==2.3.1', 'a[b]==1.0 ; python_version>\'3\'', `c @ git+https://github.com/x/c@${commit}`)).toEqual({ unpinned: ['numpy'], indexes: [] })
    expect(file('torch', 'd==2.*', 'git+https://user:pw@github.com/x/e', '--extra-index-url https://u:p@pypi.example', '--trusted-host pypi.example', '-r requirements.txt').unpinned)
      .toEqual(['-r requirements.txt', 'd', 'github.com/x/e', 'numpy', 'torch'])
    expect(file('--extra-index-url https://u:p@pypi.example', '--trusted-host pypi.example').indexes).toEqual(['--extra-index-url', '--trusted-host'])
    expect([packagesIn(null), packagesIn('{'), packagesIn('- a')]).toEqual([{ unpinned: [], indexes: [] }, { unpinned: [], indexes: [] }, { unpinned: [], indexes: [] }])
  })
})
