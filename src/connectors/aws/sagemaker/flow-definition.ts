// Flow definitions (Augmented AI): which people look at what a model is unsure of.
import type {
  DescribeFlowDefinitionCommandInput, DescribeFlowDefinitionCommandOutput, FlowDefinitionSummary, ListFlowDefinitionsCommandInput,
  ListFlowDefinitionsCommandOutput,
} from '@aws-sdk/client-sagemaker'
import { nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { list, read } from '../calls.js'
import { encryptedBy, runsAs, toBucket } from '../edges.js'
import { iso, placeOf, said, type Place } from '../names.js'

export default collector({
  type: 'aws.sagemaker.flow_definition',
  kind: 'workflow',
  service: 'sagemaker',
  per: 'region',
  props: shape({
    status: nullable(oneOf('Initializing', 'Active', 'Failed', 'Deleting')),
    createdAt: nullable(time),
    /** As for labeling jobs. */
    workteamArn: nullable(string),
    /** Service whose answers are reviewed; null when an application of the owner's asks for reviews. */
    source: nullable(string),
    roleArn: nullable(string),
    outputPath: nullable(string),
    outputKmsKeyId: nullable(string),
  }),
  relates: { 'runs-as': ['aws.iam.role'], 'stored-in': ['aws.s3.bucket'], 'encrypted-by': ['aws.kms.key'] },
  calls: {
    list: list<ListFlowDefinitionsCommandInput, ListFlowDefinitionsCommandOutput, FlowDefinitionSummary>(
      'sagemaker:ListFlowDefinitions', { items: (page) => page.FlowDefinitionSummaries },
    ),
    describe: read<DescribeFlowDefinitionCommandInput, DescribeFlowDefinitionCommandOutput>('sagemaker:DescribeFlowDefinition'),
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    await each(call.list.rows(), async (row) => {
      const name = row.FlowDefinitionName ?? ''
      const detail = await call.describe({ FlowDefinitionName: name })
      emit({
        id: row.FlowDefinitionArn ?? '',
        name,
        props: known(detail, flowDefinitionProps),
        edges: known(detail, (flow) => flowDefinitionEdges(flow, placeOf(ctx))),
      })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function flowDefinitionProps(flow: DescribeFlowDefinitionCommandOutput) {
  return {
    status: flow.FlowDefinitionStatus ?? null,
    createdAt: iso(flow.CreationTime),
    workteamArn: said(flow.HumanLoopConfig?.WorkteamArn),
    source: flow.HumanLoopRequestSource?.AwsManagedHumanLoopRequestSource ?? null,
    roleArn: said(flow.RoleArn),
    outputPath: said(flow.OutputConfig?.S3OutputPath),
    outputKmsKeyId: said(flow.OutputConfig?.KmsKeyId),
  }
}

export function flowDefinitionEdges(flow: DescribeFlowDefinitionCommandOutput, { partition }: Place): (Edge | null)[] {
  return [
    runsAs(said(flow.RoleArn), 'RoleArn'),
    toBucket('stored-in', flow.OutputConfig?.S3OutputPath, partition, 'OutputConfig.S3OutputPath'),
    encryptedBy(flow.OutputConfig?.KmsKeyId, 'OutputConfig.KmsKeyId'),
  ]
}
