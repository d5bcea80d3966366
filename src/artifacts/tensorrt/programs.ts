// Programs within an engine. An engine is full of code for the graphics card; code for the host is what it should not bring.
import type { Bytes } from '../bytes.js'
import type { Budget } from '../limits.js'
import type { Signs } from '../sign.js'

const chunk = 2 ** 20
/** As much as a header takes that begins at the end of a piece. */
const overlap = 4096

/** Machines of ELF for the host: i386, PowerPC 64, ARM, x86-64, AArch64, RISC-V. CUDA is 190. */
const machines: ReadonlyMap<number, string> = new Map([
  [3, 'i386'], [21, 'PowerPC'], [40, 'ARM'], [62, 'x86-64'], [183, 'AArch64'], [243, 'RISC-V'],
])

const elf = [0x7f, 0x45, 0x4c, 0x46]
const pe = [0x50, 0x45, 0, 0]
/** `.so` and `.dll`, the ends of what a loader would open. */
const endings = [[0x2e, 0x73, 0x6f], [0x2e, 0x64, 0x6c, 0x6c]]

/** Looks at every byte of a file, a piece at a time. */
export async function findPrograms(content: Bytes, budget: Budget, programs: Signs, libraries: Signs): Promise<void> {
  for (let from = 0; from < content.size; from += chunk) {
    budget.tick()
    const piece = await content.read(from, Math.min(chunk + overlap, content.size - from))
    const own = Math.min(chunk, piece.length)
    const view = new DataView(piece.buffer, piece.byteOffset, piece.byteLength)
    for (const at of places(piece, elf, own)) {
      if (at + 20 > piece.length || !isElf(piece, at)) continue
      const machine = machines.get(view.getUint16(at + 18, true))
      if (machine !== undefined) programs.add(`ELF for ${machine}`, { offset: from + at, detail: elfKind(view.getUint16(at + 16, true)) })
    }
    // The PE header is named by the DOS header, which stands up to some hundred bytes before it.
    for (const at of places(piece, pe, piece.length)) {
      const start = dosHeader(view, at)
      if (start !== null && start < own) programs.add('Windows program', { offset: from + start })
    }
    for (const ending of endings) for (const at of places(piece, ending, own)) nameAt(piece, at, ending.length, from, libraries)
  }
}

function isElf(bytes: Uint8Array, at: number): boolean {
  const [width, order, version] = [bytes[at + 4], bytes[at + 5], bytes[at + 6]]
  return (width === 1 || width === 2) && order === 1 && version === 1
}

function elfKind(type: number): string {
  return type === 3 ? 'shared library' : type === 2 ? 'executable' : type === 1 ? 'object' : `type ${type}`
}

function dosHeader(view: DataView, pe: number): number | null {
  for (let start = pe - 64; start >= Math.max(0, pe - 1024); start -= 4) {
    if (view.getUint16(start) === 0x4d5a && view.getUint32(start + 0x3c, true) === pe - start) return start
  }
  return null
}

function* places(bytes: Uint8Array, wanted: readonly number[], before: number): Generator<number> {
  const [first = 0] = wanted
  for (let at = bytes.indexOf(first); at !== -1 && at < before; at = bytes.indexOf(first, at + 1)) {
    if (wanted.every((byte, i) => bytes[at + i] === byte)) yield at
  }
}

/** The name of a library that ends here: at least six characters of a path, and then no more of a word. */
function nameAt(bytes: Uint8Array, at: number, ending: number, from: number, libraries: Signs): void {
  let start = at
  while (start > 0 && at - start < 200 && isPathByte(bytes[start - 1])) start -= 1
  let end = at + ending
  // libnvinfer_plugin.so.10
  while (end - at < 12 && (bytes[end] === 0x2e || isDigit(bytes[end]))) end += 1
  if (at - start < 6 || isPathByte(bytes[end])) return
  libraries.add(String.fromCharCode(...bytes.subarray(start, end)), { offset: from + start })
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39
}

function isPathByte(byte: number | undefined): boolean {
  if (byte === undefined) return false
  const isLetter = (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a)
  return isLetter || isDigit(byte) || byte === 0x2e || byte === 0x2f || byte === 0x5f || byte === 0x2d
}
