// Machines, jobs and schedules of Azure Machine Learning, policies and Defender's plans, out of published and recorded answers.
import { describe, expect, it } from 'vitest'
import plan from '../../src/connectors/azure/defender/plan.js'
import compute from '../../src/connectors/azure/ml/compute.js'
import { settingsOf, type Compute } from '../../src/connectors/azure/ml/compute-settings.js'
import { isolationOf } from '../../src/connectors/azure/ml/isolation.js'
import job, { familyOf } from '../../src/connectors/azure/ml/job.js'
import { computesOf, definitionProps, identitiesOf, type Definition } from '../../src/connectors/azure/ml/job-definitions.js'
import schedule from '../../src/connectors/azure/ml/schedule.js'
import { reaches, scopeTypeOf } from '../../src/connectors/azure/policy/assigned.js'
import assignment from '../../src/connectors/azure/policy/assignment.js'
import exemption from '../../src/connectors/azure/policy/exemption.js'
import { GapMark, type AnyCollector, type Answer, type Emission } from '../../src/connectors/kit/collector.js'
import { misfit } from '../../src/core/shape.js'
import { samples, samplesPresent } from './samples.js'

const scope = { provider: 'azure', account: '11111111-2222-3333-4444-555555555555' }
const denied = new GapMark('test:denied')
const group = `/subscriptions/${scope.account}/resourceGroups/rg-orchard`
const workspace = `${group}/providers/Microsoft.MachineLearningServices/workspaces/mlw-orchard`
const around = {
  'azure.ml-workspaces': [{ id: workspace, kind: 'Default', properties: { managedNetwork: { isolationMode: 'AllowInternetOutbound' } } }],
  'azure.ml-workspaces-seen': { rows: [{ id: workspace, kind: 'Default', properties: { managedNetwork: { isolationMode: 'AllowInternetOutbound' } } }], gap: null },
  'azure.ml-job-identities': [{ id: `${group}/providers/microsoft.managedidentity/userassignedidentities/id-train`.toLowerCase(), clientId: 'c1', principalId: 'p1' }],
}

/** What a collector emits when its calls are answered like this; what is left out is refused. */
async function emitted(c: AnyCollector, answers: Record<string, unknown>): Promise<Emission<unknown>[]> {
  const found: Emission<unknown>[] = []
  const all: Record<string, unknown> = { ...around, ...answers }
  const answer = (name: string): Promise<Answer<unknown>> => Promise.resolve(all[name] === undefined ? { ok: false, gap: denied } : { ok: true, value: all[name] })
  const call = Object.fromEntries(Object.keys(c.calls).map((name) => [name, Object.assign(() => answer(name), { all: () => answer(name), rows: () => all[name] ?? [] })]))
  const each = async (rows: unknown[], body: (row: unknown) => Promise<void>): Promise<void> => {
    for (const row of rows) await body(row)
  }
  const ctx = { scope, call, each, historySince: new Date('2026-03-03T00:00:00Z'), with: new Set(), emit: (one: Emission<unknown>) => found.push(one), read: ({ id }: { id: string }) => answer(id), unlisted: () => undefined }
  await c.list?.(ctx as never)
  for (const { props, edges, id } of found) {
    expect(id).toBe(id.toLowerCase())
    const gaps = new Set(Object.entries(props as object).filter(([, value]) => value instanceof GapMark).map(([name]) => name))
    expect(misfit(c.props, props, '', gaps)).toBeNull()
    for (const edge of Array.isArray(edges) ? edges : []) if (edge != null && 'target' in edge) expect(c.relates[edge.type] ?? [], edge.type).toContain(edge.target)
  }
  return found
}
const propsOf = async (...asked: Parameters<typeof emitted>): Promise<Record<string, unknown>[]> => (await emitted(...asked)).map(({ props }) => props as Record<string, unknown>)
/** Where its edges of a type lead; what could not be read stands as `unread`. */
const targets = ({ edges }: Emission<unknown>, type: string): string[] => (Array.isArray(edges) ? edges : []).flatMap((edge) => (edge == null || edge.type !== type ? [] : 'to' in edge ? [edge.to] : ['unread']))

