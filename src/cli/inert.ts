// Text for standard error: whatever a name or a message holds, neither a terminal nor a CI system takes orders from it.
import { printable } from '../reporters/kit/printable.js'

/** Every line printable; no line of ours begins like a command of an older runner (`##`). */
export function inert(text: string): string {
  return text.split('\n').map((line) => printable(line).replace(/^(\s*)#(?=#)/, '$1\\u{23}')).join('\n')
}

/** Tells a line on standard error. */
export function tell(text: string): void {
  process.stderr.write(`${inert(text)}\n`)
}
