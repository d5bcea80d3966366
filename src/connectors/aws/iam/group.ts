// IAM groups: policies that users get by membership.
import type { GroupDetail } from '@aws-sdk/client-iam'
import { any, listOf, shape, string } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { authorizationDetails } from './authorization-details.js'
import { attachedPolicies, inlinePolicies } from './policy-document.js'

export function groupProps(group: GroupDetail) {
  return {
    path: group.Path ?? '/',
    inlinePolicies: inlinePolicies(group.GroupPolicyList),
    attachedPolicies: attachedPolicies(group.AttachedManagedPolicies),
  }
}

export default collector({
  type: 'aws.iam.group',
  kind: 'identity',
  service: 'iam',
  per: 'account',
  props: shape({
    path: string,
    inlinePolicies: listOf(shape({ name: string, document: any })),
    attachedPolicies: listOf(string),
  }),
  relates: {},
  calls: {},
  reads: [authorizationDetails],
  async list({ emit, read, unlisted }) {
    const details = await read(authorizationDetails)
    if (!details.ok) return unlisted(details.gap)
    for (const group of details.value.groups) emit({ id: group.Arn ?? '', name: group.GroupName ?? '', props: groupProps(group) })
  },
})
