// Pipeline jobs: runs of compiled pipelines, out of which template, as whom, with which parameters, and where their results lie.
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import { bool, nullable, oneOf, shape, string } from '../../../core/shape.js'
import { collector, type Emission } from '../../kit/collector.js'
import { secretHits } from '../../../artifacts/text/secrets.js'
import { vertexGet, vertexList } from '../calls.js'
import { encryptedBy, fromRepository, ownedBy, runsAs, toBucket } from '../edges.js'
import { defaultComputeAccount, parentOf, placeOf, said, type Place } from '../names.js'
import { bucketPart, imagePart, ownerOf, pastJob, progress, progressFields, startedSince } from './jobs.js'
import { commonFields, commonProps, identified } from './parts.js'
import { imagesOf, secretsOf } from './pipeline-spec.js'

export type PipelineJob = aiplatform_v1.Schema$GoogleCloudAiplatformV1PipelineJob

const props = shape({
  ...commonFields,
  ...progressFields,
  /** As whom the steps run; where nothing is said, the default compute account. */
  serviceAccount: string,
  serviceAccountNamed: bool,
  /** VPC that the machines are peered with. */
  network: nullable(string),
  networkAttachment: nullable(string),
  outputUri: nullable(string),
  /** Where the pipeline's definition was fetched from; null where it was handed in with the request. */
  template: nullable(shape({ uri: string, project: nullable(string), owner: oneOf('own', 'google', 'other'), version: nullable(string) })),
  /** The schedule that started it. */
  schedule: nullable(string),
  /** In parameters, their defaults, and the steps' environments and command lines. */
  secrets: secretHits,
})

export default collector({
  type: 'gcp.vertex.pipeline_job',
  kind: 'pipeline',
  service: 'aiplatform',
  per: 'region',
  props,
  relates: {
    'runs-as': ['gcp.iam.service_account'], 'stored-in': ['gcp.storage.bucket'], 'runs-image': ['gcp.artifact.repository'], 'built-by': ['gcp.artifact.repository'],
    'encrypted-by': ['gcp.kms.key'], 'owned-by': ['gcp.resourcemanager.project'],
  },
  calls: {
    list: vertexList<aiplatform_v1.Schema$GoogleCloudAiplatformV1ListPipelineJobsResponse, PipelineJob>('aiplatform:projects.locations.pipelineJobs.list', {
      client: 'pipeline', method: 'listPipelineJobs', items: (page) => page.pipelineJobs, seenAs: 'aiplatform.googleapis.com/PipelineJob',
    }),
    get: vertexGet<PipelineJob>('aiplatform:projects.locations.pipelineJobs.get', { version: 'v1', client: 'pipeline', method: 'getPipelineJob', gone: ['NOT_FOUND'] }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    const filter = startedSince(ctx.historySince, 'PIPELINE_STATE_RUNNING')
    await ctx.each(ctx.call.list.rows({ parent: parentOf(ctx), filter }), (job) => ctx.emit(pipelineJob(job, place)))
  },
  /** The run that made a model, however long ago. */
  async resolve(ref, ctx) {
    const name = ref.id.replace(/^\/\/[^/]+\//, '')
    const answer = await ctx.call.get({ name })
    if (answer.ok) ctx.emit(pipelineJob(answer.value, placeOf(ctx)))
    else ctx.emit({ id: ref.id, name, props: answer.gap, edges: answer.gap })
  },
})

export function pipelineJob(job: PipelineJob, place: Place): Emission<typeof props> {
  const account = said(job.serviceAccount) ?? defaultComputeAccount(place.number)
  const output = job.runtimeConfig?.gcsOutputDirectory
  const network = said(job.network)
  const networkAttachment = said(job.pscInterfaceConfig?.networkAttachment)
  const template = templateOf(job.templateUri)
  const images = imagesOf(job.pipelineSpec)
  return {
    ...identified(job, place),
    props: {
      ...commonProps(job), ...progress(job),
      serviceAccount: account, serviceAccountNamed: said(job.serviceAccount) !== null,
      network, networkAttachment,
      outputUri: said(output),
      template: template === null ? null : { uri: template.uri, project: template.project, owner: ownerOf(template.project, place), version: template.version },
      schedule: said(job.scheduleName),
      secrets: secretsOf(job),
    },
    edges: [
      ownedBy(place),
      runsAs(account, place, 'serviceAccount'),
      toBucket('stored-in', output, 'runtimeConfig.gcsOutputDirectory'),
      encryptedBy(said(job.encryptionSpec?.kmsKeyName), 'encryptionSpec.kmsKeyName'),
      template?.repository == null ? null : { type: 'built-by', target: 'gcp.artifact.repository', to: template.repository, via: 'templateUri' },
      ...images.map((image) => fromRepository(image, 'pipelineSpec.deploymentSpec')),
    ],
    past: pastJob(job, [account, template === null ? images.map(imagePart).join(',') : template.name, network ?? networkAttachment, bucketPart(output)]),
  }
}

/** `https://us-central1-kfp.pkg.dev/orchard-ml/pipelines/train/v3` taken apart. */
export function templateOf(uri: string | null | undefined): { uri: string; project: string | null; repository: string | null; name: string; version: string | null } | null {
  const address = said(uri)
  if (address === null) return null
  const [, location, project, repository, pipeline, version] = /^https:\/\/([a-z0-9-]+)-kfp\.pkg\.dev\/([^/]+)\/([^/]+)\/([^/]+)(?:\/([^/]+))?\/?$/.exec(address) ?? []
  if (location === undefined) return { uri: address, project: null, repository: null, name: address, version: null }
  return {
    uri: address, project: project ?? null, version: version ?? null, name: `${project}/${repository}/${pipeline}`,
    repository: `//artifactregistry.googleapis.com/projects/${project}/locations/${location}/repositories/${repository}`,
  }
}
