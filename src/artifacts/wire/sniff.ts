// Tells Protocol Buffers without a magic number from anything else: by the first fields and what is in them.
import { varintAt } from './protobuf.js'

/** What a field must hold: a number, four or eight bytes, printable text, anything with a length, or a message. */
export type Look = 'varint' | 'fixed' | 'text' | 'bytes' | Message

/** Fields that a message may have. Others break the likeness. */
export interface Message {
  readonly [field: number]: Look
}

interface Sniff {
  /** Paths of fields that were seen, such as `7.1.4`. */
  seen: Set<string>
  values: Map<string, number>
}

/**
 * Fields seen at the start of a message of `size` bytes, of which `head` are at hand; null as soon as one is not what it
 * must be. Numbers come with their value, the first one seen.
 */
export function sniff(head: Uint8Array, size: number, message: Message): Sniff | null {
  const found: Sniff = { seen: new Set(), values: new Map() }
  return fits(head, 0, size, message, '', found) && found.seen.size > 0 ? found : null
}

function fits(head: Uint8Array, start: number, end: number, message: Message, path: string, found: Sniff): boolean {
  for (let at = start; at < end && at < head.length;) {
    const tag = varintAt(head, at, Math.min(5, end - at))
    if (tag === null) return head.length - at < 5 && at > start
    const number = Math.floor(tag.value / 8)
    const look = message[number]
    if (look === undefined) return false
    const here = path === '' ? `${number}` : `${path}.${number}`
    const wire = tag.value % 8
    if (wire === 0 && look === 'varint') {
      const value = varintAt(head, tag.end, Math.min(10, end - tag.end))
      if (value === null) return head.length - tag.end < 10
      if (!found.values.has(here)) found.values.set(here, value.value)
      at = value.end
    } else if ((wire === 5 || wire === 1) && look === 'fixed') {
      at = tag.end + (wire === 5 ? 4 : 8)
    } else if (wire === 2 && look !== 'varint' && look !== 'fixed') {
      const length = varintAt(head, tag.end, Math.min(10, end - tag.end))
      if (length === null) return head.length - tag.end < 10
      const stop = length.end + length.value
      if (length.value < 0 || stop > end || !holds(head, length.end, stop, look, here, found)) return false
      at = stop
    } else {
      return false
    }
    if (at > end) return false
    found.seen.add(here)
  }
  return true
}

function holds(head: Uint8Array, start: number, end: number, look: Look, path: string, found: Sniff): boolean {
  if (look === 'bytes') return true
  if (look === 'text') return isText(head.subarray(start, end))
  return typeof look === 'object' && fits(head, start, end, look, path, found)
}

/** UTF-8 without control characters, as names are; what lies beyond the head is not looked at. */
function isText(bytes: Uint8Array): boolean {
  for (const byte of bytes) if ((byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13) || byte === 0x7f || byte > 0xf7) return false
  return true
}
