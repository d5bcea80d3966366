// Forecast datasets: what was sold, used or measured when, kept to foretell the rest.
import type { DatasetSummary, DescribeDatasetCommandInput, DescribeDatasetCommandOutput, ListDatasetsCommandInput, ListDatasetsCommandOutput } from '@aws-sdk/client-forecast'
import { nullable, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { list, read } from '../calls.js'
import { encryptedBy, runsAs } from '../edges.js'
import { iso, said } from '../names.js'

export default collector({
  type: 'aws.forecast.dataset',
  kind: 'dataset',
  service: 'forecast',
  per: 'region',
  props: shape({
    status: nullable(string),
    createdAt: nullable(time),
    domain: nullable(string),
    kmsKeyArn: nullable(string),
    roleArn: nullable(string),
  }),
  relates: { 'encrypted-by': ['aws.kms.key'], 'runs-as': ['aws.iam.role'] },
  calls: {
    list: list<ListDatasetsCommandInput, ListDatasetsCommandOutput, DatasetSummary>('forecast:ListDatasets', { items: (page) => page.Datasets }),
    // Summaries lack the key.
    describe: read<DescribeDatasetCommandInput, DescribeDatasetCommandOutput>('forecast:DescribeDataset'),
  },
  async list({ call, each, emit }) {
    await each(call.list.rows(), async (row) => {
      const detail = await call.describe({ DatasetArn: row.DatasetArn })
      emit({ id: row.DatasetArn ?? '', name: row.DatasetName ?? '', props: known(detail, datasetProps), edges: known(detail, datasetEdges) })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function datasetProps(dataset: DescribeDatasetCommandOutput) {
  return {
    status: said(dataset.Status), createdAt: iso(dataset.CreationTime), domain: dataset.Domain ?? null,
    kmsKeyArn: said(dataset.EncryptionConfig?.KMSKeyArn), roleArn: said(dataset.EncryptionConfig?.RoleArn),
  }
}

export function datasetEdges(dataset: DescribeDatasetCommandOutput): (Edge | null)[] {
  return [encryptedBy(dataset.EncryptionConfig?.KMSKeyArn, 'EncryptionConfig.KMSKeyArn'), runsAs(said(dataset.EncryptionConfig?.RoleArn), 'EncryptionConfig.RoleArn')]
}
