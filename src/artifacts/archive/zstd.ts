// Zstandard frames (RFC 8878). Our own decoder: that of fzstd 0.1.1 does not return from some blocks.
import type { Budget } from '../limits.js'
import { Stopped } from '../unread.js'
import type { Feed } from './feed.js'
import { Blocks, mostBlock } from './zstd-block.js'

/** Larger windows are never written without being asked for (`--long`). */
const mostWindow = 64 * 2 ** 20

/** Frames one after the other are one content; skippable ones are skipped. */
export async function* unzstd(feed: Feed, budget: Budget): AsyncGenerator<Uint8Array, void> {
  for (let frames = 0; ; frames++) {
    budget.tick()
    await feed.fill(4)
    if (frames > 0 && feed.data.length - feed.at < 4) return
    const magic = number(feed.data.subarray(feed.at, feed.at + 4))
    if (magic - (magic % 16) === 0x18_4d_2a_50) {
      feed.at += 4
      for (let rest = number(await feed.take(4)); rest > 0; rest -= 65_536) await feed.take(Math.min(rest, 65_536))
    } else if (magic === 0xfd_2f_b5_28) yield* frame(feed, budget)
    else if (frames > 0) return
    else throw new Stopped('malformed', 'is no Zstandard frame', 0)
  }
}

async function* frame(feed: Feed, budget: Budget): AsyncGenerator<Uint8Array, void> {
  const { window, checksum } = await frameHeader(feed)
  const blocks = new Blocks(window)
  for (let last = false; !last;) {
    budget.tick()
    const word = number(await feed.take(3))
    last = (word & 1) === 1
    const type = (word >> 1) & 3
    const size = word >> 3
    if (type === 3 || size > mostBlock) throw new Stopped('malformed', 'a Zstandard block that cannot be', feed.offset)
    const body = await feed.take(type === 1 ? 1 : size)
    let fault: Stopped | null = null
    try {
      if (type === 0) blocks.copy(body)
      else if (type === 1) blocks.repeat(body[0] ?? 0, size)
      else blocks.compressed(body)
    } catch (error) {
      if (!(error instanceof Stopped)) throw error
      fault = new Stopped(error.reason, error.what, feed.offset)
    }
    const came = blocks.give()
    if (came.length > 0) yield came
    if (fault !== null) throw fault
  }
  if (checksum) await feed.take(4)
}

async function frameHeader(feed: Feed): Promise<{ window: number; checksum: boolean }> {
  const start = await feed.take(5)
  const flags = start[4] ?? 0
  const single = (flags & 32) !== 0
  const dictionary = [0, 1, 2, 4][flags & 3] ?? 0
  const sizeLength = flags >> 6 === 0 ? (single ? 1 : 0) : 1 << (flags >> 6)
  const rest = await feed.take((single ? 0 : 1) + dictionary + sizeLength)
  const at = single ? 0 : 1
  if (number(rest.subarray(at, at + dictionary)) !== 0) throw new Stopped('unsupported', 'Zstandard with a dictionary', feed.offset)
  const exponent = rest[0] ?? 0
  const size = number(rest.subarray(at + dictionary)) + (sizeLength === 2 ? 256 : 0)
  const window = single ? size : 2 ** (10 + (exponent >> 3)) * (1 + (exponent & 7) / 8)
  if (window > mostWindow) throw new Stopped('unsupported', `Zstandard with a window of ${Math.round(window / 2 ** 20)} MB`, feed.offset)
  return { window: Math.max(window, 1024), checksum: (flags & 4) !== 0 }
}

function number(bytes: Uint8Array): number {
  return bytes.reduceRight((value, byte) => value * 256 + byte, 0)
}
