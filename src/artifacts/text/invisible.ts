// Characters that people do not see and models read: tag characters, zero-width runs, variation selectors, bidi overrides.

export interface InvisibleRun {
  /** Index of the first character. */
  at: number
  /** Code units. */
  length: number
  what: string
  /** What the run spells, where that is known; else its code points. */
  detail: string
}

/** Format characters and letters without ink; the last range holds tags and the further variation selectors. */
const ranges: readonly (readonly [number, number])[] = [
  [0xad, 0xad], [0x34f, 0x34f], [0x61c, 0x61c], [0x115f, 0x1160], [0x17b4, 0x17b5], [0x180b, 0x180f], [0x200b, 0x200f], [0x202a, 0x202e],
  [0x2060, 0x206f], [0x3164, 0x3164], [0xfe00, 0xfe0f], [0xfeff, 0xfeff], [0xffa0, 0xffa0], [0xe0000, 0xe0fff],
]
const escaped = (code: number): string => `\\u{${code.toString(16)}}`
const candidates = new RegExp(`[${ranges.map(([from, to]) => `${escaped(from)}-${escaped(to)}`).join('')}]+`, 'gu')
const isInvisible = (code: number): boolean => ranges.some(([from, to]) => code >= from && code <= to)
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/
const isTag = (code: number): boolean => code >= 0xe0000 && code <= 0xe007f
const isSelector = (code: number): boolean => (code >= 0xfe00 && code <= 0xfe0f) || (code >= 0xe0100 && code <= 0xe01ef)

/**
 * Runs that no script needs. One joiner within a word, a variation selector after an emoji, the tags of a flag and bidi
 * marks next to right-to-left letters are ordinary writing (UTS 51, UAX 9) and none of it.
 */
export function* invisibleRuns(text: string): Iterable<InvisibleRun> {
  let hasRightToLeft: boolean | undefined
  let splits = 0
  let firstSplit = 0
  for (const found of text.matchAll(candidates)) {
    const run = found[0]
    const codes = Array.from(run.slice(0, 20_000), (c) => c.codePointAt(0) ?? 0)
    const at = found.index
    const tags = codes.filter(isTag)
    // U+1F3F4 with a few tags and U+E007F is the flag of a region.
    const flag = text.codePointAt(at - 2) === 0x1f3f4 && codes.length <= 8 && codes.at(-1) === 0xe007f
    if (tags.length > 0 && !flag) {
      yield { at, length: run.length, what: 'Unicode tag characters', detail: `they spell: ${ascii(tags.map((code) => code - 0xe0000))}` }
      continue
    }
    const selectors = codes.filter(isSelector)
    if (selectors.length >= 4) {
      // The usual scheme: 16 + 240 selectors stand for the 256 values of a byte.
      const bytes = selectors.map((code) => (code < 0xe0100 ? code - 0xfe00 : code - 0xe0100 + 16))
      yield { at, length: run.length, what: 'data in variation selectors', detail: `they spell: ${ascii(bytes)}` }
      continue
    }
    const bidi = codes.filter((code) => (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069))
    if (bidi.length > 0) {
      hasRightToLeft ??= rightToLeft.test(text)
      if (!hasRightToLeft || bidi.some((code) => code === 0x202d || code === 0x202e)) {
        yield { at, length: run.length, what: 'bidi control characters', detail: points(bidi) }
      }
      continue
    }
    const invisible = codes.filter((code) => !isTag(code) && !isSelector(code))
    if (invisible.length >= 4) {
      yield { at, length: run.length, what: 'run of zero-width characters', detail: `${invisible.length} of them: ${points(invisible)}` }
      continue
    }
    if (/[A-Za-z]/.test(text[at - 1] ?? '') && /[A-Za-z]/.test(text[at + run.length] ?? '') && codes.some((code) => code !== 0xad)) {
      if (splits === 0) firstSplit = at
      splits += 1
    }
  }
  // Once is a slip of the editor.
  if (splits >= 3) yield { at: firstSplit, length: 1, what: 'zero-width characters within words', detail: `${splits} places` }
}

/** The text as a model may well take it, and the index in the original of each of its code units. */
export interface Unveiled {
  text: string
  at(index: number): number
}

/** Without invisible characters and full-width or Cyrillic look-alikes; tag characters as the letters they stand for. */
export function unveil(text: string): Unveiled {
  if (!/[^\t\n\r\x20-\x7e]/.test(text)) return { text, at: (index) => index }
  const out: string[] = []
  const places: number[] = []
  let at = 0
  for (const character of text) {
    const plain = plainOf(character)
    for (let i = 0; i < plain.length; i++) places.push(at)
    out.push(plain)
    at += character.length
  }
  return { text: out.join(''), at: (index) => places[index] ?? text.length }
}

const lookAlikes = new Map(Array.from('аеорсухіјѕАВЕКМНОРСТХІЈЅ', (c, i) => [c, 'aeopcyxijsABEKMHOPCTXIJS'[i] ?? c]))

function plainOf(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x80) return character
  if (isTag(code)) return code >= 0xe0020 && code < 0xe007f ? String.fromCharCode(code - 0xe0000) : ''
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0)
  if (isInvisible(code)) return ''
  return lookAlikes.get(character) ?? character
}

function ascii(codes: readonly number[]): string {
  return codes.slice(0, 160).map((code) => (code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : code === 10 ? ' ' : '.')).join('')
}

function points(codes: readonly number[]): string {
  return [...new Set(codes)].slice(0, 6).map((code) => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`).join(' ')
}
