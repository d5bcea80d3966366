// Rekognition stream processors: cameras watched for faces and things, live.
import type {
  DescribeStreamProcessorCommandInput, DescribeStreamProcessorCommandOutput, ListStreamProcessorsCommandInput, ListStreamProcessorsCommandOutput, StreamProcessor,
} from '@aws-sdk/client-rekognition'
import { bool, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { bucketArn } from '../arn.js'
import { list, read } from '../calls.js'
import { encryptedBy, runsAs } from '../edges.js'
import { iso, placeOf, said, type Place } from '../names.js'

export default collector({
  type: 'aws.rekognition.stream_processor',
  kind: 'inference-server',
  service: 'rekognition',
  per: 'region',
  props: shape({
    status: nullable(oneOf('STOPPED', 'STARTING', 'RUNNING', 'FAILED', 'STOPPING', 'UPDATING')),
    createdAt: nullable(time),
    /** What it looks for. */
    looksFor: nullable(oneOf('faces', 'connected-home')),
    roleArn: nullable(string),
    kmsKeyId: nullable(string),
    /** Whether AWS may keep what the cameras saw to improve its models; null when nothing was chosen, which is no. */
    dataSharing: nullable(bool),
  }),
  relates: { 'runs-as': ['aws.iam.role'], 'stored-in': ['aws.s3.bucket'], 'encrypted-by': ['aws.kms.key'] },
  calls: {
    list: list<ListStreamProcessorsCommandInput, ListStreamProcessorsCommandOutput, StreamProcessor>(
      'rekognition:ListStreamProcessors', { items: (page) => page.StreamProcessors, max: 1000 },
    ),
    describe: read<DescribeStreamProcessorCommandInput, DescribeStreamProcessorCommandOutput>('rekognition:DescribeStreamProcessor'),
  },
  async list(ctx) {
    const { call, each, emit, partition, scope } = ctx
    await each(call.list.rows(), async ({ Name: name = '' }) => {
      const detail = await call.describe({ Name: name })
      // Summaries have a name and no ARN.
      const id = detail.ok ? detail.value.StreamProcessorArn ?? '' : `arn:${partition}:rekognition:${scope.region ?? ''}:${scope.account}:streamprocessor/${name}`
      emit({ id, name, props: known(detail, streamProcessorProps), edges: known(detail, (of) => streamProcessorEdges(of, placeOf(ctx))) })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function streamProcessorProps(of: DescribeStreamProcessorCommandOutput) {
  return {
    status: of.Status ?? null,
    createdAt: iso(of.CreationTimestamp),
    looksFor: of.Settings?.FaceSearch !== undefined ? 'faces' : of.Settings?.ConnectedHome !== undefined ? 'connected-home' : null,
    roleArn: said(of.RoleArn),
    kmsKeyId: said(of.KmsKeyId),
    dataSharing: of.DataSharingPreference?.OptIn ?? null,
  }
}

export function streamProcessorEdges(of: DescribeStreamProcessorCommandOutput, { partition }: Place): (Edge | null)[] {
  const bucket = said(of.Output?.S3Destination?.Bucket)
  return [
    runsAs(said(of.RoleArn), 'RoleArn'),
    bucket === null ? null : { type: 'stored-in', target: 'aws.s3.bucket', to: bucketArn(partition, bucket), via: 'Output.S3Destination' },
    encryptedBy(of.KmsKeyId, 'KmsKeyId'),
  ]
}
