// Universal Binary JSON (https://ubjson.org), draft 12, as XGBoost writes it: lengths of 8 bytes, arrays of one type.
import type { Bytes } from '../bytes.js'
import type { Budget } from '../limits.js'
import { Stopped } from '../unread.js'
import { deepest, longestText, type Events } from './events.js'

const piece = 256 * 1024

interface Open {
  object: boolean
  /** Items that are still to come; null where a sign closes. */
  left: number | null
  /** Type of every item, where it is told once. */
  type: string | null
}

export async function readUbjson(content: Bytes, budget: Budget, events: Events): Promise<void> {
  await new UbjsonReader(content, budget, events).run()
}

class UbjsonReader {
  private buffer = new Uint8Array(0)
  private view = new DataView(new ArrayBuffer(0))
  /** Of the buffer in the file, and of what is next in the buffer. */
  private from = 0
  private at = 0
  private readonly open: Open[] = []

  constructor(private readonly content: Bytes, private readonly budget: Budget, private readonly events: Events) {}

  async run(): Promise<void> {
    await this.item(await this.type())
    for (let top = this.open.at(-1); top !== undefined; top = this.open.at(-1)) {
      if (top.left === 0) this.close()
      else if (top.left === null && await this.closes(top.object)) this.close()
      else {
        if (top.left !== null) top.left -= 1
        if (top.object) this.events.key(await this.text())
        await this.item(top.type ?? await this.type())
      }
    }
    if (this.from + this.at !== this.content.size) throw this.stopped('something follows its end')
  }

  private close(): void {
    this.open.pop()
    this.events.end()
  }

  /** An item whose type is known. */
  private async item(type: string): Promise<void> {
    if (type === '{' || type === '[') return this.start(type === '{')
    if (type === 'Z') this.events.value(null)
    else if (type === 'T' || type === 'F') this.events.value(type === 'T')
    else if (type === 'S' || type === 'H') this.events.value(await this.text())
    else if (type === 'C') this.events.value(String.fromCharCode(await this.number('U')))
    else if (type !== 'N') this.events.value(await this.number(type))
  }

  private async start(object: boolean): Promise<void> {
    if (this.open.length >= deepest) throw this.stopped('is nested too deep')
    const one: Open = { object, left: null, type: null }
    if (await this.peek() === '$') {
      this.at += 1
      one.type = await this.type()
      if (await this.peek() !== '#') throw this.stopped('a type without a count')
    }
    if (await this.peek() === '#') {
      this.at += 1
      one.left = await this.number(await this.type())
      const width = one.type === null ? 1 : widths.get(one.type) ?? (one.type === 'S' ? 2 : 0)
      if (one.left < 0 || one.left * Math.max(1, width) > this.content.size) throw this.stopped(`an array of ${one.left} items`)
    }
    if (object) this.events.object()
    else this.events.array()
    this.open.push(one)
  }

  private async closes(object: boolean): Promise<boolean> {
    while (await this.peek() === 'N') this.at += 1
    if (await this.peek() !== (object ? '}' : ']')) return false
    this.at += 1
    return true
  }

  private async text(): Promise<string> {
    const length = await this.number(await this.type())
    if (length < 0 || length > this.content.size - this.from - this.at) throw this.stopped('a text longer than the file')
    const kept = Math.min(length, longestText)
    if (this.at + kept > this.buffer.length) await this.fill(kept)
    const text = new TextDecoder().decode(this.buffer.subarray(this.at, this.at + kept))
    this.at += kept
    if (length > kept) await this.jump(length - kept)
    return text
  }

  private async jump(bytes: number): Promise<void> {
    this.from += this.at + bytes
    this.at = 0
    this.buffer = new Uint8Array(0)
    if (this.from < this.content.size) await this.fill(1)
  }

  private async number(type: string): Promise<number> {
    const width = widths.get(type)
    if (width === undefined) throw this.stopped(`a type that is none: 0x${type.charCodeAt(0).toString(16)}`)
    if (this.at + width > this.buffer.length) await this.fill(width)
    const at = this.at
    this.at += width
    switch (type) {
      case 'i': return this.view.getInt8(at)
      case 'U': return this.view.getUint8(at)
      case 'I': return this.view.getInt16(at)
      case 'l': return this.view.getInt32(at)
      case 'L': return Number(this.view.getBigInt64(at))
      case 'd': return this.view.getFloat32(at)
      default: return this.view.getFloat64(at)
    }
  }

  private async type(): Promise<string> {
    const type = await this.peek()
    this.at += 1
    return type
  }

  private async peek(): Promise<string> {
    if (this.at >= this.buffer.length) await this.fill(1)
    return String.fromCharCode(this.buffer[this.at] ?? 0)
  }

  /** So many bytes from here on, at hand. */
  private async fill(need: number): Promise<void> {
    this.budget.tick()
    this.from += this.at
    this.at = 0
    this.buffer = Uint8Array.from(await this.content.read(this.from, Math.min(Math.max(piece, need), this.content.size - this.from)))
    this.view = new DataView(this.buffer.buffer)
    if (this.buffer.length < need) throw new Stopped('truncated', 'its UBJSON ends too early', this.content.size)
  }

  private stopped(what: string): Stopped {
    return new Stopped('malformed', what, this.from + this.at)
  }
}

const widths: ReadonlyMap<string, number> = new Map([['i', 1], ['U', 1], ['I', 2], ['l', 4], ['L', 8], ['d', 4], ['D', 8]])
