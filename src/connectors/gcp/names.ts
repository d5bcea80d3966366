// How things are called in Google Cloud: full resource names, and the project and location inside them.
import type { Scope } from '../../core/index.js'

/** Where something lives. Names are written with the project's number, places people go with its id. */
export interface Place {
  /** Project id. */
  project: string
  /** Project number. */
  number: string
  /** Empty for what has no location. */
  location: string
}

export function placeOf(ctx: { scope: Scope; number: string }): Place {
  return { project: ctx.scope.account, number: ctx.number, location: ctx.scope.region ?? '' }
}

/** `projects/orchard-ml/locations/us-central1`, what lists ask for. */
export function parentOf(ctx: { scope: Scope }, location = ctx.scope.region ?? '-'): string {
  return `projects/${ctx.scope.account}/locations/${location}`
}

/**
 * Full resource name, such as `//aiplatform.googleapis.com/projects/111122223333/locations/us-central1/endpoints/42`:
 * the project's number takes the place of its own id. Names of other projects stay as they are given.
 */
export function fullName(service: string, name: string, place: Place): string {
  return `//${service}.googleapis.com/${name.replace(`projects/${place.project}/`, `projects/${place.number}/`)}`
}

/** The same name with the project's id, as an alias; none when the name has no project in it. */
export function withId(id: string, place: Place): string[] {
  const other = id.replace(`/projects/${place.number}/`, `/projects/${place.project}/`)
  return other === id ? [] : [other]
}

export function projectName(project: string): string {
  return `//cloudresourcemanager.googleapis.com/projects/${project}`
}

export function bucketName(bucket: string): string {
  return `//storage.googleapis.com/${bucket}`
}

/** Google's own agents, `service-111122223333@gcp-sa-aiplatform.iam.gserviceaccount.com`: they live in projects of Google's. */
export function isServiceAgent(email: string): boolean {
  return /@gcp-sa-[a-z-]+\.iam\.gserviceaccount\.com$|@cloudservices\.gserviceaccount\.com$/.test(email.toLowerCase())
}

/**
 * Id of a service account by its e-mail, which names its project. What names none is taken for the place's own, and so are
 * Google's agents: each serves one project, and only what that project grants them can be seen.
 */
export function serviceAccountName(email: string, place: Place): string {
  const lower = email.toLowerCase()
  if (isServiceAgent(lower)) return `//iam.googleapis.com/projects/${place.project}/serviceAccounts/${lower}`
  const [, named] = /^[^@]+@([a-z0-9:.-]+)\.iam\.gserviceaccount\.com$/.exec(lower) ?? /^([a-z0-9:.-]+)@appspot\.gserviceaccount\.com$/.exec(lower)
    ?? /^(\d+)-compute@developer\.gserviceaccount\.com$/.exec(lower) ?? []
  return `//iam.googleapis.com/projects/${named === undefined || named === place.number ? place.project : named}/serviceAccounts/${lower}`
}

/** The account that jobs and machines run as when nothing else is said: `111122223333-compute@developer.gserviceaccount.com`. */
export function defaultComputeAccount(number: string): string {
  return `${number}-compute@developer.gserviceaccount.com`
}

/**
 * The agent that Vertex AI runs users' code as when they name no account: `aiplatform-cc` custom jobs, `aiplatform-re`
 * deployed agents, `aiplatform-vm` Colab machines, `vertex-tune` tuning
 * (https://cloud.google.com/vertex-ai/docs/general/access-control#service-agents). A served container has none of these.
 */
export function serviceAgent(of: 'aiplatform' | 'aiplatform-cc' | 'aiplatform-re' | 'aiplatform-vm' | 'vertex-rag' | 'vertex-tune', number: string): string {
  return `service-${number}@gcp-sa-${of}.iam.gserviceaccount.com`
}

/** Id or number of the project in a full name. */
export function projectIn(name: string): string | null {
  return /\/projects\/([^/]+)/.exec(name)?.[1] ?? null
}

/** Location in a full name. */
export function locationIn(name: string): string | null {
  return /\/locations\/([^/]+)/.exec(name)?.[1] ?? null
}

/** The last part of a name. */
export function lastOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1)
}

/** A text as the provider meant it: what is unset is left out in some answers and empty in others. */
export function said(text: string | null | undefined): string | null {
  return text === undefined || text === null || text === '' ? null : text
}

/** A time in the one spelling of the inventory. Google writes up to nanoseconds. */
export function iso(time: string | null | undefined): string | null {
  const at = time == null || time === '' ? NaN : Date.parse(time)
  return Number.isNaN(at) ? null : new Date(at).toISOString()
}

/** `gs://bucket/path` taken apart; null for what is no such address. */
export function parseGsUri(uri: string | null | undefined): { bucket: string; path: string } | null {
  const found = /^gs:\/\/([a-z0-9][a-z0-9._-]*)(?:\/(.*))?$/s.exec(uri ?? '')
  return found?.[1] === undefined ? null : { bucket: found[1], path: found[2] ?? '' }
}

/** `bq://project.dataset.table` (or the legacy `project:dataset.table`) taken apart. */
export function parseBigQueryUri(uri: string | null | undefined): { project: string; dataset: string | null; table: string | null } | null {
  const [, project, dataset, table] = /^bq:\/\/((?:[a-z0-9.-]+:)?[a-z0-9-]+)(?:[.:]([^.]+))?(?:\.(.+))?$/.exec(uri ?? '') ?? []
  return project === undefined ? null : { project, dataset: dataset ?? null, table: table ?? null }
}
