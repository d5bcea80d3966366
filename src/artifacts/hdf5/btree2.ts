// B-trees of version 2 (section III.A.2): the records of heaps, links and attributes.
import { Stopped } from '../unread.js'
import { Fields, nowhere } from './fields.js'
import type { Hdf5 } from './superblock.js'

const deepest = 16
const mostRecords = 1_000_000
/** Signature, version, type and checksum of a node. */
const nodeFrame = 10

interface Tree {
  type: number
  nodeSize: number
  recordSize: number
  /** By depth: records that a node holds at most, and bytes that it takes to count all below it. */
  levels: { records: number; countBytes: number }[]
}

/** Every record, in order. */
export async function* walkTree(file: Hdf5, address: number): AsyncIterable<{ type: number; data: Uint8Array }> {
  if (address === nowhere) return
  const fields = new Fields(await file.pages.at(address, 22 + file.widths.offset + file.widths.length), file.widths, address)
  fields.signature('BTHD')
  const version = fields.u8()
  if (version !== 0) throw new Stopped('unsupported', `has a tree of version ${version}`, address)
  const type = fields.u8()
  const nodeSize = fields.u32()
  const recordSize = fields.u16()
  const depth = fields.u16()
  fields.skip(2)
  const root = fields.offset()
  const records = fields.u16()
  if (recordSize === 0 || nodeSize < nodeFrame + recordSize || depth > deepest) {
    throw new Stopped('malformed', 'has a tree of impossible measures', address)
  }
  const tree: Tree = { type, nodeSize, recordSize, levels: levelsOf(file, nodeSize, recordSize, depth) }
  const seen = new Set<number>()
  let given = 0
  const walk = async function* (node: number, count: number, level: number): AsyncIterable<Uint8Array> {
    if (node === nowhere || count === 0) return
    if (seen.has(node)) throw new Stopped('malformed', 'has a tree that goes round in circles', node)
    seen.add(node)
    const body = new Fields(await file.pages.at(node, nodeSize), file.widths, node)
    body.signature(level === 0 ? 'BTLF' : 'BTIN')
    body.skip(2)
    const own: Uint8Array[] = []
    for (let i = 0; i < count; i++) own.push(body.take(recordSize))
    const children = level === 0 ? [] : childrenOf(body, tree, count, level)
    for (const [i, child] of children.entries()) {
      yield* walk(child.address, child.records, level - 1)
      const record = own[i]
      if (record !== undefined) yield record
    }
    if (level === 0) yield* own
  }
  for await (const data of walk(root, records, depth)) {
    given += 1
    if (given > mostRecords) throw new Stopped('limit', `has a tree of more than ${mostRecords} records`, address)
    yield { type, data }
  }
}

function childrenOf(body: Fields, tree: Tree, count: number, level: number): { address: number; records: number }[] {
  const children: { address: number; records: number }[] = []
  for (let i = 0; i <= count; i++) {
    const address = body.offset()
    const records = body.uint(encoded(tree.levels[0]?.records ?? 0))
    if (level > 1) body.skip(tree.levels[level - 1]?.countBytes ?? 0)
    children.push({ address, records })
  }
  return children
}

/** What the library works out in H5B2hdr.c from the node's size: the widths of the counts are not in the file. */
function levelsOf(file: Hdf5, nodeSize: number, recordSize: number, depth: number): Tree['levels'] {
  const leaf = Math.floor((nodeSize - nodeFrame) / recordSize)
  const levels = [{ records: leaf, countBytes: 0 }]
  let all = leaf
  for (let level = 1; level <= depth; level++) {
    const pointer = file.widths.offset + encoded(leaf) + (levels[level - 1]?.countBytes ?? 0)
    const records = Math.floor((nodeSize - nodeFrame - pointer) / (recordSize + pointer))
    if (records < 1) throw new Stopped('malformed', 'has a tree of impossible measures')
    all = Math.min(Number.MAX_SAFE_INTEGER, (records + 1) * all + records)
    levels.push({ records, countBytes: encoded(all) })
  }
  return levels
}

function encoded(most: number): number {
  return Math.floor(Math.log2(Math.max(1, most)) / 8) + 1
}
