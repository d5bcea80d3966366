// What a format of files is: how it is recognised, what is read of it, and which properties come out.
import type { Kind, RelationType } from '../core/index.js'
import type { Infer, RecordShape, Shape } from '../core/shape.js'
import type { Bytes } from './bytes.js'
import type { Budget } from './limits.js'
import type { Unread } from './unread.js'

/** The first look at a file, enough to tell most formats. */
export interface Head {
  /** The first 4,096 bytes, or all there are. */
  bytes: Uint8Array
  /** Bytes in all. */
  size: number
  /** Last part of the path, as it is written. */
  name: string
  /** Extension in small letters, with its dot; empty if there is none. */
  extension: string
}

/** A file that stands near the one being read, within the scanned root. */
export interface Beside {
  /** Relative to the scanned root. */
  path: string
  bytes: Bytes
  /** A symbolic link somewhere on the way to it. */
  linked: boolean
  /** Names of the same file on disk; 1 for most. */
  hardLinks: number
}

/** A file while it is being read. */
export interface Opened extends Head {
  content: Bytes
  /** Relative to the scanned root; within archives after a `!/`. */
  path: string
  budget: Budget
  /** How many archives it stands in. */
  depth: number
  /** What could not be read; readers add to it. */
  unread: Unread[]
  /** Looks into something that is contained in this file, as a file of its own: `path!/member`. */
  contains(member: string, content: Bytes): Promise<void>
  /**
   * A file named by this one, by a path relative to its folder. `outside`: the path leaves the scanned root, or a link on
   * the way does; `null`: there is none. Never opens what is outside.
   */
  beside(path: string): Promise<Beside | 'outside' | null>
}

export interface ReadEdge {
  type: RelationType
  target: string
  to: string
  via?: string
}

export interface Reading<P> {
  /** Declared properties. A list of signs that is empty here is a gap as soon as anything was left unread. */
  props: P
  edges?: ReadEdge[]
}

export interface Format<P extends RecordShape<Record<string, Shape>> = RecordShape<Record<string, Shape>>> {
  /** Asset type, such as `artifact.gguf`. */
  type: string
  kind: Kind
  /** Properties of its own, beside those that every file has (`fileShape`). */
  props: P
  relates?: Partial<Record<RelationType, readonly string[]>>
  /**
   * How sure it is of a file: 0 not at all; 1 the name alone; 2 a structure that others may have, too; 3 a magic number or
   * a structure that is its own. The surest format reads the file; of equals, the one first in the alphabet. Looks at no
   * more than the head and must be quick: it is asked about every file.
   */
  recognise(head: Head): 0 | 1 | 2 | 3
  /**
   * A second look, for formats that the head alone cannot tell (a zip is many things): asked of formats in the same order
   * after `recognise` said 2 or more, false passes the file on to the next.
   */
  confirm?(file: Opened): Promise<boolean>
  read(file: Opened): Promise<Reading<Infer<P>>>
}

// oxlint-disable-next-line typescript/no-explicit-any -- the one place where formats of different shapes meet
export type AnyFormat = Format<any>

export function format<P extends RecordShape<Record<string, Shape>>>(one: Format<P>): Format<P> {
  return one
}
