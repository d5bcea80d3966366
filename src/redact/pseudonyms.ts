// One pseudonym for one word: the same under the same key, and of the same sort, so that an id still reads like an id.
import { createHmac } from 'node:crypto'

const consonants = 'bdfghklmnprstvz'
const vowels = 'aeiou'
const syllables = 4

export class Pseudonyms {
  readonly #key: string
  readonly #known = new Map<string, string>()

  /** The key keeps pseudonyms from being looked up: an account id has only 10^12 values, so a plain hash hides nothing. */
  constructor(key: string) {
    this.#key = key
  }

  /** `orchard` → `kabomuti`. Case is ignored: providers write one id in several ways. */
  word(word: string): string {
    return this.#once(`word ${word.toLowerCase()}`, (bytes) => {
      let made = ''
      for (let i = 0; i < syllables; i++) made += letter(consonants, bytes[2 * i]) + letter(vowels, bytes[2 * i + 1])
      return made
    })
  }

  /** As many digits; the first is never 0. */
  digits(number: string): string {
    return this.#once(`digits ${number}`, (bytes) => {
      const digits = [...repeated(bytes, number.length)].map((byte) => byte % 10)
      return [Math.max(1, digits[0] ?? 1), ...digits.slice(1)].join('')
    })
  }

  /** As many hexadecimal digits, hyphens where they were. */
  hex(text: string): string {
    return this.#once(`hex ${text.toLowerCase()}`, (bytes) => {
      const nibbles = repeated(bytes, text.length)
      return Array.from(text, (character, i) => (character === '-' ? '-' : ((nibbles[i] ?? 0) & 15).toString(16))).join('')
    })
  }

  /** An address of the networks kept for documentation (RFC 5737): as public as the one it stands for. */
  address(ip: string): string {
    return this.#once(`address ${ip}`, (bytes) => `${['192.0.2', '198.51.100', '203.0.113'][(bytes[0] ?? 0) % 3]}.${bytes[1]}`)
  }

  #once(what: string, make: (bytes: Uint8Array) => string): string {
    const known = this.#known.get(what)
    if (known !== undefined) return known
    const made = make(createHmac('sha256', this.#key).update(what).digest())
    this.#known.set(what, made)
    return made
  }
}

function letter(letters: string, byte = 0): string {
  return letters[byte % letters.length] ?? 'a'
}

function repeated(bytes: Uint8Array, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (bytes[i % bytes.length] ?? 0) >> (i < bytes.length ? 0 : 4))
}
