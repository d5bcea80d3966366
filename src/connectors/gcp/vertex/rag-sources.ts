// What the files of a RAG corpus were taken from, told once for each source and not for each file.
import type { aiplatform_v1beta1 } from 'googleapis/build/src/apis/aiplatform/v1beta1.js'
import { listOf, oneOf, shape, string, type Infer } from '../../../core/shape.js'
import { parseGsUri, said } from '../names.js'
import { foldersOf } from './folders.js'

export type RagFile = aiplatform_v1beta1.Schema$GoogleCloudAiplatformV1beta1RagFile

export const ragSourcesShape = listOf(shape({
  kind: oneOf('bucket', 'drive', 'slack', 'jira', 'sharepoint', 'upload', 'other'),
  /** `gs://bucket/folder/` of everything from one bucket, or the drive, channel, project or site; empty for uploads. */
  at: string,
}))
export type RagSource = Infer<typeof ragSourcesShape>[number]

export function ragSources(files: readonly RagFile[]): RagSource[] {
  const folders = foldersOf(files.flatMap(({ gcsSource }) => gcsSource?.uris ?? []))
  const others = new Map(files.flatMap(otherSources).map((source) => [`${source.kind} ${source.at}`, source]))
  return [...folders.map((at): RagSource => ({ kind: 'bucket', at })), ...[...others.values()].toSorted((a, b) => (`${a.kind} ${a.at}` < `${b.kind} ${b.at}` ? -1 : 1))]
}

function otherSources(file: RagFile): RagSource[] {
  if (file.gcsSource != null) return (file.gcsSource.uris ?? []).every((uri) => parseGsUri(uri) !== null) ? [] : [{ kind: 'other', at: '' }]
  // A folder's files name the folder, shared files themselves.
  if (file.googleDriveSource != null) return at('drive', (file.googleDriveSource.resourceIds ?? []).map((one) => one.resourceType === 'RESOURCE_TYPE_FOLDER' ? one.resourceId : ''))
  if (file.slackSource != null) return at('slack', (file.slackSource.channels ?? []).flatMap(({ channels }) => (channels ?? []).map(({ channelId }) => channelId)))
  if (file.jiraSource != null) return at('jira', (file.jiraSource.jiraQueries ?? []).map(({ serverUri }) => serverUri))
  if (file.sharePointSources != null) return at('sharepoint', (file.sharePointSources.sharePointSources ?? []).map(({ sharepointSiteName }) => sharepointSiteName))
  return [{ kind: file.directUploadSource != null ? 'upload' : 'other', at: '' }]
}

function at(kind: RagSource['kind'], places: readonly (string | null | undefined)[]): RagSource[] {
  return places.length === 0 ? [{ kind, at: '' }] : places.map((place) => ({ kind, at: said(place) ?? '' }))
}
