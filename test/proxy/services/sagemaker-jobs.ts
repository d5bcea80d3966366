// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html
import { same, type IamActions } from '../iam-actions.js'

const actions: IamActions = same('sagemaker', 'sagemaker',
  'ListProcessingJobs', 'DescribeProcessingJob', 'ListTransformJobs', 'DescribeTransformJob', 'ListHyperParameterTuningJobs', 'DescribeHyperParameterTuningJob',
  'ListAutoMLJobs', 'DescribeAutoMLJobV2', 'ListCompilationJobs', 'DescribeCompilationJob', 'ListLabelingJobs', 'DescribeLabelingJob', 'ListFlowDefinitions',
  'DescribeFlowDefinition', 'ListMonitoringSchedules', 'DescribeMonitoringSchedule', 'ListDataQualityJobDefinitions', 'DescribeDataQualityJobDefinition',
  'ListModelQualityJobDefinitions', 'DescribeModelQualityJobDefinition', 'ListModelBiasJobDefinitions', 'DescribeModelBiasJobDefinition',
  'ListModelExplainabilityJobDefinitions', 'DescribeModelExplainabilityJobDefinition', 'ListPipelines', 'DescribePipeline', 'ListFeatureGroups', 'DescribeFeatureGroup', 'Search')
export default actions
