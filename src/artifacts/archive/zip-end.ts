// The end of a zip: every end record that some reader might take, and where its directory may begin.
import type { Bytes } from '../bytes.js'

/** Where a central directory may stand. */
export interface Directory {
  start: number
  end: number
  /** What must be added to offsets in it: bytes that were put before the archive. */
  shift: number
  /** Members that the end record counts. */
  count: number
}

export interface End {
  directories: Directory[]
  /** Where end records begin, the zip64 ones with them, and the last byte of the archive. */
  from: number
  to: number
  /** What is odd about it. */
  odd: { what: string; offset: number; detail: string }[]
}

const endSize = 22
const tailSize = 65_535 + endSize + 20 + 56
/** More end records than that are no accident, and one of them is enough to say so. */
const mostEnds = 8

/** The last first: that one most readers take. */
export async function zipEnds(content: Bytes): Promise<End[]> {
  const base = Math.max(0, content.size - tailSize)
  const tail = await content.read(base, content.size - base)
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength)
  const ends: End[] = []
  for (let at = tail.length - endSize; at >= 0 && ends.length < mostEnds; at--) {
    if (tail[at] !== 0x50 || tail[at + 1] !== 0x4b || view.getUint32(at, true) !== 0x06_05_4b_50) continue
    const record = { count: view.getUint16(at + 10, true), size: view.getUint32(at + 12, true), offset: view.getUint32(at + 16, true) }
    const zip64 = await zip64End(content, base + at)
    const comment = view.getUint16(at + 20, true)
    const end: End = { directories: [], from: zip64?.at ?? base + at, to: Math.min(content.size, base + at + endSize + comment), odd: [] }
    if (zip64 !== null) {
      addTo(end, zip64, zip64.at)
      const differs = (short: number, most: number, long: number): boolean => short !== most && short !== long
      if (differs(record.count, 0xff_ff, zip64.count) || differs(record.size, 0xff_ff_ff_ff, zip64.size) || differs(record.offset, 0xff_ff_ff_ff, zip64.offset)) {
        end.odd.push({ what: 'two end records that disagree', offset: base + at, detail: 'readers with and without zip64 see different archives' })
        addTo(end, record, base + at)
      }
    } else addTo(end, record, base + at)
    if (end.directories.length === 0) continue
    if (comment !== tail.length - at - endSize) {
      const there = tail.length - at - endSize
      end.odd.push({ what: 'bytes after the end record', offset: base + at + endSize, detail: `its comment is said to be ${comment} bytes long; ${there} follow` })
    } else if (hidesSomething(tail.subarray(at + endSize))) {
      end.odd.push({ what: 'a comment that is no text', offset: base + at + endSize, detail: `${comment} bytes` })
    }
    ends.push(end)
  }
  return ends
}

interface Record64 {
  count: number
  size: number
  offset: number
  at: number
}

async function zip64End(content: Bytes, endAt: number): Promise<Record64 | null> {
  if (endAt < 20) return null
  const locator = await content.read(endAt - 20, 20)
  const view = new DataView(locator.buffer, locator.byteOffset, locator.byteLength)
  if (locator.length < 20 || view.getUint32(0, true) !== 0x07_06_4b_50) return null
  // Where it says, or where it would stand with bytes put before the archive.
  for (const at of [Number(view.getBigUint64(8, true)), endAt - 20 - 56]) {
    if (!Number.isSafeInteger(at) || at < 0 || at + 56 > endAt) continue
    const record = await content.read(at, 56)
    const fields = new DataView(record.buffer, record.byteOffset, record.byteLength)
    if (record.length < 56 || fields.getUint32(0, true) !== 0x06_06_4b_50) continue
    return { count: Number(fields.getBigUint64(32, true)), size: Number(fields.getBigUint64(40, true)), offset: Number(fields.getBigUint64(48, true)), at }
  }
  return null
}

/** Some readers go where the offset says, others back from the end record by the directory's size. */
function addTo(end: End, record: { count: number; size: number; offset: number }, at: number): void {
  const back = at - record.size
  const places = [{ start: back, shift: back - record.offset }, ...(back === record.offset ? [] : [{ start: record.offset, shift: 0 }])]
  for (const { start, shift } of places) {
    if (start < 0 || start > at || end.directories.some((other) => other.start === start && other.shift === shift)) continue
    end.directories.push({ start, end: start === back ? at : Math.min(at, start + record.size), shift, count: record.count })
  }
}

function hidesSomething(comment: Uint8Array): boolean {
  return comment.some((byte) => byte < 9 || (byte > 13 && byte < 32))
}
