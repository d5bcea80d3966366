// SageMaker's jobs, monitors, pipelines and feature groups of the made-up account.
import type { Row } from '../account.js'
import { described, listed, made, type RowPlace, type Rows, type ServiceAnswers } from '../serve.js'

const image = (place: RowPlace): string => `${place.account}.dkr.ecr.${place.region}.amazonaws.com/orchard-train:latest`
const arn = (place: RowPlace, resource: string): string => place.arn('sagemaker', resource)

const processingJobs = made('sagemaker.processing', (i, place) => ({
  ProcessingJobName: `orchard-clean-${i}`, ProcessingJobArn: arn(place, `processing-job/orchard-clean-${i}`), ProcessingJobStatus: i % 2 === 0 ? 'InProgress' : 'Completed',
  CreationTime: place.ago(i + 1), RoleArn: place.role(i), AppSpecification: { ImageUri: image(place), ContainerArguments: ['--epochs', '3'] }, Environment: { STAGE: 'clean' },
  ProcessingInputs: [{ InputName: 'raw', S3Input: { S3Uri: `s3://${place.bucket(i)}/raw`, S3DataType: 'S3Prefix' } }],
  ProcessingOutputConfig: { Outputs: [{ OutputName: 'clean', S3Output: { S3Uri: `s3://${place.bucket(i)}/clean`, S3UploadMode: 'EndOfJob' } }] },
  ProcessingResources: { ClusterConfig: { InstanceCount: 1, InstanceType: 'ml.m5.xlarge', VolumeSizeInGB: 30 } },
}))

