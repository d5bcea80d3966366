// Scripts that a notebook's machine runs by itself: where they come from, and what they fetch to run it unseen.
import { listOf, nullable, shape, string, type Infer } from '../../../core/shape.js'
import type { Edge } from '../../kit/collector.js'
import { commandsIn, pipesDownload, substitutesDownload } from '../../../artifacts/text/shell-scripts.js'
import { toBucket } from '../edges.js'

export const startScripts = listOf(shape({
  /** The setting that holds it, such as `post-startup-script`. */
  at: string,
  /** Where it is loaded from; null for a script that is written out in the setting. */
  address: nullable(string),
  /** Lines of a written-out script that hand a download to an interpreter. */
  pipedDownloads: listOf(string),
}))
export type StartScript = Infer<typeof startScripts>[number]

/** Metadata keys that Compute Engine and Workbench run: https://cloud.google.com/compute/docs/instances/startup-scripts/linux */
const scriptKeys = ['post-startup-script', 'startup-script', 'startup-script-url']

/** The scripts among an instance's metadata. Paths on the machine's own image are part of that image. */
export function startScriptsIn(metadata: Readonly<Record<string, string>>): StartScript[] {
  return scriptKeys.flatMap((key) => startScript(key, metadata[key]) ?? [])
}

export function startScript(at: string, text: string | null | undefined): StartScript | null {
  const value = (text ?? '').trim()
  if (value === '' || /^\/[\w./-]*$/.test(value)) return null
  if (/^(?:gs|https?|ftp):\/\/\S+$/i.test(value)) return { at, address: value.replace(objectUrl, 'gs://'), pipedDownloads: [] }
  return { at, address: null, pipedDownloads: pipedDownloads(value) }
}

/** Scripts come `built-by` the bucket they lie in. */
export function scriptEdges(scripts: readonly StartScript[], via: string): (Edge | null)[] {
  return scripts.map(({ address }) => toBucket('built-by', address, via))
}

// An object's web address means the same as its `gs://` one.
const objectUrl = /^https:\/\/storage\.(?:googleapis|cloud\.google)\.com\//i

/** `line 3`, … for each command that runs what a server sends. */
function pipedDownloads(script: string): string[] {
  return [...commandsIn(script)].flatMap(({ line, command }) => (pipesDownload(command) || substitutesDownload(command) ? [`line ${line}`] : []))
}
