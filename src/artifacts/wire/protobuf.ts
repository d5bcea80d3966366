// Walks Protocol Buffers without a schema, over ranges of a file: what nobody asks for is passed over by its length.
// https://protobuf.dev/programming-guides/encoding/
import type { Bytes } from '../bytes.js'
import type { Budget } from '../limits.js'
import { Stopped } from '../unread.js'
import { Window, type Steps } from './window.js'

/** Part of a file that holds a message, a text or bytes. */
export interface Range {
  start: number
  end: number
  /** Messages around it. */
  depth: number
}

/** 0 varint, 1 eight bytes, 2 with a length, 3 a group, 5 four bytes. */
export type WireType = 0 | 1 | 2 | 3 | 5

/** One field of a message; as a range, what it holds. */
export interface Field extends Range {
  number: number
  wire: WireType
  /** Of its tag. */
  offset: number
  /** Of a varint, read as a signed number of 64 bits; beyond 2^53 no longer exact. 0 for all others. */
  value: number
}

/** Messages within messages; readers of the format refuse more, too. */
const deepest = 100

export class Wire {
  private readonly window: Window
  private walked = 0

  constructor(private readonly content: Bytes, private readonly budget: Budget) {
    this.window = new Window(content, budget)
  }

  get whole(): Range {
    return { start: 0, end: this.content.size, depth: 0 }
  }

  run<T>(steps: Steps<T>): Promise<T> {
    return this.window.run(steps)
  }

  /**
   * Shows every field of the message in a range, in the order of the file. Throws `Stopped` where it is none. A field that
   * holds no message at all, though its number says so, shows nothing: generated readers pass over it, too.
   */
  * each(message: Range | Field, visit: (field: Field) => Steps<void> | void): Steps<void> {
    if ('wire' in message && message.wire !== 2) return
    if (message.depth > deepest) throw new Stopped('limit', `messages more than ${deepest} deep`, message.start)
    for (let offset = message.start; offset < message.end;) {
      const field = this.fieldAtHand(offset, message) ?? (yield* this.field(offset, message))
      const steps = visit(field)
      if (steps !== undefined) yield* steps
      offset = field.wire === 3 ? yield* this.afterGroup(field, message) : field.end
    }
  }

  /** Bytes of a field, at most so many of them. */
  * bytes(range: Range, most = 65_536): Steps<Uint8Array> {
    const length = Math.min(most, range.end - range.start)
    const here = this.window.at(range.start, length)
    if (here !== null) return here
    yield { start: range.start, length }
    const read = this.window.at(range.start, length)
    if (read === null) throw new Stopped('truncated', `ends within ${length} bytes`, range.start)
    return read
  }

  /** Text of a field, at most so many bytes of it, decoded without complaint. */
  * text(range: Range, most = 4096): Steps<string> {
    const bytes = this.window.at(range.start, Math.min(most, range.end - range.start)) ?? (yield* this.bytes(range, most))
    return shortAscii(bytes) ?? utf8.decode(bytes)
  }

  /** Numbers of a repeated varint, whether packed or one by one. */
  * numbers(field: Field, most = 256): Steps<number[]> {
    if (field.wire === 0) return [field.value]
    const found: number[] = []
    if (field.wire !== 2) return found
    for (let at = field.start; at < field.end && found.length < most;) {
      const { value, end } = yield* this.varint(at, field)
      found.push(value)
      at = end
    }
    return found
  }

  /** The same as `field` where all of its head is at hand and nothing is wrong with it: most fields, and fast. */
  private fieldAtHand(offset: number, message: Range): Field | null {
    const { data, from } = this.window
    const room = message.end - offset
    if (offset < from || (this.walked + 1) % 4096 === 0) return null
    const tag = varintAt(data, offset - from, Math.min(10, room))
    if (tag === null) return null
    const wire = tag.value & 7
    const number = tag.value >>> 3
    if (tag.value < 8 || tag.value > 0x7fff_ffff || (wire !== 0 && wire !== 2)) return null
    const next = varintAt(data, tag.end, Math.min(10, message.end - from - tag.end))
    if (next === null) return null
    const start = from + (wire === 0 ? tag.end : next.end)
    const end = from + next.end + (wire === 0 ? 0 : next.value)
    if (end > message.end || (wire === 2 && next.value < 0)) return null
    this.walked += 1
    return { number, wire, offset, start, end, depth: message.depth + 1, value: wire === 0 ? next.value : 0 }
  }