const transformJobs = made('sagemaker.transform', (i, place) => ({
  TransformJobName: `orchard-batch-${i}`, TransformJobArn: arn(place, `transform-job/orchard-batch-${i}`), TransformJobStatus: 'InProgress', CreationTime: place.ago(i + 1), ModelName: 'orchard-model-0',
  TransformInput: { DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://${place.bucket(i)}/batch` } } }, TransformOutput: { S3OutputPath: `s3://${place.bucket(i)}/answers` },
  TransformResources: { InstanceType: 'ml.m5.large', InstanceCount: 1 },
}))

const tuningJobs = made('sagemaker.tuning', (i, place) => ({
  HyperParameterTuningJobName: `orchard-tune-${i}`, HyperParameterTuningJobArn: arn(place, `hyper-parameter-tuning-job/orchard-tune-${i}`), HyperParameterTuningJobStatus: i % 2 === 0 ? 'InProgress' : 'Completed',
  CreationTime: place.ago(i + 1), LastModifiedTime: place.ago(i + 1), HyperParameterTuningJobConfig: { Strategy: 'Bayesian', ResourceLimits: { MaxParallelTrainingJobs: 2 } },
  TrainingJobStatusCounters: { InProgress: 1 }, ObjectiveStatusCounters: { Pending: 1 },
  TrainingJobDefinition: {
    RoleArn: place.role(i), AlgorithmSpecification: { TrainingImage: image(place), TrainingInputMode: 'File' }, OutputDataConfig: { S3OutputPath: `s3://${place.bucket(i)}/tuned` },
    ResourceConfig: { InstanceType: 'ml.m5.xlarge', InstanceCount: 1, VolumeSizeInGB: 30 }, StoppingCondition: { MaxRuntimeInSeconds: 3600 }, EnableNetworkIsolation: i % 2 === 1,
    InputDataConfig: [{ ChannelName: 'train', DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://${place.bucket(i)}/train` } } }],
  },
}))

const autoMLJobs = made('sagemaker.automl', (i, place) => ({
  AutoMLJobName: `orchard-auto-${i}`, AutoMLJobArn: arn(place, `automl-job/orchard-auto-${i}`), AutoMLJobStatus: 'InProgress', AutoMLJobSecondaryStatus: 'Starting', CreationTime: place.ago(i + 1),
  LastModifiedTime: place.ago(i + 1), RoleArn: place.role(i), OutputDataConfig: { S3OutputPath: `s3://${place.bucket(i)}/auto` },
  AutoMLJobInputDataConfig: [{ ChannelType: 'training', DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://${place.bucket(i)}/train` } } }],
}))

const compilationJobs = made('sagemaker.compilation', (i, place) => ({
  CompilationJobName: `orchard-neo-${i}`, CompilationJobArn: arn(place, `compilation-job/orchard-neo-${i}`), CompilationJobStatus: 'INPROGRESS', CreationTime: place.ago(i + 1), LastModifiedTime: place.ago(i + 1),
  RoleArn: place.role(i), InputConfig: { S3Uri: `s3://${place.bucket(i)}/models/0/model.tar.gz`, Framework: 'PYTORCH' }, OutputConfig: { S3OutputLocation: `s3://${place.bucket(i)}/neo`, TargetDevice: 'ml_c5' },
}))

const labelingJobs = made('sagemaker.labeling', (i, place) => ({
  LabelingJobName: `orchard-label-${i}`, LabelingJobArn: arn(place, `labeling-job/orchard-label-${i}`), LabelingJobStatus: 'InProgress', CreationTime: place.ago(i + 1), LastModifiedTime: place.ago(i + 1),
  LabelCounters: { TotalLabeled: 0 }, WorkteamArn: arn(place, 'workteam/private-crowd/orchard'), RoleArn: place.role(i), OutputConfig: { S3OutputPath: `s3://${place.bucket(i)}/labels` },
  InputConfig: { DataSource: { S3DataSource: { ManifestS3Uri: `s3://${place.bucket(i)}/label.manifest` } } },
  HumanTaskConfig: { WorkteamArn: arn(place, 'workteam/private-crowd/orchard'), TaskTitle: 'Apples', TaskDescription: 'Which apples?', NumberOfHumanWorkersPerDataObject: 1, TaskTimeLimitInSeconds: 60 },
}))

const flowDefinitions = made('sagemaker.flows', (i, place) => ({
  FlowDefinitionName: `orchard-review-${i}`, FlowDefinitionArn: arn(place, `flow-definition/orchard-review-${i}`), FlowDefinitionStatus: 'Active', CreationTime: place.ago(i + 1), RoleArn: place.role(i),
  HumanLoopConfig: { WorkteamArn: arn(place, 'workteam/private-crowd/orchard'), HumanTaskUiArn: arn(place, 'human-task-ui/orchard'), TaskTitle: 'Apples', TaskDescription: 'Which apples?', TaskCount: 1 },
  OutputConfig: { S3OutputPath: `s3://${place.bucket(i)}/reviews` },
}))

const monitoringJob = (place: RowPlace, i: number): Row => ({ RoleArn: place.role(i), NetworkConfig: { EnableNetworkIsolation: true, EnableInterContainerTrafficEncryption: true } })
const output = (place: RowPlace, i: number): Row => ({ MonitoringOutputs: [{ S3Output: { S3Uri: `s3://${place.bucket(i)}/monitor`, LocalPath: '/opt/ml/processing/output' } }] })
const cluster = { ClusterConfig: { InstanceCount: 1, InstanceType: 'ml.m5.large', VolumeSizeInGB: 20 } }
const endpointInput = (i: number): Row => ({ EndpointInput: { EndpointName: `orchard-watched-${i}`, LocalPath: '/opt/ml/processing/input' } })

// Every other schedule has its job written in itself. They watch endpoints that are gone, since Search's endpoints name no schedules.
const schedules = made('sagemaker.schedules', (i, place) => ({
  MonitoringScheduleName: `orchard-watch-${i}`, MonitoringScheduleArn: arn(place, `monitoring-schedule/orchard-watch-${i}`), MonitoringScheduleStatus: 'Scheduled', MonitoringType: 'DataQuality',
  CreationTime: place.ago(i + 1), LastModifiedTime: place.ago(i + 1), EndpointName: `orchard-watched-${i}`,
  ...(i % 2 === 1 ? { MonitoringJobDefinitionName: `orchard-data-quality-${i}` } : { MonitoringScheduleConfig: { MonitoringType: 'DataQuality', MonitoringJobDefinition: {
    ...monitoringJob(place, i), MonitoringInputs: [endpointInput(i)], MonitoringOutputConfig: output(place, i), MonitoringResources: cluster, MonitoringAppSpecification: { ImageUri: image(place) },
  } } }),
}))

function definitions(kind: 'DataQuality' | 'ModelQuality' | 'ModelBias' | 'ModelExplainability'): Rows {
  const word = kind.replace(/(?<=[a-z])(?=[A-Z])/, '-').toLowerCase()
  const truth = kind === 'ModelQuality' || kind === 'ModelBias'
  return made(`sagemaker.definitions.${word}`, (i, place) => ({
    JobDefinitionName: `orchard-${word}-${i}`, JobDefinitionArn: arn(place, `${word}-job-definition/orchard-${word}-${i}`), CreationTime: place.ago(i + 1), ...monitoringJob(place, i), JobResources: cluster,
    [`${kind}AppSpecification`]: { ImageUri: image(place) }, [`${kind}JobInput`]: { ...endpointInput(i), ...(truth && { GroundTruthS3Input: { S3Uri: `s3://${place.bucket(i)}/truth` } }) },
    [`${kind}JobOutputConfig`]: output(place, i),
  }))
}

const pipelines = made('sagemaker.pipelines', (i, place) => ({
  PipelineName: `orchard-pipeline-${i}`, PipelineArn: arn(place, `pipeline/orchard-pipeline-${i}`), PipelineStatus: 'Active', CreationTime: place.ago(i + 1), LastModifiedTime: place.ago(i + 1), RoleArn: place.role(i),
  PipelineDefinition: JSON.stringify({ Version: '2020-12-01', Steps: [{ Name: 'train', Type: 'Training', Arguments: {} }, { Name: 'register', Type: 'RegisterModel', Arguments: { ModelApprovalStatus: 'PendingManualApproval' } }] }),
}))

const featureGroups = made('sagemaker.features', (i, place) => ({
  FeatureGroupName: `orchard-features-${i}`, FeatureGroupArn: arn(place, `feature-group/orchard-features-${i}`), FeatureGroupStatus: 'Created', CreationTime: place.ago(i + 1), RecordIdentifierFeatureName: 'tree',
  EventTimeFeatureName: 'at', FeatureDefinitions: [{ FeatureName: 'tree', FeatureType: 'String' }], RoleArn: place.role(i), OnlineStoreConfig: { EnableOnlineStore: true },
  OfflineStoreConfig: { S3StorageConfig: { S3Uri: `s3://${place.bucket(i)}/features`, ResolvedOutputS3Uri: `s3://${place.bucket(i)}/features/${i}/data` } },
}))

/** Rows that `Search` finds, by the resource it is asked for. */
export const searchable: Record<string, Rows> = { HyperParameterTuningJob: tuningJobs, Pipeline: pipelines, FeatureGroup: featureGroups }

const list = (rows: Rows, member: string, fields: string[]): ReturnType<typeof listed> => listed(rows, { rows: member, token: 'NextToken', size: 'MaxResults', fields })
const one = (rows: Rows, name: string): ReturnType<typeof described> => described(rows, { by: { [name]: name }, gone: 'ResourceNotFound' })
const definitionSummary = (row: Row): Row => ({ MonitoringJobDefinitionName: row['JobDefinitionName'], MonitoringJobDefinitionArn: row['JobDefinitionArn'], CreationTime: row['CreationTime'], EndpointName: 'orchard-watched-0' })
const definitionAnswers = (kind: 'DataQuality' | 'ModelQuality' | 'ModelBias' | 'ModelExplainability'): ServiceAnswers => {
  const rows = definitions(kind)
  return {
    [`sagemaker.List${kind}JobDefinitions`]: listed(rows, { rows: 'JobDefinitionSummaries', token: 'NextToken', size: 'MaxResults', as: definitionSummary }),
    [`sagemaker.Describe${kind}JobDefinition`]: one(rows, 'JobDefinitionName'),
  }
}

export default {
  'sagemaker.ListProcessingJobs': list(processingJobs, 'ProcessingJobSummaries', ['ProcessingJobName', 'ProcessingJobArn', 'ProcessingJobStatus', 'CreationTime']),
  'sagemaker.DescribeProcessingJob': one(processingJobs, 'ProcessingJobName'),
  'sagemaker.ListTransformJobs': list(transformJobs, 'TransformJobSummaries', ['TransformJobName', 'TransformJobArn', 'TransformJobStatus', 'CreationTime']),
  'sagemaker.DescribeTransformJob': one(transformJobs, 'TransformJobName'),
  'sagemaker.ListHyperParameterTuningJobs': listed(tuningJobs, { rows: 'HyperParameterTuningJobSummaries', token: 'NextToken', size: 'MaxResults', as: ({ TrainingJobDefinition: _d, HyperParameterTuningJobConfig: _c, ...row }) => ({ ...row, Strategy: 'Bayesian' }) }),
  'sagemaker.DescribeHyperParameterTuningJob': one(tuningJobs, 'HyperParameterTuningJobName'),
  'sagemaker.ListAutoMLJobs': list(autoMLJobs, 'AutoMLJobSummaries', ['AutoMLJobName', 'AutoMLJobArn', 'AutoMLJobStatus', 'AutoMLJobSecondaryStatus', 'CreationTime', 'LastModifiedTime']),
  'sagemaker.DescribeAutoMLJobV2': one(autoMLJobs, 'AutoMLJobName'),
  'sagemaker.ListCompilationJobs': list(compilationJobs, 'CompilationJobSummaries', ['CompilationJobName', 'CompilationJobArn', 'CompilationJobStatus', 'CreationTime']),
  'sagemaker.DescribeCompilationJob': one(compilationJobs, 'CompilationJobName'),
  'sagemaker.ListLabelingJobs': list(labelingJobs, 'LabelingJobSummaryList', ['LabelingJobName', 'LabelingJobArn', 'LabelingJobStatus', 'CreationTime', 'LastModifiedTime', 'LabelCounters', 'WorkteamArn']),
  'sagemaker.DescribeLabelingJob': described(labelingJobs, { by: { LabelingJobName: 'LabelingJobName' }, gone: 'ResourceNotFound', as: ({ WorkteamArn: _team, ...row }) => row }),
  'sagemaker.ListFlowDefinitions': list(flowDefinitions, 'FlowDefinitionSummaries', ['FlowDefinitionName', 'FlowDefinitionArn', 'FlowDefinitionStatus', 'CreationTime']),
  'sagemaker.DescribeFlowDefinition': one(flowDefinitions, 'FlowDefinitionName'),
  'sagemaker.ListMonitoringSchedules': listed(schedules, { rows: 'MonitoringScheduleSummaries', token: 'NextToken', size: 'MaxResults', as: ({ MonitoringScheduleConfig: _config, ...row }) => row }),
  'sagemaker.DescribeMonitoringSchedule': described(schedules, { by: { MonitoringScheduleName: 'MonitoringScheduleName' }, gone: 'ResourceNotFound', as: ({ MonitoringJobDefinitionName: _definition, ...row }) => row }),
  ...definitionAnswers('DataQuality'),
  ...definitionAnswers('ModelQuality'),
  ...definitionAnswers('ModelBias'),
  ...definitionAnswers('ModelExplainability'),
  'sagemaker.ListPipelines': list(pipelines, 'PipelineSummaries', ['PipelineName', 'PipelineArn', 'CreationTime', 'LastModifiedTime', 'RoleArn']),
  'sagemaker.DescribePipeline': one(pipelines, 'PipelineName'),
  'sagemaker.ListFeatureGroups': list(featureGroups, 'FeatureGroupSummaries', ['FeatureGroupName', 'FeatureGroupArn', 'FeatureGroupStatus', 'CreationTime']),
  'sagemaker.DescribeFeatureGroup': described(featureGroups, { by: { FeatureGroupName: 'FeatureGroupName' }, gone: 'ResourceNotFound' }),
} satisfies ServiceAnswers
