// Studio user profiles: people of a domain, and where they differ from its defaults.
import type { DescribeUserProfileCommandOutput } from '@aws-sdk/client-sagemaker'
import { nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { runsAs } from '../edges.js'
import { iso, placeOf, said, type Place } from '../names.js'
import { domainArn, domains, profileArn, profiles, settingsEdges, sharingFacts, studioTargets } from './studio.js'

export default collector({
  type: 'aws.sagemaker.user_profile',
  kind: 'notebook',
  service: 'sagemaker',
  per: 'region',
  props: shape({
    status: nullable(oneOf('Deleting', 'Failed', 'InService', 'Pending', 'Updating', 'Update_Failed', 'Delete_Failed')),
    domainId: nullable(string),
    /** Null: the domain's default. */
    executionRole: nullable(string),
    /** The person in IAM Identity Center, where the domain asks for one. */
    singleSignOnUser: nullable(string),
    outputSharing: nullable(shape({ path: nullable(string), kmsKeyId: nullable(string) })),
    createdAt: nullable(time),
  }),
  relates: { 'runs-as': ['aws.iam.role'], 'owned-by': ['aws.sagemaker.domain'], ...studioTargets },
  calls: {},
  reads: [domains, profiles],
  async list(ctx) {
    const place = placeOf(ctx)
    // Where there is no domain, there is nobody in one.
    const owners = await ctx.read(domains)
    if (owners.ok && owners.value.length === 0) return
    const listed = await ctx.read(profiles)
    if (!listed.ok) return ctx.unlisted(listed.gap)
    await ctx.each(listed.value.rows, async (row) => {
      const detail = await listed.value.describe(row)
      if (detail.ok && detail.value === null) return
      const { DomainId = '', UserProfileName = '' } = row
      const props = known(detail, (profile) => (profile === null ? null : userProfileProps(profile)))
      if (props === null) return
      ctx.emit({
        id: profileArn(place, DomainId, UserProfileName), name: UserProfileName, props,
        edges: known(detail, (profile) => (profile === null ? [] : userProfileEdges(profile, place))),
      })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function userProfileProps(profile: DescribeUserProfileCommandOutput) {
  return {
    status: profile.Status ?? null,
    domainId: said(profile.DomainId),
    executionRole: said(profile.UserSettings?.ExecutionRole),
    singleSignOnUser: said(profile.SingleSignOnUserValue),
    outputSharing: sharingFacts(profile.UserSettings?.SharingSettings),
    createdAt: iso(profile.CreationTime),
  }
}

export function userProfileEdges(profile: DescribeUserProfileCommandOutput, place: Place): (Edge | null)[] {
  const domain = said(profile.DomainId)
  return [
    domain === null ? null : { type: 'owned-by', target: 'aws.sagemaker.domain', to: domainArn(place, domain), via: 'DomainId' },
    runsAs(said(profile.UserSettings?.ExecutionRole), 'UserSettings.ExecutionRole'),
    ...settingsEdges(profile.UserSettings, place, 'UserSettings'),
  ]
}
