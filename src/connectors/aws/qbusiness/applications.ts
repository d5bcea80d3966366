// Q Business applications of a region: read once, for themselves and for their plugins.
import type { Application, ListApplicationsCommandInput, ListApplicationsCommandOutput } from '@aws-sdk/client-qbusiness'
import { sharedRead, type Answer } from '../../kit/collector.js'
import { listLower } from '../calls.js'
import type { Place } from '../names.js'

export const applications = sharedRead({
  id: 'qbusiness.applications',
  per: 'region',
  calls: { list: listLower<ListApplicationsCommandInput, ListApplicationsCommandOutput, Application>('qbusiness:ListApplications', { items: (page) => page.applications }) },
  load: ({ call }): Promise<Answer<Application[]>> => call.list.all({}),
})

/** `arn:aws:qbusiness:us-east-1:111122223333:application/<id>` */
export function applicationArn({ partition, region, account }: Place, id: string): string {
  return `arn:${partition}:qbusiness:${region}:${account}:application/${id}`
}
