// Reads a Python literal (dict, tuple, list, string, number, True, False, None) by hand: what NumPy's headers are written in.
import { Stopped } from '../unread.js'

/** Dictionaries are lists of pairs, so that a key that is there twice is seen twice. */
export type Literal = string | number | boolean | null | { list: Literal[] } | { pairs: [Literal, Literal][] }

const deepest = 32

/** The one literal that `text` is, or `Stopped`. Nothing is evaluated: names, calls and operators are malformed. */
export function readLiteral(text: string): Literal {
  const reader = new LiteralReader(text)
  const value = reader.value(0)
  reader.end()
  return value
}

class LiteralReader {
  private at = 0

  constructor(private readonly text: string) {}

  value(depth: number): Literal {
    if (depth > deepest) throw new Stopped('malformed', 'a literal nested too deeply', this.at)
    this.blank()
    const c = this.text.charAt(this.at)
    if (c === '{') return this.dict(depth)
    if (c === '(' || c === '[') return this.sequence(c === '(' ? ')' : ']', depth)
    if (c === '"' || c === "'") return this.quoted(c)
    // Python 2 wrote u'…' and b'…' in structured types.
    if (/^[ubUB]["']/.test(this.text.slice(this.at, this.at + 2))) {
      this.at += 1
      return this.quoted(this.text.charAt(this.at))
    }
    const word = /^(?:True|False|None)\b/.exec(this.text.slice(this.at, this.at + 6))?.[0]
    if (word !== undefined) {
      this.at += word.length
      return word === 'None' ? null : word === 'True'
    }
    // Python 2 wrote long integers with an L.
    const digits = /^-?\d{1,19}L?(?![\w.])/.exec(this.text.slice(this.at, this.at + 22))?.[0]
    if (digits === undefined) throw new Stopped('malformed', 'something that is no literal', this.at)
    this.at += digits.length
    return Number.parseInt(digits, 10)
  }

  end(): void {
    this.blank()
    if (this.at < this.text.length) throw new Stopped('malformed', 'text after the literal', this.at)
  }

  private dict(depth: number): Literal {
    const pairs: [Literal, Literal][] = []
    this.at += 1
    while (!this.closes('}')) {
      const key = this.value(depth + 1)
      this.blank()
      this.take(':')
      pairs.push([key, this.value(depth + 1)])
      this.comma('}')
    }
    return { pairs }
  }

  private sequence(close: string, depth: number): Literal {
    const list: Literal[] = []
    this.at += 1
    while (!this.closes(close)) {
      list.push(this.value(depth + 1))
      this.comma(close)
    }
    return { list }
  }

  private quoted(quote: string): string {
    let value = ''
    for (this.at += 1; this.at < this.text.length; this.at += 1) {
      const c = this.text.charAt(this.at)
      if (c === quote) {
        this.at += 1
        return value
      }
      if (c === '\\') this.at += 1
      value += this.text.charAt(this.at)
    }
    throw new Stopped('malformed', 'a string without an end', this.at)
  }

  private closes(close: string): boolean {
    this.blank()
    if (this.text.charAt(this.at) !== close) return false
    this.at += 1
    return true
  }

  private comma(close: string): void {
    this.blank()
    if (this.text.charAt(this.at) !== close) this.take(',')
  }

  private take(c: string): void {
    if (this.text.charAt(this.at) !== c) throw new Stopped('malformed', `no ${c} where one belongs`, this.at)
    this.at += 1
  }

  private blank(): void {
    while (this.at < this.text.length && ' \t\n\r\f'.includes(this.text.charAt(this.at))) this.at += 1
  }
}
