// Texts of a Parquet column: its dictionary, which holds every different value once, and its first pages.
// https://github.com/apache/parquet-format/blob/master/README.md#data-pages
import { brotliDecompressSync } from 'node:zlib'
import { unpacked } from '../archive/unpack.js'
import { bytesOf, type Bytes } from '../bytes.js'
import type { Budget } from '../limits.js'
import { Stopped } from '../unread.js'
import { unlz4Block, unsnappy } from './blocks.js'
import type { Chunk } from './parquet-footer.js'
import { kinds, Thrift } from './thrift.js'

/** Bytes of one column's chunk that are read, and that one page may unpack to. */
const chunkRead = 2 ** 20
const pageUnpacked = 8 * 2 ** 20

const encodings = { plain: 0, plainDictionary: 2, deltaLength: 6, delta: 7, dictionary: 8 } as const

interface Page {
  type: number
  unpacked: number
  packed: number
  encoding: number
  /** Of version 2: bytes of the levels before the values, which are never packed. */
  levels: number
  isPacked: boolean
  version: 1 | 2
}

/** Texts out of one chunk, as far as the first megabyte goes. `whole`: all of them. */
export async function readTexts(content: Bytes, chunk: Chunk, budget: Budget, add: (text: string) => void): Promise<boolean> {
  if (chunk.from < 4 || chunk.size < 0 || chunk.from + chunk.size > content.size) throw new Stopped('malformed', 'a column lies outside the file', Math.max(0, chunk.from))
  let read = Math.min(chunk.size, chunkRead)
  let bytes = await content.read(chunk.from, read)
  let at = 0
  while (at < bytes.length) {
    budget.tick()
    const thrift = new Thrift(bytes, budget, at)
    const page = tryHeader(thrift, read < chunk.size)
    if (page === null) return false
    if (page.packed < 0 || page.unpacked < 0) throw new Stopped('malformed', 'a page of negative size', chunk.from + at)
    if (thrift.at + page.packed > bytes.length) {
      // The first page, a dictionary mostly, may be larger than what was read.
      if (at > 0 || thrift.at + page.packed > chunk.size || page.packed > pageUnpacked) return false
      read = thrift.at + page.packed
      bytes = await content.read(chunk.from, read)
      if (bytes.length < read) throw new Stopped('truncated', 'a page ends too early', chunk.from)
    }
    if (page.unpacked > pageUnpacked) return false
    const packed = bytes.subarray(thrift.at, thrift.at + page.packed)
    at = thrift.at + page.packed
    if (page.type === 2) plain(await unpackPage(packed, page.unpacked, chunk.codec, budget), 0, add)
    else if (page.type === 0 || page.type === 3) await readData(packed, page, chunk, budget, add)
  }
  return read === chunk.size
}

function tryHeader(thrift: Thrift, cut: boolean): Page | null {
  try {
    return header(thrift)
  } catch (error) {
    // Where reading was cut, so may be the last header.
    if (cut && error instanceof Stopped && error.reason === 'truncated') return null
    throw error
  }
}

function header(thrift: Thrift): Page {
  const page: Page = { type: -1, unpacked: 0, packed: 0, encoding: -1, levels: 0, isPacked: true, version: 1 }
  thrift.struct((field, kind) => {
    if (field === 1 && kind === kinds.i32) page.type = thrift.int()
    else if (field === 2 && kind === kinds.i32) page.unpacked = thrift.int()
    else if (field === 3 && kind === kinds.i32) page.packed = thrift.int()
    else if ((field === 5 || field === 7) && kind === kinds.struct) thrift.struct((part, of) => {
      if (part !== 2 || of !== kinds.i32) return false
      page.encoding = thrift.int()
      return true
    })
    else if (field === 8 && kind === kinds.struct) {
      page.version = 2
      thrift.struct((part, of) => {
        if (part === 4 && of === kinds.i32) page.encoding = thrift.int()
        else if ((part === 5 || part === 6) && of === kinds.i32) page.levels += Math.max(0, thrift.int())
        else if (part === 7) page.isPacked = of === kinds.true
        else return false
        return true
      })
    } else return false
    return true
  })
  return page
}

async function readData(packed: Uint8Array, page: Page, chunk: Chunk, budget: Budget, add: (text: string) => void): Promise<void> {
  // Pages of indexes into the dictionary hold no text.
  if (page.encoding === encodings.dictionary || page.encoding === encodings.plainDictionary) return
  if (page.encoding !== encodings.plain) throw new Stopped('unsupported', `a text column in encoding ${page.encoding}`, chunk.from)
  if (page.version === 2) {
    const rest = packed.subarray(Math.min(packed.length, page.levels))
    return plain(page.isPacked ? await unpackPage(rest, Math.max(0, page.unpacked - page.levels), chunk.codec, budget) : rest, 0, add)
  }
  const bytes = await unpackPage(packed, page.unpacked, chunk.codec, budget)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  // Levels stand before the values, each kind with its length.
  for (const present of [chunk.repeated, chunk.optional]) {
    if (!present) continue
    if (at + 4 > bytes.length) throw new Stopped('malformed', 'a page without its levels', chunk.from)
    at += 4 + view.getUint32(at, true)
  }
  plain(bytes, at, add)
}

/** Texts one after the other, each with its length. */
function plain(bytes: Uint8Array, from: number, add: (text: string) => void): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const decoder = new TextDecoder()
  for (let at = from; at + 4 <= bytes.length;) {
    const length = view.getUint32(at, true)
    if (length > bytes.length - at - 4) throw new Stopped('malformed', 'a text is longer than its page')
    add(decoder.decode(bytes.subarray(at + 4, at + 4 + length)))
    at += 4 + length
  }
}

const codecs = ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'LZO', 'BROTLI', 'LZ4', 'ZSTD', 'LZ4_RAW']

async function unpackPage(packed: Uint8Array, size: number, codec: number, budget: Budget): Promise<Uint8Array> {
  if (codec === 0) return packed
  if (codec === 2 || codec === 6) {
    const bytes = await unpacked(bytesOf(packed), codec === 2 ? 'gzip' : 'zstd', budget)
    return bytes.read(0, Math.min(bytes.size, size))
  }
  budget.unpack(size)
  if (codec === 1) return unsnappy(packed, size)
  if (codec === 7) return unlz4Block(packed, size)
  if (codec !== 4) throw new Stopped('unsupported', `a text column packed with ${codecs[codec] ?? `codec ${codec}`}`)
  try {
    return brotliDecompressSync(packed, { maxOutputLength: size + 1 })
  } catch (error) {
    throw new Stopped('malformed', `a page does not unpack: ${error instanceof Error ? error.message : ''}`)
  }
}
