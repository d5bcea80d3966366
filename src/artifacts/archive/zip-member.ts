// One member of a zip, unpacked: whatever its flags and checksums say, since loaders do not ask them either.
import { crc32 } from 'node:zlib'
import { bytesOf, slice, type Bytes } from '../bytes.js'
import { Budget } from '../limits.js'
import type { Signs } from '../sign.js'
import { Stopped } from '../unread.js'
import { decoders, type Decoder } from './codings.js'
import { Feed } from './feed.js'
import { Cut, decoded, mostHeld } from './unpack.js'
import { zipLzma } from './lzma.js'
import type { Described } from './zip-directory.js'

export interface Packed extends Described {
  /** Where its bytes begin; null where there is no local header. */
  data: number | null
}

const stored = 0
/** APPNOTE.TXT 4.4.5. */
const methods: ReadonlyMap<number, Decoder> = new Map([[8, decoders.deflate], [12, decoders.bzip2], [14, zipLzma], [93, decoders.zstd], [95, decoders.xz]])

export async function openMember(content: Bytes, member: Packed, budget: Budget, told: { tampering: Signs; bombs: Signs }): Promise<Bytes> {
  if (member.data === null) throw new Stopped('malformed', 'its local header is not where the directory says', member.offset)
  const encrypted = (member.flags & 1) === 1
  if (member.method === stored) return openStored(content, member, member.data, encrypted, told)
  const decoder = methods.get(member.method)
  if (decoder === undefined) throw new Stopped(encrypted ? 'encrypted' : 'unsupported', `compression method ${member.method}`)
  const range = slice(content, member.data, member.packed)
  if (range.size < member.packed) told.tampering.add('a member that ends after the file', { member: member.name, offset: member.offset })
  try {
    const { bytes, used } = await decoded(range, decoder, budget)
    if (encrypted) told.tampering.add('flagged as encrypted, and is not', { member: member.name, offset: member.offset })
    if (bytes.size !== member.size) {
      told.tampering.add('a size that is not its own', { member: member.name, offset: member.offset, detail: `${member.size} declared, ${bytes.size} unpacked` })
    }
    if (used < range.size) told.tampering.add('bytes after the compressed data', { member: member.name, offset: member.data + used, detail: `${range.size - used} bytes` })
    await check(bytes, member, told.tampering)
    return bytes
  } catch (error) {
    if (!(error instanceof Cut)) throw error
    if (error.bomb) told.bombs.add('unpacks to far more than it holds', { member: member.name, detail: `stopped after ${error.before.size} bytes` })
    if (encrypted && !error.bomb) throw new Stopped('encrypted', 'is encrypted')
    throw error
  }
}

async function openStored(content: Bytes, member: Packed, from: number, encrypted: boolean, told: { tampering: Signs }): Promise<Bytes> {
  if (member.size !== member.packed) {
    told.tampering.add('stored, with two sizes', { member: member.name, offset: member.offset, detail: `${member.packed} bytes are said to be ${member.size}` })
  }
  // Readers differ in which of the two sizes they take.
  const size = Math.max(member.packed, member.size)
  const bytes = slice(content, from, size)
  if (bytes.size < size) {
    told.tampering.add('a member that ends after the file', { member: member.name, offset: member.offset })
    throw new Cut('truncated', 'ends after the file', bytes, false, bytes.size)
  }
  const right = await check(bytes, member, told.tampering, encrypted)
  if (!encrypted) return bytes
  if (right === true) {
    told.tampering.add('flagged as encrypted, and is not', { member: member.name, offset: member.offset })
    return bytes
  }
  throw new Cut('encrypted', 'is encrypted', bytes, false)
}

/** Whether the checksum is right; null where finding out costs too much. `quiet`: a wrong one is no sign. */
async function check(bytes: Bytes, member: Packed, tampering: Signs, quiet = false): Promise<boolean | null> {
  if (bytes.size > mostHeld / 8) return null
  let crc = 0
  for (let at = 0; at < bytes.size;) {
    const chunk = await bytes.read(at, Math.min(2 ** 18, bytes.size - at))
    if (chunk.length === 0) break
    crc = crc32(chunk, crc)
    at += chunk.length
  }
  if (crc !== member.crc && !quiet) {
    tampering.add('a wrong checksum', { member: member.name, offset: member.offset, detail: `CRC-32 ${hex(member.crc)} declared, ${hex(crc)} found` })
  }
  return crc === member.crc
}

function hex(crc: number): string {
  return crc.toString(16).padStart(8, '0')
}

/** The first bytes of a member, unpacked as far as those at hand go. */
export async function previewOf(member: Packed, first: Uint8Array, budget: Budget): Promise<Uint8Array> {
  const at = first.subarray(0, Math.max(0, Math.min(first.length, member.packed)))
  if (member.method === stored) return at
  const decoder = methods.get(member.method)
  if (decoder === undefined) return new Uint8Array(0)
  try {
    for await (const chunk of decoder(new Feed(bytesOf(at)), budget)) return chunk
  } catch (error) {
    // Cut off, as was to be expected; whoever opens the member is told the rest.
    if (!(error instanceof Stopped)) throw error
  }
  return new Uint8Array(0)
}
