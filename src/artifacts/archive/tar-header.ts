// One header of a tar archive (POSIX.1-2001 pax, and GNU's ways to say what does not fit).

export interface TarHeader {
  name: string
  size: number
  type: string
  target: string | null
}

/** `zeros` where an archive ends; null where no header stands. */
export function headerOf(bytes: Uint8Array): TarHeader | 'zeros' | null {
  if (bytes.length < 512) return null
  if (bytes.every((byte) => byte === 0)) return 'zeros'
  const sum = numberAt(bytes, 148, 8)
  let unsigned = 0
  let signed = 0
  for (let i = 0; i < 512; i++) {
    const byte = i >= 148 && i < 156 ? 32 : bytes[i] ?? 0
    unsigned += byte
    signed += byte > 127 ? byte - 256 : byte
  }
  if (sum === null || (sum !== unsigned && sum !== signed)) return null
  const size = numberAt(bytes, 124, 12)
  if (size === null) return null
  const prefix = textAt(bytes, 257, 5) === 'ustar' && bytes[262] === 0 ? textAt(bytes, 345, 155) : ''
  const name = textAt(bytes, 0, 100)
  const target = textAt(bytes, 157, 100)
  const type = String.fromCharCode(bytes[156] ?? 0)
  // The oldest archives mark folders by a slash.
  return { name: prefix === '' ? name : `${prefix}/${name}`, size, type: type === '\0' && name.endsWith('/') ? '5' : type, target: target === '' ? null : target }
}

/** Whether a file begins as a tar archive: old ones have no magic, but a checksum all the same. */
export function looksLikeTar(head: Uint8Array): boolean {
  const header = headerOf(head.subarray(0, 512))
  return header !== null && header !== 'zeros' && header.name !== ''
}

/** Octal text or, with the highest bit set, a number of bytes, largest first. */
function numberAt(bytes: Uint8Array, at: number, length: number): number | null {
  const field = bytes.subarray(at, at + length)
  if (((field[0] ?? 0) & 0x80) !== 0) {
    const value = field.reduce((sum, byte, i) => sum * 256 + (i === 0 ? byte & 0x7f : byte), 0)
    return Number.isSafeInteger(value) ? value : null
  }
  const text = textAt(bytes, at, length).trim()
  return /^[0-7]*$/.test(text) ? Number.parseInt(text === '' ? '0' : text, 8) : null
}

function textAt(bytes: Uint8Array, at: number, length: number): string {
  const field = bytes.subarray(at, at + length)
  const end = field.indexOf(0)
  return new TextDecoder().decode(end === -1 ? field : field.subarray(0, end))
}

/** Records of the form `length key=value`, as far as they go. */
export function paxRecords(text: Uint8Array): Map<string, string> {
  const records = new Map<string, string>()
  for (let at = 0; at < text.length;) {
    const space = text.indexOf(0x20, at)
    if (space === -1) break
    const length = Number(new TextDecoder().decode(text.subarray(at, space)))
    if (!Number.isInteger(length) || length < space - at + 3) break
    const record = new TextDecoder().decode(text.subarray(space + 1, at + length - 1))
    const equals = record.indexOf('=')
    if (equals > 0) records.set(record.slice(0, equals), record.slice(equals + 1))
    at += length
  }
  return records
}
