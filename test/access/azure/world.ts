// The orchard team's subscription to ask access questions of: roles, assignments, principals, identities, storage.
import type { AccessWorld } from '../../../src/access/model.js'
import type { Asset, GapId, Json, Trust } from '../../../src/core/index.js'
import { noTrust } from '../../../src/core/index.js'

export const subscription = '11111111-2222-3333-4444-555555555555'
export const foreign = '99999999-8888-7777-6666-555555555555'
export const tenant = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee'
export const rivalTenant = 'bbbbbbbb-bbbb-4ccc-8ddd-eeeeeeeeeeee'
export const ada = 'ada00000-0000-4000-8000-000000000001'
export const guest = '9e570000-0000-4000-8000-000000000002'
export const group = '96000000-0000-4000-8000-000000000003'
export const chat = 'c0a70000-0000-4000-8000-000000000004'
export const strong = '57000000-0000-4000-8000-000000000005'

export const groups = '/providers/microsoft.management/managementgroups/'
export const sub = `/subscriptions/${subscription}`
export const rg = `${sub}/resourcegroups/rg-orchard`
export const openai = `${rg}/providers/microsoft.cognitiveservices/accounts/orchard-openai`
export const workspace = `${rg}/providers/microsoft.machinelearningservices/workspaces/orchard-ml`
export const storage = `${rg}/providers/microsoft.storage/storageaccounts/orchardcorpus`
export const container = `${storage}/blobservices/default/containers/docs`
export const identityId = `${rg}/providers/microsoft.managedidentity/userassignedidentities/orchard-train`

type Props = { [key: string]: Json }
type Gaps = Record<string, GapId>

export interface Part {
  id: string
  type: string
  account?: string
  name?: string
  props: Props
  gaps?: Gaps
}

export interface World extends AccessWorld {
  get(id: string): Asset
}

export function world(parts: readonly Part[], options: { listGaps?: Record<string, GapId>; in?: string; trust?: Partial<Trust> } = {}): World {
  const all = parts.map(asset)
  const byId = new Map(all.map((a) => [a.id, a]))
  const lists = new Map<string, Asset[]>()
  for (const a of byId.values()) {
    for (const key of [a.type, `${a.type} ${a.scope.account}`]) {
      const list = lists.get(key)
      if (list === undefined) lists.set(key, [a])
      else list.push(a)
    }
  }
  return {
    asset: (id) => byId.get(id),
    assets: (type, account) => lists.get(account === undefined ? type : `${type} ${account}`) ?? [],
    listGaps: (type, account) => (account !== (options.in ?? subscription) || options.listGaps?.[type] === undefined ? [] : [options.listGaps[type]]),
    trust: { ...noTrust, ...options.trust },
    now: Date.UTC(2026, 5, 1),
    get(id) {
      const found = byId.get(id)
      if (found === undefined) throw new Error(`no asset ${id}`)
      return found
    },
  }
}

function asset({ id, type, account = subscription, name = id.slice(id.lastIndexOf('/') + 1), props, gaps = {} }: Part): Asset {
  const read = Object.fromEntries(Object.entries(props).filter(([key]) => gaps[key] === undefined))
  return { id, type, kind: 'identity', name, scope: { provider: 'azure', account }, props: read, gaps, aliases: [] }
}

export function subscriptionPart(props: Props = {}, gaps: Gaps = {}, id = subscription): Part {
  return {
    id: `/subscriptions/${id}`, type: 'azure.resources.subscription', account: id, gaps,
    props: { subscriptionId: id, displayName: 'orchard-ml', tenantId: tenant, state: 'Enabled', managementGroups: [`${groups}orchard`, `${groups}${tenant}`], tags: {}, ...props },
  }
}

export const roleIds = {
  owner: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635', contributor: 'b24988ac-6180-42a0-ab88-20f7382dd24c', reader: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
  access: '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9', rbac: 'f58310d9-a9f6-439a-9e8d-f62e7b41a168',
  blobReader: '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1', operator: 'f1a07417-d97a-45cb-824c-7a7467783830', cognitiveUser: 'a97b65f3-24c7-4388-baec-2e87135dc908',
  data: '00000000-0000-4000-8000-00000000da7a', scientist: 'f6c7c914-8db3-469d-8ca1-694a8f32e121', custom: '00000000-0000-4000-8000-0000000c0570', hidden: '00000000-0000-4000-8000-00000000beef',
} as const
export type RoleName = keyof typeof roleIds

export const roleAsset = (name: RoleName): string => `/providers/microsoft.authorization/roledefinitions/${roleIds[name]}`

export interface Permissions {
  [key: string]: Json
  actions: string[]
  notActions: string[]
  dataActions: string[]
  notDataActions: string[]
  condition: string | null
}

export function permissions(p: Partial<Permissions>): Permissions {
  return { actions: [], notActions: [], dataActions: [], notDataActions: [], condition: null, ...p }
}

export function role(name: RoleName, p: Partial<Permissions>, props: Props = {}, gaps: Gaps = {}): Part {
  return { id: roleAsset(name), type: 'azure.rbac.role_definition', gaps, props: { roleName: name, custom: false, permissions: [permissions(p)], assignableScopes: ['/'], ...props } }
}

