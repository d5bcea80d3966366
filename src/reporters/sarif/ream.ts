// Results of the runs, written once and held small until their runs are written: what an upload has no room for is known then.
import { gunzipSync, gzipSync } from 'node:zlib'

/** Results are compressed together up to this many characters: the sum is a little more than the whole would be, never less. */
const pageLength = 256 * 1024
/** Twice as fast as the uploaders' own, and a tenth larger: again more than the whole will be, never less. */
const options = { level: 3 }

/** The room that all runs of a file have together. */
export class Scale {
  /** `room`: bytes that are left. */
  constructor(public room: number) {}

  /** Whether there is room for as many bytes; if so, it is taken. */
  takes(bytes: number): boolean {
    if (bytes > this.room) return false
    this.room -= bytes
    return true
  }
}

export function weightOf(text: string): number {
  return gzipSync(text, options).length
}

export type Sort = 'findings' | 'unknowns'

/** The results of one run. */
export class Ream {
  /** Results that have a place. */
  readonly counts: Record<Sort, number> = { findings: 0, unknowns: 0 }
  private readonly pages: Uint8Array[] = []
  private held: string[] = []
  private length = 0
  private waiting: Record<Sort, number> = { findings: 0, unknowns: 0 }

  constructor(private readonly scale: Scale) {}

  /** False when there is no room for more. */
  add(sort: Sort, text: string): boolean {
    this.held.push(text)
    this.length += text.length
    this.waiting[sort]++
    return this.length < pageLength || this.settle()
  }

  /** Whether what was added since the last time has a place. */
  settle(): boolean {
    if (this.held.length === 0) return true
    const page = gzipSync(this.held.join(',\n'), options)
    const hasPlace = this.scale.takes(page.length)
    if (hasPlace) {
      this.pages.push(page)
      this.counts.findings += this.waiting.findings
      this.counts.unknowns += this.waiting.unknowns
    }
    this.held = []
    this.length = 0
    this.waiting = { findings: 0, unknowns: 0 }
    return hasPlace
  }

  /** Results as JSON, several in a piece, with commas between them. */
  *pieces(): Generator<string> {
    for (const page of this.pages) yield gunzipSync(page).toString('utf8')
  }
}
