import fc from 'fast-check'
import { expect, it } from 'vitest'
import { clip, columns, pad, printable } from '../../src/reporters/kit/printable.js'

it('writes out what nobody would see', () => {
  expect(printable('a\u001b[31mb\u009bc\rd\te\nf')).toBe('a\\e[31mb\\u{9b}c\\rd\\te\\nf')
  expect(printable('\u202eevil\u2066\u200b\ufeff\u00ad\u{e0041}\u2028\ud800\ufe0f\u3164')).toBe(
    '\\u{202e}evil\\u{2066}\\u{200b}\\u{feff}\\u{ad}\\u{e0041}\\u{2028}\\u{d800}\\u{fe0f}\\u{3164}')
})

it('leaves the letters of the world as they are', () => {
  const names = 'Obstgärten-Łódź 果樹園 العربية עברית हिन्दी 🍎 a/b:c_d—e'
  expect(printable(names)).toBe(names)
})

it('never shows a control or format character, and never changes its own answer', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
    const shown = printable(text)
    expect(shown).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u)
    expect(printable(shown)).toBe(shown)
  }))
})

it('breaks orders to the runner of a pipeline, and nothing that only looks like one', () => {
  expect(printable('::error::gone')).toBe('\\u{3a}:error::gone')
  expect(printable('lab ::stop-commands::x')).toBe('lab \\u{3a}:stop-commands::x')
  expect(printable('##vso[task.complete]x ##[error]y ##VSO[a]')).toBe('\\u{23}#vso[task.complete]x \\u{23}#[error]y \\u{23}#VSO[a]')
  for (const usual of ['arn:aws:s3:::orchard-corpus', 'arn:aws:iam::111122223333:root', 'a # b ## c', 'std::fs', '#[derive]']) expect(printable(usual)).toBe(usual)
})

it('counts columns, pads and clips by them', () => {
  expect(columns('果樹園')).toBe(6)
  expect(columns('e\u0301')).toBe(1)
  expect(pad('果', 4)).toBe('果  ')
  expect(clip('orchard-embeddings', 8)).toBe('orchard…')
  expect(clip('果樹園', 4)).toBe('果…')
  expect(clip('orchard', 7)).toBe('orchard')
})
