// Models in the Vertex AI registry: where their weights lie, which image serves them, where they come from.
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import { bool, listOf, nullable, shape, string } from '../../../core/shape.js'
import { collector, known, type Ctx, type Edge, type Emission, GapMark, type PropValues } from '../../kit/collector.js'
import { secretHits, secretsAt, secretsIn } from '../../../artifacts/text/secrets.js'
import { post, vertexGet, vertexList } from '../calls.js'
import { encryptedBy, fromRepository, ownedBy, parseImage, toBucket, type ImageAddress } from '../edges.js'
import { bindingsOn, bindingsShape, policies, policyVersion, type Policy } from '../iam-policies.js'
import { lastOf, parentOf, placeOf, said, type Place } from '../names.js'
import { rolesIn } from '../resourcemanager/project.js'
import { objectType, toObjects } from '../storage/stored.js'
import { objects, signaturesBelow } from './artifacts.js'
import { commonFields, commonProps, identified, vertexName } from './parts.js'

type Model = aiplatform_v1.Schema$GoogleCloudAiplatformV1Model
type Evaluation = aiplatform_v1.Schema$GoogleCloudAiplatformV1ModelEvaluation

const props = shape({
  ...commonFields,
  /** As commands take it: `projects/111122223333/locations/us-central1/models/7001`. */
  resource: string,
  version: nullable(string),
  versionAliases: listOf(string),
  description: nullable(string),
  artifactUri: nullable(string),
  /** Signatures among the objects of the artifact; none where there is no artifact. */
  signatures: listOf(string),
  image: nullable(string),
  imageHost: nullable(string),
  /** Project whose registry the image comes from. */
  imageProject: nullable(string),
  imageDigest: nullable(string),
  /** One of Google's prebuilt serving images. */
  imagePrebuilt: bool,
  /** Secrets in the serving container's environment and command line. */
  secrets: secretHits,
  exportable: listOf(string),
  /** Its own policy; null where nothing of it can be exported and nobody asked. */
  bindings: nullable(bindingsShape),
  /** Deployed on some endpoint. */
  deployed: bool,
  /** Has an evaluation; null where it is not deployed and nobody asked. */
  evaluated: nullable(bool),
  /** `MODEL_GARDEN`, `CUSTOM`, `AUTOML`, `BQML`, `CUSTOM_TEXT_EMBEDDING`, `GENIE` ... */
  source: nullable(string),
  /** `publishers/google/models/gemma2`; `publishers/hf-…` come from Hugging Face. */
  publicModel: nullable(string),
  skipsModelCache: bool,
  /** What a tuned model was made from. */
  baseModel: nullable(string),
  trainingPipeline: nullable(string),
  pipelineJob: nullable(string),
  originalModel: nullable(string),
  metadataArtifact: nullable(string),
})

const calls = {
  list: vertexList<aiplatform_v1.Schema$GoogleCloudAiplatformV1ListModelsResponse, Model>('aiplatform:projects.locations.models.list', {
    client: 'model', method: 'listModels', items: (page) => page.models, seenAs: 'aiplatform.googleapis.com/Model',
  }),
  /** A version other than the default one, `…/models/7@2`. */
  get: vertexGet<Model>('aiplatform:projects.locations.models.get', { version: 'v1', client: 'model', method: 'getModel', gone: ['NOT_FOUND'] }),
  /** Asked of deployed models only. */
  evaluations: vertexList<aiplatform_v1.Schema$GoogleCloudAiplatformV1ListModelEvaluationsResponse, Evaluation>('aiplatform:projects.locations.models.evaluations.list', {
    client: 'model', method: 'listModelEvaluations', items: (page) => page.modelEvaluations, per: 'item', needs: ['aiplatform.modelEvaluations.list'],
  }),
  objects,
  // Google takes the version of the policy in the query of this POST: a condition comes as a role of another name, which grants nothing known.
  policy: post<Policy>('aiplatform:projects.locations.models.getIamPolicy', 'v1/{+resource}:getIamPolicy', { query: ['options.requestedPolicyVersion'] }),
}

