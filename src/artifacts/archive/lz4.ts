// LZ4 frames (github.com/lz4/lz4, doc/lz4_Frame_format.md), as joblib writes them.
import type { Budget } from '../limits.js'
import { Stopped } from '../unread.js'
import type { Feed } from './feed.js'

const history = 65_536

/** Frames one after the other are one content; skippable ones are skipped. */
export async function* unlz4(feed: Feed, budget: Budget): AsyncGenerator<Uint8Array, void> {
  for (let frames = 0; ; frames++) {
    budget.tick()
    await feed.fill(4)
    if (frames > 0 && feed.data.length - feed.at < 4) return
    const magic = u32(feed.data, feed.at)
    if ((magic & 0xff_ff_ff_f0) >>> 0 === 0x18_4d_2a_50) {
      feed.at += 4
      let rest = u32(await feed.take(4), 0)
      while (rest > 0) {
        const some = Math.min(rest, 65_536)
        await feed.take(some)
        rest -= some
      }
    } else if (magic === 0x18_4d_22_04) {
      feed.at += 4
      yield* frame(feed, budget)
    } else if (frames > 0) return
    else throw new Stopped('malformed', 'is no LZ4 frame', 0)
  }
}

async function* frame(feed: Feed, budget: Budget): AsyncGenerator<Uint8Array, void> {
  const [flags = 0, sizes = 0] = await feed.take(2)
  if (flags >> 6 !== 1) throw new Stopped('malformed', 'an LZ4 frame of another version', feed.offset)
  if ((flags & 8) !== 0) await feed.take(8)
  if ((flags & 1) !== 0) throw new Stopped('unsupported', 'an LZ4 frame with a dictionary', feed.offset)
  await feed.take(1)
  const most = [65_536, 262_144, 1_048_576, 4_194_304][((sizes >> 4) & 7) - 4]
  if (most === undefined) throw new Stopped('malformed', 'an LZ4 frame without a block size', feed.offset)
  const linked = (flags & 32) === 0
  const out = new Uint8Array(history + most)
  let kept = 0
  for (;;) {
    budget.tick()
    const size = u32(await feed.take(4), 0)
    if (size === 0) break
    const length = size & 0x7f_ff_ff_ff
    // A little more than the block's most, for data that does not shrink.
    if (length > most + 65_536) throw new Stopped('malformed', 'an LZ4 block is larger than its frame allows', feed.offset)
    const data = await feed.take(length)
    let end = kept
    let fault: Stopped | null = null
    if (size >>> 31 === 1) {
      if (length > most) throw new Stopped('malformed', 'an LZ4 block is larger than its frame allows', feed.offset)
      out.set(data, kept)
      end += length
    } else {
      const done = block(data, out, kept, kept + most)
      end = done.end
      if (done.fault !== null) fault = new Stopped(done.fault, 'an LZ4 block is broken', feed.offset)
    }
    if (end > kept) yield out.slice(kept, end)
    if (fault !== null) throw fault
    if ((flags & 16) !== 0) await feed.take(4)
    if (linked) {
      const from = Math.max(0, end - history)
      out.copyWithin(0, from, end)
      kept = end - from
    }
  }
  if ((flags & 4) !== 0) {
    await feed.fill(4)
    feed.at = Math.min(feed.data.length, feed.at + 4)
  }
}

function block(data: Uint8Array, out: Uint8Array, start: number, limit: number): { end: number; fault: 'malformed' | 'truncated' | null } {
  let pos = start
  for (let at = 0; at < data.length;) {
    const token = data[at++] ?? 0
    let literals = token >> 4
    if (literals === 15) {
      let more = 255
      while (more === 255 && at < data.length) {
        more = data[at++] ?? 0
        literals += more
      }
    }
    if (literals > data.length - at || literals > limit - pos) return { end: pos, fault: 'malformed' }
    out.set(data.subarray(at, at + literals), pos)
    at += literals
    pos += literals
    if (at === data.length) return { end: pos, fault: null }
    const distance = (data[at] ?? 0) | ((data[at + 1] ?? 0) << 8)
    at += 2
    let length = (token & 15) + 4
    if (length === 19) {
      let more = 255
      while (more === 255 && at < data.length) {
        more = data[at++] ?? 0
        length += more
      }
    }
    if (distance === 0 || distance > pos || length > limit - pos) return { end: pos, fault: 'malformed' }
    for (const end = pos + length; pos < end; pos++) out[pos] = out[pos - distance] ?? 0
  }
  return { end: pos, fault: 'truncated' }
}

function u32(data: Uint8Array, at: number): number {
  return ((data[at] ?? 0) | ((data[at + 1] ?? 0) << 8) | ((data[at + 2] ?? 0) << 16) | ((data[at + 3] ?? 0) << 24)) >>> 0
}
