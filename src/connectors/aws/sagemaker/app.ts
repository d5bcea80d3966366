// Studio apps: the notebooks and editors that run right now, and what they were started from.
import type { AppDetails, ListAppsCommandInput, ListAppsCommandOutput } from '@aws-sdk/client-sagemaker'
import { nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, type Edge } from '../../kit/collector.js'
import { list } from '../calls.js'
import { iso, placeOf, said, type Place } from '../names.js'
import { arnOf } from './names.js'
import { domainArn, domains, profileArn, runsStudioImage, spaceArn } from './studio.js'

export default collector({
  type: 'aws.sagemaker.app',
  kind: 'notebook',
  service: 'sagemaker',
  per: 'region',
  props: shape({
    status: nullable(oneOf('Deleting', 'Failed', 'InService', 'Pending')),
    appType: nullable(string),
    instanceType: nullable(string),
    createdAt: nullable(time),
  }),
  relates: {
    'owned-by': ['aws.sagemaker.domain', 'aws.sagemaker.user_profile', 'aws.sagemaker.space'],
    'configured-by': ['aws.sagemaker.studio_lifecycle_config'], 'runs-image': ['aws.sagemaker.image_version'],
  },
  calls: {
    // The summaries carry image and script; DescribeApp would add times of activity.
    list: list<ListAppsCommandInput, ListAppsCommandOutput, AppDetails>('sagemaker:ListApps', { items: (page) => page.Apps }),
  },
  reads: [domains],
  async list(ctx) {
    const place = placeOf(ctx)
    const owners = await ctx.read(domains)
    if (owners.ok && owners.value.length === 0) return
    await ctx.each(ctx.call.list.rows(), (row) => {
      // Deleted apps are listed for another day.
      if (row.Status === 'Deleted') return
      ctx.emit({ id: appArn(row, place), name: row.AppName ?? '', props: appProps(row), edges: appEdges(row, place) })
    })
  },
})

/** `arn:aws:sagemaker:us-east-1:111122223333:app/d-0123/ana/jupyterlab/default` */
export function appArn(row: AppDetails, place: Place): string {
  return arnOf(place, 'app', [row.DomainId, row.UserProfileName ?? row.SpaceName, row.AppType?.toLowerCase(), row.AppName].join('/'))
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function appProps(row: AppDetails) {
  return {
    status: row.Status ?? null,
    appType: said(row.AppType),
    instanceType: said(row.ResourceSpec?.InstanceType),
    createdAt: iso(row.CreationTime),
  }
}

export function appEdges(row: AppDetails, place: Place): (Edge | null)[] {
  const domain = row.DomainId ?? ''
  const profile = said(row.UserProfileName)
  const space = said(row.SpaceName)
  const script = said(row.ResourceSpec?.LifecycleConfigArn)
  return [
    { type: 'owned-by', target: 'aws.sagemaker.domain', to: domainArn(place, domain), via: 'DomainId' },
    profile === null ? null : { type: 'owned-by', target: 'aws.sagemaker.user_profile', to: profileArn(place, domain, profile), via: 'UserProfileName' },
    space === null ? null : { type: 'owned-by', target: 'aws.sagemaker.space', to: spaceArn(place, domain, space), via: 'SpaceName' },
    script === null ? null : { type: 'configured-by', target: 'aws.sagemaker.studio_lifecycle_config', to: script, via: 'ResourceSpec.LifecycleConfigArn' },
    runsStudioImage(row.ResourceSpec?.SageMakerImageVersionArn, place.account, 'ResourceSpec.SageMakerImageVersionArn'),
  ]
}
