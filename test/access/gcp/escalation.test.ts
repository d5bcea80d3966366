// Administrators, and those who can gain more through an AI service.
import { describe, expect, test } from 'vitest'
import { gcpAccess } from '../../../src/access/gcp/index.js'
import { type Binding, type Estate, type Part, ada, adaId, bind, chat, chatMember, denyPolicy, email, estate, number, orgPolicy, principal, project, role, serviceAccount, world } from './world.js'

const admin = (e: Estate, who: Part = serviceAccount('chat-serving'), parts: readonly Part[] = []) => {
  const w = world([...estate(e), who, ...parts])
  return gcpAccess.admin(w.get(who.id), w)
}
const given = (name: string, expression?: string) => admin({ project: [bind(name, chatMember, expression)] })

describe('admin', () => {
  test.each<[string, boolean]>([
    ['roles/owner', true], ['roles/editor', true], ['roles/iam.securityAdmin', true], ['roles/iam.serviceAccountTokenCreator', true],
    ['roles/viewer', false], ['roles/aiplatform.admin', false], ['roles/iam.serviceAccountUser', false], ['roles/iam.serviceAccountKeyAdmin', false], ['roles/iam.roleAdmin', false], ['roles/storage.admin', false],
  ])('%s: %s', (name, expected) => expect(given(name).value).toBe(expected))

  test('says by what', () => {
    expect(given('roles/editor')).toMatchObject({ value: true, confidence: 'high', because: [{ path: 'bindings[0]', saw: `roles/editor to ${chatMember}`, wanted: 'no roles/owner, roles/editor, setIamPolicy or token creation at the project or above' }] })
  })
  test('above the project', () => {
    expect(admin({ folder: [bind('roles/resourcemanager.folderAdmin', chatMember)] }).value).toBe(true)
    expect(admin({ organization: [bind('roles/editor', chatMember)] }).value).toBe(true)
    // The right to set folders' policies does nothing on a project.
    expect(given('roles/resourcemanager.folderAdmin').value).toBe(false)
  })
  test('on a single account it is none', () => {
    expect(admin({}, serviceAccount('chat-serving'), [serviceAccount('strong', { bindings: [bind('roles/iam.serviceAccountTokenCreator', chatMember)] })]).value).toBe(false)
  })
  test('in another project of the inventory', () => {
    const other: Part = { id: '//cloudresourcemanager.googleapis.com/projects/777788889999', type: 'gcp.resourcemanager.project', account: 'orchard-web', aliases: ['//cloudresourcemanager.googleapis.com/projects/orchard-web'], props: { projectId: 'orchard-web', number: '777788889999', parent: null, bindings: [bind('roles/owner', chatMember)], denyPolicies: [], serviceAccounts: [] } }
    expect(admin({}, serviceAccount('chat-serving'), [other])).toMatchObject({ value: true, because: [{ asset: other.id }] })
  })
  test('conditions on what may be granted', () => {
    expect(given('roles/iam.securityAdmin', 'api.getAttribute("iam.googleapis.com/modifiedGrantsByRole", []).hasOnly(["roles/aiplatform.user"])').value).toBe(false)
    expect(given('roles/iam.securityAdmin', 'api.getAttribute("iam.googleapis.com/modifiedGrantsByRole", []).hasOnly(["roles/owner"])').value).toBe(true)
    expect(given('roles/editor', 'request.time < timestamp("2026-01-01T00:00:00Z")').value).toBe(false)
    expect(given('roles/editor', 'resource.matchTag("a", "b")')).toMatchObject({ value: true, confidence: 'medium' })
  })
  test('a deny policy takes it away', () => {
    const deny = [denyPolicy({ deniedPermissions: ['cloudresourcemanager.googleapis.com/projects.setIamPolicy'] })]
    expect(admin({ project: [bind('roles/owner', chatMember)], deny }).value).toBe(false)
    expect(admin({ project: [bind('roles/owner', chatMember)], gaps: { project: { denyPolicies: 'g-deny' } } })).toMatchObject({ value: true, confidence: 'medium', doubts: ['g-deny'] })
  })
  test('agents of Google have their service agent roles for themselves', () => {
    const agent = `service-${number}@gcp-sa-aiplatform.iam.gserviceaccount.com`
    const who: Part = { ...serviceAccount('agent', { email: agent, agentOf: 'aiplatform' }), id: 'agent' }
    expect(admin({ project: [bind('roles/aiplatform.serviceAgent', `serviceAccount:${agent}`)] }, who).value).toBe(false)
    expect(admin({ project: [bind('roles/aiplatform.serviceAgent', chatMember)] }).value).toBe(true)
    expect(admin({ project: [bind('roles/editor', `serviceAccount:${agent}`)] }, who).value).toBe(true)
  })
  test('unread', () => {
    expect(admin({ gaps: { organization: { bindings: 'g-org' } } })).toMatchObject({ value: 'unknown', gaps: ['g-org'] })
    for (const name of ['roles/owner', 'roles/editor']) {
      expect(admin({ project: [bind(name, 'group:admins@orchard.example')] })).toMatchObject({ value: false, confidence: 'medium', doubts: ['cloudidentity.groups.memberships.list:not-requested:admins@orchard.example'] })
    }
    expect(admin({ project: [bind('roles/owner', 'group:admins@orchard.example')] }, principal(ada)).value).toBe('unknown')
    expect(given('projects/orchard-ml/roles/hidden')).toMatchObject({ value: 'unknown', gaps: ['g-role'] })
  })
})

