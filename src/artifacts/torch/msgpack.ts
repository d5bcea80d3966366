// Walks MessagePack without building anything: what stands where, by its path of keys; strings and tensors are skipped by length.
// https://github.com/msgpack/msgpack/blob/master/spec.md
import type { Bytes } from '../bytes.js'
import type { Budget } from '../limits.js'
import { Stopped } from '../unread.js'

export interface MsgItem {
  kind: 'nil' | 'bool' | 'int' | 'float' | 'text' | 'bin' | 'ext' | 'array' | 'map'
  /** Keys and positions from the top; only of the first hundred levels. */
  path: string
  /** Of its first content byte. */
  offset: number
  /** Bytes of content, or items of an array or map. */
  length: number
  /** Of an extension. */
  code: number
  /** Of a text that is short, the text. */
  text: string | null
  /** Of a small whole number, the number. */
  value: number | null
  /** It is the key of a map. */
  isKey: boolean
}

interface Level {
  /** Items still to come. */
  left: number
  isMap: boolean
  /** Of a map, whether a key comes next. */
  key: string | null
  index: number
  path: string
}

const chunk = 65_536
/** The Python package has 1,024 levels on its stack; real checkpoints have a dozen. */
export const deepestMsgpack = 512
const longestText = 256

export class MsgWalk {
  private data: Uint8Array = new Uint8Array(0)
  private from = 0
  /** Where the walk is. */
  at: number

  constructor(private readonly content: Bytes, private readonly budget: Budget, start = 0, private readonly until = content.size) {
    this.at = start
  }

  /** Every item of the one value that starts here; containers before what is in them. */
  async * items(): AsyncGenerator<MsgItem> {
    const levels: Level[] = [{ left: 1, isMap: false, key: null, index: 0, path: '' }]
    for (let count = 0, level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
      if (level.left === 0) {
        levels.pop()
        continue
      }
      if ((count += 1) % 1024 === 0) this.budget.tick()
      const isKey = level.isMap && level.key === null
      const item = await this.item(pathOf(level, isKey), isKey)
      if (isKey) level.key = item.text ?? '?'
      else {
        level.key = null
        level.left -= 1
        level.index += 1
      }
      if (item.kind === 'array' || item.kind === 'map') {
        // Each item takes a byte at least: a count beyond what is left is a lie.
        const least = item.kind === 'map' ? item.length * 2 : item.length
        if (least > this.until - this.at) throw new Stopped('malformed', `${item.length} items and ${this.until - this.at} bytes for them`, item.offset)
        if (levels.length > deepestMsgpack) throw new Stopped('limit', `nested more than ${deepestMsgpack} deep`, item.offset)
        levels.push({ left: item.length, isMap: item.kind === 'map', key: null, index: 0, path: item.path })
      } else this.at = item.offset + item.length
      yield item
    }
  }

  private async item(path: string, isKey: boolean): Promise<MsgItem> {
    const start = this.at
    const head = await this.bytes(start, Math.min(6, this.until - start))
    const first = head[0]
    if (first === undefined) throw new Stopped('truncated', 'ends within a value', start)
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
    const sized = (width: 0 | 1 | 2 | 4): number => {
      if (head.length < 1 + width) throw new Stopped('truncated', 'ends within a length', start)
      return width === 1 ? view.getUint8(1) : width === 2 ? view.getUint16(1) : width === 4 ? view.getUint32(1) : 0
    }
    const { kind, width, length, code } = shapeOf(first, sized, head, start)
    const item: MsgItem = { kind, path, offset: start + 1 + width, length, code, text: null, value: null, isKey }
    const isContainer = kind === 'array' || kind === 'map'
    this.at = item.offset
    if (!isContainer && item.offset + length > this.until) throw new Stopped('truncated', `${length} bytes announced, ${this.until - item.offset} are left`, start)
    if (kind === 'text') item.text = new TextDecoder().decode(await this.bytes(item.offset, Math.min(length, longestText)))
    if (kind === 'int') item.value = await this.small(first, item)
    return item
  }

  private async small(first: number, item: MsgItem): Promise<number | null> {
    if (item.length === 0) return first < 0x80 ? first : first - 256
    const data = await this.bytes(item.offset, item.length)
    if (first >= 0xd0) return null
    return data.reduce((sum, byte) => sum * 256 + byte, 0)
  }

  private async bytes(at: number, length: number): Promise<Uint8Array> {
    const inside = at - this.from
    if (inside < 0 || inside + length > this.data.length) {
      this.data = await this.content.read(at, Math.max(length, Math.min(chunk, this.until - at)))
      this.from = at
    }
    return this.data.subarray(at - this.from, at - this.from + length)
  }
}

function pathOf(level: Level, isKey: boolean): string {
  const last = level.isMap ? (isKey ? '' : level.key ?? '') : level.path === '' && level.index === 0 && level.left === 1 ? '' : `${level.index}`
  return last === '' || level.path.length > 400 ? level.path : level.path === '' ? last : `${level.path}/${last}`
}

type Sized = (width: 0 | 1 | 2 | 4) => number

/** `width`: bytes between the first and the content. */
interface Form {
  kind: MsgItem['kind']
  width: number
  length: number
  code: number
}

function shapeOf(first: number, sized: Sized, head: Uint8Array, start: number): Form {
  const of = (kind: MsgItem['kind'], width: number, length: number, code = 0): Form => ({ kind, width, length, code })
  if (first < 0x80 || first >= 0xe0) return of('int', 0, 0)
  if (first < 0x90) return of('map', 0, first & 0x0f)
  if (first < 0xa0) return of('array', 0, first & 0x0f)
  if (first < 0xc0) return of('text', 0, first & 0x1f)
  switch (first) {
    case 0xc0: return of('nil', 0, 0)
    case 0xc2: case 0xc3: return of('bool', 0, 0)
    case 0xc4: return of('bin', 1, sized(1))
    case 0xc5: return of('bin', 2, sized(2))
    case 0xc6: return of('bin', 4, sized(4))
    case 0xc7: return of('ext', 2, sized(1), signed(head[2]))
    case 0xc8: return of('ext', 3, sized(2), signed(head[3]))
    case 0xc9: return of('ext', 5, sized(4), signed(head[5]))
    case 0xca: return of('float', 0, 4)
    case 0xcb: return of('float', 0, 8)
    case 0xcc: case 0xd0: return of('int', 0, 1)
    case 0xcd: case 0xd1: return of('int', 0, 2)
    case 0xce: case 0xd2: return of('int', 0, 4)
    case 0xcf: case 0xd3: return of('int', 0, 8)
    case 0xd4: case 0xd5: case 0xd6: case 0xd7: case 0xd8: return of('ext', 1, 2 ** (first - 0xd4), signed(head[1]))
    case 0xd9: return of('text', 1, sized(1))
    case 0xda: return of('text', 2, sized(2))
    case 0xdb: return of('text', 4, sized(4))
    case 0xdc: return of('array', 2, sized(2))
    case 0xdd: return of('array', 4, sized(4))
    case 0xde: return of('map', 2, sized(2))
    case 0xdf: return of('map', 4, sized(4))
    default: throw new Stopped('malformed', `byte 0x${first.toString(16)} starts no value`, start)
  }
}

function signed(byte: number | undefined): number {
  return byte === undefined ? 0 : byte < 128 ? byte : byte - 256
}
