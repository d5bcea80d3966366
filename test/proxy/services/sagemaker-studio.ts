// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelastickubernetesservice.html
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsapplicationautoscaling.html
import { same, type IamActions } from '../iam-actions.js'

const actions: IamActions = [
  ...same('sagemaker', 'sagemaker',
    'ListSpaces', 'ListApps', 'ListStudioLifecycleConfigs', 'DescribeStudioLifecycleConfig', 'ListImages', 'DescribeImageVersion', 'ListWorkforces', 'DescribeHubContent', 'DescribeCodeRepository',
    'ListModelCards', 'DescribeModelCard', 'ListInferenceComponents', 'DescribeInferenceComponent', 'ListMlflowTrackingServers', 'DescribeMlflowTrackingServer', 'ListMlflowApps', 'DescribeMlflowApp',
    'ListClusters', 'DescribeCluster'),
  ...same('eks', 'eks', 'DescribeCluster'),
  ...same('application-auto-scaling', 'application-autoscaling', 'DescribeScalableTargets'),
]
export default actions
