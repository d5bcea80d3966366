// What the first bytes of a file give away, whatever its name says: containers that carry code, programs, scripts.
import type { Bytes } from '../bytes.js'

export interface Carrier {
  /** In words, such as `a Windows program`. */
  what: string
  /** Runs by itself, without anybody loading it. */
  runs: boolean
}

const magics: readonly (Carrier & { bytes: readonly number[] })[] = [
  { what: 'a zip archive', runs: false, bytes: [0x50, 0x4b, 3, 4] },
  { what: 'an empty zip archive', runs: false, bytes: [0x50, 0x4b, 5, 6] },
  { what: 'a 7z archive', runs: false, bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
  { what: 'a RAR archive', runs: false, bytes: [0x52, 0x61, 0x72, 0x21, 0x1a, 7] },
  { what: 'a Linux program (ELF)', runs: true, bytes: [0x7f, 0x45, 0x4c, 0x46] },
  { what: 'a WebAssembly program', runs: true, bytes: [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0] },
  { what: 'a macOS program (Mach-O)', runs: true, bytes: [0xcf, 0xfa, 0xed, 0xfe] },
  { what: 'a macOS program (Mach-O)', runs: true, bytes: [0xce, 0xfa, 0xed, 0xfe] },
  { what: 'a macOS program (Mach-O)', runs: true, bytes: [0xfe, 0xed, 0xfa, 0xcf] },
  { what: 'a macOS program (Mach-O)', runs: true, bytes: [0xfe, 0xed, 0xfa, 0xce] },
  // https://justine.lol/ape.html: one file that shells, Windows and Linux all run.
  { what: 'a program for every system (APE)', runs: true, bytes: [0x4d, 0x5a, 0x71, 0x46, 0x70, 0x44] },
]

/** What carries or is code in a file; null for all else. Pickles are told by their own engine. */
export async function carrierOf(content: Bytes, head: Uint8Array): Promise<Carrier | null> {
  for (const one of magics) if (startsWith(head, one.bytes)) return { what: one.what, runs: one.runs }
  if (await isPortableExecutable(content, head)) return { what: 'a Windows program', runs: true }
  if (isFatMachO(head)) return { what: 'a macOS program (Mach-O)', runs: true }
  const script = scriptOf(head)
  return script === null ? null : { what: script, runs: true }
}

/** `MZ` alone begins many a text; with a header where it points to, it is a program. */
async function isPortableExecutable(content: Bytes, head: Uint8Array): Promise<boolean> {
  if (!startsWith(head, [0x4d, 0x5a]) || head.length < 64) return false
  const at = u32(head, 60)
  if (at < 4 || at + 4 > content.size) return false
  const found = at + 4 <= head.length ? head.subarray(at, at + 4) : await content.read(at, 4)
  return startsWith(found, [0x50, 0x45, 0, 0])
}

/** Java classes share the magic number: theirs is followed by a version of 45 or more, this by a count of programs. */
function isFatMachO(head: Uint8Array): boolean {
  return startsWith(head, [0xca, 0xfe, 0xba, 0xbe, 0, 0, 0]) && (head[7] ?? 255) > 0 && (head[7] ?? 255) < 32
}

function scriptOf(head: Uint8Array): string | null {
  const first = new TextDecoder().decode(head.subarray(0, 128))
  const line = /^\uFEFF?#![ \t]*(\/[^\r\n]*)/.exec(first)?.[1]
  if (line !== undefined) {
    const [path = '', ...rest] = line.trim().split(/\s+/)
    const named = path.endsWith('/env') ? rest.find((word) => !word.startsWith('-')) ?? path : path
    return `a script for ${named.slice(named.lastIndexOf('/') + 1)}`
  }
  if (/^\uFEFF?<\?php\b/.test(first)) return 'a PHP script'
  return /^\uFEFF?@echo off\b/i.test(first) ? 'a Windows batch script' : null
}

export function startsWith(bytes: Uint8Array, magic: readonly number[], at = 0): boolean {
  return magic.every((byte, i) => bytes[at + i] === byte)
}

export function u16(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)
}

export function u32(bytes: Uint8Array, at: number): number {
  return (u16(bytes, at) | (u16(bytes, at + 2) << 16)) >>> 0
}