const strongMember = `serviceAccount:${email('strong')}`
const strong = (bindings: Binding[] = [], more: Parameters<typeof serviceAccount>[1] = {}): Part => serviceAccount('strong', { bindings, ...more })
const lets = bind('roles/iam.serviceAccountUser', chatMember)
const worth = bind('roles/editor', strongMember)

const escalates = (path: string, mine: readonly string[], parts: readonly Part[] = [strong([lets])], e: Estate = {}, options: Parameters<typeof world>[1] = {}) => {
  const w = world([...estate({ ...e, project: [worth, ...mine.map((r) => bind(r, chatMember)), ...(e.project ?? [])] }), serviceAccount('chat-serving'), ...parts, ...more], options)
  return gcpAccess.escalates(w.get(chat), path, w)
}
const more: Part[] = [
  role('roles/x.schedules', ['aiplatform.schedules.create']), role('roles/x.persistent', ['aiplatform.persistentResources.create']), role('roles/x.upload', ['aiplatform.models.upload']),
  role('roles/x.keySetter', ['cloudkms.cryptoKeys.setIamPolicy']), role('roles/x.keyBoth', ['cloudkms.cryptoKeys.setIamPolicy', 'cloudkms.cryptoKeyVersions.useToDecrypt']),
]

describe('starting something under a stronger account', () => {
  test.each([
    ['vertex-custom-job', 'roles/aiplatform.user'], ['vertex-pipeline', 'roles/aiplatform.user'], ['vertex-endpoint', 'roles/aiplatform.user'], ['vertex-reasoning-engine', 'roles/aiplatform.user'],
    ['vertex-schedule', 'roles/x.schedules'], ['vertex-persistent-resource', 'roles/x.persistent'], ['notebook-instance', 'roles/notebooks.admin'], ['colab-runtime', 'roles/aiplatform.user'],
  ])('%s', (path, means) => {
    expect(escalates(path, [means])).toMatchObject({ value: true, confidence: 'high' })
    expect(escalates(path, [means], [strong()], { project: [bind('roles/iam.serviceAccountUser', chatMember)] }).value).toBe(true)
    expect(escalates(path, ['roles/viewer']).value).toBe(false)
    expect(escalates(path, [means], [strong()]).value).toBe(false)
    expect(escalates(path, [means], [strong([lets], { disabled: true })]).value).toBe(false)
    expect(escalates(path, [means], [strong([lets], { agentOf: 'aiplatform' })]).value).toBe(false)
  })
  test('tells the account, the right to act as it and the means', () => {
    expect(escalates('vertex-custom-job', ['roles/aiplatform.user']).because.map((e) => e.saw)).toEqual([`roles/iam.serviceAccountUser to ${chatMember}`, `roles/editor to ${strongMember}`, `roles/aiplatform.user to ${chatMember}`])
  })
  test('one that holds no more is no gain', () => {
    const weak = serviceAccount('weak', { bindings: [lets] })
    expect(escalates('vertex-custom-job', ['roles/aiplatform.user'], [weak]).value).toBe(false)
    const reader = [serviceAccount('reader', { bindings: [lets] })]
    const reads = { project: [bind('roles/storage.objectViewer', `serviceAccount:${email('reader')}`)] }
    expect(escalates('vertex-custom-job', ['roles/aiplatform.user'], reader, reads).value).toBe(true)
    expect(escalates('vertex-custom-job', ['roles/aiplatform.user', 'roles/storage.objectViewer'], reader, reads).value).toBe(false)
    expect(escalates('vertex-custom-job', ['roles/aiplatform.user'], [], { project: [bind('roles/editor', chatMember)] }).value).toBe(false)
  })
  test('both rights it takes', () => {
    expect(escalates('vertex-endpoint', ['roles/x.upload']).value).toBe(false)
  })
  test('accounts that only the project tells of', () => {
    const e = { project: [bind('roles/iam.serviceAccountUser', chatMember)], projectProps: { serviceAccounts: [{ email: email('strong'), disabled: false }] } }
    expect(escalates('vertex-custom-job', ['roles/aiplatform.user'], [], e).value).toBe(true)
    expect(escalates('vertex-custom-job', ['roles/aiplatform.user'], [], { projectProps: e.projectProps }).value).toBe('unknown')
  })
  test('unread', () => {
    const options = { listGaps: { 'gcp.iam.service_account': 'g-accounts' } }
    const e: Estate = { gaps: { project: { serviceAccounts: 'g-emails' } } }
    expect(escalates('vertex-custom-job', ['roles/aiplatform.user'], [], e, options)).toMatchObject({ value: 'unknown', gaps: ['g-accounts'] })
    expect(escalates('vertex-custom-job', ['roles/viewer'], [], e, options).value).toBe(false)
    expect(escalates('vertex-custom-job', ['roles/aiplatform.user'], [{ ...strong(), props: { ...strong().props }, gaps: { bindings: 'g-own' } }])).toMatchObject({ value: 'unknown', gaps: ['g-own'] })
  })
  test('who administers already gains nothing', () => {
    expect(escalates('vertex-custom-job', ['roles/owner'])).toMatchObject({ value: false, because: [{ saw: `roles/owner to ${chatMember}` }] })
  })
})

