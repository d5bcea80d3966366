// What the stream asked to remember, by number. Millions of entries fit; beyond, only names are kept, and beyond that nothing.
import { Stopped } from '../unread.js'
import { forgotten, records, type Value } from './values.js'

const pageLength = 2 ** 14
/** Entries kept as they are (32 MB), and entries of which no more than the kind or name is kept (another 32 MB). */
const mostWhole = 2 ** 22
const mostShort = 2 ** 24
/** Entries at numbers beyond, which no pickler writes. */
const mostFar = 2 ** 16

export class Memo {
  private readonly pages: (Float64Array | undefined)[] = []
  private readonly short: (Uint16Array | undefined)[] = []
  private readonly far = new Map<number, Value>()
  /** Distinct entries: the number that MEMOIZE takes next. */
  count = 0

  /** Undefined where nothing was put. */
  get(index: number): Value | undefined {
    if (index < mostWhole) {
      const value = this.pages[index >>> 14]?.[index & (pageLength - 1)]
      return value === undefined || Number.isNaN(value) ? undefined : value
    }
    if (index >= mostShort) return this.far.get(index)
    const kept = this.short[index >>> 14]?.[index & (pageLength - 1)]
    if (kept === undefined || kept === 0) return undefined
    return kept === 65_535 ? forgotten : kept
  }

  put(index: number, value: Value): void {
    if (index < mostWhole) {
      const at = index & (pageLength - 1)
      let page = this.pages[index >>> 14]
      if (page === undefined || at >= page.length) page = this.page(index >>> 14, at)
      if (Number.isNaN(page[at] ?? 0)) this.count++
      page[at] = value
    } else if (index < mostShort) {
      const number = index >>> 14
      let page = this.short[number]
      if (page === undefined) this.short[number] = page = new Uint16Array(pageLength)
      const at = index & (pageLength - 1)
      if (page[at] === 0) this.count++
      // A name keeps its number; whatever else it is, it is forgotten. 0 says that nothing was put.
      page[at] = value > 0 && value < 65_535 && value < records ? value : 65_535
    } else {
      if (!this.far.has(index)) {
        if (this.far.size >= mostFar) throw new Stopped('limit', `remembers more than ${mostShort} values`)
        this.count++
      }
      this.far.set(index, value)
    }
  }

  /** Small files remember little: the first page grows, the others come whole. */
  private page(number: number, at: number): Float64Array {
    const before = this.pages[number]
    const length = number > 0 || at >= pageLength / 4 ? pageLength : Math.max(64, 2 ** Math.ceil(Math.log2(at + 1) + 1))
    const page = new Float64Array(length).fill(Number.NaN)
    if (before !== undefined) page.set(before)
    this.pages[number] = page
    return page
  }
}
