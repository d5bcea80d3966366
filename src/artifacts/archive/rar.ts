// RAR archives, 4 and 5: the names, and what is stored as it is. Packed content has no decoder of ours, and is told so.
import { slice, type Bytes } from '../bytes.js'
import type { Budget } from '../limits.js'
import { Stopped, type Unread } from '../unread.js'
import { escape, folded, linkEscape } from './names.js'
import { containerSigns, type ContainerSigns } from './signs.js'

export interface RarMember {
  name: string
  size: number
  directory: boolean
  open(): Promise<Bytes>
}

export interface Rar extends ContainerSigns {
  members: RarMember[]
  unread: Unread[]
}

interface Found {
  name: string
  size: number
  packed: number
  stored: boolean
  encrypted: boolean
  directory: boolean
  target: string | null
}

type Block = { kind: 'file'; file: Found; header: number; data: number } | { kind: 'other' | 'end' | 'encrypted'; header: number; data: number }

export function looksLikeRar(head: Uint8Array): boolean {
  return [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07].every((byte, i) => head[i] === byte) && (head[6] === 0 || (head[6] === 1 && head[7] === 0))
}

/** Throws `Stopped` when it is none. */
export async function openRar(content: Bytes, budget: Budget): Promise<Rar> {
  const head = await content.read(0, Math.min(8, content.size))
  if (!looksLikeRar(head)) throw new Stopped('malformed', 'is no RAR archive', 0)
  const five = head[6] === 1
  const rar: Rar = { members: [], ...containerSigns(), unread: [] }
  const names = new Map<string, string>()
  for (let at = five ? 8 : 7; at < content.size;) {
    budget.tick()
    if (rar.members.length >= budget.limits.members) {
      rar.bombs.add(`more than ${budget.limits.members} members`)
      rar.unread.push({ reason: 'limit', what: `more than ${budget.limits.members} members`, member: '', offset: at })
      break
    }
    const bytes = await content.read(at, Math.min(65_536 + 64, content.size - at))
    const block = five ? block5(bytes) : block4(bytes)
    if (block === null) {
      rar.unread.push({ reason: 'malformed', what: 'a RAR header is broken', member: '', offset: at })
      break
    }
    if (block.kind === 'encrypted') {
      rar.unread.push({ reason: 'encrypted', what: 'names are encrypted', member: '', offset: at })
      break
    }
    if (block.kind === 'end') break
    if (block.kind === 'file') add(rar, names, content, block.file, at + block.header)
    at += block.header + block.data
  }
  return rar
}

function add(rar: Rar, names: Map<string, string>, content: Bytes, file: Found, from: number): void {
  const { name, size, packed, directory } = file
  rar.members.push({
    name, size, directory,
    open: () => {
      if (file.encrypted) return Promise.reject(new Stopped('encrypted', 'is encrypted'))
      if (!file.stored) return Promise.reject(new Stopped('unsupported', 'is packed by RAR'))
      const bytes = slice(content, from, packed)
      return bytes.size < packed ? Promise.reject(new Stopped('truncated', 'ends after the file', bytes.size)) : Promise.resolve(bytes)
    },
  })
  const why = escape(name)
  if (why !== null) rar.escapes.add(name, { member: name, offset: from, detail: why })
  const leads = file.target === null ? null : linkEscape(name, file.target, false)
  if (leads !== null) rar.escapes.add(file.target ?? '', { member: name, offset: from, detail: leads })
  if (directory) return
  const other = names.get(folded(name))
  if (other === undefined) names.set(folded(name), name)
  else rar.duplicates.add(name, { member: name, offset: from, detail: other === name ? 'the same name again' : `${other}, where capitals and slashes do not count` })
}

