// Data Automation projects: what documents, pictures and recordings are turned into.
import type {
  DataAutomationProject, DataAutomationProjectSummary, GetDataAutomationProjectCommandInput, GetDataAutomationProjectCommandOutput,
  ListDataAutomationProjectsCommandInput, ListDataAutomationProjectsCommandOutput,
} from '@aws-sdk/client-bedrock-data-automation'
import { nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known } from '../../kit/collector.js'
import { listLower, read } from '../calls.js'
import { encryptedBy } from '../edges.js'
import { iso, said } from '../names.js'

export default collector({
  type: 'aws.bedrock.data_automation_project',
  kind: 'pipeline',
  service: 'bedrock-data-automation',
  per: 'region',
  props: shape({
    status: nullable(oneOf('COMPLETED', 'IN_PROGRESS', 'FAILED')),
    createdAt: nullable(time),
    stage: nullable(oneOf('DEVELOPMENT', 'LIVE')),
    kmsKeyId: nullable(string),
  }),
  relates: { 'encrypted-by': ['aws.kms.key'] },
  calls: {
    list: listLower<ListDataAutomationProjectsCommandInput, ListDataAutomationProjectsCommandOutput, DataAutomationProjectSummary>(
      'bedrock-data-automation:ListDataAutomationProjects', { items: (page) => page.projects, max: 1000 },
    ),
    get: read<GetDataAutomationProjectCommandInput, GetDataAutomationProjectCommandOutput>('bedrock-data-automation:GetDataAutomationProject'),
  },
  async list({ call, each, emit }) {
    // Without the owner the list holds AWS's own samples, too.
    await each(call.list.rows({ resourceOwner: 'ACCOUNT' }), async (row) => {
      const detail = await call.get({ projectArn: row.projectArn, ...(row.projectStage !== undefined && { projectStage: row.projectStage }) })
      emit({
        id: row.projectArn ?? '',
        name: row.projectName ?? '',
        props: known(detail, (answer) => projectProps(answer.project)),
        edges: known(detail, (answer) => [encryptedBy(answer.project?.kmsKeyId, 'kmsKeyId')]),
      })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function projectProps(project: DataAutomationProject | undefined) {
  return {
    status: project?.status ?? null,
    createdAt: iso(project?.creationTime),
    stage: project?.projectStage ?? null,
    kmsKeyId: said(project?.kmsKeyId),
  }
}
