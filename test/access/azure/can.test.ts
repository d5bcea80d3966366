// Who may do what: scopes, roles, planes, groups, deny assignments.
import { describe, expect, test } from 'vitest'
import { azureAccess } from '../../../src/access/azure/index.js'
import {
  type Assigned, type Denied, type Part, ada, assignment, chat, container, deny, estate, foreign, group, groups, guest, identityId, openai, principal, rg, role, storage, strong, sub, subscription,
  subscriptionPart, tenant, undirected, userAssigned, world,
} from './world.js'

const keys = 'Microsoft.CognitiveServices/accounts/listKeys/action'
const chatting = 'data:Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action'

interface Asked {
  who?: string
  action?: string | string[]
  on?: string | null
  denied?: Denied[]
  parts?: Part[]
  listGaps?: Record<string, string>
}

const asked = (assigned: readonly Assigned[], { who = `/principals/${ada}`, action = keys, on = openai, denied = [], parts = [], listGaps = {} }: Asked = {}) => {
  const w = world(estate(assigned, denied, parts), { listGaps })
  return azureAccess.can(w.get(who), [action].flat(), on, w)
}

describe('scopes', () => {
  test.each<[string, string]>([
    ['the root', '/'], ['the tenant root group', `${groups}${tenant}`], ['a management group', `${groups}orchard`], ['the subscription', sub],
    ['the resource group', rg], ['the resource', openai], ['another spelling of it', '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/RG-Orchard/'],
  ])('a role on %s', (_, at) => expect(asked([{ role: 'contributor', at }])).toMatchObject({ value: true, confidence: 'high', gaps: [], doubts: [] }))

  test.each<[string, string]>([
    ['another management group', `${groups}elsewhere`], ['another subscription', `/subscriptions/${foreign}`], ['another resource group', `${rg}-two`],
    ['a resource whose id begins alike', openai.slice(0, -1)], ['a part of the resource', `${openai}/projects/chat`],
  ])('no role on %s', (_, at) => expect(asked([{ role: 'contributor', at }])).toMatchObject({ value: false, confidence: 'high', gaps: [], doubts: [] }))

  test('a role on the resource that another lies in', () => {
    expect(asked([{ role: 'contributor', at: openai }], { on: `${openai}/projects/chat` }).value).toBe(true)
  })
  test('says by which assignment', () => {
    const given: Assigned = { role: 'contributor', at: rg }
    expect(asked([given]).because).toEqual([{ asset: assignment(given).id, path: 'role', saw: `Contributor to ${rg} for User ${ada}`, wanted: '' }])
  })
  test('unread assignments make a no unknown, and leave a yes', () => {
    const listGaps = { 'azure.rbac.role_assignment': 'g-assignments' }
    expect(asked([], { listGaps })).toMatchObject({ value: 'unknown', gaps: ['g-assignments'] })
    expect(asked([], { listGaps, on: null })).toMatchObject({ value: 'unknown', gaps: ['g-assignments'] })
    expect(asked([{ role: 'contributor' }], { listGaps })).toMatchObject({ value: true, confidence: 'high' })
  })
  test('unread ancestors leave open what a management group gives that another subscription told of', () => {
    const blind = subscriptionPart({}, { managementGroups: 'g-groups' })
    const elsewhere: Assigned = { role: 'contributor', at: `${groups}orchard`, account: foreign }
    expect(asked([elsewhere], { parts: [blind] })).toMatchObject({ value: 'unknown', gaps: ['g-groups'] })
    expect(asked([], { parts: [blind] }).value).toBe(false)
    // Its own reading brought it in: it lies above.
    expect(asked([{ ...elsewhere, account: subscription }], { parts: [blind] })).toMatchObject({ value: true, confidence: 'high' })
  })
  test('a subscription that is not in the inventory', () => {
    const on = `/subscriptions/${foreign}/resourcegroups/rg/providers/microsoft.cognitiveservices/accounts/rival`
    expect(asked([], { on })).toMatchObject({ value: 'unknown', gaps: [`Microsoft.Authorization/roleAssignments/read:not-requested:azure/${foreign}`] })
    expect(asked([{ role: 'contributor', at: '/' }], { on }).value).toBe(true)
    expect(asked([{ role: 'contributor' }], { on }).value).toBe('unknown')
  })
  test('everything in the subscription', () => {
    expect(asked([{ role: 'contributor' }], { on: '*' }).value).toBe(true)
    expect(asked([{ role: 'contributor', at: rg }], { on: '*' }).value).toBe(false)
  })
  test('a text that is no resource is unknown', () => expect(asked([], { on: 'orchard-openai' }).value).toBe('unknown'))
  test('storage by its address', () => {
    const parts: Part[] = [{ id: storage, type: 'azure.storage.account', name: 'OrchardCorpus', props: {} }]
    const ask = (on: string, at: string) => asked([{ role: 'blobReader', at }], { on, parts, action: 'data:Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read' }).value
    for (const on of ['https://orchardcorpus.blob.core.windows.net/docs/a.txt', 'wasbs://docs@orchardcorpus.blob.core.windows.net/a', 'abfss://docs@orchardcorpus.dfs.core.windows.net/']) {
      expect(ask(on, container)).toBe(true)
      expect(ask(on, storage)).toBe(true)
      expect(ask(on, `${container}2`)).toBe(false)
    }
    expect(ask('https://rivalcorpus.blob.core.windows.net/docs', storage)).toBe('unknown')
  })
})