const blobs = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs'
export const roles: readonly Part[] = [
  role('blobReader', { actions: ['Microsoft.Storage/storageAccounts/blobServices/containers/read'], dataActions: [`${blobs}/read`] }),
  role('operator', { actions: ['Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action'] }),
  role('cognitiveUser', { actions: ['Microsoft.CognitiveServices/*/read', 'Microsoft.CognitiveServices/accounts/listkeys/action'], dataActions: ['Microsoft.CognitiveServices/*'], }),
  role('data', { dataActions: [`${blobs}/*`, 'Microsoft.CognitiveServices/*'], notDataActions: [`${blobs}/delete`] }),
  role('scientist', { actions: ['Microsoft.MachineLearningServices/workspaces/*/read', 'Microsoft.MachineLearningServices/workspaces/*/write'], notActions: ['Microsoft.MachineLearningServices/workspaces/computes/*/write'] }),
  role('custom', { actions: ['Microsoft.Authorization/roleDefinitions/write'] }, { custom: true, assignableScopes: [sub] }),
  role('hidden', {}, {}, { permissions: 'g-role' }),
]

export interface Assigned {
  role: RoleName
  to?: string
  at?: string
  type?: string | null
  condition?: string | null
  account?: string
  gaps?: Gaps
}

export function assignment({ role: name, to = ada, at = sub, type = to === group ? 'Group' : to === chat || to === strong ? 'ServicePrincipal' : 'User', condition = null, account = subscription, gaps = {} }: Assigned, number = 0): Part {
  return {
    id: `${at === '/' ? '' : at}/providers/microsoft.authorization/roleassignments/${name}-${to}-${number}`, type: 'azure.rbac.role_assignment', account, gaps,
    props: { principal: to, principalType: type, role: roleAsset(name), scope: at, condition, createdAt: '2026-01-01T00:00:00Z' },
  }
}

export interface Denied {
  permissions?: Partial<Permissions>
  at?: string
  own?: boolean
  to?: { id: string; type: string }[]
  except?: { id: string; type: string }[]
  condition?: string | null
  gaps?: Gaps
}

export function deny({ permissions: p = { actions: ['*'], dataActions: ['*'] }, at = sub, own = false, to = [{ id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' }], except = [], condition = null, gaps = {} }: Denied, number = 0): Part {
  return {
    id: `${at}/providers/microsoft.authorization/denyassignments/${number}`, type: 'azure.rbac.deny_assignment', gaps,
    props: { displayName: 'managed', permissions: [permissions(p)], scope: at, doNotApplyToChildScopes: own, principals: to, excludePrincipals: except, condition, systemProtected: true },
  }
}

export function principal(id: string, props: Props = {}, gaps: Gaps = {}): Part {
  const kind = id === group ? 'Group' : id === chat || id === strong ? 'ServicePrincipal' : 'User'
  return {
    id: `/principals/${id}`, type: 'azure.rbac.principal', gaps,
    props: { objectId: id, principalType: kind, userType: kind === 'User' ? 'Member' : null, displayName: null, groups: [], appOwnerTenantId: null, ...props },
  }
}

/** Everything that only the directory tells, unread. */
export const undirected: Gaps = { userType: 'g-directory', displayName: 'g-directory', groups: 'g-directory', appOwnerTenantId: 'g-directory' }

export function userAssigned(principalId: string = strong, props: Props = {}, gaps: Gaps = {}): Part {
  return { id: identityId, type: 'azure.identity.user_assigned', gaps, props: { state: 'there', principalId, clientId: 'c', tenantId: tenant, federated: [], ...props } }
}

/** The identity with one federated credential. */
export function federated(props: Props = {}): Part {
  const one = { name: 'ci', issuer: 'https://token.actions.githubusercontent.com', subject: 'repo:orchard/chat:ref:refs/heads/main', audiences: ['api://AzureADTokenExchange'], expression: null }
  return userAssigned(strong, { federated: [{ ...one, ...props }] })
}

export function storageAccount(props: Props = {}, gaps: Gaps = {}): Part {
  return {
    id: storage, type: 'azure.storage.account', name: 'orchardcorpus', gaps,
    props: { allowBlobPublicAccess: true, allowSharedKeyAccess: null, network: { publicAccess: 'enabled', defaultAction: 'allow', ipRules: [], bypass: null }, privateEndpoints: [], ...props },
  }
}

export function containerPart(props: Props = {}, gaps: Gaps = {}, name = 'docs'): Part {
  return { id: `${storage}/blobservices/default/containers/${name}`, type: 'azure.storage.container', name, gaps, props: { publicAccess: 'blob', ...props } }
}

/** The subscription, the roles and the people, with what is assigned and denied. */
export function estate(assigned: readonly Assigned[] = [], denied: readonly Denied[] = [], parts: readonly Part[] = []): Part[] {
  const known = new Set(parts.map((p) => p.id))
  return [
    ...[subscriptionPart(), ...roles, ...[ada, guest, group, chat, strong].map((id) => principal(id, id === guest ? { userType: 'Guest' } : {}))].filter((p) => !known.has(p.id)),
    ...assigned.map(assignment), ...denied.map(deny), ...parts,
  ]
}

/** May assign the roles only. */
export function onlyRoles(...guids: string[]): string {
  return delegating(`ForAnyOfAnyValues:GuidEquals {${guids.join(', ')}}`)
}

export function delegating(test: string): string {
  const side = (verb: string, source: string): string =>
    `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/${verb}'})) OR (@${source}[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ${test}))`
  return `${side('write', 'Request')} AND ${side('delete', 'Resource')}`
}
