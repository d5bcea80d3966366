// Models in the Vertex AI registry: where their weights lie, which image serves them, where they come from.
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import { bool, listOf, nullable, shape, string } from '../../../core/shape.js'
import { collector, type Edge, type Emission } from '../../kit/collector.js'
import { secretHits, secretsIn } from '../../kit/secrets.js'
import { vertexGet, vertexList } from '../calls.js'
import { encryptedBy, fromRepository, ownedBy, parseImage, toBucket } from '../edges.js'
import { parentOf, placeOf, said, type Place } from '../names.js'
import { commonFields, commonProps, identified, vertexName } from './parts.js'

type Model = aiplatform_v1.Schema$GoogleCloudAiplatformV1Model

const props = shape({
  ...commonFields,
  version: nullable(string),
  versionAliases: listOf(string),
  description: nullable(string),
  artifactUri: nullable(string),
  image: nullable(string),
  imageHost: nullable(string),
  imageDigest: nullable(string),
  /** One of Google's prebuilt serving images. */
  imagePrebuilt: bool,
  /** Secrets in the serving container's environment and command line. */
  secrets: secretHits,
  exportable: listOf(string),
  /** `MODEL_GARDEN`, `CUSTOM`, `AUTOML`, `BQML`, `CUSTOM_TEXT_EMBEDDING`, `GENIE` ... */
  source: nullable(string),
  /** `publishers/google/models/gemma2` or a Hugging Face id. */
  publicModel: nullable(string),
  skipsModelCache: bool,
  trainingPipeline: nullable(string),
  pipelineJob: nullable(string),
  originalModel: nullable(string),
  metadataArtifact: nullable(string),
})

export default collector({
  type: 'gcp.vertex.model',
  kind: 'model',
  service: 'aiplatform',
  per: 'region',
  props,
  relates: {
    'stored-in': ['gcp.storage.bucket'], 'runs-image': ['gcp.artifact.repository'], 'encrypted-by': ['gcp.kms.key'], 'owned-by': ['gcp.resourcemanager.project'],
    'built-by': ['gcp.vertex.training_pipeline', 'gcp.vertex.pipeline_job'], 'derived-from': ['gcp.vertex.model'],
  },
  calls: {
    list: vertexList<aiplatform_v1.Schema$GoogleCloudAiplatformV1ListModelsResponse, Model>('aiplatform:projects.locations.models.list', {
      client: 'model', method: 'listModels', items: (page) => page.models, seenAs: 'aiplatform.googleapis.com/Model',
    }),
    /** A version other than the default one, `…/models/7@2`. */
    get: vertexGet<Model>('aiplatform:projects.locations.models.get', { version: 'v1', client: 'model', method: 'getModel', gone: ['NOT_FOUND'] }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    await ctx.each(ctx.call.list.rows({ parent: parentOf(ctx) }), (model) => ctx.emit(emission(model, place)))
  },
  async resolve(ref, ctx) {
    const place = placeOf(ctx)
    const name = ref.id.replace(/^\/\/[^/]+\//, '')
    const answer = await ctx.call.get({ name })
    if (answer.ok) ctx.emit(emission({ ...answer.value, name }, place))
    else ctx.emit({ id: ref.id, name, props: answer.gap, edges: answer.gap })
  },
})

function emission(model: Model, place: Place): Emission<typeof props> {
  const names = identified(model, place)
  const container = model.containerSpec
  const image = parseImage(container?.imageUri)
  return {
    ...names,
    // The list gives the default version: whoever asks for it by number means the same.
    aliases: [...names.aliases, ...(model.versionId == null || names.id.includes('@') ? [] : [names.id, ...names.aliases].map((id) => `${id}@${model.versionId}`))],
    props: {
      ...commonProps(model),
      version: said(model.versionId), versionAliases: model.versionAliases ?? [], description: said(model.description), artifactUri: said(model.artifactUri),
      image: said(container?.imageUri), imageHost: image?.host ?? null, imageDigest: image?.digest ?? null,
      // https://cloud.google.com/vertex-ai/docs/predictions/pre-built-containers
      imagePrebuilt: image !== null && /^(?:[a-z]+-docker\.pkg\.dev|gcr\.io)$/.test(image.host) && (image.project === 'vertex-ai' || image.project === 'cloud-aiplatform'),
      secrets: [
        ...secretsIn('env', Object.fromEntries((container?.env ?? []).map(({ name, value }) => [name ?? '', value ?? '']))),
        ...secretsIn('arguments', Object.fromEntries([...(container?.command ?? []), ...(container?.args ?? [])].map((text, i) => [String(i), text]))),
      ],
      exportable: [...new Set((model.supportedExportFormats ?? []).flatMap(({ exportableContents }) => exportableContents ?? []))].toSorted(),
      source: said(model.modelSourceInfo?.sourceType),
      publicModel: said(model.baseModelSource?.modelGardenSource?.publicModelName),
      skipsModelCache: model.baseModelSource?.modelGardenSource?.skipHfModelCache === true,
      trainingPipeline: said(model.trainingPipeline), pipelineJob: said(model.pipelineJob), originalModel: said(model.originalModelInfo?.model), metadataArtifact: said(model.metadataArtifact),
    },
    edges: [
      ownedBy(place),
      toBucket('stored-in', model.artifactUri, 'artifactUri'),
      fromRepository(container?.imageUri, 'containerSpec.imageUri'),
      encryptedBy(said(model.encryptionSpec?.kmsKeyName), 'encryptionSpec.kmsKeyName'),
      to('built-by', 'gcp.vertex.training_pipeline', model.trainingPipeline, place, 'trainingPipeline'),
      to('built-by', 'gcp.vertex.pipeline_job', model.pipelineJob, place, 'pipelineJob'),
      to('derived-from', 'gcp.vertex.model', model.originalModelInfo?.model, place, 'originalModelInfo.model'),
    ],
  }
}

function to(type: Edge['type'], target: string, name: string | null | undefined, place: Place, via: string): Edge | null {
  const id = vertexName(name, place)
  return id === null ? null : { type, target, to: id, via }
}
