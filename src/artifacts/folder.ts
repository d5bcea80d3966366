// What a folder of files is as a whole: a model with its weights, its configuration and its signature, or a dataset.
import type { Kind, RelationType } from '../core/index.js'
import type { Infer, RecordShape, Shape } from '../core/shape.js'
import type { Beside, Reading } from './format.js'
import type { Found } from './inspect.js'
import type { Digests } from './signature/digests.js'
import type { Trust } from './signature/verification.js'
import type { Unread } from './unread.js'

/** A file in a folder or below it. */
export interface FolderFile extends Beside {
  /** Relative to the folder, with forward slashes. */
  name: string
}

/** A link that leads out of the scanned root, and is not followed. */
export interface Escape {
  /** Relative to the folder. */
  name: string
  target: string
}

export interface Folder {
  /** Relative to the scanned root; `.` for the root itself. */
  path: string
  /** Every file in it and below it, in the order of their names; those of folders that are themselves models left out. */
  files: readonly FolderFile[]
  /** Second names of files that are in the scanned folder anyway: symbolic links. */
  links: readonly FolderFile[]
  /** Names, relative to the folder, of what cannot be read, and links that lead out. */
  unreadable: readonly string[]
  escapes: readonly Escape[]
  /** What inspection found in a file of it, by the file's name; what is contained in the file comes after it. */
  found(name: string): readonly Found[]
  /** For summaries: what the other folders came to. */
  folders: readonly Found[]
  /** The file of that name in the folder. */
  file(name: string): FolderFile | undefined
  /** What could not be read; readers add to it. */
  unread: Unread[]
  /** Whose signatures count. */
  trust: Trust
  now: Date
  /** Digests of its files by name, computed once for all who ask. */
  digests: Digests
}

export interface FolderFormat<P extends RecordShape<Record<string, Shape>> = RecordShape<Record<string, Shape>>> {
  /** Asset type, such as `artifact.repo`. */
  type: string
  kind: Kind
  props: P
  relates?: Partial<Record<RelationType, readonly string[]>>
  /** Whether this folder, by the names in it and what was found there, is one. Quick: asked of every folder. */
  recognise(folder: FolderGlance): boolean
  /** Read after all others, of the scanned folder as a whole, and given what they came to. */
  isSummary?: true
  /** Whether everything below belongs to it, such as the parts of a pipeline: folders in it are then none of their own. */
  holds?(folder: FolderGlance): boolean
  /** Null where a second look shows that it is none. */
  read(folder: Folder): Promise<Reading<Infer<P>> | null>
}

/** The first look at a folder: only what is directly in it. */
export interface FolderGlance {
  path: string
  /** Last part of the path. */
  name: string
  names: ReadonlySet<string>
  /** Types of what was found in files that are directly in it. */
  types: ReadonlySet<string>
}

// oxlint-disable-next-line typescript/no-explicit-any -- the one place where folders of different shapes meet
export type AnyFolderFormat = FolderFormat<any>

export function folderFormat<P extends RecordShape<Record<string, Shape>>>(one: FolderFormat<P>): FolderFormat<P> {
  return one
}
