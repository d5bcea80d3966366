// What anyone may use, what outsiders may, and identities that reach out.
import { describe, expect, test } from 'vitest'
import { azureAccess } from '../../../src/access/azure/index.js'
import type { Trust } from '../../../src/core/index.js'
import {
  type Assigned, type Part, ada, chat, container, containerPart, estate, federated, group, guest, identityId, openai, principal, rivalTenant, storage, storageAccount, strong, sub,
  subscriptionPart, tenant, undirected, userAssigned, workspace, world,
} from './world.js'

const blobRead = 'data:Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'
const blobWrite = 'data:Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write'
const containerRead = 'Microsoft.Storage/storageAccounts/blobServices/containers/read'
const closed = { publicAccess: 'disabled', defaultAction: 'allow', ipRules: [], bypass: null }

describe('anyone', () => {
  const asked = (parts: Part[], on = container, action = blobRead, options: { within?: string; listGaps?: Record<string, string> } = {}) => {
    const w = world(estate([], [], parts), { listGaps: options.listGaps ?? {} })
    return azureAccess.anyone(w.get(on), [action], w, options.within)
  }
  test.each<[string, Part[], true | false | 'unknown', string?, string?]>([
    ['a container open to readers of blobs', [storageAccount(), containerPart()], true, 'high'],
    ['a container open to all', [storageAccount(), containerPart({ publicAccess: 'container' })], true, 'high'],
    ['a private one', [storageAccount(), containerPart({ publicAccess: 'none' })], false], ['one that says nothing', [storageAccount(), containerPart({ publicAccess: null })], false],
    ['an account that forbids it', [storageAccount({ allowBlobPublicAccess: false }), containerPart()], false],
    ['an account that says nothing', [storageAccount({ allowBlobPublicAccess: null }), containerPart()], true, 'medium'],
    ['no way in', [storageAccount({ network: closed }), containerPart()], false], ['nobody let in', [storageAccount({ network: { ...closed, publicAccess: 'enabled', defaultAction: 'deny' } }), containerPart()], false],
    ['an address let in', [storageAccount({ network: { ...closed, publicAccess: 'enabled', defaultAction: 'deny', ipRules: ['203.0.113.0/24'] } }), containerPart()], false],
    ['every address let in', [storageAccount({ network: { ...closed, publicAccess: 'enabled', defaultAction: 'deny', ipRules: ['0.0.0.0/0'] } }), containerPart()], true],
    ['a network that says nothing', [storageAccount({ network: null }), containerPart()], true],
    ['a perimeter', [storageAccount({ network: { ...closed, publicAccess: 'perimeter' } }), containerPart()], 'unknown'],
    ['a level nobody read', [storageAccount(), containerPart({}, { publicAccess: 'g' })], 'unknown'], ['settings nobody read', [storageAccount({}, { allowBlobPublicAccess: 'g' }), containerPart()], 'unknown'],
    ['a network nobody read', [storageAccount({}, { network: 'g' }), containerPart()], 'unknown'], ['half a network', [storageAccount({}, { 'network.defaultAction': 'g' }), containerPart()], 'unknown'],
    ['what is unread does not matter when another shuts it', [storageAccount({ network: closed }, { allowBlobPublicAccess: 'g' }), containerPart()], false],
    ['an account nobody read', [containerPart()], 'unknown'],
  ])('%s', (_, parts, value, confidence) => expect(asked(parts)).toMatchObject(confidence === undefined ? { value } : { value, confidence }))

  test('reads, and lists only at the level of the container', () => {
    const parts = [storageAccount(), containerPart()]
    expect(asked(parts, container, blobWrite).value).toBe(false)
    expect(asked(parts, container, containerRead).value).toBe(false)
    expect(asked([storageAccount(), containerPart({ publicAccess: 'container' })], container, containerRead).value).toBe(true)
    expect(asked(parts, container, 'data:Microsoft.Storage/*').value).toBe(true)
    expect(asked(parts, container, blobRead.slice('data:'.length)).value).toBe(false)
  })
  test('an account by any of its containers', () => {
    const ofAccount = (parts: Part[], options: { within?: string; listGaps?: Record<string, string> } = {}) => asked(parts, storage, blobRead, options).value
    const parts = [storageAccount(), containerPart({ publicAccess: 'none' }), containerPart({}, {}, 'open')]
    expect(ofAccount(parts)).toBe(true)
    expect(ofAccount(parts.slice(0, 2))).toBe(false)
    expect(ofAccount(parts, { within: 'https://orchardcorpus.blob.core.windows.net/open/a' })).toBe(true)
    expect(ofAccount(parts, { within: 'wasbs://docs@orchardcorpus.blob.core.windows.net/a' })).toBe(false)
    expect(ofAccount(parts, { within: 'https://rivalcorpus.blob.core.windows.net/open' })).toBe(false)
    expect(ofAccount(parts, { within: 'azureml://datastores/x' })).toBe(true)
  })
  test('containers nobody listed are unknown, unless the account shuts them all', () => {
    const listGaps = { 'azure.storage.container': 'g-containers' }
    expect(asked([storageAccount()], storage, blobRead, { listGaps })).toMatchObject({ value: 'unknown', gaps: ['g-containers'] })
    expect(asked([storageAccount({ allowBlobPublicAccess: false })], storage, blobRead, { listGaps }).value).toBe(false)
    expect(asked([storageAccount({ network: closed })], storage, blobRead, { listGaps }).value).toBe(false)
    expect(asked([storageAccount()], storage, blobWrite, { listGaps }).value).toBe(false)
  })
  test('a container within its account', () => {
    const parts = [storageAccount(), containerPart()]
    expect(asked(parts, container, blobRead, { within: 'abfss://docs@orchardcorpus.dfs.core.windows.net/x' }).value).toBe(true)
    expect(asked(parts, container, blobRead, { within: 'abfss://other@orchardcorpus.dfs.core.windows.net/x' }).value).toBe(false)
  })
  test('registries', () => {
    const registry = (props: Part['props'], gaps: Record<string, string> = {}): Part => ({ id: `${sub}/registry`, type: 'azure.acr.registry', props, gaps })
    const pull = 'Microsoft.ContainerRegistry/registries/pull/read'
    expect(asked([registry({ anonymousPull: true })], `${sub}/registry`, pull).value).toBe(true)
    expect(asked([registry({ anonymousPull: false })], `${sub}/registry`, pull).value).toBe(false)
    expect(asked([registry({ anonymousPull: true, network: closed })], `${sub}/registry`, pull).value).toBe(false)
    expect(asked([registry({ anonymousPull: true })], `${sub}/registry`, 'Microsoft.ContainerRegistry/registries/push/write').value).toBe(false)
    expect(asked([registry({}, { anonymousPull: 'g' })], `${sub}/registry`, pull).value).toBe('unknown')
  })
  test('what is not there', () => {
    expect(asked([storageAccount(), containerPart({ state: 'missing' }, { publicAccess: 'g' })]).value).toBe(false)
    expect(asked([storageAccount({ state: 'missing' }, { network: 'g' })], storage).value).toBe(false)
  })
  test('keys are not everyone', () => {
    expect(asked([{ id: openai, type: 'azure.ai.account', props: { localAuth: true, network: { ...closed, publicAccess: 'enabled' } } }], openai, 'data:*').value).toBe(false)
  })
})