describe.skipIf(!samplesPresent)('published and recorded answers (skipped: ../shared/data/api-samples is absent)', () => {
  /** Resources in answers: published ones lie in `responses`, recorded ones in `response`. */
  const bodies = (service: string, operation: string, file = /./): Record<string, unknown>[] => samples(service, operation, 'azure').filter((one) => file.test(one.file)).flatMap(({ data }) => {
    const at = (from: unknown, ...path: string[]): unknown => path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], from)
    const body = (at(data, 'responses', '200', 'body') ?? at(data, 'response', 'body', 'data')) as { value?: Record<string, unknown>[] }
    return body.value ?? [body as Record<string, unknown>]
  })
  const ml = (operation: string, file?: RegExp): Record<string, unknown>[] => bodies('machinelearningservices', operation, file)
  /** A recorded machine, as one of the workspace here. */
  const machines = ml('recorded', /_computes\.json$/).map((row) => ({ ...row, id: `${workspace}/computes/${String(row['name'])}` }))
  const table: [name: string, c: AnyCollector, answers: Record<string, unknown>, fed: number][] = [
    ['machines', compute, { list: machines }, 2],
    ['jobs', job, { list: [...['AutoML', 'Command', 'FineTuning', 'Distillation', 'Pipeline', 'Sweep'].flatMap((kind) => ml(`Job_${kind}Job_list`)), ...ml('recorded', /_jobs\.json$/)] }, 7],
    ['schedules', schedule, { list: [...ml('Schedule_list'), ...ml('Schedule_get')], users: [] }, 2],
    ['plans', plan, { plans: [...bodies('security', 'Pricings_ListPricings_example'), ...bodies('security', 'recorded', /_pricings\.json$/)] }, 26],
  ]
  it.each(table)('of %s', async (_, c, answers, fed) => {
    expect(await emitted(c, answers)).toHaveLength(fed)
  })
  it('say what a cluster was made with', async () => {
    expect((await propsOf(compute, { list: machines }))[0]).toMatchObject({ computeType: 'amlcompute', localAuth: true, sshOpen: true, nodePublicIp: true, minNodes: 0, maxNodes: 2, subnet: null, managedNetwork: 'allowinternetoutbound', attached: false })
  })
  it('say which parts of a plan are on', async () => {
    const found = await emitted(plan, { plans: bodies('security', 'Pricings_ListPricings_example') })
    expect(found.find(({ name }) => name === 'StorageAccounts')?.props).toMatchObject({ tier: 'standard', subPlan: 'DefenderForStorageV2', extensions: [{ name: 'onuploadmalwarescanning', enabled: true }, { name: 'sensitivedatadiscovery', enabled: true }] })
  })
})

