// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html
import { same, type IamActions } from '../iam-actions.js'

const actions: IamActions = [
  ...same('bedrock', 'bedrock',
    'ListCustomModels', 'GetCustomModel', 'GetResourcePolicy', 'GetModelCustomizationJob', 'ListImportedModels', 'GetImportedModel', 'ListTagsForResource', 'ListFoundationModels',
    'ListInferenceProfiles', 'GetInferenceProfile', 'ListMarketplaceModelEndpoints', 'GetMarketplaceModelEndpoint', 'ListModelInvocationJobs', 'ListEvaluationJobs', 'GetEvaluationJob',
    'ListProvisionedModelThroughputs', 'ListCustomModelDeployments'),
  ...same('bedrock-data-automation', 'bedrock', 'ListDataAutomationProjects', 'GetDataAutomationProject'),
]
export default actions
