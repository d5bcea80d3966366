// Security Hub of the made-up account: one standard where the account lives, not subscribed to anywhere else.
import type { ServiceAnswers } from '../serve.js'

export default {
  'securityhub.GetEnabledStandards': ({ account, regions }, { region }) => (region === regions[0]
    ? { json: { StandardsSubscriptions: [{
      StandardsSubscriptionArn: `arn:aws:securityhub:${region}:${account}:subscription/aws-foundational-security-best-practices/v/1.0.0`,
      StandardsArn: `arn:aws:securityhub:${region}::standards/aws-foundational-security-best-practices/v/1.0.0`, StandardsInput: {}, StandardsStatus: 'READY',
    }] } }
    : { error: 'InvalidAccessException', status: 401, message: `Account ${account} is not subscribed to AWS Security Hub` }),
} satisfies ServiceAnswers
