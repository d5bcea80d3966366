// Rekognition projects: read once a region, for themselves and for the model versions in them.
import type { DescribeProjectsCommandInput, DescribeProjectsCommandOutput, ProjectDescription } from '@aws-sdk/client-rekognition'
import { sharedRead, type Answer } from '../../kit/collector.js'
import { list } from '../calls.js'

export const projects = sharedRead({
  id: 'rekognition.projects',
  per: 'region',
  calls: {
    list: list<DescribeProjectsCommandInput, DescribeProjectsCommandOutput, ProjectDescription>('rekognition:DescribeProjects', { items: (page) => page.ProjectDescriptions }),
  },
  // Without a word about features only those of Custom Labels come.
  load: ({ call }): Promise<Answer<ProjectDescription[]>> => call.list.all({ Features: ['CUSTOM_LABELS', 'CONTENT_MODERATION'] }),
})

/** `orchard-fruit` of `arn:…:project/orchard-fruit/1717000000000` */
export function projectName(arn: string): string {
  return arn.split('/')[1] ?? arn
}