  private * field(offset: number, message: Range): Steps<Field> {
    if ((this.walked += 1) % 4096 === 0) this.budget.tick()
    const tag = yield* this.varint(offset, message)
    const number = Math.floor(tag.value / 8)
    const wire = ((tag.value % 8) + 8) % 8
    if (number < 1 || number >= 2 ** 29 || !isWireType(wire)) throw new Stopped('malformed', `no field has the tag ${tag.value}`, offset)
    const depth = message.depth + 1
    if (wire === 0) {
      const { value, end } = yield* this.varint(tag.end, message)
      return { number, wire, offset, start: tag.end, end, depth, value }
    }
    let start = tag.end
    let length = wire === 1 ? 8 : wire === 5 ? 4 : 0
    if (wire === 2) {
      const declared = yield* this.varint(start, message)
      start = declared.end
      length = declared.value
    }
    if (length < 0 || length > message.end - start) {
      const missing = message.end === this.content.size && length > 0
      throw new Stopped(missing ? 'truncated' : 'malformed', `field ${number} says ${length} bytes and has ${message.end - start}`, offset)
    }
    return { number, wire, offset, start, end: start + length, depth, value: 0 }
  }

  /** Where reading goes on after a group, a form of message that nobody writes any more but every reader passes over. */
  private * afterGroup(group: Field, message: Range): Steps<number> {
    const open = [group.number]
    let at = group.start
    while (open.length > 0) {
      if (open.length > deepest) throw new Stopped('limit', `groups more than ${deepest} deep`, at)
      const tag = yield* this.varint(at, message)
      if (tag.value % 8 === 4) {
        if (open.pop() !== Math.floor(tag.value / 8)) throw new Stopped('malformed', 'a group ends that did not begin', at)
        at = tag.end
      } else {
        const field = yield* this.field(at, message)
        if (field.wire === 3) open.push(field.number)
        at = field.end
      }
    }
    return at
  }

  /** A number at a place that is not a field of its own, and where it ends. */
  * varint(at: number, within: Range): Steps<{ value: number; end: number }> {
    const room = Math.min(10, within.end - at)
    let bytes = this.window.rest(at)
    if (bytes.length < room && !closes(bytes)) {
      yield { start: at, length: room }
      bytes = this.window.rest(at)
    }
    const found = varintAt(bytes, 0, room)
    if (found === null) throw new Stopped(room < 10 ? 'truncated' : 'malformed', 'a number has no end', at)
    return { value: found.value, end: at + found.end }
  }
}

const utf8 = new TextDecoder()

/** Most names: a decoder costs more than they do. */
function shortAscii(bytes: Uint8Array): string | null {
  if (bytes.length > 48) return null
  let text = ''
  for (const byte of bytes) {
    if (byte >= 0x80) return null
    text += String.fromCharCode(byte)
  }
  return text
}

function isWireType(wire: number): wire is WireType {
  return wire === 0 || wire === 1 || wire === 2 || wire === 3 || wire === 5
}

function closes(bytes: Uint8Array): boolean {
  return bytes.some((byte) => byte < 0x80)
}

/** A varint as a signed number of 64 bits, and the index after it; null when it does not end in time. */
export function varintAt(bytes: Uint8Array, at: number, room: number): { value: number; end: number } | null {
  let low = 0
  let high = 0
  for (let i = 0; i < room; i++) {
    const byte = bytes[at + i]
    if (byte === undefined) return null
    const bits = byte & 0x7f
    // 28 bits from the first four bytes, 28 from the next four, 8 from the last two.
    if (i < 4) low += bits * 2 ** (7 * i)
    else if (i < 8) high += bits * 2 ** (7 * (i - 4))
    else high += (i === 9 ? bits & 1 : bits) * 2 ** (7 * (i - 4))
    if (byte < 0x80) return { value: signed(low, high), end: at + i + 1 }
  }
  return null
}

/** `high` counts 2^28: beyond 2^63 the number is negative. */
function signed(low: number, high: number): number {
  return high >= 2 ** 35 ? (high - 2 ** 36) * 2 ** 28 + low : high * 2 ** 28 + low
}
