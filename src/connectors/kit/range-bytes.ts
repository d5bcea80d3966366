// Bytes of an object in a store: fetched by ranges, kept in pages, and always of the one version that was seen first.
import type { Bytes } from '../../artifacts/bytes.js'
import { Stopped } from '../../artifacts/unread.js'
import type { Answer, GapMark } from './collector.js'

/** What a request for a range gave. */
export interface Range {
  bytes: Uint8Array
  /** Where the bytes stand in the object, and how large that is, as the store says. */
  from: number
  size: number
  /** Names the version that they are of, such as an ETag. */
  tag: string | null
}

export interface RangedObject {
  size: number
  /** Version that every answer must be of. */
  tag: string | null
  /** One request. `null`: the object is gone, or no longer of that version. */
  fetch(from: number, length: number): Promise<Answer<Range | null>>
  /** The gap for what the store did answer and what cannot be used. */
  gap(message: string): GapMark
}

const page = 2 ** 18
/** Of one object, in memory. */
const pagesKept = 2 ** 24 / page
/** Of one request. */
const pagesAtOnce = 2 ** 23 / page
/** Read ahead of whoever reads on from where the last request ended. */
const pagesAhead = 2 ** 22 / page
/** Of one object, over the network: beyond that it costs more than a look at it is worth. */
const bytesFetched = 64 * 2 ** 20
export const tooMuch = `more than ${bytesFetched / 2 ** 20} MB of it would have to be fetched`
/** Of one read: what a single object may hold in memory. */
const atMost = 64 * 2 ** 20

export class RangeBytes implements Bytes {
  readonly size: number
  /** Milliseconds spent waiting for the store. */
  waited = 0
  /** Bytes that came over the network. */
  fetched = 0
  requests = 0
  /** More was asked for than is fetched of one object. */
  cut = false
  /** Why the bytes cannot be had, once that is so. */
  gap: GapMark | undefined
  private readonly pages = new Map<number, Uint8Array>()
  private lost: Stopped | undefined
  /** First page after the last request, and how far the next one reads ahead. */
  private next = -1
  private ahead = 1
  private turn: Promise<unknown> = Promise.resolve()

  /** `within`: the object whose reading asks for this one, and ends in a gap with it. */
  constructor(private readonly object: RangedObject, private readonly within?: RangeBytes) {
    this.size = object.size
  }

  read(offset: number, length: number): Uint8Array | Promise<Uint8Array> {
    const wanted = offset < 0 ? 0 : Math.max(0, Math.min(length, this.size - offset))
    if (wanted === 0) return new Uint8Array(0)
    if (wanted > atMost) throw new Stopped('limit', `more than ${atMost / 2 ** 20} MB of it would have to be held at once`)
    const first = Math.floor(offset / page)
    const last = Math.floor((offset + wanted - 1) / page)
    if (first === last) {
      const kept = this.kept(first)
      if (kept !== undefined) return kept.subarray(offset - first * page, offset - first * page + wanted)
    }
    // One after another: two readers of one object would fetch the same pages twice.
    const gathered = this.turn.then(() => this.gather(offset, wanted, last))
    this.turn = gathered.catch(() => undefined)
    return gathered
  }

  private async gather(offset: number, length: number, last: number): Promise<Uint8Array> {
    const into = new Uint8Array(length)
    for (let filled = 0; filled < length;) {
      const at = Math.floor((offset + filled) / page)
      const bytes = this.kept(at) ?? await this.fetch(at, last)
      const from = offset + filled - at * page
      const part = bytes.subarray(from, from + length - filled)
      into.set(part, filled)
      filled += part.length
    }
    return into
  }

  private kept(at: number): Uint8Array | undefined {
    const bytes = this.pages.get(at)
    if (bytes !== undefined) {
      // The one used last goes last.
      this.pages.delete(at)
      this.pages.set(at, bytes)
    }
    return bytes
  }

  /** Fetches a page, those after it that are wanted, too, and some more where the object is read from front to back. */
  private async fetch(at: number, last: number): Promise<Uint8Array> {
    if (this.lost !== undefined) throw this.lost
    this.ahead = at === this.next ? Math.min(this.ahead * 2, pagesAhead) : 1
    const end = Math.min(Math.max(last + 1, at + this.ahead), at + pagesAtOnce, Math.ceil(this.size / page))
    let until = at + 1
    while (until < end && !this.pages.has(until)) until += 1
    const from = at * page
    const left = Math.floor((bytesFetched - this.fetched) / page) * page
    const length = Math.min(until * page, this.size, from + left) - from
    if (length <= 0) {
      this.cut = true
      throw new Stopped('limit', tooMuch)
    }
    const bytes = await this.request(from, length)
    this.next = Math.ceil((from + length) / page)
    for (let start = 0; start < length; start += page) this.keep((from + start) / page, bytes.subarray(start, start + page))
    return bytes.subarray(0, page)
  }

  private keep(at: number, bytes: Uint8Array): void {
    this.pages.set(at, bytes)
    for (const oldest of this.pages.keys()) {
      if (this.pages.size <= pagesKept) return
      this.pages.delete(oldest)
    }
  }

  private async request(from: number, length: number): Promise<Uint8Array> {
    this.requests += 1
    const begun = performance.now()
    const answer = await this.object.fetch(from, length)
    this.wait(performance.now() - begun)
    if (!answer.ok) throw this.lose(answer.gap, 'its bytes could not be read')
    if (answer.value === null) throw this.unusable('was changed or deleted while it was read')
    const { bytes, from: start, size, tag } = answer.value
    this.fetched += bytes.length
    if (size !== this.size || tag !== this.object.tag) throw this.unusable('was changed while it was read')
    if (start !== from || bytes.length !== length) throw this.unusable(`${bytes.length} bytes came from byte ${start} on where ${length} from byte ${from} on were asked for`)
    return bytes
  }

  private wait(milliseconds: number): void {
    this.waited += milliseconds
    this.within?.wait(milliseconds)
  }

  private unusable(why: string): Stopped {
    return this.lose(this.object.gap(why), why)
  }

  /** Asked once is enough: what is denied now is denied for every other range. */
  private lose(gap: GapMark, why: string): Stopped {
    this.gap = gap
    if (this.within !== undefined) this.within.gap ??= gap
    return (this.lost = new Stopped('unreadable', why))
  }
}

/** `bytes 0-1023/4096` as numbers; null for anything else, and for a range whose whole is not told. */
export function contentRange(header: string | null | undefined): { from: number; to: number; size: number } | null {
  const [, from, to, size] = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(header ?? '') ?? []
  return from === undefined ? null : { from: Number(from), to: Number(to), size: Number(size) }
}
