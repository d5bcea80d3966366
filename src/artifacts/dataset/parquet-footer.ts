// The footer of a Parquet file: schema, row groups, where columns lie, and what writers wrote down beside.
// https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
import type { Bytes } from '../bytes.js'
import type { Budget } from '../limits.js'
import { Stopped } from '../unread.js'
import { kinds, Thrift } from './thrift.js'

/** A text column's chunk in one row group. */
export interface Chunk {
  column: string
  codec: number
  values: number
  /** Where its pages begin, the dictionary's first. */
  from: number
  /** Bytes of all its pages. */
  size: number
  repeated: boolean
  optional: boolean
}

export interface Footer {
  version: number
  rows: number
  writer: string | null
  columns: string[]
  metadata: { key: string; value: string }[]
  rowGroups: { rows: number; texts: Chunk[] }[]
}

const longestFooter = 48 * 2 ** 20
const groupsKept = 10_000
const chunksKept = 200_000

/** Physical type BYTE_ARRAY; converted types and logical types of text, and none at all, which old writers left. */
const byteArray = 6
const textTypes: ReadonlySet<number> = new Set([0, 4, 19])

interface Leaf {
  name: string
  type: number
  text: boolean
  repeated: boolean
  optional: boolean
}

export async function readFooter(content: Bytes, budget: Budget): Promise<Footer> {
  if (content.size < 12) throw new Stopped('truncated', 'is too short for a Parquet file')
  const guess = Math.min(content.size, 65_536)
  const tail = await content.read(content.size - guess, guess)
  const end = new TextDecoder('latin1').decode(tail.subarray(-4))
  if (end === 'PARE') throw new Stopped('encrypted', 'its footer is encrypted')
  if (end !== 'PAR1') throw new Stopped('truncated', 'it does not end as a Parquet file')
  const length = new DataView(tail.buffer, tail.byteOffset, tail.byteLength).getUint32(tail.length - 8, true)
  if (length > content.size - 12) throw new Stopped('malformed', `its footer is said to have ${length} bytes`, content.size - 8)
  if (length > longestFooter) throw new Stopped('limit', `its footer has ${length} bytes`)
  const bytes = length + 8 <= guess ? tail.subarray(guess - 8 - length, guess - 8) : await content.read(content.size - 8 - length, length)
  return parseFooter(bytes, budget)
}

function parseFooter(bytes: Uint8Array, budget: Budget): Footer {
  const thrift = new Thrift(bytes, budget)
  const footer: Footer = { version: 0, rows: 0, writer: null, columns: [], metadata: [], rowGroups: [] }
  let leaves: Leaf[] = []
  let chunks = 0
  thrift.struct((field, kind) => {
    if (field === 1 && kind === kinds.i32) footer.version = thrift.int()
    else if (field === 2 && kind === kinds.list) leaves = schema(thrift)
    else if (field === 3 && kind === kinds.i64) footer.rows = thrift.int()
    else if (field === 4 && kind === kinds.list) {
      thrift.list((_, item) => {
        if (item !== kinds.struct || footer.rowGroups.length >= groupsKept || chunks >= chunksKept) return thrift.skip(item, true)
        const group = rowGroup(thrift, leaves)
        chunks += group.texts.length
        footer.rowGroups.push(group)
      })
    } else if (field === 5 && kind === kinds.list) thrift.list((_, item) => (item === kinds.struct ? keyValue(thrift, footer.metadata) : thrift.skip(item, true)))
    else if (field === 6 && kind === kinds.binary) footer.writer = thrift.text()
    else return false
    return true
  })
  footer.columns = leaves.map(({ name }) => name)
  return footer
}

