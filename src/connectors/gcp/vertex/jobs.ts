// What Vertex AI's jobs have in common: which are recent enough to matter, which are over, which are of one family, and as whom they run.
import { bool, nullable, string, time } from '../../../core/shape.js'
import { parseImage } from '../edges.js'
import { iso, said, type Place } from '../names.js'

interface Job {
  displayName?: string | null
  state?: string | null
  createTime?: string | null
  updateTime?: string | null
  endTime?: string | null
}

/** How far a job has come; spread them into a shape. */
export const progressFields = { state: nullable(string), ended: bool, endedAt: nullable(time) }

export function progress(job: Job): { state: string | null; ended: boolean; endedAt: string | null } {
  return { state: said(job.state), ended: hasEnded(job.state), endedAt: iso(job.endTime) }
}

/** Also matches `PARTIALLY_SUCCEEDED`. */
const ended = /_(?:SUCCEEDED|FAILED|CANCELLED|EXPIRED)$/

export function hasEnded(state: string | null | undefined): boolean {
  return ended.test(state ?? '')
}

/** Filter of the lists that take one: what began since then, and what still goes on however long ago it began. */
export function startedSince(since: Date, ...goingOn: string[]): string {
  return [`create_time>="${since.toISOString()}"`, ...goingOn.map((state) => `state="${state}"`)].join(' OR ')
}

/** The same choice for lists whose filter is not documented. */
export function isRecent(job: Job, since: Date): boolean {
  const created = iso(job.createTime)
  return !hasEnded(job.state) || created === null || new Date(created) >= since
}

/** Ended jobs of one name that differ in nothing but their number did the same, under the same rights. */
export function pastJob(job: Job, parts: readonly (string | null | undefined)[]): { family: string; at: string } | null {
  const at = iso(job.endTime) ?? iso(job.updateTime) ?? iso(job.createTime)
  if (!hasEnded(job.state) || at === null) return null
  return { family: [nameStem(job.displayName), ...parts.map((part) => said(part) ?? '-')].join('|'), at }
}

/** `orchard-train` for `orchard-train-20260401-9b09`: words with digits are what sets one run apart from the next. */
export function nameStem(name: string | null | undefined): string {
  const words = (name ?? '').toLowerCase().split(/[^a-z0-9]+/).filter((word) => word !== '' && !/\d/.test(word))
  return words.length === 0 ? said(name) ?? '-' : words.join('-')
}

/** What stays the same of an address from one run to the next: `bucket` of `gs://bucket/runs/7`. */
export function bucketPart(uri: string | null | undefined): string | null {
  return /^gs:\/\/([^/]+)/.exec(uri ?? '')?.[1] ?? null
}

/** Seconds of a duration such as `3600s`; null when nothing is said. */
export function secondsOf(duration: string | null | undefined): number | null {
  const found = /^(\d+(?:\.\d+)?)s$/.exec(duration ?? '')
  return found === null ? null : Number(found[1])
}

/** Projects out of which Google publishes images for training, serving and tools. */
const publishers = new Set(['vertex-ai', 'vertex-ai-restricted', 'cloud-aiplatform', 'deeplearning-platform-release', 'ml-pipeline', 'google.com'])

/** Whose a project in an address is; `other` also for registries outside Google. */
export function ownerOf(project: string | null, place: Place): 'own' | 'google' | 'other' {
  if (project === place.project) return 'own'
  return project !== null && publishers.has(project) ? 'google' : 'other'
}

/** An image without its tag and digest. */
export function imagePart(image: string | null | undefined): string | null {
  return parseImage(image) === null ? null : (image ?? '').replace(/@sha256:.*$/, '').replace(/:[\w.-]+$/, '')
}
