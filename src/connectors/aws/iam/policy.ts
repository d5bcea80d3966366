// Managed policies: the account's own, and those of AWS that something in the account is given.
import type { ManagedPolicyDetail } from '@aws-sdk/client-iam'
import { any, bool, number, shape } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { authorizationDetails, isAwsManaged } from './authorization-details.js'
import { policyDocument } from './policy-document.js'

export function policyProps(policy: ManagedPolicyDetail) {
  const version = policy.PolicyVersionList?.find((v) => v.IsDefaultVersion === true)
  return {
    document: policyDocument(version?.Document),
    awsManaged: isAwsManaged(policy.Arn ?? ''),
    attachmentCount: policy.AttachmentCount ?? 0,
  }
}

export default collector({
  type: 'aws.iam.policy',
  kind: 'policy',
  service: 'iam',
  per: 'account',
  props: shape({ document: any, awsManaged: bool, attachmentCount: number }),
  relates: {},
  calls: {},
  reads: [authorizationDetails],
  async list({ emit, read, unlisted }) {
    const details = await read(authorizationDetails)
    if (!details.ok) return unlisted(details.gap)
    for (const [arn, policy] of details.value.policies) {
      emit({ id: arn, name: policy.PolicyName ?? arn.split('/').at(-1) ?? arn, props: policyProps(policy) })
    }
  },
})
