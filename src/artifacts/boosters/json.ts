// JSON of any size, read in pieces: no value is held longer than it takes to hand it on.
import type { Bytes } from '../bytes.js'
import type { Budget } from '../limits.js'
import { Stopped } from '../unread.js'
import { deepest, longestText, type Events } from './events.js'

const piece = 256 * 1024
const quote = 0x22
const backslash = 0x5c

export async function readJson(content: Bytes, budget: Budget, events: Events): Promise<void> {
  const reader = new JsonReader(events)
  for (let at = 0; at < content.size; at += piece) {
    budget.tick()
    reader.take(await content.read(at, Math.min(piece, content.size - at)), at)
  }
  reader.finish(content.size)
}

class JsonReader {
  /** What is open: true for objects. */
  private readonly open: boolean[] = []
  /** Between the quotes of a text, or within a number or word. */
  private inText = false
  private inWord = false
  private escaped = false
  private hasEscape = false
  private parts: number[] = []
  private expectsKey = false
  private afterKey = false
  private done = false

  constructor(private readonly events: Events) {}

  take(bytes: Uint8Array, from: number): void {
    const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i] ?? 0
      // Most of a model is numbers: one that lies in the piece as a whole is read at once.
      if (!this.inText && !this.inWord && isDigit(byte)) {
        let end = i + 1
        while (end < bytes.length && isWord(bytes[end] ?? 0)) end += 1
        const number = end < bytes.length ? Number(data.toString('latin1', i, end)) : Number.NaN
        if (!Number.isNaN(number)) {
          this.value(number, from + i)
          i = end - 1
          continue
        }
      }
      if (this.inText) this.text(byte, from + i)
      else if (this.inWord) {
        if (isWord(byte)) this.keep(byte)
        else {
          this.word(from + i)
          this.sign(byte, from + i)
        }
      } else this.sign(byte, from + i)
    }
  }

  finish(at: number): void {
    if (this.inWord) this.word(at)
    if (this.open.length > 0 || this.inText || !this.done) throw new Stopped('truncated', 'its JSON ends too early', at)
  }

  private keep(byte: number): void {
    if (this.parts.length < longestText) this.parts.push(byte)
  }

  private text(byte: number, at: number): void {
    if (this.escaped) {
      this.escaped = false
      this.keep(byte)
    } else if (byte === backslash) {
      this.escaped = this.hasEscape = true
      this.keep(byte)
    } else if (byte === quote) {
      this.inText = false
      const text = this.string(at)
      if (this.expectsKey) {
        this.expectsKey = false
        this.afterKey = true
        this.events.key(text)
      } else this.value(text, at)
    } else this.keep(byte)
  }

  private string(at: number): string {
    const raw = new TextDecoder().decode(Uint8Array.from(this.parts))
    const cut = this.parts.length >= longestText
    this.parts = []
    if (!this.hasEscape || cut) return raw
    this.hasEscape = false
    try {
      return String(JSON.parse(`"${raw.replaceAll(/[\n\r\t]/g, ' ')}"`))
    } catch {
      throw new Stopped('malformed', 'a text with a broken escape', at)
    }
  }

  private word(at: number): void {
    this.inWord = false
    const word = String.fromCharCode(...this.parts.slice(0, 64))
    this.parts = []
    if (word === 'true' || word === 'false') return this.value(word === 'true', at)
    if (word === 'null') return this.value(null, at)
    const number = /^[+-]?(?:nan|inf(?:inity)?)$/i.test(word) ? (/nan/i.test(word) ? Number.NaN : Number.POSITIVE_INFINITY) : Number(word)
    if (Number.isNaN(number) && !/nan/i.test(word)) throw new Stopped('malformed', 'a value that is no JSON', at)
    this.value(number, at)
  }

  private value(value: string | number | boolean | null, at: number): void {
    if (this.done) throw new Stopped('malformed', 'something follows its JSON', at)
    if (this.open.at(-1) === true && !this.afterKey) throw new Stopped('malformed', 'a value without a name', at)
    this.afterKey = false
    if (this.open.length === 0) this.done = true
    this.events.value(value)
  }

  private sign(byte: number, at: number): void {
    switch (byte) {
      case 0x20: case 0x0a: case 0x0d: case 0x09: case 0x3a: return
      case 0x2c:
        this.expectsKey = this.open.at(-1) === true
        return
      case quote:
        this.inText = true
        return
      case 0x7b: case 0x5b:
        if (this.done) throw new Stopped('malformed', 'something follows its JSON', at)
        if (this.open.length >= deepest) throw new Stopped('malformed', 'is nested too deep', at)
        this.afterKey = false
        this.open.push(byte === 0x7b)
        this.expectsKey = byte === 0x7b
        return byte === 0x7b ? this.events.object() : this.events.array()
      case 0x7d: case 0x5d:
        if (this.open.pop() !== (byte === 0x7d)) throw new Stopped('malformed', 'closes what is not open', at)
        this.expectsKey = false
        if (this.open.length === 0) this.done = true
        return this.events.end()
      default:
        if (!isWord(byte)) throw new Stopped('malformed', 'a sign that is no JSON', at)
        this.inWord = true
        this.keep(byte)
    }
  }
}

function isDigit(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || byte === 0x2d
}

/** Letters, digits, and the signs of numbers. */
function isWord(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || byte === 0x2e || byte === 0x2d || byte === 0x2b || (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a)
}