/** Leaves in order: the schema is a tree written depth first, each node with the number of its children. */
function schema(thrift: Thrift): Leaf[] {
  const leaves: Leaf[] = []
  const open: { path: string; left: number; repeated: boolean; optional: boolean }[] = []
  thrift.list((index, item) => {
    if (item !== kinds.struct) return thrift.skip(item, true)
    const node = { type: -1, repetition: 0, name: '', children: 0, converted: -1, logical: -1 }
    thrift.struct((field, kind) => {
      if (field === 1 && kind === kinds.i32) node.type = thrift.int()
      else if (field === 3 && kind === kinds.i32) node.repetition = thrift.int()
      else if (field === 4 && kind === kinds.binary) node.name = thrift.text()
      else if (field === 5 && kind === kinds.i32) node.children = thrift.int()
      else if (field === 6 && kind === kinds.i32) node.converted = thrift.int()
      else if (field === 10 && kind === kinds.struct) thrift.struct((which) => { node.logical = which; return false })
      else return false
      return true
    })
    const above = open.at(-1)
    const path = index === 0 || above === undefined || above.path === '' ? node.name : `${above.path}.${node.name}`
    const repeated = node.repetition === 2 || above?.repeated === true
    const optional = node.repetition !== 0 || above?.optional === true
    if (above !== undefined) above.left -= 1
    if (node.children > 0) open.push({ path: index === 0 ? '' : path.slice(0, 200), left: node.children, repeated: index > 0 && repeated, optional: index > 0 && optional })
    // Bytes that say they are something else (decimals, BSON) are no text; those that say nothing may be.
    else leaves.push({ name: path.slice(0, 200), type: node.type, text: isText(node), repeated, optional })
    while ((open.at(-1)?.left ?? 1) <= 0) open.pop()
  })
  return leaves
}

/** String, enum or JSON; or bytes that nobody says anything about. */
function isText({ type, logical, converted }: { type: number; logical: number; converted: number }): boolean {
  if (type !== byteArray) return false
  return logical === -1 ? converted === -1 || textTypes.has(converted) : logical === 1 || logical === 4 || logical === 12
}

function rowGroup(thrift: Thrift, leaves: readonly Leaf[]): { rows: number; texts: Chunk[] } {
  const group = { rows: 0, texts: [] as Chunk[] }
  thrift.struct((field, kind) => {
    if (field === 3 && kind === kinds.i64) group.rows = thrift.int()
    else if (field === 1 && kind === kinds.list) {
      thrift.list((index, item) => {
        if (item !== kinds.struct) return thrift.skip(item, true)
        const leaf = leaves[index]
        thrift.struct((part, of) => {
          if (part !== 3 || of !== kinds.struct || leaf?.text !== true) return false
          group.texts.push(columnChunk(thrift, leaf))
          return true
        })
      })
    } else return false
    return true
  })
  return group
}

function columnChunk(thrift: Thrift, leaf: Leaf): Chunk {
  const chunk: Chunk = { column: leaf.name, codec: 0, values: 0, from: 0, size: 0, repeated: leaf.repeated, optional: leaf.optional }
  let dictionary = 0
  thrift.struct((field, kind) => {
    if (field === 4 && kind === kinds.i32) chunk.codec = thrift.int()
    else if (field === 5 && kind === kinds.i64) chunk.values = thrift.int()
    else if (field === 7 && kind === kinds.i64) chunk.size = thrift.int()
    else if (field === 9 && kind === kinds.i64) chunk.from = thrift.int()
    else if (field === 11 && kind === kinds.i64) dictionary = thrift.int()
    else return false
    return true
  })
  if (dictionary >= 4 && dictionary < chunk.from) chunk.from = dictionary
  return chunk
}

const metadataKept = 1000

function keyValue(thrift: Thrift, into: { key: string; value: string }[]): void {
  const one = { key: '', value: '' }
  thrift.struct((field, kind) => {
    if (kind !== kinds.binary || field > 2) return false
    if (field === 1) one.key = thrift.text()
    else one.value = thrift.text()
    return true
  })
  if (into.length < metadataKept) into.push(one)
}
