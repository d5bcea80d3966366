// An object header: the messages that say what a group or dataset is (section IV.A), in both of their versions.
import { Stopped } from '../unread.js'
import { Fields, nowhere } from './fields.js'
import type { Hdf5 } from './superblock.js'

export interface Message {
  type: number
  data: Uint8Array
  /** Address of the data. */
  address: number
  /** The data are elsewhere, and these bytes say where. */
  shared: boolean
}

export const messageType = {
  linkInfo: 0x02, datatype: 0x03, link: 0x06, externalFiles: 0x07, layout: 0x08, attribute: 0x0c, continuation: 0x10, symbolTable: 0x11,
  attributeInfo: 0x15,
} as const

const mostBlocks = 10_000
const mostMessages = 200_000
const isShared = 0x02

interface Block {
  address: number
  length: number
}

export async function readObjectHeader(file: Hdf5, address: number): Promise<Message[]> {
  if (address === nowhere) throw new Stopped('malformed', 'points to an object that is nowhere')
  const start = await file.pages.at(address, Math.min(40, file.pages.size - address))
  return start[0] === 0x4f ? await readSecond(file, address, start) : await readFirst(file, address, start)
}

async function readFirst(file: Hdf5, address: number, start: Uint8Array): Promise<Message[]> {
  const head = new Fields(start, file.widths, address)
  const version = head.u8()
  if (version !== 1) throw new Stopped('malformed', `has an object header of version ${version}`, address)
  head.skip(7)
  const blocks: Block[] = [{ address: address + 16, length: head.u32() }]
  const messages: Message[] = []
  for (const block of blocks) {
    const fields = new Fields(await file.pages.at(block.address, block.length), file.widths, block.address)
    while (fields.left >= 8) {
      const type = fields.u16()
      const size = fields.u16()
      const flags = fields.u8()
      fields.skip(3)
      keep(file, { type, address: block.address + fields.at, data: fields.take(size), shared: (flags & isShared) !== 0 }, messages, blocks)
    }
  }
  return messages
}

async function readSecond(file: Hdf5, address: number, start: Uint8Array): Promise<Message[]> {
  const head = new Fields(start, file.widths, address)
  head.signature('OHDR')
  const version = head.u8()
  if (version !== 2) throw new Stopped('unsupported', `has an object header of version ${version}`, address)
  const flags = head.u8()
  if ((flags & 0x20) !== 0) head.skip(16)
  if ((flags & 0x10) !== 0) head.skip(4)
  const length = head.uint(1 << (flags & 3))
  const hasOrder = (flags & 4) !== 0
  const blocks: (Block & { first?: true })[] = [{ address: address + head.at, length, first: true }]
  const messages: Message[] = []
  for (const block of blocks) {
    const all = await file.pages.at(block.address, block.length)
    // A continued block has a signature before its messages and a checksum behind them.
    const fields = new Fields(block.first === true ? all : all.subarray(0, Math.max(0, all.length - 4)), file.widths, block.address)
    if (block.first !== true) fields.signature('OCHK')
    const smallest = hasOrder ? 6 : 4
    while (fields.left >= smallest) {
      const type = fields.u8()
      const size = fields.u16()
      const flag = fields.u8()
      if (hasOrder) fields.skip(2)
      keep(file, { type, address: block.address + fields.at, data: fields.take(size), shared: (flag & isShared) !== 0 }, messages, blocks)
    }
  }
  return messages
}

function keep(file: Hdf5, message: Message, messages: Message[], blocks: Block[]): void {
  if (messages.length >= mostMessages) throw new Stopped('limit', `has more than ${mostMessages} messages in one object`, message.address)
  if (message.type !== messageType.continuation) {
    messages.push(message)
    return
  }
  const fields = new Fields(message.data, file.widths, message.address)
  const address = fields.offset()
  const length = fields.length()
  // Blocks that point at each other would never end.
  if (blocks.length >= mostBlocks || blocks.some((block) => block.address === address)) {
    throw new Stopped('malformed', 'has an object header that goes round in circles', message.address)
  }
  blocks.push({ address, length })
}
