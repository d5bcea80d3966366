// Whether an API could call an AI service without a function between: it takes a role that API Gateway may assume and that allows such calls.
import { sharedRead, type Answer } from '../../kit/collector.js'
import { aiGrants } from '../ai-signs.js'
import { authorizationDetails } from '../iam/authorization-details.js'
import { policyDocument } from '../iam/policy-document.js'
import { trustedServices } from '../iam/trust.js'

export const directRoles = sharedRead({
  id: 'apigateway.directRoles',
  per: 'account',
  calls: {},
  async load({ read }): Promise<Answer<boolean>> {
    const details = await read(authorizationDetails)
    if (!details.ok) return details
    return { ok: true, value: details.value.roles.some((role) =>
      trustedServices(policyDocument(role.AssumeRolePolicyDocument)).some(({ service }) => service === 'apigateway.amazonaws.com') && aiGrants(role, details.value).length > 0) }
  },
})
