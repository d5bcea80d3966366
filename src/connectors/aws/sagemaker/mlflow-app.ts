// MLflow apps: MLflow without a server of one's own.
import type {
  DescribeMlflowAppCommandInput, DescribeMlflowAppCommandOutput, ListMlflowAppsCommandInput, ListMlflowAppsCommandOutput, MlflowAppSummary,
} from '@aws-sdk/client-sagemaker'
import { bool, nullable, number, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { list, read } from '../calls.js'
import { encryptedBy, runsAs, toBucket } from '../edges.js'
import { iso, placeOf, said, type Place } from '../names.js'
import { mlflowVersion } from './mlflow.js'

export default collector({
  type: 'aws.sagemaker.mlflow_app',
  kind: 'experiment',
  service: 'sagemaker',
  per: 'region',
  props: shape({
    status: nullable(string),
    mlflowVersion: nullable(string),
    mlflowMajor: nullable(number),
    mlflowMinor: nullable(number),
    artifactUri: nullable(string),
    roleArn: nullable(string),
    kmsKeyId: nullable(string),
    autoRegistration: nullable(bool),
    createdAt: nullable(time),
  }),
  relates: { 'runs-as': ['aws.iam.role'], 'stored-in': ['aws.s3.bucket'], 'encrypted-by': ['aws.kms.key'] },
  calls: {
    list: list<ListMlflowAppsCommandInput, ListMlflowAppsCommandOutput, MlflowAppSummary>('sagemaker:ListMlflowApps', { items: (page) => page.Summaries }),
    describe: read<DescribeMlflowAppCommandInput, DescribeMlflowAppCommandOutput>('sagemaker:DescribeMlflowApp'),
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    await each(call.list.rows(), async (row) => {
      // Deleted apps stay in the list for a while.
      if (row.Status === 'Deleted') return
      const detail = await call.describe({ Arn: row.Arn })
      emit({
        id: row.Arn ?? '', name: row.Name ?? '',
        props: known(detail, mlflowAppProps), edges: known(detail, (app) => mlflowAppEdges(app, placeOf(ctx))),
      })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function mlflowAppProps(app: DescribeMlflowAppCommandOutput) {
  const mode = app.ModelRegistrationMode
  return {
    status: said(app.Status),
    ...mlflowVersion(app.MlflowVersion),
    artifactUri: said(app.ArtifactStoreUri),
    roleArn: said(app.RoleArn),
    kmsKeyId: said(app.KmsKeyId),
    autoRegistration: mode === undefined ? null : mode === 'AutoModelRegistrationEnabled',
    createdAt: iso(app.CreationTime),
  }
}

export function mlflowAppEdges(app: DescribeMlflowAppCommandOutput, { partition }: Place): (Edge | null)[] {
  return [
    runsAs(said(app.RoleArn), 'RoleArn'), toBucket('stored-in', app.ArtifactStoreUri, partition, 'ArtifactStoreUri'), encryptedBy(app.KmsKeyId, 'KmsKeyId'),
  ]
}
