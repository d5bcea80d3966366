// The head of a GGUF file, from the magic number to the end of the tensor table: as far as it can be read, and what is wrong with it.
import type { Bytes } from '../bytes.js'
import type { Budget } from '../limits.js'
import { Signs } from '../sign.js'
import { orUnread, Stopped, type Unread } from '../unread.js'
import { Cursor } from './cursor.js'
import { isWanted, numberOf } from './lineage.js'
import { checkBounds, readTensors, type Tensor } from './tensors.js'
import { readValues, type Values } from './values.js'

export interface Header {
  version: number | null
  bigEndian: boolean
  values: Values
  /** Null where the table was not reached. */
  tensors: Tensor[] | null
  headerFaults: Signs
  tensorFaults: Signs
}

const defaultAlignment = 32
/** The shortest entries there can be: a key of no bytes with a byte for a value; a tensor of no name and no sides. */
const shortestPair = { wide: 13, narrow: 9 }
const shortestTensor = { wide: 24, narrow: 20 }

export async function readHeader(content: Bytes, budget: Budget, unread: Unread[]): Promise<Header> {
  const header: Header = { version: null, bigEndian: false, values: { kept: new Map(), places: new Map() }, tensors: null, headerFaults: new Signs(), tensorFaults: new Signs() }
  await orUnread(unread, '', () => walk(new Cursor(content, budget), header, content.size))
  return header
}

async function walk(cursor: Cursor, header: Header, size: number): Promise<void> {
  const { headerFaults, tensorFaults, values } = header
  try {
    await cursor.want(8)
    cursor.skip(4)
    let version = cursor.u32()
    // Files for big-endian machines keep the magic number as it is and swap all else.
    if (version > 0xffff) {
      header.bigEndian = true
      cursor.littleEndian = false
      version = (((version & 0xff) << 24) | ((version & 0xff00) << 8) | ((version >>> 8) & 0xff00) | (version >>> 24)) >>> 0
    }
    header.version = version
    if (version < 1 || version > 3) throw new Stopped('unsupported', `is of version ${version}, of 1 to 3`, 4)
    cursor.wide = version > 1
    const tensors = countOf('tensors', await cursor.count(), cursor, cursor.wide ? shortestTensor.wide : shortestTensor.narrow)
    const pairs = countOf('keys', await cursor.count(), cursor, cursor.wide ? shortestPair.wide : shortestPair.narrow)
    await readValues(cursor, pairs, isWanted, values, headerFaults)
    const table = await readTensors(cursor, tensors, tensorFaults)
    header.tensors = table
    const alignment = alignmentOf(header)
    if (alignment === null) return
    const start = Math.ceil(cursor.at / alignment) * alignment
    checkBounds(table, start, size, alignment, tensorFaults)
  } catch (error) {
    // A header that cannot be read to its end is an invalid one, unless it was only too long for us.
    if (error instanceof Stopped && error.reason !== 'limit' && headerFaults.list.length + tensorFaults.list.length === 0) {
      headerFaults.add('header', { offset: error.offset ?? null, detail: error.what })
    }
    throw error
  }
}

function countOf(what: string, count: bigint, cursor: Cursor, shortest: number): number {
  if (count * BigInt(shortest) > BigInt(cursor.left)) {
    throw new Stopped('malformed', `declares ${count} ${what}, which cannot be in the ${cursor.left} bytes that follow`, cursor.at)
  }
  return Number(count)
}

function alignmentOf({ values, headerFaults }: Header): number | null {
  if (!values.kept.has('general.alignment')) return defaultAlignment
  const alignment = numberOf(values.kept, 'general.alignment')
  if (alignment !== null && alignment >= 1 && alignment <= 2 ** 30 && Number.isInteger(Math.log2(alignment))) return alignment
  headerFaults.add('general.alignment', {
    offset: values.places.get('general.alignment') ?? null, detail: `is ${alignment ?? 'no number'}, and no power of two`,
  })
  return null
}