describe('outsiders', () => {
  const keys = 'Microsoft.CognitiveServices/accounts/listKeys/action'
  const account: Part = { id: openai, type: 'azure.ai.account', props: {} }
  const asked = (assigned: Assigned[], parts: Part[] = [], options: { trust?: Partial<Trust>; listGaps?: Record<string, string> } = {}) => {
    const w = world(estate(assigned, [], [account, ...parts]), { trust: options.trust ?? {}, listGaps: options.listGaps ?? {} })
    return azureAccess.outsiders(w.get(openai), [keys], w)
  }
  const app = (tenantId: string | null, props: Part['props'] = {}): Part => principal(chat, { appOwnerTenantId: tenantId, ...props })
  test.each<[string, Assigned[], Part[], boolean | 'unknown']>([
    ['a guest', [{ role: 'contributor', to: guest }], [], true], ['a guest who may not', [{ role: 'reader', to: guest }], [], false], ['a member', [{ role: 'contributor' }], [], false],
    ['a guest by a group', [{ role: 'contributor', to: group }], [principal(guest, { userType: 'Guest', groups: [group] })], true], ['a group of ours', [{ role: 'contributor', to: group }], [], false],
    ['a group of others', [{ role: 'contributor', to: 'f0', type: 'ForeignGroup' }], [], true], ['an application of ours', [{ role: 'contributor', to: chat }], [app(tenant)], false],
    ['one of another tenant', [{ role: 'contributor', to: chat }], [app(rivalTenant)], true], ['one of Microsoft', [{ role: 'contributor', to: chat }], [app('f8cdef31-a31e-4b4a-93e4-5f571e91255a')], false],
    ['a managed identity', [{ role: 'contributor', to: chat }], [app(null)], false], ['a managed identity without a directory', [{ role: 'contributor', to: chat }], [principal(chat, {}, undirected), { id: workspace, type: 'azure.ml.workspace', props: { identity: { principalId: chat } } }], false], ['one that stands alone', [{ role: 'contributor', to: strong }], [principal(strong, {}, undirected), userAssigned()], false],
    ['an application without a directory', [{ role: 'contributor', to: chat }], [principal(chat, {}, undirected)], 'unknown'], ['a user without a directory', [{ role: 'contributor' }], [principal(ada, {}, undirected)], 'unknown'],
    ['a user without a directory who may not', [{ role: 'reader' }], [principal(ada, {}, undirected)], false], ['a principal nobody saw', [{ role: 'contributor', to: 'f1' }], [], 'unknown'],
    ['an application of another tenant, ours not read', [{ role: 'contributor', to: chat }], [app(rivalTenant), subscriptionPart({}, { tenantId: 'g-tenant' })], 'unknown'],
    ['a guest beside what is unread', [{ role: 'contributor', to: guest }, { role: 'contributor' }], [principal(ada, {}, undirected)], true],
  ])('%s', (_, assigned, parts, value) => expect(asked(assigned, parts).value).toBe(value))

  test('trusted ones are none', () => {
    expect(asked([{ role: 'contributor', to: chat }], [app(rivalTenant)], { trust: { accounts: [rivalTenant] } }).value).toBe(false)
    expect(asked([{ role: 'contributor', to: guest }], [], { trust: { accounts: [guest] } }).value).toBe(false)
  })
  test('unread assignments', () => expect(asked([], [], { listGaps: { 'azure.rbac.role_assignment': 'g' } })).toMatchObject({ value: 'unknown', gaps: ['g'] }))
  test('says who, and why he is one', () => {
    expect(asked([{ role: 'contributor', to: guest }]).because).toMatchObject([{ path: 'role', saw: `Contributor to ${sub} for User ${guest}` }, { asset: `/principals/${guest}`, path: 'userType', saw: 'Guest' }])
  })
})

