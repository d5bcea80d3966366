// Ways to more: assigning roles, running code as stronger identities, keys.
import { describe, expect, test } from 'vitest'
import { azureAccess } from '../../../src/access/azure/index.js'
import {
  type Assigned, type Denied, type Part, ada, estate, group, identityId, onlyRoles, openai, principal, rg, role, roleIds, storage, storageAccount, strong, sub, undirected, userAssigned, workspace, world,
} from './world.js'

const asked = (path: string, assigned: readonly Assigned[], parts: Part[] = [], options: { denied?: Denied[]; listGaps?: Record<string, string> } = {}) => {
  const w = world(estate(assigned, options.denied ?? [], parts), { listGaps: options.listGaps ?? {} })
  return azureAccess.escalates(w.get(`/principals/${ada}`), path, w)
}
const owned: Assigned = { role: 'owner', to: strong }

test('names its paths, and knows no others', () => {
  expect(azureAccess.escalationPaths).toEqual(['role-assignment', 'role-definition', 'ml-compute', 'identity-assign', 'federated-credential', 'list-keys'])
  expect(() => asked('ml-computer', [])).toThrow('no escalation path is called "ml-computer"')
  expect(() => asked('constructor', [])).toThrow('no escalation path')
})
test.each(azureAccess.escalationPaths)('%s: an administrator already is one, nobody has nothing', (path) => {
  expect(asked(path, [{ role: 'owner' }, owned], [userAssigned()]).value).toBe(false)
  expect(asked(path, [owned], [userAssigned()]).value).toBe(false)
})

describe('role-assignment', () => {
  test('on one resource', () => expect(asked('role-assignment', [{ role: 'access', at: openai }])).toMatchObject({ value: true, confidence: 'high', because: [{ path: 'role' }] }))
  test('of harmless roles only', () => expect(asked('role-assignment', [{ role: 'rbac', at: openai, condition: onlyRoles(roleIds.reader) }]).value).toBe(false))
  test('of roles that nobody read', () => expect(asked('role-assignment', [{ role: 'rbac', at: openai, condition: onlyRoles(roleIds.hidden) }]).value).toBe('unknown'))
  test('without reading who is in the group of administrators', () => {
    const given: Assigned[] = [{ role: 'access', at: openai }, { role: 'owner', to: group }]
    expect(asked('role-assignment', given, [principal(ada, {}, undirected)])).toMatchObject({ value: true, confidence: 'medium', doubts: ['g-directory'] })
  })
  test('without reading assignments', () => {
    expect(asked('role-assignment', [{ role: 'access', at: openai }], [], { listGaps: { 'azure.rbac.role_assignment': 'g' } })).toMatchObject({ value: 'unknown', gaps: ['g'] })
  })
})

describe('role-definition', () => {
  const custom = (props: Part['props'] = {}, gaps: Record<string, string> = {}): Part => role('custom', { actions: ['Microsoft.Authorization/roleDefinitions/write'] }, { custom: true, assignableScopes: [sub], ...props }, gaps)
  test('a custom role one may change', () => expect(asked('role-definition', [{ role: 'custom' }], [custom()]).value).toBe(true))
  test('not wherever it can be assigned', () => expect(asked('role-definition', [{ role: 'custom', at: rg }], [custom()]).value).toBe(false))
  test('built-in ones are Microsoft’s', () => expect(asked('role-definition', [{ role: 'custom' }], [custom({ custom: false })]).value).toBe(false))
  test('scopes nobody read', () => expect(asked('role-definition', [{ role: 'custom' }], [custom({}, { assignableScopes: 'g' })])).toMatchObject({ value: 'unknown', gaps: ['g'] }))
})

