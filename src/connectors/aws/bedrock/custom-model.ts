// Custom models: what they were trained on and from, where that was written, who else may use them.
import type {
  CustomModelSummary, GetCustomModelCommandInput, GetCustomModelCommandOutput, GetResourcePolicyCommandInput, GetResourcePolicyCommandOutput,
  ListCustomModelsCommandInput, ListCustomModelsCommandOutput,
} from '@aws-sdk/client-bedrock'
import { any, bool, listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { listLower, read, readOrNull } from '../calls.js'
import { encryptedBy, toBucket } from '../edges.js'
import { policyDocument } from '../iam/policy-document.js'
import { iso, placeOf, said, type Place } from '../names.js'
import { modelTypeNames, toModel } from './arns.js'
import { evaluations, type Evaluations } from './evaluations.js'

export default collector({
  type: 'aws.bedrock.custom_model',
  kind: 'model',
  service: 'bedrock',
  per: 'region',
  props: shape({
    status: nullable(oneOf('Active', 'Creating', 'Failed')),
    createdAt: nullable(time),
    customizationType: nullable(oneOf('FINE_TUNING', 'CONTINUED_PRE_TRAINING', 'DISTILLATION', 'REINFORCEMENT_FINE_TUNING', 'IMPORTED')),
    kmsKeyArn: nullable(string),
    trainingUri: nullable(string),
    validationUris: listOf(string),
    outputUri: nullable(string),
    /** Trained on what users sent, and the model answered, in production; null for any other training data. */
    invocationLogs: nullable(shape({ withResponses: bool, filtered: bool })),
    /** Shares the model with other accounts. */
    policy: nullable(any),
    /** Evaluation jobs within the window of history that name the model. */
    evaluationJobs: listOf(string),
  }),
  relates: {
    'trained-on': ['aws.s3.bucket'], 'stored-in': ['aws.s3.bucket'], 'derived-from': ['aws.bedrock.model_customization_job', ...modelTypeNames],
    'encrypted-by': ['aws.kms.key'],
  },
  calls: {
    list: listLower<ListCustomModelsCommandInput, ListCustomModelsCommandOutput, CustomModelSummary>('bedrock:ListCustomModels', { items: (page) => page.modelSummaries, max: 1000 }),
    get: read<GetCustomModelCommandInput, GetCustomModelCommandOutput>('bedrock:GetCustomModel'),
    policy: readOrNull<GetResourcePolicyCommandInput, GetResourcePolicyCommandOutput>('bedrock:GetResourcePolicy', ['ResourceNotFoundException']),
  },
  reads: [evaluations],
  async list(ctx) {
    const { call, each, emit } = ctx
    await each(call.list.rows({ isOwned: true }), async ({ modelArn: arn = '', modelName = '' }) => {
      const [detail, policy, evaluated] = await Promise.all([call.get({ modelIdentifier: arn }), call.policy({ resourceArn: arn }), ctx.read(evaluations)])
      emit({
        id: arn,
        name: modelName,
        props: !detail.ok ? detail.gap : {
          ...customModelProps(detail.value),
          policy: known(policy, (answer) => policyDocument(answer?.resourcePolicy)),
          evaluationJobs: known(evaluated, (all) => evaluationsOf(all, arn, modelName)),
        },
        edges: known(detail, (model) => customModelEdges(model, placeOf(ctx))),
      })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function customModelProps(model: GetCustomModelCommandOutput) {
  const logs = model.trainingDataConfig?.invocationLogsConfig
  return {
    status: model.modelStatus ?? null,
    createdAt: iso(model.creationTime),
    customizationType: model.customizationType ?? null,
    kmsKeyArn: said(model.modelKmsKeyArn),
    trainingUri: said(model.trainingDataConfig?.s3Uri),
    validationUris: (model.validationDataConfig?.validators ?? []).flatMap((one) => said(one.s3Uri) ?? []),
    outputUri: said(model.outputDataConfig?.s3Uri),
    invocationLogs: logs === undefined ? null : { withResponses: logs.usePromptResponse === true, filtered: logs.requestMetadataFilters !== undefined },
  }
}

/** Models are named by ARN or by name in evaluation jobs. */
export function evaluationsOf(evaluations: Evaluations, arn: string, name: string): string[] {
  return [...new Set([...evaluations.get(arn) ?? [], ...evaluations.get(name) ?? []])].toSorted()
}

export function customModelEdges(model: GetCustomModelCommandOutput, place: Place): (Edge | null)[] {
  const { partition } = place
  const job = said(model.jobArn)
  return [
    toBucket('trained-on', model.trainingDataConfig?.s3Uri, partition, 'trainingDataConfig.s3Uri'),
    ...(model.validationDataConfig?.validators ?? []).map((one) => toBucket('trained-on', one.s3Uri, partition, 'validationDataConfig.validators')),
    toBucket('stored-in', model.outputDataConfig?.s3Uri, partition, 'outputDataConfig.s3Uri'),
    toModel('derived-from', model.baseModelArn, place, 'baseModelArn'),
    job?.includes(':model-customization-job/') === true ? { type: 'derived-from', target: 'aws.bedrock.model_customization_job', to: job, via: 'jobArn' } : null,
    encryptedBy(model.modelKmsKeyArn, 'modelKmsKeyArn'),
  ]
}