describe('exposed', () => {
  const asked = (parts: Part[], options: { on?: string; assigned?: Assigned[]; trust?: Partial<Trust>; listGaps?: Record<string, string> } = {}) => {
    const identities = parts.some((p) => p.id === identityId) ? [] : [userAssigned()]
    const w = world(estate(options.assigned ?? [], [], [...identities, ...parts]), { trust: options.trust ?? {}, listGaps: options.listGaps ?? {} })
    return azureAccess.exposed(w.get(options.on ?? identityId), w)
  }
  test.each<[string, Part['props'], boolean, string?]>([
    ['one branch', {}, false], ['any pull request', { subject: 'repo:orchard/chat:pull_request' }, true, 'medium'], ['any repository', { subject: 'repo:*' }, true, 'high'], ['any owner', { subject: '*' }, true, 'high'],
    ['any branch', { subject: null, expression: "claims['sub'] matches 'repo:orchard/chat:ref:refs/heads/*'" }, true, 'medium'],
    ['any owner by an expression', { subject: null, expression: "claims['sub'] matches 'repo:*/chat:*'" }, true, 'high'],
    ['another tenant', { issuer: `https://login.microsoftonline.com/${rivalTenant}/v2.0`, subject: 'a' }, true, 'high'], ['one’s own tenant', { issuer: `https://login.microsoftonline.com/${tenant}/v2.0`, subject: 'a' }, false],
    ['a cluster of ours', { issuer: `https://westeurope.oic.prod-aks.azure.com/${tenant}/aaaa/`, subject: 'system:serviceaccount:ml:train' }, false],
    ['a cluster of another tenant', { issuer: `https://westeurope.oic.prod-aks.azure.com/${rivalTenant}/aaaa/`, subject: 'system:serviceaccount:ml:train' }, true, 'high'],
    ['without TLS', { issuer: 'http://ci.orchard.example', subject: 'a' }, true, 'high'],
  ])('a credential of %s', (_, props, value, confidence) => expect(asked([federated(props)])).toMatchObject(confidence === undefined ? { value } : { value, confidence }))

  test('issuers that are not trusted, once some are', () => {
    expect(asked([federated({ issuer: 'https://ci.rival.example' })]).value).toBe(false)
    expect(asked([federated({ issuer: 'https://ci.rival.example' })], { trust: { hosts: ['orchard.example'] } })).toMatchObject({ value: true, confidence: 'medium' })
    expect(asked([federated({ issuer: 'https://ci.orchard.example' })], { trust: { hosts: ['orchard.example'] } }).value).toBe(false)
  })
  test('unread credentials', () => {
    expect(asked([userAssigned(strong, {}, { federated: 'g' })])).toMatchObject({ value: 'unknown', gaps: ['g'] })
    expect(asked([userAssigned(strong, { state: 'missing' }, { federated: 'g' })]).value).toBe(false)
  })
  test('outsiders who may write credentials', () => {
    expect(asked([], { assigned: [{ role: 'contributor', to: guest }] }).value).toBe(true)
    expect(asked([], { assigned: [{ role: 'contributor', to: ada }] }).value).toBe(false)
  })
  test('the principal of an identity is exposed as it is', () => {
    expect(asked([federated({ subject: '*' })], { on: `/principals/${strong}` }).value).toBe(true)
    expect(asked([], { on: `/principals/${strong}` }).value).toBe(false)
  })
  test('applications of other tenants', () => {
    expect(asked([principal(chat, { appOwnerTenantId: rivalTenant })], { on: `/principals/${chat}` }).value).toBe(true)
    expect(asked([principal(chat, { appOwnerTenantId: tenant })], { on: `/principals/${chat}` }).value).toBe(false)
    expect(asked([principal(chat, {}, undirected)], { on: `/principals/${chat}` })).toMatchObject({ value: 'unknown', gaps: ['g-directory'] })
    expect(asked([principal(chat, {}, undirected), { id: workspace, type: 'azure.ml.workspace', props: { identity: { principalId: chat } } }], { on: `/principals/${chat}` }).value).toBe(false)
    expect(asked([], { on: `/principals/${chat}`, listGaps: { 'azure.identity.user_assigned': 'g' } })).toMatchObject({ value: 'unknown', gaps: ['g'] })
    expect(asked([], { on: `/principals/${ada}` }).value).toBe(false)
  })
})
