// Administrators, broad patterns, and actions without a condition.
import { describe, expect, test } from 'vitest'
import { azureAccess } from '../../../src/access/azure/index.js'
import {
  type Assigned, type Denied, type Part, ada, chat, container, delegating, estate, foreign, group, groups, onlyRoles, openai, principal, rg, role, roleIds, strong, sub, subscriptionPart, tenant, undirected, userAssigned, identityId, world,
} from './world.js'

const built = (assigned: readonly Assigned[], denied: Denied[] = [], parts: Part[] = [], listGaps: Record<string, string> = {}) => world(estate(assigned, denied, parts), { listGaps })
const admin = (...args: Parameters<typeof built>) => {
  const w = built(...args)
  return azureAccess.admin(w.get(`/principals/${ada}`), w)
}

describe('administrators', () => {
  test.each<[string, Assigned]>([
    ['Owner', { role: 'owner' }], ['Contributor', { role: 'contributor' }], ['User Access Administrator', { role: 'access' }], ['Role Based Access Control Administrator', { role: 'rbac' }],
    ['of a resource group', { role: 'contributor', at: rg }], ['of a management group', { role: 'owner', at: `${groups}${tenant}` }], ['of the tenant', { role: 'access', at: '/' }],
    ['of a subscription beside', { role: 'owner', at: `/subscriptions/${foreign}`, account: foreign }],
    ['an owner whom a condition keeps from assigning', { role: 'owner', condition: onlyRoles(roleIds.reader) }],
    ['who may assign Contributor', { role: 'rbac', condition: delegating(`ForAnyOfAllValues:GuidNotEquals {${roleIds.owner}, ${roleIds.access}, ${roleIds.rbac}}`) }],
  ])('%s', (_, given) => expect(admin([given], [], [subscriptionPart({}, {}, foreign)])).toMatchObject({ value: true, confidence: 'high' }))

  test.each<[string, Assigned]>([
    ['Reader', { role: 'reader' }], ['on one resource', { role: 'owner', at: openai }], ['data', { role: 'data' }], ['somebody else', { role: 'owner', to: chat }],
    ['who may assign harmless roles only', { role: 'rbac', condition: onlyRoles(roleIds.reader, roleIds.blobReader) }],
    ['who may assign only what is none of an administrator', { role: 'access', condition: delegating(`ForAnyOfAllValues:GuidNotEquals {${[roleIds.owner, roleIds.access, roleIds.rbac, roleIds.contributor].join(', ')}}`) }],
  ])('%s is none', (_, given) => expect(admin([given])).toMatchObject({ value: false, confidence: 'high' }))

  test.each<[string, string[], string[], boolean]>([
    ['everything', ['*'], [], true], ['every writing', ['*/write'], [], true], ['authorisation', ['Microsoft.Authorization/*'], [], true], ['role assignments', ['Microsoft.Authorization/roleAssignments/*'], [], true],
    ['all of one service', ['Microsoft.MachineLearningServices/*'], [], false], ['every writing taken out', ['*'], ['*/write'], false], ['reading', ['Microsoft.Authorization/*/read'], [], false],
  ])('a custom role of %s', (_, actions, notActions, expected) => expect(admin([{ role: 'custom' }], [], [role('custom', { actions, notActions }, { custom: true })]).value).toBe(expected))

  test('evidence names role, scope and assignment', () => {
    expect(admin([{ role: 'contributor', at: rg }]).because).toMatchObject([{ path: 'role', saw: `Contributor to ${rg} for User ${ada}` }])
  })
  test('a condition on the role itself counts', () => {
    const own = role('custom', { actions: ['Microsoft.Authorization/roleAssignments/write'], condition: onlyRoles(roleIds.reader) }, { custom: true })
    expect(admin([{ role: 'custom' }], [], [own]).value).toBe(false)
  })
  test('handing out a role of an administrator’s, made by oneself', () => {
    const own = role('custom', { actions: ['*'] }, { custom: true, assignableScopes: [sub] })
    expect(admin([{ role: 'rbac', condition: onlyRoles(roleIds.custom) }], [], [own]).value).toBe(true)
    expect(admin([{ role: 'rbac', condition: onlyRoles(roleIds.custom) }]).value).toBe(false)
    expect(admin([{ role: 'rbac', condition: onlyRoles(roleIds.hidden) }])).toMatchObject({ value: 'unknown', gaps: ['g-role'] })
  })
  test('Azure’s own roles that nobody holds are known by their absence from the lists', () => {
    const condition = onlyRoles('7f951dda-4ed3-4680-a7ca-43fe172d538d')
    expect(admin([{ role: 'rbac', condition }]).value).toBe(false)
    expect(admin([{ role: 'rbac', condition }], [], [], { 'azure.rbac.role_definition': 'g' })).toMatchObject({ value: 'unknown', gaps: ['g'] })
  })
  test('of the role and of the assignment, one handed-out role has to meet both conditions', () => {
    const own = role('custom', { actions: ['Microsoft.Authorization/roleAssignments/write'], condition: onlyRoles(roleIds.owner) }, { custom: true })
    expect(admin([{ role: 'custom', condition: onlyRoles(roleIds.contributor) }], [], [own]).value).toBe(false)
    expect(admin([{ role: 'custom', condition: onlyRoles(roleIds.contributor, roleIds.owner) }], [], [own]).value).toBe(true)
  })
  test('handing roles to others only is less certain', () => {
    const condition = `@Request[Microsoft.Authorization/roleAssignments:PrincipalId] ForAnyOfAnyValues:GuidEquals {${chat}}`
    expect(admin([{ role: 'rbac', condition }])).toMatchObject({ value: true, confidence: 'medium' })
  })
  test('what circumstances decide is less certain', () => {
    expect(admin([{ role: 'rbac', condition: "@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:team] StringEquals 'ml'" }])).toMatchObject({ value: true, confidence: 'medium' })
  })
  test('denied, unread, hidden in groups', () => {
    expect(admin([{ role: 'owner' }], [{}]).value).toBe(false)
    expect(admin([], [], [], { 'azure.rbac.role_assignment': 'g' })).toMatchObject({ value: 'unknown', gaps: ['g'] })
    expect(admin([{ role: 'hidden' }])).toMatchObject({ value: 'unknown', gaps: ['g-role'] })
    expect(admin([{ role: 'owner', to: group }], [], [principal(ada, {}, undirected)])).toMatchObject({ value: 'unknown', gaps: ['g-directory'] })
    expect(admin([{ role: 'owner', gaps: { condition: 'g-condition' } }])).toMatchObject({ value: 'unknown', gaps: ['g-condition'] })
  })
  test('identities by their principal', () => {
    const w = built([{ role: 'owner', to: strong }], [], [userAssigned()])
    expect(azureAccess.admin(w.get(identityId), w).value).toBe(true)
  })
})