describe('ml-compute', () => {
  const identity = (principalId: string | null, userAssignedId: string | null = null) => (
    { type: 'SystemAssigned', principalId, userAssigned: userAssignedId === null ? [] : [{ id: identityId, principalId: userAssignedId }] })
  const compute = (value: Part['props'][string] = identity(strong), gaps: Record<string, string> = {}): Part => ({ id: `${workspace}/computes/train`, type: 'azure.ml.compute', props: { identity: value }, gaps })
  const space = (value: Part['props'][string]): Part => ({ id: workspace, type: 'azure.ml.workspace', props: { identity: value } })
  const endpoint = (value: Part['props'][string] = identity(strong)): Part => ({ id: `${workspace}/onlineendpoints/chat`, type: 'azure.ml.online_endpoint', props: { identity: value } })
  const scientist: Assigned = { role: 'scientist', at: workspace }
  test.each<[string, Assigned[], Part[], boolean | 'unknown']>([
    ['a compute that runs as an owner', [scientist, owned], [compute()], true], ['as an owner by an assigned identity', [scientist, owned], [compute(identity(null, strong))], true],
    ['as nobody', [scientist, owned], [compute(null)], false], ['as one who can do no more', [scientist, { ...scientist, to: strong }], [compute()], false],
    ['as one who lists keys', [scientist, { role: 'cognitiveUser', to: strong, at: openai }], [compute()], true],
    ['as one who lists the same keys', [scientist, { role: 'cognitiveUser', at: openai }, { role: 'cognitiveUser', to: strong, at: openai }], [compute()], false],
    ['as one who lists other keys', [scientist, { role: 'cognitiveUser', at: `${openai}-two` }, { role: 'cognitiveUser', to: strong, at: openai }], [compute()], true],
    ['as one of a group that lists keys', [scientist, { role: 'cognitiveUser', to: group, at: openai }], [compute(), principal(strong, { groups: [group] })], true],
    ['as one who may be of a group that lists keys', [scientist, { role: 'cognitiveUser', to: group, at: openai }], [compute(), principal(strong, {}, undirected)], 'unknown'],
    ['as one who lists the keys of the workspace', [scientist, { role: 'contributor', to: strong, at: workspace }], [compute()], true],
    ['as a contributor to a registry alone', [scientist, { role: 'contributor', to: strong, at: `${rg}/providers/microsoft.containerregistry/registries/orchard` }], [compute()], false],
    ['as whom nobody read', [scientist, owned], [compute(null, { identity: 'g' })], 'unknown'], ['of another workspace', [{ ...scientist, at: `${workspace}-two` }, owned], [compute()], false],
    ['an endpoint', [scientist, owned], [endpoint()], true], ['one’s workspace’s own identity', [scientist, owned], [space(identity(strong))], false],
    ['identities assigned to the workspace', [scientist, owned], [space(identity(null, strong))], true],
  ])('%s', (_, assigned, parts, value) => expect(asked('ml-compute', assigned, parts).value).toBe(value))

  test.each<[string, Part['props'], boolean]>([['somebody’s own machine', { sharing: 'personal' }, false], ['a shared one', { sharing: 'shared' }, true], ['one that says nothing', { sharing: null }, true]])('%s', (_, props, value) => {
    const instance = { ...compute(), props: { identity: identity(strong), computeType: 'computeinstance', ...props } }
    const opener = role('data', { actions: ['Microsoft.MachineLearningServices/workspaces/computes/applicationaccess/action'] })
    expect(asked('ml-compute', [{ role: 'data', at: workspace }, owned], [instance, opener]).value).toBe(value)
    expect(asked('ml-compute', [scientist, owned], [instance]).value).toBe(false)
  })
  test('says what runs, as whom, and what that one may', () => {
    expect(asked('ml-compute', [scientist, owned], [compute()]).because.map((e) => [e.path, e.asset.includes('computes') ? 'compute' : e.saw])).toEqual([
      ['role', `scientist to ${workspace} for User ${ada}`], ['role', `Owner to ${sub} for ServicePrincipal ${strong}`], ['identity', 'compute'],
    ])
  })
  test('computes nobody listed', () => {
    const listGaps = { 'azure.ml.compute': 'g' }
    expect(asked('ml-compute', [scientist], [], { listGaps })).toMatchObject({ value: 'unknown', gaps: ['g'] })
    expect(asked('ml-compute', [{ role: 'reader' }], [], { listGaps }).value).toBe(false)
  })
})

describe('user-assigned identities', () => {
  const writer = role('data', { actions: ['Microsoft.MachineLearningServices/workspaces/computes/write'] })
  test('assigning a stronger one to what one may write', () => {
    expect(asked('identity-assign', [{ role: 'operator' }, { role: 'data', at: workspace }, owned], [userAssigned(), writer]).value).toBe(true)
    expect(asked('identity-assign', [{ role: 'operator' }, owned], [userAssigned(), writer]).value).toBe(false)
    expect(asked('identity-assign', [{ role: 'data', at: workspace }, owned], [userAssigned(), writer]).value).toBe(false)
    expect(asked('identity-assign', [{ role: 'operator' }, { role: 'data', at: workspace }], [userAssigned(), writer]).value).toBe(false)
  })
  test('letting oneself sign in as a stronger one', () => {
    const federating = role('data', { actions: ['Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write'] })
    expect(asked('federated-credential', [{ role: 'data', at: identityId }, owned], [userAssigned(), federating]).value).toBe(true)
    expect(asked('federated-credential', [{ role: 'data', at: `${identityId}-two` }, owned], [userAssigned(), federating]).value).toBe(false)
    expect(asked('federated-credential', [{ role: 'data', at: identityId }], [], { listGaps: { 'azure.identity.user_assigned': 'g' } }).value).toBe(false)
    expect(asked('federated-credential', [{ role: 'data', at: rg }], [federating], { listGaps: { 'azure.identity.user_assigned': 'g' } })).toMatchObject({ value: 'unknown', gaps: ['g'] })
  })
})

describe('list-keys', () => {
  const lister = role('data', { actions: ['Microsoft.Storage/storageAccounts/listKeys/action', 'Microsoft.CognitiveServices/accounts/listKeys/action'] })
  const account = (localAuth: boolean | null, gaps: Record<string, string> = {}): Part => ({ id: openai, type: 'azure.ai.account', props: { localAuth }, gaps })
  test.each<[string, Assigned[], Part[], boolean | 'unknown']>([
    ['of an account whose keys work', [{ role: 'data', at: openai }], [account(true), lister], true], ['that says nothing', [{ role: 'data', at: openai }], [account(null), lister], true],
    ['whose keys do not work', [{ role: 'data', at: openai }], [account(false), lister], false], ['nobody read', [{ role: 'data', at: openai }], [account(null, { localAuth: 'g' }), lister], 'unknown'],
    ['beside the data itself', [{ role: 'cognitiveUser', at: openai }], [account(true)], false], ['elsewhere', [{ role: 'data', at: storage }], [account(true), lister], false],
    ['of storage', [{ role: 'data', at: storage }], [storageAccount(), lister], true], ['of storage beside only reading', [{ role: 'data', at: storage }, { role: 'blobReader' }], [storageAccount(), lister], true],
    ['of storage without keys', [{ role: 'data', at: storage }], [storageAccount({ allowSharedKeyAccess: false }), lister], false],
  ])('%s', (_, assigned, parts, value) => expect(asked('list-keys', assigned, parts).value).toBe(value))
  test('accounts nobody listed', () => expect(asked('list-keys', [{ role: 'data', at: rg }], [lister], { listGaps: { 'azure.ai.account': 'g' } })).toMatchObject({ value: 'unknown', gaps: ['g'] }))
})
