// Text without what tells whose it is, word by word: what is not known to tell nothing is replaced.
import type { Json } from '../core/index.js'
import { Pseudonyms } from './pseudonyms.js'
import { wordPattern, wordsOf, type Vocabulary } from './vocabulary.js'

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const uuids = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi
const addresses = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g
const moments = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/g
/** Marks of our own may be nobody's text: private use characters are made visible before they get here. */
const kept = new RegExp(`${uuids.source}|${moments.source}|${addresses.source}|${wordPattern.source}`, 'giu')
/** `s3:GetObject`, `aws:PrincipalOrgID`: says what, never whose. */
const action = /^[a-z][a-z0-9-]{1,40}:[A-Za-z][A-Za-z]*\*?$/
/** Shorter numbers are ports, counts, versions. */
const leastDigits = 6

export class Redactor {
  readonly pseudonyms: Pseudonyms
  readonly #words: Vocabulary
  readonly #called: ReadonlySet<string>

  /** `called`: words that something is called by; of our own sentences or not, they are replaced. */
  constructor(key: string, words: Vocabulary, called: ReadonlySet<string>) {
    this.pseudonyms = new Pseudonyms(key)
    this.#words = words
    this.#called = called
  }

  /** An id, a name, a value: whatever comes from outside. */
  data(text: string): string {
    return action.test(text) ? text : this.#replace(text, (word) => this.#isPlain(word))
  }

  /** A sentence of ours with words from outside in it. */
  prose(text: string, template: string): string {
    const own = new Set(wordsOf(template))
    return this.#replace(text, (word) => own.has(word) || this.#isPlain(word))
  }

  /** A value with everything in it; keys too, which may be the user's. */
  json(value: Json): Json {
    if (typeof value === 'string') return this.data(value)
    if (Array.isArray(value)) return value.map((item) => this.json(item))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [this.data(key), this.json(item)]))
  }

  #isPlain(word: string): boolean {
    return this.#words.closed.has(word) || (this.#words.open.has(word) && !this.#called.has(word))
  }

  #replace(text: string, isPlain: (word: string) => boolean): string {
    return text.replace(kept, (found) => {
      if (uuid.test(found)) return this.pseudonyms.hex(found)
      if (found.includes('T') && /^\d{4}-\d\d-\d\dT/.test(found)) return found
      if (found.includes('.')) return isNobodys(found) ? found : this.pseudonyms.address(found)
      if (/^\d+$/.test(found)) return found.length < leastDigits ? found : this.pseudonyms.digits(found)
      if (isPlain(found.toLowerCase())) return found
      return /^(?=.*\d)[0-9a-f]{16,}$/i.test(found) ? this.pseudonyms.hex(found) : this.pseudonyms.word(found)
    })
  }
}

/** Private, loopback, link-local and unspecified addresses (RFC 1918, 1122, 3927): everybody has them. */
function isNobodys(ip: string): boolean {
  const [a = 0, b = 0] = ip.split('.').map(Number)
  return a === 0 || a === 10 || a === 127 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168) || (a === 169 && b === 254)
}

/** The endings of file names stay: they are formats. */
export function namesIn(text: string): string[] {
  return wordsOf(text.replace(/\.[A-Za-z0-9]{1,11}$/, ''))
}
