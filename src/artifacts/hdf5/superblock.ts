// Where an HDF5 file begins within its bytes, and where its root group is (HDF5 file format specification, section II).
import { slice, type Bytes } from '../bytes.js'
import type { Budget } from '../limits.js'
import { Stopped, type Unread } from '../unread.js'
import { Fields, type Widths } from './fields.js'
import { Pages } from './pages.js'

export const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a] as const

/** An opened file: its bytes by address, and what all of its structures share. */
export interface Hdf5 {
  pages: Pages
  widths: Widths
  version: number
  /** Bytes before it, which belong to somebody else. */
  userblock: number
  /** Address of the root group's object header. */
  root: number
  /** Bytes that the file says it has and does not have: the library refuses it. */
  missing: number
  /** Bytes of values that were read so far. */
  held: number
}

export function isSignature(bytes: Uint8Array, at = 0): boolean {
  return signature.every((byte, i) => bytes[at + i] === byte)
}

/** Readers look at 0, 512, 1024, 2048 and so on; null if there is no HDF5 file in it. */
export async function findSignature(content: Bytes): Promise<number | null> {
  for (let at = 0; at + 8 <= content.size; at = at === 0 ? 512 : at * 2) if (isSignature(await content.read(at, 8))) return at
  return null
}

export async function openHdf5(content: Bytes, budget: Budget): Promise<Hdf5> {
  const userblock = await findSignature(content)
  if (userblock === null) throw new Stopped('malformed', 'has no HDF5 signature')
  // Addresses count from the place of the signature.
  const pages = new Pages(slice(content, userblock, content.size - userblock), budget)
  const bytes = await pages.at(0, Math.min(128, pages.size))
  const version = bytes[8] ?? 255
  if (version > 3) throw new Stopped('unsupported', `is HDF5 with a superblock of version ${version}`, userblock + 8)
  const widths = { offset: bytes[version < 2 ? 13 : 9] ?? 0, length: bytes[version < 2 ? 14 : 10] ?? 0 }
  if (![2, 4, 8].includes(widths.offset) || ![2, 4, 8].includes(widths.length)) {
    throw new Stopped('malformed', `has addresses of ${widths.offset} and lengths of ${widths.length} bytes`, userblock)
  }
  const fields = new Fields(bytes, widths, 0)
  fields.skip(version === 0 ? 24 : version === 1 ? 28 : 12)
  // The library takes the place of the signature for the base, whatever the file says, and moves the end with it (H5Fsuper.c).
  const base = fields.offset()
  fields.offset()
  const end = fields.offset() + userblock - base
  // Before version 2: a driver's block, then the entry of the root group with its name first.
  if (version < 2) fields.skip(widths.offset * 2)
  return { pages, widths, version, userblock, root: fields.offset(), missing: Math.max(0, end - content.size), held: 0 }
}

/** Told once, and read on: what is there may be all that matters. */
export function tellMissing(file: Hdf5, unread: Unread[]): void {
  if (file.missing > 0) unread.push({ reason: 'truncated', what: `ends ${file.missing} bytes too early`, member: '' })
}
