// SageMaker Studio domains: where people get notebooks, under which role, and what those notebooks may reach.
import type { DescribeDomainCommandInput, DescribeDomainCommandOutput } from '@aws-sdk/client-sagemaker'
import { bool, listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Answer, type Edge, type GapMark } from '../../kit/collector.js'
import { read } from '../calls.js'
import { encryptedBy, placedIn, runsAs, toBucket } from '../edges.js'
import { iso, placeOf, said, type Place } from '../names.js'
import { domains, profiles, settingsEdges, sharingFacts, studioTargets, type Profiles } from './studio.js'

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
    /** Of notebook outputs, where people of the domain may share them. */
    outputSharing: nullable(shape({ path: nullable(string), kmsKeyId: nullable(string) })),
    createdAt: nullable(time),
  }),
  relates: { 'runs-as': ['aws.iam.role'], 'encrypted-by': ['aws.kms.key'], 'stored-in': ['aws.s3.bucket'], ...studioTargets },
  calls: {
    describe: read<DescribeDomainCommandInput, DescribeDomainCommandOutput>('sagemaker:DescribeDomain'),
  },
  reads: [domains, profiles],
  async list(ctx) {
    const { call, each, emit } = ctx
    const listed = await ctx.read(domains)
    if (!listed.ok) return ctx.unlisted(listed.gap)
    await each(listed.value, async (row) => {
      const detail = await call.describe({ DomainId: row.DomainId })
      const shared = detail.ok ? await isDefaultRoleShared(() => ctx.read(profiles), detail.value) : detail.gap
      emit({
        id: row.DomainArn ?? '',
        name: row.DomainName ?? row.DomainId ?? '',
        props: known(detail, (d) => ({ ...domainProps(d), defaultRoleShared: shared })),
        edges: known(detail, (d) => domainEdges(d, placeOf(ctx))),
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
    outputSharing: sharingFacts(d.DefaultUserSettings?.SharingSettings),
    createdAt: iso(d.CreationTime),
  }
}

export function domainEdges(d: DescribeDomainCommandOutput, place: Place): (Edge | null)[] {
  return [
    runsAs(said(d.DefaultUserSettings?.ExecutionRole), 'DefaultUserSettings.ExecutionRole'),
    runsAs(said(d.DefaultSpaceSettings?.ExecutionRole), 'DefaultSpaceSettings.ExecutionRole'),
    encryptedBy(d.KmsKeyId, 'KmsKeyId'),
    toBucket('stored-in', sharingFacts(d.DefaultUserSettings?.SharingSettings)?.path, place.partition, 'DefaultUserSettings.SharingSettings.S3OutputPath'),
    ...placedIn(d.SubnetIds, d.DomainSettings?.SecurityGroupIds, place, 'SubnetIds'),
    ...settingsEdges(d.DefaultUserSettings, place, 'DefaultUserSettings'),
    ...settingsEdges(d.DefaultSpaceSettings, place, 'DefaultSpaceSettings'),
  ]
}

/** Profiles are described until two without a role of their own were seen: one after the other, since two mostly do. */
async function isDefaultRoleShared(read: () => Promise<Answer<Profiles>>, d: DescribeDomainCommandOutput): Promise<boolean | GapMark> {
  const role = said(d.DefaultUserSettings?.ExecutionRole)
  if (role === null) return false
  const listed = await read()
  if (!listed.ok) return listed.gap
  const own = listed.value.rows.filter((profile) => profile.DomainId === d.DomainId)
  if (own.length < 2) return false
  let sharing = 0
  for (const row of own) {
    const profile = await listed.value.describe(row)
    if (!profile.ok) return profile.gap
    if (profile.value === null) continue
    if ((said(profile.value.UserSettings?.ExecutionRole) ?? role) === role) sharing += 1
    if (sharing > 1) return true
  }
  return false
}
