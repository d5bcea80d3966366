// Links of an HDF5 group, however it keeps them: in its header, in a heap with a tree of names, or in the old symbol tables.
import { Stopped } from '../unread.js'
import { walkTree } from './btree2.js'
import { Fields, nowhere, utf8 } from './fields.js'
import { FractalHeap } from './fractal-heap.js'
import { messageType, type Message } from './object-header.js'
import type { Hdf5 } from './superblock.js'

/** `target`: an object's address; a path in this file; a path in another file. */
export type Link =
  | { kind: 'hard'; name: string; target: number }
  | { kind: 'soft'; name: string; target: string; address: number }
  | { kind: 'external'; name: string; file: string; target: string; address: number }
  | { kind: 'other'; name: string; type: number; address: number }

const mostLinks = 1_000_000
const deepest = 32

export async function* linksOf(file: Hdf5, messages: readonly Message[]): AsyncIterable<Link> {
  for (const message of messages) {
    if (message.type === messageType.link) yield link(file, message.data, message.address)
    if (message.type === messageType.linkInfo) yield* dense(file, message)
    if (message.type === messageType.symbolTable) yield* symbols(file, message)
  }
}

function link(file: Hdf5, data: Uint8Array, address: number): Link {
  const fields = new Fields(data, file.widths, address)
  const version = fields.u8()
  if (version !== 1) throw new Stopped('unsupported', `has a link of version ${version}`, address)
  const flags = fields.u8()
  const type = (flags & 8) !== 0 ? fields.u8() : 0
  if ((flags & 4) !== 0) fields.skip(8)
  if ((flags & 16) !== 0) fields.skip(1)
  const name = utf8(fields.take(fields.uint(1 << (flags & 3))))
  if (type === 0) return { kind: 'hard', name, target: fields.offset() }
  const value = new Fields(fields.take(fields.u16()), file.widths, address + fields.at)
  if (type === 1) return { kind: 'soft', name, target: utf8(value.bytes), address }
  if (type !== 64) return { kind: 'other', name, type, address }
  value.u8()
  return { kind: 'external', name, file: value.text(), target: value.text(), address }
}

async function* dense(file: Hdf5, { data, address }: Message): AsyncIterable<Link> {
  const fields = new Fields(data, file.widths, address)
  fields.u8()
  if ((fields.u8() & 1) !== 0) fields.skip(8)
  const heapAddress = fields.offset()
  const tree = fields.offset()
  if (heapAddress === nowhere) return
  const heap = await FractalHeap.open(file, heapAddress)
  for await (const record of walkTree(file, tree)) {
    if (record.type !== 5) throw new Stopped('unsupported', `keeps links in a tree of type ${record.type}`, tree)
    // A hash of four bytes, then an id of seven.
    const object = await heap.object(record.data.subarray(4, 11), tree)
    yield link(file, object.data, object.address)
  }
}

/** Groups of the first format: a tree whose leaves are tables, names in a heap beside it. */
async function* symbols(file: Hdf5, message: Message): AsyncIterable<Link> {
  const fields = new Fields(message.data, file.widths, message.address)
  const tree = fields.offset()
  const heap = new Fields(await file.pages.at(fields.offset(), 8 + 2 * file.widths.length + file.widths.offset), file.widths, message.address)
  heap.signature('HEAP')
  heap.skip(4)
  const size = heap.length()
  heap.length()
  const names = { address: heap.offset(), size }
  let given = 0
  for await (const table of tablesOf(file, tree)) {
    for (const one of table) {
      given += 1
      if (given > mostLinks) throw new Stopped('limit', `has a group of more than ${mostLinks} links`, message.address)
      yield await symbol(file, names, one)
    }
  }
}

interface Symbol {
  name: number
  header: number
  soft: number | null
  address: number
}

async function* tablesOf(file: Hdf5, root: number): AsyncIterable<Symbol[]> {
  const { offset, length } = file.widths
  const open: { node: number; depth: number }[] = [{ node: root, depth: 0 }]
  const seen = new Set<number>()
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, depth } = next
    if (seen.has(node) || depth > deepest) throw new Stopped('malformed', 'has a group whose tree goes round in circles', node)
    seen.add(node)
    const head = new Fields(await file.pages.at(node, 8 + 2 * offset), file.widths, node)
    const letters = utf8(head.take(4))
    if (letters === 'SNOD') {
      yield await tableOf(file, node)
      continue
    }
    if (letters !== 'TREE') throw new Stopped('malformed', 'has a group with a tree that is none', node)
    if (head.u8() !== 0) throw new Stopped('malformed', 'has a group with the tree of a dataset', node)
    head.u8()
    const used = head.u16()
    const body = new Fields(await file.pages.at(node + 8 + 2 * offset, used * (offset + length) + length), file.widths, node)
    const children: number[] = []
    for (let i = 0; i < used; i++) {
      body.length()
      children.push(body.offset())
    }
    for (const child of children.toReversed()) open.push({ node: child, depth: depth + 1 })
  }
}

async function tableOf(file: Hdf5, address: number): Promise<Symbol[]> {
  const { offset } = file.widths
  const head = new Fields(await file.pages.at(address, 8), file.widths, address)
  head.skip(6)
  const count = head.u16()
  const size = 2 * offset + 24
  const body = new Fields(await file.pages.at(address + 8, count * size), file.widths, address + 8)
  const symbols: Symbol[] = []
  for (let i = 0; i < count; i++) {
    const at = address + 8 + body.at
    const name = body.offset()
    const header = body.offset()
    const cache = body.u32()
    body.skip(4)
    const scratch = new Fields(body.take(16), file.widths, at)
    symbols.push({ name, header, soft: cache === 2 ? scratch.u32() : null, address: at })
  }
  return symbols
}

async function symbol(file: Hdf5, names: { address: number; size: number }, { name, header, soft, address }: Symbol): Promise<Link> {
  const title = await heapText(file, names, name)
  if (soft === null) return { kind: 'hard', name: title, target: header }
  return { kind: 'soft', name: title, target: await heapText(file, names, soft), address }
}

async function heapText(file: Hdf5, names: { address: number; size: number }, at: number): Promise<string> {
  if (at < 0 || at >= names.size) throw new Stopped('malformed', 'has a name outside its heap', names.address)
  const text = new Fields(await file.pages.at(names.address + at, Math.min(names.size - at, 4096)), file.widths, names.address)
  return text.text()
}
