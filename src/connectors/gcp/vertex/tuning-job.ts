// Tuning jobs of generative models: which examples the model was taught, as whom, and whether anybody measured the result.
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import { bool, listOf, nullable, shape, string } from '../../../core/shape.js'
import { collector, type Edge, type Emission } from '../../kit/collector.js'
import { vertexList } from '../calls.js'
import { encryptedBy, ownedBy, runsAs, toBucket } from '../edges.js'
import { parentOf, type Place, placeOf, said, serviceAgent } from '../names.js'
import { bucketPart, isRecent, pastJob, progress, progressFields } from './jobs.js'
import { commonFields, commonProps, identified, vertexName } from './parts.js'

type Described = aiplatform_v1.Schema$GoogleCloudAiplatformV1TuningJob
type Supervised = aiplatform_v1.Schema$GoogleCloudAiplatformV1SupervisedTuningSpec

/** Google's description of v1 lags behind its protos (tuning_job.proto), which have the evaluation. */
export interface TuningJob extends Omit<Described, 'supervisedTuningSpec'> {
  supervisedTuningSpec?: Supervised & { evaluationConfig?: { metrics?: unknown[] | null } | null }
}

interface Page {
  tuningJobs?: TuningJob[]
  nextPageToken?: string | null
}

const props = shape({
  ...commonFields,
  ...progressFields,
  baseModel: nullable(string),
  /** As whom the job reads and writes; where nothing is said, Google's agent for tuning. */
  serviceAccount: string,
  serviceAccountNamed: bool,
  /** Training and validation data: `gs://` addresses or names of managed datasets. */
  datasets: listOf(string),
  tunedModel: nullable(string),
  /** Endpoint that Google has put the tuned model behind. */
  tunedEndpoint: nullable(string),
  /** Supervised tuning, the one kind that can be told to evaluate what it made. */
  supervised: bool,
  evaluated: bool,
})

export default collector({
  type: 'gcp.vertex.tuning_job',
  kind: 'training-job',
  service: 'aiplatform',
  per: 'region',
  props,
  relates: {
    'trained-on': ['gcp.storage.bucket', 'gcp.vertex.dataset'], 'runs-as': ['gcp.iam.service_account'], 'deployed-as': ['gcp.vertex.endpoint'],
    'fine-tuned-from': ['gcp.vertex.model'], 'encrypted-by': ['gcp.kms.key'], 'owned-by': ['gcp.resourcemanager.project'],
  },
  calls: {
    list: vertexList<Page, TuningJob>('aiplatform:projects.locations.tuningJobs.list', {
      client: 'gen_ai_tuning', method: 'listTuningJobs', items: (page) => page.tuningJobs, seenAs: 'aiplatform.googleapis.com/TuningJob',
    }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    // The fields its filter takes are not documented, so old jobs are passed over here.
    await ctx.each(ctx.call.list.rows({ parent: parentOf(ctx) }), (job) => {
      if (isRecent(job, ctx.historySince)) ctx.emit(tuningJob(job, place))
    })
  },
})

export function tuningJob(job: TuningJob, place: Place): Emission<typeof props> {
  // Jobs have no name of their own for people; the model that they make has one.
  const named = { ...job, displayName: job.tunedModelDisplayName ?? null }
  const account = said(job.serviceAccount) ?? tuningAgent(place.number)
  const datasets = datasetsOf(job)
  const endpoint = vertexName(job.tunedModel?.endpoint, place)
  const before = vertexName(job.preTunedModel?.tunedModelName, place)
  return {
    ...identified(named, place),
    props: {
      ...commonProps(named), ...progress(job),
      baseModel: said(job.baseModel) ?? said(job.preTunedModel?.baseModel),
      serviceAccount: account, serviceAccountNamed: said(job.serviceAccount) !== null,
      datasets,
      tunedModel: vertexName(job.tunedModel?.model, place), tunedEndpoint: endpoint,
      supervised: job.supervisedTuningSpec != null,
      evaluated: job.supervisedTuningSpec?.evaluationConfig != null,
    },
    edges: [
      ownedBy(place),
      runsAs(account, place, 'serviceAccount'),
      ...datasets.map((uri) => toData(uri, place)),
      endpoint === null ? null : { type: 'deployed-as', target: 'gcp.vertex.endpoint', to: endpoint, via: 'tunedModel.endpoint' },
      before === null ? null : { type: 'fine-tuned-from', target: 'gcp.vertex.model', to: before, via: 'preTunedModel.tunedModelName' },
      encryptedBy(said(job.encryptionSpec?.kmsKeyName), 'encryptionSpec.kmsKeyName'),
    ],
    past: pastJob(named, [said(job.serviceAccount), said(job.baseModel), datasets.map((uri) => bucketPart(uri) ?? uri).join(',')]),
  }
}

/** https://cloud.google.com/iam/docs/service-agents#vertex-ai-secure-fine-tuning-service-agent */
function tuningAgent(number: string): string {
  return serviceAgent('vertex-tune', number)
}

function datasetsOf({ supervisedTuningSpec: supervised, preferenceOptimizationSpec: preference }: TuningJob): string[] {
  const given = [supervised?.trainingDatasetUri, supervised?.validationDatasetUri, preference?.trainingDatasetUri, preference?.validationDatasetUri]
  return [...new Set(given.flatMap((uri) => said(uri) ?? []))]
}

function toData(uri: string, place: Place): Edge | null {
  if (uri.startsWith('gs://')) return toBucket('trained-on', uri, 'trainingDatasetUri')
  const dataset = uri.startsWith('projects/') ? vertexName(uri, place) : null
  return dataset === null ? null : { type: 'trained-on', target: 'gcp.vertex.dataset', to: dataset, via: 'trainingDatasetUri' }
}
