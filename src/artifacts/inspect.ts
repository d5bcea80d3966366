// Looks into one file: finds out by its content what it is, has the format's reader read it, and everything contained in it.
import type { Json, Kind } from '../core/index.js'
import { listOf, nullable, number, shape, string, type ShapeNode } from '../core/shape.js'
import type { Bytes } from './bytes.js'
import { fileFacts, fileFields } from './file-facts.js'
import type { AnyFormat, Beside, Head, Opened, ReadEdge } from './format.js'
import { Budget, type Limits } from './limits.js'
import { Stopped, type Unread } from './unread.js'

/** A file as its keeper hands it over. */
export interface Source {
  /** Relative to the scanned root, with forward slashes. */
  path: string
  content: Bytes
  beside: Opened['beside']
}

/** One thing that was found: a file, or something contained in one (`outer.zip!/inner.pkl`). */
export interface Found {
  type: string
  kind: Kind
  path: string
  size: number
  /** Properties of the format and of every file; null when nothing could be read of it. */
  props: Record<string, Json> | null
  edges: ReadEdge[]
  unread: Unread[]
  /** The file it is or stands in, from the top of the repository, where there is one. */
  file?: string
  /** A folder, and not a file. */
  isFolder?: true
  /** A mistake of ours that the file brought out. */
  bug?: unknown
}

const headLength = 4096
/** Names of files within files that are kept. */
const longestPath = 1024

export class Inspector {
  private readonly formats: readonly AnyFormat[]

  constructor(formats: readonly AnyFormat[], private readonly limits: Limits, private readonly now: () => number) {
    this.formats = formats.toSorted((a, b) => (a.type < b.type ? -1 : 1))
  }

  /** Everything of ours in a file; nothing where it is no file of ours. */
  async inspect(source: Source): Promise<Found[]> {
    const found: Found[] = []
    await this.look(source, { budget: new Budget(this.limits, this.now), depth: 0, found })
    return found
  }

  private async look(source: Source, within: { budget: Budget; depth: number; found: Found[] }): Promise<void> {
    const { content, path } = source
    let head: Head
    try {
      const bytes = await content.read(0, Math.min(headLength, content.size))
      // Only now: a packed member may turn out shorter than it was said to be.
      head = headOf(path, content.size, bytes)
    } catch (error) {
      if (!(error instanceof Stopped)) throw error
      // What it is nobody knows: the format that takes the unknown says so.
      head = headOf(path, content.size, new Uint8Array(0))
    }
    const chosen = this.candidates(head)
    if (chosen.length === 0) return
    const names = new Map<string, number>()
    const file: Opened = {
      ...head, content, path, budget: within.budget, depth: within.depth, unread: [], beside: (other) => source.beside(other),
      contains: async (member, inner) => {
        if (within.depth + 1 > this.limits.depth) {
          file.unread.push({ reason: 'limit', what: `is nested more than ${this.limits.depth} deep`, member })
          return
        }
        // Readers of archives differ in which of two members of one name they take: each is looked into.
        const nth = (names.get(member) ?? 0) + 1
        names.set(member, nth)
        const inside = `${path}!/${member}`.slice(0, longestPath) + (nth === 1 ? '' : `#${nth}`)
        await this.look({ path: inside, content: inner, beside: noneBeside }, { ...within, depth: within.depth + 1 })
      },
    }
    const place = within.found.length
    const one = await this.read(chosen, file)
    // What a file is stands before what is in it.
    if (one !== null && (within.found.length > place || !isEmptyArchive(one))) within.found.splice(place, 0, one)
  }

  /** Formats that claim the file, the surest first. */
  private candidates(head: Head): AnyFormat[] {
    const claims: { format: AnyFormat; sure: number }[] = []
    for (const format of this.formats) {
      const sure = format.recognise(head)
      if (sure > 0) claims.push({ format, sure })
    }
    return claims.toSorted((a, b) => b.sure - a.sure).map(({ format }) => format)
  }

  private async read(candidates: readonly AnyFormat[], file: Opened): Promise<Found | null> {
    for (const format of candidates) {
      const one: Found = { type: format.type, kind: format.kind, path: file.path, size: file.size, props: null, edges: [], unread: file.unread }
      try {
        if (format.confirm !== undefined && !(await format.confirm(file))) continue
        const { props, edges } = await format.read(file)
        one.edges = edges ?? []
        // A format's own properties are what its shape says; the kit holds every asset against it.
        one.props = { ...(format.kind === 'artifact' && await fileFacts(file, format.type)), ...(props as Record<string, Json>) }
      } catch (error) {
        if (error instanceof Stopped) file.unread.push(error.at(''))
        else one.bug = error
      }
      return one
    }
    return null
  }
}

function headOf(path: string, size: number, bytes: Uint8Array): Head {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
  const dot = name.lastIndexOf('.')
  return { bytes, size, name, extension: dot <= 0 ? '' : name.slice(dot).toLowerCase() }
}

/** Nothing of ours is in it, and nothing is wrong with it: an archive like any other. */
function isEmptyArchive({ type, props, unread, bug }: Found): boolean {
  if (type !== 'artifact.archive' || props === null || unread.length > 0 || bug !== undefined) return false
  return Object.values(props).every((value) => !Array.isArray(value) || value.length === 0) && props['nonstandard'] === null && props['mismatch'] === null
}

function noneBeside(): Promise<Beside | 'outside' | null> {
  return Promise.resolve(null)
}

/** What is said of every file, whatever it is. */
export const foundFields = {
  /** Relative to the scanned root; within archives after a `!/`. */
  path: string,
  /** Bytes. */
  size: number,
  /** In hexadecimal; null where its bytes were not read as a whole. */
  sha256: nullable(string),
  /** What could not be read of it. */
  unread: listOf(shape({ reason: string, what: string, member: string })),
}

/** Properties that every found file of this format has. */
export function fieldsOf(format: AnyFormat): Record<string, ShapeNode> {
  const own: Record<string, ShapeNode> = format.props.fields
  return { ...foundFields, ...(format.kind === 'artifact' && fileFields), ...own }
}
