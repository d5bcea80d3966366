// Relations as two compressed-sparse-row tables over interned asset numbers: 5 numbers an edge, no objects.
import type { RelationType } from '../core/index.js'
import { relationTypes } from '../core/index.js'

/** One relation between two known assets, by number. */
export interface Link {
  from: number
  to: number
  type: RelationType
}

const typeNumbers: ReadonlyMap<string, number> = new Map(relationTypes.map((type, i) => [type, i]))

/** Neighbours of every asset in one direction. */
export class Csr {
  private constructor(
    private readonly start: Uint32Array,
    private readonly other: Uint32Array,
    private readonly kind: Uint8Array,
  ) {}

  /** Edges keep their order within an asset. */
  static of(assets: number, links: readonly Link[], direction: 'out' | 'in'): Csr {
    const start = new Uint32Array(assets + 1)
    for (const link of links) {
      const at = (direction === 'out' ? link.from : link.to) + 1
      start[at] = (start[at] ?? 0) + 1
    }
    for (let i = 1; i <= assets; i++) start[i] = (start[i] ?? 0) + (start[i - 1] ?? 0)
    const next = start.slice()
    const other = new Uint32Array(links.length)
    const kind = new Uint8Array(links.length)
    for (const link of links) {
      const here = direction === 'out' ? link.from : link.to
      const slot = next[here] ?? 0
      next[here] = slot + 1
      other[slot] = direction === 'out' ? link.to : link.from
      kind[slot] = typeNumbers.get(link.type) ?? 0
    }
    return new Csr(start, other, kind)
  }

  /** Numbers of the neighbours by relations of one type, or of any; an asset linked twice is told twice. */
  neighbours(asset: number, type?: RelationType): number[] {
    const found: number[] = []
    const wanted = type === undefined ? -1 : (typeNumbers.get(type) ?? -2)
    const end = this.start[asset + 1] ?? 0
    for (let i = this.start[asset] ?? 0; i < end; i++) {
      if (wanted === -1 || this.kind[i] === wanted) found.push(this.other[i] ?? 0)
    }
    return found
  }
}
