// JSON on one line that is safe to print and to split: what could move a cursor, turn text round or hide is escaped.

// C1 controls (0x9b starts a terminal sequence), formatting characters (bidi, zero width) and the line breaks
// U+2028 and U+2029, at which line readers split. And what a pipeline's runner obeys anywhere in its log: `##vso[...]`,
// `##[...]`. All of them can only stand inside strings.
const unsafe = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]|#(?=#(?:\[|vso\[|teamcity\[))/giu
/** Nearly all there is, and quicker to see. */
const plain = /^[ -~]*$/

/** The same value as `JSON.stringify` gives, written with ASCII escapes for characters that nobody should meet raw. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value)
  return plain.test(text) && !text.includes('##') ? text : text.replace(unsafe, escapeUnits)
}

function escapeUnits(character: string): string {
  let escaped = ''
  for (let i = 0; i < character.length; i++) escaped += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`
  return escaped
}
