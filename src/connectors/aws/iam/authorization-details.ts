// The one bulk read behind every IAM asset: all users, groups, roles and their policies, a thousand a page.
import type {
  GetAccountAuthorizationDetailsCommandInput, GetAccountAuthorizationDetailsCommandOutput, GroupDetail, ManagedPolicyDetail, RoleDetail,
  UserDetail,
} from '@aws-sdk/client-iam'
import { sharedRead } from '../../kit/collector.js'
import { listMarker } from '../calls.js'
import { attachedPolicies } from './policy-document.js'

export interface AuthorizationDetails {
  roles: RoleDetail[]
  users: UserDetail[]
  groups: GroupDetail[]
  /** By ARN: the account's own, and those of AWS that something here uses. */
  policies: ReadonlyMap<string, ManagedPolicyDetail>
}

interface Page {
  roles: RoleDetail[]
  users: UserDetail[]
  groups: GroupDetail[]
  policies: ManagedPolicyDetail[]
}

/** What is kept of a page: without superseded policy versions and without the roles that instance profiles repeat. */
export function slim(page: GetAccountAuthorizationDetailsCommandOutput): Page {
  return {
    roles: (page.RoleDetailList ?? []).map((role) => ({
      ...role, InstanceProfileList: role.InstanceProfileList?.map((profile) => ({ ...profile, Roles: [] })),
    })),
    users: page.UserDetailList ?? [],
    groups: page.GroupDetailList ?? [],
    policies: (page.Policies ?? []).map((policy) => ({
      ...policy, PolicyVersionList: policy.PolicyVersionList?.filter((version) => version.IsDefaultVersion === true),
    })),
  }
}

export function isAwsManaged(policyArn: string): boolean {
  return policyArn.split(':')[4] === 'aws'
}

/** Pages put together; AWS's policies that nothing here is given are left out, for there are more than a thousand. */
export function joinPages(pages: readonly Page[]): AuthorizationDetails {
  const roles = pages.flatMap((page) => page.roles)
  const users = pages.flatMap((page) => page.users)
  const groups = pages.flatMap((page) => page.groups)
  const used = new Set<string>()
  for (const holder of [...roles, ...users, ...groups]) for (const arn of attachedPolicies(holder.AttachedManagedPolicies)) used.add(arn)
  for (const { PermissionsBoundary: boundary } of [...roles, ...users]) used.add(boundary?.PermissionsBoundaryArn ?? '')
  const policies = new Map<string, ManagedPolicyDetail>()
  for (const policy of pages.flatMap((page) => page.policies)) {
    const arn = policy.Arn ?? ''
    if (!isAwsManaged(arn) || used.has(arn)) policies.set(arn, policy)
  }
  return { roles, users, groups, policies }
}

export const authorizationDetails = sharedRead({
  id: 'iam.authorizationDetails',
  per: 'account',
  calls: {
    // Four lists come in one page, so the row is the page.
    details: listMarker<GetAccountAuthorizationDetailsCommandInput, GetAccountAuthorizationDetailsCommandOutput, Page>(
      'iam:GetAccountAuthorizationDetails', { items: (page) => [slim(page)] },
    ),
  },
  async load({ call }) {
    const pages = await call.details.all({})
    return pages.ok ? { ok: true, value: joinPages(pages.value) } : pages
  },
})
