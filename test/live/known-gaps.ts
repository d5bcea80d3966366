// What the emulator is known not to answer: operations that it has not, told by a 500, a 404 or a page of HTML.
export const knownGaps: ReadonlySet<string> = new Set([
  'accessanalyzer:ListAnalyzers', 'bedrock-agent:ListFlows', 'bedrock-agent:ListPrompts', 'bedrock-agentcore-control:GetTokenVault', 'bedrock-agentcore-control:ListBrowsers',
  'bedrock-agentcore-control:ListCodeInterpreters', 'bedrock-agentcore-control:ListHarnesses', 'bedrock-agentcore-control:ListPolicyEngineSummaries', 'bedrock-agentcore-control:ListRegistries',
  'bedrock-agentcore-control:ListWorkloadIdentities', 'bedrock-data-automation:ListDataAutomationProjects', 'bedrock:GetAccountDataRetention', 'bedrock:ListCustomModelDeployments',
  'bedrock:ListEnforcedGuardrailsConfiguration', 'bedrock:ListEvaluationJobs', 'bedrock:ListGuardrails', 'bedrock:ListImportedModels', 'bedrock:ListInferenceProfiles', 'bedrock:ListMarketplaceModelEndpoints',
  'bedrock:ListModelInvocationJobs', 'bedrock:ListProvisionedModelThroughputs', 'forecast:ListDatasets', 'frauddetector:GetEventTypes', 'iam:ListServiceSpecificCredentials', 'kendra:ListIndices', 'lambda:ListCodeSigningConfigs', 'lambda:ListFunctionUrlConfigs',
  'lex-models-v2:ListBots', 'macie2:GetMacieSession', 'neptune-graph:ListGraphs', 'organizations:DescribeEffectivePolicy', 'personalize:ListDatasetGroups', 'qbusiness:ListApplications',
  'rekognition:DescribeProjects', 'rekognition:ListStreamProcessors', 'sagemaker:GetModelPackageGroupPolicy', 'sagemaker:ListApps', 'sagemaker:ListFeatureGroups', 'sagemaker:ListFlowDefinitions',
  'sagemaker:ListImages', 'sagemaker:ListInferenceComponents', 'sagemaker:ListLabelingJobs', 'sagemaker:ListMlflowApps', 'sagemaker:ListMlflowTrackingServers', 'sagemaker:ListMonitoringSchedules',
  'sagemaker:ListSpaces', 'sagemaker:ListStudioLifecycleConfigs', 'sagemaker:ListUserProfiles', 'sagemaker:ListWorkforces', 'securityhub:GetEnabledStandards',
  // The root element of a bucket that never was versioned is not the one S3 sends.
  's3:GetBucketVersioning',
])
