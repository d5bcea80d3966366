// Blocks that Parquet packs pages in: Snappy and raw LZ4. Both copy from what was unpacked before, into room that is known beforehand.
// https://github.com/google/snappy/blob/main/format_description.txt, https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md
import { Stopped } from '../unread.js'

class Room {
  private at = 0

  constructor(private readonly out: Uint8Array) {}

  literal(bytes: Uint8Array): void {
    if (this.at + bytes.length > this.out.length) throw new Stopped('malformed', 'a page unpacks to more than it says')
    this.out.set(bytes, this.at)
    this.at += bytes.length
  }

  copy(back: number, length: number): void {
    if (back === 0 || back > this.at || this.at + length > this.out.length) throw new Stopped('malformed', 'a packed page points outside itself')
    if (back >= length) this.out.copyWithin(this.at, this.at - back, this.at - back + length)
    // What is copied may be what is being written: a run.
    else for (let i = 0; i < length; i++) this.out[this.at + i] = this.out[this.at - back + i] ?? 0
    this.at += length
  }

  done(): Uint8Array {
    if (this.at !== this.out.length) throw new Stopped('malformed', 'a page unpacks to less than it says')
    return this.out
  }
}

export function unsnappy(packed: Uint8Array, size: number): Uint8Array {
  const room = new Room(new Uint8Array(size))
  let at = 0
  // The size, which the page's header tells, too.
  while ((packed[at] ?? 0) > 127) at += 1
  at += 1
  while (at < packed.length) {
    const tag = byte(packed, at)
    at += 1
    if ((tag & 3) === 0) {
      let length = tag >> 2
      if (length >= 60) {
        const width = length - 59
        length = little(packed, at, width)
        at += width
      }
      room.literal(take(packed, at, length + 1))
      at += length + 1
    } else if ((tag & 3) === 1) {
      room.copy(((tag >> 5) << 8) | byte(packed, at), ((tag >> 2) & 7) + 4)
      at += 1
    } else {
      const width = (tag & 3) === 2 ? 2 : 4
      room.copy(little(packed, at, width), (tag >> 2) + 1)
      at += width
    }
  }
  return room.done()
}

export function unlz4Block(packed: Uint8Array, size: number): Uint8Array {
  const room = new Room(new Uint8Array(size))
  let at = 0
  const more = (start: number): number => {
    let length = start
    if (start !== 15) return length
    for (let next = 255; next === 255; at += 1) length += next = byte(packed, at)
    return length
  }
  while (at < packed.length) {
    const token = byte(packed, at)
    at += 1
    const literals = more(token >> 4)
    room.literal(take(packed, at, literals))
    at += literals
    if (at >= packed.length) break
    const back = little(packed, at, 2)
    at += 2
    room.copy(back, more(token & 15) + 4)
  }
  return room.done()
}

function byte(bytes: Uint8Array, at: number): number {
  const found = bytes[at]
  if (found === undefined) throw new Stopped('malformed', 'a packed page ends too early')
  return found
}

function little(bytes: Uint8Array, at: number, width: number): number {
  let value = 0
  for (let i = 0; i < width; i++) value += byte(bytes, at + i) * 256 ** i
  return value
}

function take(bytes: Uint8Array, at: number, length: number): Uint8Array {
  if (at + length > bytes.length) throw new Stopped('malformed', 'a packed page ends too early')
  return bytes.subarray(at, at + length)
}
