// Relations to the model files below an address, out of a list of what lies there.
import type { RelationType } from '../../core/index.js'
import type { Answer, Call, Calls, Edge, GapMark, Held, SharedCtx, UnreadEdges } from './collector.js'
import { filesLookedInto, isModelFile } from './model-files.js'

export interface StoredFolder {
  type: RelationType
  via: string
  /** Type of the objects. */
  target: string
  idOf: (path: string) => string
  /** `s3://bucket/folder/`, for people. */
  uri: string
  /** Paths of all that lies there. */
  listed: Answer<readonly string[]>
  /** The call that listed them. */
  call: Call
}

/** What of a collector's context takes it to objects. */
export interface TowardsObjects {
  with: ReadonlySet<string>
  held: Held | undefined
  hides: (gap: GapMark, type: string) => void
  gap: SharedCtx<Calls>['gap']
}

/** A folder that cannot be listed, or holds too many files, hides objects, and files of any type in them. */
export function toFilesBelow({ type, via, target, idOf, uri, listed, call }: StoredFolder, { held, hides, gap }: TowardsObjects): (Edge | UnreadEdges)[] {
  const hidden = (mark: GapMark): UnreadEdges => {
    hides(mark, target)
    held?.unlisted(mark)
    return { type, unread: mark }
  }
  if (!listed.ok) return [hidden(listed.gap)]
  const paths = listed.value.filter(isModelFile)
  const edges: (Edge | UnreadEdges)[] = paths.slice(0, filesLookedInto).map((path) => ({ type, target, to: idOf(path), via }))
  if (paths.length > filesLookedInto) edges.push(hidden(gap(call, 'unsupported', `${uri} holds more than ${filesLookedInto} files of models: the rest is not looked into`)))
  return edges
}