describe('any resource at all', () => {
  const at = openai
  test('counts what a role on one resource gives', () => expect(asked([{ role: 'contributor', at }], { on: null }).value).toBe(true))
  test('but not what can never be done there', () => {
    expect(asked([{ role: 'contributor', at: storage }], { on: null }).value).toBe(false)
    expect(asked([{ role: 'contributor', at: `${openai}/projects/chat` }], { on: null }).value).toBe(false)
    expect(asked([{ role: 'hidden', at: storage }], { on: null }).value).toBe(false)
    expect(asked([{ role: 'owner', at: storage }], { on: null, action: 'Microsoft.Authorization/roleAssignments/write' }).value).toBe(true)
  })
  test('data of a project is asked by the names of its account', () => {
    expect(asked([{ role: 'data', at: `${openai}/projects/chat` }], { on: null, action: chatting }).value).toBe(true)
  })
  test('and subscriptions beside one’s own', () => {
    const other = subscriptionPart({}, {}, foreign)
    expect(asked([{ role: 'contributor', at: `/subscriptions/${foreign}`, account: foreign }], { on: null, parts: [other] }).value).toBe(true)
  })
})

describe('roles', () => {
  test.each<[string, Assigned['role'], string, boolean]>([
    ['a wildcard', 'contributor', keys, true], ['any case', 'contributor', keys.toUpperCase(), true],
    ['what is taken out', 'contributor', 'Microsoft.Authorization/roleAssignments/write', false], ['reading', 'reader', 'Microsoft.CognitiveServices/accounts/read', true],
    ['not more than reading', 'reader', keys, false], ['the other plane', 'owner', chatting, false], ['data', 'data', chatting, true],
    ['data taken out', 'data', 'data:Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete', false],
    ['control is not data', 'data', 'Microsoft.CognitiveServices/accounts/read', false], ['access', 'access', 'Microsoft.Authorization/roleAssignments/write', true],
    ['a pattern that some action meets', 'reader', 'Microsoft.CognitiveServices/*', true], ['a pattern that none does', 'reader', '*/write', false],
    ['a pattern of what is taken out', 'contributor', 'Microsoft.Authorization/*/write', false], ['everything', 'reader', '*', true],
    ['what is taken out below', 'scientist', 'Microsoft.MachineLearningServices/workspaces/computes/write', false], ['what is not', 'scientist', 'Microsoft.MachineLearningServices/workspaces/jobs/write', true],
    ['nothing between two slashes', 'operator', 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action', true],
  ])('%s', (_, name, action, expected) => expect(asked([{ role: name }], { action, on: '*' }).value).toBe(expected))

  test('another role gives what one takes out', () => {
    expect(asked([{ role: 'contributor' }, { role: 'access' }], { action: 'Microsoft.Authorization/roleAssignments/write' }).value).toBe(true)
  })
  test('a role that was not read is unknown, administrators’ roles are not', () => {
    expect(asked([{ role: 'hidden' }])).toMatchObject({ value: 'unknown', gaps: ['g-role'], because: [{ path: 'role' }] })
    expect(asked([{ role: 'hidden' }, { role: 'contributor' }]).value).toBe(true)
    expect(asked([{ role: 'contributor', gaps: { role: 'g-which' } }])).toMatchObject({ value: 'unknown', gaps: ['g-which'] })
    expect(asked([{ role: 'blobReader' }], { parts: [{ ...role('blobReader', {}), type: 'azure.something' }] }).value).toBe('unknown')
  })
  test('a role that makes no sense is unknown', () => {
    expect(asked([{ role: 'custom' }], { parts: [role('custom', {}, { permissions: 'all' })] }).value).toBe('unknown')
  })
  test('assignments to or on what nobody read', () => {
    expect(asked([{ role: 'contributor', to: group, gaps: { principal: 'g-who' } }])).toMatchObject({ value: 'unknown', gaps: ['g-who'] })
    expect(asked([{ role: 'contributor', gaps: { scope: 'g-where' } }])).toMatchObject({ value: 'unknown', gaps: ['g-where'] })
  })
})

describe('identities', () => {
  test('a user-assigned identity is its principal', () => {
    const given: Assigned[] = [{ role: 'contributor', to: strong }]
    expect(asked(given, { who: identityId, parts: [userAssigned()] }).value).toBe(true)
    expect(asked(given, { who: identityId, parts: [{ ...userAssigned(), gaps: { principalId: 'g-id' } }] })).toMatchObject({ value: 'unknown', gaps: ['g-id'] })
  })
  test('a resource without an identity holds nothing', () => {
    const bare: Part = { id: openai, type: 'azure.ai.account', props: { principalId: null } }
    expect(asked([], { who: openai, parts: [bare], listGaps: { 'azure.rbac.role_assignment': 'g' } }).value).toBe(false)
  })
  test('what has no object id cannot be asked', () => {
    expect(() => asked([], { who: storage, parts: [{ id: storage, type: 'azure.storage.account', props: {} }] })).toThrow('is no identity')
  })
})

describe('groups', () => {
  const toGroup: Assigned = { role: 'contributor', to: group }
  test('a member has what they have', () => {
    expect(asked([toGroup], { parts: [principal(ada, { groups: [group.toUpperCase()] })] })).toMatchObject({ value: true, because: [{ saw: `Contributor to ${sub} for Group ${group}` }] })
    expect(asked([toGroup]).value).toBe(false)
  })
  test('unread membership opens a no that a group would overturn, and no other', () => {
    const parts = [principal(ada, {}, undirected)]
    expect(asked([toGroup], { parts })).toMatchObject({ value: 'unknown', gaps: ['g-directory'] })
    expect(asked([toGroup], { parts, on: null })).toMatchObject({ value: 'unknown', gaps: ['g-directory'] })
    expect(asked([{ role: 'reader', to: group }], { parts }).value).toBe(false)
    expect(asked([{ role: 'contributor', to: group, at: storage }], { parts }).value).toBe(false)
    expect(asked([{ role: 'contributor', to: chat }], { parts }).value).toBe(false)
    expect(asked([toGroup, { role: 'contributor' }], { parts })).toMatchObject({ value: true, confidence: 'high' })
    expect(asked([toGroup], { parts, denied: [{}] }).value).toBe(false)
    expect(asked([{ ...toGroup, to: '0b5c0000-0000-4000-8000-000000000000', type: null }], { parts }).value).toBe('unknown')
  })
  test('an identity that no directory told of', () => {
    const parts = [userAssigned('0dd00000-0000-4000-8000-000000000000')]
    expect(asked([toGroup], { who: identityId, parts })).toMatchObject({ value: 'unknown', gaps: ['graph.transitiveMemberOf:not-requested:0dd00000-0000-4000-8000-000000000000'] })
  })
})

describe('deny assignments', () => {
  const given: Assigned[] = [{ role: 'contributor' }]
  test.each<[string, Denied, boolean]>([
    ['beat roles', {}, false], ['above', { at: `${groups}orchard` }, false], ['elsewhere', { at: storage }, true], ['of other actions', { permissions: { actions: ['*/delete'] } }, true],
    ['of the other plane', { permissions: { dataActions: ['*'] } }, true], ['that leave it out', { permissions: { actions: ['*'], notActions: ['*/listKeys/action'] } }, true],
    ['of the scope alone', { own: true }, true], ['of the resource alone', { own: true, at: openai }, false], ['of somebody else', { to: [{ id: guest, type: 'User' }] }, true],
    ['of him', { to: [{ id: ada, type: 'User' }] }, false], ['that spare him', { except: [{ id: ada, type: 'User' }] }, true], ['that spare another', { except: [{ id: guest, type: 'User' }] }, false],
    ['of everyone', { to: [{ id: 'x', type: 'Everyone' }] }, false],
  ])('%s', (_, denied, expected) => expect(asked(given, { denied: [denied] }).value).toBe(expected))

  test('say so', () => {
    expect(asked(given, { denied: [{}] }).because).toEqual([{ asset: deny({}).id, path: 'permissions', saw: `denied by managed at ${sub}`, wanted: '' }])
  })
  test('unread leave a doubt', () => {
    expect(asked(given, { listGaps: { 'azure.rbac.deny_assignment': 'g-deny' } })).toMatchObject({ value: true, confidence: 'medium', doubts: ['g-deny'] })
    expect(asked(given, { denied: [{ gaps: { permissions: 'g-deny' } }] })).toMatchObject({ value: true, confidence: 'medium', doubts: ['g-deny'] })
    expect(asked([], { listGaps: { 'azure.rbac.deny_assignment': 'g-deny' } })).toMatchObject({ value: false, confidence: 'high' })
  })
  test('at a scope alone leave what lies below it', () => {
    expect(asked(given, { on: null, denied: [{ own: true }] }).value).toBe(true)
    expect(asked(given, { on: null, denied: [{}] }).value).toBe(false)
  })
  test('of groups that he may be in', () => {
    const parts = [principal(ada, {}, undirected)]
    expect(asked(given, { parts, denied: [{ to: [{ id: group, type: 'Group' }] }] })).toMatchObject({ value: true, confidence: 'medium', doubts: ['g-directory'] })
    expect(asked(given, { parts, denied: [{ except: [{ id: group, type: 'Group' }] }] })).toMatchObject({ value: 'unknown', gaps: ['g-directory'] })
  })
  test('with a condition', () => {
    expect(asked(given, { denied: [{ condition: '@Environment[isPrivateLink] BoolEquals false' }] })).toMatchObject({ value: true, confidence: 'medium' })
  })
})