describe('machines', () => {
  const of = (computeType: string, properties: Compute['properties']): ReturnType<typeof settingsOf> => settingsOf({ computeType, properties: properties ?? null })
  const subnet = { id: `${group}/providers/Microsoft.Network/virtualNetworks/vnet/subnets/training` }
  it.each([
    ['AmlCompute', { remoteLoginPortPublicAccess: 'NotSpecified' }, true], ['AmlCompute', { remoteLoginPortPublicAccess: 'NotSpecified', subnet }, false],
    ['AmlCompute', { remoteLoginPortPublicAccess: 'Enabled', subnet }, true], ['AmlCompute', {}, null],
    ['ComputeInstance', { sshSettings: { sshPublicAccess: 'Enabled' } }, true], ['ComputeInstance', { sshSettings: { sshPublicAccess: 'Disabled' } }, false], ['ComputeInstance', {}, null],
  ])('a port for SSH of %s with %j is open: %s', (type, properties, open) => {
    expect(of(type, properties).sshOpen).toBe(open)
  })
  it('what is unset stays unset', () => {
    expect(settingsOf({})).toEqual({
      state: null, vmSize: null, minNodes: null, maxNodes: null, subnet: null, nodePublicIp: null, sshOpen: null, sharing: null, idleShutdown: null, stopSchedule: false,
      osImage: null, osImageLatest: null, setupScripts: [], services: [], tls: null,
    })
  })
  it('a script is read where it stands in the answer, and only for what it downloads and runs', () => {
    const text = '#!/bin/bash\n# curl x | sh\ncurl -fsSL https://tools.example/a.sh | sudo bash\npip install pandas\n'
    const scripts = { startupScript: { scriptSource: 'inline', scriptData: Buffer.from(text).toString('base64') }, creationScript: { scriptSource: 'workspaceStorage', scriptData: 'Users/ada/setup.sh' } }
    expect(of('ComputeInstance', { setupScripts: { scripts } }).setupScripts).toEqual([{ name: 'startupScript', source: 'inline', remoteLines: [3] }, { name: 'creationScript', source: 'workspacestorage', remoteLines: [] }])
  })
  it.each([
    [{ type: 'docker', reference: 'ghcr.io/azure/rocker:latest' }, 'ghcr.io', false], [{ type: 'docker', reference: 'rocker/rstudio' }, 'docker.io', false], [{ reference: 'rstudio' }, 'docker.io', false],
    [{ reference: `orchard.azurecr.io/a@sha256:${'ab'.repeat(32)}` }, 'orchard.azurecr.io', true], [{ type: 'azureml', reference: 'azureml:rstudio:3' }, 'docker.io', true], [null, null, true],
  ])('a service out of %j is from %s, pinned: %s', (image, host, pinned) => {
    expect(of('ComputeInstance', { customServices: [{ name: 'x', image }] }).services).toMatchObject([{ host, pinned }])
  })
  it('stop by a schedule that is on', () => {
    const schedules = (status: string, action: string): Compute['properties'] => ({ schedules: { computeStartStop: [{ action, status }] } })
    expect([schedules('Enabled', 'Stop'), schedules('Disabled', 'Stop'), schedules('Enabled', 'Start')].map((one) => of('ComputeInstance', one).stopSchedule)).toEqual([true, false, false])
  })
  it('an AKS cluster that the list says nothing of is asked about; refused, its TLS is a gap; a hub\'s machine in a project is the hub\'s', async () => {
    const row = (id: string, properties: object | null): object => ({ id: `${id}/computes/aks`, name: 'aks', properties: { computeType: 'AKS', properties } })
    expect((await propsOf(compute, { list: [row(workspace, null)], get: row(workspace, { sslConfiguration: { status: 'Auto' } }) }))[0]).toMatchObject({ tls: 'auto' })
    expect((await propsOf(compute, { list: [row(workspace, null)] }))[0]).toMatchObject({ tls: denied, computeType: 'aks' })
    expect(await emitted(compute, { list: [row(`${workspace}-hub`, {})] })).toEqual([])
  })
  it('stand in their workspace\'s network, those of a project in its hub\'s', () => {
    const hub = { id: `${group}/x/hub`, kind: 'Hub', properties: { managedNetwork: { isolationMode: 'AllowOnlyApprovedOutbound' } } }
    const project = { id: `${group}/x/chat`, kind: 'Project', properties: { hubResourceId: hub.id.toUpperCase() } }
    expect([isolationOf(hub, []), isolationOf(project, [hub, project]), isolationOf(project, []), isolationOf({ properties: {} }, [])]).toEqual(['allowonlyapprovedoutbound', 'allowonlyapprovedoutbound', null, null])
  })
})

