// An event with every text made safe to show: SIEMs decode what JSON escapes.
import { printable } from '../kit/printable.js'

/** Most texts are plain, and telling so is ten times as fast as looking for every class of letters. */
const plain = /^[ -~]*$/

export function inert(value: unknown): unknown {
  if (typeof value === 'string') return shown(value)
  if (Array.isArray(value)) return value.map(inert)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [shown(key), inert(item)]))
}

function shown(text: string): string {
  return plain.test(text) ? text : printable(text)
}
