// The header of a safetensors file: its tensors and metadata, read in pieces, with everything in it that breaks the format.
import type { Bytes } from '../bytes.js'
import type { Budget } from '../limits.js'
import { Signs } from '../sign.js'
import { Stopped } from '../unread.js'
import { bitsOf } from './dtypes.js'
import { JsonMap, JsonText, More, type Node } from './json.js'

export interface Tensor {
  name: string
  dtype: string
  /** Elements; null where the shape says nothing sensible. */
  elements: number | null
  begin: number
  end: number
  /** Of its entry in the file. */
  offset: number
}

export interface Metadata {
  name: string
  value: string
  offset: number
}

export interface Header {
  /** Bytes of the JSON. */
  size: number
  tensors: Tensor[]
  metadata: Metadata[]
  faults: Signs
  /** Characters of names and metadata so far. */
  held: number
}

/** The most that the reference reader takes (MAX_HEADER_SIZE). */
export const longestHeader = 100_000_000
/** Entries that are held at once; the largest published models have some 100,000. */
const mostTensors = 1_000_000
/** Characters of names and metadata that are held at once. */
const mostText = 2 ** 25
const firstPiece = 2 ** 16
const largestPiece = 2 ** 24

/** The header length, if the file can have one of that length; what is wrong, if not. */
export function headerLength(head: Uint8Array, size: number): number | string {
  if (head.length < 8) return 'is shorter than the length of its header'
  const length = new DataView(head.buffer, head.byteOffset, 8).getBigUint64(0, true)
  if (length > BigInt(longestHeader)) return `declares a header of ${length} bytes, of at most ${longestHeader}`
  if (length < 2n) return `declares a header of ${length} bytes`
  if (8 + Number(length) > size) return `declares a header of ${length} bytes in a file of ${size}`
  return Number(length)
}

/**
 * Reads as far as it can: what is wrong with an entry is a fault, and the next one is read. Where the JSON itself breaks,
 * `stopped` says so.
 */
export async function readHeader(content: Bytes, budget: Budget): Promise<Header & { stopped: Stopped | null }> {
  const faults = new Signs()
  const header: Header = { size: 0, tensors: [], metadata: [], faults, held: 0 }
  const length = headerLength(await content.read(0, Math.min(8, content.size)), content.size)
  if (typeof length === 'string') {
    faults.add('header length', { offset: 0, detail: length })
    return { ...header, stopped: new Stopped('malformed', length, 0) }
  }
  header.size = length
  try {
    await walk(content, length, header, budget)
    return { ...header, stopped: null }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    if (error.reason !== 'limit') faults.add('header text', { offset: error.offset ?? null, detail: error.what })
    return { ...header, stopped: error }
  }
}

/** Entry by entry; what is at hand grows only for an entry that does not fit. */
async function walk(content: Bytes, length: number, header: Header, budget: Budget): Promise<void> {
  const end = 8 + length
  const seen = new Set<string>()
  let from = 8
  let piece = firstPiece
  let first = true
  for (;;) {
    budget.tick()
    const until = Math.min(end, from + piece)
    const text = new JsonText(await content.read(from, until - from), { base: from, complete: until === end, tick: () => budget.tick() })
    let done = text.at
    try {
      for (;;) {
        if (first) {
          text.expect(0x7b)
          // The format wants the brace at once; the reference reader is content with white space before it.
          if (text.at !== 1) header.faults.add('header start', { offset: 8, detail: 'white space before the first brace' })
          if (text.take(0x7d)) {
            await padding(content, text.offset, end)
            return
          }
        }
        text.peek()
        const offset = text.offset
        const name = text.string()
        text.expect(0x3a)
        const value = text.value(1)
        const last = !text.take(0x2c)
        if (last) text.expect(0x7d)
        first = false
        entry(name, value, offset, seen, header)
        done = text.at
        if (last) {
          await padding(content, text.offset, end)
          return
        }
      }
    } catch (error) {
      if (!(error instanceof More)) throw error
      if (done === 0) piece *= 2
      if (piece > largestPiece) throw new Stopped('limit', `has a header entry of more than ${largestPiece} bytes`, from)
      from += done
    }
  }
}

