// Effective permissions in Azure: every role and deny assignment from the resource up to the tenant's root, evaluated without a single call.
import type { AccessModel } from '../model.js'
import { admin } from './admin.js'
import { anyone } from './anyone.js'
import { can } from './ask.js'
import { escalates, escalationPaths } from './escalation.js'
import { exposed } from './exposed.js'
import { grants, grantsWithout } from './grants.js'
import { outsiders } from './outsiders.js'

export const azureAccess: AccessModel = {
  provider: 'azure',
  needs: [
    'azure.resources.subscription', 'azure.rbac.role_definition', 'azure.rbac.role_assignment', 'azure.rbac.deny_assignment', 'azure.rbac.principal',
    // Who outside may come to act as an identity, and what code may run as it.
    'azure.identity.user_assigned', 'azure.ml.workspace', 'azure.ml.compute', 'azure.ml.online_endpoint',
  ],
  can,
  admin,
  exposed,
  escalates,
  escalationPaths,
  grants,
  grantsWithout,
  anyone,
  outsiders,
}
export default azureAccess
