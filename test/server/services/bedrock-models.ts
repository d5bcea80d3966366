// Models of the made-up account in Bedrock: trained, imported, rented, called from batches and through profiles.
import { described, listed, made, type RowPlace, type ServiceAnswers } from '../serve.js'

const time = '2026-05-01T00:00:00Z'
const ended = '2026-05-01T06:00:00Z'
const haiku = (place: RowPlace): string => `arn:aws:bedrock:${place.region}::foundation-model/anthropic.claude-3-haiku-20240307-v1:0`
const network = { subnetIds: ['subnet-1'], securityGroupIds: ['sg-1'] }

const custom = made('bedrock.custom', (i, place) => ({
  modelArn: place.arn('bedrock', `custom-model/anthropic.claude-3-haiku-20240307-v1:0/orchard${i}`), modelName: `orchard-tuned-${i}`, jobName: `orchard-tuning-${i}`,
  jobArn: place.arn('bedrock', `model-customization-job/anthropic.claude-3-haiku-20240307-v1:0/job${i}`), baseModelArn: haiku(place), baseModelName: 'Claude 3 Haiku', customizationType: 'FINE_TUNING',
  creationTime: time, modelStatus: 'Active', trainingDataConfig: { s3Uri: `s3://${place.bucket(i)}/tuning/` }, outputDataConfig: { s3Uri: `s3://${place.bucket(i + 1)}/tuned/` },
}))
const jobs = made('bedrock.customizations', (i, place) => ({
  jobArn: place.arn('bedrock', `model-customization-job/anthropic.claude-3-haiku-20240307-v1:0/job${i}`), jobName: `orchard-tuning-${i}`, outputModelName: `orchard-tuned-${i}`, roleArn: place.role(i),
  status: 'Completed', creationTime: time, endTime: ended, baseModelArn: haiku(place), vpcConfig: network, trainingDataConfig: { s3Uri: `s3://${place.bucket(i)}/tuning/` }, outputDataConfig: { s3Uri: `s3://${place.bucket(i + 1)}/tuned/` },
}))
const imported = made('bedrock.imported', (i, place) => ({
  modelArn: place.arn('bedrock', `imported-model/orchard${i}`), modelName: `orchard-open-${i}`, creationTime: time, modelArchitecture: 'llama3',
  modelDataSource: { s3DataSource: { s3Uri: `s3://${place.bucket(i)}/weights/` } },
}))
const profiles = made('bedrock.profiles', (i, place) => ({
  inferenceProfileName: `orchard-profile-${i}`, inferenceProfileId: `orchard${i}`, inferenceProfileArn: place.arn('bedrock', `application-inference-profile/orchard${i}`), status: 'ACTIVE', type: 'APPLICATION',
  createdAt: time, models: [{ modelArn: haiku(place) }],
}))
const system = made('bedrock.systemProfiles', (_, place) => ({
  inferenceProfileName: 'US Haiku', inferenceProfileId: 'us.anthropic.claude-3-haiku-20240307-v1:0', inferenceProfileArn: place.arn('bedrock', 'inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0'),
  status: 'ACTIVE', type: 'SYSTEM_DEFINED', models: [{ modelArn: haiku(place) }, { modelArn: 'arn:aws:bedrock:us-west-2::foundation-model/anthropic.claude-3-haiku-20240307-v1:0' }],
}))
const endpoints = made('bedrock.marketplace', (i, place) => ({
  endpointArn: place.arn('sagemaker', `endpoint/orchard-market-${i}`), modelSourceIdentifier: 'arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/orchard', status: 'REGISTERED', createdAt: time, updatedAt: time,
  endpointStatus: 'InService', endpointConfig: { sageMaker: { initialInstanceCount: 1, instanceType: 'ml.g5.xlarge', executionRole: place.role(i), vpc: network } },
}))
const batches = made('bedrock.batches', (i, place) => ({
  jobArn: place.arn('bedrock', `model-invocation-job/orchard${i}`), jobName: `orchard-batch-${i}`, modelId: i % 2 === 0 ? 'us.anthropic.claude-3-haiku-20240307-v1:0' : haiku(place), roleArn: place.role(i), status: 'Completed',
  submitTime: time, endTime: ended, inputDataConfig: { s3InputDataConfig: { s3Uri: `s3://${place.bucket(i)}/prompts/` } }, outputDataConfig: { s3OutputDataConfig: { s3Uri: `s3://${place.bucket(i)}/answers/` } },
}))
const evaluations = made('bedrock.evaluations', (i, place) => ({
  jobArn: place.arn('bedrock', `evaluation-job/orchard${i}`), jobName: `orchard-eval-${i}`, status: 'Completed', creationTime: time, jobType: 'Automated', evaluationTaskTypes: ['QuestionAndAnswer'],
  modelIdentifiers: [place.arn('bedrock', `custom-model/anthropic.claude-3-haiku-20240307-v1:0/orchard${i}`)],
}))
const projects = made('bedrock.projects', (i, place) => ({
  projectArn: place.arn('bedrock', `data-automation-project/orchard${i}`), projectName: `orchard-documents-${i}`, projectStage: 'LIVE', creationTime: time, lastModifiedTime: time, status: 'COMPLETED',
}))
const throughputs = made('bedrock.throughputs', (i, place) => ({
  provisionedModelName: `orchard-capacity-${i}`, provisionedModelArn: place.arn('bedrock', `provisioned-model/orchard${i}`), modelArn: place.arn('bedrock', `custom-model/anthropic.claude-3-haiku-20240307-v1:0/orchard${i}`),
  desiredModelArn: place.arn('bedrock', `custom-model/anthropic.claude-3-haiku-20240307-v1:0/orchard${i}`), foundationModelArn: haiku(place), modelUnits: 1, desiredModelUnits: 1, status: 'InService', creationTime: time, lastModifiedTime: time,
}))
const deployments = made('bedrock.deployments', (i, place) => ({
  customModelDeploymentArn: place.arn('bedrock', `custom-model-deployment/orchard${i}`), customModelDeploymentName: `orchard-deployed-${i}`, modelArn: place.arn('bedrock', `custom-model/anthropic.claude-3-haiku-20240307-v1:0/orchard${i}`),
  createdAt: time, status: 'Active',
}))
const foundation = made('bedrock.foundation', (_, place) => ({
  modelArn: haiku(place), modelId: 'anthropic.claude-3-haiku-20240307-v1:0', modelName: 'Claude 3 Haiku', providerName: 'Anthropic', inputModalities: ['TEXT', 'IMAGE'], outputModalities: ['TEXT'], modelLifecycle: { status: 'ACTIVE' },
}))
/** A thousand rows a page, for most lists of Bedrock. */
const max = 1000

