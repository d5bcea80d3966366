// Relations that many Google collectors draw alike.
import type { Edge } from '../kit/collector.js'
import { bucketName, parseBigQueryUri, parseGsUri, projectName, serviceAccountName, type Place } from './names.js'

/** `runs-as` the service account, by e-mail; none when nothing is said. */
export function runsAs(email: string | null | undefined, place: Place, via: string): Edge | null {
  return email == null || !email.includes('@') ? null : { type: 'runs-as', target: 'gcp.iam.service_account', to: serviceAccountName(email, place), via }
}

/** A relation to the bucket behind a `gs://` address. */
export function toBucket(type: Edge['type'], uri: string | null | undefined, via: string): Edge | null {
  const at = parseGsUri(uri)
  return at === null ? null : { type, target: 'gcp.storage.bucket', to: bucketName(at.bucket), via }
}

/** A relation to the BigQuery dataset behind a `bq://` address. */
export function toDataset(type: Edge['type'], uri: string | null | undefined, via: string): Edge | null {
  const at = parseBigQueryUri(uri)
  return at?.dataset == null ? null : { type, target: 'gcp.bigquery.dataset', to: datasetName(at.project, at.dataset), via }
}

export function datasetName(project: string, dataset: string): string {
  return `//bigquery.googleapis.com/projects/${project}/datasets/${dataset}`
}

/** `encrypted-by` a key, by its name `projects/…/cryptoKeys/…`; a version after it is left off. */
export function encryptedBy(key: string | null | undefined, via: string): Edge | null {
  if (key == null || !key.includes('/cryptoKeys/')) return null
  return { type: 'encrypted-by', target: 'gcp.kms.key', to: `//cloudkms.googleapis.com/${key.replace(/\/cryptoKeyVersions\/[^/]+$/, '')}`, via }
}

/** `runs-image` out of an Artifact Registry repository; images from elsewhere get no relation. */
export function fromRepository(image: string | null | undefined, via: string): Edge | null {
  const at = parseImage(image)
  return at?.repository == null ? null : { type: 'runs-image', target: 'gcp.artifact.repository', to: at.repository, via }
}

/** `owned-by` the project that a resource stands in: what its policy grants holds for the resource, too. */
export function ownedBy(place: Place): Edge {
  return { type: 'owned-by', target: 'gcp.resourcemanager.project', to: projectName(place.number), via: 'project' }
}

export interface ImageAddress {
  /** `us-central1-docker.pkg.dev`, `gcr.io`, `docker.io`. */
  host: string
  /** Project in the address, for Google's own registries. */
  project: string | null
  /** Full name of the repository in Artifact Registry. */
  repository: string | null
  digest: string | null
  tag: string | null
}

/** Where Artifact Registry keeps what Container Registry had (https://cloud.google.com/artifact-registry/docs/transition/setup-gcr-repo). */
const gcrLocations: Readonly<Record<string, string>> = { 'gcr.io': 'us', 'us.gcr.io': 'us', 'eu.gcr.io': 'europe', 'asia.gcr.io': 'asia' }

/** A container image's address taken apart; what names no host is Docker Hub's. */
export function parseImage(image: string | null | undefined): ImageAddress | null {
  const [, path, tag, digest] = /^([^@:\s]+(?::\d+(?=\/))?[^@:\s]*)(?::([\w.-]+))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(image ?? '') ?? []
  if (path === undefined) return null
  const parts = path.split('/')
  const first = parts[0] ?? ''
  const hasHost = parts.length > 1 && (first.includes('.') || first.includes(':') || first === 'localhost')
  const host = hasHost ? first : 'docker.io'
  const registry = /^([a-z0-9-]+)-docker\.pkg\.dev$/.exec(host)
  const isGoogle = registry !== null || /^(?:[a-z]+\.)?gcr\.io$/.test(host)
  const [project, repository] = [parts[1], parts[2]]
  const old = gcrLocations[host]
  const at = registry?.[1] !== undefined ? { location: registry[1], repository } : old !== undefined ? { location: old, repository: host } : null
  return {
    host, project: isGoogle ? project ?? null : null,
    repository: at?.repository === undefined || project === undefined ? null : `//artifactregistry.googleapis.com/projects/${project}/locations/${at.location}/repositories/${at.repository}`,
    digest: digest ?? null, tag: tag ?? null,
  }
}
