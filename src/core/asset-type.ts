// What is known of an asset type before any asset of it was read.
import type { Kind, RelationType } from './vocabulary.js'
import type { ShapeNode } from './shape.js'

export interface AssetType {
  /** `<provider>.<service>.<noun_in_snake_case>` */
  type: string
  kind: Kind
  /** Declared properties. */
  props: { is: 'record'; fields: Record<string, ShapeNode> }
  /** Outgoing relations an asset of this type may have, and the types they point at. */
  relates: Partial<Record<RelationType, readonly string[]>>
  /** False for what is only read when something refers to it. */
  listed?: boolean
  /** Not collected unless asked for by `--with <word>`. */
  with?: string
  /** What it holds may be files of any type. */
  holdsFiles?: true
}

/** Types of what is a file: whoever keeps files has them. */
const fileFamilies: ReadonlySet<string> = new Set(['artifact', 'dataset', 'notebook', 'code', 'hub'])

/** Whether a type is one of files, wherever they lie. */
export function isFileType(type: string): boolean {
  return fileFamilies.has(type.split('.', 1)[0] ?? '')
}

/** The provider that emits a type of its own accord. */
export function providerOf(type: string): string {
  return isFileType(type) ? 'local' : type.split('.', 1)[0] ?? ''
}

export type AssetTypes = ReadonlyMap<string, AssetType>