describe('jobs', () => {
  const pass = [7, 3, 9, 1, 5].map((n) => `${String.fromCharCode(96 + n)}${n * 11}X`).join('')
  const secretsIn = (definition: Definition): string[] => definitionProps(definition).secrets.map(({ at }) => at)
  it.each<[string, Definition, string[]]>([
    ['variables', { environmentVariables: { DB_PASSWORD: pass, EPOCHS: '3', DEPTH: 3 } }, ['environmentVariables.DB_PASSWORD']],
    ['a command', { command: `python a.py --password ${pass}` }, ['command line 1']],
    ['a sweep\'s trial', { trial: { environmentVariables: { DB_PASSWORD: pass }, command: 'python a.py' } }, ['trial environmentVariables.DB_PASSWORD']],
    ['Spark settings', { conf: { 'spark.db_password': pass }, args: '--epochs 3' }, ['conf.spark.db_password']],
    ['inputs', { inputs: { db_password: { jobInputType: 'literal', value: pass }, corpus: { jobInputType: 'uri_folder', uri: 'azureml://x' } } }, ['inputs.db_password']],
    ['steps', { jobs: { a: { environment_variables: { DB_PASSWORD: pass } }, b: { component: { command: `export DB_PASSWORD=${pass}` } }, c: null } }, ['step a environmentVariables.DB_PASSWORD', 'step b command line 1']],
    ['none', { environmentVariables: null, jobs: null, inputs: null, identity: null }, []],
  ])('credentials in %s', (_, definition, at) => {
    expect(secretsIn(definition)).toEqual(at)
    expect(JSON.stringify(definitionProps(definition))).not.toContain(pass)
  })
  it('as whom they run, the steps of a pipeline among them', () => {
    expect(definitionProps({ identity: { identityType: 'AMLToken' }, jobs: { a: { identity: { type: 'user_identity' } }, b: { identity: { type: 'managed_identity', client_id: 'C1' } } } }).runsAs).toEqual(['amltoken', 'managed', 'useridentity'])
    expect(identitiesOf({ identity: { identityType: 'Managed', clientId: 'C1' } })).toEqual([{ type: 'managed', clientId: 'c1', objectId: null, resourceId: null, named: true }])
    expect(definitionProps({}).runsAs).toEqual([])
  })
  it('which machines they land on', () => {
    const at = (name: string): string => `${workspace}/computes/${name}`
    expect(computesOf({ computeId: at('A'), settings: { default_compute: at('b') }, jobs: { x: { computeId: at('a') }, y: { compute: 'serverless' } } })).toEqual([at('a'), at('b')].map((id) => id.toLowerCase()))
    expect(computesOf({ computeId: 'azureml:serverless' })).toEqual([])
  })

  const row = (properties: object, createdAt = '2026-05-20T08:00:00Z'): object => ({ id: `${workspace}/jobs/j1`, name: 'j1', properties: { status: 'Completed', ...properties }, systemData: { createdAt } })
  const one = async (...asked: Parameters<typeof emitted>): Promise<Emission<unknown>> => (await emitted(...asked))[0] ?? expect.fail('nothing')
  it('a client id becomes a principal, or else the machine\'s; unread identities are a gap', async () => {
    const managed = (more: object): object => ({ list: [row({ identity: { identityType: 'Managed', ...more } })] })
    const known = await one(job, managed({ clientId: 'C1' }) as Record<string, unknown>)
    expect([targets(known, 'runs-as'), known.props]).toMatchObject([['/principals/p1', around['azure.ml-job-identities'][0]?.id], { asCompute: false }])
    expect((await one(job, managed({ clientId: 'other' }) as Record<string, unknown>)).props).toMatchObject({ asCompute: true })
    expect((await one(job, managed({}) as Record<string, unknown>)).props).toMatchObject({ asCompute: true, runsAs: ['managed'] })
    expect(targets(await one(job, managed({ objectId: 'P9' }) as Record<string, unknown>), 'runs-as')).toEqual(['/principals/p9'])
    expect(targets(await one(job, { ...managed({ clientId: 'C1' }), 'azure.ml-job-identities': undefined }), 'runs-as')).toEqual(['unread'])
  })
  it('what ended before the history begins is passed over, what goes on is not', async () => {
    expect(await emitted(job, { list: [row({}, '2025-01-01T00:00:00Z')] })).toEqual([])
    expect((await one(job, { list: [row({ status: 'Running' }, '2025-01-01T00:00:00Z')] })).past).toBeNull()
  })
  it('runs of one experiment are a family, whatever they were named; other rights make another', () => {
    const base = { experimentName: 'chat', jobType: 'Command', environmentId: `${workspace}/environments/train/versions/7` }
    const [first, second, third] = [{ ...base, displayName: 'ashy_truck_1' }, { ...base, displayName: 'calm_leaf_2', environmentId: `${workspace}/environments/train/versions/8` }, { ...base, identity: { identityType: 'UserIdentity' } }]
      .map((each) => familyOf(each, workspace))
    expect(second).toBe(first)
    expect(third).not.toBe(first)
  })
})