/** RAR 4 (technote.txt of its time). */
function block4(bytes: Uint8Array): Block | null {
  if (bytes.length < 7) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [type, flags, header] = [bytes[2] ?? 0, view.getUint16(3, true), view.getUint16(5, true)]
  if (type < 0x72 || type > 0x7b || header < 7 || header > bytes.length) return null
  if (type === 0x7b) return { kind: 'end', header, data: 0 }
  if (type === 0x73 && (flags & 0x80) !== 0) return { kind: 'encrypted', header, data: 0 }
  if (type !== 0x74 || header < 32) return { kind: 'other', header, data: (flags & 0x80_00) !== 0 && header >= 11 ? view.getUint32(7, true) : 0 }
  const large = (flags & 0x1_00) !== 0 && header >= 40
  const packed = view.getUint32(7, true) + (large ? view.getUint32(32, true) * 2 ** 32 : 0)
  const size = view.getUint32(11, true) + (large ? view.getUint32(36, true) * 2 ** 32 : 0)
  const nameAt = large ? 40 : 32
  const raw = bytes.subarray(nameAt, Math.min(header, nameAt + view.getUint16(26, true)))
  const zero = raw.indexOf(0)
  // With the Unicode flag a packed form follows the plain one.
  const name = new TextDecoder().decode((flags & 0x2_00) !== 0 && zero !== -1 ? raw.subarray(0, zero) : raw).replaceAll('\\', '/')
  const directory = (flags & 0xe0) === 0xe0
  return { kind: 'file', file: { name, size, packed, stored: bytes[25] === 0x30, encrypted: (flags & 4) !== 0, directory, target: null }, header, data: packed }
}

/** RAR 5 (rarlab.com/technote.htm). */
function block5(bytes: Uint8Array): Block | null {
  const read = new Vints(bytes, 4)
  const size = read.next()
  const header = read.at + size
  if (size < 2 || header > bytes.length || !Number.isSafeInteger(header)) return null
  const type = read.next()
  const flags = read.next()
  const extra = (flags & 1) === 0 ? 0 : read.next()
  const data = (flags & 2) === 0 ? 0 : read.next()
  if (!Number.isSafeInteger(data)) return null
  if (type === 4) return { kind: 'encrypted', header, data }
  if (type === 5) return { kind: 'end', header, data }
  if (type !== 2) return { kind: 'other', header, data }
  const fileFlags = read.next()
  const unpacked = read.next()
  read.next()
  read.at += ((fileFlags & 2) === 0 ? 0 : 4) + ((fileFlags & 4) === 0 ? 0 : 4)
  const compression = read.next()
  read.next()
  const length = read.next()
  const name = new TextDecoder().decode(bytes.subarray(read.at, Math.min(header, read.at + length)))
  const { encrypted, target } = extras(bytes.subarray(Math.max(0, header - extra), header))
  const file = { name, size: unpacked, packed: data, stored: ((compression >> 7) & 7) === 0, encrypted, directory: (fileFlags & 1) !== 0, target }
  return { kind: 'file', file, header, data }
}

function extras(bytes: Uint8Array): { encrypted: boolean; target: string | null } {
  const read = new Vints(bytes, 0)
  const found: { encrypted: boolean; target: string | null } = { encrypted: false, target: null }
  while (read.at < bytes.length) {
    const size = read.next()
    const end = read.at + size
    if (size === 0 || end > bytes.length) break
    const type = read.next()
    if (type === 1) found.encrypted = true
    if (type === 5) {
      read.next()
      read.next()
      const length = read.next()
      found.target = new TextDecoder().decode(bytes.subarray(read.at, Math.min(end, read.at + length)))
    }
    read.at = end
  }
  return found
}

/** Numbers of RAR 5: seven bits a byte, the lowest first. */
class Vints {
  constructor(private readonly bytes: Uint8Array, public at: number) {}

  next(): number {
    let value = 0
    for (let i = 0; i < 8; i++) {
      const byte = this.bytes[this.at++] ?? 0
      value += (byte & 127) * 2 ** (7 * i)
      if (byte < 128) break
    }
    return value
  }
}
