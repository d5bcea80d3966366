// An event as a line, with every text made safe to show: SIEMs decode what JSON escapes.
import { jsonText } from '../../core/json-text.js'
import { printable } from '../kit/printable.js'

/** Nothing but letters that are seen; what JSON escapes is not among them, but for quotes and backslashes. */
const plain = /^(?:[ !#-[\]-~]|\\["\\]|")*$/
/** What `printable` would break up: orders to the runner of a pipeline. */
const orders = /[" ]::|##/

/** Nearly every event is plain: that is told of the whole at once, and only another is gone through text by text. */
export function inertText(event: object): string {
  const text = JSON.stringify(event)
  return plain.test(text) && !orders.test(text) ? text : jsonText(inert(event))
}

function inert(value: unknown): unknown {
  if (typeof value === 'string') return printable(value)
  if (Array.isArray(value)) return value.map(inert)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [printable(key), inert(item)]))
}
