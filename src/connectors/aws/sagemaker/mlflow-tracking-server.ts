// MLflow tracking servers: where experiments are recorded and from where models are registered.
import type {
  DescribeMlflowTrackingServerCommandInput, DescribeMlflowTrackingServerCommandOutput, ListMlflowTrackingServersCommandInput,
  ListMlflowTrackingServersCommandOutput, TrackingServerSummary,
} from '@aws-sdk/client-sagemaker'
import { bool, nullable, number, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { list, read } from '../calls.js'
import { runsAs, toBucket } from '../edges.js'
import { iso, placeOf, said, type Place } from '../names.js'
import { mlflowVersion } from './mlflow.js'

export default collector({
  type: 'aws.sagemaker.mlflow_tracking_server',
  kind: 'experiment',
  service: 'sagemaker',
  per: 'region',
  props: shape({
    status: nullable(string),
    active: nullable(oneOf('Active', 'Inactive')),
    mlflowVersion: nullable(string),
    mlflowMajor: nullable(number),
    mlflowMinor: nullable(number),
    artifactUri: nullable(string),
    roleArn: nullable(string),
    autoRegistration: nullable(bool),
    /** Whether it refuses an artifact bucket that belongs to another account than the one named beside. */
    bucketOwnerVerified: nullable(bool),
    bucketOwner: nullable(string),
    createdAt: nullable(time),
  }),
  relates: { 'runs-as': ['aws.iam.role'], 'stored-in': ['aws.s3.bucket'] },
  calls: {
    list: list<ListMlflowTrackingServersCommandInput, ListMlflowTrackingServersCommandOutput, TrackingServerSummary>(
      'sagemaker:ListMlflowTrackingServers', { items: (page) => page.TrackingServerSummaries },
    ),
    describe: read<DescribeMlflowTrackingServerCommandInput, DescribeMlflowTrackingServerCommandOutput>('sagemaker:DescribeMlflowTrackingServer'),
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    await each(call.list.rows(), async (row) => {
      const detail = await call.describe({ TrackingServerName: row.TrackingServerName })
      emit({
        id: row.TrackingServerArn ?? '', name: row.TrackingServerName ?? '',
        props: known(detail, trackingServerProps), edges: known(detail, (server) => trackingServerEdges(server, placeOf(ctx))),
      })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function trackingServerProps(server: DescribeMlflowTrackingServerCommandOutput) {
  return {
    status: said(server.TrackingServerStatus),
    active: server.IsActive ?? null,
    ...mlflowVersion(server.MlflowVersion),
    artifactUri: said(server.ArtifactStoreUri),
    roleArn: said(server.RoleArn),
    autoRegistration: server.AutomaticModelRegistration ?? null,
    bucketOwnerVerified: server.S3BucketOwnerVerification ?? null,
    bucketOwner: said(server.S3BucketOwnerAccountId),
    createdAt: iso(server.CreationTime),
  }
}

export function trackingServerEdges(server: DescribeMlflowTrackingServerCommandOutput, { partition }: Place): (Edge | null)[] {
  return [runsAs(said(server.RoleArn), 'RoleArn'), toBucket('stored-in', server.ArtifactStoreUri, partition, 'ArtifactStoreUri')]
}
