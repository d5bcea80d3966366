// Effective permissions in Google Cloud: every binding and deny policy from the resource up to the organisation, evaluated without a single call.
import type { AccessModel } from '../model.js'
import { admin } from './admin.js'
import { anyone } from './anyone.js'
import { can } from './ask.js'
import { escalates, escalationPaths } from './escalation.js'
import { exposed } from './exposed.js'
import { grants, grantsWithout } from './grants.js'
import { outsiders } from './outsiders.js'

export const gcpAccess: AccessModel = {
  provider: 'gcp',
  needs: [
    'gcp.resourcemanager.project', 'gcp.resourcemanager.folder', 'gcp.resourcemanager.organization',
    'gcp.iam.role', 'gcp.iam.service_account', 'gcp.orgpolicy.policy',
    // Who holds roles on what, for questions about any resource at all.
    'gcp.iam.principal',
    // An escalation path leads through the accounts that these run as.
    'gcp.notebook.instance',
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
export default gcpAccess
