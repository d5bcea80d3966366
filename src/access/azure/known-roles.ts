// The administrators' roles as Azure ships them, so that nobody passes as harmless only because roles were not read.
// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/privileged
import { type Permission, permissionsIn } from './permission.js'

interface KnownRole {
  name: string
  permissions: readonly Permission[]
}

export const owner = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635'
export const contributor = 'b24988ac-6180-42a0-ab88-20f7382dd24c'
export const accessAdministrator = '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9'
export const roleAdministrator = 'f58310d9-a9f6-439a-9e8d-f62e7b41a168'

const notContributors = [
  'Microsoft.Authorization/*/Delete', 'Microsoft.Authorization/*/Write', 'Microsoft.Authorization/elevateAccess/Action',
  'Microsoft.Blueprint/blueprintAssignments/write', 'Microsoft.Blueprint/blueprintAssignments/delete', 'Microsoft.Compute/galleries/share/action',
  'Microsoft.Purview/consents/write', 'Microsoft.Purview/consents/delete', 'Microsoft.Resources/deploymentStacks/manageDenySetting/action',
  'Microsoft.Subscription/cancel/action', 'Microsoft.Subscription/enable/action',
]

export const knownRoles: ReadonlyMap<string, KnownRole> = new Map([
  [owner, known('Owner', ['*'])],
  [contributor, known('Contributor', ['*'], notContributors)],
  ['acdd72a7-3385-48ef-bd42-f606fba81ae7', known('Reader', ['*/read'])],
  [accessAdministrator, known('User Access Administrator', ['*/read', 'Microsoft.Authorization/*', 'Microsoft.Support/*'])],
  [roleAdministrator, known('Role Based Access Control Administrator', ['Microsoft.Authorization/roleAssignments/write', 'Microsoft.Authorization/roleAssignments/delete', '*/read', 'Microsoft.Support/*'])],
])

function known(name: string, actions: string[], notActions: string[] = []): KnownRole {
  return { name, permissions: permissionsIn([{ actions, notActions, dataActions: [], notDataActions: [], condition: null }]) ?? [] }
}
