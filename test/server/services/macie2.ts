// Macie of the made-up account: on where the account lives, not in use anywhere else.
import type { ServiceAnswers } from '../serve.js'

export default {
  'macie2.GetMacieSession': ({ account, regions }, { region }) => (region === regions[0]
    ? { json: { status: 'ENABLED', createdAt: '2026-01-01T00:00:00Z', serviceRole: `arn:aws:iam::${account}:role/aws-service-role/macie.amazonaws.com/AWSServiceRoleForAmazonMacie` } }
    : { error: 'AccessDeniedException', status: 403, message: 'Macie is not enabled.' }),
  'macie2.GetAutomatedDiscoveryConfiguration': () => ({ json: { status: 'DISABLED' } }),
  'macie2.ListClassificationJobs': ({ account, buckets }) => ({ json: { items: [
    { jobId: 'job-orchard', name: 'orchard', jobType: 'SCHEDULED', jobStatus: 'IDLE', bucketDefinitions: [{ accountId: account, buckets: buckets.slice(0, 1).map((bucket) => bucket.name) }] },
  ] } }),
} satisfies ServiceAnswers
