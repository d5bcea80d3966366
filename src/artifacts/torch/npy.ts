// Reads the header of a NumPy array: its version, element type, shape, and how many bytes of data must follow.
import type { Bytes } from '../bytes.js'
import type { Signs } from '../sign.js'
import { Stopped } from '../unread.js'
import { readLiteral, type Literal } from './python-literal.js'

export interface NpyHeader {
  /** Such as `1.0`. */
  version: string
  /** The element type as it is written, or `structured`. */
  dtype: string
  /** Elements are Python objects: what follows the header is a pickle. */
  objects: boolean
  shape: number[]
  /** Elements; null when the product is beyond what a number holds. */
  elements: number | null
  /** Where the data starts. */
  data: number
  /** Bytes of data that shape and type ask for; null for objects and for types of unknown size. */
  length: number | null
}

/** Longest header that NumPy itself reads from a file it does not trust (`max_header_size`, numpy/lib/format.py). */
const longestTrusted = 10_000
/** Longest that is read here. */
const longestRead = 2 ** 20

export function looksLikeNpy(head: Uint8Array): boolean {
  return head.length >= 10 && head[0] === 0x93 && head[1] === 0x4e && head[2] === 0x55 && head[3] === 0x4d && head[4] === 0x50 && head[5] === 0x59
}

/** The header at `from`; what is odd about it goes to `odd`. Throws `Stopped` where no loader could go on, either. */
export async function readNpyHeader(content: Bytes, from: number, odd: Signs, member: string): Promise<NpyHeader> {
  const start = await content.read(from, 12)
  if (!looksLikeNpy(start)) throw new Stopped('malformed', 'no NumPy header', from)
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength)
  const major = start[6] ?? 0
  const version = `${major}.${start[7] ?? 0}`
  if (major < 1 || major > 3) {
    odd.add(`format version ${version}`, { member, offset: from + 6, detail: 'NumPy writes 1.0, 2.0 and 3.0' })
    throw new Stopped('unsupported', `NumPy format ${version}`, from + 6)
  }
  if (major > 1 && start.length < 12) throw new Stopped('truncated', 'a header length', from)
  const at = from + (major === 1 ? 10 : 12)
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true)
  if (at + length > content.size) {
    odd.add('header beyond the end', { member, offset: from + 8, detail: `${length} bytes, ${Math.max(0, content.size - at)} are left` })
    throw new Stopped('truncated', 'a header beyond the end of the file', from + 8)
  }
  if (length > longestTrusted) odd.add('oversized header', { member, offset: from + 8, detail: `${length} bytes; NumPy refuses more than ${longestTrusted}` })
  if (length > longestRead) throw new Stopped('limit', `a header of ${length} bytes`, from + 8)
  const text = new TextDecoder(major === 3 ? 'utf-8' : 'latin1').decode(await content.read(at, length))
  return { version, data: at + length, ...described(literalOf(text, odd, member, at), odd, member, at) }
}

function literalOf(text: string, odd: Signs, member: string, at: number): Literal {
  try {
    return readLiteral(text)
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    const offset = at + (error.offset ?? 0)
    odd.add('header is no plain literal', { member, offset, detail: text.slice(error.offset ?? 0, (error.offset ?? 0) + 80) })
    throw new Stopped('malformed', `header: ${error.what}`, offset)
  }
}

function described(header: Literal, odd: Signs, member: string, at: number): Omit<NpyHeader, 'version' | 'data'> {
  const found = new Map<string, Literal>()
  for (const [key, value] of typeof header === 'object' && header !== null && 'pairs' in header ? header.pairs : []) {
    const name = typeof key === 'string' ? key : '?'
    if (found.has(name) || !['descr', 'fortran_order', 'shape'].includes(name)) {
      odd.add(found.has(name) ? `${name} is there twice` : `unknown key ${name}`, { member, offset: at })
    }
    found.set(name, value)
  }
  const descr = found.get('descr')
  const shape = numbers(found.get('shape'))
  if (descr === undefined || descr === null || shape === null || typeof found.get('fortran_order') !== 'boolean') {
    odd.add('header lacks descr, fortran_order or shape', { member, offset: at })
    throw new Stopped('malformed', 'header lacks descr, fortran_order or shape', at)
  }
  const element = typeOf(descr, 0)
  const elements = shape.reduce((product, n) => product * n, 1)
  if (!Number.isSafeInteger(elements) || elements * Math.max(1, element.size ?? 1) > Number.MAX_SAFE_INTEGER) {
    odd.add('shape overflows', { member, offset: at, detail: shape.join(' × ') })
    return { dtype: element.name, objects: element.objects, shape, elements: null, length: null }
  }
  return { dtype: element.name, objects: element.objects, shape, elements, length: element.objects || element.size === null ? null : elements * element.size }
}

function numbers(value: Literal | undefined): number[] | null {
  if (typeof value !== 'object' || value === null || !('list' in value)) return null
  const found = value.list.filter((n): n is number => typeof n === 'number' && n >= 0 && Number.isSafeInteger(n))
  return found.length === value.list.length ? found : null
}

interface ElementType {
  name: string
  size: number | null
  objects: boolean
}

/** `'<f8'`, `[('a', '<i4'), ('b', '|O', (3,))]`, `('<f8', (2, 2))`: the forms of numpy.lib.format.dtype_to_descr. */
function typeOf(descr: Literal, depth: number): ElementType {
  if (typeof descr === 'string') return plainType(descr)
  if (typeof descr !== 'object' || descr === null || !('list' in descr)) throw new Stopped('malformed', 'an element type of unknown form')
  const { list } = descr
  const [first, second] = list
  // A pair of a type and a shape; a list of fields starts with a field, which is a list itself.
  if (depth > 0 && list.length === 2 && first !== undefined && second !== undefined && numbers(second) !== null && typeof first === 'string') {
    return times(typeOf(first, depth + 1), numbers(second) ?? [])
  }
  const fields = list.map((field) => fieldType(field, depth))
  const known = fields.every((field) => field.size !== null)
  return {
    name: 'structured', objects: fields.some((field) => field.objects),
    size: known ? fields.reduce((sum, field) => sum + (field.size ?? 0), 0) : null,
  }
}

function fieldType(field: Literal, depth: number): ElementType {
  const parts = typeof field === 'object' && field !== null && 'list' in field ? field.list : []
  const [, descr, shape] = parts
  if (descr === undefined) throw new Stopped('malformed', 'a field without a type')
  return times(typeOf(descr, depth + 1), numbers(shape) ?? (typeof shape === 'number' ? [shape] : []))
}

function times(type: ElementType, shape: number[]): ElementType {
  return { ...type, size: type.size === null ? null : shape.reduce((product, n) => product * n, type.size) }
}

function plainType(text: string): ElementType {
  const [, code = '', digits = ''] = /^[<>|=]?([a-zA-Z?])(\d{0,9})(?:\[[^\]]*\])?$/.exec(text) ?? []
  const given = digits === '' ? null : Number(digits)
  const size = code === 'U' ? (given === null ? null : given * 4) : code === '?' ? 1 : given
  return { name: text, size, objects: code === 'O' }
}
