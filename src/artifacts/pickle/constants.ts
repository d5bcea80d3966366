// Constants of a pickle, decoded only when somebody asks: the instruction at a byte, and what it pushes.
import { fixedOf, instruction } from './opcodes.js'

/** Bytes of a constant that are held: longer ones stay in the file and are known by place and length. */
export const held = 65_536

export interface Constant {
  kind: 'text' | 'bytes' | 'integer' | 'number' | 'boolean' | 'none'
  /** Of texts: the first 64 KB. Of the others: as Python would show them. */
  text: string
  /** Where the data of texts and bytes starts, and how long they are; 0 and 0 for others. */
  from: number
  length: number
  /** All of a text is in `text`. */
  whole: boolean
}

const utf8 = new TextDecoder()
const latin1 = new TextDecoder('latin1')

/** The constant that the instruction at `offset` pushes; `bytes` start there and hold it, or 64 KB of it. Null: it pushes none. */
export function constantOf(bytes: Uint8Array, offset: number): Constant | null {
  const one = instruction(bytes[0] ?? 0)
  if (one === undefined) return null
  if (one.argument === 'line') return lineConstant(one.name, bytes, offset)
  const fixed = fixedOf[one.byte] ?? 0
  const size = littleEndian(bytes, 1, fixed)
  const from = offset + 1 + fixed
  const data = bytes.subarray(1 + fixed, 1 + fixed + Math.min(size, held))
  switch (one.name) {
    case 'NONE': return plain('none', 'None')
    case 'NEWTRUE': return plain('boolean', 'True')
    case 'NEWFALSE': return plain('boolean', 'False')
    case 'BININT': return plain('integer', String(size | 0))
    case 'BININT1': case 'BININT2': return plain('integer', String(size))
    case 'LONG1': case 'LONG4': return plain('integer', longOf(data, size))
    case 'BINFLOAT': return plain('number', String(new DataView(bytes.buffer, bytes.byteOffset).getFloat64(1)))
    case 'BINUNICODE': case 'SHORT_BINUNICODE': case 'BINUNICODE8':
      return { kind: 'text', text: utf8.decode(data), from, length: size, whole: size <= held }
    // Python 3 makes texts of them, unless told otherwise.
    case 'BINSTRING': case 'SHORT_BINSTRING':
      return { kind: 'text', text: latin1.decode(data), from, length: size, whole: size <= held }
    case 'BINBYTES': case 'SHORT_BINBYTES': case 'BINBYTES8': case 'BYTEARRAY8':
      return { kind: 'bytes', text: latin1.decode(data), from, length: size, whole: size <= held }
    default: return null
  }
}

/** The instruction at the start of `bytes` is there with all of its constant that is held. */
export function isWhole(bytes: Uint8Array): boolean {
  const one = instruction(bytes[0] ?? 0)
  if (one === undefined) return true
  if (one.argument === 'line') return bytes.length > held || bytes.includes(10)
  const fixed = fixedOf[one.byte] ?? 0
  if (bytes.length < 1 + fixed) return false
  return !one.argument.startsWith('data') || bytes.length >= 1 + fixed + Math.min(held, littleEndian(bytes, 1, fixed))
}

function lineConstant(name: string, bytes: Uint8Array, offset: number): Constant | null {
  const end = bytes.indexOf(10)
  const data = bytes.subarray(1, end === -1 ? bytes.length : end)
  const line = latin1.decode(data)
  const shape = { from: offset + 1, length: data.length, whole: end !== -1 }
  switch (name) {
    case 'INT': return line === '00' || line === '01' ? plain('boolean', line === '01' ? 'True' : 'False') : plain('integer', line.trim())
    case 'LONG': return plain('integer', line.trim().replace(/L$/, ''))
    case 'FLOAT': return plain('number', line.trim())
    case 'STRING': return { kind: 'text', text: unescaped(line.trim().replace(/^(['"])(.*)\1$/s, '$2'), false), ...shape }
    case 'UNICODE': return { kind: 'text', text: unescaped(line, true), ...shape }
    default: return null
  }
}

/** Python's escapes: all of a string literal, or just `\\u` and `\\U` of the raw ones. */
function unescaped(text: string, raw: boolean): string {
  if (!text.includes('\\')) return text
  const escape = raw
    ? /\\(?:u([\dA-Fa-f]{4})|U([\dA-Fa-f]{8}))/g
    : /\\(?:x([\dA-Fa-f]{2})|([0-7]{1,3})|([abfnrtv\\'"\n]))/g
  return text.replaceAll(escape, (all: string, first?: string, second?: string, third?: string | number) => {
    // The raw escapes have two groups, and the offset is what comes third.
    if (typeof third === 'string') return letters[third] ?? third
    const code = Number.parseInt(first ?? second ?? '', first === undefined && !raw ? 8 : 16)
    return code <= 0x10_ffff ? String.fromCodePoint(code) : all
  })
}
const letters: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\n': '' }

function plain(kind: Constant['kind'], text: string): Constant {
  return { kind, text, from: 0, length: 0, whole: true }
}

/** A two's-complement integer of any length, as decimal while it is one that people write. */
function longOf(data: Uint8Array, size: number): string {
  if (size > 64) return `an integer of ${size} bytes`
  let value = 0n
  for (let i = data.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(data[i] ?? 0)
  return String(BigInt.asIntN(Math.max(1, data.length * 8), value))
}

/** An unsigned number; exact up to 2^53, and beyond that large enough for anybody. */
export function littleEndian(bytes: Uint8Array, at: number, length: number): number {
  let value = 0
  for (let i = length - 1; i >= 0; i--) value = value * 256 + (bytes[at + i] ?? 0)
  return value
}
