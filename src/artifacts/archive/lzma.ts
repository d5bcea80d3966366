// LZMA streams: the old .lzma file, the way zips and 7z hold it, and LZMA2 chunks.
import type { Budget } from '../limits.js'
import { Stopped } from '../unread.js'
import type { Feed } from './feed.js'
import { LzmaDecoder } from './lzma-decoder.js'

const piece = 65_536
/** One symbol takes less input than that. */
const margin = 64

/** The old file: properties, dictionary, size (all ones where unknown). */
export async function* unlzma(feed: Feed, budget: Budget): AsyncGenerator<Uint8Array, void> {
  const header = await feed.take(13)
  const view = new DataView(header.buffer, header.byteOffset, 13)
  const size = view.getBigUint64(5, true)
  yield* lzma1(feed, budget, { properties: header.slice(0, 5), size: size === 2n ** 64n - 1n ? null : Number(size) })
}

/** In a zip: version, length of the properties, properties (APPNOTE.TXT 5.8.8). */
export async function* zipLzma(feed: Feed, budget: Budget): AsyncGenerator<Uint8Array, void> {
  const header = await feed.take(4)
  const length = (header[2] ?? 0) | ((header[3] ?? 0) << 8)
  const properties = (await feed.take(length)).slice()
  yield* lzma1(feed, budget, { properties, size: null })
}

/** `size`: bytes that come out, where they are known; else a mark or the input ends it. */
export async function* lzma1(feed: Feed, budget: Budget, { properties, size }: { properties: Uint8Array; size: number | null }): AsyncGenerator<Uint8Array, void> {
  if (properties.length < 5) throw new Stopped('malformed', 'LZMA without properties', feed.offset)
  const decoder = new LzmaDecoder(new DataView(properties.buffer, properties.byteOffset, 5).getUint32(1, true))
  decoder.properties(properties[0] ?? 255)
  decoder.resetState()
  decoder.begin(await feed.take(5))
  let left = size ?? Number.MAX_SAFE_INTEGER
  while (left > 0) {
    budget.tick()
    await feed.fill(piece)
    const limit = Math.min(left, piece)
    let ended = false
    let fault: Stopped | null = null
    try {
      const { at, ended: mark } = decoder.run(feed.data, feed.at, limit, feed.ended ? 0 : margin)
      feed.at = at
      ended = mark
    } catch (error) {
      if (!(error instanceof Stopped)) throw error
      fault = error
    }
    const came = decoder.give()
    const over = Math.max(0, came.length - left)
    left -= came.length - over
    if (came.length > 0) yield over > 0 ? came.subarray(0, came.length - over) : came
    // Without a mark and without a size, the end of the input is the end.
    if (fault?.reason === 'truncated' && size === null && feed.ended && feed.data.length === feed.at) return
    if (fault !== null) throw new Stopped(fault.reason, fault.what, feed.offset)
    if (ended) return
  }
}

/** LZMA2, to its end mark. */
export async function* lzma2(feed: Feed, budget: Budget, dictionary: number): AsyncGenerator<Uint8Array, void> {
  const decoder = new LzmaDecoder(dictionary)
  let ready = false
  for (;;) {
    budget.tick()
    const control = (await feed.take(1))[0] ?? 0
    if (control === 0) return
    if (control < 0x80) {
      if (control > 2) throw new Stopped('malformed', 'an LZMA2 chunk that cannot be', feed.offset)
      const size = number(await feed.take(2)) + 1
      if (control === 1) decoder.resetDictionary()
      decoder.copy(await feed.take(size))
      yield decoder.give()
      continue
    }
    const sizes = await feed.take(4)
    const size = ((control & 31) << 16) + number(sizes.subarray(0, 2)) + 1
    const packed = number(sizes.subarray(2)) + 1
    const reset = (control >> 5) & 3
    if (reset === 3) decoder.resetDictionary()
    if (reset >= 2) decoder.properties((await feed.take(1))[0] ?? 255)
    if (reset >= 1) decoder.resetState()
    ready ||= reset >= 2
    if (!ready) throw new Stopped('malformed', 'an LZMA2 chunk without properties', feed.offset)
    const data = (await feed.take(packed)).slice()
    let fault: Stopped | null = null
    try {
      decoder.begin(data)
      decoder.run(data, 5, size, 0)
      if (decoder.pending < size) fault = new Stopped('malformed', 'an LZMA2 chunk ends early', feed.offset)
    } catch (error) {
      if (!(error instanceof Stopped)) throw error
      fault = new Stopped('malformed', error.what, feed.offset)
    }
    const came = decoder.give()
    if (came.length > 0) yield came
    if (fault !== null) throw fault
  }
}

function number(bytes: Uint8Array): number {
  return bytes.reduce((value, byte) => value * 256 + byte, 0)
}
