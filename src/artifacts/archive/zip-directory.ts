// The central directory of a zip, entry by entry, to its first byte that is no entry.
import type { Bytes } from '../bytes.js'
import type { Budget } from '../limits.js'
import { Stopped } from '../unread.js'
import { Feed } from './feed.js'
import type { Directory } from './zip-end.js'

/** What one header says of a member: a central one, or a local one. */
export interface Described {
  name: string
  flags: number
  method: number
  crc: number
  packed: number
  size: number
  /** Of the local header, with what was put before the archive. */
  offset: number
  /** Upper half of the external attributes: a mode where the archive was made on Unix. */
  mode: number
}

export interface Entry extends Described {
  rawName: Uint8Array
  /** The name in a Unicode Path field, which some readers take for the name. */
  otherName: string | null
  /** Where the next header stands. */
  end: number
}

/** Entries of one directory. Ends quietly where entries end; `Stopped` when there are more than the limit. */
export async function* entries(content: Bytes, directory: Directory, budget: Budget): AsyncGenerator<Entry, void> {
  const feed = new Feed({ size: Math.min(content.size, directory.end), read: (offset, length) => content.read(offset, length) }, directory.start)
  for (let count = 0; ; count++) {
    if (count % 1024 === 0) budget.tick()
    await feed.fill(46)
    const { data, at } = feed
    if (data.length - at < 46) return
    const view = new DataView(data.buffer, data.byteOffset + at, 46)
    if (view.getUint32(0, true) !== 0x02_01_4b_50) return
    if (count >= budget.limits.members) throw new Stopped('limit', `more than ${budget.limits.members} members`)
    const nameLength = view.getUint16(28, true)
    const extraLength = view.getUint16(30, true)
    const length = 46 + nameLength + extraLength + view.getUint16(32, true)
    const fields = { flags: view.getUint16(8, true), method: view.getUint16(10, true), crc: view.getUint32(16, true), mode: view.getUint16(40, true) }
    const narrow = { size: view.getUint32(24, true), packed: view.getUint32(20, true), offset: view.getUint32(42, true) }
    await feed.fill(length)
    if (feed.data.length - feed.at < 46 + nameLength) return
    const rawName = feed.data.slice(feed.at + 46, feed.at + 46 + nameLength)
    const extra = feed.data.subarray(feed.at + 46 + nameLength, feed.at + 46 + nameLength + extraLength)
    const wide = widened(narrow, extra)
    yield { ...fields, ...wide, offset: wide.offset + directory.shift, rawName, name: nameOf(rawName), otherName: unicodePath(extra), end: feed.offset + length }
    feed.at = Math.min(feed.data.length, feed.at + length)
  }
}

/** With the 64-bit values that stand in an extra field for those that are all ones; values no file has become infinite. */
export function widened<T extends { size: number; packed: number; offset: number }>(narrow: T, extra: Uint8Array): T {
  const wide = { ...narrow }
  const field = extraField(extra, 1)
  if (field === null) return wide
  const view = new DataView(field.buffer, field.byteOffset, field.byteLength)
  let at = 0
  for (const key of ['size', 'packed', 'offset'] as const) {
    if (wide[key] !== 0xff_ff_ff_ff || at + 8 > field.length) continue
    const value = Number(view.getBigUint64(at, true))
    wide[key] = Number.isSafeInteger(value) ? value : Number.MAX_SAFE_INTEGER
    at += 8
  }
  return wide
}

/** UTF-8 where it is, else as Latin letters, so that two names never become one. */
export function nameOf(raw: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw)
  } catch {
    return new TextDecoder('latin1').decode(raw)
  }
}

/** Info-ZIP's Unicode Path field: version, CRC of the other name, the name. */
function unicodePath(extra: Uint8Array): string | null {
  const field = extraField(extra, 0x70_75)
  return field === null || field.length < 6 ? null : nameOf(field.subarray(5))
}

function extraField(extra: Uint8Array, id: number): Uint8Array | null {
  for (let at = 0; at + 4 <= extra.length;) {
    const length = (extra[at + 2] ?? 0) | ((extra[at + 3] ?? 0) << 8)
    if (((extra[at] ?? 0) | ((extra[at + 1] ?? 0) << 8)) === id) return extra.subarray(at + 4, Math.min(extra.length, at + 4 + length))
    at += 4 + length
  }
  return null
}
