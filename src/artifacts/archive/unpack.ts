// Decompression in bounded memory: what is small is held, what is large is measured once and then read again from the start.
import { slice, type Bytes } from '../bytes.js'
import type { Budget } from '../limits.js'
import { Stopped, type Unread, type UnreadReason } from '../unread.js'
import { decoders, type Coding, type Decoder } from './codings.js'
import { Feed } from './feed.js'

export { codingOf, type Coding } from './codings.js'

/** Bytes that are held of one unpacked content; more is unpacked anew whenever somebody steps back. */
export const mostHeld = 64 * 2 ** 20
/** What a step back may reach without unpacking anew. */
const window = 8 * 2 ** 20

/** Unpacking stopped before the end. What came out before stands: a loader that reads as it goes has run it by then. */
export class Cut extends Stopped {
  constructor(reason: UnreadReason, what: string, readonly before: Bytes, readonly bomb: boolean, offset?: number) {
    super(reason, what, offset)
  }
}

/** All of the content or, with a word in `unread`, as much as could be had of it. */
export async function asFarAsItGoes(unread: Unread[], member: string, open: () => Promise<Bytes>): Promise<Bytes | undefined> {
  try {
    return await open()
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    unread.push(error.at(member))
    return error instanceof Cut && error.before.size > 0 ? error.before : undefined
  }
}

/** Throws `Cut` where it stops early. Its size is exact. */
export async function unpacked(content: Bytes, coding: Coding, budget: Budget): Promise<Bytes> {
  return (await decoded(content, decoders[coding], budget)).bytes
}

/** `used`: bytes of the content up to the end of the compressed stream. */
export async function decoded(content: Bytes, decoder: Decoder, budget: Budget): Promise<{ bytes: Bytes; used: number }> {
  const feed = new Feed(content)
  const pieces = new Pieces()
  let total = 0
  let stopped: Stopped | null = null
  let bomb = false
  const { ratio, bombAbove } = budget.limits
  try {
    for await (const chunk of decoder(feed, budget)) {
      total += chunk.length
      if (total <= mostHeld) pieces.add(chunk)
      if (total > bombAbove && total > ratio * Math.max(1, feed.offset)) {
        bomb = true
        throw new Stopped('limit', `unpacks to more than ${ratio} times its size`)
      }
      budget.unpack(chunk.length)
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    stopped = error
  }
  const bytes = total <= mostHeld ? pieces : new Replay(content, decoder, total, budget)
  if (stopped === null) return { bytes, used: feed.offset }
  throw new Cut(stopped.reason, stopped.what, total <= mostHeld ? pieces : slice(pieces, 0, pieces.size), bomb, stopped.offset)
}

/** Whether going back in these bytes costs a new pass over all that is before. */
export function readsForward(bytes: Bytes): boolean {
  return bytes instanceof Replay
}

/** A copy at hand of bytes that are dear to read twice. */
export async function held(bytes: Bytes): Promise<Bytes> {
  const pieces = new Pieces()
  for (let at = 0; at < bytes.size;) {
    const chunk = await bytes.read(at, Math.min(2 ** 20, bytes.size - at))
    if (chunk.length === 0) throw new Stopped('truncated', 'ends early', at)
    pieces.add(chunk.slice())
    at += chunk.length
  }
  return pieces
}

/** What came out, in the pieces in which it came. */
class Pieces implements Bytes {
  size = 0
  private readonly starts: number[] = []
  private readonly chunks: Uint8Array[] = []

  add(chunk: Uint8Array): void {
    if (chunk.length === 0) return
    this.starts.push(this.size)
    this.chunks.push(chunk)
    this.size += chunk.length
  }

  read(offset: number, length: number): Uint8Array {
    const end = Math.min(this.size, offset + length)
    if (offset >= end) return new Uint8Array(0)
    let low = 0
    for (let high = this.starts.length - 1; low < high;) {
      const middle = (low + high + 1) >> 1
      if ((this.starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    const first = this.chunks[low] ?? new Uint8Array(0)
    const at = offset - (this.starts[low] ?? 0)
    if (at + (end - offset) <= first.length) return first.subarray(at, at + (end - offset))
    const joined = new Uint8Array(end - offset)
    for (let i = low; i < this.chunks.length && (this.starts[i] ?? 0) < end; i++) {
      const start = this.starts[i] ?? 0
      const part = (this.chunks[i] ?? first).subarray(Math.max(0, offset - start), end - start)
      joined.set(part, Math.max(0, start - offset))
    }
    return joined
  }
}

/** Content too large to hold: read forward with a window, and from the start again on a step back beyond it. */
class Replay implements Bytes {
  private chunks: AsyncGenerator<Uint8Array, void> | null = null
  private kept: { start: number; chunk: Uint8Array }[] = []
  private pos = 0
  private turn: Promise<unknown> = Promise.resolve()

  constructor(private readonly content: Bytes, private readonly decoder: Decoder, readonly size: number, private readonly budget: Budget) {}

  /** One reading after the other: they share the one decoder. */
  read(offset: number, length: number): Promise<Uint8Array> {
    const mine = this.turn.then(() => this.seek(offset, Math.min(this.size, offset + length)))
    this.turn = mine.catch(() => undefined)
    return mine
  }

  private async seek(offset: number, end: number): Promise<Uint8Array> {
    if (offset >= end) return new Uint8Array(0)
    const joined = new Uint8Array(end - offset)
    if (this.chunks === null || offset < (this.kept[0]?.start ?? this.pos)) {
      this.chunks = this.decoder(new Feed(this.content), this.budget)
      this.kept = []
      this.pos = 0
    }
    const copy = ({ start, chunk }: { start: number; chunk: Uint8Array }): void => {
      if (start >= end || start + chunk.length <= offset) return
      joined.set(chunk.subarray(Math.max(0, offset - start), end - start), Math.max(0, start - offset))
    }
    this.kept.forEach(copy)
    while (this.pos < end) {
      this.budget.tick()
      const { value, done } = await this.chunks.next()
      if (done === true) throw new Stopped('truncated', 'unpacks to less than at the first time', this.pos)
      const one = { start: this.pos, chunk: value }
      this.pos += value.length
      this.kept.push(one)
      while (this.pos - (this.kept[0]?.start ?? this.pos) > window + value.length) this.kept.shift()
      copy(one)
    }
    return joined
  }
}
