// Monitoring job definitions: what a monitor runs on, under which role, and where it writes what it saw. One type for the four kinds.
import type {
  DescribeDataQualityJobDefinitionCommandInput, DescribeDataQualityJobDefinitionCommandOutput, DescribeModelBiasJobDefinitionCommandInput,
  DescribeModelBiasJobDefinitionCommandOutput, DescribeModelExplainabilityJobDefinitionCommandInput,
  DescribeModelExplainabilityJobDefinitionCommandOutput, DescribeModelQualityJobDefinitionCommandInput,
  DescribeModelQualityJobDefinitionCommandOutput, ListDataQualityJobDefinitionsCommandInput, ListDataQualityJobDefinitionsCommandOutput,
  ListModelBiasJobDefinitionsCommandInput, ListModelBiasJobDefinitionsCommandOutput, ListModelExplainabilityJobDefinitionsCommandInput,
  ListModelExplainabilityJobDefinitionsCommandOutput, ListModelQualityJobDefinitionsCommandInput, ListModelQualityJobDefinitionsCommandOutput,
  MonitoringJobDefinitionSummary, MonitoringType,
} from '@aws-sdk/client-sagemaker'
import { listOf, oneOf, nullable, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Answer } from '../../kit/collector.js'
import { list, read } from '../calls.js'
import { iso, placeOf, spellings } from '../names.js'
import { definitionArn, endpointsOf, monitoringEdges, monitoringFacts, monitoringFields, monitoringRelates, type MonitoringJob } from './monitoring.js'

export default collector({
  type: 'aws.sagemaker.monitoring_job_definition',
  kind: 'workflow',
  service: 'sagemaker',
  per: 'region',
  props: shape({
    monitors: oneOf('DataQuality', 'ModelQuality', 'ModelBias', 'ModelExplainability'),
    createdAt: nullable(time),
    endpoints: listOf(string),
    ...monitoringFields,
  }),
  relates: monitoringRelates,
  calls: {
    dataQuality: list<ListDataQualityJobDefinitionsCommandInput, ListDataQualityJobDefinitionsCommandOutput, MonitoringJobDefinitionSummary>(
      'sagemaker:ListDataQualityJobDefinitions', { items: (page) => page.JobDefinitionSummaries },
    ),
    modelQuality: list<ListModelQualityJobDefinitionsCommandInput, ListModelQualityJobDefinitionsCommandOutput, MonitoringJobDefinitionSummary>(
      'sagemaker:ListModelQualityJobDefinitions', { items: (page) => page.JobDefinitionSummaries },
    ),
    modelBias: list<ListModelBiasJobDefinitionsCommandInput, ListModelBiasJobDefinitionsCommandOutput, MonitoringJobDefinitionSummary>(
      'sagemaker:ListModelBiasJobDefinitions', { items: (page) => page.JobDefinitionSummaries },
    ),
    modelExplainability: list<ListModelExplainabilityJobDefinitionsCommandInput, ListModelExplainabilityJobDefinitionsCommandOutput, MonitoringJobDefinitionSummary>(
      'sagemaker:ListModelExplainabilityJobDefinitions', { items: (page) => page.JobDefinitionSummaries },
    ),
    describeDataQuality: read<DescribeDataQualityJobDefinitionCommandInput, DescribeDataQualityJobDefinitionCommandOutput>('sagemaker:DescribeDataQualityJobDefinition'),
    describeModelQuality: read<DescribeModelQualityJobDefinitionCommandInput, DescribeModelQualityJobDefinitionCommandOutput>('sagemaker:DescribeModelQualityJobDefinition'),
    describeModelBias: read<DescribeModelBiasJobDefinitionCommandInput, DescribeModelBiasJobDefinitionCommandOutput>('sagemaker:DescribeModelBiasJobDefinition'),
    describeModelExplainability: read<DescribeModelExplainabilityJobDefinitionCommandInput, DescribeModelExplainabilityJobDefinitionCommandOutput>(
      'sagemaker:DescribeModelExplainabilityJobDefinition',
    ),
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    const place = placeOf(ctx)
    const walk = (type: MonitoringType, rows: AsyncIterable<MonitoringJobDefinitionSummary>, job: (name: string) => Promise<Answer<MonitoringJob>>): Promise<void> => each(rows, async (row) => {
      const name = row.MonitoringJobDefinitionName ?? ''
      const id = row.MonitoringJobDefinitionArn ?? ''
      const detail = await job(name)
      emit({
        id,
        name,
        aliases: spellings(id, definitionArn(type, name, place)),
        props: known(detail, (of) => ({ monitors: type, createdAt: iso(row.CreationTime), endpoints: endpointsOf(of), ...monitoringFacts(of) })),
        edges: known(detail, (of) => monitoringEdges(of, place)),
      })
    })
    await Promise.all([
      walk('DataQuality', call.dataQuality.rows(), async (name) => as(await call.describeDataQuality({ JobDefinitionName: name }), dataQualityJob)),
      walk('ModelQuality', call.modelQuality.rows(), async (name) => as(await call.describeModelQuality({ JobDefinitionName: name }), modelQualityJob)),
      walk('ModelBias', call.modelBias.rows(), async (name) => as(await call.describeModelBias({ JobDefinitionName: name }), modelBiasJob)),
      walk('ModelExplainability', call.modelExplainability.rows(), async (name) => as(await call.describeModelExplainability({ JobDefinitionName: name }), modelExplainabilityJob)),
    ])
  },
})

function as<T, U>(answer: Answer<T>, take: (value: T) => U): Answer<U> {
  return answer.ok ? { ok: true, value: take(answer.value) } : answer
}

interface Common {
  RoleArn: string | undefined
  NetworkConfig?: MonitoringJob['network']
  JobResources: MonitoringJob['resources']
}

function common({ RoleArn, NetworkConfig, JobResources }: Common): Pick<MonitoringJob, 'role' | 'network' | 'resources'> {
  return { role: RoleArn, network: NetworkConfig, resources: JobResources }
}

export function dataQualityJob(of: DescribeDataQualityJobDefinitionCommandOutput): MonitoringJob {
  return { ...common(of), output: of.DataQualityJobOutputConfig, inputs: [of.DataQualityJobInput] }
}

export function modelQualityJob(of: DescribeModelQualityJobDefinitionCommandOutput): MonitoringJob {
  return { ...common(of), output: of.ModelQualityJobOutputConfig, inputs: [of.ModelQualityJobInput] }
}

export function modelBiasJob(of: DescribeModelBiasJobDefinitionCommandOutput): MonitoringJob {
  return { ...common(of), output: of.ModelBiasJobOutputConfig, inputs: [of.ModelBiasJobInput] }
}

export function modelExplainabilityJob(of: DescribeModelExplainabilityJobDefinitionCommandOutput): MonitoringJob {
  return { ...common(of), output: of.ModelExplainabilityJobOutputConfig, inputs: [of.ModelExplainabilityJobInput] }
}
