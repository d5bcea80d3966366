// SageMaker pipelines: how models are made, step by step, and under which role.
import type {
  DescribePipelineCommandInput, DescribePipelineCommandOutput, ListPipelinesCommandInput, ListPipelinesCommandOutput, PipelineSummary,
} from '@aws-sdk/client-sagemaker'
import { listOf, nullable, shape, string, time } from '../../../core/shape.js'
import { collector, known } from '../../kit/collector.js'
import { secretHits } from '../../../artifacts/text/secrets.js'
import { list, read } from '../calls.js'
import { runsAs } from '../edges.js'
import { iso, said } from '../names.js'
import { pipelineFacts } from './pipeline-definition.js'

export default collector({
  type: 'aws.sagemaker.pipeline',
  kind: 'pipeline',
  service: 'sagemaker',
  per: 'region',
  props: shape({
    createdAt: nullable(time),
    lastModifiedAt: nullable(time),
    lastRunAt: nullable(time),
    roleArn: nullable(string),
    steps: nullable(listOf(shape({
      name: string,
      type: string,
      approval: nullable(string),
    }))),
    /** In the definition, which everybody who may describe the pipeline reads. */
    secrets: secretHits,
  }),
  relates: { 'runs-as': ['aws.iam.role'] },
  calls: {
    // Not Search: its records lack the definition, so every pipeline is described.
    list: list<ListPipelinesCommandInput, ListPipelinesCommandOutput, PipelineSummary>('sagemaker:ListPipelines', { items: (page) => page.PipelineSummaries }),
    describe: read<DescribePipelineCommandInput, DescribePipelineCommandOutput>('sagemaker:DescribePipeline'),
  },
  async list({ call, each, emit }) {
    await each(call.list.rows(), async (row) => {
      const name = row.PipelineName ?? ''
      const detail = await call.describe({ PipelineName: name })
      const facts = known(detail, (pipeline) => pipelineFacts(pipeline.PipelineDefinition))
      emit({
        id: row.PipelineArn ?? '',
        name,
        props: {
          createdAt: iso(row.CreationTime),
          lastModifiedAt: iso(row.LastModifiedTime),
          lastRunAt: iso(row.LastExecutionTime),
          roleArn: said(row.RoleArn),
          steps: 'steps' in facts ? facts.steps : facts,
          secrets: 'secrets' in facts ? facts.secrets : facts,
        },
        edges: [runsAs(said(row.RoleArn), 'RoleArn')],
      })
    })
  },
})