export default {
  'bedrock.ListCustomModels': listed(custom, { rows: 'modelSummaries', max, fields: ['modelArn', 'modelName', 'creationTime', 'baseModelArn', 'baseModelName', 'customizationType', 'modelStatus'] }),
  'bedrock.GetCustomModel': described(custom, { by: { modelIdentifier: 'modelArn' }, as: ({ baseModelName: _name, ...row }) => row }),
  'bedrock.GetResourcePolicy': () => ({ error: 'ResourceNotFoundException', status: 404, message: 'there is no policy' }),
  'bedrock.GetModelCustomizationJob': described(jobs, { by: { jobIdentifier: 'jobArn' } }),
  'bedrock.ListImportedModels': listed(imported, { rows: 'modelSummaries', max, fields: ['modelArn', 'modelName', 'creationTime', 'modelArchitecture'] }),
  'bedrock.GetImportedModel': described(imported, { by: { modelIdentifier: 'modelArn' } }),
  'bedrock.ListTagsForResource': () => ({ json: { tags: [{ key: 'source', value: 'orchard' }] } }),
  'bedrock.ListFoundationModels': (account, { region }) => ({ json: { modelSummaries: foundation(account, region) } }),
  'bedrock.ListInferenceProfiles': listed(profiles, { rows: 'inferenceProfileSummaries', max, size: 'maxResults' }),
  'bedrock.GetInferenceProfile': described(system, { by: { inferenceProfileIdentifier: 'inferenceProfileArn' } }),
  'bedrock.ListMarketplaceModelEndpoints': listed(endpoints, { rows: 'marketplaceModelEndpoints', max, fields: ['endpointArn', 'modelSourceIdentifier', 'status', 'createdAt', 'updatedAt'] }),
  'bedrock.GetMarketplaceModelEndpoint': described(endpoints, { by: { endpointArn: 'endpointArn' }, in: 'marketplaceModelEndpoint' }),
  'bedrock.ListModelInvocationJobs': listed(batches, { rows: 'invocationJobSummaries', max }),
  'bedrock.ListEvaluationJobs': listed(evaluations, { rows: 'jobSummaries', max }),
  'bedrock.GetEvaluationJob': described(evaluations, {
    by: { jobIdentifier: 'jobArn' },
    as: ({ modelIdentifiers: _models, evaluationTaskTypes: _tasks, ...row }) => ({ ...row, roleArn: 'arn:aws:iam::111122223333:role/orchard-role-0', outputDataConfig: { s3Uri: 's3://orchard-evaluations/out/' }, evaluationConfig: { automated: { datasetMetricConfigs: [] } }, inferenceConfig: { models: [] } }),
  }),
  'bedrock.ListProvisionedModelThroughputs': listed(throughputs, { rows: 'provisionedModelSummaries', max }),
  'bedrock.ListCustomModelDeployments': listed(deployments, { rows: 'modelDeploymentSummaries', max }),
  'bedrock-data-automation.ListDataAutomationProjects': listed(projects, { rows: 'projects', max, fields: ['projectArn', 'projectName', 'projectStage', 'creationTime'] }),
  'bedrock-data-automation.GetDataAutomationProject': described(projects, { by: { projectArn: 'projectArn' }, in: 'project' }),
} satisfies ServiceAnswers