/** Writers fill up to a multiple of eight with spaces; anything else after the last brace is no header. */
async function padding(content: Bytes, from: number, end: number): Promise<void> {
  for (let at = from; at < end; at += firstPiece) {
    const bytes = await content.read(at, Math.min(firstPiece, end - at))
    const other = bytes.findIndex((byte) => byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)
    if (other !== -1) throw new Stopped('malformed', 'is no JSON: goes on after its end', at + other)
  }
}

function entry(name: string, value: Node, offset: number, seen: Set<string>, header: Header): void {
  const { faults } = header
  if (seen.has(name)) faults.add(name, { offset, detail: 'is there twice: which of the two counts depends on the reader' })
  seen.add(name)
  hold(header, name.length, offset)
  if (seen.size > mostTensors) throw new Stopped('limit', `has more than ${mostTensors} tensors`, offset)
  if (!(value instanceof JsonMap)) return faults.add(name, { offset, detail: 'is no object' })
  if (name === '__metadata__') return metadata(value, header, offset)
  const keys = new Set(value.entries.map(({ key }) => key))
  if (keys.size < value.entries.length) faults.add(name, { offset, detail: 'has a key twice' })
  const dtype = value.text('dtype')
  const shape = value.get('shape')
  const offsets = value.get('data_offsets')
  if (dtype === null || !isCounts(shape) || !isCounts(offsets) || offsets.length !== 2) {
    faults.add(name, { offset, detail: 'wants a dtype, a shape and two data_offsets, all of them whole numbers that are not negative' })
    return
  }
  const [begin = 0, end = 0] = offsets
  const elements = product(shape)
  const bits = bitsOf.get(dtype)
  header.tensors.push({ name, dtype, elements, begin, end, offset })
  if (bits === undefined) faults.add(name, { offset, detail: `dtype ${dtype} is not of the format` })
  if (elements === null) faults.add(name, { offset, detail: `shape [${shape.join(', ')}] overflows` })
  if (begin > end) faults.add(name, { offset, detail: `ends at ${end}, before it begins at ${begin}` })
  else if (bits !== undefined && elements !== null && BigInt(elements) * BigInt(bits) !== BigInt(end - begin) * 8n) {
    faults.add(name, { offset, detail: `${dtype} of [${shape.join(', ')}] is ${(elements * bits) / 8} bytes, its range ${end - begin}` })
  }
  for (const { key } of value.entries) {
    if (!['dtype', 'shape', 'data_offsets'].includes(key)) faults.add(name, { offset, detail: `has a key ${key} that the format does not know` })
  }
}

function hold(header: Header, characters: number, offset: number): void {
  header.held += characters
  if (header.held > mostText) throw new Stopped('limit', `holds names and metadata of more than ${mostText} characters`, offset)
}

function metadata(value: JsonMap, header: Header, at: number): void {
  const { metadata: all, faults } = header
  for (const { key, value: text } of value.entries) hold(header, key.length + (typeof text === 'string' ? text.length : 0), at)
  const seen = new Set<string>()
  for (const { key, value: text, offset } of value.entries) {
    if (seen.has(key)) faults.add(`__metadata__.${key}`, { offset, detail: 'is there twice' })
    seen.add(key)
    if (typeof text === 'string') all.push({ name: key, value: text, offset })
    else faults.add(`__metadata__.${key}`, { offset, detail: 'is no string' })
  }
}

function isCounts(node: Node | undefined): node is number[] {
  return Array.isArray(node) && node.every((item) => typeof item === 'number' && Number.isSafeInteger(item) && item >= 0)
}

function product(shape: readonly number[]): number | null {
  const all = shape.reduce((product, side) => product * side, 1)
  return Number.isSafeInteger(all) ? all : null
}
