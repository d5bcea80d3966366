// Laws of access that hold for any assignments, tried on thousands of made-up ones.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseTest } from '../../../src/access/azure/condition-text.js'
import { conditionHolds, parseCondition } from '../../../src/access/azure/condition.js'
import { azureAccess } from '../../../src/access/azure/index.js'
import type { Json, Ruling } from '../../../src/core/index.js'
import {
  type Assigned, type Denied, type Part, type World, ada, assignment, chat, container, containerPart, deny, estate, foreign, group, groups, guest, identityId, onlyRoles, openai, principal, rg, role, roleIds, storage, storageAccount, strong,
  sub, subscription, subscriptionPart, undirected, userAssigned, workspace, world,
} from './world.js'

const runs = { numRuns: 500 }
const roleName = fc.constantFrom('owner', 'contributor', 'reader', 'access', 'rbac', 'blobReader', 'operator', 'cognitiveUser', 'data', 'scientist', 'custom', 'hidden')
const scope = fc.constantFrom('/', `${groups}orchard`, sub, rg, openai, storage, container, workspace, identityId)
const condition = fc.constantFrom(
  null, null, null, onlyRoles(roleIds.reader), onlyRoles(roleIds.owner, roleIds.hidden), "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'docs'",
  "!(ActionMatches{'Microsoft.CognitiveServices/*'})", '@Environment[isPrivateLink] BoolEquals true', '(',
)
const given: fc.Arbitrary<Assigned> = fc.record({ role: roleName, to: fc.constantFrom(ada, ada, chat, guest, group, group, strong), at: scope, condition })
const named = fc.array(fc.constantFrom({ id: ada, type: 'User' }, { id: group, type: 'Group' }, { id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' }), { maxLength: 2 })
const actions = fc.array(fc.constantFrom('*', '*/write', 'Microsoft.CognitiveServices/*', 'Microsoft.Authorization/*'), { maxLength: 2 })
const taken: fc.Arbitrary<Denied> = fc.record({
  permissions: fc.record({ actions, notActions: actions, dataActions: actions, notDataActions: actions }), at: scope, own: fc.boolean(), to: named, except: named,
  condition: fc.constantFrom(null, null, '@Environment[isPrivateLink] BoolEquals true'),
})

interface Setting {
  assigned: Assigned[]
  denied: Denied[]
  member: boolean
  identity: string
  reach: boolean
}
const setting: fc.Arbitrary<Setting> = fc.record({ assigned: fc.array(given, { maxLength: 5 }), denied: fc.array(taken, { maxLength: 2 }), member: fc.boolean(), identity: fc.constantFrom(strong, chat), reach: fc.boolean() })

const hideable = ['assignments', 'denies', 'roles', 'ancestors', 'groups', 'directory', 'containers', 'level', 'credentials', 'condition'] as const
type Hidden = (typeof hideable)[number]

function build(s: Setting, hidden: Hidden | null = null): World {
  const directory = hidden === 'directory' ? undirected : hidden === 'groups' ? { groups: 'g-groups' } : {}
  const people = [ada, guest, chat, strong].map((id) => principal(id, { groups: s.member ? [group] : [], ...(id === guest ? { userType: 'Guest' } : {}) }, directory))
  const parts: Part[] = [
    ...people, subscriptionPart({}, hidden === 'ancestors' ? { managementGroups: 'g-groups-above' } : {}), userAssigned(s.identity, { federated: s.reach ? [{ issuer: 'https://ci.orchard.example', subject: '*' }] : [] }, hidden === 'credentials' ? { federated: 'g-federated' } : {}), storageAccount(),
    containerPart({}, hidden === 'level' ? { publicAccess: 'g-level' } : {}), { id: openai, type: 'azure.ai.account', props: { localAuth: true } },
    { id: `${workspace}/computes/train`, type: 'azure.ml.compute', props: { identity: { type: 'SystemAssigned', principalId: strong, userAssigned: [] } } },
  ]
  // What is above may have been brought in by another subscription's reading.
  const assigned = s.assigned.map((a) => ({ ...a, ...(hidden === 'ancestors' ? { account: foreign } : {}), ...(hidden === 'condition' ? { gaps: { condition: 'g-condition' } } : {}) }))
  const all = estate(hidden === 'assignments' ? [] : assigned, hidden === 'denies' ? [] : s.denied, parts).filter((p) =>
    (hidden !== 'roles' || p.type !== 'azure.rbac.role_definition') && (hidden !== 'containers' || p.type !== 'azure.storage.container'))
  const listGaps: Record<string, string> = { assignments: 'azure.rbac.role_assignment', denies: 'azure.rbac.deny_assignment', roles: 'azure.rbac.role_definition', containers: 'azure.storage.container' }
  const type = hidden === null ? undefined : listGaps[hidden]
  return world(all, { listGaps: type === undefined ? {} : { [type]: `g-${hidden}` } })
}

type Ask = (w: World) => Ruling
const who = (w: World) => w.get(`/principals/${ada}`)
/** Questions of which more access only makes a yes more likely. */
const questions: Record<string, Ask> = {
  can: (w) => azureAccess.can(who(w), ['Microsoft.CognitiveServices/accounts/listKeys/action'], openai, w),
  canAnything: (w) => azureAccess.can(who(w), ['Microsoft.CognitiveServices/accounts/listKeys/action'], null, w),
  canAll: (w) => azureAccess.can(who(w), ['Microsoft.Authorization/roleAssignments/write'], '*', w),
  canData: (w) => azureAccess.can(who(w), ['data:Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'], container, w),
  canPattern: (w) => azureAccess.can(who(w), ['Microsoft.MachineLearningServices/*', '*/write'], workspace, w),
  canIdentity: (w) => azureAccess.can(w.get(identityId), ['*/write'], rg, w),
  admin: (w) => azureAccess.admin(who(w), w),
  exposed: (w) => azureAccess.exposed(w.get(identityId), w),
  grants: (w) => azureAccess.grants(who(w), ['Microsoft.CognitiveServices/*'], w),
  grantsWithout: (w) => azureAccess.grantsWithout(who(w), ['data:Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'], ['containers:name'], w),
  anyone: (w) => azureAccess.anyone(w.get(storage), ['data:*'], w),
  outsiders: (w) => azureAccess.outsiders(w.get(openai), ['Microsoft.CognitiveServices/accounts/listKeys/action'], w),
}
const question = fc.constantFrom(...Object.keys(questions))
const ask = (name: string, w: World): Ruling => {
  const found = questions[name]
  if (found === undefined) throw new Error(name)
  return found(w)
}
const grade = ({ value }: Ruling): number => (value === true ? 2 : value === 'unknown' ? 1 : 0)

describe('rulings', () => {
  test('one more assignment never takes access away', () => fc.assert(fc.property(setting, given, question, (s, extra, q) => {
    expect(grade(ask(q, build({ ...s, assigned: [...s.assigned, extra] })))).toBeGreaterThanOrEqual(grade(ask(q, build(s))))
  }), runs))
  test('one more deny assignment never adds access', () => fc.assert(fc.property(setting, taken, question, (s, extra, q) => {
    expect(grade(ask(q, build({ ...s, denied: [...s.denied, extra] })))).toBeLessThanOrEqual(grade(ask(q, build(s))))
  }), runs))
  test('hiding any part never makes a no out of a yes', () => fc.assert(fc.property(setting, fc.constantFrom(...hideable), question, (s, hidden, q) => {
    if (ask(q, build(s)).value === true) expect(ask(q, build(s, hidden)).value).not.toBe(false)
  }), { numRuns: 3000 }))
  test('and escalation neither, but for those who prove to be administrators', () => fc.assert(fc.property(setting, fc.constantFrom(...hideable), fc.constantFrom(...azureAccess.escalationPaths), (s, hidden, path) => {
    const [seen, blind] = [build(s), build(s, hidden)]
    if (azureAccess.escalates(who(seen), path, seen).value !== true || azureAccess.admin(who(blind), blind).value === true) return
    expect(azureAccess.escalates(who(blind), path, blind).value).not.toBe(false)
  }), { numRuns: 2000 }))
  test('the order of assignments does not matter', () => fc.assert(fc.property(setting, question, (s, q) => {
    expect(ask(q, build({ ...s, assigned: s.assigned.toReversed(), denied: s.denied.toReversed() })).value).toBe(ask(q, build(s)).value)
  }), runs))
  test('a yes says by what, unknown says what was not read', () => fc.assert(fc.property(setting, fc.constantFrom(null, ...hideable), question, (s, hidden, q) => {
    const found = ask(q, build(s, hidden))
    if (found.value === true) expect(found.because.length).toBeGreaterThan(0)
    if (found.value === 'unknown') expect(found.gaps.length).toBeGreaterThan(0)
    else expect(found.gaps).toEqual([])
  }), runs))
  test('who administers escalates by no path, and whoever escalates does so by something', () => fc.assert(fc.property(setting, fc.constantFrom(...azureAccess.escalationPaths), (s, path) => {
    const w = build(s)
    const found = azureAccess.escalates(who(w), path, w)
    if (azureAccess.admin(who(w), w).value === true) expect(found.value).toBe(false)
    if (found.value === true) expect(found.because.length).toBeGreaterThan(0)
  }), runs))
})

describe('arbitrary texts', () => {
  const word = fc.oneof(fc.string({ maxLength: 30 }), fc.tuple(fc.constantFrom('/', '//', '/subscriptions/', `${sub}/`, '/providers/', 'https://', 'wasbs://', 'data:', '*', '__proto__', 'constructor', '@Resource['), fc.string({ maxLength: 20 })).map(([a, b]) => a + b))
  test('never throw', () => fc.assert(fc.property(word, word, word, word, fc.array(word, { maxLength: 3 }), (id, at, action, text, list) => {
    const w = world([
      ...estate([{ role: 'hidden', to: id, at, condition: text, type: text }, { role: 'owner', to: id, at, condition: text }], [{ at, permissions: { actions: list, dataActions: [action] }, to: [{ id, type: text }], condition: text }]),
      role('custom', { actions: [action, ...list], notActions: list, condition: text }, { custom: true, assignableScopes: list }), { ...principal(id, { groups: list, appOwnerTenantId: text, userType: text }), id: 'who' }, subscriptionPart({ managementGroups: list }),
      { id: at, type: 'azure.thing', props: {} }, userAssigned(id, { federated: [{ issuer: text, subject: action, expression: at }, ...list] }), storageAccount({ network: { ipRules: list } }), containerPart({}, {}, action),
      { id: 'compute', type: 'azure.ml.compute', props: { identity: { principalId: id, userAssigned: list } } },
    ])
    const asked = w.get('who')
    azureAccess.can(asked, [action], at, w)
    azureAccess.can(asked, [action, ...list], null, w)
    azureAccess.admin(asked, w)
    azureAccess.exposed(asked, w)
    azureAccess.exposed(w.get(identityId), w)
    azureAccess.grants(asked, [action], w)
    azureAccess.grantsWithout(asked, [action], list, w)
    azureAccess.anyone(w.get(storage), [action], w, at)
    azureAccess.outsiders(w.get(at), [action, '*'], w)
    for (const path of azureAccess.escalationPaths) azureAccess.escalates(asked, path, w)
  }), { numRuns: 400 }))
  test('permissions of any shape are understood or unknown', () => fc.assert(fc.property(fc.jsonValue(), (value) => {
    const w = world([...estate([{ role: 'custom' }]), role('custom', {}, { permissions: JSON.parse(JSON.stringify(value)) as Json })])
    const found = azureAccess.can(w.get(`/principals/${ada}`), ['*/write'], '*', w)
    if (!Array.isArray(value)) expect(found.value).toBe('unknown')
  }), runs))
  test('conditions of any text hold, fail or stay open', () => fc.assert(fc.property(fc.oneof(fc.string(), fc.array(fc.constantFrom('@Resource[a:name]', '@Request[a]', ' StringEquals ', ' ForAnyOfAnyValues:StringLike ', "'a*'", '{', '}', ',', ' AND ', ' OR ', '!', '(', ')', "ActionMatches{'*'}", ' 1 ', 'Exists ')).map((p) => p.join(''))), (text) => {
    parseTest(text)
    const truth = conditionHolds(parseCondition(text), { now: 0, action: 'a', storageAccount: null, container: null, granting: null }, 'Allow')
    expect(typeof truth === 'boolean' || truth.open.length === 1).toBe(true)
  }), { numRuns: 2000 }))
})

test('dozens of subscriptions with hundreds of assignments are asked in no time', () => {
  const parts: Part[] = []
  const people: string[] = []
  for (let s = 0; s < 50; s++) {
    const id = `${String(s).padStart(8, '0')}-2222-3333-4444-555555555555`
    const at = `/subscriptions/${id}`
    parts.push(subscriptionPart({}, {}, id), { ...deny({ at: `${at}/resourcegroups/managed`, except: [{ id: strong, type: 'User' }] }), account: id })
    for (let a = 0; a < 400; a++) {
      const to = `${String(s).padStart(8, '0')}-0000-4000-8000-${String(a % 40).padStart(12, '0')}`
      const names = ['reader', 'blobReader', 'scientist', 'cognitiveUser', 'data', 'operator'] as const
      const condition_ = a % 7 === 0 ? "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'docs'" : null
      parts.push(assignment({ role: names[a % names.length] ?? 'reader', to, at: a % 3 === 0 ? at : `${at}/resourcegroups/rg-${a % 30}`, type: a % 5 === 0 ? 'Group' : 'User', account: id, condition: condition_ }, a))
      if (a < 10) {
        parts.push({ ...principal(to, {}, undirected), account: id })
        people.push(to)
      }
    }
    parts.push({ id: `${at}/resourcegroups/rg-1/providers/microsoft.machinelearningservices/workspaces/w/computes/c`, type: 'azure.ml.compute', account: id, props: { identity: { principalId: strong, userAssigned: [] } } })
  }
  const w = world([...estate(), ...parts], { in: subscription })
  const start = performance.now()
  for (const id of people) {
    const asked = w.get(`/principals/${id}`)
    const store = `/subscriptions/${asked.scope.account}/resourcegroups/rg-1/providers/microsoft.cognitiveservices/accounts/orchard`
    for (const action of ['Microsoft.CognitiveServices/accounts/listKeys/action', 'data:Microsoft.CognitiveServices/*', '*/write', 'Microsoft.Search/searchServices/listAdminKeys/action', 'Microsoft.KeyVault/vaults/write']) {
      azureAccess.can(asked, [action], store, w)
      azureAccess.can(asked, [action], null, w)
    }
    azureAccess.admin(asked, w)
    azureAccess.exposed(asked, w)
    azureAccess.grants(asked, ['Microsoft.CognitiveServices/*'], w)
    azureAccess.grantsWithout(asked, ['Microsoft.CognitiveServices/accounts/read'], ['containers:name'], w)
    for (const path of azureAccess.escalationPaths) azureAccess.escalates(asked, path, w)
  }
  for (const { id } of w.assets('azure.ml.compute')) azureAccess.outsiders(w.get(id), ['*/write'], w)
  // Seconds on a busy machine; a fraction of it on a quiet one.
  expect(performance.now() - start).toBeLessThan(5_000)
})
