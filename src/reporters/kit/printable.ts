// Makes text from outside safe to show: names may hold escape sequences, bidi marks and characters nobody sees.

// Controls, formats (bidi, zero width, tags), line and paragraph separators, lone surrogates, private and unassigned
// code points, variation selectors, and the letters that draw nothing.
const hidden = /[\p{C}\p{Zl}\p{Zp}\p{Variation_Selector}\u034f\u115f\u1160\u3164\uffa0]|\u17b4|\u17b5/gu
const named: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\u001b': '\\e' }

// Orders to the runner of a pipeline, which reads what a step prints: `::error::` where a line begins, and a line may be
// broken before any word; `##[error]` and `##vso[...]` anywhere.
// https://docs.github.com/actions/reference/workflow-commands-for-github-actions, https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
const orders = /(?<!\S):(?=:)|#(?=#(?:\[|vso\[|teamcity\[))/gi
const ascii = /^[ -~]*$/

/** The text with everything unseen written out, such as `\u{202e}`; other scripts stay as they are. */
export function printable(text: string): string {
  // Nearly all text there is, and every format asks of every text: seen by the quickest means.
  if (ascii.test(text) && !text.startsWith('::') && !text.includes(' ::') && !text.includes('##')) return text
  return text.replace(hidden, written).replace(orders, written)
}

function written(character: string): string {
  return named[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}

/** Columns that printable text takes on a terminal: none for combining marks, two for wide characters. */
export function columns(text: string): number {
  let sum = 0
  for (const character of text) sum += /\p{M}/u.test(character) ? 0 : wide.test(character) ? 2 : 1
  return sum
}
const wide = /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u

/** Padded with spaces on the right to at least `width` columns. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columns(text)))
}

/** Cut to `width` columns, the cut marked. */
export function clip(text: string, width: number): string {
  if (columns(text) <= width) return text
  let kept = ''
  for (const character of text) {
    if (columns(kept + character) > width - 1) break
    kept += character
  }
  return `${kept}…`
}