describe('other ways', () => {
  const instance = (account: string | null, gaps: Record<string, string> = {}, owners: string[] = []): Part => ({ id: `//notebooks.googleapis.com/projects/${project}/locations/us-central1-a/instances/lab`, type: 'gcp.notebook.instance', gaps, props: { serviceAccount: account, owners } })
  test('notebook-use', () => {
    const mine = ['roles/notebooks.admin']
    expect(escalates('notebook-use', mine, [strong(), instance(email('strong'))])).toMatchObject({ value: true, confidence: 'high' })
    expect(escalates('notebook-use', mine, [serviceAccount('weak'), instance(email('weak'))]).value).toBe(false)
    // Made for one person, it lets in nobody else.
    expect(escalates('notebook-use', mine, [strong(), instance(email('strong'), {}, ['ada@orchard.example'])]).value).toBe(false)
    expect(escalates('notebook-use', mine, [strong(), instance(email('strong'), {}, [email('chat-serving')])]).value).toBe(true)
    expect(escalates('notebook-use', ['roles/viewer'], [strong(), instance(email('strong'))]).value).toBe(false)
    expect(escalates('notebook-use', mine, [strong(), instance(null, { serviceAccount: 'g-account' })])).toMatchObject({ value: 'unknown', gaps: ['g-account'] })
    expect(escalates('notebook-use', mine, [instance(null)], { project: [bind('roles/editor', `serviceAccount:${number}-compute@developer.gserviceaccount.com`)] }).value).toBe(true)
    expect(escalates('notebook-use', mine, [strong()], {}, { listGaps: { 'gcp.notebook.instance': 'g-instances' } })).toMatchObject({ value: 'unknown', gaps: ['g-instances'] })
  })
  test('colab-runtime, through what Google runs it as', () => {
    const grant = bind('roles/storage.objectViewer', `serviceAccount:service-${number}@gcp-sa-aiplatform-vm.iam.gserviceaccount.com`)
    expect(escalates('colab-runtime', ['roles/aiplatform.user'], [], { project: [grant] }).value).toBe(true)
    expect(escalates('colab-runtime', ['roles/aiplatform.user'], [], {}).value).toBe(false)
  })
  test('token-creator', () => {
    const grant = bind('roles/iam.serviceAccountTokenCreator', chatMember)
    expect(escalates('token-creator', [], [strong([grant])]).value).toBe(true)
    expect(escalates('token-creator', [], [strong([bind('roles/iam.workloadIdentityUser', chatMember)])]).value).toBe(true)
    expect(escalates('token-creator', [], [strong([lets])]).value).toBe(false)
    expect(escalates('token-creator', [], [serviceAccount('weak', { bindings: [grant] })]).value).toBe(false)
  })
  test('key-creator, unless keys may not be made', () => {
    const parts = [strong([bind('roles/iam.serviceAccountKeyAdmin', chatMember)])]
    expect(escalates('key-creator', [], parts).value).toBe(true)
    expect(escalates('key-creator', [], [...parts, orgPolicy('iam.disableServiceAccountKeyCreation')]).value).toBe(false)
    expect(escalates('key-creator', [], [...parts, orgPolicy('iam.managed.disableServiceAccountKeyCreation')]).value).toBe(false)
    expect(escalates('key-creator', [], [...parts, orgPolicy('iam.disableServiceAccountKeyCreation', { enforced: false })]).value).toBe(true)
    expect(escalates('key-creator', [], [...parts, orgPolicy('iam.disableServiceAccountKeyCreation', {}, { enforced: 'g-policy' })])).toMatchObject({ value: 'unknown', gaps: ['g-policy'] })
    expect(escalates('key-creator', [], [...parts, orgPolicy('storage.publicAccessPrevention')])).toMatchObject({ value: true, confidence: 'medium' })
    expect(escalates('key-creator', ['roles/iam.serviceAccountKeyAdmin'], [strong()])).toMatchObject({ value: true, confidence: 'high' })
  })
  test('role-update', () => {
    expect(escalates('role-update', ['roles/iam.roleAdmin', 'projects/orchard-ml/roles/predictor']).value).toBe(true)
    expect(escalates('role-update', ['roles/iam.roleAdmin', 'roles/viewer']).value).toBe(false)
    expect(escalates('role-update', ['projects/orchard-ml/roles/predictor']).value).toBe(false)
  })
  test('set-policy', () => {
    expect(escalates('set-policy', ['roles/iam.serviceAccountAdmin'], [strong()]).value).toBe(true)
    expect(escalates('set-policy', ['roles/iam.serviceAccountAdmin'], [serviceAccount('weak')]).value).toBe(false)
    expect(escalates('set-policy', ['roles/x.keySetter'], []).value).toBe(true)
    expect(escalates('set-policy', ['roles/x.keyBoth'], []).value).toBe(false)
    expect(escalates('set-policy', ['roles/storage.admin'], []).value).toBe(false)
  })
  test('paths are named', () => {
    const w = world([...estate(), serviceAccount('chat-serving'), principal(ada)])
    expect(() => gcpAccess.escalates(w.get(chat), 'vertex-job', w)).toThrow('no escalation path is called "vertex-job"')
    expect(() => gcpAccess.escalates(w.get(chat), 'constructor', w)).toThrow('no escalation path')
    for (const path of gcpAccess.escalationPaths) expect(gcpAccess.escalates(w.get(adaId), path, w).value, path).toBe(false)
  })
})
