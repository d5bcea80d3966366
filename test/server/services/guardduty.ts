// GuardDuty of the made-up account: on where the account lives, off everywhere else.
import { atHome, type ServiceAnswers } from '../serve.js'

export default {
  'guardduty.ListDetectors': atHome({ DetectorIds: ['0123456789abcdef0123456789abcdef'] }, { DetectorIds: [] }),
  'guardduty.GetDetector': ({ account }) => ({ json: {
    ServiceRole: `arn:aws:iam::${account}:role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty`, Status: 'ENABLED', CreatedAt: '2026-01-01T00:00:00Z',
    Features: [{ Name: 'S3_DATA_EVENTS', Status: 'ENABLED' }, { Name: 'AI_PROTECTION', Status: 'DISABLED' }],
  } }),
} satisfies ServiceAnswers
