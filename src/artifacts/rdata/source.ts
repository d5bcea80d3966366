// Where R's serialization takes its numbers and texts from: big-endian, little-endian or written out as words.
// https://cran.r-project.org/doc/manuals/r-release/R-ints.html#Serialization-Formats
import type { Bytes } from '../bytes.js'
import type { Budget } from '../limits.js'
import { Stopped } from '../unread.js'

const piece = 256 * 1024
/** R's missing integer, and the length of a missing text. */
const missing = -(2 ** 31)

export type Encoding = 'xdr' | 'native' | 'ascii'

export class Source {
  private buffer = new Uint8Array(0)
  private view = new DataView(new ArrayBuffer(0))
  private from: number
  private at = 0

  constructor(private readonly content: Bytes, private readonly budget: Budget, private readonly encoding: Encoding, start: number) {
    this.from = start
  }

  get place(): number {
    return this.from + this.at
  }

  get left(): number {
    return this.content.size - this.place
  }

  /** Is so much at hand? Otherwise `fill` first: the common case waits for nothing. */
  has(bytes: number): boolean {
    return this.at + bytes <= this.buffer.length
  }

  async fill(bytes: number): Promise<void> {
    this.budget.tick()
    this.from += this.at
    this.at = 0
    this.buffer = Uint8Array.from(await this.content.read(this.from, Math.max(0, Math.min(Math.max(piece, bytes), this.content.size - this.from))))
    this.view = new DataView(this.buffer.buffer)
    if (this.buffer.length < bytes) throw new Stopped('truncated', 'ends within an object', this.content.size)
  }

  async int(): Promise<number> {
    if (this.encoding === 'ascii') {
      const word = await this.word()
      if (word === 'NA') return missing
      if (!/^-?\d{1,10}$/.test(word)) throw new Stopped('malformed', `"${word.slice(0, 20)}" in the place of a number`, this.place)
      return Number(word)
    }
    if (!this.has(4)) await this.fill(4)
    this.at += 4
    return this.view.getInt32(this.at - 4, this.encoding === 'native')
  }

  /** Past a plain text with its kind and length, if all of it is at hand. */
  passText(): boolean {
    if (this.encoding === 'ascii' || !this.has(8)) return false
    const little = this.encoding === 'native'
    const flags = this.view.getInt32(this.at, little)
    const length = this.view.getInt32(this.at + 4, little)
    if ((flags & 0x2ff) !== 9 || length < -1 || !this.has(8 + Math.max(0, length))) return false
    this.at += 8 + Math.max(0, length)
    return true
  }

  /** A text of so many bytes; of a long one the beginning. */
  async text(length: number): Promise<string> {
    if (length < 0) throw new Stopped('malformed', `a text of ${length} bytes`, this.place)
    const kept = Math.min(length, 4096)
    if (this.encoding === 'ascii') return this.escaped(length, kept)
    if (length > this.left) throw new Stopped('truncated', 'ends within a text', this.place)
    if (!this.has(kept)) await this.fill(kept)
    const text = new TextDecoder().decode(this.buffer.subarray(this.at, this.at + kept))
    this.at += kept
    this.jump(length - kept)
    return text
  }

  /** Past so many values of so many bytes; words, where they are written out. */
  async skip(count: number, width: number): Promise<void> {
    if (count < 0) throw new Stopped('malformed', `a vector of ${count} values`, this.place)
    if (this.encoding !== 'ascii') {
      if (count * width > this.left) throw new Stopped('truncated', 'ends within a vector', this.place)
      return this.jump(count * width)
    }
    const words = width === 16 ? count * 2 : count
    if (words > this.left) throw new Stopped('truncated', 'ends within a vector', this.place)
    for (let i = 0; i < words; i++) await this.word()
  }

  private jump(bytes: number): void {
    this.at += bytes
    if (this.at <= this.buffer.length) return
    this.from += this.at
    this.at = 0
    this.buffer = new Uint8Array(0)
    this.view = new DataView(this.buffer.buffer)
  }

  private async byte(): Promise<number> {
    if (!this.has(1)) await this.fill(1)
    this.at += 1
    return this.buffer[this.at - 1] ?? 0
  }

  private async word(): Promise<string> {
    let byte = await this.byte()
    while (byte <= 32) byte = await this.byte()
    let word = ''
    while (byte > 32 && word.length < 64) {
      word += String.fromCharCode(byte)
      if (this.left === 0) break
      byte = await this.byte()
    }
    return word
  }

  /** Characters with C's escapes; a space is one, too: `\040`. */
  private async escaped(length: number, kept: number): Promise<string> {
    let text = ''
    if (length === 0) return text
    let byte = await this.byte()
    while (byte <= 32) byte = await this.byte()
    for (let i = 0; i < length; i++) {
      let one = byte
      let isAhead = false
      if (byte === 0x5c) {
        one = await this.byte()
        if (one >= 0x30 && one <= 0x37) {
          let value = 0
          let digits = 0
          while (one >= 0x30 && one <= 0x37 && digits < 3) {
            value = value * 8 + one - 0x30
            digits += 1
            one = await this.byte()
          }
          byte = one
          one = value
          isAhead = true
        }
      }
      if (text.length < kept) text += String.fromCharCode(one)
      if (!isAhead && i + 1 < length) byte = await this.byte()
      else if (isAhead && i + 1 >= length) this.at -= 1
    }
    return text
  }
}
