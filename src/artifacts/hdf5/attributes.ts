// Attributes of HDF5 objects (section IV.A.2.m): texts and numbers as values, all else by name only.
import { Stopped } from '../unread.js'
import { walkTree } from './btree2.js'
import { Fields, nowhere, utf8 } from './fields.js'
import { FractalHeap } from './fractal-heap.js'
import { heapObject } from './global-heap.js'
import { messageType, readObjectHeader, type Message } from './object-header.js'
import type { Hdf5 } from './superblock.js'

export type Value = string | number | bigint | Value[]

export interface Attribute {
  name: string
  /** Null for what is neither text nor number. */
  value: Value | null
  /** Address of the value's bytes. */
  address: number
}

interface Datatype {
  kind: 'integer' | 'float' | 'text' | 'long text' | 'other'
  size: number
  signed: boolean
  bigEndian: boolean
}

const mostItems = 100_000
const mostHeld = 2 ** 26
const classOf = { integer: 0, float: 1, text: 3, variable: 9 } as const

export async function* attributesOf(file: Hdf5, messages: readonly Message[]): AsyncIterable<Attribute> {
  for (const message of messages) {
    if (message.type === messageType.attribute) yield await parse(file, message)
    if (message.type === messageType.attributeInfo) yield* dense(file, message)
  }
}

/** Objects with many attributes keep them in a heap, with a tree of their names. */
async function* dense(file: Hdf5, { data, address }: Message): AsyncIterable<Attribute> {
  const fields = new Fields(data, file.widths, address)
  fields.u8()
  if ((fields.u8() & 1) !== 0) fields.skip(2)
  const heapAddress = fields.offset()
  const tree = fields.offset()
  if (heapAddress === nowhere) return
  const heap = await FractalHeap.open(file, heapAddress)
  for await (const record of walkTree(file, tree)) {
    if (record.type !== 8) throw new Stopped('unsupported', `keeps attributes in a tree of type ${record.type}`, tree)
    // An id of eight bytes, then the message's flags.
    const object = await heap.object(record.data.subarray(0, 8), tree)
    yield await parse(file, {
      type: messageType.attribute, data: object.data, address: object.address, shared: ((record.data[8] ?? 0) & 2) !== 0,
    })
  }
}

async function parse(file: Hdf5, { data, address, shared }: Message): Promise<Attribute> {
  if (shared) throw new Stopped('unsupported', 'has an attribute that several objects share', address)
  const fields = new Fields(data, file.widths, address)
  const version = fields.u8()
  if (version < 1 || version > 3) throw new Stopped('unsupported', `has an attribute of version ${version}`, address)
  const flags = version === 1 ? (fields.u8(), 0) : fields.u8()
  const [nameSize, typeSize, spaceSize] = [fields.u16(), fields.u16(), fields.u16()]
  if (version === 3) fields.u8()
  // Version 1 fills each part up to eight bytes.
  const part = (size: number): Uint8Array => {
    const bytes = fields.take(size)
    if (version === 1) fields.skip(Math.min(fields.left, Math.ceil(size / 8) * 8 - size))
    return bytes
  }
  const name = utf8(part(nameSize)).replace(/\0.*$/s, '')
  const typeBytes = part(typeSize)
  const spaceBytes = part(spaceSize)
  const at = address + fields.at
  if ((flags & 2) !== 0) throw new Stopped('unsupported', `keeps the shape of attribute ${name} elsewhere`, address)
  const type = (flags & 1) !== 0 ? await committed(file, typeBytes, address) : datatype(typeBytes, file, address)
  const items = count(new Fields(spaceBytes, file.widths, address))
  if (type.kind === 'other') return { name, value: null, address: at }
  if (items.all > mostItems) throw new Stopped('limit', `has an attribute of ${items.all} values`, address)
  const values: Value[] = []
  let where = at
  for (let i = 0; i < items.all; i++) {
    file.pages.tick()
    const one = await value(file, type, fields)
    if (one.address !== null) where = one.address
    values.push(one.value)
  }
  const [only] = values
  return { name, value: items.scalar ? only ?? null : values, address: where }
}

/** A type that stands in the file under a name of its own. */
async function committed(file: Hdf5, bytes: Uint8Array, address: number): Promise<Datatype> {
  const fields = new Fields(bytes, file.widths, address)
  const version = fields.u8()
  const kind = fields.u8()
  if (version === 1) fields.skip(6)
  if (version === 3 && kind === 1) throw new Stopped('unsupported', 'keeps the type of an attribute in a shared heap', address)
  const messages = await readObjectHeader(file, fields.offset())
  const message = messages.find(({ type }) => type === messageType.datatype)
  if (message === undefined) throw new Stopped('malformed', 'points to a type that is none', address)
  return datatype(message.data, file, message.address)
}

function datatype(bytes: Uint8Array, file: Hdf5, address: number): Datatype {
  const fields = new Fields(bytes, file.widths, address)
  const cls = fields.u8() & 0x0f
  const bits = fields.u8()
  fields.skip(2)
  const size = fields.u32()
  const type = (kind: Datatype['kind']): Datatype => ({ kind, size, signed: (bits & 8) !== 0, bigEndian: (bits & 1) !== 0 })
  if (cls === classOf.integer && size >= 1 && size <= 8) return type('integer')
  if (cls === classOf.float && [4, 8].includes(size)) return type('float')
  if (cls === classOf.text) return type('text')
  return type(cls === classOf.variable && (bits & 0x0f) === 1 ? 'long text' : 'other')
}

function count(fields: Fields): { all: number; scalar: boolean } {
  const version = fields.u8()
  if (version < 1 || version > 2) throw new Stopped('unsupported', `has a dataspace of version ${version}`, fields.address)
  const rank = fields.u8()
  fields.u8()
  const kind = fields.u8()
  if (version === 1) fields.skip(4)
  if (version === 2 && kind === 2) return { all: 0, scalar: true }
  let all = 1
  for (let i = 0; i < rank; i++) all *= fields.length()
  return { all, scalar: rank === 0 }
}

/** Many attributes may point to the same large value: each of them would hold it. */
function hold(file: Hdf5, bytes: number, address: number): void {
  file.held += bytes
  if (file.held > mostHeld) throw new Stopped('limit', `has attributes of more than ${mostHeld} bytes`, address)
}

async function value(file: Hdf5, type: Datatype, fields: Fields): Promise<{ value: Value; address: number | null }> {
  if (type.kind === 'long text') {
    const size = fields.u32()
    const address = fields.offset()
    const index = fields.u32()
    if (address === nowhere || address === 0) return { value: '', address: null }
    const object = await heapObject(file, address, index)
    hold(file, object.data.length, object.address)
    return { value: utf8(object.data.subarray(0, size)).replace(/\0+$/, ''), address: object.address }
  }
  const bytes = fields.take(type.size)
  hold(file, bytes.length, fields.address)
  if (type.kind === 'text') return { value: utf8(bytes).replace(/\0.*$/s, ''), address: null }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (type.kind === 'float') {
    return { value: type.size === 4 ? view.getFloat32(0, !type.bigEndian) : view.getFloat64(0, !type.bigEndian), address: null }
  }
  let whole = 0n
  for (let i = 0; i < type.size; i++) whole = (whole << 8n) | BigInt(view.getUint8(type.bigEndian ? i : type.size - 1 - i))
  if (type.signed) whole = BigInt.asIntN(type.size * 8, whole)
  return { value: Number.isSafeInteger(Number(whole)) ? Number(whole) : whole, address: null }
}
