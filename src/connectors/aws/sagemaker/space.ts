// Studio spaces: the storage and the apps that one person or a whole team works in.
import type { ListSpacesCommandInput, ListSpacesCommandOutput, SpaceDetails } from '@aws-sdk/client-sagemaker'
import { nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, type Edge } from '../../kit/collector.js'
import { list } from '../calls.js'
import { iso, placeOf, said, type Place } from '../names.js'
import { domainArn, domains, profileArn, spaceArn } from './studio.js'

export default collector({
  type: 'aws.sagemaker.space',
  kind: 'notebook',
  service: 'sagemaker',
  per: 'region',
  props: shape({
    status: nullable(oneOf('Deleting', 'Failed', 'InService', 'Pending', 'Updating', 'Update_Failed', 'Delete_Failed')),
    domainId: nullable(string),
    appType: nullable(string),
    sharing: nullable(oneOf('Private', 'Shared')),
    /** Whether an editor on somebody's own computer may connect to it. */
    remoteAccess: nullable(oneOf('ENABLED', 'DISABLED')),
    owner: nullable(string),
    createdAt: nullable(time),
  }),
  relates: { 'owned-by': ['aws.sagemaker.domain', 'aws.sagemaker.user_profile'] },
  calls: {
    // The summaries say all that is asked; DescribeSpace would add file systems and default instance types.
    list: list<ListSpacesCommandInput, ListSpacesCommandOutput, SpaceDetails>('sagemaker:ListSpaces', { items: (page) => page.Spaces }),
  },
  reads: [domains],
  async list(ctx) {
    const place = placeOf(ctx)
    const owners = await ctx.read(domains)
    if (owners.ok && owners.value.length === 0) return
    await ctx.each(ctx.call.list.rows(), (row) => {
      const { DomainId = '', SpaceName = '' } = row
      ctx.emit({ id: spaceArn(place, DomainId, SpaceName), name: SpaceName, props: spaceProps(row), edges: spaceEdges(row, place) })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function spaceProps(row: SpaceDetails) {
  return {
    status: row.Status ?? null,
    domainId: said(row.DomainId),
    appType: said(row.SpaceSettingsSummary?.AppType),
    sharing: row.SpaceSharingSettingsSummary?.SharingType ?? null,
    remoteAccess: row.SpaceSettingsSummary?.RemoteAccess ?? null,
    owner: said(row.OwnershipSettingsSummary?.OwnerUserProfileName),
    createdAt: iso(row.CreationTime),
  }
}

export function spaceEdges(row: SpaceDetails, place: Place): (Edge | null)[] {
  const domain = said(row.DomainId)
  const owner = said(row.OwnershipSettingsSummary?.OwnerUserProfileName)
  if (domain === null) return []
  return [
    { type: 'owned-by', target: 'aws.sagemaker.domain', to: domainArn(place, domain), via: 'DomainId' },
    owner === null ? null : { type: 'owned-by', target: 'aws.sagemaker.user_profile', to: profileArn(place, domain, owner), via: 'OwnershipSettings.OwnerUserProfileName' },
  ]
}
