// Personalize dataset groups: who looked at what and bought what, kept to recommend the next thing.
import type {
  DatasetGroup, DatasetGroupSummary, DescribeDatasetGroupCommandInput, DescribeDatasetGroupCommandOutput, ListDatasetGroupsCommandInput,
  ListDatasetGroupsCommandOutput,
} from '@aws-sdk/client-personalize'
import { nullable, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { listLower, read } from '../calls.js'
import { encryptedBy, runsAs } from '../edges.js'
import { iso, said } from '../names.js'

export default collector({
  type: 'aws.personalize.dataset_group',
  kind: 'dataset',
  service: 'personalize',
  per: 'region',
  props: shape({
    status: nullable(string),
    createdAt: nullable(time),
    /** Such as `ECOMMERCE`; null for a group without a ready-made purpose. */
    domain: nullable(string),
    kmsKeyArn: nullable(string),
    roleArn: nullable(string),
  }),
  relates: { 'encrypted-by': ['aws.kms.key'], 'runs-as': ['aws.iam.role'] },
  calls: {
    list: listLower<ListDatasetGroupsCommandInput, ListDatasetGroupsCommandOutput, DatasetGroupSummary>('personalize:ListDatasetGroups', { items: (page) => page.datasetGroups }),
    // Summaries lack the key.
    describe: read<DescribeDatasetGroupCommandInput, DescribeDatasetGroupCommandOutput>('personalize:DescribeDatasetGroup'),
  },
  async list({ call, each, emit }) {
    await each(call.list.rows(), async (row) => {
      const detail = await call.describe({ datasetGroupArn: row.datasetGroupArn })
      emit({
        id: row.datasetGroupArn ?? '',
        name: row.name ?? '',
        props: known(detail, ({ datasetGroup = {} }) => datasetGroupProps(datasetGroup)),
        edges: known(detail, ({ datasetGroup = {} }) => datasetGroupEdges(datasetGroup)),
      })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function datasetGroupProps(group: DatasetGroup) {
  return { status: said(group.status), createdAt: iso(group.creationDateTime), domain: group.domain ?? null, kmsKeyArn: said(group.kmsKeyArn), roleArn: said(group.roleArn) }
}

export function datasetGroupEdges(group: DatasetGroup): (Edge | null)[] {
  return [encryptedBy(group.kmsKeyArn, 'kmsKeyArn'), runsAs(said(group.roleArn), 'roleArn')]
}
