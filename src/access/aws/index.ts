// Effective permissions in AWS: every policy that has a say, evaluated without a single call.
import type { AccessModel } from '../model.js'
import { admin } from './admin.js'
import { anyone } from './anyone.js'
import { ask, best } from './ask.js'
import { escalates, escalationPaths } from './escalation.js'
import { exposed } from './exposed.js'
import { grants, grantsWithout } from './grants.js'
import { identityOf } from './identity.js'
import { outsiders } from './outsiders.js'
import { ruling } from './ruling.js'

export const awsAccess: AccessModel = {
  provider: 'aws',
  needs: [
    'aws.account.account', 'aws.iam.role', 'aws.iam.user', 'aws.iam.group', 'aws.iam.policy',
    // Escalation paths lead through the roles that these run as.
    'aws.sagemaker.notebook_instance', 'aws.sagemaker.domain', 'aws.bedrock.agent_action_group',
    'aws.agentcore.browser', 'aws.agentcore.code_interpreter', 'aws.agentcore.harness', 'aws.agentcore.runtime',
  ],
  can: (identity, actions, resource, world) => ruling(best(actions.map((action) => ask(identityOf(identity, world), resource === null ? { action, resource: '*', of: 'some' } : { action, resource }, world)))),
  admin,
  exposed,
  escalates,
  escalationPaths,
  grants,
  grantsWithout,
  anyone,
  outsiders,
}
export default awsAccess

export { can, whoCan, type Holder, type RequestContext, type WhoCan } from './questions.js'
export { actionFault, expandAction } from './actions.js'
export { evaluate, noPolicies, type Deciding, type Decision, type Layer, type LayerName, type Policies, type Source } from './evaluate.js'
export { parsePolicy, type Fault, type Policy, type Statement } from './document.js'
export { documentLayer } from './layers.js'
export { encode, decode } from '../wildcard.js'
export { known, absent, uncertain, chosen, type Context, type KeyState } from './context.js'
export type { Request } from './statement.js'
export type { Requester } from './principal.js'
