// Compressed streams by their magic numbers, and the decoder of each.
import type { Budget } from '../limits.js'
import { Stopped } from '../unread.js'
import { bunzip2 } from './bzip2.js'
import { Feed } from './feed.js'
import { Inflater } from './inflate.js'
import { unlz4 } from './lz4.js'
import { unlzma } from './lzma.js'
import { unxz } from './xz.js'
import { unzstd } from './zstd.js'

export type Coding = 'gzip' | 'zlib' | 'deflate' | 'bzip2' | 'xz' | 'lzma' | 'lz4' | 'zstd'

/** Gives what comes out, piece by piece, and throws `Stopped` after the last piece before a fault. */
export type Decoder = (feed: Feed, budget: Budget) => AsyncGenerator<Uint8Array, void>

async function* inflated(feed: Feed, budget: Budget): AsyncGenerator<Uint8Array, void> {
  const inflater = new Inflater(feed, budget)
  for (let chunk = await inflater.next(); chunk !== null; chunk = await inflater.next()) yield chunk
}

/** RFC 1950. */
async function* zlib(feed: Feed, budget: Budget): AsyncGenerator<Uint8Array, void> {
  const header = await feed.take(2)
  if (((header[0] ?? 0) & 15) !== 8) throw new Stopped('malformed', 'is no zlib stream', 0)
  if (((header[1] ?? 0) & 32) !== 0) throw new Stopped('unsupported', 'a zlib stream with a preset dictionary', 0)
  yield* inflated(feed, budget)
  await feed.fill(4)
  feed.at = Math.min(feed.data.length, feed.at + 4)
}

/** RFC 1952: members one after the other are one content, as every loader has it. */
async function* gzip(feed: Feed, budget: Budget): AsyncGenerator<Uint8Array, void> {
  for (let member = 0; ; member++) {
    if (member > 0) {
      budget.tick()
      await feed.fill(2)
      // Python's gzip skips zeros between members and after the last.
      while (feed.data[feed.at] === 0) {
        feed.at++
        await feed.fill(2)
      }
      if (feed.data[feed.at] !== 0x1f || feed.data[feed.at + 1] !== 0x8b) return
    }
    const header = await feed.take(10)
    const flags = header[3] ?? 0
    if (header[0] !== 0x1f || header[1] !== 0x8b || header[2] !== 8) throw new Stopped('malformed', 'is no gzip stream', 0)
    if ((flags & 4) !== 0) {
      const length = await feed.take(2)
      await feed.take((length[0] ?? 0) | ((length[1] ?? 0) << 8))
    }
    for (const flag of [8, 16]) {
      if ((flags & flag) !== 0) while ((await feed.take(1))[0] !== 0) { /* the file's name, a comment */ }
    }
    if ((flags & 2) !== 0) await feed.take(2)
    yield* inflated(feed, budget)
    await feed.take(8)
  }
}

export const decoders: Record<Coding, Decoder> = { gzip, zlib, deflate: inflated, bzip2: bunzip2, xz: unxz, lzma: unlzma, lz4: unlz4, zstd: unzstd }

/** By magic number; raw deflate has none. */
export function codingOf(head: Uint8Array): Coding | null {
  const at = (...bytes: number[]): boolean => head.length >= bytes.length && bytes.every((byte, i) => head[i] === byte)
  if (at(0x1f, 0x8b, 8)) return 'gzip'
  if (at(0x42, 0x5a, 0x68) && (head[3] ?? 0) >= 0x31 && (head[3] ?? 0) <= 0x39 && (startsBlock(head) || endsStream(head))) return 'bzip2'
  if (at(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0)) return 'xz'
  if (at(0x04, 0x22, 0x4d, 0x18)) return 'lz4'
  if (at(0x28, 0xb5, 0x2f, 0xfd)) return 'zstd'
  // zlib has 16 bits of header: a method, a window, a level, and 31 divides them. Ordinary levels only, lest text match.
  if (head.length > 2 && head[0] === 0x78 && [0x01, 0x5e, 0x9c, 0xda].includes(head[1] ?? 0) && ((head[2] ?? 0) & 6) !== 6) return 'zlib'
  if (isLzmaAlone(head)) return 'lzma'
  return null
}

function startsBlock(head: Uint8Array): boolean {
  return head[4] === 0x31 && head[5] === 0x41 && head[6] === 0x59 && head[7] === 0x26 && head[8] === 0x53 && head[9] === 0x59
}

function endsStream(head: Uint8Array): boolean {
  return head[4] === 0x17 && head[5] === 0x72 && head[6] === 0x45 && head[7] === 0x38 && head[8] === 0x50 && head[9] === 0x90
}

/** The old .lzma file has no magic: its usual properties, a plausible dictionary, a size that is unknown or small. */
function isLzmaAlone(head: Uint8Array): boolean {
  if (head.length < 18 || head[0] !== 0x5d || head[13] !== 0) return false
  const view = new DataView(head.buffer, head.byteOffset, 13)
  const dictionary = view.getUint32(1, true)
  const unknown = view.getUint32(5, true) === 0xff_ff_ff_ff && view.getUint32(9, true) === 0xff_ff_ff_ff
  const power = dictionary >= 4096 && (dictionary & (dictionary - 1)) === 0
  return (power || dictionary === 0xff_ff_ff_ff) && (unknown || view.getUint32(9, true) < 256)
}
