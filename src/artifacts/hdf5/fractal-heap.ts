// The fractal heap (section III.G): where groups with many links and objects with many or large attributes keep them.
import { Stopped } from '../unread.js'
import { walkTree } from './btree2.js'
import { Fields, nowhere } from './fields.js'
import type { Hdf5 } from './superblock.js'

interface Heap {
  address: number
  idLength: number
  filtered: boolean
  checksums: boolean
  largestManaged: number
  hugeTree: number
  width: number
  startBlock: number
  largestDirect: number
  /** Bits of an offset within the heap. */
  bits: number
  root: number
  rows: number
}

const deepest = 32

/** Gives the bytes of heap objects by their ids. */
export class FractalHeap {
  private huge: Map<number, { address: number; length: number }> | null = null

  private constructor(private readonly file: Hdf5, private readonly heap: Heap) {}

  static async open(file: Hdf5, address: number): Promise<FractalHeap> {
    const { offset, length } = file.widths
    const fields = new Fields(await file.pages.at(address, 22 + 12 * length + 3 * offset + 4), file.widths, address)
    fields.signature('FRHP')
    const version = fields.u8()
    if (version !== 0) throw new Stopped('unsupported', `has a fractal heap of version ${version}`, address)
    const idLength = fields.u16()
    const filtered = fields.u16() !== 0
    const checksums = (fields.u8() & 2) !== 0
    const largestManaged = fields.u32()
    fields.length()
    const hugeTree = fields.offset()
    fields.length()
    fields.offset()
    for (let i = 0; i < 8; i++) fields.length()
    const width = fields.u16()
    const startBlock = fields.length()
    const largestDirect = fields.length()
    const bits = fields.u16()
    fields.u16()
    const root = fields.offset()
    const rows = fields.u16()
    const isPower = (value: number): boolean => value > 0 && Number.isInteger(Math.log2(value))
    if (!isPower(width) || !isPower(startBlock) || !isPower(largestDirect) || largestDirect < startBlock || bits > 64 || rows > 64) {
      throw new Stopped('malformed', 'has a fractal heap of impossible measures', address)
    }
    return new FractalHeap(file, {
      address, idLength, filtered, checksums, largestManaged, hugeTree, width, startBlock, largestDirect, bits, root, rows,
    })
  }

  async object(id: Uint8Array, at: number): Promise<{ data: Uint8Array; address: number }> {
    const { heap, file } = this
    const fields = new Fields(id, file.widths, at)
    const flags = fields.u8()
    if (flags >> 6 !== 0) throw new Stopped('unsupported', `has a heap id of version ${flags >> 6}`, at)
    switch ((flags >> 4) & 3) {
      case 0: {
        const offset = fields.uint(Math.ceil(heap.bits / 8))
        const length = fields.uint(Math.min(bytesOf(heap.largestDirect), bytesOf(heap.largestManaged)))
        const address = await this.managed(offset)
        return { data: await file.pages.at(address, length), address }
      }
      case 1: return await this.hugeObject(fields)
      case 2: {
        // Ids of more than 18 bytes have room for a length of 12 bits.
        const length = heap.idLength > 18 ? (((flags & 0x0f) << 8) | fields.u8()) + 1 : (flags & 0x0f) + 1
        return { data: fields.take(length), address: at }
      }
      default: throw new Stopped('malformed', 'has a heap id of no kind', at)
    }
  }

  /** The address of a place in the heap: blocks double in size from the third row on. */
  private async managed(offset: number): Promise<number> {
    const { heap, file } = this
    if (heap.filtered) throw new Stopped('unsupported', 'has a compressed fractal heap', heap.address)
    if (heap.rows === 0) {
      if (offset >= heap.startBlock * 2 ** 20) throw new Stopped('malformed', 'points beyond its heap', heap.address)
      return heap.root + offset
    }
    const directRows = Math.log2(heap.largestDirect) - Math.log2(heap.startBlock) + 2
    const head = 5 + file.widths.offset + Math.ceil(heap.bits / 8)
    let block = heap.root
    let start = 0
    let rows = heap.rows
    for (let depth = 0; depth < deepest; depth++) {
      let at = offset - start
      let row = 0
      for (; row < rows; row++) {
        const size = this.rowBlock(row) * heap.width
        if (at < size) break
        at -= size
        start += size
      }
      if (row === rows || block === nowhere) throw new Stopped('malformed', 'points beyond its heap', heap.address)
      const column = Math.floor(at / this.rowBlock(row))
      start += column * this.rowBlock(row)
      // Pointers to direct blocks come first, then those to indirect ones, each as wide as an address.
      const entry = new Fields(await file.pages.at(block + head + (row * heap.width + column) * file.widths.offset, file.widths.offset), file.widths, block)
      const child = entry.offset()
      if (child === nowhere) throw new Stopped('malformed', 'points into a part of its heap that is not there', block)
      if (row < directRows) return child + (offset - start)
      block = child
      // An indirect block covers as much as a direct one of its row would.
      rows = Math.log2(this.rowBlock(row)) - Math.log2(heap.startBlock * heap.width) + 1
    }
    throw new Stopped('malformed', 'has a fractal heap that is too deep', heap.address)
  }

  private rowBlock(row: number): number {
    return row === 0 ? this.heap.startBlock : this.heap.startBlock * 2 ** (row - 1)
  }

  private async hugeObject(id: Fields): Promise<{ data: Uint8Array; address: number }> {
    const { heap, file } = this
    if (heap.filtered) throw new Stopped('unsupported', 'has a compressed fractal heap', heap.address)
    // An id with room for address and length holds them; a shorter one is a key of a tree.
    if (heap.idLength - 1 >= file.widths.offset + file.widths.length) {
      const address = id.offset()
      return { data: await file.pages.at(address, id.length()), address }
    }
    this.huge ??= await this.hugeObjects()
    const found = this.huge.get(id.uint(Math.min(heap.idLength - 1, file.widths.length)))
    if (found === undefined) throw new Stopped('malformed', 'points to a large object that is not there', heap.address)
    return { data: await file.pages.at(found.address, found.length), address: found.address }
  }

  private async hugeObjects(): Promise<Map<number, { address: number; length: number }>> {
    const objects = new Map<number, { address: number; length: number }>()
    for await (const record of walkTree(this.file, this.heap.hugeTree)) {
      if (record.type !== 1) throw new Stopped('unsupported', `keeps large objects in a tree of type ${record.type}`, this.heap.hugeTree)
      const fields = new Fields(record.data, this.file.widths, this.heap.hugeTree)
      const address = fields.offset()
      const length = fields.length()
      objects.set(fields.length(), { address, length })
    }
    return objects
  }
}

/** Bytes that it takes to write a number. */
function bytesOf(value: number): number {
  return Math.floor(Math.log2(Math.max(1, value)) / 8) + 1
}
