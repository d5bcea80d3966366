// SageMaker Studio domains: where people get notebooks, under which role, and what those notebooks may reach.
import type {
  DescribeDomainCommandInput, DescribeDomainCommandOutput, DescribeUserProfileCommandInput, DescribeUserProfileCommandOutput, DomainDetails,
  ListDomainsCommandInput, ListDomainsCommandOutput, ListUserProfilesCommandInput, ListUserProfilesCommandOutput, UserProfileDetails,
} from '@aws-sdk/client-sagemaker'
import { bool, listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Answer, type Edge, type GapMark } from '../../kit/collector.js'
import { list, read, readOrNull } from '../calls.js'
import { encryptedBy, runsAs } from '../edges.js'
import { iso, said } from '../names.js'

export default collector({
  type: 'aws.sagemaker.domain',
  kind: 'notebook',
  service: 'sagemaker',
  per: 'region',
  props: shape({
    status: nullable(oneOf('Deleting', 'Failed', 'InService', 'Pending', 'Updating', 'Update_Failed', 'Delete_Failed')),
    authMode: nullable(oneOf('SSO', 'IAM')),
    /** `d-...`, which commands take in place of the name. */
    domainId: nullable(string),
    appNetworkAccessType: nullable(oneOf('PublicInternetOnly', 'VpcOnly')),
    vpcId: nullable(string),
    subnetIds: listOf(string),
    kmsKeyId: nullable(string),
    defaultExecutionRole: nullable(string),
    defaultSpaceExecutionRole: nullable(string),
    dockerAccess: nullable(oneOf('ENABLED', 'DISABLED')),
    dockerTrustedAccounts: listOf(string),
    rootlessDocker: nullable(oneOf('ENABLED', 'DISABLED')),
    executionRoleIdentityConfig: nullable(oneOf('USER_PROFILE_NAME', 'DISABLED')),
    /** More than one user profile runs under the default execution role. */
    defaultRoleShared: bool,
    createdAt: nullable(time),
  }),
  relates: { 'runs-as': ['aws.iam.role'], 'encrypted-by': ['aws.kms.key'] },
  calls: {
    list: list<ListDomainsCommandInput, ListDomainsCommandOutput, DomainDetails>(
      'sagemaker:ListDomains', { items: (page) => page.Domains },
    ),
    describe: read<DescribeDomainCommandInput, DescribeDomainCommandOutput>('sagemaker:DescribeDomain'),
    profiles: list<ListUserProfilesCommandInput, ListUserProfilesCommandOutput, UserProfileDetails>(
      'sagemaker:ListUserProfiles', { items: (page) => page.UserProfiles, per: 'item' },
    ),
    profile: readOrNull<DescribeUserProfileCommandInput, DescribeUserProfileCommandOutput>(
      'sagemaker:DescribeUserProfile', ['ResourceNotFound'],
    ),
  },
  async list({ call, each, emit }) {
    await each(call.list.rows(), async (row) => {
      const detail = await call.describe({ DomainId: row.DomainId })
      const shared = detail.ok ? await isDefaultRoleShared(call, detail.value) : detail.gap
      emit({
        id: row.DomainArn ?? '',
        name: row.DomainName ?? row.DomainId ?? '',
        props: known(detail, (d) => ({ ...domainProps(d), defaultRoleShared: shared })),
        edges: known(detail, domainEdges),
      })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function domainProps(d: DescribeDomainCommandOutput) {
  const docker = d.DomainSettings?.DockerSettings
  return {
    status: d.Status ?? null,
    authMode: d.AuthMode ?? null,
    domainId: said(d.DomainId),
    appNetworkAccessType: d.AppNetworkAccessType ?? null,
    vpcId: said(d.VpcId),
    subnetIds: d.SubnetIds ?? [],
    kmsKeyId: said(d.KmsKeyId),
    defaultExecutionRole: said(d.DefaultUserSettings?.ExecutionRole),
    defaultSpaceExecutionRole: said(d.DefaultSpaceSettings?.ExecutionRole),
    dockerAccess: docker?.EnableDockerAccess ?? null,
    dockerTrustedAccounts: docker?.VpcOnlyTrustedAccounts ?? [],
    rootlessDocker: docker?.RootlessDocker ?? null,
    executionRoleIdentityConfig: d.DomainSettings?.ExecutionRoleIdentityConfig ?? null,
    createdAt: iso(d.CreationTime),
  }
}

export function domainEdges(d: DescribeDomainCommandOutput): (Edge | null)[] {
  return [
    runsAs(said(d.DefaultUserSettings?.ExecutionRole), 'DefaultUserSettings.ExecutionRole'),
    runsAs(said(d.DefaultSpaceSettings?.ExecutionRole), 'DefaultSpaceSettings.ExecutionRole'),
    encryptedBy(d.KmsKeyId, 'KmsKeyId'),
  ]
}

interface ProfileCalls {
  profiles: { all(input: ListUserProfilesCommandInput): Promise<Answer<UserProfileDetails[]>> }
  profile(input: DescribeUserProfileCommandInput): Promise<Answer<DescribeUserProfileCommandOutput | null>>
}

/** Profiles are described until two without a role of their own were seen: one after the other, since two mostly do. */
async function isDefaultRoleShared(call: ProfileCalls, d: DescribeDomainCommandOutput): Promise<boolean | GapMark> {
  const role = said(d.DefaultUserSettings?.ExecutionRole)
  if (role === null) return false
  const profiles = await call.profiles.all({ DomainIdEquals: d.DomainId })
  if (!profiles.ok) return profiles.gap
  if (profiles.value.length < 2) return false
  let sharing = 0
  for (const { UserProfileName } of profiles.value) {
    const profile = await call.profile({ DomainId: d.DomainId, UserProfileName })
    if (!profile.ok) return profile.gap
    if (profile.value === null) continue
    if ((said(profile.value.UserSettings?.ExecutionRole) ?? role) === role) sharing += 1
    if (sharing > 1) return true
  }
  return false
}
