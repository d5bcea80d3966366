// The .xz file (tukaani.org/xz/xz-file-format.txt): streams of blocks, each LZMA2 behind filters.
import type { Budget } from '../limits.js'
import { Stopped } from '../unread.js'
import type { Feed } from './feed.js'
import { lzma2 } from './lzma.js'

const checkSizes = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64]
const magic = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]

export async function* unxz(feed: Feed, budget: Budget): AsyncGenerator<Uint8Array, void> {
  for (let streams = 0; ; streams++) {
    await feed.fill(12)
    while (streams > 0 && feed.data.length - feed.at >= 4 && feed.data.subarray(feed.at, feed.at + 4).every((byte) => byte === 0)) {
      feed.at += 4
      await feed.fill(12)
    }
    const starts = magic.every((byte, i) => feed.data[feed.at + i] === byte)
    if (!starts && streams > 0) return
    if (!starts) throw new Stopped('malformed', 'is no xz stream', 0)
    const header = await feed.take(12)
    const check = checkSizes[(header[7] ?? 0) & 15] ?? 0
    while (await hasBlock(feed)) {
      budget.tick()
      const start = feed.offset
      const dictionary = await blockHeader(feed)
      const data = feed.offset
      yield* lzma2(feed, budget, dictionary)
      await feed.take((4 - ((feed.offset - data) % 4)) % 4)
      await feed.take(check)
      if (feed.offset <= start) return
    }
    await skipIndex(feed, budget)
    await feed.take(12)
  }
}

async function hasBlock(feed: Feed): Promise<boolean> {
  await feed.fill(1)
  return feed.data[feed.at] !== 0
}

/** The dictionary's size, which is all that LZMA2 has to say. */
async function blockHeader(feed: Feed): Promise<number> {
  const first = await feed.take(1)
  const header = (await feed.take((((first[0] ?? 0) + 1) * 4) - 1)).slice()
  const flags = header[0] ?? 0
  let at = 1
  const vli = (): number => {
    let value = 0
    for (let i = 0; i < 9; i++) {
      const byte = header[at++] ?? 0
      value += (byte & 127) * 2 ** (7 * i)
      if (byte < 128) break
    }
    return value
  }
  if ((flags & 0x40) !== 0) vli()
  if ((flags & 0x80) !== 0) vli()
  const filter = vli()
  if ((flags & 3) !== 0 || filter !== 0x21) throw new Stopped('unsupported', `an xz block with filter 0x${filter.toString(16)}`, feed.offset)
  vli()
  const bits = header[at] ?? 0
  return bits >= 40 ? 2 ** 32 : (2 | (bits & 1)) * 2 ** ((bits >> 1) + 11)
}

async function skipIndex(feed: Feed, budget: Budget): Promise<void> {
  const start = feed.offset
  await feed.take(1)
  const vli = async (): Promise<number> => {
    let value = 0
    for (let i = 0; i < 9; i++) {
      const byte = (await feed.take(1))[0] ?? 0
      value += (byte & 127) * 2 ** (7 * i)
      if (byte < 128) break
    }
    return value
  }
  const records = await vli()
  for (let i = 0; i < records; i++) {
    if (i % 1024 === 0) budget.tick()
    await vli()
    await vli()
  }
  await feed.take((4 - ((feed.offset - start) % 4)) % 4)
  await feed.take(4)
}
