// Imported models: open weights that run in Bedrock, and the bucket they were taken from.
import type {
  GetImportedModelCommandInput, GetImportedModelCommandOutput, ImportedModelSummary, ListImportedModelsCommandInput, ListImportedModelsCommandOutput,
  ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput, Tag,
} from '@aws-sdk/client-bedrock'
import { listOf, mapOf, nullable, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { listLower, read } from '../calls.js'
import { encryptedBy, toBucket } from '../edges.js'
import { iso, said } from '../names.js'
import { objectType, toObjects, type Address } from '../s3/stored.js'
import { objects } from '../sagemaker/artifacts.js'
import { evaluationsOf } from './custom-model.js'
import { evaluations } from './evaluations.js'

export default collector({
  type: 'aws.bedrock.imported_model',
  kind: 'model',
  service: 'bedrock',
  per: 'region',
  props: shape({
    createdAt: nullable(time),
    architecture: nullable(string),
    sourceUri: nullable(string),
    kmsKeyArn: nullable(string),
    tags: mapOf(string),
    /** Evaluation jobs within the window of history that name the model. */
    evaluationJobs: listOf(string),
  }),
  relates: { 'derived-from': ['aws.s3.bucket', objectType], 'encrypted-by': ['aws.kms.key'] },
  calls: {
    list: listLower<ListImportedModelsCommandInput, ListImportedModelsCommandOutput, ImportedModelSummary>('bedrock:ListImportedModels', { items: (page) => page.modelSummaries, max: 1000 }),
    get: read<GetImportedModelCommandInput, GetImportedModelCommandOutput>('bedrock:GetImportedModel'),
    tags: read<ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput>('bedrock:ListTagsForResource'),
    objects,
  },
  reads: [evaluations],
  async list(ctx) {
    const { call, each, emit, partition } = ctx
    await each(call.list.rows(), async ({ modelArn: arn = '', modelName = '' }) => {
      const [detail, tags, evaluated] = await Promise.all([call.get({ modelIdentifier: arn }), call.tags({ resourceARN: arn }), ctx.read(evaluations)])
      emit({
        id: arn,
        name: modelName,
        props: !detail.ok ? detail.gap : {
          ...importedModelProps(detail.value),
          tags: known(tags, (answer) => tagsOf(answer.tags)),
          evaluationJobs: known(evaluated, (all) => evaluationsOf(all, arn, modelName)),
        },
        edges: detail.ok ? [...importedModelEdges(detail.value, partition), ...await toObjects('derived-from', sources(detail.value), 'modelDataSource.s3DataSource.s3Uri', ctx)] : detail.gap,
      })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function importedModelProps(model: GetImportedModelCommandOutput) {
  return {
    createdAt: iso(model.creationTime),
    architecture: said(model.modelArchitecture),
    sourceUri: said(model.modelDataSource?.s3DataSource?.s3Uri),
    kmsKeyArn: said(model.modelKmsKeyArn),
  }
}

export function importedModelEdges(model: GetImportedModelCommandOutput, partition: string): (Edge | null)[] {
  return [
    toBucket('derived-from', model.modelDataSource?.s3DataSource?.s3Uri, partition, 'modelDataSource.s3DataSource.s3Uri'),
    encryptedBy(model.modelKmsKeyArn, 'modelKmsKeyArn'),
  ]
}

/** What was imported, where it still lies: always a folder. */
function sources(model: GetImportedModelCommandOutput): Address[] {
  const uri = said(model.modelDataSource?.s3DataSource?.s3Uri)
  return uri === null ? [] : [{ uri, prefix: true }]
}

function tagsOf(tags: readonly Tag[] | undefined): Record<string, string> {
  return Object.fromEntries((tags ?? []).map((tag) => [tag.key ?? '', tag.value ?? '']))
}