describe('schedules', () => {
  const row = (createdBy: string, createdByType = 'User'): object => ({ id: `${workspace}/schedules/s`, name: 's', properties: { isEnabled: true, action: { actionType: 'CreateJob', jobDefinition: {} } }, systemData: { createdBy, createdByType } })
  it.each<[string, object, unknown, unknown]>([
    ['somebody who is there', row('Ada'), [{ id: 'u', accountEnabled: true }], 'active'], ['one of two of that name', row('Ada'), [{ accountEnabled: false }, { id: 'u' }], 'active'],
    ['a leaver', row('Ben'), [], 'missing'], ['a blocked user', row('Ben'), [{ accountEnabled: false }], 'disabled'], ['an application', row('deploy', 'Application'), [], null], ['nobody who could be looked up', row('Ben'), undefined, denied],
  ])('made by %s', async (_, listed, users, creator) => {
    expect((await propsOf(schedule, { list: [listed], users }))[0]).toMatchObject({ creator })
  })
  it('monitors count what they watch and whom they tell', async () => {
    const monitor = (definition: object): object => ({ id: `${workspace}/schedules/m`, name: 'm', properties: { isEnabled: true, action: { actionType: 'CreateMonitor', monitorDefinition: definition } } })
    const found = await propsOf(schedule, { list: [monitor({}), monitor({ signals: { a: {}, b: {} }, alertNotificationSettings: { emailNotificationSettings: { emails: ['a@b'] } } })] })
    expect(found.map(({ monitor: one }) => one)).toEqual([{ signals: 0, emails: 0 }, { signals: 2, emails: 1 }])
  })
})

describe('policies', () => {
  const here = `/subscriptions/${scope.account}`
  const above = ['/providers/microsoft.management/managementgroups/orchard']
  it.each([
    [above[0] ?? '', [], true], [here, [], true], [`${here}/resourcegroups/rg`, [], true], ['/providers/microsoft.management/managementgroups/vineyard', [], false],
    [above[0] ?? '', [here], false], [here, above, false], [`${here}0`, [], false],
  ])('an assignment on %s without %j reaches the subscription: %s', (at, notScopes, is) => {
    expect(reaches(at, notScopes, here, above)).toBe(is)
  })
  it.each([
    [above[0] ?? '', 'managementgroup'], [here, 'subscription'], [`${here}/resourceGroups/rg`, 'resourcegroup'], [workspace, 'microsoft.machinelearningservices/workspaces'],
    [`${workspace}/onlineEndpoints/chat`, 'microsoft.machinelearningservices/workspaces/onlineendpoints'],
  ])('%s is a %s', (at, type) => {
    expect(scopeTypeOf(at)).toBe(type)
  })
  it('name their definition, say whether they hold, and belong to the subscription below them', async () => {
    const row = (properties: object): object => ({ id: `${above[0]}/providers/Microsoft.Authorization/policyAssignments/a`, name: 'a', properties: { scope: above[0], ...properties } })
    const containers = [{ properties: { managementGroupAncestorsChain: [{ name: 'Orchard' }] } }]
    const [deny] = await emitted(assignment, { containers, assignments: [row({ policyDefinitionId: '/providers/Microsoft.Authorization/policyDefinitions/AB-1', parameters: { effect: { value: 'Deny' } } })] })
    expect([deny?.props, deny === undefined ? [] : targets(deny, 'owned-by')]).toMatchObject([{ definition: 'ab-1', initiative: false, enforced: true, effect: 'deny', scopeType: 'managementgroup' }, [here]])
    const [set] = await emitted(assignment, { assignments: [row({ policyDefinitionId: '/providers/Microsoft.Authorization/policySetDefinitions/x', enforcementMode: 'DoNotEnforce', parameters: { effect: { value: 3 } } })] })
    expect([set?.props, set === undefined ? [] : targets(set, 'owned-by')]).toMatchObject([{ definition: 'x', initiative: true, enforced: false, effect: null }, ['unread']])
  })
  it('exemptions say whether AI is let off, and until when', async () => {
    const row = (at: string, expiresOn?: string): object => ({ id: `${at}/providers/Microsoft.Authorization/policyExemptions/e`, name: 'e', properties: { expiresOn, exemptionCategory: 'Waiver' } })
    const found = await propsOf(exemption, { exemptions: [row(workspace), row(`${group}/providers/Microsoft.CognitiveServices/accounts/a`, '2026-09-01T00:00:00Z'), row(group), row(`${group}/providers/Microsoft.Compute/virtualMachines/v`)] })
    expect(found.map(({ ai, expiresAt, category }) => [ai, expiresAt, category])).toEqual([[true, null, 'waiver'], [true, '2026-09-01T00:00:00.000Z', 'waiver'], [false, null, 'waiver'], [false, null, 'waiver']])
  })
})
