// JSON as untrusted headers and configurations hold it: a strict walk over bytes that keeps positions and sees a key that is there twice.
import { Stopped } from '../unread.js'

export type Node = string | number | boolean | null | Node[] | JsonMap

export interface Entry {
  key: string
  value: Node
  /** Of the key. */
  offset: number
}

/** An object with every entry it was written with, in order. */
export class JsonMap {
  constructor(readonly entries: readonly Entry[]) {}

  /** The last of that name: what most parsers keep. */
  get(key: string): Node | undefined {
    return this.entries.findLast((entry) => entry.key === key)?.value
  }

  text(key: string): string | null {
    const value = this.get(key)
    return typeof value === 'string' ? value : null
  }
}

/** The text goes on beyond the bytes at hand. */
export class More extends Error {}

const deepest = 200
/** Values of one text: the shortest take three bytes there and a hundred once they are read. */
const mostValues = 2_000_000
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const [quote, backslash, openMap, closeMap, openList, closeList, colon, comma] = [0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d, 0x3a, 0x2c]

export interface JsonOptions {
  /** Where in the file the bytes begin. */
  base?: number
  /** Whether the text ends with these bytes; if not, running out of them throws `More`. */
  complete?: boolean
  /** `NaN` and `Infinity` are numbers: Python writes and reads them so. */
  python?: boolean
  tick?: () => void
}

/** A cursor over JSON text. */
export class JsonText {
  at = 0
  private read = 0

  constructor(private readonly bytes: Uint8Array, private readonly options: JsonOptions = {}) {}

  get offset(): number {
    return (this.options.base ?? 0) + this.at
  }

  /** The next byte that is no white space, not taken; -1 at the end. */
  peek(): number {
    for (; this.at < this.bytes.length; this.at++) {
      const byte = this.bytes[this.at] ?? 0
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return byte
    }
    if (this.options.complete === false) throw new More()
    return -1
  }

  take(byte: number): boolean {
    if (this.peek() !== byte) return false
    this.at += 1
    return true
  }

  expect(byte: number): void {
    if (!this.take(byte)) this.wrong(`wants ${JSON.stringify(String.fromCharCode(byte))}`)
  }

  string(): string {
    this.expect(quote)
    const start = this.at
    const offset = this.offset
    let plain = true
    for (; ; this.at++) {
      const byte = this.bytes[this.at]
      if (byte === undefined) this.short()
      if (byte === quote) break
      if (byte < 0x20) this.wrong('has a control character in a string')
      if (byte === backslash) {
        plain = false
        this.at += 1
      }
    }
    const raw = this.bytes.subarray(start, this.at)
    this.at += 1
    let text: string
    try {
      text = utf8.decode(raw)
    } catch {
      throw new Stopped('malformed', 'has a string that is not UTF-8', offset)
    }
    if (plain) return text
    try {
      return String(JSON.parse(`"${text}"`))
    } catch {
      throw new Stopped('malformed', 'has an escape that JSON does not know', offset)
    }
  }

  value(depth = 0): Node {
    this.read += 1
    if (this.read % 4096 === 0) this.options.tick?.()
    if (this.read > mostValues) throw new Stopped('limit', `is JSON of more than ${mostValues} values`, this.offset)
    if (depth > deepest) throw new Stopped('limit', `is JSON more than ${deepest} levels deep`, this.offset)
    switch (this.peek()) {
      case quote: return this.string()
      case openMap: return this.map(depth)
      case openList: return this.list(depth)
      default: return this.word()
    }
  }

  /** Nothing but white space is left. */
  end(): void {
    if (this.peek() !== -1) this.wrong('goes on after its end')
  }

  private map(depth: number): JsonMap {
    this.expect(openMap)
    const entries: Entry[] = []
    if (this.take(closeMap)) return new JsonMap(entries)
    do {
      this.peek()
      const offset = this.offset
      const key = this.string()
      this.expect(colon)
      entries.push({ key, offset, value: this.value(depth + 1) })
    } while (this.take(comma))
    this.expect(closeMap)
    return new JsonMap(entries)
  }

  private list(depth: number): Node[] {
    this.expect(openList)
    const items: Node[] = []
    if (this.take(closeList)) return items
    do items.push(this.value(depth + 1))
    while (this.take(comma))
    this.expect(closeList)
    return items
  }

  private word(): Node {
    const start = this.at
    while (this.at < this.bytes.length && this.at - start < 400 && isWord(this.bytes[this.at] ?? 0)) this.at += 1
    if (this.at === this.bytes.length && this.options.complete === false) throw new More()
    const word = String.fromCharCode(...this.bytes.subarray(start, this.at))
    if (word === 'true') return true
    if (word === 'false') return false
    if (word === 'null') return null
    if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(word)) return Number(word)
    if (this.options.python === true && /^(?:NaN|-?Infinity)$/.test(word)) return Number(word)
    this.at = start
    return this.wrong('has a value that is none')
  }

  private wrong(what: string): never {
    throw new Stopped('malformed', `is no JSON: ${what}`, this.offset)
  }

  private short(): never {
    if (this.options.complete === false) throw new More()
    throw new Stopped('truncated', 'is JSON that ends within a string', this.offset)
  }
}

function isWord(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || byte === 0x2b || byte === 0x2d || byte === 0x2e
}

/** A whole document. */
export function parseJson(bytes: Uint8Array, options: JsonOptions = {}): Node {
  const text = new JsonText(bytes, options)
  const value = text.value()
  text.end()
  return value
}

/** Keys that an object has twice, anywhere in a document: two readers of it may keep different ones. */
export function* repeatedKeys(node: Node): Iterable<Entry> {
  const open: Node[] = [node]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (Array.isArray(next)) for (const item of next) open.push(item)
    if (!(next instanceof JsonMap)) continue
    const seen = new Set<string>()
    for (const entry of next.entries) {
      if (seen.has(entry.key)) yield entry
      seen.add(entry.key)
      open.push(entry.value)
    }
  }
}