describe('grants', () => {
  const grants = (given: Assigned[], ...patterns: string[]) => {
    const w = built(given)
    return azureAccess.grants(w.get(`/principals/${ada}`), patterns, w).value
  }
  test.each<[string, Assigned, string, boolean | 'unknown']>([
    ['all of a service', { role: 'contributor' }, 'Microsoft.MachineLearningServices/*', true], ['everything', { role: 'owner' }, '*', true], ['only a part', { role: 'scientist' }, 'Microsoft.MachineLearningServices/*', false],
    ['data', { role: 'cognitiveUser' }, 'data:Microsoft.CognitiveServices/*', true], ['on a resource only', { role: 'contributor', at: openai }, 'Microsoft.MachineLearningServices/*', false],
    ['one action', { role: 'scientist' }, 'Microsoft.MachineLearningServices/workspaces/jobs/write', true], ['unread', { role: 'hidden' }, '*', 'unknown'],
  ])('%s', (_, given, pattern, expected) => expect(grants([given], pattern)).toBe(expected))
})

describe('grantsWithout', () => {
  const read = 'data:Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'
  const condition = "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'docs'"
  const without = (...given: Assigned[]) => {
    const w = built(given)
    return azureAccess.grantsWithout(w.get(`/principals/${ada}`), [read], ['containers:NAME'], w).value
  }
  test('an assignment whose condition names the attribute does not count', () => {
    expect(without({ role: 'blobReader' })).toBe(true)
    expect(without({ role: 'blobReader', condition })).toBe(false)
    expect(without({ role: 'blobReader', condition }, { role: 'blobReader', at: container })).toBe(true)
    expect(without({ role: 'blobReader', condition: "@Environment[isPrivateLink] BoolEquals true" })).toBe(true)
  })
  test('and decides what it names', () => {
    const w = built([{ role: 'blobReader', condition }])
    const who = w.get(`/principals/${ada}`)
    expect(azureAccess.can(who, [read], container, w)).toMatchObject({ value: true, confidence: 'high' })
    expect(azureAccess.can(who, [read], `${container}-two`, w).value).toBe(false)
    expect(azureAccess.can(who, [read], null, w).value).toBe(true)
  })
})
