// Constants that are something of their own: pickles, archives, programs, as they are or written in base64 or hexadecimal.
import type { Bytes } from '../bytes.js'
import { looksLikePickle } from './probe.js'

/** How the constant is written: `text` holds bytes as the letters of Latin-1. */
export type Coding = 'raw' | 'text' | 'base64' | 'hex'

export interface Hidden {
  /** Where the constant's data starts in the file. */
  from: number
  length: number
  coding: Coding
  /** A loader is called with it: what it holds runs. */
  loaded: boolean
}

const probed = 4096

export function hidesBytes(chunk: Uint8Array, from: number, length: number): Coding | null {
  const head = chunk.subarray(from, Math.min(from + length, from + probed))
  // What the window does not show is looked at later.
  if (head.length < Math.min(length, 64)) return 'raw'
  if (looksLikePickle(head) || fileKind(head) !== null) return 'raw'
  return written(head)
}

export function hidesText(chunk: Uint8Array, from: number, length: number): Coding | null {
  const first = chunk[from]
  if (first === undefined || from + Math.min(length, 64) > chunk.length) return 'text'
  // PROTO is U+0080; `PK`, `\x7fELF`, `MZ` and the letters of text-protocol pickles are what they are.
  if ((first === 0xc2 && chunk[from + 1] === 0x80) || first === 0x7f || (first === 0x50 && chunk[from + 1] === 0x4b && chunk[from + 2] === 3)) return 'text'
  const coding = written(chunk.subarray(from, Math.min(from + length, from + probed)))
  if (coding !== null) return coding
  if ((first === 0x63 || first === 0x28) && looksLikePickle(letters(chunk.subarray(from, Math.min(from + length, from + probed))))) return 'text'
  return null
}

const alphabet = new Uint8Array(256)
for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=') alphabet[letter.charCodeAt(0)] = 1
const hexadecimal = new Uint8Array(256)
for (const letter of '0123456789abcdefABCDEF') hexadecimal[letter.charCodeAt(0)] = 1

/** Base64 or hexadecimal that holds a pickle or a file. */
function written(head: Uint8Array): Coding | null {
  if (head.length < 20) return null
  for (let i = 0; i < 20; i++) if (alphabet[head[i] ?? 0] !== 1) return null
  let hex = true
  for (let i = 0; i < head.length && hex; i++) hex = hexadecimal[head[i] ?? 0] === 1
  if (hex) {
    const bytes = decoded(head, 'hex')
    if (looksLikePickle(bytes) || fileKind(bytes) !== null) return 'hex'
  }
  const bytes = decoded(head, 'base64')
  return looksLikePickle(bytes) || fileKind(bytes) !== null ? 'base64' : null
}

function decoded(data: Uint8Array, coding: 'base64' | 'hex'): Uint8Array {
  const text = new TextDecoder('latin1').decode(data)
  if (coding === 'hex') return Uint8Array.from({ length: text.length >> 1 }, (_, i) => Number.parseInt(text.slice(2 * i, 2 * i + 2), 16))
  const out = new Uint8Array(Math.floor((text.length * 3) / 4))
  let size = 0
  let bits = 0
  let held = 0
  for (const letter of data) {
    const six = sixBits[letter] ?? 64
    if (six === 64) continue
    held = (held << 6) | six
    bits += 6
    if (bits < 8) continue
    bits -= 8
    out[size++] = (held >> bits) & 255
    held &= (1 << bits) - 1
  }
  return out.subarray(0, size)
}
const sixBits = new Uint8Array(256).fill(64)
for (const [six, letter] of Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/').entries()) sixBits[letter.charCodeAt(0)] = six
sixBits[0x2d] = 62
sixBits[0x5f] = 63

const magics: readonly (readonly [string, readonly number[]])[] = [
  ['zip archive', [0x50, 0x4b, 3, 4]], ['gzip data', [0x1f, 0x8b, 8]], ['bzip2 data', [0x42, 0x5a, 0x68]], ['xz data', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['Zstandard data', [0x28, 0xb5, 0x2f, 0xfd]], ['7z archive', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ['ELF program', [0x7f, 0x45, 0x4c, 0x46]], ['Mach-O program', [0xcf, 0xfa, 0xed, 0xfe]], ['Mach-O program', [0xca, 0xfe, 0xba, 0xbe]],
  ['WebAssembly program', [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]],
  // A code object of Python 3.8 and later: its type with the reference flag, then argument counts that are small.
  ['marshalled code', [0xe3, 0, 0, 0, 0, 0, 0, 0, 0]],
]

/** What file the bytes begin, other than a pickle. */
export function fileKind(head: Uint8Array): string | null {
  for (const [kind, magic] of magics) {
    if (head.length >= 24 && magic.every((byte, i) => head[i] === byte)) return kind
  }
  if (head[0] === 0x4d && head[1] === 0x5a && head.length >= 0x44) {
    const at = (head[0x3c] ?? 0) | ((head[0x3d] ?? 0) << 8)
    if (head[at] === 0x50 && head[at + 1] === 0x45 && head[at + 2] === 0 && head[at + 3] === 0) return 'Windows program'
  }
  return null
}

export function isArchive(kind: string): boolean {
  return kind.endsWith('archive') || kind.endsWith('data')
}

/** Bytes of a constant that is not read where it stands but decoded as a whole. */
export const mostDecoded = 2 ** 22

/** The bytes a constant stands for; null when it is too long to be decoded. */
export async function contentOf(file: Bytes, { from, length, coding }: Hidden): Promise<Bytes | null> {
  if (coding === 'raw') return { size: length, read: (offset, count) => file.read(from + offset, Math.max(0, Math.min(count, length - offset))) }
  if (length > mostDecoded) return null
  const data = await file.read(from, length)
  const bytes = coding === 'text' ? letters(data) : decoded(data, coding)
  return { size: bytes.length, read: (offset, count) => bytes.subarray(offset, Math.min(bytes.length, offset + count)) }
}

/** Each character as one byte, as Latin-1 has them. */
function letters(data: Uint8Array): Uint8Array {
  const text = new TextDecoder().decode(data)
  return Uint8Array.from(text, (letter) => (letter.codePointAt(0) ?? 0) & 255)
}
