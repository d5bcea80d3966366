// Counts personal data in a text by class, values never leave. Conservative: what has no checksum needs a telling shape.

export type PiiClass = 'email' | 'phone' | 'iban' | 'card' | 'us-ssn'

export interface PiiCount {
  class: PiiClass
  /** Different values. */
  count: number
}

/** Values kept to tell them apart, for one class and one text. */
const distinct = 10_000

/** Personal data in a text; classes that are not there are left out. Linear in the text's length. */
export function pii(text: string): PiiCount[] {
  return [...personalValues(text)].map(([name, values]) => ({ class: name, count: values.size }))
}

/** The values themselves, to count those of several texts together: to be dropped once they are counted. */
export function personalValues(text: string): Map<PiiClass, Set<string>> {
  const found = new Map<PiiClass, Set<string>>()
  for (const [name, pattern, accept] of finders) {
    const seen = new Set<string>()
    for (const match of text.matchAll(pattern)) {
      const value = accept(match, text)
      if (value === null) continue
      seen.add(value)
      if (seen.size >= distinct) break
    }
    if (seen.size > 0) found.set(name, seen)
  }
  return found
}

type Accept = (found: RegExpExecArray | RegExpMatchArray, text: string) => string | null

const finders: readonly (readonly [PiiClass, RegExp, Accept])[] = [
  ['email', /(?<![\w.+%\\-])[A-Za-z0-9][\w.+%-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,5}[A-Za-z]{2,18}(?![\w-])/g, email],
  // Written for people: with a country code and separators, or after the American fashion with the area in brackets.
  ['phone', /(?<![\w.+/-])(?:\+[1-9]\d{0,2}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d{2,4}(?:[ .-]\d{2,4}){1,4}|\(\d{3}\) ?\d{3}-\d{4})(?![\w-]|\.\d)/g, phone],
  ['iban', /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])/g, iban],
  ['card', /(?<![\w.+/-])(?:[2-6]\d{3}([ -])\d{4}\1\d{4}\1\d{4}|3[47]\d{2}([ -])\d{6}\2\d{5}|4\d{15}|5[1-5]\d{14}|3[47]\d{13})(?![\w-]|\.\d)/g, card],
  ['us-ssn', /(?<![\w.+/-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-]|\.\d)/g, socialSecurity],
]

/** Addresses that belong to nobody: RFC 2606 domains, robots, and the user part of an SSH address of a code host. */
const nobodys = /(?:@|\.)(?:example|test|invalid|localhost|local|internal)(?:\.(?:com|org|net|edu|co\.uk))?$|^(?:no-?reply|do-?not-?reply|noreply\S*|git|hg|root|user|username|name|email|you|your\S*|me|foo|bar|test|admin|info|support|contact|help|hello|sales|press|security|abuse|conda-forge)@|@(?:users\.noreply\.github\.com|email\.com|domain\.com|company\.com|mail\.com|foo\.com|bar\.com)$/i
const notDomains = /\.(?:png|jpe?g|gif|svg|webp|js|css|py|json|html?|so|dylib|dll|txt|md|ya?ml|ipynb)$/i

function email([value]: RegExpExecArray | RegExpMatchArray): string | null {
  const address = (value ?? '').toLowerCase()
  return nobodys.test(address) || /^[^@]@.\./.test(address) || notDomains.test(address) ? null : address
}

function phone([value]: RegExpExecArray | RegExpMatchArray): string | null {
  const digits = (value ?? '').replaceAll(/\D/g, '')
  // 555-01xx is kept for fiction; runs of one digit are stand-ins.
  return digits.length < 10 || digits.length > 15 || /555[-. ]?01\d\d$/.test(value ?? '') || /(\d)\1{6}/.test(digits) || digits.includes('1234567') ? null : digits
}

/** ISO 13616: length by country is not checked, the remainder of 97 is. */
function iban([value]: RegExpExecArray | RegExpMatchArray): string | null {
  const compact = (value ?? '').replaceAll(' ', '')
  if (compact.length < 15 || compact.length > 34) return null
  let rest = 0
  for (const character of compact.slice(4) + compact.slice(0, 4)) {
    const digits = /\d/.test(character) ? character : String(character.charCodeAt(0) - 55)
    for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97
  }
  return rest === 1 ? compact : null
}

/** Numbers that payment networks publish for tests. */
const testCards = new Set(['4111111111111111', '4242424242424242', '5555555555554444', '5105105105105100', '378282246310005', '371449635398431', '4012888888881881', '4000056655665556'])

function card([value]: RegExpExecArray | RegExpMatchArray): string | null {
  const digits = (value ?? '').replaceAll(/\D/g, '')
  if (testCards.has(digits) || new Set(digits).size < 4) return null
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    const twice = i % 2 === 1 ? digit * 2 : digit
    sum += twice > 9 ? twice - 9 : twice
  }
  return sum % 10 === 0 ? digits : null
}

const spoken = /\b(?:ssn|ss#|social[ _-]?security|taxpayer|tax[ _-]?id)\b/i

/** Nine digits with two dashes are many things: counted where a word tells what they are, or a column of them follows. */
function socialSecurity(found: RegExpExecArray | RegExpMatchArray, text: string): string | null {
  const at = found.index ?? 0
  const value = found[0] ?? ''
  if (value === '123-45-6789' || value === '078-05-1120') return null
  return spoken.test(text.slice(Math.max(0, at - 400), at + 40)) ? value : null
}
