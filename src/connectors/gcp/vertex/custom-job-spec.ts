// What custom jobs and the trials of hyperparameter tuning jobs are made of: code, rights, network, machines.
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import { bool, listOf, nullable, number, oneOf, shape, string } from '../../../core/shape.js'
import type { Edge } from '../../kit/collector.js'
import { findSecrets, secretHits, secretsIn, type SecretHit } from '../../../artifacts/text/secrets.js'
import { encryptedBy, fromRepository, ownedBy, parseImage, runsAs, toBucket } from '../edges.js'
import { said, serviceAgent, type Place } from '../names.js'
import { bucketPart, imagePart, ownerOf, secondsOf } from './jobs.js'

export type JobSpec = aiplatform_v1.Schema$GoogleCloudAiplatformV1CustomJobSpec
type Pool = aiplatform_v1.Schema$GoogleCloudAiplatformV1WorkerPoolSpec

export const specFields = {
  /** As whom the code runs; where nothing is said, Google's custom-code agent, which all such jobs of the project share. */
  serviceAccount: string,
  serviceAccountNamed: bool,
  /** VPC that the machines are peered with. */
  network: nullable(string),
  networkAttachment: nullable(string),
  /** A shell can be opened in the running containers. */
  webAccess: bool,
  dashboardAccess: bool,
  images: listOf(shape({ image: string, host: string, project: nullable(string), digest: nullable(string), owner: oneOf('own', 'google', 'other') })),
  /** Python packages that are installed before the code runs. */
  packages: listOf(string),
  outputUri: nullable(string),
  persistentResource: nullable(string),
  timeoutSeconds: nullable(number),
  /** Over all replicas and all trials that run at once. */
  accelerators: number,
  machineTypes: listOf(string),
  /** In environment, arguments and command lines. */
  secrets: secretHits,
}

/** https://cloud.google.com/vertex-ai/docs/general/custom-service-account */
export function accountOf(spec: JobSpec, place: Place): string {
  return said(spec.serviceAccount) ?? serviceAgent('aiplatform-cc', place.number)
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function specProps(spec: JobSpec, place: Place, atOnce = 1) {
  const pools = spec.workerPoolSpecs ?? []
  return {
    serviceAccount: accountOf(spec, place),
    serviceAccountNamed: said(spec.serviceAccount) !== null,
    network: said(spec.network),
    networkAttachment: said(spec.pscInterfaceConfig?.networkAttachment),
    webAccess: spec.enableWebAccess === true,
    dashboardAccess: spec.enableDashboardAccess === true,
    images: imagesOf(spec).flatMap((image) => {
      const at = parseImage(image)
      return [{ image, host: at?.host ?? '', project: at?.project ?? null, digest: at?.digest ?? null, owner: ownerOf(at?.project ?? null, place) }]
    }),
    packages: packagesOf(spec),
    outputUri: said(spec.baseOutputDirectory?.outputUriPrefix),
    persistentResource: said(spec.persistentResourceId),
    timeoutSeconds: secondsOf(spec.scheduling?.timeout),
    accelerators: atOnce * pools.reduce((sum, pool) => sum + replicas(pool) * acceleratorsOf(pool), 0),
    machineTypes: [...new Set(pools.flatMap((pool) => said(pool.machineSpec?.machineType) ?? []))],
    secrets: pools.flatMap(secretsOf),
  }
}

export function specEdges(spec: JobSpec, key: string | null | undefined, place: Place): (Edge | null)[] {
  return [
    ownedBy(place),
    runsAs(accountOf(spec, place), place, 'serviceAccount'),
    toBucket('stored-in', spec.baseOutputDirectory?.outputUriPrefix, 'baseOutputDirectory'),
    encryptedBy(said(key), 'encryptionSpec.kmsKeyName'),
    ...packagesOf(spec).map((uri) => toBucket('built-by', uri, 'pythonPackageSpec.packageUris')),
    ...imagesOf(spec).map((image) => fromRepository(image, 'workerPoolSpecs')),
  ]
}

/** What tells one family of ended jobs from another. */
export function specParts(spec: JobSpec): (string | null)[] {
  return [
    said(spec.serviceAccount), imagesOf(spec).map(imagePart).join(','), said(spec.network) ?? said(spec.pscInterfaceConfig?.networkAttachment),
    bucketPart(spec.baseOutputDirectory?.outputUriPrefix),
  ]
}

function imagesOf(spec: JobSpec): string[] {
  return [...new Set((spec.workerPoolSpecs ?? []).flatMap((pool) => said(pool.containerSpec?.imageUri) ?? said(pool.pythonPackageSpec?.executorImageUri) ?? []))]
}

function packagesOf(spec: JobSpec): string[] {
  return [...new Set((spec.workerPoolSpecs ?? []).flatMap((pool) => pool.pythonPackageSpec?.packageUris ?? []))]
}

/** Left out means one. */
function replicas(pool: Pool): number {
  return pool.machineSpec == null ? 0 : Number(said(pool.replicaCount) ?? 1)
}

/** Machines such as `a3-highgpu-8g` and `ct5lp-hightpu-4t` say themselves how many they have. */
function acceleratorsOf({ machineSpec }: Pool): number {
  const inName = /-(?:high|mega|ultra|edge|max)(?:gpu|tpu)-(\d+)[gt](?:-|$)/.exec(machineSpec?.machineType ?? '')?.[1]
  return machineSpec?.acceleratorCount ?? (inName === undefined ? 0 : Number(inName))
}

function secretsOf(pool: Pool, i: number): SecretHit[] {
  const run = pool.containerSpec ?? pool.pythonPackageSpec
  const words = [...(pool.containerSpec?.command ?? []), ...(run?.args ?? [])]
  return [
    ...secretsIn(`pool ${i} env`, Object.fromEntries((run?.env ?? []).map(({ name, value }) => [name ?? '', value ?? '']))),
    // An option and its value are two words of the list.
    ...findSecrets(words.join(' ')).map((hit) => ({ ...hit, at: `pool ${i} arguments` })),
  ]
}