export default collector({
  type: 'gcp.vertex.model',
  kind: 'model',
  service: 'aiplatform',
  per: 'region',
  props,
  relates: {
    'stored-in': ['gcp.storage.bucket', objectType], 'runs-image': ['gcp.artifact.repository'], 'encrypted-by': ['gcp.kms.key'], 'owned-by': ['gcp.resourcemanager.project'],
    'governed-by': ['gcp.iam.role'], 'built-by': ['gcp.vertex.training_pipeline', 'gcp.vertex.pipeline_job'], 'derived-from': ['gcp.vertex.model'],
  },
  reads: [policies],
  calls,
  async list(ctx) {
    await ctx.each(ctx.call.list.rows({ parent: parentOf(ctx) }), (model) => emit(model, ctx, placeOf(ctx)))
  },
  async resolve(ref, ctx) {
    const name = ref.id.replace(/^\/\/[^/]+\//, '')
    const answer = await ctx.call.get({ name })
    if (answer.ok) await emit({ ...answer.value, name }, ctx, placeOf(ctx))
    else ctx.emit({ id: ref.id, name: lastOf(name), props: answer.gap, edges: answer.gap })
  },
})

type Context = Ctx<typeof props, typeof calls>
type Beyond = Pick<PropValues<typeof props>, 'bindings' | 'signatures' | 'deployed' | 'evaluated'>

async function emit(model: Model, ctx: Context, place: Place): Promise<void> {
  const isDeployed = (model.deployedModels ?? []).length > 0
  const [bindings, signatures, evaluated, stored] = await Promise.all([
    contentsOf(model).length === 0 ? null : ownBindings(model, ctx, place),
    said(model.artifactUri) === null ? [] : signaturesBelow((input) => ctx.call.objects.all(input), model.artifactUri ?? '').then((found) => known(found, (names) => names)),
    isDeployed ? isEvaluated(model, ctx) : null,
    toObjects('stored-in', said(model.artifactUri), 'artifactUri', ctx),
  ])
  const told = emission(model, place, { bindings, signatures, deployed: isDeployed, evaluated })
  ctx.emit({ ...told, edges: Array.isArray(told.edges) ? [...told.edges, ...stored] : told.edges })
}

/** A policy is the model's, whatever the version. */
function ownBindings(model: Model, ctx: Context, place: Place): Promise<PropValues<typeof props>['bindings']> {
  const name = (model.name ?? '').replace(/@[^/]+$/, '')
  const { id, aliases } = identified({ name }, place)
  return bindingsOn(ctx, [id, ...aliases], () => ctx.call.policy({ resource: name, 'options.requestedPolicyVersion': policyVersion }))
}

/** What of it may be exported: `ARTIFACT`, `IMAGE`. */
function contentsOf({ supportedExportFormats }: Model): string[] {
  return [...new Set((supportedExportFormats ?? []).flatMap(({ exportableContents }) => exportableContents ?? []))].toSorted()
}

/** One says that there are some: what they measured is long, and not asked for. */
async function isEvaluated({ name }: Model, { call }: Context): Promise<boolean | GapMark> {
  return known(await call.evaluations.page({ parent: name ?? '', pageSize: 1 }), (page) => (page.modelEvaluations ?? []).length > 0)
}

/** `beyond` is what takes more reads than the list. */
export function emission(model: Model, place: Place, beyond: Beyond): Emission<typeof props> {
  const names = identified(model, place)
  const container = model.containerSpec
  const image = parseImage(container?.imageUri)
  const garden = model.baseModelSource?.modelGardenSource
  return {
    ...names,
    name: names.id.includes('@') ? `${names.name}@${model.versionId ?? ''}` : names.name,
    // The list gives the default version: whoever asks for it by number means the same.
    aliases: [...names.aliases, ...(model.versionId == null || names.id.includes('@') ? [] : [names.id, ...names.aliases].map((id) => `${id}@${model.versionId}`))],
    props: {
      ...commonProps(model), ...beyond,
      resource: model.name ?? '',
      version: said(model.versionId), versionAliases: model.versionAliases ?? [], description: said(model.description), artifactUri: said(model.artifactUri),
      image: said(container?.imageUri), imageHost: image?.host ?? null, imageDigest: image?.digest ?? null,
      imageProject: image?.project === place.number ? place.project : image?.project ?? null,
      imagePrebuilt: isPrebuilt(image),
      secrets: [
        ...secretsIn('env', Object.fromEntries((container?.env ?? []).map(({ name, value }) => [name ?? '', value ?? '']))),
        ...secretsAt('command', [...(container?.command ?? []), ...(container?.args ?? [])].join(' ')),
      ],
      exportable: contentsOf(model),
      source: said(model.modelSourceInfo?.sourceType),
      publicModel: said(garden?.publicModelName),
      skipsModelCache: garden?.skipHfModelCache === true,
      baseModel: said(model.baseModelSource?.genieSource?.baseModelUri),
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
      ...(beyond.bindings instanceof GapMark ? [{ type: 'governed-by' as const, unread: beyond.bindings }] : rolesIn(beyond.bindings ?? [])),
    ],
  }
}

/** Projects out of which Google serves images of its own: https://cloud.google.com/vertex-ai/docs/predictions/pre-built-containers */
const ofGoogle: ReadonlySet<string> = new Set(['vertex-ai', 'vertex-ai-restricted', 'cloud-aiplatform', 'deeplearning-platform-release'])

function isPrebuilt(image: ImageAddress | null): boolean {
  return image?.project != null && ofGoogle.has(image.project)
}

function to(type: Edge['type'], target: string, name: string | null | undefined, place: Place, via: string): Edge | null {
  const id = vertexName(name, place)
  return id === null ? null : { type, target, to: id, via }
}
